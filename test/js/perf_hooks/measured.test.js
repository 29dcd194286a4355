// What the runtime measures of itself for observers, and histograms that are sent. https://nodejs.org/api/perf_hooks.html
'use strict';
const assert = require('node:assert');
const dns = require('node:dns');
const http = require('node:http');
const util = require('node:util');
const { PerformanceObserver, createHistogram, monitorEventLoopDelay } = require('node:perf_hooks');
const { test } = require('../harness');

test('connections, look-ups and requests are measured while somebody observes them', async (t) => {
  const seen = [];
  let wake;
  const observer = new PerformanceObserver((list) => {
    seen.push(...list.getEntries());
    wake?.();
  });
  observer.observe({ entryTypes: ['net', 'dns', 'http'] });
  t.after(() => observer.disconnect());
  const server = http.createServer((request, response) => response.end('x'));
  t.after(() => server.close());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => http.get({ port, host: '127.0.0.1', path: '/p', agent: false }, (response) => {
    response.resume().on('end', resolve);
  }));
  await dns.promises.lookup('localhost');
  await dns.promises.lookupService('127.0.0.1', port);
  const names = ['connect', 'HttpRequest', 'HttpClient', 'lookup', 'lookupService'];
  while (!names.every((name) => seen.some((entry) => entry.name === name))) await new Promise((resolve) => { wake = resolve; });
  const find = (name) => seen.find((entry) => entry.name === name);
  assert.deepStrictEqual(find('connect').detail, { host: '127.0.0.1', port });
  assert.strictEqual(find('HttpRequest').detail.req.url, '/p');
  assert.strictEqual(find('HttpClient').detail.req.url, `http://127.0.0.1:${port}/p`);
  assert.strictEqual(find('HttpClient').detail.res.statusCode, 200);
  assert.strictEqual(find('lookup').detail.hostname, 'localhost');
  assert.strictEqual(find('lookupService').detail.port, port);
  for (const entry of seen) assert.ok(entry.duration >= 0 && entry.startTime > 0);
});

test('a copy of a histogram in the same thread shares its counts, and only recordable ones can be added to', () => {
  const histogram = createHistogram();
  histogram.record(5);
  const copy = structuredClone(histogram);
  copy.record(9);
  assert.strictEqual(histogram.max, 9);
  assert.strictEqual(histogram.count, 2);
  const delay = structuredClone(monitorEventLoopDelay());
  assert.strictEqual(delay.enable, undefined);
  assert.strictEqual(delay.count, 0);
});

test('the delay of every turn of the loop is a sample where that is asked for', async () => {
  assert.throws(() => monitorEventLoopDelay({ samplePerIteration: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
  const delay = monitorEventLoopDelay({ samplePerIteration: true });
  assert.deepStrictEqual([delay.enable(), delay.enable()], [true, false]);
  for (let i = 0; i < 20; i++) await new Promise(setImmediate);
  assert.ok(delay.count >= 19, `${delay.count} turns`);
  delay.reset();
  await new Promise((resolve) => setTimeout(resolve, 1));
  const end = performance.now() + 30;
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepStrictEqual([delay.disable(), delay.disable()], [true, false]);
  assert.ok(delay.max >= 29e6, `${delay.max} ns`);
  const { count } = delay;
  for (let i = 0; i < 5; i++) await new Promise(setImmediate);
  assert.strictEqual(delay.count, count);
});

test('at no depth an object shows its class', () => {
  assert.strictEqual(util.inspect(createHistogram(), { depth: -1 }), '[RecordableHistogram]');
  assert.strictEqual(util.inspect(performance, { depth: -1 }), '[Performance]');
  assert.strictEqual(util.inspect(performance.mark('m'), { depth: -1 }), '[PerformanceMark]');
});

test('in a worker the loop has begun before the program', async () => {
  const { Worker } = require('node:worker_threads');
  const worker = new Worker(`
    const { performance } = require('perf_hooks');
    const { active, idle } = performance.eventLoopUtilization();
    require('worker_threads').parentPort.postMessage([performance.nodeTiming.loopStart > 0, active + idle > 0]);`, { eval: true });
  const answer = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  assert.deepStrictEqual(answer, [true, true]);
});
