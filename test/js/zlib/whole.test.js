'use strict';
const assert = require('node:assert');
const { promisify } = require('node:util');
const zlib = require('node:zlib');
const { test } = require('../harness');

const pairs = [['gzip', 'gunzip'], ['deflate', 'inflate'], ['deflateRaw', 'inflateRaw'], ['gzip', 'unzip'], ['deflate', 'unzip'],
               ['brotliCompress', 'brotliDecompress'], ['zstdCompress', 'zstdDecompress']];
const inputs = [Buffer.alloc(0), Buffer.from('a'), Buffer.from('text '.repeat(20000)),
                Buffer.from(Array.from({ length: 70000 }, (_, i) => (i * i * 31) >> 3 & 255))];

for (const [pack, unpack] of pairs) {
  test(`${unpack} gives back what ${pack} was given`, async () => {
    for (const input of inputs) {
      const packed = zlib[`${pack}Sync`](input);
      assert.ok(zlib[`${unpack}Sync`](packed).equals(input));
      const later = await promisify(zlib[pack])(input);
      assert.ok((await promisify(zlib[unpack])(later, { chunkSize: 64 })).equals(input));
    }
    assert.strictEqual(zlib[`${unpack}Sync`](zlib[`${pack}Sync`]('t\u20ac')).toString(), 't\u20ac');
  });
}

test('what other programs made', () => {
  assert.strictEqual(zlib.gunzipSync(Buffer.from('H4sIAAAAAAAAA8tIzcnJVyjPL8pJAQCFEUoNCwAAAA==', 'base64')).toString(), 'hello world');
  assert.strictEqual(zlib.inflateSync(Buffer.from('789ccb48cdc9c95728cf2fca4901001a0b045d', 'hex')).toString(), 'hello world');
  assert.strictEqual(zlib.brotliDecompressSync(Buffer.from('CwWAaGVsbG8gd29ybGQD', 'base64')).toString(), 'hello world');
});

test('bad input is refused with its code', async () => {
  for (const [call, code, errno, message] of [
    [() => zlib.gunzipSync('aaaa'), 'Z_DATA_ERROR', -3, 'incorrect header check'],
    [() => zlib.inflateRawSync(Buffer.from([255, 255])), 'Z_DATA_ERROR', -3, 'invalid block type'],
    [() => zlib.gunzipSync(zlib.gzipSync('abc').subarray(0, 12)), 'Z_BUF_ERROR', -5, 'unexpected end of file'],
    [() => zlib.gunzipSync(''), 'Z_BUF_ERROR', -5, 'unexpected end of file'],
    [() => zlib.brotliDecompressSync(zlib.brotliCompressSync('abcdefgh').subarray(0, 6)), 'Z_BUF_ERROR', -5, 'unexpected end of file'],
    [() => zlib.zstdDecompressSync('aaaaa'), 'ZSTD_error_prefix_unknown', 10, 'Unknown frame descriptor'],
    [() => zlib.inflateSync(zlib.deflateSync('a', { dictionary: Buffer.from('abc') })), 'Z_NEED_DICT', 2, 'Missing dictionary'],
  ]) {
    assert.throws(call, { code, errno, message });
  }
  await assert.rejects(promisify(zlib.gunzip)('aaaa'), { code: 'Z_DATA_ERROR' });
});

test('options are checked', () => {
  for (const options of [{ level: 10 }, { chunkSize: 10 }, { windowBits: 5 }, { memLevel: 0 }, { strategy: 5 }, { flush: 9 }, { maxOutputLength: 0 }]) {
    assert.throws(() => zlib.gzipSync('a', options), { code: 'ERR_OUT_OF_RANGE' });
  }
  assert.throws(() => zlib.gzipSync('a', { level: 'a' }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => zlib.gzipSync(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => zlib.gzip('a'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => zlib.brotliCompressSync('a', { params: { 99: 1 } }), { code: 'ERR_BROTLI_INVALID_PARAM' });
  assert.throws(() => zlib.zstdCompressSync('a', { params: { 9999: 1 } }), { code: 'ERR_ZSTD_INVALID_PARAM' });
});

test('maxOutputLength', async () => {
  const packed = zlib.gzipSync(Buffer.alloc(100000));
  assert.throws(() => zlib.gunzipSync(packed, { maxOutputLength: 64 }),
                { code: 'ERR_BUFFER_TOO_LARGE', message: 'Cannot create a Buffer larger than 64 bytes' });
  await assert.rejects(promisify(zlib.gunzip)(packed, { maxOutputLength: 64 }), { code: 'ERR_BUFFER_TOO_LARGE' });
  assert.strictEqual(zlib.gunzipSync(packed, { maxOutputLength: 100000 }).length, 100000);
});

test('dictionaries, levels and parameters', () => {
  const dictionary = Buffer.from('a dictionary of words');
  const packed = zlib.deflateSync('words of a dictionary', { dictionary });
  assert.strictEqual(zlib.inflateSync(packed, { dictionary }).toString(), 'words of a dictionary');
  assert.throws(() => zlib.inflateSync(packed, { dictionary: Buffer.from('another') }), { code: 'Z_NEED_DICT', message: 'Bad dictionary' });
  assert.strictEqual(zlib.inflateRawSync(zlib.deflateRawSync('words', { dictionary }), { dictionary }).toString(), 'words');
  const text = 'some text '.repeat(1000);
  assert.ok(zlib.gzipSync(text, { level: 9 }).length < zlib.gzipSync(text, { level: 0 }).length);
  const fast = zlib.brotliCompressSync(text, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 0 } });
  assert.strictEqual(zlib.brotliDecompressSync(fast).toString(), text);
});

test('members of a gzip file follow each other; padding is ignored', () => {
  const two = Buffer.concat([zlib.gzipSync('a'), zlib.gzipSync('b')]);
  assert.strictEqual(zlib.gunzipSync(two).toString(), 'ab');
  assert.strictEqual(zlib.unzipSync(two).toString(), 'ab');
  assert.strictEqual(zlib.gunzipSync(Buffer.concat([two, Buffer.alloc(10)])).toString(), 'ab');
  assert.throws(() => zlib.gunzipSync(Buffer.concat([two, Buffer.from([31, 5])])), { code: 'Z_DATA_ERROR' });
});

test('crc32', () => {
  assert.strictEqual(zlib.crc32('hello world'), 0x0d4a1185);
  assert.strictEqual(zlib.crc32('hello world', -0), 0x0d4a1185);
  assert.strictEqual(zlib.crc32(Buffer.from(' world'), zlib.crc32('hello')), 0x0d4a1185);
  assert.throws(() => zlib.crc32(5), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('info gives the engine', () => {
  const { buffer, engine } = zlib.gzipSync('abc', { info: true });
  assert.ok(Buffer.isBuffer(buffer) && engine instanceof zlib.Gzip);
  assert.strictEqual(engine.bytesWritten, 3);
});
