// Asymmetric keys: what RSA, ECDSA, ECDH and the curves of RFC 7748 and 8032 have in common.
'use strict';
const { exception, invalidKeyData, operationFailed, unsupportedFormat } = require('internal/crypto/subtle/errors');
const {
  BRIEF, LONG, checkUsages, ending, noUsageOfNew, noUsageOfPrivate, requireUsages, run,
} = require('internal/crypto/subtle/jobs');
const { makeCryptoKey } = require('internal/crypto/subtle/key');
const { byteLengthOf } = require('internal/crypto/subtle/webidl');
const native = binding('crypto');

/** The kinds of keys; see src/bindings/crypto/key_handle.h. */
const PUBLIC = 1;
const PRIVATE = 2;

/** @typedef {{ public: string[], private: string[] }} PairUsages what each half may be used for */

/**
 * Makes a pair on the thread pool.
 * @param {(target: any[]) => void} start calls the native function
 * @param {PairUsages} allowed
 * @param {object} algorithm of the keys
 * @param {boolean} extractable of the private key; the public one always is
 * @param {string[]} usages
 * @param {import('./jobs').Done} done gets { publicKey, privateKey }
 * @throws {DOMException} SyntaxError
 */
function generatePair(start, allowed, algorithm, extractable, usages, done) {
  checkUsages(usages, allowed.public.concat(allowed.private), algorithm.name);
  const privateUsages = usages.filter((usage) => allowed.private.includes(usage));
  requireUsages(privateUsages, noUsageOfNew);
  const publicUsages = usages.filter((usage) => allowed.public.includes(usage));
  const publicHandle = new native.KeyHandle();
  const privateHandle = new native.KeyHandle();
  start([publicHandle, privateHandle, undefined, undefined, ending('KEYPAIRGENREQUEST', (error) => {
    if (error !== undefined) {
      done(error);
      return;
    }
    done(undefined, {
      publicKey: makeCryptoKey('public', publicHandle, algorithm, true, publicUsages),
      privateKey: makeCryptoKey('private', privateHandle, algorithm, extractable, privateUsages),
    });
  })]);
}

/**
 * @param {ArrayBuffer | ArrayBufferView} data
 * @param {'spki' | 'pkcs8'} format
 * @returns {object} a KeyHandle
 * @throws {DOMException} DataError
 */
function readDer(data, format) {
  const handle = new native.KeyHandle();
  let isRead;
  try {
    isRead = handle.readDer(data, format, format === 'spki' ? PUBLIC : PRIVATE, undefined);
  } catch (error) {
    throw invalidKeyData(error);
  }
  // An encrypted key, for which Web Crypto has no passphrase.
  if (!isRead) throw invalidKeyData();
  return handle;
}

/**
 * @param {object} jwk
 * @param {boolean} isPrivate
 * @returns {object} a KeyHandle
 * @throws {DOMException} DataError
 */
function readJwk(jwk, isPrivate) {
  const { readJwk: read } = require('internal/crypto/key_formats');
  const handle = new native.KeyHandle();
  try {
    read(handle, jwk, isPrivate ? PRIVATE : PUBLIC);
  } catch (error) {
    throw invalidKeyData(error);
  }
  return handle;
}

/**
 * @param {ArrayBuffer | ArrayBufferView} data
 * @param {string} type as KeyObjects name it
 * @param {string} curve of 'ec', else empty
 * @returns {object} a KeyHandle with a public key
 * @throws {DOMException} DataError
 */
function readRawPublic(data, type, curve) {
  const handle = new native.KeyHandle();
  if (!handle.readRaw(PUBLIC, false, type, curve, data)) {
    const error = new TypeError('Invalid key data');
    error.code = 'ERR_INVALID_ARG_VALUE';
    throw invalidKeyData(error);
  }
  return handle;
}

/**
 * The handle of what is imported.
 * @param {string} format
 * @param {any} data a KeyHandle of the format 'handle', a JSON Web Key of 'jwk', else bytes
 * @param {string} name of the algorithm
 * @param {PairUsages} allowed
 * @param {string[]} usages
 * @param {() => object} jwk reads a JSON Web Key, and checks the usages
 * @param {{ type: string, curve: string }} [raw] what raw public keys are, where they can be imported
 * @returns {object} a KeyHandle
 * @throws {DOMException} DataError, NotSupportedError, SyntaxError
 */
function readKey(format, data, name, allowed, usages, jwk, raw) {
  switch (format) {
    case 'handle':
      checkUsages(usages, data.kind() === PUBLIC ? allowed.public : allowed.private, name);
      return data;
    case 'spki':
      checkUsages(usages, allowed.public, name);
      return readDer(data, format);
    case 'pkcs8':
      checkUsages(usages, allowed.private, name);
      return readDer(data, format);
    case 'jwk':
      return jwk();
    case 'raw':
    case 'raw-public':
      if (raw === undefined) break;
      checkUsages(usages, allowed.public, name);
      return readRawPublic(data, raw.type, raw.curve);
  }
  throw unsupportedFormat('import', name, format);
}

/**
 * The key of a handle that an import has filled.
 * @param {object} handle
 * @param {object} algorithm
 * @param {boolean} extractable
 * @param {string[]} usages
 * @returns {CryptoKey}
 * @throws {DOMException} SyntaxError
 */
function finishImport(handle, algorithm, extractable, usages) {
  if (handle.kind() === PUBLIC) return makeCryptoKey('public', handle, algorithm, extractable, usages);
  requireUsages(usages, noUsageOfPrivate);
  return makeCryptoKey('private', handle, algorithm, extractable, usages);
}

/** @throws {DOMException} DataError */
function checkType(handle, type) {
  if (handle.type() !== type) throw exception('DataError', 'Invalid key type');
}

/**
 * @param {object} handle
 * @param {'spki' | 'pkcs8'} format
 * @returns {ArrayBuffer}
 * @throws {DOMException} OperationError
 */
function exportDer(handle, format) {
  try {
    return handle.exportDer(format, undefined, undefined);
  } catch (error) {
    throw operationFailed(error);
  }
}

/**
 * The public key of a private one.
 * @param {import('./key').Slots} slots
 * @param {PairUsages} allowed
 * @param {string[]} usages
 * @returns {CryptoKey}
 * @throws {DOMException} SyntaxError
 */
function publicKeyOf({ handle, algorithm }, allowed, usages) {
  checkUsages(usages, allowed.public, algorithm.name);
  const publicHandle = new native.KeyHandle();
  publicHandle.readPublicOf(handle);
  return makeCryptoKey('public', publicHandle, algorithm, true, usages);
}

/**
 * A secret that two keys share.
 * @param {object} algorithm normalized: `public` is the other's key
 * @param {import('./key').Slots} slots of the own one
 * @param {number | null} length in bits, null for all
 * @param {import('./jobs').Done} done gets an ArrayBuffer
 * @throws {DOMException} InvalidAccessError, OperationError
 */
function deriveShared(algorithm, slots, length, done) {
  const { slotsOf } = require('internal/crypto/subtle/key');
  const other = slotsOf(algorithm.public);
  if (slots.type !== 'private') throw exception('InvalidAccessError', 'baseKey must be a private key');
  if (other.type !== 'public') throw exception('InvalidAccessError', 'algorithm.public must be a public key');
  if (other.algorithm.name !== slots.algorithm.name) throw exception('InvalidAccessError', 'key algorithm mismatch');
  if (other.algorithm.namedCurve !== slots.algorithm.namedCurve) {
    throw exception('InvalidAccessError', 'Named curve mismatch');
  }
  const duration = slots.algorithm.name === 'X25519' || slots.algorithm.namedCurve === 'P-256' ? BRIEF : LONG;
  run('DERIVEBITSREQUEST', duration, (error, bits) => {
    if (error !== undefined) {
      done(error);
    } else if (length === null) {
      done(undefined, bits);
    } else if (length > byteLengthOf(bits) * 8) {
      done(exception('OperationError', 'derived bit length is too small'));
    } else {
      const size = Math.ceil(length / 8);
      const cut = new ArrayBuffer(size);
      const from = new Uint8Array(bits);
      const to = new Uint8Array(cut);
      for (let i = 0; i < size; i++) to[i] = from[i];
      if (length % 8 !== 0) to[size - 1] &= 0xFF << (8 - length % 8);
      done(undefined, cut);
    }
  }, (callback) => native.agree(slots.handle, other.handle, callback));
}

module.exports = {
  checkType, deriveShared, exportDer, finishImport, generatePair, publicKeyOf, readJwk, readKey,
};
