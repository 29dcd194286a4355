// assert.CallTracker, deprecated. https://nodejs.org/api/assert.html#class-assertcalltracker
'use strict';
const { codes } = require('internal/errors');
const { validateUint32 } = require('internal/validators');
const { AssertionError } = require('internal/assert/assertion_error');

function noop() {}

class Tracked {
  #calls = [];
  #expected;
  #name;
  #stack;

  constructor(expected, name, stack) {
    this.#expected = expected;
    this.#name = name;
    this.#stack = stack;
  }

  record(thisArg, args) {
    this.#calls.push(Object.freeze({ thisArg, arguments: Object.freeze(args.slice()) }));
  }

  reset() {
    this.#calls = [];
  }

  get calls() {
    return Object.freeze(this.#calls.slice());
  }

  report() {
    if (this.#calls.length === this.#expected) return undefined;
    return {
      message: `Expected the ${this.#name} function to be executed ${this.#expected} time(s) but was executed ${
        this.#calls.length} time(s).`,
      actual: this.#calls.length,
      expected: this.#expected,
      operator: this.#name,
      stack: this.#stack,
    };
  }
}

class CallTracker {
  #functions = new Map();

  #find(tracked) {
    const found = this.#functions.get(tracked);
    if (found === undefined) throw new codes.ERR_INVALID_ARG_VALUE('tracked', tracked, 'is not a tracked function');
    return found;
  }

  reset(tracked) {
    if (tracked === undefined) {
      for (const each of this.#functions.values()) each.reset();
      return;
    }
    this.#find(tracked).reset();
  }

  getCalls(tracked) {
    return this.#find(tracked).calls;
  }

  calls(fn, expected = 1) {
    if (require('internal/ticks').isExiting()) throw new codes.ERR_UNAVAILABLE_DURING_EXIT();
    if (typeof fn === 'number') {
      expected = fn;
      fn = noop;
    } else if (fn === undefined) {
      fn = noop;
    }
    validateUint32(expected, 'expected', true);
    const tracked = new Tracked(expected, fn.name || 'calls', new Error());
    const wrapped = new Proxy(fn, {
      __proto__: null,
      apply(target, thisArg, args) {
        tracked.record(thisArg, args);
        return Reflect.apply(target, thisArg, args);
      },
    });
    this.#functions.set(wrapped, tracked);
    return wrapped;
  }

  report() {
    const list = [];
    for (const each of this.#functions.values()) {
      const problem = each.report();
      if (problem !== undefined) list.push(problem);
    }
    return list;
  }

  verify() {
    const list = this.report();
    if (list.length === 0) return;
    throw new AssertionError({
      message: list.length === 1 ? list[0].message : 'Functions were not called the expected number of times',
      details: list,
    });
  }
}

module.exports = { CallTracker };
