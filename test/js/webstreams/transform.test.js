'use strict';
const assert = require('assert');
const { test } = require('../harness');

test('a transform holds back its writer until somebody reads', async () => {
  const { readable, writable } = new TransformStream({ transform(chunk, controller) { controller.enqueue(chunk * 2); } });
  const writer = writable.getWriter();
  let written = false;
  const write = writer.write(21).then(() => { written = true; });
  await new Promise(setImmediate);
  assert.strictEqual(written, false);
  assert.deepStrictEqual(await readable.getReader().read(), { done: false, value: 42 });
  await write;
});

test('flush comes before the end, cancel instead of it', async () => {
  const { readable, writable } = new TransformStream({ flush(controller) { controller.enqueue('last'); } });
  writable.getWriter().close();
  assert.deepStrictEqual(await Array.fromAsync(readable), ['last']);

  let reason;
  const other = new TransformStream({ cancel(why) { reason = why; } });
  await other.readable.cancel('why not');
  assert.strictEqual(reason, 'why not');
  await assert.rejects(other.writable.getWriter().closed, (error) => error === 'why not');
});

test('pipeThrough joins streams, pipeTo tells when all is through', async () => {
  const seen = [];
  await ReadableStream.from([1, 2, 3])
    .pipeThrough(new TransformStream({ transform(chunk, controller) { controller.enqueue(chunk + 1); } }))
    .pipeThrough(new TransformStream({ transform(chunk, controller) { controller.enqueue(chunk * 10); } }))
    .pipeTo(new WritableStream({ write(chunk) { seen.push(chunk); } }));
  assert.deepStrictEqual(seen, [20, 30, 40]);
});

test('a pipe passes failures and ends on, both ways, unless it is told not to', async () => {
  const boom = new Error('boom');
  let aborted;
  const sink = { abort(reason) { aborted = reason; } };
  await assert.rejects(new ReadableStream({ pull() { throw boom; } }).pipeTo(new WritableStream(sink)), boom);
  assert.strictEqual(aborted, boom);

  let cancelled;
  const source = { pull(controller) { controller.enqueue(1); }, cancel(reason) { cancelled = reason; } };
  await assert.rejects(new ReadableStream(source).pipeTo(new WritableStream({ write() { throw boom; } })), boom);
  assert.strictEqual(cancelled, boom);

  const kept = new WritableStream();
  await ReadableStream.from([1]).pipeTo(kept, { preventClose: true });
  assert.strictEqual(kept.locked, false);
  await kept.getWriter().close();
});

test('a signal ends a pipe', async () => {
  const controller = new AbortController();
  const piping = new ReadableStream({ pull(c) { c.enqueue(1); } })
    .pipeTo(new WritableStream({ write: () => new Promise(setImmediate) }), { signal: controller.signal });
  setImmediate(() => controller.abort(new Error('enough')));
  await assert.rejects(piping, { message: 'enough' });
});

test('text streams join characters that lie across chunks', async () => {
  const bytes = Buffer.from('a\u20ac\u{1f600}z');
  const pieces = ReadableStream.from(Array.from(bytes, (byte) => new Uint8Array([byte])));
  assert.strictEqual((await Array.fromAsync(pieces.pipeThrough(new TextDecoderStream()))).join(''), 'a\u20ac\u{1f600}z');
  const halves = ReadableStream.from(['\ud83d', '\ude00', '\ud83d']).pipeThrough(new TextEncoderStream());
  assert.strictEqual(Buffer.concat(await Array.fromAsync(halves)).toString(), '\u{1f600}\ufffd');
  const fatal = ReadableStream.from([new Uint8Array([0xff])]).pipeThrough(new TextDecoderStream('utf-8', { fatal: true }));
  await assert.rejects(Array.fromAsync(fatal), { code: 'ERR_ENCODING_INVALID_ENCODED_DATA' });
});

for (const format of ['deflate', 'deflate-raw', 'gzip', 'brotli']) {
  test(`${format}: what is compressed comes back`, async () => {
    const data = Buffer.from('streams '.repeat(10000));
    const packed = ReadableStream.from([data.subarray(0, 1000), data.subarray(1000)])
      .pipeThrough(new CompressionStream(format));
    const unpacked = await Array.fromAsync(packed.pipeThrough(new DecompressionStream(format)));
    assert.ok(Buffer.concat(unpacked).equals(data));
  });

  test(`${format}: garbage, a missing end and what follows the end are refused`, async () => {
    const packed = Buffer.concat(await Array.fromAsync(
      ReadableStream.from([Buffer.from('x'.repeat(100))]).pipeThrough(new CompressionStream(format))));
    const unpack = (parts) => Array.fromAsync(ReadableStream.from(parts).pipeThrough(new DecompressionStream(format)));
    await assert.rejects(unpack([packed.subarray(0, 5)]), TypeError);
    await assert.rejects(unpack([packed, Buffer.from('junk')]), TypeError);
    await assert.rejects(unpack([Buffer.concat([packed, Buffer.from('junk')])]), TypeError);
    await assert.rejects(unpack([Buffer.from([0xff, 0xff, 0xff, 0xff])]), TypeError);
  });
}

test('compression refuses what is no bytes', async () => {
  assert.throws(() => new CompressionStream('lzma'), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
  for (const chunk of [1, null, {}, new Uint8Array(new SharedArrayBuffer(1))]) {
    const { readable, writable } = new CompressionStream('gzip');
    const read = assert.rejects(readable.getReader().read(), TypeError);
    await assert.rejects(writable.getWriter().write(chunk), TypeError);
    await read;
  }
});
