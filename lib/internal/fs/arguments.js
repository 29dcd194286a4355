// Checks and conversions of what programs pass to node:fs: paths, flags, modes, positions, options.
// https://nodejs.org/api/fs.html#common-objects
'use strict';

const { codes } = require('internal/errors');
const {
  validateAbortSignal, validateBoolean, validateFunction, validateInt32, validateInteger, validateObject, validateUint32,
} = require('internal/validators');
const { isArrayBufferView, isUint8Array } = require('internal/fs/views');

const constants = binding('constants').fs;
const {
  O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY,
} = constants;

const { isArray } = Array;
const maxInt32 = 2147483647;

const flagsByName = {
  '__proto__': null,
  'r': O_RDONLY,
  'rs': O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  'w': O_TRUNC | O_CREAT | O_WRONLY,
  'wx': O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'a': O_APPEND | O_CREAT | O_WRONLY,
  'ax': O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  'as': O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};
flagsByName.sr = flagsByName.rs;
flagsByName['sr+'] = flagsByName['rs+'];
flagsByName.xw = flagsByName.wx;
flagsByName['xw+'] = flagsByName['wx+'];
flagsByName.xa = flagsByName.ax;
flagsByName['xa+'] = flagsByName['ax+'];
flagsByName.sa = flagsByName.as;
flagsByName['sa+'] = flagsByName['as+'];

function isUrl(value) {
  // Objects of the legacy url.parse have href and protocol, too, but also auth and path.
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

/**
 * A path as the native functions take it: a string or the bytes of one.
 * @param {string | Uint8Array | URL} path
 * @param {string} [name] of the argument
 * @returns {string | Uint8Array}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE (a null byte inside), or what fileURLToPath throws
 */
function getPath(path, name = 'path') {
  if (typeof path === 'string') {
    if (path.indexOf('\u0000') === -1) return path;
  } else if (isUrl(path)) {
    return getPath(require('url').fileURLToPath(path), name);
  } else if (!isUint8Array(path)) {
    throw new codes.ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], path);
  } else if (path.indexOf(0) === -1) {
    return path;
  }
  throw new codes.ERR_INVALID_ARG_VALUE(name, path, 'must be a string, Uint8Array, or URL without null bytes');
}

/**
 * Flags of open(2) from what `fs.open` takes. https://nodejs.org/api/fs.html#file-system-flags
 * @param {string | number | null | undefined} flags
 * @param {string} [name] of the argument
 * @returns {number}
 * @throws {TypeError} ERR_INVALID_ARG_VALUE for an unknown name
 */
function getFlags(flags, name = 'flags') {
  if (typeof flags === 'number') {
    validateInt32(flags, name);
    return flags | 0;
  }
  if (flags === undefined || flags === null) return O_RDONLY;
  const value = typeof flags === 'string' ? flagsByName[flags] : undefined;
  if (value === undefined) throw new codes.ERR_INVALID_ARG_VALUE(name, flags);
  return value;
}

/**
 * @param {unknown} callback
 * @throws {TypeError} ERR_INVALID_ARG_TYPE unless callback is a function
 */
function validateCallback(callback) {
  validateFunction(callback, 'cb');
}

/**
 * @param {unknown} fd
 * @returns {number} a file descriptor
 */
function getFd(fd) {
  // -0 is 0, but no int32 for native code.
  if (fd === 0) return 0;
  validateInt32(fd, 'fd', 0);
  return fd;
}

let Buffer;

function validateEncodingName(encoding) {
  if (!encoding || encoding === 'utf8' || encoding === 'utf-8' || encoding === 'buffer') return;
  Buffer ??= require('buffer').Buffer;
  if (!Buffer.isEncoding(encoding)) {
    throw new codes.ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
}

const noOptions = { __proto__: null };

/**
 * Options as an object: a string stands for `{ encoding }`, a function (a callback in the options' place) for none.
 * @param {unknown} options
 * @param {object} [defaults] what holds when nothing is given
 * @returns {object}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE (unknown encoding)
 */
function getOptions(options, defaults = noOptions) {
  if (options === undefined || options === null || typeof options === 'function') return defaults;
  if (typeof options === 'string') {
    validateEncodingName(options);
    return { encoding: options, flag: defaults.flag };
  }
  if (typeof options !== 'object') throw new codes.ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  validateEncodingName(options.encoding);
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  return options;
}

/**
 * Where in a file: -1 for the current position.
 * @param {unknown} position number, bigint, null or undefined
 * @param {number} [length] how many bytes are meant
 * @returns {number | bigint}
 */
function getReadPosition(position, length = 0) {
  if (position === undefined || position === null) return -1;
  if (typeof position === 'number') {
    validateInteger(position, 'position', -1);
    return position;
  }
  if (typeof position === 'bigint') {
    const most = 2n ** 63n - 1n - BigInt(length);
    if (position < -1n || position > most) {
      throw new codes.ERR_OUT_OF_RANGE('position', `>= -1 && <= ${most}`, position);
    }
    return position;
  }
  throw new codes.ERR_INVALID_ARG_TYPE('position', ['integer', 'bigint'], position);
}

/** The same for writing, where everything that is no whole number means the current position. */
function getWritePosition(position) {
  return position >= 0 && Number.isSafeInteger(position) ? position : -1;
}

/** Checks the part of a buffer that is read into. */
function validateReadRange(offset, length, size) {
  if (offset < 0) throw new codes.ERR_OUT_OF_RANGE('offset', '>= 0', offset);
  if (length < 0) throw new codes.ERR_OUT_OF_RANGE('length', '>= 0', length);
  if (offset + length > size) throw new codes.ERR_OUT_OF_RANGE('length', `<= ${size - offset}`, length);
}

/** Checks the part of a buffer that is written. */
function validateWriteRange(offset, length, size) {
  if (offset > size) throw new codes.ERR_OUT_OF_RANGE('offset', `<= ${size}`, offset);
  if (length > size - offset) throw new codes.ERR_OUT_OF_RANGE('length', `<= ${size - offset}`, length);
  if (length < 0) throw new codes.ERR_OUT_OF_RANGE('length', '>= 0', length);
  validateInt32(length, 'length', 0);
}

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless value is a Buffer, TypedArray or DataView */
function validateView(value, name = 'buffer') {
  if (!isArrayBufferView(value)) throw new codes.ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], value);
}

/**
 * What a function takes that accepts a path or a descriptor.
 * @returns {number | string | Uint8Array} a descriptor, or a path as getPath gives it
 */
function getPathOrFd(value) {
  return typeof value === 'number' && (value | 0) === value ? getFd(value) : getPath(value);
}

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless value is an array of views */
function validateViews(value) {
  if (!isArray(value)) throw new codes.ERR_INVALID_ARG_TYPE('buffers', 'ArrayBufferView[]', value);
  for (let i = 0; i < value.length; i++) {
    if (!isArrayBufferView(value[i])) throw new codes.ERR_INVALID_ARG_TYPE('buffers', 'ArrayBufferView[]', value);
  }
}

/**
 * Bytes to write: a view as it is, a string encoded.
 * @param {string | ArrayBufferView} data
 * @param {string} [encoding]
 * @returns {ArrayBufferView}
 */
function getBytes(data, encoding, name = 'data') {
  if (isArrayBufferView(data)) return data;
  if (typeof data !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  Buffer ??= require('buffer').Buffer;
  return Buffer.from(data, encoding || 'utf8');
}

/**
 * The bytes of a string that is written: what is no encoding stands for UTF-8.
 * @param {string} text
 * @param {unknown} encoding
 * @returns {Buffer}
 */
function encodeText(text, encoding) {
  Buffer ??= require('buffer').Buffer;
  return Buffer.from(text, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8');
}

function codedError(error, code) {
  error.code = code;
  return error;
}

/**
 * A set of bits, three at most; a fraction is cut off. The wording is the one these two functions have always had.
 * @throws {Error} ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
 */
function getThreeBits(mode) {
  if (mode === undefined || mode === null) return 0;
  if (typeof mode !== 'number') {
    throw codedError(new TypeError('mode must be int32 or null/undefined'), 'ERR_INVALID_ARG_TYPE');
  }
  if (!Number.isFinite(mode)) throw codedError(new RangeError('mode is out of range'), 'ERR_OUT_OF_RANGE');
  if (mode < 0 || mode > 7) throw codedError(new RangeError('mode is out of range: >= 0 && <= 7'), 'ERR_OUT_OF_RANGE');
  return mode | 0;
}

/**
 * Seconds since 1970 from what utimes takes: a number, a numeric string, a Date.
 * @param {number | string | Date} time
 * @param {string} [name]
 * @returns {number}
 */
function toUnixTimestamp(time, name = 'time') {
  if (typeof time === 'string' && !Number.isNaN(+time)) return +time;
  // Negative numbers have always stood for now; a Date or a string gets before 1970.
  if (typeof time === 'number' && Number.isFinite(time)) return time < 0 ? Date.now() / 1000 : time;
  if (require('util').types.isDate(time)) return time.getTime() / 1000;
  throw new codes.ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
}

/** @returns {number} a user or group id as chown takes it; -1 leaves it unchanged */
function getId(id, name) {
  validateInteger(id, name, -1, 4294967295);
  return id === -1 ? 4294967295 : id >>> 0;
}

/**
 * Options of rm, checked and complete.
 * @param {object} [options]
 * @returns {{ recursive: boolean, force: boolean, maxRetries: number, retryDelay: number }}
 */
function getRmOptions(options) {
  if (options === undefined) return { recursive: false, force: false, maxRetries: 0, retryDelay: 100 };
  validateObject(options, 'options');
  // What is given as undefined is no boolean.
  const { recursive, force, maxRetries, retryDelay } = { recursive: false, force: false, maxRetries: 0, retryDelay: 100, ...options };
  validateBoolean(recursive, 'options.recursive');
  validateInt32(retryDelay, 'options.retryDelay', 0);
  validateUint32(maxRetries, 'options.maxRetries');
  validateBoolean(force, 'options.force');
  return { recursive, force, maxRetries: maxRetries >>> 0, retryDelay: retryDelay >>> 0 };
}

/** The same for rmdir, where `recursive` is deprecated and nothing may be missing. */
function getRmdirOptions(options) {
  validateObject(options, 'options');
  const { recursive, maxRetries, retryDelay } = { recursive: false, maxRetries: 0, retryDelay: 100, ...options };
  validateBoolean(recursive, 'options.recursive');
  validateInt32(retryDelay, 'options.retryDelay', 0);
  validateUint32(maxRetries, 'options.maxRetries');
  return { recursive, maxRetries: maxRetries >>> 0, retryDelay: retryDelay >>> 0 };
}

module.exports = {
  codedError,
  constants,
  encodeText,
  getBytes,
  getFd,
  getFlags,
  getId,
  getOptions,
  getPath,
  getPathOrFd,
  getReadPosition,
  getRmOptions,
  getRmdirOptions,
  getThreeBits,
  getWritePosition,
  isUrl,
  maxInt32,
  toUnixTimestamp,
  validateCallback,
  validateEncodingName,
  validateReadRange,
  validateView,
  validateViews,
  validateWriteRange,
};
