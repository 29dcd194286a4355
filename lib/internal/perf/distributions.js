// Probabilities of the distributions that tests of histograms need: normal, Student's t, binomial.
// https://dlmf.nist.gov/8.17 (incomplete beta function), https://dlmf.nist.gov/8.9 (continued fraction of the gamma function)
'use strict';

const tiny = 1e-300;
const precision = 1e-15;
const mostSteps = 500;

// Lanczos' approximation with g = 7.
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** The logarithm of the gamma function of x > 0. */
function logGamma(x) {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = lanczos[0];
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i] / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

function notZero(value) {
  return Math.abs(value) < tiny ? tiny : value;
}

/** The continued fraction of the incomplete beta function, evaluated from the front (Lentz). */
function betaFraction(x, a, b) {
  let c = 1;
  let d = 1 / notZero(1 - (a + b) * x / (a + 1));
  let value = d;
  for (let m = 1; m <= mostSteps; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    value *= d * c;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < precision) break;
  }
  return value;
}

/** The regularized incomplete beta function. */
function beta(x, a, b) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? front * betaFraction(x, a, b) / a : 1 - front * betaFraction(1 - x, b, a) / b;
}

/**
 * @param {number} z a distance from the mean, in standard deviations
 * @returns {number} the probability that a normal variable is further from its mean, either way
 */
function normalTails(z) {
  const x = Math.abs(z) / Math.SQRT2;
  if (x === 0) return 1;
  const square = x * x;
  if (square < 1.5) {
    let term = x;
    let sum = x;
    for (let n = 1; n < mostSteps && Math.abs(term) > precision * Math.abs(sum); n++) {
      term *= -square / n;
      sum += term / (2 * n + 1);
    }
    return 1 - 2 / Math.sqrt(Math.PI) * sum;
  }
  let b = square + 0.5;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < mostSteps; i++) {
    const step = -i * (i - 0.5);
    b += 2;
    d = 1 / notZero(step * d + b);
    c = notZero(b + step / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < precision) break;
  }
  return Math.exp(-square) * x * fraction / Math.sqrt(Math.PI);
}

/**
 * @param {number} t
 * @param {number} freedom degrees of freedom, more than 0
 * @returns {number} the probability that a variable of Student's distribution is further from 0, either way
 */
function studentTails(t, freedom) {
  return beta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/**
 * @param {number} confidence between 0 and 1
 * @param {number} freedom degrees of freedom, more than 0
 * @returns {number} the t within which a variable of Student's distribution lies with that probability
 */
function studentLimit(confidence, freedom) {
  const outside = 1 - confidence;
  let high = 1;
  while (studentTails(high, freedom) > outside && high < 1e300) high *= 2;
  let low = 0;
  for (let i = 0; i < 200 && high - low > precision * high; i++) {
    const middle = (low + high) / 2;
    if (studentTails(middle, freedom) > outside) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * @param {number} trials
 * @param {number} chance of each
 * @param {number} probability
 * @returns {number} the least number of successes that is exceeded with no more than 1 - probability
 */
function binomialQuantile(trials, chance, probability) {
  let low = 0;
  let high = trials;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const atMost = middle >= trials ? 1 : beta(1 - chance, trials - middle, middle + 1);
    if (atMost >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}

module.exports = { binomialQuantile, normalTails, studentLimit, studentTails };
