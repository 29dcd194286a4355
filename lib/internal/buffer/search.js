// Buffer's indexOf, lastIndexOf, includes and fill. https://nodejs.org/api/buffer.html#bufindexofvalue-byteoffset-encoding
'use strict';
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const { validateInteger, validateString } = require('internal/validators');
const { findEncoding, utf8 } = require('internal/buffer/encodings');
const { fromText } = require('internal/buffer/pool');
const native = binding('buffer');

const { isView } = ArrayBuffer;
const fillBytes = Uint8Array.prototype.fill;

/**
 * Where `value` stands in `bytes`.
 * @param {Uint8Array} bytes
 * @param {string | number | Uint8Array} value
 * @param {unknown} byteOffset where the search begins, from the end where negative; may be the encoding
 * @param {unknown} end where it ends, exclusive; may be the encoding
 * @param {string | undefined} encoding of a string
 * @param {boolean} forward
 * @returns {number} -1 where it doesn't
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING
 */
function find(bytes, value, byteOffset, end, encoding, forward) {
  if (!isView(bytes)) throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView'], bytes);
  let { length } = bytes;
  if (typeof value === 'number' && byteOffset === undefined && end === undefined && length > 0) {
    return native.findByte(bytes, value & 255, forward ? 0 : length - 1, forward);
  }
  if (typeof byteOffset === 'string') {
    encoding = byteOffset;
    byteOffset = undefined;
  } else if (typeof end !== 'number') {
    encoding = end ?? encoding;
    end = undefined;
  }
  let from = +byteOffset;
  if (from !== from) {
    from = forward ? 0 : length;
  } else {
    from = from < 0 ? Math.ceil(from) : Math.floor(from);
  }
  if (typeof end === 'number' && end < length) {
    if (from < 0) {
      from += length;
      if (from < 0 && !forward) return -1;
      if (from < 0) from = 0;
    }
    length = end > 0 ? Math.floor(end) : 0;
    bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, length);
  }

  if (typeof value === 'number') {
    const at = start(from, length, 1, forward);
    return at === -1 ? -1 : native.findByte(bytes, value & 255, at, forward);
  }
  let unit = 1;
  let needle = value;
  if (typeof value === 'string') {
    const kind = encoding === undefined ? utf8 : findEncoding(encoding);
    if (kind === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    ({ unit } = kind);
    if (kind === utf8 && value.length === 1 && value.charCodeAt(0) < 128) {
      const at = start(from, length, 1, forward);
      return at === -1 ? -1 : native.findByte(bytes, value.charCodeAt(0), at, forward);
    }
    if (kind === utf8 && value.length !== 0) {
      // Its length in bytes isn't known here, so only the start is checked.
      const at = start(from, length, 1, forward);
      return at === -1 ? -1 : native.findText(bytes, value, at, forward);
    }
    needle = fromText(value, kind);
  } else if (value instanceof Uint8Array) {
    unit = encoding === undefined ? 1 : findEncoding(encoding)?.unit ?? 1;
  } else {
    throw new ERR_INVALID_ARG_TYPE('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
  }

  if (needle.length === 0) {
    if (from < 0) from = from + length < 0 ? 0 : from + length;
    return from > length ? length : from;
  }
  let at = start(from, length, needle.length, forward);
  // From the character that the position lies in.
  if (unit === 2 && at > 0) at -= at % 2;
  if (at === -1 || needle.length > length || (unit === 2 && (length < 2 || needle.length < 2))) return -1;
  return native.find(bytes, needle, at, unit, forward);
}

/** The first position to look at, -1 where there is none. */
function start(from, length, needed, forward) {
  if (from < 0) {
    from += length;
    if (from < 0) return forward ? 0 : -1;
  }
  if (from > length - needed) {
    if (forward) return -1;
    from = length - needed;
  }
  return from;
}

/**
 * Buffer.prototype.fill.
 * @param {Uint8Array} bytes
 * @param {string | Uint8Array | number | boolean} value
 * @param {unknown} offset may be the encoding
 * @param {unknown} end may be the encoding
 * @param {string | undefined} encoding
 * @throws {TypeError} ERR_UNKNOWN_ENCODING, ERR_INVALID_ARG_VALUE where the value has no bytes
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function fill(bytes, value, offset, end, encoding) {
  let pattern;
  let text;
  if (typeof value === 'string') {
    if (offset === undefined || typeof offset === 'string') {
      encoding = offset;
      offset = undefined;
      end = undefined;
    } else if (typeof end === 'string') {
      encoding = end;
      end = undefined;
    }
    const kind = encoding === undefined || encoding === null || encoding === '' ? utf8 : findEncoding(encoding);
    if (kind === undefined) {
      validateString(encoding, 'encoding');
      throw new ERR_UNKNOWN_ENCODING(encoding);
    }
    if (value.length === 0) {
      value = 0;
    } else if (value.length === 1 && (value.charCodeAt(0) < 128 && kind === utf8 || kind.name === 'latin1')) {
      value = value.charCodeAt(0);
    } else if (kind === utf8) {
      text = value;
    } else {
      pattern = fromText(value, kind);
    }
  } else if (typeof value === 'boolean') {
    value = +value;
  } else if (isView(value)) {
    pattern = value;
  }

  if (offset === undefined) {
    offset = 0;
    end = bytes.length;
    if (end === 0) return;
  } else {
    validateInteger(offset, 'offset', 0);
    if (end === undefined) {
      end = bytes.length;
    } else {
      validateInteger(end, 'end', 0, bytes.length);
    }
    if (offset >= end) return;
  }

  if (text !== undefined) {
    native.fillText(bytes, text, offset, end);
    return;
  }
  if (pattern === undefined) {
    fillBytes.call(bytes, +value & 255, offset, end);
    return;
  }
  if (pattern.byteLength === 0) {
    throw new ERR_INVALID_ARG_VALUE('value', value);
  }
  native.fill(bytes, pattern, offset, end);
}

module.exports = { fill, find };
