// TCP sockets and servers that go to another thread. https://nodejs.org/api/net.html#transferring-tcp-handles-to-other-threads
'use strict';
const assert = require('node:assert');
const net = require('node:net');
const { once } = require('node:events');
const { MessageChannel, Worker } = require('node:worker_threads');
const { test } = require('../harness');

const kNotTransferable = { name: 'Error', code: 'ERR_WORKER_HANDLE_NOT_TRANSFERABLE' };

/** A server on a free port of the loopback. */
async function listen(options, onConnection) {
  const server = net.createServer(options, onConnection);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function channel(t) {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  return [port1, port2];
}

async function text(port) {
  return String(await net.connect(port, '127.0.0.1').toArray());
}

test('a connection is answered by another thread', async (t) => {
  const worker = new Worker(`
    require('node:worker_threads').parentPort.on('message', ({ socket }) => {
      socket.setEncoding('utf8').on('data', (chunk) => socket.end('echo:' + chunk));
    });`, { eval: true });
  t.after(() => worker.terminate());
  const server = await listen({ allowHalfOpen: true }, (socket) => {
    worker.postMessage({ socket }, [socket]);
    assert.strictEqual(socket.destroyed, true);
    assert.strictEqual(socket._handle, null);
    socket.write('lost', (error) => assert.strictEqual(error.code, 'ERR_STREAM_DESTROYED'));
    server.close();
  });
  const closed = once(server, 'close');
  const client = net.connect(server.address().port, '127.0.0.1');
  client.end('hello');
  assert.strictEqual(String(await client.toArray()), 'echo:hello');
  await closed;
});

test('a server goes on listening in another thread', async (t) => {
  const worker = new Worker(`
    require('node:worker_threads').parentPort.once('message', ({ server }) => {
      server.on('connection', (socket) => { socket.end('there'); server.close(); });
      require('node:worker_threads').parentPort.postMessage([server.listening, server.address().port, server.pauseOnConnect]);
    });`, { eval: true });
  t.after(() => worker.terminate());
  const server = await listen({ pauseOnConnect: true }, () => assert.fail());
  const { port } = server.address();
  // It waits to be accepted when the server goes.
  const early = text(port);
  const events = Promise.all([once(worker, 'message'), once(server, 'close')]);
  worker.postMessage({ server }, [server]);
  assert.strictEqual(server.listening, false);
  const [[told]] = await events;
  assert.deepStrictEqual(told, [true, port, true]);
  assert.strictEqual(await early, 'there');
});

test('what is not in a state to be moved is refused, and stays usable', async (t) => {
  const [port1] = channel(t);
  const closed = net.createServer();
  assert.throws(() => port1.postMessage(closed, [closed]), kNotTransferable);
  const unconnected = new net.Socket();
  assert.throws(() => port1.postMessage(unconnected, [unconnected]), kNotTransferable);
  assert.throws(() => port1.postMessage(closed), { name: 'DataCloneError' });

  const server = await listen({}, (socket) => {
    socket.once('data', () => {
      assert.throws(() => port1.postMessage({ socket }, [socket]), kNotTransferable);
      socket.end('still here');
    });
    server.close();
  });
  const client = net.connect(server.address().port, '127.0.0.1');
  client.write('x');
  assert.strictEqual(String(await client.toArray()), 'still here');
});

test('a connection in a message that nobody receives is closed', async (t) => {
  const [port1, port2] = channel(t);
  const server = await listen({}, (socket) => {
    port1.postMessage({ socket }, [socket]);
    port2.close();
    server.close();
  });
  assert.strictEqual(await text(server.address().port), '');
});
