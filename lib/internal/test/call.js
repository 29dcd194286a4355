// Calling a test's or a hook's function and waiting for its outcome: a value, a promise or a callback.
// https://nodejs.org/api/test.html#test-runner
'use strict';
const context = require('internal/async/context');
const { failures, testFailure } = require('internal/test/failure');

/** A promise that an abort or a time limit rejects, and the means to do so. */
class Halt {
  #settlers = Promise.withResolvers();
  #timer = undefined;
  #reason = undefined;

  constructor() {
    // A rejection that comes when nobody waits any more is no failure of its own.
    this.#settlers.promise.catch(() => {});
  }

  /** @returns {Promise<never>} */
  get promise() {
    return this.#settlers.promise;
  }

  /** @returns {unknown} what it was rejected with */
  get reason() {
    return this.#reason;
  }

  /** @param {unknown} reason ends the wait */
  reject(reason) {
    this.#reason ??= reason;
    this.#settlers.reject(reason);
  }

  /** Ends the wait without a failure: there is one already. */
  release() {
    this.#settlers.resolve();
  }

  /**
   * @param {number} milliseconds
   * @param {() => void} expired
   */
  limit(milliseconds, expired) {
    const { setTimeout } = require('internal/test/real_timers');
    this.#timer = setTimeout(expired, milliseconds);
    this.#timer.unref();
  }

  clear() {
    if (this.#timer === undefined) return;
    require('internal/test/real_timers').clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/**
 * Calls `fn` with `owner` as `this` and first argument and a callback as the second.
 * @param {Function} fn
 * @param {Frame} frame the async context
 * @param {object} owner
 * @returns {Promise<void>} rejected with what the callback is given
 * @throws {Error} when it returns a promise as well
 */
function callWithCallback(fn, frame, owner) {
  const { promise, resolve, reject } = Promise.withResolvers();
  let calls = 0;
  function done(error) {
    calls++;
    if (calls === 2) throw testFailure('callback invoked multiple times', failures.multipleCallbacks);
    if (calls > 2) return;
    if (error) reject(error);
    else resolve();
  }
  promise.catch(() => {});
  const returned = context.run(frame, fn, owner, owner, done);
  if (returned instanceof Promise) {
    returned.catch(() => {});
    throw testFailure('passed a callback but also returned a Promise', failures.callbackAndPromise);
  }
  return promise;
}

/** @returns {boolean} whether there is something to wait for */
function isPending(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

module.exports = { Halt, callWithCallback, isPending };
