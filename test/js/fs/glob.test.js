'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-glob-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
for (const name of ['a/b/c', 'a/.hidden', 'x']) fs.mkdirSync(path.join(folder, name), { recursive: true });
for (const name of ['a/f.js', 'a/b/g.js', 'a/b/c/h.txt', 'a/.hidden/z.js', 'x/f.js', '.dot', 'top.js']) {
  fs.writeFileSync(path.join(folder, name), '');
}
fs.symlinkSync('../a', path.join(folder, 'x/link'));

const found = (pattern, options) => fs.globSync(pattern, { cwd: folder, ...options }).sort();

test('patterns are matched part by part', () => {
  assert.deepStrictEqual(found('*'), ['a', 'top.js', 'x']);
  assert.deepStrictEqual(found('**/*.js'), ['a/b/g.js', 'a/f.js', 'top.js', 'x/f.js']);
  assert.deepStrictEqual(found('a/**'), ['a', 'a/b', 'a/b/c', 'a/b/c/h.txt', 'a/b/g.js', 'a/f.js']);
  assert.deepStrictEqual(found('{a,x}/*.js'), ['a/f.js', 'x/f.js']);
  assert.deepStrictEqual(found('x/link/*'), ['x/link/b', 'x/link/f.js']);
  assert.deepStrictEqual(found(['*.js', '.*']), ['.dot', 'top.js']);
  assert.deepStrictEqual(found('**/'), ['.', 'a', 'a/b', 'a/b/c', 'x']);
  assert.deepStrictEqual(found('nothing/*'), []);
  assert.deepStrictEqual(found(`${folder}/a/*.js`), [path.join(folder, 'a/f.js')]);
});

test('exclude takes names or patterns away, withFileTypes gives Dirents', () => {
  assert.deepStrictEqual(found('**/*.js', { exclude: ['a/**'] }), ['top.js', 'x/f.js']);
  assert.deepStrictEqual(found('**/*.js', { exclude: (name) => name === 'b' }), ['a/f.js', 'top.js', 'x/f.js']);
  const [entry] = fs.globSync('a/*.js', { cwd: folder, withFileTypes: true });
  assert.strictEqual(entry.name, 'f.js');
  assert.ok(entry.isFile());
});

test('the other forms find the same', async () => {
  const matches = [];
  for await (const match of fs.promises.glob('*.js', { cwd: folder })) matches.push(match);
  assert.deepStrictEqual(matches, ['top.js']);
  await new Promise((resolve, reject) => {
    fs.glob('*.js', { cwd: folder }, (error, list) => {
      if (error) return reject(error);
      assert.deepStrictEqual(list, ['top.js']);
      resolve();
    });
  });
  assert.throws(() => fs.glob('*'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => fs.globSync(1), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('links are followed where a pattern names them, elsewhere on demand', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-glob-links-'));
  try {
    fs.mkdirSync(path.join(root, 'real/in'), { recursive: true });
    fs.symlinkSync('real', path.join(root, 'link'));
    const find = (pattern, options) => fs.globSync(pattern, { cwd: root, ...options }).sort();
    assert.deepStrictEqual(find('*/in'), ['real/in']);
    assert.deepStrictEqual(find('*/*'), ['real/in']);
    assert.deepStrictEqual(find('link/*'), ['link/in']);
    assert.deepStrictEqual(find('*/'), ['real']);
    assert.deepStrictEqual(find('*/*', { followSymlinks: true }), ['link/in', 'real/in']);
    assert.deepStrictEqual(find('**/in', { followSymlinks: true }), ['link/in', 'real/in']);
  } finally {
    fs.rmSync(root, { recursive: true });
  }
});

test('what a pattern excludes is not walked into, and goes with what is in it', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-glob-exclude-'));
  try {
    fs.mkdirSync(path.join(root, 'a/b/c'), { recursive: true });
    fs.writeFileSync(path.join(root, 'x.js'), '');
    const find = (pattern, exclude) => fs.globSync(pattern, { cwd: root, exclude }).sort();
    assert.deepStrictEqual(find('a/b/**', ['**/b']), []);
    assert.deepStrictEqual(find('**', ['a/**']), ['.', 'x.js']);
    assert.deepStrictEqual(find('./**/a/**', ['a/**']), []);
    assert.deepStrictEqual(find('*', ['a/**']), ['a', 'x.js']);
    for (const pattern of ['.', './', '..', 'a/..']) assert.deepStrictEqual(find(pattern), []);
  } finally {
    fs.rmSync(root, { recursive: true });
  }
});
