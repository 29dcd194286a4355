// Duplex.toWeb and Duplex.fromWeb. https://nodejs.org/api/stream.html#streamduplextowebstreamduplex-options
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { validateObject, validateOneOf } = require('internal/validators');
const { isDestroyed, isReadable, isWritable } = require('internal/streams/kinds');
const readableAdapter = require('internal/webstreams/adapt_readable');
const writableAdapter = require('internal/webstreams/adapt_writable');
const { then } = require('internal/webstreams/promises');
const { ReadableStream, readableCore } = require('internal/webstreams/readable');
const { writableCore } = require('internal/webstreams/writable');

function closedReadable() {
  const stream = new ReadableStream();
  readableCore(stream).cancel();
  return stream;
}

/**
 * @param {import('stream').Duplex} duplex
 * @param {{ readableType?: 'bytes', type?: 'bytes' }} [options] type: the older name
 * @returns {{ readable: ReadableStream, writable: WritableStream }}
 */
function toWeb(duplex, options = {}) {
  if (typeof duplex?._writableState !== 'object' || typeof duplex?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('duplex', 'stream.Duplex', duplex);
  }
  validateObject(options, 'options');
  const type = options.readableType ?? options.type;
  if (type !== undefined) validateOneOf(type, 'options.type', ['bytes', undefined]);
  if (isDestroyed(duplex)) return { writable: writableAdapter.closed(), readable: closedReadable() };
  const writable = isWritable(duplex) ? writableAdapter.toWeb(duplex) : writableAdapter.closed();
  const readable = isReadable(duplex) ? readableAdapter.toWeb(duplex, { type }) : closedReadable();
  return { writable, readable };
}

/**
 * @param {{ readable: ReadableStream, writable: WritableStream }} pair both are locked
 * @param {{ allowHalfOpen?: boolean, decodeStrings?: boolean, encoding?: string, highWaterMark?: number,
 *   objectMode?: boolean, signal?: AbortSignal }} [options]
 * @returns {import('stream').Duplex}
 */
function fromWeb(pair, options = {}) {
  validateObject(pair, 'pair');
  const source = readableCore(pair.readable);
  if (source === undefined) throw new ERR_INVALID_ARG_TYPE('pair.readable', 'ReadableStream', pair.readable);
  const dest = writableCore(pair.writable);
  if (dest === undefined) throw new ERR_INVALID_ARG_TYPE('pair.writable', 'WritableStream', pair.writable);
  readableAdapter.checkOptions(options);
  const {
    allowHalfOpen = false, decodeStrings, encoding, highWaterMark, objectMode = false, signal,
  } = options;
  readableAdapter.checkUnlocked(source);
  writableAdapter.checkUnlocked(dest);
  const { Duplex } = require('internal/streams/duplex');
  let reading;
  let writing;
  const duplex = new Duplex({
    allowHalfOpen,
    decodeStrings,
    encoding,
    highWaterMark,
    objectMode,
    signal,
    read() {
      reading.read();
    },
    write(chunk, encodingOfChunk, callback) {
      writing.write(chunk, callback);
    },
    writev(chunks, callback) {
      writing.writeAll(chunks, callback);
    },
    final(callback) {
      writing.end(callback);
    },
    destroy(error, callback) {
      const left = writing?.leave(error);
      const cancelled = reading?.cancel(error);
      const done = () => nextTick(callback, error);
      if (left === undefined && cancelled === undefined) callback(error);
      else if (left === undefined) then(cancelled, done);
      else if (cancelled === undefined) then(left, done);
      else then(left, () => then(cancelled, done));
    },
  });
  writing = new writableAdapter.WebWriting(duplex, dest);
  reading = new readableAdapter.WebReading(duplex, source);
  return duplex;
}

/**
 * The two web streams of a transform of this runtime.
 * @param {import('stream').Duplex} duplex
 * @param {(chunk: any) => void} check throws for chunks that are refused
 * @param {(error: Error) => Error} toError what the web streams say of the duplex' failure
 * @returns {{ readable: ReadableStream, writable: WritableStream }}
 */
function fromTransform(duplex, check, toError) {
  const writable = writableAdapter.toWeb(duplex, check, toError);
  const readable = readableAdapter.toWeb(duplex, {}, toError);
  return { readable, writable };
}

module.exports = { fromTransform, fromWeb, toWeb };
