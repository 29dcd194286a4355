'use strict';
const assert = require('node:assert');
const { fork, spawn } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');

if (process.argv[2] === 'child') {
  process.on('message', (message, handle) => {
    if (message === 'server') {
      handle.on('connection', (socket) => socket.end('served by the child'));
      process.send('ready');
    } else if (message === 'socket') {
      handle.resume();
      handle.write('from the child');
      process.once('message', () => handle.end());
    } else if (message === 'datagrams') {
      handle.on('message', (data, { port }) => handle.send(`child got ${data}`, port, '127.0.0.1'));
      process.send('ready');
    } else if (message === 'native') {
      net.createServer((socket) => socket.end('adopted')).listen(handle, () => process.send('ready'));
    } else {
      process.send({ message, handle });
    }
  });
} else {
  const { test } = require('../harness');
  const listen = async (options) => {
    const server = net.createServer(options).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  const text = (socket) => new Promise((resolve) => {
    let all = '';
    socket.on('data', (data) => all += data).on('end', () => resolve(all));
  });

  for (const serialization of ['json', 'advanced']) {
    test(`a connection moves to the child, and its server goes on counting it (${serialization})`, async () => {
      const child = fork(__filename, ['child'], { serialization });
      const server = await listen({ pauseOnConnect: true });
      const client = net.connect(server.address().port, '127.0.0.1');
      const [socket] = await once(server, 'connection');
      const said = text(client);
      await new Promise((resolve, reject) => {
        child.send('socket', socket, (error) => (error ? reject(error) : resolve()));
      });
      await once(client, 'data');
      const count = () => new Promise((resolve) => server.getConnections((error, number) => resolve(number)));
      assert.strictEqual(await count(), 1);
      let closed = false;
      server.close(() => closed = true);
      assert.strictEqual(await count(), 1);
      assert.strictEqual(closed, false);
      child.send('end');
      assert.strictEqual(await said, 'from the child');
      await once(server, 'close');
      child.disconnect();
      await once(child, 'exit');
    });
  }

  test('a server is shared: the child accepts when the parent has closed its own', async () => {
    const child = fork(__filename, ['child']);
    const server = await listen();
    const { port } = server.address();
    child.send('server', server);
    await once(child, 'message');
    server.close();
    assert.strictEqual(await text(net.connect(port, '127.0.0.1')), 'served by the child');
    child.kill();
    await once(child, 'exit');
  });

  test('a datagram socket is shared', async () => {
    const dgram = require('node:dgram');
    const child = fork(__filename, ['child']);
    const socket = dgram.createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { port } = socket.address();
    child.send('datagrams', socket);
    await once(child, 'message');
    socket.close();
    const client = dgram.createSocket('udp4');
    client.send('hello', port, '127.0.0.1');
    const [answer] = await once(client, 'message');
    assert.strictEqual(String(answer), 'child got hello');
    client.close();
    child.kill();
    await once(child, 'exit');
  });

  test('a native handle of a server is one to listen on', async () => {
    const child = fork(__filename, ['child']);
    const server = await listen();
    const { port } = server.address();
    child.send('native', server._handle);
    await once(child, 'message');
    server.close();
    assert.strictEqual(await text(net.connect(port, '127.0.0.1')), 'adopted');
    child.kill();
    await once(child, 'exit');
  });

  test('messages behind a handle keep their order, and a socket that is gone sends its message alone', async () => {
    const child = fork(__filename, ['child']);
    const server = await listen();
    child.send('server', server);
    // One message may wait for the handle to be acknowledged without this being worth telling.
    assert.strictEqual(child.send('one'), true);
    assert.strictEqual(child.send('between'), false);
    const socket = new net.Socket();
    child.send('two', socket);
    const seen = [];
    child.on('message', (message) => seen.push(message.message ?? message));
    while (seen.length < 4) await once(child, 'message');
    assert.deepStrictEqual(seen, ['ready', 'one', 'between', 'two']);
    assert.throws(() => child.send('x', {}), { code: 'ERR_INVALID_HANDLE_TYPE' });
    server.close();
    child.kill();
    await once(child, 'exit');
  });

  test('advanced serialization keeps what JSON loses', async () => {
    const child = fork(__filename, ['child'], { serialization: 'advanced' });
    const value = {
      map: new Map([[1, new Set(['x'])]]), date: new Date(7), big: 10n, pattern: /x/g, none: undefined,
      buffer: Buffer.from('caf\u00e9'), floats: new Float64Array([1.5, NaN]), view: new DataView(new ArrayBuffer(3)),
      words: new BigUint64Array([1n]), error: new RangeError('far'), hole: [1, , 3],
      text: 'x'.repeat(300000),
    };
    value.self = value;
    child.send(value);
    const [{ message }] = await once(child, 'message');
    assert.deepStrictEqual(message, value);
    assert.ok(Buffer.isBuffer(message.buffer));
    assert.strictEqual(message.self, message);
    assert.throws(() => child.send({ f() {} }), { message: 'f() {} could not be cloned.' });
    child.disconnect();
    await once(child, 'exit');
  });

  test('garbage ends the channel and nothing else', async () => {
    for (const [serialization, garbage] of [['json', '{"a":\\n'], ['advanced', '\\0\\0\\0\\4nono'], ['json', '\\n\\n']]) {
      const child = spawn('/bin/sh', ['-c', `printf '${garbage}' >&3; cat <&3`],
                          { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], serialization });
      const failed = once(child, 'error').catch((error) => [error]);
      const [error] = await failed;
      assert.ok(error instanceof Error);
      if (child.connected) await once(child, 'disconnect');
      await once(child, 'exit');
    }
  });
}
