'use strict';
// What errors of node:fs say of themselves: which call, which path, in which form; and what options that are odd come to.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-messages-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);

fs.writeFileSync('file', 'text');
fs.mkdirSync('dir/sub', { recursive: true });
fs.writeFileSync('dir/x', '');
fs.symlinkSync('dir', 'dirlink');
fs.symlinkSync('nowhere', 'dangling');
fs.symlinkSync('loop', 'loop');

/** The error of each form. */
async function failures(name, ...given) {
  const errors = [];
  try {
    fs[`${name}Sync`](...given);
  } catch (error) {
    errors.push(error);
  }
  await promisify(fs[name])(...given).catch((error) => errors.push(error));
  await fs.promises[name](...given).catch((error) => errors.push(error));
  assert.strictEqual(errors.length, 3);
  return errors;
}

test('paths that are bytes are text in errors', async () => {
  for (const error of await failures('stat', new Uint8Array(Buffer.from('n\u00e9ant')))) {
    assert.strictEqual(error.message, "ENOENT: no such file or directory, stat 'n\u00e9ant'");
    assert.strictEqual(error.path, 'n\u00e9ant');
  }
  for (const error of await failures('rename', 'missing', new Uint8Array(Buffer.from('to')))) assert.strictEqual(error.dest, 'to');
});

test('a lone surrogate is what the system has seen', async () => {
  for (const error of await failures('stat', '\ud800')) assert.strictEqual(error.path, '\ufffd');
});

test('mkdir names the directory that could not be made, the synchronous form the whole path', async () => {
  const names = (errors) => errors.map((error) => `${error.code} ${error.path}`);
  const long = `one/${'n'.repeat(300)}`;
  await assert.rejects(fs.promises.mkdir(`${long}/x`, { recursive: true }), { code: 'ENAMETOOLONG', path: long });
  fs.rmdirSync('one');
  assert.throws(() => fs.mkdirSync(`${long}/x`, { recursive: true }), { code: 'ENAMETOOLONG', path: `${long}/x` });
  assert.deepStrictEqual(names(await failures('mkdir', 'dangling', { recursive: true })), Array(3).fill('ENOENT dangling'));
  assert.deepStrictEqual(names(await failures('mkdir', 'loop', { recursive: true })), Array(3).fill('ELOOP loop'));
  assert.deepStrictEqual(names(await failures('mkdir', 'dangling/x', { recursive: true })),
                         ['ENOENT dangling/x', 'ENOTDIR dangling', 'ENOTDIR dangling']);
  assert.strictEqual(fs.mkdirSync('made//x//', { recursive: true }), 'made/');
});

test('rmdir of a tree tells what it looked with', async () => {
  const calls = (errors) => errors.map((error) => `${error.code} ${error.syscall}`);
  assert.deepStrictEqual(calls(await failures('rmdir', 'missing', { recursive: true })), ['ENOENT lstat', 'ENOENT lstat', 'ENOENT stat']);
});

test('readFile of a closed descriptor: fstat sees it first, but for text', () => {
  assert.throws(() => fs.readFileSync(987654), { code: 'EBADF', syscall: 'fstat' });
  assert.throws(() => fs.readFileSync(987654, 'utf8'), { code: 'EBADF', syscall: 'read' });
});

test('only true asks for bigints', async () => {
  assert.strictEqual(typeof fs.statSync('file', { bigint: 1 }).size, 'number');
  assert.strictEqual(typeof (await fs.promises.lstat('file', { bigint: 'true' })).size, 'number');
  assert.strictEqual(typeof fs.statfsSync('.', { bigint: {} }).bsize, 'number');
});

test('throwIfNoEntry is for stat, and for lstat where it is synchronous', async () => {
  const options = { throwIfNoEntry: false };
  assert.strictEqual(fs.lstatSync('missing', options), undefined);
  assert.strictEqual(await fs.promises.stat('missing', options), undefined);
  await assert.rejects(fs.promises.lstat('missing', options), { code: 'ENOENT' });
  await assert.rejects(promisify(fs.lstat)('missing', options), { code: 'ENOENT' });
});

test('flags: an empty one is the default for writing, an odd one is named "flags"', async () => {
  fs.writeFileSync('flags', 'x', { flag: '' });
  await fs.promises.writeFile('flags', 'y', { flag: 0 });
  assert.strictEqual(await fs.promises.readFile('flags', { flag: '', encoding: 'utf8' }), 'y');
  for (const error of await failures('readFile', 'flags', { flag: 'R' })) assert.match(error.message, /^The argument 'flags' is invalid/);
  for (const error of await failures('writeFile', 'flags', '', { flag: 'R' })) assert.match(error.message, /^The argument 'flags' is invalid/);
});

test('a whole tree goes through links to directories, but not Dirents by promise', async () => {
  assert.ok(fs.readdirSync('.', { recursive: true }).includes('dirlink/x'));
  assert.ok((await fs.promises.readdir('.', { recursive: true })).includes('dirlink/x'));
  const below = (entries) => entries.some((entry) => entry.parentPath === 'dirlink' && entry.name === 'x');
  assert.ok(below(fs.readdirSync('.', { recursive: true, withFileTypes: true })));
  assert.ok(!below(await fs.promises.readdir('.', { recursive: true, withFileTypes: true })));
});

test('a link to where it is ends a recursive readdir, as the kernel does', () => {
  fs.mkdirSync('round');
  fs.symlinkSync('.', 'round/again');
  const names = fs.readdirSync('round', { recursive: true });
  assert.ok(names.length > 30 && names.length < 50, String(names.length));
});

test('copyFile of a directory removes what it has opened for writing', () => {
  fs.writeFileSync('target', 'x');
  assert.throws(() => fs.copyFileSync('dir', 'target'), { code: 'EISDIR' });
  assert.ok(!fs.existsSync('target'));
});

test('options that are given as undefined are not left out', async () => {
  for (const error of await failures('rm', 'file', { force: undefined })) assert.strictEqual(error.code, 'ERR_INVALID_ARG_TYPE');
  for (const error of await failures('cp', 'file', 'copy', { recursive: undefined })) assert.strictEqual(error.code, 'ERR_INVALID_ARG_TYPE');
});

test('opendirSync has no path in its error', async () => {
  const [sync, ...others] = await failures('opendir', 'missing');
  assert.strictEqual(sync.message, 'ENOENT: no such file or directory, opendir');
  assert.deepStrictEqual(others.map((error) => error.path), ['missing', 'missing']);
});

test('glob finds names that are no UTF-8', () => {
  fs.writeFileSync(Buffer.from([0x64, 0x69, 0x72, 0x2f, 0xff]), '');
  assert.ok(fs.globSync('dir/*').includes('dir/\ufffd'));
});

test('a FileHandle that is closed names the method that was called', async () => {
  const handle = await fs.promises.open('flags', 'r+');
  await handle.close();
  const names = [];
  for (const call of [() => handle.readv([]), () => handle.writev([]), () => handle.utimes(0, 0), () => handle.appendFile('x', 5), () => handle.readFile('nope')]) {
    await call().catch((error) => names.push(`${error.code} ${error.syscall}`));
  }
  assert.deepStrictEqual(names, ['EBADF readv', 'EBADF writev', 'EBADF futimes', 'EBADF writeFile', 'EBADF readFile']);
  for (const method of ['readLines', 'createReadStream', 'createWriteStream']) assert.throws(() => handle[method](), { code: 'ERR_OUT_OF_RANGE' });
});

test('what a stream of a file needs of options.fs follows from its options', () => {
  const own = { open: fs.open, read: fs.read, write: fs.write };
  assert.throws(() => fs.createReadStream('flags', { fs: own }), /"options\.fs\.close" property/);
  assert.throws(() => fs.createWriteStream('flags', { fs: own, autoClose: false, flush: true }), /"options\.fs\.fsync" property/);
  assert.throws(() => fs.createReadStream('a\0b', { fs: { open: fs.open } }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => fs.createReadStream('flags', { end: null }), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('times: infinite ones are now, no number leaves what there is, too large ones are refused, all to the nanosecond', () => {
  fs.utimesSync('flags', 1.0000001, 0.1234567);
  assert.strictEqual(fs.statSync('flags', { bigint: true }).atimeNs, 1000000100n);
  assert.strictEqual(fs.statSync('flags', { bigint: true }).mtimeNs, 123456700n);
  fs.utimesSync('flags', new Date(NaN), '-Infinity');
  assert.strictEqual(fs.statSync('flags', { bigint: true }).atimeNs, 1000000100n);
  assert.ok(Math.abs(fs.statSync('flags').mtimeMs - Date.now()) < 3600000);
  assert.throws(() => fs.utimesSync('flags', 1e300, 0), { code: 'EINVAL' });
});

test('spaces at the ends of names stay in file URLs', () => {
  const { pathToFileURL } = require('node:url');
  fs.writeFileSync(' spaced ', 'x');
  assert.strictEqual(pathToFileURL(' spaced ').pathname, `${process.cwd()}/%20spaced%20`);
  assert.strictEqual(fs.readFileSync(pathToFileURL(' spaced '), 'utf8'), 'x');
});

test('realpath goes by names, not by links', () => {
  fs.mkdirSync('elsewhere/inner', { recursive: true });
  fs.symlinkSync('elsewhere/inner', 'inwards');
  assert.strictEqual(fs.realpathSync('inwards/..'), fs.realpathSync('.'));
  assert.strictEqual(fs.realpathSync('missing/..'), fs.realpathSync('.'));
});

test('an empty write into what is no file writes nothing, when it is synchronous', async () => {
  fs.writeFileSync(987654, '');
  assert.throws(() => fs.writeFileSync(987654, 'x', { flag: 'zz' }), { code: 'EBADF' });
  await assert.rejects(promisify(fs.writeFile)(987654, ''), { code: 'EBADF' });
});

test('cpSync looks at what links lead to', () => {
  fs.writeFileSync('original', 'x');
  fs.symlinkSync('original', 'leads');
  assert.throws(() => fs.cpSync('original', 'leads'), { code: 'ERR_FS_CP_EINVAL' });
  assert.throws(() => fs.cpSync('dangling', 'copied'), { code: 'ENOENT', syscall: 'lstat' });
  assert.throws(() => fs.cpSync('dirlink', 'copied'), { code: 'ERR_FS_EISDIR', message: /dirlink\/$/ });
});

test('glob: "**" looks into links for what follows, no further; Dirents of absolute folders are absolute', async () => {
  fs.mkdirSync('globbed/dir/sub', { recursive: true });
  fs.writeFileSync('globbed/dir/sub/x', '');
  fs.symlinkSync('dir', 'globbed/link');
  assert.deepStrictEqual(fs.globSync('**/*', { cwd: 'globbed' }).sort(), ['dir', 'dir/sub', 'dir/sub/x', 'link', 'link/sub']);
  assert.deepStrictEqual(fs.globSync('**/link/*', { cwd: 'globbed' }), []);
  const [entry] = fs.globSync('*/sub', { cwd: path.resolve('globbed'), withFileTypes: true });
  assert.strictEqual(entry.parentPath, path.resolve('globbed/dir'));
  for await (const found of fs.promises.glob('*/sub', { cwd: 'globbed', withFileTypes: true })) assert.strictEqual(found.parentPath, path.resolve('globbed/dir'));
});

test('text counts by its bytes in a write stream, and no chunk goes with an encoding that is none', async () => {
  const stream = fs.createWriteStream('counted', { highWaterMark: 16 });
  assert.strictEqual(stream.write('\u00e9'.repeat(10)), false);
  assert.strictEqual(stream.writableLength, 20);
  assert.throws(() => stream.write(Buffer.from('x'), 'nope'), { code: 'ERR_UNKNOWN_ENCODING' });
  await new Promise((resolve) => stream.end(resolve));
});

test('a stream that has nothing to write wants more, whatever its mark', async () => {
  const stream = fs.createWriteStream('nothing', { highWaterMark: 0 });
  assert.strictEqual(stream.write(''), true);
  assert.strictEqual(stream.write('x'), false);
  await new Promise((resolve) => stream.end(resolve));
});
