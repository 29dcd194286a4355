'use strict';
const assert = require('assert');
const { StringDecoder } = require('node:string_decoder');
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

test('a length that hides the own one opens no other memory', () => {
  // Its neighbours in the slab show what was written past its end.
  const before = Buffer.from('before');
  const bytes = Buffer.from('aaaaaaaaaa');
  const after = Buffer.from('after');
  const nothing = Buffer.alloc(0);
  Object.defineProperty(bytes, 'length', { value: 1e6 });
  Object.defineProperty(nothing, 'length', { value: 3 });
  const sizes = { latin1: 10, utf8: 10, ascii: 10, hex: 20, base64: 16, ucs2: 5 };
  for (const encoding of Object.keys(sizes)) {
    assert.strictEqual(bytes.toString(encoding).length, sizes[encoding]);
    assert.strictEqual(bytes.toString(encoding, 0, 5000).length, sizes[encoding]);
    assert.ok(new StringDecoder(encoding).end(bytes).length <= 20);
  }
  for (const encoding of [undefined, 'latin1', 'hex', 'base64', 'ucs2']) {
    assert.ok(bytes.write('ab'.repeat(1000), 0, encoding) <= 10);
  }
  // Refused, or done as far as there is memory.
  for (const call of [
    () => bytes.write('ab'.repeat(1000), 0, 5000), () => bytes.fill('ab', 0, 5000), () => bytes.fill(Buffer.from('abc'), 0, 5000),
    () => bytes.copy(Buffer.alloc(6000), 0, 5, 5000), () => Buffer.from('x'.repeat(9)).copy(bytes, 5000),
    () => bytes.compare(before, 0, 3, 500, 5000), () => bytes.swap16(), () => Buffer.alloc(8).fill(nothing),
  ]) {
    try {
      call();
    } catch (error) {
      assert.match(error.code, /^ERR_/);
    }
  }
  assert.strictEqual(bytes.indexOf('zz', 500), -1);
  assert.strictEqual(bytes.indexOf(122, 500), -1);
  assert.strictEqual(bytes.lastIndexOf(122), -1);
  assert.strictEqual(Buffer.compare(bytes, bytes), 0);
  assert.ok(before.indexOf(nothing) <= 0);
  assert.strictEqual(before.toString() + after.toString(), 'beforeafter');
});
