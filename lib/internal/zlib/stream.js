// What all streams of node:zlib have in common. https://nodejs.org/api/zlib.html#class-zlibzlibbase
'use strict';
const hooks = require('internal/async/hooks');
const { Transform, finished } = require('stream');
const { numberWithin } = require('internal/zlib/settings');
const { nextTick } = require('internal/ticks');
const { allocate, nothing, runAll, toError, trailingJunk } = require('internal/zlib/coder');
const native = binding('zlib');

const coderOf = Symbol('coder');
const settingsOf = Symbol('settings');
const flushOf = Symbol('flush');

/**
 * @constructor
 * @param {object | undefined} options of the stream
 * @param {object} settings see commonSettings
 * @param {object} coder the native codec, begun
 */
function ZlibBase(options, settings, coder) {
  Transform.call(this, { autoDestroy: true, ...options, encoding: undefined, objectMode: false, writableObjectMode: false,
                         readableObjectMode: false, decodeStrings: true });
  this.bytesWritten = 0;
  this[coderOf] = coder;
  this[settingsOf] = settings;
  this._chunkSize = settings.chunkSize;
  // What is left of the output after a step, and of the input; the part of the chunk that is filled.
  this._left = new Uint32Array(2);
  this._chunk = undefined;
  this._filled = 0;
}
Object.setPrototypeOf(ZlibBase.prototype, Transform.prototype);
Object.setPrototypeOf(ZlibBase, Transform);

/**
 * Makes a native codec, begun by `start`.
 * @param {number} mode
 * @param {(coder: object) => [string, string, number] | undefined} start
 * @returns {object}
 * @throws {Error} ERR_ZLIB_INITIALIZATION_FAILED, or the codec's
 */
function openCoder(mode, start) {
  const coder = new native.Coder(mode);
  if (hooks.state.tracking) hooks.initialize(coder, 'ZLIB');
  const failure = start(coder);
  if (failure !== undefined) throw toError(failure);
  return coder;
}

Object.defineProperty(ZlibBase.prototype, '_handle', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return this[coderOf];
  },
});

Object.defineProperty(ZlibBase.prototype, '_closed', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return this[coderOf] === null;
  },
});

/** Begins anew, with the same settings. */
ZlibBase.prototype.reset = function reset() {
  if (this[coderOf] === null) throw new Error('zlib binding closed');
  const failure = this[coderOf].reset();
  if (failure !== undefined) throw toError(failure);
};

/**
 * Flushes what was written so far.
 * @param {number} [kind] of flush; a full one by default
 * @param {() => void} [callback]
 */
ZlibBase.prototype.flush = function flush(kind, callback) {
  if (typeof kind === 'function' || (kind === undefined && !callback)) {
    callback = kind;
    kind = this[settingsOf].fullFlush;
  }
  const { fullFlush, lastFlush } = this[settingsOf];
  kind = numberWithin(kind, 'kind', 0, lastFlush, fullFlush);
  if (this.writableFinished) {
    if (callback) nextTick(callback);
  } else if (this.writableEnded) {
    if (callback) this.once('end', callback);
  } else {
    // In its turn among what is written.
    const { Buffer } = require('buffer');
    const mark = Buffer.alloc(0);
    mark[flushOf] = kind;
    this.write(mark, '', callback);
  }
};

/**
 * Ends the stream and frees its memory.
 * @param {(error?: Error) => void} [callback]
 */
ZlibBase.prototype.close = function close(callback) {
  if (callback) finished(this, callback);
  this.destroy();
};

ZlibBase.prototype._destroy = function(error, callback) {
  closeCoder(this);
  callback(error);
};

function closeCoder(stream) {
  const coder = stream[coderOf];
  if (coder === null) return;
  stream[coderOf] = null;
  coder.close();
  hooks.gone(coder);
}

ZlibBase.prototype._transform = function(chunk, encoding, callback) {
  process(this, chunk, chunk[flushOf] ?? this[settingsOf].flush, callback);
};

ZlibBase.prototype._flush = function(callback) {
  process(this, nothing, this[settingsOf].finishFlush, callback);
};

/**
 * Sends a chunk through the codec: at once, returning the output, or with a callback on the thread pool, pushing it.
 * @param {Uint8Array} chunk
 * @param {number} flushFlag
 * @param {(error?: Error) => void} [callback]
 * @returns {Buffer | undefined}
 */
ZlibBase.prototype._processChunk = function(chunk, flushFlag, callback) {
  if (typeof callback === 'function') {
    process(this, chunk, flushFlag, callback);
    return undefined;
  }
  const { output, used } = runAll(this[coderOf], chunk, flushFlag, this[settingsOf]);
  this.bytesWritten += used;
  return output;
};

/** Sends a chunk through the codec on the thread pool, pushing output as it comes. */
function process(stream, chunk, flush, callback) {
  const left = stream._left;
  const receive = hooks.state.tracking ? hooks.entering(stream[coderOf], done) : done;
  let used = 0;

  function step() {
    const coder = stream[coderOf];
    if (coder === null) {
      // Destroyed meanwhile; nobody waits for the output.
      nextTick(callback);
      return;
    }
    stream._chunk ??= allocate(stream._chunkSize);
    const failure = coder.run(flush, chunk, used, chunk.byteLength - used, stream._chunk, stream._filled,
                              stream._chunk.length - stream._filled, left, receive);
    if (failure !== undefined) done(failure);
  }

  function done(failure) {
    if (stream.destroyed) {
      callback();
      return;
    }
    if (failure !== undefined) {
      const error = toError(failure);
      closeCoder(stream);
      stream.destroy(error);
      return;
    }
    const outLeft = left[0];
    const inLeft = left[1];
    const begin = stream._filled;
    const end = stream._chunk.length - outLeft;
    stream.bytesWritten += chunk.byteLength - used - inLeft;
    used = chunk.byteLength - inLeft;
    const made = end > begin ? stream._chunk.slice(begin, end) : undefined;
    stream._filled = end;
    if (outLeft === 0) {
      stream._chunk = undefined;
      stream._filled = 0;
    }
    const wantsMore = made === undefined || stream.push(made);
    if (stream.destroyed) {
      callback();
      return;
    }
    if (outLeft === 0) {
      if (wantsMore) {
        step();
      } else {
        // The reader is slow: go on when it reads.
        const read = stream._read;
        stream._read = (size) => {
          stream._read = read;
          step();
          read.call(stream, size);
        };
      }
      return;
    }
    if (inLeft > 0) {
      if (stream[settingsOf].rejectGarbageAfterEnd) {
        closeCoder(stream);
        stream.destroy(trailingJunk());
        return;
      }
      // What is left over after the end belongs to something else.
      stream.push(null);
    }
    callback();
  }

  step();
}

module.exports = { ZlibBase, closeCoder, coderOf, openCoder, settingsOf };
