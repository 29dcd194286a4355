// req.socket of a connection that the program only looks at, and what happens when it does more.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { inspect } = require('node:util');
const { once } = require('node:events');
const { test } = require('../harness');
const { listen, raw } = require('./raw');

/** Serves with `handler`; returns `get(path)` over one kept connection, and `end()` to close that. */
async function serve(t, handler) {
  const port = await listen(t, http.createServer(handler));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after?.(() => agent.destroy());
  const get = (path = '/') => new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', agent, path }, (res) => {
      res.setEncoding('utf8');
      let text = '';
      res.on('data', (chunk) => { text += chunk; });
      res.on('end', () => setImmediate(resolve, text));
    }).on('error', reject);
  });
  return { get, end: () => agent.destroy(), port };
}

test('all requests of a connection have one socket, which tells where the peer is', async (t) => {
  const sockets = [];
  const { get, end, port } = await serve(t, (req, res) => {
    const { socket } = req;
    sockets.push(socket);
    assert.ok(socket instanceof net.Socket);
    assert.strictEqual(res.socket, socket);
    assert.strictEqual(req.connection, socket);
    assert.strictEqual(socket.localPort, port);
    assert.deepStrictEqual(socket.address(), { address: '127.0.0.1', family: 'IPv4', port });
    assert.strictEqual(socket.remoteFamily, 'IPv4');
    assert.strictEqual(socket.encrypted, undefined);
    assert.deepStrictEqual([socket.readable, socket.writable, socket.destroyed, socket.connecting, socket.readyState],
                           [true, true, false, false, 'open']);
    res.end(`${socket.remoteAddress} ${typeof socket.remotePort}`);
  });
  assert.strictEqual(await get(), '127.0.0.1 number');
  assert.strictEqual(await get(), '127.0.0.1 number');
  assert.strictEqual(sockets[0], sockets[1]);
  end();
});

test("'close' is told, and the address is still known then if it was asked for", async (t) => {
  let socket;
  const { get, end } = await serve(t, (req, res) => {
    ({ socket } = req);
    res.end(socket.remoteAddress);
  });
  await get();
  const closed = once(socket, 'close');
  end();
  assert.deepStrictEqual(await closed, [false]);
  assert.strictEqual(socket.destroyed, true);
  assert.strictEqual(socket.readable, false);
  assert.strictEqual(socket.writable, false);
  assert.strictEqual(socket.remoteAddress, '127.0.0.1');
  assert.strictEqual(socket.readyState, 'closed');
});

test('a listener that is removed again leaves nothing', async (t) => {
  const { get, end } = await serve(t, (req, res) => {
    const listener = () => {};
    req.socket.on('close', listener);
    req.socket.once('error', listener);
    assert.strictEqual(req.socket.listenerCount('close') >= 1, true);
    req.socket.removeListener('close', listener);
    req.socket.off('error', listener);
    assert.strictEqual(req.socket.listeners('close').includes(listener), false);
    res.end('x');
  });
  for (let i = 0; i < 20; i++) assert.strictEqual(await get(), 'x');
  end();
});

for (const [what, use] of Object.entries({
  'a method': (socket) => socket.setTimeout(1000),
  'a property': (socket) => assert.ok(socket.bytesRead > 50 && socket.bytesWritten > 50),
  'another event': (socket) => socket.on('timeout', () => {}),
  'inspect': (socket) => assert.match(inspect(socket), /^<ref \*\d+> Socket \{[^]*\n {2}connecting: false/),
})) {
  test(`${what} makes it an ordinary socket, the same object, and the connection goes on`, async (t) => {
    const closed = [];
    let first;
    const { get, end } = await serve(t, (req, res) => {
      const { socket } = req;
      first ??= socket;
      assert.strictEqual(socket, first);
      if (req.url === '/first') {
        socket.mine = 1;
        socket.on('close', () => closed.push('close'));
      } else {
        use(socket);
        assert.strictEqual(Object.getPrototypeOf(socket), net.Socket.prototype);
        assert.strictEqual(req.socket, socket);
      }
      assert.strictEqual(socket.mine, 1);
      res.end(socket.remoteAddress);
    });
    assert.strictEqual(await get('/first'), '127.0.0.1');
    assert.strictEqual(await get('/second'), '127.0.0.1');
    assert.strictEqual(await get('/third'), '127.0.0.1');
    const gone = once(first, 'close');
    end();
    await gone;
    assert.deepStrictEqual(closed, ['close']);
    assert.strictEqual(first.destroyed, true);
  });
}

test('the socket can be destroyed through it', async (t) => {
  const { get } = await serve(t, (req) => req.socket.destroy());
  await assert.rejects(get(), { code: 'ECONNRESET' });
});

test('asked for when the connection is gone, it is a destroyed one', async (t) => {
  let late;
  const port = await listen(t, http.createServer((req, res) => {
    req.on('close', () => { late = req.socket; });
    res.on('close', () => { late ??= req.socket; });
  }));
  const client = net.connect(port, '127.0.0.1', () => client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n', () => client.destroy()));
  while (late === undefined) await new Promise((resolve) => setTimeout(resolve, 2));
  assert.strictEqual(late.destroyed, true);
  assert.strictEqual(late.writable, false);
});

test("'connection' brings the same socket before its first request, and its listeners do not disturb serving", async (t) => {
  const open = new Set();
  const server = http.createServer((req, res) => res.end(String(open.has(req.socket))));
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const port = await listen(t, server);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const get = () => new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', agent }, (res) => {
      res.setEncoding('utf8');
      res.on('data', resolve);
    }).on('error', reject);
  });
  assert.strictEqual(await get(), 'true');
  assert.strictEqual(await get(), 'true');
  assert.strictEqual(open.size, 1);
  assert.strictEqual(await new Promise((resolve) => server.getConnections((error, count) => resolve(count))), 1);
  const closed = once([...open][0], 'close');
  for (const socket of open) socket.destroy();
  await closed;
  assert.strictEqual(open.size, 0);
  agent.destroy();
});

test("a listener of 'connection' that reads sees the bytes that http sees", async (t) => {
  let seen = '';
  const server = http.createServer((req, res) => res.end('x'));
  server.on('connection', (socket) => socket.on('data', (chunk) => { seen += chunk.toString('latin1'); }));
  const port = await listen(t, server);
  await raw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.strictEqual(seen, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
});

test("a server whose own listener of 'connection' was removed leaves connections to the program", async (t) => {
  const server = http.createServer(() => assert.fail('no request is expected'));
  server.removeAllListeners('connection');
  server.on('connection', (socket) => socket.end('bye'));
  const port = await listen(t, server);
  assert.strictEqual(await raw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), 'bye');
});
