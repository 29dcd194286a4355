// How promises of Web Crypto are fulfilled, and warnings of what is experimental.
'use strict';

const undefinedThen = { __proto__: null, value: undefined, configurable: true, enumerable: false, writable: true };

/**
 * Fulfils a promise with a value that isn't a promise, without a look at a `then` that a program may have put on the
 * prototype of keys, ArrayBuffers or objects: it would get secrets to see.
 * @param {(value: any) => void} resolve
 * @param {any} value
 */
function fulfil(resolve, value) {
  if (typeof value !== 'object' || value === null || !('then' in value)) {
    resolve(value);
    return;
  }
  Object.defineProperty(value, 'then', undefinedThen);
  resolve(value);
  delete value.then;
}

const warned = new Set();

/**
 * @param {string} what is experimental; said once
 */
function warnOnce(what) {
  if (warned.has(what)) return;
  warned.add(what);
  require('process').emitWarning(`${what} is an experimental feature and might change at any time`,
                                 'ExperimentalWarning');
}

module.exports = { fulfil, warnOnce };
