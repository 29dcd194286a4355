// What may stand in field names and values. RFC 9110 5.5, 5.6.2; https://nodejs.org/api/http.html#httpvalidateheadernamename-label
'use strict';

const {
  codes: { ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR, ERR_INVALID_HTTP_TOKEN },
} = require('internal/errors');

const token = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/;
const notInValue = /[^\t\x20-\x7e\x80-\xff]/;
// As the Fetch specification has it: everything but NUL, CR, LF and what no byte can hold.
const notInRelaxedValue = /[\0\r\n]|[^\x00-\xff]/;

/** Up to this length a loop is faster than a regular expression. */
const kShort = 32;

/** Names that were found valid; bounded, since programs may make names up. */
let known = new Set();

/**
 * @param {unknown} text
 * @returns {boolean} whether it is a `token`
 */
function isToken(text) {
  return token.test(text);
}

/**
 * @param {string} value
 * @param {boolean} [relaxed]
 * @returns {boolean} whether it holds a character that no field value may hold
 */
function hasInvalidCharacter(value, relaxed) {
  if (relaxed) return notInRelaxedValue.test(value);
  if (typeof value === 'number') return false;
  if (typeof value !== 'string' || value.length > kShort) return notInValue.test(value);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x20 ? code !== 9 : code > 0x7e && (code < 0x80 || code > 0xff)) return true;
  }
  return false;
}

/**
 * @param {string} name
 * @param {string} [label] what the error calls it
 * @throws {TypeError} ERR_INVALID_HTTP_TOKEN
 */
function validateHeaderName(name, label) {
  if (typeof name === 'string' && known.has(name)) return;
  if (typeof name !== 'string' || !name || !token.test(name)) {
    throw new ERR_INVALID_HTTP_TOKEN(label || 'Header name', name);
  }
  if (known.size >= 512) known = new Set();
  known.add(name);
}

/**
 * @param {string} name for the error
 * @param {unknown} value
 * @param {boolean} [relaxed]
 * @throws {TypeError} ERR_HTTP_INVALID_HEADER_VALUE when undefined, ERR_INVALID_CHAR
 */
function validateHeaderValue(name, value, relaxed) {
  if (value === undefined) throw new ERR_HTTP_INVALID_HEADER_VALUE(value, name);
  if (hasInvalidCharacter(value, relaxed)) throw new ERR_INVALID_CHAR('header content', name);
}

module.exports = { isToken, hasInvalidCharacter, validateHeaderName, validateHeaderValue };
