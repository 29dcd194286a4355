// Random bytes, numbers and UUIDs. https://nodejs.org/api/crypto.html#cryptorandombytessize-callback
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OPERATION_FAILED, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateNumber, validateObject } = require('internal/validators');
const { isAnyArrayBuffer } = binding('buffer');
const native = binding('crypto');
const { asResource } = require('internal/async/hooks');

const { isView } = ArrayBuffer;
const { isSafeInteger } = Number;
const mostBytes = 2147483647;
const randomIntRange = 2 ** 48 - 1;

/** Random numbers ahead of need: one call fills many. */
const cacheSize = 6 * 1024;

function failed() {
  return new ERR_OPERATION_FAILED('Random bytes could not be generated');
}

/** A place in memory, in elements of it, as bytes. */
function checkedOffset(offset, width, length) {
  validateNumber(offset, 'offset');
  offset *= width;
  const most = Math.min(length, mostBytes);
  if (offset !== offset || offset > most || offset < 0) {
    throw new ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${most}`, offset);
  }
  return Math.trunc(offset);
}

function checkedSize(size, width, offset, length) {
  validateNumber(size, 'size');
  size *= width;
  if (size !== size || size > mostBytes || size < 0) {
    throw new ERR_OUT_OF_RANGE('size', `>= 0 && <= ${mostBytes}`, size);
  }
  if (size + offset > length) throw new ERR_OUT_OF_RANGE('size + offset', `<= ${length}`, size + offset);
  return Math.trunc(size);
}

function checkMemory(buf) {
  if (!isView(buf) && !isAnyArrayBuffer(buf)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], buf);
  }
}

/**
 * @param {number} size in bytes, up to 2^31 - 1
 * @param {(error: Error | null, bytes?: Buffer) => void} [callback]
 * @returns {Buffer | undefined}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function randomBytes(size, callback) {
  validateNumber(size, 'size', 0, mostBytes);
  size = Math.trunc(size);
  if (callback !== undefined) validateFunction(callback, 'callback');
  const { allocateAlone } = require('internal/buffer/pool');
  const bytes = allocateAlone(size);
  if (callback === undefined) {
    if (!native.randomFill(bytes, 0, size, undefined)) throw failed();
    return bytes;
  }
  native.randomFill(bytes, 0, size, asResource('RANDOMBYTESREQUEST', (ok) => {
    if (ok) callback(null, bytes);
    else callback(failed());
  }));
  return undefined;
}

/**
 * @param {ArrayBuffer | ArrayBufferView} buf
 * @param {number} [offset] in elements
 * @param {number} [size] in elements
 * @returns {ArrayBuffer | ArrayBufferView} buf
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function randomFillSync(buf, offset = 0, size = undefined) {
  checkMemory(buf);
  const width = buf.BYTES_PER_ELEMENT || 1;
  offset = checkedOffset(offset, width, buf.byteLength);
  size = size === undefined ? buf.byteLength - offset : checkedSize(size, width, offset, buf.byteLength);
  if (size !== 0 && !native.randomFill(buf, offset, size, undefined)) throw failed();
  return buf;
}

/**
 * @param {ArrayBuffer | ArrayBufferView} buf
 * @param {number} [offset] in elements
 * @param {number} [size] in elements
 * @param {(error: Error | null, buf?: ArrayBuffer | ArrayBufferView) => void} callback
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function randomFill(buf, offset, size, callback) {
  checkMemory(buf);
  const width = buf.BYTES_PER_ELEMENT || 1;
  if (typeof offset === 'function') {
    callback = offset;
    offset = 0;
    size = undefined;
  } else if (typeof size === 'function') {
    callback = size;
    size = undefined;
  } else {
    validateFunction(callback, 'callback');
  }
  validateFunction(callback, 'callback');
  offset = checkedOffset(offset ?? 0, width, buf.byteLength);
  size = size === undefined ? buf.byteLength - offset : checkedSize(size, width, offset, buf.byteLength);
  if (size === 0) {
    require('internal/ticks').nextTick(callback, null, buf);
    return;
  }
  native.randomFill(buf, offset, size, asResource('RANDOMBYTESREQUEST', (ok) => {
    if (ok) callback(null, buf);
    else callback(failed());
  }));
}

let numbers;
let nextNumber = cacheSize;

/** 48 random bits. */
function random48() {
  if (nextNumber === cacheSize) {
    numbers = randomFillSync(numbers ?? require('buffer').Buffer.allocUnsafeSlow(cacheSize));
    nextNumber = 0;
  }
  nextNumber += 6;
  return numbers.readUIntBE(nextNumber - 6, 6);
}

/**
 * A random integer, each with the same probability.
 * @param {number} [min] inclusive, 0 by default
 * @param {number} max exclusive; less than 2^48 above min
 * @param {(error: Error | null, n: number) => void} [callback]
 * @returns {number | undefined}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function randomInt(min, max, callback) {
  const onlyMax = max === undefined || typeof max === 'function';
  if (onlyMax) {
    callback = max;
    max = min;
    min = 0;
  }
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (!isSafeInteger(min)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
  if (!isSafeInteger(max)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
  if (max <= min) {
    throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
  }
  const range = max - min;
  if (range > randomIntRange) {
    throw new ERR_OUT_OF_RANGE(onlyMax ? 'max' : 'max - min', `<= ${randomIntRange}`, range);
  }
  // Numbers past the last whole multiple of the range would favour the small ones.
  const limit = randomIntRange - randomIntRange % range;
  let number;
  do number = random48(); while (number >= limit);
  number = number % range + min;
  if (callback === undefined) return number;
  require('internal/ticks').nextTick(callback, undefined, number);
  return undefined;
}

/** Whether random bytes may be of those that were made for many. */
function usesCache(options) {
  if (options === undefined) return true;
  validateObject(options, 'options');
  const { disableEntropyCache = false } = options;
  validateBoolean(disableEntropyCache, 'options.disableEntropyCache');
  return !disableEntropyCache;
}

/**
 * A random UUID, version 4. RFC 9562.
 * @param {{ disableEntropyCache?: boolean }} [options] by default random bytes are made for many at once
 * @returns {string}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function randomUUID(options = undefined) {
  const text = native.randomUuid(usesCache(options));
  if (text === undefined) throw failed();
  return text;
}

/** A UUID that begins with the time, version 7. See randomUUID. @returns {string} */
function randomUUIDv7(options = undefined) {
  const text = native.randomUuidV7(usesCache(options), Date.now());
  if (text === undefined) throw failed();
  return text;
}

/**
 * Whether two inputs are the same, in a time that doesn't depend on where they differ.
 * @param {ArrayBuffer | ArrayBufferView} buf1
 * @param {ArrayBuffer | ArrayBufferView} buf2 of the same length in bytes
 * @returns {boolean}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH
 */
function timingSafeEqual(buf1, buf2) {
  if (!isView(buf1) && !isAnyArrayBuffer(buf1)) throw notBytes('buf1', buf1);
  if (!isView(buf2) && !isAnyArrayBuffer(buf2)) throw notBytes('buf2', buf2);
  if (buf1.byteLength !== buf2.byteLength) {
    throw new (require('internal/errors').codes.ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH)();
  }
  return native.timingSafeEqual(buf1, buf2);
}

/** Doesn't tell what was received, which may be a secret. */
function notBytes(name, value) {
  const error = new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
  error.message = error.message.replace(/ Received .*$/s, '');
  return error;
}

module.exports = { randomBytes, randomFill, randomFillSync, randomInt, randomUUID, randomUUIDv7, timingSafeEqual };
