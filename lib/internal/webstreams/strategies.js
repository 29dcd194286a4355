// Queuing strategies, and what streams take from them. https://streams.spec.whatwg.org/#qs
'use strict';

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_MISSING_OPTION },
} = require('internal/errors');
const { describeInterface, inspectAs, inspectCustom } = require('internal/webstreams/inspect');

// Arrow functions, as they have no prototype and can't be constructed; one of each for all strategies of a realm.
const byteLengthSize = { size: (chunk) => chunk.byteLength }.size;
const countSize = { size: () => 1 }.size;

function takeHighWaterMark(init) {
  if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
    throw new ERR_INVALID_ARG_TYPE('init', 'Object', init);
  }
  const { highWaterMark } = init;
  if (highWaterMark === undefined) throw new ERR_MISSING_OPTION.TypeError('init.highWaterMark');
  return +highWaterMark;
}

/**
 * @param {string} name
 * @param {(chunk: any) => number} size
 * @returns {Function} the class of strategies that measure so
 */
function defineStrategy(name, size) {
  const { [name]: Strategy } = {
    [name]: class {
      #highWaterMark;

      /** @param {{ highWaterMark: number }} init in what `size` measures */
      constructor(init) {
        this.#highWaterMark = takeHighWaterMark(init);
      }

      /** @returns {number} */
      get highWaterMark() {
        return this.#highWaterMark;
      }

      /** @returns {(chunk: any) => number} */
      get size() {
        void this.#highWaterMark;
        return size;
      }

      [inspectCustom](depth, options) {
        return inspectAs(name, { highWaterMark: this.highWaterMark }, depth, options);
      }
    },
  };
  describeInterface(Strategy, ['highWaterMark', 'size']);
  return Strategy;
}

/** Measures in bytes. */
const ByteLengthQueuingStrategy = defineStrategy('ByteLengthQueuingStrategy', byteLengthSize);

/** Measures in chunks. */
const CountQueuingStrategy = defineStrategy('CountQueuingStrategy', countSize);

/** As Web IDL converts an argument to a dictionary. */
function checkDictionary(value, name) {
  if (value !== undefined && value !== null && typeof value !== 'object' && typeof value !== 'function') {
    throw new ERR_INVALID_ARG_TYPE(name, 'Object', value);
  }
}

/**
 * Reads a strategy's members, in the order that Web IDL asks for; the high-water mark is not judged yet.
 * @param {unknown} strategy
 * @param {string} [name] of the argument
 * @returns {{ given: unknown, highWaterMark: number | undefined, size: Function | undefined }}
 */
function readStrategy(strategy, name = 'strategy') {
  checkDictionary(strategy, name);
  const given = strategy?.highWaterMark;
  const highWaterMark = given === undefined ? undefined : +given;
  const size = strategy?.size;
  if (size !== undefined && typeof size !== 'function') {
    throw new ERR_INVALID_ARG_TYPE(`${name}.size`, 'Function', size);
  }
  return { given, highWaterMark, size };
}

/**
 * https://streams.spec.whatwg.org/#validate-and-normalize-high-water-mark
 * @param {{ given: unknown, highWaterMark: number | undefined }} strategy
 * @param {number} fallback
 * @returns {number}
 * @throws {RangeError} ERR_INVALID_ARG_VALUE when it is negative or not a number
 */
function highWaterMarkOf(strategy, fallback) {
  const { highWaterMark } = strategy;
  if (highWaterMark === undefined) return fallback;
  if (!(highWaterMark >= 0)) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.highWaterMark', strategy.given);
  }
  return highWaterMark;
}

/** The function that a strategy measures with; undefined stands for counting. */
function sizeOf(strategy) {
  return strategy.size === countSize ? undefined : strategy.size;
}

/**
 * Calls a strategy's size function.
 * @returns {number}
 * @throws {RangeError} ERR_INVALID_ARG_VALUE for what is not a finite number from 0
 */
function measure(size, chunk) {
  return checkSize(size(chunk));
}

/** https://streams.spec.whatwg.org/#enqueue-value-with-size, its first steps */
function checkSize(given) {
  const size = +given;
  if (!(size >= 0) || size === Infinity) throw new ERR_INVALID_ARG_VALUE.RangeError('size', given);
  return size;
}

module.exports = {
  ByteLengthQueuingStrategy, CountQueuingStrategy, checkDictionary, checkSize, highWaterMarkOf, measure, readStrategy, sizeOf,
};
