// net.Socket and net.Server. https://nodejs.org/api/net.html
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { AsyncLocalStorage } = require('node:async_hooks');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { test } = require('../harness');

/** A server on a free port of the loopback. */
async function listen(options, onConnection) {
  const server = net.createServer(options, onConnection);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function closed(server) {
  server.close();
  await once(server, 'close');
}

test('bytes go both ways, and both ends are told of the end', async () => {
  const server = await listen((socket) => {
    socket.setEncoding('utf8');
    socket.on('data', (text) => socket.write(text.toUpperCase()));
    socket.on('end', () => socket.end('.'));
  });
  const client = net.connect(server.address().port, '127.0.0.1');
  client.setEncoding('utf8');
  await once(client, 'connect');
  assert.deepStrictEqual([client.remoteAddress, client.remoteFamily, client.remotePort],
                         ['127.0.0.1', 'IPv4', server.address().port]);
  assert.strictEqual(client.localAddress, '127.0.0.1');
  client.end('hello');
  let text = '';
  for await (const chunk of client) text += chunk;
  assert.match(text, /^HELLO/);
  assert.deepStrictEqual([client.bytesWritten, client.bytesRead], [5, text.length]);
  await closed(server);
});

test('with allowHalfOpen a socket writes on after the other end', async () => {
  const server = await listen({ allowHalfOpen: true }, (socket) => {
    socket.resume();
    socket.on('end', () => setImmediate(() => socket.end('after')));
  });
  const client = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true });
  client.end();
  assert.strictEqual(String(await client.toArray()), 'after');
  await closed(server);
});

test('a large answer reaches a slow reader whole, and the writer is held back', async () => {
  const size = 8 << 20;
  let held = false;
  const server = await listen((socket) => {
    const piece = Buffer.alloc(64 << 10, 'x');
    let left = size;
    (function more() {
      while (left > 0) {
        left -= piece.length;
        if (!socket.write(piece)) {
          held = true;
          socket.once('drain', more);
          return;
        }
      }
      socket.end();
    })();
  });
  const client = net.connect(server.address().port, '127.0.0.1');
  let read = 0;
  for await (const chunk of client) {
    read += chunk.length;
    if (read % 5 === 0) await new Promise(setImmediate);
  }
  assert.deepStrictEqual([read, held], [size, true]);
  await closed(server);
});

test('text of every size arrives as it was, also when the peer does not read', async () => {
  const texts = ['a', '\u00e9'.repeat(100), 'x'.repeat(20000), '\u20ac'.repeat(40000), 'y'.repeat(300000)];
  const server = await listen((socket) => {
    for (const text of texts) socket.write(text);
    socket.write('caf\u00e9', 'latin1');
    socket.end('00ff', 'hex');
  });
  const client = net.connect(server.address().port, '127.0.0.1');
  await once(client, 'connect');
  await new Promise((resolve) => setTimeout(resolve, 10));
  const all = Buffer.concat(await client.toArray());
  const expected = Buffer.concat([...texts.map((text) => Buffer.from(text)), Buffer.from('caf\u00e9', 'latin1'),
                                  Buffer.from([0, 255])]);
  assert.ok(all.equals(expected));
  await closed(server);
});

test('failures to connect name address and port', async () => {
  const server = await listen();
  const { port } = server.address();
  await closed(server);
  const [error] = await once(net.connect(port, '127.0.0.1'), 'error');
  assert.strictEqual(error.message, `connect ECONNREFUSED 127.0.0.1:${port}`);
  assert.deepStrictEqual([error.code, error.syscall, error.address, error.port],
                         ['ECONNREFUSED', 'connect', '127.0.0.1', port]);
  const [missing] = await once(net.connect('/no/such/socket'), 'error');
  assert.strictEqual(missing.message, 'connect ENOENT /no/such/socket');
});

test('a port in use is told as Node words it', async () => {
  const server = await listen();
  const { port } = server.address();
  const second = net.createServer();
  second.listen(port, '127.0.0.1');
  const [error] = await once(second, 'error');
  assert.strictEqual(error.message, `listen EADDRINUSE: address already in use 127.0.0.1:${port}`);
  assert.throws(() => server.listen(0), { code: 'ERR_SERVER_ALREADY_LISTEN' });
  await closed(server);
  const [notRunning] = await new Promise((resolve) => server.close((...args) => resolve(args)));
  assert.strictEqual(notRunning.code, 'ERR_SERVER_NOT_RUNNING');
});

test('a reset is an error of the other side', async () => {
  const failed = new Promise((resolve) => {
    listen((socket) => socket.on('error', (error) => resolve(error.code))).then((server) => {
      const client = net.connect(server.address().port, '127.0.0.1', () => {
        client.write('x', () => client.resetAndDestroy());
        server.close();
      });
    });
  });
  assert.strictEqual(await failed, 'ECONNRESET');
});

test('an error of writing is said to be one, whichever way the bytes went', async () => {
  for (const sizes of [[1], [1 << 20], [1, 1 << 20], [1, 1]]) {
    const child = spawn('/bin/sh', ['-c', 'exec 0<&-; echo closed; exec sleep 600'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const failed = once(child.stdin, 'error');
    const told = sizes.map((size) => new Promise((resolve) => { child.stdin.write(Buffer.alloc(size), resolve); }));
    const [error] = await failed;
    assert.strictEqual(error.message, 'write EPIPE', sizes.join());
    assert.strictEqual(error.syscall, 'write');
    // What is short counts as written when it is queued.
    if (sizes.at(-1) > 1) assert.strictEqual((await told.at(-1)).message, 'write EPIPE', sizes.join());
    child.kill('SIGKILL');
    await once(child, 'close');
  }
});

test('of several addresses the first that answers is taken', async () => {
  const server = await listen((socket) => socket.end('ok'));
  const client = net.connect({
    port: server.address().port,
    host: 'several.test',
    autoSelectFamily: true,
    lookup(host, options, callback) {
      callback(null, [{ address: '::1', family: 6 }, { address: '127.0.0.1', family: 4 }]);
    },
  });
  assert.strictEqual(String(await client.toArray()), 'ok');
  assert.strictEqual(client.autoSelectFamilyAttemptedAddresses.length, 2);
  await closed(server);
});

for (const family of [4, 6]) {
  test(`a look-up that answers with a list where one address is asked for fails, family ${family}`, async () => {
    const client = net.connect({
      port: 80, host: 'list.test', family, lookup: (host, options, callback) => callback(null, ['127.0.0.1'], family),
    });
    const [error] = await once(client, 'error');
    assert.strictEqual(error.code, 'ERR_INVALID_IP_ADDRESS');
  });
}

test('a server with a name listens on its first address that needs no interface', async (t) => {
  const dns = require('node:dns');
  const { lookup } = dns;
  t.after(() => (dns.lookup = lookup));
  const answer = (...list) => (dns.lookup = (host, options, callback) => (
    callback(null, list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))));
  answer('fe80::1', 'FEBF::2', '127.0.0.1');
  const server = net.createServer();
  server.listen(0, 'names.test');
  await once(server, 'listening');
  assert.strictEqual(server.address().address, '127.0.0.1');
  await closed(server);
  answer('fe80::1', 'fe90::1');
  const none = net.createServer();
  none.listen(0, 'names.test');
  const [error] = await once(none, 'error');
  assert.deepStrictEqual([error.syscall, error.address], ['listen', 'fe80::1']);
});

test('a look-up is told what the socket wants', async () => {
  const { ADDRCONFIG, V4MAPPED } = require('node:dns');
  const asked = (options) => new Promise((resolve) => {
    const client = net.connect({ host: 'x.test', port: 80, ...options, lookup: (host, wanted) => {
      resolve([host, wanted]);
      client.destroy();
    } });
  });
  assert.deepStrictEqual(await asked({}), ['x.test', { family: undefined, hints: ADDRCONFIG, all: true }]);
  assert.deepStrictEqual(await asked({ autoSelectFamily: false }), ['x.test', { family: undefined, hints: ADDRCONFIG }]);
  assert.deepStrictEqual(await asked({ family: 0, hints: V4MAPPED }), ['x.test', { family: 0, hints: V4MAPPED, all: true }]);
  assert.deepStrictEqual(await asked({ family: 'IPv6' }), ['x.test', { family: 6, hints: 0 }]);
  assert.deepStrictEqual(await asked({ localAddress: '127.0.0.1' }), ['x.test', { family: undefined, hints: ADDRCONFIG }]);
});

test('a look-up that answers with no list where one is asked for fails', async () => {
  for (const answer of [undefined, '127.0.0.1', []]) {
    const client = net.connect({ port: 80, host: 'list.test', lookup: (host, options, callback) => callback(null, answer, 4) });
    const [error] = await once(client, 'error');
    assert.strictEqual(error.code, 'ERR_INVALID_IP_ADDRESS');
  }
});

test('sockets in the file system have paths', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-net-'));
  const file = path.join(folder, 'socket');
  const server = net.createServer((socket) => socket.end('local'));
  server.listen(file);
  await once(server, 'listening');
  assert.strictEqual(server.address(), file);
  assert.strictEqual(String(await net.connect(file).toArray()), 'local');
  await closed(server);
  assert.strictEqual(fs.existsSync(file), false);
  fs.rmSync(folder, { recursive: true });
});

test('connections past maxConnections are dropped', async () => {
  const server = await listen((socket) => socket.resume());
  server.maxConnections = 1;
  const first = net.connect(server.address().port, '127.0.0.1');
  await once(first, 'connect');
  const second = net.connect(server.address().port, '127.0.0.1');
  second.on('error', () => {});
  const [data] = await once(server, 'drop');
  assert.strictEqual(data.remoteFamily, 'IPv4');
  second.destroy();
  first.destroy();
  await closed(server);
});

test('a socket without activity times out, and setTimeout(0) ends that', async () => {
  const server = await listen((socket) => socket.resume());
  const client = net.connect(server.address().port, '127.0.0.1');
  client.setTimeout(5);
  await once(client, 'timeout');
  client.setTimeout(0);
  client.destroy();
  await closed(server);
  assert.throws(() => new net.Socket().setTimeout(-1), { code: 'ERR_OUT_OF_RANGE' });
});

test('onread fills the buffer of the program, which can stop it', async () => {
  const server = await listen((socket) => socket.end('0123456789'));
  let text = '';
  await new Promise((resolve) => {
    const client = net.connect({
      port: server.address().port,
      host: '127.0.0.1',
      onread: {
        buffer: Buffer.alloc(4),
        callback(count, buffer) {
          text += buffer.toString('latin1', 0, count);
          setImmediate(() => client.resume());
          client.pause();
        },
      },
    }).on('end', resolve);
  });
  assert.strictEqual(text, '0123456789');
  await closed(server);
});

test('what is written before the connection goes out after it', async () => {
  const server = await listen((socket) => socket.pipe(socket));
  const client = net.connect(server.address().port, '127.0.0.1');
  client.write('early ');
  client.end('bird');
  assert.deepStrictEqual([client.connecting, client.readyState, client.pending], [true, 'opening', true]);
  assert.strictEqual(String(Buffer.concat(await client.toArray())), 'early bird');
  await closed(server);
});

test('events of a socket run in the async context in which it was made', async () => {
  const storage = new AsyncLocalStorage();
  const server = await listen((socket) => socket.end('x'));
  const seen = [];
  await new Promise((resolve) => {
    storage.run('client', () => {
      const client = net.connect(server.address().port, '127.0.0.1');
      client.on('connect', () => seen.push(storage.getStore()));
      client.on('data', () => seen.push(storage.getStore()));
      client.on('close', () => {
        seen.push(storage.getStore());
        resolve();
      });
    });
  });
  assert.deepStrictEqual(seen, ['client', 'client', 'client']);
  await closed(server);
});

test('a signal ends a server and a socket', async () => {
  const controller = new AbortController();
  const server = net.createServer().listen({ port: 0, host: '127.0.0.1', signal: controller.signal });
  await once(server, 'listening');
  controller.abort();
  await once(server, 'close');
  const socket = new net.Socket({ signal: AbortSignal.abort() });
  const [error] = await once(socket, 'error');
  assert.strictEqual(error.name, 'AbortError');
});

test('a bound socket becomes a server or the local end of a connection', { skip: !net.BoundSocket && 'too old' }, async () => {
  const bound = new net.BoundSocket({ host: '127.0.0.1' });
  const { port } = bound.address();
  const server = net.createServer((socket) => socket.end(String(socket.remotePort))).listen(bound);
  await once(server, 'listening');
  assert.strictEqual(server.address().port, port);
  assert.throws(() => bound.address(), { code: 'ERR_SOCKET_HANDLE_ADOPTED' });
  const local = new net.BoundSocket({ host: '127.0.0.1' });
  const localPort = local.address().port;
  const client = new net.Socket({ handle: local }).connect(port, '127.0.0.1');
  assert.strictEqual(String(await client.toArray()), String(localPort));
  await closed(server);
});

test('addresses are told apart', () => {
  const kinds = ['127.0.0.1', '::1', '1::', '::ffff:1.2.3.4', 'fe80::1%eth0', '1.2.3', '1.2.3.256', '01.2.3.4', ':::', '1:2',
                 'localhost', ''].map(net.isIP);
  assert.deepStrictEqual(kinds, [4, 6, 6, 6, 6, 0, 0, 0, 0, 0, 0, 0]);
  const list = new net.BlockList();
  list.addSubnet('10.0.0.0', 8);
  list.addAddress('::1', 'ipv6');
  assert.deepStrictEqual([list.check('10.1.2.3'), list.check('11.1.2.3'), list.check('::ffff:10.0.0.1', 'ipv6'),
                          list.check('::1', 'ipv6')], [true, false, true, true]);
});
