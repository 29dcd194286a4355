// node:test. https://nodejs.org/api/test.html
'use strict';
const { readArguments } = require('internal/test/options');

/** The test or suite to whose code the caller belongs, or the root. */
function owner() {
  const { theSession } = require('internal/test/session');
  const { current } = require('internal/test/context');
  const at = current.getStore();
  // The code of a hook belongs to the test or suite that has it.
  return at?.owner ?? at ?? theSession().root;
}

function define(kind, name, options, fn, overrides) {
  const entry = owner();
  if (entry.parent !== null) return entry.subtest(kind, name, options, fn, overrides);
  const child = entry.define(kind, readArguments(name, options, fn), overrides);
  const started = entry.session.start(child);
  return kind === 'suite' ? Promise.resolve() : started;
}

/** A function that defines tests or suites, with its shorthands. */
function makeDefiner(kind, definer) {
  const shorthands = ['expectFailure', 'skip', 'todo', 'only'];
  for (let i = 0; i < shorthands.length; i++) {
    const option = shorthands[i];
    definer[option] = { [option]: (name, options, fn) => define(kind, name, options, fn, { __proto__: null, [option]: true }) }[option];
  }
  return definer;
}

/**
 * @param {string} [name]
 * @param {object} [options]
 * @param {Function} [fn]
 * @returns {Promise<void>} fulfilled when the test has ended; at once in a suite
 */
const test = makeDefiner('test', function test(name, options, fn) {
  return define('test', name, options, fn, undefined);
});

/**
 * @param {string} [name]
 * @param {object} [options]
 * @param {Function} [fn] defines the suite's tests
 * @returns {Promise<void>}
 */
const suite = makeDefiner('suite', function suite(name, options, fn) {
  return define('suite', name, options, fn, undefined);
});

function makeHook(event) {
  return (fn, options) => owner().addHook(event, fn, options);
}

/** @returns {object | undefined} the context of the running test or suite */
function getTestContext() {
  const { current } = require('internal/test/context');
  const at = current.getStore();
  const entry = at?.owner ?? at;
  if (entry === undefined || entry.parent === null || entry.finished) return undefined;
  return entry.context;
}

/**
 * https://nodejs.org/api/test.html#runoptions
 * @returns {import('internal/test/stream').TestsStream}
 */
function run() {
  return Reflect.apply(require('internal/test/run').run, undefined, arguments);
}

Object.assign(test, {
  after: makeHook('after'),
  afterEach: makeHook('afterEach'),
  before: makeHook('before'),
  beforeEach: makeHook('beforeEach'),
  describe: suite,
  getTestContext,
  it: test,
  run,
  suite,
  test,
});

/** Getters of parts that few programs need. */
function defineLazily(name, load) {
  let value;
  Object.defineProperty(test, name, {
    __proto__: null, configurable: true, enumerable: true, get: () => value ??= load(),
  });
}

defineLazily('mock', () => {
  const { MockTracker } = require('internal/test/mock/tracker');
  return new MockTracker();
});
defineLazily('snapshot', () => {
  const { setDefaultSerializers, setResolvePath } = require('internal/test/snapshot');
  return {
    __proto__: null,
    setDefaultSnapshotSerializers: setDefaultSerializers,
    setResolveSnapshotPath: setResolvePath,
  };
});
defineLazily('assert', () => {
  const { register } = require('internal/test/assertions');
  return { __proto__: null, register };
});

module.exports = test;
