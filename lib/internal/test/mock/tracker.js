// MockTracker: makes mocks, and undoes them. https://nodejs.org/api/test.html#class-mocktracker
'use strict';
const { codes } = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('internal/validators');
const { mockFunction, onRestore } = require('internal/test/mock/function');

function isOptions(value) {
  return value !== null && typeof value === 'object';
}

function validateTimes(times) {
  if (times === undefined || times === Infinity) return Infinity;
  validateInteger(times, 'options.times', 1);
  return times;
}

/** The descriptor of the object's property, or of what it inherits. */
function findDescriptor(object, name) {
  for (let at = object; at !== null; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

class MockTracker {
  #restorers = [];
  #timers = undefined;

  /** @returns {import('internal/test/mock/timers').MockTimers} */
  get timers() {
    const { MockTimers } = require('internal/test/mock/timers');
    return this.#timers ??= new MockTimers();
  }

  /**
   * @param {Function} [original] a function that does nothing by default
   * @param {Function} [implementation]
   * @param {{ times?: number }} [options]
   * @returns {Function} with a property `mock`
   */
  fn(original = function() {}, implementation = original, options = {}) {
    if (isOptions(original)) {
      options = original;
      original = function() {};
      implementation = original;
    } else if (isOptions(implementation)) {
      options = implementation;
      implementation = original;
    }
    validateFunction(original, 'original');
    validateFunction(implementation, 'implementation');
    validateObject(options, 'options');
    const mock = mockFunction(original, implementation, validateTimes(options.times));
    this.#restorers.push(mock.mock);
    return mock;
  }

  /**
   * Replaces a method, a getter or a setter by a mock.
   * @param {object | Function} object
   * @param {string | symbol} methodName
   * @param {Function} [implementation]
   * @param {{ getter?: boolean, setter?: boolean, times?: number }} [options]
   * @returns {Function} with a property `mock`
   */
  method(object, methodName, implementation = undefined, options = {}) {
    if (typeof object !== 'function') validateObject(object, 'object');
    if (typeof methodName !== 'string' && typeof methodName !== 'symbol') {
      throw new codes.ERR_INVALID_ARG_TYPE('methodName', ['string', 'symbol'], methodName);
    }
    if (isOptions(implementation)) {
      options = implementation;
      implementation = undefined;
    }
    if (implementation !== undefined) validateFunction(implementation, 'implementation');
    validateObject(options, 'options');
    const { getter = false, setter = false, times } = options;
    validateBoolean(getter, 'options.getter');
    validateBoolean(setter, 'options.setter');
    if (getter && setter) throw new codes.ERR_INVALID_ARG_VALUE('options.setter', setter, "cannot be used with 'options.getter'");
    const descriptor = findDescriptor(object, methodName);
    const slot = getter ? 'get' : setter ? 'set' : 'value';
    const original = descriptor?.[slot];
    if (typeof original !== 'function') throw new codes.ERR_INVALID_ARG_VALUE('methodName', original, 'must be a method');
    const mock = mockFunction(original, implementation ?? original, validateTimes(times));
    const replacement = { __proto__: null, configurable: descriptor.configurable, enumerable: descriptor.enumerable };
    if (slot === 'value') {
      replacement.value = mock;
      replacement.writable = descriptor.writable;
    } else {
      replacement.get = getter ? mock : descriptor.get;
      replacement.set = setter ? mock : descriptor.set;
    }
    onRestore(mock.mock, () => Object.defineProperty(object, methodName, { __proto__: null, ...descriptor }));
    this.#restorers.push(mock.mock);
    Object.defineProperty(object, methodName, replacement);
    return mock;
  }

  /** method() with the option getter. */
  getter(object, methodName, implementation = undefined, options = {}) {
    if (isOptions(implementation)) {
      options = implementation;
      implementation = undefined;
    } else {
      validateObject(options, 'options');
    }
    if (options.getter === false) throw new codes.ERR_INVALID_ARG_VALUE('options.getter', options.getter, 'cannot be false');
    return this.method(object, methodName, implementation, { ...options, getter: true });
  }

  /** method() with the option setter. */
  setter(object, methodName, implementation = undefined, options = {}) {
    if (isOptions(implementation)) {
      options = implementation;
      implementation = undefined;
    } else {
      validateObject(options, 'options');
    }
    if (options.setter === false) throw new codes.ERR_INVALID_ARG_VALUE('options.setter', options.setter, 'cannot be false');
    return this.method(object, methodName, implementation, { ...options, setter: true });
  }

  /**
   * Watches a property, and gives it another value if one is given.
   * @param {object | Function} object
   * @param {string | symbol} propertyName
   * @param {unknown} [value]
   * @returns {object} the object, with a property `mock`
   */
  property(object, propertyName, ...rest) {
    if (typeof object !== 'function') validateObject(object, 'object');
    if (typeof propertyName !== 'string' && typeof propertyName !== 'symbol') {
      throw new codes.ERR_INVALID_ARG_TYPE('propertyName', ['string', 'symbol'], propertyName);
    }
    const { MockPropertyContext } = require('internal/test/mock/property');
    const mock = new MockPropertyContext(object, propertyName, rest[0], rest.length > 0);
    this.#restorers.push(mock);
    return new Proxy(object, {
      __proto__: null,
      get: (target, name, receiver) => (name === 'mock' ? mock : Reflect.get(target, name, receiver)),
    });
  }

  /** Undoes all mocks and forgets them. */
  reset() {
    this.restoreAll();
    this.#timers?.reset();
    this.#restorers = [];
  }

  /** Undoes all mocks. */
  restoreAll() {
    for (let i = 0; i < this.#restorers.length; i++) this.#restorers[i].restore();
  }

  /** For the mocks of modules: remembers how one is undone. */
  static track(tracker, mock) {
    tracker.#restorers.push(mock);
  }
}

const { track } = MockTracker;
delete MockTracker.track;

if (require('internal/options').get('--experimental-test-module-mocks')) {
  Object.defineProperty(MockTracker.prototype, 'module', {
    __proto__: null,
    configurable: true,
    writable: true,
    /**
     * https://nodejs.org/api/test.html#mockmodulespecifier-options
     * @param {string | URL} specifier
     * @param {object} [options]
     * @returns {object} whose restore() brings the module itself back
     */
    value: function module(specifier, options = {}) {
      const mock = require('internal/test/mock/module').mockModule(specifier, options);
      track(this, mock);
      return mock;
    },
  });
}

module.exports = { MockTracker };
