// One source, many readers who ask for its data. https://nodejs.org/api/stream_iter.html#sharesource-options
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { addAbortListener } = require('internal/events/abort_listener');
const {
  asyncIterable, from, fromSync, hasMethod, sizeOf, syncIterable, toAsyncStreamable, toStreamable,
} = require('internal/iter/batches');
const { readPolicy } = require('internal/iter/policy');
const { checkTransforms, splitArguments, transformed, transformedSync } = require('internal/iter/pull');
const { SharedBuffer, done, item, toError } = require('internal/iter/shared_buffer');

const shareProtocol = Symbol.for('Stream.shareProtocol');
const shareSyncProtocol = Symbol.for('Stream.shareSyncProtocol');
const kDefaultBudget = 65536;

class Consumer {
  cursor = 0;
  detached = false;
  /** The last next() that was asked for: each waits for the one before. @type {Promise<any>} */
  last = Promise.resolve();
}

function overBudget(budget, buffered, note = '') {
  return new ERR_OUT_OF_RANGE('buffered bytes', `< ${budget}${note}`, buffered);
}

class Share {
  #source;
  #iterator = undefined;
  #budget;
  #policy;
  #buffer = new SharedBuffer();
  /** The read of the source that is under way; all who need it wait for the same. @type {Promise<void> | undefined} */
  #reading = undefined;
  #ended = false;
  #failed = false;
  #error = undefined;
  #cancelled = false;
  /** Readers that wait for room or a cancel. @type {(() => void)[]} */
  #waiting = [];

  constructor(source, { budget, backpressure, signal }) {
    this.#source = source;
    this.#budget = budget;
    this.#policy = backpressure;
    if (signal === undefined) return;
    if (signal.aborted) this.cancel(signal.reason);
    else addAbortListener(signal, () => this.cancel(signal.reason));
  }

  /** @returns {number} of readers */
  get consumerCount() {
    return this.#buffer.consumers.size;
  }

  /**
   * @param {...any} args transforms, and perhaps options
   * @returns {AsyncIterable<Uint8Array[]>} a new reader
   */
  pull(...args) {
    const { transforms, options } = splitArguments(args);
    const consumer = new Consumer();
    if (this.#cancelled) consumer.detached = true;
    else this.#buffer.attach(consumer);
    const raw = asyncIterable(() => ({
      __proto__: null,
      next: () => {
        const next = consumer.last.then(() => this.#next(consumer));
        consumer.last = next.catch(nop);
        return next;
      },
      return: () => this.#leave(consumer),
      throw: () => this.#leave(consumer),
      [Symbol.asyncIterator]() { return this; },
    }));
    return transformed(raw, transforms, options?.signal);
  }

  async #next(consumer) {
    for (;;) {
      if (this.#failed) {
        this.#detach(consumer);
        throw this.#error;
      }
      if (this.#cancelled || consumer.detached) return done();
      const batch = this.#buffer.take(consumer);
      if (batch !== undefined) {
        this.#wakeAll();
        return item(batch);
      }
      if (this.#ended) {
        this.#detach(consumer);
        return done();
      }
      await this.#readMore();
    }
  }

  /** Reads one batch, when there is room for it. */
  async #readMore() {
    if (this.#reading !== undefined) return this.#reading;
    if (this.#buffer.size >= this.#budget) {
      if (this.#policy === 'strict') throw overBudget(this.#budget, this.#buffer.size);
      if (this.#policy === 'unbounded') return new Promise((resolve) => { this.#waiting.push(resolve); });
    }
    this.#reading = this.#read().finally(() => { this.#reading = undefined; });
    return this.#reading;
  }

  async #read() {
    let result;
    try {
      this.#iterator ??= this.#source[Symbol.asyncIterator]();
      result = await this.#iterator.next();
    } catch (error) {
      if (this.#cancelled) return undefined;
      this.#failed = true;
      this.#error = toError(error);
      this.#buffer.clear();
      this.#wakeAll();
      return undefined;
    }
    if (this.#cancelled) return undefined;
    if (result.done) {
      this.#ended = true;
      this.#wakeAll();
      return undefined;
    }
    if (this.#buffer.size >= this.#budget) {
      if (this.#policy === 'drop-newest') return new Promise((resolve) => { this.#waiting.push(resolve); });
      while (this.#buffer.length > 0 && this.#buffer.size >= this.#budget) this.#buffer.dropOldest();
    }
    this.#buffer.push(result.value, sizeOf(result.value));
    return undefined;
  }

  #wakeAll() {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let i = 0; i < waiting.length; i++) waiting[i]();
  }

  #detach(consumer) {
    consumer.detached = true;
    this.#buffer.detach(consumer);
  }

  #leave(consumer) {
    this.#detach(consumer);
    this.#wakeAll();
    return Promise.resolve(done());
  }

  /** Ends all readers; with a reason they fail with it. The source is left. */
  cancel(reason = undefined) {
    if (this.#cancelled) return;
    this.#cancelled = true;
    if (reason !== undefined) {
      this.#failed = true;
      this.#error = reason;
    }
    for (const consumer of this.#buffer.consumers) this.#detach(consumer);
    this.#buffer.clear();
    if (!this.#ended) {
      try {
        this.#iterator?.return?.()?.then?.(nop, nop);
      } catch {
        // Nobody reads it any more.
      }
    }
    this.#wakeAll();
  }

  [Symbol.dispose]() {
    this.cancel();
  }
}

function nop() {}

class SyncShare {
  #source;
  #iterator = undefined;
  #budget;
  #policy;
  #buffer = new SharedBuffer();
  #ended = false;
  #failed = false;
  #error = undefined;
  #cancelled = false;

  constructor(source, { budget, backpressure }) {
    this.#source = source;
    this.#budget = budget;
    this.#policy = backpressure;
  }

  /** @returns {number} of readers */
  get consumerCount() {
    return this.#buffer.consumers.size;
  }

  /** @returns {number} of batches that are held */
  get bufferSize() {
    return this.#buffer.length;
  }

  /**
   * @param {...any} transforms
   * @returns {Iterable<Uint8Array[]>} a new reader
   */
  pull(...transforms) {
    const last = transforms[transforms.length - 1];
    if (typeof last === 'object' && last !== null && !('transform' in last)) transforms.pop();
    checkTransforms(transforms);
    const consumer = new Consumer();
    if (this.#cancelled) consumer.detached = true;
    else this.#buffer.attach(consumer);
    const leave = () => {
      this.#detach(consumer);
      return done();
    };
    const raw = syncIterable(() => ({
      __proto__: null,
      next: () => this.#next(consumer),
      return: leave,
      throw: leave,
      [Symbol.iterator]() { return this; },
    }));
    return transforms.length === 0 ? raw : syncIterable(() => transformedSync(raw, transforms)[Symbol.iterator]());
  }

  #next(consumer) {
    if (this.#failed) {
      this.#detach(consumer);
      throw this.#error;
    }
    if (this.#cancelled || consumer.detached) return done();
    let batch = this.#buffer.take(consumer);
    if (batch !== undefined) return item(batch);
    if (!this.#ended) {
      if (this.#buffer.size >= this.#budget) {
        if (this.#policy === 'drop-newest') return done();
        if (this.#policy === 'strict') throw overBudget(this.#budget, this.#buffer.size);
        if (this.#policy === 'unbounded') {
          throw overBudget(this.#budget, this.#buffer.size, ' (unbounded not available in sync context)');
        }
        while (this.#buffer.length > 0 && this.#buffer.size >= this.#budget) this.#buffer.dropOldest();
      }
      this.#read();
      if (this.#failed) {
        this.#detach(consumer);
        throw this.#error;
      }
      batch = this.#buffer.take(consumer);
      if (batch !== undefined) return item(batch);
    }
    this.#detach(consumer);
    return done();
  }

  #read() {
    let result;
    try {
      this.#iterator ??= this.#source[Symbol.iterator]();
      result = this.#iterator.next();
    } catch (error) {
      this.#failed = true;
      this.#error = toError(error);
      this.#buffer.clear();
      return;
    }
    if (result.done) this.#ended = true;
    else this.#buffer.push(result.value, sizeOf(result.value));
  }

  #detach(consumer) {
    consumer.detached = true;
    this.#buffer.detach(consumer);
  }

  /** Ends all readers; with a reason they fail with it. The source is left. */
  cancel(reason = undefined) {
    if (this.#cancelled) return;
    this.#cancelled = true;
    if (reason !== undefined) {
      this.#failed = true;
      this.#error = reason;
    }
    for (const consumer of this.#buffer.consumers) this.#detach(consumer);
    this.#buffer.clear();
    if (!this.#ended) this.#iterator?.return?.();
  }

  [Symbol.dispose]() {
    this.cancel();
  }
}

/**
 * @param {unknown} source
 * @param {{ budget?: number, backpressure?: string, signal?: AbortSignal }} [options]
 * @returns {Share}
 */
function share(source, options = {}) {
  const batches = from(source);
  validateObject(options, 'options');
  return new Share(batches, readPolicy(options, kDefaultBudget));
}

/**
 * As share, of a sync source.
 * @param {unknown} source
 * @param {{ budget?: number, backpressure?: string }} [options]
 * @returns {SyncShare}
 */
function shareSync(source, options = {}) {
  const batches = fromSync(source);
  validateObject(options, 'options');
  return new SyncShare(batches, readPolicy(options, kDefaultBudget));
}

/** What an object's own protocol gives. */
function byProtocol(input, protocol, name, options) {
  const own = input[protocol](options);
  if (own === null || typeof own !== 'object') {
    throw new ERR_INVALID_RETURN_VALUE('an object', `[Symbol.for('${name}')]`, own);
  }
  return own;
}

function isSource(input, ...methods) {
  if (typeof input === 'string' || ArrayBuffer.isView(input) || input instanceof ArrayBuffer) return true;
  for (let i = 0; i < methods.length; i++) if (hasMethod(input, methods[i])) return true;
  return false;
}

const ShareFactory = {
  __proto__: null,
  /**
   * https://nodejs.org/api/stream_iter.html#static-method-sharefrominput-options
   * @returns {Share}
   */
  from(input, options = {}) {
    if (hasMethod(input, shareProtocol)) return byProtocol(input, shareProtocol, 'Stream.shareProtocol', options);
    if (!isSource(input, Symbol.asyncIterator, Symbol.iterator, toAsyncStreamable, toStreamable)) {
      throw new ERR_INVALID_ARG_TYPE('input', ['Shareable', 'AsyncIterable', 'Iterable'], input);
    }
    return share(input, options);
  },
};

const SyncShareFactory = {
  __proto__: null,
  /**
   * https://nodejs.org/api/stream_iter.html#static-method-syncsharefromsyncinput-options
   * @returns {SyncShare}
   */
  fromSync(input, options = {}) {
    if (hasMethod(input, shareSyncProtocol)) {
      return byProtocol(input, shareSyncProtocol, 'Stream.shareSyncProtocol', options);
    }
    if (!isSource(input, Symbol.iterator, toStreamable)) {
      throw new ERR_INVALID_ARG_TYPE('input', ['SyncShareable', 'Iterable'], input);
    }
    return shareSync(input, options);
  },
};

module.exports = { Share: ShareFactory, SyncShare: SyncShareFactory, share, shareProtocol, shareSync, shareSyncProtocol };
