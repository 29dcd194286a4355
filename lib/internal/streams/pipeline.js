// stream.pipeline. https://nodejs.org/api/stream.html#streampipelinesource-transforms-destination-callback
'use strict';

const {
  AbortError, aggregateTwoErrors,
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE, ERR_MISSING_ARGS, ERR_STREAM_DESTROYED, ERR_STREAM_PREMATURE_CLOSE,
  },
} = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { validateAbortSignal, validateFunction } = require('internal/validators');
const { destroyStream } = require('internal/streams/destroy');
const { finished } = require('internal/streams/finished');
const {
  isIterable, isNodeStream, isReadable, isReadableFinished, isReadableStream, isReadableWebStream,
  isTransformWebStream, isWebStream,
} = require('internal/streams/kinds');

/**
 * Waits for one stream of a pipeline.
 * @returns {{ destroy: (error?: Error) => void, cleanup: () => void }} destroy: ends the stream unless it is done
 */
function watch(stream, reading, writing) {
  let done = false;
  stream.on('close', () => { done = true; });
  const cleanup = finished(stream, { readable: reading, writable: writing }, (error) => { done = !error; });
  return {
    destroy(error) {
      if (done) return;
      done = true;
      destroyStream(stream, error || new ERR_STREAM_DESTROYED('pipe'));
    },
    cleanup,
  };
}

function takeCallback(streams) {
  validateFunction(streams[streams.length - 1], 'streams[stream.length - 1]');
  return streams.pop();
}

/** An async iterable of what a stage gives. */
function toAsyncIterable(value) {
  if (isIterable(value)) return value;
  if (isReadableStream(value)) return fromReadable(value);
  throw new ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable'], value);
}

async function* fromReadable(value) {
  const { Readable } = require('internal/streams/readable');
  yield* Readable.prototype[Symbol.asyncIterator].call(value);
}

/**
 * Writes what an iterable gives to a stream.
 * @param {AsyncIterable<any>} iterable
 * @param {Writable} writable
 * @param {(error?: Error) => void} finish
 * @param {{ end?: boolean }} options
 */
async function pumpToNode(iterable, writable, finish, { end }) {
  let error;
  let onResolve = null;
  const resume = (reason) => {
    if (reason) error = reason;
    if (onResolve !== null) {
      const callback = onResolve;
      onResolve = null;
      callback();
    }
  };
  const wait = () => new Promise((resolve, reject) => {
    if (error) {
      reject(error);
    } else {
      onResolve = () => {
        if (error) reject(error);
        else resolve();
      };
    }
  });

  writable.on('drain', resume);
  const cleanup = finished(writable, { readable: false }, resume);
  try {
    if (writable.writableNeedDrain) await wait();
    for await (const chunk of iterable) {
      if (!writable.write(chunk)) await wait();
    }
    if (end) {
      writable.end();
      await wait();
    }
    finish();
  } catch (reason) {
    finish(error !== reason ? aggregateTwoErrors(error, reason) : reason);
  } finally {
    cleanup();
    writable.off('drain', resume);
  }
}

/**
 * Connects streams, iterables and functions; calls back when all is through or one has failed, having destroyed all.
 * @param {...any} streams and at last the callback
 * @returns {Stream} the last stream
 */
function pipeline(...streams) {
  const callback = takeCallback(streams);
  return run(streams, once(callback));
}

function once(callback) {
  let called = false;
  return function(...args) {
    if (called) return;
    called = true;
    Reflect.apply(callback, this, args);
  };
}

/**
 * @param {any[]} streams one array of them counts as them
 * @param {(error?: Error, value?: any) => void} callback
 * @param {{ signal?: AbortSignal, end?: boolean }} [options]
 * @returns {any}
 */
function run(streams, callback, options) {
  if (streams.length === 1 && Array.isArray(streams[0])) streams = streams[0];
  if (streams.length < 2) throw new ERR_MISSING_ARGS('streams');

  const controller = new (require('internal/abort_controller').AbortController)();
  const { signal } = controller;
  const outer = options?.signal;
  // Destinations that are not ended are not for us to clean up.
  const endsLast = options?.end !== false;
  const listenerCleanups = [];
  validateAbortSignal(outer, 'options.signal');

  const abort = () => finishAll(new AbortError(undefined, { cause: outer?.reason }), true);
  let outerListening;
  if (outer !== undefined) {
    outerListening = require('internal/events/abort_listener').addAbortListener(outer, abort);
  }

  let error;
  let value;
  const destroys = [];
  let pending = 0;

  function finish(reason) {
    finishAll(reason, --pending === 0);
  }
  function finishOnlyHandleError(reason) {
    finishAll(reason, false);
  }
  function finishAll(reason, final) {
    if (reason && (!error || error.code === 'ERR_STREAM_PREMATURE_CLOSE')) error = reason;
    if (!error && !final) return;
    while (destroys.length > 0) destroys.shift()(error);
    outerListening?.[Symbol.dispose]();
    controller.abort();
    if (final) {
      if (!error) for (let i = 0; i < listenerCleanups.length; i++) listenerCleanups[i]();
      nextTick(callback, error, value);
    }
  }

  let ret;
  /** What the pipeline returns where `ret` is only a side of it: a stream of the web platform. */
  let last;
  for (let i = 0; i < streams.length; i++) {
    const stream = streams[i];
    const reading = i < streams.length - 1;
    const writing = i > 0;
    const isLast = i === streams.length - 1;
    const end = reading || endsLast;

    if (isNodeStream(stream)) {
      if (end) {
        const { destroy, cleanup } = watch(stream, reading, writing);
        destroys.push(destroy);
        if (isReadable(stream) && isLast) listenerCleanups.push(cleanup);
      }
      // What fails where nobody else listens must not crash the process: the callback has it.
      const onError = (reason) => {
        if (reason && reason.name !== 'AbortError' && reason.code !== 'ERR_STREAM_PREMATURE_CLOSE') {
          finishOnlyHandleError(reason);
        }
      };
      stream.on('error', onError);
      if (isReadable(stream) && isLast) listenerCleanups.push(() => stream.removeListener('error', onError));
    }

    if (i === 0) {
      last = stream;
      if (typeof stream === 'function') {
        ret = stream({ signal });
        if (!isIterable(ret)) {
          throw new ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or Stream', 'source', ret);
        }
      } else if (isIterable(stream) || isReadableStream(stream)) {
        ret = stream;
      } else if (isTransformWebStream(stream)) {
        ret = stream.readable;
      } else {
        ret = require('internal/streams/duplex').Duplex.from(stream);
      }
    } else if (typeof stream === 'function') {
      last = undefined;
      ret = stream(toAsyncIterable(ret), { signal });
      if (reading) {
        if (!isIterable(ret, true)) {
          throw new ERR_INVALID_RETURN_VALUE('AsyncIterable', `transform[${i - 1}]`, ret);
        }
      } else {
        ret = lastOf(ret);
      }
    } else if (isNodeStream(stream)) {
      if (isReadableStream(ret)) {
        pending += 2;
        const cleanup = pipe(ret, stream, finish, finishOnlyHandleError, { end });
        if (isReadable(stream) && isLast) listenerCleanups.push(cleanup);
      } else if (isIterable(ret)) {
        pending++;
        pumpToNode(ret, stream, finish, { end });
      } else {
        throw new ERR_INVALID_ARG_TYPE('val', ['Readable', 'Iterable', 'AsyncIterable', 'ReadableStream',
                                               'TransformStream'], ret);
      }
      ret = stream;
      last = undefined;
    } else if (isWebStream(stream)) {
      pending++;
      const sink = isTransformWebStream(stream) ? stream.writable : stream;
      if (isReadableWebStream(ret)) {
        pipeWeb(ret, sink, finish, { end, signal });
      } else {
        pumpToWeb(toAsyncIterable(ret), sink, finish, { end });
      }
      last = stream;
      ret = isTransformWebStream(stream) ? stream.readable : stream;
    } else {
      ret = require('internal/streams/duplex').Duplex.from(stream);
      last = undefined;
    }
  }

  /** What the last function returned, as a stream that can be read, so that all pipelines return one. */
  function lastOf(result) {
    const { PassThrough } = require('internal/streams/transform');
    const through = new PassThrough({ objectMode: true });
    const then = result?.then;
    if (typeof then === 'function') {
      pending++;
      then.call(result,
                (resolved) => {
                  value = resolved;
                  if (resolved !== null && resolved !== undefined) through.write(resolved);
                  if (endsLast) through.end();
                  nextTick(finish);
                },
                (reason) => {
                  through.destroy(reason);
                  nextTick(finish, reason);
                });
    } else if (isIterable(result, true)) {
      pending++;
      pumpToNode(result, through, finish, { end: endsLast });
    } else {
      throw new ERR_INVALID_RETURN_VALUE('AsyncIterable or Promise', 'destination', result);
    }
    const { destroy, cleanup } = watch(through, false, true);
    destroys.push(destroy);
    listenerCleanups.push(cleanup);
    return through;
  }

  if (signal.aborted || outer?.aborted) nextTick(abort);
  return last !== undefined && isWebStream(last) ? last : ret;
}

/**
 * Writes what an iterable gives to a WritableStream.
 * @param {AsyncIterable<any>} iterable
 * @param {WritableStream} writable
 * @param {(error?: Error) => void} finish
 * @param {{ end?: boolean }} options
 */
async function pumpToWeb(iterable, writable, finish, { end }) {
  const writer = writable.getWriter();
  try {
    for await (const chunk of iterable) {
      await writer.ready;
      writer.write(chunk).catch(nop);
    }
    await writer.ready;
    if (end) await writer.close();
    finish();
  } catch (error) {
    try {
      await writer.abort(error);
      finish(error);
    } catch (other) {
      finish(other);
    }
  }
}

/** Connects two streams of the web platform; both end when another part of the pipeline has failed. */
function pipeWeb(readable, writable, finish, { end, signal }) {
  readable.pipeTo(writable, { preventClose: !end, signal }).then(() => finish(), finish);
}

function nop() {}

/** Connects two streams and watches both. */
function pipe(source, dest, finish, finishOnlyHandleError, { end }) {
  let ended = false;
  dest.on('close', () => {
    // Closed before the source ended: the source can't end by itself.
    if (!ended) finishOnlyHandleError(new ERR_STREAM_PREMATURE_CLOSE());
  });

  // Ends by hand, so that a source of our own pipes even when it ended before.
  source.pipe(dest, { end: false });
  if (end) {
    const endDest = () => {
      ended = true;
      dest.end();
    };
    if (isReadableFinished(source)) nextTick(endDest);
    else source.once('end', endDest);
  } else {
    finish();
  }

  finished(source, { readable: true, writable: false }, (error) => {
    const state = source._readableState;
    if (error && error.code === 'ERR_STREAM_PREMATURE_CLOSE' && state?.ended && !state.errored && !state.errorEmitted) {
      // The source was destroyed with all pushed: what it holds is still read.
      source.once('end', finish).once('error', finish);
    } else {
      finish(error);
    }
  });
  return finished(dest, { readable: false, writable: true }, finish);
}

/**
 * As pipeline, with a promise.
 * @param {...any} streams and perhaps at last { signal, end }
 * @returns {Promise<any>} what the last function resolved with
 */
function pipelinePromise(...streams) {
  return new Promise((resolve, reject) => {
    let options;
    const last = streams[streams.length - 1];
    if (last && typeof last === 'object' && !isNodeStream(last) && !isIterable(last) && !isWebStream(last)) {
      options = streams.pop();
    }
    run(streams, (error, value) => {
      if (error) reject(error);
      else resolve(value);
    }, options);
  });
}

Object.defineProperty(pipelinePromise, 'name', { __proto__: null, value: 'pipeline', configurable: true });

module.exports = { pipeline, pipelinePromise, run };
