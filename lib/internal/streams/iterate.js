// Async iteration over a Readable. https://nodejs.org/api/stream.html#readablesymbolasynciterator
//
// It behaves as an async generator does (nothing begins before the first next(); calls are answered in order), but what is
// held already is given without a turn of its own.
'use strict';

const { destroyStream } = require('internal/streams/destroy');
const { finished } = require('internal/streams/finished');

const resolved = Promise.resolve.bind(Promise);
const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

/**
 * @param {object} stream one of the oldest kind is wrapped
 * @param {{ destroyOnReturn?: boolean }} [options]
 * @returns {AsyncIterableIterator<any>}
 */
function iterate(stream, options) {
  if (typeof stream.read !== 'function') {
    stream = require('internal/streams/readable').Readable.wrap(stream, { objectMode: true });
  }
  return new StreamIterator(stream, options);
}

class StreamIterator {
  /** The stream that is read; it may be a wrapper of what was iterated over. */
  stream;
  #options;
  #started = false;
  #over = false;
  /** undefined while the stream goes on; null at its end; or its error */
  #outcome = undefined;
  /** Calls that are not answered, in order. @type {{ kind: string, value: any, resolve: Function, reject: Function }[]} */
  #calls = [];
  #onReadable = undefined;
  #release = undefined;

  constructor(stream, options) {
    this.stream = stream;
    this.#options = options;
  }

  #start() {
    this.#started = true;
    const onReadable = () => this.#answer();
    this.#onReadable = onReadable;
    this.stream.on('readable', this.#onReadable);
    this.#release = finished(this.stream, { writable: false }, (error) => {
      this.#outcome = error ?? null;
      this.#answer();
    });
  }

  next() {
    if (this.#over) return resolved({ done: true, value: undefined });
    const isFirst = !this.#started;
    if (isFirst) this.#start();
    if (this.#calls.length === 0) {
      const { stream } = this;
      const chunk = stream.destroyed ? null : stream.read();
      // The first comes a turn later, as a generator's does: what the program does at once (an abort) comes before.
      if (chunk !== null) return isFirst ? give(chunk).then(same) : give(chunk);
    }
    return this.#call('next', undefined);
  }

  return(value) {
    if (!this.#started) this.#over = true;
    if (this.#over && this.#calls.length === 0) return resolved({ done: true, value });
    return this.#call('return', value);
  }

  throw(error) {
    if (!this.#started) this.#over = true;
    if (this.#over && this.#calls.length === 0) return Promise.reject(error);
    return this.#call('throw', error);
  }

  #call(kind, value) {
    return new Promise((resolve, reject) => {
      this.#calls.push({ kind, value, resolve, reject });
      if (this.#calls.length === 1) this.#answer();
    });
  }

  /** Answers the calls that can be. */
  #answer() {
    while (this.#calls.length > 0) {
      const call = this.#calls[0];
      if (this.#over) {
        if (call.kind === 'throw') call.reject(call.value);
        else call.resolve({ done: true, value: call.value });
      } else if (call.kind === 'next') {
        const { stream } = this;
        const chunk = stream.destroyed ? null : stream.read();
        if (chunk !== null) {
          if (isThenable(chunk)) call.resolve(give(chunk));
          else call.resolve({ done: false, value: chunk });
        } else if (this.#outcome) {
          const error = this.#outcome;
          this.#fail(error);
          call.reject(error);
        } else if (this.#outcome === null) {
          this.#leave();
          call.resolve({ done: true, value: undefined });
        } else {
          return;
        }
      } else if (call.kind === 'return') {
        this.#leave();
        call.resolve({ done: true, value: call.value });
      } else {
        const error = this.#outcome || call.value;
        this.#fail(error);
        call.reject(error);
      }
      this.#calls.shift();
    }
  }

  #fail(error) {
    this.#over = true;
    destroyStream(this.stream, error);
  }

  #leave() {
    this.#over = true;
    // What has ended destroys itself, or has a writable side that is open still.
    if (this.#options?.destroyOnReturn !== false && this.#outcome === undefined) {
      destroyStream(this.stream, null);
    } else {
      this.stream.off('readable', this.#onReadable);
      this.#release();
    }
  }
}
Object.setPrototypeOf(StreamIterator.prototype, AsyncIteratorPrototype);
Object.defineProperty(StreamIterator.prototype, Symbol.toStringTag, {
  __proto__: null, configurable: true, value: 'AsyncGenerator',
});

function same(answer) {
  return answer;
}

/** The answer that gives a chunk; what a promise brings where the chunk is one. */
function give(chunk) {
  if (isThenable(chunk)) return resolved(chunk).then((value) => ({ done: false, value }));
  return resolved({ done: false, value: chunk });
}

function isThenable(chunk) {
  return typeof chunk === 'object' && typeof chunk.then === 'function';
}

module.exports = { iterate };
