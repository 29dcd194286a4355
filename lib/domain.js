// node:domain. https://nodejs.org/api/domain.html
//
// The active domain is part of the async context: what is deferred while a domain is active runs in it. Within one turn
// domains nest, and an error that one of them does not take goes to the next; what is deferred knows the innermost only.
// Programs that don't load this module pay nothing for it.
'use strict';
const EventEmitter = require('events');
const context = require('internal/async/context');
const { find, withEntry, withoutEntry } = require('internal/async/frame');
const ticks = require('internal/ticks');
const uncaught = require('internal/process/uncaught');
const { codes } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const process = require('process');

if (uncaught.hasCaptureCallback()) throw new codes.ERR_DOMAIN_CALLBACK_NOT_AVAILABLE();

/**
 * In the async context: { domain, below }, the latter being what was active when the domain was entered. The domain is null
 * where all were left.
 */
const key = Symbol('active domain');

/** What was entered last in this turn; what is not, or below it, came with a deferred callback. */
let live;
let isTurnWatched = false;

function current() {
  return find(context.get(), key)?.value;
}

function activate(state) {
  const frame = context.get();
  context.set(state === undefined ? withoutEntry(frame, key) : withEntry(frame, key, state));
  live = state;
  if (state === undefined) none = undefined;
  if (live !== undefined && !isTurnWatched) {
    isTurnWatched = true;
    ticks.nextTick(endTurn);
  }
  updateCapture();
}

function endTurn() {
  live = undefined;
  isTurnWatched = false;
}

/** What stands for no active domain: null until one was entered, and after an uncaught error; undefined when all were left. */
let none = null;

function activeDomain() {
  const state = current();
  if (state === undefined) return none;
  return state === live ? state.domain : state.domain ?? undefined;
}

/** @returns {Domain[]} the active domains, the innermost last */
function stack() {
  const state = current();
  if (state === undefined) return [];
  const list = [];
  for (let at = state; at !== undefined; at = state === live ? at.below : undefined) {
    if (at.domain !== null) list.unshift(at.domain);
  }
  return list;
}

/** Whether somebody listens to a domain's errors; nobody does to an object that is no domain and was entered all the same. */
function isHeard(domain) {
  return isDomain(domain) && Reflect.apply(EventEmitter.prototype.listenerCount, domain, ['error']) > 0;
}

/** Whether V8 may abort the process where an exception is thrown is known by then. */
function updateCapture() {
  uncaught.setCapturing(stack().some(isHeard));
}

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

function mark(error, domain, thrown) {
  Object.defineProperty(error, 'domain', {
    __proto__: null, configurable: true, enumerable: false, value: domain, writable: true,
  });
  error.domainThrown = thrown;
}

/** Gives what nothing caught to the active domains, from the innermost out. */
function onUncaught(error, origin) {
  const domains = stack().filter(isDomain);
  let taken = false;
  while (domains.length > 0 && !taken) {
    const domain = domains.pop();
    leaveTo(domains);
    try {
      taken = domain._errorHandler(error);
    } catch (thrown) {
      error = thrown;
      if (domains.length === 0) {
        leaveTo(domains);
        if (uncaught.emitUncaught(thrown, origin)) return true;
        // The process ends as for any handler that throws.
        throw thrown;
      }
    }
  }
  leaveTo([]);
  none = null;
  return taken ? true : uncaught.emitUncaught(error, origin);
}

function leaveTo(domains) {
  let state;
  for (let i = 0; i < domains.length; i++) state = { domain: domains[i], below: state };
  activate(state);
}

class Domain extends EventEmitter {
  #mark;

  /** Without a look at what the program may have put there. */
  static isDomain(value) {
    return isObject(value) && #mark in value;
  }

  constructor() {
    super();
    this.members = [];
    this.on('newListener', updateAfterwards);
    this.on('removeListener', updateAfterwards);
  }

  /**
   * An error that was thrown in this domain.
   * @param {any} error
   * @returns {boolean} false when nobody listens
   */
  _errorHandler(error) {
    if (isObject(error)) mark(error, this, true);
    if (this.listenerCount('error') === 0) return false;
    return EventEmitter.prototype.emit.call(this, 'error', error);
  }

  /** Makes this the active domain. */
  enter() {
    const domain = this;
    const state = current();
    activate({ domain, below: state === undefined || state === live ? state : { domain: state.domain, below: undefined } });
    // Whoever enters what is no domain is told so, here rather than in the next callback.
    domain.listenerCount('error');
  }

  /** Leaves this domain, and those that were entered after it. */
  exit() {
    const domains = stack();
    const at = domains.lastIndexOf(this);
    if (at !== -1) leaveTo(domains.slice(0, at));
  }

  /**
   * Binds an emitter to this domain.
   * @param {EventEmitter} emitter
   */
  add(emitter) {
    if (emitter.domain === this) return;
    if (emitter.domain) emitter.domain.remove(emitter);
    // A domain in itself, through others too, would hand errors around for ever.
    if (this.domain && emitter instanceof Domain) {
      for (let at = this.domain; at; at = at.domain) if (emitter === at) return;
    }
    Object.defineProperty(emitter, 'domain', {
      __proto__: null, configurable: true, enumerable: false, value: this, writable: true,
    });
    this.members.push(emitter);
  }

  /** @param {EventEmitter} emitter */
  remove(emitter) {
    emitter.domain = null;
    const at = this.members.indexOf(emitter);
    if (at !== -1) this.members.splice(at, 1);
  }

  /**
   * Calls `fn` in this domain. What it throws leaves the domain active: whoever reports it finds it there.
   * @param {Function} fn
   * @param {...unknown} args
   * @returns {unknown}
   */
  run(fn, ...args) {
    this.enter();
    const result = Reflect.apply(fn, this, args);
    this.exit();
    return result;
  }

  /**
   * A function that calls `callback` in this domain, without its first argument; an error in its place goes to the domain.
   * @param {Function} callback
   * @returns {Function}
   */
  intercept(callback) {
    const domain = this;
    function intercepted(error, ...args) {
      if (error instanceof Error) {
        error.domainBound = callback;
        mark(error, domain, false);
        domain.emit('error', error);
        return undefined;
      }
      return callBound(domain, this, callback, args);
    }
    return intercepted;
  }

  /**
   * A function that calls `callback` in this domain.
   * @param {Function} callback
   * @returns {Function}
   */
  bind(callback) {
    const domain = this;
    function bound(...args) {
      return callBound(domain, this, callback, args);
    }
    Object.defineProperty(bound, 'domain', {
      __proto__: null, configurable: true, enumerable: false, value: this, writable: true,
    });
    return bound;
  }
}

const { isDomain } = Domain;
delete Domain.isDomain;
Domain.prototype.members = undefined;
for (const name of ['_errorHandler', 'enter', 'exit', 'add', 'remove', 'run', 'intercept', 'bind']) {
  Object.defineProperty(Domain.prototype, name, { __proto__: null, enumerable: true });
}
EventEmitter.usingDomains = true;

function callBound(domain, self, callback, args) {
  validateFunction(callback, 'callback');
  domain.enter();
  const result = Reflect.apply(callback, self, args);
  domain.exit();
  return result;
}

// The listener is not there yet, or still is, when these events come.
function updateAfterwards(name) {
  if (name === 'error') ticks.nextTick(updateCapture);
}

/** @returns {Domain} */
function createDomain() {
  return new Domain();
}

// Emitters belong to the domain in which they are made.
const { init } = EventEmitter;
EventEmitter.init = function(options) {
  const domain = this instanceof Domain ? undefined : activeDomain();
  Object.defineProperty(this, 'domain', {
    __proto__: null, configurable: true, enumerable: false, value: domain ?? null, writable: true,
  });
  return Reflect.apply(init, this, [options]);
};

const { emit: emitPlainly } = EventEmitter.prototype;

/** An 'error' event without listeners, of an emitter that belongs to a domain. */
function emitError(emitter, domain, args) {
  const error = args.length > 0 && args[0] ? args[0] : new codes.ERR_UNHANDLED_ERROR(args[0]);
  if (isObject(error)) {
    error.domainEmitter = emitter;
    mark(error, domain, false);
  }
  const before = current();
  const wasLive = live;
  // The handler runs outside of the domain whose error it handles.
  const domains = stack();
  while (domains.length > 0 && domains[domains.length - 1] === domain) domains.pop();
  if (domains.length > 0) leaveTo(domains);
  else activate({ domain: null, below: undefined });
  domain.emit('error', error);
  activate(before);
  live = wasLive;
  return false;
}

EventEmitter.prototype.emit = function emit(type, ...args) {
  const { domain } = this;
  if (domain === undefined || domain === null || this === process || (type === 'error' && this.listenerCount('error') > 0)) {
    return Reflect.apply(emitPlainly, this, arguments);
  }
  if (type === 'error') return emitError(this, domain, args);
  domain.enter();
  const result = Reflect.apply(emitPlainly, this, arguments);
  domain.exit();
  return result;
};

Object.defineProperty(process, 'domain', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get: activeDomain,
  set(domain) {
    activate(domain ? { domain, below: undefined } : undefined);
  },
});

uncaught.setDomainHandler(onUncaught);

// Resources tell the domain that they were made in.
require('async_hooks').createHook({
  init(id, type, trigger, resource) {
    const domain = activeDomain();
    if (!domain || !isObject(resource)) return;
    // Promises of other contexts are none of this realm's objects.
    if (type === 'PROMISE' && !(resource instanceof Promise)) return;
    Object.defineProperty(resource, 'domain', {
      __proto__: null, configurable: true, enumerable: false, value: domain, writable: true,
    });
  },
  before: updateCapture,
}).enable();

module.exports = {
  Domain,
  createDomain,
  create: createDomain,
  get _stack() {
    return stack();
  },
  get active() {
    return activeDomain();
  },
};
