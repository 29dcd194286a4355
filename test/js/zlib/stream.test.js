'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const zlib = require('node:zlib');
const { test } = require('../harness');

async function collect(stream) {
  const parts = [];
  for await (const chunk of stream) parts.push(chunk);
  return Buffer.concat(parts);
}

const text = Buffer.from(Array.from({ length: 50000 }, (_, i) => `line ${i} of some text\n`).join(''));

for (const [Pack, Unpack] of [['Gzip', 'Gunzip'], ['Deflate', 'Inflate'], ['DeflateRaw', 'InflateRaw'], ['Gzip', 'Unzip'],
                              ['BrotliCompress', 'BrotliDecompress'], ['ZstdCompress', 'ZstdDecompress']]) {
  test(`${Pack} into ${Unpack}`, async () => {
    const params = Pack === 'BrotliCompress' ? { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } } : undefined;
    const source = Readable.from((function* parts() {
      for (let i = 0; i < text.length; i += 30000) yield text.subarray(i, i + 30000);
    })());
    const result = await collect(source.pipe(zlib[`create${Pack}`](params)).pipe(zlib[`create${Unpack}`]({ chunkSize: 1000 })));
    assert.ok(result.equals(text));
  });
}

test('input that comes byte by byte', async () => {
  const packed = Buffer.concat([zlib.gzipSync('hello '), zlib.gzipSync('world')]);
  const unzip = zlib.createUnzip();
  for (const byte of packed) unzip.write(Buffer.from([byte]));
  unzip.end();
  assert.strictEqual((await collect(unzip)).toString(), 'hello world');
});

test('a slow reader holds the codec back', async () => {
  const inflate = zlib.createInflate({ chunkSize: 1024 });
  inflate.end(zlib.deflateSync(Buffer.alloc(4 << 20)));
  await once(inflate, 'readable');
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  assert.ok(inflate.readableLength < 200000);
  assert.strictEqual((await collect(inflate)).length, 4 << 20);
});

test('errors come by the stream', async () => {
  const gunzip = zlib.createGunzip();
  gunzip.end('no gzip at all');
  await assert.rejects(collect(gunzip), { code: 'Z_DATA_ERROR', errno: -3 });
  await assert.rejects(pipeline(Readable.from([zlib.gzipSync(text).subarray(0, 1000)]), zlib.createGunzip(), collect), { code: 'Z_BUF_ERROR' });
  assert.ok(gunzip.destroyed);
});

test('flush lets out what was written', async () => {
  for (const [Pack, unpack] of [['Gzip', 'gunzip'], ['BrotliCompress', 'brotliDecompress'], ['ZstdCompress', 'zstdDecompress']]) {
    const stream = zlib[`create${Pack}`]();
    const parts = [];
    stream.on('data', (chunk) => parts.push(chunk));
    stream.write('some text');
    await new Promise((resolve) => stream.flush(resolve));
    const finishFlush = Pack === 'Gzip' ? zlib.constants.Z_SYNC_FLUSH : 0;
    assert.strictEqual(zlib[`${unpack}Sync`](Buffer.concat(parts), { finishFlush }).toString(), 'some text');
    stream.end();
    await once(stream, 'end');
    assert.strictEqual(zlib[`${unpack}Sync`](Buffer.concat(parts)).toString(), 'some text');
  }
});

test('params change the level on the way', async () => {
  const stream = zlib.createDeflate({ level: 0 });
  const done = collect(stream);
  stream.write(text.subarray(0, 100000));
  await new Promise((resolve) => stream.params(9, zlib.constants.Z_DEFAULT_STRATEGY, resolve));
  stream.end(text.subarray(100000));
  const packed = await done;
  assert.ok(packed.length > 100000 && packed.length < 500000);
  assert.ok(zlib.inflateSync(packed).equals(text));
  assert.throws(() => zlib.createGzip().params(10, 0), { code: 'ERR_OUT_OF_RANGE' });
});

test('bytesWritten counts input; what follows the end stays unread', async () => {
  const packed = zlib.deflateSync('abc');
  const inflate = zlib.createInflate();
  inflate.end(Buffer.concat([packed, Buffer.from('more')]));
  assert.strictEqual((await collect(inflate)).toString(), 'abc');
  assert.strictEqual(inflate.bytesWritten, packed.length);
});

test('close and destroy end a stream at work', async () => {
  for (const end of ['close', 'destroy']) {
    const stream = zlib.createBrotliCompress();
    stream.on('error', () => {});
    stream.write(text);
    await new Promise((resolve) => setImmediate(resolve));
    stream[end]();
    await once(stream, 'close');
    assert.ok(stream.destroyed);
  }
});

test('reset begins anew', async () => {
  const stream = zlib.createDeflate();
  stream.write('something else');
  await new Promise((resolve) => stream.flush(resolve));
  stream.read();
  stream.reset();
  stream.end('abc');
  assert.strictEqual(zlib.inflateSync(await collect(stream)).toString(), 'abc');
});
