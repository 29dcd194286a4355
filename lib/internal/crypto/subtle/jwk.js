// JSON Web Keys as Web Crypto reads and writes them. RFC 7517; https://w3c.github.io/webcrypto/#JsonWebKey-dictionary
'use strict';
const { exception, invalidKeyData } = require('internal/crypto/subtle/errors');
const { Buffer } = require('buffer');

const { from, prototype: { toString } } = Buffer;

/**
 * @param {string} text
 * @returns {Buffer} what can be decoded of it
 */
function fromBase64Url(text) {
  return from(text, 'base64url');
}

/**
 * @param {ArrayBuffer} bytes
 * @returns {string}
 */
function toBase64Url(bytes) {
  return Reflect.apply(toString, from(bytes), ['base64url']);
}

/**
 * What a key must be, whatever its type.
 * @param {object} jwk a converted dictionary
 * @param {string} kty
 * @param {boolean} extractable
 * @param {string[]} usages
 * @param {'enc' | 'sig'} use
 * @throws {DOMException} DataError
 */
function checkJwk(jwk, kty, extractable, usages, use) {
  if (jwk.kty === undefined) throw invalidKeyData();
  if (jwk.kty !== kty) throw exception('DataError', 'Invalid JWK "kty" Parameter');
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) {
    throw exception('DataError', 'Invalid JWK "use" Parameter');
  }
  const operations = jwk.key_ops;
  if (operations !== undefined) {
    if (operations.some((name, index) => operations.indexOf(name) !== index)) throw exception('DataError', 'Duplicate key operation');
    if (!usages.every((usage) => operations.includes(usage))) {
      throw exception('DataError', 'Key operations and usage mismatch');
    }
  }
  if (jwk.ext === false && extractable) {
    throw exception('DataError', 'JWK "ext" Parameter and extractable mismatch');
  }
}

/**
 * @param {object} jwk
 * @param {string | undefined} expected any will do where it is undefined
 * @throws {DOMException} DataError
 */
function checkAlg(jwk, expected) {
  if (jwk.alg !== undefined && expected !== undefined && jwk.alg !== expected) {
    throw exception('DataError', 'JWK "alg" does not match the requested algorithm');
  }
}

/**
 * A JSON Web Key. Spreading makes its properties its own, whatever a program has put on Object.prototype.
 * @param {import('./key').Slots} slots
 * @param {string | undefined} alg
 * @param {Record<string, string>} members
 * @returns {object}
 */
function makeJwk({ usages, extractable }, alg, members) {
  const start = { key_ops: usages.slice(), ext: extractable };
  return alg === undefined ? { ...start, ...members } : { ...start, alg, ...members };
}

module.exports = { checkAlg, checkJwk, fromBase64Url, makeJwk, toBase64Url };
