// A test or a suite in the tree of tests: its place, its children, their order, and the report of what it came to.
//
// Children run as the concurrency allows and end in any order; they are reported in the order in which they were defined.
'use strict';
const { performance } = require('internal/perf/performance');
const context = require('internal/async/context');
const { withEntry } = require('internal/async/frame');
const { validateString } = require('internal/validators');
const { Halt } = require('internal/test/call');
const { failures, isFailureOf, isTestFailure, testFailure } = require('internal/test/failure');
const { current } = require('internal/test/context');
const { readConcurrency, readExpectFailure, readSignal, readTimeout } = require('internal/test/options');
const { toTags, none } = require('internal/test/tags');

/** @returns {boolean} whether an option like skip and todo is given: everything is but undefined and false */
function isSet(value) {
  return value !== undefined && value !== false;
}

class Entry {
  session;
  parent;
  name;
  place;
  nesting;
  testId;
  tags;
  /** 'test' or 'suite' */
  kind;
  timeout;
  concurrency;
  expectFailure;
  only;
  /** The planned assertions. */
  plan = undefined;

  /** What the program threw, or why the test was cancelled. */
  error = null;
  passed = false;
  cancelled = false;
  finished = false;
  filtered = false;
  skipped = false;
  isTodo = false;
  /** Words that go with skip or todo. */
  message = undefined;
  /** In which attempt it is, and in which it passed, when failed tests are run again. */
  attempt = undefined;
  passedAttempt = undefined;
  started = false;
  /** Whether reports carry what was thrown itself. */
  reportsAsThrown = false;

  children = [];
  hooks = { before: [], after: [], beforeEach: [], afterEach: [] };

  #frame;
  #entryFile;
  #halt = new Halt();
  #abort = undefined;
  #outerSignal;
  #onOuterAbort = undefined;
  #reportedError = undefined;
  #startTime = undefined;
  #endTime = undefined;

  // Running: how many children run, and those that wait for their turn.
  #running = 0;
  #waiting = [];
  #beforeRun = undefined;
  #onlyChildren;
  #mock = undefined;
  #diagnostics = [];

  // Reporting.
  #reported = 0;
  #count = 0;
  #number = 0;
  #startReported = false;
  #isReported = false;
  /** Resolved when no child is under way. */
  #idle = undefined;

  constructor(session, parent, kind, name, options, place) {
    const { timeout, concurrency, signal, skip, todo, only, expectFailure, plan, tags } = options;
    this.session = session;
    this.parent = parent;
    this.kind = kind;
    this.name = name;
    this.place = place;
    this.nesting = parent === null ? 0 : parent.nesting + (parent.parent === null ? 0 : 1);
    this.timeout = readTimeout(timeout, parent === null ? session.settings.timeout : parent.timeout);
    const unlimited = parent === null ? require('os').availableParallelism() - 1 : Infinity;
    this.concurrency = readConcurrency(concurrency, parent === null ? 1 : parent.concurrency, unlimited);
    this.#outerSignal = readSignal(signal);
    this.expectFailure = readExpectFailure(expectFailure);
    this.tags = toTags(tags, parent === null ? none : parent.tags);
    this.only = only;
    if (plan !== undefined && plan !== null) {
      const { Plan } = require('internal/test/plan');
      this.plan = new Plan(plan);
    }
    // A test that runs has all its subtests run; see inheritOnly.
    this.#onlyChildren = parent === null && session.settings.only;
    this.testId = session.nextId();
    this.#entryFile = session.entryFile;
    this.isTodo = isSet(todo) || (parent?.isTodo ?? false);
    this.skipped = isSet(skip);
    if (typeof skip === 'string') this.message = skip;
    else if (typeof todo === 'string') this.message = todo;
    if (parent !== null && (only || parent.#runsOnly) && session.settings.isChild && !session.settings.only) {
      this.diagnostic('\'only\' and \'runOnly\' require the --test-only command-line option.');
    }
    this.#frame = withEntry(context.get(), current, this);
    const outer = this.#outerSignal;
    if (outer !== undefined && !outer.aborted) {
      this.#onOuterAbort = () => this.#abortedBy(outer);
      outer.addEventListener('abort', this.#onOuterAbort, { once: true });
    }
  }

  get parentId() {
    return this.parent === null ? undefined : this.parent.testId;
  }

  /** The file that was started. */
  get entryFile() {
    return this.#entryFile ?? (this.parent === null ? this.place?.file : this.parent.entryFile);
  }

  /** @returns {string} with the names of its ancestors, the outermost first */
  get fullName() {
    let name = this.name;
    for (let at = this.parent; at !== null && at.parent !== null; at = at.parent) name = `${at.name} > ${name}`;
    return name;
  }

  /** The names of the ancestors, as reports in JUnit's format want them. */
  get className() {
    let name;
    for (let at = this.parent; at !== null && at.parent !== null; at = at.parent) {
      name = name === undefined ? at.name : `${at.name}.${name}`;
    }
    return name;
  }

  /** @returns {AbortSignal} aborted when the test is cancelled */
  get signal() {
    return this.#controller.signal;
  }

  get #controller() {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#outerSignal?.aborted) this.#abort.abort(this.#outerSignal.reason);
    }
    return this.#abort;
  }

  get halt() {
    return this.#halt;
  }

  get mock() {
    if (this.#mock === undefined) {
      const { MockTracker } = require('internal/test/mock/tracker');
      this.#mock = new MockTracker();
    }
    return this.#mock;
  }

  /** @returns {Frame} the async context of its code: that in which it was defined, and this test itself */
  get frame() {
    return this.#frame;
  }

  set frame(frame) {
    this.#frame = frame;
  }

  // What a test's code asks for.

  /** @param {string} message */
  diagnostic(message) {
    this.#diagnostics.push({ message, level: 'info' });
  }

  log(message, data) {
    validateString(message, 'message');
    this.session.stream.log(this, message, data);
  }

  skip(message) {
    this.skipped = true;
    this.message = message;
  }

  todo(message) {
    this.isTodo = true;
    this.message = message;
  }

  /** Of a suite: its tests are chosen as the suite itself was. */
  inheritOnly() {
    this.#onlyChildren = this.parent.#onlyChildren;
  }

  runOnly(value) {
    const { isChild, only } = this.session.settings;
    this.#runsOnly = Boolean(value);
    if (!isChild || only) this.#onlyChildren = this.#runsOnly;
  }

  /** Whether runOnly asked for it, whatever came of that. */
  #runsOnly = false;

  // Filters.

  /** @returns {boolean} whether this test is left out, its children apart */
  isFilteredByItself() {
    const { settings } = this.session;
    const { namePatterns, skipPatterns, tagFilters } = settings;
    if (settings.only && this.only === false) return true;
    if (this.parent !== null && this.parent.#onlyChildren && !this.only && !(this.parent.kind === 'suite' && this.parent.#runsAll())) {
      return true;
    }
    if (namePatterns !== undefined && !this.matchesPattern(namePatterns)) return true;
    if (skipPatterns !== undefined && this.matchesPattern(skipPatterns)) return true;
    if (tagFilters !== undefined && !require('internal/test/tags').matches(this.tags, tagFilters)) return true;
    return false;
  }

  /** A suite that is marked runs all its tests unless some of them are marked. */
  #runsAll() {
    return this.only ? !this.hasMarked : this.parent !== null && this.parent.kind === 'suite' && this.parent.#runsAll();
  }

  /** Whether a descendant has the option only. */
  hasMarked = false;

  /** @returns {boolean} whether its name, an ancestor's, or the whole of them matches */
  matchesPattern(patterns) {
    if (this.parent === null) return false;
    for (let at = this; at.parent !== null; at = at.parent) {
      for (let i = 0; i < patterns.length; i++) if (patterns[i].exec(at.name) !== null) return true;
    }
    if (this.parent.parent === null) return false;
    let name = this.name;
    for (let at = this.parent; at.parent !== null; at = at.parent) name = `${at.name} ${name}`;
    for (let i = 0; i < patterns.length; i++) if (patterns[i].exec(name) !== null) return true;
    return false;
  }

  // Running.

  /** Whether code may still be added to this test. */
  get isOpen() {
    return !this.finished;
  }

  get isIdle() {
    return this.children.every((child) => child.finished);
  }

  /**
   * Starts a child now, or when others have ended.
   * @param {Entry} child
   * @returns {Promise<void>}
   */
  startChild(child) {
    this.session.stream.enqueue(child, child.kind);
    if (this.#running < this.concurrency && this.session.randomizer === undefined) {
      this.#running++;
      this.session.stream.dequeue(child, child.kind);
      return child.run();
    }
    return new Promise((resolve) => {
      this.#waiting.push({ child, resolve });
      // What is defined now takes part in the draw.
      if (this.session.randomizer !== undefined) queueMicrotask(() => this.#startWaiting());
    });
  }

  /** A child has ended: others may start. */
  childEnded() {
    this.#running--;
    this.#startWaiting();
    if (this.parent === null && this.#running === 0 && this.#waiting.length === 0) this.session.becameIdle();
  }

  #startWaiting() {
    while (this.#waiting.length > 0 && this.#running < this.concurrency) {
      const { child, resolve } = this.#takeWaiting();
      if (child.finished) {
        resolve();
        continue;
      }
      this.#running++;
      this.session.stream.dequeue(child, child.kind);
      resolve(child.run());
    }
  }

  // The first; in random order any, which is then reported before those that wait.
  #takeWaiting() {
    const { randomizer } = this.session;
    if (randomizer === undefined) return this.#waiting.shift();
    const taken = this.#waiting.splice(randomizer.below(this.#waiting.length), 1)[0];
    const from = this.children.indexOf(taken.child);
    let to = this.#reported;
    while (to < from && (this.children[to].started || this.children[to].finished)) to++;
    this.children.splice(from, 1);
    this.children.splice(to, 0, taken.child);
    this.#renumber();
    return taken;
  }

  #renumber() {
    this.#count = 0;
    for (let i = 0; i < this.children.length; i++) if (!this.children[i].filtered) this.numberChild(this.children[i]);
  }

  /** Decides anew which tests of the tree run: only those that are marked, as one of them is. */
  keepMarked() {
    if (this.kind === 'test' && this.parent !== null) return;
    this.#onlyChildren = true;
    for (let i = 0; i < this.children.length; i++) {
      const child = this.children[i];
      child.keepMarked();
      child.filtered = child.isFilteredByItself() &&
        (child.kind === 'test' || child.children.every((inner) => inner.filtered));
    }
    this.#renumber();
  }

  /** @returns {Promise<void>} when all children have ended, those that they add too */
  async childrenEnded() {
    while (!this.isIdle) {
      this.#idle ??= Promise.withResolvers();
      await this.#idle.promise;
    }
  }

  /** How long it may take itself, in milliseconds. */
  get limit() {
    return this.timeout;
  }

  /** Begins to count the time, and to listen to what may stop the test. */
  begin() {
    this.started = true;
    this.#startTime = performance.now();
    if (this.limit !== Infinity) {
      this.#halt.limit(this.limit, () => {
        this.cancel(testFailure(`test timed out after ${this.limit}ms`, failures.timeout));
      });
    }
    const signal = this.#outerSignal;
    if (signal?.aborted) this.#abortedBy(signal);
  }

  #abortedBy(signal) {
    this.cancel(testFailure(signal.reason, failures.aborted));
  }

  /**
   * Ends the test before its time.
   * @param {Error} error
   */
  cancel(error) {
    if (this.#endTime !== undefined) return;
    this.#endTime = performance.now();
    this.fail(error);
    this.cancelled = true;
    this.#controller.abort();
    this.#halt.reject(error);
  }

  /** Has its code stop, whatever becomes of it. */
  stop() {
    this.#controller.abort();
  }

  /** @param {unknown} error the first one is what the test fails with */
  fail(error) {
    if (this.error !== null) return;
    if (this.expectFailure !== undefined && !this.skipped) {
      const { match } = this.expectFailure;
      const thrown = isFailureOf(error, failures.testCode) ? error.cause : error;
      if (match === undefined) {
        this.passed = true;
        return;
      }
      try {
        const { throws } = require('assert');
        throws(() => { throw thrown; }, match);
        this.passed = true;
      } catch (mismatch) {
        this.passed = false;
        this.error = testFailure(mismatch, failures.testCode);
        if (!this.isTodo) this.session.failed(this);
      }
      return;
    }
    this.passed = false;
    this.error = error;
    // Made here, where the stack is that of the failure.
    this.#reportedError = isTestFailure(error) || this.reportsAsThrown ? error : testFailure(error, failures.testCode);
    if (this.isTodo) return;
    this.session.failed(this);
  }

  pass() {
    if (this.error !== null) return;
    if (this.expectFailure !== undefined && !this.skipped) {
      if (this.passed) return;
      this.error = testFailure('test was expected to fail but passed', failures.expectedFailure);
      if (!this.isTodo) this.session.failed(this);
      return;
    }
    this.passed = true;
  }

  /** Cancels the children that have not ended: the run was aborted. */
  cancelChildren(reason) {
    for (let i = 0; i < this.children.length; i++) {
      const child = this.children[i];
      if (!child.finished) child.cancel(testFailure(reason, failures.aborted));
    }
  }

  /** An error that nothing caught and that is this test's. */
  failUncaught(error, event) {
    this.fail(testFailure(error, event === 'unhandledRejection' ? failures.unhandledRejection : failures.uncaughtException));
    this.#controller.abort();
    this.#halt.release();
  }

  /** The function has run or will not: unfinished children are cancelled, and the result is known. */
  finish() {
    if (this.finished) return;
    let failed = 0;
    this.#endTime ??= performance.now();
    this.#startTime ??= this.#endTime;
    this.#waiting.length = 0;
    for (let i = 0; i < this.children.length; i++) {
      const child = this.children[i];
      if (child.filtered) {
        child.finished = true;
        continue;
      }
      if (!child.finished) {
        child.cancel(testFailure('test did not finish before its parent and was cancelled', failures.cancelledByParent));
        child.finish();
      }
      if (!child.passed && !child.isTodo && !(child.skipped && child.error === null)) failed++;
    }
    if ((this.passed || this.parent === null) && failed > 0 && this.error === null) {
      this.passed = false;
      const words = `${failed} subtest${failed > 1 ? 's' : ''} failed`;
      if (this.parent !== null) this.fail(testFailure(words, failures.subtests));
    }
    this.#halt.clear();
    this.#halt.release();
    if (this.#onOuterAbort !== undefined) this.#outerSignal.removeEventListener('abort', this.#onOuterAbort);
    this.#mock?.reset();
    if (this.parent !== null) this.#publishEnd();
    this.finished = true;
    this.#abort?.abort();
    if (this.parent === null) return;
    const { parent } = this;
    if (!this.filtered) this.#complete();
    parent.flush();
    if (parent.#idle !== undefined && parent.isIdle) {
      parent.#idle.resolve();
      parent.#idle = undefined;
    }
  }

  #publishEnd() {
    if (this.channelData === undefined) return;
    this.session.publishEnd(this);
  }

  // Reporting.

  /** Gives the next number among its siblings to a child that will be reported. */
  numberChild(child) {
    child.#number = ++this.#count;
  }

  /** Reports the children that have ended, up to the first that has not. */
  flush() {
    if (!this.isFront) return;
    while (this.#reported < this.children.length) {
      const child = this.children[this.#reported];
      if (!child.finished) {
        child.flush();
        return;
      }
      child.#report();
      this.#reported++;
    }
  }

  /** Whether it is this test's turn to report. */
  get isFront() {
    if (this.parent === null) return true;
    return this.parent.children[this.parent.#reported] === this && this.parent.isFront;
  }

  #reportStart() {
    if (this.#startReported || this.parent === null) return;
    this.#startReported = true;
    this.parent.#reportStart();
    this.session.stream.start(this);
  }

  #report() {
    if (this.#isReported) return;
    this.#isReported = true;
    if (this.filtered) return;
    this.flush();
    if (this.isSilent) return;
    this.session.count(this);
    this.#reportStart();
    const { stream } = this.session;
    if (this.#count > 0) stream.plan(this.nesting + 1, this.place, this.#count);
    stream.result(this.passed ? 'test:pass' : 'test:fail', this, this.#number, this.#details(), this.#directive());
    this.reportDiagnostics();
  }

  /** Whether it is left out of the report though it has run. */
  get isSilent() {
    return false;
  }

  /** How many children were reported: the count of the root's plan. */
  get count() {
    return this.#count;
  }

  reportDiagnostics() {
    for (let i = 0; i < this.#diagnostics.length; i++) {
      const { message, level } = this.#diagnostics[i];
      this.session.stream.diagnostic(this.nesting, this.place, message, level);
    }
    this.#diagnostics = [];
  }

  #complete() {
    const details = this.#details();
    details.passed = this.passed;
    this.session.stream.result('test:complete', this, this.#number, details, this.#directive());
  }

  #directive() {
    if (this.skipped) return { skip: this.message === undefined ? true : this.message };
    if (this.isTodo) return { todo: this.message === undefined ? true : this.message };
    if (this.expectFailure !== undefined) return { expectFailure: this.expectFailure.label };
    return {};
  }

  /** @returns {number} milliseconds */
  get duration() {
    if (this.#startTime === undefined) return 0;
    // The clock counts nanoseconds; what is below is noise of the subtraction.
    return Number(((this.#endTime ?? performance.now()) - this.#startTime).toFixed(6));
  }

  set startTime(value) {
    this.#startTime = value;
  }

  stopClock() {
    this.#endTime ??= performance.now();
  }

  #details() {
    const details = { __proto__: null, duration_ms: this.duration, type: this.kind };
    if (!this.passed) {
      details.error = this.#reportedError ?? this.error;
    }
    const { className } = this;
    if (className !== undefined && this.kind === 'test') details.classname = className;
    if (this.attempt !== undefined) details.attempt = this.attempt;
    if (this.passedAttempt !== undefined) details.passed_on_attempt = this.passedAttempt;
    return details;
  }

  // Hooks.

  /**
   * @param {'before' | 'after' | 'beforeEach' | 'afterEach'} event
   * @param {Function} fn
   * @param {{ signal?: AbortSignal, timeout?: number }} [options]
   */
  addHook(event, fn, options) {
    const { Hook } = require('internal/test/hook');
    const hook = new Hook(this, event, fn, options);
    // The running test has passed the point where it calls these: now is the time.
    if (event === 'before' && this.started && this.kind === 'test') {
      this.#beforeRun = Promise.all([this.#beforeRun, hook.run(this)]);
      this.#beforeRun.catch(() => {});
    } else {
      this.hooks[event].push(hook);
    }
  }

  /** @returns {Promise<void> | undefined} when the hooks that come before the first child have run; they run once */
  runBefore() {
    if (this.#beforeRun === undefined && this.hooks.before.length > 0) {
      this.#beforeRun = this.#runAll(this.hooks.before, this);
      this.#beforeRun.catch(() => {});
    }
    return this.#beforeRun;
  }

  async #runAll(hooks, target) {
    for (let i = 0; i < hooks.length; i++) await hooks[i].run(target);
  }

  /** Runs the hooks that come after everything; all of them, the first failure counts. */
  async runAfter() {
    await this.#runAll(this.hooks.after, this);
  }

  /** Runs this test's ancestors' hooks that come before each test, the outermost first. */
  async runBeforeEach() {
    const chain = [];
    for (let at = this.parent; at !== null; at = at.parent) chain.push(at);
    for (let i = chain.length - 1; i >= 0; i--) {
      const { beforeEach } = chain[i].hooks;
      if (beforeEach.length > 0) await this.#runAll(beforeEach, this);
    }
  }

  /** The same after it, the innermost first. */
  async runAfterEach() {
    for (let at = this.parent; at !== null; at = at.parent) {
      const { afterEach } = at.hooks;
      if (afterEach.length > 0) await this.#runAll(afterEach, this);
    }
  }

  hasEach(event) {
    for (let at = this.parent; at !== null; at = at.parent) if (at.hooks[event].length > 0) return true;
    return false;
  }

  /** Marks the ancestors of a test that has the option only. */
  markOnly() {
    for (let at = this.parent; at !== null; at = at.parent) at.hasMarked = true;
  }
}

module.exports = { Entry, isSet };
