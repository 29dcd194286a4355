// Promises as web streams need them: untouched by programs that patch Promise.prototype, and made only when they are asked for.
'use strict';

const { bind, call } = Function.prototype;

/** `promise.then(onFulfilled, onRejected)` */
const then = bind.call(call, Promise.prototype.then);

/** Promise.resolve: promises come back as they are, thenables are followed. */
const resolved = bind.call(Promise.resolve, Promise);

/** Promise.reject. */
const rejected = bind.call(Promise.reject, Promise);

/** A promise of nothing, to start a reaction from. */
const done = Promise.resolve(undefined);

let takenResolve;
let takenReject;
function takeFunctions(resolve, reject) {
  takenResolve = resolve;
  takenReject = reject;
}

/** A promise with the functions that settle it. */
class Deferred {
  constructor() {
    this.promise = new Promise(takeFunctions);
    this.resolve = takenResolve;
    this.reject = takenReject;
  }
}

function nop() {}

/** Lets nobody complain when `promise` is rejected and nobody looks. */
function markHandled(promise) {
  then(promise, undefined, nop);
}

/** @returns {Promise<never>} one that counts as handled */
function rejectedQuietly(reason) {
  const promise = rejected(reason);
  markHandled(promise);
  return promise;
}

/** Runs `callback` in a microtask; what it throws is not looked at. */
function later(callback) {
  then(done, callback);
}

/**
 * A promise property such as `closed` or `ready`: most are never read, so the promise is made by the first who reads it.
 * Its rejection counts as handled, as the standard has it for all of them.
 */
class LazyPromise {
  /** 0 pending, 1 fulfilled with undefined, 2 rejected with `reason` */
  status = 0;
  reason = undefined;
  #promise = undefined;
  #deferred = undefined;

  /** @returns {Promise<undefined>} the same one until `renew` */
  get promise() {
    if (this.#promise !== undefined) return this.#promise;
    if (this.status === 0) {
      this.#deferred = new Deferred();
      this.#promise = this.#deferred.promise;
    } else if (this.status === 1) {
      this.#promise = resolved(undefined);
    } else {
      this.#promise = rejectedQuietly(this.reason);
    }
    return this.#promise;
  }

  resolve() {
    if (this.status !== 0) return;
    this.status = 1;
    if (this.#deferred !== undefined) {
      this.#deferred.resolve(undefined);
      this.#deferred = undefined;
    }
  }

  /** Rejects it; one that is settled already is replaced by a rejected one. */
  reject(reason) {
    if (this.#deferred !== undefined) {
      markHandled(this.#promise);
      this.#deferred.reject(reason);
      this.#deferred = undefined;
    } else {
      this.#promise = undefined;
    }
    this.status = 2;
    this.reason = reason;
  }

  /** Replaces a settled promise by a pending one. */
  renew() {
    this.status = 0;
    this.reason = undefined;
    this.#promise = undefined;
  }
}

module.exports = { Deferred, LazyPromise, done, later, markHandled, nop, rejected, rejectedQuietly, resolved, then };
