// node:timers. https://nodejs.org/api/timers.html
'use strict';

const { validateFunction } = require('internal/validators');
const { Timeout, clear } = require('internal/timers/timeout');
const immediates = require('internal/timers/immediate');

const promisifyCustom = Symbol.for('nodejs.util.promisify.custom');

const { Immediate } = immediates;

/**
 * Calls `callback` once, after `delay`.
 * @param {Function} callback
 * @param {number} [delay] in milliseconds; what is not in 1 to 2^31 - 1 counts as 1
 * @param {...unknown} args
 * @returns {Timeout}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE when `callback` is not a function
 */
function setTimeout(callback, delay, ...args) {
  if (typeof callback !== 'function') validateFunction(callback, 'callback');
  return new Timeout(callback, delay, args.length > 0 ? args : undefined, false, true);
}

/**
 * Calls `callback` every `delay`.
 * @param {Function} callback
 * @param {number} [delay] in milliseconds; what is not in 1 to 2^31 - 1 counts as 1
 * @param {...unknown} args
 * @returns {Timeout}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE when `callback` is not a function
 */
function setInterval(callback, delay, ...args) {
  if (typeof callback !== 'function') validateFunction(callback, 'callback');
  return new Timeout(callback, delay, args.length > 0 ? args : undefined, true, true);
}

/**
 * Calls `callback` in this turn of the loop, after I/O.
 * @param {Function} callback
 * @param {...unknown} args
 * @returns {Immediate}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE when `callback` is not a function
 */
function setImmediate(callback, ...args) {
  if (typeof callback !== 'function') validateFunction(callback, 'callback');
  return new Immediate(callback, args.length > 0 ? args : undefined);
}

/**
 * Cancels a timer.
 * @param {Timeout | number | string} [timer] or the number that it converts to; others are ignored
 */
function clearTimeout(timer) {
  clear(timer);
}

/**
 * Cancels a timer.
 * @param {Timeout | number | string} [timer] or the number that it converts to; others are ignored
 */
function clearInterval(timer) {
  clear(timer);
}

/**
 * Cancels an immediate.
 * @param {Immediate} [immediate] others are ignored
 */
function clearImmediate(immediate) {
  immediates.clear(immediate);
}

function setPromisified(fn, name) {
  Object.defineProperty(fn, promisifyCustom, {
    __proto__: null,
    enumerable: true,
    get() { return require('timers/promises')[name]; },
  });
}
setPromisified(setTimeout, 'setTimeout');
setPromisified(setImmediate, 'setImmediate');

module.exports = { setTimeout, clearTimeout, setImmediate, clearImmediate, setInterval, clearInterval };
Object.defineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('timers/promises'); },
});
