// node:timers/promises. https://nodejs.org/api/timers.html#timers-promises-api
'use strict';

const { AbortError, codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateNumber, validateObject } = require('internal/validators');
const { Timeout, clear } = require('internal/timers/timeout');
const immediates = require('internal/timers/immediate');

const { Immediate } = immediates;

function aborted(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

/** Checks the options that all functions share. */
function checkOptions(options) {
  validateObject(options, 'options');
  validateAbortSignal(options.signal, 'options.signal');
  if (options.ref !== undefined) validateBoolean(options.ref, 'options.ref');
}

/**
 * Waits for what `begin` starts, unless `signal` aborts.
 * @param {AbortSignal | undefined} signal
 * @param {(resolve: Function) => object} begin starts it and returns it
 * @param {(started: object) => void} cancel
 * @returns {Promise<unknown>}
 */
function untilAborted(signal, begin, cancel) {
  if (signal?.aborted) return Promise.reject(aborted(signal));
  if (signal === undefined) return new Promise(begin);
  return new Promise((resolve, reject) => {
    const { resistsStopPropagation } = require('internal/event_target');
    const onAbort = () => {
      cancel(started);
      reject(aborted(signal));
    };
    const started = begin((value) => {
      signal.removeEventListener('abort', onAbort);
      resolve(value);
    });
    signal.addEventListener('abort', onAbort, { __proto__: null, once: true, [resistsStopPropagation]: true });
  });
}

/**
 * @param {number} [delay] in milliseconds
 * @param {T} [value]
 * @param {{ ref?: boolean, signal?: AbortSignal }} [options]
 * @returns {Promise<T>} fulfilled with `value` after `delay`; rejected with an AbortError when the signal aborts
 * @template T
 */
function setTimeout(delay, value, options = {}) {
  try {
    if (delay !== undefined) validateNumber(delay, 'delay');
    checkOptions(options);
  } catch (error) {
    return Promise.reject(error);
  }
  return untilAborted(
    options.signal,
    (resolve) => new Timeout(resolve, delay, [value], false, options.ref ?? true),
    clear);
}

/**
 * @param {T} [value]
 * @param {{ ref?: boolean, signal?: AbortSignal }} [options]
 * @returns {Promise<T>} fulfilled with `value` after this turn's I/O; rejected with an AbortError when the signal aborts
 * @template T
 */
function setImmediate(value, options = {}) {
  try {
    checkOptions(options);
  } catch (error) {
    return Promise.reject(error);
  }
  return untilAborted(
    options.signal,
    (resolve) => {
      const immediate = new Immediate(resolve, [value]);
      if (options.ref === false) immediate.unref();
      return immediate;
    },
    immediates.clear);
}

/**
 * @param {number} [delay] in milliseconds
 * @param {T} [value]
 * @param {{ ref?: boolean, signal?: AbortSignal }} [options]
 * @returns {AsyncGenerator<T>} gives `value` once for each `delay` that has passed; throws an AbortError when the signal
 *   aborts
 * @template T
 */
async function* setInterval(delay, value, options = {}) {
  if (delay !== undefined) validateNumber(delay, 'delay');
  checkOptions(options);
  const { signal } = options;
  if (signal?.aborted) throw aborted(signal);

  let due = 0;
  let wake;
  let onAbort;
  const interval = new Timeout(() => {
    due++;
    wake?.();
    wake = undefined;
  }, delay, undefined, true, options.ref ?? true);
  try {
    if (signal !== undefined) {
      const { resistsStopPropagation } = require('internal/event_target');
      onAbort = () => {
        clear(interval);
        wake?.(Promise.reject(aborted(signal)));
        wake = undefined;
      };
      signal.addEventListener('abort', onAbort, { __proto__: null, once: true, [resistsStopPropagation]: true });
    }
    while (!signal?.aborted) {
      if (due === 0) await new Promise((resolve) => { wake = resolve; });
      for (; due > 0; due--) yield value;
    }
    throw aborted(signal);
  } finally {
    clear(interval);
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}

const constructible = Symbol('scheduler');

/** https://wicg.github.io/scheduling-apis/, the part of it that Node has. */
class Scheduler {
  #brand = true;

  constructor(token) {
    if (token !== constructible) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  /** @returns {Promise<void>} */
  yield() {
    if (!(#brand in this)) throw new ERR_INVALID_THIS('Scheduler');
    return setImmediate();
  }

  /**
   * @param {number} delay in milliseconds
   * @param {{ ref?: boolean, signal?: AbortSignal }} [options]
   * @returns {Promise<void>}
   */
  wait(delay, options) {
    if (!(#brand in this)) throw new ERR_INVALID_THIS('Scheduler');
    return setTimeout(delay, undefined, options);
  }
}

module.exports = { setTimeout, setImmediate, setInterval, scheduler: new Scheduler(constructible) };
