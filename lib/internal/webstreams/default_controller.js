// The controller of streams of any values. https://streams.spec.whatwg.org/#rs-default-controller-class
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_STATE, ERR_INVALID_THIS } } = require('internal/errors');
const { describeInterface, inspectAs, inspectCustom } = require('internal/webstreams/inspect');
const { PullingController } = require('internal/webstreams/pulling_controller');
const { ChunkQueue } = require('internal/webstreams/queue');
const { measure } = require('internal/webstreams/strategies');

const constructible = Symbol('constructible');

class DefaultController extends PullingController {
  queue = new ChunkQueue();
  /** Measures chunks; undefined: each counts 1. */
  #size;
  #object = undefined;

  /**
   * The first five parameters are PullingController's.
   * @param {import('./readable_core').ReadableCore} stream
   * @param {object} source
   * @param {Function | undefined} pull
   * @param {Function | undefined} cancel
   * @param {number} highWaterMark
   * @param {Function | undefined} size
   */
  constructor(stream, source, pull, cancel, highWaterMark, size) {
    super(stream, source, pull, cancel, highWaterMark);
    this.#size = size;
  }

  /** The ReadableStreamDefaultController, made for sources that are given one. */
  get object() {
    return this.#object ??= new ReadableStreamDefaultController(constructible, this);
  }

  get canEnqueue() {
    return !this.closeRequested && this.stream.state === 'readable';
  }

  /** Whether the source should not be asked now. */
  get hasBackpressure() {
    return !this.wantsPull();
  }

  forget() {
    super.forget();
    this.#size = undefined;
  }

  /** @throws what the strategy throws; then the stream has failed */
  enqueue(chunk) {
    const { stream } = this;
    const { reader } = stream;
    if (reader !== undefined && reader.requests.length > 0) {
      reader.takeRequest().chunk(chunk);
    } else {
      let size = 1;
      if (this.#size !== undefined) {
        const sizeFunction = this.#size;
        try {
          size = measure(sizeFunction, chunk);
        } catch (error) {
          this.error(error);
          throw error;
        }
      }
      this.queue.push(chunk, size);
    }
    this.pullIfNeeded();
  }

  /** Closes the stream when all that is queued was read. There must not have been a close before. */
  close() {
    this.closeRequested = true;
    if (this.queue.length === 0) {
      this.forget();
      this.stream.close();
    }
  }

  error(reason) {
    if (this.stream.state !== 'readable') return;
    this.queue.clear();
    this.forget();
    this.stream.error(reason);
  }

  /** The oldest chunk, of which there is one; the source is asked for more, or the stream closes. */
  take() {
    const chunk = this.queue.shift();
    if (this.closeRequested && this.queue.length === 0) {
      this.forget();
      this.stream.close();
    } else {
      this.pullIfNeeded();
    }
    return chunk;
  }

  pullSteps(request) {
    if (this.queue.length > 0) {
      request.chunk(this.take());
    } else {
      this.stream.reader.requests.push(request);
      this.pullIfNeeded();
    }
  }

  /** @returns {Promise<unknown>} */
  cancelSteps(reason) {
    this.queue.clear();
    return this.cancelSource(reason);
  }

  releaseSteps() {}
}

/** The core of a public controller. */
let coreOf;

class ReadableStreamDefaultController {
  #core;

  constructor(token = undefined, core = undefined) {
    if (token !== constructible) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#core = core;
  }

  static {
    coreOf = (value) => {
      if (typeof value !== 'object' || value === null || !(#core in value)) {
        throw new ERR_INVALID_THIS('ReadableStreamDefaultController');
      }
      return value.#core;
    };
  }

  /** @returns {number | null} how much more the queue wants; null when the stream has failed */
  get desiredSize() {
    return coreOf(this).desiredSize;
  }

  close() {
    const core = coreOf(this);
    if (!core.canEnqueue) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    core.close();
  }

  /** @param {unknown} [chunk] */
  enqueue(chunk = undefined) {
    const core = coreOf(this);
    if (!core.canEnqueue) throw new ERR_INVALID_STATE.TypeError('Controller is already closed');
    core.enqueue(chunk);
  }

  /** @param {unknown} [error] */
  error(error = undefined) {
    coreOf(this).error(error);
  }

  [inspectCustom](depth, options) {
    return inspectAs('ReadableStreamDefaultController', {}, depth, options);
  }
}
describeInterface(ReadableStreamDefaultController, ['close', 'desiredSize', 'enqueue', 'error']);

module.exports = { DefaultController, ReadableStreamDefaultController };
