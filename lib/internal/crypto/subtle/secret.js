// Secret keys: what AES, ChaCha20, HMAC and KMAC have in common. https://w3c.github.io/webcrypto/#aes-cbc-operations
'use strict';
const { exception, invalidKeyData, operationFailed, unsupportedFormat } = require('internal/crypto/subtle/errors');
const { asResource } = require('internal/async/hooks');
const { checkJwk, fromBase64Url, makeJwk, toBase64Url } = require('internal/crypto/subtle/jwk');
const { tellLater } = require('internal/crypto/subtle/jobs');
const { makeCryptoKey } = require('internal/crypto/subtle/key');
const native = binding('crypto');

/** Random bytes that take less time than a trip to another thread. */
const shortRandom = 1024;

/** Clears the bits of the last byte that a length in bits leaves out. */
function keepBits(bytes, bits) {
  if (bits % 8 !== 0) bytes[Math.ceil(bits / 8) - 1] &= 0xFF << (8 - bits % 8);
}

/** @returns {object} a KeyHandle with these bytes */
function secretHandle(bytes) {
  const handle = new native.KeyHandle();
  handle.setSecret(bytes);
  return handle;
}

/**
 * A new random key.
 * @param {number} bits
 * @param {object} algorithm of the key
 * @param {boolean} extractable
 * @param {string[]} usages
 * @param {import('./jobs').Done} done gets a CryptoKey
 */
function generateSecret(bits, algorithm, extractable, usages, done) {
  const size = Math.ceil(bits / 8);
  const bytes = new Uint8Array(size);
  const end = asResource('KEYGENREQUEST', (ok) => {
    if (!ok) {
      done(operationFailed());
      return;
    }
    keepBits(bytes, bits);
    const handle = secretHandle(bytes);
    bytes.fill(0);
    done(undefined, makeCryptoKey('secret', handle, algorithm, extractable, usages));
  });
  if (size < shortRandom) tellLater(end, native.randomFill(bytes, 0, size, undefined));
  else native.randomFill(bytes, 0, size, end);
}

/**
 * A key of raw bytes, a JSON Web Key, or a handle of a KeyObject.
 * @param {string} format
 * @param {any} data
 * @param {object} options
 * @param {string} options.name of the algorithm
 * @param {boolean} options.raw whether 'raw' is a format of it, besides 'raw-secret'
 * @param {boolean} [options.jwk] whether it has a JSON Web Key
 * @param {boolean} [options.extractable]
 * @param {string[]} [options.usages]
 * @param {'enc' | 'sig'} [options.use]
 * @returns {{ handle: object, jwk?: object }}
 * @throws {DOMException} NotSupportedError, DataError
 */
function readSecret(format, data, { name, raw, jwk = true, extractable, usages, use }) {
  if (format === 'handle') return { handle: data };
  if (format === 'raw-secret' || (raw && format === 'raw')) return { handle: secretHandle(data) };
  if (!jwk || format !== 'jwk') throw unsupportedFormat('import', name, format);
  checkJwk(data, 'oct', extractable, usages, use);
  if (data.k === undefined) throw invalidKeyData();
  return { handle: secretHandle(fromBase64Url(data.k)), jwk: data };
}

/**
 * @param {string} format
 * @param {import('./key').Slots} slots
 * @param {boolean} raw whether 'raw' is a format of it
 * @param {string | undefined} alg of its JSON Web Key
 * @returns {ArrayBuffer | object}
 * @throws {DOMException} NotSupportedError
 */
function exportSecret(format, slots, raw, alg) {
  const { handle, algorithm: { name } } = slots;
  if (format === 'raw-secret' || (raw && format === 'raw')) return handle.exportSecret();
  if (format === 'jwk') return makeJwk(slots, alg, { kty: 'oct', k: toBase64Url(handle.exportSecret()) });
  throw unsupportedFormat('export', `${name} secret key`, format);
}

/**
 * A key whose length in bits need not be one of whole bytes.
 * @param {object} handle
 * @param {number | undefined} length that is asked for, in bits
 * @returns {{ handle: object, length: number }}
 * @throws {DOMException} DataError
 */
function withLength(handle, length) {
  const bits = handle.secretSize() * 8;
  if (length === undefined || length === bits) return { handle, length: bits };
  if (length > bits || length <= bits - 8) throw exception('DataError', 'Invalid key length');
  const bytes = new Uint8Array(handle.exportSecret());
  keepBits(bytes, length);
  return { handle: secretHandle(bytes), length };
}

module.exports = { exportSecret, generateSecret, readSecret, secretHandle, withLength };
