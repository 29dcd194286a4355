// What numbers fit where: the errors of Buffer's methods that read and write numbers.
'use strict';
const { codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateNumber } = require('internal/validators');

const { floor } = Math;

function refuseIndex(value, last, name, first) {
  if (floor(value) !== value) throw new ERR_OUT_OF_RANGE(name, 'an integer', value);
  if (last < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS();
  throw new ERR_OUT_OF_RANGE(name, `>= ${first} and <= ${last}`, value);
}

/**
 * Throws for a position at which no number of such a width stands.
 * @param {Uint8Array} bytes
 * @param {unknown} offset
 * @param {number} width in bytes
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE, or ERR_BUFFER_OUT_OF_BOUNDS where the bytes are fewer than the width
 */
function refuseOffset(bytes, offset, width) {
  validateNumber(offset, 'offset');
  refuseIndex(offset, bytes.length - width, 'offset', 0);
}

/**
 * Throws for a width that isn't 1 to 6.
 * @param {unknown} byteLength
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function refuseByteLength(byteLength) {
  validateNumber(byteLength, 'byteLength');
  refuseIndex(byteLength, 6, 'byteLength', 1);
}

/**
 * Throws for a value that doesn't fit into so many bytes.
 * @param {number} value
 * @param {number} width in bytes
 * @param {boolean} signed
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function refuseValue(value, width, signed) {
  const bits = width * 8;
  let range;
  if (width > 4) {
    range = signed ? `>= -(2 ** ${bits - 1}) and < 2 ** ${bits - 1}` : `>= 0 and < 2 ** ${bits}`;
  } else {
    range = signed ? `>= ${-(2 ** (bits - 1))} and <= ${2 ** (bits - 1) - 1}` : `>= 0 and <= ${2 ** bits - 1}`;
  }
  throw new ERR_OUT_OF_RANGE('value', range, value);
}

/**
 * Throws for a bigint that doesn't fit into 64 bits.
 * @param {bigint} value
 * @param {boolean} signed
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function refuseBigInt(value, signed) {
  throw new ERR_OUT_OF_RANGE('value', signed ? '>= -(2n ** 63n) and < 2n ** 63n' : '>= 0n and < 2n ** 64n', value);
}

/**
 * Puts methods on Buffer's prototype; those with 'UInt' in the name are known by 'Uint' too.
 * @param {object} prototype
 * @param {Record<string, Function>} methods
 */
function addMethods(prototype, methods) {
  const names = Object.keys(methods);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    prototype[name] = methods[name];
    if (name.includes('UInt')) prototype[name.replace('UInt', 'Uint')] = methods[name];
  }
}

// One number of each floating kind, seen as bytes. x86-64 and ARM64 store the low byte first.
const float32 = new Float32Array(1);
const float32Bytes = new Uint8Array(float32.buffer);
const float64 = new Float64Array(1);
const float64Bytes = new Uint8Array(float64.buffer);
// The same for integers, seen as halves: a bigint made in one go costs less than one that is computed.
const words64 = new Uint32Array(2);
const signed64 = new BigInt64Array(words64.buffer);
const unsigned64 = new BigUint64Array(words64.buffer);

module.exports = {
  addMethods, float32, float32Bytes, float64, float64Bytes, refuseBigInt, refuseByteLength, refuseOffset, refuseValue,
  signed64, unsigned64, words64,
};
