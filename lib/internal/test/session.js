// The tests of this process: the root they hang on, what keeps the process going until they have ended, the errors that
// nothing caught, and the reporters.
'use strict';
const { process } = require('internal/process/object');
const { performance } = require('internal/perf/performance');
const context = require('internal/async/context');
const { current } = require('internal/test/context');
const { setImmediate } = require('internal/test/real_timers');
const { failures, testFailure } = require('internal/test/failure');
const { settings } = require('internal/test/settings');
const { TestsStream } = require('internal/test/stream');

const genericFailure = 1;

class Session {
  settings;
  stream;
  root;
  /** Draws the order of tests, when it is drawn. */
  randomizer = undefined;
  success = true;
  /** What was found out of earlier runs, of coverage; the file whose tests are being defined. */
  rerun = undefined;
  coverage = undefined;
  entryFile = undefined;
  cwd = undefined;
  /** What the module of --test-global-setup does at the end. */
  teardown = undefined;
  counters = {
    __proto__: null, tests: 0, failed: 0, passed: 0, cancelled: 0, skipped: 0, todo: 0, topLevel: 0, suites: 0,
  };

  #lastId = 0;
  #ready = undefined;
  #isReady = false;
  #startTime = performance.now();
  #isOver = false;
  /** Promises of the reporters' ends. */
  reporterEnds = [];
  #channel = undefined;

  /**
   * @param {object} options settings(), or like it
   * @param {{ line: number, column: number, file: string } | undefined} place of the root
   */
  constructor(options, place) {
    const { Root } = require('internal/test/test');
    this.settings = options;
    this.stream = new TestsStream();
    if (options.randomize) {
      const { Randomizer } = require('internal/test/randomizer');
      this.randomizer = new Randomizer(options.randomSeed);
    }
    this.root = new Root(this, place);
    if (this.randomizer !== undefined && !options.isChild) {
      this.root.diagnostic(`Randomized test order seed: ${this.randomizer.seed}`);
    }
    this.root.startTime = this.#startTime;
    this.root.started = options.isRunner;
  }

  nextId() {
    return this.#lastId++;
  }

  // Beginning.

  /** @param {Promise<void>} ready tests wait for it */
  waitFor(ready) {
    this.#ready = ready.then(() => {
      this.#isReady = true;
      // A program that is no runner's file: marks count, as without isolation.
      if (!this.settings.isRunner && !this.settings.isChild) this.#keepMarked();
    });
  }

  get isReady() {
    return this.#isReady;
  }

  /**
   * Starts a top-level test when the reporters are there.
   * @param {object} child
   */
  async start(child) {
    if (!this.#isReady) await this.#ready;
    await this.root.startChild(child);
  }

  /** Takes part in the life of the process: ends the tests when the loop is empty. */
  attach() {
    this.listen();
    const onBeforeExit = () => {
      process.off('beforeExit', onBeforeExit);
      this.#finish();
    };
    this.#on('beforeExit', onBeforeExit);
  }

  /** Hears of errors that nothing caught, of signals and of the end of the process. */
  listen() {
    this.#on('uncaughtException', (error) => this.#onUncaught(error, 'uncaughtException'));
    this.#on('unhandledRejection', (error) => this.#onUncaught(error, 'unhandledRejection'));
    // process.exit() in the middle of the tests: what has not ended is cancelled, and reported as far as that goes.
    this.#on('exit', () => this.finishNow());
    if (this.settings.isRunner || process.stdin.isTTY) {
      this.#on('SIGINT', () => this.#interrupt());
      this.#on('SIGTERM', () => this.#interrupt());
    }
  }

  #listeners = [];

  #on(event, listener) {
    this.#listeners.push([event, listener]);
    process.on(event, listener);
  }

  #ignoreProcess() {
    for (let i = 0; i < this.#listeners.length; i++) process.off(this.#listeners[i][0], this.#listeners[i][1]);
    this.#listeners = [];
  }

  #interrupt() {
    const tests = [];
    const visit = (entry) => {
      for (const child of entry.children) {
        if (!child.started || child.finished) continue;
        const before = tests.length;
        visit(child);
        if (tests.length > before) continue;
        tests.push({
          __proto__: null, column: child.place?.column, file: child.place?.file, line: child.place?.line, name: child.name,
          nesting: child.nesting,
        });
      }
    };
    visit(this.root);
    if (tests.length > 0) this.stream.interrupted(tests);
    // What was interrupted has no result.
    for (const child of this.root.children) if (child.started && !child.finished) child.stop();
    this.endQuietly();
    process.exitCode = genericFailure;
    this.#forceExit();
  }

  // Errors that nothing caught.

  #onUncaught(error, event) {
    const at = current.getStore();
    // No test's code runs in the process of a runner: an error there is its own, or a reporter's.
    if (this.#hasFailed || (this.settings.fromCommandLine && this.settings.isolation === 'process' && at === undefined)) throw error;
    if (at?.owner !== undefined) {
      if (!at.failUncaught(error)) this.#reportStray(at, error, event, 'Test hook');
    } else if (at === undefined || at.finished || at.parent === null) {
      this.#reportStray(at, error, event, 'Test');
    } else {
      at.failUncaught(error, event);
    }
  }

  #reportStray(at, error, event, kind) {
    let message;
    if (at === undefined || at.parent === null) {
      message = 'Error: A resource generated asynchronous activity after the test ended. This activity created the error ' +
        `"${error}" which triggered an ${event} event, caught by the test runner.`;
    } else {
      const place = at.place === undefined ? '' : ` at ${this.#relative(at.place.file)}:${at.place.line}:${at.place.column}`;
      message = `Error: ${kind} "${at.name}"${place} generated asynchronous activity after the test ended. This activity ` +
        `created the error "${error}" and would have caused the test to fail, but instead triggered an ${event} event.`;
    }
    this.root.diagnostic(message);
    process.exitCode = genericFailure;
    this.success = false;
  }

  #relative(file) {
    return file === undefined ? file : require('path').relative(process.cwd(), file);
  }

  // Results.

  /** A test that counts has failed. */
  failed() {
    this.success = false;
  }

  /** Counts a test that is reported. */
  count(entry) {
    const { counters } = this;
    if (entry.parent === this.root) counters.topLevel++;
    if (entry.kind === 'suite') {
      counters.suites++;
      return;
    }
    counters.tests++;
    if (entry.skipped) counters.skipped++;
    else if (entry.isTodo) counters.todo++;
    else if (entry.cancelled) counters.cancelled++;
    else if (entry.passed) counters.passed++;
    else counters.failed++;
  }

  /** @returns {boolean} whether an earlier run of the same tests has seen it pass */
  alreadyPassed(entry) {
    if (this.rerun === undefined) return false;
    entry.attempt = this.rerun.attempt;
    const passed = this.rerun.passedAttempt(entry.place);
    if (passed !== undefined) entry.passedAttempt = passed;
    return passed !== undefined;
  }

  /** The process ends now, whatever else keeps it alive; the reporters write first. */
  #forceExit() {
    const end = () => process.exit();
    Promise.allSettled(this.reporterEnds).then(end);
  }

  // https://nodejs.org/api/test.html#tracing-events

  /** @returns {boolean} whether somebody wants to be told of a test that begins */
  isTraced(entry) {
    if (entry.channelData !== undefined) return false;
    this.#channel ??= require('diagnostics_channel').tracingChannel('node.test');
    return this.#channel.hasSubscribers;
  }

  /** Runs a test as the traced operation that it is: stores that are bound to its start are its code's. */
  traced(entry) {
    const { name, nesting, entryFile: file, kind: type } = entry;
    const data = entry.channelData = { __proto__: null, name, nesting, file, type };
    return context.run(entry.frame, () => this.#channel.start.runStores(data, () => {
      entry.frame = context.get();
      return entry.run();
    }));
  }

  publishEnd(entry) {
    const data = entry.channelData;
    if (entry.error !== null) {
      data.error = entry.error?.code === 'ERR_TEST_FAILURE' && entry.error.cause instanceof Error ? entry.error.cause : entry.error;
      context.run(entry.frame, () => this.#channel.error.publish(data));
    }
    context.run(entry.frame, () => this.#channel.end.publish(data));
  }

  // Ending.

  /** The loop is empty. What waits for ever is cancelled, unless something is under way that only has no handle of its own. */
  async #finish() {
    if (this.#isOver) return;
    const { root } = this;
    const timers = require('internal/test/real_timers');
    const keepAlive = timers.setInterval(() => {}, 2 ** 31 - 1);
    try {
      if (!this.#isReady) await this.#ready;
      if (this.#hasFailed) return;
      if (root.children.length === 0 && (root.hooks.before.length > 0 || root.hooks.after.length > 0)) {
        await root.runBefore();
      }
      await root.childrenEnded();
      await this.#runGlobalAfter();
      await this.teardown?.();
    } catch (error) {
      root.fail(error);
    } finally {
      timers.clearInterval(keepAlive);
    }
    this.finishNow();
  }

  /** @returns {Promise<void>} when no test is under way */
  async settled() {
    await this.root.childrenEnded();
  }

  /** The hooks that come after all tests. */
  async runAfterAll() {
    if (this.root.children.length === 0) await this.root.runBefore();
    await this.#runGlobalAfter();
  }

  /** All top-level tests are defined: where one is marked, only those that are run. */
  closeRegistration() {
    this.root.started = false;
    this.#keepMarked();
  }

  #keepMarked() {
    if (!this.root.hasMarked || this.settings.only) return;
    this.settings.only = true;
    this.root.keepMarked();
  }

  /**
   * No top-level test is under way. What they opened may keep the process alive: the hooks that come after all tests are
   * there to close it.
   */
  becameIdle() {
    const { forceExit, isRunner } = this.settings;
    if (isRunner || (this.root.hooks.after.length === 0 && !forceExit)) return;
    setImmediate(async () => {
      if (!this.root.isIdle) return;
      await this.#runGlobalAfter();
      if (forceExit && this.root.isIdle) this.finishNow();
    });
  }

  #globalAfter = undefined;

  #hasFailed = false;

  /** The run can't go on: whoever reads its events is told. */
  fail(error) {
    this.#hasFailed = true;
    this.#isOver = true;
    process.exitCode = genericFailure;
    if (this.settings.fromCommandLine) setImmediate(() => { throw error; });
    else this.stream.destroy(error);
  }

  #runGlobalAfter() {
    return this.#globalAfter ??= this.root.runAfter().catch((error) => this.#reportGlobalFailure(error));
  }

  /** A hook of the whole file has failed: so has the file. */
  #reportGlobalFailure(error) {
    const { Test } = require('internal/test/test');
    const { nothing } = require('internal/test/options');
    const { root } = this;
    const place = root.hooks.after[0]?.place ?? root.place;
    const child = new Test(this, root, root.place?.file ?? '<root>', {}, nothing, place);
    root.children.push(child);
    child.settle(root);
    child.started = true;
    child.filtered = false;
    child.fail(error);
    child.finish();
    this.success = false;
  }

  /** The events that close a run's report. */
  reportTotals() {
    const { root, stream, counters } = this;
    root.stopClock();
    const { nesting, place, duration } = root;
    stream.plan(nesting, place, counters.topLevel);
    root.reportDiagnostics();
    stream.diagnostic(nesting, place, `tests ${counters.tests}`);
    stream.diagnostic(nesting, place, `suites ${counters.suites}`);
    stream.diagnostic(nesting, place, `pass ${counters.passed}`);
    stream.diagnostic(nesting, place, `fail ${counters.failed}`);
    stream.diagnostic(nesting, place, `cancelled ${counters.cancelled}`);
    stream.diagnostic(nesting, place, `skipped ${counters.skipped}`);
    stream.diagnostic(nesting, place, `todo ${counters.todo}`);
    stream.diagnostic(nesting, place, `duration_ms ${duration}`);
    this.coverage?.report(this);
    stream.summary(this.success, { ...counters, __proto__: null }, duration, place?.file);
  }

  /** Ends a run of which everything has been told. */
  endQuietly() {
    this.#isOver = true;
    this.stream.end();
    this.#ignoreProcess();
  }

  /** Ends the run and reports its totals. */
  finishNow() {
    if (this.#isOver) return;
    this.#isOver = true;
    const { root } = this;
    for (let i = 0; i < root.children.length; i++) {
      const child = root.children[i];
      if (child.finished) continue;
      child.cancel(testFailure(
        'Promise resolution is still pending but the event loop has already resolved', failures.cancelledByParent));
      child.finish();
    }
    root.flush();
    if (!this.success && !this.settings.isRunner) process.exitCode ??= genericFailure;
    require('internal/test/snapshot').save();
    this.rerun?.save();
    this.reportTotals();
    this.stream.end();
    this.#ignoreProcess();
    if (this.settings.forceExit) this.#forceExit();
  }
}

let session;

/**
 * From now on tests that are defined at the top belong to this session.
 * @param {Session} other
 * @returns {() => void} undoes it
 */
function adopt(other) {
  const before = session;
  session = other;
  return () => {
    if (session === other) session = before;
  };
}

/** @returns {Session} that of this process, made by the first test or hook */
function theSession() {
  if (session !== undefined) return session;
  const main = process.argv[1];
  const options = settings();
  session = new Session(options, main === undefined || options.isRunner ? undefined : { line: 1, column: 1, file: main });
  session.attach();
  if (options.coverage && !options.isChild) {
    const { Coverage } = require('internal/test/coverage');
    session.coverage = new Coverage({
      coverageExcludeGlobs: options.coverageExclude, coverageIncludeGlobs: options.coverageInclude,
      lineCoverage: options.lineCoverage, branchCoverage: options.branchCoverage, functionCoverage: options.functionCoverage,
    });
  }
  const ready = require('internal/test/reporting').attach(session);
  ready.catch((error) => session.fail(error));
  session.waitFor(ready);
  return session;
}

module.exports = { Session, adopt, theSession };
