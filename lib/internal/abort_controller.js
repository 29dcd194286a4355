// AbortController and AbortSignal. https://dom.spec.whatwg.org/#aborting-ongoing-activities
'use strict';

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS },
} = require('internal/errors');
const { validateUint32 } = require('internal/validators');
const {
  Event, EventTarget, countListeners, defineEventHandler, listenerAdded, listenerCount, listenerRemoved, trusted,
} = require('internal/event_target');
const { kMaxEventTargetListeners } = require('events');

const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

/** Says that a call of a constructor is this module's own. */
const constructible = Symbol('constructible');

/**
 * Signals that nothing else need hold (a timeout's, a combined one) but that have listeners which wait for them.
 * @type {Set<AbortSignal>}
 */
const awaited = new Set();

/** Stops the timer of a collected timeout signal. */
const timeouts = new FinalizationRegistry((timer) => require('internal/timers/timeout').clear(timer));

/** Tells a combined signal that one of its sources is gone, and can't abort it any more. */
const goneSources = new FinalizationRegistry(({ signal, source }) => {
  const target = signal.deref();
  if (target !== undefined) sourceGone(target, source);
});

/**
 * The reason of a signal that was aborted without one before anybody listened: making an error, with its stack, takes longer
 * than all the rest, and few ask for it. Its stack tells then who was the first to ask; where somebody listens, who aborted.
 */
const unmade = Symbol('unmade');

let DOMException;

function domException() {
  return DOMException ??= require('internal/domexception').DOMException;
}

const abortMessage = 'This operation was aborted';

class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;
  /** Whether something other than its holders aborts it, so that listeners keep it alive. */
  #selfAborting = false;
  /** @type {Set<WeakRef<AbortSignal>> | null} signals that abort when this one does */
  #dependents = null;
  /** @type {Set<WeakRef<AbortSignal>> | null} of a combined signal; never combined ones themselves */
  #sources = null;
  /** @type {AbortSignal[] | null} timeouts that only this combined signal may hold */
  #keeps = null;
  /** Whether a combined signal learns of sources that are gone: what nobody waits for need not. */
  #watchesSources = false;

  constructor(token = undefined) {
    if (token !== constructible) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
  }

  /** @returns {boolean} */
  get aborted() {
    AbortSignal.#check(this);
    return this.#aborted;
  }

  /** @returns {unknown} */
  get reason() {
    AbortSignal.#check(this);
    return AbortSignal.#reasonOf(this);
  }

  throwIfAborted() {
    AbortSignal.#check(this);
    if (this.#aborted) throw AbortSignal.#reasonOf(this);
  }

  [inspectCustom](depth, options) {
    AbortSignal.#check(this);
    const { inspect } = require('internal/util/inspect');
    if (depth < 0) return '[AbortSignal]';
    const inner = { ...options, depth: options.depth == null ? options.depth : options.depth - 1 };
    return `AbortSignal ${inspect({ aborted: this.#aborted }, inner)}`;
  }

  /**
   * @param {unknown} [reason]
   * @returns {AbortSignal} already aborted
   */
  static abort(reason = undefined) {
    const signal = new AbortSignal(constructible);
    signal.#aborted = true;
    signal.#reason = reason === undefined ? unmade : reason;
    return signal;
  }

  /**
   * @param {number} delay in milliseconds, 0 to 2^32 - 1
   * @returns {AbortSignal} aborts with a TimeoutError after `delay`; does not keep the process alive
   */
  static timeout(delay) {
    validateUint32(delay, 'delay', false);
    const signal = new AbortSignal(constructible);
    signal.#selfAborting = true;
    const { Timeout } = require('internal/timers/timeout');
    const ref = new WeakRef(signal);
    const timer = new Timeout(() => {
      const target = ref.deref();
      if (target === undefined) return;
      awaited.delete(target);
      const Exception = domException();
      abortSignal(target, new Exception('The operation was aborted due to timeout', 'TimeoutError'));
    }, Math.min(delay, 2 ** 31 - 1), undefined, false, false);
    timeouts.register(signal, timer);
    return signal;
  }

  /**
   * @param {Iterable<AbortSignal>} signals
   * @returns {AbortSignal} aborts as soon as one of them does, with its reason
   */
  static any(signals) {
    if (typeof signals !== 'object' || signals === null || typeof signals[Symbol.iterator] !== 'function') {
      throw conversionError('signals cannot be converted to sequence.');
    }
    const list = Array.from(signals);
    for (let i = 0; i < list.length; i++) {
      if (list[i] === null || typeof list[i] !== 'object' || !(#aborted in list[i])) {
        throw conversionError(`signals[${i}] is not of type AbortSignal.`);
      }
    }
    const combined = new AbortSignal(constructible);
    for (let i = 0; i < list.length; i++) {
      if (list[i].#aborted) {
        combined.#aborted = true;
        combined.#reason = AbortSignal.#reasonOf(list[i]);
        return combined;
      }
    }
    if (list.length === 0) return combined;
    combined.#selfAborting = true;
    combined.#sources = new Set();
    const ref = new WeakRef(combined);
    for (let i = 0; i < list.length; i++) {
      if (list[i].#sources === null) {
        combined.#follow(list[i], ref);
      } else {
        // A source that is combined itself: its sources, so that chains stay flat.
        for (const source of list[i].#sources) {
          const signal = source.deref();
          if (signal !== undefined) combined.#follow(signal, ref);
        }
      }
    }
    collectedDependents.register(combined, { signal: ref, sources: combined.#sources });
    return combined;
  }

  #follow(source, ref) {
    if (source.#dependents === null) source.#dependents = new Set();
    else if (source.#dependents.has(ref)) return;
    source.#dependents.add(ref);
    this.#sources.add(new WeakRef(source));
    if (source.#selfAborting) this.#keeps = this.#keeps === null ? [source] : [...this.#keeps, source];
  }

  /** Lets what listeners wait for live, as long as something can abort it. */
  #await() {
    if (this.#sources !== null && !this.#watchesSources) {
      this.#watchesSources = true;
      const signal = new WeakRef(this);
      for (const source of this.#sources) {
        const target = source.deref();
        if (target === undefined) this.#sources.delete(source);
        else goneSources.register(target, { signal, source });
      }
    }
    if (this.#sources?.size !== 0) awaited.add(this);
  }

  [listenerAdded](count, type) {
    countListeners(this, count, type);
    if (type === 'abort' && count === 1 && this.#selfAborting && !this.#aborted) this.#await();
  }

  [listenerRemoved](count, type) {
    if (type === 'abort' && count === 0 && this.#selfAborting) awaited.delete(this);
  }

  static #check(value) {
    if (value === null || typeof value !== 'object' || !(#aborted in value)) throw new ERR_INVALID_THIS('AbortSignal');
  }

  static #reasonOf(signal) {
    if (signal.#reason === unmade) signal.#reason = new (domException())(abortMessage, 'AbortError');
    return signal.#reason;
  }

  /** Whether somebody would hear of the reason of a signal that isn't aborted yet. */
  static isHeeded(signal) {
    return !signal.#aborted && (signal.#dependents !== null || listenerCount(signal, 'abort') > 0);
  }

  static make() {
    return new AbortSignal(constructible);
  }

  /** https://dom.spec.whatwg.org/#abortsignal-signal-abort */
  static abortSignal(signal, reason) {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason = reason === undefined ? unmade : reason;
    let aborting;
    if (signal.#dependents !== null) {
      reason = AbortSignal.#reasonOf(signal);
      aborting = [];
      for (const ref of signal.#dependents) {
        const dependent = ref.deref();
        if (dependent !== undefined && !dependent.#aborted) {
          dependent.#aborted = true;
          dependent.#reason = reason;
          aborting.push(dependent);
        }
      }
      signal.#dependents = null;
    }
    AbortSignal.#announce(signal);
    if (aborting !== undefined) {
      for (let i = 0; i < aborting.length; i++) AbortSignal.#announce(aborting[i]);
    }
  }

  static #announce(signal) {
    awaited.delete(signal);
    signal.#sources = null;
    signal.#keeps = null;
    if (listenerCount(signal, 'abort') === 0) return;
    AbortSignal.#reasonOf(signal);
    signal.dispatchEvent(new Event('abort', { [trusted]: true }));
  }

  static sourceGone(signal, source) {
    signal.#sources?.delete(source);
    if (signal.#sources?.size === 0) awaited.delete(signal);
  }

  static dependentGone(source, dependent) {
    source.#dependents?.delete(dependent);
  }
}

/** Clears the place of a collected combined signal in its sources. */
const collectedDependents = new FinalizationRegistry(({ signal, sources }) => {
  for (const source of sources) {
    const target = source.deref();
    if (target !== undefined) dependentGone(target, signal);
  }
});

const { make, abortSignal, isHeeded, sourceGone, dependentGone } = AbortSignal;
for (const name of ['make', 'abortSignal', 'isHeeded', 'sourceGone', 'dependentGone']) delete AbortSignal[name];

function conversionError(message) {
  const error = new TypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

class AbortController {
  /** @type {AbortSignal | undefined} made when it is first asked for */
  #signal = undefined;

  /** @returns {AbortSignal} */
  get signal() {
    AbortController.#check(this);
    return this.#signal ??= make();
  }

  /** @param {unknown} [reason] */
  abort(reason = undefined) {
    AbortController.#check(this);
    const signal = this.#signal ??= make();
    // The error is made right here: its stack shows who aborted, and every call between costs time to take down.
    if (reason === undefined && isHeeded(signal)) reason = new (domException())(abortMessage, 'AbortError');
    abortSignal(signal, reason);
  }

  [inspectCustom](depth, options) {
    AbortController.#check(this);
    if (depth < 0) return 'AbortController {}';
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? options.depth : options.depth - 1 };
    return `AbortController ${inspect({ signal: this.signal }, inner)}`;
  }

  static #check(value) {
    if (value === null || typeof value !== 'object' || !(#signal in value)) {
      throw new ERR_INVALID_THIS('AbortController');
    }
  }
}
// As Web IDL has it: the argument is optional.
Object.defineProperty(AbortController.prototype.abort, 'length', { __proto__: null, value: 0, configurable: true });

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(AbortSignal.prototype, {
  aborted: enumerable,
  // Signals live long and have many listeners: no limit unless one is set.
  [kMaxEventTargetListeners]: { __proto__: null, value: 0, writable: true },
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'AbortSignal' },
});
defineEventHandler(AbortSignal.prototype, 'abort');
Object.defineProperties(AbortController.prototype, {
  signal: enumerable,
  abort: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'AbortController' },
});

module.exports = { AbortController, AbortSignal, abortSignal, make };
