// Readable.from. https://nodejs.org/api/stream.html#streamreadablefromiterable-options
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES } } = require('internal/errors');
const { nextTick } = require('internal/ticks');

/**
 * @param {Function} Readable
 * @param {Iterable<any> | AsyncIterable<any>} iterable strings and Buffers are one chunk
 * @param {object} [options]
 * @returns {Readable}
 */
function from(Readable, iterable, options) {
  if (typeof iterable === 'string' || iterable instanceof require('buffer').Buffer) {
    return new Readable({
      objectMode: true,
      ...options,
      read() {
        this.push(iterable);
        this.push(null);
      },
    });
  }

  let iterator;
  let isAsync;
  if (iterable?.[Symbol.asyncIterator]) {
    isAsync = true;
    iterator = iterable[Symbol.asyncIterator]();
  } else if (iterable?.[Symbol.iterator]) {
    isAsync = false;
    iterator = iterable[Symbol.iterator]();
  } else {
    throw new ERR_INVALID_ARG_TYPE('iterable', ['Iterable'], iterable);
  }

  const readable = new Readable({
    objectMode: true,
    highWaterMark: 1,
    // Before what the program gives: these two are how this stream works.
    ...options,
  });
  let pulling = false;

  readable._read = function() {
    if (pulling) return;
    pulling = true;
    if (isAsync) pullAsync();
    else pull();
  };

  readable._destroy = function(error, callback) {
    leave(error).then(
      () => nextTick(callback, error),
      (other) => nextTick(callback, other || error));
  };

  /** Lets the iterator release what it holds. */
  async function leave(error) {
    const failed = error !== undefined && error !== null;
    if (failed && typeof iterator.throw === 'function') {
      const { value, done } = await iterator.throw(error);
      await value;
      if (done) return;
    }
    if (typeof iterator.return === 'function') {
      const { value } = await iterator.return();
      await value;
    }
  }

  /** @returns {boolean} whether to go on */
  function give(value) {
    if (value === null) {
      pulling = false;
      throw new ERR_STREAM_NULL_VALUES();
    }
    if (readable.push(value)) return true;
    pulling = false;
    return false;
  }

  // No promise where none is needed: values of a sync iterable go out as fast as they are taken.
  function pull() {
    try {
      for (;;) {
        const { value, done } = iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (value && typeof value.then === 'function') {
          pullRest(value);
          return;
        }
        if (!give(value)) return;
      }
    } catch (error) {
      readable.destroy(error);
    }
  }

  async function pullRest(promised) {
    try {
      if (give(await promised)) pull();
    } catch (error) {
      readable.destroy(error);
    }
  }

  async function pullAsync() {
    for (;;) {
      try {
        const { value, done } = await iterator.next();
        if (done) {
          readable.push(null);
          return;
        }
        if (!give(value && typeof value.then === 'function' ? await value : value)) return;
      } catch (error) {
        readable.destroy(error);
        return;
      }
    }
  }
  return readable;
}

module.exports = { from };
