// The heap, collections and profiles. https://nodejs.org/api/v8.html
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const v8 = require('node:v8');
const { test } = require('../harness');

function temporaryFolder(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'v8-test-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  return folder;
}

test('statistics are numbers that make sense together', () => {
  const heap = v8.getHeapStatistics();
  assert.ok(heap.used_heap_size > 0 && heap.used_heap_size <= heap.total_heap_size);
  assert.ok(heap.heap_size_limit > heap.total_heap_size);
  // A quarter of the memory there is, at most 4 GiB.
  const memory = Math.min(process.constrainedMemory() || Infinity, os.totalmem(), 16 * 2 ** 30);
  assert.ok(heap.heap_size_limit >= memory / 4);
  const spaces = v8.getHeapSpaceStatistics();
  assert.ok(spaces.some((space) => space.space_name === 'old_space' && space.space_used_size > 0));
  assert.ok(v8.getHeapCodeStatistics().bytecode_and_metadata_size > 0);
  assert.strictEqual(v8.getCppHeapStatistics('brief').detail_level, 'brief');
  assert.throws(() => v8.getCppHeapStatistics('all'), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('a snapshot is JSON, streamed or written', async (t) => {
  let text = '';
  for await (const piece of v8.getHeapSnapshot()) text += piece;
  assert.ok(JSON.parse(text).snapshot.node_count > 1000);
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'heap.json');
  assert.strictEqual(v8.writeHeapSnapshot(file, { exposeNumericValues: true }), file);
  assert.ok(JSON.parse(fs.readFileSync(file, 'utf8')).nodes.length > 0);
  assert.throws(() => v8.writeHeapSnapshot(path.join(folder, 'no/heap.json')), { code: 'ENOENT' });
  assert.throws(() => v8.getHeapSnapshot({ exposeInternals: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('snapshots are written at a signal, and when the heap is nearly full', (t) => {
  const folder = temporaryFolder(t);
  const run = (flags, source) => spawnSync(process.execPath, [...flags, '-e', source], { cwd: folder, encoding: 'utf8' });
  run(['--heapsnapshot-signal=SIGUSR2'], `process.kill(process.pid, 'SIGUSR2');
    const waiting = setInterval(() => { if (fs.readdirSync('.').length > 0) clearInterval(waiting); }, 5);`);
  assert.strictEqual(fs.readdirSync(folder).filter((name) => /^Heap\..*\.heapsnapshot$/.test(name)).length, 1);
  const { stderr } = run(['--heapsnapshot-near-heap-limit=1', '--max-old-space-size=20'],
                         'const all = []; for (;;) all.push({ index: all.length, text: `t${all.length}` })');
  assert.match(stderr, /Wrote snapshot to .*\.heapsnapshot/);
  assert.match(stderr, /heap out of memory/);
});

test('live objects are found by their constructor', () => {
  class Wanted { constructor(number) { this.number = number; } }
  assert.strictEqual(v8.queryObjects(Wanted), 0);
  const kept = [new Wanted(1), new Wanted(2)];
  assert.strictEqual(v8.queryObjects(Wanted), kept.length);
  assert.deepStrictEqual(v8.queryObjects(Wanted, { format: 'summary' }).sort(), ['Wanted { number: 1 }', 'Wanted { number: 2 }']);
  assert.throws(() => v8.queryObjects(1), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => v8.queryObjects(Wanted, { format: 'all' }), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('a profiler of collections tells of each', () => {
  const script = `
    const v8 = require('v8');
    const profiler = new v8.GCProfiler();
    console.log(profiler.stop());
    profiler.start();
    gc();
    const profile = profiler.stop();
    const [first] = profile.statistics;
    console.log(profile.version, first.gcType, first.cost > 0, first.beforeGC.heapStatistics.usedHeapSize > 0,
                profile.startTime <= profile.endTime, profiler.stop());
    { using again = new v8.GCProfiler(); again.start(); }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '-e', script.replace('using', 'const')],
                                       { encoding: 'utf8' });
  assert.strictEqual(stdout, 'undefined\n1 MarkSweepCompact true true true undefined\n', stderr);
});

test('a CPU profile is JSON, and given once', () => {
  const handle = v8.startCpuProfile();
  const profile = JSON.parse(handle.stop());
  assert.ok(Array.isArray(profile.nodes) && profile.endTime >= profile.startTime);
  assert.strictEqual(handle.stop(), undefined);
});

test('flags change what code caches are for', () => {
  const script = `const v8 = require('v8'); const before = v8.cachedDataVersionTag();
    v8.setFlagsFromString('--allow_natives_syntax'); console.log(before !== v8.cachedDataVersionTag(), eval('%IsSmi(1)'));`;
  assert.strictEqual(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout, 'true true\n');
  assert.throws(() => v8.setFlagsFromString(1), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.strictEqual(v8.isStringOneByteRepresentation('abc'), true);
  assert.strictEqual(v8.isStringOneByteRepresentation('日'), false);
});

test('promises are told of from their making to their end', async () => {
  const seen = [];
  const stop = v8.promiseHooks.createHook({
    init: (promise, parent) => seen.push(parent === undefined ? 'init' : 'init of a child'),
    before: () => seen.push('before'),
    after: () => seen.push('after'),
    settled: () => seen.push('settled'),
  });
  const first = Promise.resolve(1);
  const then = first.then(() => {});
  await then;
  stop();
  Promise.resolve(2);
  assert.deepStrictEqual(seen.slice(0, 3), ['init', 'settled', 'init of a child']);
  assert.ok(seen.includes('before') && seen.includes('after'));
  assert.throws(() => v8.promiseHooks.onInit(async () => {}), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('outside of making a snapshot its functions refuse', () => {
  assert.ok(!v8.startupSnapshot.isBuildingSnapshot());
  for (const name of ['addSerializeCallback', 'addDeserializeCallback', 'setDeserializeMainFunction']) {
    assert.throws(() => v8.startupSnapshot[name](() => {}), { code: 'ERR_NOT_BUILDING_SNAPSHOT' });
  }
});

test('coverage is written at every kind of end, and on request', (t) => {
  const folder = temporaryFolder(t);
  const script = path.join(folder, 'program.js');
  const run = (end) => {
    const out = fs.mkdtempSync(path.join(folder, 'out-'));
    fs.writeFileSync(script, `function called() {}\nfunction never() {}\ncalled();\n${end}`);
    spawnSync(process.execPath, [script], { env: { ...process.env, NODE_V8_COVERAGE: out } });
    return fs.readdirSync(out).map((name) => {
      const { result } = JSON.parse(fs.readFileSync(path.join(out, name), 'utf8'));
      const program = result.find(({ url }) => url.endsWith('/program.js'));
      return program?.functions.find(({ functionName }) => functionName === 'never')?.ranges[0].count;
    });
  };
  for (const end of ['', 'process.exit(3)', 'throw 1', 'process.kill(process.pid, "SIGINT")']) {
    assert.deepStrictEqual(run(end), [0], end);
  }
  assert.strictEqual(run('require("v8").takeCoverage()').length, 2);
  assert.deepStrictEqual(run('require("v8").stopCoverage()'), []);
});
