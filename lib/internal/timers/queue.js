// The timers that wait: one list per duration, the lists in a heap by their next expiry, over one native deadline.
//
// Timers of one duration expire in the order in which they were started, so starting, refreshing and clearing one is a
// step on a linked list; the heap is touched only when a list comes, goes, or has run. A list that has become empty
// stays until its expiry comes, since a program that clears a timeout usually starts one of the same duration again.
// Times are whole milliseconds of the loop's clock.
'use strict';

const native = binding('timers');
const trace = require('internal/trace/log');
const context = require('internal/async/context');
const hooks = require('internal/async/hooks');
const ticks = require('internal/ticks');

const { apply } = Reflect;

/** Above this many lists, empty ones go at once: a program that invents durations must not pile them up. */
const kKeepEmptyBelow = 64;

/** The timers of one duration: a ring through `next` and `previous` in which the list itself is the seam. */
class TimerList {
  constructor(duration, expiry) {
    this.next = this;
    this.previous = this;
    this.duration = duration;
    /** At or before the expiry of the first timer. */
    this.expiry = expiry;
    /** Position in the heap. */
    this.position = 0;
  }
}

/** @type {Map<number, TimerList>} */
const lists = new Map();

/** @type {TimerList[]} a binary heap: the list that expires first is at 0. */
const heap = [];

/** What the native deadline stands at; Infinity when there is none. */
let deadline = Infinity;

/** How many started timers keep the loop alive. */
let refCount = 0;

function siftUp(list) {
  let position = list.position;
  while (position > 0) {
    const parentPosition = (position - 1) >> 1;
    const parent = heap[parentPosition];
    if (parent.expiry <= list.expiry) break;
    heap[position] = parent;
    parent.position = position;
    position = parentPosition;
  }
  heap[position] = list;
  list.position = position;
}

function siftDown(list) {
  const size = heap.length;
  let position = list.position;
  for (;;) {
    let childPosition = position * 2 + 1;
    if (childPosition >= size) break;
    let child = heap[childPosition];
    if (childPosition + 1 < size && heap[childPosition + 1].expiry < child.expiry) child = heap[++childPosition];
    if (child.expiry >= list.expiry) break;
    heap[position] = child;
    child.position = position;
    position = childPosition;
  }
  heap[position] = list;
  list.position = position;
}

function removeList(list) {
  lists.delete(list.duration);
  const last = heap.pop();
  if (last === list) return;
  last.position = list.position;
  heap[last.position] = last;
  siftDown(last);
  siftUp(last);
}

/**
 * Puts `timer` at the end of the list of its duration. It must not be in one.
 * @param {Timeout} timer
 * @param {number} duration 1 to 2^31 - 1 ms
 * @param {number} start on the loop's clock
 */
function insert(timer, duration, start) {
  timer._idleStart = start;
  let list = lists.get(duration);
  if (list === undefined) {
    list = new TimerList(duration, start + duration);
    lists.set(duration, list);
    list.position = heap.length;
    heap[list.position] = list;
    siftUp(list);
    if (list.expiry < deadline) {
      deadline = list.expiry;
      native.schedule(deadline);
    }
  }
  const last = list.previous;
  timer.previous = last;
  timer.next = list;
  last.next = timer;
  list.previous = timer;
}

/** Takes `timer` out of its list, if it is in one. */
function remove(timer) {
  const { next } = timer;
  if (next === null) return;
  const { previous } = timer;
  previous.next = next;
  next.previous = previous;
  timer.next = null;
  timer.previous = null;
  // Both neighbours are the list: it is empty now.
  if (next === previous && lists.size > kKeepEmptyBelow) {
    const list = lists.get(timer._idleTimeout);
    if (list === next) removeList(list);
  }
}

/** One more started timer keeps the loop alive. */
function addRef() {
  if (refCount++ === 0) native.toggleRef(true);
}

/** One fewer. */
function dropRef() {
  if (--refCount === 0) native.toggleRef(false);
}

/**
 * Starts a timer for the duration in its `_idleTimeout`; restarts it when it is running.
 * @param {Timeout} timer
 */
function start(timer) {
  const duration = timer._idleTimeout;
  if (!(duration >= 0)) return;
  remove(timer);
  if (timer._destroyed) {
    timer._destroyed = false;
    if (timer.referenced) addRef();
  }
  insert(timer, duration, native.now());
}

/**
 * Ends a timer.
 * @param {Timeout} timer
 */
function stop(timer) {
  if (timer._destroyed) return;
  timer._destroyed = true;
  remove(timer);
  if (timer.referenced) dropRef();
  timer._idleTimeout = -1;
}

/**
 * Calls one timer's callback and starts the timer again when it repeats. What it throws goes to native code, which then
 * calls processTimers again: caught here, it would lose the place where it was thrown.
 */
function fire(timer) {
  const callback = timer._onTimeout;
  // An interval counts from before its callback.
  const startedAt = timer._repeat ? native.now() : 0;
  context.set(timer.frame);
  const { tracking } = hooks.state;
  if (tracking) hooks.enter(timer);
  try {
    const args = timer._timerArgs;
    if (args === undefined) timer._onTimeout();
    else apply(callback, timer, args);
  } finally {
    if (timer.next === null && !timer._destroyed) {
      if (timer._repeat && timer._idleTimeout !== -1) {
        timer._idleTimeout = timer._repeat;
        insert(timer, timer._idleTimeout, startedAt);
      } else {
        timer._destroyed = true;
        if (timer.referenced) dropRef();
        if (timer.id !== undefined) timer.forget();
        if (tracking) hooks.gone(timer);
      }
    }
  }
  // Not after a throw: whoever is told of the error asks whose it was.
  context.set(undefined);
  if (tracking) hooks.leave();
}

/**
 * Calls what has expired. The loop's timer phase.
 *
 * The clock is read again when a list is done, so that what expired meanwhile runs in order; but a timer that was
 * started during this call waits for the next, or callbacks that take longer than their durations would keep the loop
 * from everything else.
 * @param {number} now on the loop's clock
 * @returns {number} when the next timer expires; 0 when there is none; negative when none keeps the loop alive
 */
function processTimers(now) {
  const entered = now;
  if (trace.on.environment) trace.emit('environment', 'B', 'RunTimers');
  let ran = false;
  let drained = true;
  while (heap.length > 0) {
    const list = heap[0];
    if (list.expiry > now) {
      now = native.now();
      if (list.expiry > now) break;
    }
    const { duration } = list;
    for (;;) {
      const timer = list.next;
      if (timer === list) {
        // A callback may have removed the list, and even made another of the same duration.
        if (lists.get(duration) === list) removeList(list);
        break;
      }
      const expiry = timer._idleStart + duration;
      if (expiry > now || (ran && timer._idleStart > entered)) {
        list.expiry = expiry > now ? expiry : now + 1;
        siftDown(list);
        break;
      }
      if (!drained) {
        // It may clear this timer.
        drained = true;
        ticks.drain();
        continue;
      }
      if (typeof timer._onTimeout !== 'function') {
        stop(timer);
        continue;
      }
      remove(timer);
      ran = true;
      drained = false;
      fire(timer);
    }
  }
  if (trace.on.environment) trace.emit('environment', 'E', 'RunTimers');
  if (heap.length === 0) {
    deadline = Infinity;
    return 0;
  }
  deadline = heap[0].expiry;
  return refCount > 0 ? deadline : -deadline;
}

/** @returns {number} how many started timers keep the loop alive */
function activeCount() {
  return refCount;
}

module.exports = { start, stop, addRef, dropRef, processTimers, activeCount };
