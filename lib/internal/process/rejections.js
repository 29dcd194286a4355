// Promises rejected with no handler. https://nodejs.org/api/process.html#event-unhandledrejection
'use strict';

const hooks = require('internal/async/hooks');
const trace = require('internal/trace/log');
const ticks = require('internal/ticks');
const context = require('internal/async/context');

// v8::PromiseRejectEvent
const kRejectWithNoHandler = 0;
const kHandlerAddedAfterReject = 1;
const kRejectAfterResolved = 2;
const kResolveAfterResolved = 3;

/** Rejected since the last look: promise -> what is known of it. */
const pending = new Map();
/** Reported already; a handler that comes now is late. */
const reported = new WeakMap();
/** Late ones: to be told to 'rejectionHandled'. */
const late = [];
let nextId = 1;

/**
 * For native code: V8 saw a rejection, or a handler added after one.
 * @param {number} type v8::PromiseRejectEvent
 * @param {Promise<any>} promise
 * @param {any} reason
 */
function onRejection(type, promise, reason) {
  switch (type) {
    case kRejectWithNoHandler:
      pending.set(promise, { reason, id: nextId++, frame: context.get() });
      ticks.markRejections();
      break;
    case kHandlerAddedAfterReject: {
      if (pending.delete(promise)) break;
      const known = reported.get(promise);
      if (known === undefined) break;
      reported.delete(promise);
      late.push({ promise, id: known.id });
      ticks.markRejections();
      break;
    }
    case kRejectAfterResolved:
    case kResolveAfterResolved: {
      const process = require('process');
      const name = type === kRejectAfterResolved ? 'reject' : 'resolve';
      if (process.listenerCount('multipleResolves') > 0) {
        process.emit('multipleResolves', name, promise, reason);
        warnOfMultipleResolves(process);
      }
      break;
    }
  }
}

let warned = false;

/** The event is deprecated; who listens for it is told once. */
function warnOfMultipleResolves(process) {
  if (warned) return;
  warned = true;
  process.emitWarning('The multipleResolves event has been deprecated.', 'DeprecationWarning', 'DEP0160');
}

function mode() {
  return require('internal/options').get('--unhandled-rejections') ?? 'throw';
}

function warn(process, known) {
  const reason = known.reason;
  const isError = reason !== null && typeof reason === 'object' && typeof reason.stack === 'string';
  process.emitWarning(isError ? reason.stack : briefly(reason), 'UnhandledPromiseRejectionWarning');
  const warning = new Error(
    'Unhandled promise rejection. This error originated either by throwing inside of an async function without a ' +
    'catch block, or by rejecting a promise which was not handled with .catch(). To terminate the node process on ' +
    'unhandled promise rejection, use the CLI flag `--unhandled-rejections=strict` (see ' +
    `https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). (rejection id: ${known.id})`);
  warning.name = 'UnhandledPromiseRejectionWarning';
  process.emitWarning(warning);
}

// What ends a process when a promise was rejected with something that is no error.
class UnhandledPromiseRejection extends Error {
  constructor(reason) {
    super('This error originated either by throwing inside of an async function without a catch block, or by rejecting a ' +
      `promise which was not handled with .catch(). The promise rejected with the reason "${briefly(reason)}".`);
    this.code = 'ERR_UNHANDLED_REJECTION';
    Object.defineProperty(this, 'name', {
      __proto__: null, value: 'UnhandledPromiseRejection', writable: true, configurable: true,
    });
  }
}

// A word for the value that runs none of the program's code but getters.
function briefly(value) {
  if (typeof value === 'function') return Function.prototype.toString.call(value);
  if (value === null || typeof value !== 'object') return String(value);
  try {
    const name = value.toString === Object.prototype.toString && value.constructor?.name;
    if (name) return `#<${name}>`;
  } catch {
    // A getter or a proxy that throws says no more than its kind.
  }
  return Object.prototype.toString.call(value);
}

function toError(reason) {
  if (reason !== null && typeof reason === 'object' && Object.prototype.toString.call(reason) === '[object Error]') {
    return reason;
  }
  if (reason instanceof Error) return reason;
  return new UnhandledPromiseRejection(reason);
}

function report(process, promise, known) {
  const emit = () => process.emit('unhandledRejection', known.reason, promise);
  switch (mode()) {
    case 'strict':
      ticks.reportUncaught(toError(known.reason), true);
      if (!emit()) warn(process, known);
      break;
    case 'warn':
      emit();
      warn(process, known);
      break;
    case 'warn-with-error-code':
      if (!emit()) {
        warn(process, known);
        process.exitCode = 1;
      }
      break;
    case 'none':
      emit();
      break;
    default:
      if (!emit()) ticks.reportUncaught(toError(known.reason), true);
  }
}

/** Those that are being reported: where a listener throws, native code routes that and has the rest reported. */
let batch = [];

function tellHandled(process, { promise, id }) {
  if (process.emit('rejectionHandled', promise)) return;
  const warning = new Error(`Promise rejection was handled asynchronously (rejection id: ${id})`);
  warning.name = 'PromiseRejectionHandledWarning';
  process.emitWarning(warning);
}

/** How many promises had no handler in time, and how many of those got one later. */
const counts = { unhandled: 0, handledAfter: 0 };

function count() {
  counts.unhandled += pending.size;
  counts.handledAfter += late.length;
  trace.emit('rejections', 'C', 'rejections', counts);
}

/** Takes up what has gathered, after ticks and microtasks have run. */
function processRejections() {
  const process = require('process');
  if (trace.on.rejections) count();
  while (late.length > 0) tellHandled(process, late.shift());
  if (batch.length === 0) {
    batch = Array.from(pending);
    pending.clear();
  }
  while (batch.length > 0) {
    const { 0: promise, 1: known } = batch.shift();
    reported.set(promise, known);
    context.set(known.frame);
    if (hooks.idOf(promise) !== 0) hooks.runQuietly(promise, known.frame, report, undefined, process, promise, known);
    else report(process, promise, known);
  }
  context.set(undefined);
  if (late.length === 0 && pending.size === 0) ticks.clearRejections();
}

ticks.setRejectionHandler(processRejections);

module.exports = { onRejection };
