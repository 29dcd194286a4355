// Percent-encoded bytes. https://url.spec.whatwg.org/#percent-encoded-bytes
'use strict';

const PERCENT = 37;

/**
 * @param {number} code of a character
 * @returns {number} its value as a hexadecimal digit, -1 when it is none
 */
function hexDigit(code) {
  if (code >= 48 && code <= 57) return code - 48;
  code |= 32;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

/**
 * @param {string} text
 * @param {number} at the place of a '%'
 * @param {number} end where the text ends
 * @returns {number} the byte that it and two digits stand for; -1 where there are none
 */
function encodedByte(text, at, end) {
  if (at + 2 >= end) return -1;
  const low = hexDigit(text.charCodeAt(at + 2));
  const high = hexDigit(text.charCodeAt(at + 1));
  return low === -1 || high === -1 ? -1 : high << 4 | low;
}

module.exports = { PERCENT, encodedByte, hexDigit };
