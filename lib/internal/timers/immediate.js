// Immediate: what setImmediate returns, and the queue of them. https://nodejs.org/api/timers.html#class-immediate
//
// A list linked both ways; each turn of the loop takes the whole of it, so an immediate made by an immediate waits for the
// next turn. A cleared one leaves at once: a program may set and clear any number within a turn. Native code reads from the
// shared flags how many wait.
'use strict';

const trace = require('internal/trace/log');
const context = require('internal/async/context');
const hooks = require('internal/async/hooks');
const ticks = require('internal/ticks');

const { apply } = Reflect;
const { flags } = ticks;

// Indices as in enum Flag, src/runtime/realm.h.
const kImmediates = 2;
const kRefedImmediates = 3;
const kInternalWork = 6;

let head = null;
let tail = null;

class Immediate {
  /**
   * Makes and enqueues an immediate.
   * @param {Function} callback
   * @param {unknown[] | undefined} args
   */
  constructor(callback, args) {
    this._onImmediate = callback;
    this._argv = args;
    this._destroyed = false;
    this.referenced = true;
    this.previous = tail;
    this.next = null;
    this.frame = context.get();
    if (hooks.state.tracking) hooks.initialize(this, 'Immediate');
    if (tail === null) head = this;
    else tail.next = this;
    tail = this;
    flags[kImmediates]++;
    flags[kRefedImmediates]++;
  }

  /**
   * Takes `unref` back.
   * @returns {this}
   */
  ref() {
    if (!this.referenced) {
      this.referenced = true;
      if (!this._destroyed) flags[kRefedImmediates]++;
    }
    return this;
  }

  /**
   * Lets the process end before the callback is called.
   * @returns {this}
   */
  unref() {
    if (this.referenced) {
      this.referenced = false;
      if (!this._destroyed) flags[kRefedImmediates]--;
    }
    return this;
  }

  /** @returns {boolean} whether it keeps the loop alive */
  hasRef() {
    return this.referenced;
  }

  [Symbol.dispose]() {
    clear(this);
  }
}

function finish(immediate) {
  immediate._destroyed = true;
  flags[kImmediates]--;
  if (immediate.referenced) flags[kRefedImmediates]--;
}

/**
 * Cancels an immediate.
 * @param {unknown} immediate what is not an Immediate is ignored
 */
function clear(immediate) {
  if (!(immediate instanceof Immediate) || immediate._destroyed) return;
  finish(immediate);
  if (hooks.state.active) hooks.gone(immediate);
  immediate._onImmediate = null;
  unlink(immediate);
}

/** Takes an immediate out of its list. It still tells what comes next: the check phase may stand at it. */
function unlink(immediate) {
  const { previous, next } = immediate;
  if (immediate === head) head = next;
  else if (previous !== null) previous.next = next;
  if (immediate === tail) tail = previous;
  else if (next !== null) next.previous = previous;
}

/** Puts immediates that were taken out back at the head of the queue. */
function putBack(first) {
  if (first === null) return;
  let last = first;
  while (last.next !== null) last = last.next;
  last.next = head;
  if (head === null) tail = last;
  else head.previous = last;
  head = first;
  first.previous = null;
}

/** Work of the runtime's own, which is no resource and doesn't keep the loop alive. */
let internal = [];

/**
 * Has the runtime's own work done at the beginning of the next check phase, if there is one: the loop comes to it without
 * sleeping, from whichever phase it was given, but may end before it.
 * @param {() => void} callback
 */
function scheduleInternal(callback) {
  internal.push(callback);
  flags[kImmediates]++;
  flags[kInternalWork]++;
}

function runInternal() {
  const callbacks = internal;
  internal = [];
  let ran = 0;
  try {
    while (ran < callbacks.length) callbacks[ran++]();
  } finally {
    flags[kImmediates] -= ran;
    flags[kInternalWork] -= ran;
    // After a throw the others have their turn in the next check phase.
    if (ran < callbacks.length) internal = callbacks.slice(ran).concat(internal);
  }
}

/** Calls the immediates that wait. The loop's check phase. After an exception the rest runs in the next one. */
function processImmediates() {
  if (trace.on.environment) {
    for (const name of ['CheckImmediate', 'RunAndClearNativeImmediates']) {
      trace.emit('environment', 'B', name);
      trace.emit('environment', 'E', name);
    }
  }
  if (internal.length > 0) runInternal();
  let immediate = head;
  head = null;
  tail = null;
  let ran = false;
  while (immediate !== null) {
    // Lets go of those that ran.
    immediate.previous = null;
    if (!immediate._destroyed) {
      if (ran) {
        // A tick or a promise may clear it.
        ticks.drain();
        if (immediate._destroyed) {
          immediate = immediate.next;
          continue;
        }
      }
      ran = true;
      finish(immediate);
      context.set(immediate.frame);
      const tracked = hooks.state.tracking;
      let threw = true;
      if (tracked) hooks.enter(immediate);
      try {
        const args = immediate._argv;
        if (args === undefined) immediate._onImmediate();
        else apply(immediate._onImmediate, immediate, args);
        threw = false;
      } finally {
        if (threw) putBack(immediate.next);
        if (tracked) hooks.gone(immediate);
        immediate._onImmediate = null;
      }
      // Not after a throw: whoever is told of the error asks whose it was.
      context.set(undefined);
      if (tracked) hooks.leave();
    }
    immediate = immediate.next;
  }
}

/** @returns {number} how many of those that wait keep the loop alive */
function referencedCount() {
  return flags[kRefedImmediates];
}

module.exports = { Immediate, clear, processImmediates, referencedCount, scheduleInternal };
