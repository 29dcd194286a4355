// AsyncResource: what a module makes for each operation whose callback it calls later.
// https://nodejs.org/api/async_context.html#class-asyncresource
'use strict';
const { codes } = require('internal/errors');
const { validateFunction, validateString } = require('internal/validators');
const context = require('internal/async/context');
const hooks = require('internal/async/hooks');

const { kAsyncId, kTriggerId } = hooks;

class AsyncResource {
  #frame;
  #destroyed = false;

  /**
   * @param {string} type
   * @param {number | { triggerAsyncId?: number, requireManualDestroy?: boolean }} [options]
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_ASYNC_TYPE
   * @throws {RangeError} ERR_INVALID_ASYNC_ID
   */
  constructor(type, options = {}) {
    validateString(type, 'type');
    let trigger = options;
    let requireManualDestroy = false;
    if (typeof options !== 'number') {
      trigger = options.triggerAsyncId === undefined ? hooks.executionAsyncId() : options.triggerAsyncId;
      requireManualDestroy = Boolean(options.requireManualDestroy);
    }
    if (!Number.isSafeInteger(trigger) || trigger < -1) throw new codes.ERR_INVALID_ASYNC_ID('triggerAsyncId', trigger);
    if (hooks.state.active && type.length === 0) throw new codes.ERR_ASYNC_TYPE(type);
    this.#frame = context.get();
    const id = hooks.newId();
    this[kAsyncId] = id;
    this[kTriggerId] = trigger;
    if (hooks.state.active) {
      hooks.emitInit(id, type, trigger, this);
      if (!requireManualDestroy) hooks.destroyWhenCollected(this, id);
    }
  }

  /**
   * Calls `fn` as the execution of this resource.
   * @param {Function} fn
   * @param {unknown} [thisArg]
   * @param {...unknown} args
   * @returns {unknown} what fn returns
   */
  runInAsyncScope(fn, thisArg, ...args) {
    return hooks.runAs(this, this.#frame, fn, thisArg, ...args);
  }

  /**
   * Tells hooks that nothing will be called for this resource any more.
   * @returns {this}
   */
  emitDestroy() {
    if (!this.#destroyed) {
      this.#destroyed = true;
      hooks.forgetCollected(this);
    }
    hooks.destroyLater(this[kAsyncId]);
    return this;
  }

  /** @returns {number} */
  asyncId() {
    return this[kAsyncId];
  }

  /** @returns {number} */
  triggerAsyncId() {
    return this[kTriggerId];
  }

  /**
   * A function that calls `fn` as the execution of this resource.
   * @param {Function} fn
   * @param {unknown} [thisArg] `this` for fn; by default that of the call
   * @returns {Function}
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    const resource = this;
    const bound = thisArg === undefined ?
      function(...args) {
        return resource.runInAsyncScope(fn, this, ...args);
      } :
      this.runInAsyncScope.bind(this, fn, thisArg);
    let asyncResource = this;
    Object.defineProperties(bound, {
      name: { __proto__: null, value: 'bound', configurable: true },
      length: { __proto__: null, value: fn.length, configurable: true, enumerable: false, writable: false },
      asyncResource: {
        __proto__: null,
        get() {
          return asyncResource;
        },
        set(value) {
          asyncResource = value;
        },
        configurable: true,
        enumerable: true,
      },
    });
    return bound;
  }

  /**
   * A function that calls `fn` in the context of this moment.
   * @param {Function} fn
   * @param {string} [type] by default the function's name
   * @param {unknown} [thisArg]
   * @returns {Function}
   */
  static bind(fn, type, thisArg) {
    validateFunction(fn, 'fn');
    return new AsyncResource(type || fn.name || 'bound-anonymous-fn').bind(fn, thisArg);
  }
}

module.exports = { AsyncResource };
