// Timeout: what setTimeout and setInterval return. https://nodejs.org/api/timers.html#class-timeout
'use strict';

const context = require('internal/async/context');
const hooks = require('internal/async/hooks');
const queue = require('internal/timers/queue');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

const kLongest = 2 ** 31 - 1;

let warnedOfNegative = false;
let warnedOfNaN = false;

/** Timers that were turned into a number, by that number. */
const byId = new Map();
let lastId = 0;

function warn(text, name) {
  require('process').emitWarning(`${text}\nTimeout duration was set to 1.`, name);
}

/**
 * The duration that a delay stands for.
 * @param {unknown} delay
 * @returns {number} 1 to 2^31 - 1 ms
 */
function toDuration(delay) {
  if (delay === undefined) return 1;
  const duration = delay * 1;
  if (duration >= 1 && duration <= kLongest) return Math.trunc(duration);
  if (duration > kLongest) {
    warn(`${duration} does not fit into a 32-bit signed integer.`, 'TimeoutOverflowWarning');
  } else if (duration < 0 && !warnedOfNegative) {
    warnedOfNegative = true;
    warn(`${duration} is a negative number.`, 'TimeoutNegativeWarning');
  } else if (duration !== duration && !warnedOfNaN) {
    warnedOfNaN = true;
    warn(`${duration} is not a number.`, 'TimeoutNaNWarning');
  }
  return 1;
}

/**
 * A timer. Names with an underscore are Node's, which programs read.
 *
 * `_destroyed` is false while it waits or its callback runs; `next` is null while it is in no list.
 */
class Timeout {
  /**
   * Makes and starts a timer.
   * @param {Function} callback
   * @param {unknown} delay in milliseconds; what is not in 1 to 2^31 - 1 counts as 1
   * @param {unknown[] | undefined} args
   * @param {boolean} repeat
   * @param {boolean} referenced whether it keeps the loop alive
   */
  constructor(callback, delay, args, repeat, referenced) {
    const duration = toDuration(delay);
    this._idleTimeout = duration;
    this._idleStart = 0;
    this._onTimeout = callback;
    this._timerArgs = args;
    this._repeat = repeat ? duration : null;
    this._destroyed = true;
    this.previous = null;
    this.next = null;
    this.referenced = referenced;
    this.frame = context.get();
    this.id = undefined;
    if (hooks.state.tracking) hooks.initialize(this, 'Timeout');
    queue.start(this);
  }

  /**
   * Starts the duration anew, also when the callback has been called already.
   * @returns {this}
   */
  refresh() {
    queue.start(this);
    return this;
  }

  /**
   * Lets the process end while this timer waits.
   * @returns {this}
   */
  unref() {
    if (this.referenced) {
      this.referenced = false;
      if (!this._destroyed) queue.dropRef();
    }
    return this;
  }

  /**
   * Takes `unref` back.
   * @returns {this}
   */
  ref() {
    if (!this.referenced) {
      this.referenced = true;
      if (!this._destroyed) queue.addRef();
    }
    return this;
  }

  /** @returns {boolean} whether it keeps the loop alive while it waits */
  hasRef() {
    return this.referenced;
  }

  /**
   * Cancels it, as clearTimeout.
   * @returns {this}
   */
  close() {
    clear(this);
    return this;
  }

  /** Drops the number under which clearTimeout finds this timer. */
  forget() {
    byId.delete(this.id);
    this.id = undefined;
  }

  [inspectCustom](depth, options) {
    const { inspect } = require('internal/util/inspect');
    const shown = {};
    const keys = Object.keys(this);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key !== 'next' && key !== 'previous' && key !== 'frame' && key !== 'id') shown[key] = this[key];
    }
    const name = this.constructor?.name ?? 'Timeout';
    return `${name} ${inspect(shown, { ...options, depth: 0, customInspect: false })}`;
  }

  [Symbol.dispose]() {
    clear(this);
  }

  /** @returns {number} a number that clearTimeout accepts for this timer */
  [Symbol.toPrimitive]() {
    if (this.id === undefined) {
      this.id = ++lastId;
      if (!this._destroyed) byId.set(this.id, this);
    }
    return this.id;
  }
}

/**
 * Cancels a timer.
 * @param {unknown} timer a Timeout, its number, or that as a string; others are ignored
 */
function clear(timer) {
  if (timer instanceof Timeout) {
    if (timer._destroyed && timer._onTimeout === null) return;
    if (hooks.state.active) hooks.gone(timer);
    timer._onTimeout = null;
    queue.stop(timer);
    if (timer.id !== undefined) byId.delete(timer.id);
  } else if (typeof timer === 'number' || typeof timer === 'string') {
    const found = byId.get(+timer);
    if (found !== undefined) clear(found);
  }
}

module.exports = { Timeout, clear };
