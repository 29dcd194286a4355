// The order of tests, drawn from a seed. https://nodejs.org/api/test.html#randomizing-tests-execution-order
'use strict';

/** Numbers that a seed determines: Mulberry32. */
class Randomizer {
  seed;
  #state;

  /** @param {number} [seed] 0 to 4294967295; drawn when there is none */
  constructor(seed) {
    this.seed = seed ?? Math.floor(Math.random() * 0x1_0000_0000);
    this.#state = this.seed >>> 0;
  }

  /** @returns {number} at least 0, below 1 */
  next() {
    this.#state = (this.#state + 0x6D2B79F5) >>> 0;
    let value = this.#state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** @returns {number} an integer at least 0, below `limit`; nothing is drawn where there is no choice */
  below(limit) {
    return limit === 1 ? 0 : Math.floor(this.next() * limit);
  }

  /** @returns {any[]} a copy in another order */
  shuffled(list) {
    const copy = Array.from(list);
    for (let i = copy.length - 1; i > 0; i--) {
      const at = this.below(i + 1);
      const value = copy[i];
      copy[i] = copy[at];
      copy[at] = value;
    }
    return copy;
  }
}

module.exports = { Randomizer };
