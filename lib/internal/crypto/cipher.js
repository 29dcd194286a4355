// Ciphers. https://nodejs.org/api/crypto.html#class-cipheriv
'use strict';
const {
  codes: {
    ERR_CRYPTO_INVALID_AUTH_TAG, ERR_CRYPTO_INVALID_IV, ERR_CRYPTO_INVALID_KEYLEN, ERR_CRYPTO_INVALID_MESSAGELEN,
    ERR_CRYPTO_INVALID_STATE, ERR_CRYPTO_UNKNOWN_CIPHER, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { validateInt32, validateObject, validateString } = require('internal/validators');
const { normalizeEncoding } = require('internal/buffer/encodings');
const { dataTypes, toBytes, validateEncodedText } = require('internal/crypto/inputs');
const { secretBytes } = require('internal/crypto/keys');
const makeLazyTransform = require('internal/crypto/lazy_transform');
const native = binding('crypto');

// Outcomes of the binding.
const UNKNOWN_CIPHER = 1;
const INVALID_KEY_LENGTH = 2;
const INVALID_IV = 3;
const TAG_LENGTH_REQUIRED = 4;
const INVALID_TAG_LENGTH = 5;
const INVALID_MESSAGE_LENGTH = 8;
const SHORT_TAG = 9;

let shortTagWarned = false;

const { isView } = ArrayBuffer;
const handle = Symbol('handle');
const decoder = Symbol('decoder');
const ended = Symbol('ended');

function startError(outcome, cipher, tagLength) {
  switch (outcome) {
    case UNKNOWN_CIPHER:
      return new ERR_CRYPTO_UNKNOWN_CIPHER();
    case INVALID_KEY_LENGTH:
      return new ERR_CRYPTO_INVALID_KEYLEN();
    case INVALID_IV:
      return new ERR_CRYPTO_INVALID_IV();
    case TAG_LENGTH_REQUIRED: {
      const error = new ERR_CRYPTO_INVALID_AUTH_TAG(0);
      error.message = `authTagLength required for ${cipher}`;
      return error;
    }
    case INVALID_TAG_LENGTH:
      return invalidTag(tagLength);
    default:
      return new Error('Failed to initialize cipher');
  }
}

function invalidTag(length) {
  const error = new ERR_CRYPTO_INVALID_AUTH_TAG(length);
  error.message = `Invalid authentication tag length: ${length}`;
  return error;
}

function begin(self, encrypting, cipher, key, iv, options) {
  validateString(cipher, 'cipher');
  const keyBytes = secretBytes(key, options?.encoding);
  const ivBytes = iv === null ? null : toBytes(iv, 'iv');
  let tagLength = options?.authTagLength;
  if (tagLength !== undefined && tagLength !== null) {
    if (typeof tagLength !== 'number') throw new ERR_INVALID_ARG_VALUE('options.authTagLength', tagLength);
    validateTagLength(tagLength);
    // -0 is no unsigned number to C++.
    tagLength += 0;
  }
  self._options = options;
  self[handle] = new native.Cipher(encrypting);
  self[decoder] = null;
  self[ended] = false;
  const outcome = self[handle].start(cipher, keyBytes, ivBytes, tagLength ?? undefined);
  if (outcome !== 0) throw startError(outcome, cipher, tagLength);
}

function validateTagLength(length) {
  if (!Number.isInteger(length) || length < 0 || length > 2147483647) {
    throw new ERR_INVALID_ARG_VALUE('options.authTagLength', length);
  }
}

/** Text of an output whose characters may be split over several calls. */
function decode(self, bytes, encoding, last) {
  const { StringDecoder } = require('string_decoder');
  const normal = normalizeEncoding(encoding);
  if (self[decoder] === null) {
    if (normal === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    self[decoder] = { encoding: normal, strings: new StringDecoder(normal) };
  } else if (normal !== self[decoder].encoding) {
    if (normal === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    throw new ERR_INVALID_ARG_VALUE('outputEncoding', encoding, `cannot be changed from '${self[decoder].encoding}'`);
  }
  return last ? self[decoder].strings.end(bytes) : self[decoder].strings.write(bytes);
}

function warnOfShortTag() {
  if (shortTagWarned) return;
  shortTagWarned = true;
  require('process').emitWarning(
    'Using AES-GCM authentication tags of less than 128 bits without specifying the authTagLength option when ' +
    'initializing decryption is deprecated.', 'DeprecationWarning', 'DEP0182');
}

function toBuffer(memory) {
  return require('buffer').Buffer.from(memory);
}

const methods = {
  /**
   * @param {string | ArrayBufferView} data
   * @param {string} [inputEncoding] of text
   * @param {string} [outputEncoding] a Buffer is returned without one
   * @returns {Buffer | string} as much of the output as there is
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_ENCODING
   * @throws {Error} after final
   */
  update(data, inputEncoding, outputEncoding) {
    if (typeof data === 'string') {
      validateEncodedText(data, inputEncoding);
      data = toBytes(data, 'data', normalizeEncoding(inputEncoding) ?? 'utf8');
    } else if (!isView(data)) {
      throw new ERR_INVALID_ARG_TYPE('data', dataTypes, data);
    }
    const memory = this[handle].update(data);
    if (typeof memory === 'number') {
      if (memory === INVALID_MESSAGE_LENGTH) throw new ERR_CRYPTO_INVALID_MESSAGELEN();
      throw new Error('Trying to add data in unsupported state');
    }
    const bytes = toBuffer(memory);
    return outputEncoding && outputEncoding !== 'buffer' ? decode(this, bytes, outputEncoding, false) : bytes;
  },

  /**
   * @param {string} [outputEncoding] a Buffer is returned without one
   * @returns {Buffer | string} the rest of the output
   * @throws {Error} ERR_CRYPTO_INVALID_STATE when called again, OpenSSL's error for bad input
   */
  final(outputEncoding) {
    if (this[ended]) throw invalidState();
    this[ended] = true;
    const memory = this[handle].final();
    if (typeof memory === 'number') throw invalidState();
    const bytes = toBuffer(memory);
    return outputEncoding && outputEncoding !== 'buffer' ? decode(this, bytes, outputEncoding, true) : bytes;
  },

  /**
   * @param {boolean} [autoPadding]
   * @returns {this}
   * @throws {Error} ERR_CRYPTO_INVALID_STATE
   */
  setAutoPadding(autoPadding) {
    if (!this[handle].setAutoPadding(autoPadding === undefined ? true : Boolean(autoPadding))) {
      throw new ERR_CRYPTO_INVALID_STATE('setAutoPadding');
    }
    return this;
  },

  /**
   * Adds data that is authenticated, not encrypted.
   * @param {string | ArrayBuffer | ArrayBufferView} aadbuf
   * @param {{ plaintextLength?: number, encoding?: string }} [options] the length, in bytes, is for CCM
   * @returns {this}
   * @throws {Error} ERR_CRYPTO_INVALID_STATE
   */
  setAAD(aadbuf, options = undefined) {
    const bytes = toBytes(aadbuf, 'aadbuf', options?.encoding);
    let length = options?.plaintextLength;
    if (length !== undefined && length !== null && (!Number.isInteger(length) || length < 0 || length > 2147483647)) {
      throw new ERR_INVALID_ARG_VALUE('options.plaintextLength', length);
    }
    length = length === undefined || length === null ? undefined : length + 0;
    const outcome = this[handle].setAAD(bytes, length);
    if (outcome === TAG_LENGTH_REQUIRED) {
      const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');
      const error = new ERR_MISSING_ARGS('options.plaintextLength');
      error.message = 'options.plaintextLength required for CCM mode with AAD';
      throw error;
    }
    if (outcome === INVALID_MESSAGE_LENGTH) throw new ERR_CRYPTO_INVALID_MESSAGELEN();
    if (outcome !== 0) throw new ERR_CRYPTO_INVALID_STATE('setAAD');
    return this;
  },

  _transform(chunk, encoding, callback) {
    this.push(this.update(chunk, encoding));
    callback();
  },

  _flush(callback) {
    try {
      this.push(this.final());
    } catch (error) {
      callback(error);
      return;
    }
    callback();
  },
};

function invalidState() {
  const error = new ERR_CRYPTO_INVALID_STATE('final');
  error.message = 'Invalid state';
  return error;
}

/** @deprecated as a constructor that programs call */
function Cipheriv(cipher, key, iv, options) {
  if (!new.target) return new Cipheriv(cipher, key, iv, options);
  begin(this, true, cipher, key, iv, options);
}
makeLazyTransform(Cipheriv);
Object.assign(Cipheriv.prototype, methods);

/**
 * @returns {Buffer} the authentication tag, after final
 * @throws {Error} ERR_CRYPTO_INVALID_STATE
 */
Cipheriv.prototype.getAuthTag = function getAuthTag() {
  const memory = this[handle].getAuthTag();
  if (memory === undefined) throw new ERR_CRYPTO_INVALID_STATE('getAuthTag');
  return toBuffer(memory);
};

/** @deprecated as a constructor that programs call */
function Decipheriv(cipher, key, iv, options) {
  if (!new.target) return new Decipheriv(cipher, key, iv, options);
  begin(this, false, cipher, key, iv, options);
}
makeLazyTransform(Decipheriv);
Object.assign(Decipheriv.prototype, methods);

/**
 * Gives the tag that the text must have.
 * @param {string | ArrayBuffer | ArrayBufferView} tagbuf
 * @param {string} [encoding] of text
 * @returns {this}
 * @throws {TypeError} ERR_CRYPTO_INVALID_AUTH_TAG
 * @throws {Error} ERR_CRYPTO_INVALID_STATE
 */
Decipheriv.prototype.setAuthTag = function setAuthTag(tagbuf, encoding) {
  const bytes = toBytes(tagbuf, 'buffer', encoding);
  const outcome = this[handle].setAuthTag(bytes);
  if (outcome === INVALID_TAG_LENGTH) throw invalidTag(bytes.byteLength);
  if (outcome === SHORT_TAG) {
    warnOfShortTag();
    return this;
  }
  if (outcome !== 0) throw new ERR_CRYPTO_INVALID_STATE('setAuthTag');
  return this;
};

/**
 * @param {string} cipher one of getCiphers
 * @param {string | ArrayBuffer | ArrayBufferView} key
 * @param {string | ArrayBuffer | ArrayBufferView | null} iv
 * @param {{ authTagLength?: number }} [options] and those of a stream
 * @returns {Cipheriv}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_CRYPTO_INVALID_IV, ERR_CRYPTO_INVALID_AUTH_TAG
 * @throws {RangeError} ERR_CRYPTO_INVALID_KEYLEN
 * @throws {Error} ERR_CRYPTO_UNKNOWN_CIPHER
 */
function createCipheriv(cipher, key, iv, options) {
  return new Cipheriv(cipher, key, iv, options);
}

/** See createCipheriv. @returns {Decipheriv} */
function createDecipheriv(cipher, key, iv, options) {
  return new Decipheriv(cipher, key, iv, options);
}

let ciphers;

/** @returns {string[]} the names of ciphers */
function getCiphers() {
  ciphers ??= native.getCiphers();
  return ciphers.slice();
}

/**
 * @param {string | number} nameOrNid
 * @param {{ keyLength?: number, ivLength?: number }} [options] lengths that it must be able to have
 * @returns {{ name: string, nid: number, blockSize?: number, ivLength?: number, keyLength: number, mode: string } |
 *   undefined}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function getCipherInfo(nameOrNid, options = undefined) {
  if (typeof nameOrNid !== 'string' && typeof nameOrNid !== 'number') {
    throw new ERR_INVALID_ARG_TYPE('nameOrNid', ['string', 'number'], nameOrNid);
  }
  if (typeof nameOrNid === 'number') validateInt32(nameOrNid, 'nameOrNid');
  let keyLength;
  let ivLength;
  if (options !== undefined) {
    validateObject(options, 'options');
    ({ keyLength, ivLength } = options);
    if (keyLength !== undefined) validateInt32(keyLength, 'options.keyLength');
    if (ivLength !== undefined) validateInt32(ivLength, 'options.ivLength');
    if (keyLength < 0 || ivLength < 0) return undefined;
  }
  const name = typeof nameOrNid === 'string' ? nameOrNid : undefined;
  const nid = name === undefined && nameOrNid > 0 ? nameOrNid : 0;
  const found = native.getCipherInfo(name, nid, keyLength === undefined ? undefined : keyLength + 0,
                                     ivLength === undefined ? undefined : ivLength + 0);
  if (found === undefined) return undefined;
  const info = { mode: found[0], name: found[1], nid: found[2] };
  // Stream ciphers have no blocks.
  if (info.mode !== 'stream') info.blockSize = found[3];
  if (found[4] !== 0) info.ivLength = found[4];
  info.keyLength = found[5];
  return info;
}

module.exports = { Cipheriv, Decipheriv, createCipheriv, createDecipheriv, getCipherInfo, getCiphers };
