// node:events. https://nodejs.org/api/events.html
'use strict';

const { Listeners, insert, namesOf, vacate } = require('internal/events/listeners');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_UNHANDLED_ERROR } } = require('internal/errors');
const { validateBoolean, validateFunction, validateNumber } = require('internal/validators');

const { apply, getPrototypeOf } = Reflect;

const errorMonitor = Symbol('events.errorMonitor');
const captureRejectionSymbol = Symbol.for('nodejs.rejection');
const targetMaxListeners = Symbol('events.maxEventTargetListeners');
const targetMaxListenersWarned = Symbol('events.maxEventTargetListenersWarned');

/** On an emitter that was asked to: promises returned by listeners are watched for rejections. */
// Its name is seen where an emitter is inspected.
const capturesRejections = Symbol('kCapture');

let defaultMaxListeners = 10;

/**
 * @constructor
 * @param {{ captureRejections?: boolean }} [opts]
 */
function EventEmitter(opts) {
  EventEmitter.init.call(this, opts);
}

module.exports = EventEmitter;

EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;
Object.defineProperty(EventEmitter.prototype, capturesRejections, {
  __proto__: null, value: false, writable: true, enumerable: false, configurable: false,
});

/**
 * Prepares `this` as an emitter; what the constructor does. Listeners put on an instance earlier are kept.
 * @param {{ captureRejections?: boolean }} [opts]
 */
EventEmitter.init = function(opts) {
  if (this._events === undefined || this._events === getPrototypeOf(this)._events) {
    this._events = new Listeners();
    this._eventsCount = 0;
  }
  this._maxListeners = this._maxListeners || undefined;

  if (opts?.captureRejections) {
    validateBoolean(opts.captureRejections, 'options.captureRejections');
    this[capturesRejections] = true;
  } else {
    // Of its own: a later change of the default is for new emitters.
    this[capturesRejections] = EventEmitter.prototype[capturesRejections];
  }
};

/** @param {unknown} listener */
function checkListener(listener) {
  if (typeof listener !== 'function') validateFunction(listener, 'listener');
}

/**
 * Sets after how many listeners of one event a leak is suspected; 0 and Infinity turn that off.
 * @param {number} n at least 0
 * @returns {this}
 */
EventEmitter.prototype.setMaxListeners = function setMaxListeners(n) {
  validateNumber(n, 'setMaxListeners', 0);
  this._maxListeners = n;
  return this;
};

/** @param {EventEmitter} emitter */
function maxListenersOf(emitter) {
  return emitter._maxListeners === undefined ? defaultMaxListeners : emitter._maxListeners;
}

/** @returns {number} */
EventEmitter.prototype.getMaxListeners = function getMaxListeners() {
  return maxListenersOf(this);
};

/**
 * Calls the listeners of `type` in the order of their registration.
 *
 * `args` is only ever forwarded by apply and spread: V8 then passes the arguments on without making the array.
 * @param {string | symbol} type
 * @param {...unknown} args
 * @returns {boolean} whether there were any
 * @throws what is emitted as `'error'` and has no listener
 */
EventEmitter.prototype.emit = function emit(type, ...args) {
  const events = this._events;
  if (type === 'error') {
    if (events !== undefined && events[errorMonitor] !== undefined) this.emit(errorMonitor, ...args);
    if (events === undefined || events.error === undefined) throwUnhandled(this, ...args);
  } else if (events === undefined) {
    return false;
  }

  const handler = events[type];
  if (handler === undefined) return false;

  if (typeof handler === 'function') {
    const result = apply(handler, this, args);
    if (result !== undefined && result !== null && this[capturesRejections] === true) {
      watchRejection(this, result, type, ...args);
    }
  } else {
    const count = handler.length;
    for (let i = 0; i < count; i++) {
      const result = apply(handler[i], this, args);
      if (result !== undefined && result !== null && this[capturesRejections] === true) {
        watchRejection(this, result, type, ...args);
      }
    }
  }
  return true;
};

/**
 * @param {EventEmitter} emitter
 * @param {unknown} er first argument of the 'error' event
 * @returns {never}
 */
function throwUnhandled(emitter, er) {
  if (er instanceof Error) {
    require('internal/events/emitted_from').mark(er, emitter, EventEmitter.prototype.emit);
    throw er; // Unhandled 'error' event
  }
  let text;
  try {
    text = require('internal/util/inspect').inspect(er);
  } catch {
    text = er;
  }
  const error = new ERR_UNHANDLED_ERROR(text);
  error.context = er;
  throw error; // Unhandled 'error' event
}

/**
 * Routes the rejection of a promise that a listener returned to the emitter.
 * @param {EventEmitter} emitter
 * @param {unknown} promise
 * @param {string | symbol} type
 * @param {...unknown} args
 */
function watchRejection(emitter, promise, type, ...args) {
  try {
    const { then } = promise;
    if (typeof then !== 'function') return;
    then.call(promise, undefined, (error) => {
      // In a tick of its own: what a handler throws is an uncaught exception, not another rejection.
      require('internal/ticks').nextTick(routeRejection, emitter, error, type, args);
    });
  } catch (error) {
    emitter.emit('error', error);
  }
}

/**
 * @param {EventEmitter} emitter
 * @param {unknown} error
 * @param {string | symbol} type
 * @param {unknown[]} args
 */
function routeRejection(emitter, error, type, args) {
  if (typeof emitter[captureRejectionSymbol] === 'function') {
    emitter[captureRejectionSymbol](error, type, ...args);
    return;
  }
  // A rejection in an 'error' listener must not come back as another 'error'.
  const before = emitter[capturesRejections];
  try {
    emitter[capturesRejections] = false;
    emitter.emit('error', error);
  } finally {
    emitter[capturesRejections] = before;
  }
}

/**
 * @param {EventEmitter} target
 * @param {string | symbol} type
 * @param {Function} listener
 * @param {boolean} prepend
 */
function add(target, type, listener, prepend) {
  checkListener(listener);

  let events = target._events;
  let existing;
  if (events === undefined) {
    events = target._events = new Listeners();
    target._eventsCount = 0;
  } else {
    if (events.newListener !== undefined) {
      target.emit('newListener', type, listener.listener ?? listener);
      // The listener may have replaced the table.
      events = target._events;
    }
    existing = events[type];
  }

  if (existing === undefined) {
    const table = insert(events, type, listener);
    if (table !== events) target._events = table;
    target._eventsCount++;
    return target;
  }
  let list = existing;
  if (typeof existing === 'function') {
    list = events[type] = prepend ? [listener, existing] : [existing, listener];
  } else if (prepend) {
    list = events[type] = copyWithout(existing, -1, listener);
  } else {
    existing[existing.length] = listener;
  }

  const limit = maxListenersOf(target);
  if (limit > 0 && list.length > limit && !list.warned) warnOfLeak(target, type, list, limit);
  return target;
}

/**
 * A copy for replacing a listener array that emits may be reading.
 * @param {Function[]} list
 * @param {number} skip index that is left out; -1 for none
 * @param {Function} [first] put before all others
 * @returns {Function[]}
 */
function copyWithout(list, skip, first) {
  const copy = first === undefined ? [] : [first];
  for (let i = 0; i < list.length; i++) {
    if (i !== skip) copy[copy.length] = list[i];
  }
  if (list.warned) copy.warned = true;
  return copy;
}

function warnOfLeak(target, type, list, limit) {
  list.warned = true;
  const { inspect } = require('internal/util/inspect');
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners added to ` +
    `${inspect(target, { depth: -1 })}. MaxListeners is ${limit}. Use emitter.setMaxListeners() to increase limit`);
  warning.name = 'MaxListenersExceededWarning';
  warning.emitter = target;
  warning.type = type;
  warning.count = list.length;
  require('process').emitWarning(warning);
}

/**
 * @param {string | symbol} type
 * @param {Function} listener
 * @returns {this}
 */
EventEmitter.prototype.addListener = function addListener(type, listener) {
  return add(this, type, listener, false);
};

EventEmitter.prototype.on = EventEmitter.prototype.addListener;

/**
 * As `on`, but before the listeners that are there.
 * @param {string | symbol} type
 * @param {Function} listener
 * @returns {this}
 */
EventEmitter.prototype.prependListener = function prependListener(type, listener) {
  return add(this, type, listener, true);
};

/**
 * @param {EventEmitter} target
 * @param {string | symbol} type
 * @param {Function} listener
 * @returns {Function} that removes itself, then calls `listener`
 */
function onceWrapper(target, type, listener) {
  let fired = false;
  function wrapper(...args) {
    if (fired) return undefined;
    fired = true;
    target.removeListener(type, wrapper);
    return apply(listener, target, args);
  }
  wrapper.listener = listener;
  return wrapper;
}

/**
 * Adds a listener that is removed before its first call.
 * @param {string | symbol} type
 * @param {Function} listener
 * @returns {this}
 */
EventEmitter.prototype.once = function once(type, listener) {
  checkListener(listener);
  this.on(type, onceWrapper(this, type, listener));
  return this;
};

/**
 * As `once`, but before the listeners that are there.
 * @param {string | symbol} type
 * @param {Function} listener
 * @returns {this}
 */
EventEmitter.prototype.prependOnceListener = function prependOnceListener(type, listener) {
  checkListener(listener);
  this.prependListener(type, onceWrapper(this, type, listener));
  return this;
};

/**
 * Removes the latest registration of `listener`. An emit that has started still calls it.
 * @param {string | symbol} type
 * @param {Function} listener
 * @returns {this}
 */
EventEmitter.prototype.removeListener = function removeListener(type, listener) {
  checkListener(listener);
  const events = this._events;
  if (events === undefined) return this;
  const list = events[type];
  if (list === undefined) return this;

  if (typeof list === 'function') {
    if (list !== listener && list.listener !== listener) return this;
    const watched = type !== 'removeListener' && events.removeListener !== undefined;
    const table = vacate(events, type, --this._eventsCount);
    if (table !== events) this._events = table;
    if (watched) this.emit('removeListener', type, list.listener ?? listener);
    return this;
  }

  let position = list.length - 1;
  while (position >= 0 && list[position] !== listener && list[position].listener !== listener) position--;
  if (position < 0) return this;
  events[type] = list.length === 2 ? list[1 - position] : copyWithout(list, position);
  if (events.removeListener !== undefined) {
    this.emit('removeListener', type, list[position].listener ?? listener);
  }
  return this;
};

EventEmitter.prototype.off = EventEmitter.prototype.removeListener;

/**
 * Removes the listeners of one event, or all.
 * @param {string | symbol} [type]
 * @returns {this}
 */
EventEmitter.prototype.removeAllListeners = function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;

  // Nobody to tell: drop the table, or one entry of it.
  if (events.removeListener === undefined) {
    if (arguments.length === 0) {
      this._events = new Listeners();
      this._eventsCount = 0;
    } else if (events[type] !== undefined) {
      this._events = vacate(events, type, --this._eventsCount);
    }
    return this;
  }

  if (arguments.length === 0) {
    const names = namesOf(events);
    for (let i = 0; i < names.length; i++) {
      if (names[i] !== 'removeListener') this.removeAllListeners(names[i]);
    }
    this.removeAllListeners('removeListener');
    this._events = new Listeners();
    this._eventsCount = 0;
    return this;
  }

  const list = events[type];
  if (typeof list === 'function') {
    this.removeListener(type, list);
  } else if (list !== undefined) {
    for (let i = list.length - 1; i >= 0; i--) this.removeListener(type, list[i]);
  }
  return this;
};

/**
 * @param {EventEmitter} target
 * @param {string | symbol} type
 * @param {boolean} unwrap whether `once` listeners are given as they were registered
 * @returns {Function[]}
 */
function copyListeners(target, type, unwrap) {
  const list = target._events === undefined ? undefined : target._events[type];
  if (list === undefined) return [];
  if (typeof list === 'function') return [unwrap ? list.listener ?? list : list];
  const copy = [];
  for (let i = 0; i < list.length; i++) copy[i] = unwrap ? list[i].listener ?? list[i] : list[i];
  return copy;
}

/**
 * @param {string | symbol} type
 * @returns {Function[]} a copy
 */
EventEmitter.prototype.listeners = function listeners(type) {
  return copyListeners(this, type, true);
};

/**
 * As `listeners`, with the wrappers that `once` makes.
 * @param {string | symbol} type
 * @returns {Function[]} a copy
 */
EventEmitter.prototype.rawListeners = function rawListeners(type) {
  return copyListeners(this, type, false);
};

/**
 * @param {string | symbol} type
 * @param {Function} [listener] count only registrations of this one
 * @returns {number}
 */
EventEmitter.prototype.listenerCount = function listenerCount(type, listener) {
  const events = this._events;
  const list = events === undefined ? undefined : events[type];
  if (list === undefined) return 0;
  if (typeof list === 'function') {
    return listener == null || list === listener || list.listener === listener ? 1 : 0;
  }
  if (listener == null) return list.length;
  let count = 0;
  for (let i = 0; i < list.length; i++) {
    if (list[i] === listener || list[i].listener === listener) count++;
  }
  return count;
};

/** @returns {(string | symbol)[]} the events that have listeners */
EventEmitter.prototype.eventNames = function eventNames() {
  return this._eventsCount > 0 ? namesOf(this._events) : [];
};

/** @param {unknown} value */
function isEventTarget(value) {
  return require('internal/event_target').isEventTarget(value);
}

function notAnEmitter(value) {
  return new ERR_INVALID_ARG_TYPE('emitter', ['EventEmitter', 'EventTarget'], value);
}

/**
 * Listens once to `'abort'`, also when another listener stops the event's propagation. An aborted signal calls the
 * listener in a microtask.
 * @param {AbortSignal} signal
 * @param {Function | { handleEvent: Function }} listener
 * @returns {Disposable} whose disposal removes the listener
 */
function addAbortListener(signal, listener) {
  return require('internal/events/abort_listener').addAbortListener(signal, listener);
}

/**
 * Waits for one event.
 * @param {EventEmitter | EventTarget} emitter
 * @param {string | symbol} name
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<unknown[]>} the event's arguments; rejects with what is emitted as `'error'` meanwhile
 */
async function once(emitter, name, options = {}) {
  return require('internal/events/waiting').once(emitter, name, options);
}

/**
 * Iterates over events. https://nodejs.org/api/events.html#eventsonemitter-eventname-options
 * @param {EventEmitter | EventTarget} emitter
 * @param {string | symbol} event
 * @param {{ signal?: AbortSignal, close?: string[], highWaterMark?: number, lowWaterMark?: number }} [options]
 * @returns {AsyncIterableIterator<unknown[]>}
 */
function on(emitter, event, options = {}) {
  return require('internal/events/waiting').on(emitter, event, options);
}

/**
 * @param {EventEmitter | EventTarget} emitterOrTarget
 * @param {string | symbol} type
 * @returns {Function[]} a copy
 */
function getEventListeners(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listeners === 'function') return emitterOrTarget.listeners(type);
  if (isEventTarget(emitterOrTarget)) return require('internal/event_target').listenersOf(emitterOrTarget, type);
  throw notAnEmitter(emitterOrTarget);
}

/**
 * @param {EventEmitter | EventTarget} emitterOrTarget
 * @returns {number}
 */
function getMaxListeners(emitterOrTarget) {
  if (typeof emitterOrTarget?.getMaxListeners === 'function') return maxListenersOf(emitterOrTarget);
  if (isEventTarget(emitterOrTarget)) {
    return emitterOrTarget[targetMaxListeners] ?? defaultMaxListeners;
  }
  throw notAnEmitter(emitterOrTarget);
}

/**
 * @param {EventEmitter | EventTarget} emitterOrTarget
 * @param {string | symbol} type
 * @returns {number}
 */
function listenerCount(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listenerCount === 'function') return emitterOrTarget.listenerCount(type);
  if (isEventTarget(emitterOrTarget)) return require('internal/event_target').listenerCount(emitterOrTarget, type);
  throw notAnEmitter(emitterOrTarget);
}

/**
 * Sets the limit of the given emitters and targets; without any, the default of all.
 * @param {number} [n]
 * @param {...(EventEmitter | EventTarget)} eventTargets
 */
function setMaxListeners(n = defaultMaxListeners, ...eventTargets) {
  validateNumber(n, 'setMaxListeners', 0);
  if (eventTargets.length === 0) {
    defaultMaxListeners = n;
    return;
  }
  for (let i = 0; i < eventTargets.length; i++) {
    const target = eventTargets[i];
    if (isEventTarget(target)) {
      target[targetMaxListeners] = n;
      target[targetMaxListenersWarned] = false;
    } else if (typeof target?.setMaxListeners === 'function') {
      target.setMaxListeners(n);
    } else {
      throw new ERR_INVALID_ARG_TYPE('eventTargets', ['EventEmitter', 'EventTarget'], target);
    }
  }
}
// As Node has it: `events.setMaxListeners.length` is 0.
Object.defineProperty(setMaxListeners, 'length', { __proto__: null, value: 0, configurable: true });

EventEmitter.addAbortListener = addAbortListener;
EventEmitter.once = once;
EventEmitter.on = on;
EventEmitter.getEventListeners = getEventListeners;
EventEmitter.getMaxListeners = getMaxListeners;
EventEmitter.listenerCount = listenerCount;
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = captureRejectionSymbol;
EventEmitter.errorMonitor = errorMonitor;
EventEmitter.setMaxListeners = setMaxListeners;

Object.defineProperties(EventEmitter, {
  captureRejections: {
    __proto__: null,
    enumerable: true,
    get() { return EventEmitter.prototype[capturesRejections]; },
    set(value) {
      validateBoolean(value, 'EventEmitter.captureRejections');
      EventEmitter.prototype[capturesRejections] = value;
    },
  },
  EventEmitterAsyncResource: {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get() { return require('internal/events/async_resource').EventEmitterAsyncResource; },
  },
  defaultMaxListeners: {
    __proto__: null,
    enumerable: true,
    get() { return defaultMaxListeners; },
    set(n) {
      validateNumber(n, 'defaultMaxListeners', 0);
      defaultMaxListeners = n;
    },
  },
  kMaxEventTargetListeners: { __proto__: null, value: targetMaxListeners },
  kMaxEventTargetListenersWarned: { __proto__: null, value: targetMaxListenersWarned },
});
