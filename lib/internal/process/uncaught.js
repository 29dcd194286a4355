// What becomes of an exception that nothing caught, and of the process's end.
// https://nodejs.org/api/process.html#event-uncaughtexception
'use strict';

const trace = require('internal/trace/log');
const hooks = require('internal/async/hooks');
const ticks = require('internal/ticks');

// As in enum Flag, src/runtime/realm.h.
const kCapturing = 5;

// https://nodejs.org/api/process.html#exit-codes
/** The exit code where process._fatalException is no function. */
const kNoHandler = 6;
/** The exit code after an exception from those who take exceptions. */
const kHandlerFailed = 7;

let captureCallback = null;

/** Told when the loop has ended while the main module waits for something that never came. */
let unsettled = null;

/** Of node:domain, when a program has loaded that. */
let domainHandler = null;

/** Told of the exception that ends the process. */
let reporter = null;

/** What the runtime itself does at the very end, the latest first. */
const lastActions = [];

/** What a worker does with an exception: it offers it, and tells its parent when nobody takes it. */
let fatal = null;

/**
 * For native code: gives the exception to whoever listens.
 * @param {any} error
 * @param {string} origin 'uncaughtException' or 'unhandledRejection'
 * @returns {boolean | number} whether somebody took it; false ends the process, as does a number: its exit code
 */
function onUncaught(error, origin) {
  if (typeof require('process')._fatalException !== 'function') return kNoHandler;
  return fatal === null ? offer(error, origin) : fatal(error, origin);
}

/** @param {(error: any, origin: string) => boolean} handler in place of onUncaught */
function setFatal(handler) {
  fatal = handler;
}

/** @returns {boolean} whether the program took the exception */
function offer(error, origin) {
  const process = require('process');
  if (ticks.isExiting() && process.listenerCount('uncaughtException') === 0) return false;
  if (captureCallback !== null) {
    process.emit('uncaughtExceptionMonitor', error, origin);
    captureCallback(error);
    hooks.unwind();
    return true;
  }
  if (domainHandler !== null) {
    const taken = domainHandler(error, origin);
    if (taken) hooks.unwind();
    return taken;
  }
  return emitUncaught(error, origin);
}

/**
 * Gives the exception to the process's listeners.
 * @param {any} error
 * @param {string} origin
 * @returns {boolean} whether there were any
 */
function emitUncaught(error, origin) {
  const process = require('process');
  process.emit('uncaughtExceptionMonitor', error, origin);
  const taken = process.emit('uncaughtException', error, origin);
  // The listeners ran as the resource whose callback threw.
  if (taken) hooks.unwind();
  else if (reporter !== null) reporter(error);
  return taken;
}

/** @param {(error: any, origin: string) => boolean} handler of node:domain: takes exceptions before the process's listeners */
function setDomainHandler(handler) {
  domainHandler = handler;
}

/** @param {boolean} value whether somebody is there to take an exception before it is thrown: V8 aborts no process then */
function setCapturing(value) {
  ticks.flags[kCapturing] = value ? 1 : 0;
}

/** Of a program on the command line the error's own first line is printed, which inspect may have made more telling. */
function asEvaluated(text, error) {
  const { stack } = error;
  if (require('internal/options').get('--eval') === undefined || typeof stack !== 'string' || text.startsWith(stack)) return text;
  const line = stack.slice(0, stack.indexOf('\n') + 1);
  const shown = text.indexOf('\n') + 1;
  return line !== '' && text.slice(shown).startsWith(stack.slice(line.length)) ? line + text.slice(shown) : text;
}

/**
 * @param {any} error
 * @returns {string} what is printed of it when the process ends
 */
function format(error) {
  const { inspect } = require('internal/util/inspect');
  if (error !== null && (typeof error === 'object' || typeof error === 'function') && hasReadableStack(error)) {
    const emitted = require('internal/events/emitted_from').describe(error);
    const stack = emitted === '' ? undefined : withLines(error, emitted);
    // Whole, and as it is: the program's own ways of showing itself are of no help now.
    const colors = require('internal/tty/colors').stderrShowsColors();
    const text = asEvaluated(inspect(error, { colors, customInspect: false, depth: Infinity }), error);
    if (stack !== undefined) Object.defineProperty(error, 'stack', stack);
    return text;
  }
  const told = asText(error);
  if (require('internal/options').get('--trace-uncaught')) return told;
  const { argv0 } = require('process');
  const program = argv0.slice(argv0.lastIndexOf('/') + 1);
  return `${told}\n(Use \`${program} --trace-uncaught ...\` to show where the exception was thrown)`;
}

/**
 * Appends lines to an error's stack: they are shown below it and above the properties.
 * @returns {PropertyDescriptor | undefined} the stack as it was; undefined where it can't be changed
 */
function withLines(error, lines) {
  const before = Object.getOwnPropertyDescriptor(error, 'stack');
  if (before === undefined || !before.configurable) return undefined;
  Object.defineProperty(error, 'stack', {
    __proto__: null, value: error.stack + lines, writable: true, enumerable: before.enumerable, configurable: true,
  });
  return before;
}

function hasReadableStack(error) {
  try {
    void error.stack;
    return true;
  } catch {
    return false;
  }
}

/** As text where that is possible: a symbol or an object without toString gives none. */
function asText(value) {
  try {
    return `${value}`;
  } catch {
    return '';
  }
}

/** For native code: the loop is empty; listeners may give it work. */
function emitBeforeExit() {
  const process = require('process');
  hooks.emitDestroyed();
  if (trace.on.environment) {
    trace.emit('environment', 'B', 'BeforeExit');
    trace.emit('environment', 'E', 'BeforeExit');
  }
  if (process.listenerCount('beforeExit') > 0) process.emit('beforeExit', process.exitCode ?? 0);
}

/**
 * For native code: the process ends with `code`, or with what the program has set.
 * @param {number | undefined} code
 * @returns {number} the exit code
 */
function emitExit(code) {
  const process = require('process');
  const exiting = ticks.isExiting();
  // An exception ends the process with its own code, whatever the program has set before; 'exit' may change it, and is not
  // overruled by an exception of its own listeners.
  if (code !== undefined && !(exiting && process.exitCode !== undefined)) process.exitCode = code;
  if (code === kHandlerFailed || code === kNoHandler) {
    // Who takes exceptions has thrown one, or is not there: listeners of 'exit' are not asked as well.
    ticks.markExiting();
  } else if (!exiting) {
    if (unsettled !== null && code === undefined) unsettled();
    ticks.markExiting();
    require('internal/process/milestones').note('loopExit');
    process.emit('exit', toCode(process.exitCode) || 0);
  }
  runLastActions();
  return toCode(process.exitCode) || 0;
}

function toCode(value) {
  return value === undefined || value === null ? 0 : Number(value) | 0;
}

/**
 * https://nodejs.org/api/process.html#processsetuncaughtexceptioncapturecallbackfn
 * @param {Function | null} fn
 */
function setCaptureCallback(fn) {
  const { codes } = require('internal/errors');
  if (fn === null && domainHandler === null) {
    captureCallback = null;
    ticks.flags[kCapturing] = 0;
    return;
  }
  if (domainHandler !== null) throw new codes.ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE();
  if (typeof fn !== 'function') throw new codes.ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], fn);
  if (captureCallback !== null) throw new codes.ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  captureCallback = fn;
  ticks.flags[kCapturing] = 1;
}

/** @param {(() => void) | null} fn called before 'exit' when the loop has ended by itself */
function setUnsettled(fn) {
  unsettled = fn;
}

/** @returns {boolean} */
function hasCaptureCallback() {
  return captureCallback !== null;
}

/**
 * Has the runtime do something of its own when the program's 'exit' listeners have run.
 * @param {() => void} action must not throw
 */
function atExit(action) {
  lastActions.push(action);
}

/** @param {((error: any) => void) | null} report called with an exception that nobody took: for internal/process/report */
function reportUncaught(report) {
  reporter = report;
}

/** Does what atExit was given; once. */
function runLastActions() {
  while (lastActions.length > 0) lastActions.pop()();
}

module.exports = {
  setUnsettled,
  atExit, runLastActions, reportUncaught, onUncaught, offer, setFatal, emitUncaught, setCapturing, setDomainHandler, format, emitBeforeExit,
  emitExit, setCaptureCallback, hasCaptureCallback,
};
