// Event, CustomEvent and EventTarget. https://dom.spec.whatwg.org/#events, https://nodejs.org/api/events.html#eventtarget-and-event-api
//
// Targets here have no parents: an event is dispatched to one target, in the phase AT_TARGET.
'use strict';

const {
  codes: { ERR_EVENT_RECURSION, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateAbortSignal, validateObject, validateString } = require('internal/validators');
const { sinceOrigin } = require('internal/perf/clock');
const events = require('events');

const { kMaxEventTargetListeners, kMaxEventTargetListenersWarned } = events;
const { monotonicMs } = binding('process');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');
const eventTargetBrand = Symbol.for('nodejs.event_target');

/** Listener option: `stopImmediatePropagation` does not keep the event from this listener. */
const resistsStopPropagation = Symbol('resistsStopPropagation');
/** Event option: `isTrusted` is true. */
const trusted = Symbol('trusted');
/** Method of a target, called after a listener was added: (count, type, listener). */
const listenerAdded = Symbol('listenerAdded');
/** Method of a target, called after a listener was removed: (count, type, listener). */
const listenerRemoved = Symbol('listenerRemoved');
/** Method of a target: (type, value) => the event that tells listeners of addEventListener of what was emitted. */
const createEvent = Symbol('createEvent');

const { defineProperties, defineProperty } = Object;
const enumerable = { __proto__: null, enumerable: true };

/** The list of a type that has no listeners any more. */
const none = [];

class Event {
  #type;
  #bubbles = false;
  #cancelable = false;
  #composed = false;
  #trusted = false;
  #canceled = false;
  #stopped = false;
  #stoppedAtOnce = false;
  #inPassiveListener = false;
  #dispatching = false;
  #created = monotonicMs();
  #target = null;

  /**
   * @param {string} type
   * @param {{ bubbles?: boolean, cancelable?: boolean, composed?: boolean }} [options]
   */
  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (options != null) {
      validateObject(options, 'options');
      this.#bubbles = !!options.bubbles;
      this.#cancelable = !!options.cancelable;
      this.#composed = !!options.composed;
      this.#trusted = options[trusted] === true;
    }
    this.#type = `${type}`;
  }

  /**
   * @param {string} type
   * @param {boolean} [bubbles]
   * @param {boolean} [cancelable]
   */
  initEvent(type, bubbles = false, cancelable = false) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (this.#dispatching) return;
    this.#type = `${type}`;
    this.#bubbles = !!bubbles;
    this.#cancelable = !!cancelable;
  }

  stopImmediatePropagation() {
    Event.#check(this);
    this.#stopped = true;
    this.#stoppedAtOnce = true;
  }

  preventDefault() {
    Event.#check(this);
    if (this.#cancelable && !this.#inPassiveListener) this.#canceled = true;
  }

  get target() {
    Event.#check(this);
    return this.#target;
  }

  get currentTarget() {
    Event.#check(this);
    return this.#dispatching ? this.#target : null;
  }

  get srcElement() {
    Event.#check(this);
    return this.#target;
  }

  get type() {
    Event.#check(this);
    return this.#type;
  }

  get cancelable() {
    Event.#check(this);
    return this.#cancelable;
  }

  get defaultPrevented() {
    Event.#check(this);
    return this.#cancelable && this.#canceled;
  }

  /** @returns {number} ms since `performance.timeOrigin` */
  get timeStamp() {
    Event.#check(this);
    return sinceOrigin(this.#created);
  }

  composedPath() {
    Event.#check(this);
    return this.#dispatching ? [this.#target] : [];
  }

  get returnValue() {
    Event.#check(this);
    return !this.#cancelable || !this.#canceled;
  }

  set returnValue(value) {
    Event.#check(this);
    if (!value) this.preventDefault();
  }

  get bubbles() {
    Event.#check(this);
    return this.#bubbles;
  }

  get composed() {
    Event.#check(this);
    return this.#composed;
  }

  get eventPhase() {
    Event.#check(this);
    return this.#dispatching ? Event.AT_TARGET : Event.NONE;
  }

  get cancelBubble() {
    Event.#check(this);
    return this.#stopped;
  }

  set cancelBubble(value) {
    Event.#check(this);
    if (value) this.#stopped = true;
  }

  stopPropagation() {
    Event.#check(this);
    this.#stopped = true;
  }

  get isTrusted() {
    Event.#check(this);
    return this.#trusted;
  }

  [inspectCustom](depth, options) {
    Event.#check(this);
    const name = this.constructor.name;
    if (depth < 0) return name;
    const { inspect } = require('internal/util/inspect');
    const shown = {
      type: this.#type,
      defaultPrevented: this.#cancelable && this.#canceled,
      cancelable: this.#cancelable,
      timeStamp: sinceOrigin(this.#created),
    };
    return `${name} ${inspect(shown, { ...options, depth: options.depth == null ? options.depth : options.depth - 1 })}`;
  }

  static #check(value) {
    if (value === null || typeof value !== 'object' || !(#type in value)) throw new ERR_INVALID_THIS('Event');
  }

  /** @param {unknown} value */
  static isEvent(value) {
    return value !== null && typeof value === 'object' && #type in value;
  }

  /** @returns {boolean} false when the event is being dispatched already */
  static begin(event, target) {
    if (event.#dispatching) return false;
    event.#dispatching = true;
    event.#target = target;
    return true;
  }

  static end(event) {
    event.#dispatching = false;
    event.#stopped = false;
    event.#stoppedAtOnce = false;
  }

  static isStopped(event) { return event.#stopped; }
  static isStoppedAtOnce(event) { return event.#stoppedAtOnce; }
  static setPassive(event, passive) { event.#inPassiveListener = passive; }
}

const { isEvent, begin, end, isStopped, isStoppedAtOnce, setPassive } = Event;
for (const name of ['isEvent', 'begin', 'end', 'isStopped', 'isStoppedAtOnce', 'setPassive']) delete Event[name];

{
  const phases = ['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE'];
  for (let i = 0; i < phases.length; i++) {
    defineProperty(Event, phases[i], { __proto__: null, value: i, enumerable: true });
    defineProperty(Event.prototype, phases[i], { __proto__: null, value: i, enumerable: true });
  }
  const names = Object.getOwnPropertyNames(Event.prototype);
  for (let i = 0; i < names.length; i++) {
    if (names[i] !== 'constructor') defineProperty(Event.prototype, names[i], enumerable);
  }
  defineProperties(Event.prototype, {
    isTrusted: { __proto__: null, enumerable: true, configurable: false },
    [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Event' },
  });
}

/** https://dom.spec.whatwg.org/#customevent */
class CustomEvent extends Event {
  #detail;

  /**
   * @param {string} type
   * @param {{ bubbles?: boolean, cancelable?: boolean, composed?: boolean, detail?: unknown }} [options]
   */
  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('CustomEvent');
    return this.#detail;
  }
}
defineProperties(CustomEvent.prototype, {
  detail: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'CustomEvent' },
});

/** One call of addEventListener. */
class Registration {
  constructor(listener, capture, once, passive, resists, raw) {
    this.listener = listener;
    this.capture = capture;
    this.once = once;
    this.passive = passive;
    this.resists = resists;
    /** Gets what was emitted instead of an event: a listener of a NodeEventTarget's `on`. */
    this.raw = raw;
    this.removed = false;
  }
}

/** A listener that threw or rejected does not stop the others; the exception is an uncaught one. */
function reportLater(error) {
  require('internal/ticks').nextTick(() => { throw error; });
}

class EventTarget {
  /** @type {Map<string, Registration[]> | null} made with the first listener; arrays are replaced, never changed */
  #listeners = null;
  /** How many types are kept though they have no listeners any more: most often they get one again. */
  #idle = 0;
  /** The last key of #listeners. */
  #newest = '';

  static [eventTargetBrand] = true;

  /**
   * @param {string} type
   * @param {Function | { handleEvent: Function } | null} listener
   * @param {boolean | { capture?: boolean, once?: boolean, passive?: boolean, signal?: AbortSignal }} [options]
   */
  addEventListener(type, listener, options = undefined) {
    EventTarget.#check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    const flags = typeof options === 'boolean' ? { __proto__: null, capture: options } : options ?? undefined;
    if (flags !== undefined && typeof flags !== 'function') validateObject(flags, 'options');
    const signal = flags?.signal;
    validateAbortSignal(signal, 'options.signal');
    // All are read, once, before the listener is looked at: a program can find out so which options there are.
    const capture = !!flags?.capture;
    const once = !!flags?.once;
    const passive = !!flags?.passive;
    if (!isListener(listener)) {
      const warning = new Error(`addEventListener called with ${listener} which has no effect.`);
      warning.name = 'AddEventListenerArgumentTypeWarning';
      warning.target = this;
      warning.type = type;
      require('process').emitWarning(warning);
      return;
    }
    type = `${type}`;
    if (signal !== undefined) {
      if (signal.aborted) return;
      // What the signal holds must not keep the target alive.
      const target = new WeakRef(this);
      signal.addEventListener('abort', () => {
        target.deref()?.removeEventListener(type, listener, capture);
      }, { __proto__: null, once: true, [resistsStopPropagation]: true });
    }
    this.#add(type, new Registration(listener, capture, once, passive, flags?.[resistsStopPropagation] === true,
                                     false));
  }

  #add(type, registration) {
    this.#listeners ??= new Map();
    const list = this.#listeners.get(type);
    if (list === undefined || list.length === 0) {
      if (list !== undefined) {
        this.#idle--;
        // The order of types is that in which they got their first listeners.
        if (type !== this.#newest) this.#listeners.delete(type);
      }
      this.#newest = type;
      this.#listeners.set(type, [registration]);
      this[listenerAdded](1, type, registration.listener);
      return;
    }
    for (let i = 0; i < list.length; i++) {
      if (list[i].listener === registration.listener && list[i].capture === registration.capture) return;
    }
    const longer = list.slice();
    longer[longer.length] = registration;
    this.#listeners.set(type, longer);
    this[listenerAdded](longer.length, type, registration.listener);
  }

  /**
   * @param {string} type
   * @param {Function | { handleEvent: Function } | null} listener
   * @param {boolean | { capture?: boolean }} [options]
   */
  removeEventListener(type, listener, options = undefined) {
    EventTarget.#check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    if (!isListener(listener)) return;
    type = `${type}`;
    const capture = typeof options === 'boolean' ? options : !!options?.capture;
    const list = this.#listeners?.get(type);
    if (list === undefined) return;
    for (let i = 0; i < list.length; i++) {
      if (list[i].listener === listener && list[i].capture === capture) {
        this.#remove(type, list[i]);
        return;
      }
    }
  }

  #remove(type, registration) {
    if (registration.removed) return;
    registration.removed = true;
    const list = this.#listeners?.get(type);
    // Undefined or without it: removed with all others of the type while it waited for its turn.
    if (list === undefined) return;
    if (list.length === 1 && list[0] === registration) {
      this.#listeners.set(type, none);
      if (++this.#idle > 8) this.#dropIdle();
      this[listenerRemoved](0, type, registration.listener);
      return;
    }
    const shorter = [];
    for (let i = 0; i < list.length; i++) {
      if (list[i] !== registration) shorter[shorter.length] = list[i];
    }
    if (shorter.length === list.length) return;
    this.#listeners.set(type, shorter);
    this[listenerRemoved](shorter.length, type, registration.listener);
  }

  #dropIdle() {
    for (const { 0: type, 1: list } of this.#listeners) {
      if (list.length === 0) this.#listeners.delete(type);
    }
    this.#idle = 0;
  }

  /**
   * Calls the listeners of the event's type now.
   * @param {Event} event
   * @returns {boolean} false when a listener prevented the default
   */
  dispatchEvent(event) {
    EventTarget.#check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('event');
    if (!isEvent(event)) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    if (!begin(event, this)) throw new ERR_EVENT_RECURSION(event.type);
    this.#dispatch(event.type, event, undefined, false);
    return !event.defaultPrevented;
  }

  /**
   * @param {string} type
   * @param {Event | undefined} event undefined when it has to be made, should a listener want one
   * @param {unknown} value for raw listeners, when `emitted`
   * @param {boolean} emitted
   */
  #dispatch(type, event, value, emitted) {
    const list = this.#listeners?.get(type);
    if (list !== undefined && !(event !== undefined && isStopped(event))) {
      // The array is as it was when the dispatch began, whatever listeners add and remove.
      for (let i = 0; i < list.length; i++) {
        const registration = list[i];
        if (registration.removed) continue;
        if (event !== undefined && isStoppedAtOnce(event) && !registration.resists) continue;
        if (registration.once) this.#remove(type, registration);
        let argument = event;
        if (registration.raw && emitted) {
          argument = value;
        } else if (event === undefined) {
          argument = event = this[createEvent](type, value);
          begin(event, this);
        }
        this.#call(registration, argument, event);
      }
    }
    if (event !== undefined) end(event);
  }

  #call(registration, argument, event) {
    const { listener } = registration;
    try {
      if (event !== undefined) setPassive(event, registration.passive);
      const result = typeof listener === 'function' ? listener.call(this, argument) : listener.handleEvent(argument);
      if (result !== undefined && result !== null) {
        const { then } = result;
        if (typeof then === 'function') then.call(result, undefined, reportLater);
      }
    } catch (error) {
      reportLater(error);
    } finally {
      if (event !== undefined) setPassive(event, false);
    }
  }

  [listenerAdded](count, type) {
    countListeners(this, count, type);
  }

  [listenerRemoved]() {}

  [createEvent](type, value) {
    return new CustomEvent(type, { detail: value });
  }

  [inspectCustom](depth, options) {
    // Also called on what merely inherits it.
    const name = this?.constructor?.name ?? 'EventTarget';
    if (depth < 0) return name;
    const { inspect } = require('internal/util/inspect');
    return `${name} ${inspect({}, options)}`;
  }

  static #check(value) {
    if (value === null || typeof value !== 'object' || !(#listeners in value)) throw new ERR_INVALID_THIS('EventTarget');
  }

  /** @param {unknown} value */
  static isEventTarget(value) {
    return value !== null && typeof value === 'object' && #listeners in value;
  }

  static registrationsOf(target, type) {
    return target.#listeners?.get(`${type}`);
  }

  static typesOf(target) {
    const types = [];
    target.#listeners?.forEach((list, type) => {
      if (list.length > 0) types.push(type);
    });
    return types;
  }

  static addRegistration(target, type, registration) {
    target.#add(`${type}`, registration);
  }

  /** Dispatches what is not an event yet; see NodeEventTarget's emit. */
  static emitTo(target, type, value) {
    target.#dispatch(type, undefined, value, true);
  }

  static clear(target, type) {
    if (target.#listeners === null) return;
    if (type !== undefined) {
      type = `${type}`;
      if (target.#listeners.get(type)?.length === 0) target.#idle--;
      target.#listeners.delete(type);
      return;
    }
    target.#listeners = null;
    target.#idle = 0;
  }
}

const { isEventTarget, registrationsOf, typesOf, addRegistration, emitTo, clear } = EventTarget;
for (const name of ['isEventTarget', 'registrationsOf', 'typesOf', 'addRegistration', 'emitTo', 'clear']) {
  delete EventTarget[name];
}
defineProperties(EventTarget.prototype, {
  addEventListener: enumerable,
  removeEventListener: enumerable,
  dispatchEvent: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'EventTarget' },
});

/** Warns of a target that has more listeners of a type than it may, once. */
function countListeners(target, count, type) {
  const limit = target[kMaxEventTargetListeners] ?? events.defaultMaxListeners;
  if (limit <= 0 || count <= limit || target[kMaxEventTargetListenersWarned]) return;
  target[kMaxEventTargetListenersWarned] = true;
  const { inspect } = require('internal/util/inspect');
  const warning = new Error(
    `Possible EventTarget memory leak detected. ${count} ${type} listeners added to ` +
    `${inspect(target, { depth: -1 })}. MaxListeners is ${limit}. Use events.setMaxListeners() to increase limit`);
  warning.name = 'MaxListenersExceededWarning';
  warning.target = target;
  warning.type = type;
  warning.count = count;
  require('process').emitWarning(warning);
}

/**
 * @param {unknown} listener
 * @returns {boolean} false when it is null or undefined
 * @throws {TypeError} when it can't be a listener
 */
function isListener(listener) {
  if (typeof listener === 'function' || (typeof listener === 'object' && listener !== null)) return true;
  if (listener === undefined || listener === null) return false;
  throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
}

/**
 * @param {EventTarget} target
 * @param {string} type
 * @returns {(Function | object)[]}
 */
function listenersOf(target, type) {
  const list = registrationsOf(target, type);
  return list === undefined ? [] : list.map((registration) => registration.listener);
}

/**
 * @param {EventTarget} target
 * @param {string} type
 * @returns {number}
 */
function listenerCount(target, type) {
  return registrationsOf(target, type)?.length ?? 0;
}

/** An EventTarget that has EventEmitter's methods too. https://nodejs.org/api/events.html#class-nodeeventtarget */
class NodeEventTarget extends EventTarget {
  /** @param {number} n at least 0 */
  setMaxListeners(n) {
    checkNode(this);
    events.setMaxListeners(n, this);
  }

  getMaxListeners() {
    checkNode(this);
    return this[kMaxEventTargetListeners] ?? events.defaultMaxListeners;
  }

  eventNames() {
    checkNode(this);
    return typesOf(this);
  }

  listenerCount(type) {
    checkNode(this);
    return listenerCount(this, type);
  }

  off(type, listener, options) {
    checkNode(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  removeListener(type, listener, options) {
    checkNode(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  on(type, listener) {
    checkNode(this);
    if (isListener(listener)) addRegistration(this, type, new Registration(listener, false, false, false, false, true));
    return this;
  }

  addListener(type, listener) {
    return this.on(type, listener);
  }

  /**
   * Calls the listeners: those of `on` with `value`, those of addEventListener with an event that has it as `detail`.
   * @returns {boolean} whether there were any
   */
  emit(type, value) {
    checkNode(this);
    validateString(type, 'type');
    const had = listenerCount(this, type) > 0;
    emitTo(this, type, value);
    return had;
  }

  once(type, listener) {
    checkNode(this);
    if (isListener(listener)) addRegistration(this, type, new Registration(listener, false, true, false, false, true));
    return this;
  }

  removeAllListeners(type) {
    checkNode(this);
    clear(this, type);
    return this;
  }
}
for (const name of Object.getOwnPropertyNames(NodeEventTarget.prototype)) {
  if (name !== 'constructor') defineProperty(NodeEventTarget.prototype, name, enumerable);
}

function checkNode(value) {
  if (!isEventTarget(value) || !(value instanceof NodeEventTarget)) throw new ERR_INVALID_THIS('NodeEventTarget');
}

/**
 * Gives a prototype an event handler attribute: `on<name>`.
 * https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-attributes
 * @param {object} prototype
 * @param {string} name
 * @param {string} [type] of the event, when it is not `name`
 */
function defineEventHandler(prototype, name, type = name) {
  /** The handler of each target, and the listener that calls whatever it is at the time. */
  const handlers = new WeakMap();
  const attribute = `on${name}`;

  function get() {
    if (!isEventTarget(this)) throw new ERR_INVALID_THIS(prototype.constructor.name);
    return handlers.get(this)?.handler ?? null;
  }

  function set(value) {
    if (!isEventTarget(this)) throw new ERR_INVALID_THIS(prototype.constructor.name);
    const handler = typeof value === 'function' || (typeof value === 'object' && value !== null) ? value : null;
    let entry = handlers.get(this);
    if (entry === undefined) {
      if (handler === null) return;
      entry = { handler: null, listener: undefined };
      entry.listener = function(event) {
        if (typeof entry.handler !== 'function') return undefined;
        const result = entry.handler.call(this, event);
        if (result === false) event.preventDefault?.();
        return result;
      };
      handlers.set(this, entry);
    }
    if (handler === null) this.removeEventListener(type, entry.listener);
    else if (entry.handler === null) this.addEventListener(type, entry.listener);
    entry.handler = handler;
  }
  defineProperty(get, 'name', { __proto__: null, value: `get ${attribute}` });
  defineProperty(set, 'name', { __proto__: null, value: `set ${attribute}` });
  defineProperty(prototype, attribute, { __proto__: null, get, set, configurable: true, enumerable: true });
}

module.exports = {
  Event, CustomEvent, EventTarget, NodeEventTarget, defineEventHandler,
  countListeners, isEvent, isEventTarget, listenersOf, listenerCount,
  resistsStopPropagation, trusted, listenerAdded, listenerRemoved, createEvent, emitTo,
};
