// The assertions of t.assert: those of node:assert, those of snapshots, and what the program registers.
// https://nodejs.org/api/test.html#contextassert
'use strict';
const { validateFunction, validateString } = require('internal/validators');

const fromAssert = [
  'deepEqual', 'deepStrictEqual', 'doesNotMatch', 'doesNotReject', 'doesNotThrow', 'equal', 'fail', 'ifError', 'match',
  'notDeepEqual', 'notDeepStrictEqual', 'notEqual', 'notStrictEqual', 'partialDeepStrictEqual', 'rejects', 'strictEqual',
  'throws',
];

let known;

function assertions() {
  if (known !== undefined) return known;
  const assert = require('assert');
  known = new Map();
  for (let i = 0; i < fromAssert.length; i++) known.set(fromAssert[i], assert[fromAssert[i]]);
  const { fileSnapshot, snapshot } = require('internal/test/snapshot');
  known.set('snapshot', snapshot);
  known.set('fileSnapshot', fileSnapshot);
  return known;
}

/**
 * Defines an assertion for the tests that ask for t.assert from now on.
 * @param {string} name
 * @param {Function} fn called with the test's context as `this`
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function register(name, fn) {
  validateString(name, 'name');
  validateFunction(fn, 'fn');
  assertions().set(name, fn);
}

/**
 * @param {object} context what the assertions see as `this`
 * @param {object} entry the test, whose plan they count for
 * @returns {object}
 */
function bindTo(context, entry) {
  const bound = { __proto__: null };
  assertions().forEach((fn, name) => {
    bound[name] = (...args) => {
      entry.plan?.count();
      return Reflect.apply(fn, context, args);
    };
  });
  if (!assertions().has('ok')) {
    const { checkTruthy } = require('internal/assert/methods');
    // The expression that is shown is the caller's.
    bound.ok = function ok(...args) {
      entry.plan?.count();
      checkTruthy(ok, args.length, args[0], args[1], undefined);
    };
  }
  return bound;
}

module.exports = { bindTo, register };
