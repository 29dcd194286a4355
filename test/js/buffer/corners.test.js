'use strict';
const assert = require('assert');
const { test } = require('../harness');

test('write takes no encoding without an offset', () => {
  const bytes = Buffer.alloc(4);
  assert.strictEqual(bytes.write('4142', undefined, 'hex'), 4);
  assert.strictEqual(bytes.toString(), '4142');
  assert.strictEqual(bytes.write('4142', 0, 'hex'), 2);
});

test('UTF-16 is sought from the character that a position lies in', () => {
  const bytes = Buffer.from('abcabc', 'utf16le');
  assert.strictEqual(bytes.indexOf('b', 3, 'utf16le'), 2);
  assert.strictEqual(bytes.lastIndexOf('b', 9, 'utf16le'), 8);
  assert.strictEqual(bytes.lastIndexOf('b', -3, 'utf16le'), 8);
});

test('positions of copy may be any finite numbers', () => {
  const source = Buffer.from('abc');
  const target = Buffer.alloc(3);
  assert.strictEqual(source.copy(target, 2 ** 53), 0);
  assert.throws(() => source.copy(target, -(2 ** 53)), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => source.copy(target, 0, 2 ** 53), { code: 'ERR_OUT_OF_RANGE' });
  assert.strictEqual(source.copy(target, 0, 0, 2 ** 53), 3);
  assert.strictEqual(source.copy(target, Infinity), 3);
});

test('transcode tells of half a character and leaves out what is not seen', () => {
  const { transcode } = require('buffer');
  assert.deepStrictEqual(transcode(Buffer.from([0x41, 0, 0x42]), 'ucs2', 'ucs2'), Buffer.from('A\ufffd', 'ucs2'));
  assert.throws(() => transcode(Buffer.from([0x41]), 'ucs2', 'utf8'), { code: 'U_INVALID_CHAR_FOUND' });
  assert.strictEqual(transcode(Buffer.from('a\u00ad\u00e9', 'latin1'), 'latin1', 'ascii').toString(), 'a?');
});

test('a range that is empty is no range error', () => {
  assert.strictEqual(Buffer.from('abc').utf8Slice(5, 4), '');
  assert.throws(() => Buffer.from('abc').utf8Slice(3, 4), { code: 'ERR_OUT_OF_RANGE' });
  assert.strictEqual(Buffer.alloc(0).fill(Buffer.alloc(0)).length, 0);
  assert.throws(() => Buffer.alloc(1).fill(Buffer.alloc(0)), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => Buffer.alloc(4).writeUIntLE(-1, undefined, 2), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => Buffer.alloc(4).writeUIntLE(1, undefined, 2), { code: 'ERR_INVALID_ARG_TYPE' });
});
