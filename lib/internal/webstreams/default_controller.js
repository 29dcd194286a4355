// The controller of streams of any values. https://streams.spec.whatwg.org/#rs-default-controller-class
'use strict';

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_STATE, ERR_INVALID_THIS } } = require('internal/errors');
const { callMethod } = require('internal/webstreams/call');
const { describeInterface, inspectAs, inspectCustom } = require('internal/webstreams/inspect');
const { done, rejected, resolved, then } = require('internal/webstreams/promises');
const { ChunkQueue } = require('internal/webstreams/queue');
const { measure } = require('internal/webstreams/strategies');

/** What a source of this runtime returns from `pull` when it will call `pulled` or `error` itself. */
const pulledLater = Symbol('pulledLater');

const constructible = Symbol('constructible');

class DefaultController {
  stream;
  queue = new ChunkQueue();
  started = false;
  closeRequested = false;
  pulling = false;
  pullAgain = false;
  highWaterMark;
  /** Measures chunks; undefined: each counts 1. */
  #size;
  /** What `pull` and `cancel` are called on. */
  #source;
  #pull;
  #cancel;
  #object = undefined;
  /** Reactions to what `pull` returned, made when first needed. */
  #onPulled = undefined;
  #onPullFailed = undefined;

  /**
   * @param {import('./readable_core').ReadableCore} stream
   * @param {object} source what `pull` and `cancel` are called on
   * @param {Function | undefined} pull
   * @param {Function | undefined} cancel
   * @param {number} highWaterMark
   * @param {Function | undefined} size
   */
  constructor(stream, source, pull, cancel, highWaterMark, size) {
    this.stream = stream;
    this.#source = source;
    this.#pull = pull;
    this.#cancel = cancel;
    this.highWaterMark = highWaterMark;
    this.#size = size;
    stream.controller = this;
  }

  /** The ReadableStreamDefaultController, made for sources that are given one. */
  get object() {
    return this.#object ??= new ReadableStreamDefaultController(constructible, this);
  }

  /**
   * Begins: what `start` returned is waited for.
   * @param {unknown} startResult
   */
  begin(startResult) {
    then(resolved(startResult),
         () => {
           this.started = true;
           this.pullIfNeeded();
         },
         (reason) => this.error(reason));
  }

  /** As `begin`, for sources that are ready at once. */
  beginNow() {
    this.started = true;
  }

  /** @returns {number | null} */
  get desiredSize() {
    const { state } = this.stream;
    if (state === 'errored') return null;
    return state === 'closed' ? 0 : this.highWaterMark - this.queue.size;
  }

  get canEnqueue() {
    return !this.closeRequested && this.stream.state === 'readable';
  }

  /** Whether the source should not be asked now. */
  get hasBackpressure() {
    return !this.#wantsPull();
  }

  #wantsPull() {
    const { stream } = this;
    if (this.closeRequested || stream.state !== 'readable' || !this.started) return false;
    const { reader } = stream;
    if (reader !== undefined && reader.requests.length > 0) return true;
    return this.highWaterMark > this.queue.size;
  }

  pullIfNeeded() {
    const pull = this.#pull;
    if (pull === undefined || !this.#wantsPull()) return;
    if (this.pulling) {
      this.pullAgain = true;
      return;
    }
    this.pulling = true;
    let result;
    try {
      result = callMethod(pull, this.#source, this.object);
    } catch (error) {
      result = rejected(error);
    }
    if (result === pulledLater) return;
    this.#onPulled ??= () => this.pulled();
    if (typeof result !== 'object' && typeof result !== 'function') {
      then(done, this.#onPulled);
    } else {
      this.#onPullFailed ??= (reason) => this.error(reason);
      then(resolved(result), this.#onPulled, this.#onPullFailed);
    }
  }

  /** What `pull` was asked to do is done. */
  pulled() {
    this.pulling = false;
    if (this.pullAgain) {
      this.pullAgain = false;
      this.pullIfNeeded();
    }
  }

  /** Lets go of the program's functions. */
  #forget() {
    this.#pull = undefined;
    this.#cancel = undefined;
    this.#size = undefined;
    this.#source = undefined;
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
    if (this.#pull !== undefined) this.pullIfNeeded();
  }

  /** Closes the stream when all that is queued was read. There must not have been a close before. */
  close() {
    this.closeRequested = true;
    if (this.queue.length === 0) {
      this.#forget();
      this.stream.close();
    }
  }

  error(reason) {
    if (this.stream.state !== 'readable') return;
    this.queue.clear();
    this.#forget();
    this.stream.error(reason);
  }

  /** The oldest chunk, of which there is one; the source is asked for more, or the stream closes. */
  take() {
    const chunk = this.queue.shift();
    if (this.closeRequested && this.queue.length === 0) {
      this.#forget();
      this.stream.close();
    } else if (this.#pull !== undefined) {
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
    const cancel = this.#cancel;
    const source = this.#source;
    this.#forget();
    if (cancel === undefined) return resolved(undefined);
    try {
      return resolved(callMethod(cancel, source, reason));
    } catch (error) {
      return rejected(error);
    }
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

module.exports = { DefaultController, ReadableStreamDefaultController, pulledLater };
