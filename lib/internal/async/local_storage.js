// AsyncLocalStorage: values that follow a chain of asynchronous calls. https://nodejs.org/api/async_context.html
//
// The async context is one frame, the stores by storage, which promises and deferred callbacks carry. To change a store is
// to make a new frame: nothing is spent where nothing is deferred. Only disable changes a frame.
'use strict';
const context = require('internal/async/context');
const { find, remove, withEntry, withoutEntry } = require('internal/async/frame');
const { validateObject } = require('internal/validators');

/** What withScope returns: restores the former store when it is disposed. */
class RunScope {
  #storage;
  #previous;
  #disposed = false;

  constructor(storage, store) {
    this.#storage = storage;
    this.#previous = storage.getStore();
    storage.enterWith(store);
  }

  dispose() {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#storage.enterWith(this.#previous);
  }

  [Symbol.dispose]() {
    this.dispose();
  }
}

class AsyncLocalStorage {
  #defaultValue;
  #name = '';

  /**
   * @param {{ defaultValue?: unknown, name?: string }} [options]
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  constructor(options = {}) {
    validateObject(options, 'options');
    this.#defaultValue = options.defaultValue;
    if (options.name !== undefined) this.#name = `${options.name}`;
  }

  /** @returns {string} */
  get name() {
    return this.#name;
  }

  /** Forgets the store in the current context. */
  disable() {
    // What was deferred in this context loses the store as well, so the frame itself changes.
    remove(context.get(), this);
  }

  /** Sets the store for the rest of the current synchronous execution and what it starts. */
  enterWith(store) {
    context.set(withEntry(context.get(), this, store));
  }

  /**
   * Calls `fn` with the store, and restores the former one; what `fn` has entered of other storages lasts.
   * @param {unknown} store
   * @param {Function} fn
   * @param {...unknown} args
   * @returns {unknown} what fn returns
   */
  run(store, fn, ...args) {
    const before = context.get();
    // Nothing changes: the frame that is there will do.
    const entry = find(before, this);
    if (entry !== undefined && Object.is(entry.value, store)) return Reflect.apply(fn, null, args);
    const frame = withEntry(before, this, store);
    context.set(frame);
    try {
      return Reflect.apply(fn, null, args);
    } finally {
      const after = context.get();
      if (after === frame) context.set(before);
      else context.set(entry === undefined ? withoutEntry(after, this) : withEntry(after, this, entry.value));
    }
  }

  /** Calls `fn` without a store. */
  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  /** @returns {unknown} the current store, or the default value */
  getStore() {
    const entry = find(context.get(), this);
    return entry === undefined ? this.#defaultValue : entry.value;
  }

  /**
   * Sets the store until the returned scope is disposed.
   * @param {unknown} store
   * @returns {RunScope}
   */
  withScope(store) {
    return new RunScope(this, store);
  }

  /**
   * A function that calls `fn` in the context of this moment.
   * @param {Function} fn
   * @returns {Function}
   */
  static bind(fn) {
    return require('internal/async/resource').AsyncResource.bind(fn);
  }

  /**
   * A function that calls others in the context of this moment.
   * @returns {(fn: Function, ...args: unknown[]) => unknown}
   */
  static snapshot() {
    const frame = context.get();
    return function runInAsyncScope(fn, ...args) {
      return context.run(frame, fn, this, ...args);
    };
  }
}
module.exports = { AsyncLocalStorage };
