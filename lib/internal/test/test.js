// A test: runs its function between its hooks. https://nodejs.org/api/test.html#testname-options-fn
'use strict';
const context = require('internal/async/context');
const { callWithCallback, isPending } = require('internal/test/call');
const { TestContext } = require('internal/test/context');
const { Entry } = require('internal/test/entry');
const { failures, isFailureOf, testFailure } = require('internal/test/failure');
const { nothing, readArguments } = require('internal/test/options');

/** A hook that the test's own code has set off is part of it. */
function throwCause(error) {
  throw error.cause;
}

class Test extends Entry {
  #fn;
  #context = undefined;

  constructor(session, parent, name, options, fn, place) {
    super(session, parent, 'test', name, options, place);
    this.#fn = this.skipped ? nothing : fn;
  }

  /** What the function is given. */
  get context() {
    return this.#context ??= new TestContext(this);
  }

  /**
   * Defines a test or a suite below this one and starts it.
   * @param {'test' | 'suite'} kind
   * @param {unknown} name
   * @param {unknown} options
   * @param {unknown} fn
   * @param {object} overrides options of the shorthand that was called
   * @returns {Promise<void>}
   */
  subtest(kind, name, options, fn, overrides) {
    const child = this.define(kind, readArguments(name, options, fn), overrides);
    if (child.finished) return Promise.resolve();
    return this.startChild(child);
  }

  /** Whether subtests come too late though it has not ended. */
  get isClosed() {
    return false;
  }

  /** Makes the child. One that comes too late fails at once, and is reported at the top. */
  define(kind, { name, options, fn }, overrides) {
    const { callerPlace } = require('internal/test/place');
    const { session } = this;
    const place = callerPlace() ?? session.root.place;
    const isLate = this.finished || this.isClosed;
    const parent = isLate ? session.root : this;
    if (overrides !== undefined) options = { ...options, ...overrides };
    const { Suite } = require('internal/test/suite');
    const Kind = kind === 'suite' ? Suite : Test;
    const child = new Kind(session, parent, name, options, isLate ? nothing : fn, place);
    parent.children.push(child);
    child.settle(parent);
    if (isLate) {
      child.fail(testFailure('test could not be started because its parent finished', failures.parentFinished));
      child.started = true;
      child.finish();
    }
    return child;
  }

  /** Decides whether it will run, and counts it among its siblings if so. */
  settle(parent) {
    this.filtered = this.parent.filtered && this.parent.kind === 'test' ? true : this.isFilteredByItself();
    if (this.only && this.parent !== null) this.markOnly();
    if (!this.filtered) parent.numberChild(this);
  }

  /** Runs it, and all that belongs to it; never rejected. */
  async run() {
    if (this.session.isTraced(this)) return this.session.traced(this);
    const { parent } = this;
    this.begin();
    if (this.filtered) {
      this.pass();
      this.finish();
      return this.parent.childEnded();
    }
    if (this.error !== null) {
      this.finish();
      return this.parent.childEnded();
    }
    const isSkipped = this.skipped;
    try {
      const before = parent.runBefore();
      if (before !== undefined) await before;
      if (this.hasEach('beforeEach') && !this.skipped) await this.runBeforeEach();
      if (!this.session.alreadyPassed(this)) {
        const fn = this.#fn;
        const { context: own, frame, halt } = this;
        const outcome = fn.length > 1 ? callWithCallback(fn, frame, own) : context.run(frame, fn, own, own);
        // Also when there is nothing to wait for: what comes after a test is never part of its function's turn.
        await (isPending(outcome) ? Promise.race([outcome, halt.promise]) : undefined);
        const ownBefore = this.runBefore();
        if (ownBefore !== undefined) await ownBefore.catch(throwCause);
        if (!this.isIdle) await Promise.race([this.childrenEnded(), this.halt.promise]);
        const planned = this.plan?.check();
        if (planned !== undefined) await Promise.race([planned, this.halt.promise]);
      }
      if (this.halt.reason !== undefined) throw this.halt.reason;
      this.pass();
    } catch (error) {
      this.#failed(error);
    }
    if (!isSkipped) await this.#runAfterHooks();
    this.finish();
    return this.parent.childEnded();
  }

  #failed(error) {
    if (isFailureOf(error, failures.timeout) && this.error === null) {
      this.cancel(error);
    } else {
      this.fail(error);
    }
  }

  async #runAfterHooks() {
    try {
      if (this.hasEach('afterEach')) await this.runAfterEach();
    } catch (error) {
      this.#failedAfter(error);
    }
    try {
      if (this.hooks.after.length > 0) await this.runAfter();
    } catch (error) {
      this.#failedAfter(error);
    }
  }

  #failedAfter(error) {
    if (this.error === null) {
      this.passed = false;
      this.expectFailure = undefined;
    }
    this.fail(error);
  }
}

/** The root of a file's tests: it runs nothing itself. */
class Root extends Test {
  constructor(session, place) {
    super(session, null, '<root>', {}, nothing, place);
  }
}

module.exports = { Test, Root };
