// Histograms of positive integers with a fixed relative precision, after HdrHistogram: counts lie in buckets, each twice
// as wide as the one before, of equally many equal parts. http://hdrhistogram.org/
'use strict';
const { cloneable, unserializable } = require('internal/cloneable');
const { codes } = require('internal/errors');
const { validateArray, validateBoolean, validateInteger, validateNumber, validateObject } = require('internal/validators');

const { MAX_SAFE_INTEGER } = Number;
const internal = Symbol('internal constructor');
/** What `min` says of an empty histogram: the largest signed 64-bit integer. */
const emptyMin = 9223372036854775807n;

/** The counts. Values are numbers up to 2^53 - 1. */
class Counts {
  constructor(lowest, highest, figures) {
    this.unit = Math.floor(Math.log2(lowest));
    this.parts = 2 ** Math.ceil(Math.log2(2 * 10 ** figures));
    this.half = this.parts / 2;
    // The first value that no bucket holds.
    let limit = this.parts * 2 ** this.unit;
    while (limit <= highest) limit *= 2;
    this.limit = limit;
    /** By which messages name them. */
    this.id = undefined;
    // How much each value weighs in the moving averages, and what is one value too much; 0 and 0 without.
    this.weight = 0;
    this.threshold = 0;
    this.clear();
  }

  clear() {
    // Few of the possible buckets are ever used.
    this.counts = new Map();
    this.total = 0;
    this.exceeds = 0;
    this.smallest = Infinity;
    this.largest = 0;
    this.sorted = undefined;
    this.average = undefined;
    this.variance = 0;
    this.errorRate = 0;
  }

  /** Records a value: adds it, and lets the moving averages follow. */
  record(value) {
    this.add(value);
    if (this.weight === 0 || value >= this.limit) return;
    const { weight } = this;
    const error = this.threshold > 0 && value > this.threshold ? 1 : 0;
    if (this.average === undefined) {
      this.average = value;
      this.errorRate = error;
      return;
    }
    const difference = value - this.average;
    this.average += weight * difference;
    this.variance = (1 - weight) * (this.variance + weight * difference ** 2);
    this.errorRate += weight * (error - this.errorRate);
  }

  /** Takes values away, as far as there are any. */
  remove(value, count) {
    const key = this.lowestLike(value);
    const before = this.counts.get(key);
    if (before === undefined) return;
    const left = Math.max(0, before - count);
    this.total -= before - left;
    if (left > 0) {
      this.counts.set(key, left);
      return;
    }
    this.counts.delete(key);
    this.sorted = undefined;
  }

  /** After values were taken away: what the smallest and the largest of the rest are. */
  findLimits() {
    const keys = this.keys();
    this.smallest = keys.length === 0 ? Infinity : keys[0];
    this.largest = keys.length === 0 ? 0 : keys[keys.length - 1];
  }

  /** The width of the equal part in which a value lies. */
  widthAt(value) {
    const scaled = Math.floor(value / 2 ** this.unit);
    const bucket = scaled < this.parts ? 0 : Math.floor(Math.log2(scaled)) - Math.log2(this.parts) + 1;
    return 2 ** (bucket + this.unit);
  }

  lowestLike(value) {
    const width = this.widthAt(value);
    return Math.floor(value / width) * width;
  }

  highestLike(value) {
    const width = this.widthAt(value);
    return Math.floor(value / width) * width + width - 1;
  }

  middleOf(lowest) {
    return lowest + Math.floor(this.widthAt(lowest) / 2);
  }

  add(value, count = 1) {
    if (value >= this.limit) {
      this.exceeds += count;
      return;
    }
    const key = this.lowestLike(value);
    const before = this.counts.get(key);
    if (before === undefined) this.sorted = undefined;
    this.counts.set(key, (before ?? 0) + count);
    this.total += count;
    if (value < this.smallest) this.smallest = value;
    if (value > this.largest) this.largest = value;
  }

  /** The lowest values of the used parts, in order. */
  keys() {
    return this.sorted ??= [...this.counts.keys()].sort((a, b) => a - b);
  }

  get min() {
    return this.total === 0 ? undefined : this.lowestLike(this.smallest);
  }

  get max() {
    return this.total === 0 ? 0 : this.highestLike(this.largest);
  }

  get mean() {
    if (this.total === 0) return NaN;
    let sum = 0;
    for (const { 0: key, 1: count } of this.counts) sum += this.middleOf(key) * count;
    return sum / this.total;
  }

  /** The mean power of the distance to the mean. */
  moment(power) {
    const { mean } = this;
    let sum = 0;
    for (const { 0: key, 1: count } of this.counts) sum += (this.middleOf(key) - mean) ** power * count;
    return sum / this.total;
  }

  get stddev() {
    return this.total === 0 ? NaN : Math.sqrt(this.moment(2));
  }

  percentile(percentile) {
    if (this.total === 0) return this.highestLike(0);
    const wanted = Math.max(1, Math.floor(percentile / 100 * this.total + 0.5));
    let seen = 0;
    for (const key of this.keys()) {
      seen += this.counts.get(key);
      if (seen >= wanted) return this.highestLike(key);
    }
    return 0;
  }

  /** Percentiles, each half as far from 100 as the one before. */
  percentiles() {
    const map = new Map();
    let next = 0;
    let seen = 0;
    for (const key of this.keys()) {
      seen += this.counts.get(key);
      while (seen < this.total ? 100 * seen / this.total >= next : false) {
        map.set(next, this.highestLike(key));
        const halvings = 2 ** (Math.floor(Math.log2(100 / (100 - next))) + 1);
        next += 100 / halvings;
      }
      if (seen === this.total && 100 >= next) map.set(next, this.highestLike(key));
    }
    map.set(100, this.max);
    return map;
  }
}

/** Counts that went out in a message: where they come back to the same realm, it is they that the copy shares. */
const sent = new Map();
const forgotten = new FinalizationRegistry((id) => sent.delete(id));
let sentCount = 0;

/** What a copy of a histogram is made of: where its counts are, and for another thread what they are now. */
function pack(counts, recordable) {
  if (counts.id === undefined) {
    const { pid } = require('process');
    counts.id = `${pid}:${require('worker_threads').threadId}:${++sentCount}`;
    sent.set(counts.id, new WeakRef(counts));
    forgotten.register(counts, counts.id);
  }
  return { id: counts.id, recordable, state: { ...counts, sorted: undefined } };
}

/**
 * Makes the copy of a histogram that a message brings.
 * @param {{ id: string, recordable: boolean, state: object }} data of pack
 * @returns {Histogram} one that shares the counts, when they are this realm's
 */
function unpack({ id, recordable, state }) {
  const counts = sent.get(id)?.deref() ?? Object.assign(new Counts(1, 2, 1), state);
  return recordable ? new RecordableHistogram(internal, counts) : new Histogram(internal, counts);
}

function validatePercentile(value, name) {
  validateNumber(value, name);
  if (!(value > 0 && value <= 100)) throw new codes.ERR_OUT_OF_RANGE(name, '> 0 && <= 100', value);
}

/** A number between 0 and 1, neither of these. */
function validateShare(value, name) {
  validateNumber(value, name);
  if (!(value > 0 && value < 1)) throw new codes.ERR_OUT_OF_RANGE(name, '> 0 && < 1', value);
}

function confidenceOf(options) {
  validateObject(options, 'options');
  const { confidence = 0.95 } = options;
  validateShare(confidence, 'options.confidence');
  return confidence;
}

/** The counts of the histogram that another one is compared to. */
function comparedCounts(other) {
  return countsOf(other, 'other', 'Histogram');
}

class Histogram {
  #counts;

  constructor(token = undefined, counts = undefined) {
    if (token !== internal) throw new codes.ERR_ILLEGAL_CONSTRUCTOR();
    this.#counts = counts;
  }

  [cloneable]() {
    return ['Histogram', pack(countsOf(this), this instanceof RecordableHistogram)];
  }

  /** The counts of a histogram, for this file. */
  static countsOf(value, name = undefined, type = 'RecordableHistogram') {
    if (typeof value !== 'object' || value === null || !(#counts in value)) {
      if (name !== undefined) throw new codes.ERR_INVALID_ARG_TYPE(name, type, value);
      throw new codes.ERR_INVALID_THIS('Histogram');
    }
    return value.#counts;
  }

  get count() {
    return countsOf(this).total;
  }

  get countBigInt() {
    return BigInt(countsOf(this).total);
  }

  /** How many values were too large to be recorded. */
  get exceeds() {
    return countsOf(this).exceeds;
  }

  get exceedsBigInt() {
    return BigInt(countsOf(this).exceeds);
  }

  get min() {
    return countsOf(this).min ?? Number(emptyMin);
  }

  get minBigInt() {
    const { min } = countsOf(this);
    return min === undefined ? emptyMin : BigInt(min);
  }

  get max() {
    return countsOf(this).max;
  }

  get maxBigInt() {
    return BigInt(countsOf(this).max);
  }

  get mean() {
    return countsOf(this).mean;
  }

  get stddev() {
    return countsOf(this).stddev;
  }

  get skewness() {
    const counts = countsOf(this);
    const { stddev } = counts;
    return counts.total === 0 || stddev === 0 ? 0 : counts.moment(3) / stddev ** 3;
  }

  get kurtosis() {
    const counts = countsOf(this);
    const { stddev } = counts;
    return counts.total === 0 || stddev === 0 ? 0 : counts.moment(4) / stddev ** 4 - 3;
  }

  /** The moving average of what was recorded; 0 where createHistogram was given no halfLife. */
  get ewmaMean() {
    return countsOf(this).average ?? 0;
  }

  get ewmaStddev() {
    return Math.sqrt(countsOf(this).variance);
  }

  /** The moving share of values above the threshold. */
  get ewmaErrorRate() {
    return countsOf(this).errorRate;
  }

  /**
   * How fast the errors that a target allows are used up: 1 is just as fast as it allows.
   * @param {number} sloTarget the share of values that must not exceed the threshold, between 0 and 1
   * @returns {number}
   * @throws {TypeError | RangeError}
   */
  burnRate(sloTarget) {
    const counts = countsOf(this);
    validateShare(sloTarget, 'sloTarget');
    return counts.errorRate / (1 - sloTarget);
  }

  /**
   * @param {number} value
   * @returns {number} the share of recorded values up to this one
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  cdf(value) {
    const counts = countsOf(this);
    validateNumber(value, 'value');
    return require('internal/perf/histogram_analysis').shareUpTo(counts, value);
  }

  /**
   * @param {number} value
   * @returns {number} the share of recorded values above this one
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  ccdf(value) {
    return 1 - this.cdf(value);
  }

  /**
   * @param {number} value
   * @returns {number} how many recorded values count as equal to this one
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  countAt(value) {
    const counts = countsOf(this);
    validateNumber(value, 'value');
    return require('internal/perf/histogram_analysis').countAt(counts, value);
  }

  /**
   * @param {number} stepSize the width of each bucket, an integer of at least 1
   * @returns {Map<number, number>} counts by the buckets' upper bounds
   * @throws {TypeError | RangeError}
   */
  linearBuckets(stepSize) {
    const counts = countsOf(this);
    validateInteger(stepSize, 'stepSize', 1);
    return require('internal/perf/histogram_analysis').buckets(counts, stepSize, (bound) => bound + stepSize);
  }

  /**
   * @param {number} firstBucket the upper bound of the first bucket, an integer of at least 1
   * @param {number} base how much larger each bound is than the one before: more than 1
   * @returns {Map<number, number>} counts by the buckets' upper bounds
   * @throws {TypeError | RangeError}
   */
  logBuckets(firstBucket, base) {
    const counts = countsOf(this);
    validateInteger(firstBucket, 'firstBucket', 1);
    validateNumber(base, 'base');
    if (!(base > 1)) throw new codes.ERR_OUT_OF_RANGE('base', '> 1', base);
    return require('internal/perf/histogram_analysis').buckets(counts, firstBucket, (bound) => bound * base);
  }

  /**
   * @param {Histogram} other
   * @returns {number} the largest distance between the two distribution functions: 0 to 1
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  ksTest(other) {
    return require('internal/perf/histogram_analysis').largestDistance(countsOf(this), comparedCounts(other));
  }

  /**
   * @param {Histogram} other
   * @param {{ confidence?: number }} [options] of the interval: between 0 and 1, 0.95 by default
   * @returns {{ tStatistic: number, degreesOfFreedom: number, pValue: number,
   *   confidenceInterval: { lower: number, upper: number } }} whether the means differ
   * @throws {TypeError | RangeError}
   */
  welchTest(other, options = {}) {
    const counts = countsOf(this);
    const others = comparedCounts(other);
    return require('internal/perf/histogram_analysis').welch(counts, others, confidenceOf(options));
  }

  /**
   * @param {Histogram} other
   * @returns {{ uStatistic: number, zScore: number, pValue: number }} whether values here tend to be larger or smaller
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  mannWhitneyTest(other) {
    return require('internal/perf/histogram_analysis').mannWhitney(countsOf(this), comparedCounts(other));
  }

  /**
   * @param {Histogram} other
   * @returns {number} the difference of the means in units of the common standard deviation
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  cohensD(other) {
    return require('internal/perf/histogram_analysis').standardizedDifference(countsOf(this), comparedCounts(other));
  }

  /**
   * @param {Histogram} other
   * @returns {number} how much more probable it is that a value here exceeds one there than the reverse: -1 to 1
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  cliffsD(other) {
    return require('internal/perf/histogram_analysis').dominance(countsOf(this), comparedCounts(other));
  }

  /**
   * @param {number} percentile more than 0, at most 100
   * @returns {number}
   */
  percentile(percentile) {
    const counts = countsOf(this);
    validatePercentile(percentile, 'percentile');
    return counts.percentile(percentile);
  }

  /**
   * A percentile with the bounds between which it lies with some confidence.
   * @param {number} percentile more than 0, at most 100
   * @param {{ confidence?: number }} [options] between 0 and 1, 0.95 by default
   * @returns {{ value: number, lower: number, upper: number }}
   * @throws {TypeError | RangeError}
   */
  percentileCI(percentile, options = {}) {
    const counts = countsOf(this);
    validatePercentile(percentile, 'percentile');
    return require('internal/perf/histogram_analysis').percentileInterval(counts, percentile, confidenceOf(options));
  }

  /**
   * @param {number[]} percentiles each more than 0, at most 100
   * @returns {Map<number, number>} in their order
   * @throws {TypeError | RangeError}
   */
  percentilesAt(percentiles) {
    const counts = countsOf(this);
    validateArray(percentiles, 'percentiles');
    for (let i = 0; i < percentiles.length; i++) validatePercentile(percentiles[i], `percentiles[${i}]`);
    const map = new Map();
    for (const percentile of [...percentiles].sort((a, b) => a - b)) map.set(percentile, counts.percentile(percentile));
    return map;
  }

  /** @returns {bigint} */
  percentileBigInt(percentile) {
    return BigInt(this.percentile(percentile));
  }

  /** @returns {Map<number, number>} */
  get percentiles() {
    return countsOf(this).percentiles();
  }

  /** @returns {Map<number, bigint>} */
  get percentilesBigInt() {
    const map = new Map();
    for (const { 0: percentile, 1: value } of countsOf(this).percentiles()) map.set(percentile, BigInt(value));
    return map;
  }

  /** Forgets every value. */
  reset() {
    countsOf(this).clear();
  }

  toJSON() {
    return {
      count: this.count,
      min: this.min,
      max: this.max,
      mean: this.mean,
      exceeds: this.exceeds,
      stddev: this.stddev,
      skewness: this.skewness,
      kurtosis: this.kurtosis,
      ewmaMean: this.ewmaMean,
      ewmaStddev: this.ewmaStddev,
      ewmaErrorRate: this.ewmaErrorRate,
      percentiles: Object.fromEntries(this.percentiles),
    };
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    if (depth < 0) return `[${this.constructor.name}]`;
    const { inspect } = require('internal/util/inspect');
    return `Histogram ${inspect({
      min: this.min,
      max: this.max,
      mean: this.mean,
      exceeds: this.exceeds,
      stddev: this.stddev,
      skewness: this.skewness,
      kurtosis: this.kurtosis,
      count: this.count,
      percentiles: this.percentiles,
    }, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}
Object.defineProperty(Histogram.prototype, unserializable, { __proto__: null, value: true });
const { countsOf } = Histogram;
delete Histogram.countsOf;

/** A value that can be recorded, as a number. */
function recordable(value, name) {
  if (typeof value === 'bigint') {
    if (value < 1n || value > BigInt(MAX_SAFE_INTEGER)) {
      throw new codes.ERR_OUT_OF_RANGE(name, `>= 1 && <= ${MAX_SAFE_INTEGER}`, value);
    }
    return Number(value);
  }
  validateInteger(value, name, 1);
  return value;
}

/** A histogram to which a program adds values itself. */
class RecordableHistogram extends Histogram {
  #last;

  /**
   * @param {number | bigint} value at least 1
   * @throws {TypeError | RangeError}
   */
  record(value) {
    countsOf(this).record(recordable(value, 'val'));
  }

  /**
   * Records a value, and those that would have been recorded while it kept its recorder from recording.
   * @param {number | bigint} value at least 1
   * @param {number | bigint} expectedInterval between two records, at least 1
   * @throws {TypeError | RangeError}
   */
  recordCorrected(value, expectedInterval) {
    const counts = countsOf(this);
    const last = recordable(value, 'val');
    const interval = recordable(expectedInterval, 'expectedInterval');
    counts.record(last);
    for (let missed = last - interval; missed >= interval; missed -= interval) counts.add(missed);
  }

  /**
   * Takes the values of another histogram away, as far as they are here.
   * @param {RecordableHistogram} other
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  subtract(other) {
    const counts = countsOf(this);
    const others = countsOf(other, 'other');
    for (const { 0: value, 1: count } of others.counts) counts.remove(others.middleOf(value), count);
    counts.exceeds = Math.max(0, counts.exceeds - others.exceeds);
    counts.findLimits();
  }

  /** Records the nanoseconds since the last call. */
  recordDelta() {
    const counts = countsOf(this);
    const time = binding('process').monotonicMs() * 1e6;
    if (this.#last !== undefined) counts.record(Math.max(1, Math.round(time - this.#last)));
    this.#last = time;
  }

  /**
   * Adds the values of another histogram.
   * @param {RecordableHistogram} other
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  add(other) {
    const counts = countsOf(this);
    const others = countsOf(other, 'other');
    for (const { 0: value, 1: count } of others.counts) counts.add(others.middleOf(value), count);
    counts.exceeds += others.exceeds;
  }
}

/**
 * @param {{ lowest?: number | bigint, highest?: number | bigint, figures?: number, halfLife?: number, threshold?: number }}
 *   [options] the range of values, and how many decimal digits are kept of them (1 to 5). halfLife: after how many values one
 *   weighs half in the moving averages (0: there are none); threshold: what is more counts as an error (0: nothing does)
 * @returns {RecordableHistogram}
 * @throws {TypeError | RangeError}
 */
function createHistogram(options = {}) {
  validateObject(options, 'options');
  const { lowest = 1, highest = MAX_SAFE_INTEGER, figures = 3 } = options;
  if (typeof lowest !== 'bigint') validateInteger(lowest, 'options.lowest', 1);
  if (typeof highest !== 'bigint') {
    validateInteger(highest, 'options.highest', 2 * Number(lowest));
  } else if (highest < 2n * BigInt(lowest)) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.highest', highest);
  }
  validateInteger(figures, 'options.figures', 1, 5);
  const { halfLife = 0, threshold = 0 } = options;
  validateNumber(halfLife, 'options.halfLife', 0);
  validateNumber(threshold, 'options.threshold', 0);
  const counts = new Counts(Number(lowest), Number(highest), figures);
  if (halfLife > 0) {
    counts.weight = 1 - 2 ** (-1 / halfLife);
    counts.threshold = threshold;
  }
  return new RecordableHistogram(internal, counts);
}

/** Those who sample every turn of the loop: (prepared, timeout, checked) => void, times in milliseconds. */
const turnSamplers = new Set();

/** For the native clock: a turn has been through its check phase. */
function onTurn(prepared, timeout, checked) {
  for (const sample of turnSamplers) sample(prepared, timeout, checked);
}

/** How late the event loop is, in nanoseconds: at every turn, or when it calls a timer. */
class ELDHistogram extends Histogram {
  #counts;
  #resolution;
  #timer;
  #last = 0;
  #sample;

  /**
   * @param {symbol} token
   * @param {Counts} counts
   * @param {number} resolution milliseconds; 0: every turn is a sample
   */
  constructor(token, counts, resolution) {
    super(token, counts);
    this.#counts = counts;
    this.#resolution = resolution;
  }

  /** What a turn did before it waited, and how much longer than it was to wait it took until its check phase. */
  #sampleTurn(prepared, timeout, checked) {
    let delay = checked - this.#last;
    if (this.#last <= prepared) {
      const late = timeout < 0 ? 0 : Math.max(0, checked - prepared - timeout);
      delay = prepared - this.#last + late;
    }
    this.#last = checked;
    this.#counts.add(Math.max(1, Math.round(delay * 1e6)));
  }

  /** @returns {boolean} false when it was enabled already */
  enable() {
    if (this.#timer !== undefined || this.#sample !== undefined) return false;
    const { monotonicMs } = binding('process');
    this.#last = monotonicMs();
    if (this.#resolution === 0) {
      this.#sample = (prepared, timeout, checked) => this.#sampleTurn(prepared, timeout, checked);
      if (turnSamplers.size === 0) binding('perf').startTurnClock(onTurn);
      turnSamplers.add(this.#sample);
      return true;
    }
    this.#timer = require('timers').setInterval(() => {
      const time = monotonicMs();
      const delta = Math.round((time - this.#last) * 1e6);
      this.#last = time;
      if (delta > 0) this.#counts.add(delta);
    }, this.#resolution);
    // Measuring the loop must not keep it alive.
    this.#timer.unref();
    return true;
  }

  /** @returns {boolean} false when it wasn't enabled */
  disable() {
    if (this.#sample !== undefined) {
      turnSamplers.delete(this.#sample);
      if (turnSamplers.size === 0) binding('perf').stopTurnClock();
      this.#sample = undefined;
      return true;
    }
    if (this.#timer === undefined) return false;
    require('timers').clearInterval(this.#timer);
    this.#timer = undefined;
    return true;
  }

  [Symbol.dispose]() {
    this.disable();
  }
}

/**
 * @param {{ resolution?: number, samplePerIteration?: boolean }} [options] resolution: milliseconds between samples, at least 1;
 *   samplePerIteration: every turn of the loop is one instead
 * @returns {ELDHistogram}
 * @throws {TypeError | RangeError}
 */
function monitorEventLoopDelay(options = {}) {
  validateObject(options, 'options');
  const { resolution = 10, samplePerIteration = false } = options;
  validateInteger(resolution, 'options.resolution', 1);
  validateBoolean(samplePerIteration, 'options.samplePerIteration');
  return new ELDHistogram(internal, new Counts(samplePerIteration ? 1 : 1000, 3.6e12, 3), samplePerIteration ? 0 : resolution);
}

module.exports = { createHistogram, monitorEventLoopDelay, unpack };
