// Signatures. https://nodejs.org/api/crypto.html#class-sign
'use strict';
const {
  codes: {
    ERR_CRYPTO_INVALID_DIGEST, ERR_CRYPTO_INVALID_STATE, ERR_CRYPTO_SIGN_KEY_REQUIRED, ERR_CRYPTO_UNSUPPORTED_OPERATION,
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const { validateFunction, validateString } = require('internal/validators');
const { findEncoding } = require('internal/buffer/encodings');
const { Writable } = require('stream');
const { dataTypes, toBytes, validateEncodedText } = require('internal/crypto/inputs');
const { isBytes } = require('internal/crypto/key_formats');
const { privateHandle, publicHandle } = require('internal/crypto/keys');
const { runJob } = require('internal/crypto/jobs');
const native = binding('crypto');

const { isView } = ArrayBuffer;
const signer = Symbol('signer');

// What a native Signer says besides its result.
const OVER = 0;
const UNSUITED = 1;

function reworded(error, message) {
  error.message = message;
  return error;
}

function over() {
  return reworded(new ERR_CRYPTO_INVALID_STATE(''), 'Not initialised');
}

function paddingOf(options) {
  return integerOption(options, 'padding');
}

function integerOption(options, name) {
  const value = options[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || value >> 0 !== value) throw new ERR_INVALID_ARG_VALUE(`options.${name}`, value);
  return value + 0;
}

/** @returns {boolean} whether signatures are r || s */
function isRaw(options) {
  const { dsaEncoding } = options;
  if (dsaEncoding === undefined || dsaEncoding === 'der') return false;
  if (dsaEncoding === 'ieee-p1363') return true;
  throw new ERR_INVALID_ARG_VALUE('options.dsaEncoding', dsaEncoding);
}

function saltLengthOf(options) {
  return integerOption(options, 'saltLength');
}

/** This OpenSSL has no signatures with a context. */
function refuseContext(options) {
  const { context } = options;
  if (context === undefined) return;
  if (!isBytes(context)) {
    throw new ERR_INVALID_ARG_TYPE('context', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], context);
  }
  if (context.byteLength > 255) {
    throw reworded(new ERR_OUT_OF_RANGE('context', '', 0), 'context string must be at most 255 bytes');
  }
  if (context.byteLength !== 0) {
    throw reworded(new ERR_CRYPTO_UNSUPPORTED_OPERATION(), 'Context parameter is unsupported');
  }
}

/** Sign and Verify: a stream that is written to and a digest. */
function begin(self, algorithm, options) {
  validateString(algorithm, 'algorithm');
  self[signer] = new native.Signer();
  if (!self[signer].start(algorithm)) throw reworded(new ERR_CRYPTO_INVALID_DIGEST(algorithm), 'Invalid digest');
  Writable.call(self, options);
}

function write(chunk, encoding, callback) {
  this.update(chunk, encoding);
  callback();
}

/**
 * @param {string | ArrayBufferView} data
 * @param {string} [encoding] of text
 * @returns {this}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_UNKNOWN_ENCODING
 * @throws {Error} ERR_CRYPTO_INVALID_STATE
 */
function update(data, encoding) {
  let fed;
  if (typeof data === 'string') {
    validateEncodedText(data, encoding);
    const isUtf8 = encoding === undefined || encoding === null || encoding === 'buffer' ||
      findEncoding(encoding)?.name === 'utf8';
    fed = isUtf8 ? this[signer].updateText(data) : this[signer].update(toBytes(data, 'data', encoding));
  } else if (isView(data)) {
    fed = this[signer].update(data);
  } else {
    throw new ERR_INVALID_ARG_TYPE('data', dataTypes, data);
  }
  if (!fed) throw over();
  return this;
}

/** @deprecated as a constructor that programs call */
function Sign(algorithm, options) {
  if (!new.target) return new Sign(algorithm, options);
  begin(this, algorithm, options);
}
Object.setPrototypeOf(Sign.prototype, Writable.prototype);
Object.setPrototypeOf(Sign, Writable);

Sign.prototype._write = write;
Sign.prototype.update = update;

/**
 * @param {unknown} options a private key: KeyObject, CryptoKey, PEM, URL, or an object with `key`, `padding`,
 *   `saltLength`, `dsaEncoding`
 * @param {string} [encoding] of the result; a Buffer without one
 * @returns {Buffer | string}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 * @throws {Error} ERR_CRYPTO_SIGN_KEY_REQUIRED, ERR_CRYPTO_INVALID_STATE, ERR_CRYPTO_UNSUPPORTED_OPERATION, OpenSSL's
 */
Sign.prototype.sign = function sign(options, encoding) {
  if (!options) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
  const key = privateHandle(options, 'privateKey');
  const padding = paddingOf(options);
  const saltLength = saltLengthOf(options);
  const signature = this[signer].sign(key, padding, saltLength, isRaw(options));
  if (signature === false) throw over();
  if (signature === true) throw new ERR_CRYPTO_UNSUPPORTED_OPERATION();
  const bytes = require('buffer').Buffer.from(signature);
  return encoding && encoding !== 'buffer' ? bytes.toString(encoding) : bytes;
};

/** @deprecated as a constructor that programs call */
function Verify(algorithm, options) {
  if (!new.target) return new Verify(algorithm, options);
  begin(this, algorithm, options);
}
Object.setPrototypeOf(Verify.prototype, Writable.prototype);
Object.setPrototypeOf(Verify, Writable);

Verify.prototype._write = write;
Verify.prototype.update = update;

/**
 * @param {unknown} options a public or private key, as in Sign.prototype.sign; certificates too
 * @param {string | ArrayBuffer | ArrayBufferView} signature
 * @param {string} [sigEncoding] of a signature that is text
 * @returns {boolean} whether it is the signature of the data
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 * @throws {Error} ERR_CRYPTO_INVALID_STATE, ERR_CRYPTO_UNSUPPORTED_OPERATION, OpenSSL's
 */
Verify.prototype.verify = function verify(options, signature, sigEncoding) {
  // Text and bytes are looked at last, as they are read then; what can't be a key is told before the signature is.
  let key = typeof options === 'string' || isBytes(options) ? undefined : publicHandle(options, 'key');
  const padding = paddingOf(options);
  const saltLength = saltLengthOf(options);
  const raw = isRaw(options);
  const bytes = toBytes(signature, 'signature', sigEncoding);
  key ??= publicHandle(options, 'key');
  const outcome = this[signer].verify(key, bytes, padding, saltLength, raw);
  if (outcome === OVER) throw over();
  if (outcome === UNSUITED) throw new ERR_CRYPTO_UNSUPPORTED_OPERATION();
  return outcome;
};

/**
 * @param {string} algorithm one of getHashes
 * @param {object} [options] of the stream
 * @returns {Sign}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_CRYPTO_INVALID_DIGEST
 */
function createSign(algorithm, options) {
  return new Sign(algorithm, options);
}

/** See createSign. @returns {Verify} */
function createVerify(algorithm, options) {
  return new Verify(algorithm, options);
}

function toBuffer(memory) {
  return require('buffer').Buffer.from(memory);
}

/**
 * Signs at once.
 * @param {string | null | undefined} algorithm a digest; none for keys that have an algorithm of their own
 * @param {string | ArrayBuffer | ArrayBufferView} data
 * @param {unknown} key see Sign.prototype.sign
 * @param {(error: Error | null, signature?: Buffer) => void} [callback]
 * @returns {Buffer | undefined}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_CRYPTO_INVALID_DIGEST
 * @throws {Error} ERR_CRYPTO_SIGN_KEY_REQUIRED, OpenSSL's
 */
function sign(algorithm, data, key, callback) {
  if (algorithm !== undefined && algorithm !== null) validateString(algorithm, 'algorithm');
  if (callback !== undefined) validateFunction(callback, 'callback');
  const bytes = toBytes(data, 'data');
  if (!key) throw new ERR_CRYPTO_SIGN_KEY_REQUIRED();
  const padding = paddingOf(key);
  const saltLength = saltLengthOf(key);
  const raw = isRaw(key);
  refuseContext(key);
  const handle = privateHandle(key);
  return runJob('SIGNREQUEST', callback, (done) => {
    const outcome = native.sign(handle, bytes, algorithm, padding, saltLength, raw, done);
    if (outcome === false) throw new ERR_CRYPTO_INVALID_DIGEST(algorithm);
    return outcome;
  }, toBuffer);
}

/**
 * Verifies at once.
 * @param {string | null | undefined} algorithm a digest; none for keys that have an algorithm of their own
 * @param {string | ArrayBuffer | ArrayBufferView} data
 * @param {unknown} key see Verify.prototype.verify
 * @param {ArrayBuffer | ArrayBufferView} signature
 * @param {(error: Error | null, result?: boolean) => void} [callback]
 * @returns {boolean | undefined}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_CRYPTO_INVALID_DIGEST
 * @throws {Error} OpenSSL's
 */
function verify(algorithm, data, key, signature, callback) {
  if (algorithm !== undefined && algorithm !== null) validateString(algorithm, 'algorithm');
  if (callback !== undefined) validateFunction(callback, 'callback');
  const bytes = toBytes(data, 'data');
  const padding = paddingOf(key);
  const saltLength = saltLengthOf(key);
  const raw = isRaw(key);
  refuseContext(key);
  const given = toBytes(signature, 'signature');
  const handle = publicHandle(key);
  return runJob('VERIFYREQUEST', callback, (done) => {
    const outcome = native.verify(handle, bytes, given, algorithm, padding, saltLength, raw, done);
    if (outcome === undefined) throw new ERR_CRYPTO_INVALID_DIGEST(algorithm);
    return outcome;
  });
}

module.exports = { Sign, Verify, createSign, createVerify, sign, verify };
