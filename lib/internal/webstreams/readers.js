// ReadableStreamDefaultReader and ReadableStreamBYOBReader. https://streams.spec.whatwg.org/#default-reader-class,
// https://streams.spec.whatwg.org/#byob-reader-class
'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { ByteController } = require('internal/webstreams/byte_controller');
const { checkUnshared, checkView } = require('internal/webstreams/byte_objects');
const { describeInterface, inspectAs, inspectCustom } = require('internal/webstreams/inspect');
const { Deferred, rejected, resolved } = require('internal/webstreams/promises');
const { ReaderCore } = require('internal/webstreams/readable_core');
const { checkDictionary } = require('internal/webstreams/strategies');

/** A read() that waits. */
class PendingRead extends Deferred {
  chunk(value) {
    this.resolve({ done: false, value });
  }

  close(value) {
    this.resolve({ done: true, value });
  }

  error(reason) {
    this.reject(reason);
  }
}

function notAttached() {
  return new ERR_INVALID_STATE.TypeError('The reader is not attached to a stream');
}

/** Locks a stream that a program gave. */
function lock(stream, isByob) {
  const core = require('internal/webstreams/readable').readableCore(stream);
  if (core === undefined) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
  if (core.locked) throw new ERR_INVALID_STATE.TypeError('ReadableStream is locked');
  if (isByob && !(core.controller instanceof ByteController)) {
    throw new ERR_INVALID_ARG_VALUE('stream', stream, 'must be a byte stream');
  }
  return new ReaderCore(core, isByob);
}

class ReadableStreamDefaultReader {
  /** @type {ReaderCore} */
  #core;

  /** @param {ReadableStream} stream is locked */
  constructor(stream) {
    this.#core = lock(stream, false);
  }

  /** @returns {Promise<void>} fulfilled when the stream closes; rejected when it fails or the lock is released */
  get closed() {
    if (!ReadableStreamDefaultReader.#is(this)) return rejected(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    return this.#core.closed.promise;
  }

  /**
   * @param {unknown} [reason]
   * @returns {Promise<void>}
   */
  cancel(reason = undefined) {
    if (!ReadableStreamDefaultReader.#is(this)) return rejected(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    const { stream } = this.#core;
    return stream === undefined ? rejected(notAttached()) : stream.cancel(reason);
  }

  /** @returns {Promise<{ done: boolean, value: any }>} */
  read() {
    if (!ReadableStreamDefaultReader.#is(this)) return rejected(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    const core = this.#core;
    const { stream } = core;
    if (stream === undefined) return rejected(notAttached());
    const { state, controller } = stream;
    if (state === 'readable') {
      stream.disturbed = true;
      if (controller.queue.length > 0) return resolved({ done: false, value: controller.take() });
    }
    const request = new PendingRead();
    core.read(request);
    return request.promise;
  }

  releaseLock() {
    if (!ReadableStreamDefaultReader.#is(this)) throw new ERR_INVALID_THIS('ReadableStreamDefaultReader');
    if (this.#core.stream !== undefined) this.#core.release();
  }

  [inspectCustom](depth, options) {
    const core = this.#core;
    return inspectAs('ReadableStreamDefaultReader', {
      stream: core.stream?.object, readRequests: core.requests.length, close: core.closed.promise,
    }, depth, options);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #core in value;
  }
}
describeInterface(ReadableStreamDefaultReader, ['cancel', 'closed', 'read', 'releaseLock']);

class ReadableStreamBYOBReader {
  /** @type {ReaderCore} */
  #core;

  /** @param {ReadableStream} stream a byte stream; is locked */
  constructor(stream) {
    this.#core = lock(stream, true);
  }

  /** @returns {Promise<void>} fulfilled when the stream closes; rejected when it fails or the lock is released */
  get closed() {
    if (!ReadableStreamBYOBReader.#is(this)) return rejected(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    return this.#core.closed.promise;
  }

  /**
   * @param {unknown} [reason]
   * @returns {Promise<void>}
   */
  cancel(reason = undefined) {
    if (!ReadableStreamBYOBReader.#is(this)) return rejected(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    const { stream } = this.#core;
    return stream === undefined ? rejected(notAttached()) : stream.cancel(reason);
  }

  /**
   * @param {ArrayBufferView} view its memory is taken over, and comes back filled
   * @param {{ min?: number }} [options] min: elements to wait for, 1 by default
   * @returns {Promise<{ done: boolean, value: ArrayBufferView | undefined }>}
   */
  read(view, options = undefined) {
    try {
      return ReadableStreamBYOBReader.#readInto(this, view, options);
    } catch (error) {
      return rejected(error);
    }
  }

  static #readInto(reader, view, options) {
    if (!ReadableStreamBYOBReader.#is(reader)) throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
    checkView(view, 'view');
    checkDictionary(options, 'options');
    checkUnshared(view, 'view');
    if (view.byteLength === 0 || view.buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('View or Viewed ArrayBuffer is zero-length or detached');
    }
    const min = toMinimum(options?.min, view);
    const core = reader.#core;
    if (core.stream === undefined) throw notAttached();
    const request = new PendingRead();
    core.readInto(view, min, request);
    return request.promise;
  }

  releaseLock() {
    if (!ReadableStreamBYOBReader.#is(this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
    if (this.#core.stream !== undefined) this.#core.release();
  }

  [inspectCustom](depth, options) {
    const core = this.#core;
    return inspectAs('ReadableStreamBYOBReader', {
      stream: core.stream?.object, readIntoRequests: core.requests.length, close: core.closed.promise,
    }, depth, options);
  }

  static #is(value) {
    return typeof value === 'object' && value !== null && #core in value;
  }
}
describeInterface(ReadableStreamBYOBReader, ['cancel', 'closed', 'read', 'releaseLock']);

/** How many elements of the view are to be filled at least. */
function toMinimum(min, view) {
  if (min === undefined) return 1;
  if (typeof min !== 'number') throw new ERR_INVALID_ARG_TYPE('options.min', 'number', min);
  if (!Number.isInteger(min)) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be an integer');
  if (min <= 0) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be greater than 0');
  const isDataView = view.BYTES_PER_ELEMENT === undefined;
  if (min > (isDataView ? view.byteLength : view.length)) {
    throw new ERR_OUT_OF_RANGE('options.min', `<= view.${isDataView ? 'byteLength' : 'length'}`, min);
  }
  return min;
}

module.exports = { PendingRead, ReadableStreamBYOBReader, ReadableStreamDefaultReader };
