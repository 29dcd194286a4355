'use strict';
// Which argument is refused, how and in which order: as Node has it, function by function.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-fs-arguments-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name) => path.join(folder, name);

test('access and copyFile take three bits, and cut fractions off', () => {
  fs.writeFileSync(at('three'), 'x');
  for (const call of [(mode) => fs.accessSync(at('three'), mode), (mode) => fs.copyFileSync(at('three'), at('copy'), mode)]) {
    assert.throws(() => call('str'), {
      name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE', message: 'mode must be int32 or null/undefined',
    });
    assert.throws(() => call(NaN), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message: 'mode is out of range' });
    for (const mode of [-1, 8, 2 ** 32]) {
      assert.throws(() => call(mode), {
        name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message: 'mode is out of range: >= 0 && <= 7',
      });
    }
    call(0.5);
    call(null);
  }
});

test('functions of descriptors look at the descriptor last', () => {
  assert.throws(() => fs.fchmodSync('x', 'nope'), { code: 'ERR_INVALID_ARG_VALUE', message: /'mode'/ });
  assert.throws(() => fs.fchownSync('x', 'uid', 1), { code: 'ERR_INVALID_ARG_TYPE', message: /"uid"/ });
  assert.throws(() => fs.ftruncateSync('x', 'len'), { code: 'ERR_INVALID_ARG_TYPE', message: /"len"/ });
  assert.throws(() => fs.futimesSync('x', {}, 1), { code: 'ERR_INVALID_ARG_TYPE', message: /"atime"/ });
  assert.throws(() => fs.futimesSync('x', 1, {}), { code: 'ERR_INVALID_ARG_TYPE', message: /"mtime"/ });
  assert.throws(() => fs.readSync('x', 'buffer'), { code: 'ERR_INVALID_ARG_TYPE', message: /"buffer"/ });
  assert.throws(() => fs.readvSync('x', 'buffers'), { code: 'ERR_INVALID_ARG_TYPE', message: /"buffers"/ });
});

test('a number that is no descriptor is no path either', () => {
  for (const value of [NaN, 1.5, 2 ** 32]) {
    assert.throws(() => fs.readFileSync(value), { code: 'ERR_INVALID_ARG_TYPE', message: /"path"/ });
    assert.throws(() => fs.writeFileSync(value, 'x'), { code: 'ERR_INVALID_ARG_TYPE', message: /"path"/ });
  }
  assert.throws(() => fs.readFileSync(-1), { code: 'ERR_OUT_OF_RANGE', message: /"fd"/ });
});

test('nothing to write still tells of a descriptor that is not open', async () => {
  await assert.rejects(new Promise((resolve, reject) => {
    fs.writeFile(1e6, '', (error) => (error ? reject(error) : resolve()));
  }), { code: 'EBADF', syscall: 'write' });
});

test('reading into no buffers is invalid', () => {
  const fd = fs.openSync(__filename);
  assert.throws(() => fs.readvSync(fd, []), { code: 'EINVAL', syscall: 'read' });
  fs.closeSync(fd);
});

test('an empty name of an encoding is none', () => {
  fs.writeFileSync(at('plain'), 'x');
  assert.deepStrictEqual(fs.readFileSync(at('plain'), ''), Buffer.from('x'));
  assert.strictEqual(fs.realpathSync(at('plain'), ''), fs.realpathSync(at('plain')));
});

test('realpath takes any object for its text', () => {
  assert.strictEqual(fs.realpathSync({ toString: () => folder }), fs.realpathSync(folder));
  assert.throws(() => fs.realpathSync(Symbol('x')), { name: 'TypeError', message: /Symbol value to a string/ });
});

test('stat and its kin refuse null for options', () => {
  for (const name of ['lstatSync', 'statSync', 'statfsSync']) assert.throws(() => fs[name](folder, null), TypeError);
  assert.throws(() => fs.rmdirSync(at('x'), null), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => fs.globSync('*', null), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('stat ends at once when its signal is aborted', async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(new Promise((resolve, reject) => {
    fs.stat(folder, { signal }, (error, stats) => (error ? reject(error) : resolve(stats)));
  }), { name: 'AbortError' });
  assert.throws(() => fs.stat(folder, { signal: 1 }, () => {}), { code: 'ERR_INVALID_ARG_TYPE' });
  const handle = await fs.promises.open(__filename);
  await assert.rejects(handle.stat({ signal }), { name: 'AbortError' });
  await assert.rejects(handle.stat({ signal: {} }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.strictEqual((await handle.stat({ signal: new AbortController().signal })).isFile(), true);
  await handle.close();
});

test('glob checks its arguments before it returns', () => {
  assert.throws(() => fs.glob(1, () => {}), { code: 'ERR_INVALID_ARG_TYPE', message: /"patterns"/ });
  assert.throws(() => fs.glob('*', 'cwd', () => {}), { code: 'ERR_INVALID_ARG_TYPE', message: /"options"/ });
});

test('watch names its first argument path', () => {
  assert.throws(() => fs.watch(1), { code: 'ERR_INVALID_ARG_TYPE', message: /"path"/ });
  assert.throws(() => fs.watch(folder, true), { code: 'ERR_INVALID_ARG_TYPE', message: /one of type string or object/ });
  fs.watch(folder, undefined, null).close();
});

test('cpSync words its refusals as plain errors, cp as system errors', async () => {
  fs.mkdirSync(at('tree'));
  fs.writeFileSync(at('file'), 'x');
  const cases = [
    [[at('tree'), at('new')], 'ERR_FS_EISDIR'],
    [[at('tree'), at('file'), { recursive: true }], 'ERR_FS_CP_DIR_TO_NON_DIR'],
    [[at('file'), at('tree')], 'ERR_FS_CP_NON_DIR_TO_DIR'],
    [[at('file'), at('file')], 'ERR_FS_CP_EINVAL'],
    [[at('tree'), at('tree/sub'), { recursive: true }], 'ERR_FS_CP_EINVAL'],
  ];
  for (const [args, code] of cases) {
    assert.throws(() => fs.cpSync(...args), { name: 'Error', code });
    await assert.rejects(fs.promises.cp(...args), { name: 'SystemError', code, syscall: 'cp' });
  }
  assert.throws(() => fs.cpSync(at('file'), at('copy'), null), { code: 'ERR_INVALID_ARG_TYPE', message: /"options"/ });
});

test('a directory is not copied over nothing', () => {
  fs.mkdirSync(at('directory'));
  assert.throws(() => fs.copyFileSync(at('directory'), at('nothing')), { code: 'EISDIR' });
  assert.strictEqual(fs.existsSync(at('nothing')), false);
  assert.throws(() => fs.copyFileSync(at('directory'), at('missing/x')), { code: 'ENOENT' });
});

test('a read or write that fails tells that no bytes were moved, and gives the buffers back', async () => {
  const bytes = Buffer.alloc(3);
  const answer = (start) => new Promise((resolve) => { start((...answers) => resolve(answers)); });
  const nowhere = 2 ** 30;
  for (const [start, given] of [
    [(done) => fs.read(nowhere, bytes, 0, 3, 0, done), bytes], [(done) => fs.write(nowhere, bytes, 0, 3, 0, done), bytes],
    [(done) => fs.readv(nowhere, [bytes], 0, done), [bytes]], [(done) => fs.writev(nowhere, [bytes], Infinity, done), [bytes]],
  ]) {
    const [error, count, back] = await answer(start);
    assert.strictEqual(error.code, 'EBADF');
    assert.strictEqual(count, 0);
    assert.deepStrictEqual(back, given);
  }
});

test('openAsBlob throws at once for what is no file', () => {
  assert.throws(() => fs.openAsBlob(1), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => fs.openAsBlob('/nonexistent'), { code: 'ERR_INVALID_ARG_VALUE', message: 'Unable to open file as blob' });
});
