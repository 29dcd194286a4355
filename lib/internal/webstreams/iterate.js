// Async iteration over a ReadableStream. https://streams.spec.whatwg.org/#rs-asynciterator
'use strict';

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { Deferred, later, rejected, resolved, then } = require('internal/webstreams/promises');
const { ReaderCore } = require('internal/webstreams/readable_core');

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

/** What a read has come to. */
const kNothing = 0;
const kChunk = 1;
const kEnd = 2;
const kError = 3;

/** One iteration: the lock, and what has been asked and not answered. It is its own read request: one at a time. */
class Iteration {
  reader;
  preventCancel;
  /** The last next() or return() that is not settled. @type {Promise<any> | undefined} */
  ongoing = undefined;
  finished = false;
  /** The next() that waits, once it is known that it must. @type {Deferred | undefined} */
  #pending = undefined;
  #outcome = kNothing;
  #value = undefined;
  #answer = () => {
    const pending = this.#pending;
    const value = this.#value;
    this.#pending = undefined;
    this.#value = undefined;
    this.ongoing = undefined;
    pending.resolve({ done: false, value });
  };

  constructor(stream, preventCancel) {
    this.reader = new ReaderCore(stream, false);
    this.preventCancel = preventCancel;
  }

  finish() {
    this.finished = true;
    if (this.reader.stream !== undefined) this.reader.release();
  }

  // As a read request.

  chunk(value) {
    this.#value = value;
    if (this.#pending === undefined) {
      this.#outcome = kChunk;
    } else {
      // The source is asked again before the loop goes on.
      later(this.#answer);
    }
  }

  close() {
    this.finish();
    if (this.#pending === undefined) {
      this.#outcome = kEnd;
    } else {
      this.ongoing = undefined;
      this.#pending.resolve({ done: true, value: undefined });
      this.#pending = undefined;
    }
  }

  error(reason) {
    this.finish();
    if (this.#pending === undefined) {
      this.#outcome = kError;
      this.#value = reason;
    } else {
      this.ongoing = undefined;
      this.#pending.reject(reason);
      this.#pending = undefined;
    }
  }

  next() {
    if (this.finished) return resolved({ done: true, value: undefined });
    const { reader } = this;
    const { stream } = reader;
    if (stream.state === 'readable') {
      stream.disturbed = true;
      const { controller } = stream;
      if (controller.queue.length > 0) return resolved({ done: false, value: controller.take() });
    }
    this.#outcome = kNothing;
    reader.read(this);
    // A source that answers at once needs no promise of its own.
    if (this.#outcome === kNothing) {
      this.#pending = new Deferred();
      this.ongoing = this.#pending.promise;
      return this.ongoing;
    }
    const value = this.#value;
    this.#value = undefined;
    if (this.#outcome === kError) return rejected(value);
    return resolved({ done: this.#outcome === kEnd, value });
  }

  return(value) {
    if (this.finished) return resolved({ done: true, value });
    this.finished = true;
    const { reader } = this;
    if (this.preventCancel) {
      reader.release();
      return resolved({ done: true, value });
    }
    const cancelled = reader.stream.cancel(value);
    reader.release();
    return then(cancelled, () => ({ done: true, value }));
  }

  /** Does a step after what was asked before. */
  after(step) {
    const promise = this.ongoing === undefined ? step() : then(this.ongoing, step, step);
    this.ongoing = promise;
    const settled = () => {
      if (this.ongoing === promise) this.ongoing = undefined;
    };
    then(promise, settled, settled);
    return promise;
  }
}

/** The iteration of an iterator that was made here. */
let iterationOf;

/** What puts the private field on objects of another prototype: their prototype has no more than Web IDL gives it. */
function Bare() {}

class ReadableStreamAsyncIterator extends Bare {
  #iteration;

  constructor(iteration) {
    super();
    this.#iteration = iteration;
  }

  static {
    iterationOf = (value) =>
      (typeof value === 'object' && value !== null && #iteration in value ? value.#iteration : undefined);
  }
}

Bare.prototype = {
  __proto__: AsyncIteratorPrototype,

  next() {
    const iteration = iterationOf(this);
    if (iteration === undefined) return rejected(new ERR_INVALID_THIS('ReadableStreamAsyncIterator'));
    return iteration.ongoing === undefined ? iteration.next() : iteration.after(() => iteration.next());
  },

  return(value) {
    const iteration = iterationOf(this);
    if (iteration === undefined) return rejected(new ERR_INVALID_THIS('ReadableStreamAsyncIterator'));
    return iteration.after(() => iteration.return(value));
  },
};

/**
 * Locks a stream, which must not be locked, and iterates over it.
 * @param {import('./readable_core').ReadableCore} stream
 * @param {boolean} preventCancel whether leaving the loop early leaves the stream as it is
 * @returns {AsyncIterableIterator<any>}
 */
function iterate(stream, preventCancel) {
  return Reflect.construct(ReadableStreamAsyncIterator, [new Iteration(stream, preventCancel)], Bare);
}

module.exports = { iterate };
