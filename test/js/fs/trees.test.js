'use strict';
// Directories and trees: mkdir, readdir, opendir, rm, cp, mkdtemp, links.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-trees-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (...names) => path.join(folder, ...names);

test('mkdir recursive tells the first directory it made', async () => {
  assert.strictEqual(fs.mkdirSync(at('m/a/b'), { recursive: true }), at('m'));
  assert.strictEqual(await fs.promises.mkdir(at('m/a/b/c'), { recursive: true }), at('m/a/b/c'));
  assert.strictEqual(fs.mkdirSync(at('m/a'), { recursive: true }), undefined);
  assert.throws(() => fs.mkdirSync(at('m')), { code: 'EEXIST', syscall: 'mkdir' });
  fs.writeFileSync(at('m/file'), '');
  assert.throws(() => fs.mkdirSync(at('m/file/below'), { recursive: true }), { code: 'ENOTDIR' });
});

test('readdir: names, Dirents, encodings, trees', async () => {
  fs.mkdirSync(at('r/sub'), { recursive: true });
  fs.writeFileSync(at('r/one'), '');
  fs.writeFileSync(at('r/sub/two'), '');
  assert.deepStrictEqual(fs.readdirSync(at('r')), ['one', 'sub']);
  assert.deepStrictEqual(await fs.promises.readdir(at('r'), 'buffer'), [Buffer.from('one'), Buffer.from('sub')]);
  const entries = fs.readdirSync(at('r'), { withFileTypes: true });
  assert.deepStrictEqual(entries.map((e) => [e.name, e.isDirectory(), e.parentPath]), [['one', false, at('r')], ['sub', true, at('r')]]);
  assert.deepStrictEqual(fs.readdirSync(at('r'), { recursive: true }).sort(), ['one', 'sub', path.join('sub', 'two')]);
  assert.deepStrictEqual((await fs.promises.readdir(at('r'), { recursive: true })).length, 3);
  assert.throws(() => fs.readdirSync(at('r/one')), { code: 'ENOTDIR', syscall: 'scandir' });
});

test('opendir gives entries one by one and closes itself at the end', async () => {
  fs.mkdirSync(at('o'));
  for (let i = 0; i < 100; i++) fs.writeFileSync(at('o', String(i)), '');
  const names = new Set();
  const dir = await fs.promises.opendir(at('o'), { bufferSize: 7 });
  for await (const entry of dir) names.add(entry.name);
  assert.strictEqual(names.size, 100);
  await assert.rejects(dir.close(), { code: 'ERR_DIR_CLOSED' });
  const sync = fs.opendirSync(at('o'));
  assert.ok(sync.readSync().isFile());
  sync.closeSync();
  assert.throws(() => sync.readSync(), { code: 'ERR_DIR_CLOSED' });
});

test('rm removes trees, and only what it is asked to', async () => {
  fs.mkdirSync(at('d/x/y'), { recursive: true });
  fs.writeFileSync(at('kept'), 'kept');
  fs.symlinkSync(at('kept'), at('d/x/link'));
  assert.throws(() => fs.rmSync(at('d')), { code: 'ERR_FS_EISDIR', name: 'SystemError' });
  await fs.promises.rm(at('d'), { recursive: true });
  assert.ok(!fs.existsSync(at('d')));
  assert.strictEqual(fs.readFileSync(at('kept'), 'utf8'), 'kept');
  assert.throws(() => fs.rmSync(at('d')), { code: 'ENOENT', syscall: 'lstat' });
  fs.rmSync(at('d'), { force: true });
});

test('cp copies trees with permissions and links', async () => {
  fs.mkdirSync(at('c/inner'), { recursive: true });
  fs.writeFileSync(at('c/inner/script'), '#!', { mode: 0o755 });
  fs.symlinkSync('inner', at('c/link'));
  fs.cpSync(at('c'), at('copied'), { recursive: true });
  assert.strictEqual(fs.statSync(at('copied/inner/script')).mode & 0o777, 0o755);
  assert.strictEqual(fs.readlinkSync(at('copied/link')), at('c/inner'));
  await fs.promises.cp(at('c'), at('filtered'), { recursive: true, filter: async (src) => !src.endsWith('link') });
  assert.deepStrictEqual(fs.readdirSync(at('filtered')), ['inner']);
  assert.throws(() => fs.cpSync(at('c'), at('elsewhere')), { code: 'ERR_FS_EISDIR' });
  assert.throws(() => fs.cpSync(at('c'), at('c/inner/again'), { recursive: true }), { code: 'ERR_FS_CP_EINVAL' });
  fs.copyFileSync(at('c/inner/script'), at('single'));
  assert.throws(() => fs.copyFileSync(at('c/inner/script'), at('single'), fs.constants.COPYFILE_EXCL), { code: 'EEXIST' });
});

/** Copies as a user of the function would, whichever its form. */
const copiers = { cpSync: fs.cpSync, cp: fs.promises.cp };

for (const [form, copy] of Object.entries(copiers)) {
  test(`${form}: folders of many files, and what is in its way`, async () => {
    const source = at(form, 'crowd');
    fs.mkdirSync(path.join(source, 'closed'), { recursive: true });
    const names = Array.from({ length: 150 }, (_, i) => `file-${i}`);
    for (const name of names) fs.writeFileSync(path.join(source, name), name);
    fs.writeFileSync(path.join(source, 'closed', 'last'), 'last', { mode: 0o400 });
    fs.chmodSync(path.join(source, 'closed'), 0o555);
    fs.chmodSync(path.join(source, 'file-7'), 0o777);
    const target = at(form, 'new', 'place');
    await copy(source, target, { recursive: true });
    assert.deepStrictEqual(fs.readdirSync(target).sort(), ['closed', ...names].sort());
    for (const name of names) assert.strictEqual(fs.readFileSync(path.join(target, name), 'utf8'), name);
    const mode = (...below) => fs.statSync(path.join(target, ...below)).mode & 0o7777;
    assert.deepStrictEqual([mode('closed'), mode('closed', 'last'), mode('file-7')], [0o555, 0o400, 0o777]);

    fs.writeFileSync(path.join(target, 'file-40'), 'kept');
    fs.unlinkSync(path.join(target, 'file-41'));
    await copy(source, target, { recursive: true, force: false });
    assert.strictEqual(fs.readFileSync(path.join(target, 'file-40'), 'utf8'), 'kept');
    assert.strictEqual(fs.readFileSync(path.join(target, 'file-41'), 'utf8'), 'file-41');
    await assert.rejects(async () => copy(path.join(source, 'file-1'), path.join(target, 'file-1'), { force: false, errorOnExist: true }),
                         { code: 'ERR_FS_CP_EEXIST' });
    for (const top of [source, target]) fs.chmodSync(path.join(top, 'closed'), 0o755);
  });
}

test('links, real paths, modes and times', async () => {
  fs.writeFileSync(at('target'), 'x');
  fs.linkSync(at('target'), at('hard'));
  assert.strictEqual(fs.statSync(at('hard')).nlink, 2);
  fs.symlinkSync('target', at('soft'));
  assert.strictEqual(await fs.promises.readlink(at('soft')), 'target');
  assert.strictEqual(fs.realpathSync(at('soft')), fs.realpathSync.native(at('target')));
  assert.throws(() => fs.realpathSync(at('none/below')), { code: 'ENOENT', syscall: 'lstat' });
  await fs.promises.chmod(at('target'), 0o640);
  assert.strictEqual(fs.statSync(at('target')).mode & 0o777, 0o640);
  fs.lutimesSync(at('soft'), 5, 6);
  assert.strictEqual(fs.lstatSync(at('soft')).mtimeMs, 6000);
  assert.notStrictEqual(fs.statSync(at('soft')).mtimeMs, 6000);
  fs.renameSync(at('hard'), at('renamed'));
  fs.truncateSync(at('renamed'), 0);
  assert.strictEqual(fs.statSync(at('target')).size, 0);
});

test('opendir with recursive gives what is below, too, each with the directory it is in', async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-opendir-'));
  try {
    fs.mkdirSync(path.join(root, 'a/b'), { recursive: true });
    fs.writeFileSync(path.join(root, 'a/1'), '');
    fs.writeFileSync(path.join(root, 'a/b/2'), '');
    fs.symlinkSync('a', path.join(root, 'link'));
    const expected = ['a', 'a/1', 'a/b', 'a/b/2', 'link'];
    for (const bufferSize of [1, 32]) {
      const found = [];
      for await (const entry of await fs.promises.opendir(root, { recursive: true, bufferSize })) {
        found.push(path.relative(root, path.join(entry.parentPath, entry.name)));
      }
      assert.deepStrictEqual(found.sort(), expected);
      const dir = fs.opendirSync(root, { recursive: true, bufferSize });
      const names = [];
      for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) {
        names.push(path.relative(root, path.join(entry.parentPath, entry.name)));
      }
      dir.closeSync();
      assert.deepStrictEqual(names.sort(), expected);
    }
    const dir = fs.opendirSync(root, { recursive: true, encoding: 'buffer' });
    let count = 0;
    while (dir.readSync() !== null) count++;
    dir.closeSync();
    assert.strictEqual(count, expected.length);
  } finally {
    fs.rmSync(root, { recursive: true });
  }
});

test('a Dirent is made of a name, a type and a path', () => {
  const entry = new fs.Dirent('name', fs.constants.UV_DIRENT_FILE, '/folder');
  assert.strictEqual(entry.isFile(), true);
  assert.strictEqual(entry.parentPath, '/folder');
});

test('cp takes only options of its own', async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-cp-own-'));
  try {
    fs.writeFileSync(path.join(root, 'a'), 'x');
    await fs.promises.cp(path.join(root, 'a'), path.join(root, 'b'), new Uint8Array(0));
    assert.strictEqual(fs.readFileSync(path.join(root, 'b'), 'utf8'), 'x');
  } finally {
    fs.rmSync(root, { recursive: true });
  }
});
