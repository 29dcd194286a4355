// Readable's iterator helpers: map, filter, forEach, toArray, some, find, every, flatMap, drop, take, reduce, compose.
// https://nodejs.org/api/stream.html#readablemapfn-options
'use strict';

const {
  AbortError, codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateAbortSignal, validateFunction, validateInteger, validateObject } = require('internal/validators');

/** What a stage gives for a chunk that it drops. */
const dropped = Symbol('dropped');
const atEnd = Symbol('atEnd');

function checkOptions(options) {
  if (options !== undefined && options !== null) validateObject(options, 'options');
  if (options?.signal !== undefined && options?.signal !== null) validateAbortSignal(options.signal, 'options.signal');
}

function aborted(signal) {
  return new AbortError(undefined, { cause: signal?.reason });
}

/**
 * Calls `fn` for the chunks, `concurrency` at a time, and gives the results in the order of the chunks.
 * @param {Readable} stream
 * @param {(chunk: any, options: { signal: AbortSignal }) => any} fn
 * @param {{ concurrency?: number, highWaterMark?: number, signal?: AbortSignal }} [options]
 * @returns {AsyncGenerator<any>}
 */
function map(stream, fn, options) {
  validateFunction(fn, 'fn');
  checkOptions(options);
  let concurrency = 1;
  if (options?.concurrency !== undefined && options?.concurrency !== null) {
    concurrency = Math.floor(options.concurrency);
  }
  let highWaterMark = concurrency - 1;
  if (options?.highWaterMark !== undefined && options?.highWaterMark !== null) {
    highWaterMark = Math.floor(options.highWaterMark);
  }
  validateInteger(concurrency, 'options.concurrency', 1);
  validateInteger(highWaterMark, 'options.highWaterMark', 0);
  // Results may wait for the reader on top of those being made.
  highWaterMark += concurrency;
  return mapChunks(stream, fn, options?.signal, concurrency, highWaterMark);
}

async function* mapChunks(stream, fn, outer, concurrency, highWaterMark) {
  const { AbortSignal, AbortController } = require('internal/abort_controller');
  const controller = new AbortController();
  const signal = AbortSignal.any(outer ? [outer, controller.signal] : [controller.signal]);
  const callOptions = { signal };
  /** Promises of results, oldest first. */
  const queue = [];
  let next;
  let resume;
  let done = false;
  let running = 0;

  function onSettled() {
    running--;
    giveRoom();
  }
  function onFailed() {
    done = true;
    onSettled();
  }
  function giveRoom() {
    if (resume && !done && running < concurrency && queue.length < highWaterMark) {
      resume();
      resume = null;
    }
  }

  async function pump() {
    try {
      for await (let value of stream) {
        if (done) return;
        if (signal.aborted) throw aborted(signal);
        try {
          value = fn(value, callOptions);
          if (value === dropped) continue;
          value = Promise.resolve(value);
        } catch (error) {
          value = Promise.reject(error);
        }
        running++;
        value.then(onSettled, onFailed);
        queue.push(value);
        if (next) {
          next();
          next = null;
        }
        if (!done && (queue.length >= highWaterMark || running >= concurrency)) {
          await new Promise((resolve) => { resume = resolve; });
        }
      }
      queue.push(atEnd);
    } catch (error) {
      const failure = Promise.reject(error);
      failure.then(onSettled, onFailed);
      queue.push(failure);
    } finally {
      done = true;
      if (next) {
        next();
        next = null;
      }
    }
  }

  pump();
  try {
    for (;;) {
      while (queue.length > 0) {
        const value = await queue[0];
        if (value === atEnd) return;
        if (signal.aborted) throw aborted(signal);
        if (value !== dropped) yield value;
        queue.shift();
        giveRoom();
      }
      await new Promise((resolve) => { next = resolve; });
    }
  } finally {
    controller.abort();
    done = true;
    if (resume) {
      resume();
      resume = null;
    }
  }
}

function filter(stream, fn, options) {
  validateFunction(fn, 'fn');
  return map(stream, async (value, callOptions) => (await fn(value, callOptions) ? value : dropped), options);
}

function flatMap(stream, fn, options) {
  const values = map(stream, fn, options);
  return (async function* () {
    for await (const inner of values) yield* inner;
  })();
}

function toCount(number) {
  number = Number(number);
  if (Number.isNaN(number)) return 0;
  if (number < 0) throw new ERR_OUT_OF_RANGE('number', '>= 0', number);
  return number;
}

function drop(stream, number, options) {
  checkOptions(options);
  number = toCount(number);
  return (async function* () {
    if (options?.signal?.aborted) throw aborted(options.signal);
    for await (const value of stream) {
      if (options?.signal?.aborted) throw aborted(options.signal);
      if (number-- <= 0) yield value;
    }
  })();
}

function take(stream, number, options) {
  checkOptions(options);
  number = toCount(number);
  return (async function* () {
    if (options?.signal?.aborted) throw aborted(options.signal);
    for await (const value of stream) {
      if (options?.signal?.aborted) throw aborted(options.signal);
      if (number-- > 0) yield value;
      // Without asking for one more that would not be given.
      if (number <= 0) return;
    }
  })();
}

async function some(fn, options = undefined) {
  for await (const _unused of filter(this, fn, options)) return true;
  return false;
}

async function every(fn, options = undefined) {
  validateFunction(fn, 'fn');
  return !(await some.call(this, async (...args) => !(await fn(...args)), options));
}

async function find(fn, options) {
  for await (const value of filter(this, fn, options)) return value;
  return undefined;
}

async function forEach(fn, options) {
  validateFunction(fn, 'fn');
  async function visit(value, callOptions) {
    await fn(value, callOptions);
    return dropped;
  }
  for await (const _unused of map(this, visit, options));
}

async function toArray(options) {
  checkOptions(options);
  const result = [];
  for await (const value of this) {
    if (options?.signal?.aborted) throw aborted(options.signal);
    result.push(value);
  }
  return result;
}

async function reduce(reducer, initialValue, options) {
  validateFunction(reducer, 'reducer');
  checkOptions(options);
  let hasInitialValue = arguments.length > 1;
  if (options?.signal?.aborted) {
    const error = aborted(options.signal);
    // The stream's own 'error' is this one.
    this.once('error', () => {});
    await require('internal/streams/finished').finishedPromise(this.destroy(error)).catch(() => {});
    throw error;
  }
  const { AbortController } = require('internal/abort_controller');
  const controller = new AbortController();
  const { signal } = controller;
  let listening;
  if (options?.signal) {
    const { addAbortListener } = require('internal/events/abort_listener');
    listening = addAbortListener(options.signal, () => controller.abort(options.signal.reason));
  }
  let gotAny = false;
  try {
    for await (const value of this) {
      gotAny = true;
      if (options?.signal?.aborted) throw aborted(options.signal);
      if (hasInitialValue) {
        initialValue = await reducer(initialValue, value, { signal });
      } else {
        initialValue = value;
        hasInitialValue = true;
      }
    }
    if (!gotAny && !hasInitialValue) throw reduceOfNothing();
  } finally {
    listening?.[Symbol.dispose]();
    controller.abort();
  }
  return initialValue;
}

function reduceOfNothing() {
  const error = new ERR_MISSING_ARGS('reduce');
  Object.defineProperty(error, 'message', {
    __proto__: null,
    value: 'Reduce of an empty stream requires an initial value',
    writable: true,
    configurable: true,
  });
  return error;
}

function compose(stream, options) {
  checkOptions(options);
  const { isNodeStream, isWritable } = require('internal/streams/kinds');
  if (isNodeStream(stream) && !isWritable(stream)) {
    throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be writable');
  }
  const composed = require('internal/streams/compose').compose(this, stream);
  if (options?.signal) require('internal/streams/add_abort_signal').follow(options.signal, composed);
  return composed;
}

/**
 * Puts the helpers on Readable.prototype.
 * @param {Function} Readable
 */
function install(Readable) {
  function define(name, value, enumerable = false) {
    Object.defineProperty(Readable.prototype, name, {
      __proto__: null, value, enumerable, configurable: true, writable: true,
    });
  }
  // These give a stream again. Methods, as those can't be constructed.
  const streams = {
    map(fn, options) { return Readable.from(map(this, fn, options)); },
    filter(fn, options) { return Readable.from(filter(this, fn, options)); },
    flatMap(fn, options) { return Readable.from(flatMap(this, fn, options)); },
    drop(number, options = undefined) { return Readable.from(drop(this, number, options)); },
    take(number, options = undefined) { return Readable.from(take(this, number, options)); },
  };
  const names = Object.keys(streams);
  for (let i = 0; i < names.length; i++) define(names[i], streams[names[i]]);
  define('compose', compose, true);
  // These give a promise.
  define('every', every);
  define('forEach', forEach);
  define('reduce', reduce);
  define('toArray', toArray);
  define('some', some);
  define('find', find);
}

module.exports = { install };
