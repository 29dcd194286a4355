// TextEncoderStream and TextDecoderStream. https://encoding.spec.whatwg.org/#interface-textencoderstream,
// https://encoding.spec.whatwg.org/#interface-textdecoderstream
'use strict';

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { TextDecoder, TextEncoder } = require('internal/encoding');
const { describeInterface, inspectAs, inspectCustom } = require('internal/webstreams/inspect');
const { openTransform } = require('internal/webstreams/transform');

const kReplacement = '\ufffd';

/** Encodes text whose surrogate pairs may lie across chunks. */
class Encoding {
  #encoder = new TextEncoder();
  /** The first half of a pair whose second half has not come. */
  #pending = '';

  transform(chunk, core) {
    // As Web IDL converts to a string: symbols are refused.
    let text = `${chunk}`;
    if (text.length === 0) return;
    if (this.#pending !== '') {
      text = this.#pending + text;
      this.#pending = '';
    }
    const last = text.charCodeAt(text.length - 1);
    if (last >= 0xd800 && last <= 0xdbff) {
      this.#pending = text.slice(-1);
      text = text.slice(0, -1);
    }
    if (text.length > 0) core.enqueue(this.#encoder.encode(text));
  }

  flush(core) {
    if (this.#pending !== '') core.enqueue(this.#encoder.encode(kReplacement));
  }
}

class TextEncoderStream {
  #transform;

  constructor() {
    this.#transform = openTransform(new Encoding());
  }

  /** @returns {'utf-8'} */
  get encoding() {
    void this.#transform;
    return 'utf-8';
  }

  /** @returns {ReadableStream} of Uint8Array */
  get readable() {
    return this.#transform.readable.object;
  }

  /** @returns {WritableStream} of strings */
  get writable() {
    return this.#transform.writable.object;
  }

  [inspectCustom](depth, options) {
    if (typeof this !== 'object' || this === null || !(#transform in this)) throw new ERR_INVALID_THIS('TextEncoderStream');
    const { encoding, readable, writable } = this;
    return inspectAs('TextEncoderStream', { encoding, readable, writable }, depth, options);
  }
}
describeInterface(TextEncoderStream, ['encoding', 'readable', 'writable']);

/** Decodes bytes whose characters may lie across chunks. */
class Decoding {
  decoder;

  constructor(decoder) {
    this.decoder = decoder;
  }

  transform(chunk, core) {
    if (chunk === undefined) throw noBytes(chunk);
    const text = this.decoder.decode(chunk, { stream: true });
    if (text !== '') core.enqueue(text);
  }

  flush(core) {
    const text = this.decoder.decode();
    if (text !== '') core.enqueue(text);
  }
}

function noBytes(chunk) {
  const { codes } = require('internal/errors');
  return new codes.ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'ArrayBufferView'], chunk);
}

class TextDecoderStream {
  #transform;
  #decoder;

  /**
   * @param {string} [encoding]
   * @param {{ fatal?: boolean, ignoreBOM?: boolean }} [options]
   * @throws {RangeError} ERR_ENCODING_NOT_SUPPORTED
   */
  constructor(encoding = 'utf-8', options = undefined) {
    this.#decoder = new TextDecoder(encoding, options);
    this.#transform = openTransform(new Decoding(this.#decoder));
  }

  /** @returns {string} the encoding's name in lower case */
  get encoding() {
    return this.#decoder.encoding;
  }

  /** @returns {boolean} whether malformed input is an error */
  get fatal() {
    return this.#decoder.fatal;
  }

  /** @returns {boolean} whether a byte order mark is part of the text */
  get ignoreBOM() {
    return this.#decoder.ignoreBOM;
  }

  /** @returns {ReadableStream} of strings */
  get readable() {
    return this.#transform.readable.object;
  }

  /** @returns {WritableStream} of ArrayBuffers and views */
  get writable() {
    return this.#transform.writable.object;
  }

  [inspectCustom](depth, options) {
    if (typeof this !== 'object' || this === null || !(#transform in this)) throw new ERR_INVALID_THIS('TextDecoderStream');
    const { encoding, fatal, ignoreBOM, readable, writable } = this;
    return inspectAs('TextDecoderStream', { encoding, fatal, ignoreBOM, readable, writable }, depth, options);
  }
}
describeInterface(TextDecoderStream, ['encoding', 'fatal', 'ignoreBOM', 'readable', 'writable']);

module.exports = { TextDecoderStream, TextEncoderStream };
