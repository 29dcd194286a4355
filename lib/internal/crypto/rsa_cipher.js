// Encryption by public keys. https://nodejs.org/api/crypto.html#cryptopublicencryptkey-buffer
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateString } = require('internal/validators');
const { toBytes } = require('internal/crypto/inputs');
const { isBytes } = require('internal/crypto/key_formats');
const { privateHandle, publicHandle } = require('internal/crypto/keys');
const { runJob } = require('internal/crypto/jobs');
const native = binding('crypto');

// RSA_*_PADDING
const PKCS1 = 1;
const OAEP = 4;

const labelTypes = ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];

/** What the native function is to do. */
const PUBLIC_ENCRYPT = 0;
const PRIVATE_DECRYPT = 1;
const PRIVATE_ENCRYPT = 2;
const PUBLIC_DECRYPT = 3;

function invalidDigest() {
  const error = new Error('Invalid digest used');
  error.code = 'ERR_OSSL_EVP_INVALID_DIGEST';
  return error;
}

function transform(operation, defaultPadding, toHandle, name, options, buffer) {
  const handle = toHandle(options, name);
  const { oaepHash, encoding } = options;
  let { oaepLabel } = options;
  const padding = options.padding || defaultPadding;
  if (oaepHash !== undefined) validateString(oaepHash, 'key.oaepHash');
  if (oaepLabel !== undefined) {
    if (typeof oaepLabel !== 'string' && !isBytes(oaepLabel)) {
      throw new ERR_INVALID_ARG_TYPE('key.oaepLabel', labelTypes, oaepLabel);
    }
    oaepLabel = toBytes(oaepLabel, 'key.oaepLabel', encoding);
  }
  const bytes = toBytes(buffer, 'buffer', encoding);
  const memory = runJob('', undefined, () => {
    const isOaep = padding >> 0 === OAEP;
    const outcome = native.rsaCipher(operation, handle, bytes, padding >> 0, isOaep ? oaepHash : undefined,
                                     isOaep ? oaepLabel : undefined, undefined);
    if (outcome === false) throw invalidDigest();
    if (outcome === true) {
      throw new ERR_INVALID_ARG_VALUE('options.padding', padding,
                                      'is no longer supported for private decryption');
    }
    return outcome;
  });
  return require('buffer').Buffer.from(memory);
}

/**
 * @param {unknown} options a public or private key: KeyObject, CryptoKey, PEM, or an object with `key`, `padding`,
 *   `oaepHash`, `oaepLabel`, `encoding`
 * @param {string | ArrayBuffer | ArrayBufferView} buffer
 * @returns {Buffer}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE
 * @throws {Error} OpenSSL's
 */
function publicEncrypt(options, buffer) {
  return transform(PUBLIC_ENCRYPT, OAEP, publicHandle, 'key', options, buffer);
}

/** What privateEncrypt has made, by the public key. See publicEncrypt. @returns {Buffer} */
function publicDecrypt(options, buffer) {
  return transform(PUBLIC_DECRYPT, PKCS1, publicHandle, 'key', options, buffer);
}

/** See publicEncrypt; URLs are allowed as keys. @returns {Buffer} */
function privateEncrypt(options, buffer) {
  return transform(PRIVATE_ENCRYPT, PKCS1, privateHandle, 'privateKey', options, buffer);
}

/**
 * What publicEncrypt has made, by the private key. See publicEncrypt; URLs are allowed as keys.
 * @returns {Buffer}
 * @throws {TypeError} ERR_INVALID_ARG_VALUE for RSA_PKCS1_PADDING where OpenSSL tells wrong padding from right
 */
function privateDecrypt(options, buffer) {
  return transform(PRIVATE_DECRYPT, OAEP, privateHandle, 'privateKey', options, buffer);
}

module.exports = { privateDecrypt, privateEncrypt, publicDecrypt, publicEncrypt };
