// What a WritableStream, its writer and its controller are behind their public objects.
// https://streams.spec.whatwg.org/#ws-abstract-ops
//
// Write requests are objects with the methods resolve() and reject(reason).
'use strict';

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { callMethod } = require('internal/webstreams/call');
const { Deferred, LazyPromise, done, rejected, resolved, then } = require('internal/webstreams/promises');
const { ChunkQueue } = require('internal/webstreams/queue');
const { measure } = require('internal/webstreams/strategies');

/** What a sink of this runtime returns from `write` when it will call `written` or `writeFailed` itself. */
const writtenLater = Symbol('writtenLater');

class WritableCore {
  /** @type {'writable' | 'erroring' | 'closed' | 'errored'} */
  state = 'writable';
  storedError = undefined;
  /** @type {WriterCore | undefined} */
  writer = undefined;
  /** @type {WritableController} */
  controller = undefined;
  backpressure = false;
  /** Of the chunks that are queued. */
  writeRequests = new ChunkQueue();
  inFlightWrite = undefined;
  /** @type {Deferred | undefined} */
  closeRequest = undefined;
  /** @type {Deferred | undefined} */
  inFlightClose = undefined;
  /** @type {{ deferred: Deferred, reason: unknown, wasErroring: boolean } | undefined} */
  pendingAbort = undefined;
  /** The WritableStream. */
  object;
  #end = undefined;

  constructor(object) {
    this.object = object;
  }

  /** @returns {boolean} */
  get locked() {
    return this.writer !== undefined;
  }

  get closeQueuedOrInFlight() {
    return this.closeRequest !== undefined || this.inFlightClose !== undefined;
  }

  /** Fulfilled when the stream is closed, rejected when it has failed; whoever holds the lock. @returns {Promise<void>} */
  get end() {
    if (this.#end === undefined) {
      this.#end = new LazyPromise();
      if (this.state === 'closed') this.#end.resolve();
      else if (this.state === 'errored') this.#end.reject(this.storedError);
    }
    return this.#end.promise;
  }

  /**
   * https://streams.spec.whatwg.org/#writable-stream-abort
   * @returns {Promise<void>}
   */
  abort(reason) {
    if (this.state === 'closed' || this.state === 'errored') return resolved(undefined);
    this.controller.signalAbort(reason);
    // Listeners may have done anything.
    if (this.state === 'closed' || this.state === 'errored') return resolved(undefined);
    if (this.pendingAbort !== undefined) return this.pendingAbort.deferred.promise;
    const wasErroring = this.state === 'erroring';
    const deferred = new Deferred();
    this.pendingAbort = { deferred, reason: wasErroring ? undefined : reason, wasErroring };
    if (!wasErroring) this.startErroring(reason);
    return deferred.promise;
  }

  /**
   * https://streams.spec.whatwg.org/#writable-stream-close
   * @returns {Promise<void>}
   */
  close() {
    if (this.state === 'closed' || this.state === 'errored') {
      return rejected(new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
    }
    const deferred = new Deferred();
    this.closeRequest = deferred;
    if (this.writer !== undefined && this.backpressure && this.state === 'writable') this.writer.ready.resolve();
    this.controller.advance();
    return deferred.promise;
  }

  /** https://streams.spec.whatwg.org/#writable-stream-start-erroring */
  startErroring(reason) {
    this.state = 'erroring';
    this.storedError = reason;
    if (this.writer !== undefined) this.writer.ready.reject(reason);
    if (this.inFlightWrite === undefined && this.inFlightClose === undefined && this.controller.started) {
      this.finishErroring();
    }
  }

  finishErroring() {
    this.state = 'errored';
    this.controller.clearQueue();
    const { storedError, writeRequests } = this;
    while (writeRequests.length > 0) writeRequests.shift().reject(storedError);
    const abort = this.pendingAbort;
    if (abort === undefined) {
      this.#rejectClosed();
      return;
    }
    this.pendingAbort = undefined;
    if (abort.wasErroring) {
      abort.deferred.reject(storedError);
      this.#rejectClosed();
      return;
    }
    then(this.controller.abortSteps(abort.reason),
         () => {
           abort.deferred.resolve(undefined);
           this.#rejectClosed();
         },
         (reason) => {
           abort.deferred.reject(reason);
           this.#rejectClosed();
         });
  }

  /** A write or close has failed, or the start. */
  failed(reason) {
    if (this.state === 'writable') this.startErroring(reason);
    else this.finishErroring();
  }

  finishClose() {
    this.inFlightClose.resolve(undefined);
    this.inFlightClose = undefined;
    if (this.state === 'erroring') {
      // The close was faster than the failure.
      this.storedError = undefined;
      if (this.pendingAbort !== undefined) {
        this.pendingAbort.deferred.resolve(undefined);
        this.pendingAbort = undefined;
      }
    }
    this.state = 'closed';
    this.writer?.closed.resolve();
    this.#end?.resolve();
  }

  failClose(reason) {
    this.inFlightClose.reject(reason);
    this.inFlightClose = undefined;
    if (this.pendingAbort !== undefined) {
      this.pendingAbort.deferred.reject(reason);
      this.pendingAbort = undefined;
    }
    this.failed(reason);
  }

  #rejectClosed() {
    if (this.closeRequest !== undefined) {
      this.closeRequest.reject(this.storedError);
      this.closeRequest = undefined;
    }
    this.writer?.closed.reject(this.storedError);
    this.#end?.reject(this.storedError);
  }

  updateBackpressure(backpressure) {
    if (backpressure === this.backpressure) return;
    this.backpressure = backpressure;
    const { writer } = this;
    if (writer === undefined) return;
    if (backpressure) writer.ready.renew();
    else writer.ready.resolve();
  }
}

/** The part of a writer that a stream knows: a WritableStreamDefaultWriter or a pipe. */
class WriterCore {
  /** @type {WritableCore | undefined} */
  stream;
  closed = new LazyPromise();
  ready = new LazyPromise();
  /** Called when the stream wants more again, after the write that made room. @type {(() => void) | undefined} */
  onReady = undefined;

  /**
   * Locks a stream, which must not be locked.
   * @param {WritableCore} stream
   */
  constructor(stream) {
    this.stream = stream;
    stream.writer = this;
    const { state } = stream;
    if (state === 'writable') {
      if (stream.closeQueuedOrInFlight || !stream.backpressure) this.ready.resolve();
    } else if (state === 'closed') {
      this.ready.resolve();
      this.closed.resolve();
    } else {
      this.ready.reject(stream.storedError);
      if (state === 'errored') this.closed.reject(stream.storedError);
    }
  }

  release() {
    const reason = new ERR_INVALID_STATE.TypeError('Writer has been released');
    this.ready.reject(reason);
    this.closed.reject(reason);
    this.onReady = undefined;
    this.stream.writer = undefined;
    this.stream = undefined;
  }

  /**
   * Closes the stream if it is not closed already.
   * https://streams.spec.whatwg.org/#writable-stream-default-writer-close-with-error-propagation
   * @returns {Promise<void>}
   */
  closeOrFail() {
    const { stream } = this;
    if (stream.closeQueuedOrInFlight || stream.state === 'closed') return resolved(undefined);
    if (stream.state === 'errored') return rejected(stream.storedError);
    return stream.close();
  }
}

class WritableController {
  stream;
  queue = new ChunkQueue();
  started = false;
  highWaterMark;
  #size;
  #sink;
  #write;
  #close;
  #abort;
  #abortController = undefined;
  #object = undefined;
  #onWritten = () => this.written();
  #onWriteFailed = (reason) => this.writeFailed(reason);

  /**
   * @param {WritableCore} stream
   * @param {object} sink what the functions are called on
   * @param {{ write?: Function, close?: Function, abort?: Function }} functions
   * @param {number} highWaterMark
   * @param {Function | undefined} size measures chunks; undefined: each counts 1
   */
  constructor(stream, sink, functions, highWaterMark, size) {
    this.stream = stream;
    this.#sink = sink;
    this.#write = functions.write;
    this.#close = functions.close;
    this.#abort = functions.abort;
    this.highWaterMark = highWaterMark;
    this.#size = size;
    stream.controller = this;
    stream.backpressure = highWaterMark <= 0;
  }

  get object() {
    return this.#object ??= require('internal/webstreams/writable').publishController(this);
  }

  /** Begins: what `start` returned is waited for. */
  begin(startResult) {
    then(resolved(startResult),
         () => {
           this.started = true;
           this.advance();
         },
         (reason) => {
           this.started = true;
           this.stream.failed(reason);
         });
  }

  get desiredSize() {
    return this.highWaterMark - this.queue.size;
  }

  /** @returns {AbortSignal} aborts when the stream is aborted */
  get signal() {
    this.#abortController ??= new (require('internal/abort_controller').AbortController)();
    return this.#abortController.signal;
  }

  signalAbort(reason) {
    this.#abortController ??= new (require('internal/abort_controller').AbortController)();
    this.#abortController.abort(reason);
  }

  #forget() {
    this.#write = undefined;
    this.#close = undefined;
    this.#abort = undefined;
    this.#size = undefined;
    this.#sink = undefined;
  }

  /** Lets go of the program's functions; for transforms. */
  forget() {
    this.#forget();
  }

  clearQueue() {
    this.queue.clear();
  }

  /** The size of a chunk that is to be written; a strategy that throws fails the stream. */
  sizeOf(chunk) {
    const size = this.#size;
    if (size === undefined) return 1;
    try {
      return measure(size, chunk);
    } catch (error) {
      this.errorIfNeeded(error);
      return 1;
    }
  }

  /** Queues a chunk whose request the stream has. The stream must be writable. */
  write(chunk, size) {
    const { stream } = this;
    this.queue.push(chunk, size);
    if (this.queue.size >= this.highWaterMark && !stream.backpressure && !stream.closeQueuedOrInFlight) {
      stream.updateBackpressure(true);
    }
    this.advance();
  }

  /** Gives the sink the next chunk or the end, unless it is busy. */
  advance() {
    const { stream } = this;
    if (!this.started || stream.inFlightWrite !== undefined) return;
    if (stream.state === 'erroring') {
      stream.finishErroring();
    } else if (this.queue.length > 0) {
      this.#writeNext();
    } else if (stream.closeRequest !== undefined && stream.state === 'writable') {
      this.#closeNow();
    }
  }

  #writeNext() {
    const { stream } = this;
    stream.inFlightWrite = stream.writeRequests.shift();
    const write = this.#write;
    let result;
    if (write !== undefined) {
      try {
        result = callMethod(write, this.#sink, this.queue.peek(), this.object);
      } catch (error) {
        result = rejected(error);
      }
    }
    this.settle(result);
  }

  /** Waits for what `write` returned. */
  settle(result) {
    if (result === writtenLater) return;
    if (typeof result !== 'object' && typeof result !== 'function') then(done, this.#onWritten);
    else then(resolved(result), this.#onWritten, this.#onWriteFailed);
  }

  /** The sink has taken the chunk. */
  written() {
    const { stream } = this;
    const request = stream.inFlightWrite;
    stream.inFlightWrite = undefined;
    this.queue.shift();
    // May call back, and write the next.
    request.resolve(undefined);
    if (stream.state === 'writable' && stream.backpressure && this.queue.size < this.highWaterMark &&
        !stream.closeQueuedOrInFlight) {
      stream.updateBackpressure(false);
    }
    this.advance();
    const { writer } = stream;
    if (writer !== undefined && writer.onReady !== undefined && !stream.backpressure) writer.onReady();
  }

  writeFailed(reason) {
    const { stream } = this;
    if (stream.state === 'writable') this.#forget();
    const request = stream.inFlightWrite;
    stream.inFlightWrite = undefined;
    request.reject(reason);
    stream.failed(reason);
  }

  #closeNow() {
    const { stream } = this;
    stream.inFlightClose = stream.closeRequest;
    stream.closeRequest = undefined;
    const close = this.#close;
    let result;
    if (close !== undefined) {
      try {
        result = callMethod(close, this.#sink);
      } catch (error) {
        result = rejected(error);
      }
    }
    this.#forget();
    then(resolved(result), () => stream.finishClose(), (reason) => stream.failClose(reason));
  }

  errorIfNeeded(reason) {
    if (this.stream.state === 'writable') this.error(reason);
  }

  error(reason) {
    this.#forget();
    this.stream.startErroring(reason);
  }

  /** @returns {Promise<unknown>} */
  abortSteps(reason) {
    const abort = this.#abort;
    const sink = this.#sink;
    this.#forget();
    if (abort === undefined) return resolved(undefined);
    try {
      return resolved(callMethod(abort, sink, reason));
    } catch (error) {
      return rejected(error);
    }
  }
}

module.exports = { WritableController, WritableCore, WriterCore, writtenLater };
