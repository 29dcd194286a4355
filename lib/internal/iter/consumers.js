// What reads an iterable stream to its end. https://nodejs.org/api/stream_iter.html#consumers
'use strict';

const { codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateAbortSignal, validateFunction, validateInteger, validateObject, validateString } =
  require('internal/validators');
const { abortable } = require('internal/iter/abortable');
const { asyncIterable, from, fromSync, hasMethod } = require('internal/iter/batches');
const { drainableProtocol } = require('internal/iter/policy');
const { isSharedArrayBuffer } = require('internal/util/types');

function checkOptions(options) {
  validateObject(options, 'options');
  const { signal, limit } = options;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  if (limit !== undefined) validateInteger(limit, 'options.limit', 0);
}

/** Checks the encoding and opens its decoder, which refuses malformed input. */
function openDecoder(options) {
  const { encoding = 'utf-8' } = options;
  validateString(encoding, 'options.encoding');
  const { TextDecoder } = require('internal/encoding');
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new ERR_INVALID_ARG_VALUE.RangeError('options.encoding', encoding);
  }
}

class Collection {
  chunks = [];
  size = 0;
  #limit;

  constructor(limit) {
    this.#limit = limit;
  }

  add(batch) {
    for (let i = 0; i < batch.length; i++) {
      this.size += batch[i].byteLength;
      this.chunks.push(batch[i]);
    }
    if (this.#limit !== undefined && this.size > this.#limit) {
      throw new ERR_OUT_OF_RANGE('totalBytes', `<= ${this.#limit}`, this.size);
    }
  }

  /** All bytes in memory that is not shared; one chunk stays what it is. */
  join() {
    if (this.chunks.length === 1 && !isSharedArrayBuffer(this.chunks[0].buffer)) return this.chunks[0];
    const bytes = new Uint8Array(this.size);
    let at = 0;
    for (let i = 0; i < this.chunks.length; i++) {
      bytes.set(this.chunks[i], at);
      at += this.chunks[i].byteLength;
    }
    return bytes;
  }

  toArrayBuffer() {
    const bytes = this.join();
    return bytes.byteLength === bytes.buffer.byteLength ?
      bytes.buffer : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  }

  toText(decoder) {
    let text = '';
    for (let i = 0; i < this.chunks.length; i++) text += decoder.decode(this.chunks[i], { stream: true });
    return text + decoder.decode();
  }
}

async function collect(source, options) {
  const { signal, limit } = options;
  signal?.throwIfAborted();
  const collection = new Collection(limit);
  let batches = from(source);
  if (signal !== undefined) batches = abortable(batches, signal);
  for await (const batch of batches) collection.add(batch);
  return collection;
}

function collectSync(source, options) {
  const collection = new Collection(options.limit);
  for (const batch of fromSync(source)) collection.add(batch);
  return collection;
}

/** @returns {Promise<Uint8Array[]>} */
async function array(source, options = {}) {
  checkOptions(options);
  return (await collect(source, options)).chunks;
}

/** @returns {Promise<ArrayBuffer>} */
async function arrayBuffer(source, options = {}) {
  checkOptions(options);
  return (await collect(source, options)).toArrayBuffer();
}

/** @returns {Promise<Uint8Array>} */
async function bytes(source, options = {}) {
  checkOptions(options);
  return (await collect(source, options)).join();
}

/** @returns {Promise<string>} */
async function text(source, options = {}) {
  checkOptions(options);
  const decoder = openDecoder(options);
  return (await collect(source, options)).toText(decoder);
}

/** @returns {Uint8Array[]} */
function arraySync(source, options = {}) {
  checkOptions(options);
  return collectSync(source, options).chunks;
}

/** @returns {ArrayBuffer} */
function arrayBufferSync(source, options = {}) {
  checkOptions(options);
  return collectSync(source, options).toArrayBuffer();
}

/** @returns {Uint8Array} */
function bytesSync(source, options = {}) {
  checkOptions(options);
  return collectSync(source, options).join();
}

/** @returns {string} */
function textSync(source, options = {}) {
  checkOptions(options);
  const decoder = openDecoder(options);
  return collectSync(source, options).toText(decoder);
}

/**
 * https://nodejs.org/api/stream_iter.html#tapcallback
 * @param {(chunks: Uint8Array[] | null, options: object) => any} callback
 * @returns {Function} a transform that changes nothing
 */
function tap(callback) {
  validateFunction(callback, 'callback');
  return async (chunks, options) => {
    await callback(chunks, options);
    return chunks;
  };
}

/** As tap, for pullSync. */
function tapSync(callback) {
  validateFunction(callback, 'callback');
  return (chunks, options) => {
    callback(chunks, options);
    return chunks;
  };
}

/**
 * https://nodejs.org/api/stream_iter.html#ondraindrainable
 * @param {unknown} drainable
 * @returns {Promise<boolean> | null}
 */
function ondrain(drainable) {
  return hasMethod(drainable, drainableProtocol) ? drainable[drainableProtocol]() : null;
}

/**
 * https://nodejs.org/api/stream_iter.html#mergesources-options
 * @param {...any} args sources, and perhaps options
 * @returns {AsyncIterable<Uint8Array[]>}
 */
function merge(...args) {
  let signal;
  const last = args[args.length - 1];
  if (args.length > 0 && isMergeOptions(last)) {
    ({ signal } = args.pop());
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  }
  const sources = [];
  for (let i = 0; i < args.length; i++) sources.push(from(args[i]));
  const merged = asyncIterable(() => mergeAll(sources));
  return signal === undefined ? merged : asyncIterable(() => abortable(merged, signal));
}

function isMergeOptions(value) {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return !hasMethod(value, Symbol.asyncIterator) && !hasMethod(value, Symbol.iterator) &&
         !hasMethod(value, Symbol.for('Stream.toAsyncStreamable')) && !hasMethod(value, Symbol.for('Stream.toStreamable')) &&
         !(value instanceof ArrayBuffer) && !isSharedArrayBuffer(value);
}

/** Gives batches in the order in which the sources have them; asks each again only when its last was taken. */
function mergeAll(sources) {
  const iterators = [];
  for (let i = 0; i < sources.length; i++) iterators.push(sources[i][Symbol.asyncIterator]());
  return new Merging(iterators);
}

class Merging {
  /** Sources that are to be asked. */
  #idle;
  #active;
  /** Outcomes that were not given yet. */
  #ready = [];
  #wake = undefined;
  #over = false;

  constructor(iterators) {
    this.#idle = iterators.slice();
    this.#active = new Set(iterators);
  }

  async next() {
    while (!this.#over) {
      const idle = this.#idle;
      this.#idle = [];
      for (let i = 0; i < idle.length; i++) this.#ask(idle[i]);
      if (this.#ready.length === 0) {
        if (this.#active.size === 0) {
          this.#over = true;
          break;
        }
        await new Promise((resolve) => { this.#wake = resolve; });
        continue;
      }
      const { iterator, result, error, failed } = this.#ready.shift();
      if (failed) {
        this.#active.delete(iterator);
        this.#over = true;
        await this.#leaveAll(true, error);
        throw error;
      }
      if (result.done) {
        this.#active.delete(iterator);
        continue;
      }
      this.#idle.push(iterator);
      return { done: false, value: result.value };
    }
    return { done: true, value: undefined };
  }

  #ask(iterator) {
    const settle = (outcome) => {
      this.#ready.push(outcome);
      const wake = this.#wake;
      this.#wake = undefined;
      wake?.();
    };
    let asked;
    try {
      asked = Promise.resolve(iterator.next());
    } catch (error) {
      settle({ iterator, failed: true, error });
      return;
    }
    asked.then((result) => settle({ iterator, result, failed: false }),
               (error) => settle({ iterator, failed: true, error }));
  }

  /** Lets all sources go; what they throw then is told together with what came before. */
  async #leaveAll(failed, error) {
    let cleanup;
    let thrown = false;
    const leaving = [];
    for (const iterator of this.#active) {
      try {
        leaving.push(Promise.resolve(iterator.return?.()).catch((reason) => {
          thrown = true;
          cleanup = reason;
        }));
      } catch (reason) {
        thrown = true;
        cleanup = reason;
      }
    }
    this.#active.clear();
    await Promise.all(leaving);
    if (!thrown) return;
    throw failed ? new SuppressedError(error, cleanup, error?.message) : cleanup;
  }

  async return(value) {
    if (!this.#over) {
      this.#over = true;
      await this.#leaveAll(false);
    }
    return { done: true, value };
  }

  async throw(error) {
    if (!this.#over) {
      this.#over = true;
      await this.#leaveAll(true, error);
    }
    throw error;
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}


module.exports = {
  array, arrayBuffer, arrayBufferSync, arraySync, bytes, bytesSync, merge, ondrain, tap, tapSync, text, textSync,
};
