// stream.finished. https://nodejs.org/api/stream.html#streamfinishedstream-options-callback
'use strict';

const {
  AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { validateAbortSignal, validateBoolean, validateFunction, validateObject } = require('internal/validators');
const {
  isClosed, isNodeStream, isReadable, isReadableErrored, isReadableFinished, isReadableStream, isReadableWebStream, isRequest,
  isWritable, isWritableErrored, isWritableFinished, isWritableStream, isWritableWebStream, willEmitClose,
} = require('internal/streams/kinds');

function nop() {}

/**
 * Calls back once when a stream is done: ended, finished, failed, or closed before that.
 * @param {object} stream
 * @param {{ error?: boolean, readable?: boolean, writable?: boolean, signal?: AbortSignal }} [options] error: false
 *   disregards 'error'; readable, writable: false disregards that side
 * @param {(error?: Error) => void} callback
 * @returns {() => void} takes all listeners off
 */
function finished(stream, options, callback) {
  if (arguments.length === 2) {
    callback = options;
    options = {};
  } else if (options === undefined || options === null) {
    options = {};
  } else {
    validateObject(options, 'options');
  }
  validateFunction(callback, 'callback');
  validateAbortSignal(options.signal, 'options.signal');
  if (isReadableWebStream(stream) || isWritableWebStream(stream)) return finishedWeb(stream, options, callback);
  if (!isNodeStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  return new Wait(stream, options, callback).start();
}

/** finished of a stream of the web platform. */
function finishedWeb(stream, options, callback) {
  const core = require('internal/webstreams/readable').readableCore(stream) ??
               require('internal/webstreams/writable').writableCore(stream);
  if (core === undefined) {
    throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  }
  const context = require('internal/async/context');
  const frame = context.get();
  let done = false;
  let abortListening;
  const finish = (error) => {
    if (done) return;
    done = true;
    abortListening?.[Symbol.dispose]();
    const call = () => {
      if (error === undefined) callback.call(stream);
      else callback.call(stream, error);
    };
    if (frame === undefined) call();
    else context.run(frame, call, undefined);
  };
  core.end.then(() => nextTick(finish), (error) => nextTick(finish, error));
  const { signal } = options;
  if (signal) {
    const abort = () => finish(new AbortError(undefined, { cause: signal.reason }));
    if (signal.aborted) nextTick(abort);
    else abortListening = require('internal/events/abort_listener').addAbortListener(signal, abort);
  }
  return nop;
}

/** One call of finished: which events were seen, and what they mean together. */
class Wait {
  constructor(stream, options, callback) {
    this.stream = stream;
    this.options = options;
    const context = require('internal/async/context');
    const frame = context.get();
    // The callback runs in the context in which it was given.
    this.call = frame === undefined ? callback : (error) => context.run(frame, callback, stream, error);
    this.done = false;
    this.closed = isClosed(stream);

    this.readable = options.readable ?? isReadableStream(stream);
    this.writable = options.writable ?? isWritableStream(stream);
    /** Whether 'close' will come and decides; not when only one side is asked about. */
    this.waitsForClose = willEmitClose(stream) && isReadableStream(stream) === this.readable &&
                         isWritableStream(stream) === this.writable;
    this.readableDone = isReadableFinished(stream, false);
    this.writableDone = isWritableFinished(stream, false);

    const onFinish = () => {
      this.writableDone = true;
      // A stream that is destroyed already may not emit 'close' any more.
      if (stream.destroyed) this.waitsForClose = false;
      if (this.waitsForClose && (!stream.writable || this.readable)) return;
      if (!this.readable || this.readableDone) this.finish();
    };
    this.onFinish = onFinish;
    const onEnd = () => {
      this.readableDone = true;
      if (stream.destroyed) this.waitsForClose = false;
      if (this.waitsForClose && (!stream.readable || this.writable)) return;
      if (!this.writable || this.writableDone) this.finish();
    };
    this.onEnd = onEnd;
    const onError = (error) => this.finish(error);
    this.onError = onError;
    const onClose = () => this.closedNow();
    this.onClose = onClose;
    const onRequest = () => stream.req.on('finish', this.onFinish);
    this.onRequest = onRequest;
    const onLegacyClose = () => {
      if (!stream.writable && !stream._writableState) this.onFinish();
    };
    this.onLegacyClose = onLegacyClose;
    this.abortListening = undefined;
  }

  finish(error) {
    if (this.done) return;
    this.done = true;
    this.abortListening?.[Symbol.dispose]();
    if (error === undefined) this.call.call(this.stream);
    else this.call.call(this.stream, error);
  }

  /** The stream closed: was it done? */
  closedNow() {
    this.closed = true;
    const { stream } = this;
    const errored = isWritableErrored(stream) || isReadableErrored(stream);
    if (errored && typeof errored !== 'boolean') {
      this.finish(errored);
    } else if (this.readable && !this.readableDone && isReadableStream(stream, true) &&
               !isReadableFinished(stream, false)) {
      this.finish(new ERR_STREAM_PREMATURE_CLOSE());
    } else if (this.writable && !this.writableDone && !isWritableFinished(stream, false)) {
      this.finish(new ERR_STREAM_PREMATURE_CLOSE());
    } else {
      this.finish();
    }
  }

  /** As closedNow, for a stream that was over before anybody asked. */
  overAlready() {
    this.closed = true;
    const { stream } = this;
    const errored = isWritableErrored(stream) || isReadableErrored(stream);
    if (errored && typeof errored !== 'boolean') this.finish(errored);
    else this.finish();
  }

  start() {
    const { stream, options } = this;
    const writableState = stream._writableState;
    const readableState = stream._readableState;

    if (isRequest(stream)) {
      stream.on('complete', this.onFinish);
      if (!this.waitsForClose) stream.on('abort', this.onClose);
      if (stream.req) this.onRequest();
      else stream.on('request', this.onRequest);
    } else if (this.writable && !writableState) {
      // Streams of the oldest kind.
      stream.on('end', this.onLegacyClose);
      stream.on('close', this.onLegacyClose);
    }
    // Some emit 'aborted' and never 'close'.
    if (!this.waitsForClose && typeof stream.aborted === 'boolean') stream.on('aborted', this.onClose);
    stream.on('end', this.onEnd);
    stream.on('finish', this.onFinish);
    if (options.error !== false) stream.on('error', this.onError);
    stream.on('close', this.onClose);

    if (this.closed) {
      nextTick(this.onClose);
    } else if (writableState?.errorEmitted || readableState?.errorEmitted) {
      if (!this.waitsForClose) nextTick(() => this.overAlready());
    } else if (!this.readable && (!this.waitsForClose || isReadable(stream)) &&
               (this.writableDone || isWritable(stream) === false) && !writableState?.pendingcb) {
      nextTick(() => this.overAlready());
    } else if (!this.writable && (!this.waitsForClose || isWritable(stream)) &&
               (this.readableDone || isReadable(stream) === false)) {
      nextTick(() => this.overAlready());
    } else if (readableState && stream.req && stream.aborted) {
      nextTick(() => this.overAlready());
    }

    const cleanup = () => {
      // No callback after this.
      this.done = true;
      this.call = nop;
      this.abortListening?.[Symbol.dispose]();
      stream.removeListener('aborted', this.onClose);
      stream.removeListener('complete', this.onFinish);
      stream.removeListener('abort', this.onClose);
      stream.removeListener('request', this.onRequest);
      if (stream.req) stream.req.removeListener('finish', this.onFinish);
      stream.removeListener('end', this.onLegacyClose);
      stream.removeListener('close', this.onLegacyClose);
      stream.removeListener('finish', this.onFinish);
      stream.removeListener('end', this.onEnd);
      stream.removeListener('error', this.onError);
      stream.removeListener('close', this.onClose);
    };

    const { signal } = options;
    if (signal && !this.closed) {
      const abort = () => {
        const { call } = this;
        if (this.done) return;
        cleanup();
        call.call(stream, new AbortError(undefined, { cause: signal.reason }));
      };
      if (signal.aborted) nextTick(abort);
      else this.abortListening = require('internal/events/abort_listener').addAbortListener(signal, abort);
    }
    return cleanup;
  }
}

/**
 * As finished, with a promise.
 * @param {object} stream
 * @param {{ cleanup?: boolean }} [options] and those of finished; cleanup: true takes the listeners off at the end
 * @returns {Promise<void>}
 */
function finishedPromise(stream, options) {
  let autoCleanup = false;
  if (options === null || options === undefined) options = {};
  if (options.cleanup) {
    validateBoolean(options.cleanup, 'cleanup');
    autoCleanup = options.cleanup;
  }
  return new Promise((resolve, reject) => {
    const cleanup = finished(stream, options, (error) => {
      if (autoCleanup) cleanup();
      if (error) reject(error);
      else resolve();
    });
  });
}

Object.defineProperty(finishedPromise, 'name', { __proto__: null, value: 'finished', configurable: true });

module.exports = { finished, finishedPromise };
