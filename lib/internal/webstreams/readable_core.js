// What a ReadableStream and its readers are behind their public objects. https://streams.spec.whatwg.org/#rs-abstract-ops
//
// A core has plain fields, so that controllers, readers, pipes and tees reach them cheaply; programs see only the public
// objects, whose private field holds the core. Read requests are objects with the methods chunk(value), close(value) and
// error(reason), each called synchronously.
'use strict';

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { LazyPromise, nop, rejected, resolved, then } = require('internal/webstreams/promises');

class ReadableCore {
  /** @type {'readable' | 'closed' | 'errored'} */
  state = 'readable';
  /** @type {ReaderCore | undefined} */
  reader = undefined;
  storedError = undefined;
  /** Whether it was read from or cancelled. */
  disturbed = false;
  /** @type {import('./default_controller').DefaultController | import('./byte_controller').ByteController} */
  controller = undefined;
  /** The ReadableStream. */
  object;
  /** Told of the end of the stream, by what is not a reader: see `watch`. @type {LazyPromise | undefined} */
  #end = undefined;

  constructor(object) {
    this.object = object;
  }

  /** @returns {boolean} */
  get locked() {
    return this.reader !== undefined;
  }

  /** Fulfilled when the stream is closed, rejected when it has failed; whoever holds the lock. @returns {Promise<void>} */
  get end() {
    if (this.#end === undefined) {
      this.#end = new LazyPromise();
      if (this.state === 'closed') this.#end.resolve();
      else if (this.state === 'errored') this.#end.reject(this.storedError);
    }
    return this.#end.promise;
  }

  /** https://streams.spec.whatwg.org/#readable-stream-close */
  close() {
    this.state = 'closed';
    this.#end?.resolve();
    const { reader } = this;
    if (reader === undefined) return;
    reader.closed.resolve();
    if (reader.isByob) return;
    const { requests } = reader;
    if (requests.length === 0) return;
    reader.requests = [];
    for (let i = 0; i < requests.length; i++) requests[i].close(undefined);
  }

  /** https://streams.spec.whatwg.org/#readable-stream-error */
  error(reason) {
    this.state = 'errored';
    this.storedError = reason;
    this.#end?.reject(reason);
    const { reader } = this;
    if (reader === undefined) return;
    reader.closed.reject(reason);
    reader.failRequests(reason);
  }

  /**
   * https://streams.spec.whatwg.org/#readable-stream-cancel
   * @returns {Promise<void>}
   */
  cancel(reason) {
    this.disturbed = true;
    if (this.state === 'closed') return resolved(undefined);
    if (this.state === 'errored') return rejected(this.storedError);
    this.close();
    const { reader } = this;
    if (reader !== undefined && reader.isByob) {
      const { requests } = reader;
      reader.requests = [];
      for (let i = 0; i < requests.length; i++) requests[i].close(undefined);
    }
    return then(this.controller.cancelSteps(reason), nop);
  }
}

/** The part of a reader that a stream knows: a default reader (also pipes and iterators have one) or a BYOB reader. */
class ReaderCore {
  /** @type {ReadableCore | undefined} */
  stream;
  isByob;
  /** Requests that wait for data. */
  requests = [];
  closed = new LazyPromise();

  /**
   * Locks a stream, which must not be locked.
   * @param {ReadableCore} stream
   * @param {boolean} isByob
   */
  constructor(stream, isByob) {
    this.stream = stream;
    this.isByob = isByob;
    stream.reader = this;
    if (stream.state === 'closed') this.closed.resolve();
    else if (stream.state === 'errored') this.closed.reject(stream.storedError);
  }

  /** @returns {object} the request that waits longest; there must be one, and most often there is just one */
  takeRequest() {
    const { requests } = this;
    return requests.length === 1 ? requests.pop() : requests.shift();
  }

  failRequests(reason) {
    const { requests } = this;
    if (requests.length === 0) return;
    this.requests = [];
    for (let i = 0; i < requests.length; i++) requests[i].error(reason);
  }

  /**
   * https://streams.spec.whatwg.org/#readable-stream-default-reader-read
   * @param {{ chunk: Function, close: Function, error: Function }} request
   */
  read(request) {
    const { stream } = this;
    stream.disturbed = true;
    if (stream.state === 'closed') request.close(undefined);
    else if (stream.state === 'errored') request.error(stream.storedError);
    else stream.controller.pullSteps(request);
  }

  /** As `read`, for a BYOB reader. https://streams.spec.whatwg.org/#readable-stream-byob-reader-read */
  readInto(view, min, request) {
    const { stream } = this;
    stream.disturbed = true;
    if (stream.state === 'errored') request.error(stream.storedError);
    else stream.controller.pullInto(view, min, request);
  }

  /** Gives the lock back; requests that wait fail. https://streams.spec.whatwg.org/#readable-stream-reader-generic-release */
  release() {
    const { stream } = this;
    this.closed.reject(new ERR_INVALID_STATE.TypeError('Reader released'));
    stream.controller.releaseSteps();
    stream.reader = undefined;
    this.stream = undefined;
    if (this.requests.length > 0) this.failRequests(new ERR_INVALID_STATE.TypeError('Releasing reader'));
  }
}

module.exports = { ReadableCore, ReaderCore };
