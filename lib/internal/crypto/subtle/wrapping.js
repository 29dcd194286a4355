// JSON Web Keys as they are wrapped. https://w3c.github.io/webcrypto/#SubtleCrypto-method-wrapKey
'use strict';
const { exception } = require('internal/crypto/subtle/errors');
const { jsonWebKey } = require('internal/crypto/subtle/webidl');
const { Buffer } = require('buffer');

const { from, prototype: { toString } } = Buffer;
const { parse, stringify } = JSON;

/**
 * @param {object} jwk that nobody else has
 * @param {string} name of the wrapping algorithm
 * @returns {Uint8Array} JSON; for AES-KW spaces fill it up to a multiple of 8 bytes
 */
function serializeForWrapping(jwk, name) {
  // A `toJSON` that a program has put on the prototypes must not see them.
  Object.setPrototypeOf(jwk, null);
  Object.setPrototypeOf(jwk.key_ops, null);
  let text = stringify(jwk);
  if (name === 'AES-KW' && text.length % 8 !== 0) text += ' '.repeat(8 - text.length % 8);
  return from(text, 'utf8');
}

/**
 * @param {ArrayBuffer} bytes
 * @returns {object} a JSON Web Key
 * @throws {DOMException} DataError
 */
function parseWrapped(bytes) {
  let jwk;
  try {
    const value = parse(Reflect.apply(toString, from(bytes), ['utf8']));
    // What a program has put on Object.prototype is no part of it.
    if (value !== null && typeof value === 'object') Object.setPrototypeOf(value, null);
    jwk = jsonWebKey(value, {});
  } catch (error) {
    throw exception('DataError', 'Invalid wrapped JWK key', error);
  }
  if (jwk.kty === undefined) throw exception('DataError', 'Invalid wrapped JWK key');
  return jwk;
}

module.exports = { parseWrapped, serializeForWrapping };
