// IP addresses as text. https://nodejs.org/api/net.html#netisipinput
'use strict';

const { codes } = require('internal/errors');

/**
 * @param {string} text
 * @returns {boolean} four decimal numbers of up to 255, without needless zeros
 */
function isIPv4Text(text) {
  let parts = 0;
  let digits = 0;
  let value = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 46;
    if (code === 46) {
      if (digits === 0 || value > 255) return false;
      parts++;
      digits = 0;
      value = 0;
      if (parts === 4) return i === text.length;
    } else if (code >= 48 && code <= 57) {
      if (digits > 0 && value === 0) return false;
      value = value * 10 + code - 48;
      if (++digits > 3) return false;
    } else {
      return false;
    }
  }
  return false;
}

const zone = /^[\da-zA-Z.~_:-]+$/;
const group = /^[\da-fA-F]{1,4}$/;

/** RFC 4291 2.2, with a zone (RFC 4007) after a per cent sign. */
function isIPv6Text(text) {
  const percent = text.indexOf('%');
  if (percent >= 0) {
    if (!zone.test(text.slice(percent + 1))) return false;
    text = text.slice(0, percent);
  }
  if (text.length < 2 || text.length > 45) return false;
  const double = text.indexOf('::');
  if (double >= 0 && text.indexOf('::', double + 1) >= 0) return false;
  const count = (part, last) => {
    if (part === '') return 0;
    const groups = part.split(':');
    let size = 0;
    for (let i = 0; i < groups.length; i++) {
      if (group.test(groups[i])) size++;
      else if (last && i === groups.length - 1 && isIPv4Text(groups[i])) size += 2;
      else return Infinity;
    }
    return size;
  };
  if (double < 0) return count(text, true) === 8;
  return count(text.slice(0, double), false) + count(text.slice(double + 2), true) <= 7;
}

/**
 * @param {unknown} input
 * @returns {boolean}
 */
function isIPv4(input) {
  return isIPv4Text(`${input}`);
}

/**
 * @param {unknown} input
 * @returns {boolean}
 */
function isIPv6(input) {
  return isIPv6Text(`${input}`);
}

/**
 * @param {unknown} input
 * @returns {0 | 4 | 6} 0 when it is no address
 */
function isIP(input) {
  const text = `${input}`;
  if (isIPv4Text(text)) return 4;
  return isIPv6Text(text) ? 6 : 0;
}

/**
 * The 16-bit groups of an IPv6 address, or the four bytes of an IPv4 one, as one number of 128 or 32 bits.
 * @param {string} text an address
 * @returns {bigint}
 */
function toNumber(text) {
  let value = 0n;
  if (isIPv4Text(text)) {
    for (const part of text.split('.')) value = value << 8n | BigInt(part);
    return value;
  }
  const bare = text.split('%')[0];
  const halves = bare.split('::');
  const expand = (part) => {
    const groups = [];
    if (part === '') return groups;
    for (const item of part.split(':')) {
      if (item.includes('.')) {
        const number = toNumber(item);
        groups.push(number >> 16n, number & 0xffffn);
      } else {
        groups.push(BigInt(`0x${item}`));
      }
    }
    return groups;
  };
  const head = expand(halves[0]);
  const tail = halves.length > 1 ? expand(halves[1]) : [];
  while (head.length + tail.length < 8) head.push(0n);
  for (const item of head.concat(tail)) value = value << 16n | item;
  return value;
}

/** @throws {TypeError} ERR_INVALID_ADDRESS */
function checkAddress(text, family) {
  const ok = family === 'ipv4' ? isIPv4Text(text) : isIPv6Text(text);
  if (!ok) throw new codes.ERR_INVALID_ADDRESS();
}

module.exports = { isIP, isIPv4, isIPv6, toNumber, checkAddress };
