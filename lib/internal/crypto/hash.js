// Hash, Hmac and one-shot digests. https://nodejs.org/api/crypto.html#class-hash
'use strict';
const {
  codes: {
    ERR_CRYPTO_HASH_FINALIZED, ERR_CRYPTO_HASH_UPDATE_FAILED, ERR_CRYPTO_INVALID_DIGEST, ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
  },
} = require('internal/errors');
const { validateObject, validateString, validateUint32 } = require('internal/validators');
const { findEncoding } = require('internal/buffer/encodings');
const { dataTypes, validateEncodedText } = require('internal/crypto/inputs');
const makeLazyTransform = require('internal/crypto/lazy_transform');
const native = binding('crypto');

const { isView } = ArrayBuffer;

/** Where native digests are put; none but those without a length of their own is longer. */
const room = require('internal/buffer/pool').allocateAlone(72);

/** A digest as a program gets it: `made` is its length, in `room`, or its memory. */
function toOutput(made, encoding) {
  const { Buffer } = require('buffer');
  const kind = !encoding || encoding === 'buffer' ? undefined : findEncoding(encoding);
  if (typeof made === 'number') {
    return kind === undefined ? Buffer.from(room.subarray(0, made)) : kind.slice(room, 0, made);
  }
  return kind === undefined ? Buffer.from(made) : Buffer.from(made).toString(encoding);
}


/** The native digest of an instance, and whether it has ended. */
const handle = Symbol('handle');
const ended = Symbol('ended');
/** The digest that the stream has given. */
const streamed = Symbol('streamed');

let hashWarned = false;
let hmacWarned = false;

/** Their usual lengths are half of what is as strong as their names say. */
const shake = /^shake-?(?:128|256)$/i;
let shakeWarned = false;

function warnOfShake() {
  if (shakeWarned || !require('internal/options').get('--pending-deprecation')) return;
  shakeWarned = true;
  require('process').emitWarning(
    'Creating SHAKE128/256 digests without an explicit options.outputLength is deprecated.', 'DeprecationWarning',
    'DEP0198');
}

function warnOfConstructor(name, code) {
  require('process').emitWarning(`crypto.${name} constructor is deprecated.`, 'DeprecationWarning', code);
}

/** @deprecated as a constructor that programs call: DEP0179 */
function Hash(algorithm, options) {
  if (!new.target) {
    if (!hashWarned) {
      hashWarned = true;
      warnOfConstructor('Hash', 'DEP0179');
    }
    return new Hash(algorithm, options);
  }
  const source = algorithm instanceof Hash ? algorithm : undefined;
  if (source === undefined) validateString(algorithm, 'algorithm');
  let length = options !== undefined && typeof options === 'object' && options !== null ? options.outputLength : undefined;
  if (length !== undefined) {
    validateUint32(length, 'options.outputLength');
    // -0 is no unsigned number to C++.
    length += 0;
  }
  this._options = options;
  this[handle] = new native.Hash();
  this[ended] = false;
  length ??= undefined;
  if (length === undefined && source === undefined && shake.test(algorithm)) warnOfShake();
  if (source !== undefined) {
    if (!this[handle].startAsCopy(source[handle], length)) throw new Error('Digest copy error');
  } else if (!this[handle].start(algorithm, length)) {
    throw new Error('Digest method not supported');
  }
}
makeLazyTransform(Hash);

/**
 * @param {object} [options] of the stream, and `outputLength` in bytes
 * @returns {Hash} with the state of this one
 * @throws {Error} ERR_CRYPTO_HASH_FINALIZED
 */
Hash.prototype.copy = function copy(options) {
  if (this[ended]) throw new ERR_CRYPTO_HASH_FINALIZED();
  return new Hash(this, options);
};

function feed(target, data, encoding) {
  if (typeof data === 'string') {
    validateEncodedText(data, encoding);
    const kind = encoding === undefined || encoding === null || encoding === 'buffer' ? undefined : findEncoding(encoding);
    if (kind === undefined || kind.name === 'utf8') return target.updateText(data);
    return target.update(require('buffer').Buffer.from(data, encoding));
  }
  if (!isView(data)) throw new ERR_INVALID_ARG_TYPE('data', dataTypes, data);
  return target.update(data);
}

/**
 * @param {string | ArrayBufferView} data
 * @param {string} [encoding] of text
 * @returns {this}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 * @throws {Error} ERR_CRYPTO_HASH_FINALIZED
 */
Hash.prototype.update = function update(data, encoding) {
  if (this[ended]) throw new ERR_CRYPTO_HASH_FINALIZED();
  if (!feed(this[handle], data, encoding)) throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
  return this;
};

/**
 * @param {string} [encoding] of the output, a Buffer without one
 * @returns {Buffer | string}
 * @throws {Error} ERR_CRYPTO_HASH_FINALIZED
 */
Hash.prototype.digest = function digest(encoding) {
  if (this[ended]) throw new ERR_CRYPTO_HASH_FINALIZED();
  const memory = this[streamed] ?? this[handle].digest(room);
  if (memory === undefined) throw new Error('Digest failed');
  this[ended] = true;
  return toOutput(memory, encoding === undefined ? undefined : `${encoding}`);
};

function transform(chunk, encoding, callback) {
  let error = null;
  try {
    feed(this[handle], chunk, encoding);
  } catch (caught) {
    error = caught;
  }
  callback(error);
}

Hash.prototype._transform = transform;
Hash.prototype._flush = function(callback) {
  // What the stream gave can still be asked for once by digest.
  const bytes = toOutput(this[handle].digest(room));
  this[streamed] = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  this.push(bytes);
  callback();
};

/** @deprecated as a constructor that programs call: DEP0181 */
function Hmac(hmac, key, options) {
  if (!new.target) {
    if (!hmacWarned) {
      hmacWarned = true;
      warnOfConstructor('Hmac', 'DEP0181');
    }
    return new Hmac(hmac, key, options);
  }
  validateString(hmac, 'hmac');
  const bytes = typeof key === 'string' && options?.encoding === undefined ? require('buffer').Buffer.from(key) :
    require('internal/crypto/keys').secretBytes(key, options?.encoding);
  this._options = options;
  this[handle] = new native.Hmac();
  this[ended] = false;
  // An old name that OpenSSL has dropped.
  if (!this[handle].start(/^dss1$/i.test(hmac) ? 'sha1' : hmac, bytes)) throw new ERR_CRYPTO_INVALID_DIGEST(hmac);
}
makeLazyTransform(Hmac);

Hmac.prototype.update = Hash.prototype.update;

/**
 * @param {string} [encoding] of the output, a Buffer without one
 * @returns {Buffer | string} empty the second time
 */
Hmac.prototype.digest = function digest(encoding) {
  if (this[ended]) return toOutput(0, encoding === undefined ? undefined : `${encoding}`);
  const memory = this[streamed] ?? this[handle].digest(room);
  if (memory === undefined) throw new Error('HMAC failed');
  this[ended] = true;
  return toOutput(memory, encoding === undefined ? undefined : `${encoding}`);
};

Hmac.prototype._transform = transform;
Hmac.prototype._flush = Hash.prototype._flush;

/**
 * @param {string} algorithm one of getHashes
 * @param {object} [options] of the stream; `outputLength` in bytes for those without a length of their own
 * @returns {Hash}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function createHash(algorithm, options) {
  return new Hash(algorithm, options);
}

/**
 * @param {string} hmac one of getHashes
 * @param {string | ArrayBuffer | ArrayBufferView} key
 * @param {object} [options] of the stream; `encoding` of a key that is text
 * @returns {Hmac}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_CRYPTO_INVALID_DIGEST
 */
function createHmac(hmac, key, options) {
  return new Hmac(hmac, key, options);
}

/**
 * The digest of one input, with less ado than createHash.
 * @param {string} algorithm
 * @param {string | ArrayBufferView} input
 * @param {string | { outputEncoding?: string, outputLength?: number }} [options] or the output's encoding: 'hex' by default
 * @returns {string | Buffer}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
function hash(algorithm, input, options = undefined) {
  validateString(algorithm, 'algorithm');
  if (typeof input !== 'string' && !isView(input)) throw new ERR_INVALID_ARG_TYPE('input', dataTypes, input);
  let encoding = 'hex';
  let length;
  if (typeof options === 'string') {
    encoding = options;
  } else if (options !== undefined) {
    validateObject(options, 'options');
    length = options.outputLength;
    if (length !== undefined) {
      validateUint32(length, 'outputLength');
      length += 0;
    }
    encoding = options.outputEncoding ?? 'hex';
    validateString(encoding, 'options.outputEncoding');
  }
  if (encoding !== 'buffer' && findEncoding(encoding) === undefined) {
    throw new ERR_INVALID_ARG_VALUE('outputEncoding', encoding);
  }
  const memory = typeof input === 'string' ? native.hashText(algorithm, input, length, room) :
    native.hash(algorithm, input, length, room);
  if (memory === undefined) throw new Error(`Digest method ${algorithm} is not supported`);
  return toOutput(memory, encoding);
}

let hashes;

/** @returns {string[]} the names of digests */
function getHashes() {
  hashes ??= native.getHashes();
  return hashes.slice();
}

module.exports = { Hash, Hmac, createHash, createHmac, getHashes, hash };
