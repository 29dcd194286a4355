// node:stream. https://nodejs.org/api/stream.html
'use strict';

const { Stream } = require('internal/streams/legacy');
const kinds = require('internal/streams/kinds');
const { getDefaultHighWaterMark, setDefaultHighWaterMark } = require('internal/streams/high_water_mark');
const { destroyStream } = require('internal/streams/destroy');
const { Readable } = require('internal/streams/readable');
const { Writable } = require('internal/streams/writable');
const { Duplex } = require('internal/streams/duplex');
const { Transform, PassThrough } = require('internal/streams/transform');
const { finished, finishedPromise } = require('internal/streams/finished');

const promisifyCustom = Symbol.for('nodejs.util.promisify.custom');

/**
 * Connects streams, iterables and functions; see internal/streams/pipeline.
 * @param {...any} streams and at last the callback
 * @returns {Stream}
 */
function pipeline(...streams) {
  return require('internal/streams/pipeline').pipeline(...streams);
}

/**
 * Several stages as one Duplex; see internal/streams/compose.
 * @param {...any} streams
 * @returns {Duplex}
 */
function compose(...streams) {
  return require('internal/streams/compose').compose(...streams);
}

/**
 * Destroys a stream with an AbortError when the signal aborts.
 * @param {AbortSignal} signal
 * @param {T} stream
 * @returns {T}
 * @template T
 */
function addAbortSignal(signal, stream) {
  return require('internal/streams/add_abort_signal').addAbortSignal(signal, stream);
}

/**
 * Two Duplex streams, each reading what is written to the other.
 * @param {object} [options]
 * @returns {[Duplex, Duplex]}
 */
function duplexPair(options) {
  return require('internal/streams/duplex_pair').duplexPair(options);
}

function isUint8Array(value) {
  return value instanceof Uint8Array;
}

/** A Buffer of the same memory. */
function _uint8ArrayToBuffer(chunk) {
  const { Buffer } = require('buffer');
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

module.exports = Stream;
Stream.isDestroyed = kinds.isDestroyed;
Stream.isDisturbed = kinds.isDisturbed;
Stream.isErrored = kinds.isErrored;
Stream.isReadable = kinds.isReadable;
Stream.isWritable = kinds.isWritable;
Stream.Readable = Readable;
Stream.Writable = Writable;
Stream.Duplex = Duplex;
Stream.Transform = Transform;
Stream.PassThrough = PassThrough;
Stream.duplexPair = duplexPair;
Stream.pipeline = pipeline;
Stream.addAbortSignal = addAbortSignal;
Stream.finished = finished;
Stream.destroy = destroyStream;
Stream.compose = compose;
Stream.setDefaultHighWaterMark = setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = getDefaultHighWaterMark;
Object.defineProperty(Stream, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('stream/promises'); },
});
Object.defineProperty(pipeline, promisifyCustom, {
  __proto__: null,
  enumerable: true,
  get() { return require('internal/streams/pipeline').pipelinePromise; },
});
Object.defineProperty(finished, promisifyCustom, { __proto__: null, enumerable: true, value: finishedPromise });
Stream.Stream = Stream;
Stream._isArrayBufferView = ArrayBuffer.isView;
Stream._isUint8Array = isUint8Array;
Stream._uint8ArrayToBuffer = _uint8ArrayToBuffer;
