// assert.AssertionError. https://nodejs.org/api/assert.html#class-assertassertionerror
'use strict';
const { isCoded } = require('internal/errors');
const { validateObject } = require('internal/validators');

const { defineProperty } = Object;

const maxLines = 10;
// A text of more than this is shown up to its 488th character.
const maxLength = 512;
const shownLength = 488;

function shorten(value) {
  if (typeof value !== 'string') return value;
  const lines = value.split('\n', maxLines + 1);
  if (lines.length > maxLines) {
    lines.length = maxLines;
    return `${lines.join('\n')}\n...`;
  }
  return value.length > maxLength ? `${value.slice(0, shownLength)}...` : value;
}

function isError(value) {
  return value instanceof Error || require('util/types').isNativeError(value);
}

/** An error like `error` that has no stack: of two errors that are compared, what differs is to be seen. */
function withoutStack(error) {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(error)), error);
  defineProperty(copy, 'message', { __proto__: null, value: error.message });
  return copy;
}

/** What a failed assertion throws. */
class AssertionError extends Error {
  /**
   * @param {{ message?: string, actual?: unknown, expected?: unknown, operator?: string, stackStartFn?: Function,
   *   diff?: 'simple' | 'full' }} options
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  constructor(options) {
    validateObject(options, 'options');
    const { message, operator, stackStartFn, details, stackStartFunction, diff = 'simple' } = options;
    let { actual, expected } = options;
    const { addsDifference, describe, difference } = require('internal/assert/difference');
    let text;
    if (message !== undefined && message !== null) {
      text = addsDifference(operator) ?
        difference(actual, expected, operator, String(message), diff) : String(message);
    } else {
      text = describe(operator, actual, expected, diff);
      if (isError(actual) && isError(expected)) {
        actual = withoutStack(actual);
        expected = withoutStack(expected);
      }
    }
    const limit = Error.stackTraceLimit;
    // The stack is taken below, from the right place.
    const { value, writable } = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') ?? {};
    if (writable && value !== undefined) Error.stackTraceLimit = 0;
    super(text);
    if (writable && value !== undefined) Error.stackTraceLimit = limit;

    this.generatedMessage = !message;
    defineProperty(this, 'name', {
      __proto__: null, value: 'AssertionError', enumerable: false, writable: true, configurable: true,
    });
    this.code = 'ERR_ASSERTION';
    if (details) {
      this.actual = undefined;
      this.expected = undefined;
      this.operator = undefined;
      for (let i = 0; i < details.length; i++) {
        this[`message ${i}`] = details[i].message;
        this[`actual ${i}`] = details[i].actual;
        this[`expected ${i}`] = details[i].expected;
        this[`operator ${i}`] = details[i].operator;
        this[`stack trace ${i}`] = details[i].stack;
      }
    } else {
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
    this.diff = diff;
    Error.captureStackTrace(this, stackStartFn ?? stackStartFunction ?? AssertionError);
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](_depth, options) {
    const { inspect } = require('internal/util/inspect');
    // The message shows the values; long ones aren't repeated in full.
    const { actual, expected } = this;
    this.actual = shorten(actual);
    this.expected = shorten(expected);
    const text = inspect(this, { ...options, customInspect: false, depth: 0 });
    this.actual = actual;
    this.expected = expected;
    return text;
  }
}
defineProperty(AssertionError.prototype, isCoded, { __proto__: null, value: true });

module.exports = { AssertionError };
