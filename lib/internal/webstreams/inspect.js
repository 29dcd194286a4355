// How objects of the web streams show in util.inspect.
'use strict';

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

/**
 * @param {string} name of the class
 * @param {object} shown
 * @param {number} depth that is left
 * @param {object} options of util.inspect
 * @returns {string}
 */
function inspectAs(name, shown, depth, options) {
  if (depth < 0) return `[${name}]`;
  const inner = { ...options, depth: options.depth === null || options.depth === undefined ? null : options.depth - 1 };
  return `${name} ${require('internal/util/inspect').inspect(shown, inner)}`;
}

const enumerable = { __proto__: null, enumerable: true };

/**
 * Makes a class look as Web IDL has it: members enumerable, a string tag.
 * @param {Function} constructor
 * @param {string[]} members of the prototype
 * @param {string[]} [statics] members of the constructor
 */
function describeInterface(constructor, members, statics = []) {
  for (let i = 0; i < members.length; i++) Object.defineProperty(constructor.prototype, members[i], enumerable);
  for (let i = 0; i < statics.length; i++) Object.defineProperty(constructor, statics[i], enumerable);
  Object.defineProperty(constructor.prototype, Symbol.toStringTag, {
    __proto__: null, configurable: true, value: constructor.name,
  });
}

module.exports = { describeInterface, inspectAs, inspectCustom };
