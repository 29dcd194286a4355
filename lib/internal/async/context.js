// The async context: one value that V8 carries from a promise to its reactions, and that whoever defers a callback carries
// by hand (get when it is deferred, set before it is called). AsyncLocalStorage keeps its stores in it.
// Until the first set of anything, get and set cost nothing.
'use strict';

const native = binding('realm');

// In the engine's own words: optimised code calls these without crossing into C++.
const { getAsyncContext, setAsyncContext } = native;

let active = false;

/** @returns {any} the current frame; undefined when none */
function get() {
  return active ? getAsyncContext() : undefined;
}

/** @param {any} frame as get() returned it */
function set(frame) {
  if (active) {
    setAsyncContext(frame);
  } else if (frame !== undefined) {
    active = true;
    setAsyncContext(frame);
  }
}

/**
 * Calls `fn` in `frame` and restores the frame that was.
 * @param {any} frame
 * @param {Function} fn
 * @param {any} thisArg
 * @param {...any} args
 * @returns {any} what fn returns
 */
function run(frame, fn, thisArg, ...args) {
  const before = get();
  set(frame);
  try {
    return Reflect.apply(fn, thisArg, args);
  } finally {
    set(before);
  }
}

module.exports = { get, set, run };
