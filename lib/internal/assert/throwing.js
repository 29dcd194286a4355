// assert.throws, rejects and their opposites: what was thrown, compared with what was expected.
// https://nodejs.org/api/assert.html#assertthrowsfn-error-message
'use strict';
const { codes } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { AssertionError } = require('internal/assert/assertion_error');
const { inspect } = require('internal/util/inspect');
const { isDeepStrictEqual } = require('internal/util/comparisons');
const { isNativeError, isPromise, isRegExp } = require('internal/util/types');

const nothing = Symbol('nothing was thrown');

/** The properties that are compared, in a class whose name shows in the difference. */
class Comparison {
  constructor(object, keys, actual) {
    for (const key of keys) {
      if (!(key in object)) continue;
      // A regular expression stands for the text that it matches.
      this[key] = actual !== undefined && typeof actual[key] === 'string' && isRegExp(object[key]) &&
        object[key].exec(actual[key]) !== null ? actual[key] : object[key];
    }
  }
}

function isError(value) {
  return value instanceof Error;
}

function failComparison(actual, expected, shownActual, shownExpected, message, origin) {
  if (message !== undefined) {
    if (isError(message)) throw message;
    throw new AssertionError({ actual, expected, message, operator: origin.name, stackStartFn: origin });
  }
  const error = new AssertionError({
    actual: shownActual, expected: shownExpected, operator: 'deepStrictEqual', stackStartFn: origin,
  });
  error.actual = actual;
  error.expected = expected;
  error.operator = origin.name;
  throw error;
}

function compareProperties(actual, expected, message, origin) {
  if (typeof actual !== 'object' || actual === null) {
    // Nothing of it can be compared: shown whole, below the program's message too.
    const error = new AssertionError({ actual, expected, message, operator: 'deepStrictEqual', stackStartFn: origin });
    error.operator = origin.name;
    throw error;
  }
  const keys = Object.keys(expected);
  // Those of an error aren't enumerable, but meant.
  if (isError(expected)) {
    keys.push('name', 'message');
  } else if (keys.length === 0) {
    throw new codes.ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
  }
  for (const key of keys) {
    const matches = typeof actual[key] === 'string' && isRegExp(expected[key]) && expected[key].exec(actual[key]) !== null;
    if (!matches && !(key in actual && isDeepStrictEqual(actual[key], expected[key]))) {
      failComparison(actual, expected, new Comparison(actual, keys), new Comparison(expected, keys, actual), message, origin);
    }
  }
}

/** Throws unless what was thrown is what was expected. */
function checkThrown(actual, expected, message, origin) {
  let generated = false;
  if (typeof expected !== 'function') {
    if (!isRegExp(expected)) {
      compareProperties(actual, expected, message, origin);
      return;
    }
    const text = String(actual);
    if (expected.exec(text) !== null) return;
    if (!message) {
      generated = true;
      message = `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`;
    }
  } else if (expected.prototype !== undefined && actual instanceof expected) {
    return;
  } else if (Object.prototype.isPrototypeOf.call(Error, expected)) {
    if (!message) {
      generated = true;
      message = `The error is expected to be an instance of "${expected.name}". Received `;
      if (isError(actual) || isNativeError(actual)) {
        const name = actual.constructor?.name || actual.name;
        message += name === expected.name ? 'an error with identical name but a different prototype.' : `"${name}"`;
        message += `\n\nError message:\n\n${actual.message}`;
      } else {
        message += `"${inspect(actual, { depth: -1 })}"`;
      }
    }
  } else {
    const verdict = Reflect.apply(expected, {}, [actual]);
    if (verdict === true) return;
    if (!message) {
      generated = true;
      const name = expected.name ? `"${expected.name}" ` : '';
      message = `The ${name}validation function is expected to return "true". Received ${inspect(verdict)}`;
      if (isError(actual)) message += `\n\nCaught error:\n\n${actual}`;
    }
  }
  const error = new AssertionError({ actual, expected, message, operator: origin.name, stackStartFn: origin });
  error.generatedMessage = generated;
  throw error;
}

function caughtFrom(fn) {
  validateFunction(fn, 'fn');
  try {
    fn();
  } catch (error) {
    return error;
  }
  return nothing;
}

function isPromiseLike(value) {
  return isPromise(value) ||
    (value !== null && typeof value === 'object' && typeof value.then === 'function' && typeof value.catch === 'function');
}

async function rejectionOf(promiseFn) {
  let promise;
  if (typeof promiseFn === 'function') {
    promise = promiseFn();
    if (!isPromiseLike(promise)) throw new codes.ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
  } else if (isPromiseLike(promiseFn)) {
    promise = promiseFn;
  } else {
    throw new codes.ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return nothing;
}

function expectError(origin, actual, error, message, count) {
  if (typeof error === 'string') {
    if (count === 4) {
      throw new codes.ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
    }
    const text = typeof actual === 'object' && actual !== null ? actual.message : actual;
    if (text === error) {
      throw new codes.ERR_AMBIGUOUS_ARGUMENT('error/message', typeof actual === 'object' && actual !== null ?
        `The error message "${actual.message}" is identical to the message.` :
        `The error "${actual}" is identical to the message.`);
    }
    message = error;
    error = undefined;
  } else if (error !== null && error !== undefined && typeof error !== 'object' && typeof error !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
  }
  if (actual === nothing) {
    let details = '';
    if (error?.name) details += ` (${error.name})`;
    details += message ? `: ${message}` : '.';
    const what = origin.name === 'rejects' ? 'rejection' : 'exception';
    const failure = new AssertionError({
      actual: undefined, expected: error, operator: origin.name, message: `Missing expected ${what}${details}`,
      stackStartFn: origin,
    });
    throw failure;
  }
  if (error) checkThrown(actual, error, message, origin);
}

function matches(actual, expected) {
  if (expected === undefined) return true;
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && actual instanceof expected) return true;
    if (Object.prototype.isPrototypeOf.call(Error, expected)) return false;
    return Reflect.apply(expected, {}, [actual]) === true;
  }
  if (isRegExp(expected)) return expected.exec(String(actual)) !== null;
  throw new codes.ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
}

function expectNoError(origin, actual, error, message) {
  if (actual === nothing) return;
  if (typeof error === 'string') {
    message = error;
    error = undefined;
  }
  if (error && !matches(actual, error)) throw actual;
  const what = origin.name === 'doesNotReject' ? 'rejection' : 'exception';
  throw new AssertionError({
    actual, expected: error, operator: origin.name, stackStartFn: origin,
    message: `Got unwanted ${what}${message ? `: ${message}` : '.'}\nActual message: "${actual?.message}"`,
  });
}

module.exports = { caughtFrom, expectError, expectNoError, rejectionOf };
