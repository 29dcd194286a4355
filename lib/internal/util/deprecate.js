// util.deprecate. https://nodejs.org/api/util.html#utildeprecatefn-msg-code-options
'use strict';

const warnedCodes = new Set();

/**
 * Wraps a function so that its first call emits a DeprecationWarning; with a code, one per code.
 * @template {Function} T
 * @param {T} fn
 * @param {string} message
 * @param {string} [code]
 * @param {{ modifyPrototype?: boolean }} [options] modifyPrototype: false leaves the prototype chain of `fn` out
 * @returns {T}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE when code isn't a string
 */
function deprecate(fn, message, code, { modifyPrototype = true } = {}) {
  if (code !== undefined) require('internal/validators').validateString(code, 'code');
  let warned = false;
  function deprecated(...args) {
    if (!warned) {
      const process = require('process');
      if (process.noDeprecation !== true) {
        warned = true;
        if (code === undefined) {
          process.emitWarning(message, 'DeprecationWarning', deprecated);
        } else if (!warnedCodes.has(code)) {
          warnedCodes.add(code);
          process.emitWarning(message, 'DeprecationWarning', code, deprecated);
        }
      }
    }
    if (new.target !== undefined) return Reflect.construct(fn, args, new.target);
    return Reflect.apply(fn, this, args);
  }
  if (modifyPrototype) {
    Object.setPrototypeOf(deprecated, fn);
    // `instanceof` goes on to work for what the original made.
    if (fn.prototype) deprecated.prototype = fn.prototype;
  }
  Object.defineProperty(deprecated, 'length', {
    __proto__: null, ...Object.getOwnPropertyDescriptor(fn, 'length'),
  });
  return deprecated;
}

module.exports = { deprecate };
