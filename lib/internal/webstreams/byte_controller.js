// The controller of byte streams. https://streams.spec.whatwg.org/#rbs-controller-class
'use strict';

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { PullingController } = require('internal/webstreams/pulling_controller');
const { ByteQueue } = require('internal/webstreams/byte_queue');
const { transferBuffer } = require('internal/webstreams/array_buffers');

/** A reader's wish for bytes, in a buffer that is filled. https://streams.spec.whatwg.org/#pull-into-descriptor */
class PullInto {
  bytesFilled = 0;

  /**
   * @param {ArrayBuffer} buffer
   * @param {number} byteOffset
   * @param {number} byteLength
   * @param {number} minimumFill bytes that must be there before the reader gets them
   * @param {number} elementSize of the view that the reader gets
   * @param {Function} View its constructor
   * @param {'default' | 'byob' | 'none'} readerType none: its reader has gone
   */
  constructor(buffer, byteOffset, byteLength, minimumFill, elementSize, View, readerType) {
    this.buffer = buffer;
    this.bufferByteLength = buffer.byteLength;
    this.byteOffset = byteOffset;
    this.byteLength = byteLength;
    this.minimumFill = minimumFill;
    this.elementSize = elementSize;
    this.View = View;
    this.readerType = readerType;
  }

  /** The view for the reader; the buffer is not the source's any more. */
  toView() {
    const buffer = transferBuffer(this.buffer);
    return new this.View(buffer, this.byteOffset, this.bytesFilled / this.elementSize);
  }
}

class ByteController extends PullingController {
  /** Size of the buffers that the source gets to fill for a default reader; undefined: none. @type {number | undefined} */
  autoAllocateChunkSize;
  queue = new ByteQueue();
  /** @type {PullInto[]} */
  pendingPullIntos = [];
  /** The request that the source has in hand: its core. @type {{ controller?: ByteController, view: any } | null} */
  #byobRequest = null;
  #object = undefined;

  constructor(stream, source, pull, cancel, highWaterMark, autoAllocateChunkSize) {
    super(stream, source, pull, cancel, highWaterMark);
    this.autoAllocateChunkSize = autoAllocateChunkSize;
  }

  get object() {
    return this.#object ??= require('internal/webstreams/byte_objects').publish(this);
  }

  /** https://streams.spec.whatwg.org/#readable-byte-stream-controller-close */
  close() {
    if (this.closeRequested || this.stream.state !== 'readable') return;
    if (this.queue.size > 0) {
      this.closeRequested = true;
      return;
    }
    const first = this.pendingPullIntos[0];
    if (first !== undefined && first.bytesFilled % first.elementSize !== 0) {
      const error = new ERR_INVALID_STATE.TypeError('Partial read');
      this.error(error);
      throw error;
    }
    this.forget();
    this.stream.close();
  }

  error(reason) {
    if (this.stream.state !== 'readable') return;
    this.#invalidateRequest();
    this.pendingPullIntos = [];
    this.queue.clear();
    this.forget();
    this.stream.error(reason);
  }

  /**
   * https://streams.spec.whatwg.org/#readable-byte-stream-controller-enqueue
   * @param {ArrayBufferView} chunk its buffer is taken over
   */
  enqueue(chunk) {
    const { stream } = this;
    if (this.closeRequested || stream.state !== 'readable') return;
    const { byteOffset, byteLength } = chunk;
    this.enqueueBytes(transferBuffer(chunk.buffer), byteOffset, byteLength);
  }

  /** As `enqueue`, of a buffer that belongs to the stream. */
  enqueueBytes(buffer, byteOffset, byteLength) {
    const { stream } = this;
    const first = this.pendingPullIntos[0];
    if (first !== undefined) {
      if (first.buffer.detached) {
        throw new ERR_INVALID_STATE.TypeError('Destination ArrayBuffer is detached');
      }
      this.#invalidateRequest();
      first.buffer = transferBuffer(first.buffer);
      if (first.readerType === 'none') this.#enqueueDetached(first);
    }
    const { reader } = stream;
    if (reader === undefined) {
      this.queue.push(buffer, byteOffset, byteLength);
    } else if (!reader.isByob) {
      while (reader.requests.length > 0 && this.queue.size > 0) reader.takeRequest().chunk(this.take());
      if (reader.requests.length === 0) {
        this.queue.push(buffer, byteOffset, byteLength);
      } else {
        if (this.pendingPullIntos.length > 0) this.pendingPullIntos.shift();
        reader.takeRequest().chunk(new Uint8Array(buffer, byteOffset, byteLength));
      }
    } else {
      this.queue.push(buffer, byteOffset, byteLength);
      this.#commitAll(this.#fillFromQueue());
    }
    this.pullIfNeeded();
  }

  #enqueueClone(buffer, byteOffset, byteLength) {
    let clone;
    try {
      clone = buffer.slice(byteOffset, byteOffset + byteLength);
    } catch (error) {
      this.error(error);
      throw error;
    }
    this.queue.push(clone, 0, byteLength);
  }

  /** What was filled in for a reader that has gone is kept for the next. */
  #enqueueDetached(descriptor) {
    if (descriptor.bytesFilled > 0) {
      this.#enqueueClone(descriptor.buffer, descriptor.byteOffset, descriptor.bytesFilled);
    }
    this.pendingPullIntos.shift();
  }

  /** https://streams.spec.whatwg.org/#readable-byte-stream-controller-commit-pull-into-descriptor */
  #commit(descriptor) {
    const { stream } = this;
    const view = descriptor.toView();
    const request = stream.reader.takeRequest();
    if (stream.state === 'closed') request.close(view);
    else request.chunk(view);
  }

  #commitAll(descriptors) {
    for (let i = 0; i < descriptors.length; i++) this.#commit(descriptors[i]);
  }

  /** https://streams.spec.whatwg.org/#readable-byte-stream-controller-fill-pull-into-descriptor-from-queue */
  #fill(descriptor) {
    const { queue } = this;
    const most = Math.min(queue.size, descriptor.byteLength - descriptor.bytesFilled);
    const filled = descriptor.bytesFilled + most;
    const aligned = filled - filled % descriptor.elementSize;
    const ready = aligned >= descriptor.minimumFill;
    const count = ready ? aligned - descriptor.bytesFilled : most;
    queue.copyTo(descriptor.buffer, descriptor.byteOffset + descriptor.bytesFilled, count);
    descriptor.bytesFilled += count;
    return ready;
  }

  /** Fills wishes as far as the queue reaches. @returns {PullInto[]} those that are ready */
  #fillFromQueue() {
    const ready = [];
    while (this.pendingPullIntos.length > 0 && this.queue.size > 0) {
      if (!this.#fill(this.pendingPullIntos[0])) break;
      ready.push(this.pendingPullIntos.shift());
    }
    return ready;
  }

  /** The oldest part, of which there is one; the source is asked for more, or the stream closes. */
  take() {
    const view = this.queue.shiftView();
    this.#queueDrained();
    return view;
  }

  #queueDrained() {
    if (this.queue.size === 0 && this.closeRequested) {
      this.forget();
      this.stream.close();
    } else {
      this.pullIfNeeded();
    }
  }

  /** The request of the first wish, for the source. @returns {{ view: Uint8Array | null } | null} its core */
  get byobRequest() {
    if (this.#byobRequest === null && this.pendingPullIntos.length > 0) {
      const first = this.pendingPullIntos[0];
      const view = new Uint8Array(first.buffer, first.byteOffset + first.bytesFilled, first.byteLength - first.bytesFilled);
      this.#byobRequest = { controller: this, view, object: undefined };
    }
    return this.#byobRequest;
  }

  #invalidateRequest() {
    const request = this.#byobRequest;
    if (request === null) return;
    request.controller = undefined;
    request.view = null;
    this.#byobRequest = null;
  }

  /** https://streams.spec.whatwg.org/#readable-byte-stream-controller-pull-into */
  pullInto(view, min, request) {
    const { stream } = this;
    const elementSize = view.BYTES_PER_ELEMENT ?? 1;
    const View = elementConstructor(view);
    const { byteOffset, byteLength } = view;
    let buffer;
    try {
      buffer = transferBuffer(view.buffer);
    } catch (error) {
      request.error(error);
      return;
    }
    const descriptor = new PullInto(buffer, byteOffset, byteLength, min * elementSize, elementSize, View, 'byob');
    if (this.pendingPullIntos.length > 0) {
      this.pendingPullIntos.push(descriptor);
      stream.reader.requests.push(request);
      return;
    }
    if (stream.state === 'closed') {
      request.close(new View(buffer, byteOffset, 0));
      return;
    }
    if (this.queue.size > 0) {
      if (this.#fill(descriptor)) {
        const filled = descriptor.toView();
        this.#queueDrained();
        request.chunk(filled);
        return;
      }
      if (this.closeRequested) {
        const error = new ERR_INVALID_STATE.TypeError('ReadableStream closed');
        this.error(error);
        request.error(error);
        return;
      }
    }
    this.pendingPullIntos.push(descriptor);
    stream.reader.requests.push(request);
    this.pullIfNeeded();
  }

  /**
   * https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond
   * @param {number} bytesWritten into the view of the request
   */
  respond(bytesWritten) {
    const first = this.pendingPullIntos[0];
    if (this.stream.state === 'closed') {
      if (bytesWritten !== 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
    } else {
      if (bytesWritten === 0) throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
      if (first.bytesFilled + bytesWritten > first.byteLength) {
        throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', bytesWritten);
      }
    }
    first.buffer = transferBuffer(first.buffer);
    this.#respondTo(first, bytesWritten);
  }

  /** https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-with-new-view */
  respondWithNewView(view) {
    const first = this.pendingPullIntos[0];
    const { buffer, byteOffset, byteLength } = view;
    if (this.stream.state === 'closed') {
      if (byteLength !== 0) throw new ERR_INVALID_STATE.TypeError('View is not zero-length');
    } else if (byteLength === 0) {
      throw new ERR_INVALID_STATE.TypeError('View is zero-length');
    }
    if (first.byteOffset + first.bytesFilled !== byteOffset || first.bufferByteLength !== buffer.byteLength ||
        first.bytesFilled + byteLength > first.byteLength) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
    }
    first.buffer = transferBuffer(buffer);
    this.#respondTo(first, byteLength);
  }

  #respondTo(first, bytesWritten) {
    this.#invalidateRequest();
    if (this.stream.state === 'closed') this.#respondClosed(first);
    else this.#respondReadable(first, bytesWritten);
    this.pullIfNeeded();
  }

  #respondClosed(first) {
    if (first.readerType === 'none') this.pendingPullIntos.shift();
    const { reader } = this.stream;
    if (reader === undefined || !reader.isByob) return;
    const filled = [];
    while (filled.length < reader.requests.length) filled.push(this.pendingPullIntos.shift());
    this.#commitAll(filled);
  }

  #respondReadable(descriptor, bytesWritten) {
    descriptor.bytesFilled += bytesWritten;
    if (descriptor.readerType === 'none') {
      this.#enqueueDetached(descriptor);
      this.#commitAll(this.#fillFromQueue());
      return;
    }
    if (descriptor.bytesFilled < descriptor.minimumFill) return;
    this.pendingPullIntos.shift();
    const remainder = descriptor.bytesFilled % descriptor.elementSize;
    if (remainder > 0) {
      const end = descriptor.byteOffset + descriptor.bytesFilled;
      this.#enqueueClone(descriptor.buffer, end - remainder, remainder);
      descriptor.bytesFilled -= remainder;
    }
    const filled = this.#fillFromQueue();
    this.#commit(descriptor);
    this.#commitAll(filled);
  }

  pullSteps(request) {
    if (this.queue.size > 0) {
      request.chunk(this.take());
      return;
    }
    const size = this.autoAllocateChunkSize;
    if (size !== undefined) {
      let buffer;
      try {
        buffer = new ArrayBuffer(size);
      } catch (error) {
        request.error(error);
        return;
      }
      this.pendingPullIntos.push(new PullInto(buffer, 0, size, 1, 1, Uint8Array, 'default'));
    }
    this.stream.reader.requests.push(request);
    this.pullIfNeeded();
  }

  /** @returns {Promise<unknown>} */
  cancelSteps(reason) {
    this.#invalidateRequest();
    this.pendingPullIntos = [];
    this.queue.clear();
    return this.cancelSource(reason);
  }

  releaseSteps() {
    if (this.pendingPullIntos.length === 0) return;
    const first = this.pendingPullIntos[0];
    first.readerType = 'none';
    this.pendingPullIntos = [first];
  }
}

/** Views of another constructor than the ones of the language (Buffers) come back as Uint8Array. */
function elementConstructor(view) {
  const name = viewName(view);
  return name === undefined ? DataView : constructors[name];
}

const viewName = Function.prototype.call.bind(
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get);

const constructors = {
  __proto__: null, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, BigInt64Array, BigUint64Array,
};
if (typeof Float16Array === 'function') constructors.Float16Array = Float16Array;

module.exports = { ByteController };
