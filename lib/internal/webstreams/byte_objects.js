// ReadableByteStreamController and ReadableStreamBYOBRequest as sources see them.
// https://streams.spec.whatwg.org/#rbs-controller-class, https://streams.spec.whatwg.org/#rs-byob-request-class
'use strict';

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { describeInterface, inspectAs, inspectCustom } = require('internal/webstreams/inspect');
const { isSharedArrayBuffer } = require('internal/util/types');

const { isView } = ArrayBuffer;
const constructible = Symbol('constructible');

function checkView(view, name) {
  if (!isView(view)) throw new ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], view);
}

function checkUnshared(view, name) {
  if (isSharedArrayBuffer(view.buffer)) {
    throw new ERR_INVALID_ARG_VALUE(name, view, 'must not be backed by a SharedArrayBuffer');
  }
}

let coreOf;

class ReadableByteStreamController {
  #core;

  constructor(token = undefined, core = undefined) {
    if (token !== constructible) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#core = core;
  }

  static {
    coreOf = (value) => {
      if (typeof value !== 'object' || value === null || !(#core in value)) {
        throw new ERR_INVALID_THIS('ReadableByteStreamController');
      }
      return value.#core;
    };
  }

  /** @returns {ReadableStreamBYOBRequest | null} what a reader wants to have filled */
  get byobRequest() {
    const request = coreOf(this).byobRequest;
    if (request === null) return null;
    return request.object ??= new ReadableStreamBYOBRequest(constructible, request);
  }

  /** @returns {number | null} how many more bytes the queue wants; null when the stream has failed */
  get desiredSize() {
    return coreOf(this).desiredSize;
  }

  close() {
    const core = coreOf(this);
    if (core.closeRequested || core.stream.state !== 'readable') {
      throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    }
    core.close();
  }

  /** @param {ArrayBufferView} chunk its memory is taken over */
  enqueue(chunk) {
    const core = coreOf(this);
    checkView(chunk, 'buffer');
    checkUnshared(chunk, 'chunk');
    if (chunk.byteLength === 0 || chunk.buffer.byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('chunk ArrayBuffer is zero-length or detached');
    }
    if (core.closeRequested || core.stream.state !== 'readable') {
      throw new ERR_INVALID_STATE.TypeError('ReadableStream is already closed');
    }
    core.enqueue(chunk);
  }

  /** @param {unknown} [error] */
  error(error = undefined) {
    coreOf(this).error(error);
  }

  [inspectCustom](depth, options) {
    return inspectAs('ReadableByteStreamController', {}, depth, options);
  }
}
describeInterface(ReadableByteStreamController, ['byobRequest', 'close', 'desiredSize', 'enqueue', 'error']);

let requestOf;

/** Web IDL's [EnforceRange] unsigned long long. */
function toByteCount(value) {
  const number = Math.trunc(+value);
  if (!(number >= 0 && number <= Number.MAX_SAFE_INTEGER)) {
    throw new ERR_INVALID_ARG_VALUE('bytesWritten', value);
  }
  return number + 0;
}

class ReadableStreamBYOBRequest {
  #core;

  constructor(token = undefined, core = undefined) {
    if (token !== constructible) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#core = core;
  }

  static {
    requestOf = (value) => {
      if (typeof value !== 'object' || value === null || !(#core in value)) {
        throw new ERR_INVALID_THIS('ReadableStreamBYOBRequest');
      }
      return value.#core;
    };
  }

  /** @returns {Uint8Array | null} where to write; null once it was answered */
  get view() {
    return requestOf(this).view;
  }

  /** @param {number} bytesWritten into `view` */
  respond(bytesWritten) {
    const { controller, view } = requestOf(this);
    if (controller === undefined) {
      throw new ERR_INVALID_STATE.TypeError('This BYOB request has been invalidated');
    }
    const count = toByteCount(bytesWritten);
    if (view.buffer.detached) throw new ERR_INVALID_STATE.TypeError('Viewed ArrayBuffer is detached');
    controller.respond(count);
  }

  /** @param {ArrayBufferView} view of the same memory, from where `view` begins */
  respondWithNewView(view) {
    const { controller } = requestOf(this);
    checkView(view, 'view');
    checkUnshared(view, 'view');
    if (controller === undefined) {
      throw new ERR_INVALID_STATE.TypeError('This BYOB request has been invalidated');
    }
    if (view.buffer.detached) throw new ERR_INVALID_STATE.TypeError('Viewed ArrayBuffer is detached');
    controller.respondWithNewView(view);
  }

  [inspectCustom](depth, options) {
    const { controller, view } = requestOf(this);
    return inspectAs('ReadableStreamBYOBRequest', { view, controller: controller?.object }, depth, options);
  }
}
describeInterface(ReadableStreamBYOBRequest, ['respond', 'respondWithNewView', 'view']);

/** The public object of a controller. */
function publish(core) {
  return new ReadableByteStreamController(constructible, core);
}

module.exports = { ReadableByteStreamController, ReadableStreamBYOBRequest, checkUnshared, checkView, publish };
