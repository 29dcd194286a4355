// node:zlib/iter. https://nodejs.org/api/zlib.html#iterable-compression
'use strict';

const zlib = require('zlib');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { isAnyArrayBuffer } = require('internal/util/types');
const { nothing, runAll, runAllLater } = require('internal/zlib/coder');
const { closeCoder, coderOf, settingsOf } = require('internal/zlib/stream');

const { constants } = zlib;

// For streams these are better than the ones of node:zlib, which favour small output.
const kChunkSize = 65536;
const deflateDefaults = { chunkSize: kChunkSize, level: 4, memLevel: 9 };
const plainDefaults = { chunkSize: kChunkSize };
const brotliParams = { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_LGWIN]: 20 };

/** The codec's stream sees to the keys; of the values it can't tell where the key is unknown to it. */
function checkParams({ params }) {
  if (params === undefined) return;
  validateObject(params, 'options.params', { allowArray: true });
  for (const key of Object.keys(params)) {
    if (!(+key >= 0)) continue;
    const value = params[key];
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('options.params[key]', 'number', value);
    }
  }
}

function checkDictionary({ dictionary }) {
  if (dictionary === undefined || ArrayBuffer.isView(dictionary) || isAnyArrayBuffer(dictionary)) return;
  throw new ERR_INVALID_ARG_TYPE('options.dictionary', ['Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], dictionary);
}

function checkSourceSize({ pledgedSrcSize: size }) {
  if (size === undefined) return;
  if (typeof size !== 'number') throw new ERR_INVALID_ARG_TYPE('options.pledgedSrcSize', 'number', size);
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new ERR_OUT_OF_RANGE('options.pledgedSrcSize', 'a non-negative safe integer', size);
  }
}

/** How each codec is opened: its stream of node:zlib has the options checked. */
const openers = {
  compressGzip: (options) => zlib.createGzip({ ...deflateDefaults, ...options }),
  compressDeflate: (options) => zlib.createDeflate({ ...deflateDefaults, ...options }),
  compressBrotli(options) {
    checkParams(options);
    checkDictionary(options);
    return zlib.createBrotliCompress({ ...plainDefaults, ...options, params: { ...brotliParams, ...options.params } });
  },
  compressZstd(options) {
    checkParams(options);
    checkSourceSize(options);
    return zlib.createZstdCompress({ ...plainDefaults, ...options });
  },
  decompressGzip: (options) => zlib.createGunzip({ ...plainDefaults, ...options }),
  decompressDeflate: (options) => zlib.createInflate({ ...plainDefaults, ...options }),
  decompressBrotli(options) {
    checkParams(options);
    checkDictionary(options);
    return zlib.createBrotliDecompress({ ...plainDefaults, ...options });
  },
  decompressZstd(options) {
    checkParams(options);
    checkSourceSize(options);
    return zlib.createZstdDecompress({ ...plainDefaults, ...options });
  },
};

/** Sends bytes through a codec on the thread pool. @returns {Promise<Buffer>} */
function run(stream, input, flush) {
  return new Promise((resolve, reject) => {
    runAllLater(stream[coderOf], input, flush, stream[settingsOf], (error, output) => {
      if (error) reject(error);
      else resolve(output);
    });
  });
}

function makeAsync(open, options) {
  return {
    __proto__: null,
    async* transform(source, { signal } = {}) {
      const stream = open(options);
      const { flush, finishFlush } = stream[settingsOf];
      try {
        for await (const batch of source) {
          if (batch === null) continue;
          const made = [];
          for (let i = 0; i < batch.length; i++) {
            const output = await run(stream, batch[i], flush);
            signal?.throwIfAborted();
            if (output.length > 0) made.push(output);
          }
          if (made.length > 0) yield made;
        }
        const output = await run(stream, nothing, finishFlush);
        if (output.length > 0) yield [output];
      } finally {
        closeCoder(stream);
      }
    },
  };
}

function makeSync(open, options) {
  return {
    __proto__: null,
    * transform(source) {
      const stream = open(options);
      const settings = stream[settingsOf];
      try {
        for (const batch of source) {
          if (batch === null) continue;
          const made = [];
          for (let i = 0; i < batch.length; i++) {
            const { output } = runAll(stream[coderOf], batch[i], settings.flush, settings);
            if (output.length > 0) made.push(output);
          }
          if (made.length > 0) yield made;
        }
        const { output } = runAll(stream[coderOf], nothing, settings.finishFlush, settings);
        if (output.length > 0) yield [output];
      } finally {
        closeCoder(stream);
      }
    },
  };
}

/** A function of the module: options are an object; what they hold is checked when the transform runs. */
function define(name, make, open) {
  return {
    [name](options = {}) {
      validateObject(options, 'options');
      return make(open, options);
    },
  }[name];
}

for (const name of Object.keys(openers).sort()) {
  module.exports[name] = define(name, makeAsync, openers[name]);
  module.exports[`${name}Sync`] = define(`${name}Sync`, makeSync, openers[name]);
}
