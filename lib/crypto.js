// node:crypto. https://nodejs.org/api/crypto.html
'use strict';
const {
  Cipheriv, Decipheriv, createCipheriv, createDecipheriv, getCipherInfo, getCiphers,
} = require('internal/crypto/cipher');
const { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } = require('internal/crypto/derive');
const { Hash, Hmac, createHash, createHmac, getHashes, hash } = require('internal/crypto/hash');
const { generateKey, generateKeyPair, generateKeyPairSync, generateKeySync } = require('internal/crypto/keygen');
const { KeyObject, createPrivateKey, createPublicKey, createSecretKey } = require('internal/crypto/keys');
const { checkPrime, checkPrimeSync, generatePrime, generatePrimeSync } = require('internal/crypto/prime');
const {
  randomBytes, randomFill, randomFillSync, randomInt, randomUUID, timingSafeEqual,
} = require('internal/crypto/random');
const native = binding('crypto');

const defaultCipherList =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256:' +
  'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384:' +
  'DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:' +
  'DHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA256:HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:' +
  '!MD5:!PSK:!SRP:!CAMELLIA';

const constants = { __proto__: null };
const names = Object.keys(native);
for (let i = 0; i < names.length; i++) {
  if (names[i].startsWith('constant:')) constants[names[i].slice(9)] = native[names[i]];
}
constants.defaultCoreCipherList = defaultCipherList;
constants.defaultCipherList = defaultCipherList;

/**
 * Fills an array of integers with random values; Web Crypto's function.
 * @param {TypedArray} array at most 65,536 bytes
 * @returns {TypedArray} array
 * @throws {DOMException} TypeMismatchError, QuotaExceededError
 */
function getRandomValues(array) {
  return webcrypto().getRandomValues(array);
}

/** @returns {0 | 1} whether only FIPS-approved algorithms are used */
function getFips() {
  return native.getFips() ? 1 : 0;
}

/**
 * @param {boolean} enable
 * @throws {Error} where OpenSSL has no FIPS provider
 */
function setFips(enable) {
  if (!native.setFips(Boolean(enable))) {
    const { codes: { ERR_CRYPTO_FIPS_UNAVAILABLE } } = require('internal/errors');
    throw new ERR_CRYPTO_FIPS_UNAVAILABLE();
  }
}

function webcrypto() {
  return require('internal/crypto/webcrypto').crypto;
}

module.exports = {
  checkPrime,
  checkPrimeSync,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKey,
  generateKeyPair,
  generateKeyPairSync,
  generateKeySync,
  generatePrime,
  generatePrimeSync,
  getCiphers,
  getCipherInfo,
  getHashes,
  hkdf,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  scrypt,
  scryptSync,
  timingSafeEqual,
  hash,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  Cipheriv,
  Decipheriv,
  Hash,
  Hmac,
  KeyObject,
  getRandomValues,
  getFips,
  setFips,
};

Object.defineProperties(module.exports, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: Object.freeze(constants) },
  webcrypto: { __proto__: null, configurable: false, enumerable: true, get: webcrypto },
  subtle: { __proto__: null, configurable: false, enumerable: true, get: () => webcrypto().subtle },
  fips: { __proto__: null, configurable: true, enumerable: false, get: getFips, set: setFips },
  // The older names of randomBytes.
  prng: { __proto__: null, configurable: true, enumerable: false, writable: true, value: randomBytes },
  pseudoRandomBytes: { __proto__: null, configurable: true, enumerable: false, writable: true, value: randomBytes },
  rng: { __proto__: null, configurable: true, enumerable: false, writable: true, value: randomBytes },
});
