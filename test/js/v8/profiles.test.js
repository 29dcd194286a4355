'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');
const { test } = require('../harness');

/** Runs a program in a new folder, which `look` is given afterwards. */
function run(options, program, look) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-profiles-'));
  try {
    const file = path.join(folder, 'program.js');
    fs.writeFileSync(file, program);
    const child = spawnSync(process.execPath, [...options, file], { cwd: folder, encoding: 'utf8' });
    look(child, folder, fs.readdirSync(folder).filter((name) => name !== 'program.js').sort());
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

// By its own CPU time, so that a loaded machine too gives the sampling thread many turns.
const kBusy = `
  function busy(n) { return n < 2 ? n : busy(n - 1) + busy(n - 2); }
  while (process.cpuUsage().user < 250_000) busy(20);`;
const kAllocating = 'globalThis.kept = []; function allocate() { for (let i = 0; i < 1e5; i++) kept.push({ i, a: [i] }); } allocate();';

const functions = (profile) => profile.nodes.map(({ callFrame }) => callFrame.functionName);

test('--cpu-prof writes a profile of the run, named by time, process and thread', () => {
  run(['--cpu-prof', '--cpu-prof-interval=100'], kBusy, (child, folder, files) => {
    assert.strictEqual(child.status, 0, child.stderr);
    assert.strictEqual(files.length, 1);
    assert.match(files[0], /^CPU\.\d{8}\.\d{6}\.\d+\.0\.001\.cpuprofile$/);
    const profile = JSON.parse(fs.readFileSync(path.join(folder, files[0]), 'utf8'));
    assert.ok(functions(profile).includes('busy'));
    assert.ok(profile.samples.length > 0 && profile.endTime > profile.startTime);
  });
});

test('the folder and the name of a profile can be chosen; process.exit and signals to oneself do not lose it', () => {
  const options = ['--cpu-prof', '--cpu-prof-name', 'of-${pid}.json', '--cpu-prof-dir', 'a/b'];
  run(options, `${kBusy} process.exit(3);`, (child, folder) => {
    assert.strictEqual(child.status, 3);
    assert.deepStrictEqual(fs.readdirSync(path.join(folder, 'a/b')), [`of-${child.pid}.json`]);
  });
  run([...options, '--diagnostic-dir=c'], 'process.kill(process.pid, "SIGINT");', (child, folder) => {
    assert.strictEqual(child.signal, 'SIGINT');
    assert.deepStrictEqual(fs.readdirSync(path.join(folder, 'a/b')), [`of-${child.pid}.json`]);
  });
});

test('--heap-prof writes what was allocated, also for each worker', () => {
  const program = `
    const { Worker, isMainThread } = require('node:worker_threads');
    if (isMainThread) new Worker(__filename);
    else { ${kAllocating} }`;
  run(['--heap-prof', '--heap-prof-interval=4096', '--diagnostic-dir=d'], program, (child, folder) => {
    assert.strictEqual(child.status, 0, child.stderr);
    // Their names begin with the time, which is the worker's first when a second ends in between.
    const threadOf = (name) => name.split('.')[4];
    const files = fs.readdirSync(path.join(folder, 'd')).sort((a, b) => threadOf(a) - threadOf(b));
    assert.deepStrictEqual(files.map(threadOf), ['0', '1']);
    const text = fs.readFileSync(path.join(folder, 'd', files[1]), 'utf8');
    assert.ok(text.includes('"functionName":"allocate"'));
    assert.ok(JSON.parse(text).head.children.length > 0);
  });
});

test('details of a profile that is not asked for are refused', () => {
  for (const kind of ['cpu', 'heap']) {
    for (const detail of ['dir', 'name', 'interval']) {
      const option = `--${kind}-prof-${detail}`;
      const child = spawnSync(process.execPath, [option, '1', '-e', '0'], { encoding: 'utf8' });
      assert.strictEqual(child.status, 9);
      assert.strictEqual(child.stderr.trim(), `${process.execPath}: ${option} must be used with --${kind}-prof`);
    }
  }
  assert.throws(() => new Worker('', { eval: true, execArgv: ['--cpu-prof-name=x'] }),
                { code: 'ERR_WORKER_INVALID_EXEC_ARGV' });
});

test("a worker's allocations are profiled from outside, one profile at a time", async () => {
  const worker = new Worker(`
    const { parentPort } = require('node:worker_threads');
    parentPort.on('message', () => { ${kAllocating} parentPort.postMessage(kept.length); });`, { eval: true });
  await once(worker, 'online');
  const handle = await worker.startHeapProfile();
  await assert.rejects(worker.startHeapProfile(), { code: 'ERR_HEAP_PROFILE_HAVE_BEEN_STARTED' });
  worker.postMessage('allocate');
  await once(worker, 'message');
  const text = await handle.stop();
  assert.strictEqual(await handle.stop(), text);
  const profile = JSON.parse(text);
  assert.strictEqual(profile.head.callFrame.functionName, '(root)');
  assert.ok(text.includes('"functionName":"allocate"'));
  assert.ok(profile.samples.every(({ size, nodeId, ordinal }) => size > 0 && nodeId > 0 && ordinal > 0));
  await (await worker.startHeapProfile())[Symbol.asyncDispose]();
  await worker.terminate();
  await assert.rejects(worker.startHeapProfile(), { code: 'ERR_WORKER_NOT_RUNNING' });
});

test('snapshots near the limit leave a worker the way to its own end', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-profiles-'));
  const worker = new Worker(`
    const kept = [];
    (function grow() { for (let i = 0; i < 100; i++) kept.push('x'.repeat(1000) + kept.length); setImmediate(grow); })();`, {
    eval: true, resourceLimits: { maxOldGenerationSizeMb: 20 }, stderr: true,
    execArgv: ['--heapsnapshot-near-heap-limit=1', `--diagnostic-dir=${folder}`],
  });
  const thread = worker.threadId;
  const [error] = await once(worker, 'error');
  assert.strictEqual(error.code, 'ERR_WORKER_OUT_OF_MEMORY');
  const [name, ...others] = fs.readdirSync(folder);
  assert.deepStrictEqual(others, []);
  assert.strictEqual(name.split('.')[4], `${thread}`, name);
  fs.rmSync(folder, { recursive: true });
});
