// atob and btoa. https://html.spec.whatwg.org/multipage/webappapis.html#atob
'use strict';
const native = binding('buffer');

function refuse(message) {
  const DOMException = require('internal/domexception');
  return new (DOMException.DOMException ?? DOMException)(message, 'InvalidCharacterError');
}

/**
 * @param {string} text
 * @returns {string} characters below 256
 * @throws {DOMException} InvalidCharacterError
 */
function decode(text) {
  const result = native.atob(text);
  if (result === -1) throw refuse('Invalid character');
  if (result === -2) throw refuse('The string to be decoded is not correctly encoded.');
  return result;
}

/**
 * @param {string} text characters below 256
 * @returns {string}
 * @throws {DOMException} InvalidCharacterError
 */
function encode(text) {
  const result = native.btoa(text);
  if (result === undefined) throw refuse('Invalid character');
  return result;
}

module.exports = { decode, encode };
