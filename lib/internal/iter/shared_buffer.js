// Batches that several consumers read, each at its own pace; what all have read is let go.
'use strict';

const { sizeOf } = require('internal/iter/batches');

class SharedBuffer {
  /** @type {{ batch: Uint8Array[], size: number }[]} */
  #entries = [];
  /** The number of the first entry, counted from the beginning. */
  #first = 0;
  /** Bytes that are held. */
  size = 0;
  /** @type {Set<{ cursor: number }>} */
  consumers = new Set();

  get length() {
    return this.#entries.length;
  }

  get end() {
    return this.#first + this.#entries.length;
  }

  /** A consumer of what is held and what comes. */
  attach(consumer) {
    consumer.cursor = this.#first;
    this.consumers.add(consumer);
  }

  detach(consumer) {
    if (!this.consumers.delete(consumer)) return;
    if (this.consumers.size > 0) this.trim();
  }

  push(batch, size = sizeOf(batch)) {
    this.#entries.push({ batch, size });
    this.size += size;
  }

  /** @returns {Uint8Array[] | undefined} the next batch of a consumer */
  take(consumer) {
    // What it has not read may have been dropped.
    if (consumer.cursor < this.#first) consumer.cursor = this.#first;
    if (consumer.cursor >= this.end) return undefined;
    const { batch } = this.#entries[consumer.cursor - this.#first];
    consumer.cursor++;
    this.trim();
    return batch;
  }

  hasNext(consumer) {
    return consumer.cursor < this.end;
  }

  /** Drops the oldest batch. */
  dropOldest() {
    const entry = this.#entries.shift();
    this.#first++;
    this.size -= entry.size;
  }

  /** Lets go of what all consumers have read; without consumers all is kept for one who may come. */
  trim() {
    if (this.consumers.size === 0) return;
    let least = Infinity;
    for (const { cursor } of this.consumers) if (cursor < least) least = cursor;
    while (this.#entries.length > 0 && this.#first < least) this.dropOldest();
  }

  clear() {
    this.#first = this.end;
    this.#entries = [];
    this.size = 0;
  }
}

function done() {
  return { __proto__: null, done: true, value: undefined };
}

function item(value) {
  return { __proto__: null, done: false, value };
}

/** What a source has thrown, as an Error. */
function toError(thrown) {
  if (thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]') return thrown;
  const { codes: { ERR_OPERATION_FAILED } } = require('internal/errors');
  return new ERR_OPERATION_FAILED(String(thrown));
}

module.exports = { SharedBuffer, done, item, toError };
