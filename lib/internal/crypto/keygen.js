// New keys. https://nodejs.org/api/crypto.html#cryptogeneratekeypairtype-options-callback
'use strict';
const {
  codes: {
    ERR_CRYPTO_INVALID_CURVE, ERR_CRYPTO_INVALID_DIGEST, ERR_CRYPTO_UNKNOWN_CIPHER, ERR_CRYPTO_UNKNOWN_DH_GROUP,
    ERR_INCOMPATIBLE_OPTION_PAIR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_OPTION,
  },
} = require('internal/errors');
const {
  validateFunction, validateInt32, validateInteger, validateObject, validateOneOf, validateString, validateUint32,
} = require('internal/validators');
const { PRIVATE, PUBLIC, checkEncoding, writeKey } = require('internal/crypto/key_formats');
const { makeKeyObject } = require('internal/crypto/keys');
const { runJob } = require('internal/crypto/jobs');
const { findGroup } = require('internal/crypto/dh_groups');
const native = binding('crypto');

const { isView } = ArrayBuffer;
const { KeyHandle } = native;

let hashWarned = false;
let maskHashWarned = false;

function warnOfOldName(old, name) {
  require('process').emitWarning(`"options.${old}" is deprecated, use "options.${name}" instead.`,
                                 'DeprecationWarning', 'DEP0154');
}

function checkDigest(digest, name, words) {
  if (digest === undefined) return;
  validateString(digest, name);
  if (!native.hasDigest(digest)) {
    const error = new ERR_CRYPTO_INVALID_DIGEST(digest);
    error.message = `Invalid ${words}: ${digest}`;
    throw error;
  }
}

/** What a key for RSASSA-PSS is restricted to. */
function pssLimits(options) {
  const { hash, mgf1Hash, saltLength } = options;
  let { hashAlgorithm, mgf1HashAlgorithm } = options;
  if (saltLength !== undefined) validateInt32(saltLength, 'options.saltLength', 0);
  if (hashAlgorithm !== undefined) validateString(hashAlgorithm, 'options.hashAlgorithm');
  if (mgf1HashAlgorithm !== undefined) validateString(mgf1HashAlgorithm, 'options.mgf1HashAlgorithm');
  if (hash !== undefined) {
    if (!hashWarned) warnOfOldName('hash', 'hashAlgorithm');
    hashWarned = true;
    validateString(hash, 'options.hash');
    if (hashAlgorithm !== undefined && hash !== hashAlgorithm) throw new ERR_INVALID_ARG_VALUE('options.hash', hash);
    hashAlgorithm = hash;
  }
  if (mgf1Hash !== undefined) {
    if (!maskHashWarned) warnOfOldName('mgf1Hash', 'mgf1HashAlgorithm');
    maskHashWarned = true;
    validateString(mgf1Hash, 'options.mgf1Hash');
    if (mgf1HashAlgorithm !== undefined && mgf1Hash !== mgf1HashAlgorithm) {
      throw new ERR_INVALID_ARG_VALUE('options.mgf1Hash', mgf1Hash);
    }
    mgf1HashAlgorithm = mgf1Hash;
  }
  checkDigest(hashAlgorithm, 'options.hashAlgorithm', 'digest');
  checkDigest(mgf1HashAlgorithm, 'options.mgf1HashAlgorithm', 'MGF1 digest');
  return [hashAlgorithm, mgf1HashAlgorithm, saltLength === undefined ? undefined : saltLength + 0];
}

function prepareDh(options) {
  validateObject(options, 'options');
  const { group, prime, primeLength, generator } = options;
  if (group !== undefined) {
    if (prime !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR('group', 'prime');
    if (primeLength !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR('group', 'primeLength');
    if (generator !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR('group', 'generator');
    validateString(group, 'options.group');
    const found = findGroup(group);
    if (found === undefined) throw new ERR_CRYPTO_UNKNOWN_DH_GROUP();
    return (target) => native.generateDh(undefined, native.dhGroupPrime(found), 0, 2, target);
  }
  if (prime !== undefined) {
    if (primeLength !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR('prime', 'primeLength');
    if (!isView(prime)) throw new ERR_INVALID_ARG_TYPE('options.prime', ['Buffer', 'TypedArray', 'DataView'], prime);
  } else if (primeLength !== undefined) {
    validateInt32(primeLength, 'options.primeLength', 0);
  } else {
    const error = new ERR_MISSING_OPTION('options.group');
    error.message = 'At least one of the group, prime, or primeLength options is required';
    throw error;
  }
  if (generator !== undefined) validateInt32(generator, 'options.generator', 0);
  return (target) => native.generateDh(undefined, prime, (primeLength ?? 0) + 0, (generator ?? 2) + 0, target);
}

function prepareRsa(options, isPss) {
  validateObject(options, 'options');
  const { modulusLength, publicExponent = 0x10001 } = options;
  validateUint32(modulusLength, 'options.modulusLength');
  validateUint32(publicExponent, 'options.publicExponent');
  const { 0: digest, 1: mask, 2: saltLength } = isPss ? pssLimits(options) : [];
  return (target) =>
    native.generateRsa(modulusLength + 0, publicExponent + 0, isPss, digest, mask, saltLength, target);
}

function preparePlain(type, options) {
  if (options !== undefined) validateObject(options, 'options');
  return (target) => native.generatePlain(type, target);
}

/** By type: checks the options and returns what starts the native job. */
const preparations = {
  '__proto__': null,
  'rsa': (options) => prepareRsa(options, false),
  'rsa-pss': (options) => prepareRsa(options, true),
  'dsa'(options) {
    validateObject(options, 'options');
    const { modulusLength, divisorLength } = options;
    validateUint32(modulusLength, 'options.modulusLength');
    if (divisorLength !== undefined) validateInt32(divisorLength, 'options.divisorLength', 0);
    return (target) => native.generateDsa(modulusLength + 0, divisorLength === undefined ? undefined : divisorLength + 0, target);
  },
  'ec'(options) {
    validateObject(options, 'options');
    const { namedCurve, paramEncoding } = options;
    validateString(namedCurve, 'options.namedCurve');
    if (paramEncoding !== undefined && paramEncoding !== null && paramEncoding !== 'named' &&
        paramEncoding !== 'explicit') {
      throw new ERR_INVALID_ARG_VALUE('options.paramEncoding', paramEncoding);
    }
    return (target) => {
      if (!native.hasCurve(namedCurve)) throw new ERR_CRYPTO_INVALID_CURVE();
      return native.generateEc(namedCurve, paramEncoding === 'explicit', target);
    };
  },
  'ed25519': (options) => preparePlain('ed25519', options),
  'ed448': (options) => preparePlain('ed448', options),
  'x25519': (options) => preparePlain('x25519', options),
  'x448': (options) => preparePlain('x448', options),
  'dh': prepareDh,
};

/** How one of the keys is wanted: undefined for a KeyObject. */
function wantedEncoding(options, kind, type) {
  const name = kind === PUBLIC ? 'publicKeyEncoding' : 'privateKeyEncoding';
  const encoding = options?.[name];
  if (encoding === undefined || encoding === null) return undefined;
  if (typeof encoding !== 'object') throw new ERR_INVALID_ARG_VALUE(`options.${name}`, encoding);
  const checked = checkEncoding(encoding, kind, type, `options.${name}`);
  if (checked.cipher !== undefined && !native.hasCipher(checked.cipher)) throw new ERR_CRYPTO_UNKNOWN_CIPHER();
  return checked;
}

/** PEM and DER are written by the job itself, with their slow key derivation. */
function jobEncoding(encoding) {
  if (encoding?.format !== 'pem' && encoding?.format !== 'der') return undefined;
  return [encoding.type, encoding.format === 'pem', encoding.cipher, encoding.passphrase];
}

function finished(written, handle, encoding) {
  if (encoding === undefined) return makeKeyObject(handle);
  if (written === undefined) return writeKey(handle, encoding);
  return typeof written === 'string' ? written : require('buffer').Buffer.from(written);
}

function startPair(type, options, callback) {
  validateString(type, 'type');
  const prepare = preparations[type];
  if (prepare === undefined) throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  const start = prepare(options);
  const publicEncoding = wantedEncoding(options, PUBLIC, type);
  const privateEncoding = wantedEncoding(options, PRIVATE, type);
  const publicHandle = new KeyHandle();
  const privateHandle = new KeyHandle();
  return runJob('KEYPAIRGENREQUEST', callback, (done) => start([
    publicHandle, privateHandle, jobEncoding(publicEncoding), jobEncoding(privateEncoding), done,
  ]), (written) => ({
    publicKey: finished(written[0], publicHandle, publicEncoding),
    privateKey: finished(written[1], privateHandle, privateEncoding),
  }));
}

/**
 * @param {string} type 'rsa', 'rsa-pss', 'dsa', 'ec', 'ed25519', 'ed448', 'x25519', 'x448' or 'dh'
 * @param {object} [options] https://nodejs.org/api/crypto.html#cryptogeneratekeypairtype-options-callback
 * @param {(error: Error | null, publicKey?: string | Buffer | KeyObject, privateKey?: string | Buffer | KeyObject) => void}
 *   callback
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 * @throws {Error} ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS, ERR_CRYPTO_UNKNOWN_CIPHER, ERR_CRYPTO_UNKNOWN_DH_GROUP
 */
function generateKeyPair(type, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  startPair(type, options, (error, pair) => {
    if (error) callback(error);
    else callback(null, pair.publicKey, pair.privateKey);
  });
}

Object.defineProperty(generateKeyPair, Symbol.for('nodejs.util.promisify.custom'), {
  __proto__: null,
  value: function generateKeyPair(type, options) {
    return new Promise((resolve, reject) => {
      startPair(type, options, (error, pair) => {
        if (error) reject(error);
        else resolve(pair);
      });
    });
  },
});

/**
 * generateKeyPair without a callback.
 * @returns {{ publicKey: string | Buffer | KeyObject, privateKey: string | Buffer | KeyObject }}
 */
function generateKeyPairSync(type, options) {
  return startPair(type, options, undefined);
}

function startSecret(type, options, callback) {
  validateString(type, 'type');
  validateObject(options, 'options');
  const { length } = options;
  switch (type) {
    case 'hmac':
      validateInteger(length, 'options.length', 8, 2147483647);
      break;
    case 'aes':
      validateOneOf(length, 'options.length', [128, 192, 256]);
      break;
    default:
      throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  }
  const handle = new KeyHandle();
  return runJob('SECRETKEYGENREQUEST', callback,
                (done) => native.generateSecret(handle, Math.floor(length / 8), done), () => makeKeyObject(handle));
}

/**
 * @param {'hmac' | 'aes'} type
 * @param {{ length: number }} options length in bits
 * @param {(error: Error | null, key?: KeyObject) => void} callback
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function generateKey(type, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  startSecret(type, options, callback);
}

/** generateKey without a callback. @returns {KeyObject} */
function generateKeySync(type, options) {
  return startSecret(type, options, undefined);
}

module.exports = { generateKey, generateKeyPair, generateKeyPairSync, generateKeySync };
