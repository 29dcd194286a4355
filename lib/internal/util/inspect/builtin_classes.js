// The classes of the language itself, whose instances util.inspect and util.format know how to show.
'use strict';
const { languageNames } = require('internal/bootstrap/globals');

// The one that has no global name.
const TypedArray = Object.getPrototypeOf(Uint8Array);

/**
 * @param {Function} constructor
 * @returns {boolean} whether its name is that of a global class of the language
 */
function hasBuiltinName(constructor) {
  const { name } = constructor;
  return typeof name === 'string' && languageNames.has(name) && name >= 'A' && name < '[';
}

/**
 * @param {Function} constructor of this realm or another: known by its name
 * @returns {boolean}
 */
function isBuiltinConstructor(constructor) {
  return hasBuiltinName(constructor) || constructor === TypedArray;
}

module.exports = { hasBuiltinName, isBuiltinConstructor };
