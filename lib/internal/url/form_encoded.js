// application/x-www-form-urlencoded. https://url.spec.whatwg.org/#application/x-www-form-urlencoded
'use strict';

const { PERCENT, encodedByte, hexDigit } = require('internal/url/percent');

const { fromCharCode } = String;

/** Each byte as '%XX'. */
const escapes = [];
for (let i = 0; i < 256; i++) escapes.push(`%${i < 16 ? '0' : ''}${i.toString(16).toUpperCase()}`);

/** What each ASCII character is written as; '' for those that stay. */
const written = [];
for (let i = 0; i < 128; i++) {
  const stays = /[A-Za-z0-9*\-._]/.test(String.fromCharCode(i));
  written.push(stays ? '' : i === 32 ? '+' : escapes[i]);
}

/** The bytes of a code point's UTF-8 beyond ASCII, escaped. */
function escapeWide(point) {
  if (point < 0x800) return escapes[0xc0 | point >> 6] + escapes[0x80 | (point & 63)];
  const last = escapes[0x80 | (point >> 6 & 63)] + escapes[0x80 | (point & 63)];
  if (point < 0x10000) return escapes[0xe0 | point >> 12] + last;
  return escapes[0xf0 | point >> 18] + escapes[0x80 | (point >> 12 & 63)] + last;
}

/**
 * @param {string} text well-formed
 * @returns {string}
 */
function encode(text) {
  const { length } = text;
  let result = '';
  let done = 0;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 128) {
      const form = written[unit];
      if (form === '') continue;
      result += text.slice(done, i) + form;
    } else {
      const point = text.codePointAt(i);
      result += text.slice(done, i) + escapeWide(point);
      if (point > 0xffff) i++;
    }
    done = i + 1;
  }
  return done === 0 ? text : result + text.slice(done);
}

const AMPERSAND = 38;
const PLUS = 43;
const EQUALS = 61;

/** Decodes what stands from `start` to `end`. */
function decode(text, start, end) {
  let decoded = '';
  let copied = start;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === PLUS) {
      decoded += `${text.slice(copied, i)} `;
      copied = i + 1;
    } else if (code === PERCENT) {
      const byte = encodedByte(text, i, end);
      // A malformed sequence stays.
      if (byte === -1) continue;
      if (byte > 127) return decodeMixed(text.slice(start, end));
      decoded += text.slice(copied, i) + fromCharCode(byte);
      i += 2;
      copied = i + 1;
    }
  }
  return decoded + text.slice(copied, end);
}

/** Decodes where there are bytes that are no ASCII. */
function decodeMixed(text) {
  text = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(text);
  } catch {
    return decodeBytes(text);
  }
}

/** Decodes where some sequence is malformed: it stays, and bytes that are no UTF-8 become U+FFFD. */
function decodeBytes(text) {
  const { Buffer } = require('buffer');
  const bytes = Buffer.from(text);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i];
    if (byte === PERCENT && i + 2 < bytes.length) {
      const high = hexDigit(bytes[i + 1]);
      const low = hexDigit(bytes[i + 2]);
      if (high !== -1 && low !== -1) {
        byte = high << 4 | low;
        i += 2;
      }
    }
    bytes[length++] = byte;
  }
  return bytes.utf8Slice(0, length);
}

/**
 * @param {string} text well-formed, without a leading '?'
 * @returns {string[]} names and values in turn
 */
function parsePairs(text) {
  const pairs = [];
  const { length } = text;
  let start = 0;
  let equals = -1;
  let coded = false;
  let nameCoded = false;
  for (let i = 0; i <= length; i++) {
    const code = i < length ? text.charCodeAt(i) : AMPERSAND;
    if (code === AMPERSAND) {
      if (i > start) {
        if (equals === -1) {
          pairs.push(coded ? decode(text, start, i) : text.slice(start, i), '');
        } else {
          const name = nameCoded ? decode(text, start, equals) : text.slice(start, equals);
          pairs.push(name, coded ? decode(text, equals + 1, i) : text.slice(equals + 1, i));
        }
      }
      start = i + 1;
      equals = -1;
      coded = false;
    } else if (code === EQUALS) {
      if (equals === -1) {
        equals = i;
        nameCoded = coded;
        coded = false;
      }
    } else if (code === PLUS || code === PERCENT) {
      coded = true;
    }
  }
  return pairs;
}

/**
 * @param {string[]} pairs names and values in turn
 * @returns {string}
 */
function serializePairs(pairs) {
  let text = '';
  for (let i = 0; i < pairs.length; i += 2) {
    text += `${i === 0 ? '' : '&'}${encode(pairs[i])}=${encode(pairs[i + 1])}`;
  }
  return text;
}

module.exports = { parsePairs, serializePairs };
