// Where an 'error' event without listeners was emitted: shown below the stack when that error ends the process.
'use strict';

const site = Symbol('events.emittedFrom');

/**
 * Remembers on `error` from where it is being emitted.
 * @param {Error} error
 * @param {object} emitter
 * @param {Function} below frames from this function up are left out
 */
function mark(error, emitter, below) {
  try {
    const capture = {};
    Error.captureStackTrace(capture, below);
    Object.defineProperty(error, site, {
      __proto__: null, value: { capture, emitter }, enumerable: false, configurable: true,
    });
  } catch {
    // Frozen errors are reported without it.
  }
}

/**
 * @param {unknown} error
 * @returns {string} the lines that follow the stack of an uncaught `error`: `Emitted 'error' event on Foo instance at:`
 *   and those frames of the emit that are not in the error's own stack; '' when it was not emitted
 */
function describe(error) {
  const found = error !== null && typeof error === 'object' ? error[site] : undefined;
  if (found === undefined || typeof error.stack !== 'string') return '';
  const own = error.stack.split('\n');
  const frames = String(found.capture.stack).split('\n').slice(1);
  // Frames that both end with say nothing new.
  let shared = 0;
  while (shared < frames.length && shared < own.length &&
         frames[frames.length - 1 - shared] === own[own.length - 1 - shared]) shared++;
  const kept = frames.slice(0, frames.length - shared);
  if (shared > 0) kept.push('    [... lines matching original stack trace ...]', frames[frames.length - 1]);
  const name = found.emitter?.constructor?.name;
  const on = typeof name === 'string' && name !== '' && name !== 'EventEmitter' ? ` on ${name} instance` : '';
  return `\nEmitted 'error' event${on} at:\n${kept.join('\n')}`;
}

module.exports = { mark, describe };
