'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { test } = require('../harness');

function check(name, rows) {
  test(`posix.${name}`, () => {
    for (const [args, expected] of rows) {
      assert.deepStrictEqual(path.posix[name](...args), expected, `${name}(${JSON.stringify(args)})`);
    }
  });
}

check('normalize', [
  [[''], '.'], [['/'], '/'], [['//'], '/'], [['./'], './'], [['a/..'], '.'], [['a/../'], './'],
  [['/foo/bar//baz/asdf/quux/..'], '/foo/bar/baz/asdf'], [['/../../a'], '/a'], [['../../a/../b/'], '../../b/'],
  [['a/b/c'], 'a/b/c'], [['a//b//../b'], 'a/b'], [['...'], '...'], [['a/.../b'], 'a/.../b'], [['/a/b/'], '/a/b/'],
  [['bar/foo../../'], 'bar/'], [['..'], '..'], [['../..'], '../..'], [['a\\b\\..'], 'a\\b\\..'],
]);
check('join', [
  [[], '.'], [['', ''], '.'], [['/foo', 'bar', 'baz/asdf', 'quux', '..'], '/foo/bar/baz/asdf'],
  [['a', '../../..', 'b'], '../../b'], [['/', '//x'], '/x'], [['', '/a', ''], '/a'], [['a/', ''], 'a/'],
]);
check('resolve', [
  [['/foo/bar', './baz'], '/foo/bar/baz'], [['/foo/bar', '/tmp/file/'], '/tmp/file'], [['/a', '..', '..'], '/'],
  [['/a', '', 'b'], '/a/b'],
]);
check('relative', [
  [['/data/orandea/test/aaa', '/data/orandea/impl/bbb'], '../../impl/bbb'], [['/a', '/a'], ''], [['/', '/a/b'], 'a/b'],
  [['/a/b', '/'], '../..'], [['/a/bc', '/a/b'], '../b'], [['/a/b', '/a/bc'], '../bc'], [['/a', '/a/b'], 'b'],
]);
check('dirname', [
  [[''], '.'], [['a'], '.'], [['/a'], '/'], [['/a/b/'], '/a'], [['////'], '/'], [['//a'], '//'], [['a//b'], 'a/'],
]);
check('basename', [
  [['/a/b.html', '.html'], 'b'], [['b', 'b'], ''], [['/a/b', 'b'], 'b'], [['/'], ''], [['a/b//'], 'b'], [['.x', 'x'], '.'],
]);
check('extname', [
  [['index.html'], '.html'], [['index.coffee.md'], '.md'], [['index.'], '.'], [['index'], ''], [['.index'], ''],
  [['.index.md'], '.md'], [['..'], ''], [['a/..'], ''], [['...'], '.'], [['a.b/c'], ''], [['a.b//'], '.b'],
]);
check('parse', [
  [['/home/user/dir/file.txt'], { root: '/', dir: '/home/user/dir', base: 'file.txt', ext: '.txt', name: 'file' }],
  [['/a'], { root: '/', dir: '/', base: 'a', ext: '', name: 'a' }],
  [['./b/'], { root: '', dir: '.', base: 'b', ext: '', name: 'b' }],
  [[''], { root: '', dir: '', base: '', ext: '', name: '' }],
]);
check('format', [
  [[{ root: '/ignored', dir: '/home/user/dir', base: 'file.txt' }], '/home/user/dir/file.txt'],
  [[{ root: '/', base: 'file.txt', ext: 'ignored' }], '/file.txt'], [[{ root: '/', name: 'file', ext: 'txt' }], '/file.txt'],
  [[{ dir: '/', root: '/', name: 'a' }], '/a'], [[{}], ''],
]);

test('relative paths are resolved against the working directory', () => {
  assert.strictEqual(path.resolve('a', '../b'), `${process.cwd()}/b`);
  assert.strictEqual(path.resolve(), process.cwd());
  assert.strictEqual(path.relative('', 'x'), 'x');
});

test('an argument that is not a string is refused by name', () => {
  assert.throws(() => path.join('a', {}), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
  assert.throws(() => path.resolve('/a', 1), { message: /"paths\[1\]" argument must be of type string/ });
  assert.throws(() => path.basename('a', null), { message: /"suffix" argument/ });
  assert.throws(() => path.format('a'), { message: /"pathObject" argument must be of type object/ });
});

test('the two flavours know each other', () => {
  assert.strictEqual(path, path.posix);
  assert.strictEqual(path.win32.posix, path.posix);
  assert.strictEqual(path.posix.win32, path.win32);
  assert.strictEqual(require('node:path/posix'), path.posix);
  assert.strictEqual(require('node:path/win32'), path.win32);
  assert.deepStrictEqual([path.sep, path.delimiter, path.win32.sep, path.win32.delimiter], ['/', ':', '\\', ';']);
});
