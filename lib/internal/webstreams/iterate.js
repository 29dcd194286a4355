// Async iteration over a ReadableStream. https://streams.spec.whatwg.org/#rs-asynciterator
'use strict';

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { Deferred, later, rejected, resolved, then } = require('internal/webstreams/promises');
const { ReaderCore } = require('internal/webstreams/readable_core');

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

/** What is to be answered in the microtasks to come, one in each: no closure is made for it. @type {PendingNext[]} */
const answers = [];

function answerNext() {
  const next = answers.shift();
  next.resolve({ done: false, value: next.value });
}

/** A next() that waits for the stream. */
class PendingNext extends Deferred {
  #state;
  value = undefined;

  constructor(state) {
    super();
    this.#state = state;
  }

  chunk(value) {
    this.#state.ongoing = undefined;
    // The source is asked again before the loop goes on.
    answers.push(this);
    this.value = value;
    later(answerNext);
  }

  close() {
    this.#state.ongoing = undefined;
    this.#state.finish();
    this.resolve({ done: true, value: undefined });
  }

  error(reason) {
    this.#state.ongoing = undefined;
    this.#state.finish();
    this.reject(reason);
  }
}

/** One iteration: the lock, and what has been asked and not answered. */
class Iteration {
  reader;
  preventCancel;
  /** The last next() or return() that is not settled. @type {Promise<any> | undefined} */
  ongoing = undefined;
  finished = false;

  constructor(stream, preventCancel) {
    this.reader = new ReaderCore(stream, false);
    this.preventCancel = preventCancel;
  }

  finish() {
    this.finished = true;
    if (this.reader.stream !== undefined) this.reader.release();
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
    const request = new PendingNext(this);
    this.ongoing = request.promise;
    reader.read(request);
    return request.promise;
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
