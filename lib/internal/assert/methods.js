// The assertions, as methods of assert.Assert and functions of node:assert. https://nodejs.org/api/assert.html
'use strict';
const { codes } = require('internal/errors');
const { validateOneOf } = require('internal/validators');
const { AssertionError } = require('internal/assert/assertion_error');
const { inspect } = require('internal/util/inspect');
const { isNativeError, isRegExp } = require('internal/util/types');

const { is } = Object;

/** The options of an Assert instance. */
const kOptions = Symbol('assert options');

function comparisons() {
  return require('internal/util/comparisons');
}

function fail(details, instance) {
  const { message } = details;
  if (message instanceof Error) throw message;
  const extent = instance?.[kOptions]?.diff;
  if (extent !== undefined) details.diff = extent;
  throw new AssertionError(details);
}

function requireTwo(count) {
  if (count < 2) throw new codes.ERR_MISSING_ARGS('actual', 'expected');
}

/** Throws unless value is truthy. `origin` is the function that the program called. */
function checkTruthy(origin, count, value, message, instance) {
  if (value) return;
  let generated = false;
  if (count === 0) {
    generated = true;
    message = 'No value argument passed to `assert.ok()`';
  } else if (message === undefined || message === null) {
    generated = true;
    const text = require('internal/assert/source').callText(origin);
    message = text === undefined ? undefined : `The expression evaluated to a falsy value:\n\n  ${text}\n`;
  } else if (message instanceof Error || isNativeError(message)) {
    // Of this realm or another.
    throw message;
  }
  const details = { actual: value, expected: true, message, operator: '==', stackStartFn: origin };
  const extent = instance?.[kOptions]?.diff;
  if (extent !== undefined) details.diff = extent;
  const error = new AssertionError(details);
  error.generatedMessage = generated;
  throw error;
}

function checkMatch(string, regexp, message, origin) {
  if (!isRegExp(regexp)) throw new codes.ERR_INVALID_ARG_TYPE('regexp', 'RegExp', regexp);
  const wanted = origin.name === 'match';
  if (typeof string === 'string' && (regexp.exec(string) !== null) === wanted) return;
  if (message instanceof Error) throw message;
  const generated = !message;
  message ||= typeof string !== 'string' ?
    `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})` :
    `${wanted ? 'The input did not match the regular expression ' :
      'The input was expected to not match the regular expression '}${inspect(regexp)}. Input:\n\n${inspect(string)}\n`;
  const error = new AssertionError({
    actual: string, expected: regexp, message, operator: origin.name, stackStartFn: origin,
  });
  error.generatedMessage = generated;
  throw error;
}

/**
 * A set of assertions with options of its own.
 * @param {{ diff?: 'simple' | 'full', strict?: boolean, skipPrototype?: boolean }} [options]
 */
function Assert(options) {
  if (new.target === undefined) throw new codes.ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  options = { strict: true, skipPrototype: false, ...options };
  if (options.diff !== undefined) validateOneOf(options.diff, 'options.diff', ['simple', 'full']);
  this.AssertionError = AssertionError;
  Object.defineProperty(this, kOptions, { __proto__: null, value: options, enumerable: false });
  if (options.strict) {
    this.equal = this.strictEqual;
    this.deepEqual = this.deepStrictEqual;
    this.notEqual = this.notStrictEqual;
    this.notDeepEqual = this.notDeepStrictEqual;
  }
}

function isStrictlyDeepEqual(instance, actual, expected) {
  return instance?.[kOptions]?.skipPrototype ?
    comparisons().isDeepEqual(actual, expected, 'structural') : comparisons().isDeepStrictEqual(actual, expected);
}

// A method called without its object, as `const { ok } = new Assert()`, does without the object's options.
const methods = {
  /** Throws an AssertionError, or the given error. */
  fail(message) {
    if (message instanceof Error) throw message;
    const generated = message === undefined || message === null;
    const details = { message: generated ? 'Failed' : message, operator: 'fail', stackStartFn: methods.fail };
    const error = new AssertionError(details);
    error.generatedMessage = generated;
    throw error;
  },

  /** Throws unless value is truthy. */
  ok(...args) {
    checkTruthy(methods.ok, args.length, args[0], args[1], this);
  },

  /** `==`, and NaN is equal to itself. */
  equal(actual, expected, message) {
    requireTwo(arguments.length);
    // eslint-disable-next-line eqeqeq
    if (actual == expected || (actual !== actual && expected !== expected)) return;
    fail({ actual, expected, message, operator: '==', stackStartFn: methods.equal }, this);
  },

  /** The opposite of equal. */
  notEqual(actual, expected, message) {
    requireTwo(arguments.length);
    // eslint-disable-next-line eqeqeq
    if (actual != expected && !(actual !== actual && expected !== expected)) return;
    fail({ actual, expected, message, operator: '!=', stackStartFn: methods.notEqual }, this);
  },

  /** `==` for primitives, structure for objects. */
  deepEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (comparisons().isDeepEqual(actual, expected)) return;
    fail({ actual, expected, message, operator: 'deepEqual', stackStartFn: methods.deepEqual }, this);
  },

  /** The opposite of deepEqual. */
  notDeepEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (!comparisons().isDeepEqual(actual, expected)) return;
    fail({ actual, expected, message, operator: 'notDeepEqual', stackStartFn: methods.notDeepEqual }, this);
  },

  /** Object.is for primitives, structure and class for objects. */
  deepStrictEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (isStrictlyDeepEqual(this, actual, expected)) return;
    fail({ actual, expected, message, operator: 'deepStrictEqual', stackStartFn: methods.deepStrictEqual }, this);
  },

  /** The opposite of deepStrictEqual. */
  notDeepStrictEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (!isStrictlyDeepEqual(this, actual, expected)) return;
    fail({ actual, expected, message, operator: 'notDeepStrictEqual', stackStartFn: methods.notDeepStrictEqual }, this);
  },

  /** Object.is. */
  strictEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (is(actual, expected)) return;
    fail({ actual, expected, message, operator: 'strictEqual', stackStartFn: methods.strictEqual }, this);
  },

  /** The opposite of strictEqual. */
  notStrictEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (!is(actual, expected)) return;
    fail({ actual, expected, message, operator: 'notStrictEqual', stackStartFn: methods.notStrictEqual }, this);
  },

  /** deepStrictEqual for what `expected` mentions. */
  partialDeepStrictEqual(actual, expected, message) {
    requireTwo(arguments.length);
    if (comparisons().isPartiallyStrictEqual(actual, expected)) return;
    fail({
      actual, expected, message, operator: 'partialDeepStrictEqual', stackStartFn: methods.partialDeepStrictEqual,
    }, this);
  },

  /** Throws unless the text matches. */
  match(string, regexp, message) {
    checkMatch(string, regexp, message, methods.match);
  },

  /** Throws if the text matches. */
  doesNotMatch(string, regexp, message) {
    checkMatch(string, regexp, message, methods.doesNotMatch);
  },

  /** Throws unless `fn` throws what is expected: a class, an expression, a function that says, or properties. */
  throws(fn, ...args) {
    const { caughtFrom, expectError } = require('internal/assert/throwing');
    expectError(methods.throws, caughtFrom(fn), args[0], args[1], args.length + 2);
  },

  /** throws, for promises. */
  async rejects(promiseFn, ...args) {
    const { expectError, rejectionOf } = require('internal/assert/throwing');
    expectError(methods.rejects, await rejectionOf(promiseFn), args[0], args[1], args.length + 2);
  },

  /** Throws if `fn` throws. */
  doesNotThrow(fn, ...args) {
    const { caughtFrom, expectNoError } = require('internal/assert/throwing');
    expectNoError(methods.doesNotThrow, caughtFrom(fn), args[0], args[1]);
  },

  /** doesNotThrow, for promises. */
  async doesNotReject(promiseFn, ...args) {
    const { expectNoError, rejectionOf } = require('internal/assert/throwing');
    expectNoError(methods.doesNotReject, await rejectionOf(promiseFn), args[0], args[1]);
  },

  /** Throws unless value is undefined or null: for the first argument of callbacks. */
  ifError(value) {
    if (value === null || value === undefined) return;
    let message = 'ifError got unwanted exception: ';
    if (typeof value === 'object' && typeof value.message === 'string') {
      message += value.message.length === 0 && value.constructor ? value.constructor.name : value.message;
    } else {
      message += inspect(value);
    }
    const error = new AssertionError({
      actual: value, expected: null, operator: 'ifError', message, stackStartFn: methods.ifError,
    });
    error.generatedMessage = false;
    joinStacks(error, value);
    throw error;
  },
};

/** Puts the frames of the original error below those of the assertion, without those that both have. */
function joinStacks(error, original) {
  const { stack } = original;
  if (typeof stack !== 'string') return;
  const at = stack.indexOf('\n    at');
  if (at === -1) return;
  const originalFrames = stack.slice(at + 1).split('\n');
  const ownFrames = `${error.stack}`.split('\n');
  for (const frame of originalFrames) {
    const shared = ownFrames.indexOf(frame);
    if (shared !== -1) {
      ownFrames.length = shared;
      break;
    }
  }
  error.stack = `${ownFrames.join('\n')}\n${originalFrames.join('\n')}`;
}

const prototypeOrder = [
  'fail', 'ok', 'equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual', 'notDeepStrictEqual',
  'strictEqual', 'notStrictEqual', 'partialDeepStrictEqual', 'throws', 'rejects', 'doesNotThrow', 'doesNotReject',
  'ifError', 'match', 'doesNotMatch',
];
for (let i = 0; i < prototypeOrder.length; i++) Assert.prototype[prototypeOrder[i]] = methods[prototypeOrder[i]];

module.exports = { Assert, checkTruthy, methods };
