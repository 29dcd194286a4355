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
 *   and the frames of the emit; '' when it was not emitted
 */
function describe(error) {
  const found = error !== null && typeof error === 'object' ? error[site] : undefined;
  if (found === undefined || typeof error.stack !== 'string') return '';
  const frames = String(found.capture.stack).split('\n').slice(1);
  const name = found.emitter?.constructor?.name;
  const on = typeof name === 'string' && name !== '' && name !== 'EventEmitter' ? ` on ${name} instance` : '';
  return `\nEmitted 'error' event${on} at:\n${frames.join('\n')}`;
}

module.exports = { mark, describe };
