// Mocks of functions: they call what they stand for, or something else, and remember every call.
// https://nodejs.org/api/test.html#class-mockfunctioncontext
'use strict';
const { validateFunction, validateInteger } = require('internal/validators');

class MockFunctionContext {
  #calls = [];
  /** Implementations for single calls: number of the call -> function. */
  #once = new Map();
  #original;
  #implementation;
  /** How many calls the implementation is for. */
  #times;
  /** Puts back what the mock has replaced. */
  #putBack = undefined;

  constructor(original, implementation, times) {
    this.#original = original;
    this.#implementation = implementation;
    this.#times = times;
  }

  /** @returns {object[]} a copy: arguments, error, result, stack, target, this */
  get calls() {
    return this.#calls.slice();
  }

  /** @returns {number} */
  callCount() {
    return this.#calls.length;
  }

  /**
   * @param {Function} implementation of the calls to come
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  mockImplementation(implementation) {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation;
  }

  /**
   * @param {Function} implementation
   * @param {number} [onCall] the number of the call it is for, counted from 0; the next one by default
   * @throws {TypeError | RangeError}
   */
  mockImplementationOnce(implementation, onCall) {
    validateFunction(implementation, 'implementation');
    const next = this.#calls.length;
    const call = onCall ?? next;
    validateInteger(call, 'onCall', next);
    this.#once.set(call, implementation);
  }

  /** From now on it behaves as what it stands for. */
  restore() {
    this.#putBack?.();
    this.#implementation = this.#original;
    this.#once.clear();
  }

  resetCalls() {
    this.#calls = [];
  }

  /** The implementation of the call at hand. */
  static next(mock) {
    const number = mock.#calls.length;
    const once = mock.#once.get(number);
    if (once !== undefined) {
      mock.#once.delete(number);
      return once;
    }
    if (number === mock.#times) mock.restore();
    return mock.#implementation;
  }

  static record(mock, call) {
    mock.#calls.push(call);
  }

  static onRestore(mock, putBack) {
    mock.#putBack = putBack;
  }
}

const { next, record, onRestore } = MockFunctionContext;
delete MockFunctionContext.next;
delete MockFunctionContext.record;
delete MockFunctionContext.onRestore;

function describeCall(args, thisArg, target) {
  return {
    __proto__: null, arguments: args, error: undefined, result: undefined, stack: undefined, target, this: thisArg,
  };
}

/**
 * @param {Function} original what the mock stands for
 * @param {Function} implementation what it does first
 * @param {number} times how often
 * @returns {Function} with a property `mock`
 */
function mockFunction(original, implementation, times) {
  const mock = new MockFunctionContext(original, implementation, times);
  return new Proxy(original, {
    __proto__: null,
    apply(target, thisArg, args) {
      const call = describeCall(args, thisArg, undefined);
      try {
        return call.result = Reflect.apply(next(mock), thisArg, args);
      } catch (error) {
        call.error = error;
        throw error;
      } finally {
        call.stack = new Error();
        record(mock, call);
      }
    },
    construct(target, args, newTarget) {
      const call = describeCall(args, undefined, target);
      try {
        const made = Reflect.construct(next(mock), args, newTarget);
        call.result = made;
        call.this = made;
        return made;
      } catch (error) {
        call.error = error;
        throw error;
      } finally {
        call.stack = new Error();
        record(mock, call);
      }
    },
    get(target, name, receiver) {
      return name === 'mock' ? mock : Reflect.get(target, name, receiver);
    },
  });
}

module.exports = { MockFunctionContext, mockFunction, onRestore };
