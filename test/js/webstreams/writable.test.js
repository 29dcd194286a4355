'use strict';
const assert = require('assert');
const { test } = require('../harness');

test('writes reach the sink one after another', async () => {
  const seen = [];
  let busy = false;
  const stream = new WritableStream({
    async write(chunk) {
      assert.strictEqual(busy, false);
      busy = true;
      await new Promise(setImmediate);
      busy = false;
      seen.push(chunk);
    },
    close() { seen.push('end'); },
  });
  const writer = stream.getWriter();
  writer.write(1);
  writer.write(2);
  await writer.close();
  assert.deepStrictEqual(seen, [1, 2, 'end']);
});

test('ready and desiredSize tell of backpressure', async () => {
  let release;
  const stream = new WritableStream({ write: () => new Promise((resolve) => { release = resolve; }) }, { highWaterMark: 2 });
  const writer = stream.getWriter();
  await writer.ready;
  assert.strictEqual(writer.desiredSize, 2);
  writer.write('a');
  const write = writer.write('b');
  assert.strictEqual(writer.desiredSize, 0);
  let ready = false;
  writer.ready.then(() => { ready = true; });
  await new Promise(setImmediate);
  assert.strictEqual(ready, false);
  release();
  await writer.ready;
  assert.strictEqual(writer.desiredSize, 1);
  await new Promise(setImmediate);
  release();
  await write;
});

test('what a sink throws fails the stream, and all that waits', async () => {
  const boom = new Error('boom');
  const stream = new WritableStream({ write() { throw boom; } });
  const writer = stream.getWriter();
  const closed = assert.rejects(writer.closed, boom);
  const writes = [writer.write(1), writer.write(2), writer.close()];
  for (const write of writes) await assert.rejects(write, boom);
  await closed;
  await assert.rejects(writer.ready, boom);
  assert.strictEqual(writer.desiredSize, null);
});

test('an abort tells the sink and its signal why', async () => {
  let signal;
  let reason;
  const stream = new WritableStream({
    start(controller) { signal = controller.signal; },
    abort(why) { reason = why; },
  });
  const writer = stream.getWriter();
  writer.closed.catch(() => {});
  await writer.abort('enough');
  assert.strictEqual(reason, 'enough');
  assert.strictEqual(signal.aborted, true);
  assert.strictEqual(signal.reason, 'enough');
  await assert.rejects(writer.write(1), (error) => error === 'enough');
});

test('errors have the classes and codes of Node', async () => {
  assert.throws(() => new WritableStream({ type: 'x' }), { name: 'RangeError', code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => new WritableStream({ write: 1 }), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  const stream = new WritableStream();
  const writer = stream.getWriter();
  assert.throws(() => stream.getWriter(), { code: 'ERR_INVALID_STATE' });
  await writer.close();
  await assert.rejects(writer.write(1), { name: 'TypeError', code: 'ERR_INVALID_STATE' });
  writer.releaseLock();
  assert.throws(() => writer.desiredSize, { code: 'ERR_INVALID_STATE' });
});

test('a sink that writes to its own stream is not confused', async () => {
  const seen = [];
  let writer;
  const stream = new WritableStream({
    write(chunk) {
      seen.push(chunk);
      if (chunk < 5) writer.write(chunk + 1);
    },
  });
  writer = stream.getWriter();
  await writer.write(0);
  await new Promise(setImmediate);
  assert.deepStrictEqual(seen, [0, 1, 2, 3, 4, 5]);
});
