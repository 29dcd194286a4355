'use strict';
const assert = require('node:assert');
const buffer = require('node:buffer');
const { test } = require('../harness');

const { Buffer } = buffer;
const hex = (bytes) => Buffer.from(bytes).toString('hex');

test('Buffer.from takes text, arrays, bytes, ArrayBuffers and what converts to them', () => {
  assert.strictEqual(hex('h\u00e9'), '68c3a9');
  assert.strictEqual(hex([1, '2', 300, -1, 1.7, {}]), '01022cff0100');
  assert.strictEqual(hex(new Uint16Array([1, 258])), '0102');
  assert.strictEqual(hex({ length: 2, 0: 5 }), '0500');
  assert.strictEqual(hex({ type: 'Buffer', data: [1, 2] }), '0102');
  assert.strictEqual(hex(Object('ab')), '6162');
  assert.strictEqual(hex({ [Symbol.toPrimitive]: () => 'ab' }), '6162');
  assert.strictEqual(hex(Buffer.from('abc')), '616263');
  for (const value of [undefined, null, 5, true, 5n, {}, () => {}, new Map()]) {
    assert.throws(() => Buffer.from(value), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
  }
  assert.throws(() => Buffer.from('a', 'nope'), { code: 'ERR_UNKNOWN_ENCODING', message: 'Unknown encoding: nope' });
});

test('Buffer.from an ArrayBuffer shares its memory', () => {
  const memory = new ArrayBuffer(8);
  const view = Buffer.from(memory, 2, 3);
  view.fill(1);
  assert.strictEqual(hex(new Uint8Array(memory)), '0000010101000000');
  assert.strictEqual(Buffer.from(new SharedArrayBuffer(4)).length, 4);
  assert.throws(() => Buffer.from(memory, 9), { code: 'ERR_BUFFER_OUT_OF_BOUNDS', name: 'RangeError' });
  assert.throws(() => Buffer.from(memory, 0, 9), { message: '"length" is outside of buffer bounds' });
});

test('alloc is zeroed or filled, allocUnsafe only has its size', () => {
  assert.strictEqual(hex(Buffer.alloc(3)), '000000');
  assert.strictEqual(hex(Buffer.alloc(5, 'ab')), '6162616261');
  assert.strictEqual(hex(Buffer.alloc(3, 257)), '010101');
  assert.strictEqual(hex(Buffer.alloc(2, 'YQ==', 'base64')), '6161');
  for (const size of [0, 1, 63, 64, 65, 5000, 40000, 1 << 20]) {
    assert.strictEqual(Buffer.allocUnsafe(size).length, size);
    assert.strictEqual(Buffer.allocUnsafeSlow(size).length, size);
    assert.ok(Buffer.alloc(size).every((byte) => byte === 0));
  }
  assert.throws(() => Buffer.alloc('5'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Buffer.alloc(-1), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => Buffer.alloc(3, 'zz', 'hex'), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('small unsafe buffers share a slab and never overlap', () => {
  const many = Array.from({ length: 2000 }, (_, i) => Buffer.allocUnsafe(1 + i % 97).fill(i & 255));
  for (let i = 0; i < many.length; i++) assert.ok(many[i].every((byte) => byte === (i & 255)));
  const texts = Array.from({ length: 2000 }, (_, i) => Buffer.from(`text ${i}`));
  texts.forEach((bytes, i) => assert.strictEqual(bytes.toString(), `text ${i}`));
  assert.strictEqual(Buffer.allocUnsafe(3).byteOffset % 8, 0);
});

test('concat joins, cuts and fills up', () => {
  const list = [Buffer.from('ab'), new Uint8Array([99]), Buffer.from('d')];
  assert.strictEqual(Buffer.concat(list).toString(), 'abcd');
  assert.strictEqual(Buffer.concat(list, 3).toString(), 'abc');
  assert.strictEqual(hex(Buffer.concat(list, 6)), '616263640000');
  assert.strictEqual(Buffer.concat([]).length, 0);
  assert.throws(() => Buffer.concat('a'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Buffer.concat([list[0], 'a']), { message: /"list\[1\]" argument must be an instance of Buffer/ });
});

test('copyBytesFrom, of, isBuffer, compare', () => {
  assert.strictEqual(hex(Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), 1, 1)), '0200');
  assert.strictEqual(hex(Buffer.of(1, 2, 256)), '010200');
  assert.ok(Buffer.isBuffer(Buffer.alloc(1)) && !Buffer.isBuffer(new Uint8Array(1)));
  assert.strictEqual(Buffer.compare(Buffer.from('a'), Buffer.from('ab')), -1);
  assert.deepStrictEqual([Buffer.from('b'), Buffer.from('a')].sort(Buffer.compare).join(), 'a,b');
});

test('a Buffer is a Uint8Array with Buffer as its constructor', () => {
  const bytes = Buffer.from('abc');
  assert.ok(bytes instanceof Uint8Array && bytes instanceof Buffer);
  assert.strictEqual(bytes.constructor, Buffer);
  assert.ok(bytes.map((byte) => byte + 1) instanceof Buffer);
  assert.strictEqual(bytes.parent, bytes.buffer);
  assert.strictEqual(bytes.offset, bytes.byteOffset);
  class Derived extends Uint8Array {}
  assert.strictEqual(Buffer.from(new Derived([1])).length, 1);
});

test('slice and subarray see the same memory', () => {
  const bytes = Buffer.from('abcdef');
  bytes.slice(1, 3)[0] = 120;
  bytes.subarray(-2)[1] = 121;
  assert.strictEqual(bytes.toString(), 'axcdey');
  assert.strictEqual(bytes.slice(4, 2).length, 0);
  assert.strictEqual(bytes.slice('1', '3').toString(), 'xc');
});

test('inspect shows bytes up to the limit, and added properties', () => {
  const { inspect } = require('node:util');
  const bytes = Buffer.from('abc');
  assert.strictEqual(inspect(bytes), '<Buffer 61 62 63>');
  assert.strictEqual(inspect(Buffer.alloc(52)), `<Buffer${' 00'.repeat(50)} ... 2 more bytes>`);
  bytes.extra = 1;
  assert.strictEqual(inspect(bytes), '<Buffer 61 62 63, extra: 1>');
  const { INSPECT_MAX_BYTES } = buffer;
  buffer.INSPECT_MAX_BYTES = 2;
  assert.strictEqual(inspect(Buffer.from('abc')), '<Buffer 61 62 ... 1 more byte>');
  buffer.INSPECT_MAX_BYTES = INSPECT_MAX_BYTES;
  assert.throws(() => { buffer.INSPECT_MAX_BYTES = -1; }, { code: 'ERR_OUT_OF_RANGE' });
});

test('constants', () => {
  assert.strictEqual(buffer.constants.MAX_LENGTH, buffer.kMaxLength);
  assert.strictEqual(buffer.constants.MAX_STRING_LENGTH, buffer.kStringMaxLength);
  assert.ok(Buffer.poolSize > 0);
});

test('what buffers of a moment ago took is used again while a program runs on', () => {
  let least = Infinity;
  for (let round = 0; round < 10; round++) {
    let most = 0;
    for (let i = 0; i < 2000; i++) {
      Buffer.allocUnsafe(65536);
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    least = Math.min(least, most);
  }
  // V8 alone lets 64 MiB of garbage be.
  assert.ok(least < 48 * 1024 * 1024, `${least} bytes`);
});
