// events.once and events.on: waiting for events with promises. https://nodejs.org/api/events.html#eventsonceemitter-name-options
'use strict';

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateInteger, validateObject } = require('internal/validators');

const watermarkData = Symbol.for('nodejs.watermarkData');

/** What async iterators of the language inherit from: they are their own `Symbol.asyncIterator`. */
const AsyncIteratorPrototype =
  Object.getPrototypeOf(Object.getPrototypeOf((async function* () {}).prototype));

/**
 * Adds a listener to an EventEmitter or an EventTarget.
 * @param {object} emitter
 * @param {string | symbol} name
 * @param {Function} listener
 * @param {{ once?: boolean }} [flags]
 */
function addListener(emitter, name, listener, flags) {
  if (typeof emitter.on === 'function') {
    if (flags?.once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, listener, flags);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

function removeListener(emitter, name, listener) {
  if (typeof emitter.removeListener === 'function') {
    emitter.removeListener(name, listener);
  } else if (typeof emitter.removeEventListener === 'function') {
    emitter.removeEventListener(name, listener);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

/** How listeners of the module's own are put on a signal: nobody can keep the event from them. */
function abortFlags() {
  const { resistsStopPropagation } = require('internal/event_target');
  return { __proto__: null, once: true, [resistsStopPropagation]: true };
}

/**
 * See `events.once`.
 * @param {object} emitter
 * @param {string | symbol} name
 * @param {{ signal?: AbortSignal }} options
 * @returns {Promise<unknown[]>}
 */
function once(emitter, name, options) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });

  return new Promise((resolve, reject) => {
    const release = () => {
      if (signal !== undefined) removeListener(signal, 'abort', onAbort);
    };
    const onError = (error) => {
      emitter.removeListener(name, onEvent);
      release();
      reject(error);
    };
    const onEvent = (...args) => {
      if (typeof emitter.removeListener === 'function') emitter.removeListener('error', onError);
      release();
      resolve(args);
    };
    function onAbort() {
      removeListener(emitter, name, onEvent);
      removeListener(emitter, 'error', onError);
      reject(new AbortError(undefined, { cause: signal?.reason }));
    }

    if (typeof emitter.on === 'function') {
      emitter.once(name, onEvent);
    } else {
      addListener(emitter, name, onEvent, { __proto__: null, once: true });
    }
    // An EventTarget's 'error' is an event as any other.
    if (name !== 'error' && typeof emitter.once === 'function') emitter.once('error', onError);
    if (signal !== undefined) addListener(signal, 'abort', onAbort, abortFlags());
  });
}

/** A first-in first-out queue that gives slots back in blocks. */
class Fifo {
  #items = [];
  #head = 0;

  get size() { return this.#items.length - this.#head; }

  push(item) { this.#items.push(item); }

  shift() {
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head === 1024) {
      this.#items = this.#items.slice(1024);
      this.#head = 0;
    }
    return item;
  }
}

/**
 * See `events.on`.
 * @param {object} emitter
 * @param {string | symbol} event
 * @param {{ signal?: AbortSignal, close?: string[], highWaterMark?: number, lowWaterMark?: number }} options
 * @param {boolean} [first] the values are the first arguments of the events, not all of them
 * @returns {AsyncIterableIterator<unknown[]>}
 */
function on(emitter, event, options, first = false) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  // The second spellings are the older ones.
  const high = options.highWaterMark ?? options.highWatermark ?? Number.MAX_SAFE_INTEGER;
  validateInteger(high, 'options.highWaterMark', 1);
  const low = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(low, 'options.lowWaterMark', 1);

  const events = new Fifo();
  const waiting = new Fifo();
  const registrations = [];
  let paused = false;
  let error = null;
  let finished = false;

  function listen(target, name, listener, flags) {
    addListener(target, name, listener, flags);
    registrations.push({ target, name, listener });
  }

  function onEvent(...args) {
    take(args);
  }

  function take(args) {
    if (waiting.size > 0) {
      waiting.shift().resolve({ value: args, done: false });
      return;
    }
    events.push(args);
    if (!paused && events.size > high) {
      paused = true;
      emitter.pause?.();
    }
  }

  function onError(reason) {
    if (waiting.size > 0) waiting.shift().reject(reason);
    else error = reason;
    finish();
  }

  function onAbort() {
    onError(new AbortError(undefined, { cause: signal.reason }));
  }

  function finish() {
    for (let i = 0; i < registrations.length; i++) {
      removeListener(registrations[i].target, registrations[i].name, registrations[i].listener);
    }
    registrations.length = 0;
    finished = true;
    while (waiting.size > 0) waiting.shift().resolve({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  }

  const iterator = Object.setPrototypeOf({
    next() {
      if (events.size > 0) {
        const value = events.shift();
        if (paused && events.size < low) {
          emitter.resume?.();
          paused = false;
        }
        return Promise.resolve({ value, done: false });
      }
      if (error !== null) {
        const rejection = Promise.reject(error);
        error = null;
        return rejection;
      }
      if (finished) return finish();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },

    return() {
      return finish();
    },

    throw(reason) {
      if (!(reason instanceof Error)) throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator', 'Error', reason);
      onError(reason);
    },

    [Symbol.asyncIterator]() {
      return this;
    },

    [watermarkData]: {
      get size() { return events.size; },
      get low() { return low; },
      get high() { return high; },
      get isPaused() { return paused; },
    },
  }, AsyncIteratorPrototype);

  listen(emitter, event, first ? take : onEvent);
  if (event !== 'error' && typeof emitter.on === 'function') listen(emitter, 'error', onError);
  const closeEvents = options.close;
  if (closeEvents?.length) {
    for (let i = 0; i < closeEvents.length; i++) listen(emitter, closeEvents[i], finish);
  }
  if (signal !== undefined) listen(signal, 'abort', onAbort, abortFlags());
  return iterator;
}

module.exports = { once, on };
