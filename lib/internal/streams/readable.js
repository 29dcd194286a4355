// stream.Readable. https://nodejs.org/api/stream.html#readable-streams
//
// A source is asked with `_read`, answers with `push`, and is asked again while less than the high-water mark is held.
// What is held leaves by `read()`, or by 'data' events while the stream flows. `flowing` is null until somebody chooses,
// then true (data events) or false (paused, or 'readable' events).
'use strict';

const EventEmitter = require('events');
const { Buffer } = require('buffer');
const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_METHOD_NOT_IMPLEMENTED, ERR_OUT_OF_RANGE, ERR_STREAM_PUSH_AFTER_EOF,
    ERR_STREAM_UNSHIFT_AFTER_END_EVENT, ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { highWaterMarkOf, getDefaultHighWaterMark } = require('internal/streams/high_water_mark');
const destroyed = require('internal/streams/destroy');
const { Stream } = require('internal/streams/legacy');
const { take } = require('internal/streams/take');

const { construct, destroyStream, errorOrDestroy } = destroyed;
const { on, removeListener, removeAllListeners } = EventEmitter.prototype;

/** `read(n)` with a larger n than this is not remembered as a wish for a larger buffer. */
const kMaxHighWaterMark = 0x40000000;

/**
 * What a Readable knows about itself. Its names are Node's: programs and their tests read them.
 *
 * `buffer` holds the chunks from `bufferIndex` on; `length` is their size in bytes, or their number in object mode.
 */
class ReadableState {
  constructor(options, stream, isDuplex) {
    if (typeof isDuplex !== 'boolean') isDuplex = stream instanceof require('internal/streams/duplex').Duplex;
    this.objectMode = !!(options && (options.objectMode || (isDuplex && options.readableObjectMode)));
    this.highWaterMark = options === undefined || options === null ?
      getDefaultHighWaterMark(this.objectMode) :
      highWaterMarkOf(this.objectMode, options, 'readableHighWaterMark', isDuplex);

    this.buffer = [];
    this.bufferIndex = 0;
    this.length = 0;
    this.pipes = [];
    this.flowing = null;
    /** The source is done; something may be left to read. */
    this.ended = false;
    this.endEmitted = false;
    /** 'end' waits for its tick. */
    this.endScheduled = false;
    /** `_read` was called and has not pushed yet. */
    this.reading = false;
    this.constructed = true;
    /** Within `_read`: what is pushed now must not be emitted before it returns. */
    this.sync = true;
    /** Somebody waits for 'readable'. */
    this.needReadable = false;
    this.emittedReadable = false;
    /** 'readable' is to be emitted in a tick to come. */
    this.readableScheduled = false;
    this.readableListening = false;
    this.resumeScheduled = false;
    /** By pause(), not only for want of a consumer. */
    this.paused = null;
    this.errorEmitted = false;
    this.emitClose = !options || options.emitClose !== false;
    this.autoDestroy = !options || options.autoDestroy !== false;
    this.destroyed = false;
    this.errored = null;
    this.closed = false;
    this.closeEmitted = false;
    this.defaultEncoding = 'utf8';
    /** Destinations of pipes that are full: null, one, or a Set (multiAwaitDrain). */
    this.awaitDrainWriters = null;
    this.multiAwaitDrain = false;
    this.readingMore = false;
    this.dataEmitted = false;
    /** Whether there are listeners of 'data', as far as they came by `on`. */
    this.dataListening = false;
    this.decoder = null;
    this.encoding = null;
    /** Of a Transform: the callback of a write that waits until its output is read. */
    this.heldCallback = null;

    if (options) {
      const { defaultEncoding, encoding } = options;
      if (defaultEncoding !== undefined && defaultEncoding !== null && defaultEncoding !== 'utf8') {
        if (!Buffer.isEncoding(defaultEncoding)) throw new ERR_UNKNOWN_ENCODING(defaultEncoding);
        this.defaultEncoding = defaultEncoding;
      }
      if (encoding) {
        this.decoder = makeDecoder(encoding);
        this.encoding = this.decoder.encoding;
      }
    }
  }

  get pipesCount() {
    return this.pipes.length;
  }
}

function makeDecoder(encoding) {
  const { StringDecoder } = require('string_decoder');
  return new StringDecoder(encoding);
}

/**
 * @constructor
 * @param {object} [options] https://nodejs.org/api/stream.html#new-streamreadableoptions
 */
function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);

  this._readableState = new ReadableState(options, this, false);
  if (options) takeReadableOptions(this, options);
  Stream.call(this, options);
  if (this._construct !== undefined) construct(this, () => onConstructed(this));
}
Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);

/** What the options of a readable side set on the stream itself. */
function takeReadableOptions(stream, options) {
  if (typeof options.read === 'function') stream._read = options.read;
  if (typeof options.destroy === 'function') stream._destroy = options.destroy;
  if (typeof options.construct === 'function') stream._construct = options.construct;
  if (options.signal) require('internal/streams/add_abort_signal').follow(options.signal, stream);
}

function onConstructed(stream) {
  if (stream._readableState.needReadable) readMoreLater(stream, stream._readableState);
}

Readable.ReadableState = ReadableState;
Readable.prototype.destroy = destroyed.destroy;
Readable.prototype._undestroy = destroyed.undestroy;
Readable.prototype._destroy = function(error, callback) {
  callback(error);
};

Readable.prototype[EventEmitter.captureRejectionSymbol] = function(error) {
  this.destroy(error);
};

Readable.prototype[Symbol.asyncDispose] = function() {
  let error;
  if (!this.destroyed) {
    error = this.readableEnded ? null : new AbortError();
    this.destroy(error);
  }
  return new Promise((resolve, reject) => {
    const { finished } = require('internal/streams/finished');
    finished(this, (other) => (other && other !== error ? reject(other) : resolve(null)));
  });
};

/**
 * Adds a chunk to the end of what can be read; null ends the stream.
 * @param {any} chunk a string, Buffer, TypedArray or DataView; anything in object mode
 * @param {BufferEncoding} [encoding] of a string
 * @returns {boolean} whether more may be pushed at once
 */
Readable.prototype.push = function(chunk, encoding) {
  return accept(this, this._readableState, chunk, encoding, false);
};

/**
 * Puts a chunk back before what can be read.
 * @param {any} chunk
 * @param {BufferEncoding} [encoding] of a string
 * @returns {boolean} whether more may be pushed at once
 */
Readable.prototype.unshift = function(chunk, encoding) {
  return accept(this, this._readableState, chunk, encoding, true);
};

/**
 * @param {Readable} stream
 * @param {ReadableState} state
 * @param {any} chunk
 * @param {string | undefined} encoding
 * @param {boolean} front whether it goes before what is held
 * @returns {boolean}
 */
function accept(stream, state, chunk, encoding, front) {
  if (chunk === null) {
    state.reading = false;
    onSourceEnd(stream, state);
    return false;
  }

  if (!state.objectMode) {
    if (typeof chunk === 'string') {
      encoding = encoding || state.defaultEncoding;
      if (state.encoding !== encoding) {
        const bytes = Buffer.from(chunk, encoding);
        if (front && state.encoding) {
          // Put back as what it would have been read as: the decoder has seen it.
          chunk = bytes.toString(state.encoding);
        } else {
          chunk = bytes;
          encoding = '';
        }
      }
    } else if (chunk instanceof Buffer) {
      encoding = '';
    } else if (ArrayBuffer.isView(chunk)) {
      chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      encoding = '';
    } else if (chunk !== undefined) {
      errorOrDestroy(stream, new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk));
      return false;
    }
    if (chunk === undefined || chunk.length <= 0) {
      // Nothing, but an answer: the next _read may come.
      if (!front) {
        state.reading = false;
        readMoreLater(stream, state);
      }
      return wantsMore(state);
    }
  }

  if (front) {
    if (state.endEmitted) errorOrDestroy(stream, new ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
    else if (state.destroyed || state.errored) return false;
    else deliver(stream, state, chunk, true);
    return wantsMore(state);
  }
  if (state.ended) {
    errorOrDestroy(stream, new ERR_STREAM_PUSH_AFTER_EOF());
    return false;
  }
  if (state.destroyed || state.errored) return false;
  state.reading = false;
  if (state.decoder !== null && !encoding) {
    chunk = state.decoder.write(chunk);
    if (!state.objectMode && chunk.length === 0) {
      readMoreLater(stream, state);
      return wantsMore(state);
    }
  }
  deliver(stream, state, chunk, false);
  return wantsMore(state);
}

/** Whether the source may push on. A stream that holds nothing wants more, even with a high-water mark of 0. */
function wantsMore(state) {
  return !state.ended && (state.length < state.highWaterMark || state.length === 0);
}

/** Emits a chunk at once when the stream flows and nothing is before it; else holds it. */
function deliver(stream, state, chunk, front) {
  if (state.flowing && state.length === 0 && !state.sync && state.dataListening) {
    if (state.multiAwaitDrain) state.awaitDrainWriters.clear();
    else state.awaitDrainWriters = null;
    state.dataEmitted = true;
    stream.emit('data', chunk);
  } else {
    state.length += state.objectMode ? 1 : chunk.length;
    if (!front) state.buffer.push(chunk);
    else if (state.bufferIndex > 0) state.buffer[--state.bufferIndex] = chunk;
    else state.buffer.unshift(chunk);
    if (state.needReadable) emitReadable(stream);
  }
  readMoreLater(stream, state);
}

/** @returns {boolean} whether pause() was called, or the stream does not flow by choice */
Readable.prototype.isPaused = function() {
  const state = this._readableState;
  return state.paused === true || state.flowing === false;
};

/**
 * Makes the stream give strings.
 * @param {BufferEncoding} encoding
 * @returns {this}
 */
Readable.prototype.setEncoding = function(encoding) {
  const state = this._readableState;
  const decoder = makeDecoder(encoding);
  state.decoder = decoder;
  state.encoding = decoder.encoding;
  // What is held already was not decoded.
  let text = '';
  for (let i = state.bufferIndex; i < state.buffer.length; i++) text += decoder.write(state.buffer[i]);
  if (state.ended) text += decoder.end();
  state.buffer = text === '' ? [] : [text];
  state.bufferIndex = 0;
  state.length = text.length;
  return this;
};

/** The next power of two: whoever reads in large pieces needs that much to be held. */
function grownHighWaterMark(n) {
  if (n > kMaxHighWaterMark) throw new ERR_OUT_OF_RANGE('size', `<= 1GiB`, n);
  let power = 1;
  while (power < n) power *= 2;
  return power;
}

/** How much a read(n) will take of what is held; NaN stands for what is no number. */
function available(n, state) {
  if (n <= 0 || (state.length === 0 && state.ended)) return 0;
  if (state.objectMode) return 1;
  if (Number.isNaN(n)) return state.length === 0 ? 0 : sizeOfNext(state);
  if (n <= state.length) return n;
  return state.ended ? state.length : 0;
}

/**
 * Takes data out of the stream's buffer, and asks the source for more when that is low.
 * @param {number} [n] bytes; without it all that is held (one chunk while flowing)
 * @returns {any} null when there is not that much
 */
Readable.prototype.read = function(n) {
  const state = this._readableState;
  if (n === undefined) return readNext(this, state);
  if (!Number.isInteger(n)) n = Number.parseInt(n, 10);
  const asked = n;

  if (n > state.highWaterMark) state.highWaterMark = grownHighWaterMark(n);
  if (n !== 0) state.emittedReadable = false;

  // read(0) with enough held only tells the listeners again.
  if (n === 0 && state.needReadable &&
      ((state.highWaterMark !== 0 ? state.length >= state.highWaterMark : state.length > 0) || state.ended)) {
    if (state.length === 0 && state.ended) endLater(this);
    else emitReadable(this);
    return null;
  }

  n = available(n, state);
  if (n === 0 && state.ended) {
    if (state.length === 0) endLater(this);
    return null;
  }

  const low = state.needReadable || state.length === 0 || state.length - n < state.highWaterMark;
  if (low && mayAsk(state)) {
    askSource(this, state);
    // It may have pushed within the call.
    if (!state.reading) n = available(asked, state);
  }

  const taken = n > 0 ? take(n, state) : null;
  if (taken === null) {
    state.needReadable = state.length <= state.highWaterMark;
    n = 0;
  } else {
    state.length -= n;
    if (state.multiAwaitDrain) state.awaitDrainWriters.clear();
    else state.awaitDrainWriters = null;
  }
  if (state.length === 0) {
    if (!state.ended) state.needReadable = true;
    if (asked !== n && state.ended) endLater(this);
  }
  if (taken !== null && !state.errorEmitted && !state.closeEmitted) {
    state.dataEmitted = true;
    this.emit('data', taken);
  }
  return taken;
};

/** Whether the source may be asked for more. */
function mayAsk(state) {
  return !(state.ended || state.reading || state.destroyed || state.errored || !state.constructed);
}

/** `read()`: one object or, while flowing, one chunk as it came; else all that is held. */
function readNext(stream, state) {
  state.emittedReadable = false;
  if (state.length === 0 && state.ended) {
    endLater(stream);
    return null;
  }
  if ((state.needReadable || state.length === 0 || state.length - sizeOfNext(state) < state.highWaterMark) && mayAsk(state)) {
    askSource(stream, state);
  }
  // It may have pushed within the call, or come to its end.
  if (state.length === 0) {
    state.needReadable = true;
    if (state.ended) endLater(stream);
    return null;
  }
  const size = sizeOfNext(state);
  const taken = take(size, state);
  state.length -= size;
  if (state.multiAwaitDrain) state.awaitDrainWriters.clear();
  else state.awaitDrainWriters = null;
  if (state.length === 0) {
    if (state.ended) endLater(stream);
    else state.needReadable = true;
  }
  if (!state.errorEmitted && !state.closeEmitted) {
    state.dataEmitted = true;
    stream.emit('data', taken);
  }
  return taken;
}

/** How much `read()` takes of what is held, of which there must be something. */
function sizeOfNext(state) {
  if (state.objectMode) return 1;
  return state.flowing ? state.buffer[state.bufferIndex].length : state.length;
}

function askSource(stream, state) {
  state.reading = true;
  state.sync = true;
  if (state.length === 0) state.needReadable = true;
  try {
    stream._read(state.highWaterMark);
  } catch (error) {
    errorOrDestroy(stream, error);
  }
  state.sync = false;
}

Readable._fromList = take;

function onSourceEnd(stream, state) {
  if (state.ended) return;
  const rest = state.decoder?.end();
  if (rest?.length) {
    state.buffer.push(rest);
    state.length += state.objectMode ? 1 : rest.length;
  }
  state.ended = true;
  if (state.sync) {
    // Within _read: the reader is still on the stack.
    emitReadable(stream);
  } else {
    state.needReadable = false;
    state.emittedReadable = true;
    tellReadable(stream);
  }
}

/** 'readable' in the next tick, once for all that comes until then. */
function emitReadable(stream) {
  const state = stream._readableState;
  state.needReadable = false;
  if (state.emittedReadable) return;
  state.emittedReadable = true;
  // One telling is enough for what comes, and is read, before it.
  if (state.readableScheduled) return;
  state.readableScheduled = true;
  nextTick(tellReadable, stream);
}

function tellReadable(stream) {
  const state = stream._readableState;
  state.readableScheduled = false;
  if (!state.destroyed && !state.errored && (state.length || state.ended)) {
    stream.emit('readable');
    state.emittedReadable = false;
  }
  state.needReadable = !state.flowing && !state.ended && state.length <= state.highWaterMark;
  flow(stream);
}

/** Fills the buffer up to the high-water mark, beginning in the next tick. */
function readMoreLater(stream, state) {
  if (state.readingMore || !state.constructed) return;
  state.readingMore = true;
  nextTick(readMore, stream, state);
}

function readMore(stream, state) {
  while (!state.reading && !state.ended &&
         (state.length < state.highWaterMark || (state.flowing && state.length === 0))) {
    const before = state.length;
    stream.read(0);
    // The source has nothing at the moment.
    if (before === state.length) break;
  }
  state.readingMore = false;
}

/**
 * Asks the source for about `size` bytes, to be given with push. To be implemented.
 * @param {number} size
 */
Readable.prototype._read = function(size) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_read()');
};

/**
 * Writes what comes to `dest`, as fast as `dest` takes it.
 * @param {Writable} dest
 * @param {{ end?: boolean }} [options] end: false leaves `dest` open when this stream ends
 * @returns {Writable} dest
 */
Readable.prototype.pipe = function(dest, options) {
  return require('internal/streams/pipe').pipe(this, dest, options);
};

/**
 * Ends one pipe, or all.
 * @param {Writable} [dest]
 * @returns {this}
 */
Readable.prototype.unpipe = function(dest) {
  const state = this._readableState;
  if (state.pipes.length === 0) return this;

  if (!dest) {
    const all = state.pipes;
    state.pipes = [];
    this.pause();
    for (let i = 0; i < all.length; i++) all[i].emit('unpipe', this, { hasUnpiped: false });
    return this;
  }
  const index = state.pipes.indexOf(dest);
  if (index === -1) return this;
  state.pipes.splice(index, 1);
  if (state.pipes.length === 0) this.pause();
  dest.emit('unpipe', this, { hasUnpiped: false });
  return this;
};

/**
 * As an emitter's. A listener of 'data' makes the stream flow, unless it was paused; one of 'readable' stops the flow.
 * @param {string | symbol} event
 * @param {Function} listener
 * @returns {this}
 */
Readable.prototype.on = function(event, listener) {
  const result = on.call(this, event, listener);
  if (event === 'data') {
    const state = this._readableState;
    state.dataListening = true;
    state.readableListening = this.listenerCount('readable') > 0;
    if (state.flowing !== false) this.resume();
  } else if (event === 'readable') {
    const state = this._readableState;
    if (!state.endEmitted && !state.readableListening) {
      state.readableListening = true;
      state.needReadable = true;
      state.flowing = false;
      state.emittedReadable = false;
      if (state.length > 0) emitReadable(this);
      else if (!state.reading) nextTick(readNothing, this);
    }
  }
  return result;
};
Readable.prototype.addListener = Readable.prototype.on;

function readNothing(stream) {
  stream.read(0);
}

/**
 * As an emitter's. Without listeners of 'readable' left, those of 'data' get the flow back.
 * @param {string | symbol} event
 * @param {Function} listener
 * @returns {this}
 */
Readable.prototype.removeListener = function(event, listener) {
  const result = removeListener.call(this, event, listener);
  if (event === 'readable') nextTick(updateListening, this);
  else if (event === 'data') this._readableState.dataListening = this.listenerCount('data') > 0;
  return result;
};
Readable.prototype.off = Readable.prototype.removeListener;

/**
 * As an emitter's; see removeListener.
 * @param {string | symbol} [event]
 * @returns {this}
 */
Readable.prototype.removeAllListeners = function(event) {
  const result = Reflect.apply(removeAllListeners, this, arguments);
  if (event === 'readable' || event === undefined) nextTick(updateListening, this);
  if (event === 'data' || event === undefined) this._readableState.dataListening = false;
  return result;
};

function updateListening(stream) {
  const state = stream._readableState;
  state.readableListening = stream.listenerCount('readable') > 0;
  if (state.resumeScheduled && state.paused === false) {
    // Resumed meanwhile: the listener of 'readable' no longer stands in the way.
    state.flowing = true;
  } else if (stream.listenerCount('data') > 0) {
    stream.resume();
  } else if (!state.readableListening) {
    state.flowing = null;
  }
}

/**
 * Makes the stream flow.
 * @returns {this}
 */
Readable.prototype.resume = function() {
  const state = this._readableState;
  if (!state.flowing) {
    // With a listener of 'readable' it only looks as if: read() is that listener's business.
    state.flowing = !state.readableListening;
    if (!state.resumeScheduled) {
      state.resumeScheduled = true;
      nextTick(startFlow, this, state);
    }
  }
  state.paused = false;
  return this;
};

function startFlow(stream, state) {
  if (!state.reading) stream.read(0);
  state.resumeScheduled = false;
  stream.emit('resume');
  flow(stream);
  if (state.flowing && !state.reading) stream.read(0);
}

/**
 * Stops the flow: no 'data' until resume.
 * @returns {this}
 */
Readable.prototype.pause = function() {
  const state = this._readableState;
  if (state.flowing !== false) {
    state.flowing = false;
    this.emit('pause');
  }
  state.paused = true;
  return this;
};

function flow(stream) {
  const state = stream._readableState;
  while (state.flowing && stream.read() !== null);
}

/** 'end' in the next tick, once all has been read. */
function endLater(stream) {
  const state = stream._readableState;
  if (state.endEmitted || state.endScheduled) return;
  state.ended = true;
  state.endScheduled = true;
  nextTick(emitEnd, state, stream);
}

function emitEnd(state, stream) {
  state.endScheduled = false;
  if (state.errored || state.closeEmitted || state.endEmitted || state.length !== 0) return;
  state.endEmitted = true;
  stream.emit('end');
  if (stream.writable && stream.allowHalfOpen === false) {
    nextTick(endWritableSide, stream);
  } else if (state.autoDestroy) {
    // A Duplex is destroyed when both sides are done.
    const writable = stream._writableState;
    if (!writable || (writable.autoDestroy && (writable.finished || writable.writable === false))) stream.destroy();
  }
}

function endWritableSide(stream) {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}

/**
 * Turns a stream of the oldest kind, which only emits, into one that can be read.
 * @param {Stream} stream
 * @returns {this}
 */
Readable.prototype.wrap = function(stream) {
  let paused = false;
  stream.on('data', (chunk) => {
    if (!this.push(chunk) && stream.pause) {
      paused = true;
      stream.pause();
    }
  });
  stream.on('end', () => this.push(null));
  stream.on('error', (error) => errorOrDestroy(this, error));
  stream.on('close', () => destroyStream(this));
  stream.on('destroy', () => destroyStream(this));

  this._read = () => {
    if (paused && stream.resume) {
      paused = false;
      stream.resume();
    }
  };
  const names = Object.keys(stream);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (this[name] === undefined && typeof stream[name] === 'function') this[name] = stream[name].bind(stream);
  }
  return this;
};

/** @returns {AsyncIterableIterator<any>} that destroys the stream when it is left */
Readable.prototype[Symbol.asyncIterator] = function() {
  return require('internal/streams/iterate').iterate(this);
};

/**
 * @param {{ destroyOnReturn?: boolean }} [options] false: leaving the loop leaves the stream alive
 * @returns {AsyncIterableIterator<any>}
 */
Readable.prototype.iterator = function(options) {
  if (options !== undefined) require('internal/validators').validateObject(options, 'options');
  return require('internal/streams/iterate').iterate(this, options);
};

Object.defineProperties(Readable.prototype, {
  readable: {
    __proto__: null,
    get() {
      const state = this._readableState;
      return !!state && state.readable !== false && !state.destroyed && !state.errorEmitted && !state.endEmitted;
    },
    set(value) {
      if (this._readableState) this._readableState.readable = !!value;
    },
  },
  readableDidRead: {
    __proto__: null,
    get() { return this._readableState.dataEmitted; },
  },
  readableAborted: {
    __proto__: null,
    get() {
      const state = this._readableState;
      return !!(state.readable !== false && (state.destroyed || state.errored) && !state.endEmitted);
    },
  },
  readableHighWaterMark: {
    __proto__: null,
    get() { return this._readableState.highWaterMark; },
  },
  readableBuffer: {
    __proto__: null,
    get() { return this._readableState?.buffer; },
  },
  readableFlowing: {
    __proto__: null,
    get() { return this._readableState.flowing; },
    set(value) {
      if (this._readableState) this._readableState.flowing = value;
    },
  },
  readableLength: {
    __proto__: null,
    get() { return this._readableState.length; },
  },
  readableObjectMode: {
    __proto__: null,
    get() { return this._readableState ? this._readableState.objectMode : false; },
  },
  readableEncoding: {
    __proto__: null,
    get() { return this._readableState ? this._readableState.encoding : null; },
  },
  errored: {
    __proto__: null,
    get() { return this._readableState ? this._readableState.errored : null; },
  },
  closed: {
    __proto__: null,
    get() { return this._readableState ? this._readableState.closed : false; },
  },
  destroyed: {
    __proto__: null,
    get() { return this._readableState ? this._readableState.destroyed : false; },
    set(value) {
      if (this._readableState) this._readableState.destroyed = value;
    },
  },
  readableEnded: {
    __proto__: null,
    get() { return this._readableState ? this._readableState.endEmitted : false; },
  },
});

/**
 * What the stream gives, in batches. https://nodejs.org/api/stream.html#readablesymbolforstreamtoasyncstreamable
 * @returns {AsyncIterable<Uint8Array[]>}
 */
Readable.prototype[Symbol.for('Stream.toAsyncStreamable')] = function() {
  if (!require('internal/options').get('--experimental-stream-iter')) {
    throw new (require('internal/errors').codes.ERR_STREAM_ITER_MISSING_FLAG)();
  }
  return require('internal/iter/classic').batchesOf(this);
};

/**
 * A web stream of what a Readable gives.
 * @param {Readable} streamReadable
 * @param {{ strategy?: QueuingStrategy, type?: 'bytes' }} [options]
 * @returns {ReadableStream}
 */
Readable.toWeb = function(streamReadable, options) {
  return require('internal/webstreams/adapt_readable').toWeb(streamReadable, options);
};

/**
 * A Readable of what a web stream gives.
 * @param {ReadableStream} readableStream is locked
 * @param {{ encoding?: string, highWaterMark?: number, objectMode?: boolean, signal?: AbortSignal }} [options]
 * @returns {Readable}
 */
Readable.fromWeb = function(readableStream, options) {
  return require('internal/webstreams/adapt_readable').fromWeb(readableStream, options);
};

/**
 * A stream of what an iterable gives.
 * @param {Iterable<any> | AsyncIterable<any>} iterable
 * @param {object} [options] of the Readable
 * @returns {Readable}
 */
Readable.from = function(iterable, options) {
  return require('internal/streams/from').from(Readable, iterable, options);
};

/**
 * Makes a stream of node:stream out of one of the oldest kind.
 * @param {Stream} source
 * @param {object} [options] of the Readable
 * @returns {Readable}
 */
Readable.wrap = function(source, options) {
  return new Readable({
    objectMode: source.readableObjectMode ?? source.objectMode ?? true,
    ...options,
    destroy(error, callback) {
      destroyStream(source, error);
      callback(error);
    },
  }).wrap(source);
};

require('internal/streams/operators').install(Readable);

module.exports = { Readable, ReadableState, takeReadableOptions, onConstructed, flow };
