// Mocks of properties: reads and writes are remembered, and the value can be another one.
// https://nodejs.org/api/test.html#class-mockpropertycontext
'use strict';
const { codes } = require('internal/errors');
const { validateInteger } = require('internal/validators');

class MockPropertyContext {
  #object;
  #name;
  #descriptor;
  #original;
  #value;
  #accesses = [];
  #once = new Map();

  /**
   * @param {object} object
   * @param {string | symbol} name of one of its own properties
   * @param {unknown} value
   * @param {boolean} hasValue without one the property keeps its own
   * @throws {TypeError} ERR_INVALID_ARG_VALUE
   */
  constructor(object, name, value, hasValue) {
    const descriptor = Object.getOwnPropertyDescriptor(object, name);
    if (descriptor === undefined) {
      throw new codes.ERR_INVALID_ARG_VALUE('propertyName', name, 'is not a property of the object');
    }
    this.#object = object;
    this.#name = name;
    this.#descriptor = descriptor;
    this.#original = object[name];
    this.#value = hasValue ? value : this.#original;
    Object.defineProperty(object, name, {
      __proto__: null,
      configurable: true,
      enumerable: descriptor.enumerable,
      get: () => {
        const now = this.#next(this.#value);
        this.#remember('get', now);
        return now;
      },
      set: (written) => { this.mockImplementation(written); },
    });
  }

  #next(otherwise) {
    const number = this.#accesses.length;
    if (!this.#once.has(number)) return otherwise;
    const value = this.#once.get(number);
    this.#once.delete(number);
    return value;
  }

  #remember(type, value) {
    this.#accesses.push({ __proto__: null, type, value, stack: new Error() });
  }

  /** @returns {object[]} a copy: type, value, stack */
  get accesses() {
    return this.#accesses.slice();
  }

  /** @returns {number} */
  accessCount() {
    return this.#accesses.length;
  }

  /**
   * @param {unknown} value of the property from now on
   * @throws {TypeError} ERR_INVALID_ARG_VALUE when it can't be written
   */
  mockImplementation(value) {
    if (this.#descriptor.writable === false) {
      throw new codes.ERR_INVALID_ARG_VALUE('propertyName', this.#name, 'cannot be set');
    }
    // It is a write of the property, and remembered as one.
    const now = this.#next(value);
    this.#remember('set', now);
    this.#value = now;
  }

  /**
   * @param {unknown} value of the property at one access
   * @param {number} [onAccess] its number, counted from 0; the next one by default
   */
  mockImplementationOnce(value, onAccess) {
    const next = this.#accesses.length;
    const access = onAccess ?? next;
    validateInteger(access, 'onAccess', next);
    this.#once.set(access, value);
  }

  resetAccesses() {
    this.#accesses = [];
  }

  /** Puts the property back as it was. */
  restore() {
    Object.defineProperty(this.#object, this.#name, { __proto__: null, ...this.#descriptor });
  }
}

module.exports = { MockPropertyContext };
