// application/x-www-form-urlencoded. https://url.spec.whatwg.org/#application/x-www-form-urlencoded
'use strict';

const plain = /^[A-Za-z0-9*\-._]*$/;
const replaced = /[!~'()]|%20/g;
const replacements = {
  '__proto__': null, '!': '%21', '~': '%7E', "'": '%27', '(': '%28', ')': '%29', '%20': '+',
};

/**
 * @param {string} text well-formed
 * @returns {string}
 */
function encode(text) {
  if (plain.test(text)) return text;
  return encodeURIComponent(text).replace(replaced, (match) => replacements[match]);
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
