// node:string_decoder. https://nodejs.org/api/string_decoder.html
'use strict';

const { Buffer, constants } = require('buffer');
const encodings = require('internal/buffer/encodings');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_STRING_TOO_LONG, ERR_UNKNOWN_ENCODING },
} = require('internal/errors');

const { sliceBase64Behind } = binding('buffer');

/** Encodings of which a character can lie across two chunks. */
const kWhole = 0;
const kUtf8 = 1;
const kUtf16 = 2;
const kBase64 = 3;

const kinds = {
  __proto__: null,
  utf8: kUtf8,
  utf16le: kUtf16,
  base64: kBase64,
  base64url: kBase64,
  ascii: kWhole,
  latin1: kWhole,
  hex: kWhole,
};

/**
 * @param {unknown} encoding undefined and '' stand for UTF-8
 * @returns {string} the name that Node uses for it
 */
function normalize(encoding) {
  if (encoding === undefined || encoding === null || encoding === '') return 'utf8';
  const name = `${encoding}`.toLowerCase();
  switch (name) {
    case 'utf8': case 'utf-8': return 'utf8';
    case 'ucs2': case 'ucs-2': case 'utf16le': case 'utf-16le': return 'utf16le';
    case 'latin1': case 'binary': return 'latin1';
    case 'ascii': case 'base64': case 'base64url': case 'hex': return name;
    default: throw new ERR_UNKNOWN_ENCODING(encoding);
  }
}

/**
 * How many bytes a UTF-8 character has by the form of its first one; 0 for a byte that is not a first one.
 * @param {number} byte
 * @returns {number}
 */
function utf8Length(byte) {
  if (byte < 0x80) return 1;
  if (byte < 0xc0) return 0;
  if (byte < 0xe0) return 2;
  if (byte < 0xf0) return 3;
  return byte < 0xf8 ? 4 : 0;
}

/**
 * How many bytes at the end have the form of the beginning of a character. That it can become a valid one is not asked:
 * what turns out wrong is decoded as errors with the bytes that follow.
 * @param {Uint8Array} bytes
 * @returns {number} 0 to 3
 */
function utf8Tail(bytes) {
  const size = bytes.length;
  const most = size < 3 ? size : 3;
  for (let count = 1; count <= most; count++) {
    const first = bytes[size - count];
    if (first >= 0x80 && first < 0xc0) continue;
    return utf8Length(first) > count ? count : 0;
  }
  return 0;
}

/**
 * How many bytes at the end wait for more: half a unit, or the first unit of a surrogate pair; not both, unless the
 * first unit has waited before.
 * @param {Uint8Array} bytes
 * @param {number} held how many of the bytes waited
 * @returns {number} 0 to 3
 */
function utf16Tail(bytes, held) {
  const size = bytes.length;
  if (size === 3 && held >= 2) return 3;
  // A unit that came in halves goes out at once: the text is the same when its pair follows.
  if (size === 2 && held === 1) return 0;
  if (size % 2 === 1) return 1;
  const high = bytes[size - 1];
  return size > 0 && high >= 0xd8 && high <= 0xdb ? 2 : 0;
}

/** Where a decoder keeps what it holds: no name that programs meet. */
const kState = Symbol('string_decoder.state');

class DecoderState {
  constructor(encoding) {
    this.kind = kinds[encoding];
    this.slice = encodings[encoding].slice;
    this.url = encoding === 'base64url';
    /** The bytes of an incomplete character. */
    this.held = null;
    /** Where base64's are held, once there were any. */
    this.one = null;
    this.two = null;
  }
}

/** Three bytes, of which one or two were held. */
let group;

/**
 * Decodes bytes that come in chunks; what is not complete at the end of one waits for the next.
 * @constructor
 * @param {BufferEncoding} [encoding] utf8 by default
 */
function StringDecoder(encoding) {
  this.encoding = normalize(encoding);
  this[kState] = new DecoderState(this.encoding);
}

function stateOf(decoder) {
  const state = decoder?.[kState];
  if (state === undefined || state.kind === undefined) throw new ERR_INVALID_THIS('StringDecoder');
  return state;
}

/** @returns {string} the text of bytes[start, end) */
function decode(state, bytes, start, end) {
  const text = state.slice(bytes, start, end);
  if (text === undefined) throw new ERR_STRING_TOO_LONG(constants.MAX_STRING_LENGTH);
  return text;
}

/** @returns {Uint8Array} the same memory */
function toBytes(bytes) {
  if (bytes instanceof Uint8Array) return bytes;
  if (!ArrayBuffer.isView(bytes)) {
    throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray', 'DataView'], bytes);
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What is held is made three bytes: the rest need not be copied behind it. */
function writeBase64(state, bytes) {
  const { length } = bytes;
  const { held } = state;
  let from = 0;
  if (held !== null) {
    from = 3 - held.length;
    if (length < from) {
      if (length > 0) state.held = Buffer.concat([held, bytes]);
      return '';
    }
    group ??= Buffer.alloc(3);
    group[0] = held[0];
    group[1] = held.length === 2 ? held[1] : bytes[0];
    group[2] = bytes[from - 1];
    state.held = null;
  }
  const tail = (length - from) % 3;
  if (tail !== 0) {
    let rest;
    if (tail === 1) {
      rest = state.one ??= Buffer.alloc(1);
    } else {
      rest = state.two ??= Buffer.alloc(2);
      rest[1] = bytes[length - 1];
    }
    rest[0] = bytes[length - tail];
    state.held = rest;
  }
  if (held === null) return decode(state, bytes, 0, length - tail);
  return sliceBase64Behind(group, bytes, from, length - tail, state.url) ??
    decode(state, group, 0, 3) + decode(state, bytes, from, length - tail);
}

/**
 * @param {string | Buffer | TypedArray | DataView} bytes a string is returned as it is
 * @returns {string} what is complete
 */
StringDecoder.prototype.write = function write(bytes) {
  if (typeof bytes === 'string') return bytes;
  const state = stateOf(this);
  bytes = toBytes(bytes);
  if (state.kind === kWhole) return decode(state, bytes, 0, bytes.length);
  if (state.kind === kBase64) return writeBase64(state, bytes);
  let held = 0;
  if (state.held !== null) {
    if (bytes.length === 0) return '';
    held = state.held.length;
    bytes = Buffer.concat([state.held, bytes]);
    state.held = null;
  }
  let tail;
  if (state.kind === kUtf8) tail = utf8Tail(bytes);
  else tail = utf16Tail(bytes, held);
  if (tail === 0) return decode(state, bytes, 0, bytes.length);

  const complete = bytes.length - tail;
  // A copy: the caller may use its memory again.
  state.held = Buffer.from(bytes.subarray(complete));
  return decode(state, bytes, 0, complete);
};

/**
 * @param {string | Buffer | TypedArray | DataView} [bytes]
 * @returns {string} all that is left; what is not complete as the encoding shows it
 */
StringDecoder.prototype.end = function end(bytes) {
  const text = bytes === undefined ? '' : this.write(bytes);
  const state = stateOf(this);
  const { held } = state;
  if (held === null) return text;
  state.held = null;
  if (state.kind === kUtf16) return text + decode(state, held, 0, held.length & ~1);
  return text + decode(state, held, 0, held.length);
};

/**
 * As write, from an offset, forgetting what was held.
 * @param {Buffer | TypedArray | DataView} bytes
 * @param {number} offset
 * @returns {string}
 */
StringDecoder.prototype.text = function text(bytes, offset) {
  stateOf(this).held = null;
  return this.write(bytes.slice(offset));
};

/** How many bytes the incomplete character has in all. */
function totalOf(state) {
  if (state.held === null) return 0;
  if (state.kind === kUtf8) return utf8Length(state.held[0]);
  if (state.kind === kUtf16) return state.held.length < 2 ? 2 : 4;
  return 3;
}

Object.defineProperties(StringDecoder.prototype, {
  lastChar: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const { held } = stateOf(this);
      const bytes = Buffer.alloc(4);
      if (held !== null) held.copy(bytes);
      return bytes;
    },
  },
  lastNeed: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const state = stateOf(this);
      return state.held === null ? 0 : totalOf(state) - state.held.length;
    },
  },
  lastTotal: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return totalOf(stateOf(this)); },
  },
});

module.exports = { StringDecoder };
