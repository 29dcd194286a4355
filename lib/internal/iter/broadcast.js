// One writer, many readers. https://nodejs.org/api/stream_iter.html#broadcastoptions
'use strict';

const { codes: { ERR_INVALID_RETURN_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { addAbortListener } = require('internal/events/abort_listener');
const { asyncIterable, from, hasMethod, sizeOf } = require('internal/iter/batches');
const { Waiting, readPolicy, tooManyWrites, writerClosed } = require('internal/iter/policy');
const { splitArguments, transformed } = require('internal/iter/pull');
const { writerClass } = require('internal/iter/writer');
const { SharedBuffer, done, item, toError } = require('internal/iter/shared_buffer');

const broadcastProtocol = Symbol.for('Stream.broadcastProtocol');
const kDefaultBudget = 65536;

/** One reader: where it is, and its next() calls that wait. */
class Consumer {
  cursor = 0;
  /** @type {{ resolve: Function, reject: Function }[]} */
  reads = [];
  detached = false;
  failed = false;
  error = undefined;
}

/** What writer and broadcast share. */
class Hub {
  #budget;
  #policy;
  #buffer = new SharedBuffer();
  #pendingWrites = [];
  #drains = [];
  #ends = [];
  /** @type {'open' | 'closing' | 'closed' | 'cancelled' | 'failed'} */
  #state = 'open';
  #error = undefined;
  #total = 0;
  /** Called when nobody will read any more. */
  onCancel = undefined;

  constructor({ budget, backpressure, signal }) {
    this.#budget = budget;
    this.#policy = backpressure;
    if (signal === undefined) return;
    if (signal.aborted) this.cancel(true, signal.reason);
    else addAbortListener(signal, () => this.cancel(true, signal.reason));
  }

  get consumerCount() {
    return this.#buffer.consumers.size;
  }

  get bufferSize() {
    return this.#buffer.length;
  }

  get #isFull() {
    return this.#buffer.size >= this.#budget;
  }

  get canWrite() {
    if (this.#state !== 'open') return null;
    return this.#policy === 'drop-oldest' || this.#policy === 'drop-newest' || !this.#isFull;
  }

  writeNow(batch) {
    if (this.#state !== 'open') return false;
    const size = sizeOf(batch);
    if (size === 0) return true;
    if (this.#isFull) {
      if (this.#policy === 'drop-newest') {
        this.#total += size;
        return true;
      }
      if (this.#policy !== 'drop-oldest') return false;
      while (this.#isFull && this.#buffer.length > 0) this.#buffer.dropOldest();
    }
    this.#take(batch, size);
    return true;
  }

  #take(batch, size) {
    this.#total += size;
    this.#buffer.push(batch, size);
    for (const consumer of this.#buffer.consumers) this.#serve(consumer);
  }

  #serve(consumer) {
    while (consumer.reads.length > 0) {
      const batch = this.#buffer.take(consumer);
      if (batch === undefined) return;
      consumer.reads.shift().resolve(item(batch));
      this.#roomMade();
    }
  }

  /** Writes that wait move up; who waits for room is told. */
  #roomMade() {
    while (this.#pendingWrites.length > 0 && !this.#isFull) {
      const { batch, size, waiting } = this.#pendingWrites.shift();
      this.#take(batch, size);
      waiting.resolve(undefined);
    }
    if (this.#state === 'open' && !this.#isFull) this.#settleDrains(true);
    if (this.#state === 'closing') this.#finishReads();
  }

  write(batch, signal) {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#state === 'failed') return Promise.reject(this.#error);
    if (this.#state !== 'open') return Promise.reject(writerClosed());
    if (this.writeNow(batch)) return Promise.resolve();
    if (this.#policy === 'strict' && this.#pendingWrites.length > 0) return Promise.reject(tooManyWrites());
    const waiting = new Waiting();
    const entry = { batch, size: sizeOf(batch), waiting };
    this.#pendingWrites.push(entry);
    waiting.follow(signal, () => {
      const at = this.#pendingWrites.indexOf(entry);
      if (at >= 0) this.#pendingWrites.splice(at, 1);
      if (this.#state === 'closing') this.#finishReads();
    });
    return waiting.promise;
  }

  endNow() {
    if (this.#state === 'failed') return -1;
    if (this.#state === 'open') {
      this.#state = 'closing';
      this.#settleDrains(false);
      this.#finishReads();
    }
    return this.#state === 'closing' ? -1 : this.#total;
  }

  end(signal) {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#state === 'failed') return Promise.reject(this.#error);
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

  /** After the end: readers that have all are done; when the last is, so is the writer. */
  #finishReads() {
    if (this.#pendingWrites.length > 0) return;
    for (const consumer of this.#buffer.consumers) {
      if (!this.#buffer.hasNext(consumer) && consumer.reads.length > 0) this.#finish(consumer);
    }
    this.#closeIfDrained();
  }

  #finish(consumer) {
    this.#detach(consumer);
    while (consumer.reads.length > 0) consumer.reads.shift().resolve(done());
  }

  #closeIfDrained() {
    if (this.#state !== 'closing' || this.#buffer.consumers.size > 0 || this.#pendingWrites.length > 0) return;
    this.#state = 'closed';
    while (this.#ends.length > 0) this.#ends.shift().resolve(this.#total);
  }

  #detach(consumer) {
    consumer.detached = true;
    this.#buffer.detach(consumer);
  }

  fail(reason) {
    if (this.#state !== 'open' && this.#state !== 'closing') return;
    this.#state = 'failed';
    this.#error = reason;
    this.#failReaders(true, reason);
    this.#rejectWrites(reason);
    while (this.#ends.length > 0) this.#ends.shift().reject(reason);
    while (this.#drains.length > 0) this.#drains.shift().reject(reason);
    this.#buffer.clear();
  }

  cancel(failed, reason) {
    if (this.#state === 'cancelled' || this.#state === 'failed') return;
    this.#state = 'cancelled';
    this.#cancelReason = { failed, reason };
    this.#failReaders(failed, reason);
    this.#rejectWrites(failed ? reason : writerClosed());
    while (this.#ends.length > 0) this.#ends.shift().resolve(this.#total);
    this.#settleDrains(false);
    this.#buffer.clear();
    this.onCancel?.();
  }

  #cancelReason = undefined;

  #failReaders(failed, reason) {
    for (const consumer of this.#buffer.consumers) {
      this.#detach(consumer);
      consumer.failed = failed;
      consumer.error = reason;
      while (consumer.reads.length > 0) {
        const read = consumer.reads.shift();
        if (failed) read.reject(reason);
        else read.resolve(done());
      }
    }
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

  drained() {
    const { canWrite } = this;
    if (canWrite === null) return null;
    if (canWrite) return Promise.resolve(true);
    const deferred = Promise.withResolvers();
    deferred.promise.catch(nop);
    this.#drains.push(deferred);
    return deferred.promise;
  }

  // The readers' side.

  /** @returns {AsyncIterable<Uint8Array[]>} */
  subscribe() {
    const consumer = new Consumer();
    if (this.#state === 'failed') {
      consumer.detached = true;
      consumer.failed = true;
      consumer.error = this.#error;
    } else if (this.#state === 'cancelled') {
      consumer.detached = true;
      consumer.failed = this.#cancelReason.failed;
      consumer.error = this.#cancelReason.reason;
    } else {
      this.#buffer.attach(consumer);
      if (this.#state === 'closed') this.#state = 'closing';
    }
    return asyncIterable(() => ({
      __proto__: null,
      next: () => this.#next(consumer),
      return: () => this.#leave(consumer),
      throw: () => this.#leave(consumer),
      [Symbol.asyncIterator]() { return this; },
    }));
  }

  #next(consumer) {
    if (consumer.failed) return Promise.reject(consumer.error);
    if (consumer.detached) return Promise.resolve(done());
    if (consumer.reads.length === 0) {
      const batch = this.#buffer.take(consumer);
      if (batch !== undefined) {
        this.#roomMade();
        return Promise.resolve(item(batch));
      }
      if (this.#state === 'closing' && this.#pendingWrites.length === 0) {
        this.#finish(consumer);
        this.#closeIfDrained();
        return Promise.resolve(done());
      }
    }
    const deferred = Promise.withResolvers();
    consumer.reads.push(deferred);
    return deferred.promise;
  }

  #leave(consumer) {
    if (!consumer.detached) {
      this.#finish(consumer);
      this.#roomMade();
      this.#closeIfDrained();
    }
    return Promise.resolve(done());
  }
}

function nop() {}

const BroadcastWriter = writerClass('BroadcastWriter', () => new ERR_INVALID_STATE.TypeError('Failed'));

class BroadcastChannel {
  #hub;

  constructor(hub) {
    this.#hub = hub;
  }

  /** @returns {number} of readers */
  get consumerCount() {
    return this.#hub.consumerCount;
  }

  /** @returns {number} of batches that are held */
  get bufferSize() {
    return this.#hub.bufferSize;
  }

  /**
   * A new reader, from the oldest batch that is held.
   * @param {...any} args transforms, and perhaps options
   * @returns {AsyncIterable<Uint8Array[]>}
   */
  push(...args) {
    const { transforms, options } = splitArguments(args);
    const signal = options?.signal;
    if (signal?.aborted) {
      return asyncIterable(() => ({
        __proto__: null,
        next: () => Promise.reject(signal.reason),
        return: () => Promise.resolve(done()),
        [Symbol.asyncIterator]() { return this; },
      }));
    }
    return transformed(this.#hub.subscribe(), transforms, signal);
  }

  /** Ends all readers; with a reason they fail with it. */
  cancel(reason = undefined) {
    this.#hub.cancel(reason !== undefined, reason);
  }

  [Symbol.dispose]() {
    this.cancel();
  }
}

function open(options) {
  validateObject(options, 'options');
  const hub = new Hub(readPolicy(options, kDefaultBudget));
  return { hub, writer: new BroadcastWriter(hub), broadcast: new BroadcastChannel(hub) };
}

/**
 * @param {{ budget?: number, backpressure?: string, signal?: AbortSignal }} [options]
 * @returns {{ writer: BroadcastWriter, broadcast: BroadcastChannel }}
 */
function broadcast(options = {}) {
  const { writer, broadcast: channel } = open(options);
  return { __proto__: null, writer, broadcast: channel };
}

/** Writes all of a source; ends or fails the writer with it. */
async function pump(source, writer, hub) {
  const iterator = source[Symbol.asyncIterator]();
  let cancelled = false;
  hub.onCancel = () => {
    cancelled = true;
    iterator.return?.()?.then?.(nop, nop);
  };
  try {
    for (;;) {
      const { done: isDone, value } = await iterator.next();
      if (cancelled) return;
      if (isDone) break;
      if (!writer.writevSync(value)) await writer.writev(value);
    }
    await writer.end();
  } catch (error) {
    if (!cancelled) writer.fail(toError(error));
  }
}

const Broadcast = {
  __proto__: null,
  /**
   * https://nodejs.org/api/stream_iter.html#broadcastfrominput-options
   * @param {unknown} input a source, or what has a broadcast of its own
   * @param {object} [options]
   * @returns {{ writer: object, broadcast: object }}
   */
  from(input, options = {}) {
    if (hasMethod(input, broadcastProtocol)) {
      const own = input[broadcastProtocol](options);
      if (own === null || typeof own !== 'object') {
        throw new ERR_INVALID_RETURN_VALUE('an object', "[Symbol.for('Stream.broadcastProtocol')]", own);
      }
      return { __proto__: null, writer: { __proto__: null }, broadcast: own };
    }
    const source = from(input);
    const { hub, writer, broadcast: channel } = open(options);
    pump(source, writer, hub);
    return { __proto__: null, writer, broadcast: channel };
  },
};

module.exports = { Broadcast, broadcast, broadcastProtocol };
