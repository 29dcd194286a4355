// Writable.toWeb and Writable.fromWeb. https://nodejs.org/api/stream.html#streamwritabletowebstreamwritable
'use strict';

const {
  AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_STATE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { validateBoolean, validateObject } = require('internal/validators');
const { destroyStream } = require('internal/streams/destroy');
const { finished } = require('internal/streams/finished');
const { isDestroyed, isWritable, isWritableEnded, isWritableStream } = require('internal/streams/kinds');
const { isAnyArrayBuffer } = require('internal/util/types');
const { Deferred, nop, rejected, then } = require('internal/webstreams/promises');
const web = require('internal/webstreams/writable');
const { WriterCore, writtenLater } = require('internal/webstreams/writable_core');

/** A Writable as the sink of a web stream. */
class StreamSink {
  /** @type {import('./writable_core').WritableController} */
  controller = undefined;
  #stream;
  #asIs;
  /** Whether a write waits for 'drain'. */
  #waiting = false;
  /** Whether 'drain' came since the last write; some streams emit it within the write. */
  #drained = false;
  /** A chunk that came while the stream was full of what others had written. */
  #held = undefined;
  /** @type {Deferred | undefined} */
  #closing = undefined;
  #over = false;
  #check;
  #toError;

  /**
   * @param {import('stream').Writable} stream
   * @param {(chunk: any) => void} [check] throws for chunks that are refused
   * @param {(error: Error) => Error} [toError] what the web stream says of the stream's failure
   */
  constructor(stream, check = undefined, toError = undefined) {
    this.#stream = stream;
    this.#asIs = !!stream.writableObjectMode;
    this.#check = check;
    this.#toError = toError;
  }

  begin() {
    const stream = this.#stream;
    stream.on('drain', () => {
      this.#drained = true;
      if (!this.#waiting) return;
      this.#waiting = false;
      const held = this.#held;
      if (held === undefined) {
        this.controller.written();
      } else {
        this.#held = undefined;
        this.controller.settle(this.#writeNow(held));
      }
    });
    const release = finished(stream, { readable: false }, (error) => {
      nextTick(release);
      // Whoever destroyed it knows why.
      stream.on('error', nop);
      this.#ended(error);
    });
  }

  #ended(error) {
    if (this.#over) return;
    this.#over = true;
    if (error === undefined || error === null) {
      if (this.#closing !== undefined) {
        this.#closing.resolve(undefined);
        return;
      }
      error = new AbortError();
    } else if (error.code === 'ERR_STREAM_PREMATURE_CLOSE') {
      error = new AbortError(undefined, { cause: error });
    } else if (this.#toError !== undefined) {
      error = this.#toError(error);
    }
    if (this.#closing !== undefined) this.#closing.reject(error);
    const waits = this.#waiting;
    this.#waiting = false;
    if (waits) this.controller.writeFailed(error);
    else this.controller.errorIfNeeded(error);
  }

  write(chunk) {
    if (this.#check !== undefined) {
      try {
        this.#check(chunk);
      } catch (error) {
        destroyStream(this.#stream, error);
        return rejected(error);
      }
    }
    if (!this.#asIs && isAnyArrayBuffer(chunk)) chunk = require('buffer').Buffer.from(chunk);
    if (this.#stream.writableNeedDrain) {
      this.#held = chunk;
      this.#waiting = true;
      return writtenLater;
    }
    return this.#writeNow(chunk);
  }

  #writeNow(chunk) {
    const stream = this.#stream;
    this.#drained = false;
    try {
      if (stream.write(chunk) || this.#drained) return undefined;
    } catch (error) {
      destroyStream(stream, error);
      return rejected(error);
    }
    if (stream.destroyed) return rejected(stream.errored ?? new AbortError());
    this.#waiting = true;
    return writtenLater;
  }

  close() {
    const closing = this.#closing = new Deferred();
    const stream = this.#stream;
    if (!isWritableEnded(stream)) stream.end();
    return closing.promise;
  }

  abort(reason) {
    destroyStream(this.#stream, reason);
  }
}

/**
 * @param {import('stream').Writable} stream
 * @param {(chunk: any) => void} [check] throws for chunks that are refused
 * @param {(error: Error) => Error} [toError] what the web stream says of the stream's failure
 * @returns {WritableStream}
 */
function toWeb(stream, check = undefined, toError = undefined) {
  if (typeof stream?._writableState !== 'object' && !isWritableStream(stream)) {
    throw new ERR_INVALID_ARG_TYPE('streamWritable', 'stream.Writable', stream);
  }
  if (isDestroyed(stream) || !isWritable(stream)) return closed();
  const sink = new StreamSink(stream, check, toError);
  const core = web.prepare(sink, stream.writableHighWaterMark);
  sink.controller = core.controller;
  sink.begin();
  core.controller.begin(undefined);
  return core.object;
}

/** A web stream that is closed. */
function closed() {
  const stream = new web.WritableStream();
  web.writableCore(stream).close();
  return stream;
}

/** What writes to a web stream for a Writable. */
class WebWriting {
  writer;
  closed = false;

  /**
   * @param {import('stream').Writable} writable
   * @param {import('./writable_core').WritableCore} core is locked
   */
  constructor(writable, core) {
    this.writer = new WriterCore(core);
    then(this.writer.closed.promise,
         () => {
           this.closed = true;
           // Closed by the web stream itself.
           if (!isWritableEnded(writable)) destroyStream(writable, new ERR_STREAM_PREMATURE_CLOSE());
         },
         (error) => {
           this.closed = true;
           destroyStream(writable, error);
         });
  }

  write(chunk, callback) {
    const { stream } = this.writer;
    if (stream.state !== 'writable' || stream.closeQueuedOrInFlight) {
      nextTick(callback, stream.storedError ?? new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
      return;
    }
    const { controller } = stream;
    const size = controller.sizeOf(chunk);
    stream.writeRequests.push(new Write(callback), 1);
    controller.write(chunk, size);
  }

  /** @param {{ chunk: any }[]} chunks */
  writeAll(chunks, callback) {
    let left = chunks.length;
    let failed = false;
    const one = (error) => {
      left--;
      if (failed) return;
      if (error) {
        failed = true;
        callback(error);
      } else if (left === 0) {
        callback();
      }
    };
    for (let i = 0; i < chunks.length; i++) this.write(chunks[i].chunk, one);
  }

  end(callback) {
    if (this.closed) {
      nextTick(callback);
      return;
    }
    then(this.writer.closeOrFail(), () => nextTick(callback), (error) => nextTick(callback, error));
  }

  /** Lets go of the web stream. @returns {Promise<void> | undefined} */
  leave(error) {
    if (this.closed) return undefined;
    const { stream } = this.writer;
    const left = error === null || error === undefined ? this.writer.closeOrFail() : stream.abort(error);
    return then(left, nop, nop);
  }
}

/** A write request that calls back. */
class Write {
  #callback;

  constructor(callback) {
    this.#callback = callback;
  }

  resolve() {
    this.#callback();
  }

  reject(reason) {
    nextTick(this.#callback, reason ?? new AbortError());
  }
}

/**
 * @param {WritableStream} stream is locked
 * @param {{ decodeStrings?: boolean, highWaterMark?: number, objectMode?: boolean, signal?: AbortSignal }} [options]
 * @returns {import('stream').Writable}
 */
function fromWeb(stream, options = {}) {
  const core = web.writableCore(stream);
  if (core === undefined) throw new ERR_INVALID_ARG_TYPE('writableStream', 'WritableStream', stream);
  validateObject(options, 'options');
  const { decodeStrings = true, highWaterMark, objectMode = false, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  validateBoolean(decodeStrings, 'options.decodeStrings');
  checkUnlocked(core);
  const { Writable } = require('internal/streams/writable');
  let writing;
  const writable = new Writable({
    decodeStrings,
    highWaterMark,
    objectMode,
    signal,
    write(chunk, encoding, callback) {
      writing.write(chunk, callback);
    },
    writev(chunks, callback) {
      writing.writeAll(chunks, callback);
    },
    final(callback) {
      writing.end(callback);
    },
    destroy(error, callback) {
      const leaving = writing?.leave(error);
      if (leaving === undefined) callback(error);
      else then(leaving, () => nextTick(callback, error));
    },
  });
  writing = new WebWriting(writable, core);
  return writable;
}

function checkUnlocked(core) {
  if (core.locked) throw new ERR_INVALID_STATE.TypeError('WritableStream is locked');
}

module.exports = { WebWriting, checkUnlocked, closed, fromWeb, toWeb };
