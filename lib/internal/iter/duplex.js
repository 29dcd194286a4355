// A pair of channels, each reading what is written to the other. https://nodejs.org/api/stream_iter.html#duplexoptions
'use strict';

const { validateAbortSignal, validateObject } = require('internal/validators');
const { push } = require('internal/iter/push');

function directionOptions(shared, own, signal) {
  const options = { __proto__: null };
  const budget = own?.budget ?? shared.budget;
  const backpressure = own?.backpressure ?? shared.backpressure;
  if (budget !== undefined) options.budget = budget;
  if (backpressure !== undefined) options.backpressure = backpressure;
  if (signal !== undefined) options.signal = signal;
  return options;
}

class DuplexChannel {
  #closed = false;

  constructor(writer, readable) {
    this.writer = writer;
    this.readable = readable;
  }

  /** Ends what this side writes. @returns {Promise<void>} */
  async close() {
    if (this.#closed) return;
    this.#closed = true;
    // What was written need not have been read.
    this.writer.endSync();
  }

  [Symbol.asyncDispose]() {
    return this.close();
  }
}

/**
 * @param {object} [options] budget, backpressure, signal; a and b: the same for one direction
 * @returns {[DuplexChannel, DuplexChannel]}
 */
function duplex(options = {}) {
  validateObject(options, 'options');
  const { a, b, signal } = options;
  if (a !== undefined) validateObject(a, 'options.a');
  if (b !== undefined) validateObject(b, 'options.b');
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  const toB = push(directionOptions(options, a, signal));
  const toA = push(directionOptions(options, b, signal));
  return [new DuplexChannel(toB.writer, toA.readable), new DuplexChannel(toA.writer, toB.readable)];
}

module.exports = { duplex };
