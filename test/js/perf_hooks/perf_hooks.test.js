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
