// The arguments of test(), suite() and hooks. https://nodejs.org/api/test.html#testname-options-fn
'use strict';
const { codes } = require('internal/errors');
const { validateAbortSignal, validateNumber, validateUint32 } = require('internal/validators');

/** The longest time that a timer can wait, in milliseconds. */
const longestTimeout = 2 ** 31 - 1;

function nothing() {}

/**
 * Sorts out (name, options, fn), of which each may be left out.
 * @returns {{ name: string, options: object, fn: Function }}
 */
function readArguments(name, options, fn) {
  if (typeof name === 'function') {
    fn = name;
  } else if (name !== null && typeof name === 'object') {
    fn = options;
    options = name;
  } else if (typeof options === 'function') {
    fn = options;
  }
  if (options === null || typeof options !== 'object') options = {};
  if (typeof options.fn === 'function') fn = options.fn;
  if (typeof fn !== 'function') fn = nothing;
  if (typeof options.name === 'string') name = options.name;
  if (typeof name !== 'string' || name === '') name = fn === nothing ? '' : fn.name;
  return { name: name || '<anonymous>', options, fn };
}

/**
 * @param {unknown} timeout milliseconds
 * @param {number} inherited
 * @returns {number}
 * @throws {TypeError | RangeError}
 */
function readTimeout(timeout, inherited) {
  if (timeout === undefined || timeout === null) return inherited;
  if (timeout === Infinity) return Infinity;
  validateNumber(timeout, 'options.timeout', 0, longestTimeout);
  return timeout;
}

/**
 * @param {unknown} concurrency
 * @param {number} inherited
 * @param {number} unlimited what true stands for
 * @returns {number}
 */
function readConcurrency(concurrency, inherited, unlimited) {
  if (concurrency === undefined || concurrency === null) return inherited;
  if (typeof concurrency === 'number') {
    validateUint32(concurrency, 'options.concurrency', true);
    return concurrency;
  }
  if (typeof concurrency === 'boolean') return concurrency ? unlimited : 1;
  throw new codes.ERR_INVALID_ARG_TYPE('options.concurrency', ['boolean', 'number'], concurrency);
}

/** @returns {AbortSignal | undefined} */
function readSignal(signal) {
  if (signal !== undefined && signal !== null) validateAbortSignal(signal, 'options.signal');
  return signal ?? undefined;
}

/**
 * What a test that must fail must fail with.
 * @param {unknown} value the option expectFailure
 * @returns {{ label: string | true, match: unknown } | undefined}
 */
function readExpectFailure(value) {
  if (!value) return undefined;
  if (value === true) return { label: true, match: undefined };
  if (typeof value === 'string') return { label: value, match: undefined };
  if (typeof value === 'function' || value instanceof RegExp || value instanceof Error) return { label: true, match: value };
  if (typeof value !== 'object') return { label: true, match: undefined };
  const hasLabel = Object.hasOwn(value, 'label');
  const hasMatch = Object.hasOwn(value, 'match');
  if (!hasLabel && !hasMatch) {
    if (Object.keys(value).length === 0) {
      throw new codes.ERR_INVALID_ARG_VALUE('options.expectFailure', value, 'must not be an empty object');
    }
    return { label: true, match: value };
  }
  return { label: hasLabel && value.label ? value.label : true, match: value.match };
}

module.exports = {
  longestTimeout, nothing, readArguments, readConcurrency, readExpectFailure, readSignal, readTimeout,
};
