// Readable.toWeb and Readable.fromWeb. https://nodejs.org/api/stream.html#streamreadabletowebstreamreadable-options
'use strict';

const {
  AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { validateBoolean, validateObject, validateOneOf } = require('internal/validators');
const { destroyStream } = require('internal/streams/destroy');
const { finished } = require('internal/streams/finished');
const { isDestroyed, isReadable, isReadableErrored, isReadableFinished, isReadableStream } =
  require('internal/streams/kinds');
const { nop, then } = require('internal/webstreams/promises');
const { ReaderCore } = require('internal/webstreams/readable_core');
const web = require('internal/webstreams/readable');
const { highWaterMarkOf, readStrategy, sizeOf } = require('internal/webstreams/strategies');

/** Keeps a failure, which the web stream tells of, from being uncaught. */
function ignoreError() {}

/** @returns {object} bytes as fresh memory, anything else as it is */
function toChunk(chunk, asIs) {
  if (asIs || !ArrayBuffer.isView(chunk)) return chunk;
  return new Uint8Array(chunk);
}

/** A Readable as the source of a web stream: paused until something is asked for. */
class StreamSource {
  /** @type {import('./default_controller').DefaultController} */
  controller = undefined;
  #stream;
  /** The web stream was closed, cancelled or has failed. */
  #over = false;

  #toError;

  /**
   * @param {import('stream').Readable} stream
   * @param {(error: Error) => Error} [toError] what the web stream says of the stream's failure
   */
  constructor(stream, toError = undefined) {
    this.#stream = stream;
    this.#toError = toError;
  }

  begin() {
    const stream = this.#stream;
    stream.pause();
    if (!stream.listeners('error').includes(ignoreError)) stream.on('error', ignoreError);
    if (isDestroyed(stream)) {
      this.#ended(outcomeOf(stream));
      return;
    }
    const isBytes = this.controller.pendingPullIntos !== undefined;
    const asIs = !isBytes && !!stream.readableObjectMode;
    stream.on('data', (chunk) => {
      if (this.#over) return;
      chunk = toChunk(chunk, asIs);
      if (isBytes && typeof chunk === 'string') chunk = new (require('internal/encoding').TextEncoder)().encode(chunk);
      this.controller.enqueue(chunk);
      if (!this.#over && this.controller.desiredSize <= 0) stream.pause();
    });
    const release = finished(stream, { writable: false }, (error) => {
      nextTick(release);
      this.#ended(error);
    });
    // Nothing comes to one that has ended already.
    if (isReadable(stream) === false && isReadableFinished(stream)) this.#ended();
  }

  #ended(error) {
    if (this.#over) return;
    this.#over = true;
    if (error === undefined || error === null) {
      closeBytes(this.controller);
    } else if (error.code === 'ERR_STREAM_PREMATURE_CLOSE') {
      this.controller.error(new AbortError(undefined, { cause: error }));
    } else {
      this.controller.error(this.#toError === undefined ? error : this.#toError(error));
    }
  }

  pull() {
    this.#stream.resume();
  }

  cancel(reason) {
    this.#over = true;
    destroyStream(this.#stream, reason);
  }
}

/** Closes a stream; who waits with a buffer of his own gets it back. */
function closeBytes(controller) {
  controller.close();
  if (controller.pendingPullIntos?.length > 0) controller.respond(0);
}

/** How a stream that was destroyed has ended. */
function outcomeOf(stream) {
  const error = isReadableErrored(stream);
  if (error) return error;
  return stream._readableState?.readable === false || isReadableFinished(stream, false) ?
    undefined : new ERR_STREAM_PREMATURE_CLOSE();
}

/**
 * @param {import('stream').Readable} stream
 * @param {{ strategy?: QueuingStrategy, type?: 'bytes' }} [options]
 * @param {(error: Error) => Error} [toError] what the web stream says of the stream's failure
 * @returns {ReadableStream}
 */
function toWeb(stream, options = {}, toError = undefined) {
  if (typeof stream?._readableState !== 'object' && !isReadableStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('streamReadable', 'stream.Readable', stream);
  }
  validateObject(options, 'options');
  const { type } = options;
  if (type !== undefined) validateOneOf(type, 'options.type', ['bytes', undefined]);
  const source = new StreamSource(stream, toError);
  const own = stream.readableHighWaterMark;
  let core;
  if (type === 'bytes') {
    core = web.prepareBytes(source, highWaterMarkOf(readStrategy(options.strategy), own));
  } else if (options.strategy) {
    const strategy = readStrategy(options.strategy);
    core = web.prepare(source, highWaterMarkOf(strategy, own), sizeOf(strategy));
  } else {
    core = web.prepare(source, own, stream.readableObjectMode ? undefined : byteLengthOf);
  }
  source.controller = core.controller;
  source.begin();
  core.controller.begin(undefined);
  return core.object;
}

function byteLengthOf(chunk) {
  return chunk.byteLength ?? chunk.length ?? 1;
}

/** What reads a web stream for a Readable: a read request whose answers are pushed. */
class WebReading {
  reader;
  closed = false;
  #readable;

  /**
   * @param {import('stream').Readable} readable
   * @param {import('./readable_core').ReadableCore} core is locked
   */
  constructor(readable, core) {
    this.#readable = readable;
    this.reader = new ReaderCore(core, false);
    then(this.reader.closed.promise,
         () => { this.closed = true; },
         (error) => {
           this.closed = true;
           destroyStream(readable, error);
         });
  }

  read() {
    this.reader.read(this);
  }

  chunk(value) {
    this.#readable.push(value);
  }

  close() {
    this.#readable.push(null);
  }

  error(reason) {
    destroyStream(this.#readable, reason);
  }

  /** Lets go of the web stream. @returns {Promise<void> | undefined} */
  cancel(reason) {
    if (this.closed) return undefined;
    return then(this.reader.stream.cancel(reason ?? undefined), nop, nop);
  }
}

/** The options that a stream takes from those of fromWeb. */
function checkOptions(options) {
  validateObject(options, 'options');
  const { encoding, objectMode = false } = options;
  if (encoding !== undefined && !require('buffer').Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('options.encoding', encoding);
  }
  validateBoolean(objectMode, 'options.objectMode');
}

/**
 * @param {ReadableStream} stream is locked
 * @param {{ encoding?: string, highWaterMark?: number, objectMode?: boolean, signal?: AbortSignal }} [options]
 * @returns {import('stream').Readable}
 */
function fromWeb(stream, options = {}) {
  const core = web.readableCore(stream);
  if (core === undefined) throw new ERR_INVALID_ARG_TYPE('readableStream', 'ReadableStream', stream);
  checkOptions(options);
  const { encoding, highWaterMark, objectMode = false, signal } = options;
  checkUnlocked(core);
  const { Readable } = require('internal/streams/readable');
  let reading;
  const readable = new Readable({
    encoding,
    highWaterMark,
    objectMode,
    signal,
    read() {
      reading.read();
    },
    destroy(error, callback) {
      const leaving = reading?.cancel(error);
      if (leaving === undefined) callback(error);
      else then(leaving, () => nextTick(callback, error));
    },
  });
  reading = new WebReading(readable, core);
  return readable;
}

function checkUnlocked(core) {
  if (!core.locked) return;
  const { codes } = require('internal/errors');
  throw new codes.ERR_INVALID_STATE.TypeError('ReadableStream is locked');
}

module.exports = { WebReading, checkOptions, checkUnlocked, fromWeb, toWeb };
