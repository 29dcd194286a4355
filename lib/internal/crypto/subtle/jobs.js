// How computations of Web Crypto are run and how they end. src/bindings/crypto/subtle/job.h
'use strict';
const { isNativeError } = binding('types');
const { exception, operationFailed } = require('internal/crypto/subtle/errors');
const { asResource, state } = require('internal/async/hooks');
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
    // What was there before isn't told after it.
    if (outcomes.length !== 0) tellOutcomes();
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

/** Jobs of BRIEF that are on the thread pool. */
let away = 0;

/** How long a job takes: less than a trip to another thread, little more than that, or more. */
const INSTANT = 0;
const BRIEF = 1;
const LONG = 2;

/**
 * Runs a native job, either on the thread pool or at once. What is brief is done at once when it comes alone: one after
 * another that is the shortest way. When several come together they share the threads.
 * @param {string} type of the asynchronous resource
 * @param {0 | 1 | 2} duration INSTANT, BRIEF or LONG
 * @param {Done} done
 * @param {(callback: ((result: any) => void) | undefined) => any} start calls the native function
 */
function run(type, duration, done, start) {
  const end = ending(type, done);
  // Hooks are told of nothing but the job.
  if (state.active) duration = LONG;
  if (duration === INSTANT || (duration === BRIEF && away === 0 && outcomes.length === 0)) {
    tellLater(end, start(undefined));
  } else if (duration === BRIEF) {
    away++;
    start((result) => {
      away--;
      end(result);
    });
  } else {
    start(end);
  }
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
  BRIEF, INSTANT, LONG, checkUsages, ending, noUsageOfNew, noUsageOfPrivate, noUsageOfSecret, requireUsages, run, tellLater,
};
