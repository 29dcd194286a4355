// Random numbers for the inputs of the programs beside this one, the same for the same seed on any runtime.
'use strict';

let state = 0;

/**
 * Begins the numbers that follow from `seed`.
 * @param {number} seed an integer; its low 32 bits count
 */
function reseed(seed) {
  state = seed >>> 0;
}

/** @returns {number} the seed that the next numbers follow from: given to reseed, they come again */
function seedNow() {
  return state;
}

/**
 * @param {number} limit 1 to 2 ** 32
 * @returns {number} an integer from 0 on, below `limit`
 */
function below(limit) {
  state = (state + 0x9e3779b9) >>> 0;
  let x = state;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) % limit;
}

/** Whether something is to be done in so many cases of a hundred. */
function chance(percent) {
  return below(100) < percent;
}

function pick(list) {
  return list[below(list.length)];
}

module.exports = { below, chance, pick, reseed, seedNow };
