// The streams of node:zlib. https://nodejs.org/api/zlib.html
'use strict';
const {
  codes: { ERR_BROTLI_INVALID_PARAM, ERR_ZSTD_INVALID_PARAM },
} = require('internal/errors');
const { validateInteger } = require('internal/validators');
const constants = require('internal/zlib/constants');
const { commonSettings, dictionaryOf, numberWithin, parametersOf } = require('internal/zlib/settings');
const { ZlibBase, coderOf, openCoder, settingsOf } = require('internal/zlib/stream');
const { toError } = require('internal/zlib/coder');

const {
  DEFLATE, INFLATE, GZIP, GUNZIP, DEFLATERAW, INFLATERAW, UNZIP, BROTLI_ENCODE, BROTLI_DECODE, ZSTD_COMPRESS,
  ZSTD_DECOMPRESS, Z_BLOCK, Z_FINISH, Z_FULL_FLUSH, Z_NO_FLUSH, Z_SYNC_FLUSH,
} = constants;

const zlibFlush = { flush: Z_NO_FLUSH, finishFlush: Z_FINISH, lastFlush: Z_BLOCK };
const brotliFlush = {
  flush: constants.BROTLI_OPERATION_PROCESS,
  finishFlush: constants.BROTLI_OPERATION_FINISH,
  lastFlush: constants.BROTLI_OPERATION_EMIT_METADATA,
};
const zstdFlush = {
  flush: constants.ZSTD_e_continue, finishFlush: constants.ZSTD_e_end, lastFlush: constants.ZSTD_e_end,
};

/** @constructor the streams of zlib itself */
function Zlib(options, mode) {
  const settings = commonSettings(options, zlibFlush);
  settings.fullFlush = Z_FULL_FLUSH;
  let windowBits = constants.Z_DEFAULT_WINDOWBITS;
  let level = constants.Z_DEFAULT_LEVEL;
  let memLevel = constants.Z_DEFAULT_MEMLEVEL;
  let strategy = constants.Z_DEFAULT_STRATEGY;
  let dictionary;
  if (options) {
    // 0 is: as the header says. A compressor has nobody to ask.
    if ((options.windowBits === undefined || options.windowBits === null || options.windowBits === 0) &&
        (mode === INFLATE || mode === GUNZIP || mode === UNZIP)) {
      windowBits = 0;
    } else {
      const least = mode === GZIP ? 9 : constants.Z_MIN_WINDOWBITS;
      windowBits = numberWithin(options.windowBits, 'options.windowBits', least, constants.Z_MAX_WINDOWBITS, windowBits);
    }
    level = numberWithin(options.level, 'options.level', constants.Z_MIN_LEVEL, constants.Z_MAX_LEVEL, level);
    memLevel = numberWithin(options.memLevel, 'options.memLevel', constants.Z_MIN_MEMLEVEL, constants.Z_MAX_MEMLEVEL,
                            memLevel);
    strategy = numberWithin(options.strategy, 'options.strategy', constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED,
                            strategy);
    dictionary = dictionaryOf(options);
  }
  // zlib refuses 8 for raw deflate; Node means 9 by it.
  if (mode === DEFLATERAW && windowBits === 8) windowBits = 9;
  const coder = openCoder(mode, (made) => made.startZlib(
    windowBits, level, memLevel, strategy, dictionary, settings.rejectGarbageAfterEnd));
  ZlibBase.call(this, options, settings, coder);
  this._level = level;
  this._strategy = strategy;
}
inherit(Zlib, ZlibBase);

/**
 * Changes level and strategy for what is written from now on.
 * @param {number} level
 * @param {number} strategy
 * @param {(error?: Error) => void} [callback]
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
Zlib.prototype.params = function params(level, strategy, callback) {
  numberWithin(level, 'level', constants.Z_MIN_LEVEL, constants.Z_MAX_LEVEL);
  numberWithin(strategy, 'strategy', constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED);
  if (this._level === level && this._strategy === strategy) {
    require('internal/ticks').nextTick(callback);
    return;
  }
  // What was written before keeps the old ones.
  this.flush(Z_SYNC_FLUSH, () => {
    const coder = this[coderOf];
    if (coder !== null) {
      const failure = coder.setParams(level ?? this._level, strategy ?? this._strategy);
      if (failure !== undefined) {
        this.destroy(toError(failure));
        return;
      }
      this._level = level;
      this._strategy = strategy;
    }
    if (callback) callback();
  });
};

/** @constructor the streams of Brotli */
function Brotli(options, mode) {
  const settings = commonSettings(options, brotliFlush);
  settings.fullFlush = constants.BROTLI_OPERATION_FLUSH;
  const last = mode === BROTLI_ENCODE ? constants.BROTLI_PARAM_NDIRECT : constants.BROTLI_DECODER_PARAM_LARGE_WINDOW;
  const parameters = parametersOf(options, 0, mode === BROTLI_ENCODE ? last : constants.BROTLI_PARAM_NDIRECT,
                                  ERR_BROTLI_INVALID_PARAM);
  const coder = openCoder(mode, (made) => made.startBrotli(parameters));
  ZlibBase.call(this, options, settings, coder);
}
inherit(Brotli, ZlibBase);

/** @constructor the streams of Zstandard */
function Zstd(options, mode) {
  const settings = commonSettings(options, zstdFlush);
  settings.fullFlush = constants.ZSTD_e_flush;
  const parameters = mode === ZSTD_COMPRESS ?
    parametersOf(options, constants.ZSTD_c_compressionLevel, constants.ZSTD_c_overlapLog, ERR_ZSTD_INVALID_PARAM) :
    parametersOf(options, constants.ZSTD_d_windowLogMax, constants.ZSTD_d_windowLogMax, ERR_ZSTD_INVALID_PARAM);
  const size = options?.pledgedSrcSize;
  if (size !== undefined) validateInteger(size, 'options.pledgedSrcSize', 0);
  const dictionary = dictionaryOf(options);
  const coder = openCoder(mode, (made) => made.startZstd(parameters, dictionary, size ?? -1));
  ZlibBase.call(this, options, settings, coder);
}
inherit(Zstd, ZlibBase);

function inherit(Class, Base) {
  Object.setPrototypeOf(Class.prototype, Base.prototype);
  Object.setPrototypeOf(Class, Base);
}

const warned = new Set();

/** Node's constructors work without `new`, with a warning: DEP0184. */
function warnOfCall(name) {
  if (warned.has(name)) return;
  warned.add(name);
  require('process').emitWarning(`Instantiating ${name} without the 'new' keyword has been deprecated.`,
                                 'DeprecationWarning', 'DEP0184');
}

function makeClass(name, Base, mode) {
  const Class = function(options) {
    if (!(this instanceof Class)) {
      warnOfCall(name);
      return new Class(options);
    }
    Base.call(this, options, mode);
  };
  Object.defineProperty(Class, 'name', { __proto__: null, value: name, configurable: true });
  inherit(Class, Base);
  return Class;
}

module.exports = {
  Deflate: makeClass('Deflate', Zlib, DEFLATE),
  Inflate: makeClass('Inflate', Zlib, INFLATE),
  Gzip: makeClass('Gzip', Zlib, GZIP),
  Gunzip: makeClass('Gunzip', Zlib, GUNZIP),
  DeflateRaw: makeClass('DeflateRaw', Zlib, DEFLATERAW),
  InflateRaw: makeClass('InflateRaw', Zlib, INFLATERAW),
  Unzip: makeClass('Unzip', Zlib, UNZIP),
  BrotliCompress: makeClass('BrotliCompress', Brotli, BROTLI_ENCODE),
  BrotliDecompress: makeClass('BrotliDecompress', Brotli, BROTLI_DECODE),
  ZstdCompress: makeClass('ZstdCompress', Zstd, ZSTD_COMPRESS),
  ZstdDecompress: makeClass('ZstdDecompress', Zstd, ZSTD_DECOMPRESS),
  coderOf,
  settingsOf,
};
