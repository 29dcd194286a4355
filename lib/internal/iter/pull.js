// Pipelines that run when they are read. https://nodejs.org/api/stream_iter.html#pipelines
'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { abortable } = require('internal/iter/abortable');
const {
  asyncIterable, flatten, flattenLater, from, fromSync, hasMethod, isBatch, isObject, sizeOf, syncIterable, toBytes,
} = require('internal/iter/batches');
const { isPromise } = require('internal/util/types');

const syncResults = ['string', 'Uint8Array', 'ArrayBuffer', 'ArrayBufferView', 'Array', 'Iterable', 'null'];
const asyncResults = [
  'string', 'Uint8Array', 'ArrayBuffer', 'ArrayBufferView', 'Array', 'Iterable', 'AsyncIterable', 'Promise', 'null',
];

/** Whether the last argument of a variadic function is its options, not a transform. */
function isOptions(value) {
  return typeof value === 'object' && value !== null && !('transform' in value);
}

function checkTransforms(transforms) {
  for (let i = 0; i < transforms.length; i++) {
    if (typeof transforms[i] !== 'function' && !hasMethod(transforms[i], 'transform')) {
      throw new ERR_INVALID_ARG_TYPE(`transforms[${i}]`, ['Function', 'Object with transform()'], transforms[i]);
    }
  }
}

/**
 * Splits variadic arguments.
 * @param {any[]} args transforms and perhaps options
 * @returns {{ transforms: any[], options: object | undefined }}
 */
function splitArguments(args) {
  let options;
  if (args.length > 0 && isOptions(args[args.length - 1])) options = args.pop();
  checkTransforms(args);
  if (options?.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  return { transforms: args, options };
}

/** What a transform of the async kind has returned, as batches. */
async function* batchesOfResult(result) {
  if (isPromise(result)) result = await result;
  if (result === null) return;
  if (isBatch(result)) {
    if (result.length > 0) yield result;
    return;
  }
  const bytes = toBytes(result);
  if (bytes !== undefined) {
    yield [bytes];
    return;
  }
  if (!isObject(result)) throw new ERR_INVALID_ARG_TYPE('result', asyncResults, result);
  if (typeof result.then === 'function') {
    yield* batchesOfResult(await result);
  } else if (hasMethod(result, Symbol.asyncIterator)) {
    for await (const part of result) yield* batchesOfResult(part);
  } else {
    const batch = [];
    await flattenLater(result, batch);
    if (batch.length > 0) yield batch;
  }
}

/** The same of the sync kind. */
function* batchesOfSyncResult(result) {
  if (result === null) return;
  if (isBatch(result)) {
    if (result.length > 0) yield result;
    return;
  }
  const bytes = toBytes(result);
  if (bytes !== undefined) {
    yield [bytes];
    return;
  }
  if (!hasMethod(result, Symbol.iterator)) throw new ERR_INVALID_ARG_TYPE('result', syncResults, result);
  const batch = [];
  flatten(result, batch);
  if (batch.length > 0) yield batch;
}

/** All batches, then null, which tells a transform that nothing more comes. */
async function* withFlush(source) {
  yield* source;
  yield null;
}

function* withFlushSync(source) {
  yield* source;
  yield null;
}

async function* runStateless(source, transform, signal) {
  // Each call has options of its own: what one writes into them is not seen by others.
  for await (const batch of source) yield* batchesOfResult(transform(batch, { __proto__: null, signal }));
  yield* batchesOfResult(transform(null, { __proto__: null, signal }));
}

async function* runStateful(source, transform, signal) {
  const output = transform.transform(withFlush(source), { __proto__: null, signal });
  if (!hasMethod(output, Symbol.asyncIterator) && !hasMethod(output, Symbol.iterator)) {
    throw new TypeError('output is not async iterable');
  }
  for await (const part of output) yield* batchesOfResult(part);
}

function* runStatelessSync(source, transform) {
  for (const batch of source) yield* batchesOfSyncResult(transform(batch));
  yield* batchesOfSyncResult(transform(null));
}

function* runStatefulSync(source, transform) {
  const output = transform.transform(withFlushSync(source));
  if (!hasMethod(output, Symbol.iterator)) throw new TypeError('output is not iterable');
  for (const part of output) yield* batchesOfSyncResult(part);
}

/** Runs the transforms; their signal aborts when the pipeline fails or is left. */
async function* runPipeline(source, transforms, signal) {
  const controller = new (require('internal/abort_controller').AbortController)();
  let listening;
  if (signal !== undefined) {
    listening = require('internal/events/abort_listener').addAbortListener(signal, () => controller.abort(signal.reason));
  }
  let current = source;
  for (let i = 0; i < transforms.length; i++) {
    const transform = transforms[i];
    current = typeof transform === 'function' ?
      runStateless(current, transform, controller.signal) : runStateful(current, transform, controller.signal);
  }
  let ended = false;
  try {
    yield* current;
    ended = true;
  } catch (error) {
    ended = true;
    if (!controller.signal.aborted) controller.abort(error);
    throw error;
  } finally {
    listening?.[Symbol.dispose]();
    if (!ended && !controller.signal.aborted) controller.abort();
  }
}

/**
 * @param {AsyncIterable<Uint8Array[]>} source
 * @param {any[]} transforms checked
 * @param {AbortSignal} [signal]
 * @returns {AsyncIterable<Uint8Array[]>}
 */
function transformed(source, transforms, signal = undefined) {
  if (transforms.length === 0 && signal === undefined) return source;
  return asyncIterable(() => {
    const batches = transforms.length === 0 ? source : asyncIterable(() => runPipeline(source, transforms, signal));
    return signal === undefined ? batches[Symbol.asyncIterator]() : abortable(batches, signal);
  });
}

/** Iterables that make what they are made of when they are first read. */
function lazily(source) {
  return asyncIterable(() => from(source)[Symbol.asyncIterator]());
}

/**
 * https://nodejs.org/api/stream_iter.html#pullsource-transforms-options
 * @param {unknown} source
 * @param {...any} args transforms, and perhaps options
 * @returns {AsyncIterable<Uint8Array[]>}
 */
function pull(source, ...args) {
  const { transforms, options } = splitArguments(args);
  return transformed(lazily(source), transforms, options?.signal);
}

/**
 * https://nodejs.org/api/stream_iter.html#pullsyncsource-transforms
 * @param {unknown} source
 * @param {...any} transforms
 * @returns {Iterable<Uint8Array[]>}
 */
function pullSync(source, ...transforms) {
  checkTransforms(transforms);
  return syncIterable(() => transformedSync(fromSync(source), transforms)[Symbol.iterator]());
}

function transformedSync(source, transforms) {
  let current = source;
  for (let i = 0; i < transforms.length; i++) {
    const transform = transforms[i];
    current = typeof transform === 'function' ?
      runStatelessSync(current, transform) : runStatefulSync(current, transform);
  }
  return current;
}

/** Splits the arguments of pipeTo: transforms, the writer, options. */
function splitPipeArguments(args, method, message) {
  let options;
  const isWriter = (value) => hasMethod(value, 'write') || hasMethod(value, 'writeSync');
  if (args.length > 0 && isOptions(args[args.length - 1]) && !isWriter(args[args.length - 1])) {
    options = args.pop();
    if (args.length === 0 || !isObject(args[args.length - 1])) {
      throw new ERR_INVALID_ARG_VALUE('args', [...args, options], 'pipeTo requires a writer argument');
    }
  }
  if (args.length === 0) throw new ERR_INVALID_ARG_VALUE('args', args, 'pipeTo requires a writer argument');
  const writer = args.pop();
  if (!hasMethod(writer, method)) throw new ERR_INVALID_ARG_TYPE('writer', message, writer);
  checkTransforms(args);
  if (options?.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  return { transforms: args, writer, options: options ?? {} };
}

/** Writes a batch, without waiting where the writer can take it at once. @returns {Promise<void> | undefined} */
function writeBatch(writer, batch, options) {
  if (batch.length > 1 && typeof writer.writev === 'function') {
    if (typeof writer.writevSync === 'function' && writer.writevSync(batch)) return undefined;
    return options === undefined ? writer.writev(batch) : writer.writev(batch, options);
  }
  for (let i = 0; i < batch.length; i++) {
    if (typeof writer.writeSync === 'function' && writer.writeSync(batch[i])) continue;
    return writeRest(writer, batch, i, options);
  }
  return undefined;
}

async function writeRest(writer, batch, index, options) {
  const write = (chunk) => (options === undefined ? writer.write(chunk) : writer.write(chunk, options));
  await write(batch[index]);
  for (let i = index + 1; i < batch.length; i++) {
    if (typeof writer.writeSync === 'function' && writer.writeSync(batch[i])) continue;
    await write(batch[i]);
  }
}

/**
 * https://nodejs.org/api/stream_iter.html#pipetosource-transforms-writer-options
 * @param {unknown} source
 * @param {...any} args transforms, the writer, and perhaps options
 * @returns {Promise<number>} of bytes
 */
async function pipeTo(source, ...args) {
  const { transforms, writer, options } = splitPipeArguments(args, 'write', 'object with a write method');
  const { signal, preventClose, preventFail } = options;
  signal?.throwIfAborted();
  const writeOptions = signal === undefined ? undefined : { __proto__: null, signal };
  let total = 0;
  try {
    if (transforms.length === 0 && isPlainIterable(source)) {
      // Each value is written before the next is asked for.
      for (const value of source) {
        signal?.throwIfAborted();
        const batch = [];
        const bytes = toBytes(value);
        if (bytes !== undefined) batch.push(bytes);
        else await flattenLater(value, batch);
        const writing = writeBatch(writer, batch, writeOptions);
        if (writing !== undefined) await writing;
        total += sizeOf(batch);
      }
      signal?.throwIfAborted();
    } else {
      for await (const batch of transformed(from(source), transforms, signal)) {
        const writing = writeBatch(writer, batch, writeOptions);
        if (writing !== undefined) await writing;
        total += sizeOf(batch);
      }
    }
    if (!preventClose) {
      const ended = typeof writer.endSync === 'function' ? writer.endSync() : -1;
      if (ended < 0 && typeof writer.end === 'function') {
        await (writeOptions === undefined ? writer.end() : writer.end(writeOptions));
      }
    }
  } catch (error) {
    if (!preventFail) writer.fail?.(error);
    throw error;
  }
  return total;
}

/** Whether a source is a generator or the like, whose values come one by one. */
function isPlainIterable(source) {
  return typeof source === 'object' && source !== null && toBytes(source) === undefined && !Array.isArray(source) &&
         typeof source[Symbol.iterator] === 'function' && source[Symbol.asyncIterator] === undefined &&
         source[Symbol.for('Stream.toAsyncStreamable')] === undefined &&
         source[Symbol.for('Stream.toStreamable')] === undefined;
}

/**
 * https://nodejs.org/api/stream_iter.html#pipetosyncsource-transforms-writer-options
 * @param {unknown} source
 * @param {...any} args transforms, the writer, and perhaps options
 * @returns {number} of bytes
 */
function pipeToSync(source, ...args) {
  const { transforms, writer, options } = splitPipeArguments(args, 'writeSync', 'object with a writeSync method');
  const { preventClose, preventFail } = options;
  let total = 0;
  try {
    for (const batch of transformedSync(fromSync(source), transforms)) {
      writeBatchSync(writer, batch);
      total += sizeOf(batch);
    }
    if (!preventClose) {
      const ended = typeof writer.endSync === 'function' ? writer.endSync() : -1;
      if (ended < 0) writer.end?.();
    }
  } catch (error) {
    if (!preventFail) writer.fail?.(error);
    throw error;
  }
  return total;
}

function writeBatchSync(writer, batch) {
  if (batch.length > 1 && typeof writer.writevSync === 'function') {
    if (writer.writevSync(batch)) return;
    throw overBudget();
  }
  for (let i = 0; i < batch.length; i++) {
    if (!writer.writeSync(batch[i])) throw overBudget();
  }
}

function overBudget() {
  return new ERR_OUT_OF_RANGE('write', 'within byte budget', 'budget exhausted');
}

module.exports = {
  checkTransforms, pipeTo, pipeToSync, pull, pullSync, splitArguments, transformed, transformedSync,
};
