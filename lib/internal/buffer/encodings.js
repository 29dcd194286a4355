// The encodings of Buffer: their names, and for each how text is measured, written, read and sought.
// https://nodejs.org/api/buffer.html#buffers-and-character-encodings
'use strict';
const native = binding('buffer');

/**
 * @typedef {object} Encoding
 * @property {string} name canonical: 'utf8', 'utf16le', 'latin1', 'ascii', 'base64', 'base64url' or 'hex'
 * @property {number} unit bytes between the positions at which text can begin
 * @property {(text: string) => number} byteLength at most so many bytes; exact for all but base64 and hex
 * @property {(bytes: Uint8Array, text: string, offset: number, length: number) => number} write returns the bytes
 *   written: at most `length`, only whole characters. Offset and length lie within `bytes`
 * @property {(slab: Uint8Array, text: string, offset: number, length: number) => number} writeSlab the same for the slab in
 *   use (internal/buffer/pool), whose place native code knows
 * @property {(bytes: Uint8Array, start: number, end: number) => string | undefined} slice undefined when the text would
 *   be too long for a string
 */

/** Bytes that base64 text of such a length can hold, padding aside. */
function base64ByteLength(text) {
  let { length } = text;
  if (length > 0 && text.charCodeAt(length - 1) === 61) length--;
  if (length > 1 && text.charCodeAt(length - 1) === 61) length--;
  // Not with a 32-bit shift: the text may be longer than 1 GiB / 3.
  return Math.floor(length * 3 / 4);
}

// Up to this length JavaScript writes ASCII text faster than a call to C++ takes.
const shortText = 24;

/** Writes UTF-8, at most `length` bytes and only whole characters. */
function writeUtf8(bytes, text, offset, length) {
  const count = text.length;
  if (count <= shortText && count <= length) {
    let i = 0;
    for (; i < count; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) break;
      bytes[offset + i] = code;
    }
    if (i === count) return count;
  }
  return native.writeUtf8(bytes, text, offset, length);
}

/** Writes the low byte of each character. */
function writeLatin1(bytes, text, offset, length) {
  if (text.length < length) length = text.length;
  if (length <= shortText) {
    for (let i = 0; i < length; i++) bytes[offset + i] = text.charCodeAt(i);
    return length;
  }
  return native.writeLatin1(bytes, text, offset, length);
}

/** Bytes of the text as UTF-8. */
function utf8Length(text) {
  const { length } = text;
  if (length > shortText) return native.utf8Length(text);
  for (let i = 0; i < length; i++) {
    if (text.charCodeAt(i) > 127) return native.utf8Length(text);
  }
  return length;
}

function lengthOf(text) {
  return text.length;
}

// What native.writeSlab writes; see Coding in src/bindings/buffer.cc.
const WRITE_UTF8 = 0;
const WRITE_LATIN1 = 1;
const WRITE_UTF16 = 2;
const WRITE_BASE64 = 3;
const WRITE_HEX = 4;

function writeSlabUtf8(slab, text, offset, length) {
  if (text.length <= shortText) return writeUtf8(slab, text, offset, length);
  return native.writeSlab(text, offset, length, WRITE_UTF8);
}

function writeSlabLatin1(slab, text, offset, length) {
  if (text.length <= shortText) return writeLatin1(slab, text, offset, length);
  return native.writeSlab(text, offset, length, WRITE_LATIN1);
}

function writeSlabBase64(slab, text, offset, length) {
  return native.writeSlab(text, offset, length, WRITE_BASE64);
}

const utf8 = {
  name: 'utf8', unit: 1, byteLength: utf8Length, write: writeUtf8, slice: native.sliceUtf8,
  writeSlab: writeSlabUtf8,
};
const utf16le = {
  name: 'utf16le', unit: 2, byteLength: (text) => text.length * 2, write: native.writeUtf16, slice: native.sliceUtf16,
  writeSlab: (slab, text, offset, length) => native.writeSlab(text, offset, length, WRITE_UTF16),
};
const latin1 = {
  name: 'latin1', unit: 1, byteLength: lengthOf, write: writeLatin1, slice: native.sliceLatin1, writeSlab: writeSlabLatin1,
};
const ascii = {
  name: 'ascii', unit: 1, byteLength: lengthOf, write: writeLatin1, slice: native.sliceAscii, writeSlab: writeSlabLatin1,
};
const base64 = {
  name: 'base64', unit: 1, byteLength: base64ByteLength, write: native.writeBase64, slice: native.sliceBase64,
  writeSlab: writeSlabBase64,
};
const base64url = {
  name: 'base64url', unit: 1, byteLength: base64ByteLength, write: native.writeBase64, slice: native.sliceBase64Url,
  writeSlab: writeSlabBase64,
};
const hex = {
  name: 'hex', unit: 1, byteLength: (text) => text.length >>> 1, write: native.writeHex, slice: native.sliceHex,
  writeSlab: (slab, text, offset, length) => native.writeSlab(text, offset, length, WRITE_HEX),
};

/**
 * @param {string} name
 * @returns {Encoding | undefined} whatever the case of the letters; undefined when there is none of that name
 */
function findEncoding(name) {
  switch (name) {
    case 'utf8':
    case 'utf-8':
      return utf8;
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      return utf16le;
    case 'latin1':
    case 'binary':
      return latin1;
    case 'ascii':
      return ascii;
    case 'base64':
      return base64;
    case 'base64url':
      return base64url;
    case 'hex':
      return hex;
  }
  if (typeof name !== 'string') return findEncoding(`${name}`);
  const lower = name.toLowerCase();
  return lower === name ? undefined : findEncoding(lower);
}

/**
 * @param {unknown} name
 * @returns {string | undefined} the canonical name; 'utf8' for what is empty or not given
 */
function normalizeEncoding(name) {
  if (name === undefined || name === null || name === '') return 'utf8';
  return findEncoding(name)?.name;
}

module.exports = {
  base64ByteLength, findEncoding, normalizeEncoding, utf8Length, utf8, utf16le, latin1, ascii, base64, base64url, hex,
};
