// Duplex.from: a Duplex out of streams, iterables, functions and promises. https://nodejs.org/api/stream.html#streamduplexfromsrc
'use strict';

const {
  AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE },
} = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { destroyStream } = require('internal/streams/destroy');
const { Duplex } = require('internal/streams/duplex');
const { Readable } = require('internal/streams/readable');
const { finished } = require('internal/streams/finished');
const { readFrom, writeTo } = require('internal/streams/forward');
const { from } = require('internal/streams/from');
const {
  isDuplexStream, isIterable, isNodeStream, isReadable, isReadableStream, isReadableWebStream, isWritable, isWritableStream,
  isWritableWebStream,
} = require('internal/streams/kinds');

/** A Duplex that is only read from, or only written to, when the option says so. */
class OneSided extends Duplex {
  constructor(options) {
    super(options);
    if (options?.readable === false) {
      this._readableState.readable = false;
      this._readableState.ended = true;
      this._readableState.endEmitted = true;
    }
    if (options?.writable === false) {
      this._writableState.writable = false;
      this._writableState.ending = true;
      this._writableState.ended = true;
      this._writableState.finished = true;
    }
  }
}

function isBlob(value) {
  return typeof value?.arrayBuffer === 'function' && typeof value.stream === 'function' && typeof value.size === 'number';
}

/**
 * @param {any} body
 * @param {string} name of the argument, for errors
 * @returns {Duplex}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE when `body` can't be one
 */
function duplexify(body, name) {
  if (isDuplexStream(body)) return body;
  if (isReadableStream(body)) return join({ readable: body });
  if (isWritableStream(body)) return join({ writable: body });
  if (isNodeStream(body)) return join({ writable: false, readable: false });

  if (isReadableWebStream(body)) {
    return join({ readable: require('internal/webstreams/adapt_readable').fromWeb(body) });
  }
  if (isWritableWebStream(body)) {
    return join({ writable: require('internal/webstreams/adapt_writable').fromWeb(body) });
  }

  if (typeof body === 'function') return fromFunction(body);
  if (isBlob(body)) return duplexify(body.arrayBuffer(), name);
  if (isIterable(body)) return from(OneSided, body, { objectMode: true, writable: false });

  if (typeof body?.writable === 'object' || typeof body?.readable === 'object') {
    return join({
      readable: body.readable ? sideOf(body.readable, isReadableStream, name) : undefined,
      writable: body.writable ? sideOf(body.writable, isWritableStream, name) : undefined,
    });
  }
  if (typeof body?.then === 'function') return fromPromise(body);
  throw new ERR_INVALID_ARG_TYPE(
    name, ['Blob', 'ReadableStream', 'WritableStream', 'Stream', 'Iterable', 'AsyncIterable', 'Function',
           '{ readable, writable } pair', 'Promise'], body);
}

function sideOf(value, isSide, name) {
  return isSide(value) ? value : duplexify(value, name);
}

/** What a promise resolves with is the one chunk. */
function fromPromise(promise) {
  let duplex;
  promise.then(
    (value) => {
      if (value !== null && value !== undefined) duplex.push(value);
      duplex.push(null);
    },
    (error) => destroyStream(duplex, error));
  return duplex = new OneSided({ objectMode: true, writable: false, read() {} });
}

/**
 * A function gets an iterable of what is written; what it returns (an async iterable, or a promise of nothing) is the
 * readable side.
 */
function fromFunction(fn) {
  const { value, write, final, destroy } = feed(fn);

  if (isIterable(value)) {
    const duplex = from(OneSided, value, { objectMode: true, write, final });
    const leave = duplex._destroy;
    duplex._destroy = function(error, callback) {
      // The iterable may wait for what is written; it can't be left before that wait ends.
      destroy(error, () => leave.call(this, error, callback));
    };
    return duplex;
  }

  const then = value?.then;
  if (typeof then === 'function') {
    let duplex;
    const settled = then.call(
      value,
      (result) => {
        if (result !== null && result !== undefined) throw new ERR_INVALID_RETURN_VALUE('nully', 'body', result);
      },
      (error) => destroyStream(duplex, error));
    return duplex = new OneSided({
      objectMode: true,
      readable: false,
      write,
      final(callback) {
        final(async () => {
          try {
            await settled;
            nextTick(callback, null);
          } catch (error) {
            nextTick(callback, error);
          }
        });
      },
      destroy,
    });
  }
  throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or AsyncFunction', fn.name || 'body', value);
}

/** Calls `fn` with an iterable that write and final feed: one chunk at a time, done when it asks for the next. */
function feed(fn) {
  let { promise, resolve } = Promise.withResolvers();
  const controller = new (require('internal/abort_controller').AbortController)();
  const { signal } = controller;
  const value = fn((async function* () {
    for (;;) {
      const current = promise;
      promise = null;
      const { chunk, done, callback, error } = await current;
      if (error) throw error;
      nextTick(callback);
      if (done) return;
      if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      ({ promise, resolve } = Promise.withResolvers());
      yield chunk;
    }
  })(), { signal });

  return {
    value,
    write(chunk, encoding, callback) {
      const give = resolve;
      resolve = null;
      give({ chunk, done: false, callback });
    },
    final(callback) {
      const give = resolve;
      resolve = null;
      give({ done: true, callback });
    },
    destroy(error, callback) {
      controller.abort();
      if (resolve) {
        const give = resolve;
        resolve = null;
        give({ error: error ?? new AbortError() });
      }
      callback(error);
    },
  };
}

/** Whether the end has come and something is left to be read before it; then the stream destroys itself. */
function isBeingRead(duplex) {
  const state = duplex._readableState;
  return state.ended && !state.endEmitted;
}

/**
 * One Duplex of a stream to read and a stream to write.
 * @param {{ readable?: Readable, writable?: Writable }} pair
 * @returns {Duplex}
 */
function join(pair) {
  const source = pair.readable && typeof pair.readable.read !== 'function' ?
    Readable.wrap(pair.readable) : pair.readable;
  const target = pair.writable;

  let readable = !!isReadable(source);
  let writable = !!isWritable(target);
  let input;
  let output;
  let onClose;
  let duplex;

  function sideDone(error) {
    const callback = onClose;
    onClose = undefined;
    if (callback) callback(error);
    else if (error) duplex.destroy(error);
    else if (!readable && !writable && !isBeingRead(duplex)) duplex.destroy();
  }

  duplex = new OneSided({
    readableObjectMode: !!source?.readableObjectMode,
    writableObjectMode: !!target?.writableObjectMode,
    readable,
    writable,
  });

  if (writable) {
    finished(target, (error) => {
      writable = false;
      if (error) destroyStream(source, error);
      sideDone(error);
    });
    output = writeTo(duplex, target);
    target.on('finish', output.finish);
  }

  if (readable) {
    finished(source, (error) => {
      readable = false;
      if (error) destroyStream(source, error);
      sideDone(error);
    });
    input = readFrom(duplex, source);
  }

  duplex._destroy = function(error, callback) {
    if (!error && onClose !== undefined) error = new AbortError();
    input?.forget();
    output?.forget();
    if (!readable && !writable) {
      callback(error);
    } else {
      onClose = (other) => callback(other || error);
      destroyStream(target, error);
      destroyStream(source, error);
    }
  };
  return duplex;
}

module.exports = { duplexify };
