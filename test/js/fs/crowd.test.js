'use strict';
// Many operations at once: the loop's thread and others share them, and every one is answered, once, with what is its own.
const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Worker } = require('node:worker_threads');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-crowd-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name) => path.join(folder, name);
const files = Array.from({ length: 64 }, (_, i) => at(`file-${i}`));
files.forEach((file, i) => fs.writeFileSync(file, `${i}`.repeat(100 + 300 * i)));

test('each of two thousand reads gets its own file, or its own error', async () => {
  fs.mkdirSync(at('folder'));
  fs.writeFileSync(at('empty'), '');
  const before = fs.readdirSync('/proc/self/fd').length;
  const outcomes = await Promise.all(Array.from({ length: 2000 }, (_, i) => {
    if (i % 50 === 7) return fs.promises.readFile(at(`missing-${i}`)).catch((error) => error);
    if (i % 50 === 8) return fs.promises.readFile(at('folder')).catch((error) => error);
    if (i % 50 === 9) return fs.promises.readFile(at('empty'), 'utf8');
    if (i % 50 === 10) return fs.promises.readFile('/proc/self/stat', 'utf8');
    return fs.promises.readFile(files[i % 64], i % 2 === 0 ? 'utf8' : undefined);
  }));
  for (let i = 0; i < outcomes.length; i++) {
    if (i % 50 === 7) {
      assert.strictEqual(outcomes[i].message, `ENOENT: no such file or directory, open '${at(`missing-${i}`)}'`);
    } else if (i % 50 === 8) {
      assert.strictEqual(outcomes[i].message, 'EISDIR: illegal operation on a directory, read');
    } else if (i % 50 === 9) {
      assert.strictEqual(outcomes[i], '');
    } else if (i % 50 === 10) {
      assert.match(outcomes[i], new RegExp(`^${process.pid} `));
    } else {
      assert.strictEqual(String(outcomes[i]), `${i % 64}`.repeat(100 + 300 * (i % 64)));
    }
  }
  assert.strictEqual(fs.readdirSync('/proc/self/fd').length, before);
});

test('each of two thousand stats is of its own file, or its own error', async () => {
  fs.symlinkSync(files[3], at('link-of-3'));
  const outcomes = await Promise.all(Array.from({ length: 2000 }, (_, i) => {
    if (i % 50 === 7) return fs.promises.stat(at(`missing-${i}`)).catch((error) => error);
    if (i % 50 === 8) return fs.promises.stat(files[i % 64], { bigint: true });
    if (i % 50 === 9) return fs.promises.lstat(at('link-of-3'));
    return fs.promises.stat(files[i % 64]);
  }));
  for (let i = 0; i < outcomes.length; i++) {
    const size = `${i % 64}`.repeat(100 + 300 * (i % 64)).length;
    if (i % 50 === 7) {
      assert.strictEqual(outcomes[i].message, `ENOENT: no such file or directory, stat '${at(`missing-${i}`)}'`);
    } else if (i % 50 === 8) {
      assert.strictEqual(outcomes[i].size, BigInt(size));
    } else if (i % 50 === 9) {
      assert.ok(outcomes[i].isSymbolicLink());
    } else {
      assert.strictEqual(outcomes[i].size, size);
    }
  }
});

test('a large file that changes while it is read gives what was there, and memory that is used again nothing old', async () => {
  const file = at('changing');
  for (const size of [300000, 70000, 200000, 1000]) {
    fs.writeFileSync(file, Buffer.alloc(size, size / 1000 % 256));
    const [bytes, text] = await Promise.all([fs.promises.readFile(file), fs.promises.readFile(file, 'latin1')]);
    assert.ok(bytes.equals(Buffer.alloc(size, size / 1000 % 256)));
    assert.strictEqual(text.length, size);
    assert.ok(Buffer.alloc(size).every((byte) => byte === 0));
  }
  fs.writeFileSync(file, Buffer.alloc(32 << 20, 1));
  const reading = fs.promises.readFile(file);
  fs.truncateSync(file, 5000);
  const { length } = await reading;
  assert.ok(length >= 5000 && length <= 32 << 20);
});

test('a FIFO that nobody writes to does not hold up the reads after it', async () => {
  execFileSync('mkfifo', [at('fifo')]);
  const reads = Array.from({ length: 40 }, (_, i) => fs.promises.readFile(i === 20 ? at('fifo') : files[i], 'utf8'));
  await Promise.all(reads.filter((_, i) => i !== 20));
  await fs.promises.writeFile(at('fifo'), 'at last');
  assert.strictEqual(await reads[20], 'at last');
});

test('callbacks that throw lose no others, and each runs with the ticks before it done', () => {
  const program = `
    const fs = require('fs');
    let caught = 0, called = 0, ticks = 0, outOfOrder = 0;
    process.on('uncaughtException', () => caught++);
    for (let i = 0; i < 200; i++) {
      fs[i % 2 ? 'readFile' : 'stat'](process.argv[1], () => {
        if (ticks !== called) outOfOrder++;
        called++;
        process.nextTick(() => ticks++);
        if (i % 10 === 0) throw new Error('thrown');
      });
    }
    process.on('exit', () => console.log(JSON.stringify({ caught, called, ticks, outOfOrder })));`;
  const { stdout } = spawnSync(process.execPath, ['-e', program, files[3]], { encoding: 'utf8' });
  assert.deepStrictEqual(JSON.parse(stdout), { caught: 20, called: 200, ticks: 200, outOfOrder: 0 });
});

test('timers and other callbacks come in between reads that never end', async () => {
  let stop = false;
  let rounds = 0;
  const again = () => {
    rounds++;
    if (!stop) fs.readFile(files[rounds % 64], again);
  };
  for (let i = 0; i < 64; i++) again();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setImmediate(resolve));
  stop = true;
  assert.ok(rounds >= 64);
});

test('aborted reads end with an AbortError, the others with their files', async () => {
  const controller = new AbortController();
  const reads = files.map((file, i) => fs.promises.readFile(file, { signal: i % 2 ? controller.signal : undefined }));
  controller.abort();
  const outcomes = await Promise.allSettled(reads);
  outcomes.forEach(({ status, reason }, i) => {
    assert.strictEqual(status, i % 2 ? 'rejected' : 'fulfilled');
    if (i % 2) assert.strictEqual(reason.name, 'AbortError');
  });
});

test('a worker that is terminated amid its reads takes nothing along', async () => {
  for (let i = 0; i < 5; i++) {
    const worker = new Worker(`
      const { readFile } = require('fs');
      const { parentPort, workerData } = require('worker_threads');
      const again = () => readFile(workerData, again);
      for (let i = 0; i < 200; i++) again();
      setImmediate(() => parentPort.postMessage('reading'));`, { eval: true, workerData: files[9] });
    await new Promise((resolve) => worker.once('message', resolve));
    await worker.terminate();
  }
  assert.strictEqual((await fs.promises.readFile(files[1])).length, 400);
});

test('a path that was just there and is no more is not there; one that is there now is', async () => {
  for (let i = 0; i < 5; i++) {
    fs.writeFileSync(at('changing'), 'x'.repeat(i));
    assert.strictEqual((await fs.promises.stat(at('changing'))).size, i);
    await fs.promises.access(at('changing'));
    fs.chmodSync(at('changing'), 0o400 + i);
    assert.strictEqual((await fs.promises.stat(at('changing'))).mode & 0o777, 0o400 + i);
    fs.unlinkSync(at('changing'));
    await assert.rejects(fs.promises.stat(at('changing')), { code: 'ENOENT' });
    await assert.rejects(fs.promises.access(at('changing')), { code: 'ENOENT' });
  }
  fs.symlinkSync(files[1], at('link'));
  assert.ok((await fs.promises.stat(at('link'))).isFile());
  assert.ok((await fs.promises.lstat(at('link'))).isSymbolicLink());
  assert.ok((await fs.promises.stat(at('link'))).isFile());
});

test('who reads a file while it is replaced sees the old one or a beginning of the new, never both', async () => {
  const long = `a${'long '.repeat(4000)}`;
  const short = 'another';
  const file = at('replaced');
  fs.writeFileSync(file, long);
  const reader = new Worker(`
    const { closeSync, openSync, readSync } = require('fs');
    const { parentPort, workerData: { file, long, short } } = require('worker_threads');
    const strange = [];
    const buffer = Buffer.alloc(1 << 16);
    let stop = false;
    parentPort.once('message', () => { stop = true; });
    parentPort.postMessage('ready');
    const round = () => {
      for (let i = 0; i < 50; i++) {
        // One read: between two, any reader may find another version.
        const fd = openSync(file);
        const text = buffer.latin1Slice(0, readSync(fd, buffer));
        closeSync(fd);
        if (!long.startsWith(text) && !short.startsWith(text)) strange.push(text.slice(0, 20));
      }
      if (stop) parentPort.postMessage(strange);
      else setImmediate(round);
    };
    round();`, { eval: true, workerData: { file, long, short } });
  await new Promise((resolve) => reader.once('message', resolve));
  for (let i = 0; i < 300; i++) {
    await fs.promises.writeFile(file, i % 2 ? long : short);
    assert.strictEqual(fs.readFileSync(file, 'latin1'), i % 2 ? long : short);
  }
  const strange = new Promise((resolve) => reader.once('message', resolve));
  reader.postMessage('stop');
  assert.deepStrictEqual(await strange, []);
  await reader.terminate();
});
