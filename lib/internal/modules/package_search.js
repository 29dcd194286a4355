// module.findPackageJSON. https://nodejs.org/api/module.html#modulefindpackagejsonspecifier-base
'use strict';

const native = binding('modules');
const { codes } = require('internal/errors');
const { nodeModulePaths, dirname, isRelative } = require('internal/modules/lookup');
const { resolve, hasScheme } = require('internal/modules/esm/resolve');

function toPath(value) {
  if (typeof value === 'string' && value[0] === '/') return value;
  return require('internal/url').fileURLToPath(value);
}

/** The nearest package.json at or above `path`, a file or a folder. */
function nearest(path) {
  return native.packageScope(native.statKind(path) === 1 ? `${path.replace(/\/$/, '')}/.` : path);
}

/**
 * @param {string | URL} specifier
 * @param {string | URL} [base] the module that asks, as a path or a file: URL
 * @returns {string | undefined} the path of its package.json
 */
function findPackageJSON(specifier, base) {
  if (base === undefined) {
    const { validateString } = require('internal/validators');
    const text = typeof specifier === 'object' && specifier !== null ? specifier.href : specifier;
    validateString(text, 'specifier');
    if (text[0] !== '/' && !hasScheme(text)) throw new codes.ERR_INVALID_ARG_VALUE('base', base, 'is needed here');
    return nearest(toPath(text));
  }
  const path = toPath(base);
  const name = `${specifier}`;
  if (hasScheme(name) || name[0] === '/') return nearest(toPath(name));
  if (isRelative(name)) {
    const target = native.join(dirname(path), name);
    if (native.statKind(target) === 1) return nearest(target);
    return nearest(resolve(name, { url: native.pathToFileUrl(path), path }).path);
  }
  const parts = name.split('/');
  const packageName = name[0] === '@' ? parts.slice(0, 2).join('/') : parts[0];
  const folders = nodeModulePaths(dirname(path));
  for (let i = 0; i < folders.length; i++) {
    if (native.hasPackage(`${folders[i]}/${packageName}`)) return `${folders[i]}/${packageName}/package.json`;
  }
  throw new codes.ERR_MODULE_NOT_FOUND(packageName, path, undefined, 'package');
}

module.exports = { findPackageJSON };
