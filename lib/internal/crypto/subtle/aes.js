// AES in its modes, and ChaCha20-Poly1305. https://w3c.github.io/webcrypto/#aes-ctr and following,
// https://wicg.github.io/webcrypto-modern-algos/#chacha20-poly1305
// What is exported is described by Family in registry.js.
'use strict';
const { codes: { ERR_CRYPTO_INVALID_IV } } = require('internal/errors');
const { exception, operationFailed } = require('internal/crypto/subtle/errors');
const {
  BRIEF, INSTANT, LONG, checkUsages, noUsageOfNew, noUsageOfSecret, requireUsages, run,
} = require('internal/crypto/subtle/jobs');
const { checkAlg } = require('internal/crypto/subtle/jwk');
const { makeCryptoKey } = require('internal/crypto/subtle/key');
const { exportSecret, generateSecret, readSecret } = require('internal/crypto/subtle/secret');
const { byteLengthOf } = require('internal/crypto/subtle/webidl');
const native = binding('crypto');

/** How long it takes to encrypt so many bytes. */
function duration(size) {
  return size <= 32768 ? INSTANT : size <= 131072 ? BRIEF : LONG;
}

const chacha = 'ChaCha20-Poly1305';
const cipherUsages = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const wrapUsages = ['wrapKey', 'unwrapKey'];
/** Registered by a standard that knows 'raw-secret' alone. */
const withoutRaw = ['AES-OCB', chacha];

function usagesOf(name) {
  return name === 'AES-KW' ? wrapUsages : cipherUsages;
}

function keyAlgorithm(name, length) {
  return name === chacha ? { name } : { name, length };
}

/** As JSON Web Keys name it; the mode is the end of the algorithm's name. */
function jwkAlg(name, length) {
  return name === chacha ? 'C20P' : `A${length}${name.slice(4)}`;
}

function generateKey({ name, length }, extractable, usages, done) {
  checkUsages(usages, usagesOf(name), name);
  requireUsages(usages, noUsageOfNew);
  generateSecret(length ?? 256, keyAlgorithm(name, length), extractable, usages, done);
}

function importKey(format, data, { name }, extractable, usages) {
  checkUsagesOfImport(format, usages, name);
  const { handle, jwk } = readSecret(format, data, {
    name, raw: !withoutRaw.includes(name), extractable, usages, use: 'enc',
  });
  if (format === 'jwk') checkUsages(usages, usagesOf(name), name);
  const length = handle.secretSize() * 8;
  if (name === chacha ? length !== 256 : length !== 128 && length !== 192 && length !== 256) {
    throw exception('DataError', 'Invalid key length');
  }
  if (jwk !== undefined) checkAlg(jwk, jwkAlg(name, length));
  requireUsages(usages, noUsageOfSecret);
  return makeCryptoKey('secret', handle, keyAlgorithm(name, length), extractable, usages);
}

/** A JSON Web Key's own members are checked before. */
function checkUsagesOfImport(format, usages, name) {
  if (format !== 'jwk') checkUsages(usages, usagesOf(name), name);
}

function exportKey(format, slots) {
  const { algorithm: { name, length } } = slots;
  return exportSecret(format, slots, !withoutRaw.includes(name), jwkAlg(name, length));
}

function keyLength({ length = 256 }) {
  return length;
}

/** OpenSSL's names of the modes. */
const modes = {
  '__proto__': null, 'AES-CBC': 'cbc', 'AES-CTR': 'ctr', 'AES-GCM': 'gcm', 'AES-OCB': 'ocb', 'AES-KW': 'wrap',
};

/**
 * Encrypts or decrypts, or wraps or unwraps.
 * @param {boolean} encrypting
 * @param {object} algorithm normalized
 * @param {import('./key').Slots} slots
 * @param {ArrayBuffer | ArrayBufferView} data
 * @param {import('./jobs').Done} done gets an ArrayBuffer
 */
function crypt(encrypting, algorithm, { handle, algorithm: { length } }, data, done) {
  const { name, iv, counter, additionalData, tagLength = 128 } = algorithm;
  if (iv !== undefined && byteLengthOf(iv) === 0) throw operationFailed(new ERR_CRYPTO_INVALID_IV());
  const cipher = name === chacha ? 'chacha20-poly1305'
    : name === 'AES-KW' ? `aes${length}-wrap` : `aes-${length}-${modes[name]}`;
  const tagBytes = name === 'AES-GCM' || name === 'AES-OCB' || name === chacha ? tagLength / 8 : 0;
  const counterLength = name === 'AES-CTR' ? algorithm.length : 0;
  run('CIPHERREQUEST', duration(byteLengthOf(data)), done, (callback) =>
    native.subtleCipher(encrypting, cipher, handle, iv ?? counter, additionalData, tagBytes, counterLength, data,
                        callback));
}

module.exports = { crypt, exportKey, generateKey, importKey, keyLength };
