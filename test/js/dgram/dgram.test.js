// Datagram sockets: https://nodejs.org/api/dgram.html
'use strict';

const assert = require('node:assert');
const dgram = require('node:dgram');
const net = require('node:net');
const { once } = require('node:events');
const { test } = require('../harness');

async function bound(t, options = 'udp4') {
  const socket = dgram.createSocket(options);
  t.after(() => { try { socket.close(); } catch { /* closed already */ } });
  socket.bind(0, (options.type ?? options) === 'udp6' ? '::1' : '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

test('a datagram comes with its sender', async (t) => {
  const server = await bound(t);
  const client = await bound(t);
  const message = once(server, 'message');
  const sent = await new Promise((resolve, reject) => {
    client.send(['ab', Buffer.from('cd')], server.address().port, '127.0.0.1', (error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
  const [data, info] = await message;
  assert.strictEqual(sent, 4);
  assert.strictEqual(data.toString(), 'abcd');
  assert.deepStrictEqual(info, { address: '127.0.0.1', family: 'IPv4', port: client.address().port, size: 4 });
});

test('empty datagrams, parts of buffers and the longest datagram arrive whole', async (t) => {
  const server = await bound(t);
  const client = await bound(t);
  const { port } = server.address();
  const sizes = [];
  const done = new Promise((resolve) => {
    server.on('message', (data) => { if (sizes.push(data.length) === 3) resolve(); });
  });
  client.send('', port, '127.0.0.1');
  client.send('abcdef', 2, 3, port, '127.0.0.1');
  client.send(Buffer.alloc(65507), port, '127.0.0.1');
  await done;
  assert.deepStrictEqual(sizes, [0, 3, 65507]);
});

test('a datagram that is too long is an error of its callback, or of the socket', async (t) => {
  const client = await bound(t);
  const error = await new Promise((resolve) => { client.send(Buffer.alloc(70000), 9, '127.0.0.1', resolve); });
  assert.strictEqual(error.code, 'EMSGSIZE');
  assert.strictEqual(error.message, 'send EMSGSIZE 127.0.0.1:9');
});

test('a connected socket sends without an address and refuses one', async (t) => {
  const server = await bound(t);
  const client = await bound(t);
  await new Promise((resolve) => { client.connect(server.address().port, '127.0.0.1', resolve); });
  assert.deepStrictEqual(client.remoteAddress(), { address: '127.0.0.1', family: 'IPv4', port: server.address().port });
  assert.throws(() => client.connect(1), { code: 'ERR_SOCKET_DGRAM_IS_CONNECTED' });
  assert.throws(() => client.send('x', 0, 1, 9, '127.0.0.1'), { code: 'ERR_SOCKET_DGRAM_IS_CONNECTED' });
  const message = once(server, 'message');
  client.send('hello');
  assert.strictEqual((await message)[0].toString(), 'hello');
  client.disconnect();
  assert.throws(() => client.remoteAddress(), { code: 'ERR_SOCKET_DGRAM_NOT_CONNECTED' });
  assert.throws(() => client.disconnect(), { code: 'ERR_SOCKET_DGRAM_NOT_CONNECTED' });
});

test('what is sent before the socket is bound goes out when it is', async (t) => {
  const server = await bound(t);
  const client = dgram.createSocket('udp4');
  const message = once(server, 'message');
  await new Promise((resolve) => { client.send('early', server.address().port, 'localhost', resolve); });
  client.close();
  assert.strictEqual((await message)[0].toString(), 'early');
});

test('an address that is taken is an error; it is free when close is told', async (t) => {
  const first = await bound(t);
  const { port } = first.address();
  const second = dgram.createSocket('udp4');
  second.bind(port, '127.0.0.1');
  const [error] = await once(second, 'error');
  assert.strictEqual(error.code, 'EADDRINUSE');
  assert.strictEqual(error.message, `bind EADDRINUSE 127.0.0.1:${port}`);
  await first[Symbol.asyncDispose]();
  second.bind(port, '127.0.0.1');
  await once(second, 'listening');
  second.close();
  assert.throws(() => second.close(), { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
});

test('bindSync and connectSync need no turn of the loop', async (t) => {
  const server = await bound(t);
  const client = dgram.createSocket('udp4');
  const address = client.bindSync({ address: '127.0.0.1' });
  assert.strictEqual(address.address, '127.0.0.1');
  assert.throws(() => client.bindSync(), { code: 'ERR_SOCKET_ALREADY_BOUND' });
  client.connectSync(server.address().port);
  const message = once(server, 'message');
  client.send('sync');
  assert.strictEqual((await message)[1].port, address.port);
  client.close();
  assert.throws(() => dgram.createSocket('udp4').bindSync({ address: 'localhost' }), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('blocked senders are not heard, blocked receivers not sent to', async (t) => {
  const receiveBlockList = new net.BlockList();
  receiveBlockList.addAddress('127.0.0.1');
  const deaf = await bound(t, { type: 'udp4', receiveBlockList });
  deaf.on('message', () => assert.fail('it is blocked'));
  const client = await bound(t, { type: 'udp4', sendBlockList: receiveBlockList });
  const error = await new Promise((resolve) => { client.send('x', deaf.address().port, '127.0.0.1', resolve); });
  assert.strictEqual(error.code, 'ERR_IP_BLOCKED');
  const other = await bound(t);
  await new Promise((resolve) => { other.send('x', deaf.address().port, '127.0.0.1', resolve); });
  await new Promise((resolve) => { setImmediate(() => setImmediate(resolve)); });
});

test('an abort closes', async () => {
  const controller = new AbortController();
  const socket = dgram.createSocket({ type: 'udp4', signal: controller.signal });
  const closed = once(socket, 'close');
  controller.abort();
  await closed;
});

test('an unreferenced socket lets the process end, and options can be set', async (t) => {
  const socket = await bound(t);
  assert.strictEqual(socket.setTTL(16), 16);
  assert.strictEqual(socket.setMulticastTTL(0), 0);
  assert.strictEqual(socket.setMulticastLoopback(true), true);
  socket.setBroadcast(true);
  socket.setRecvBufferSize(20_000);
  assert.ok(socket.getRecvBufferSize() >= 20_000);
  assert.ok(socket.getSendBufferSize() > 0);
  assert.deepStrictEqual([socket.getSendQueueSize(), socket.getSendQueueCount()], [0, 0]);
  assert.throws(() => socket.setTTL(256), { code: 'EINVAL', syscall: 'setTTL' });
  assert.strictEqual(socket.ref().unref(), socket);
  const open = dgram.createSocket('udp4').bind(0);
  open.unref();
});
