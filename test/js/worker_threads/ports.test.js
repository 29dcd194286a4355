'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const vm = require('node:vm');
const { receiveMessageOnPort, moveMessagePortToContext } = require('node:worker_threads');
const { test } = require('../harness');

test('messages arrive in order, as copies', async () => {
  const { port1, port2 } = new MessageChannel();
  const sent = { a: [1, new Map([[2, new Date(3)]])] };
  sent.self = sent;
  port1.postMessage(sent);
  port1.postMessage('second');
  const got = [];
  await new Promise((resolve) => port2.on('message', (value) => got.push(value) === 2 && resolve()));
  assert.notStrictEqual(got[0], sent);
  assert.deepStrictEqual(got[0].a, sent.a);
  assert.strictEqual(got[0].self, got[0]);
  assert.strictEqual(got[1], 'second');
  port2.close();
});

test('listeners of addEventListener get a MessageEvent', async () => {
  const { port1, port2 } = new MessageChannel();
  const other = new MessageChannel();
  port1.postMessage({ p: other.port1 }, [other.port1]);
  const event = await new Promise((resolve) => { port2.onmessage = resolve; });
  assert.ok(event instanceof MessageEvent);
  assert.strictEqual(event.target, port2);
  assert.deepStrictEqual(event.ports, [event.data.p]);
  event.data.p.postMessage('through the moved port');
  assert.strictEqual((await once(other.port2, 'message'))[0], 'through the moved port');
  other.port2.close();
  port1.close();
});

test('a port that is closed tells both sides, after what was sent', async () => {
  const { port1, port2 } = new MessageChannel();
  const got = [];
  port2.on('message', (value) => got.push(value));
  port1.postMessage(1);
  port1.close();
  await Promise.all([once(port1, 'close'), once(port2, 'close')]);
  assert.deepStrictEqual(got, [1]);
  assert.strictEqual(port2.postMessage(1), undefined);
});

test('messages that were waiting when a listener closes the port are still delivered', async () => {
  const { port1, port2 } = new MessageChannel();
  const got = [];
  port1.on('message', (value) => {
    got.push(value);
    port1.close();
  });
  port2.postMessage('a');
  port2.postMessage('b');
  await once(port2, 'close');
  assert.deepStrictEqual(got, ['a', 'b']);
});

test('only ports that listen keep the process alive', () => {
  const { port1 } = new MessageChannel();
  assert.strictEqual(port1.hasRef(), false);
  const listener = () => {};
  port1.on('message', listener);
  assert.strictEqual(port1.hasRef(), true);
  port1.off('message', listener);
  assert.strictEqual(port1.hasRef(), false);
  port1.ref();
  assert.strictEqual(port1.hasRef(), true);
  port1.unref();
});

test('receiveMessageOnPort takes one message at a time', () => {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(undefined);
  port1.postMessage(2);
  assert.deepStrictEqual(receiveMessageOnPort(port2), { message: undefined });
  assert.deepStrictEqual(receiveMessageOnPort(port2), { message: 2 });
  assert.strictEqual(receiveMessageOnPort(port2), undefined);
  assert.throws(() => receiveMessageOnPort({}), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('buffers are moved, shared memory is shared', () => {
  const { port1, port2 } = new MessageChannel();
  const moved = new Uint8Array([1, 2, 3]).buffer;
  const shared = new SharedArrayBuffer(4);
  port1.postMessage({ moved, views: [new Uint8Array(shared), new Int32Array(shared)] }, [moved]);
  assert.strictEqual(moved.byteLength, 0);
  const { message } = receiveMessageOnPort(port2);
  assert.deepStrictEqual(new Uint8Array(message.moved), new Uint8Array([1, 2, 3]));
  assert.strictEqual(message.views[0].buffer, message.views[1].buffer);
  message.views[0][0] = 7;
  assert.strictEqual(new Uint8Array(shared)[0], 7);
});

test('what cannot be sent is refused, and nothing is moved', () => {
  const { port1, port2 } = new MessageChannel();
  const buffer = new ArrayBuffer(1);
  const refused = (call, message) => assert.throws(call, { name: 'DataCloneError', message });
  refused(() => port1.postMessage(() => {}), /could not be cloned/);
  refused(() => port1.postMessage({ f() {}, buffer }, [buffer]), /could not be cloned/);
  assert.strictEqual(buffer.byteLength, 1);
  refused(() => port1.postMessage(port2), /not listed in transferList/);
  refused(() => port1.postMessage(1, [port1]), 'Transfer list contains source port');
  refused(() => port1.postMessage(1, [1]), 'Found invalid value in transferList.');
  refused(() => port1.postMessage(1, [buffer, buffer]), 'Transfer list contains duplicate ArrayBuffer');
  assert.throws(() => port1.postMessage(), { code: 'ERR_MISSING_ARGS', message: 'Not enough arguments to MessagePort.postMessage' });
  assert.throws(() => port1.postMessage(1, 2), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new MessagePort(), { code: 'ERR_CONSTRUCT_CALL_INVALID' });
  assert.throws(() => MessageChannel(), { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });
});

test('a port that moves takes what waits with it', async () => {
  const { port1, port2 } = new MessageChannel();
  port2.postMessage('before');
  const moved = structuredClone({ port1 }, { transfer: [port1] }).port1;
  port2.postMessage('after');
  const got = [];
  await new Promise((resolve) => moved.on('message', (value) => got.push(value) === 2 && resolve()));
  assert.deepStrictEqual(got, ['before', 'after']);
  assert.throws(() => port2.postMessage(1, [port1]), { name: 'DataCloneError' });
  moved.close();
});

test('a broadcast reaches all others of its name', async () => {
  const channels = [1, 2, 3].map(() => new BroadcastChannel('name'));
  const other = new BroadcastChannel('another name');
  other.onmessage = () => assert.fail('another name');
  channels[0].onmessage = () => assert.fail('the sender itself');
  const heard = channels.slice(1).map((channel) => new Promise((resolve) => { channel.onmessage = resolve; }));
  channels[0].postMessage({ a: 1 });
  for (const event of await Promise.all(heard)) assert.deepStrictEqual(event.data, { a: 1 });
  for (const channel of [...channels, other]) channel.close();
  assert.throws(() => channels[0].postMessage(1), { name: 'InvalidStateError' });
});

test('a port can move into a context, where messages are made of its objects', async () => {
  const context = vm.createContext();
  const { port1, port2 } = new MessageChannel();
  context.port = moveMessagePortToContext(port1, context);
  vm.runInContext(`port.onmessage = ({ data }) => { port.postMessage([data instanceof Object, data.a]); }; port.start();`,
                  context);
  port2.postMessage({ a: 5 });
  const [reply] = await new Promise((resolve) => port2.on('message', (...values) => resolve(values)));
  assert.deepStrictEqual(reply, [true, 5]);
  assert.throws(() => vm.runInContext('port.postMessage(globalThis)', context), { name: 'DataCloneError' });
  assert.throws(() => moveMessagePortToContext(port1, context), { code: 'ERR_CLOSED_MESSAGE_PORT' });
  assert.throws(() => moveMessagePortToContext(port2, {}), { code: 'ERR_INVALID_ARG_TYPE' });
  port2.close();
});

test('a port that is sent to its own other end is lost, and the channel ends', async () => {
  const { port1, port2 } = new MessageChannel();
  const warned = once(process, 'warning');
  const closed = once(port2, 'close');
  const buffer = new ArrayBuffer(1);
  port2.postMessage(null, [port1, buffer]);
  assert.strictEqual(buffer.byteLength, 0);
  assert.match((await warned)[0].message, /communication channel was lost/);
  await closed;
});

test('large buffers and their views are copied, each for its reader', async () => {
  const { port1, port2 } = new MessageChannel();
  const bytes = new Uint8Array(1 << 20).fill(1);
  const view = new Uint16Array(bytes.buffer, 1024, 2048);
  port1.postMessage(bytes);
  port1.postMessage(view);
  port1.postMessage(bytes.buffer);
  port1.postMessage({ bytes, view });
  bytes.fill(2);
  const got = [];
  await new Promise((resolve) => port2.on('message', (value) => got.push(value) === 4 && resolve()));
  port2.close();
  assert.strictEqual(bytes.length, 1 << 20);
  assert.deepStrictEqual([got[0].length, got[0][0], got[0].at(-1)], [1 << 20, 1, 1]);
  assert.deepStrictEqual([got[1].byteOffset, got[1].length, got[1][2047]], [1024, 2048, 257]);
  assert.strictEqual(got[1].buffer.byteLength, 1 << 20);
  assert.strictEqual(got[2].byteLength, 1 << 20);
  assert.strictEqual(got[3].bytes.buffer, got[3].view.buffer);
  assert.strictEqual(got[3].view[0], 257);
  got[0][0] = 9;
  assert.strictEqual(got[3].bytes[0], 1);
});

test('a large buffer that is moved is not copied, and a resizable one stays resizable', async () => {
  const { port1, port2 } = new MessageChannel();
  const bytes = new Uint8Array(1 << 20).fill(3);
  const resizable = new Uint8Array(new ArrayBuffer(1 << 18, { maxByteLength: 1 << 19 }));
  port1.postMessage(bytes, [bytes.buffer]);
  port1.postMessage(resizable);
  assert.strictEqual(bytes.length, 0);
  const got = [];
  await new Promise((resolve) => port2.on('message', (value) => got.push(value) === 2 && resolve()));
  port2.close();
  assert.strictEqual(got[0][1000], 3);
  got[1].buffer.resize(1 << 19);
  assert.strictEqual(got[1].length, 1 << 19);
});

test('every reader of a broadcast has a large buffer of its own', async () => {
  const [sender, first, second] = [0, 1, 2].map(() => new BroadcastChannel('large buffers'));
  const arrived = [first, second].map((channel) => new Promise((resolve) => {
    channel.onmessage = ({ data }) => resolve(data);
  }));
  sender.postMessage(new Uint8Array(1 << 20).fill(5));
  const [one, two] = await Promise.all(arrived);
  one.fill(6);
  assert.deepStrictEqual([one[0], two[0], two.length], [6, 5, 1 << 20]);
  for (const channel of [sender, first, second]) channel.close();
});

test('a port that is being collected may hear of its end', async () => {
  const { spawnSync } = require('node:child_process');
  const { status, signal, stderr } = spawnSync(process.execPath, ['-e', `
    const { postMessageToThread } = require('node:worker_threads');
    let left = 1000;
    const again = () => {
      for (let i = 0; i < 20; i++) postMessageToThread(1000 + left, 1).catch(() => {});
      for (let i = 0, garbage = []; i < 20000; i++) garbage.push({ a: [i] });
      if (--left > 0) setImmediate(again);
    };
    again();`]);
  assert.deepStrictEqual([status, signal, String(stderr)], [0, null, '']);
});

test('broadcast channels receive in the order in which they were made, and nothing more once closed', async () => {
  const { BroadcastChannel } = require('node:worker_threads');
  const channels = [1, 2, 3].map(() => new BroadcastChannel('in order'));
  const seen = [];
  await new Promise((resolve) => {
    channels.forEach((channel, i) => {
      channel.onmessage = ({ data }) => {
        seen.push(`${i + 1} of ${data}`);
        if (i === 1) channel.close();
        if (seen.length === 4) setImmediate(resolve);
      };
    });
    channels[0].postMessage('1');
    channels[2].postMessage('3');
    channels[0].postMessage('again');
  });
  channels.forEach((channel) => channel.close());
  assert.deepStrictEqual(seen, ['1 of 3', '2 of 1', '3 of 1', '3 of again']);
});
