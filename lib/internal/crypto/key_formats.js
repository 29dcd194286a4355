// How keys are read from and written to PEM, DER, JSON Web Keys and raw bytes: the options, and what they allow.
// https://nodejs.org/api/crypto.html#key-formats
'use strict';
const {
  codes: {
    ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS, ERR_CRYPTO_INVALID_CURVE, ERR_CRYPTO_INVALID_JWK,
    ERR_CRYPTO_JWK_UNSUPPORTED_CURVE, ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE, ERR_CRYPTO_UNKNOWN_CIPHER,
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_PASSPHRASE,
  },
} = require('internal/errors');
const { validateObject, validateOneOf, validateString } = require('internal/validators');
const { toBytes } = require('internal/crypto/inputs');
const { isAnyArrayBuffer } = binding('buffer');
const native = binding('crypto');

const { isView } = ArrayBuffer;

/** The kinds of keys; see src/bindings/crypto/key_handle.h. */
const SECRET = 0;
const PUBLIC = 1;
const PRIVATE = 2;

const byteTypes = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
const derTypes = ['pkcs1', 'spki', 'pkcs8', 'sec1'];
const okpCurves = { '__proto__': null, 'Ed25519': 'ed25519', 'Ed448': 'ed448', 'X25519': 'x25519', 'X448': 'x448' };
/** Asymmetric types, and whether there are raw keys of them. */
const rawTypes = new Map([
  ['ec', true], ['ed25519', true], ['ed448', true], ['x25519', true], ['x448', true],
  ['rsa', false], ['rsa-pss', false], ['dsa', false], ['dh', false],
]);
const rsaNumbers = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];

function isBytes(value) {
  return isView(value) || isAnyArrayBuffer(value);
}

function reworded(error, message) {
  error.message = message;
  return error;
}

function incompatible() {
  return reworded(new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS('', ''),
                  'The selected key encoding is incompatible with the key type');
}

function invalidData() {
  return reworded(new ERR_INVALID_ARG_VALUE('key', undefined), 'Invalid key data');
}

function invalidJwk(message) {
  return reworded(new ERR_CRYPTO_INVALID_JWK(), message);
}

// Reading

function fromBase64Url(text) {
  return require('buffer').Buffer.from(text, 'base64url');
}

function haveText(jwk, names) {
  for (let i = 0; i < names.length; i++) {
    if (typeof jwk[names[i]] !== 'string') return false;
  }
  return true;
}

function requirePrivate(want) {
  if (want === PRIVATE) throw invalidJwk('JWK does not contain private key material');
}

/**
 * Fills a handle from a JSON Web Key. RFC 7517, 7518, 8037.
 * @param {object} handle a new native KeyHandle
 * @param {object} jwk
 * @param {1 | 2} want PUBLIC or PRIVATE
 * @returns {object} handle
 * @throws {TypeError} ERR_CRYPTO_INVALID_JWK, ERR_CRYPTO_INVALID_CURVE
 */
function readJwk(handle, jwk, want) {
  const { kty } = jwk;
  if (typeof kty !== 'string') throw invalidJwk('Invalid JWK format');
  const hasPrivate = jwk.d !== undefined;
  switch (kty) {
    case 'RSA': {
      const names = hasPrivate ? rsaNumbers : ['n', 'e'];
      if (!haveText(jwk, names)) throw invalidJwk('Invalid JWK RSA key');
      if (!hasPrivate) requirePrivate(want);
      const numbers = (want === PRIVATE ? names : ['n', 'e']).map((name) => fromBase64Url(jwk[name]));
      if (!handle.readRsaJwk(want, numbers)) throw invalidJwk('Invalid JWK RSA key');
      return handle;
    }
    case 'EC': {
      if (!haveText(jwk, hasPrivate ? ['crv', 'x', 'y', 'd'] : ['crv', 'x', 'y'])) {
        throw invalidJwk('Invalid JWK EC key');
      }
      if (!native.hasCurve(jwk.crv)) throw new ERR_CRYPTO_INVALID_CURVE();
      if (!handle.readEcJwk(hasPrivate ? want : PUBLIC, jwk.crv, fromBase64Url(jwk.x), fromBase64Url(jwk.y),
                            want === PRIVATE && hasPrivate ? fromBase64Url(jwk.d) : undefined)) {
        throw invalidJwk('Invalid JWK EC key');
      }
      if (!hasPrivate) requirePrivate(want);
      return handle;
    }
    case 'OKP': {
      if (!haveText(jwk, hasPrivate ? ['crv', 'x', 'd'] : ['crv', 'x']) || okpCurves[jwk.crv] === undefined) {
        throw invalidJwk('Invalid JWK OKP key');
      }
      const usesPrivate = want === PRIVATE && hasPrivate;
      if (!handle.readRaw(usesPrivate ? PRIVATE : PUBLIC, usesPrivate, okpCurves[jwk.crv], '',
                          fromBase64Url(usesPrivate ? jwk.d : jwk.x))) {
        throw invalidJwk('Invalid JWK OKP key');
      }
      if (!hasPrivate) requirePrivate(want);
      return handle;
    }
    default:
      throw invalidJwk(`${kty} is not a supported JWK key type`);
  }
}

/**
 * Fills a handle from raw bytes.
 * @param {object} handle a new native KeyHandle
 * @param {object} options key, format, asymmetricKeyType, namedCurve
 * @param {1 | 2} want PUBLIC or PRIVATE
 * @param {string} name of the options, for errors
 * @returns {object} handle
 */
function readRaw(handle, options, want, name) {
  const { key, format, asymmetricKeyType, namedCurve } = options;
  if (!isBytes(key)) throw new ERR_INVALID_ARG_TYPE(`${name}.key`, byteTypes, key);
  validateString(asymmetricKeyType, `${name}.asymmetricKeyType`);
  const hasRaw = rawTypes.get(asymmetricKeyType);
  if (hasRaw === undefined) {
    throw reworded(new ERR_INVALID_ARG_VALUE('asymmetricKeyType', asymmetricKeyType),
                   `Invalid asymmetricKeyType: ${asymmetricKeyType}`);
  }
  if (asymmetricKeyType === 'ec') validateString(namedCurve, `${name}.namedCurve`);
  if (!hasRaw || format === 'raw-seed') throw incompatible();
  if (asymmetricKeyType === 'ec' && !native.hasCurve(namedCurve)) throw new ERR_CRYPTO_INVALID_CURVE();
  if (!handle.readRaw(want, format === 'raw-private', asymmetricKeyType, namedCurve ?? '', key)) throw invalidData();
  return handle;
}

/**
 * Fills a handle from PEM or DER, or from what `options` describes.
 * @param {object} handle a new native KeyHandle
 * @param {object} options https://nodejs.org/api/crypto.html#cryptocreateprivatekeykey
 * @param {1 | 2} want PUBLIC or PRIVATE
 * @param {string} name of the options, for errors
 * @param {string[]} types that options.key may be of, for errors
 * @returns {object} handle
 */
function readKey(handle, options, want, name, types) {
  const { key, format = 'pem', type, passphrase, encoding } = options;
  if (format === 'jwk') {
    validateObject(key, `${name}.key`);
    return readJwk(handle, key, want);
  }
  if (format === 'raw-private' || format === 'raw-seed' || (format === 'raw-public' && want === PUBLIC)) {
    return readRaw(handle, options, want, name);
  }
  if (typeof key !== 'string' && !isBytes(key)) throw new ERR_INVALID_ARG_TYPE(`${name}.key`, types, key);
  if (format !== 'pem' && format !== 'der') throw new ERR_INVALID_ARG_VALUE(`${name}.format`, format);
  if ((format === 'der' || type !== undefined) &&
      (!derTypes.includes(type) || (want === PRIVATE && type === 'spki'))) {
    throw new ERR_INVALID_ARG_VALUE(`${name}.type`, type);
  }
  const secret = passphraseBytes(passphrase, encoding, name);
  const bytes = toBytes(key, `${name}.key`, encoding);
  const isRead = format === 'pem' ? handle.readPem(bytes, want, secret) : handle.readDer(bytes, type, want, secret);
  if (!isRead) throw new ERR_MISSING_PASSPHRASE();
  return handle;
}

function passphraseBytes(passphrase, encoding, name) {
  if (passphrase === undefined) return undefined;
  if (typeof passphrase !== 'string' && !isBytes(passphrase)) {
    throw new ERR_INVALID_ARG_VALUE(`${name}.passphrase`, passphrase);
  }
  return toBytes(passphrase, `${name}.passphrase`, encoding);
}

/**
 * Fills a handle from an OpenSSL STORE.
 * @param {object} handle a new native KeyHandle
 * @param {URL} url
 * @param {{ passphrase?: string | ArrayBufferView, encoding?: string, properties?: string }} options
 * @param {string} name of the options, for errors
 * @returns {object} handle
 */
function readStore(handle, url, options, name) {
  const { passphrase, encoding, properties } = options;
  if (properties !== undefined) validateString(properties, `${name}.properties`);
  handle.readStore(url.href, passphraseBytes(passphrase, encoding, name), properties);
  return handle;
}

// Writing

/**
 * Checks how a key is to be written.
 * @param {object} options https://nodejs.org/api/crypto.html#keyobjectexportoptions
 * @param {1 | 2} kind PUBLIC or PRIVATE
 * @param {string | undefined} keyType 'rsa', ...
 * @param {string} name of the options, for errors
 * @returns {{ format: string, type?: string, cipher?: string, passphrase?: ArrayBufferView | ArrayBuffer }}
 */
function checkEncoding(options, kind, keyType, name) {
  const { format, type, cipher, passphrase, encoding } = options;
  const isRaw = kind === PUBLIC ? format === 'raw-public' : format === 'raw-private' || format === 'raw-seed';
  if (format === 'jwk' || isRaw) {
    if (kind === PRIVATE && passphrase !== undefined) {
      throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(format, 'does not support encryption');
    }
    if (isRaw) {
      if (!rawTypes.get(keyType) || format === 'raw-seed') throw incompatible();
      if (keyType === 'ec' && kind === PUBLIC && type !== undefined) {
        validateOneOf(type, `${name}.type`, ['compressed', 'uncompressed']);
      }
    }
    return { format, type };
  }
  if (format !== 'pem' && format !== 'der') throw new ERR_INVALID_ARG_VALUE(`${name}.format`, format);
  if (!derTypes.includes(type) || (kind === PUBLIC ? type === 'pkcs8' || type === 'sec1' : type === 'spki')) {
    throw new ERR_INVALID_ARG_VALUE(`${name}.type`, type);
  }
  if (type === 'pkcs1' && keyType !== 'rsa') {
    throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'can only be used for RSA keys');
  }
  if (type === 'sec1' && keyType !== 'ec') {
    throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'can only be used for EC keys');
  }
  let secret;
  const encrypts = kind === PRIVATE && cipher !== undefined && cipher !== null;
  if (encrypts) {
    if (typeof cipher !== 'string') throw new ERR_INVALID_ARG_VALUE(`${name}.cipher`, cipher);
    if (format === 'der' && type !== 'pkcs8') {
      throw new ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS(type, 'does not support encryption');
    }
    if (typeof passphrase !== 'string' && !isBytes(passphrase)) {
      throw new ERR_INVALID_ARG_VALUE(`${name}.passphrase`, passphrase);
    }
    secret = toBytes(passphrase, `${name}.passphrase`, encoding);
  } else if (kind === PRIVATE && passphrase !== undefined) {
    throw new ERR_INVALID_ARG_VALUE(`${name}.cipher`, cipher, 'is required when a passphrase is specified');
  }
  return { format, type, cipher: encrypts ? cipher : undefined, passphrase: secret };
}

function toBase64Url(memory) {
  return require('buffer').Buffer.from(memory).toString('base64url');
}

/**
 * A key as a JSON Web Key.
 * @param {object} handle
 * @returns {object}
 * @throws {Error} ERR_CRYPTO_JWK_UNSUPPORTED_CURVE, ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE
 */
function writeJwk(handle) {
  if (handle.kind() === SECRET) return { kty: 'oct', k: toBase64Url(handle.exportSecret()) };
  const parts = handle.exportJwk();
  if (parts === false) throw new ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE();
  if (typeof parts === 'string') throw new ERR_CRYPTO_JWK_UNSUPPORTED_CURVE(parts);
  const jwk = { kty: parts[0] };
  switch (parts[0]) {
    case 'RSA':
      for (let i = 1; i < parts.length; i++) jwk[rsaNumbers[i - 1]] = toBase64Url(parts[i]);
      break;
    case 'EC':
      jwk.x = toBase64Url(parts[2]);
      jwk.y = toBase64Url(parts[3]);
      jwk.crv = parts[1];
      if (parts.length === 5) jwk.d = toBase64Url(parts[4]);
      break;
    default:
      jwk.crv = parts[1];
      jwk.x = toBase64Url(parts[2]);
      if (parts.length === 4) jwk.d = toBase64Url(parts[3]);
  }
  return jwk;
}

/**
 * A public or private key, written as checkEncoding has approved.
 * @param {object} handle
 * @param {{ format: string, type?: string, cipher?: string, passphrase?: ArrayBufferView | ArrayBuffer }} encoding
 * @returns {string | Buffer | object}
 * @throws {Error} ERR_CRYPTO_UNKNOWN_CIPHER, OpenSSL's error
 */
function writeKey(handle, encoding) {
  const { format, type, cipher, passphrase } = encoding;
  if (format === 'jwk') return writeJwk(handle);
  let out;
  if (format === 'raw-public' && handle.type() === 'ec') out = handle.exportPoint(type === 'compressed');
  else if (format === 'raw-public' || format === 'raw-private') out = handle.exportRaw();
  else if (format === 'pem') out = handle.exportPem(type, cipher, passphrase);
  else out = handle.exportDer(type, cipher, passphrase);
  if (out === false) throw cipher === undefined ? incompatible() : new ERR_CRYPTO_UNKNOWN_CIPHER();
  return typeof out === 'string' ? out : require('buffer').Buffer.from(out);
}

module.exports = {
  SECRET, PUBLIC, PRIVATE, checkEncoding, isBytes, readJwk, readKey, readRaw, readStore, writeJwk, writeKey,
};
