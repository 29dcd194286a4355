// How much a stream buffers before it asks its source to wait. https://nodejs.org/api/stream.html#buffering
'use strict';

const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateInteger } = require('internal/validators');

let bytes = 64 * 1024;
let objects = 16;

/**
 * @param {boolean} objectMode
 * @returns {number} bytes, or objects in object mode
 */
function getDefaultHighWaterMark(objectMode) {
  return objectMode ? objects : bytes;
}

/**
 * @param {boolean} objectMode
 * @param {number} value at least 0; bytes, or objects in object mode
 */
function setDefaultHighWaterMark(objectMode, value) {
  validateInteger(value, 'value', 0);
  if (objectMode) objects = value;
  else bytes = value;
}

/**
 * The high-water mark of a new stream.
 * @param {boolean} objectMode
 * @param {object | undefined} options of the stream
 * @param {string} sideKey the option for one side of a Duplex
 * @param {boolean} isDuplex
 * @returns {number}
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
 */
function highWaterMarkOf(objectMode, options, sideKey, isDuplex) {
  const common = options?.highWaterMark;
  const value = common ?? (isDuplex ? options?.[sideKey] : undefined);
  if (value === undefined || value === null) return objectMode ? objects : bytes;
  if (!Number.isInteger(value) || value < 0) {
    const name = common === undefined || common === null ? `options.${sideKey}` : 'options.highWaterMark';
    throw new ERR_INVALID_ARG_VALUE(name, value);
  }
  return Math.floor(value);
}

module.exports = { getDefaultHighWaterMark, setDefaultHighWaterMark, highWaterMarkOf };
