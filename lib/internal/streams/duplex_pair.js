// stream.duplexPair: two Duplex streams, each reading what is written to the other. https://nodejs.org/api/stream.html#streamduplexpairoptions
'use strict';

const { Duplex } = require('internal/streams/duplex');
const { nextTick } = require('internal/ticks');

class PairedSide extends Duplex {
  #callback = null;
  #other = null;

  static connect(one, two) {
    one.#other = two;
    two.#other = one;
  }

  _read() {
    const callback = this.#callback;
    if (callback !== null) {
      this.#callback = null;
      callback();
    }
  }

  _write(chunk, encoding, callback) {
    if (chunk.length === 0) {
      nextTick(callback);
    } else {
      this.#other.push(chunk);
      // Done when the other side asks for more.
      this.#other.#callback = callback;
    }
  }

  _final(callback) {
    this.#other.on('end', callback);
    this.#other.push(null);
  }

  _destroy(error, callback) {
    const other = this.#other;
    if (error && !other.destroyed) nextTick(() => other.destroy());
    else if (!other.readableEnded && !other._readableState.ended) other.push(null);
    callback(error);
  }
}

/**
 * @param {object} [options] of both streams
 * @returns {[Duplex, Duplex]}
 */
function duplexPair(options) {
  const one = new PairedSide(options);
  const two = new PairedSide(options);
  PairedSide.connect(one, two);
  return [one, two];
}

module.exports = { duplexPair };
