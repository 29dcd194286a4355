// Native jobs of crypto (src/bindings/crypto/crypto_job.h): with a callback they run on the thread pool, without one at
// once, and either way end in a value or an Error.
'use strict';
const { isNativeError } = binding('types');
const { asResource } = require('internal/async/hooks');

/**
 * Runs a job.
 * @template T, R
 * @param {string} type of the asynchronous resource
 * @param {((error: Error | null, result?: R) => void) | undefined} callback none for a job that runs at once
 * @param {(done: ((outcome: T | Error) => void) | undefined) => T | Error | undefined} start calls the native function
 * @param {(value: T) => R} [convert] what the native job has made to what the program gets
 * @returns {R | undefined} undefined with a callback
 * @throws {Error} without a callback, when the job fails
 */
function runJob(type, callback, start, convert = undefined) {
  if (callback === undefined) {
    const outcome = start(undefined);
    if (isNativeError(outcome)) throw outcome;
    return convert === undefined ? outcome : convert(outcome);
  }
  start(asResource(type, (outcome) => {
    if (isNativeError(outcome)) {
      callback(outcome);
      return;
    }
    let result;
    try {
      result = convert === undefined ? outcome : convert(outcome);
    } catch (error) {
      callback(error);
      return;
    }
    callback(null, result);
  }));
  return undefined;
}

module.exports = { runJob };
