// AsyncLocalStorage and AsyncResource. https://nodejs.org/api/async_context.html
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId } = require('node:async_hooks');
const { test } = require('../harness');

test('a store follows promises, ticks, timers, immediates and microtasks', async () => {
  const storage = new AsyncLocalStorage();
  const seen = [];
  await storage.run('s', async () => {
    const note = (name, resolve) => () => {
      seen.push(`${name} ${storage.getStore()}`);
      resolve();
    };
    await new Promise((resolve) => process.nextTick(note('tick', resolve)));
    await new Promise((resolve) => queueMicrotask(note('microtask', resolve)));
    await new Promise((resolve) => setImmediate(note('immediate', resolve)));
    await new Promise((resolve) => setTimeout(note('timeout', resolve), 1));
    seen.push(`await ${storage.getStore()}`);
  });
  assert.deepStrictEqual(seen, ['tick s', 'microtask s', 'immediate s', 'timeout s', 'await s']);
  assert.strictEqual(storage.getStore(), undefined);
});

test('stores nest, and are restored when a function throws', () => {
  const a = new AsyncLocalStorage();
  const b = new AsyncLocalStorage({ defaultValue: 'd', name: 'b' });
  assert.strictEqual(b.name, 'b');
  a.run(1, () => {
    b.run(2, () => {
      assert.deepStrictEqual([a.getStore(), b.getStore()], [1, 2]);
      assert.throws(() => a.run(3, () => {
        throw new Error('x');
      }));
      assert.strictEqual(a.getStore(), 1);
      assert.strictEqual(a.exit(() => a.getStore()), undefined);
    });
    assert.strictEqual(b.getStore(), 'd');
  });
  assert.strictEqual(a.getStore(), undefined);
});

test('enterWith, disable, bind and snapshot', () => {
  const storage = new AsyncLocalStorage();
  const bound = storage.run(5, () => AsyncLocalStorage.bind(() => storage.getStore()));
  const snapshot = storage.run(6, () => AsyncLocalStorage.snapshot());
  assert.strictEqual(bound(), 5);
  assert.strictEqual(snapshot((x) => storage.getStore() + x, 1), 7);
  storage.enterWith('e');
  assert.strictEqual(storage.getStore(), 'e');
  storage.disable();
  assert.strictEqual(storage.getStore(), undefined);
});

test('an AsyncResource runs callbacks as its own execution, in its context', () => {
  const storage = new AsyncLocalStorage();
  const resource = storage.run('r', () => new AsyncResource('TEST'));
  const before = executionAsyncId();
  assert.strictEqual(resource.runInAsyncScope(() => executionAsyncId()), resource.asyncId());
  assert.strictEqual(resource.runInAsyncScope(() => storage.getStore()), 'r');
  assert.strictEqual(executionAsyncId(), before);
  assert.strictEqual(resource.triggerAsyncId(), before);
  assert.strictEqual(resource.bind(() => storage.getStore())(), 'r');
  assert.throws(() => new AsyncResource(), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('hooks are told of resources, timers and promises', async () => {
  const events = [];
  const types = new Map();
  const hook = createHook({
    init(id, type) {
      types.set(id, type);
      events.push(`init ${type}`);
    },
    before: (id) => events.push(`before ${types.get(id)}`),
    after: (id) => events.push(`after ${types.get(id)}`),
    destroy: (id) => events.push(`destroy ${types.get(id)}`),
  }).enable();
  const resource = new AsyncResource('MINE', { requireManualDestroy: true });
  resource.runInAsyncScope(() => {});
  resource.emitDestroy();
  await new Promise((resolve) => setTimeout(resolve, 1));
  hook.disable();
  const mine = events.filter((event) => event.endsWith('MINE'));
  assert.deepStrictEqual(mine, ['init MINE', 'before MINE', 'after MINE', 'destroy MINE']);
  assert.ok(events.includes('init Timeout') && events.includes('before Timeout') && events.includes('init PROMISE'));
});

test('storages do not get in each other\'s way', async () => {
  const storages = Array.from({ length: 5 }, (_, i) => new AsyncLocalStorage({ defaultValue: `none ${i}` }));
  const all = () => storages.map((storage) => storage.getStore());
  const [a, b, c, d, e] = storages;
  await a.run(1, () => b.run(2, () => c.run(3, async () => {
    const outside = AsyncLocalStorage.snapshot();
    await a.run(4, async () => {
      d.enterWith(undefined);
      assert.deepStrictEqual(all(), [4, 2, 3, undefined, 'none 4']);
      const inside = AsyncLocalStorage.snapshot();
      e.run(5, () => {
        b.disable();
        assert.deepStrictEqual(all(), [4, 'none 1', 3, undefined, 5]);
        e.disable();
        assert.deepStrictEqual(all(), [4, 'none 1', 3, undefined, 'none 4']);
      });
      await null;
      assert.deepStrictEqual(inside(all), [4, 2, 3, undefined, 'none 4']);
    });
    assert.deepStrictEqual(outside(all), [1, 2, 3, 'none 3', 'none 4']);
  })));
  // What was entered in a run of another storage lasts beyond that.
  assert.deepStrictEqual(all(), ['none 0', 'none 1', 'none 2', undefined, 'none 4']);
});
