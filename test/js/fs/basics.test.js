'use strict';
// Reading and writing whole files and parts of them, in all three forms.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-fs-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name) => path.join(folder, name);

test('what writeFile writes readFile reads, in every form', async () => {
  fs.writeFileSync(at('a'), 'sync');
  assert.strictEqual(fs.readFileSync(at('a'), 'utf8'), 'sync');
  assert.deepStrictEqual(fs.readFileSync(at('a')), Buffer.from('sync'));
  await fs.promises.writeFile(at('b'), Buffer.from([1, 2, 3]));
  assert.deepStrictEqual(await fs.promises.readFile(at('b')), Buffer.from([1, 2, 3]));
  await new Promise((resolve, reject) => {
    fs.writeFile(at('c'), 'callback', (error) => {
      if (error) return reject(error);
      fs.readFile(at('c'), 'latin1', (readError, text) => {
        assert.strictEqual(readError, null);
        assert.strictEqual(text, 'callback');
        resolve();
      });
    });
  });
  fs.appendFileSync(at('a'), '+more');
  await fs.promises.appendFile(at('a'), '+again');
  assert.strictEqual(fs.readFileSync(at('a'), { encoding: 'utf8' }), 'sync+more+again');
  assert.strictEqual(fs.readFileSync(at('a'), 'base64'), Buffer.from('sync+more+again').toString('base64'));
});

test('callbacks come later, never from inside the call', async () => {
  fs.writeFileSync(at('later'), 'x');
  for (let i = 0; i < 3; i++) {
    let called = false;
    const done = new Promise((resolve) => {
      fs.stat(at('later'), () => {
        called = true;
        resolve();
      });
    });
    assert.strictEqual(called, false);
    await done;
  }
});

test('setImmediate comes before setTimeout 0 inside a file callback', async () => {
  fs.writeFileSync(at('order'), 'x');
  for (let i = 0; i < 3; i++) {
    const order = [];
    await new Promise((resolve) => {
      fs.readFile(at('order'), () => {
        setTimeout(() => {
          order.push('timeout');
          resolve();
        }, 0);
        setImmediate(() => order.push('immediate'));
      });
    });
    assert.deepStrictEqual(order, ['immediate', 'timeout']);
  }
});

test('ticks and microtasks run between two callbacks of one turn', async () => {
  fs.writeFileSync(at('batch'), 'x');
  fs.statSync(at('batch'));
  const order = [];
  await new Promise((resolve) => {
    fs.stat(at('batch'), () => {
      order.push('first');
      process.nextTick(() => order.push('tick'));
      Promise.resolve().then(() => order.push('microtask'));
    });
    fs.stat(at('batch'), () => {
      order.push('second');
      resolve();
    });
  });
  assert.deepStrictEqual(order, ['first', 'tick', 'microtask', 'second']);
});

test('errors have code, errno, syscall, path and dest', async () => {
  const missing = at('missing');
  const expected = {
    code: 'ENOENT', errno: -2, syscall: 'open', path: missing,
    message: `ENOENT: no such file or directory, open '${missing}'`,
  };
  assert.throws(() => fs.readFileSync(missing), expected);
  await assert.rejects(fs.promises.readFile(missing), expected);
  await assert.rejects(new Promise((_, reject) => fs.readFile(missing, reject)), expected);
  assert.throws(() => fs.renameSync(missing, at('to')), {
    code: 'ENOENT', syscall: 'rename', path: missing, dest: at('to'),
    message: `ENOENT: no such file or directory, rename '${missing}' -> '${at('to')}'`,
  });
  assert.throws(() => fs.readFileSync(folder), { code: 'EISDIR', message: 'EISDIR: illegal operation on a directory, read' });
  assert.throws(() => fs.closeSync(123456), { code: 'EBADF', message: 'EBADF: bad file descriptor, close' });
});

test('arguments are checked at once', () => {
  assert.throws(() => fs.stat('x'), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
  assert.throws(() => fs.readFile({}, () => {}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => fs.statSync('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => fs.openSync('x', 'nonsense'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => fs.readFileSync('x', 'nonsense'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => fs.readSync(0, Buffer.alloc(4), 2, 3), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => fs.fstatSync(-1), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => fs.closeSync('1'), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('descriptors are read and written at positions', async () => {
  const fd = fs.openSync(at('d'), 'w+');
  assert.strictEqual(fs.writeSync(fd, 'hello'), 5);
  assert.strictEqual(fs.writeSync(fd, Buffer.from('J'), 0, 1, 0), 1);
  const buffer = Buffer.alloc(8);
  assert.strictEqual(fs.readSync(fd, buffer, 1, 5, 0), 5);
  assert.strictEqual(buffer.toString('latin1'), '\0Jello\0\0');
  assert.strictEqual(fs.readSync(fd, buffer), 0);
  assert.strictEqual(fs.readSync(fd, buffer, { position: 3n, length: 2 }), 2);
  const { count } = await new Promise((resolve) => {
    fs.read(fd, { buffer, position: 1 }, (error, count, same) => {
      assert.strictEqual(same, buffer);
      resolve({ count });
    });
  });
  assert.strictEqual(count, 4);
  assert.strictEqual(fs.writevSync(fd, [Buffer.from('ab'), new Uint8Array([99])], 0), 3);
  const parts = [Buffer.alloc(1), Buffer.alloc(4)];
  assert.strictEqual(fs.readvSync(fd, parts, 0), 5);
  assert.strictEqual(Buffer.concat(parts).toString(), 'abclo');
  fs.ftruncateSync(fd, 2);
  assert.strictEqual(fs.fstatSync(fd).size, 2);
  fs.fsyncSync(fd);
  fs.fdatasyncSync(fd);
  fs.closeSync(fd);
});

test('stat in numbers, bigints and dates', async () => {
  fs.writeFileSync(at('s'), '12345');
  fs.utimesSync(at('s'), 1000000000.5, new Date(1234567890500));
  const stats = await fs.promises.stat(at('s'));
  assert.ok(stats instanceof fs.Stats);
  assert.ok(stats.isFile() && !stats.isDirectory() && !stats.isSymbolicLink());
  assert.strictEqual(stats.size, 5);
  assert.strictEqual(stats.atimeMs, 1000000000500);
  assert.strictEqual(stats.mtime.getTime(), 1234567890500);
  const big = fs.statSync(at('s'), { bigint: true });
  assert.strictEqual(big.size, 5n);
  assert.strictEqual(big.atimeNs, 1000000000500000000n);
  assert.strictEqual(big.mtimeMs, 1234567890500n);
  assert.strictEqual(big.ino, BigInt(stats.ino));
  assert.strictEqual(fs.statSync(at('none'), { throwIfNoEntry: false }), undefined);
  assert.ok(fs.statfsSync(folder).blocks > 0);
});

test('an uncaught exception in one callback does not keep the others of its turn from coming', async () => {
  fs.writeFileSync(at('u'), 'x');
  const seen = [];
  process.once('uncaughtException', (error) => seen.push(error.message));
  await new Promise((resolve) => {
    fs.stat(at('u'), () => { throw new Error('thrown'); });
    fs.stat(at('u'), () => {
      seen.push('second');
      resolve();
    });
  });
  assert.deepStrictEqual(seen, ['thrown', 'second']);
});

test('readFile and writeFile stop by AbortSignal', async () => {
  fs.writeFileSync(at('big'), Buffer.alloc(8 << 20));
  const controller = new AbortController();
  const reading = fs.promises.readFile(at('big'), { signal: controller.signal });
  controller.abort();
  await assert.rejects(reading, { name: 'AbortError', code: 'ABORT_ERR' });
  await assert.rejects(fs.promises.readFile(at('big'), { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('endless and unknown sizes: /proc files and FIFOs', async () => {
  assert.match(fs.readFileSync('/proc/version', 'utf8'), /Linux/);
  assert.match(await fs.promises.readFile('/proc/self/status', 'utf8'), /Name:/);
  const controller = new AbortController();
  const endless = fs.promises.readFile('/dev/zero', { signal: controller.signal });
  setTimeout(() => controller.abort(), 5);
  await assert.rejects(endless, { name: 'AbortError' });
});

test('more files than descriptors: EMFILE, and all is well afterwards', () => {
  const before = fs.readdirSync('/proc/self/fd').length;
  for (let i = 0; i < 200; i++) {
    assert.throws(() => fs.readFileSync(folder), { code: 'EISDIR' });
    assert.throws(() => fs.readFileSync(at('nope')), { code: 'ENOENT' });
    fs.readFileSync(at('s'));
  }
  assert.strictEqual(fs.readdirSync('/proc/self/fd').length, before);
});

test('a write with flush goes through the public fsync', async () => {
  const { fsync, fsyncSync } = fs;
  let calls = 0;
  try {
    fs.fsyncSync = (fd) => {
      calls++;
      return fsyncSync(fd);
    };
    fs.fsync = (fd, callback) => {
      calls++;
      return fsync(fd, callback);
    };
    fs.writeFileSync(at('flushed'), 'a', { flush: true });
    fs.appendFileSync(at('flushed'), 'b', { flush: true });
    await new Promise((resolve, reject) => {
      fs.appendFile(at('flushed'), 'c', { flush: true }, (error) => (error ? reject(error) : resolve()));
    });
    fs.writeFileSync(at('not flushed'), 'a', { flush: false });
  } finally {
    Object.assign(fs, { fsync, fsyncSync });
  }
  assert.strictEqual(calls, 3);
  assert.strictEqual(fs.readFileSync(at('flushed'), 'utf8'), 'abc');
});

test('writing over a file leaves nothing of what was there, whatever the lengths', async () => {
  const write = [
    (data) => fs.writeFileSync(at('over'), data),
    (data) => fs.promises.writeFile(at('over'), data),
  ];
  for (const put of write) {
    fs.writeFileSync(at('over'), 'x'.repeat(10000));
    for (const length of [9999, 5, 0, 3, 700000, 1]) {
      await put('y'.repeat(length));
      assert.strictEqual(fs.readFileSync(at('over'), 'utf8'), 'y'.repeat(length));
    }
  }
  fs.writeFileSync(at('over'), 'abcdef');
  fs.writeFileSync(at('over'), 'X', { flag: 'r+' });
  assert.strictEqual(fs.readFileSync(at('over'), 'utf8'), 'Xbcdef');
  fs.writeFileSync(at('over'), 'Y', { flag: 'a' });
  assert.strictEqual(fs.readFileSync(at('over'), 'utf8'), 'XbcdefY');
  fs.writeFileSync(at('over'), 'Z', { flag: 'w+' });
  assert.strictEqual(fs.readFileSync(at('over'), 'utf8'), 'Z');
  assert.throws(() => fs.writeFileSync(at('over'), 'W', { flag: 'wx' }), { code: 'EEXIST' });
});

test('large directories are sorted by name', () => {
  const folder = at('crowd');
  fs.mkdirSync(folder);
  const names = [];
  for (let i = 0; i < 300; i++) names.push(`${'same-beginning'.slice(0, i % 15)}-${(i * 7919) % 1000}-\u00e4`.slice(0, 3 + (i % 20)) + i);
  for (const name of names) fs.writeFileSync(path.join(folder, name), '');
  const sorted = names.slice().sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  assert.deepStrictEqual(fs.readdirSync(folder), sorted);
});

test('a directory is sorted by name where all names begin alike, and one is the beginning of others', () => {
  const folder = at('alike');
  fs.mkdirSync(folder);
  const names = ['image-', 'image-1', 'image-10', 'image-2', 'image-2024-11-21 a', 'image-2024-11-21 b', 'image-\u00e4'];
  for (const name of names.slice().reverse()) fs.writeFileSync(path.join(folder, name), '');
  assert.deepStrictEqual(fs.readdirSync(folder), names);
});

test('text of a file: with a byte order mark, malformed, beyond latin1, of every length', async () => {
  const file = at('text');
  for (const bytes of [[0xef, 0xbb, 0xbf, 0x61], [0x61, 0xff, 0xc3], [0xed, 0xa0, 0x80], [...Buffer.from('\u00e4\u20ac\ud83d\ude00')]]) {
    fs.writeFileSync(file, Buffer.from(bytes));
    const text = Buffer.from(bytes).toString();
    assert.strictEqual(fs.readFileSync(file, 'utf8'), text);
    assert.strictEqual(fs.readFileSync(file, { encoding: 'utf-8' }), text);
    assert.strictEqual(await fs.promises.readFile(file, 'utf8'), text);
  }
  for (let length = 0; length < 70; length++) {
    const text = '\u00df'.repeat(length) + 'x'.repeat(length % 3);
    fs.writeFileSync(file, text, 'utf8');
    assert.strictEqual(fs.readFileSync(file, 'utf8'), text);
  }
});

test('the stack of an error that a callback gets has no frames, which would be our own', async () => {
  const error = await new Promise((resolve) => { fs.readFile(at('is not there'), resolve); });
  assert.strictEqual(error.stack, `Error: ENOENT: no such file or directory, open '${at('is not there')}'`);
});
