// Operations made of several, written once for all forms: a generator yields file operations as arrays,
// [operation, ...arguments], and gets their results; a driver runs them in its own form.
'use strict';

const { promised } = require('internal/fs/requests');
const { nextTick } = require('internal/ticks');

/**
 * Runs all steps at once.
 * @param {Generator} steps
 * @returns {any} what the generator returns
 */
function runSync(steps) {
  let next = steps.next();
  while (!next.done) {
    const step = next.value;
    let result;
    try {
      result = step[0](undefined, step[1], step[2], step[3], step[4], step[5]);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(result);
  }
  return next.value;
}

/**
 * Runs one step after the other.
 * @param {Generator} steps
 * @returns {Promise<any>} what the generator returns
 */
async function run(steps) {
  let next = steps.next();
  while (!next.done) {
    const step = next.value;
    let result;
    try {
      result = await step[0](promised, step[1], step[2], step[3], step[4], step[5]);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(result);
  }
  return next.value;
}

/** The same for a callback, which is called outside of the promise: what it throws is an uncaught exception. */
function runWithCallback(steps, callback) {
  run(steps).then((value) => nextTick(callback, null, value), (error) => nextTick(callback, error));
}

module.exports = { run, runSync, runWithCallback };
