// process.nextTick's queue and the microtasks around it. https://nodejs.org/api/process.html#processnexttickcallback-args
//
// The queue is a linked list of ticks: adding and taking are O(1) and nothing is copied. Native code drains it after each
// callback (Realm::Drain), and knows from a shared flag whether there is anything to do. When a tick throws, the exception
// goes to native code, which routes it and calls processTicks again: the queue goes on where it was.
'use strict';

const native = binding('realm');
const context = require('internal/async/context');
const hooks = require('internal/async/hooks');
const { validateFunction } = require('internal/validators');

// Indices as in enum Flag, src/runtime/realm.h.
const kHasTicks = 0;
const kHasRejections = 1;
const kExiting = 4;
const flags = new Int32Array(8);

class Tick {
  next = null;
  constructor(callback, count, a, b, rest, frame) {
    this.callback = callback;
    this.count = count;
    this.a = a;
    this.b = b;
    this.rest = rest;
    this.frame = frame;
  }
}

let head = null;
let tail = null;
let processRejections = null;

/**
 * Calls `callback` with the arguments after the current callback, before the event loop goes on.
 * @param {Function} callback
 * @param {...any} args
 * @throws {TypeError} ERR_INVALID_ARG_TYPE when `callback` is not a function
 */
function nextTick(callback, a, b) {
  validateFunction(callback, 'callback');
  if (flags[kExiting] !== 0) return;
  const count = arguments.length - 1;
  let rest;
  if (count > 2) {
    rest = new Array(count);
    for (let i = 0; i < count; i++) rest[i] = arguments[i + 1];
  }
  const tick = new Tick(callback, count, a, b, rest, context.get());
  if (hooks.state.tracking) hooks.initialize(tick, 'TickObject');
  if (tail === null) {
    head = tick;
    flags[kHasTicks] = 1;
  } else {
    tail.next = tick;
  }
  tail = tick;
}

/**
 * Runs ticks, then microtasks, then what rejections ask for, until nothing is left. For native code, which calls it on
 * `process`: stacks of Node programs end in `process.processTicksAndRejections`, and tools know that name.
 */
function processTicksAndRejections() {
  do {
    while (head !== null) {
      const tick = head;
      head = tick.next;
      if (head === null) {
        tail = null;
        flags[kHasTicks] = 0;
      }
      context.set(tick.frame);
      const { tracking } = hooks.state;
      const { active } = hooks.state;
      if (tracking) {
        hooks.enter(tick);
        // Before the call, which may throw.
        if (active) hooks.gone(tick);
      }
      const { callback } = tick;
      switch (tick.count) {
        case 0: callback(); break;
        case 1: callback(tick.a); break;
        case 2: callback(tick.a, tick.b); break;
        default: callback(...tick.rest);
      }
      if (tracking) {
        hooks.leave();
        if (!active) hooks.gone(tick);
      }
    }
    context.set(undefined);
    native.runMicrotasks();
    if (head === null && flags[kHasRejections] !== 0) processRejections();
  } while (head !== null || flags[kHasRejections] !== 0);
}

/**
 * Who handles promise rejections when the queues are empty.
 * @param {() => void} handler clears the flag kHasRejections
 */
function setRejectionHandler(handler) {
  processRejections = handler;
}

/** Tells that there are rejections to process. */
function markRejections() {
  flags[kHasRejections] = 1;
}

/** That promises' rejections have been taken up. */
function clearRejections() {
  flags[kHasRejections] = 0;
}

/** From here on nextTick is ignored: process.exit has begun. */
function markExiting() {
  flags[kExiting] = 1;
}

/** @returns {boolean} whether process.exit has begun */
function isExiting() {
  return flags[kExiting] !== 0;
}

/**
 * Runs what waits (ticks, microtasks) between two callbacks of one batch. Exceptions are routed natively.
 */
const drain = native.drain;

/**
 * Routes an exception that a batch of callbacks caught, as if nothing had: 'uncaughtException', or the end.
 * @param {any} error
 */
const reportUncaught = native.reportUncaught;

/** A microtask that hooks are told of. */
function trackMicrotask(callback) {
  const { AsyncResource } = require('internal/async/resource');
  const resource = new AsyncResource('Microtask', { requireManualDestroy: true });
  native.enqueueMicrotask(() => {
    hooks.enter(resource);
    try {
      callback();
    } catch (error) {
      reportUncaught(error);
      resource.emitDestroy();
      return;
    }
    hooks.leave();
    resource.emitDestroy();
  });
}

/**
 * https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#microtask-queuing
 * @param {() => void} callback
 * @throws {TypeError} ERR_INVALID_ARG_TYPE when `callback` is not a function
 */
function queueMicrotask(callback) {
  validateFunction(callback, 'callback');
  if (hooks.state.active) {
    trackMicrotask(callback);
    return;
  }
  native.enqueueMicrotask(() => {
    try {
      Reflect.apply(callback, undefined, []);
    } catch (error) {
      reportUncaught(error);
    }
  });
}

module.exports = {
  flags, nextTick, processTicksAndRejections, queueMicrotask, drain, reportUncaught,
  setRejectionHandler, markRejections, clearRejections, markExiting, isExiting,
};
