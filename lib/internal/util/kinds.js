// The kinds of object that one native call tells apart, for code that would otherwise ask a dozen questions.
'use strict';
const native = binding('types');
const { kindOf } = native;

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

// An array of each kind of elements that the engine tells apart; never changed.
const smallIntegers = [1, 2];
const numbers = [1.5, 2.5];
const values = ['a', {}];
// eslint-disable-next-line no-sparse-arrays
const sparseIntegers = [1, , 2];
// eslint-disable-next-line no-sparse-arrays
const sparseNumbers = [1.5, , 2.5];
// eslint-disable-next-line no-sparse-arrays
const sparseValues = ['a', , {}];

/**
 * Whether an array has nothing but elements, and these are plain data: no accessors, no other properties. Holes there may be.
 * @param {unknown} value
 * @returns {boolean} false also where that isn't known at once: of frozen arrays, of another realm's, of very sparse ones
 */
function isOrdinaryArray(value) {
  return native.isOrdinaryArray(value, values, smallIntegers, numbers, sparseValues, sparseIntegers, sparseNumbers);
}

let typedArrays;

/**
 * Whether a typed array or Buffer has no properties of its own but its elements.
 * @param {TypedArray} value
 * @returns {boolean} false also where that isn't known at once
 */
function isOrdinaryTypedArray(value) {
  typedArrays ??= new Map([
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
    BigInt64Array, BigUint64Array,
  ].map((constructor) => [constructor, new constructor(1)])).set(require('buffer').Buffer, require('buffer').Buffer.allocUnsafeSlow(1));
  const known = typedArrays.get(value.constructor);
  return known !== undefined && native.haveSameHiddenClass(value, known);
}

const ordinaryDate = new Date(0);
const ordinaryMap = new Map();
const ordinarySet = new Set();

/**
 * Whether a date, map or set has no properties of its own by names or symbols; by integers it may have.
 * @param {object} value
 * @param {number} kind
 * @returns {boolean} false also where that isn't known at once, and of other kinds
 */
function hasNoNames(value, kind) {
  switch (kind) {
    case kinds.date:
      return native.haveSameHiddenClass(value, ordinaryDate);
    case kinds.map:
      return native.haveSameHiddenClass(value, ordinaryMap);
    case kinds.set:
      return native.haveSameHiddenClass(value, ordinarySet);
    default:
      return false;
  }
}

module.exports = { hasNoNames, isOrdinaryTypedArray, isOrdinaryArray, kindOf, kinds, typedArrayName };
