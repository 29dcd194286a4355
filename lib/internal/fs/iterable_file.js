// FileHandle's pull, pullSync and writer: a file as an end of node:stream/iter. Only with --experimental-stream-iter.
// https://nodejs.org/api/fs.html#filehandlepulltransforms-options
'use strict';

const { AbortError, codes } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateInteger, validateObject } = require('internal/validators');
const operations = require('internal/fs/operations');
const { promised } = require('internal/fs/requests');
const { FileHandle } = require('internal/fs/file_handle');

const defaultChunkSize = 128 * 1024;

/** The options that reading and writing share, checked. */
function readOptions(options) {
  validateObject(options, 'options');
  const { autoClose = false, start, limit, chunkSize = defaultChunkSize } = options;
  validateBoolean(autoClose, 'options.autoClose');
  if (start !== undefined) validateInteger(start, 'options.start');
  // A negative one, -1 among them, stands for "not given", as for other positions.
  if (limit !== undefined && limit !== -1) validateInteger(limit, 'options.limit', 1);
  validateInteger(chunkSize, 'options.chunkSize', 1);
  return {
    autoClose, chunkSize,
    position: start === undefined || start < 0 ? -1 : start,
    left: limit === undefined || limit === -1 ? Infinity : limit,
  };
}

function checkSignal(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

/** Where the reads of one iterable are in the file. */
class Reading {
  constructor({ position, left, chunkSize }) {
    this.position = position;
    this.left = left;
    this.chunkSize = chunkSize;
  }

  /** The memory for the next read; undefined when all that was asked for is read. */
  next() {
    if (this.left <= 0) return undefined;
    return require('buffer').Buffer.allocUnsafeSlow(Math.min(this.chunkSize, this.left));
  }

  /** The batch that a read has given. */
  take(buffer, count) {
    if (this.position >= 0) this.position += count;
    this.left -= count;
    return [count === buffer.length ? buffer : buffer.subarray(0, count)];
  }
}

async function* batches(handle, options, signal) {
  const reading = new Reading(options);
  FileHandle.ref(handle);
  try {
    for (;;) {
      checkSignal(signal);
      const buffer = reading.next();
      if (buffer === undefined) return;
      const { count } = await operations.read(promised, handle.fd, buffer, 0, buffer.length, reading.position);
      if (count === 0) return;
      yield reading.take(buffer, count);
    }
  } finally {
    FileHandle.unref(handle);
    FileHandle.unlock(handle);
    if (options.autoClose) await handle.close();
  }
}

function* batchesSync(handle, options) {
  const reading = new Reading(options);
  try {
    for (;;) {
      const buffer = reading.next();
      if (buffer === undefined) return;
      const count = operations.read(undefined, handle.fd, buffer, 0, buffer.length, reading.position);
      if (count === 0) return;
      yield reading.take(buffer, count);
    }
  } finally {
    FileHandle.unlock(handle);
    if (options.autoClose) FileHandle.closeSync(handle);
  }
}

function pull(...args) {
  const { asyncIterable } = require('internal/iter/batches');
  const { splitArguments, transformed } = require('internal/iter/pull');
  const { transforms, options = {} } = splitArguments(args);
  const parsed = readOptions(options);
  FileHandle.lock(this);
  const { signal } = options;
  let begun = false;
  const begin = () => {
    begun = true;
    return batches(this, parsed, signal);
  };
  if (signal !== undefined) {
    // An iterable that is aborted before it is read gives the handle back at once.
    const release = () => {
      if (!begun) FileHandle.unlock(this);
    };
    if (signal.aborted) {
      release();
    } else {
      signal.addEventListener('abort', release, { once: true });
    }
  }
  return transformed(asyncIterable(begin), transforms, signal);
}

function pullSync(...args) {
  const { syncIterable } = require('internal/iter/batches');
  const { splitArguments, transformedSync } = require('internal/iter/pull');
  const { transforms, options = {} } = splitArguments(args);
  const parsed = readOptions(options);
  FileHandle.lock(this);
  return syncIterable(() => transformedSync(syncIterable(() => batchesSync(this, parsed)), transforms)[Symbol.iterator]());
}

function toBytes(chunk) {
  if (typeof chunk === 'string') return require('buffer').Buffer.from(chunk);
  if (require('internal/fs/views').isUint8Array(chunk)) return chunk;
  throw new codes.ERR_INVALID_ARG_TYPE('chunk', ['string', 'Uint8Array'], chunk);
}

function allToBytes(chunks) {
  const views = [];
  for (let i = 0; i < chunks.length; i++) views.push(toBytes(chunks[i]));
  return views;
}

function sizeOf(views) {
  let size = 0;
  for (let i = 0; i < views.length; i++) size += views[i].byteLength;
  return size;
}

/** What is left of `views` after the first `count` bytes. */
function rest(views, count) {
  const left = [];
  for (let i = 0; i < views.length; i++) {
    const view = views[i];
    if (count >= view.byteLength) {
      count -= view.byteLength;
    } else {
      left.push(count === 0 ? view : view.subarray(count));
      count = 0;
    }
  }
  return left;
}

/** The state of one writer; programs get an object of functions over it. */
class Writing {
  #handle;
  #position;
  #left;
  #autoClose;
  #chunkSize;
  #total = 0;
  #pending = 0;
  // Writes are made one after the other, in the order in which they were asked for.
  #last = Promise.resolve();
  #state = 'open';
  #error = undefined;
  #ending = undefined;

  constructor(handle, { position, left, autoClose, chunkSize }) {
    this.#handle = handle;
    this.#position = position;
    this.#left = left;
    this.#autoClose = autoClose;
    this.#chunkSize = chunkSize;
  }

  #signalOf(options) {
    if (options === undefined) return undefined;
    validateObject(options, 'options');
    if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
    return options.signal;
  }

  /** Why nothing more can be written; undefined when it can. */
  #refusal() {
    if (this.#state === 'failed') return this.#error;
    if (this.#state === 'open') return undefined;
    return new codes.ERR_INVALID_STATE.TypeError('The writer is closed');
  }

  write(views, options) {
    const signal = this.#signalOf(options);
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    if (signal?.aborted) return Promise.reject(new AbortError(undefined, { cause: signal.reason }));
    const size = sizeOf(views);
    if (size > this.#left) {
      return Promise.reject(new codes.ERR_OUT_OF_RANGE('write', `<= ${this.#left} bytes`, size));
    }
    if (size === 0) return Promise.resolve();
    this.#left -= size;
    this.#pending++;
    FileHandle.ref(this.#handle);
    const written = this.#last.then(() => this.#writeAll(views)).finally(() => {
      this.#pending--;
      FileHandle.unref(this.#handle);
    });
    this.#last = written.catch(() => {});
    return written;
  }

  async #writeAll(views) {
    while (views.length > 0) {
      if (this.#state === 'failed') throw this.#error;
      const { count } = await operations.writev(promised, this.#handle.fd, views, this.#position);
      this.#wrote(count);
      views = rest(views, count);
    }
  }

  #wrote(count) {
    this.#total += count;
    if (this.#position >= 0) this.#position += count;
  }

  /** @returns {boolean} whether it was done: if not, it is to be written by write */
  writeSync(views) {
    const size = sizeOf(views);
    if (this.#state !== 'open' || this.#pending > 0 || size > this.#chunkSize || size > this.#left) return false;
    this.#left -= size;
    while (views.length > 0) {
      const count = operations.writev(undefined, this.#handle.fd, views, this.#position);
      this.#wrote(count);
      views = rest(views, count);
    }
    return true;
  }

  end(options) {
    const signal = this.#signalOf(options);
    if (this.#state === 'failed') return Promise.reject(this.#error);
    if (this.#ending !== undefined) return this.#ending;
    if (this.#state === 'closed') return Promise.resolve(this.#total);
    if (signal?.aborted) return Promise.reject(new AbortError(undefined, { cause: signal.reason }));
    this.#state = 'closing';
    this.#ending = this.#end();
    return this.#ending;
  }

  async #end() {
    await this.#last;
    if (this.#state === 'failed') throw this.#error;
    this.#state = 'closed';
    FileHandle.unlock(this.#handle);
    if (this.#autoClose) await this.#handle.close();
    return this.#total;
  }

  endSync() {
    if (this.#state === 'closed') return this.#total;
    if (this.#state !== 'open' || this.#pending > 0) return -1;
    this.#state = 'closed';
    FileHandle.unlock(this.#handle);
    if (this.#autoClose) FileHandle.closeSync(this.#handle);
    return this.#total;
  }

  fail(reason) {
    if (this.#state === 'failed' || this.#state === 'closed') return;
    this.#state = 'failed';
    this.#error = reason ?? new codes.ERR_INVALID_STATE('Failed');
    FileHandle.unlock(this.#handle);
    if (this.#autoClose) FileHandle.closeSync(this.#handle);
  }

  async dispose() {
    if (this.#state === 'closing') {
      await this.#ending;
    } else {
      this.fail();
    }
  }
}

function writer(options = {}) {
  const parsed = readOptions(options);
  FileHandle.lock(this);
  const state = new Writing(this, parsed);
  return {
    __proto__: null,
    write: (chunk, writeOptions) => state.write([toBytes(chunk)], writeOptions),
    writev: (chunks, writeOptions) => state.write(allToBytes(chunks), writeOptions),
    writeSync: (chunk) => state.writeSync([toBytes(chunk)]),
    writevSync: (chunks) => state.writeSync(allToBytes(chunks)),
    end: (endOptions) => state.end(endOptions),
    endSync: () => state.endSync(),
    fail: (reason) => state.fail(reason),
    [Symbol.asyncDispose]: () => state.dispose(),
    [Symbol.dispose]: () => state.fail(),
  };
}

/** Gives FileHandles the three methods. */
function install() {
  for (const [name, value] of Object.entries({ pull, pullSync, writer })) {
    Object.defineProperty(FileHandle.prototype, name, { __proto__: null, configurable: true, writable: true, value });
  }
}

module.exports = { install };
