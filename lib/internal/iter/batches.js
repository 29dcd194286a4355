// What flows through iterable streams: batches, that is arrays of Uint8Array. https://nodejs.org/api/stream_iter.html
//
// Anything that a program gives as data is brought into that form here: text becomes UTF-8, iterables are flattened.
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isAnyArrayBuffer, isPromise, isUint8Array } = require('internal/util/types');

const { isView } = ArrayBuffer;
const { isArray } = Array;

const toStreamable = Symbol.for('Stream.toStreamable');
const toAsyncStreamable = Symbol.for('Stream.toAsyncStreamable');

/** So many chunks of a long list or a generator make one batch. */
const kBatchLength = 128;

const syncKinds = ['string', 'ArrayBuffer', 'ArrayBufferView', 'Iterable', 'toStreamable'];
const asyncKinds = [
  'string', 'ArrayBuffer', 'ArrayBufferView', 'Iterable', 'AsyncIterable', 'toStreamable', 'toAsyncStreamable',
];

/** Iterables that are known to give batches and nothing else. */
const trusted = new WeakSet();

/** @returns {T} `iterable`, whose batches need no check from now on @template T */
function trust(iterable) {
  trusted.add(iterable);
  return iterable;
}

let encoder;

/** @returns {Uint8Array} UTF-8 */
function encode(text) {
  encoder ??= new (require('internal/encoding').TextEncoder)();
  return encoder.encode(text);
}

/** One value as bytes; undefined when it is no single value but something to go through. */
function toBytes(value) {
  if (typeof value === 'string') return encode(value);
  if (isUint8Array(value)) return value;
  if (isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  return undefined;
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function hasMethod(value, name) {
  return isObject(value) && typeof value[name] === 'function';
}

function isBatch(value) {
  if (!isArray(value)) return false;
  for (let i = 0; i < value.length; i++) if (!isUint8Array(value[i])) return false;
  return true;
}

/** Adds all that a value holds to a batch. */
function flatten(value, batch) {
  const bytes = toBytes(value);
  if (bytes !== undefined) {
    batch.push(bytes);
  } else if (hasMethod(value, toStreamable)) {
    flatten(value[toStreamable](), batch);
  } else if (isObject(value) && !isPromise(value) && typeof value[Symbol.iterator] === 'function') {
    for (const part of value) flatten(part, batch);
  } else {
    throw new ERR_INVALID_ARG_TYPE('value', syncKinds, value);
  }
}

/** As flatten, of what may hold promises and async iterables too. */
async function flattenLater(value, batch) {
  if (isObject(value) && typeof value.then === 'function') value = await value;
  const bytes = toBytes(value);
  if (bytes !== undefined) {
    batch.push(bytes);
  } else if (hasMethod(value, toAsyncStreamable)) {
    await flattenLater(await value[toAsyncStreamable](), batch);
  } else if (hasMethod(value, toStreamable)) {
    await flattenLater(value[toStreamable](), batch);
  } else if (hasMethod(value, Symbol.asyncIterator)) {
    for await (const part of value) await flattenLater(part, batch);
  } else if (hasMethod(value, Symbol.iterator)) {
    for (const part of value) await flattenLater(part, batch);
  } else {
    throw new ERR_INVALID_ARG_TYPE('value', asyncKinds, value);
  }
}

function checkPresent(input) {
  if (input === null || input === undefined) {
    throw new ERR_INVALID_ARG_TYPE('input', 'a non-null value', input);
  }
}

/** A list of one or more batches, without copying short lists. */
function* slices(list) {
  if (list.length === 0) return;
  if (list.length <= kBatchLength) {
    yield list;
    return;
  }
  for (let i = 0; i < list.length; i += kBatchLength) yield list.slice(i, i + kBatchLength);
}

/** An iterable of a function that makes its iterator. */
function syncIterable(iterate) {
  return trust({ __proto__: null, [Symbol.iterator]() { return iterate(); } });
}

function asyncIterable(iterate) {
  return trust({ __proto__: null, [Symbol.asyncIterator]() { return iterate(); } });
}

/**
 * https://nodejs.org/api/stream_iter.html#fromsyncinput
 * @param {unknown} input
 * @returns {Iterable<Uint8Array[]>}
 */
function fromSync(input) {
  checkPresent(input);
  if (trusted.has(input) && typeof input[Symbol.iterator] === 'function') return input;
  const bytes = toBytes(input);
  if (bytes !== undefined) return syncIterable(function* () { yield [bytes]; });
  if (isBatch(input)) return syncIterable(() => slices(input));
  if (hasMethod(input, toStreamable)) return fromSync(input[toStreamable]());
  if (isPromise(input)) throw new ERR_INVALID_ARG_TYPE('input', 'a synchronous input (not Promise)', input);
  if (hasMethod(input, Symbol.iterator)) return syncIterable(() => batchesOf(input));
  if (hasMethod(input, Symbol.asyncIterator)) {
    throw new ERR_INVALID_ARG_TYPE('input', 'a synchronous input (not AsyncIterable)', input);
  }
  throw new ERR_INVALID_ARG_TYPE('input', syncKinds, input);
}

/** The batches of a sync iterable of anything: bytes that come one by one are gathered. */
function* batchesOf(iterable) {
  let gathered = [];
  for (const value of iterable) {
    if (isUint8Array(value)) {
      gathered.push(value);
      if (gathered.length === kBatchLength) {
        yield gathered;
        gathered = [];
      }
      continue;
    }
    if (gathered.length > 0) {
      yield gathered;
      gathered = [];
    }
    const batch = toBatch(value);
    if (batch.length > 0) yield batch;
  }
  if (gathered.length > 0) yield gathered;
}

function toBatch(value) {
  if (isBatch(value)) return value;
  const batch = [];
  flatten(value, batch);
  return batch;
}

async function toBatchLater(value) {
  const batch = [];
  await flattenLater(value, batch);
  return batch;
}

/**
 * https://nodejs.org/api/stream_iter.html#frominput
 * @param {unknown} input
 * @returns {AsyncIterable<Uint8Array[]>}
 */
function from(input) {
  checkPresent(input);
  if (trusted.has(input) && typeof input[Symbol.asyncIterator] === 'function') return input;
  const bytes = toBytes(input);
  if (bytes !== undefined) return asyncIterable(async function* () { yield [bytes]; });
  if (isBatch(input)) return asyncIterable(async function* () { yield* slices(input); });
  if (hasMethod(input, toAsyncStreamable)) {
    const result = input[toAsyncStreamable]();
    if (!isObject(result) || typeof result.then !== 'function') return from(result);
    return asyncIterable(async function* () { yield* from(await result); });
  }
  if (hasMethod(input, toStreamable)) return from(input[toStreamable]());
  if (hasMethod(input, Symbol.asyncIterator)) return asyncIterable(() => new BatchIterator(input));
  if (hasMethod(input, Symbol.iterator)) return asyncIterable(() => batchesOfMixed(input));
  throw new ERR_INVALID_ARG_TYPE('input', asyncKinds, input);
}

/** The batches of an async iterable of anything. No generator: who leaves is not kept waiting by a source that is silent. */
class BatchIterator {
  #iterator;

  constructor(iterable) {
    this.#iterator = iterable[Symbol.asyncIterator]();
  }

  async next() {
    for (;;) {
      const { done, value } = await this.#iterator.next();
      if (done) return { done: true, value: undefined };
      if (isUint8Array(value)) return { done: false, value: [value] };
      const batch = isBatch(value) ? value : await toBatchLater(value);
      if (batch.length > 0) return { done: false, value: batch };
    }
  }

  async return(value) {
    await this.#iterator.return?.();
    return { done: true, value };
  }

  async throw(error) {
    await this.#iterator.return?.();
    throw error;
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

/** As batchesOf, of an iterable that may hold promises. */
async function* batchesOfMixed(iterable) {
  let gathered = [];
  for (const value of iterable) {
    if (isUint8Array(value)) {
      gathered.push(value);
      if (gathered.length === kBatchLength) {
        yield gathered;
        gathered = [];
      }
      continue;
    }
    if (gathered.length > 0) {
      yield gathered;
      gathered = [];
    }
    const batch = isBatch(value) ? value : await toBatchLater(value);
    if (batch.length > 0) yield batch;
  }
  if (gathered.length > 0) yield gathered;
}

/** @returns {number} bytes in a batch */
function sizeOf(batch) {
  let size = 0;
  for (let i = 0; i < batch.length; i++) size += batch[i].byteLength;
  return size;
}

module.exports = {
  asyncIterable, encode, flatten, flattenLater, from, fromSync, hasMethod, isBatch, isObject, sizeOf, syncIterable, toAsyncStreamable,
  toBytes, toStreamable, trust,
};
