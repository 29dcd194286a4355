// A writer and what is read from it. https://nodejs.org/api/stream_iter.html#push-streams
'use strict';

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { asyncIterable, sizeOf } = require('internal/iter/batches');
const { Waiting, readPolicy, tooManyWrites, writerClosed } = require('internal/iter/policy');
const { splitArguments, transformed } = require('internal/iter/pull');
const { writerClass } = require('internal/iter/writer');

const kDefaultBudget = 16384;

function done() {
  return { __proto__: null, done: true, value: undefined };
}

/** What lies between the two ends: batches that wait to be read, and writes that wait for room. */
class Channel {
  #budget;
  #policy;
  /** @type {{ batch: Uint8Array[], size: number }[]} */
  #buffer = [];
  #buffered = 0;
  /** @type {{ batch: Uint8Array[], size: number, waiting: Waiting }[]} */
  #pendingWrites = [];
  /** Reads that wait for data. @type {{ resolve: Function, reject: Function }[]} */
  #pendingReads = [];
  /** ondrain() calls that wait. */
  #drains = [];
  /** end() calls that wait for the reader. @type {Waiting[]} */
  #ends = [];
  /** @type {'open' | 'closing' | 'closed' | 'failed'} */
  #state = 'open';
  #error = undefined;
  /** Whether the reader has gone: by return or by throw. */
  #left = false;
  #total = 0;

  constructor({ budget, backpressure, signal }) {
    this.#budget = budget;
    this.#policy = backpressure;
    if (signal !== undefined) {
      if (signal.aborted) this.fail(signal.reason);
      else require('internal/events/abort_listener').addAbortListener(signal, () => this.fail(signal.reason));
    }
  }

  get #isFull() {
    return this.#buffered >= this.#budget;
  }

  get canWrite() {
    if (this.#state !== 'open' || this.#left) return null;
    return this.#policy === 'drop-oldest' || this.#policy === 'drop-newest' || !this.#isFull;
  }

  /** @returns {boolean} whether the batch was taken, or dropped as the policy has it */
  writeNow(batch) {
    if (this.#state !== 'open' || this.#left) return false;
    const size = sizeOf(batch);
    if (size === 0) return true;
    if (this.#isFull) {
      if (this.#policy === 'drop-newest') {
        this.#total += size;
        return true;
      }
      if (this.#policy !== 'drop-oldest') return false;
      while (this.#buffer.length > 0 && this.#isFull) this.#buffered -= this.#buffer.shift().size;
    }
    this.#take(batch, size);
    return true;
  }

  #take(batch, size) {
    this.#total += size;
    this.#buffer.push({ batch, size });
    this.#buffered += size;
    this.#serveReads();
  }

  /** @returns {Promise<void>} fulfilled when the batch is in the buffer */
  write(batch, signal) {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#state === 'failed') return Promise.reject(this.#error);
    if (this.#left) return Promise.reject(this.#error);
    if (this.#state !== 'open') return Promise.reject(writerClosed());
    if (this.writeNow(batch)) return Promise.resolve();
    if (this.#policy === 'strict' && this.#pendingWrites.length > 0) return Promise.reject(tooManyWrites());
    const waiting = new Waiting();
    const entry = { batch, size: sizeOf(batch), waiting };
    this.#pendingWrites.push(entry);
    waiting.follow(signal, () => {
      const at = this.#pendingWrites.indexOf(entry);
      if (at >= 0) this.#pendingWrites.splice(at, 1);
    });
    return waiting.promise;
  }

  /** @returns {number} bytes written, or -1 when something is left to be read */
  endNow() {
    if (this.#state === 'failed' || this.#left) return -1;
    if (this.#state === 'open') {
      this.#state = 'closing';
      const error = new ERR_INVALID_STATE.TypeError('Writer closed');
      this.#rejectWrites(error);
      this.#settleDrains(false);
      if (this.#buffer.length === 0) this.#close();
    }
    return this.#state === 'closed' ? this.#total : -1;
  }

  /** @returns {Promise<number>} fulfilled when all is read */
  end(signal) {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#state === 'failed' || this.#left) {
      return this.#state === 'failed' || this.#error !== undefined ? Promise.reject(this.#error) : Promise.resolve(this.#total);
    }
    const total = this.endNow();
    if (total >= 0) return Promise.resolve(total);
    const waiting = new Waiting();
    this.#ends.push(waiting);
    waiting.follow(signal, () => {
      const at = this.#ends.indexOf(waiting);
      if (at >= 0) this.#ends.splice(at, 1);
    });
    return waiting.promise;
  }

  #close() {
    this.#state = 'closed';
    while (this.#pendingReads.length > 0) this.#pendingReads.shift().resolve(done());
    while (this.#ends.length > 0) this.#ends.shift().resolve(this.#total);
  }

  fail(reason) {
    if (this.#state === 'closed' || this.#state === 'failed' || this.#left) return;
    this.#state = 'failed';
    this.#error = reason;
    this.#rejectWrites(reason);
    while (this.#ends.length > 0) this.#ends.shift().reject(reason);
    while (this.#drains.length > 0) this.#drains.shift().reject(reason);
    while (this.#pendingReads.length > 0) this.#pendingReads.shift().reject(reason);
  }

  #rejectWrites(reason) {
    const writes = this.#pendingWrites;
    this.#pendingWrites = [];
    for (let i = 0; i < writes.length; i++) writes[i].waiting.reject(reason);
  }

  #settleDrains(value) {
    const drains = this.#drains;
    this.#drains = [];
    for (let i = 0; i < drains.length; i++) drains[i].resolve(value);
  }

  /** @returns {Promise<boolean> | null} */
  drained() {
    const { canWrite } = this;
    if (canWrite === null) return null;
    if (canWrite) return Promise.resolve(true);
    const deferred = Promise.withResolvers();
    // Nobody need look at the outcome.
    deferred.promise.catch(nop);
    this.#drains.push(deferred);
    return deferred.promise;
  }

  // The reader's side.

  next() {
    if (this.#buffer.length > 0) return Promise.resolve({ __proto__: null, done: false, value: this.#takeAll() });
    if (this.#state === 'failed' || (this.#left && this.#error !== undefined && this.#thrown)) {
      return Promise.reject(this.#error);
    }
    if (this.#state === 'closed' || this.#left) return Promise.resolve(done());
    const deferred = Promise.withResolvers();
    this.#pendingReads.push(deferred);
    return deferred.promise;
  }

  #thrown = false;

  /** All that is buffered; writes that wait move up. */
  #takeAll() {
    let value = this.#buffer[0].batch;
    if (this.#buffer.length > 1) {
      value = [];
      for (let i = 0; i < this.#buffer.length; i++) {
        const { batch } = this.#buffer[i];
        for (let j = 0; j < batch.length; j++) value.push(batch[j]);
      }
    }
    this.#buffer = [];
    this.#buffered = 0;
    while (this.#pendingWrites.length > 0 && !this.#isFull) {
      const { batch, size, waiting } = this.#pendingWrites.shift();
      this.#total += size;
      this.#buffer.push({ batch, size });
      this.#buffered += size;
      waiting.resolve(undefined);
    }
    if (this.#state === 'open' && !this.#isFull) this.#settleDrains(true);
    if (this.#state === 'closing' && this.#buffer.length === 0) this.#close();
    return value;
  }

  #serveReads() {
    while (this.#pendingReads.length > 0 && this.#buffer.length > 0) {
      this.#pendingReads.shift().resolve({ __proto__: null, done: false, value: this.#takeAll() });
    }
  }

  /** The reader has had enough. */
  leave() {
    if (this.#left) return;
    this.#left = true;
    if (this.#state !== 'failed') this.#error = new ERR_INVALID_STATE.TypeError('Stream closed by consumer');
    this.#rejectWrites(this.#error);
    this.#settleDrains(false);
    while (this.#pendingReads.length > 0) this.#pendingReads.shift().resolve(done());
    while (this.#ends.length > 0) this.#ends.shift().resolve(this.#total);
    this.#buffer = [];
    this.#buffered = 0;
  }

  /** The reader has failed. */
  leaveWith(error) {
    if (this.#left) return;
    this.#left = true;
    this.#thrown = true;
    this.#error = error;
    this.#rejectWrites(error);
    while (this.#drains.length > 0) this.#drains.shift().reject(error);
    while (this.#pendingReads.length > 0) this.#pendingReads.shift().reject(error);
    while (this.#ends.length > 0) this.#ends.shift().reject(error);
    this.#buffer = [];
    this.#buffered = 0;
  }
}

function nop() {}

const PushWriter = writerClass('PushWriter', () => new ERR_INVALID_STATE('Failed'));

/**
 * https://nodejs.org/api/stream_iter.html#pushtransforms-options
 * @param {...any} args transforms, and perhaps options
 * @returns {{ writer: PushWriter, readable: AsyncIterable<Uint8Array[]> }}
 */
function push(...args) {
  const { transforms, options } = splitArguments(args);
  const channel = new Channel(readPolicy(options ?? {}, kDefaultBudget));
  const raw = asyncIterable(() => ({
    __proto__: null,
    next: () => channel.next(),
    return() {
      channel.leave();
      return Promise.resolve(done());
    },
    throw(error) {
      channel.leaveWith(error);
      return Promise.reject(error);
    },
    [Symbol.asyncIterator]() { return this; },
  }));
  return {
    __proto__: null,
    writer: new PushWriter(channel),
    readable: transformed(raw, transforms),
  };
}

module.exports = { push };
