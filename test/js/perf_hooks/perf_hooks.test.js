// node:perf_hooks. https://nodejs.org/api/perf_hooks.html
'use strict';
const assert = require('node:assert');
const { PerformanceMark, PerformanceObserver, createHistogram, monitorEventLoopDelay, performance } = require('node:perf_hooks');
const { test } = require('../harness');

test('the clock runs forward from the time origin', () => {
  const a = performance.now();
  const b = performance.now();
  assert.ok(a > 0 && b >= a);
  assert.ok(Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000);
});

test('a mark may not have the name of a milestone, which measures know', () => {
  const refused = { code: 'ERR_INVALID_ARG_VALUE', message: "The argument 'name' is invalid. Received 'nodeStart'" };
  assert.throws(() => performance.mark('nodeStart'), refused);
  performance.clearMarks('nodeStart');
  performance.clearMarks();
  assert.throws(() => new PerformanceMark('nodeStart'), refused);
  assert.strictEqual(performance.measure('since', 'nodeStart').startTime, performance.nodeTiming.nodeStart);
  assert.strictEqual(performance.measure('since', { start: 'v8Start', duration: 1 }).startTime, performance.nodeTiming.v8Start);
  performance.clearMeasures();
});

test('marks and measures are kept until they are cleared', () => {
  performance.mark('a', { startTime: 5, detail: { x: 1 } });
  const measure = performance.measure('m', { start: 'a', duration: 3 });
  assert.deepStrictEqual([measure.startTime, measure.duration, measure.entryType], [5, 3, 'measure']);
  assert.deepStrictEqual(performance.getEntriesByName('a')[0].detail, { x: 1 });
  assert.throws(() => performance.measure('m', 'missing'), { name: 'SyntaxError' });
  performance.clearMarks();
  performance.clearMeasures();
  assert.strictEqual(performance.getEntries().length, 0);
});

test('an observer is told of new entries', async () => {
  const names = await new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      observer.disconnect();
      resolve(list.getEntries().map((entry) => `${entry.entryType} ${entry.name}`));
    });
    observer.observe({ entryTypes: ['mark', 'function'] });
    performance.mark('seen');
    performance.timerify(function timed() {})();
  });
  assert.deepStrictEqual(names.sort(), ['function timed', 'mark seen']);
});

test('a histogram keeps three digits', () => {
  const histogram = createHistogram();
  for (let i = 1; i <= 1000; i++) histogram.record(i * 1000);
  assert.deepStrictEqual([histogram.count, histogram.min, histogram.max], [1000, 1000, 1000447]);
  assert.deepStrictEqual([histogram.percentile(50), histogram.percentile(99.9)], [500223, 999423]);
  assert.throws(() => histogram.record(0), { code: 'ERR_OUT_OF_RANGE' });
  assert.strictEqual(createHistogram().min, 9223372036854776000);
});

test('the event loop\'s delay is measured', async () => {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  assert.ok(histogram.enable() && !histogram.enable());
  while (histogram.count === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(histogram.disable() && !histogram.disable());
  assert.ok(histogram.count > 0 && histogram.min > 0);
});

test('garbage collections are observed', async () => {
  let filling = true;
  const seen = new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      filling = false;
      observer.disconnect();
      resolve(list.getEntries()[0]);
    });
    observer.observe({ entryTypes: ['gc'] });
  });
  const hold = [];
  setImmediate(function fill() {
    for (let i = 0; i < 100000; i++) hold[i % 1000] = { i };
    if (filling) setImmediate(fill);
  });
  const entry = await seen;
  assert.strictEqual(entry.entryType, 'gc');
  assert.ok(entry.duration >= 0 && entry.startTime > 0);
  assert.ok([1, 2, 4, 8, 16].includes(entry.detail.kind));
});

test('nodeTiming tells what the loop has done', async () => {
  const { uvMetricsInfo } = performance.nodeTiming;
  assert.deepStrictEqual(Object.keys(uvMetricsInfo), ['loopCount', 'events', 'eventsWaiting']);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  const later = performance.nodeTiming.uvMetricsInfo;
  assert.ok(later.loopCount > uvMetricsInfo.loopCount && later.events >= later.eventsWaiting);
  assert.strictEqual(Object.getOwnPropertyDescriptor(performance.nodeTiming, 'name').value, 'node');
});

/** 1 to 20, and these plus 5. */
function shifted() {
  const pair = [createHistogram(), createHistogram()];
  for (let i = 1; i <= 20; i++) {
    pair[0].record(i);
    pair[1].record(i + 5);
  }
  return pair;
}

const near = (actual, expected) => assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${actual} ${expected}`);

test('histograms tell shares, counts and buckets', () => {
  const [histogram] = shifted();
  assert.deepStrictEqual([0, 1, 10, 20, 100].map((value) => histogram.cdf(value)), [0, 0.05, 0.5, 1, 1]);
  near(histogram.ccdf(15), 0.25);
  assert.deepStrictEqual([histogram.countAt(7), histogram.countAt(70), histogram.countAt(-1)], [1, 0, 0]);
  assert.deepStrictEqual(histogram.linearBuckets(8), new Map([[8, 8], [16, 8], [24, 4]]));
  assert.deepStrictEqual(histogram.logBuckets(2, 3), new Map([[2, 2], [6, 4], [18, 12], [54, 2]]));
  assert.deepStrictEqual(histogram.percentilesAt([75, 50]), new Map([[50, 10], [75, 15]]));
  assert.deepStrictEqual({ ...histogram.percentileCI(50) }, { value: 10, lower: 6, upper: 15 });
  assert.deepStrictEqual({ ...histogram.percentileCI(25, { confidence: 0.99 }) }, { value: 5, lower: 1, upper: 11 });
  const empty = createHistogram();
  assert.deepStrictEqual([empty.cdf(1), empty.countAt(1), empty.linearBuckets(3).size, empty.percentileCI(9).upper], [0, 0, 0, 0]);
  assert.throws(() => histogram.cdf('1'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => histogram.linearBuckets(0), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => histogram.logBuckets(1, 1), { message: 'The value of "base" is out of range. It must be > 1. Received 1' });
  assert.throws(() => histogram.percentilesAt([0]), { code: 'ERR_OUT_OF_RANGE', message: /"percentiles\[0\]"/ });
  assert.throws(() => histogram.percentileCI(5, { confidence: 1 }), { message: /"options\.confidence" is out of range\. It must be > 0 && < 1/ });
});

test('histograms are compared', () => {
  const [one, other] = shifted();
  // As calculated by hand: variances of 35, means 10.5 and 15.5.
  const { tStatistic, degreesOfFreedom, pValue, confidenceInterval } = one.welchTest(other);
  near(tStatistic, -5 / Math.sqrt(3.5));
  near(degreesOfFreedom, 38);
  assert.ok(Math.abs(pValue - 0.011027) < 1e-5, String(pValue));
  assert.ok(Math.abs(confidenceInterval.upper + 5 - 2.024394 * Math.sqrt(3.5)) < 1e-4 && confidenceInterval.lower < -8);
  near(one.cohensD(other), -5 / Math.sqrt(35));
  near(one.cliffsD(other), 2 * 112.5 / 400 - 1);
  near(one.ksTest(other), 0.25);
  const { uStatistic, zScore } = one.mannWhitneyTest(other);
  near(uStatistic, 112.5);
  assert.ok(zScore < -2.3 && zScore > -2.4, String(zScore));
  near(other.cliffsD(one), -one.cliffsD(other));
  assert.strictEqual(one.welchTest(one).pValue, 1);
  assert.strictEqual(createHistogram().cohensD(one), 0);
  assert.throws(() => one.ksTest({}), {
    code: 'ERR_INVALID_ARG_TYPE', message: 'The "other" argument must be an instance of Histogram. Received an instance of Object',
  });
});

test('histograms follow what is recorded with moving averages, correct for omissions and take values away', () => {
  const histogram = createHistogram({ halfLife: 5, threshold: 50 });
  histogram.record(100);
  histogram.record(10);
  const weight = 1 - 2 ** (-1 / 5);
  near(histogram.ewmaMean, 100 - 90 * weight);
  near(histogram.ewmaErrorRate, 1 - weight);
  near(histogram.ewmaStddev ** 2, (1 - weight) * weight * 8100);
  near(histogram.burnRate(0.5), 2 * (1 - weight));
  histogram.reset();
  assert.strictEqual(histogram.ewmaMean + histogram.ewmaErrorRate, 0);
  assert.throws(() => histogram.burnRate(1), { code: 'ERR_OUT_OF_RANGE' });
  const corrected = createHistogram();
  corrected.recordCorrected(100n, 10);
  assert.deepStrictEqual([corrected.count, corrected.min, corrected.max], [10, 10, 100]);
  const [one, other] = shifted();
  one.subtract(other);
  assert.deepStrictEqual([one.count, one.min, one.max], [5, 1, 5]);
  assert.throws(() => one.subtract({}), { code: 'ERR_INVALID_ARG_TYPE' });
});
