'use strict';
const assert = require('assert');
const {
  Duplex, PassThrough, Readable, Transform, Writable, addAbortSignal, compose, finished, isDisturbed, isErrored, isReadable,
  isWritable, pipeline: pipelineCallback,
} = require('stream');
const { finished: finishedPromise, pipeline } = require('stream/promises');
const { once } = require('events');
const { test } = require('../harness');

const upper = () => new TransformStream({
  transform(chunk, controller) { controller.enqueue(Buffer.from(chunk).toString().toUpperCase()); },
});

test('Readable.toWeb gives bytes as fresh Uint8Arrays, and the end', async () => {
  const stream = Readable.toWeb(new Readable({ read() { this.push('abc'); this.push(null); } }));
  const [chunk, ...rest] = await Array.fromAsync(stream);
  assert.strictEqual(chunk.constructor, Uint8Array);
  assert.strictEqual(Buffer.from(chunk).toString(), 'abc');
  assert.strictEqual(rest.length, 0);
});

test('Readable.toWeb as bytes serves readers that bring their buffers', async () => {
  const reader = Readable.toWeb(Readable.from([Buffer.from('hello')]), { type: 'bytes' }).getReader({ mode: 'byob' });
  assert.deepStrictEqual((await reader.read(new Uint8Array(3))).value, new Uint8Array(Buffer.from('hel')));
  assert.deepStrictEqual((await reader.read(new Uint8Array(3))).value, new Uint8Array(Buffer.from('lo')));
  assert.deepStrictEqual(await reader.read(new Uint8Array(3)), { done: true, value: new Uint8Array(0) });
});

test('Readable.toWeb: failing, being destroyed early and being cancelled', async () => {
  const failing = new Readable({ read() {} });
  const failed = Readable.toWeb(failing).getReader();
  failing.destroy(new Error('boom'));
  await assert.rejects(failed.closed, { message: 'boom' });

  const left = new Readable({ read() {} });
  const reader = Readable.toWeb(left).getReader();
  left.destroy();
  await assert.rejects(reader.closed, { code: 'ABORT_ERR' });

  const cancelled = new Readable({ read() {} });
  const reason = new Error('no more');
  const error = once(cancelled, 'error');
  await Readable.toWeb(cancelled).cancel(reason);
  assert.deepStrictEqual(await error, [reason]);

  assert.throws(() => Readable.toWeb({}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Readable.toWeb(new Readable(), { type: 'x' }), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('Readable.toWeb holds its source back', async () => {
  let pushed = 0;
  const source = new Readable({ objectMode: true, highWaterMark: 2, read() { this.push(pushed++); } });
  const stream = Readable.toWeb(source, { strategy: { highWaterMark: 2 } });
  const reader = stream.getReader();
  await reader.read();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.ok(pushed < 20, `${pushed} chunks`);
  await reader.cancel().catch(() => {});
});

test('Readable.fromWeb reads a web stream to its end, and cancels it when it is destroyed', async () => {
  assert.deepStrictEqual(await Readable.fromWeb(ReadableStream.from(['a', 'b']), { objectMode: true }).toArray(), ['a', 'b']);
  let reason;
  const readable = Readable.fromWeb(new ReadableStream({ cancel(why) { reason = why; } }));
  const boom = new Error('boom');
  readable.destroy(boom);
  await assert.rejects(finishedPromise(readable), boom);
  assert.strictEqual(reason, boom);
});

test('Writable.toWeb waits for drain', async () => {
  const callbacks = [];
  const writable = new Writable({ highWaterMark: 1, write(chunk, encoding, callback) { callbacks.push(callback); } });
  const writer = Writable.toWeb(writable).getWriter();
  let done = false;
  const write = writer.write('ab').then(() => { done = true; });
  await new Promise(setImmediate);
  assert.strictEqual(done, false);
  callbacks.shift()();
  await write;
});

test('Writable.toWeb: ending, aborting and failing', async () => {
  const chunks = [];
  const writable = new Writable({ write(chunk, encoding, callback) { chunks.push(String(chunk)); callback(); } });
  const writer = Writable.toWeb(writable).getWriter();
  writer.write('a');
  writer.write(new TextEncoder().encode('b').buffer);
  await writer.close();
  assert.deepStrictEqual(chunks, ['a', 'b']);
  assert.strictEqual(writable.destroyed, true);

  const aborted = new Writable({ write() {} });
  const error = once(aborted, 'error');
  await Writable.toWeb(aborted).abort(new Error('enough'));
  assert.strictEqual((await error)[0].message, 'enough');

  const ended = Writable.toWeb(new Writable({ write() {} }).end());
  await ended.getWriter().closed;
});

test('Writable.fromWeb writes, ends and destroys', async () => {
  const chunks = [];
  const writable = Writable.fromWeb(new WritableStream({
    write(chunk) { chunks.push(Buffer.from(chunk).toString()); },
    close() { chunks.push('end'); },
  }));
  writable.cork();
  writable.write('a');
  writable.write('b');
  writable.uncork();
  writable.end();
  await finishedPromise(writable);
  assert.deepStrictEqual(chunks, ['a', 'b', 'end']);

  let reason;
  const other = Writable.fromWeb(new WritableStream({ abort(why) { reason = why; } }));
  const boom = new Error('boom');
  other.destroy(boom);
  await assert.rejects(finishedPromise(other), boom);
  assert.strictEqual(reason, boom);
});

test('a Duplex is a pair of web streams, and back', async () => {
  const { readable, writable } = Duplex.toWeb(new PassThrough());
  const writer = writable.getWriter();
  writer.write('x');
  writer.close();
  assert.strictEqual(Buffer.concat(await Array.fromAsync(readable)).toString(), 'x');

  const duplex = Duplex.fromWeb(upper(), { encoding: 'utf8' });
  duplex.end('hello');
  assert.deepStrictEqual(await duplex.toArray(), ['HELLO']);
});

test('pipeline takes web streams at every place', async () => {
  const chunks = [];
  await pipeline(
    Readable.from(['a', 'b']), upper(), async function* (source) { for await (const chunk of source) yield `${chunk}!`; },
    new WritableStream({ write(chunk) { chunks.push(chunk); } }));
  assert.deepStrictEqual(chunks, ['A!', 'B!']);

  const texts = [];
  await pipeline(ReadableStream.from(['x']), upper(), upper(),
                 new Writable({ write(chunk, encoding, callback) { texts.push(String(chunk)); callback(); } }));
  assert.deepStrictEqual(texts, ['X']);

  await assert.rejects(pipeline(ReadableStream.from(['x']), new WritableStream({ write() { throw new Error('full'); } })),
                       { message: 'full' });
  const last = new WritableStream();
  assert.strictEqual(pipelineCallback(ReadableStream.from([]), last, () => {}), last);
});

test('compose and Duplex.from take web streams', async () => {
  const composed = compose(upper(), new Transform({ transform(chunk, e, callback) { callback(null, `${chunk}${chunk}`); } }));
  composed.end('ab');
  assert.strictEqual((await composed.toArray()).join(''), 'ABAB');
  assert.strictEqual((await Duplex.from(ReadableStream.from(['q'])).toArray()).join(''), 'q');
  assert.throws(() => compose(new WritableStream(), upper()), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('finished and addAbortSignal follow web streams', async () => {
  await finishedPromise(new ReadableStream({ start(c) { c.close(); } }));
  const controller = new AbortController();
  const stream = addAbortSignal(controller.signal, new ReadableStream());
  const ended = new Promise((resolve) => finished(stream, resolve));
  controller.abort();
  assert.strictEqual((await ended).name, 'AbortError');
  assert.throws(() => finished(new TransformStream(), () => {}), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('isReadable and its like know web streams', async () => {
  const stream = ReadableStream.from([1]);
  assert.deepStrictEqual([isReadable(stream), isErrored(stream), isDisturbed(stream)], [true, false, false]);
  await Array.fromAsync(stream);
  assert.deepStrictEqual([isReadable(stream), isDisturbed(stream)], [false, true]);
  assert.strictEqual(isWritable(new WritableStream()), true);
});
