'use strict';
const assert = require('node:assert');
const { Worker, locks } = require('node:worker_threads');
const { test } = require('../harness');

test('an exclusive lock is held by one at a time, in the order of the requests', async () => {
  const order = [];
  await Promise.all([1, 2, 3].map((n) => locks.request('name', async (lock) => {
    assert.strictEqual(lock.mode, 'exclusive');
    order.push(`begin ${n}`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`end ${n}`);
  })));
  assert.deepStrictEqual(order, ['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
});

test('shared locks are held together', async () => {
  let release;
  const both = new Promise((resolve) => { release = resolve; });
  let holders = 0;
  const hold = () => {
    if (++holders === 2) release();
    return both;
  };
  await Promise.all([locks.request('s', { mode: 'shared' }, hold), locks.request('s', { mode: 'shared' }, hold)]);
});

test('a lock that is held is not available at once, can be stolen, and is seen by query', async () => {
  await locks.request('held', async () => {
    assert.strictEqual(await locks.request('held', { ifAvailable: true }, (lock) => lock), null);
    const { held, pending } = await locks.query();
    assert.deepStrictEqual(held.map(({ name, mode }) => [name, mode]), [['held', 'exclusive']]);
    assert.deepStrictEqual(pending, []);
  });
  const robbed = assert.rejects(locks.request('held', () => new Promise(() => {})), { name: 'AbortError' });
  await locks.request('held', { steal: true }, () => {});
  await robbed;
});

test('a request can be given up', async () => {
  await locks.request('busy', async () => {
    const controller = new AbortController();
    const waiting = locks.request('busy', { signal: controller.signal }, () => assert.fail());
    controller.abort(new Error('no more'));
    await assert.rejects(waiting, { message: 'no more' });
  });
});

test('threads share locks, and one that ends lets go of its own', async () => {
  const worker = new Worker(`
    const { parentPort } = require('worker_threads');
    navigator.locks.request('across', () => { parentPort.postMessage('held'); return new Promise(() => {}); });`,
                            { eval: true });
  await new Promise((resolve) => worker.once('message', resolve));
  assert.strictEqual(await locks.request('across', { ifAvailable: true }, (lock) => lock), null);
  const granted = locks.request('across', (lock) => lock.name);
  await worker.terminate();
  assert.strictEqual(await granted, 'across');
});

test('what is asked for is checked', async () => {
  await assert.rejects(locks.request('a'), TypeError);
  await assert.rejects(locks.request('a', {}, 5), { code: 'ERR_INVALID_ARG_TYPE' });
  await assert.rejects(locks.request('a', { mode: 'x' }, () => {}), TypeError);
  await assert.rejects(locks.request('-a', () => {}), { name: 'NotSupportedError' });
  await assert.rejects(locks.request('a', { steal: true, ifAvailable: true }, () => {}), { name: 'NotSupportedError' });
});

test('who asks for a lock without a callback is told so; who loses one hears an AbortError', async () => {
  for (const given of [[], ['x'], ['x', {}], ['x', {}, undefined], ['x', 5]]) {
    await assert.rejects(locks.request(...given), { code: 'ERR_INVALID_ARG_TYPE', message: /^The "callback" argument must be/ });
  }
  const lost = assert.rejects(locks.request('stolen', () => new Promise(() => {})),
                              { name: 'AbortError', message: 'The operation was aborted' });
  await locks.request('stolen', { steal: true }, () => {});
  await lost;
});
