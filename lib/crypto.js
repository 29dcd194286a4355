// node:crypto. https://nodejs.org/api/crypto.html
'use strict';
const {
  Cipheriv, Decipheriv, createCipheriv, createDecipheriv, getCipherInfo, getCiphers,
} = require('internal/crypto/cipher');
const { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } = require('internal/crypto/derive');
const { Hash, Hmac, createHash, createHmac, getHashes, hash } = require('internal/crypto/hash');
const {
  DiffieHellman, DiffieHellmanGroup, ECDH, createDiffieHellman, createDiffieHellmanGroup, createECDH, decapsulate,
  diffieHellman, encapsulate, getCurves,
} = require('internal/crypto/exchange');
const { generateKey, generateKeyPair, generateKeyPairSync, generateKeySync } = require('internal/crypto/keygen');
const { KeyObject, createPrivateKey, createPublicKey, createSecretKey } = require('internal/crypto/keys');
const { checkPrime, checkPrimeSync, generatePrime, generatePrimeSync } = require('internal/crypto/prime');
const {
  randomBytes, randomFill, randomFillSync, randomInt, randomUUID, randomUUIDv7, timingSafeEqual,
} = require('internal/crypto/random');
const { privateDecrypt, privateEncrypt, publicDecrypt, publicEncrypt } = require('internal/crypto/rsa_cipher');
const { Sign, Verify, createSign, createVerify, sign, verify } = require('internal/crypto/sign');
const { Certificate } = require('internal/crypto/spkac');
const { X509Certificate } = require('internal/crypto/x509');
const { coreCipherList, defaultCipherList } = require('internal/tls/ciphers');
const native = binding('crypto');

// Before anything that is secret is made.
require('internal/crypto/secure_heap').sizes();

const constants = { __proto__: null };
const names = Object.keys(native);
for (let i = 0; i < names.length; i++) {
  if (names[i].startsWith('constant:')) constants[names[i].slice(9)] = native[names[i]];
}
constants.defaultCoreCipherList = coreCipherList;
constants.defaultCipherList = defaultCipherList();

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

/** This OpenSSL has none. @throws {Error} ERR_CRYPTO_ARGON2_NOT_SUPPORTED */
function argon2(_algorithm, _parameters, _callback) {
  throw new (require('internal/errors').codes.ERR_CRYPTO_ARGON2_NOT_SUPPORTED)();
}

/** This OpenSSL has none. @throws {Error} ERR_CRYPTO_ARGON2_NOT_SUPPORTED */
function argon2Sync(_algorithm, _parameters) {
  throw new (require('internal/errors').codes.ERR_CRYPTO_ARGON2_NOT_SUPPORTED)();
}

/**
 * Lets an engine of OpenSSL's serve some or all of its functions.
 * @param {string} id or the path of a shared library
 * @param {number} [flags] constants.ENGINE_METHOD_*
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {Error} ERR_CRYPTO_ENGINE_UNKNOWN
 */
function setEngine(id, flags = constants.ENGINE_METHOD_ALL) {
  const { validateNumber, validateString } = require('internal/validators');
  validateString(id, 'id');
  if (flags) validateNumber(flags, 'flags');
  if (!native.setEngine(id, flags >>> 0)) {
    throw new (require('internal/errors').codes.ERR_CRYPTO_ENGINE_UNKNOWN)(id);
  }
}

/** @returns {{ total: number, used: number, utilization: number, min: number }} of the heap of --secure-heap, in bytes */
function secureHeapUsed() {
  const { 0: total, 1: min } = require('internal/crypto/secure_heap').sizes();
  const used = native.secureHeapUsed();
  return { total, used, utilization: used / total, min };
}

const deprecate = (fn, instead) => require('internal/util/deprecate')
  .deprecate(fn, `The crypto.fips is deprecated. Please use crypto.${instead}()`, 'DEP0093');

/** The older way to ask for it and to set it. */
const readFips = deprecate(() => getFips(), 'getFips');
const writeFips = deprecate((value) => setFips(value), 'setFips');

function webcrypto() {
  return require('internal/crypto/webcrypto').crypto;
}

module.exports = {
  argon2,
  argon2Sync,
  checkPrime,
  checkPrimeSync,
  createCipheriv,
  createDecipheriv,
  createDiffieHellman,
  createDiffieHellmanGroup,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  createSign,
  createVerify,
  diffieHellman,
  generateKey,
  generateKeyPair,
  generateKeyPairSync,
  generateKeySync,
  generatePrime,
  generatePrimeSync,
  getCiphers,
  getCipherInfo,
  getCurves,
  getDiffieHellman: createDiffieHellmanGroup,
  getHashes,
  hkdf,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  scrypt,
  scryptSync,
  secureHeapUsed,
  setEngine,
  sign,
  timingSafeEqual,
  hash,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  randomUUIDv7,
  verify,
  encapsulate,
  decapsulate,
  Certificate,
  Cipheriv,
  Decipheriv,
  DiffieHellman,
  DiffieHellmanGroup,
  ECDH,
  Hash,
  Hmac,
  KeyObject,
  Sign,
  Verify,
  X509Certificate,
  getRandomValues,
  getFips,
  setFips,
};

Object.defineProperties(module.exports, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: Object.freeze(constants) },
  webcrypto: { __proto__: null, configurable: false, enumerable: true, get: webcrypto },
  subtle: { __proto__: null, configurable: false, enumerable: true, get: () => webcrypto().subtle },
  fips: { __proto__: null, configurable: true, enumerable: false, get: readFips, set: writeFips },
  // The older names of randomBytes.
  prng: { __proto__: null, configurable: true, enumerable: false, writable: true, value: randomBytes },
  pseudoRandomBytes: { __proto__: null, configurable: true, enumerable: false, writable: true, value: randomBytes },
  rng: { __proto__: null, configurable: true, enumerable: false, writable: true, value: randomBytes },
});
