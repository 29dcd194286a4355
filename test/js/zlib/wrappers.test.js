'use strict';
const assert = require('node:assert');
const zlib = require('node:zlib');
const { test } = require('../harness');

const text = Buffer.from('some text, some more text and a number: '.repeat(300));

/** What a stream makes of input that comes in pieces. */
function stream(object, input, size) {
  return new Promise((resolve, reject) => {
    const parts = [];
    object.on('data', (part) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts))).on('error', reject);
    for (let at = 0; at < input.length; at += size) object.write(input.subarray(at, at + size));
    object.end();
  });
}

const pairs = [['Gzip', 'Gunzip'], ['Deflate', 'Inflate'], ['DeflateRaw', 'InflateRaw'], ['Gzip', 'Unzip'], ['Deflate', 'Unzip']];
for (const [pack, unpack] of pairs) {
  test(`${pack} and ${unpack} are each other's inverse however small the pieces are`, async () => {
    for (const size of [1, 3, 7, 64, 100000]) {
      const packed = await stream(zlib[`create${pack}`]({ chunkSize: 64 }), text, size);
      assert.ok((await stream(zlib[`create${unpack}`]({ chunkSize: 64 }), packed, size)).equals(text));
      assert.ok((await stream(zlib[`create${unpack}`](), packed, 1)).equals(text));
    }
  });

  test(`${unpack} refuses a checksum, a size or data that are wrong`, async () => {
    const packed = zlib[`${pack[0].toLowerCase()}${pack.slice(1)}Sync`](text);
    const wrongs = { Gzip: { 4: 'incorrect length check', 8: 'incorrect data check' }, Deflate: { 1: 'incorrect data check' } };
    for (const [back, message] of Object.entries(wrongs[pack] ?? {})) {
      const bad = Buffer.from(packed);
      bad[bad.length - back] ^= 1;
      const expected = { code: 'Z_DATA_ERROR', errno: -3, message };
      for (const size of [1, 5, 100000]) await assert.rejects(stream(zlib[`create${unpack}`](), bad, size), expected);
      assert.throws(() => zlib[`${unpack[0].toLowerCase()}${unpack.slice(1)}Sync`](bad), expected);
    }
    for (let cut = 1; cut < 12; cut++) {
      assert.throws(() => zlib[`${unpack[0].toLowerCase()}${unpack.slice(1)}Sync`](packed.subarray(0, packed.length - cut)),
                    { code: 'Z_BUF_ERROR', message: 'unexpected end of file' });
    }
  });
}

test('headers say how hard it was tried', () => {
  for (const [level, gzip, deflate] of [[0, 4, '7801'], [1, 4, '7801'], [5, 0, '785e'], [6, 0, '789c'], [-1, 0, '789c'], [9, 2, '78da']]) {
    const packed = zlib.gzipSync(text, { level });
    assert.strictEqual(packed.subarray(0, 10).toString('hex'), `1f8b0800000000000${gzip}03`);
    assert.strictEqual(zlib.deflateSync(text, { level }).subarray(0, 2).toString('hex'), deflate);
  }
  assert.strictEqual(zlib.deflateSync('a', { windowBits: 8 }).subarray(0, 2).toString('hex'), '1895');
  const dictionary = Buffer.from('some text');
  const packed = zlib.deflateSync(text, { dictionary });
  assert.strictEqual(packed.subarray(0, 6).toString('hex'), '78bb11e8039a');
  assert.ok(zlib.inflateSync(packed, { dictionary }).equals(text));
  assert.throws(() => zlib.inflateSync(packed, { dictionary: Buffer.from('other') }), { code: 'Z_NEED_DICT', message: 'Bad dictionary' });
});

test('a header with a checksum of its own is checked', () => {
  const plain = zlib.gzipSync(text);
  const header = Buffer.from('1f8b0802000000000003', 'hex');
  const check = zlib.crc32(header) & 0xffff;
  const rest = plain.subarray(10);
  const good = Buffer.concat([header, Buffer.from([check & 255, check >> 8]), rest]);
  assert.ok(zlib.gunzipSync(good).equals(text));
  const bad = Buffer.concat([header, Buffer.from([check & 255 ^ 1, check >> 8]), rest]);
  assert.throws(() => zlib.gunzipSync(bad), { code: 'Z_DATA_ERROR', message: 'header crc mismatch' });
  // As the second member too.
  assert.ok(zlib.gunzipSync(Buffer.concat([plain, good])).equals(Buffer.concat([text, text])));
  assert.throws(() => zlib.gunzipSync(Buffer.concat([plain, bad])), { code: 'Z_DATA_ERROR', message: 'header crc mismatch' });
});

test('a whole input that is more than it seems', () => {
  const packed = zlib.gzipSync(text);
  assert.ok(zlib.gunzipSync(Buffer.concat([packed, packed, packed])).equals(Buffer.concat([text, text, text])));
  assert.ok(zlib.gunzipSync(Buffer.concat([packed, Buffer.alloc(10)])).equals(text));
  assert.ok(zlib.inflateSync(Buffer.concat([zlib.deflateSync(text), Buffer.from('more')])).equals(text));
  const zeros = Buffer.alloc(5000000);
  assert.ok(zlib.inflateSync(zlib.deflateSync(zeros)).equals(zeros));
  assert.ok(zlib.inflateRawSync(zlib.deflateRawSync(zeros)).equals(zeros));
  assert.strictEqual(zlib.gunzipSync(zlib.gzipSync('')).length, 0);
  assert.throws(() => zlib.gunzipSync(zlib.gzipSync(zeros), { maxOutputLength: 1000 }), { code: 'ERR_BUFFER_TOO_LARGE' });
});

test('short inputs are compressed as a stream compresses them, whatever was compressed before', () => {
  const text = 'a text that repeats a text, '.repeat(40);
  for (const level of [undefined, 9, 1, 9, 6]) {
    for (const name of ['gzip', 'deflate', 'deflateRaw', 'gzip']) {
      for (const size of [0, 1, 100, 1100]) {
        const input = text.slice(0, size);
        // An option besides the level makes a stream of it.
        const streamed = zlib[`${name}Sync`](input, { level, windowBits: 15 });
        assert.deepStrictEqual(zlib[`${name}Sync`](input, level === undefined ? undefined : { level }), streamed);
      }
    }
  }
});
