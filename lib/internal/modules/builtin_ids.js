// Which names are builtin modules. https://nodejs.org/api/modules.html#built-in-modules
'use strict';

const native = binding('realm');

/** Builtins that are only found with the scheme "node:". */
const schemeOnly = { '__proto__': null, 'sea': true, 'sqlite': true, 'test': true, 'test/reporters': true };

let ids;

/**
 * The id of the builtin that programs know as `specifier`.
 * @param {string} specifier 'fs' or 'node:fs'
 * @returns {string | undefined} 'fs'; undefined when it is not a builtin, or not without "node:"
 */
function builtinId(specifier) {
  if (specifier.startsWith('node:')) {
    const id = specifier.slice(5);
    return native.isPublicBuiltin(id) ? id : undefined;
  }
  return native.isPublicBuiltin(specifier) && schemeOnly[specifier] === undefined ? specifier : undefined;
}

/**
 * https://nodejs.org/api/module.html#moduleisbuiltinmodulename
 * @param {string} moduleName
 * @returns {boolean}
 */
function isBuiltin(moduleName) {
  return typeof moduleName === 'string' && builtinId(moduleName) !== undefined;
}

/** @returns {string[]} every public builtin as programs name it; those that need the scheme stand last, with it */
function publicNames() {
  if (ids !== undefined) return ids;
  const plain = [];
  const schemed = [];
  const all = native.builtinIds();
  for (let i = 0; i < all.length; i++) {
    if (!native.isPublicBuiltin(all[i])) continue;
    if (schemeOnly[all[i]] === undefined) plain.push(all[i]);
    else schemed.push(`node:${all[i]}`);
  }
  return ids = [...plain, ...schemed];
}

module.exports = { builtinId, isBuiltin, publicNames };
