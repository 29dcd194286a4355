// What is an IP address. https://nodejs.org/api/net.html#netisipinput
'use strict';

/**
 * @param {string} text
 * @returns {boolean} whether it is four decimal numbers of 0 to 255, without leading zeros, with dots
 */
function isV4Text(text) {
  const { length } = text;
  if (length < 7 || length > 15) return false;
  let dots = 0;
  let digits = 0;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c === 46) {
      if (digits === 0 || ++dots > 3) return false;
      digits = 0;
      value = 0;
    } else if (c >= 48 && c <= 57) {
      if (digits > 0 && value === 0) return false;
      value = value * 10 + c - 48;
      if (value > 255) return false;
      digits++;
    } else {
      return false;
    }
  }
  return dots === 3 && digits > 0;
}

/**
 * @param {string} text
 * @returns {boolean} whether it is an IPv6 address as RFC 4291 writes them, with a zone or without
 */
function isV6Text(text) {
  const percent = text.indexOf('%');
  if (percent !== -1) {
    if (percent === text.length - 1 || !/^[0-9a-zA-Z\-.:]+$/.test(text.slice(percent + 1))) return false;
    text = text.slice(0, percent);
  }
  if (text.length < 2 || text.length > 45) return false;
  let groups = 0;
  let compressed = false;
  let i = 0;
  if (text.charCodeAt(0) === 58) {
    if (text.charCodeAt(1) !== 58) return false;
    compressed = true;
    i = 2;
  }
  while (i < text.length) {
    let end = i;
    while (end < text.length && text.charCodeAt(end) !== 58) end++;
    const group = text.slice(i, end);
    if (end === text.length && group.indexOf('.') !== -1) {
      // The last 32 bits in the manner of IPv4.
      if (!isV4Text(group)) return false;
      groups += 2;
      i = end;
      break;
    }
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return false;
    groups++;
    if (end === text.length) {
      i = end;
      break;
    }
    i = end + 1;
    if (text.charCodeAt(i) === 58) {
      if (compressed) return false;
      compressed = true;
      i++;
      if (i === text.length) break;
    } else if (i === text.length) {
      return false;
    }
  }
  return compressed ? groups < 8 : groups === 8;
}

/** @param {unknown} input */
function isIPv4(input) {
  return isV4Text(`${input}`);
}

/** @param {unknown} input */
function isIPv6(input) {
  return isV6Text(`${input}`);
}

/**
 * @param {unknown} input
 * @returns {0 | 4 | 6} 0 for what is no IP address
 */
function isIP(input) {
  const text = `${input}`;
  if (isV4Text(text)) return 4;
  return isV6Text(text) ? 6 : 0;
}

/**
 * The bytes of an address.
 * @param {string} text isIP is not 0
 * @returns {number[]} 4 or 16
 */
function toBytes(text) {
  if (isV4Text(text)) return text.split('.').map(Number);
  const percent = text.indexOf('%');
  if (percent !== -1) text = text.slice(0, percent);
  const dot = text.indexOf('.');
  if (dot !== -1) {
    const colon = text.lastIndexOf(':');
    const [a, b, c, d] = text.slice(colon + 1).split('.').map(Number);
    text = `${text.slice(0, colon + 1)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  }
  const halves = text.split('::');
  const before = halves[0] === '' ? [] : halves[0].split(':');
  const after = halves.length < 2 || halves[1] === '' ? [] : halves[1].split(':');
  const groups = halves.length < 2 ? before :
    [...before, ...new Array(8 - before.length - after.length).fill('0'), ...after];
  const bytes = [];
  for (let i = 0; i < 8; i++) {
    const value = Number.parseInt(groups[i], 16);
    bytes.push(value >> 8, value & 255);
  }
  return bytes;
}

/**
 * The text of an IPv6 address as RFC 5952 wants it.
 * @param {number[]} bytes 16
 * @returns {string}
 */
function v6Text(bytes) {
  const groups = [];
  for (let i = 0; i < 16; i += 2) groups.push(bytes[i] * 256 + bytes[i + 1]);
  // IPv4-mapped and -compatible ones keep their dots.
  let zeros = 0;
  while (zeros < 8 && groups[zeros] === 0) zeros++;
  if ((zeros === 5 && groups[5] === 0xffff) || (zeros === 6 && groups[6] !== 0)) {
    const dotted = bytes.slice(12).join('.');
    return zeros === 5 ? `::ffff:${dotted}` : `::${dotted}`;
  }
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > bestLength) {
      best = i;
      bestLength = end - i;
    }
    if (end > i) i = end;
  }
  const text = groups.map((group) => group.toString(16));
  if (best === -1) return text.join(':');
  return `${text.slice(0, best).join(':')}::${text.slice(best + bestLength).join(':')}`;
}

module.exports = { isIP, isIPv4, isIPv6, toBytes, v6Text };
