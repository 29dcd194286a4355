// TextEncoder and TextDecoder. https://encoding.spec.whatwg.org/#api
'use strict';
const { codes } = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const native = binding('encoding');

const { isView } = ArrayBuffer;
const { defineProperties } = Object;
const customInspect = Symbol.for('nodejs.util.inspect.custom');

// Up to this length JavaScript encodes ASCII text faster than a call to C++ takes.
const shortText = 24;

/** Characters read and bytes written by the last encodeInto. */
let progress;

class TextEncoder {
  // Makes `this` checkable; encoders have no state.
  #encoder = true;

  /** @returns {'utf-8'} */
  get encoding() {
    if (!(#encoder in this)) throw new codes.ERR_INVALID_THIS('TextEncoder');
    return 'utf-8';
  }

  /**
   * @param {string} [input]
   * @returns {Uint8Array} UTF-8; lone surrogates become U+FFFD
   */
  encode(input = '') {
    if (!(#encoder in this)) throw new codes.ERR_INVALID_THIS('TextEncoder');
    const text = `${input}`;
    const { length } = text;
    if (length <= shortText) {
      const bytes = new Uint8Array(length);
      let i = 0;
      for (; i < length; i++) {
        const code = text.charCodeAt(i);
        if (code > 127) break;
        bytes[i] = code;
      }
      if (i === length) return bytes;
    }
    return native.encode(text);
  }

  /**
   * Encodes as many whole characters as fit.
   * @param {string} src
   * @param {Uint8Array} dest
   * @returns {{ read: number, written: number }} UTF-16 code units read, bytes written
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  encodeInto(src, dest) {
    if (!(#encoder in this)) throw new codes.ERR_INVALID_THIS('TextEncoder');
    validateString(src, 'src');
    if (!(dest instanceof Uint8Array) && !native.isUint8Array(dest)) {
      throw new codes.ERR_INVALID_ARG_TYPE('dest', 'Uint8Array', dest);
    }
    const { length } = src;
    if (length <= shortText && length <= dest.length) {
      let i = 0;
      for (; i < length; i++) {
        const code = src.charCodeAt(i);
        if (code > 127) break;
        dest[i] = code;
      }
      if (i === length) return { read: length, written: length };
    }
    progress ??= new Uint32Array(2);
    native.encodeInto(src, dest, progress);
    return { read: progress[0], written: progress[1] };
  }

  [customInspect](depth, options, inspect = require('util').inspect) {
    if (typeof depth === 'number' && depth < 0) return this;
    return inspect({ encoding: this.encoding }, options);
  }
}

/** Bytes whose memory was transferred are none. */
function isDetached(input) {
  return (isView(input) ? input.buffer : input).detached === true;
}

class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  /** Bytes of a character whose rest has not come. @type {Uint8Array | undefined} */
  #pending = undefined;
  /** Whether the text has begun, so that U+FEFF is no byte order mark. */
  #begun = false;
  /** Whether the last call was to go on with the next one. */
  #streaming = false;
  /** For encodings other than Unicode's. */
  #converter = undefined;

  /**
   * @param {string} [label]
   * @param {{ fatal?: boolean, ignoreBOM?: boolean }} [options]
   * @throws {RangeError} ERR_ENCODING_NOT_SUPPORTED
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  constructor(label = 'utf-8', options = undefined) {
    label = `${label}`;
    if (options !== undefined) validateObject(options, 'options', { nullable: true, allowArray: true, allowFunction: true });
    const encoding = label === 'utf-8' ? label : require('internal/encoding/labels')(label);
    if (encoding === undefined) throw new codes.ERR_ENCODING_NOT_SUPPORTED(label);
    this.#encoding = encoding;
    this.#fatal = Boolean(options?.fatal);
    this.#ignoreBOM = Boolean(options?.ignoreBOM);
  }

  /** @returns {string} the encoding's name in lower case */
  get encoding() {
    if (!(#pending in this)) throw new codes.ERR_INVALID_THIS('TextDecoder');
    return this.#encoding;
  }

  /** @returns {boolean} whether malformed input throws */
  get fatal() {
    if (!(#pending in this)) throw new codes.ERR_INVALID_THIS('TextDecoder');
    return this.#fatal;
  }

  /** @returns {boolean} whether a byte order mark is part of the text */
  get ignoreBOM() {
    if (!(#pending in this)) throw new codes.ERR_INVALID_THIS('TextDecoder');
    return this.#ignoreBOM;
  }

  /**
   * @param {ArrayBuffer | SharedArrayBuffer | ArrayBufferView} [input]
   * @param {{ stream?: boolean }} [options] `stream`: more follows
   * @returns {string}
   * @throws {TypeError} ERR_INVALID_ARG_TYPE; ERR_ENCODING_INVALID_ENCODED_DATA where fatal
   */
  decode(input = undefined, options = undefined) {
    if (!(#pending in this)) throw new codes.ERR_INVALID_THIS('TextDecoder');
    if (input !== undefined && !isView(input) && !native.isAnyArrayBuffer(input)) {
      throw new codes.ERR_INVALID_ARG_TYPE('list', ['SharedArrayBuffer', 'ArrayBuffer', 'ArrayBufferView'], input);
    }
    if (options !== undefined) validateObject(options, 'options', { nullable: true, allowArray: true, allowFunction: true });
    const stream = Boolean(options?.stream);
    const encoding = this.#encoding;
    if (encoding === 'utf-8' && !stream && !this.#streaming) {
      if (input === undefined) return '';
      const text = native.decodeUtf8(input, this.#ignoreBOM, this.#fatal);
      if (typeof text !== 'string') throw this.#refuse(text);
      return text;
    }
    return this.#decodePart(input, stream);
  }

  #decodePart(input, stream) {
    if (!this.#streaming) {
      this.#begun = false;
      this.#pending = undefined;
      this.#converter?.reset();
    }
    this.#streaming = stream;
    const keepsMark = this.#ignoreBOM || this.#begun;
    let text;
    if (this.#encoding === 'utf-8' || this.#encoding === 'utf-16le' || this.#encoding === 'utf-16be') {
      let bytes = input;
      if (input === undefined || this.#pending !== undefined || (stream && this.#tailOf(input) > 0)) {
        bytes = this.#withPending(input);
        const tail = stream ? this.#tailOf(bytes) : 0;
        if (tail > 0) {
          this.#pending = bytes.slice(bytes.length - tail);
          bytes = bytes.subarray(0, bytes.length - tail);
        }
      }
      if (bytes.byteLength > 0) this.#begun = true;
      text = this.#encoding === 'utf-8' ? native.decodeUtf8(bytes, keepsMark, this.#fatal) :
        native.decodeUtf16(bytes, this.#encoding === 'utf-16be', keepsMark, this.#fatal);
    } else {
      this.#converter ??= this.#openConverter();
      text = this.#converter.decode(input ?? new Uint8Array(0), !stream);
    }
    if (typeof text !== 'string') {
      this.#pending = undefined;
      this.#streaming = false;
      throw this.#refuse(text);
    }
    return text;
  }

  /** How many bytes at the end wait for others. */
  #tailOf(bytes) {
    if (this.#encoding === 'utf-8') return native.utf8Tail(bytes);
    return native.utf16Tail(bytes, this.#encoding === 'utf-16be');
  }

  #openConverter() {
    const converter = new native.LegacyDecoder(this.#encoding, this.#fatal);
    if (!converter.isOpen()) throw new codes.ERR_ENCODING_NOT_SUPPORTED(this.#encoding);
    return converter;
  }

  /** The input as bytes, after those that were left over. */
  #withPending(input) {
    let bytes = input === undefined || isDetached(input) ? new Uint8Array(0) :
      isView(input) ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : new Uint8Array(input);
    const pending = this.#pending;
    if (pending !== undefined) {
      this.#pending = undefined;
      const joined = new Uint8Array(pending.length + bytes.length);
      joined.set(pending);
      joined.set(bytes, pending.length);
      bytes = joined;
    }
    return bytes;
  }

  #refuse(reason) {
    if (reason === -1) return new codes.ERR_ENCODING_INVALID_ENCODED_DATA(this.#encoding, undefined);
    return new codes.ERR_STRING_TOO_LONG(require('buffer').kStringMaxLength);
  }

  [customInspect](depth, options, inspect = require('util').inspect) {
    if (!(#pending in this)) throw new codes.ERR_INVALID_THIS('TextDecoder');
    if (typeof depth === 'number' && depth < 0) return this;
    const shown = { encoding: this.#encoding, fatal: this.#fatal, ignoreBOM: this.#ignoreBOM };
    return `TextDecoder ${inspect(shown, options)}`;
  }
}

const enumerable = { __proto__: null, enumerable: true };
defineProperties(TextEncoder.prototype, {
  encode: enumerable,
  encodeInto: enumerable,
  encoding: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'TextEncoder' },
});
defineProperties(TextDecoder.prototype, {
  decode: enumerable,
  encoding: enumerable,
  fatal: enumerable,
  ignoreBOM: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'TextDecoder' },
});

module.exports = { TextEncoder, TextDecoder };
