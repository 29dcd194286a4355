'use strict';
const assert = require('node:assert');
const cluster = require('node:cluster');
const { once } = require('node:events');

// What the other side of a channel may say of its own accord, and should not.
const odd = [
  null, 1, 'x', [], { cmd: 5 }, { cmd: 'NODE_' }, { cmd: 'NODE_HANDLE' }, { cmd: 'NODE_HANDLE', type: '__proto__' },
  { cmd: 'NODE_HANDLE_ACK' }, { cmd: 'NODE_HANDLE_NACK' }, { cmd: 'NODE_SOCKET_COUNT' }, { cmd: 'NODE_SOCKET_NOTIFY_CLOSE' },
  { cmd: 'NODE_SOCKET_ALL_CLOSED', key: {} }, { cmd: 'NODE_CLUSTER' }, { cmd: 'NODE_CLUSTER', op: 'listen' },
  { cmd: 'NODE_CLUSTER', op: 'listen', where: {}, ask: 90 }, { cmd: 'NODE_CLUSTER', op: 'listen', where: { fd: 'x' }, ask: 91 },
  { cmd: 'NODE_CLUSTER', op: 'listen', where: { port: -5, address: 'zz' }, ask: 92 },
  { cmd: 'NODE_CLUSTER', op: 'listen', where: { path: 5, backlog: 1 }, ask: 93 }, { cmd: 'NODE_CLUSTER', reply: 77 },
  { cmd: 'NODE_CLUSTER', op: 'taken', key: 5, id: {} }, { cmd: 'NODE_CLUSTER', op: 'listening', address: {} },
  { cmd: 'NODE_CLUSTER', op: 'close', key: null }, { cmd: 'NODE_CLUSTER', op: 'connection', key: 1, id: 1, descriptor: true },
];

if (cluster.isWorker) {
  process.on('message', (message) => {
    if (message === 'speak') for (const message of odd) process.send(message);
    if (message === 'end') process.disconnect();
  });
} else {
  const { test } = require('../harness');

  test('odd messages, either way, are passed over', async () => {
    const worker = cluster.fork();
    await once(worker, 'online');
    for (const message of odd) worker.send(message);
    worker.send('speak');
    worker.send('end');
    const [code] = await once(worker, 'exit');
    assert.strictEqual(code, 0);
  });
}
