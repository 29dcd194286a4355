// stream.Writable. https://nodejs.org/api/stream.html#writable-streams
//
// One chunk is with `_write` at a time; what is written meanwhile waits in `buffered`, and so does everything while the
// stream is corked or not constructed. `length` counts both. A callback of a write that ended within `_write` is called
// in the next tick, one tick for all such writes of this one.
'use strict';

const EventEmitter = require('events');
const { Buffer } = require('buffer');
const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED, ERR_MULTIPLE_CALLBACK, ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE, ERR_STREAM_DESTROYED, ERR_STREAM_NULL_VALUES, ERR_STREAM_WRITE_AFTER_END,
    ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { highWaterMarkOf, getDefaultHighWaterMark } = require('internal/streams/high_water_mark');
const destroyed = require('internal/streams/destroy');
const { Stream } = require('internal/streams/legacy');

const { construct, errorOrDestroy } = destroyed;

function nop() {}

/**
 * What a Writable knows about itself. Its names are Node's: programs and their tests read them.
 */
class WritableState {
  constructor(options, stream, isDuplex) {
    if (typeof isDuplex !== 'boolean') isDuplex = stream instanceof require('internal/streams/duplex').Duplex;
    this.objectMode = !!(options && (options.objectMode || (isDuplex && options.writableObjectMode)));
    this.highWaterMark = options === undefined || options === null ?
      getDefaultHighWaterMark(this.objectMode) :
      highWaterMarkOf(this.objectMode, options, 'writableHighWaterMark', isDuplex);

    /** Bytes, or objects in object mode, that were written and are not done. */
    this.length = 0;
    this.corked = 0;
    this.needDrain = false;
    /** end() was called; `ended` is set when it returns, `finished` when all is written and flushed. */
    this.ending = false;
    this.ended = false;
    this.finished = false;
    this.finalCalled = false;
    this.prefinished = false;
    this.destroyed = false;
    this.errored = null;
    this.errorEmitted = false;
    this.closed = false;
    this.closeEmitted = false;
    this.emitClose = !options || options.emitClose !== false;
    this.autoDestroy = !options || options.autoDestroy !== false;
    this.decodeStrings = !options || options.decodeStrings !== false;
    this.defaultEncoding = 'utf8';
    this.constructed = true;

    /** A chunk is with _write; `sync` while that call has not returned. */
    this.writing = false;
    this.sync = true;
    this.bufferProcessing = false;
    /** What _write calls when it is done; made with the first write. */
    this.onwrite = null;
    this.writecb = null;
    this.writelen = 0;
    /** The callbacks that wait for the next tick: { count, callback, stream, state }. */
    this.afterWriteTickInfo = null;
    /** Chunks that wait, from `bufferedIndex` on. */
    this.buffered = [];
    this.bufferedIndex = 0;
    /** The encoding of all of them, or one for each, in the same places. */
    this.bufferedEncoding = undefined;
    this.bufferedEncodings = null;
    /** A callback for each, in the same places; null while they have none. */
    this.bufferedCallbacks = null;
    /** Callbacks that have not been called; 'finish' waits for them. */
    this.pendingcb = 0;
    this.onFinished = null;

    if (options) {
      const { defaultEncoding } = options;
      if (defaultEncoding !== undefined && defaultEncoding !== null && defaultEncoding !== 'utf8') {
        if (!Buffer.isEncoding(defaultEncoding)) throw new ERR_UNKNOWN_ENCODING(defaultEncoding);
        this.defaultEncoding = defaultEncoding;
      }
    }
  }

  /** @returns {{ chunk: any, encoding: string, callback: Function }[]} what waits */
  getBuffer() {
    return bufferedWrites(this);
  }

  get bufferedRequestCount() {
    return this.buffered.length - this.bufferedIndex;
  }
}

function clearBuffered(state) {
  state.buffered = [];
  state.bufferedIndex = 0;
  state.bufferedEncodings = null;
  state.bufferedCallbacks = null;
}

/** Keeps a chunk for later. Objects are made of those only that _writev gets: most streams keep many, and for long. */
function hold(state, chunk, encoding, callback) {
  const { buffered } = state;
  const at = buffered.length;
  if (state.bufferedEncodings !== null) {
    state.bufferedEncodings.push(encoding);
  } else if (at === 0) {
    state.bufferedEncoding = encoding;
  } else if (state.bufferedEncoding !== encoding) {
    state.bufferedEncodings = new Array(at).fill(state.bufferedEncoding);
    state.bufferedEncodings.push(encoding);
  }
  if (state.bufferedCallbacks !== null) {
    state.bufferedCallbacks.push(callback);
  } else if (callback !== nop) {
    state.bufferedCallbacks = new Array(at).fill(nop);
    state.bufferedCallbacks.push(callback);
  }
  buffered.push(chunk);
}

function encodingAt(state, i) {
  return state.bufferedEncodings === null ? state.bufferedEncoding : state.bufferedEncodings[i];
}

function callbackAt(state, i) {
  return state.bufferedCallbacks === null ? nop : state.bufferedCallbacks[i];
}

/** What waits, as _writev takes it. */
function bufferedWrites(state) {
  const { buffered } = state;
  const writes = [];
  for (let i = state.bufferedIndex; i < buffered.length; i++) {
    writes.push({ chunk: buffered[i], encoding: encodingAt(state, i), callback: callbackAt(state, i) });
  }
  return writes;
}

/**
 * @constructor
 * @param {object} [options] https://nodejs.org/api/stream.html#new-streamwritableoptions
 */
function Writable(options) {
  // instanceof asks a function here.
  if (new.target === undefined && !(this instanceof Writable)) return new Writable(options);

  this._writableState = new WritableState(options, this, false);
  if (options) takeWritableOptions(this, options);
  Stream.call(this, options);
  if (this._construct !== undefined) construct(this, () => onConstructed(this));
}
Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);

/** What the options of a writable side set on the stream itself. */
function takeWritableOptions(stream, options) {
  if (typeof options.write === 'function') stream._write = options.write;
  if (typeof options.writev === 'function') stream._writev = options.writev;
  if (typeof options.destroy === 'function') stream._destroy = options.destroy;
  if (typeof options.final === 'function') stream._final = options.final;
  if (typeof options.construct === 'function') stream._construct = options.construct;
  if (options.signal) require('internal/streams/add_abort_signal').follow(options.signal, stream);
}

function onConstructed(stream) {
  const state = stream._writableState;
  if (!state.writing) writeBuffered(stream, state);
  if (state.ending) finishMaybe(stream, state);
}

Writable.WritableState = WritableState;

// A Duplex is a Writable too, though it inherits from Readable.
Object.defineProperty(Writable, Symbol.hasInstance, {
  __proto__: null,
  value(object) {
    if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
    if (this !== Writable) return false;
    return !!object && object._writableState instanceof WritableState;
  },
});
Object.defineProperty(Writable[Symbol.hasInstance], 'name', { __proto__: null, value: '[Symbol.hasInstance]' });

/** A Writable can't be read from. */
Writable.prototype.pipe = function() {
  errorOrDestroy(this, new ERR_STREAM_CANNOT_PIPE());
};

/**
 * @param {Writable} stream
 * @param {any} chunk
 * @param {BufferEncoding | Function | undefined} encoding
 * @param {Function | undefined} callback
 * @returns {boolean | Error} whether more may be written at once
 */
function write(stream, chunk, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = undefined;
  }
  if (typeof callback !== 'function') callback = nop;
  const state = stream._writableState;

  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if (!state.objectMode) {
    if (typeof chunk === 'string') {
      encoding = checkEncoding(encoding, state);
      if (state.decodeStrings) {
        chunk = Buffer.from(chunk, encoding);
        encoding = 'buffer';
      }
    } else if (chunk instanceof Buffer) {
      if (encoding && encoding !== 'buffer') checkEncoding(encoding, state);
      encoding = 'buffer';
    } else if (ArrayBuffer.isView(chunk)) {
      if (encoding && encoding !== 'buffer') checkEncoding(encoding, state);
      chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      encoding = 'buffer';
    } else {
      throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
    }
  }

  let error;
  if (state.ending) error = new ERR_STREAM_WRITE_AFTER_END();
  else if (state.destroyed) error = new ERR_STREAM_DESTROYED('write');
  if (error !== undefined) {
    nextTick(callback, error);
    errorOrDestroy(stream, error, true);
    return error;
  }
  state.pendingcb++;
  return writeOrHold(stream, state, chunk, encoding, callback);
}

function checkEncoding(encoding, state) {
  if (!encoding) return state.defaultEncoding;
  if (encoding !== 'utf8' && !Buffer.isEncoding(encoding)) {
    throw new ERR_UNKNOWN_ENCODING(encoding);
  }
  return encoding;
}

function writeOrHold(stream, state, chunk, encoding, callback) {
  const size = state.objectMode ? 1 : chunk.length;
  state.length += size;
  if (state.writing || state.corked !== 0 || state.errored || !state.constructed) {
    hold(state, chunk, encoding, callback);
  } else {
    state.writelen = size;
    state.writecb = callback;
    state.writing = true;
    state.sync = true;
    state.onwrite ??= makeOnwrite(stream);
    stream._write(chunk, encoding, state.onwrite);
    state.sync = false;
  }
  // After the call: what _write has done at once needs nobody to wait.
  const hasRoom = state.length < state.highWaterMark || state.length === 0;
  if (!hasRoom) state.needDrain = true;
  // A stream that failed has nothing to wait for.
  return hasRoom && !state.errored && !state.destroyed;
}

/**
 * @param {any} chunk a string, Buffer, TypedArray or DataView; anything but null in object mode
 * @param {BufferEncoding} [encoding] of a string
 * @param {(error?: Error) => void} [callback] called when the chunk is written or failed
 * @returns {boolean} false: wait for 'drain' before more
 */
Writable.prototype.write = function(chunk, encoding, callback) {
  return write(this, chunk, encoding, callback) === true;
};

/** Holds what is written until uncork or end. */
Writable.prototype.cork = function() {
  this._writableState.corked++;
};

/** Takes one cork() back. */
Writable.prototype.uncork = function() {
  const state = this._writableState;
  if (state.corked === 0) return;
  state.corked--;
  if (!state.writing) writeBuffered(this, state);
};

/**
 * @param {BufferEncoding} encoding of strings that come without
 * @returns {this}
 */
Writable.prototype.setDefaultEncoding = function setDefaultEncoding(encoding) {
  if (typeof encoding === 'string') encoding = encoding.toLowerCase();
  if (!Buffer.isEncoding(encoding)) throw new ERR_UNKNOWN_ENCODING(encoding);
  this._writableState.defaultEncoding = encoding;
  return this;
};

/** Hands one chunk, or all of them to _writev. */
function handOver(stream, state, all, size, chunk, encoding, callback) {
  state.writelen = size;
  state.writecb = callback;
  state.writing = true;
  state.sync = true;
  state.onwrite ??= makeOnwrite(stream);
  if (state.destroyed) state.onwrite(new ERR_STREAM_DESTROYED('write'));
  else if (all) stream._writev(chunk, state.onwrite);
  else stream._write(chunk, encoding, state.onwrite);
  state.sync = false;
}

/** By itself, so that only this call keeps its variables beyond its end. */
function makeOnwrite(stream) {
  return (error) => onWritten(stream, error);
}

/** _write or _writev is done. */
function onWritten(stream, error) {
  const state = stream._writableState;
  const { sync, writecb } = state;
  if (typeof writecb !== 'function') {
    errorOrDestroy(stream, new ERR_MULTIPLE_CALLBACK());
    return;
  }
  state.writing = false;
  state.writecb = null;
  state.length -= state.writelen;
  state.writelen = 0;

  if (error) {
    // Formats the stack now; see recordError.
    void error.stack;
    if (!state.errored) state.errored = error;
    // The other side of a Duplex must not give data any more either.
    if (stream._readableState && !stream._readableState.errored) stream._readableState.errored = error;
    if (sync) nextTick(failWrite, stream, state, error, writecb);
    else failWrite(stream, state, error, writecb);
    return;
  }
  if (state.buffered.length > state.bufferedIndex) writeBuffered(stream, state);
  if (!sync) {
    completeWrites(stream, state, 1, writecb);
    return;
  }
  const waiting = state.afterWriteTickInfo;
  if (waiting !== null && waiting.callback === writecb) {
    waiting.count++;
  } else {
    const info = { count: 1, callback: writecb, stream, state };
    state.afterWriteTickInfo = info;
    nextTick(completeWritesLater, info);
  }
}

function completeWritesLater(info) {
  if (info.state.afterWriteTickInfo === info) info.state.afterWriteTickInfo = null;
  completeWrites(info.stream, info.state, info.count, info.callback);
}

function completeWrites(stream, state, count, callback) {
  if (state.needDrain && state.length === 0 && !state.ending && !state.destroyed) {
    state.needDrain = false;
    stream.emit('drain');
  }
  while (count-- > 0) {
    state.pendingcb--;
    callback(null);
  }
  if (state.destroyed) failBuffered(state);
  finishMaybe(stream, state);
}

function failWrite(stream, state, error, callback) {
  state.pendingcb--;
  callback(error);
  failBuffered(state);
  errorOrDestroy(stream, error);
}

/** Calls the callbacks of what will not be written. */
function failBuffered(state) {
  if (state.writing) return;
  for (let i = state.bufferedIndex; i < state.buffered.length; i++) {
    state.length -= state.objectMode ? 1 : state.buffered[i].length;
    callbackAt(state, i)(state.errored ?? new ERR_STREAM_DESTROYED('write'));
  }
  callOnFinished(state, state.errored ?? new ERR_STREAM_DESTROYED('end'));
  clearBuffered(state);
}

function callOnFinished(state, error) {
  const callbacks = state.onFinished;
  if (callbacks === null) return;
  state.onFinished = null;
  for (let i = 0; i < callbacks.length; i++) callbacks[i](error);
}

/** Writes what waits: in one call if the stream has _writev. */
function writeBuffered(stream, state) {
  if (state.corked !== 0 || state.bufferProcessing || state.destroyed || !state.constructed) return;
  const { buffered, bufferedIndex, objectMode } = state;
  const count = buffered.length - bufferedIndex;
  if (count === 0) return;

  state.bufferProcessing = true;
  if (count > 1 && stream._writev) {
    state.pendingcb -= count - 1;
    const callbacks = state.bufferedCallbacks;
    const callback = callbacks === null ? nop : (error) => {
      for (let i = bufferedIndex; i < callbacks.length; i++) callbacks[i](error);
    };
    const chunks = bufferedWrites(state);
    chunks.allBuffers = state.bufferedEncodings === null && state.bufferedEncoding === 'buffer';
    handOver(stream, state, true, state.length, chunks, '', callback);
    clearBuffered(state);
  } else {
    let i = bufferedIndex;
    do {
      const chunk = buffered[i];
      const encoding = encodingAt(state, i);
      const callback = callbackAt(state, i);
      buffered[i++] = null;
      handOver(stream, state, false, objectMode ? 1 : chunk.length, chunk, encoding, callback);
    } while (i < buffered.length && !state.writing);

    if (i === buffered.length) {
      clearBuffered(state);
    } else if (i > 256) {
      buffered.splice(0, i);
      state.bufferedEncodings?.splice(0, i);
      state.bufferedCallbacks?.splice(0, i);
      state.bufferedIndex = 0;
    } else {
      state.bufferedIndex = i;
    }
  }
  state.bufferProcessing = false;
}

/**
 * Writes one chunk and calls `callback`. To be implemented, or _writev.
 * @param {any} chunk
 * @param {string} encoding 'buffer' for Buffers
 * @param {(error?: Error) => void} callback
 */
Writable.prototype._write = function(chunk, encoding, callback) {
  if (!this._writev) throw new ERR_METHOD_NOT_IMPLEMENTED('_write()');
  this._writev([{ chunk, encoding }], callback);
};

Writable.prototype._writev = null;

/**
 * Says that nothing more is written.
 * @param {any} [chunk] written before
 * @param {BufferEncoding} [encoding]
 * @param {(error?: Error) => void} [callback] called when the stream is finished or failed
 * @returns {this}
 */
Writable.prototype.end = function(chunk, encoding, callback) {
  const state = this._writableState;
  if (typeof chunk === 'function') {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }

  let error;
  if (chunk !== null && chunk !== undefined) {
    const result = write(this, chunk, encoding);
    if (result instanceof Error) error = result;
  }
  // end() uncorks all the way.
  if (state.corked !== 0) {
    state.corked = 1;
    this.uncork();
  }

  if (error === undefined) {
    if (!state.errored && !state.ending) {
      // `ended` after it: what finishes within this call is not ended yet.
      state.ending = true;
      finishMaybe(this, state, true);
      state.ended = true;
    } else if (state.finished) {
      error = new ERR_STREAM_ALREADY_FINISHED('end');
    } else if (state.destroyed) {
      error = new ERR_STREAM_DESTROYED('end');
    }
  }
  if (typeof callback === 'function') {
    if (error) nextTick(callback, error);
    else if (state.errored) nextTick(callback, state.errored);
    else if (state.finished) nextTick(callback, null);
    else (state.onFinished ??= []).push(callback);
  }
  return this;
};

/** Whether all that was written is done and the stream can finish. */
function canFinish(state) {
  return state.ending && !state.destroyed && state.constructed && state.length === 0 && !state.errored &&
         state.buffered.length === 0 && !state.finished && !state.writing && !state.errorEmitted && !state.closeEmitted;
}

function finishMaybe(stream, state, sync) {
  if (!canFinish(state)) return;
  prefinish(stream, state);
  if (state.pendingcb !== 0) return;
  if (sync) {
    state.pendingcb++;
    nextTick(finishLater, stream, state);
  } else if (canFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function finishLater(stream, state) {
  if (canFinish(state)) finish(stream, state);
  else state.pendingcb--;
}

function prefinish(stream, state) {
  if (state.prefinished || state.finalCalled) return;
  if (typeof stream._final === 'function' && !state.destroyed) {
    state.finalCalled = true;
    callFinal(stream, state);
  } else {
    state.prefinished = true;
    stream.emit('prefinish');
  }
}

function callFinal(stream, state) {
  let called = false;
  function onDone(error) {
    if (called) {
      errorOrDestroy(stream, error ?? new ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    state.pendingcb--;
    if (error) {
      callOnFinished(state, error);
      errorOrDestroy(stream, error, state.sync);
    } else if (canFinish(state)) {
      state.prefinished = true;
      stream.emit('prefinish');
      // 'finish' comes later also when _final was done at once.
      state.pendingcb++;
      nextTick(finish, stream, state);
    }
  }
  state.sync = true;
  state.pendingcb++;
  try {
    stream._final(onDone);
  } catch (error) {
    onDone(error);
  }
  state.sync = false;
}

function finish(stream, state) {
  state.pendingcb--;
  state.finished = true;
  callOnFinished(state, null);
  stream.emit('finish');
  if (state.autoDestroy) {
    // A Duplex is destroyed when both sides are done.
    const readable = stream._readableState;
    if (!readable || (readable.autoDestroy && (readable.endEmitted || readable.readable === false))) stream.destroy();
  }
}

/**
 * Destroys the stream; what waits to be written fails.
 * @param {Error} [error]
 * @param {(error?: Error) => void} [callback]
 * @returns {this}
 */
Writable.prototype.destroy = function(error, callback) {
  const state = this._writableState;
  if (!state.destroyed && (state.bufferedIndex < state.buffered.length || state.onFinished !== null)) {
    nextTick(failBuffered, state);
  }
  destroyed.destroy.call(this, error, callback);
  return this;
};
Writable.prototype._undestroy = destroyed.undestroy;
Writable.prototype._destroy = function(error, callback) {
  callback(error);
};

Writable.prototype[EventEmitter.captureRejectionSymbol] = function(error) {
  this.destroy(error);
};

Writable.prototype[Symbol.asyncDispose] = function() {
  let error;
  if (!this.destroyed) {
    error = this.writableFinished ? null : new AbortError();
    this.destroy(error);
  }
  return new Promise((resolve, reject) => {
    const { finished } = require('internal/streams/finished');
    finished(this, (other) => (other && other !== error ? reject(other) : resolve(null)));
  });
};

/**
 * A web stream that writes to a Writable.
 * @param {Writable} streamWritable
 * @returns {WritableStream}
 */
Writable.toWeb = function(streamWritable) {
  return require('internal/webstreams/adapt_writable').toWeb(streamWritable);
};

/**
 * A Writable that writes to a web stream.
 * @param {WritableStream} writableStream is locked
 * @param {{ decodeStrings?: boolean, highWaterMark?: number, objectMode?: boolean, signal?: AbortSignal }} [options]
 * @returns {Writable}
 */
Writable.fromWeb = function(writableStream, options) {
  return require('internal/webstreams/adapt_writable').fromWeb(writableStream, options);
};

Object.defineProperties(Writable.prototype, {
  closed: {
    __proto__: null,
    get() { return this._writableState ? this._writableState.closed : false; },
  },
  destroyed: {
    __proto__: null,
    get() { return this._writableState ? this._writableState.destroyed : false; },
    set(value) {
      if (this._writableState) this._writableState.destroyed = value;
    },
  },
  writable: {
    __proto__: null,
    get() {
      const state = this._writableState;
      return !!state && state.writable !== false && !state.destroyed && !state.errored && !state.ending && !state.ended;
    },
    set(value) {
      if (this._writableState) this._writableState.writable = !!value;
    },
  },
  writableFinished: {
    __proto__: null,
    get() { return this._writableState ? this._writableState.finished : false; },
  },
  writableObjectMode: {
    __proto__: null,
    get() { return this._writableState ? this._writableState.objectMode : false; },
  },
  writableBuffer: {
    __proto__: null,
    get() { return this._writableState?.getBuffer(); },
  },
  writableEnded: {
    __proto__: null,
    get() { return this._writableState ? this._writableState.ending : false; },
  },
  writableNeedDrain: {
    __proto__: null,
    get() {
      const state = this._writableState;
      return state ? !state.destroyed && !state.ending && state.needDrain : false;
    },
  },
  writableHighWaterMark: {
    __proto__: null,
    get() { return this._writableState?.highWaterMark; },
  },
  writableCorked: {
    __proto__: null,
    get() { return this._writableState ? this._writableState.corked : 0; },
  },
  writableLength: {
    __proto__: null,
    get() { return this._writableState?.length; },
  },
  errored: {
    __proto__: null,
    get() { return this._writableState ? this._writableState.errored : null; },
  },
  writableAborted: {
    __proto__: null,
    get() {
      const state = this._writableState;
      return !!(state.writable !== false && (state.destroyed || state.errored) && !state.finished);
    },
  },
});

module.exports = { Writable, WritableState, takeWritableOptions, onConstructed };
