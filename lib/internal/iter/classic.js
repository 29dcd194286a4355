// Between iterable streams and those of node:stream. https://nodejs.org/api/stream_iter.html#classic-stream-interop
'use strict';

const {
  AbortError,
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_STREAM_PREMATURE_CLOSE, ERR_STREAM_WRITE_AFTER_END,
  },
} = require('internal/errors');
const { nextTick, queueMicrotask } = require('internal/ticks');
const { validateAbortSignal, validateInteger, validateObject, validateOneOf } = require('internal/validators');
const { asyncIterable, flattenLater, hasMethod, sizeOf, toAsyncStreamable } = require('internal/iter/batches');
const { drainableProtocol, policies, signalOf, toChunk, toChunks, tooManyWrites } = require('internal/iter/policy');

const kDefaultHighWaterMark = 65536;
/** So many values of an object stream make one batch. */
const kBatchLength = 128;

/** @type {WeakMap<object, AsyncIterable<Uint8Array[]>>} */
const iterables = new WeakMap();
/** Writers by stream and policy. @type {WeakMap<object, Map<string, ClassicWriter>>} */
const writers = new WeakMap();

/**
 * https://nodejs.org/api/stream_iter.html#fromreadablereadable
 * @param {object} readable
 * @returns {AsyncIterable<Uint8Array[]>} the same for the same stream
 */
function fromReadable(readable) {
  if (hasMethod(readable, toAsyncStreamable)) {
    let iterable = iterables.get(readable);
    if (iterable === undefined) iterables.set(readable, iterable = readable[toAsyncStreamable]());
    return iterable;
  }
  if (!hasMethod(readable, 'read') || !hasMethod(readable, 'on')) {
    throw new ERR_INVALID_ARG_TYPE('readable', 'Readable', readable);
  }
  let iterable = iterables.get(readable);
  if (iterable === undefined) iterables.set(readable, iterable = batchesOf(readable));
  return iterable;
}

/** What a stream holds, as batches. @returns {AsyncIterable<Uint8Array[]>} */
function batchesOf(stream) {
  return asyncIterable(() => readBatches(stream));
}

async function* readBatches(stream) {
  const asIs = !stream.readableObjectMode && !stream.readableEncoding && stream._readableState !== undefined;
  let wake;
  let ended = false;
  let failed = false;
  let error;
  const rouse = () => {
    const call = wake;
    wake = undefined;
    call?.();
  };
  const onEnd = () => {
    ended = true;
    rouse();
  };
  const onError = (reason) => {
    failed = true;
    error = reason;
    rouse();
  };
  const onClose = () => {
    if (!ended && !failed && !stream.readableEnded) onError(stream.errored ?? new ERR_STREAM_PREMATURE_CLOSE());
  };
  stream.on('readable', rouse);
  stream.on('end', onEnd);
  stream.on('error', onError);
  stream.on('close', onClose);
  if (stream.readableEnded) ended = true;
  else if (stream.destroyed) onClose();
  try {
    for (;;) {
      const batch = [];
      for (let i = 0; i < kBatchLength && !failed && !stream.destroyed; i++) {
        const chunk = stream.read();
        if (chunk === null || chunk === undefined) break;
        if (asIs) {
          // All that was held.
          batch.push(chunk);
          break;
        }
        await flattenLater(chunk, batch);
      }
      if (batch.length > 0) {
        yield batch;
      } else if (failed) {
        throw error;
      } else if (ended) {
        return;
      } else {
        await new Promise((resolve) => { wake = resolve; });
      }
    }
  } finally {
    stream.off('readable', rouse);
    stream.off('end', onEnd);
    stream.off('close', onClose);
    // The listener of 'error' stays: that the stream was left is no error of the program's.
    if (!ended && !stream.destroyed) require('internal/streams/destroy').destroyStream(stream, null);
    else nextTick(() => stream.off('error', onError));
  }
}

/**
 * https://nodejs.org/api/stream_iter.html#toreadablesource-options
 * @param {AsyncIterable<Uint8Array[]>} source
 * @param {{ highWaterMark?: number, signal?: AbortSignal }} [options]
 * @returns {import('stream').Readable}
 */
function toReadable(source, options = {}) {
  if (!hasMethod(source, Symbol.asyncIterator)) throw new ERR_INVALID_ARG_TYPE('source', 'AsyncIterable', source);
  validateObject(options, 'options');
  const { highWaterMark = kDefaultHighWaterMark, signal } = options;
  validateInteger(highWaterMark, 'options.highWaterMark', 0);
  if (signal !== undefined) validateAbortSignal(signal, 'signal');
  const { Readable } = require('internal/streams/readable');
  let iterator;
  let reading = false;
  /** What is left of the last batch, which the stream had no room for. */
  let rest = null;
  let at = 0;

  /** @returns {boolean} whether the stream wants more */
  function give(stream, batch) {
    if (!Array.isArray(batch)) return stream.push(batch);
    for (let i = 0; i < batch.length; i++) {
      if (!stream.push(batch[i])) {
        if (i + 1 < batch.length) {
          rest = batch;
          at = i + 1;
        }
        return false;
      }
    }
    return true;
  }

  async function read(stream) {
    try {
      if (rest !== null) {
        const batch = at === 0 ? rest : rest.slice(at);
        rest = null;
        if (!give(stream, batch)) return;
      }
      iterator ??= source[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await iterator.next();
        if (stream.destroyed) return;
        if (done) {
          stream.push(null);
          return;
        }
        if (!give(stream, value)) return;
      }
    } catch (error) {
      stream.destroy(error);
    } finally {
      reading = false;
    }
  }

  return new Readable({
    highWaterMark,
    signal,
    read() {
      if (reading) return;
      reading = true;
      read(this);
    },
    destroy(error, callback) {
      leave(iterator).then(() => callback(error), (other) => callback(error ?? other));
    },
  });
}

async function leave(iterator) {
  await iterator?.return?.();
}

/**
 * https://nodejs.org/api/stream_iter.html#toreadablesyncsource-options
 * @param {Iterable<Uint8Array[]>} source
 * @param {{ highWaterMark?: number }} [options]
 * @returns {import('stream').Readable}
 */
function toReadableSync(source, options = {}) {
  if (!hasMethod(source, Symbol.iterator)) throw new ERR_INVALID_ARG_TYPE('source', 'Iterable', source);
  validateObject(options, 'options');
  const { highWaterMark = kDefaultHighWaterMark } = options;
  validateInteger(highWaterMark, 'options.highWaterMark', 0);
  const { Readable } = require('internal/streams/readable');
  const iterator = source[Symbol.iterator]();
  let rest = null;
  let at = 0;
  return new Readable({
    highWaterMark,
    read() {
      for (;;) {
        if (rest === null) {
          const { done, value } = iterator.next();
          if (done) {
            this.push(null);
            return;
          }
          rest = Array.isArray(value) ? value : [value];
          at = 0;
        }
        while (at < rest.length) {
          if (!this.push(rest[at++])) {
            if (at === rest.length) rest = null;
            return;
          }
        }
        rest = null;
      }
    },
    destroy(error, callback) {
      try {
        iterator.return?.();
      } catch (other) {
        error ??= other;
      }
      callback(error);
    },
  });
}

/** A Writable as a writer of iterable streams. */
class ClassicWriter {
  #stream;
  #policy;
  #total = 0;
  #ended = false;
  /** Writes that wait for 'drain'. @type {{ resolve: Function, reject: Function }[]} */
  #waiting = [];
  #drains = [];
  #failure = undefined;

  constructor(stream, policy) {
    this.#stream = stream;
    this.#policy = policy;
    stream.on('drain', () => {
      this.#settle(this.#waiting, undefined);
      this.#settle(this.#drains, true);
    });
    stream.on('error', (error) => this.#fail(error));
    stream.on('close', () => {
      this.#fail(this.#failure ?? stream.errored ?? new AbortError());
      this.#settle(this.#drains, false);
    });
  }

  #settle(list, value) {
    while (list.length > 0) list.shift().resolve(value);
  }

  #fail(error) {
    while (this.#waiting.length > 0) this.#waiting.shift().reject(error);
  }

  get #isOver() {
    const stream = this.#stream;
    return this.#ended || stream.destroyed || stream.writableEnded || stream.writableFinished;
  }

  get #isFull() {
    const stream = this.#stream;
    if (stream.writableNeedDrain) return true;
    const { writableLength, writableHighWaterMark } = stream;
    return typeof writableLength === 'number' && typeof writableHighWaterMark === 'number' &&
           writableLength >= writableHighWaterMark;
  }

  /** @returns {boolean | null} */
  get canWrite() {
    return this.#isOver ? null : !this.#isFull;
  }

  /** @returns {Promise<void>} */
  write(chunk, options = undefined) {
    signalOf(options);
    let bytes;
    try {
      bytes = toChunk(chunk);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#write([bytes]);
  }

  /** @returns {Promise<void>} */
  writev(chunks, options = undefined) {
    signalOf(options);
    return this.#write(toChunks(chunks));
  }

  async #write(batch) {
    if (this.#isOver) throw new ERR_STREAM_WRITE_AFTER_END();
    const size = sizeOf(batch);
    if (this.#isFull) {
      if (this.#policy === 'strict') throw tooManyWrites();
      if (this.#policy === 'drop-newest') {
        this.#total += size;
        return;
      }
      await this.#drained();
      if (this.#isOver) throw new ERR_STREAM_WRITE_AFTER_END();
    }
    this.#total += size;
    const stream = this.#stream;
    let room = true;
    if (batch.length > 1) stream.cork?.();
    for (let i = 0; i < batch.length; i++) room = stream.write(batch[i]);
    if (batch.length > 1) stream.uncork?.();
    if (!room && this.#policy === 'unbounded') await this.#drained();
  }

  #drained() {
    return new Promise((resolve, reject) => { this.#waiting.push({ resolve, reject }); });
  }

  /** A Writable can't be written to and be sure of it at once. @returns {false} */
  writeSync() {
    return false;
  }

  /** @returns {false} */
  writevSync() {
    return false;
  }

  /** @returns {Promise<number>} */
  end(options = undefined) {
    const signal = signalOf(options);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const stream = this.#stream;
    if (this.#isOver && (stream.destroyed || stream.writableFinished)) return Promise.resolve(this.#total);
    return new Promise((resolve, reject) => {
      if (!this.#ended) {
        this.#ended = true;
        stream.end();
      }
      require('internal/streams/finished').finished(stream, { readable: false }, (error) => {
        if (error) reject(error);
        else resolve(this.#total);
      });
    });
  }

  /** @returns {-1} */
  endSync() {
    return -1;
  }

  fail(reason = undefined) {
    this.#failure = reason;
    this.#fail(reason ?? new AbortError());
    this.#stream.destroy?.(reason);
  }

  [drainableProtocol]() {
    const { canWrite } = this;
    if (canWrite === null) return null;
    if (canWrite) return Promise.resolve(true);
    return new Promise((resolve) => { this.#drains.push({ resolve }); });
  }

  [Symbol.asyncDispose]() {
    this.fail();
    return Promise.resolve();
  }

  [Symbol.dispose]() {
    this.fail();
  }
}


/**
 * https://nodejs.org/api/stream_iter.html#fromwritablewritable-options
 * @param {object} writable
 * @param {{ backpressure?: 'strict' | 'unbounded' | 'drop-newest' }} [options]
 * @returns {ClassicWriter} the same for the same stream and policy
 */
function fromWritable(writable, options = {}) {
  if (!hasMethod(writable, 'write') || !hasMethod(writable, 'on')) {
    throw new ERR_INVALID_ARG_TYPE('writable', 'Writable', writable);
  }
  validateObject(options, 'options');
  const { backpressure = 'strict' } = options;
  validateOneOf(backpressure, 'options.backpressure', policies);
  if (backpressure === 'drop-oldest') {
    throw new ERR_INVALID_ARG_VALUE('options.backpressure', backpressure, 'drop-oldest is not supported for classic stream.Writable');
  }
  if (writable.writableObjectMode || writable._writableState?.objectMode) {
    throw new ERR_INVALID_STATE('Cannot create a stream/iter Writer from an object-mode Writable');
  }
  let byPolicy = writers.get(writable);
  if (byPolicy === undefined) writers.set(writable, byPolicy = new Map());
  let writer = byPolicy.get(backpressure);
  if (writer === undefined) byPolicy.set(backpressure, writer = new ClassicWriter(writable, backpressure));
  return writer;
}

/** Calls back as if it had taken time. */
function succeed(callback) {
  queueMicrotask(() => callback());
}

/** Calls `start`, and calls back when what it returns is settled. */
function settle(start, callback) {
  let promise;
  try {
    promise = Promise.resolve(start());
  } catch (error) {
    callback(error);
    return;
  }
  promise.then(() => callback(), callback);
}

/**
 * https://nodejs.org/api/stream_iter.html#towritablewriter
 * @param {object} writer only `write` is needed
 * @returns {import('stream').Writable}
 */
function toWritable(writer) {
  if (!hasMethod(writer, 'write')) throw new ERR_INVALID_ARG_TYPE('writer', 'Writer', writer);
  const { Writable } = require('internal/streams/writable');
  const options = {
    highWaterMark: Number.MAX_SAFE_INTEGER,
    write(chunk, encoding, callback) {
      if (typeof writer.writeSync === 'function') {
        try {
          if (writer.writeSync(chunk)) {
            succeed(callback);
            return;
          }
        } catch (error) {
          callback(error);
          return;
        }
      }
      settle(() => writer.write(chunk), callback);
    },
    final(callback) {
      if (typeof writer.endSync === 'function') {
        try {
          if (writer.endSync() >= 0) {
            succeed(callback);
            return;
          }
        } catch (error) {
          callback(error);
          return;
        }
      }
      if (typeof writer.end === 'function') settle(() => writer.end(), callback);
      else succeed(callback);
    },
    destroy(error, callback) {
      // The writer tells of the failure, as do the callbacks of writes: no 'error' besides.
      if (error && typeof writer.fail === 'function') writer.fail(error);
      callback();
    },
  };
  if (typeof writer.writev === 'function') {
    options.writev = (entries, callback) => {
      const chunks = new Array(entries.length);
      for (let i = 0; i < entries.length; i++) chunks[i] = entries[i].chunk;
      if (typeof writer.writevSync === 'function') {
        try {
          if (writer.writevSync(chunks)) {
            succeed(callback);
            return;
          }
        } catch (error) {
          callback(error);
          return;
        }
      }
      settle(() => writer.writev(chunks), callback);
    };
  }
  return new Writable(options);
}

module.exports = { batchesOf, fromReadable, fromWritable, toReadable, toReadableSync, toWritable };
