// Checks of the options that node:zlib takes. https://nodejs.org/api/zlib.html#class-options
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateBoolean, validateFiniteNumber } = require('internal/validators');
const constants = require('internal/zlib/constants');
const { kMaxLength } = require('buffer');
const { isAnyArrayBuffer } = binding('buffer');

const { isView } = ArrayBuffer;

/**
 * A number within limits, or the default where none is given.
 * @param {unknown} value
 * @param {string} name
 * @param {number} lower
 * @param {number} upper
 * @param {number} [fallback]
 * @returns {number}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function numberWithin(value, name, lower, upper, fallback) {
  if (!validateFiniteNumber(value, name)) return fallback;
  if (value < lower || value > upper) throw new ERR_OUT_OF_RANGE(name, `>= ${lower} and <= ${upper}`, value);
  return value;
}

/** What all streams have: how much is made at once, when it is flushed, how much may come of it. */
function commonSettings(options, { flush, finishFlush, lastFlush }) {
  const settings = {
    chunkSize: constants.Z_DEFAULT_CHUNK, flush, finishFlush, lastFlush, maxOutputLength: kMaxLength, info: false,
    rejectGarbageAfterEnd: false,
  };
  if (!options) return settings;
  const { chunkSize } = options;
  if (validateFiniteNumber(chunkSize, 'options.chunkSize')) {
    if (chunkSize < constants.Z_MIN_CHUNK) {
      throw new ERR_OUT_OF_RANGE('options.chunkSize', `>= ${constants.Z_MIN_CHUNK}`, chunkSize);
    }
    settings.chunkSize = chunkSize;
  }
  settings.flush = numberWithin(options.flush, 'options.flush', 0, lastFlush, flush);
  settings.finishFlush = numberWithin(options.finishFlush, 'options.finishFlush', 0, lastFlush, finishFlush);
  settings.maxOutputLength = numberWithin(options.maxOutputLength, 'options.maxOutputLength', 1,
                                          kMaxLength, kMaxLength);
  settings.info = Boolean(options.info);
  if (options.rejectGarbageAfterEnd !== undefined) {
    validateBoolean(options.rejectGarbageAfterEnd, 'options.rejectGarbageAfterEnd');
    settings.rejectGarbageAfterEnd = options.rejectGarbageAfterEnd;
  }
  return settings;
}

/** A dictionary as a view, undefined where none is given. */
function dictionaryOf(options) {
  const dictionary = options?.dictionary;
  if (dictionary === undefined || isView(dictionary)) return dictionary;
  if (isAnyArrayBuffer(dictionary)) return new Uint8Array(dictionary);
  throw new ERR_INVALID_ARG_TYPE('options.dictionary', ['Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], dictionary);
}

/** Numbers for the parameters of Brotli and Zstandard, as keys and values in turn. */
function parametersOf(options, first, last, RefuseKey) {
  const pairs = [];
  const params = options?.params;
  if (params) {
    const keys = Object.keys(params);
    for (let i = 0; i < keys.length; i++) {
      const key = +keys[i];
      if (key !== key || key < first || key > last) throw new RefuseKey(keys[i]);
      let value = params[keys[i]];
      if (typeof value === 'boolean') value = +value;
      if (typeof value !== 'number') throw new ERR_INVALID_ARG_TYPE('options.params[key]', 'number', params[keys[i]]);
      pairs.push(key, value);
    }
  }
  return Int32Array.from(pairs);
}

module.exports = { commonSettings, dictionaryOf, numberWithin, parametersOf };
