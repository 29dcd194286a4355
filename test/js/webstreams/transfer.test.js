'use strict';
const assert = require('assert');
const { spawnSync } = require('child_process');
const { test } = require('../harness');

const send = (stream) => structuredClone(stream, { transfer: [stream] });

test('a ReadableStream that is sent gives its chunks where it arrives', async () => {
  const stream = ReadableStream.from(['a', { b: 1 }]);
  const arrived = send(stream);
  assert.strictEqual(stream.locked, true);
  assert.strictEqual(arrived.locked, false);
  assert.deepStrictEqual(await Array.fromAsync(arrived), ['a', { b: 1 }]);
});

test('it is asked no faster than it is read', async () => {
  let pulled = 0;
  const stream = new ReadableStream({ pull(controller) { controller.enqueue(pulled++); } }, { highWaterMark: 0 });
  const reader = send(stream).getReader();
  assert.deepStrictEqual(await reader.read(), { done: false, value: 0 });
  await new Promise(setImmediate);
  assert.ok(pulled <= 3, `${pulled} pulls`);
});

test('a WritableStream that is sent takes chunks where it arrives', async () => {
  const chunks = [];
  let ended;
  const closed = new Promise((resolve) => { ended = resolve; });
  const arrived = send(new WritableStream({ write(chunk) { chunks.push(chunk); }, close() { ended(); } }));
  const writer = arrived.getWriter();
  await writer.write(1);
  await writer.write(2);
  await writer.close();
  await closed;
  assert.deepStrictEqual(chunks, [1, 2]);
});

test('both sides of a TransformStream go', async () => {
  const stream = new TransformStream({ transform(chunk, controller) { controller.enqueue(chunk * 2); } });
  const { readable, writable } = send(stream);
  assert.strictEqual(stream.readable.locked && stream.writable.locked, true);
  writable.getWriter().write(21);
  assert.deepStrictEqual(await readable.getReader().read(), { done: false, value: 42 });
});

test('failures and cancels cross the channel', async () => {
  const boom = new Error('boom');
  const failing = send(new ReadableStream({ pull() { throw boom; } }));
  await assert.rejects(failing.getReader().read(), { message: 'boom' });
  let cancelled;
  const reason = new Promise((resolve) => { cancelled = resolve; });
  await send(new ReadableStream({ cancel: cancelled })).cancel('enough');
  assert.strictEqual(await reason, 'enough');
});

test('a chunk that can not be copied fails both ends', async () => {
  let cancelled;
  const reason = new Promise((resolve) => { cancelled = resolve; });
  const stream = new ReadableStream({ pull(controller) { controller.enqueue(() => {}); }, cancel: cancelled });
  await assert.rejects(send(stream).getReader().read(), { name: 'DataCloneError' });
  assert.strictEqual((await reason).name, 'DataCloneError');
});

test('streams are moved, not copied, and only while nobody holds them', () => {
  for (const stream of [new ReadableStream(), new WritableStream(), new TransformStream()]) {
    assert.throws(() => structuredClone(stream), { name: 'DataCloneError' });
    assert.throws(() => structuredClone({ stream }), { name: 'DataCloneError' });
  }
  const stream = new ReadableStream();
  stream.getReader();
  assert.throws(() => send(stream), { name: 'DataCloneError', message: 'Cannot transfer a locked ReadableStream' });
});

test('streams that nobody reads do not keep the process', () => {
  const program = `const r = ReadableStream.from(['a']), w = new WritableStream();
    structuredClone([r, w], { transfer: [r, w] });`;
  const { status, signal } = spawnSync(process.execPath, ['-e', program], { timeout: 300_000 });
  assert.deepStrictEqual([status, signal], [0, null]);
});

test('streams go to a worker and work from there', async (t) => {
  const { Worker } = require('worker_threads');
  const worker = new Worker(`
    require('worker_threads').parentPort.once('message', async ({ input, output }) => {
      const writer = output.getWriter();
      for await (const n of input) await writer.write(n * 2);
      await writer.close();
    });`, { eval: true });
  t.after(() => worker.terminate());
  const chunks = [];
  const input = ReadableStream.from([1, 2, 3]);
  await new Promise((resolve, reject) => {
    worker.on('error', reject);
    const output = new WritableStream({ write(chunk) { chunks.push(chunk); }, close: resolve });
    worker.postMessage({ input, output }, [input, output]);
  });
  assert.deepStrictEqual(chunks, [2, 4, 6]);
});
