// ReadableStream.from. https://streams.spec.whatwg.org/#readable-stream-from-iterable
'use strict';

const { codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_STATE } } = require('internal/errors');
const { callMethod } = require('internal/webstreams/call');
const { rejected, resolved, then } = require('internal/webstreams/promises');

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** An iterator as the source of a stream. */
class IteratorSource {
  /** @type {import('./default_controller').DefaultController} */
  controller = undefined;
  #iterator;
  #next;
  #isAsync;

  constructor(iterator, isAsync) {
    this.#iterator = iterator;
    this.#next = iterator.next;
    this.#isAsync = isAsync;
  }

  pull() {
    const result = callMethod(this.#next, this.#iterator);
    if (this.#isAsync) return then(resolved(result), (settled) => this.#take(settled));
    if (!isObject(result)) throw notAnObject('The iterator next() method');
    const { done } = result;
    const { value } = result;
    if (!isObject(value)) {
      this.#give(done, value);
      return undefined;
    }
    return then(resolved(value), (settled) => this.#give(done, settled), (reason) => {
      if (!done) closeQuietly(this.#iterator);
      return rejected(reason);
    });
  }

  #take(result) {
    if (!isObject(result)) {
      throw new ERR_INVALID_STATE.TypeError('The promise returned by the iterator.next() method must fulfill with an object');
    }
    if (result.done) this.#give(true);
    else this.#give(false, result.value);
  }

  #give(done, value) {
    if (done) {
      if (this.controller.canEnqueue) this.controller.close();
    } else if (this.controller.canEnqueue) {
      this.controller.enqueue(value);
    }
  }

  cancel(reason) {
    const leave = this.#iterator.return;
    if (leave === undefined || leave === null) return resolved(undefined);
    const result = callMethod(leave, this.#iterator, reason);
    if (!this.#isAsync) {
      if (!isObject(result)) throw notAnObject('The iterator return() method');
      return resolved(result.value);
    }
    return then(resolved(result), (settled) => {
      if (!isObject(settled)) {
        throw new ERR_INVALID_STATE.TypeError(
          'The promise returned by the iterator.return() method must fulfill with an object');
      }
    });
  }
}

function notAnObject(what) {
  return new ERR_INVALID_STATE.TypeError(`${what} must return an object`);
}

/** Lets an iterator know that no more is wanted; what that throws is not as interesting as what went before. */
function closeQuietly(iterator) {
  try {
    iterator.return?.();
  } catch {
    // The first failure is the one that counts.
  }
}

/**
 * @param {Iterable<any> | AsyncIterable<any>} iterable
 * @param {(source: IteratorSource, highWaterMark: number) => import('./readable_core').ReadableCore} open makes the stream
 * @returns {ReadableStream}
 * @throws {TypeError} ERR_ARG_NOT_ITERABLE
 */
function from(iterable, open) {
  let method = iterable[Symbol.asyncIterator];
  const isAsync = method !== undefined && method !== null;
  if (!isAsync) method = iterable[Symbol.iterator];
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE(require('internal/util/inspect').inspect(iterable));
  const iterator = callMethod(method, iterable);
  if (!isObject(iterator)) throw notAnObject('The iterator method');
  const source = new IteratorSource(iterator, isAsync);
  const stream = open(source, 0);
  source.controller = stream.controller;
  return stream.object;
}

module.exports = { from };
