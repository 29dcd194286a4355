// structuredClone. https://nodejs.org/api/globals.html#structuredclonevalue-options
'use strict';
const assert = require('node:assert');
const { test } = require('../harness');

test('values are copied with their kinds and references', () => {
  const value = { map: new Map([[1, { a: new Set([2]) }]]), date: new Date(5), re: /x/gi, big: 10n, bytes: new Uint8Array([1, 2]) };
  value.self = value;
  const copy = structuredClone(value);
  assert.deepStrictEqual(copy, value);
  assert.notStrictEqual(copy, value);
  assert.strictEqual(copy.self, copy);
  const error = structuredClone(new TypeError('x', { cause: 5 }));
  assert.ok(error instanceof TypeError && error.message === 'x' && error.cause === 5);
});

test('an ArrayBuffer can be moved', () => {
  const buffer = new ArrayBuffer(4);
  const moved = structuredClone({ buffer }, { transfer: [buffer] });
  assert.deepStrictEqual([moved.buffer.byteLength, buffer.byteLength], [4, 0]);
  assert.throws(() => structuredClone(buffer), { name: 'DataCloneError' });
});

test('shared memory stays shared', () => {
  const shared = new SharedArrayBuffer(1);
  const copy = structuredClone(shared);
  new Uint8Array(shared)[0] = 7;
  assert.strictEqual(new Uint8Array(copy)[0], 7);
});

test('what cannot be copied is refused', () => {
  for (const value of [() => {}, Symbol('x'), new WeakMap(), Promise.resolve(), { deep: [() => {}] }]) {
    assert.throws(() => structuredClone(value), { name: 'DataCloneError', code: 25 });
  }
  assert.throws(() => structuredClone(), { code: 'ERR_MISSING_ARGS' });
  assert.throws(() => structuredClone(1, { transfer: [5] }), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('what can not be moved is refused: the memory of WebAssembly, and what a getter has moved meanwhile', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  assert.throws(() => structuredClone(1, { transfer: [memory.buffer] }), { name: 'DataCloneError' });
  assert.strictEqual(memory.buffer.byteLength, 65536);
  const buffer = new ArrayBuffer(8);
  const value = {
    get first() {
      structuredClone(buffer, { transfer: [buffer] });
      return 1;
    },
  };
  assert.throws(() => structuredClone(value, { transfer: [buffer] }), { name: 'DataCloneError' });
});

test('a transfer survives setters on Array.prototype', () => {
  const { spawnSync } = require('node:child_process');
  const { status, stderr } = spawnSync(process.execPath, ['-e', `
    for (let i = 0; i < 8; i++) {
      Object.defineProperty(Array.prototype, i, { get() { throw new Error('get'); }, set() { throw new Error('set'); } });
    }
    const { port1, port2 } = new MessageChannel();
    try { port1.postMessage(port2, [port2]); } catch {}
    try { new (require('node:worker_threads').Worker)('1', { eval: true, stdout: true }); } catch {}
    process.exit(0);`]);
  assert.deepStrictEqual([status, String(stderr)], [0, '']);
});

test('a marked signal is followed by what was made of it, where it was on the transfer list', async () => {
  const { transferableAbortController, transferableAbortSignal } = require('node:util');
  const controller = transferableAbortController();
  const { signal } = controller;
  assert.throws(() => structuredClone(signal), { name: 'DataCloneError' });
  const plain = new AbortController().signal;
  assert.throws(() => structuredClone(plain, { transfer: [plain] }), { name: 'DataCloneError' });
  const copies = [structuredClone({ signal }, { transfer: [signal] }).signal, structuredClone(signal, { transfer: [signal] })];
  const again = structuredClone(copies[0], { transfer: [copies[0]] });
  assert.ok(copies[0] instanceof AbortSignal && copies[0] !== signal);
  const heard = Promise.all([...copies, again].map((copy) => new Promise((resolve) => {
    copy.onabort = () => resolve(copy.reason.why);
  })));
  controller.abort({ why: 'enough' });
  assert.strictEqual(signal.reason.why, 'enough');
  const timer = setTimeout(() => {}, 60_000);
  assert.deepStrictEqual(await heard, ['enough', 'enough', 'enough']);
  clearTimeout(timer);
  const aborted = transferableAbortSignal(AbortSignal.abort());
  const copy = structuredClone(aborted, { transfer: [aborted] });
  assert.ok(copy.aborted && copy.reason.name === 'AbortError');
  const refused = transferableAbortSignal(AbortSignal.abort(() => {}));
  assert.throws(() => structuredClone(refused, { transfer: [refused] }), { name: 'DataCloneError' });
  assert.throws(() => transferableAbortSignal({}), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('block lists and socket addresses are copied', () => {
  const { BlockList, SocketAddress } = require('node:net');
  const list = new BlockList();
  list.addAddress('1.1.1.1');
  list.addSubnet('8.8.8.0', 24);
  list.addRange('::1', '::9', 'ipv6');
  const copy = structuredClone(list);
  assert.ok(copy instanceof BlockList);
  assert.deepStrictEqual(copy.rules, list.rules);
  assert.deepStrictEqual([copy.check('1.1.1.1'), copy.check('8.8.8.77'), copy.check('::5', 'ipv6'), copy.check('1.1.1.2')],
                         [true, true, true, false]);
  const address = structuredClone(new SocketAddress({ address: '::1', family: 'ipv6', port: 5, flowlabel: 7 }));
  assert.ok(SocketAddress.isSocketAddress(address));
  assert.deepStrictEqual(address.toJSON(), { address: '::1', family: 'ipv6', port: 5, flowlabel: 7 });
});
