// HMAC and KMAC. https://w3c.github.io/webcrypto/#hmac, https://wicg.github.io/webcrypto-modern-algos/#kmac
// What is exported is described by Family in registry.js.
'use strict';
const { exception, operationFailed } = require('internal/crypto/subtle/errors');
const { digestDuration, digestName, spongeDuration } = require('internal/crypto/subtle/digest');
const {
  checkUsages, noUsageOfNew, noUsageOfSecret, requireUsages, run,
} = require('internal/crypto/subtle/jobs');
const { checkAlg } = require('internal/crypto/subtle/jwk');
const { makeCryptoKey } = require('internal/crypto/subtle/key');
const { exportSecret, generateSecret, readSecret, withLength } = require('internal/crypto/subtle/secret');
const { byteLengthOf, copyBytes } = require('internal/crypto/subtle/webidl');
const native = binding('crypto');

const macUsages = ['sign', 'verify'];

/** The bits of a digest's block; SHA-3 has none that the standard names. FIPS 198-1. */
const blockBits = { '__proto__': null, 'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024 };
const jwkAlgs = { '__proto__': null, 'SHA-1': 'HS1', 'SHA-256': 'HS256', 'SHA-384': 'HS384', 'SHA-512': 'HS512' };
/** As much as OpenSSL takes. */
const mostCustomization = 512;

function jwkAlg({ name, hash }) {
  return name === 'HMAC' ? jwkAlgs[hash.name] : `K${name.slice(4)}`;
}

/**
 * How long a key is where nobody says.
 * @param {object} algorithm normalized
 * @returns {number} in bits
 * @throws {DOMException} NotSupportedError
 */
function keyLength({ name, hash, length }) {
  if (length !== undefined) return length;
  if (name === 'KMAC128') return 128;
  if (name === 'KMAC256') return 256;
  const bits = blockBits[hash.name];
  if (bits === undefined) throw exception('NotSupportedError', 'Explicit algorithm length member is required');
  return bits;
}

function keyAlgorithm({ name, hash }, length) {
  return name === 'HMAC' ? { name, length, hash } : { name, length };
}

function generateKey(algorithm, extractable, usages, done) {
  const length = keyLength(algorithm);
  checkUsages(usages, macUsages, algorithm.name);
  requireUsages(usages, noUsageOfNew);
  generateSecret(length, keyAlgorithm(algorithm, length), extractable, usages, done);
}

function importKey(format, data, algorithm, extractable, usages) {
  const { name } = algorithm;
  if (format !== 'jwk') checkUsages(usages, macUsages, name);
  const read = readSecret(format, data, { name, raw: name === 'HMAC', extractable, usages, use: 'sig' });
  if (format === 'jwk') {
    checkUsages(usages, macUsages, name);
    checkAlg(data, jwkAlg(algorithm));
  }
  if (name === 'HMAC' && read.handle.secretSize() === 0) {
    throw exception('DataError', 'Zero-length key is not supported');
  }
  const { handle, length } = withLength(read.handle, algorithm.length);
  requireUsages(usages, noUsageOfSecret);
  return makeCryptoKey('secret', handle, keyAlgorithm(algorithm, length), extractable, usages);
}

function exportKey(format, slots) {
  const { algorithm } = slots;
  return exportSecret(format, slots, algorithm.name === 'HMAC', jwkAlg(algorithm));
}

/** @param {import('./jobs').Done} done gets an ArrayBuffer */
function sign(algorithm, { handle, algorithm: { name, hash } }, data, done) {
  const size = byteLengthOf(data);
  if (name === 'HMAC') {
    run('SIGNREQUEST', digestDuration(size), done, (callback) =>
      native.subtleHmac(digestName(hash), handle, data, callback));
    return;
  }
  const { customization, outputLength } = algorithm;
  if (customization !== undefined && byteLengthOf(customization) > mostCustomization) {
    throw operationFailed(new Error('Deriving bits failed'));
  }
  run('SIGNREQUEST', spongeDuration(size, outputLength), done, (callback) =>
    native.subtleKmac(name === 'KMAC128' ? 128 : 256, handle, data, customization, outputLength, callback));
}

/** @param {import('./jobs').Done} done gets a boolean */
function verify(algorithm, slots, signature, data, done) {
  const expected = copyBytes(signature);
  sign(algorithm, slots, data, (error, made) => {
    if (error !== undefined) done(error);
    else done(undefined, byteLengthOf(made) === byteLengthOf(expected) && native.timingSafeEqual(made, expected));
  });
}

module.exports = { exportKey, generateKey, importKey, keyLength, sign, verify };
