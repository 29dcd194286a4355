// pipe, pipeline, finished, compose and what joins streams. https://nodejs.org/api/stream.html#streampipelinesource-transforms-destination-callback
'use strict';
const assert = require('node:assert');
const stream = require('node:stream');
const { finished, pipeline } = require('node:stream/promises');
const consumers = require('node:stream/consumers');
const { test } = require('../harness');

const { Duplex, PassThrough, Readable, Transform, Writable } = stream;

function sink(options) {
  const chunks = [];
  const writable = new Writable({
    ...options,
    write(chunk, encoding, callback) {
      chunks.push(chunk);
      setImmediate(callback);
    },
  });
  writable.chunks = chunks;
  return writable;
}

test('pipe waits for a full destination and ends it', async () => {
  const target = sink({ objectMode: true, highWaterMark: 1 });
  Readable.from([1, 2, 3]).pipe(target);
  await finished(target);
  assert.deepStrictEqual(target.chunks, [1, 2, 3]);
});

test('one source can be piped to two destinations, and unpiped', async () => {
  const source = new PassThrough({ objectMode: true });
  const slow = sink({ objectMode: true, highWaterMark: 1 });
  const fast = sink({ objectMode: true });
  const left = new Promise((resolve) => fast.on('unpipe', resolve));
  source.pipe(slow);
  source.pipe(fast);
  for (let i = 0; i < 5; i++) source.write(i);
  await new Promise((resolve) => setTimeout(resolve, 10));
  source.unpipe(fast);
  assert.strictEqual(await left, source);
  source.end();
  await finished(slow);
  assert.deepStrictEqual(slow.chunks, [0, 1, 2, 3, 4]);
});

test('pipeline joins streams, generators and functions', async () => {
  const target = sink({ objectMode: true });
  await pipeline(
    function* () { yield* ['a', 'b']; },
    async function* (source) { for await (const chunk of source) yield `${chunk}${chunk}`; },
    new Transform({ objectMode: true, transform(chunk, encoding, callback) { callback(null, chunk.toUpperCase()); } }),
    target);
  assert.deepStrictEqual(target.chunks, ['AA', 'BB']);
  const text = await pipeline(Readable.from(['x', 'y']), async (source) => {
    let all = '';
    for await (const chunk of source) all += chunk;
    return all;
  });
  assert.strictEqual(text, 'xy');
});

test('a failing stage destroys all the others', async () => {
  const source = new Readable({ read() { this.push('x'); } });
  const target = sink();
  const broken = new Transform({ transform(chunk, encoding, callback) { callback(new Error('boom')); } });
  await assert.rejects(pipeline(source, broken, target), { message: 'boom' });
  assert.deepStrictEqual([source.destroyed, broken.destroyed, target.destroyed], [true, true, true]);
});

test('pipeline can be aborted, and can leave its end open', async () => {
  const controller = new AbortController();
  const waiting = pipeline(new Readable({ read() {} }), sink(), { signal: controller.signal });
  controller.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
  const target = sink();
  await pipeline(Readable.from(['a']), target, { end: false });
  assert.strictEqual(target.writableEnded, false);
});

test('finished tells of ends, errors and closes that come too early', async () => {
  const readable = new Readable({ read() {} });
  setImmediate(() => readable.destroy());
  await assert.rejects(finished(readable), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  const writable = sink();
  writable.end('x');
  await finished(writable);
  await finished(writable);
  const failed = new Readable({ read() { this.destroy(new Error('boom')); } });
  failed.resume();
  await assert.rejects(finished(failed), { message: 'boom' });
});

test('compose makes one duplex of stages', async () => {
  const double = stream.compose(
    async function* (source) { for await (const chunk of source) yield String(chunk).toUpperCase(); },
    async function* (source) { for await (const chunk of source) yield chunk + chunk; });
  double.end('ab');
  assert.deepStrictEqual(await double.toArray(), ['ABAB']);
  await assert.rejects(Readable.from(['x']).compose(async function* (source) {
    for await (const chunk of source) if (chunk) throw new Error('boom');
    yield 0;
  }).toArray(), { message: 'boom' });
});

test('Duplex.from takes promises, iterables and pairs', async () => {
  assert.deepStrictEqual(await Duplex.from(Promise.resolve('x')).toArray(), ['x']);
  assert.deepStrictEqual(await Duplex.from([1, 2]).toArray(), [1, 2]);
  const through = new PassThrough();
  const pair = Duplex.from({ readable: Readable.from(['r']), writable: through });
  pair.end('w');
  const written = through.toArray();
  const read = [];
  pair.on('data', (chunk) => read.push(chunk));
  assert.deepStrictEqual([String(await written), read], ['w', ['r']]);
});

test('a signal destroys the stream', async () => {
  const controller = new AbortController();
  const readable = stream.addAbortSignal(controller.signal, new Readable({ read() {} }));
  const closed = finished(readable);
  controller.abort('why');
  await assert.rejects(closed, { name: 'AbortError', cause: 'why' });
});

test('the consumers read to the end', async () => {
  assert.strictEqual(await consumers.text(Readable.from(['a', 'b'])), 'ab');
  assert.deepStrictEqual(await consumers.json(Readable.from(['{"a":', '1}'])), { a: 1 });
  assert.deepStrictEqual(await consumers.buffer(Readable.from([Buffer.from('a'), Buffer.from('b')])), Buffer.from('ab'));
  assert.strictEqual((await consumers.arrayBuffer(Readable.from(['abc']))).byteLength, 3);
});
