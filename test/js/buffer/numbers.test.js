'use strict';
const assert = require('node:assert');
const { test } = require('../harness');

/** Method suffix, width in bytes, smallest and largest value. */
const kinds = [
  ['UInt8', 1, 0, 255], ['Int8', 1, -128, 127],
  ['UInt16LE', 2, 0, 65535], ['UInt16BE', 2, 0, 65535], ['Int16LE', 2, -32768, 32767], ['Int16BE', 2, -32768, 32767],
  ['UInt32LE', 4, 0, 4294967295], ['UInt32BE', 4, 0, 4294967295],
  ['Int32LE', 4, -2147483648, 2147483647], ['Int32BE', 4, -2147483648, 2147483647],
  ['BigUInt64LE', 8, 0n, 2n ** 64n - 1n], ['BigUInt64BE', 8, 0n, 2n ** 64n - 1n],
  ['BigInt64LE', 8, -(2n ** 63n), 2n ** 63n - 1n], ['BigInt64BE', 8, -(2n ** 63n), 2n ** 63n - 1n],
];

for (const [kind, width, min, max] of kinds) {
  test(`${kind} holds its whole range, and nothing outside`, () => {
    const bytes = Buffer.alloc(width + 2, 0xaa);
    const one = typeof min === 'bigint' ? 1n : 1;
    for (const value of [min, max, min + one, max - one, max / (one + one)].map((v) => typeof v === 'bigint' ? v : Math.trunc(v))) {
      assert.strictEqual(bytes[`write${kind}`](value, 1), 1 + width);
      assert.strictEqual(bytes[`read${kind}`](1), value);
      if (kind.includes('UInt')) assert.strictEqual(bytes[`read${kind.replace('UInt', 'Uint')}`](1), value);
      assert.deepStrictEqual([bytes[0], bytes[width + 1]], [0xaa, 0xaa]);
    }
    assert.throws(() => bytes[`write${kind}`](max + one, 0), { code: 'ERR_OUT_OF_RANGE', message: /"value" is out of range/ });
    assert.throws(() => bytes[`write${kind}`](min - one, 0), { code: 'ERR_OUT_OF_RANGE' });
    for (const method of [(offset) => bytes[`read${kind}`](offset), (offset) => bytes[`write${kind}`](one, offset)]) {
      assert.throws(() => method(3), { code: 'ERR_OUT_OF_RANGE', message: /It must be >= 0 and <= 2. Received 3/ });
      assert.throws(() => method(-1), { code: 'ERR_OUT_OF_RANGE' });
      assert.throws(() => method(0.5), { message: /It must be an integer. Received 0.5/ });
      assert.throws(() => method('0'), { code: 'ERR_INVALID_ARG_TYPE' });
    }
    if (width > 1) assert.throws(() => Buffer.alloc(width - 1)[`read${kind}`](0), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });
  });
}

for (const kind of ['UIntLE', 'UIntBE', 'IntLE', 'IntBE']) {
  test(`${kind} of 1 to 6 bytes`, () => {
    const bytes = Buffer.alloc(8);
    for (let width = 1; width <= 6; width++) {
      const signed = kind.startsWith('I');
      const min = signed ? -(2 ** (width * 8 - 1)) : 0;
      const max = signed ? 2 ** (width * 8 - 1) - 1 : 2 ** (width * 8) - 1;
      for (const value of [min, max, 0, 1, Math.trunc(max / 3), Math.trunc(min / 3) + 0]) {
        assert.strictEqual(bytes[`write${kind}`](value, 2, width), 2 + width);
        assert.strictEqual(bytes[`read${kind}`](2, width), value);
      }
      assert.throws(() => bytes[`write${kind}`](max + 1, 0, width), { code: 'ERR_OUT_OF_RANGE' });
      assert.throws(() => bytes[`read${kind}`](9 - width, width), { code: 'ERR_OUT_OF_RANGE' });
    }
    assert.throws(() => bytes[`read${kind}`](0, 7), { message: /"byteLength" is out of range. It must be >= 1 and <= 6/ });
    assert.throws(() => bytes[`read${kind}`](0), { code: 'ERR_INVALID_ARG_TYPE' });
  });
}

test('byte order', () => {
  const bytes = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);
  assert.strictEqual(bytes.readUInt16LE(), 0x0201);
  assert.strictEqual(bytes.readUInt32BE(), 0x01020304);
  assert.strictEqual(bytes.readUIntBE(0, 6), 0x010203040506);
  assert.strictEqual(bytes.readUIntLE(0, 6), 0x060504030201);
  assert.strictEqual(bytes.readBigUInt64BE(), 0x0102030405060708n);
});

test('floating point numbers', () => {
  const bytes = Buffer.alloc(8);
  for (const value of [0, -0, 1.5, -1e300, Infinity, NaN, 5e-324]) {
    for (const order of ['LE', 'BE']) {
      bytes[`writeDouble${order}`](value);
      assert.ok(Object.is(bytes[`readDouble${order}`](), value));
      bytes[`writeFloat${order}`](value, 4);
      assert.ok(Object.is(bytes[`readFloat${order}`](4), Math.fround(value)));
    }
  }
  bytes.writeDoubleBE(1);
  assert.strictEqual(bytes.toString('hex'), '3ff0000000000000');
  assert.throws(() => bytes.writeDoubleLE(1, 1), { code: 'ERR_OUT_OF_RANGE' });
});

test('words are swapped in place', () => {
  const bytes = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]);
  assert.strictEqual(bytes.swap16().toString('hex'), '0201040306050807');
  assert.strictEqual(bytes.swap32().toString('hex'), '0304010207080506');
  assert.strictEqual(bytes.swap64().toString('hex'), '0605080702010403');
  assert.throws(() => Buffer.alloc(3).swap16(), { code: 'ERR_INVALID_BUFFER_SIZE', message: 'Buffer size must be a multiple of 16-bits' });
});
