// The queue of a stream's controller: values with sizes. https://streams.spec.whatwg.org/#queue-with-sizes
'use strict';

const kInitialCapacity = 4;

/** What a queue has that nothing was put into. */
const nothing = [];

/** A ring of values that grows as needed, and the sum of their sizes; a place is free as soon as its value is taken. */
class ChunkQueue {
  #values = nothing;
  /** Sizes in the same places; undefined while all are 1. @type {number[] | undefined} */
  #sizes = undefined;
  /** The capacity less 1. */
  #mask = -1;
  #head = 0;
  /** Number of values. */
  length = 0;
  /** Sum of the sizes. */
  size = 0;

  /**
   * @param {unknown} value
   * @param {number} size not negative
   */
  push(value, size) {
    if (this.length > this.#mask) this.#grow();
    const at = (this.#head + this.length) & this.#mask;
    this.#values[at] = value;
    if (this.#sizes !== undefined) this.#sizes[at] = size;
    else if (size !== 1) this.#startSizes(at, size);
    this.length++;
    this.size += size;
  }

  /** @returns {unknown} the oldest value, which stays */
  peek() {
    return this.#values[this.#head];
  }

  /** @returns {unknown} the oldest value, which is taken; there must be one */
  shift() {
    const at = this.#head;
    const value = this.#values[at];
    this.#values[at] = undefined;
    this.#head = (at + 1) & this.#mask;
    this.length--;
    this.size -= this.#sizes === undefined ? 1 : this.#sizes[at];
    // Sums of fractions do not come out even.
    if (this.size < 0) this.size = 0;
    return value;
  }

  clear() {
    this.#values = nothing;
    this.#sizes = undefined;
    this.#mask = -1;
    this.#head = 0;
    this.length = 0;
    this.size = 0;
  }

  #startSizes(at, size) {
    this.#sizes = [];
    for (let i = 0; i <= this.#mask; i++) this.#sizes.push(1);
    this.#sizes[at] = size;
  }

  #grow() {
    const capacity = this.#mask + 1;
    const grown = capacity === 0 ? kInitialCapacity : capacity * 2;
    const values = new Array(grown);
    const sizes = this.#sizes === undefined ? undefined : new Array(grown);
    for (let i = 0; i < capacity; i++) {
      const from = (this.#head + i) & this.#mask;
      values[i] = this.#values[from];
      if (sizes !== undefined) sizes[i] = this.#sizes[from];
    }
    this.#values = values;
    this.#sizes = sizes;
    this.#head = 0;
    this.#mask = grown - 1;
  }
}

module.exports = { ChunkQueue };
