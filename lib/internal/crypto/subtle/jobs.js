// How computations of Web Crypto are run and how they end. src/bindings/crypto/subtle/job.h
'use strict';
const { isNativeError } = binding('types');
const { exception, operationFailed } = require('internal/crypto/subtle/errors');
const { asResource } = require('internal/async/hooks');
const { setImmediate } = require('timers');

/**
 * @callback Done
 * @param {unknown} error undefined where there is a value
 * @param {any} [value]
 */

/**
 * The callback for native code.
 * @param {string} type of the asynchronous resource
 * @param {Done} done gets an OperationError where OpenSSL refuses
 * @returns {(result: any) => void}
 */
function ending(type, done) {
  return asResource(type, (result) => {
    if (isNativeError(result)) done(operationFailed(result));
    else done(undefined, result);
  });
}

/** The outcomes of what was computed at once: pairs of a callback and a result. */
let outcomes = [];

function tellOutcomes() {
  const told = outcomes;
  outcomes = [];
  for (let i = 0; i < told.length; i += 2) told[i](told[i + 1]);
}

/**
 * Tells a result that is there already from the loop, as those that come from threads are: a program can't tell which it
 * was. All that have come up by then are told together.
 * @param {(result: any) => void} end
 * @param {any} result
 */
function tellLater(end, result) {
  if (outcomes.length === 0) setImmediate(tellOutcomes);
  outcomes.push(end, result);
}

/**
 * Runs a native job: on the thread pool, or at once where that takes less than a trip to another thread.
 * @param {string} type of the asynchronous resource
 * @param {boolean} isShort
 * @param {Done} done
 * @param {(callback: ((result: any) => void) | undefined) => any} start calls the native function
 */
function run(type, isShort, done, start) {
  const end = ending(type, done);
  if (isShort) tellLater(end, start(undefined));
  else start(end);
}

/**
 * The usages of a new or imported key.
 * @param {string[]} usages
 * @param {string[]} allowed
 * @param {string} name of the algorithm
 * @throws {DOMException} SyntaxError
 */
function checkUsages(usages, allowed, name) {
  if (usages.some((usage) => !allowed.includes(usage))) {
    throw exception('SyntaxError', `Unsupported key usage for ${name} key`);
  }
}

/** @throws {DOMException} SyntaxError */
function requireUsages(usages, message) {
  if (usages.length === 0) throw exception('SyntaxError', message);
}

const noUsageOfNew = 'Usages cannot be empty when creating a key.';
const noUsageOfSecret = 'Usages cannot be empty when importing a secret key.';
const noUsageOfPrivate = 'Usages cannot be empty when importing a private key.';

module.exports = {
  checkUsages, ending, noUsageOfNew, noUsageOfPrivate, noUsageOfSecret, requireUsages, run, tellLater,
};
