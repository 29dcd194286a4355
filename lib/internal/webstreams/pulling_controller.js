// What both controllers of readable streams do with a source: begin, ask for more while there is room, cancel.
// https://streams.spec.whatwg.org/#rs-abstract-ops-controllers
'use strict';

const { callMethod } = require('internal/webstreams/call');
const { done, rejected, resolved, then } = require('internal/webstreams/promises');

/** What a source of this runtime returns from `pull` when it will call `pulled` or `error` itself. */
const pulledLater = Symbol('pulledLater');

/** A subclass has a `queue` with a `size`, and `error(reason)`. */
class PullingController {
  stream;
  started = false;
  closeRequested = false;
  pulling = false;
  pullAgain = false;
  highWaterMark;
  /** What `pull` and `cancel` are called on. */
  #source;
  #pull;
  #cancel;
  /** Reactions to what `pull` returned, made when first needed. */
  #onPulled = undefined;
  #onPullFailed = undefined;

  /**
   * @param {import('./readable_core').ReadableCore} stream
   * @param {object} source what `pull` and `cancel` are called on
   * @param {Function | undefined} pull
   * @param {Function | undefined} cancel
   * @param {number} highWaterMark
   */
  constructor(stream, source, pull, cancel, highWaterMark) {
    this.stream = stream;
    this.#source = source;
    this.#pull = pull;
    this.#cancel = cancel;
    this.highWaterMark = highWaterMark;
    stream.controller = this;
  }

  /**
   * Begins: what `start` returned is waited for.
   * @param {unknown} startResult
   */
  begin(startResult) {
    const onStarted = () => {
      this.started = true;
      this.pullIfNeeded();
    };
    // What is no object is no promise either: nothing to wait for, nothing that fails.
    if (typeof startResult !== 'object' && typeof startResult !== 'function') {
      then(done, onStarted);
    } else {
      then(resolved(startResult), onStarted, (reason) => this.error(reason));
    }
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

  /** @returns {boolean} whether the source should be asked for more */
  wantsPull() {
    const { stream } = this;
    if (this.closeRequested || stream.state !== 'readable' || !this.started) return false;
    const { reader } = stream;
    if (reader !== undefined && reader.requests.length > 0) return true;
    return this.highWaterMark > this.queue.size;
  }

  pullIfNeeded() {
    const pull = this.#pull;
    if (pull === undefined || !this.wantsPull()) return;
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
  forget() {
    this.#pull = undefined;
    this.#cancel = undefined;
    this.#source = undefined;
  }

  /**
   * Lets go of the source, and tells it so.
   * @returns {Promise<unknown>}
   */
  cancelSource(reason) {
    const cancel = this.#cancel;
    const source = this.#source;
    this.forget();
    if (cancel === undefined) return resolved(undefined);
    try {
      return resolved(callMethod(cancel, source, reason));
    } catch (error) {
      return rejected(error);
    }
  }
}

module.exports = { PullingController, pulledLater };
