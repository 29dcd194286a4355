// node:zlib. https://nodejs.org/api/zlib.html
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateFunction, validateUint32 } = require('internal/validators');
const constants = require('internal/zlib/constants');
const classes = require('internal/zlib/classes');
const { runAll, runAllLater } = require('internal/zlib/coder');
const { closeCoder } = require('internal/zlib/stream');
const hooks = require('internal/async/hooks');
const { FastBuffer } = require('internal/buffer/pool');
const { kMaxLength } = require('buffer');
const native = binding('zlib');
const { isAnyArrayBuffer } = binding('buffer');

const { isView } = ArrayBuffer;
const { coderOf, settingsOf } = classes;

/** Names of zlib's results, by number, and the numbers by name. */
const codes = {
  Z_OK: constants.Z_OK,
  Z_STREAM_END: constants.Z_STREAM_END,
  Z_NEED_DICT: constants.Z_NEED_DICT,
  Z_ERRNO: constants.Z_ERRNO,
  Z_STREAM_ERROR: constants.Z_STREAM_ERROR,
  Z_DATA_ERROR: constants.Z_DATA_ERROR,
  Z_MEM_ERROR: constants.Z_MEM_ERROR,
  Z_BUF_ERROR: constants.Z_BUF_ERROR,
  Z_VERSION_ERROR: constants.Z_VERSION_ERROR,
};
const codeNames = Object.keys(codes);
for (let i = 0; i < codeNames.length; i++) codes[codes[codeNames[i]]] = codeNames[i];

function toBytes(buffer, name = 'buffer') {
  if (typeof buffer === 'string') return require('buffer').Buffer.from(buffer);
  if (isView(buffer)) return buffer;
  if (isAnyArrayBuffer(buffer)) return new Uint8Array(buffer);
  const types = ['string', 'Buffer', 'TypedArray', 'DataView'];
  if (name === 'buffer') types.push('ArrayBuffer');
  throw new ERR_INVALID_ARG_TYPE(name, types, buffer);
}

/** The whole output for a whole input, at once. */
function runSync(engine, buffer) {
  const bytes = toBytes(buffer);
  const settings = engine[settingsOf];
  try {
    const { output, used } = runAll(engine[coderOf], bytes, settings.finishFlush, settings);
    engine.bytesWritten = used;
    return settings.info ? { buffer: output, engine } : output;
  } finally {
    closeCoder(engine);
  }
}

/** The whole output for a whole input, through a callback. */
function runLater(engine, buffer, callback) {
  const settings = engine[settingsOf];
  let bytes;
  try {
    bytes = toBytes(buffer, 'chunk');
  } catch (error) {
    closeCoder(engine);
    throw error;
  }
  runAllLater(engine[coderOf], bytes, settings.finishFlush, settings, (error, output, used) => {
    closeCoder(engine);
    // A failed one has neither output nor input used.
    if (error !== null) {
      callback(error);
      return;
    }
    engine.bytesWritten = used;
    callback(null, settings.info ? { buffer: output, engine } : output);
  });
}

/** Which of the functions below take a whole input without a stream, by what they are called. */
const wholeModes = {
  __proto__: null,
  inflate: constants.INFLATE, gunzip: constants.GUNZIP, inflateRaw: constants.INFLATERAW,
  deflate: constants.DEFLATE, gzip: constants.GZIP, deflateRaw: constants.DEFLATERAW,
};

/** The level that options ask for; undefined where they ask for more than that. */
function levelAlone(options) {
  if (options === undefined) return constants.Z_DEFAULT_COMPRESSION;
  if (options === null || typeof options !== 'object') return undefined;
  for (const name in options) {
    if (name !== 'level') return undefined;
  }
  const { level } = options;
  return Number.isInteger(level) && level >= constants.Z_MIN_LEVEL && level <= constants.Z_MAX_LEVEL ? level : undefined;
}

/** The whole output, made without a stream where that gives the same; else undefined. */
function runWhole(mode, buffer, options) {
  if (mode === undefined || hooks.state.tracking) return undefined;
  const level = levelAlone(options);
  if (level === undefined) return undefined;
  const bytes = toBytes(buffer);
  const length = bytes.byteLength;
  const memory = native.runWhole(mode, bytes, length, level, kMaxLength);
  return memory === undefined ? undefined : new FastBuffer(memory);
}

/** A function like zlib.gzip, and one like zlib.gzipSync. */
function makeMethods(name, Class) {
  const mode = wholeModes[name];
  const later = {
    [name](buffer, options, callback) {
      if (typeof options === 'function') {
        callback = options;
        options = {};
      }
      validateFunction(callback, 'callback');
      runLater(new Class(options), buffer, callback);
    },
  };
  const sync = {
    [`${name}Sync`](buffer, options) {
      return runWhole(mode, buffer, options) ?? runSync(new Class(options), buffer);
    },
  };
  return [later[name], sync[`${name}Sync`]];
}

/**
 * The CRC-32 of ISO 3309, as gzip has it.
 * @param {string | ArrayBufferView} data
 * @param {number} [value] the CRC of what came before
 * @returns {number}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function crc32(data, value = 0) {
  if (typeof data !== 'string' && !isView(data)) {
    throw new ERR_INVALID_ARG_TYPE('data', ['Buffer', 'TypedArray', 'DataView', 'string'], data);
  }
  validateUint32(value, 'value');
  // Negative zero is no unsigned integer to V8.
  const start = value + 0;
  return typeof data === 'string' ? native.crc32Text(data, start) : native.crc32(data, start);
}

const zlib = module.exports = { crc32 };
const classNames = [
  'Deflate', 'Inflate', 'Gzip', 'Gunzip', 'DeflateRaw', 'InflateRaw', 'Unzip', 'BrotliCompress', 'BrotliDecompress',
  'ZstdCompress', 'ZstdDecompress',
];
for (let i = 0; i < classNames.length; i++) zlib[classNames[i]] = classes[classNames[i]];

const methodNames = [
  'deflate', 'gzip', 'deflateRaw', 'unzip', 'inflate', 'gunzip', 'inflateRaw', 'brotliCompress', 'brotliDecompress',
  'zstdCompress', 'zstdDecompress',
];
for (let i = 0; i < methodNames.length; i++) {
  const name = methodNames[i];
  const { 0: later, 1: sync } = makeMethods(name, classes[name[0].toUpperCase() + name.slice(1)]);
  zlib[name] = later;
  zlib[`${name}Sync`] = sync;
}

const fixed = { __proto__: null, configurable: false, enumerable: true };
for (let i = 0; i < classNames.length; i++) {
  const Class = classes[classNames[i]];
  const methods = {
    [`create${classNames[i]}`](options) {
      return new Class(options);
    },
  };
  Object.defineProperty(zlib, `create${classNames[i]}`, { ...fixed, value: methods[`create${classNames[i]}`] });
}
Object.defineProperty(zlib, 'constants', { ...fixed, value: Object.freeze(constants) });
Object.defineProperty(zlib, 'codes', { ...fixed, value: Object.freeze(codes) });
// Where they were before `constants`; those of Brotli have always been there alone.
for (const name of Object.keys(constants)) {
  if (!name.startsWith('BROTLI')) Object.defineProperty(zlib, name, { __proto__: null, value: constants[name] });
}
