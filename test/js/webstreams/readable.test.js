'use strict';
const assert = require('assert');
const { inspect } = require('util');
const { test } = require('../harness');

test('chunks come in order, then the end', async () => {
  const stream = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 20; i++) controller.enqueue(i);
      controller.close();
    },
  });
  const reader = stream.getReader();
  for (let i = 0; i < 20; i++) assert.deepStrictEqual(await reader.read(), { done: false, value: i });
  assert.deepStrictEqual(await reader.read(), { done: true, value: undefined });
  await reader.closed;
});

test('a source is asked only while the queue is below its high-water mark', async () => {
  let asked = 0;
  const stream = new ReadableStream({ pull(controller) { controller.enqueue(asked++); } }, { highWaterMark: 3 });
  await new Promise(setImmediate);
  assert.strictEqual(asked, 3);
  await stream.getReader().read();
  await new Promise(setImmediate);
  assert.strictEqual(asked, 4);
});

test('errors have the classes and codes of Node', async () => {
  assert.throws(() => new ReadableStream(null), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new ReadableStream({ type: 'x' }), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => new ReadableStream({}, { highWaterMark: -1 }), { name: 'RangeError', code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => new ReadableStreamDefaultController(), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
  const stream = new ReadableStream();
  const reader = stream.getReader();
  assert.throws(() => stream.getReader(), { name: 'TypeError', code: 'ERR_INVALID_STATE' });
  await assert.rejects(stream.cancel(), { code: 'ERR_INVALID_STATE' });
  await assert.rejects(ReadableStream.prototype.cancel.call({}), { code: 'ERR_INVALID_THIS' });
  await assert.rejects(ReadableStream.prototype.cancel.call(undefined), { code: 'ERR_INVALID_THIS' });
  const read = reader.read();
  reader.releaseLock();
  await assert.rejects(read, { code: 'ERR_INVALID_STATE', message: 'Invalid state: Releasing reader' });
  await assert.rejects(reader.closed, { code: 'ERR_INVALID_STATE' });
});

test('a loop that is left cancels the stream, unless it is told not to', async () => {
  let cancelled = 0;
  const make = () => new ReadableStream({
    pull(controller) { controller.enqueue(1); },
    cancel() { cancelled++; },
  });
  for await (const chunk of make()) {
    assert.strictEqual(chunk, 1);
    break;
  }
  assert.strictEqual(cancelled, 1);
  const kept = make();
  for await (const chunk of kept.values({ preventCancel: true })) {
    assert.strictEqual(chunk, 1);
    break;
  }
  assert.strictEqual(cancelled, 1);
  assert.strictEqual(kept.locked, false);
});

test('both branches of a tee get everything', async () => {
  const [left, right] = ReadableStream.from(['a', 'b', 'c']).tee();
  assert.deepStrictEqual(await Promise.all([Array.fromAsync(left), Array.fromAsync(right)]),
                         [['a', 'b', 'c'], ['a', 'b', 'c']]);
});

test('ReadableStream.from takes sync and async iterables, and leaves them when it is cancelled', async () => {
  assert.deepStrictEqual(await Array.fromAsync(ReadableStream.from([1, Promise.resolve(2), 3])), [1, 2, 3]);
  let left = false;
  async function* numbers() {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      left = true;
    }
  }
  for await (const n of ReadableStream.from(numbers())) if (n === 3) break;
  assert.strictEqual(left, true);
  assert.throws(() => ReadableStream.from({}), { code: 'ERR_ARG_NOT_ITERABLE' });
});

test('a byte stream fills the buffers that readers bring', async () => {
  let request;
  const stream = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      request = controller.byobRequest;
      request.view.set([1, 2, 3]);
      request.respond(3);
    },
  });
  const reader = stream.getReader({ mode: 'byob' });
  const buffer = new ArrayBuffer(8);
  const { value, done } = await reader.read(new Uint8Array(buffer, 2, 4));
  assert.strictEqual(done, false);
  assert.deepStrictEqual(value, new Uint8Array([1, 2, 3]));
  assert.strictEqual(value.byteOffset, 2);
  assert.strictEqual(buffer.detached, true);
  assert.strictEqual(request.view, null);
  assert.throws(() => request.respond(1), { code: 'ERR_INVALID_STATE' });
});

test('a BYOB read waits for as many elements as it asks for', async () => {
  let controller;
  const stream = new ReadableStream({ type: 'bytes', start(c) { controller = c; } });
  const reader = stream.getReader({ mode: 'byob' });
  const read = reader.read(new Uint16Array(4), { min: 2 });
  controller.enqueue(new Uint8Array([1, 0, 2]));
  controller.enqueue(new Uint8Array([0, 3, 0, 4]));
  assert.deepStrictEqual((await read).value, new Uint16Array([1, 2, 3]));
  assert.deepStrictEqual((await reader.read(new Uint8Array(4))).value, new Uint8Array([4]));
  await assert.rejects(reader.read(new Uint8Array(2), { min: 3 }), { code: 'ERR_OUT_OF_RANGE' });
  await assert.rejects(reader.read(new Uint8Array(2), { min: 0 }), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('memory that belongs to others is not taken over', () => {
  let controller;
  const stream = new ReadableStream({ type: 'bytes', start(c) { controller = c; } });
  assert.throws(() => controller.enqueue(new Uint8Array(new SharedArrayBuffer(1))), { code: 'ERR_INVALID_ARG_VALUE' });
  const { memory } = { memory: new WebAssembly.Memory({ initial: 1 }) };
  assert.throws(() => controller.enqueue(new Uint8Array(memory.buffer)), TypeError);
  assert.strictEqual(stream.locked, false);
});

test('streams show their state', () => {
  assert.strictEqual(inspect(new ReadableStream()), `ReadableStream { locked: false, state: 'readable', supportsBYOB: false }`);
  assert.strictEqual(inspect(new WritableStream()), `WritableStream { locked: false, state: 'writable' }`);
  assert.strictEqual(inspect(new CountQueuingStrategy({ highWaterMark: 2 })), 'CountQueuingStrategy { highWaterMark: 2 }');
});

test('a program that patches promises and arrays does not break streams', async () => {
  const then = Object.getOwnPropertyDescriptor(Promise.prototype, 'then');
  const push = Object.getOwnPropertyDescriptor(Array.prototype, 'push');
  const stream = new ReadableStream({ pull(c) { c.enqueue(1); } });
  const reader = stream.getReader();
  Promise.prototype.then = () => { throw new Error('patched'); };
  let first;
  try {
    first = reader.read();
  } finally {
    Object.defineProperty(Promise.prototype, 'then', then);
    Object.defineProperty(Array.prototype, 'push', push);
  }
  assert.deepStrictEqual(await first, { done: false, value: 1 });
});
