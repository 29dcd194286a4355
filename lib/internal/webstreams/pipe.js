// ReadableStream.pipeTo. https://streams.spec.whatwg.org/#readable-stream-pipe-to
//
// The pipe is a read request to its source. What is queued there is moved in one go for as long as the destination wants
// more; the destination's controller calls `ready` when it does so again.
'use strict';

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { Deferred, later, resolved, then } = require('internal/webstreams/promises');
const { ReaderCore } = require('internal/webstreams/readable_core');
const { WriterCore } = require('internal/webstreams/writable_core');

class Pipe {
  #source;
  #dest;
  #reader;
  #writer;
  #options;
  #shuttingDown = false;
  #finished = new Deferred();
  /** A chunk was asked for and has not come. */
  #asked = false;
  /** Writes that are not done. */
  #writes = 0;
  /** What to do when they are. @type {(() => void) | undefined} */
  #onWritten = undefined;
  #onAbort = undefined;

  /**
   * @param {import('./readable_core').ReadableCore} source not locked
   * @param {import('./writable_core').WritableCore} dest not locked
   * @param {{ preventClose: boolean, preventAbort: boolean, preventCancel: boolean, signal: AbortSignal | undefined }} options
   */
  constructor(source, dest, options) {
    this.#source = source;
    this.#dest = dest;
    this.#options = options;
    this.#reader = new ReaderCore(source, false);
    this.#writer = new WriterCore(dest);
    source.disturbed = true;
  }

  /** @returns {Promise<void>} */
  start() {
    const { signal } = this.#options;
    if (signal !== undefined) {
      const onAbort = () => this.#abort(signal.reason);
      this.#onAbort = onAbort;
      if (signal.aborted) {
        this.#abort(signal.reason);
        return this.#finished.promise;
      }
      signal.addEventListener('abort', this.#onAbort);
    }
    const source = this.#source;
    const dest = this.#dest;
    const sourceClosed = () => this.#sourceClosed();
    const sourceFailed = (error) => this.#sourceFailed(error);
    const destClosed = () => this.#destClosed();
    const destFailed = (error) => this.#destFailed(error);
    // What holds already comes before all reading.
    if (source.state === 'errored') sourceFailed(source.storedError);
    else if (dest.state === 'errored') destFailed(dest.storedError);
    else if (source.state === 'closed') sourceClosed();
    else if (dest.closeQueuedOrInFlight || dest.state === 'closed') destClosed();
    if (!this.#shuttingDown) {
      then(this.#reader.closed.promise, sourceClosed, sourceFailed);
      then(this.#writer.closed.promise, destClosed, destFailed);
      const onReady = () => this.#pump();
      this.#writer.onReady = onReady;
      later(this.#writer.onReady);
    }
    return this.#finished.promise;
  }

  /** Moves what the source has queued, as long as the destination wants it; then asks for the next chunk. */
  #pump() {
    const source = this.#source;
    const dest = this.#dest;
    const { controller } = source;
    while (!this.#shuttingDown && !this.#asked && source.state === 'readable' && dest.state === 'writable' &&
           !dest.backpressure && !dest.closeQueuedOrInFlight) {
      if (controller.queue.length > 0) {
        this.#write(controller.take());
      } else {
        this.#asked = true;
        controller.pullSteps(this);
      }
    }
  }

  // As a read request.

  chunk(value) {
    this.#writes++;
    // The source may be in the middle of its enqueue.
    this.#chunk = value;
    later(this.#onChunk);
  }

  #chunk = undefined;
  #onChunk = () => {
    const chunk = this.#chunk;
    this.#chunk = undefined;
    this.#asked = false;
    this.#write(chunk);
    this.resolve();
    this.#pump();
  };

  close() {}

  error() {}

  #write(chunk) {
    this.#writes++;
    const { controller } = this.#dest;
    const size = controller.sizeOf(chunk);
    const { state } = this.#dest;
    if (state === 'writable' && !this.#dest.closeQueuedOrInFlight) {
      this.#dest.writeRequests.push(this, 1);
      controller.write(chunk, size);
    } else {
      this.reject();
    }
  }

  // As a write request.

  resolve() {
    this.#writes--;
    if (this.#writes === 0 && this.#onWritten !== undefined) later(this.#onWritten);
  }

  reject() {
    this.resolve();
  }

  #abort(reason) {
    const { preventAbort, preventCancel } = this.#options;
    const source = this.#source;
    const dest = this.#dest;
    this.#shutDown(() => {
      const actions = [];
      if (!preventAbort) actions.push(dest.state === 'writable' ? dest.abort(reason) : resolved(undefined));
      if (!preventCancel) actions.push(source.state === 'readable' ? source.cancel(reason) : resolved(undefined));
      return all(actions);
    }, true, reason);
  }

  #sourceFailed(error) {
    this.#shutDown(this.#options.preventAbort ? undefined : () => this.#dest.abort(error), true, error);
  }

  #destFailed(error) {
    this.#shutDown(this.#options.preventCancel ? undefined : () => this.#source.cancel(error), true, error);
  }

  #sourceClosed() {
    this.#shutDown(this.#options.preventClose ? undefined : () => this.#writer.closeOrFail(), false, undefined);
  }

  #destClosed() {
    if (this.#shuttingDown) return;
    const error = new ERR_INVALID_STATE.TypeError('Destination WritableStream is closed');
    this.#shutDown(this.#options.preventCancel ? undefined : () => this.#source.cancel(error), true, error);
  }

  /**
   * @param {(() => Promise<unknown>) | undefined} action
   * @param {boolean} failed
   * @param {unknown} reason
   */
  #shutDown(action, failed, reason) {
    if (this.#shuttingDown) return;
    this.#shuttingDown = true;
    const dest = this.#dest;
    const run = () => {
      this.#onWritten = undefined;
      if (action === undefined) {
        this.#finish(failed, reason);
      } else {
        then(action(), () => this.#finish(failed, reason), (error) => this.#finish(true, error));
      }
    };
    // What was read must not be lost.
    if (dest.state === 'writable' && !dest.closeQueuedOrInFlight) {
      if (this.#writes > 0) this.#onWritten = run;
      else later(run);
    } else {
      run();
    }
  }

  #finish(failed, reason) {
    this.#writer.release();
    this.#reader.release();
    if (this.#onAbort !== undefined) this.#options.signal.removeEventListener('abort', this.#onAbort);
    if (failed) this.#finished.reject(reason);
    else this.#finished.resolve(undefined);
  }
}

/** Fulfilled when all are, rejected with the reason of the first that is. */
function all(promises) {
  if (promises.length < 2) return promises.length === 0 ? resolved(undefined) : promises[0];
  const { promise, resolve, reject } = new Deferred();
  let left = promises.length;
  const one = () => {
    left--;
    if (left === 0) resolve(undefined);
  };
  for (let i = 0; i < promises.length; i++) then(promises[i], one, reject);
  return promise;
}

/**
 * Pipes; both streams must not be locked, and are until it is over.
 * @returns {Promise<void>}
 */
function pipe(source, dest, options) {
  return new Pipe(source, dest, options).start();
}

module.exports = { pipe };
