// The error that a test's report carries: it wraps what the test threw. https://nodejs.org/api/errors.html#err_test_failure
'use strict';
const { codes } = require('internal/errors');

/** What made a test fail: the failureType of the errors that reports carry. */
const failures = {
  __proto__: null,
  aborted: 'testAborted',
  callbackAndPromise: 'callbackAndPromisePresent',
  cancelledByParent: 'cancelledByParent',
  expectedFailure: 'expectedFailure',
  hook: 'hookFailed',
  multipleCallbacks: 'multipleCallbackInvocations',
  parentFinished: 'parentAlreadyFinished',
  subtests: 'subtestsFailed',
  testCode: 'testCodeFailure',
  timeout: 'testTimeoutFailure',
  uncaughtException: 'uncaughtException',
  unhandledRejection: 'unhandledRejection',
};

// Frames of the runner and of the loop; how the test's own function was entered stays.
const builtinFrame = /^\s+at (?:.+ \()?node:internal\/(?!async\/)[^)]*\)?$/;

/** A stack without the frames that are nobody's concern. */
function visible(stack) {
  const frames = typeof stack === 'string' ? stack.indexOf('\n    at ') : -1;
  if (frames === -1) return stack;
  const kept = stack.slice(frames + 1).split('\n').filter((line) => !builtinFrame.test(line));
  const text = stack.slice(0, frames);
  return kept.length === 0 ? text : `${text}\n${kept.join('\n')}`;
}

/**
 * @param {unknown} cause what was thrown, or a sentence
 * @param {string} failureType of `failures`
 * @returns {Error} whose stack holds the program's frames only
 */
function testFailure(cause, failureType) {
  const error = new codes.ERR_TEST_FAILURE(cause, failureType);
  // The text is made when it is read: what the frames are called is settled then.
  const holder = {};
  Error.captureStackTrace(holder, testFailure);
  let stack;
  Object.defineProperty(error, 'stack', {
    __proto__: null,
    configurable: true,
    get: () => stack ??= visible(String(holder.stack).replace(/^[^]*?(?=\n {4}at |$)/, () => `Error [ERR_TEST_FAILURE]: ${error.message}`)),
    set(value) {
      Object.defineProperty(error, 'stack', { __proto__: null, configurable: true, writable: true, value });
    },
  });
  return error;
}

/** @returns {boolean} whether the runner itself made the error */
function isTestFailure(error) {
  return error?.code === 'ERR_TEST_FAILURE';
}

/** @returns {boolean} whether it is a failure of this type */
function isFailureOf(error, failureType) {
  return isTestFailure(error) && error.failureType === failureType;
}

module.exports = { failures, testFailure, isTestFailure, isFailureOf };
