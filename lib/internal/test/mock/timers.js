// MockTimers: a clock that moves only when a test says so, and the timers and the Date that go by it.
// https://nodejs.org/api/test.html#class-mocktimers
'use strict';
const { AbortError, codes } = require('internal/errors');
const { validateAbortSignal, validateArray, validateNumber, validateObject } = require('internal/validators');
const { longestTimeout } = require('internal/test/options');

const supported = ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'scheduler.wait', 'AbortSignal.timeout'];

let lastId = 1;

/** What a mocked function returns: looks as a real timer, and waits in the mock's list. */
class Timeout {
  #owner;

  constructor(owner, callback, runAt, interval, args) {
    this.id = lastId++;
    this.callback = callback;
    this.runAt = runAt;
    this.interval = interval;
    this.args = args;
    this.#owner = owner;
  }

  hasRef() {
    return true;
  }

  ref() {
    return this;
  }

  unref() {
    return this;
  }

  /** Counts its time from now on again. */
  refresh() {
    this.#owner.refresh(this);
    return this;
  }

  /** clearTimeout of it. */
  close() {
    this.#owner.clear(this);
    return this;
  }

  [Symbol.dispose]() {
    this.close();
  }
}

/** The mocked timers and their clock. */
class Clock {
  now;
  /** By time, and by age where that is the same. */
  #waiting = [];
  #delays = new WeakMap();

  constructor(now) {
    this.now = now;
  }

  /**
   * @param {Function} callback
   * @param {number} delay milliseconds; below 0 for what is to come before all others
   * @param {number | undefined} interval
   * @param {unknown[]} args
   */
  add(callback, delay, interval, args) {
    const timer = new Timeout(this, callback, this.now + delay, interval, args);
    this.#delays.set(timer, delay);
    this.#insert(timer);
    return timer;
  }

  #insert(timer) {
    let at = this.#waiting.length;
    while (at > 0) {
      const before = this.#waiting[at - 1];
      if (before.runAt < timer.runAt || (before.runAt === timer.runAt && before.id < timer.id)) break;
      at--;
    }
    this.#waiting.splice(at, 0, timer);
  }

  clear(timer) {
    const at = this.#waiting.indexOf(timer);
    if (at !== -1) this.#waiting.splice(at, 1);
    if (timer instanceof Timeout) timer.interval = undefined;
  }

  refresh(timer) {
    const at = this.#waiting.indexOf(timer);
    if (at === -1) return;
    this.#waiting.splice(at, 1);
    timer.runAt = this.now + this.#delays.get(timer);
    this.#insert(timer);
  }

  /** Runs what is due, in order; what that starts too. */
  runDue() {
    while (this.#waiting.length > 0 && this.#waiting[0].runAt <= this.now) {
      const timer = this.#waiting.shift();
      // A repeating timer waits again before it is called, so that the call can clear it.
      if (timer.interval !== undefined) {
        timer.runAt += timer.interval;
        this.#insert(timer);
      }
      Reflect.apply(timer.callback, undefined, timer.args);
    }
  }

  /** @returns {number | undefined} when the last timer is due */
  get last() {
    return this.#waiting.length === 0 ? undefined : this.#waiting[this.#waiting.length - 1].runAt;
  }

  empty() {
    this.#waiting = [];
  }
}

/** The delay as real timers take it. */
function toDelay(delay) {
  delay = Number(delay);
  return delay >= 0 && delay <= longestTimeout ? delay : 1;
}

function validateTime(value) {
  if (value < 0) throw new codes.ERR_INVALID_ARG_VALUE('time', 'positive integer', value);
}

/** A Date that tells the mocked time. */
function makeDate(RealDate, clock) {
  function Date(...args) {
    if (new.target === undefined) return new RealDate(clock.now).toString();
    return Reflect.construct(RealDate, args.length === 0 ? [clock.now] : args, new.target);
  }
  const descriptors = Object.getOwnPropertyDescriptors(RealDate);
  Object.defineProperties(Date, descriptors);
  Object.defineProperties(Date, {
    now: { __proto__: null, value: function now() { return clock.now; }, writable: true, configurable: true },
    toString: {
      __proto__: null, value: () => Function.prototype.toString.call(RealDate), writable: true, enumerable: true, configurable: true,
    },
    isMock: { __proto__: null, value: true, writable: true, enumerable: true, configurable: true },
  });
  return Date;
}

/** A promise of a timer's end. */
function timerPromise(clock, delay, value, options) {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    validateObject(options, 'options');
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    if (signal?.aborted) {
      reject(new AbortError(undefined, { cause: signal.reason }));
      return;
    }
    const onAbort = () => {
      clock.clear(timer);
      reject(new AbortError(undefined, { cause: signal.reason }));
    };
    const timer = clock.add(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    }, delay, undefined, []);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The async iterator of timers/promises' setInterval: ticks that nobody has asked for yet are kept. */
async function* intervals(clock, delay, value, options = {}) {
  const { signal } = options;
  validateObject(options, 'options');
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  let ticks = 0;
  let next = undefined;
  const wake = () => {
    next?.();
    next = undefined;
  };
  const timer = clock.add(() => {
    ticks++;
    wake();
  }, delay, delay, []);
  signal?.addEventListener('abort', wake, { once: true });
  try {
    for (;;) {
      if (ticks === 0) {
        if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
        await new Promise((resolve) => { next = resolve; });
        continue;
      }
      ticks--;
      yield value;
    }
  } finally {
    clock.clear(timer);
    signal?.removeEventListener('abort', wake);
  }
}

class MockTimers {
  #enabled = false;
  #clock = undefined;
  /** What was replaced: [object, name, descriptor]. */
  #replaced = [];

  /**
   * @param {{ apis?: string[], now?: number | Date }} [options]
   * @throws {Error} ERR_INVALID_STATE when it is enabled already
   */
  enable(options = { __proto__: null, apis: supported, now: 0 }) {
    options = { ...options };
    if (this.#enabled) throw new codes.ERR_INVALID_STATE('MockTimers is already enabled!');
    let { apis, now = 0 } = options;
    const isDate = now instanceof Date || Object.prototype.toString.call(now) === '[object Date]';
    if (isDate) {
      now = now.getTime();
    } else {
      validateNumber(now, 'initialTime');
      validateTime(now);
    }
    apis ??= supported;
    validateArray(apis, 'options.apis');
    for (let i = 0; i < apis.length; i++) {
      if (!supported.includes(apis[i])) {
        throw new codes.ERR_INVALID_ARG_VALUE('options.apis', apis[i], `option ${apis[i]} is not supported`);
      }
    }
    this.#clock = new Clock(now);
    this.#enabled = true;
    for (let i = 0; i < apis.length; i++) this.#mock(apis[i]);
  }

  #replace(object, name, value, keepsShape = false) {
    const descriptor = Object.getOwnPropertyDescriptor(object, name);
    this.#replaced.push([object, name, descriptor]);
    Object.defineProperty(object, name, {
      __proto__: null, value, configurable: true, writable: true, enumerable: keepsShape ? descriptor.enumerable : true,
    });
  }

  #mock(api) {
    const clock = this.#clock;
    const timers = require('timers');
    const promises = require('timers/promises');
    const everywhere = (name, value) => {
      this.#replace(globalThis, name, value);
      this.#replace(timers, name, value);
    };
    const clear = (timer) => {
      if (timer !== undefined && timer !== null) clock.clear(timer);
    };
    const asPromise = (fn, promised) => {
      Object.defineProperty(fn, require('util').promisify.custom, { __proto__: null, value: promised, configurable: true });
      return fn;
    };
    switch (api) {
      case 'setTimeout': {
        const promised = (delay, value, options = {}) => timerPromise(clock, toDelay(delay), value, options);
        everywhere('setTimeout', asPromise(
          function setTimeout(callback, delay, ...args) { return clock.add(callback, toDelay(delay), undefined, args); }, promised));
        everywhere('clearTimeout', function clearTimeout(timer) { clear(timer); });
        this.#replace(promises, 'setTimeout', promised);
        break;
      }
      case 'setInterval':
        everywhere('setInterval', function setInterval(callback, delay, ...args) {
          return clock.add(callback, toDelay(delay), toDelay(delay), args);
        });
        everywhere('clearInterval', function clearInterval(timer) { clear(timer); });
        this.#replace(promises, 'setInterval', (delay, value, options) => intervals(clock, toDelay(delay), value, options));
        break;
      case 'setImmediate': {
        // Before any timer.
        const promised = (value, options = {}) => timerPromise(clock, -1, value, options);
        everywhere('setImmediate', asPromise(
          function setImmediate(callback, ...args) { return clock.add(callback, -1, undefined, args); }, promised));
        everywhere('clearImmediate', function clearImmediate(timer) { clear(timer); });
        this.#replace(promises, 'setImmediate', promised);
        break;
      }
      case 'scheduler.wait':
        this.#replace(promises.scheduler, 'wait', (delay, options = {}) => timerPromise(clock, toDelay(delay), undefined, options));
        break;
      case 'AbortSignal.timeout':
        this.#replace(AbortSignal, 'timeout', function timeout(delay) {
          validateNumber(delay, 'delay', 0, Number.MAX_SAFE_INTEGER);
          const controller = new AbortController();
          clock.add(() => {
            controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
          }, toDelay(delay), undefined, []);
          return controller.signal;
        }, true);
        break;
      case 'Date':
        this.#replace(globalThis, 'Date', makeDate(globalThis.Date, clock), true);
        break;
    }
  }

  #require() {
    if (!this.#enabled) {
      throw new codes.ERR_INVALID_STATE('You should enable MockTimers first by calling the .enable function');
    }
  }

  /**
   * Moves the clock and runs what is due then.
   * @param {number} [milliseconds]
   */
  tick(milliseconds = 1) {
    this.#require();
    validateTime(milliseconds);
    this.#clock.now += milliseconds;
    this.#clock.runDue();
  }

  /**
   * Sets the clock, and runs nothing.
   * @param {number} [milliseconds] since the epoch
   */
  setTime(milliseconds = 0) {
    validateNumber(milliseconds, 'time');
    validateTime(milliseconds);
    this.#require();
    this.#clock.now = milliseconds;
  }

  /** Runs all timers that wait, as if their time had passed. */
  runAll() {
    this.#require();
    const { last } = this.#clock;
    if (last === undefined) return;
    this.tick(Math.max(0, last - this.#clock.now));
  }

  /** Puts the real timers back. */
  reset() {
    if (!this.#enabled) return;
    for (let i = this.#replaced.length - 1; i >= 0; i--) {
      const { 0: object, 1: name, 2: descriptor } = this.#replaced[i];
      if (descriptor === undefined) delete object[name];
      else Object.defineProperty(object, name, { __proto__: null, ...descriptor });
    }
    this.#replaced = [];
    this.#clock.empty();
    this.#enabled = false;
  }

  [Symbol.dispose]() {
    this.reset();
  }
}

module.exports = { MockTimers };
