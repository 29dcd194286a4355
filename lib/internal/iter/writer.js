// The writing end of a push stream or a broadcast. https://nodejs.org/api/stream_iter.html#writer-interface
'use strict';

const { drainableProtocol, signalOf, toChunk, toChunks } = require('internal/iter/policy');

/**
 * Makes the class of a writer. Each kind has one of its own: programs see its name and its prototype.
 * @param {string} name
 * @param {() => Error} failure what `fail()` without a reason fails with
 * @returns {new (core: { canWrite: boolean | null, write: Function, writeNow: Function, end: Function, endNow: Function,
 *   fail: Function, drained: Function }) => object}
 */
function writerClass(name, failure) {
  class Writer {
    #core;

    constructor(core) {
      this.#core = core;
    }

    /** @returns {boolean | null} */
    get canWrite() {
      return this.#core.canWrite;
    }

    /** @returns {Promise<void>} */
    write(chunk, options = undefined) {
      const signal = signalOf(options);
      return this.#core.write([toChunk(chunk)], signal);
    }

    /** @returns {Promise<void>} */
    writev(chunks, options = undefined) {
      const signal = signalOf(options);
      return this.#core.write(toChunks(chunks), signal);
    }

    /** @returns {boolean} */
    writeSync(chunk) {
      return this.#core.writeNow([toChunk(chunk)]);
    }

    /** @returns {boolean} */
    writevSync(chunks) {
      return this.#core.writeNow(toChunks(chunks));
    }

    /** @returns {Promise<number>} */
    end(options = undefined) {
      return this.#core.end(signalOf(options));
    }

    /** @returns {number} */
    endSync() {
      return this.#core.endNow();
    }

    fail(reason = undefined) {
      this.#core.fail(reason === undefined ? failure() : reason);
    }

    [drainableProtocol]() {
      return this.#core.drained();
    }

    [Symbol.asyncDispose]() {
      this.fail();
      return Promise.resolve();
    }

    [Symbol.dispose]() {
      this.fail();
    }
  }
  Object.defineProperty(Writer, 'name', { __proto__: null, value: name, configurable: true });
  return Writer;
}

module.exports = { writerClass };
