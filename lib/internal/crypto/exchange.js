// Secrets agreed on by two parties. https://nodejs.org/api/crypto.html#class-diffiehellman
'use strict';
const {
  codes: {
    ERR_CRYPTO_ECDH_INVALID_FORMAT, ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY, ERR_CRYPTO_INCOMPATIBLE_KEY,
    ERR_CRYPTO_INVALID_CURVE, ERR_CRYPTO_INVALID_KEYLEN, ERR_CRYPTO_INVALID_KEYPAIR, ERR_CRYPTO_INVALID_KEYTYPE,
    ERR_CRYPTO_INVALID_STATE, ERR_CRYPTO_UNKNOWN_DH_GROUP, ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
  genericNodeError,
} = require('internal/errors');
const { validateFunction, validateInt32, validateObject, validateString } = require('internal/validators');
const { toBytes } = require('internal/crypto/inputs');
const { isBytes } = require('internal/crypto/key_formats');
const { findGroup } = require('internal/crypto/dh_groups');
const { heldHandle, privateHandle, publicHandle } = require('internal/crypto/keys');
const { runJob } = require('internal/crypto/jobs');
const native = binding('crypto');

const handle = Symbol('handle');
const sizeTypes = ['number', 'string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'];
/** The generator that nearly everybody has. */
const usualGenerator = 2;
const pointForms = { '__proto__': null, 'compressed': 2, 'uncompressed': 4, 'hybrid': 6 };

function reworded(error, message) {
  error.message = message;
  return error;
}

function isEncoding(value) {
  return value === 'buffer' || require('buffer').Buffer.isEncoding(value);
}

/** What OpenSSL has refused, without a reason. */
function failure(message) {
  return genericNodeError(message, { code: 'ERR_CRYPTO_OPERATION_FAILED' });
}

/** An ArrayBuffer as text or a Buffer. */
function encode(memory, encoding) {
  const bytes = require('buffer').Buffer.from(memory);
  return encoding && encoding !== 'buffer' ? bytes.toString(encoding) : bytes;
}

/**
 * @deprecated as a constructor that programs call
 * @param {number | string | ArrayBuffer | ArrayBufferView} sizeOrKey the bits of a prime that is to be found, or a prime
 * @param {string} [keyEncoding] of a prime that is text
 * @param {number | string | ArrayBuffer | ArrayBufferView} [generator] 2 by default
 * @param {string} [genEncoding] of a generator that is text
 */
function DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding) {
  if (!new.target) return new DiffieHellman(sizeOrKey, keyEncoding, generator, genEncoding);
  if (typeof sizeOrKey !== 'number' && typeof sizeOrKey !== 'string' && !isBytes(sizeOrKey)) {
    throw new ERR_INVALID_ARG_TYPE('sizeOrKey', sizeTypes, sizeOrKey);
  }
  if (typeof sizeOrKey === 'number') validateInt32(sizeOrKey, 'sizeOrKey');
  // The encoding may be left out.
  if (keyEncoding && !isEncoding(keyEncoding)) {
    genEncoding = generator;
    generator = keyEncoding;
    keyEncoding = undefined;
  }
  if (!generator) {
    generator = usualGenerator;
  } else if (typeof generator === 'number') {
    validateInt32(generator, 'generator');
  } else if (typeof generator !== 'string' && !isBytes(generator)) {
    throw new ERR_INVALID_ARG_TYPE('generator', sizeTypes, generator);
  }
  this[handle] = new native.DiffieHellman();
  if (typeof sizeOrKey === 'number') {
    if (typeof generator !== 'number') {
      throw reworded(new ERR_INVALID_ARG_TYPE('generator', 'number', generator), 'Second argument must be an int32');
    }
    if (sizeOrKey >= 2 && sizeOrKey < 512 && generator > 1) {
      throw reworded(new ERR_INVALID_ARG_VALUE('sizeOrKey', sizeOrKey), 'Invalid DH parameters');
    }
    this[handle].search(sizeOrKey + 0, generator);
  } else {
    let base;
    if (typeof generator === 'number') {
      base = require('buffer').Buffer.alloc(4);
      base.writeInt32BE(Math.max(generator, 0));
    } else {
      base = toBytes(generator, 'generator', genEncoding);
    }
    this[handle].take(toBytes(sizeOrKey, 'sizeOrKey', keyEncoding), base);
  }
  describeFlaws(this);
}

function describeFlaws(self) {
  const flaws = self[handle].check();
  if (flaws === -1) throw reworded(new ERR_CRYPTO_INVALID_STATE(''), 'p is null');
  Object.defineProperty(self, 'verifyError', { __proto__: null, enumerable: true, value: flaws, writable: false });
}

/**
 * @deprecated as a constructor that programs call
 * @param {string} name
 */
function DiffieHellmanGroup(name) {
  if (!new.target) return new DiffieHellmanGroup(name);
  if (typeof name !== 'string') {
    throw reworded(new ERR_INVALID_ARG_TYPE('name', 'string', name), 'Group name must be a string');
  }
  const bits = findGroup(name);
  if (bits === undefined) throw new ERR_CRYPTO_UNKNOWN_DH_GROUP();
  this[handle] = new native.DiffieHellman();
  this[handle].take(native.dhGroupPrime(bits), require('buffer').Buffer.from([usualGenerator]));
  describeFlaws(this);
}

const shared = {
  /**
   * Makes a private key where there is none, and the public key that belongs to it.
   * @param {string} [encoding]
   * @returns {Buffer | string} the public key
   */
  generateKeys(encoding) {
    if (!this[handle].generateKeys()) throw failure('Key generation failed');
    return encode(this[handle].publicKey(), encoding);
  },

  /**
   * @param {string | ArrayBuffer | ArrayBufferView} key the other's public key
   * @param {string} [inEnc] of a key that is text
   * @param {string} [outEnc]
   * @returns {Buffer | string} the secret
   * @throws {RangeError} ERR_CRYPTO_INVALID_KEYLEN
   */
  computeSecret(key, inEnc, outEnc) {
    const secret = this[handle].computeSecret(toBytes(key, 'key', inEnc ?? undefined));
    if (typeof secret !== 'number') return encode(secret, outEnc);
    if (secret === 0) {
      throw failure('Failed to compute shared secret');
    }
    throw reworded(new ERR_CRYPTO_INVALID_KEYLEN(), `Supplied key is too ${secret < 0 ? 'small' : 'large'}`);
  },

  /** @param {string} [encoding] @returns {Buffer | string} */
  getPrime(encoding) {
    return encode(this[handle].prime(), encoding);
  },

  /** @param {string} [encoding] @returns {Buffer | string} */
  getGenerator(encoding) {
    return encode(this[handle].generator(), encoding);
  },

  /** @param {string} [encoding] @returns {Buffer | string} @throws {Error} ERR_CRYPTO_INVALID_STATE */
  getPublicKey(encoding) {
    const key = this[handle].publicKey();
    if (key === undefined) throw missing('public');
    return encode(key, encoding);
  },

  /** @param {string} [encoding] @returns {Buffer | string} @throws {Error} ERR_CRYPTO_INVALID_STATE */
  getPrivateKey(encoding) {
    const key = this[handle].privateKey();
    if (key === undefined) throw missing('private');
    return encode(key, encoding);
  },
};

function missing(kind) {
  return reworded(new ERR_CRYPTO_INVALID_STATE(''), `No ${kind} key - did you forget to generate one?`);
}

Object.assign(DiffieHellman.prototype, shared);
Object.assign(DiffieHellmanGroup.prototype, shared);

/**
 * @param {string | ArrayBuffer | ArrayBufferView} key
 * @param {string} [encoding] of text
 * @returns {this}
 */
DiffieHellman.prototype.setPublicKey = function setPublicKey(key, encoding) {
  this[handle].setPublicKey(toBytes(key, 'key', encoding));
  return this;
};

/** See setPublicKey. */
DiffieHellman.prototype.setPrivateKey = function setPrivateKey(key, encoding) {
  this[handle].setPrivateKey(toBytes(key, 'key', encoding));
  return this;
};

/** See DiffieHellman. @returns {DiffieHellman} */
function createDiffieHellman(sizeOrKey, keyEncoding, generator, generatorEncoding) {
  return new DiffieHellman(sizeOrKey, keyEncoding, generator, generatorEncoding);
}

/**
 * @param {string} name 'modp14', ...
 * @returns {DiffieHellmanGroup}
 * @throws {Error} ERR_CRYPTO_UNKNOWN_DH_GROUP
 */
function createDiffieHellmanGroup(name) {
  return new DiffieHellmanGroup(name);
}

/** @deprecated as a constructor that programs call */
function ECDH(curve) {
  if (!new.target) return new ECDH(curve);
  validateString(curve, 'curve');
  this[handle] = new native.Ecdh();
  if (!this[handle].start(curve)) throw new ERR_CRYPTO_INVALID_CURVE();
}

/** POINT_CONVERSION_* by name. */
function formOf(format) {
  if (!format) return pointForms.uncompressed;
  const form = typeof format === 'string' ? pointForms[format] : undefined;
  if (form === undefined) throw new ERR_CRYPTO_ECDH_INVALID_FORMAT(format);
  return form;
}

/**
 * @param {string | ArrayBuffer | ArrayBufferView} key the other's public key
 * @param {string} [inEnc] of a key that is text
 * @param {string} [outEnc]
 * @returns {Buffer | string} the secret
 * @throws {Error} ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY, ERR_CRYPTO_INVALID_KEYPAIR
 */
ECDH.prototype.computeSecret = function computeSecret(key, inEnc, outEnc) {
  const secret = this[handle].computeSecret(toBytes(key, 'key', inEnc ?? undefined));
  if (secret === 1) throw new ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY();
  if (secret === 2) throw new ERR_CRYPTO_INVALID_KEYPAIR();
  return encode(secret, outEnc);
};

/**
 * Sets the public key, too.
 * @param {string | ArrayBuffer | ArrayBufferView} key
 * @param {string} [encoding] of text
 * @returns {this}
 * @throws {RangeError} ERR_CRYPTO_INVALID_KEYTYPE
 */
ECDH.prototype.setPrivateKey = function setPrivateKey(key, encoding) {
  if (!this[handle].setPrivateKey(toBytes(key, 'key', encoding))) {
    throw reworded(new ERR_CRYPTO_INVALID_KEYTYPE(), 'Private key is not valid for specified curve.');
  }
  return this;
};

/**
 * @deprecated
 * @param {string | ArrayBuffer | ArrayBufferView} key
 * @param {string} [encoding] of text
 * @returns {this}
 */
function setPublicKey(key, encoding) {
  if (!this[handle].setPublicKey(toBytes(key, 'key', encoding))) throw notAPoint();
  return this;
}
ECDH.prototype.setPublicKey =
  require('internal/util/deprecate').deprecate(setPublicKey, 'ecdh.setPublicKey() is deprecated.', 'DEP0031');

function notAPoint() {
  return failure('Failed to convert Buffer to EC_POINT');
}

/** @param {string} [encoding] @returns {Buffer | string} @throws {Error} ERR_CRYPTO_OPERATION_FAILED */
ECDH.prototype.getPrivateKey = function getPrivateKey(encoding) {
  const key = this[handle].privateKey();
  if (key === undefined) throw failure('Failed to get ECDH private key');
  return encode(key, encoding);
};

/**
 * Makes a new pair.
 * @param {string} [encoding]
 * @param {'compressed' | 'uncompressed' | 'hybrid'} [format]
 * @returns {Buffer | string} the public key
 */
ECDH.prototype.generateKeys = function generateKeys(encoding, format) {
  if (!this[handle].generateKeys()) {
    throw failure('Failed to generate key');
  }
  return this.getPublicKey(encoding, format);
};

/** See generateKeys. @throws {Error} ERR_CRYPTO_OPERATION_FAILED, ERR_CRYPTO_ECDH_INVALID_FORMAT */
ECDH.prototype.getPublicKey = function getPublicKey(encoding, format) {
  const key = this[handle].publicKey(formOf(format));
  if (key === undefined) throw failure('Failed to get ECDH public key');
  return encode(key, encoding);
};

/**
 * @param {string | ArrayBuffer | ArrayBufferView} key a public key
 * @param {string} curve
 * @param {string} [inEnc] of a key that is text
 * @param {string} [outEnc]
 * @param {'compressed' | 'uncompressed' | 'hybrid'} [format]
 * @returns {Buffer | string} the key in that format
 */
ECDH.convertKey = function convertKey(key, curve, inEnc, outEnc, format) {
  validateString(curve, 'curve');
  const bytes = toBytes(key, 'key', inEnc ?? undefined);
  const converted = native.convertPoint(bytes, curve, formOf(format));
  if (converted === 1) throw new ERR_CRYPTO_INVALID_CURVE();
  if (converted === 2) throw notAPoint();
  return encode(converted, outEnc);
};

/**
 * @param {string} curve one of getCurves
 * @returns {ECDH}
 * @throws {TypeError} ERR_CRYPTO_INVALID_CURVE
 */
function createECDH(curve) {
  return new ECDH(curve);
}

let curves;

/** @returns {string[]} the names of elliptic curves */
function getCurves() {
  curves ??= native.getCurves().sort();
  return curves.slice();
}

const agreeing = new Set(['dh', 'ec', 'x25519', 'x448']);

/**
 * The secret that two keys lead to.
 * @param {{ privateKey: unknown, publicKey: unknown }} options
 * @param {(error: Error | null, secret?: Buffer) => void} [callback]
 * @returns {Buffer | undefined}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE
 * @throws {Error} ERR_CRYPTO_INCOMPATIBLE_KEY, OpenSSL's
 */
function diffieHellman(options, callback) {
  validateObject(options, 'options');
  if (callback !== undefined) validateFunction(callback, 'callback');
  const { privateKey, publicKey } = options;
  if (privateKey === undefined) throw new ERR_INVALID_ARG_VALUE('options.privateKey', privateKey);
  if (publicKey === undefined) throw new ERR_INVALID_ARG_VALUE('options.publicKey', publicKey);
  const peer = publicHandle(publicKey, 'options.publicKey');
  const own = privateHandle(privateKey, 'options.privateKey');
  // Of key objects it is known at once; of what has just been read OpenSSL tells it.
  if (heldHandle(privateKey) !== undefined && heldHandle(publicKey) !== undefined) {
    const ownType = own.type();
    const peerType = peer.type();
    if (ownType !== peerType || !agreeing.has(ownType)) {
      throw new ERR_CRYPTO_INCOMPATIBLE_KEY('key types for Diffie-Hellman', `${ownType} and ${peerType}`);
    }
  }
  return runJob('DIFFIEHELLMANREQUEST', callback, (done) => native.agree(own, peer, done), encode);
}

function kemFailed(what) {
  return failure(`Failed to perform ${what}`);
}

/**
 * A new secret, and what the holder of the private key needs to get it.
 * @param {unknown} key a public key: of RSA, as far as OpenSSL 3.0 goes
 * @param {(error: Error | null, result?: { sharedKey: Buffer, ciphertext: Buffer }) => void} [callback]
 * @returns {{ sharedKey: Buffer, ciphertext: Buffer } | undefined}
 * @throws {Error} ERR_CRYPTO_OPERATION_FAILED
 */
function encapsulate(key, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  const own = publicHandle(key);
  return runJob('ENCAPSULATEREQUEST', callback, (done) => native.encapsulate(own, done), (made) => {
    if (made === null) throw kemFailed('encapsulation');
    return { sharedKey: encode(made[0]), ciphertext: encode(made[1]) };
  });
}

/**
 * The secret that encapsulate has made.
 * @param {unknown} key a private key
 * @param {ArrayBuffer | ArrayBufferView} ciphertext
 * @param {(error: Error | null, sharedKey?: Buffer) => void} [callback]
 * @returns {Buffer | undefined}
 * @throws {Error} ERR_CRYPTO_OPERATION_FAILED
 */
function decapsulate(key, ciphertext, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  const own = privateHandle(key);
  const bytes = toBytes(ciphertext, 'ciphertext');
  return runJob('DECAPSULATEREQUEST', callback, (done) => native.decapsulate(own, bytes, done), (secret) => {
    if (secret === null) throw kemFailed('decapsulation');
    return encode(secret);
  });
}

module.exports = {
  DiffieHellman, DiffieHellmanGroup, ECDH, createDiffieHellman, createDiffieHellmanGroup, createECDH, decapsulate,
  diffieHellman, encapsulate, getCurves,
};
