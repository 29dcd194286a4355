// application/x-www-form-urlencoded. https://url.spec.whatwg.org/#application/x-www-form-urlencoded
'use strict';

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

function decode(text) {
  if (text.includes('+')) text = text.replaceAll('+', ' ');
  if (!text.includes('%')) return text;
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
    if (byte === 37 && i + 2 < bytes.length) {
      const value = parseInt(bytes.latin1Slice(i + 1, i + 3), 16);
      if (/^[0-9a-f]{2}$/i.test(bytes.latin1Slice(i + 1, i + 3))) {
        byte = value;
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
  const coded = text.includes('%') || text.includes('+');
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('&', start);
    if (end === -1) end = text.length;
    if (end > start) {
      const equals = text.indexOf('=', start);
      if (equals === -1 || equals >= end) {
        const name = text.slice(start, end);
        pairs.push(coded ? decode(name) : name, '');
      } else {
        const name = text.slice(start, equals);
        const value = text.slice(equals + 1, end);
        if (coded) pairs.push(decode(name), decode(value));
        else pairs.push(name, value);
      }
    }
    start = end + 1;
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
