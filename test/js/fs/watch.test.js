'use strict';
// fs.watch, fs.promises.watch, fs.watchFile.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-watch-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name) => path.join(folder, name);

test('a name that appears is told as rename', async () => {
  const watcher = fs.watch(folder);
  fs.writeFileSync(at('new'), 'x');
  const [type, name] = await once(watcher, 'change');
  assert.strictEqual(type, 'rename');
  assert.strictEqual(name, 'new');
  watcher.close();
  await once(watcher, 'close');
});

test('what changes in a file is told as change, names as the encoding says', async () => {
  fs.writeFileSync(at('file'), 'x');
  const watcher = fs.watch(at('file'), 'buffer');
  fs.appendFileSync(at('file'), 'y');
  const [type, name] = await once(watcher, 'change');
  assert.strictEqual(type, 'change');
  assert.deepStrictEqual(name, Buffer.from('file'));
  watcher.close();
});

test('trees are watched as they grow', async () => {
  fs.mkdirSync(at('tree'));
  const watcher = fs.watch(at('tree'), { recursive: true });
  const seen = new Set();
  const done = new Promise((resolve) => {
    watcher.on('change', (type, name) => {
      seen.add(name);
      if (seen.has(path.join('a', 'b', 'deep'))) resolve();
    });
  });
  fs.mkdirSync(at('tree/a/b'), { recursive: true });
  fs.writeFileSync(at('tree/a/b/deep'), 'x');
  await done;
  assert.ok(seen.has('a'));
  watcher.close();
});

test('a watch that nobody waits for does not keep the process running, and what is missing is refused', () => {
  fs.watch(folder, { persistent: false });
  assert.throws(() => fs.watch(at('missing')), { code: 'ENOENT', syscall: 'watch', path: at('missing'), filename: at('missing') });
});

test('the async iterator gives events and ends by its signal', async () => {
  const controller = new AbortController();
  const events = [];
  const timer = setInterval(() => fs.writeFileSync(at(`iterated-${events.length}`), 'x'), 5);
  await assert.rejects(async () => {
    for await (const { eventType, filename } of fs.promises.watch(folder, { signal: controller.signal })) {
      events.push(filename);
      assert.match(eventType, /^(rename|change)$/);
      if (events.length === 2) controller.abort();
    }
  }, { name: 'AbortError' });
  clearInterval(timer);
  assert.ok(events.length >= 2);
});

test('watchFile compares a file with what it was', async () => {
  fs.writeFileSync(at('polled'), 'x');
  // Nothing tells when the file has been looked at first: it grows until a change is told.
  const growing = setInterval(() => fs.appendFileSync(at('polled'), 'y'), 30);
  const [current, previous] = await new Promise((resolve) => {
    fs.watchFile(at('polled'), { interval: 5 }, (...both) => resolve(both));
  });
  clearInterval(growing);
  assert.ok(previous.size >= 1 && current.size > previous.size, `${previous.size} ${current.size}`);
  fs.unwatchFile(at('polled'));
  const [missing] = await new Promise((resolve) => {
    fs.watchFile(at('nothing'), { interval: 5, bigint: true }, (...both) => resolve(both));
  });
  assert.strictEqual(missing.mtimeMs, 0n);
  fs.unwatchFile(at('nothing'));
});

test('watches that come and go in one turn share one instance', () => {
  const before = fs.readdirSync('/proc/self/fd').length;
  for (let i = 0; i < 300; i++) fs.watch(__dirname).close();
  assert.ok(fs.readdirSync('/proc/self/fd').length <= before + 1);
});
