// KeyObject, and keys as functions of crypto take them. https://nodejs.org/api/crypto.html#class-keyobject
//
// A KeyObject and a CryptoKey each hold a native KeyHandle (src/bindings/crypto/key_handle.h), which tells what a handle
// can do. To give keys to native code: `privateHandle`, `publicHandle` and `secretHandle` turn whatever a program has
// passed into a handle. What makes keys does `const handle = new native.KeyHandle()`, has it filled (by a read method, or by
// a job of the thread pool that takes it: native.generateKeyPair), and wraps it: `makeKeyObject(handle)`.
//
// The module of CryptoKey tells `setCryptoKeys` how to get from one to the other.
'use strict';
const {
  codes: {
    ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS,
    ERR_MISSING_PASSPHRASE,
  },
} = require('internal/errors');
const { validateObject, validateOneOf } = require('internal/validators');
const { toBytes } = require('internal/crypto/inputs');
const { cloneable, unserializable } = require('internal/cloneable');
const brands = require('internal/crypto/brands');
const {
  SECRET, PUBLIC, PRIVATE, checkEncoding, isBytes, readKey, readStore, writeJwk, writeKey,
} = require('internal/crypto/key_formats');
const native = binding('crypto');

const { KeyHandle } = native;
const kindNames = ['secret', 'public', 'private'];
const byteTypes = ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
const createPrivateTypes = ['string', ...byteTypes, 'URL'];
const publicTypes = ['string', ...byteTypes, 'KeyObject', 'CryptoKey'];
const privateTypes = [...publicTypes, 'URL'];

/** What the module of CryptoKey has told; see setCryptoKeys. */
let cryptoKeys;

/**
 * Joins the module of CryptoKey to this one.
 * @param {{ isCryptoKey: (value: unknown) => boolean, handleOf: (key: CryptoKey) => object,
 *   isExtractable: (key: CryptoKey) => boolean,
 *   toCryptoKey: (handle: object, algorithm: unknown, extractable: unknown, usages: unknown) => CryptoKey }} functions
 */
function setCryptoKeys(functions) {
  cryptoKeys = functions;
}

const warned = new Set();

function warnOnce(message, code) {
  if (warned.has(code)) return;
  warned.add(code);
  require('process').emitWarning(message, 'DeprecationWarning', code);
}

function isCryptoKey(value) {
  return cryptoKeys !== undefined && cryptoKeys.isCryptoKey(value);
}

/** The native handle of a KeyObject; undefined for any other value. */
let handleOf;

/** A public or private key, or a secret that HMAC and ciphers take. */
class KeyObject {
  #handle;

  /**
   * @param {'secret' | 'public' | 'private'} type
   * @param {object} handle
   */
  constructor(type, handle) {
    if (!kindNames.includes(type)) throw new ERR_INVALID_ARG_VALUE('type', type);
    if (typeof handle !== 'object' || !(handle instanceof KeyHandle) || kindNames[handle.kind()] !== type) {
      throw new ERR_INVALID_ARG_TYPE('handle', 'object', handle);
    }
    this.#handle = handle;
  }

  static {
    handleOf = (value) => (typeof value === 'object' && value !== null && #handle in value ? value.#handle : undefined);
  }

  /** @returns {'secret' | 'public' | 'private'} */
  get type() {
    return kindNames[ownHandle(this).kind()];
  }

  /**
   * @param {CryptoKey} key
   * @returns {KeyObject}
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  static from(key) {
    if (!isCryptoKey(key)) throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
    if (!cryptoKeys.isExtractable(key)) {
      warnOnce('Passing a non-extractable CryptoKey to KeyObject.from() is deprecated.', 'DEP0204');
    }
    return makeKeyObject(cryptoKeys.handleOf(key));
  }

  /**
   * @param {KeyObject} otherKeyObject
   * @returns {boolean} whether kind, value and parameters are the same; not in constant time
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  equals(otherKeyObject) {
    const other = handleOf(otherKeyObject);
    if (other === undefined) throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', otherKeyObject);
    return ownHandle(this).equals(other);
  }

  /**
   * @param {string | object} algorithm of Web Crypto
   * @param {boolean} extractable
   * @param {string[]} keyUsages
   * @returns {CryptoKey}
   * @throws {DOMException} NotSupportedError, SyntaxError, DataError
   */
  toCryptoKey(algorithm, extractable, keyUsages) {
    const handle = ownHandle(this);
    // It calls setCryptoKeys.
    require('internal/crypto/subtle/key');
    return cryptoKeys.toCryptoKey(handle, algorithm, extractable, keyUsages);
  }
}

Object.defineProperties(KeyObject.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'KeyObject' },
  [unserializable]: { __proto__: null, value: true },
  [cloneable]: {
    __proto__: null,
    value() { return ['KeyObject', ownHandle(this).toParcel()]; },
  },
});

/** The handle of `this` in a method; `kind` when only that kind will do. */
function ownHandle(value, isAllowed = undefined) {
  const handle = handleOf(value);
  if (handle === undefined || (isAllowed !== undefined && !isAllowed(handle.kind()))) {
    throw new ERR_INVALID_THIS('KeyObject');
  }
  return handle;
}

const isSecret = (kind) => kind === SECRET;
const isAsymmetric = (kind) => kind !== SECRET;

class SecretKeyObject extends KeyObject {
  constructor(handle) {
    super('secret', handle);
  }

  /** @returns {number} in bytes */
  get symmetricKeySize() {
    return ownHandle(this, isSecret).secretSize();
  }

  /**
   * @param {{ format?: 'buffer' | 'jwk' }} [options]
   * @returns {Buffer | object}
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  export(options) {
    const handle = ownHandle(this, isSecret);
    if (options !== undefined) {
      validateObject(options, 'options');
      validateOneOf(options.format, 'options.format', [undefined, 'buffer', 'jwk']);
      if (options.format === 'jwk') return writeJwk(handle);
    }
    return require('buffer').Buffer.from(handle.exportSecret());
  }
}

class AsymmetricKeyObject extends KeyObject {
  /** Looked up once; null before. @type {string | undefined | null} */
  #type = null;

  /** @returns {string | undefined} 'rsa', 'rsa-pss', 'dsa', 'dh', 'ec', 'ed25519', 'ed448', 'x25519', 'x448' */
  get asymmetricKeyType() {
    const handle = ownHandle(this, isAsymmetric);
    return this.#type ??= handle.type();
  }

  /** @returns {object} https://nodejs.org/api/crypto.html#keyobjectasymmetrickeydetails */
  get asymmetricKeyDetails() {
    return ownHandle(this, isAsymmetric).details();
  }
}

function exportAsymmetric(key, kind, options) {
  const handle = ownHandle(key, (own) => own === kind);
  validateObject(options, 'options');
  return writeKey(handle, checkEncoding(options, kind, handle.type(), 'options'));
}

class PublicKeyObject extends AsymmetricKeyObject {
  constructor(handle) {
    super('public', handle);
  }

  /**
   * @param {{ format: 'pem' | 'der' | 'jwk' | 'raw-public', type?: string }} options
   * @returns {string | Buffer | object}
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   * @throws {Error} ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS, ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE
   */
  export(options) {
    return exportAsymmetric(this, PUBLIC, options);
  }
}

class PrivateKeyObject extends AsymmetricKeyObject {
  constructor(handle) {
    super('private', handle);
  }

  /**
   * @param {{ format: 'pem' | 'der' | 'jwk' | 'raw-private', type?: string, cipher?: string,
   *   passphrase?: string | ArrayBufferView }} options
   * @returns {string | Buffer | object}
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   * @throws {Error} ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS, ERR_CRYPTO_UNKNOWN_CIPHER, OpenSSL's error
   */
  export(options) {
    return exportAsymmetric(this, PRIVATE, options);
  }
}

const classes = [SecretKeyObject, PublicKeyObject, PrivateKeyObject];

/**
 * @param {object} handle that has been filled
 * @returns {KeyObject} of the kind that it holds
 */
function makeKeyObject(handle) {
  return new classes[handle.kind()](handle);
}

/** A KeyObject from a message. */
function revive(parcel) {
  const handle = new KeyHandle();
  handle.open(parcel);
  return makeKeyObject(handle);
}

/** The handle of a KeyObject or CryptoKey; undefined for any other value. */
function heldHandle(value) {
  const handle = handleOf(value);
  if (handle !== undefined) return handle;
  if (!isCryptoKey(value)) return undefined;
  warnOnce('Passing a CryptoKey to node:crypto functions is deprecated.', 'DEP0203');
  return cryptoKeys.handleOf(value);
}

function wrongKind(handle, expected) {
  return new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(kindNames[handle.kind()], expected);
}

function isUrl(value) {
  return typeof value === 'object' && value !== null && require('internal/url').isURL(value);
}

/** Reads what isn't a KeyObject or CryptoKey. */
function readInput(key, want, name, types) {
  const handle = new KeyHandle();
  if (typeof key === 'string' || isBytes(key)) {
    if (!handle.readPem(toBytes(key, name), want, undefined)) throw new ERR_MISSING_PASSPHRASE();
    return handle;
  }
  if (typeof key !== 'object') throw new ERR_INVALID_ARG_TYPE(name, types, key);
  if (want === PRIVATE) {
    if (isUrl(key)) return readStore(handle, key, {}, name);
    if (isUrl(key.key)) return readStore(handle, key.key, key, name);
  }
  return readKey(handle, key, want, name, types);
}

/**
 * The private key that a program has passed, as a handle.
 * @param {unknown} key KeyObject, CryptoKey, PEM, URL, or an object that tells of one of them
 * @param {string} [name] for errors
 * @returns {object} KeyHandle
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE
 * @throws {Error} OpenSSL's error
 */
function privateHandle(key, name = 'key') {
  const held = heldHandle(key) ?? (typeof key === 'object' ? heldHandle(key.key) : undefined);
  if (held === undefined) return readInput(key, PRIVATE, name, privateTypes);
  if (held.kind() !== PRIVATE) throw wrongKind(held, 'private');
  return held;
}

/**
 * The public key that a program has passed, as a handle, which may be that of a private key. As privateHandle otherwise,
 * but that certificates are allowed and URLs aren't.
 */
function publicHandle(key, name = 'key') {
  const held = heldHandle(key) ?? (typeof key === 'object' ? heldHandle(key.key) : undefined);
  if (held === undefined) return readInput(key, PUBLIC, name, publicTypes);
  if (held.kind() === SECRET) throw wrongKind(held, 'private or public');
  return held;
}

/**
 * The secret that a program has passed, as bytes or a handle.
 * @param {unknown} key string, bytes, KeyObject or CryptoKey
 * @param {string} [encoding] of a string
 * @param {string} [name] for errors
 * @param {string[]} [types] for errors
 * @returns {ArrayBufferView | ArrayBuffer}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE
 */
function secretBytes(key, encoding, name = 'key', types = publicTypes) {
  if (typeof key === 'string' || isBytes(key)) return toBytes(key, name, encoding);
  const held = heldHandle(key);
  if (held === undefined) throw new ERR_INVALID_ARG_TYPE(name, types, key);
  if (held.kind() !== SECRET) throw wrongKind(held, 'secret');
  return held.exportSecret();
}

/**
 * @param {string | ArrayBuffer | ArrayBufferView} key
 * @param {string} [encoding] of text
 * @returns {SecretKeyObject}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING
 */
function createSecretKey(key, encoding = undefined) {
  if (typeof key !== 'string' && !isBytes(key)) throw new ERR_INVALID_ARG_TYPE('key', byteTypes, key);
  const handle = new KeyHandle();
  handle.setSecret(toBytes(key, 'key', encoding));
  return new SecretKeyObject(handle);
}

/**
 * @param {string | ArrayBuffer | ArrayBufferView | KeyObject | object} key
 *   https://nodejs.org/api/crypto.html#cryptocreatepublickeykey
 * @returns {PublicKeyObject}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE,
 *   ERR_CRYPTO_INVALID_JWK, ERR_CRYPTO_INVALID_CURVE
 * @throws {Error} OpenSSL's error
 */
function createPublicKey(key) {
  const held = heldHandle(key) ?? (typeof key === 'object' ? heldHandle(key.key) : undefined);
  if (held === undefined) return new PublicKeyObject(readInput(key, PUBLIC, 'key', publicTypes));
  if (held.kind() !== PRIVATE) throw wrongKind(held, 'private');
  const handle = new KeyHandle();
  handle.readPublicOf(held);
  return new PublicKeyObject(handle);
}

/**
 * @param {string | ArrayBuffer | ArrayBufferView | URL | object} key
 *   https://nodejs.org/api/crypto.html#cryptocreateprivatekeykey
 * @returns {PrivateKeyObject}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_CRYPTO_INVALID_JWK, ERR_CRYPTO_INVALID_CURVE
 * @throws {Error} OpenSSL's error
 */
function createPrivateKey(key) {
  const given = heldHandle(key) !== undefined ? key : typeof key === 'object' ? key.key : undefined;
  if (heldHandle(given) !== undefined) throw new ERR_INVALID_ARG_TYPE('key', createPrivateTypes, given);
  return new PrivateKeyObject(readInput(key, PRIVATE, 'key', createPrivateTypes));
}

brands.isKeyObject = (value) => handleOf(value) !== undefined;
brands.equalKeyObjects = (a, b) => handleOf(a).equals(handleOf(b));

module.exports = {
  KeyObject, SecretKeyObject, PublicKeyObject, PrivateKeyObject, createSecretKey, createPublicKey, createPrivateKey,
  handleOf, heldHandle, isCryptoKey, makeKeyObject, privateHandle, publicHandle, revive, secretBytes, setCryptoKeys,
};
