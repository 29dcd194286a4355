// The tests of this process: the root they hang on, what keeps the process going until they have ended, the errors that
// nothing caught, and the reporters.
'use strict';
const { process } = require('internal/process/object');
const { performance } = require('internal/perf/performance');
const context = require('internal/async/context');
const { current } = require('internal/test/context');
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
  counters = {
    __proto__: null, tests: 0, failed: 0, passed: 0, cancelled: 0, skipped: 0, todo: 0, topLevel: 0, suites: 0,
  };

  #lastId = 0;
  #ready = undefined;
  #isReady = false;
  #startTime = performance.now();
  #runningHooks = new Set();
  #isOver = false;
  #reporterEnds = [];
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
    this.root.startTime = this.#startTime;
    this.root.started = true;
  }

  nextId() {
    return this.#lastId++;
  }

  // Beginning.

  /** @param {Promise<void>} ready tests wait for it */
  waitFor(ready) {
    this.#ready = ready.then(() => { this.#isReady = true; });
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

  /** Listens to what concerns the whole process. */
  attach() {
    const onUncaught = (error) => this.#onUncaught(error, 'uncaughtException');
    const onRejection = (error) => this.#onUncaught(error, 'unhandledRejection');
    process.on('uncaughtException', onUncaught);
    process.on('unhandledRejection', onRejection);
    const onBeforeExit = () => {
      process.off('beforeExit', onBeforeExit);
      this.#finish(false);
    };
    process.on('beforeExit', onBeforeExit);
    process.on('exit', () => {
      // process.exit() in the middle of the tests: what has not ended is cancelled, and reported as far as that goes.
      if (!this.#isOver) this.#finishNow();
    });
    if (this.settings.isRunner || process.stdin.isTTY) {
      const onSignal = () => {
        this.#interrupt();
      };
      process.once('SIGINT', onSignal);
      process.once('SIGTERM', onSignal);
    }
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
    this.#finishNow();
    process.exit();
  }

  // Errors that nothing caught.

  #onUncaught(error, event) {
    const hook = this.#hookOf();
    if (hook !== undefined) {
      hook.uncaught = error;
      hook.halt.reject(error);
      return;
    }
    const entry = current.getStore();
    if (entry === undefined || entry.finished || entry.parent === null) {
      this.#reportStray(entry, error, event);
      return;
    }
    entry.failUncaught(error, event);
  }

  /** The hook that the error came from. */
  #hookOf() {
    const entry = current.getStore();
    if (entry === undefined) return undefined;
    for (const hook of this.#runningHooks) if (hook.target === entry) return hook;
    return undefined;
  }

  hookBegins(hook) {
    this.#runningHooks.add(hook);
  }

  hookEnds(hook) {
    this.#runningHooks.delete(hook);
  }

  #reportStray(entry, error, event) {
    let message;
    if (entry === undefined || entry.parent === null) {
      message = 'Error: A resource generated asynchronous activity after the test ended. This activity created the error ' +
        `"${error}" which triggered an ${event} event, caught by the test runner.`;
    } else {
      const place = entry.place === undefined ? '' : ` at ${this.#relative(entry.place.file)}:${entry.place.line}:${entry.place.column}`;
      message = `Error: Test "${entry.name}"${place} generated asynchronous activity after the test ended. This activity ` +
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

  /** Counts a test that has ended. */
  ended(entry) {
    if (entry.filtered) return;
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
    return this.settings.rerun === undefined ? false : this.settings.rerun.hasPassed(entry);
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
      if (root.children.length === 0 && (root.hooks.before.length > 0 || root.hooks.after.length > 0)) {
        await root.runBefore();
      }
      await root.childrenEnded();
      await this.#runGlobalAfter();
    } catch (error) {
      root.fail(error);
    } finally {
      timers.clearInterval(keepAlive);
    }
    this.#finishNow();
  }

  async #runGlobalAfter() {
    try {
      await this.root.runAfter();
    } catch (error) {
      this.root.passed = false;
      this.root.error = error;
      this.success = false;
    }
  }

  #finishNow() {
    if (this.#isOver) return;
    this.#isOver = true;
    const { root, stream, counters } = this;
    for (let i = 0; i < root.children.length; i++) {
      const child = root.children[i];
      if (child.finished) continue;
      child.cancel(testFailure(
        'Promise resolution is still pending but the event loop has already resolved', failures.cancelledByParent));
      child.finish();
    }
    root.flush();
    root.stopClock();
    const { nesting, place, duration } = root;
    if (!this.success && process.exitCode === undefined) process.exitCode = genericFailure;
    stream.plan(nesting, place, root.count);
    root.reportDiagnostics();
    stream.diagnostic(nesting, place, `tests ${counters.tests}`);
    stream.diagnostic(nesting, place, `suites ${counters.suites}`);
    stream.diagnostic(nesting, place, `pass ${counters.passed}`);
    stream.diagnostic(nesting, place, `fail ${counters.failed}`);
    stream.diagnostic(nesting, place, `cancelled ${counters.cancelled}`);
    stream.diagnostic(nesting, place, `skipped ${counters.skipped}`);
    stream.diagnostic(nesting, place, `todo ${counters.todo}`);
    stream.diagnostic(nesting, place, `duration_ms ${duration}`);
    stream.summary(this.success, { ...counters, __proto__: null }, duration, place?.file);
    stream.end();
  }
}

let session;

/** @returns {Session} that of this process, made by the first test or hook */
function theSession() {
  if (session !== undefined) return session;
  const main = process.argv[1];
  const options = settings();
  session = new Session(options, main === undefined || options.isRunner ? undefined : { line: 1, column: 1, file: main });
  session.attach();
  session.waitFor(require('internal/test/reporting').attach(session));
  return session;
}

module.exports = { Session, theSession };
