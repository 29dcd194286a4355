// PBKDF2, scrypt and HKDF. https://nodejs.org/api/crypto.html#cryptopbkdf2password-salt-iterations-keylen-digest-callback
'use strict';
const {
  codes: {
    ERR_CRYPTO_INVALID_DIGEST, ERR_CRYPTO_INVALID_KEYLEN, ERR_CRYPTO_INVALID_SCRYPT_PARAMS,
    ERR_INCOMPATIBLE_OPTION_PAIR, ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const {
  validateFunction, validateInt32, validateInteger, validateString, validateUint32,
} = require('internal/validators');
const { toBytes } = require('internal/crypto/inputs');
const { secretBytes } = require('internal/crypto/keys');
const { isNativeError } = binding('types');
const native = binding('crypto');
const { asResource } = require('internal/async/hooks');

/** Hands a result to a callback, or returns it. */
function settle(result, wrap) {
  if (isNativeError(result)) throw result;
  return wrap(result);
}

function delivery(type, callback, wrap) {
  return asResource(type, (result) => {
    if (isNativeError(result)) callback(result);
    else callback(null, wrap(result));
  });
}

function toBuffer(memory) {
  return require('buffer').Buffer.from(memory);
}

// `+ 0` turns -0, which is no unsigned number to C++, into 0.

function startPbkdf2(password, salt, iterations, keylen, digest, callback) {
  validateString(digest, 'digest');
  password = toBytes(password, 'password');
  salt = toBytes(salt, 'salt');
  validateInt32(iterations, 'iterations', 1);
  validateInt32(keylen, 'keylen', 0);
  const result = native.pbkdf2(digest, password, salt, iterations, keylen + 0,
                               callback === undefined ? undefined : delivery('PBKDF2REQUEST', callback, toBuffer));
  if (result === false) throw new ERR_CRYPTO_INVALID_DIGEST(digest);
  return result;
}

/**
 * @param {string | ArrayBuffer | ArrayBufferView} password
 * @param {string | ArrayBuffer | ArrayBufferView} salt
 * @param {number} iterations at least 1
 * @param {number} keylen in bytes
 * @param {string} digest one of getHashes
 * @param {(error: Error | null, key?: Buffer) => void} callback
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_CRYPTO_INVALID_DIGEST
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function pbkdf2(password, salt, iterations, keylen, digest, callback) {
  if (typeof digest === 'function') {
    callback = digest;
    digest = undefined;
  }
  validateString(digest, 'digest');
  validateFunction(callback, 'callback');
  startPbkdf2(password, salt, iterations, keylen, digest, callback);
}

/** pbkdf2 without a callback. @returns {Buffer} */
function pbkdf2Sync(password, salt, iterations, keylen, digest) {
  return settle(startPbkdf2(password, salt, iterations, keylen, digest, undefined), toBuffer);
}

const scryptDefaults = { N: 16384, r: 8, p: 1, maxmem: 32 * 1024 * 1024 };
const scryptNames = [['N', 'cost'], ['r', 'blockSize'], ['p', 'parallelization']];

function scryptParameters(options) {
  const parameters = { ...scryptDefaults };
  if (!options) return parameters;
  for (let i = 0; i < scryptNames.length; i++) {
    const { 0: short, 1: long } = scryptNames[i];
    const value = options[short];
    if (value !== undefined) validateUint32(value, short);
    if (options[long] !== undefined) {
      if (value !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR(short, long);
      validateUint32(options[long], long);
    }
    parameters[short] = value ?? options[long] ?? parameters[short];
    if (parameters[short] === 0) parameters[short] = scryptDefaults[short];
  }
  if (options.maxmem !== undefined) {
    validateInteger(options.maxmem, 'maxmem', 0);
    if (options.maxmem !== 0) parameters.maxmem = options.maxmem;
  }
  return parameters;
}

function startScrypt(password, salt, keylen, options, callback) {
  password = toBytes(password, 'password');
  salt = toBytes(salt, 'salt');
  validateInt32(keylen, 'keylen', 0);
  const { N, r, p, maxmem } = scryptParameters(options);
  const result = native.scrypt(password, salt, N, r, p, maxmem, keylen + 0,
                               callback === undefined ? undefined : delivery('SCRYPTREQUEST', callback, toBuffer));
  if (typeof result === 'string') {
    const error = new ERR_CRYPTO_INVALID_SCRYPT_PARAMS();
    if (result !== '' && result.includes('memory limit')) error.message += `: ${result}`;
    throw error;
  }
  return result;
}

/**
 * @param {string | ArrayBuffer | ArrayBufferView} password
 * @param {string | ArrayBuffer | ArrayBufferView} salt
 * @param {number} keylen in bytes
 * @param {{ N?: number, cost?: number, r?: number, blockSize?: number, p?: number, parallelization?: number,
 *   maxmem?: number }} [options]
 * @param {(error: Error | null, key?: Buffer) => void} callback
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INCOMPATIBLE_OPTION_PAIR
 * @throws {RangeError} ERR_OUT_OF_RANGE, ERR_CRYPTO_INVALID_SCRYPT_PARAMS
 */
function scrypt(password, salt, keylen, options, callback) {
  if (callback === undefined) {
    callback = options;
    options = undefined;
  }
  password = toBytes(password, 'password');
  salt = toBytes(salt, 'salt');
  validateInt32(keylen, 'keylen', 0);
  validateFunction(callback, 'callback');
  startScrypt(password, salt, keylen, options, callback);
}

/** scrypt without a callback. @returns {Buffer} */
function scryptSync(password, salt, keylen, options = undefined) {
  return settle(startScrypt(password, salt, keylen, options, undefined), toBuffer);
}

function identity(memory) {
  return memory;
}

const byteTypes = ['string', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer'];

function startHkdf(digest, ikm, salt, info, length, callback) {
  validateString(digest, 'digest');
  ikm = secretBytes(ikm, undefined, 'ikm',
                    ['string', 'SecretKeyObject', 'ArrayBuffer', 'TypedArray', 'DataView', 'Buffer']);
  salt = toBytes(salt, 'salt', undefined, byteTypes);
  info = toBytes(info, 'info', undefined, byteTypes);
  validateInteger(length, 'length', 0);
  if (info.byteLength > 1024) {
    throw new ERR_OUT_OF_RANGE('info', 'must not contain more than 1024 bytes', info.byteLength);
  }
  if (callback !== null) validateFunction(callback, 'callback');
  const result = native.hkdf(digest, ikm, salt, info, length,
                             callback === null ? undefined : delivery('DERIVEBITSREQUEST', callback, identity));
  if (result === false) throw new ERR_CRYPTO_INVALID_DIGEST(digest);
  if (result === true) throw new ERR_CRYPTO_INVALID_KEYLEN();
  return result;
}

/**
 * @param {string} digest one of getHashes
 * @param {string | ArrayBuffer | ArrayBufferView} ikm the key
 * @param {string | ArrayBuffer | ArrayBufferView} salt
 * @param {string | ArrayBuffer | ArrayBufferView} info at most 1024 bytes
 * @param {number} length in bytes, at most 255 digests
 * @param {(error: Error | null, key?: ArrayBuffer) => void} callback
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_CRYPTO_INVALID_DIGEST
 * @throws {RangeError} ERR_OUT_OF_RANGE, ERR_CRYPTO_INVALID_KEYLEN
 */
function hkdf(digest, ikm, salt, info, length, callback) {
  startHkdf(digest, ikm, salt, info, length, callback);
}

/** hkdf without a callback. @returns {ArrayBuffer} */
function hkdfSync(digest, ikm, salt, info, length) {
  return settle(startHkdf(digest, ikm, salt, info, length, null), identity);
}

module.exports = { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
