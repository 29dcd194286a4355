// node:punycode, deprecated. RFC 3492; https://nodejs.org/api/punycode.html
'use strict';

const maxInt = 2147483647;
const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const initialBias = 72;
const initialN = 128;
const delimiter = '-';

const messages = {
  'overflow': 'Overflow: input needs wider integers to process',
  'not-basic': 'Illegal input >= 0x80 (not a basic code point)',
  'invalid-input': 'Invalid input',
};

function refuse(type) {
  return new RangeError(messages[type]);
}

/** Bias adaptation, RFC 3492, 6.1. */
function adapt(delta, count, first) {
  let k = 0;
  delta = first ? Math.floor(delta / damp) : delta >> 1;
  delta += Math.floor(delta / count);
  while (delta > (base - tMin) * tMax >> 1) {
    delta = Math.floor(delta / (base - tMin));
    k += base;
  }
  return Math.floor(k + (base - tMin + 1) * delta / (delta + skew));
}

function threshold(k, bias) {
  return k <= bias ? tMin : k >= bias + tMax ? tMax : k - bias;
}

/** The value of a digit: letters of either case are 0 to 25, digits 26 to 35. */
function digitValue(code) {
  if (code >= 48 && code < 58) return 26 + code - 48;
  if (code >= 65 && code < 91) return code - 65;
  if (code >= 97 && code < 123) return code - 97;
  return base;
}

function digitText(value) {
  return String.fromCharCode(value < 26 ? 97 + value : 48 + value - 26);
}

/** Calls `convert` for each label, leaving what stands before an '@' as it is. */
function mapLabels(domain, convert) {
  const parts = domain.split('@');
  let local = '';
  if (parts.length > 1) {
    local = `${parts[0]}@`;
    domain = parts[1];
  }
  const labels = domain.replace(/[\u002E\u3002\uFF0E\uFF61]/g, '.').split('.');
  for (let i = 0; i < labels.length; i++) labels[i] = convert(labels[i]);
  return local + labels.join('.');
}

const ucs2 = {
  /**
   * @param {string} string
   * @returns {number[]} its code points; lone surrogates are code points of their own
   */
  decode(string) {
    const points = [];
    for (let i = 0; i < string.length; i++) {
      const point = string.codePointAt(i);
      points.push(point);
      if (point > 0xffff) i++;
    }
    return points;
  },

  /**
   * @param {number[]} codePoints
   * @returns {string}
   */
  encode(codePoints) {
    return String.fromCodePoint(...codePoints);
  },
};

/**
 * @param {string} input Punycode, ASCII only
 * @returns {string}
 * @throws {RangeError} for malformed input
 */
function decode(input) {
  const output = [];
  const basic = Math.max(input.lastIndexOf(delimiter), 0);
  for (let i = 0; i < basic; i++) {
    if (input.charCodeAt(i) >= 0x80) throw refuse('not-basic');
    output.push(input.charCodeAt(i));
  }
  let n = initialN;
  let i = 0;
  let bias = initialBias;
  for (let index = basic > 0 ? basic + 1 : 0; index < input.length;) {
    const before = i;
    for (let weight = 1, k = base; ; k += base) {
      if (index >= input.length) throw refuse('invalid-input');
      const digit = digitValue(input.charCodeAt(index++));
      if (digit >= base) throw refuse('invalid-input');
      if (digit > Math.floor((maxInt - i) / weight)) throw refuse('overflow');
      i += digit * weight;
      const t = threshold(k, bias);
      if (digit < t) break;
      if (weight > Math.floor(maxInt / (base - t))) throw refuse('overflow');
      weight *= base - t;
    }
    const count = output.length + 1;
    bias = adapt(i - before, count, before === 0);
    if (Math.floor(i / count) > maxInt - n) throw refuse('overflow');
    n += Math.floor(i / count);
    i %= count;
    output.splice(i++, 0, n);
  }
  return String.fromCodePoint(...output);
}

/**
 * @param {string} input
 * @returns {string} Punycode
 * @throws {RangeError} when numbers overflow
 */
function encode(input) {
  const points = ucs2.decode(input);
  let output = '';
  for (const point of points) {
    if (point < 0x80) output += String.fromCharCode(point);
  }
  const basic = output.length;
  let handled = basic;
  if (basic > 0) output += delimiter;
  let n = initialN;
  let delta = 0;
  let bias = initialBias;
  while (handled < points.length) {
    let next = maxInt;
    for (const point of points) {
      if (point >= n && point < next) next = point;
    }
    if (next - n > Math.floor((maxInt - delta) / (handled + 1))) throw refuse('overflow');
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n && ++delta > maxInt) throw refuse('overflow');
      if (point !== n) continue;
      let q = delta;
      for (let k = base; ; k += base) {
        const t = threshold(k, bias);
        if (q < t) break;
        output += digitText(t + (q - t) % (base - t));
        q = Math.floor((q - t) / (base - t));
      }
      output += digitText(q);
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

/**
 * @param {string} input a domain or an e-mail address
 * @returns {string} with labels in Punycode as Unicode
 */
function toUnicode(input) {
  return mapLabels(input, (label) => (label.startsWith('xn--') ? decode(label.slice(4).toLowerCase()) : label));
}

/**
 * @param {string} input a domain or an e-mail address
 * @returns {string} with other than ASCII labels in Punycode
 */
function toASCII(input) {
  return mapLabels(input, (label) => (/[^\0-\x7F]/.test(label) ? `xn--${encode(label)}` : label));
}

if (!require('internal/buffer/deprecated').calledFromPackage()) {
  require('process').emitWarning(
    'The `punycode` module is deprecated. Please use a userland alternative instead.', 'DeprecationWarning', 'DEP0040');
}

module.exports = { version: '2.1.0', ucs2, decode, encode, toASCII, toUnicode };
