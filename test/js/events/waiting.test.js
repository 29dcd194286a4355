// events.once, events.on and what they work on. https://nodejs.org/api/events.html#eventsonceemitter-name-options
'use strict';
const assert = require('node:assert');
const { EventEmitter, once, on, addAbortListener, getEventListeners, listenerCount } = require('node:events');
const { test } = require('../harness');

test('once gives the arguments, or the error that came first', async () => {
  const emitter = new EventEmitter();
  process.nextTick(() => emitter.emit('x', 1, 2));
  assert.deepStrictEqual(await once(emitter, 'x'), [1, 2]);
  const error = new Error('boom');
  process.nextTick(() => emitter.emit('error', error));
  await assert.rejects(once(emitter, 'x'), error);
  process.nextTick(() => emitter.emit('error', error));
  assert.deepStrictEqual(await once(emitter, 'error'), [error]);
  assert.deepStrictEqual(emitter.eventNames(), []);
});

test('once works on an EventTarget and can be aborted', async () => {
  const target = new EventTarget();
  process.nextTick(() => target.dispatchEvent(new Event('x')));
  const [event] = await once(target, 'x');
  assert.strictEqual(event.type, 'x');
  const controller = new AbortController();
  const waiting = once(new EventEmitter(), 'x', { signal: controller.signal });
  controller.abort();
  await assert.rejects(waiting, { name: 'AbortError', code: 'ABORT_ERR' });
  await assert.rejects(once(target, 'x', { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('on iterates over what is emitted and takes its listeners off', async () => {
  const emitter = new EventEmitter();
  const seen = [];
  process.nextTick(() => {
    emitter.emit('x', 1);
    emitter.emit('x', 2);
    emitter.emit('done');
  });
  for await (const [value] of on(emitter, 'x', { close: ['done'] })) seen.push(value);
  assert.deepStrictEqual(seen, [1, 2]);
  assert.deepStrictEqual(emitter.eventNames(), []);
});

test('on throws what is emitted as error', async () => {
  const emitter = new EventEmitter();
  process.nextTick(() => emitter.emit('error', new Error('boom')));
  await assert.rejects(async () => { for await (const value of on(emitter, 'x')) assert.ok(value); }, { message: 'boom' });
});

test('on pauses the emitter above the high-water mark', async () => {
  const emitter = new EventEmitter();
  const calls = [];
  emitter.pause = () => calls.push('pause');
  emitter.resume = () => calls.push('resume');
  const events = on(emitter, 'x', { highWaterMark: 2, lowWaterMark: 1 });
  for (let i = 0; i < 3; i++) emitter.emit('x', i);
  assert.deepStrictEqual(calls, ['pause']);
  for (let i = 0; i < 3; i++) await events.next();
  assert.deepStrictEqual(calls, ['pause', 'resume']);
  await events.return();
});

test('an abort listener can not be kept from its event', () => {
  const controller = new AbortController();
  controller.signal.addEventListener('abort', (event) => event.stopImmediatePropagation());
  let called = 0;
  addAbortListener(controller.signal, () => called++);
  const disposable = addAbortListener(controller.signal, () => called++);
  disposable[Symbol.dispose]();
  controller.abort();
  assert.strictEqual(called, 1);
});

test('listeners of targets can be seen', () => {
  const target = new EventTarget();
  const listener = () => {};
  target.addEventListener('x', listener);
  assert.deepStrictEqual(getEventListeners(target, 'x'), [listener]);
  assert.strictEqual(listenerCount(target, 'x'), 1);
  assert.throws(() => listenerCount({}, 'x'), { code: 'ERR_INVALID_ARG_TYPE' });
});
