// What test and suite functions are given. https://nodejs.org/api/test.html#class-testcontext
'use strict';
const { validateFunction, validateNumber, validateObject } = require('internal/validators');

/** The test, suite or hook that the running code belongs to. */
const { AsyncLocalStorage } = require('internal/async/local_storage');
const current = new AsyncLocalStorage({ name: 'node:test' });

const defaultInterval = 50;
const defaultPollTimeout = 1000;

/** @returns {number | undefined} */
function workerId() {
  const id = require('process').env.NODE_TEST_WORKER_ID;
  return id === undefined ? undefined : Number(id) || undefined;
}

class TestContext {
  #entry;
  #assert = undefined;

  constructor(entry) {
    this.#entry = entry;
  }

  /** @returns {AbortSignal} aborted when the test is */
  get signal() {
    return this.#entry.signal;
  }

  get name() {
    return this.#entry.name;
  }

  get filePath() {
    return this.#entry.entryFile;
  }

  get fullName() {
    return this.#entry.fullName;
  }

  get error() {
    return this.#entry.error;
  }

  get passed() {
    return this.#entry.passed;
  }

  get attempt() {
    return this.#entry.attempt ?? 0;
  }

  get tags() {
    return this.#entry.tags;
  }

  get workerId() {
    return workerId();
  }

  /** @param {string} message reported after the test's result */
  diagnostic(message) {
    this.#entry.diagnostic(message);
  }

  /**
   * @param {string} message reported at once
   * @param {unknown} [data]
   */
  log(message, data) {
    this.#entry.log(message, data);
  }

  /**
   * @param {number} count of assertions and subtests to come
   * @param {{ wait?: boolean | number }} [options]
   */
  plan(count, options = {}) {
    if (this.#entry.plan !== undefined) {
      throw require('internal/test/failure').testFailure('cannot set plan more than once', 'testCodeFailure');
    }
    const { Plan } = require('internal/test/plan');
    this.#entry.plan = new Plan(count, options);
  }

  /** The assertions, bound to this test: they count for its plan. */
  get assert() {
    return this.#assert ??= require('internal/test/assertions').bindTo(this, this.#entry);
  }

  get mock() {
    return this.#entry.mock;
  }

  runOnly(value) {
    this.#entry.runOnly(value);
  }

  skip(message) {
    this.#entry.skip(message);
  }

  todo(message) {
    this.#entry.todo(message);
  }

  /** @returns {Promise<void>} when the subtest has ended */
  test(name, options, fn) {
    this.#entry.plan?.count();
    return this.#entry.subtest('test', name, options, fn, {});
  }

  before(fn, options) {
    this.#entry.addHook('before', fn, options);
  }

  after(fn, options) {
    this.#entry.addHook('after', fn, options);
  }

  beforeEach(fn, options) {
    this.#entry.addHook('beforeEach', fn, options);
  }

  afterEach(fn, options) {
    this.#entry.addHook('afterEach', fn, options);
  }

  /**
   * Calls `condition` until it neither throws nor rejects.
   * @param {Function} condition
   * @param {{ interval?: number, timeout?: number }} [options] milliseconds; 50 and 1000
   * @returns {Promise<unknown>} of what condition returns; rejected when the time is over, the cause being its last error
   */
  waitFor(condition, options = {}) {
    validateFunction(condition, 'condition');
    validateObject(options, 'options');
    const { interval = defaultInterval, timeout = defaultPollTimeout } = options;
    validateNumber(interval, 'options.interval', 0);
    validateNumber(timeout, 'options.timeout', 0);
    const { promise, resolve, reject } = Promise.withResolvers();
    const timers = require('internal/test/real_timers');
    const missing = Symbol('missing');
    let cause = missing;
    let poll;
    let done = false;
    const end = (settle, value) => {
      if (done) return;
      done = true;
      timers.clearTimeout(limit);
      timers.clearTimeout(poll);
      settle(value);
    };
    const limit = timers.setTimeout(() => {
      const error = new Error('waitFor() timed out');
      if (cause !== missing) error.cause = cause;
      end(reject, error);
    }, timeout);
    const attempt = async () => {
      try {
        end(resolve, await condition());
      } catch (error) {
        cause = error;
        if (!done) poll = timers.setTimeout(attempt, interval);
      }
    };
    attempt();
    return promise;
  }
}

class SuiteContext {
  #entry;

  constructor(entry) {
    this.#entry = entry;
  }

  get signal() {
    return this.#entry.signal;
  }

  get name() {
    return this.#entry.name;
  }

  get filePath() {
    return this.#entry.entryFile;
  }

  get fullName() {
    return this.#entry.fullName;
  }

  get passed() {
    return this.#entry.passed;
  }

  get attempt() {
    return this.#entry.attempt ?? 0;
  }

  diagnostic(message) {
    this.#entry.diagnostic(message);
  }

  log(message, data) {
    this.#entry.log(message, data);
  }
}

module.exports = { TestContext, SuiteContext, current };
