// CompressionStream and DecompressionStream. https://compression.spec.whatwg.org/,
// https://nodejs.org/api/webstreams.html#class-compressionstream
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { isArrayBuffer, isSharedArrayBuffer } = require('internal/util/types');
const { describeInterface, inspectAs, inspectCustom } = require('internal/webstreams/inspect');

/** What makes the stream of node:zlib for a format. */
const compressors = {
  '__proto__': null,
  'deflate': (zlib) => zlib.createDeflate(),
  'deflate-raw': (zlib) => zlib.createDeflateRaw(),
  'gzip': (zlib) => zlib.createGzip(),
  'brotli': (zlib) => zlib.createBrotliCompress(),
};

const strict = { rejectGarbageAfterEnd: true };
const decompressors = {
  '__proto__': null,
  'deflate': (zlib) => zlib.createInflate(strict),
  'deflate-raw': (zlib) => zlib.createInflateRaw(strict),
  'gzip': (zlib) => zlib.createGunzip(strict),
  'brotli': (zlib) => zlib.createBrotliDecompress(strict),
};

/** Refuses what is no BufferSource; text is taken as UTF-8. */
function checkChunk(chunk) {
  if (typeof chunk === 'string' || isArrayBuffer(chunk)) return;
  if (ArrayBuffer.isView(chunk) && !isSharedArrayBuffer(chunk.buffer)) return;
  throw new ERR_INVALID_ARG_TYPE('chunk', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], chunk);
}

/** A codec's failure is a TypeError in the terms of the standard. */
function toTypeError(error) {
  if (error instanceof TypeError) return error;
  const typeError = new TypeError(error.message, { cause: error });
  if (error.code !== undefined) typeError.code = error.code;
  return typeError;
}

/**
 * @param {string} name of the class
 * @param {object} formats
 * @param {unknown} format
 * @returns {{ readable: ReadableStream, writable: WritableStream }}
 */
function open(name, formats, format) {
  const create = formats[`${format}`];
  if (create === undefined) {
    const error = new ERR_INVALID_ARG_VALUE('format', format);
    error.message =
      `Failed to construct '${name}': 1st argument '${format}' is not a valid enum value of type CompressionFormat.`;
    throw error;
  }
  return require('internal/webstreams/adapt_duplex').fromTransform(create(require('zlib')), checkChunk, toTypeError);
}

/**
 * @param {string} name
 * @param {object} formats
 * @returns {Function} the class of transforms of these formats
 */
function defineTransform(name, formats) {
  const { [name]: Transform } = {
    [name]: class {
      #transform;

      /** @param {'deflate' | 'deflate-raw' | 'gzip' | 'brotli'} format */
      constructor(format) {
        this.#transform = open(name, formats, format);
      }

      /** @returns {ReadableStream} of Uint8Array */
      get readable() {
        return this.#transform.readable;
      }

      /** @returns {WritableStream} of ArrayBuffers and views */
      get writable() {
        return this.#transform.writable;
      }

      [inspectCustom](depth, options) {
        const { readable, writable } = this.#transform;
        return inspectAs(name, { readable, writable }, depth, options);
      }
    },
  };
  describeInterface(Transform, ['readable', 'writable']);
  return Transform;
}

const CompressionStream = defineTransform('CompressionStream', compressors);
const DecompressionStream = defineTransform('DecompressionStream', decompressors);

module.exports = { CompressionStream, DecompressionStream };
