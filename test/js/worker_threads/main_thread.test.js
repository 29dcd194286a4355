'use strict';
const assert = require('node:assert');
const threads = require('node:worker_threads');
const { test } = require('../harness');

test('the main thread says that it is one', () => {
  assert.strictEqual(threads.isMainThread, true);
  assert.strictEqual(threads.isInternalThread, false);
  assert.strictEqual(threads.threadId, 0);
  assert.strictEqual(threads.threadName, '');
  assert.strictEqual(threads.parentPort, null);
  assert.strictEqual(threads.workerData, null);
  assert.deepStrictEqual(threads.resourceLimits, {});
  assert.strictEqual(threads.SHARE_ENV, Symbol.for('nodejs.worker_threads.SHARE_ENV'));
});

test('environment data is kept by key, until it is set to undefined', () => {
  const key = { a: 1 };
  assert.strictEqual(threads.getEnvironmentData(key), undefined);
  threads.setEnvironmentData(key, 'value');
  assert.strictEqual(threads.getEnvironmentData(key), 'value');
  threads.setEnvironmentData(key);
  assert.strictEqual(threads.getEnvironmentData(key), undefined);
});

test('what is marked as untransferable stays', () => {
  const buffer = new ArrayBuffer(8);
  assert.strictEqual(threads.isMarkedAsUntransferable(buffer), false);
  threads.markAsUntransferable(buffer);
  assert.strictEqual(threads.isMarkedAsUntransferable(buffer), true);
  assert.throws(() => structuredClone(buffer, { transfer: [buffer] }), { name: 'DataCloneError', code: 25 });
  assert.throws(() => buffer.transfer(), TypeError);
  assert.strictEqual(structuredClone(buffer).byteLength, 8);
  threads.markAsUntransferable(5);
  assert.strictEqual(threads.isMarkedAsUntransferable(5), false);
});

test('what is marked as uncloneable is not copied, but for buffers', () => {
  const frozen = Object.freeze({ a: 1 });
  threads.markAsUncloneable(frozen);
  assert.throws(() => structuredClone([frozen]), {
    name: 'DataCloneError', message: 'Cannot clone object of unsupported type.',
  });
  const bytes = new Uint8Array(3);
  threads.markAsUncloneable(bytes);
  assert.strictEqual(structuredClone(bytes).length, 3);
  threads.markAsUncloneable(1);
  const strange = [new Proxy({}, {}), function() {}, Object.create(null), new (class { #a = 1; })()];
  for (const object of strange) {
    const before = Reflect.ownKeys(object);
    threads.markAsUncloneable(object);
    threads.markAsUncloneable(object);
    assert.deepStrictEqual(Reflect.ownKeys(object), before);
    assert.throws(() => structuredClone({ object }), { name: 'DataCloneError' });
    assert.throws(() => new MessageChannel().port1.postMessage(object), { name: 'DataCloneError' });
  }
});
