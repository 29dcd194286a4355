// Two streams out of one. https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaulttee
'use strict';

const { ByteController } = require('internal/webstreams/byte_controller');
const { Deferred, later, resolved, then } = require('internal/webstreams/promises');
const { ReaderCore } = require('internal/webstreams/readable_core');

/** What both kinds share: which branch was cancelled, and when the source is. */
class Tee {
  source;
  /** @type {ReaderCore} */
  reader;
  reading = false;
  cancelled = [false, false];
  reasons = [undefined, undefined];
  cancelling = new Deferred();
  /** @type {import('./readable_core').ReadableCore[]} */
  branches = [];

  /** Both branches' `cancel`: the source is cancelled when both are. */
  cancel(index, reason) {
    this.cancelled[index] = true;
    this.reasons[index] = reason;
    if (this.cancelled[1 - index]) {
      this.cancelling.resolve(this.source.cancel([this.reasons[0], this.reasons[1]]));
    }
    return this.cancelling.promise;
  }

  /** The reader's failure is that of the branches. */
  forwardError(reader) {
    then(reader.closed.promise, undefined, (reason) => {
      if (reader !== this.reader) return;
      this.fail(reason);
      if (!this.cancelled[0] || !this.cancelled[1]) this.cancelling.resolve(undefined);
    });
  }

  fail(reason) {
    this.branches[0].controller.error(reason);
    this.branches[1].controller.error(reason);
  }

  closeBranches() {
    for (let i = 0; i < 2; i++) {
      if (!this.cancelled[i]) this.branches[i].controller.close();
    }
  }

  /** The source ended. */
  ended() {
    if (!this.cancelled[0] || !this.cancelled[1]) this.cancelling.resolve(undefined);
  }
}

/** A stream of any values. It is its own read request. */
class DefaultTee extends Tee {
  #readAgain = false;
  #clone;

  constructor(source, clone) {
    super();
    this.source = source;
    this.reader = new ReaderCore(source, false);
    this.#clone = clone;
  }

  pull() {
    if (this.reading) {
      this.#readAgain = true;
      return;
    }
    this.reading = true;
    this.reader.read(this);
  }

  chunk(value) {
    // Not at once: what the source's end says about the branches comes before.
    later(() => {
      this.#readAgain = false;
      let copy = value;
      if (this.#clone && !this.cancelled[1]) {
        try {
          copy = require('internal/structured_clone').structuredClone(value);
        } catch (error) {
          this.fail(error);
          this.cancelling.resolve(this.source.cancel(error));
          return;
        }
      }
      if (!this.cancelled[0]) this.branches[0].controller.enqueue(value);
      if (!this.cancelled[1]) this.branches[1].controller.enqueue(copy);
      this.reading = false;
      if (this.#readAgain) this.pull();
    });
  }

  close() {
    this.reading = false;
    this.closeBranches();
    this.ended();
  }

  error() {
    this.reading = false;
  }
}

/** A byte stream, read into the buffers of the branches' readers where they bring their own. */
class ByteTee extends Tee {
  readAgain = [false, false];

  constructor(source) {
    super();
    this.source = source;
    this.reader = new ReaderCore(source, false);
  }

  pull(index) {
    if (this.reading) {
      this.readAgain[index] = true;
      return;
    }
    this.reading = true;
    const request = this.branches[index].controller.byobRequest;
    if (request === null) this.#pullDefault();
    else this.#pullInto(request.view, index);
  }

  #useReader(isByob) {
    if (this.reader.isByob === isByob) return;
    this.reader.release();
    this.reader = new ReaderCore(this.source, isByob);
    this.forwardError(this.reader);
  }

  #pullDefault() {
    this.#useReader(false);
    this.reader.read({
      chunk: (value) => later(() => this.#give(value)),
      close: () => {
        this.reading = false;
        this.closeBranches();
        for (let i = 0; i < 2; i++) {
          const { controller } = this.branches[i];
          if (controller.pendingPullIntos.length > 0) controller.respond(0);
        }
        this.ended();
      },
      error: () => { this.reading = false; },
    });
  }

  #give(value) {
    this.readAgain[0] = this.readAgain[1] = false;
    let copy = value;
    if (!this.cancelled[0] && !this.cancelled[1]) {
      copy = this.#clone(value);
      if (copy === undefined) return;
    }
    if (!this.cancelled[0]) this.branches[0].controller.enqueue(value);
    if (!this.cancelled[1]) this.branches[1].controller.enqueue(copy);
    this.#goOn();
  }

  #goOn() {
    this.reading = false;
    if (this.readAgain[0]) this.pull(0);
    else if (this.readAgain[1]) this.pull(1);
  }

  /** @returns {Uint8Array | undefined} undefined when there was no memory, and all has failed */
  #clone(view) {
    try {
      return new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
    } catch (error) {
      this.fail(error);
      this.cancelling.resolve(this.source.cancel(error));
      return undefined;
    }
  }

  /** Reads into the buffer that a reader of branch `index` has brought. */
  #pullInto(view, index) {
    this.#useReader(true);
    const other = 1 - index;
    this.reader.readInto(view, 1, {
      chunk: (value) => later(() => {
        this.readAgain[0] = this.readAgain[1] = false;
        if (!this.cancelled[other]) {
          const copy = this.#clone(value);
          if (copy === undefined) return;
          if (!this.cancelled[index]) this.branches[index].controller.respondWithNewView(value);
          this.branches[other].controller.enqueue(copy);
        } else if (!this.cancelled[index]) {
          this.branches[index].controller.respondWithNewView(value);
        }
        this.#goOn();
      }),
      close: (value) => {
        this.reading = false;
        this.closeBranches();
        if (value !== undefined) {
          if (!this.cancelled[index]) this.branches[index].controller.respondWithNewView(value);
          const { controller } = this.branches[other];
          if (!this.cancelled[other] && controller.pendingPullIntos.length > 0) controller.respond(0);
        }
        this.ended();
      },
      error: () => { this.reading = false; },
    });
  }
}

/** What a branch is to its controller. */
class Branch {
  #tee;
  #index;

  constructor(tee, index) {
    this.#tee = tee;
    this.#index = index;
  }

  pull() {
    this.#tee.pull(this.#index);
  }

  cancel(reason) {
    return resolved(this.#tee.cancel(this.#index, reason));
  }
}

/**
 * Locks a stream, which must not be locked.
 * @param {import('./readable_core').ReadableCore} source
 * @param {(source: { pull(): void, cancel(reason: any): Promise<void> }, isBytes: boolean) => ReadableStream} open makes
 *   the stream of a branch
 * @param {boolean} [clone] whether the second branch gets structured clones
 * @returns {[ReadableStream, ReadableStream]}
 */
function tee(source, open, clone = false) {
  const isBytes = source.controller instanceof ByteController;
  const splitter = isBytes ? new ByteTee(source) : new DefaultTee(source, clone);
  const first = open(new Branch(splitter, 0), isBytes);
  const second = open(new Branch(splitter, 1), isBytes);
  splitter.branches.push(first, second);
  splitter.forwardError(splitter.reader);
  return [first.object, second.object];
}

module.exports = { tee };
