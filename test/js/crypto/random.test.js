'use strict';
const assert = require('node:assert');
const { promisify } = require('node:util');
const { AsyncLocalStorage } = require('node:async_hooks');
const crypto = require('node:crypto');
const { test } = require('../harness');

test('randomBytes gives so many bytes, now and later', async () => {
  assert.strictEqual(crypto.randomBytes(0).length, 0);
  assert.ok(!crypto.randomBytes(32).equals(crypto.randomBytes(32)));
  assert.strictEqual((await promisify(crypto.randomBytes)(100)).length, 100);
  assert.throws(() => crypto.randomBytes(-1), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => crypto.randomBytes(1, 5), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('randomFill fills the part that is asked for', async () => {
  const words = crypto.randomFillSync(new Uint32Array(8), 2, 4);
  assert.deepStrictEqual([words[0], words[1], words[6], words[7]], [0, 0, 0, 0]);
  assert.ok(words.subarray(2, 6).some((word) => word !== 0));
  const bytes = await promisify(crypto.randomFill)(Buffer.alloc(64));
  assert.ok(bytes.some((byte) => byte !== 0));
  assert.throws(() => crypto.randomFillSync(Buffer.alloc(4), 1, 5), { code: 'ERR_OUT_OF_RANGE', message: /"size \+ offset"/ });
});

test('a callback has the async context of the call', async () => {
  const storage = new AsyncLocalStorage();
  const seen = await new Promise((resolve) => {
    storage.run('here', () => crypto.randomBytes(8, () => resolve(storage.getStore())));
  });
  assert.strictEqual(seen, 'here');
});

test('randomInt stays within its bounds', async () => {
  for (let i = 0; i < 1000; i++) {
    const n = crypto.randomInt(-3, 4);
    assert.ok(n >= -3 && n < 4 && Number.isInteger(n));
  }
  assert.strictEqual(crypto.randomInt(1), 0);
  assert.strictEqual(await promisify(crypto.randomInt)(7, 8), 7);
  assert.throws(() => crypto.randomInt(5, 1), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => crypto.randomInt(0, 2 ** 48), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => crypto.randomInt(1.5), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('UUIDs are of version 4 and differ', () => {
  const seen = new Set();
  for (let i = 0; i < 300; i++) {
    const uuid = crypto.randomUUID({ disableEntropyCache: i % 2 === 0 });
    assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    seen.add(uuid);
  }
  assert.strictEqual(seen.size, 300);
});

test('getRandomValues', () => {
  const array = new Uint16Array(16);
  assert.strictEqual(globalThis.crypto.getRandomValues(array), array);
  assert.ok(array.some((value) => value !== 0));
  assert.throws(() => crypto.getRandomValues(new Uint8Array(65537)), { name: 'QuotaExceededError' });
  assert.throws(() => crypto.webcrypto.getRandomValues(new Float64Array(1)), { name: 'TypeMismatchError' });
});

test('timingSafeEqual', () => {
  assert.ok(crypto.timingSafeEqual(Buffer.from('ab'), new Uint8Array([97, 98])));
  assert.ok(!crypto.timingSafeEqual(Buffer.from('ab'), Buffer.from('ac')));
  assert.throws(() => crypto.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2)), { code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', name: 'RangeError' });
  assert.throws(() => crypto.timingSafeEqual('a', 'a'), { code: 'ERR_INVALID_ARG_TYPE' });
});
