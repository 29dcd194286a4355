// Async iteration that a signal breaks off, even while the source keeps its consumer waiting.
'use strict';

const { addAbortListener } = require('internal/events/abort_listener');

/**
 * @param {AsyncIterable<T>} iterable
 * @param {AbortSignal} signal its reason is thrown
 * @returns {AsyncIterator<T>}
 * @template T
 */
function abortable(iterable, signal) {
  return new AbortableIterator(iterable, signal);
}

class AbortableIterator {
  #iterator = undefined;
  #iterable;
  #signal;
  #done = false;

  constructor(iterable, signal) {
    this.#iterable = iterable;
    this.#signal = signal;
  }

  next() {
    const signal = this.#signal;
    if (this.#done) return Promise.resolve({ __proto__: null, done: true, value: undefined });
    if (signal.aborted) return this.#fail(signal.reason);
    return new Promise((resolve, reject) => {
      let listening;
      const settle = (call, value) => {
        listening[Symbol.dispose]();
        call(value);
      };
      listening = addAbortListener(signal, () => {
        this.#leave();
        settle(reject, signal.reason);
      });
      let result;
      try {
        this.#iterator ??= this.#iterable[Symbol.asyncIterator]();
        result = this.#iterator.next();
      } catch (error) {
        this.#done = true;
        settle(reject, error);
        return;
      }
      Promise.resolve(result).then((value) => {
        if (signal.aborted) {
          this.#leave();
          settle(reject, signal.reason);
          return;
        }
        if (value.done) this.#done = true;
        settle(resolve, value);
      }, (error) => {
        this.#done = true;
        settle(reject, error);
      });
    });
  }

  #fail(reason) {
    this.#leave();
    return Promise.reject(reason);
  }

  /** Lets the source know, without waiting: it may never answer. */
  #leave() {
    if (this.#done) return;
    this.#done = true;
    try {
      const result = this.#iterator?.return?.();
      if (typeof result?.then === 'function') result.then(nop, nop);
    } catch {
      // The abort is what counts.
    }
  }

  async return(value) {
    if (!this.#done) {
      this.#done = true;
      await this.#iterator?.return?.();
    }
    return { __proto__: null, done: true, value };
  }

  async throw(error) {
    if (!this.#done) {
      this.#done = true;
      await this.#iterator?.return?.();
    }
    throw error;
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

function nop() {}

module.exports = { abortable };
