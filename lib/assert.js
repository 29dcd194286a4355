// node:assert. https://nodejs.org/api/assert.html
'use strict';
const { Assert, checkTruthy, methods } = require('internal/assert/methods');
const { AssertionError } = require('internal/assert/assertion_error');

/** Throws an AssertionError unless the value is truthy. */
function ok(...args) {
  checkTruthy(ok, args.length, args[0], args[1], undefined);
}

const assert = ok;

let warned = false;

function fail(actual, expected, message, operator, stackStartFn) {
  const count = arguments.length;
  if (count <= 1) {
    methods.fail(actual);
    return;
  }
  if (!warned) {
    warned = true;
    require('process').emitWarning(
      'assert.fail() with more than one argument is deprecated. Please use assert.strictEqual() instead or only pass a ' +
      'message.', 'DeprecationWarning', 'DEP0094');
  }
  if (count === 2) operator = '!=';
  if (message instanceof Error) throw message;
  const details = {
    actual, expected, operator: operator === undefined ? 'fail' : operator, stackStartFn: stackStartFn ?? fail,
  };
  if (message !== undefined) details.message = message;
  const error = new AssertionError(details);
  error.generatedMessage = message === undefined;
  throw error;
}

assert.AssertionError = AssertionError;
let CallTracker;
Object.defineProperty(assert, 'CallTracker', {
  __proto__: null,
  get() {
    return CallTracker ??= require('internal/util/deprecate').deprecate(
      require('internal/assert/call_tracker').CallTracker, 'assert.CallTracker is deprecated.', 'DEP0173');
  },
  set(value) {
    CallTracker = value;
  },
  enumerable: true,
  configurable: true,
});
assert.ok = ok;
assert.fail = fail;
assert.equal = methods.equal;
assert.notEqual = methods.notEqual;
assert.deepEqual = methods.deepEqual;
assert.notDeepEqual = methods.notDeepEqual;
assert.deepStrictEqual = methods.deepStrictEqual;
assert.notDeepStrictEqual = methods.notDeepStrictEqual;
assert.strictEqual = methods.strictEqual;
assert.notStrictEqual = methods.notStrictEqual;
assert.partialDeepStrictEqual = methods.partialDeepStrictEqual;
assert.match = methods.match;
assert.doesNotMatch = methods.doesNotMatch;
assert.throws = methods.throws;
assert.rejects = methods.rejects;
assert.doesNotThrow = methods.doesNotThrow;
assert.doesNotReject = methods.doesNotReject;
assert.ifError = methods.ifError;

/** The same, with strict comparisons throughout. */
function strict(...args) {
  checkTruthy(strict, args.length, args[0], args[1], undefined);
}
assert.strict = Object.assign(strict, assert, {
  equal: assert.strictEqual,
  deepEqual: assert.deepStrictEqual,
  notEqual: assert.notStrictEqual,
  notDeepEqual: assert.notDeepStrictEqual,
});
assert.Assert = Assert;
assert.strict.Assert = Assert;
assert.strict.strict = assert.strict;

module.exports = assert;
