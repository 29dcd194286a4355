// What the writers of push, broadcast and share have in common: budget and backpressure policy.
// https://nodejs.org/api/stream_iter.html#backpressure
'use strict';

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_STATE } } = require('internal/errors');
const {
  validateAbortSignal, validateArray, validateInteger, validateOneOf,
} = require('internal/validators');
const { encode } = require('internal/iter/batches');
const { isUint8Array } = require('internal/util/types');

const drainableProtocol = Symbol.for('Stream.drainableProtocol');

const kLeastBudget = 16384;
const policies = ['strict', 'unbounded', 'drop-oldest', 'drop-newest'];

/**
 * @param {object} options
 * @param {number} budget in bytes, when none is given
 * @returns {{ budget: number, backpressure: string, signal: AbortSignal | undefined }}
 */
function readPolicy(options, budget) {
  const { budget: given = budget, backpressure = 'strict', signal } = options;
  validateInteger(given, 'options.budget', kLeastBudget);
  validateOneOf(backpressure, 'options.backpressure', policies);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return { budget: given, backpressure, signal };
}

/** The signal of one operation's options. */
function signalOf(options) {
  const signal = options?.signal;
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return signal;
}

function toChunk(chunk) {
  if (typeof chunk === 'string') return encode(chunk);
  if (isUint8Array(chunk)) return chunk;
  throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Uint8Array'], chunk);
}

function toChunks(chunks) {
  validateArray(chunks, 'chunks');
  const batch = new Array(chunks.length);
  for (let i = 0; i < chunks.length; i++) batch[i] = toChunk(chunks[i]);
  return batch;
}

/** What a write rejects with when a program does not wait for its writes. */
function tooManyWrites() {
  return new ERR_INVALID_STATE.RangeError('Backpressure violation: too many pending writes. ' +
    'Await each write() call to respect backpressure.');
}

function writerClosed() {
  return new ERR_INVALID_STATE.TypeError('Writer is closed');
}

/** A promise and its functions, and what takes a signal's listener off. */
class Waiting {
  #listening = undefined;

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers();
    this.promise = promise;
    this.settleResolve = resolve;
    this.settleReject = reject;
  }

  /**
   * @param {AbortSignal | undefined} signal
   * @param {(reason: any) => void} onAbort called before the promise is rejected
   */
  follow(signal, onAbort) {
    if (signal === undefined) return;
    this.#listening = require('internal/events/abort_listener').addAbortListener(signal, () => {
      onAbort(signal.reason);
      this.reject(signal.reason);
    });
  }

  resolve(value) {
    this.#listening?.[Symbol.dispose]();
    this.settleResolve(value);
  }

  reject(reason) {
    this.#listening?.[Symbol.dispose]();
    this.settleReject(reason);
  }
}

module.exports = {
  Waiting, drainableProtocol, policies, readPolicy, signalOf, toChunk, toChunks, tooManyWrites, writerClosed,
};
