'use strict';
// What files do when they are no ordinary files, or when there is not enough of something.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-faults-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name) => path.join(folder, name);

function openDescriptors() {
  return fs.readdirSync('/proc/self/fd').length;
}

test('a FIFO without a writer holds up neither the loop nor other files', async () => {
  execFileSync('mkfifo', [at('fifo')]);
  fs.writeFileSync(at('ordinary'), 'x');
  let text;
  const reading = fs.promises.readFile(at('fifo'), 'utf8').then((value) => { text = value; });
  for (let i = 0; i < 20; i++) {
    assert.strictEqual(await fs.promises.readFile(at('ordinary'), 'utf8'), 'x');
    await fs.promises.stat(at('fifo'));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.strictEqual(text, undefined);
  await fs.promises.writeFile(at('fifo'), 'through the pipe', { flag: 'w' });
  await reading;
  assert.strictEqual(text, 'through the pipe');
});

test('out of descriptors: EMFILE, and all is well afterwards', async () => {
  const open = [];
  let error;
  for (let i = 0; i < 100000; i++) {
    try {
      open.push(fs.openSync(folder, 'r'));
    } catch (thrown) {
      error = thrown;
      break;
    }
    // Where the limit is too high to be reached, it is not reached.
    if (i === 20000) break;
  }
  if (error !== undefined) {
    assert.strictEqual(error.code, 'EMFILE');
    fs.closeSync(open.pop());
    fs.writeSync(1, '');
    open.push(fs.openSync(folder, 'r'));
    await assert.rejects(fs.promises.readFile(at('ordinary')), { code: 'EMFILE' });
    // What needs no descriptor of its own still works.
    assert.ok((await fs.promises.stat(folder)).isDirectory());
    assert.ok(fs.existsSync(folder));
  }
  for (const fd of open) fs.closeSync(fd);
  assert.strictEqual(await fs.promises.readFile(at('ordinary'), 'utf8'), 'x');
});

test('nothing leaks descriptors, whether it succeeds or fails', async () => {
  await fs.promises.readFile(at('ordinary'));
  const before = openDescriptors();
  for (let i = 0; i < 50; i++) {
    await assert.rejects(fs.promises.readFile(folder), { code: 'EISDIR' });
    await assert.rejects(fs.promises.readFile(at('none')), { code: 'ENOENT' });
    await fs.promises.readFile(at('ordinary'));
    await fs.promises.access(at('ordinary'));
    const controller = new AbortController();
    const aborted = fs.promises.readFile('/dev/zero', { signal: controller.signal });
    setImmediate(() => controller.abort());
    await assert.rejects(aborted, { name: 'AbortError' });
    for await (const entry of await fs.promises.opendir(folder)) {
      if (entry.name) break;
    }
    await new Promise((resolve) => fs.createReadStream(at('ordinary')).on('close', resolve).destroy());
  }
  assert.strictEqual(openDescriptors(), before);
});

test('links that lead in a circle are ELOOP everywhere', async () => {
  fs.symlinkSync(at('b'), at('a'));
  fs.symlinkSync(at('a'), at('b'));
  for (let i = 0; i < 2; i++) {
    assert.throws(() => fs.statSync(at('a')), { code: 'ELOOP' });
    await assert.rejects(fs.promises.stat(at('a')), { code: 'ELOOP' });
    await assert.rejects(fs.promises.readFile(at('a')), { code: 'ELOOP', syscall: 'open' });
    assert.throws(() => fs.realpathSync(at('a')), { code: 'ELOOP' });
  }
  assert.ok((await fs.promises.lstat(at('a'))).isSymbolicLink());
});

test('unreadable files are EACCES', { skip: process.getuid() === 0 && 'root may read everything' }, async () => {
  fs.writeFileSync(at('secret'), 'x', { mode: 0 });
  await assert.rejects(fs.promises.readFile(at('secret')), { code: 'EACCES' });
  await assert.rejects(fs.promises.access(at('secret'), fs.constants.R_OK), { code: 'EACCES' });
});

test('writing to a full device is ENOSPC', async () => {
  await assert.rejects(fs.promises.writeFile('/dev/full', 'x'), { code: 'ENOSPC', syscall: 'write' });
  assert.throws(() => fs.writeFileSync('/dev/full', 'x'), { code: 'ENOSPC' });
});

test('files change while they are read: what is there is what is given', async () => {
  fs.writeFileSync(at('growing'), 'a'.repeat(1000));
  const handle = await fs.promises.open(at('growing'));
  const reads = [];
  for (let i = 0; i < 20; i++) {
    fs.appendFileSync(at('growing'), 'b');
    reads.push(fs.promises.readFile(at('growing')));
  }
  for (const contents of await Promise.all(reads)) assert.ok(contents.length >= 1001 && contents.length <= 1020);
  fs.truncateSync(at('growing'), 10);
  assert.strictEqual((await handle.readFile('utf8')), 'a'.repeat(10));
  await handle.close();
  await assert.rejects(handle.readFile(), { code: 'EBADF' });
  await handle.close();
});
