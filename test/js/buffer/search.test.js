'use strict';
const assert = require('node:assert');
const { test } = require('../harness');

test('indexOf and lastIndexOf seek bytes, text and buffers', () => {
  const bytes = Buffer.from('abcabcab');
  assert.deepStrictEqual([bytes.indexOf('c'), bytes.indexOf('c', 3), bytes.indexOf('c', -3), bytes.indexOf('x')], [2, 5, 5, -1]);
  assert.deepStrictEqual([bytes.lastIndexOf('ab'), bytes.lastIndexOf('ab', 5), bytes.lastIndexOf('ab', -4)], [6, 3, 3]);
  assert.deepStrictEqual([bytes.indexOf(98), bytes.indexOf(98 + 256), bytes.lastIndexOf(98)], [1, 1, 7]);
  assert.deepStrictEqual([bytes.indexOf(Buffer.from('bca')), bytes.indexOf(new Uint8Array([99]), 4)], [1, 5]);
  assert.deepStrictEqual([bytes.indexOf(''), bytes.indexOf('', 99), bytes.lastIndexOf('')], [0, 8, 8]);
  assert.deepStrictEqual([bytes.indexOf('6263', 'hex'), bytes.indexOf('YmM=', 2, 'base64')], [1, 4]);
  assert.ok(bytes.includes('cab') && !bytes.includes('cab', 6));
  assert.throws(() => bytes.indexOf({}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => bytes.indexOf('a', 0, 'x'), { code: 'ERR_UNKNOWN_ENCODING' });
});

test('UTF-16 text is found at even positions only', () => {
  const bytes = Buffer.from('\u6100a\u0061', 'ucs2');
  assert.strictEqual(bytes.toString('hex'), '006161006100');
  assert.strictEqual(bytes.indexOf('a', 'ucs2'), 2);
  assert.strictEqual(bytes.lastIndexOf('a', undefined, 'ucs2'), 4);
});

test('a needle across long repeats', () => {
  const bytes = Buffer.from(`${'ab'.repeat(5000)}abc${'ab'.repeat(5000)}`);
  assert.strictEqual(bytes.indexOf('abc'), 10000);
  assert.strictEqual(bytes.lastIndexOf('cab'), 10002);
});

test('fill repeats text, bytes and numbers over a part', () => {
  assert.strictEqual(Buffer.alloc(5).fill('abc').toString(), 'abcab');
  assert.strictEqual(Buffer.alloc(5).fill('\u20ac').toString('hex'), 'e282ace282');
  assert.strictEqual(Buffer.alloc(4).fill('6162', 'hex').toString(), 'abab');
  assert.strictEqual(Buffer.alloc(4).fill('x', 1, 3).toString('hex'), '00787800');
  assert.strictEqual(Buffer.alloc(4).fill(new Uint16Array([258])).toString('hex'), '02010201');
  const self = Buffer.from('abcdef');
  assert.strictEqual(self.fill(self.subarray(0, 2)).toString(), 'ababab');
  assert.throws(() => Buffer.alloc(4).fill('zz', 'hex'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => Buffer.alloc(4).fill(0, 0, 5), { code: 'ERR_OUT_OF_RANGE' });
});

test('compare takes parts', () => {
  const bytes = Buffer.from('abcd');
  assert.strictEqual(bytes.compare(Buffer.from('xbcx'), 1, 3, 1, 3), 0);
  assert.strictEqual(bytes.compare(Buffer.from('b')), -1);
  assert.ok(bytes.equals(new Uint8Array([97, 98, 99, 100])));
  assert.throws(() => bytes.compare(bytes, 0, 5), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => bytes.equals('abcd'), { message: /"otherBuffer" argument must be an instance of Buffer or Uint8Array/ });
});

test('copy copies within one memory too', () => {
  const bytes = Buffer.from('abcdef');
  assert.strictEqual(bytes.copy(bytes, 2, 0, 4), 4);
  assert.strictEqual(bytes.toString(), 'ababcd');
  assert.strictEqual(bytes.copy(Buffer.alloc(2), 1), 1);
  assert.throws(() => bytes.copy(Buffer.alloc(2), 0, 7), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => bytes.copy('a'), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('toJSON comes back through from', () => {
  const bytes = Buffer.from('ab');
  assert.deepStrictEqual(JSON.parse(JSON.stringify(bytes)), { type: 'Buffer', data: [97, 98] });
  assert.ok(Buffer.from(JSON.parse(JSON.stringify(bytes))).equals(bytes));
});
