// WritableStream, its writer and its controller. https://streams.spec.whatwg.org/#ws-class
'use strict';

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { fail, mayTransfer, transferable } = require('internal/cloneable');
const { isErroredMark, isWritableMark } = require('internal/streams/kinds');
const { callMethod } = require('internal/webstreams/call');
const { describeInterface, inspectAs, inspectCustom } = require('internal/webstreams/inspect');
const { Deferred, rejected } = require('internal/webstreams/promises');
const { highWaterMarkOf, readStrategy, sizeOf } = require('internal/webstreams/strategies');
const { WritableController, WritableCore, WriterCore } = require('internal/webstreams/writable_core');

/** Says that a constructor is called by this runtime. */
const internal = Symbol('internal');

/**
 * The core of a WritableStream.
 * @type {(value: unknown) => WritableCore | undefined}
 */
let writableCore;

class WritableStream {
  #core = new WritableCore(this);

  /**
   * @param {UnderlyingSink} [sink]
   * @param {QueuingStrategy} [strategy]
   */
  constructor(sink = undefined, strategy = undefined) {
    if (sink === internal) return;
    if (sink === null || (sink !== undefined && typeof sink !== 'object' && typeof sink !== 'function')) {
      throw new ERR_INVALID_ARG_TYPE('sink', 'Object', sink);
    }
    openToSink(this.#core, sink, readStrategy(strategy));
  }

  static {
    writableCore = (value) =>
      (typeof value === 'object' && value !== null && #core in value ? value.#core : undefined);
  }

  /** @returns {boolean} whether a writer or a pipe holds the stream */
  get locked() {
    if (!WritableStream.#is(this)) throw new ERR_INVALID_THIS('WritableStream');
    return this.#core.locked;
  }

  /**
   * @param {unknown} [reason]
   * @returns {Promise<void>}
   */
  abort(reason = undefined) {
    if (!WritableStream.#is(this)) return rejected(new ERR_INVALID_THIS('WritableStream'));
    if (this.#core.locked) return rejected(new ERR_INVALID_STATE.TypeError('WritableStream is locked'));
    return this.#core.abort(reason);
  }

  /** @returns {Promise<void>} */
  close() {
    if (!WritableStream.#is(this)) return rejected(new ERR_INVALID_THIS('WritableStream'));
    const core = this.#core;
    if (core.locked) return rejected(new ERR_INVALID_STATE.TypeError('WritableStream is locked'));
    if (core.closeQueuedOrInFlight) {
      return rejected(new ERR_INVALID_STATE.TypeError('Failure closing WritableStream'));
    }
    return core.close();
  }

  /** @returns {WritableStreamDefaultWriter} */
  getWriter() {
    if (!WritableStream.#is(this)) throw new ERR_INVALID_THIS('WritableStream');
    return new WritableStreamDefaultWriter(this);
  }

  [mayTransfer]() {
    if (this.#core.locked) fail('Cannot transfer a locked WritableStream');
  }

  [transferable]() {
    const port = require('internal/webstreams/transfer').sendWritable(this.#core);
    return ['WritableStream', { port }, [port]];
  }

  get [isErroredMark]() {
    return this.#core.state === 'errored';
  }

  get [isWritableMark]() {
    return this.#core.state === 'writable';
  }

  [inspectCustom](depth, options) {
    const core = this.#core;
    return inspectAs('WritableStream', { locked: core.locked, state: core.state }, depth, options);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #core in value;
  }
}
describeInterface(WritableStream, ['abort', 'close', 'getWriter', 'locked']);

/** A write() whose outcome is waited for is a Deferred: it has the methods of a write request. */

function notBound() {
  return new ERR_INVALID_STATE.TypeError('Writer is not bound to a WritableStream');
}

class WritableStreamDefaultWriter {
  /** @type {WriterCore} */
  #core;

  /** @param {WritableStream} stream is locked */
  constructor(stream) {
    const core = writableCore(stream);
    if (core === undefined) throw new ERR_INVALID_ARG_TYPE('stream', 'WritableStream', stream);
    if (core.locked) throw new ERR_INVALID_STATE.TypeError('WritableStream is locked');
    this.#core = new WriterCore(core);
  }

  /** @returns {Promise<void>} fulfilled when the stream closes; rejected when it fails or the lock is released */
  get closed() {
    if (!WritableStreamDefaultWriter.#is(this)) return rejected(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    return this.#core.closed.promise;
  }

  /** @returns {number | null} how much more the queue wants; null when the stream fails */
  get desiredSize() {
    if (!WritableStreamDefaultWriter.#is(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultWriter');
    const { stream } = this.#core;
    if (stream === undefined) throw notBound();
    const { state } = stream;
    if (state === 'errored' || state === 'erroring') return null;
    return state === 'closed' ? 0 : stream.controller.desiredSize;
  }

  /** @returns {Promise<void>} fulfilled while the stream wants more */
  get ready() {
    if (!WritableStreamDefaultWriter.#is(this)) return rejected(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    return this.#core.ready.promise;
  }

  /**
   * @param {unknown} [reason]
   * @returns {Promise<void>}
   */
  abort(reason = undefined) {
    if (!WritableStreamDefaultWriter.#is(this)) return rejected(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    const { stream } = this.#core;
    return stream === undefined ? rejected(notBound()) : stream.abort(reason);
  }

  /** @returns {Promise<void>} */
  close() {
    if (!WritableStreamDefaultWriter.#is(this)) return rejected(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    const { stream } = this.#core;
    if (stream === undefined) return rejected(notBound());
    if (stream.closeQueuedOrInFlight) {
      return rejected(new ERR_INVALID_STATE.TypeError('Failure to close WritableStream'));
    }
    return stream.close();
  }

  releaseLock() {
    if (!WritableStreamDefaultWriter.#is(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultWriter');
    if (this.#core.stream !== undefined) this.#core.release();
  }

  /**
   * @param {unknown} [chunk]
   * @returns {Promise<void>} fulfilled when the sink has taken it
   */
  write(chunk = undefined) {
    if (!WritableStreamDefaultWriter.#is(this)) return rejected(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    const core = this.#core;
    const { stream } = core;
    if (stream === undefined) return rejected(notBound());
    const { controller } = stream;
    const size = controller.sizeOf(chunk);
    // The strategy may have done anything.
    if (core.stream !== stream) return rejected(new ERR_INVALID_STATE.TypeError('Mismatched WritableStreams'));
    const { state } = stream;
    if (state === 'errored') return rejected(stream.storedError);
    if (state === 'closed' || stream.closeQueuedOrInFlight) {
      return rejected(new ERR_INVALID_STATE.TypeError('WritableStream is closed'));
    }
    if (state === 'erroring') return rejected(stream.storedError);
    const request = new Deferred();
    stream.writeRequests.push(request, 1);
    controller.write(chunk, size);
    return request.promise;
  }

  [inspectCustom](depth, options) {
    const core = this.#core;
    return inspectAs('WritableStreamDefaultWriter', {
      stream: core.stream?.object, close: core.closed.promise, ready: core.ready.promise, desiredSize: this.desiredSize,
    }, depth, options);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #core in value;
  }
}
describeInterface(WritableStreamDefaultWriter,
                  ['abort', 'close', 'closed', 'desiredSize', 'ready', 'releaseLock', 'write']);

class WritableStreamDefaultController {
  /** @type {WritableController} */
  #core;

  constructor(token = undefined, core = undefined) {
    if (token !== internal) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#core = core;
  }

  /** @returns {AbortSignal} aborts when the stream is aborted */
  get signal() {
    if (!WritableStreamDefaultController.#is(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultController');
    return this.#core.signal;
  }

  /** @param {unknown} [error] */
  error(error = undefined) {
    if (!WritableStreamDefaultController.#is(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultController');
    this.#core.errorIfNeeded(error);
  }

  [inspectCustom](depth, options) {
    return inspectAs('WritableStreamDefaultController', { stream: this.#core.stream.object }, depth, options);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #core in value;
  }
}
describeInterface(WritableStreamDefaultController, ['error', 'signal']);

/** The public object of a controller. */
function publishController(core) {
  return new WritableStreamDefaultController(internal, core);
}

/** A member of a sink that is to be called. */
function takeFunction(sink, name) {
  const value = sink?.[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'function') throw new ERR_INVALID_ARG_TYPE(`sink.${name}`, 'Function', value);
  return value;
}

/** https://streams.spec.whatwg.org/#ws-constructor */
function openToSink(core, sink, strategy) {
  const abort = takeFunction(sink, 'abort');
  const close = takeFunction(sink, 'close');
  const start = takeFunction(sink, 'start');
  const type = sink?.type;
  const write = takeFunction(sink, 'write');
  if (type !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('type', type);
  const highWaterMark = highWaterMarkOf(strategy, 1);
  const controller = new WritableController(core, sink, { write, close, abort }, highWaterMark, sizeOf(strategy));
  controller.begin(start === undefined ? undefined : callMethod(start, sink, controller.object));
}

/**
 * A stream of this runtime, not begun: its controller's `begin` is to be called.
 * @param {{ write?: Function, close?: Function, abort?: Function }} sink
 * @param {number} highWaterMark
 * @param {Function} [size]
 * @returns {WritableCore}
 */
function prepare(sink, highWaterMark, size = undefined) {
  const core = writableCore(new WritableStream(internal));
  new WritableController(core, sink, sink, highWaterMark, size);
  return core;
}

module.exports = {
  WritableStream, WritableStreamDefaultController, WritableStreamDefaultWriter, prepare, publishController, writableCore,
};
