// What histograms tell beyond their moments: shares, buckets, intervals of confidence, and how two of them differ.
// https://nodejs.org/api/perf_hooks.html#class-histogram
//
// Each function takes the Counts of one or two histograms.
'use strict';
const { binomialQuantile, normalTails, studentLimit, studentTails } = require('internal/perf/distributions');

/** The share of values that are at most `value`. */
function shareUpTo(counts, value) {
  if (counts.total === 0 || !(value >= 0)) return 0;
  let seen = 0;
  for (const key of counts.keys()) {
    if (key > value) break;
    seen += counts.counts.get(key);
  }
  return seen / counts.total;
}

/** How many values count as equal to `value`. */
function countAt(counts, value) {
  if (!(value >= 0) || value >= counts.limit) return 0;
  return counts.counts.get(counts.lowestLike(value)) ?? 0;
}

/**
 * The counts between bounds; a bound is named by the lowest value that counts as equal to it, which belongs to what is below.
 * @param {Counts} counts
 * @param {number} first bound
 * @param {(bound: number) => number} next
 * @returns {Map<number, number>}
 */
function buckets(counts, first, next) {
  const map = new Map();
  const keys = counts.keys();
  let bound = first;
  for (let i = 0; i < keys.length; bound = next(bound)) {
    const name = counts.lowestLike(bound);
    let within = map.get(name) ?? 0;
    while (i < keys.length && keys[i] <= name) within += counts.counts.get(keys[i++]);
    map.set(name, within);
  }
  return map;
}

/** The value that `rank` (from 1) of the recorded values don't exceed. */
function valueOfRank(counts, rank) {
  let seen = 0;
  for (const key of counts.keys()) {
    seen += counts.counts.get(key);
    if (seen >= rank) return counts.highestLike(key);
  }
  return counts.max;
}

/** A percentile, and between which values it lies with the given confidence by the order of what was recorded. */
function percentileInterval(counts, percentile, confidence) {
  const value = counts.percentile(percentile);
  if (counts.total < 2) return { __proto__: null, value, lower: value, upper: value };
  const { total } = counts;
  const outside = (1 - confidence) / 2;
  const lower = Math.max(1, binomialQuantile(total, percentile / 100, outside));
  const upper = Math.min(total, binomialQuantile(total, percentile / 100, 1 - outside) + 1);
  return { __proto__: null, value, lower: valueOfRank(counts, lower), upper: valueOfRank(counts, upper) };
}

/** The variance of what the recorded values are a sample of. */
function sampleVariance(counts) {
  return counts.moment(2) * counts.total / (counts.total - 1);
}

/** Whether the means of two histograms differ (Welch's test). */
function welch(one, other, confidence) {
  const result = {
    __proto__: null, tStatistic: 0, degreesOfFreedom: 0, pValue: 1,
    confidenceInterval: { __proto__: null, lower: 0, upper: 0 },
  };
  if (one === other || one.total < 2 || other.total < 2) return result;
  const first = sampleVariance(one) / one.total;
  const second = sampleVariance(other) / other.total;
  const both = first + second;
  if (both === 0) return result;
  const error = Math.sqrt(both);
  const difference = one.mean - other.mean;
  const freedom = both ** 2 / (first ** 2 / (one.total - 1) + second ** 2 / (other.total - 1));
  const reach = studentLimit(confidence, freedom) * error;
  result.tStatistic = difference / error;
  result.degreesOfFreedom = freedom;
  result.pValue = studentTails(result.tStatistic, freedom);
  result.confidenceInterval.lower = difference - reach;
  result.confidenceInterval.upper = difference + reach;
  return result;
}

/** The difference of the means in units of their common standard deviation (Cohen's d). */
function standardizedDifference(one, other) {
  if (one === other || one.total < 2 || other.total < 2) return 0;
  const pooled = ((one.total - 1) * sampleVariance(one) + (other.total - 1) * sampleVariance(other)) /
    (one.total + other.total - 2);
  return pooled === 0 ? 0 : (one.mean - other.mean) / Math.sqrt(pooled);
}

/** Calls `visit` with how often each value is in the one and in the other, in the order of values. */
function together(one, other, visit) {
  const keys = [...new Set([...one.keys(), ...other.keys()])].sort((a, b) => a - b);
  for (let i = 0; i < keys.length; i++) visit(one.counts.get(keys[i]) ?? 0, other.counts.get(keys[i]) ?? 0);
}

/** How often a value of the one exceeds one of the other, ties counting half; and what ties take from the variance of that. */
function exceedings(one, other) {
  let below = 0;
  let wins = 0;
  let ties = 0;
  together(one, other, (first, second) => {
    wins += first * (below + second / 2);
    below += second;
    ties += (first + second) ** 3 - (first + second);
  });
  return { wins, ties };
}

/** Whether values of the one tend to be larger (Mann-Whitney's U test, by the normal approximation). */
function mannWhitney(one, other) {
  const result = { __proto__: null, uStatistic: 0, zScore: 0, pValue: 1 };
  if (one === other || one.total === 0 || other.total === 0) return result;
  const { wins, ties } = exceedings(one, other);
  const pairs = one.total * other.total;
  const all = one.total + other.total;
  const variance = pairs / 12 * (all + 1 - ties / (all * (all - 1)));
  result.uStatistic = wins;
  if (variance <= 0) return result;
  result.zScore = (wins - pairs / 2) / Math.sqrt(variance);
  result.pValue = normalTails(result.zScore);
  return result;
}

/** How much oftener a value of the one exceeds one of the other than the reverse (Cliff's delta). */
function dominance(one, other) {
  if (one === other || one.total === 0 || other.total === 0) return 0;
  return 2 * exceedings(one, other).wins / (one.total * other.total) - 1;
}

/** The largest distance between the two distribution functions (Kolmogorov-Smirnov). */
function largestDistance(one, other) {
  if (one === other || one.total === 0 || other.total === 0) return 0;
  let first = 0;
  let second = 0;
  let most = 0;
  together(one, other, (ofOne, ofOther) => {
    first += ofOne;
    second += ofOther;
    most = Math.max(most, Math.abs(first / one.total - second / other.total));
  });
  return most;
}

module.exports = {
  buckets, countAt, dominance, largestDistance, mannWhitney, percentileInterval, shareUpTo, standardizedDifference, welch,
};
