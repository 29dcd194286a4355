// Requests: file operations in flight, and how their outcomes come back. What the kernel answers without blocking is returned
// by the native call itself and kept here until the loop's next pending phase, when callbacks may run; what threads have done
// native code delivers in batches (src/bindings/fs_requests.h): one call for all that a turn of the loop has finished.
//
// Every operation has three forms, told apart by its `mode`: undefined runs at once and returns or throws; a function is a
// callback; `promised` asks for a promise. An operation is
//   const request = begin(mode, 'rename', from, to);
//   return end(request, native.rename(from, to, request.id));
'use strict';

const native = binding('fs');
const trace = require('internal/trace/log');
const context = require('internal/async/context');
const hooks = require('internal/async/hooks');
const { AbortError, errnoException } = require('internal/errors');
const { drain } = require('internal/ticks');

const { captureStackTrace } = Error;
const { isArray } = Array;

/** The mode that makes an operation return a promise. */
const promised = Symbol('promised');

const cancelled = -125;  // ECANCELED

// As laid out in fs_requests.h.
const batch = 64;
const recordLength = 18;

/** Stat records of a delivery, by position; position `syncRecord` is that of synchronous calls. */
const shared = { numbers: undefined, bigints: undefined };
const syncRecord = batch;

let outcomes;
let connected = false;
const table = [];
const free = [];

/** Native code's shared memory exists only in a running process, not in the snapshot: it is asked for on first use. */
function connect() {
  connected = true;
  const block = native.connect(deliver, deliverAnswered);
  const records = (batch + 1) * recordLength;
  shared.numbers = new Float64Array(block, 0, records);
  shared.bigints = new BigInt64Array(block, 0, records);
  outcomes = new Int32Array(block, records * 8, 2 * batch);
}

/** What trace events call operations that errors know by their system calls. */
const traceNames = { __proto__: null, futime: 'futimes', lutime: 'lutimes', scandir: 'readdir', utime: 'utimes' };

function traceName(syscall) {
  return `fs.sync.${traceNames[syscall] ?? syscall}`;
}

let capturedResolve;
function capture(resolve) {
  capturedResolve = resolve;
}

class Request {
  id = undefined;
  promise = undefined;
  // Turns the native value into the result: (value, record, request) => result. Without it there is none.
  convert = undefined;
  // Makes the error of operations whose failures need more than code, syscall and paths: (code, detail, request) => Error.
  fail = undefined;
  // For converters: the buffer, the options.
  extra = undefined;
  signal = undefined;
  onAbort = undefined;
  // Whether what is not there is an answer (undefined), not a failure: stat's throwIfNoEntry.
  forgivesMissing = false;
  // Of names: what they are wanted in.
  encoding = undefined;
  // Once answered: 0 or the error number; the native detail of a failure, else the result; whether making that has thrown it.
  code = 0;
  value = undefined;
  threw = false;

  constructor(syscall, path, dest) {
    this.syscall = syscall;
    this.path = path;
    this.dest = dest;
    this.callback = undefined;
    this.frame = undefined;
  }

  /** What is thrown, or given to the callback. */
  error(code, detail) {
    if (this.signal !== undefined && (code === cancelled || this.signal.aborted)) {
      return new AbortError(undefined, { cause: this.signal.reason });
    }
    if (this.fail !== undefined) return this.fail(code, detail, this);
    return errnoException(code, this.syscall, this.path, this.dest);
  }
}

// What is called before each synchronous operation; for --trace-sync-io.
let onSync;

/** @param {() => void} callback */
function setOnSync(callback) {
  onSync = callback;
}

/**
 * @param {undefined | Function | symbol} mode
 * @param {string} syscall as error messages name it
 * @param {string | Uint8Array} [path]
 * @param {string | Uint8Array} [dest]
 * @returns {Request} whose `id` goes to the native function
 */
function begin(mode, syscall, path, dest) {
  if (!connected) connect();
  const request = new Request(syscall, path, dest);
  if (mode === undefined) {
    if (onSync !== undefined) onSync();
    if (trace.on.fsSync) trace.emit('fsSync', 'B', traceName(syscall));
    return request;
  }
  if (mode === promised) {
    request.promise = new Promise(capture);
    request.callback = capturedResolve;
  } else {
    request.callback = mode;
    request.frame = context.get();
  }
  if (hooks.state.tracking) hooks.initialize(request, mode === promised ? 'FSREQPROMISE' : 'FSREQCALLBACK');
  const id = free.length > 0 ? free.pop() : table.length;
  request.id = id;
  if (trace.on.fsAsync) trace.emit('fsAsync', 'b', syscall, undefined, id);
  table[id] = request;
  return request;
}

/**
 * @param {Request} request
 * @param {any} result of the native function
 * @returns {any} the result, or the promise, or undefined
 * @throws {Error} what the operation failed with, when it is synchronous
 */
function end(request, result) {
  if (request.id !== undefined) {
    if (result !== undefined) keepAnswer(request, result);
    return request.promise;
  }
  if (trace.on.fsSync) trace.emit('fsSync', 'E', traceName(request.syscall));
  if (typeof result === 'number' && result < 0) {
    if (request.forgivesMissing && isMissing(result)) return undefined;
    throw request.error(result, undefined);
  }
  if (request.fail !== undefined && isArray(result)) throw request.error(result[0], result[1]);
  return request.convert === undefined ? undefined : request.convert(result, syncRecord, request);
}

/**
 * Lets `signal` stop the request: it then ends with an AbortError, at the latest when the system call in progress returns.
 * @param {Request} request
 * @param {AbortSignal} [signal] not aborted yet
 */
function watchSignal(request, signal) {
  if (signal === undefined || request.id === undefined) return;
  request.signal = signal;
  const { id } = request;
  request.onAbort = () => native.cancel(id);
  signal.addEventListener('abort', request.onAbort, { once: true });
}

function isMissing(code) {
  return code === -2 || code === -20;  // ENOENT, ENOTDIR
}

/**
 * A promise that is rejected with `error` when whoever awaits the operation waits for it: only then can the stack show, as in
 * Node, which async functions called it.
 */
async function rejectLater(error) {
  await undefined;
  await undefined;
  captureStackTrace(error, rejectLater);
  throw error;
}

/**
 * The program learns how the operation has ended.
 * @param {Request} request
 * @param {number} code
 * @param {any} value its result, unless it failed
 * @param {boolean} threw making the result threw `value`
 * @param {any} detail of a failure
 */
function settle(request, code, value, threw, detail) {
  const { signal } = request;
  let failed = code < 0;
  if (signal !== undefined) {
    signal.removeEventListener('abort', request.onAbort);
    failed = failed || signal.aborted;
  }
  let error;
  if (failed) {
    value = undefined;
    if (request.forgivesMissing && isMissing(code)) {
      failed = false;
    } else {
      error = request.error(code, detail);
    }
  } else if (threw) {
    failed = true;
    error = value;
  }
  const { callback } = request;
  if (request.promise !== undefined) {
    callback(failed ? rejectLater(error) : value);
    return;
  }
  context.set(request.frame);
  if (failed) {
    // Whoever began it is not on the stack any more; what is there are our own functions. (A function that is not on the
    // stack leaves none of its frames.)
    if (code < 0 && error.errno !== undefined) captureStackTrace(error, rejectLater);
    // Of bytes moved, none; the buffers come back all the same.
    if (request.extra === undefined) callback(error);
    else callback(error, 0, request.extra);
  } else if (request.convert === undefined) {
    callback(null);
  } else if (request.extra === undefined) {
    callback(null, value);
  } else {
    callback(null, value, request.extra);
  }
}

/** What comes around that. */
function conclude(request, code, value, threw, detail) {
  const { id } = request;
  table[id] = undefined;
  free.push(id);
  if (trace.on.fsAsync) trace.emit('fsAsync', 'e', request.syscall, { result: code }, id);
  if (hooks.state.tracking) {
    hooks.enter(request);
    hooks.gone(request);
    settle(request, code, value, threw, detail);
    hooks.leave();
  } else {
    settle(request, code, value, threw, detail);
  }
}

// Outcomes that native calls returned: those kept for the next pending phase, and those being told. The two arrays change
// places; `undefined` fills the places of what is done.
let kept = [];
let keptCount = 0;
let telling = [];
let tellingCount = 0;
let told = 0;

/** @param {any} result as native code returns it: a value, a negative error number, or [error number, detail] */
function keepAnswer(request, result) {
  if (typeof result === 'number' && result < 0) {
    request.code = result;
  } else if (request.fail !== undefined && isArray(result)) {
    request.code = result[0];
    request.value = result[1];
  } else if (request.convert !== undefined) {
    try {
      request.value = request.convert(result, syncRecord, request);
    } catch (error) {
      request.threw = true;
      request.value = error;
    }
  }
  kept[keptCount++] = request;
}

// A callback that throws ends a delivery, which native code then calls again to go on.
const resume = -1;

/** Tells what native calls have returned since the last time, but not what its callbacks begin. */
function deliverAnswered(how) {
  if (how === resume) {
    context.set(undefined);
    drain();
  } else {
    const done = telling;
    telling = kept;
    tellingCount = keptCount;
    told = 0;
    kept = done;
    keptCount = 0;
  }
  while (told < tellingCount) {
    const request = telling[told];
    telling[told++] = undefined;
    const { code } = request;
    conclude(request, code, request.value, request.threw, request.value);
    if (request.promise === undefined) {
      context.set(undefined);
      if (told < tellingCount) drain();
    }
  }
}

// The delivery in progress.
let cursor = 0;
let delivered = 0;
let deliveredValues;

/**
 * Takes `count` outcomes from native code, or goes on with those of before. Callbacks see each other's ticks and microtasks done,
 * as in any turn.
 */
function deliver(count, values) {
  if (count !== resume) {
    cursor = 0;
    delivered = count;
    deliveredValues = values;
  } else {
    context.set(undefined);
    drain();
  }
  while (cursor < delivered) {
    const i = cursor++;
    const request = table[outcomes[2 * i]];
    const code = outcomes[2 * i + 1];
    const detail = deliveredValues === undefined ? undefined : deliveredValues[i];
    let value;
    let threw = false;
    if (code >= 0 && request.convert !== undefined) {
      try {
        value = request.convert(detail, i, request);
      } catch (error) {
        threw = true;
        value = error;
      }
    }
    conclude(request, code, value, threw, detail);
    if (request.promise === undefined) {
      context.set(undefined);
      if (cursor < delivered) drain();
    }
  }
  deliveredValues = undefined;
}

/** @returns {object[]} the operations that have callbacks or promises to come */
function live() {
  return table.filter((request) => request !== undefined);
}

/** @returns {number} how many operations have callbacks or promises to come */
function liveCount() {
  return table.length - free.length;
}

module.exports = { begin, end, live, liveCount, promised, setOnSync, shared, syncRecord, watchSignal };
