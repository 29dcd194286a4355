// A suite: its function defines tests, which run when it has ended. https://nodejs.org/api/test.html#suitename-options-fn
'use strict';
const context = require('internal/async/context');
const { isPending } = require('internal/test/call');
const { SuiteContext } = require('internal/test/context');
const { Test } = require('internal/test/test');
const { failures, isFailureOf, testFailure } = require('internal/test/failure');
const { nothing, readArguments } = require('internal/test/options');

class Suite extends Test {
  #build;
  #buildError = undefined;
  #building = undefined;
  #suiteContext = undefined;

  constructor(session, parent, name, options, fn, place) {
    super(session, parent, name, options, nothing, place);
    this.kind = 'suite';
    this.inheritOnly();
    this.#limit = options.timeout === undefined || options.timeout === null ? Infinity : this.timeout;
    this.#build = this.skipped || options.signal?.aborted ? nothing : fn;
  }

  #limit;

  /** A limit that was given to others is for each of its tests. */
  get limit() {
    return this.#limit;
  }

  get context() {
    return this.#suiteContext ??= new SuiteContext(this);
  }

  /** Tests of a suite wait until it runs. */
  subtest(kind, name, options, fn, overrides) {
    this.define(kind, readArguments(name, options, fn), overrides);
    return Promise.resolve();
  }

  /** Its tests are defined by its function, and by what that waits for. */
  get isClosed() {
    return this.#isBuilt;
  }

  #isBuilt = false;

  /** Calls its function, in which the tests are defined. */
  settle(parent) {
    if (this.only) this.markOnly();
    // What is left out by name of the option defines nothing.
    if (this.session.settings.only && this.only === false) this.#build = nothing;
    try {
      const result = context.run(this.frame, this.#build, this.context, this.context);
      // Whether it has a method `then` may be asked once only: the promise does.
      if (isPending(result)) {
        this.#building = Promise.resolve(result).then(undefined, (error) => {
          this.#buildError = { error };
        }).then(() => { this.#isBuilt = true; });
      }
    } catch (error) {
      this.#buildError = { error };
    }
    this.#isFiltered = this.isFilteredByItself();
    if (this.#building === undefined) {
      this.#isBuilt = true;
      this.#decide();
    }
    if (!this.filtered) parent.numberChild(this);
  }

  #isFiltered = false;

  // A suite that is left out by itself is still run for those of its tests that are not.
  #decide() {
    this.filtered = this.#isFiltered && (this.children.length === 0 || this.children.every((child) => child.filtered)) &&
      this.#buildError === undefined;
  }

  get isBuilding() {
    return this.#building;
  }

  async run() {
    if (this.session.isTraced(this)) return this.session.traced(this);
    if (this.#building !== undefined) {
      await this.#building;
      this.#decide();
    }
    this.begin();
    try {
      if (this.#buildError !== undefined) throw testFailure(this.#buildError.error, failures.testCode);
      if (this.error === null && !this.filtered) {
        const { parent } = this;
        const before = parent.runBefore();
        if (before !== undefined) await before;
        if (this.hooks.before.length > 0) await this.runBefore();
        await Promise.race([this.#runChildren(), this.halt.promise]);
        if (this.halt.reason !== undefined) throw this.halt.reason;
        await this.#runAfter();
        this.pass();
      } else {
        this.pass();
      }
    } catch (error) {
      await this.#failed(error);
    }
    this.finish();
    this.parent.childEnded();
  }

  async #failed(error) {
    this.fail(error);
    if (!isFailureOf(error, failures.hook) || !this.#ranAfter) await this.#runAfter();
  }

  #ranAfter = false;

  async #runAfter() {
    if (this.#ranAfter) return;
    this.#ranAfter = true;
    try {
      if (this.hooks.after.length > 0) await this.runAfter();
    } catch (error) {
      this.fail(error);
    }
  }

  #runChildren() {
    return Promise.all(this.children.slice().map((child) => started(child, (next) => this.startChild(next))));
  }
}

/** A start that throws is a rejection. */
function started(child, start) {
  return new Promise((resolve, reject) => { start(child).then(resolve, reject); });
}

module.exports = { Suite };
