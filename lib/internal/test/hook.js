// Functions that run before and after tests. https://nodejs.org/api/test.html#beforefn-options
'use strict';
const { validateFunction } = require('internal/validators');
const context = require('internal/async/context');
const { withEntry } = require('internal/async/frame');
const { callWithCallback, Halt, isPending } = require('internal/test/call');
const { current } = require('internal/test/context');
const { failures, isFailureOf, isTestFailure, testFailure } = require('internal/test/failure');
const { callerPlace } = require('internal/test/place');
const { nothing, readSignal, readTimeout } = require('internal/test/options');

class Hook {
  #owner;
  #event;
  #fn;
  #signal;
  #timeout;
  #frame = context.get();
  #running = new Set();
  place = callerPlace();

  /**
   * @param {object} owner the test or suite that it is added to
   * @param {string} event before, after, beforeEach or afterEach
   * @param {Function} [fn]
   * @param {{ signal?: AbortSignal, timeout?: number }} [options]
   */
  constructor(owner, event, fn = nothing, options = {}) {
    validateFunction(fn, 'fn');
    options ??= {};
    this.#owner = owner;
    this.#event = event;
    this.#fn = fn;
    this.#signal = readSignal(options.signal);
    this.#timeout = readTimeout(options.timeout, owner.timeout);
  }

  /**
   * @param {object} target the test or suite that it runs for
   * @returns {Promise<void>} rejected with a failure of the hook
   */
  async run(target) {
    const halt = new Halt();
    const signal = this.#signal;
    const onAbort = () => halt.reject(testFailure(signal.reason, failures.aborted));
    if (this.#timeout !== Infinity) {
      halt.limit(this.#timeout, () => {
        halt.reject(testFailure(`test timed out after ${this.#timeout}ms`, failures.timeout));
      });
    }
    try {
      if (signal !== undefined) {
        if (signal.aborted) throw testFailure(signal.reason, failures.aborted);
        signal.addEventListener('abort', onAbort, { once: true });
      }
      this.#running.add(halt);
      const frame = withEntry(this.#frame, current, this);
      const fn = this.#fn;
      const outcome = fn.length > 1 ? callWithCallback(fn, frame, target.context) :
        context.run(frame, fn, target.context, target.context);
      if (isPending(outcome)) await Promise.race([outcome, halt.promise]);
      if (halt.reason !== undefined) throw halt.reason;
    } catch (error) {
      throw isFailureOf(error, failures.hook) ? error : this.#failure(error);
    } finally {
      this.#running.delete(halt);
      halt.clear();
      signal?.removeEventListener('abort', onAbort);
    }
  }

  get name() {
    return this.#event;
  }

  /** The test or suite that the hook belongs to, whichever test it runs for. */
  get owner() {
    return this.#owner;
  }

  /**
   * An error that nothing caught and that is the hook's.
   * @param {unknown} error
   * @returns {boolean} false when the hook has ended
   */
  failUncaught(error) {
    if (this.#running.size === 0) return false;
    for (const halt of this.#running) halt.reject(error);
    return true;
  }

  #failure(error) {
    if (isTestFailure(error) && error.failureType !== failures.testCode) error = error.cause;
    return testFailure(error, failures.hook);
  }
}

module.exports = { Hook };
