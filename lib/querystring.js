// node:querystring. https://nodejs.org/api/querystring.html
'use strict';

const { PERCENT, encodedByte } = require('internal/url/percent');

const { isArray } = Array;
const { keys } = Object;
const defaultMaxKeys = 1000;

/**
 * The bytes that percent-encoded text stands for. Malformed sequences are kept as they stand.
 * @param {string} s
 * @param {boolean} [decodeSpaces] whether '+' is a space
 * @returns {Buffer}
 */
function unescapeBuffer(s, decodeSpaces) {
  const { Buffer } = require('buffer');
  const out = Buffer.allocUnsafe(s.length);
  let length = 0;
  for (let i = 0; i < s.length; i++) {
    let code = s.charCodeAt(i);
    if (code === 43 && decodeSpaces) {
      code = 32;
    } else if (code === PERCENT) {
      const byte = encodedByte(s, i, s.length);
      if (byte !== -1) {
        code = byte;
        i += 2;
      }
    }
    out[length++] = code;
  }
  return length === s.length ? out : out.slice(0, length);
}

/**
 * Percent-decodes text as UTF-8; malformed sequences are kept, nothing is thrown for them.
 * @param {string} s
 * @param {boolean} [decodeSpaces] used only where decodeURIComponent fails
 * @returns {string}
 */
function qsUnescape(s, decodeSpaces) {
  try {
    return decodeURIComponent(s);
  } catch {
    return querystring.unescapeBuffer(s, decodeSpaces).toString();
  }
}

/**
 * Percent-encodes text as UTF-8, all but letters, digits and -_.!~*'().
 * @param {unknown} str
 * @returns {string}
 * @throws {URIError} ERR_INVALID_URI for a lone surrogate
 */
function qsEscape(str) {
  if (typeof str !== 'string') str = typeof str === 'object' ? String(str) : `${str}`;
  return encode(str);
}

function encode(text) {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) | 32;
    if ((code >= 97 && code <= 122 && text.charCodeAt(i) > 64) || isDigit(text.charCodeAt(i))) continue;
    try {
      return encodeURIComponent(text);
    } catch {
      return encodeIllFormed(text);
    }
  }
  return text;
}

/**
 * Text with lone surrogates: as in Node, any surrogate makes a pair with whatever follows it, and only one at the end
 * is refused.
 * @param {string} text
 * @returns {string}
 */
function encodeIllFormed(text) {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    let character = text[i];
    const code = text.charCodeAt(i);
    if (code >= 0xd800 && code <= 0xdfff) {
      if (++i === text.length) {
        const { codes } = require('internal/errors');
        throw new codes.ERR_INVALID_URI();
      }
      character = String.fromCodePoint(0x10000 + ((code & 0x3ff) << 10 | (text.charCodeAt(i) & 0x3ff)));
    }
    out += encodeURIComponent(character);
  }
  return out;
}

function isDigit(code) {
  return code >= 48 && code <= 57;
}

/**
 * What stands for a value in a query; '' for what isn't text, a finite number, a bigint or a boolean.
 * @param {unknown} value
 * @param {(text: string) => string} escape
 * @returns {string}
 */
function valueText(value, escape) {
  switch (typeof value) {
    case 'string':
      break;
    case 'number':
      // Only exponents need encoding: they may have a '+'.
      if (escape === encode && value < 1e21 && value > -1e21) return `${value}`;
      value = value - value === 0 ? `${value}` : '';
      break;
    case 'bigint':
    case 'boolean':
      value = `${value}`;
      break;
    default:
      value = '';
  }
  return value.length === 0 && escape === encode ? '' : escape(value);
}

/**
 * @param {Record<string, unknown>} obj
 * @param {string} [sep] between pairs, '&' by default
 * @param {string} [eq] between key and value, '=' by default
 * @param {{ encodeURIComponent?: (text: string) => string }} [options]
 * @returns {string}
 * @throws {URIError} ERR_INVALID_URI for a lone surrogate
 */
function stringify(obj, sep, eq, options) {
  if (obj === null || typeof obj !== 'object') return '';
  sep ||= '&';
  eq ||= '=';
  let escape = querystring.escape;
  if (typeof options?.encodeURIComponent === 'function') escape = options.encodeURIComponent;
  if (escape === qsEscape) escape = encode;

  const names = keys(obj);
  let text = '';
  for (let i = 0; i < names.length; i++) {
    const value = obj[names[i]];
    const start = valueText(names[i], escape) + eq;
    if (isArray(value)) {
      const next = sep + start;
      for (let j = 0; j < value.length; j++) text += (text.length === 0 ? start : next) + valueText(value[j], escape);
    } else if (text.length === 0) {
      text = start + valueText(value, escape);
    } else {
      text += sep + start + valueText(value, escape);
    }
  }
  return text;
}

/** Whether there is an encoded byte: text without stays as it is, whatever else is in it. */
function isEncoded(text) {
  const at = text.indexOf('%');
  if (at === -1) return false;
  if (encodedByte(text, at, text.length) !== -1) return true;
  return /%[0-9a-f]{2}/i.test(text);
}

// What a key or a value may have to be decoded for.
const plain = 0;
const mayBeEncoded = 1;
const mayHavePlus = 2;

/**
 * Decodes a key or a value.
 * @param {string} text
 * @param {((text: string) => string) | undefined} decode a program's own, which is asked in every case
 * @param {number} marks
 * @returns {string}
 */
function decodePart(text, decode, marks) {
  if (text.length === 0) return text;
  if (decode === undefined) {
    if ((marks & mayHavePlus) !== 0 && text.includes('+')) text = text.replaceAll('+', ' ');
    return (marks & mayBeEncoded) !== 0 && isEncoded(text) ? qsUnescape(text, true) : text;
  }
  if (text.includes('+')) text = text.replaceAll('+', '%20');
  try {
    return decode(text);
  } catch {
    return querystring.unescape(text, true);
  }
}

/**
 * @param {string} qs anything else than a string has no pairs
 * @param {string} [sep] between pairs, '&' by default
 * @param {string} [eq] between key and value, '=' by default
 * @param {{ maxKeys?: number, decodeURIComponent?: (text: string) => string }} [options] `maxKeys`: 1000 by default, 0
 *   or less for no limit
 * @returns {Record<string, string | string[]>} without a prototype; an array where a key came more than once
 */
function parse(qs, sep, eq, options) {
  const pairs = { __proto__: null };
  if (typeof qs !== 'string' || qs.length === 0) return pairs;
  sep = sep ? `${sep}` : '&';
  eq = eq ? `${eq}` : '=';
  let left = defaultMaxKeys;
  if (options && typeof options.maxKeys === 'number') left = options.maxKeys > 0 ? options.maxKeys : -1;
  let decode = querystring.unescape;
  if (options && typeof options.decodeURIComponent === 'function') decode = options.decodeURIComponent;
  if (decode === qsUnescape) decode = undefined;

  if (sep.length === 1 && eq.length === 1) {
    parseByCharacter(pairs, qs, sep.charCodeAt(0), eq.charCodeAt(0), left, decode);
    return pairs;
  }
  let start = 0;
  while (start < qs.length) {
    let end = qs.indexOf(sep, start);
    if (end === -1) end = qs.length;
    if (end > start) {
      const split = qs.indexOf(eq, start);
      const marks = mayBeEncoded | mayHavePlus;
      if (split === -1 || split + eq.length > end) {
        addPair(pairs, decodePart(qs.slice(start, end), decode, marks), '');
      } else {
        addPair(pairs, decodePart(qs.slice(start, split), decode, marks),
          decodePart(qs.slice(split + eq.length, end), decode, marks));
      }
    }
    if (--left === 0) break;
    start = end + sep.length;
  }
  return pairs;
}

function addPair(pairs, key, value) {
  const known = pairs[key];
  if (known === undefined) {
    pairs[key] = value;
  } else if (typeof known === 'string') {
    pairs[key] = [known, value];
  } else {
    known[known.length] = value;
  }
}

/** As parse, in one pass, for separators of one character: sees on its way what need not be decoded. */
function parseByCharacter(pairs, qs, sep, eq, left, decode) {
  const { length } = qs;
  const unseen = decode === undefined ? plain : mayBeEncoded | mayHavePlus;
  let start = 0;
  let split = -1;
  let keyMarks = unseen;
  let marks = unseen;
  for (let i = 0; i <= length; i++) {
    const code = i < length ? qs.charCodeAt(i) : sep;
    if (code === sep) {
      if (i > start) {
        if (split === -1) {
          split = i;
          keyMarks = marks;
        }
        let key = qs.slice(start, split);
        if (keyMarks !== plain) key = decodePart(key, decode, keyMarks);
        let value = '';
        if (split + 1 < i) {
          value = qs.slice(split + 1, i);
          if (marks !== plain) value = decodePart(value, decode, marks);
        }
        addPair(pairs, key, value);
      }
      if (--left === 0) return;
      start = i + 1;
      split = -1;
      marks = unseen;
    } else if (code === eq && split === -1) {
      split = i;
      keyMarks = marks;
      marks = unseen;
    } else if (code === PERCENT) {
      marks |= mayBeEncoded;
    } else if (code === 43) {
      marks |= mayHavePlus;
    }
  }
}

const querystring = module.exports = {
  unescapeBuffer,
  unescape: qsUnescape,
  escape: qsEscape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};
