// util.promisify and util.callbackify. https://nodejs.org/api/util.html#utilpromisifyoriginal
'use strict';
const { codes } = require('internal/errors');
const { validateFunction } = require('internal/validators');

const custom = Symbol.for('nodejs.util.promisify.custom');
/** The names under which a callback's further values appear: `[customArguments]: ['bytesRead', 'buffer']`. */
const customArguments = Symbol('promisified argument names');

/**
 * Makes a function that returns a promise from one whose last argument is a callback.
 * @param {Function} original
 * @returns {Function}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function promisify(original) {
  validateFunction(original, 'original');
  const own = original[custom];
  if (own) {
    validateFunction(own, 'util.promisify.custom');
    return Object.defineProperty(own, custom, {
      __proto__: null, value: own, enumerable: false, writable: false, configurable: true,
    });
  }
  const names = original[customArguments];

  function promisified(...args) {
    return new Promise((resolve, reject) => {
      const returned = Reflect.apply(original, this, [...args, (error, ...values) => {
        if (error) {
          reject(error);
        } else if (names !== undefined && values.length > 1) {
          const result = {};
          for (let i = 0; i < names.length; i++) result[names[i]] = values[i];
          resolve(result);
        } else {
          resolve(values[0]);
        }
      }]);
      if (require('internal/util/types').isPromise(returned)) {
        require('process').emitWarning(
          'Calling promisify on a function that returns a Promise is likely a mistake.', 'DeprecationWarning', 'DEP0174');
      }
    });
  }
  Object.setPrototypeOf(promisified, Object.getPrototypeOf(original));
  Object.defineProperty(promisified, custom, {
    __proto__: null, value: promisified, enumerable: false, writable: false, configurable: true,
  });
  const descriptors = Object.getOwnPropertyDescriptors(original);
  for (const key of Reflect.ownKeys(descriptors)) {
    try {
      Object.defineProperty(promisified, key, descriptors[key]);
    } catch {
      // `prototype` of a class can't be replaced; it means nothing here.
    }
  }
  return promisified;
}
promisify.custom = custom;

function callbackRejected(reason, callback) {
  // A falsy reason would read as success.
  if (!reason) {
    reason = new codes.ERR_FALSY_VALUE_REJECTION(reason);
    // Made by whoever calls back.
    Error.captureStackTrace(reason, callbackRejected);
  }
  callback(reason);
}

/**
 * Makes a function with a callback from one that returns a promise.
 * @param {Function} original
 * @returns {Function}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function callbackify(original) {
  validateFunction(original, 'original');
  function callbackified(...args) {
    const callback = args.pop();
    validateFunction(callback, 'last argument');
    const bound = callback.bind(this);
    const { nextTick } = require('process');
    // Out of the promise's reaction, where an exception would become a rejection.
    Reflect.apply(original, this, args).then(
      (value) => nextTick(bound, null, value),
      (reason) => nextTick(callbackRejected, reason, bound));
  }
  const descriptors = Object.getOwnPropertyDescriptors(original);
  if (typeof descriptors.length.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name.value === 'string') descriptors.name.value += 'Callbackified';
  for (const key of Reflect.ownKeys(descriptors)) {
    try {
      Object.defineProperty(callbackified, key, descriptors[key]);
    } catch {
      // As above.
    }
  }
  return callbackified;
}

module.exports = { callbackify, customArguments, promisify };
