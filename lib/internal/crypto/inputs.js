// What crypto's functions take: text, bytes, and their errors. https://nodejs.org/api/crypto.html
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { findEncoding } = require('internal/buffer/encodings');
const { isAnyArrayBuffer } = binding('buffer');

const { isView } = ArrayBuffer;

/**
 * Bytes of text or of a view.
 * @param {unknown} value
 * @param {string} name for the error
 * @param {string} [encoding] of text; 'utf8' by default
 * @param {string[]} [types] for the error
 * @returns {ArrayBufferView | ArrayBuffer}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function toBytes(value, name, encoding = undefined, types = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView']) {
  if (typeof value === 'string') {
    return require('buffer').Buffer.from(value, encoding === 'buffer' ? 'utf8' : encoding);
  }
  if (isView(value)) return value;
  if (types.includes('ArrayBuffer') && isAnyArrayBuffer(value)) return value;
  throw new ERR_INVALID_ARG_TYPE(name, types, value);
}

/** Bytes or text that is fed to a digest or cipher. */
const dataTypes = ['string', 'Buffer', 'TypedArray', 'DataView'];

/**
 * Refuses hexadecimal text with a digit too many.
 * @param {string} data
 * @param {string} [encoding]
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
 */
function validateEncodedText(data, encoding) {
  if (data.length % 2 !== 0 && findEncoding(encoding ?? 'utf8')?.name === 'hex') {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, `is invalid for data of length ${data.length}`);
  }
}

/**
 * @param {ArrayBuffer} memory
 * @param {string} [encoding] 'buffer' or none for a Buffer
 * @returns {Buffer | string}
 */
function toOutput(memory, encoding) {
  const bytes = require('buffer').Buffer.from(memory);
  if (!encoding || encoding === 'buffer') return bytes;
  return findEncoding(encoding) === undefined ? bytes : bytes.toString(encoding);
}

module.exports = { dataTypes, toBytes, toOutput, validateEncodedText };
