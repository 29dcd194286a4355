'use strict';
const assert = require('node:assert');
const { win32 } = require('node:path');
const { test } = require('../harness');

function check(name, rows) {
  test(`win32.${name}`, () => {
    for (const [args, expected] of rows) {
      assert.deepStrictEqual(win32[name](...args), expected, `${name}(${JSON.stringify(args)})`);
    }
  });
}

check('normalize', [
  [['C:\\temp\\\\foo\\bar\\..\\'], 'C:\\temp\\foo\\'], [['C:////temp\\\\/\\/\\/foo/bar'], 'C:\\temp\\foo\\bar'],
  [['//server/share'], '\\\\server\\share\\'], [['//server/share/../x'], '\\\\server\\share\\x'], [['C:'], 'C:.'],
  [['C:..\\a'], 'C:..\\a'], [['/a/../..'], '\\'], [['\\\\?\\C:\\x\\..'], '\\\\?\\C:'], [['./a/../c:/x'], '.\\c:\\x'],
  [['CON:x'], '.\\CON:x'],
]);
check('join', [
  [['c:', 'file'], 'c:\\file'], [['c:.', 'a'], 'c:a'], [['//a', 'b', 'c'], '\\\\a\\b\\c'], [['/', '/a', 'b'], '\\a\\b'],
  [['', ''], '.'], [['a', '..', '..', 'b'], '..\\b'],
]);
check('resolve', [
  [['c:/blah\\blah', 'd:/games', 'c:../a'], 'c:\\blah\\a'], [['c:/ignore', 'd:\\a/b\\c/d', '\\e.exe'], 'd:\\e.exe'],
  [['//server/share', '..', 'relative\\'], '\\\\server\\share\\relative'], [['c:/', '//'], 'c:\\'],
]);
check('relative', [
  [['C:\\orandea\\test\\aaa', 'C:\\orandea\\impl\\bbb'], '..\\..\\impl\\bbb'], [['c:/a', 'd:/b'], 'd:\\b'],
  [['C:\\Foo', 'c:\\foo\\Bar'], 'Bar'], [['\\\\a\\b', '\\\\a\\b\\c'], 'c'], [['c:/', 'c:/a/b'], 'a\\b'],
]);
check('dirname', [
  [['c:\\foo bar\\baz'], 'c:\\foo bar'], [['c:'], 'c:'], [['c:\\'], 'c:\\'], [['\\\\unc\\share\\a'], '\\\\unc\\share\\'],
  [['a\\b/c'], 'a\\b'], [[''], '.'],
]);
check('basename', [[['C:\\temp\\my.html', '.html'], 'my'], [['C:'], ''], [['C:a'], 'a'], [['a\\b/'], 'b']]);
check('extname', [[['C:\\a.b\\c.d'], '.d'], [['C:.a'], ''], [['.\\..'], '']]);
check('isAbsolute', [[['C:/'], true], [['C:a'], false], [['\\\\a'], true], [['/'], true], [[''], false]]);
check('parse', [
  [['C:\\path\\dir\\file.txt'], { root: 'C:\\', dir: 'C:\\path\\dir', base: 'file.txt', ext: '.txt', name: 'file' }],
  [['\\\\s\\h\\f'], { root: '\\\\s\\h\\', dir: '\\\\s\\h\\', base: 'f', ext: '', name: 'f' }],
]);
check('toNamespacedPath', [
  [['C:\\a'], '\\\\?\\C:\\a'], [['\\\\s\\h\\f'], '\\\\?\\UNC\\s\\h\\f'], [['\\\\.\\pipe\\x'], '\\\\.\\pipe\\x'], [[''], ''],
  [[5], 5],
]);
check('format', [[[{ dir: 'C:\\path\\dir', base: 'file.txt' }], 'C:\\path\\dir\\file.txt']]);
