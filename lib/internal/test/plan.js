// How many assertions and subtests a test means to make. https://nodejs.org/api/test.html#contextplancountoptions
'use strict';
const { codes } = require('internal/errors');
const { validateNumber, validateObject, validateUint32 } = require('internal/validators');
const { failures, testFailure } = require('internal/test/failure');
const { longestTimeout } = require('internal/test/options');

class Plan {
  #expected;
  #actual = 0;
  #wait;
  #met = undefined;

  /**
   * @param {number} count
   * @param {{ wait?: boolean | number }} [options]
   */
  constructor(count, options = {}) {
    validateUint32(count, 'count');
    validateObject(options, 'options');
    const { wait } = options;
    if (typeof wait === 'number') {
      validateNumber(wait, 'options.wait', 0, longestTimeout);
    } else if (wait !== undefined && typeof wait !== 'boolean') {
      throw new codes.ERR_INVALID_ARG_TYPE('options.wait', ['boolean', 'number'], wait);
    }
    this.#expected = count;
    this.#wait = wait ?? false;
  }

  /** An assertion was made or a subtest begun. */
  count() {
    this.#actual++;
    if (this.#actual >= this.#expected) this.#met?.resolve();
  }

  get #failure() {
    return testFailure(
      `plan expected ${this.#expected} assertions but received ${this.#actual}`, failures.testCode);
  }

  /**
   * Compares when the test's function has ended.
   * @returns {Promise<void> | undefined} while what is missing is waited for
   * @throws {Error} when the count is not the planned one
   */
  check() {
    if (this.#actual === this.#expected) return undefined;
    if (this.#wait === false || this.#actual > this.#expected) throw this.#failure;
    const met = this.#met = Promise.withResolvers();
    const timers = require('internal/test/real_timers');
    const milliseconds = this.#wait === true ? longestTimeout : this.#wait;
    const timer = timers.setTimeout(() => {
      met.reject(testFailure(
        `plan timed out after ${milliseconds}ms with ${this.#actual} assertions when expecting ${this.#expected}`,
        failures.timeout));
    }, milliseconds);
    if (this.#wait === true) timer.unref();
    return met.promise.then(() => {
      timers.clearTimeout(timer);
      if (this.#actual !== this.#expected) throw this.#failure;
    }, (error) => {
      timers.clearTimeout(timer);
      throw error;
    });
  }
}

module.exports = { Plan };
