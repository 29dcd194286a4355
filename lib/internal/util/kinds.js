// The kinds of object that one native call tells apart, for code that would otherwise ask a dozen questions.
'use strict';
const { kindOf } = binding('types');

const tagOf = Function.prototype.call.bind(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get);

/**
 * What `kindOf` answers; the numbers are those of src/bindings/types.cc. An ordinary object that is frozen: its properties are
 * constants to the optimising compiler, which those of one without a prototype would not be.
 */
const kinds = Object.freeze({
  other: 0,
  array: 1,
  set: 2,
  map: 3,
  typedArray: 4,
  mapIterator: 5,
  setIterator: 6,
  arguments: 7,
  date: 8,
  regExp: 9,
  error: 10,
  arrayBuffer: 11,
  sharedArrayBuffer: 12,
  dataView: 13,
  promise: 14,
  weakSet: 15,
  weakMap: 16,
  moduleNamespace: 17,
  numberObject: 18,
  stringObject: 19,
  booleanObject: 20,
  bigintObject: 21,
  symbolObject: 22,
  generator: 23,
  external: 24,
  proxy: 25,
  function: 26,
  /** Never answered: whatever is shown by its own properties only. */
  plain: 27,
});

/**
 * The name of a typed array's class, from its internal slot.
 * @param {unknown} value
 * @returns {string | undefined} undefined for any other value
 */
function typedArrayName(value) {
  return tagOf(value);
}

module.exports = { kindOf, kinds, typedArrayName };
