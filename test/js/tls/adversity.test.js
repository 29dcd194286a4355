'use strict';
const assert = require('node:assert');
const net = require('node:net');
const tls = require('node:tls');
const { duplexPair } = require('node:stream');
const { once } = require('node:events');
const { test } = require('../harness');
const { ca, identity, serve, connect, drain } = require('./fixture');

test('renegotiations are few, and none once they are disabled', async (t) => {
  const server = await serve(t, { maxVersion: 'TLSv1.2' });
  for (const [disables, allowed, code] of [[false, 3, 'ERR_TLS_SESSION_ATTACK'], [true, 0, 'ERR_TLS_RENEGOTIATION_DISABLED']]) {
    const accepted = once(server, 'secureConnection');
    const socket = connect(server);
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    const [peer] = await accepted;
    if (disables) peer.disableRenegotiation();
    const failed = once(peer, 'error');
    let done = 0;
    const again = () => socket.renegotiate({}, (error) => {
      assert.strictEqual(error, null);
      done++;
      again();
    });
    again();
    assert.strictEqual((await failed)[0].code, code);
    assert.strictEqual(done, allowed);
  }
});

test('a server may ask for a certificate afterwards; TLS 1.3 has no such thing', async (t) => {
  const old = await serve(t, { ca, maxVersion: 'TLSv1.2' }, (socket) => {
    assert.deepStrictEqual(socket.getPeerCertificate(), {});
    assert.strictEqual(socket.renegotiate({ requestCert: true, rejectUnauthorized: false }, () => {
      socket.end(socket.getPeerCertificate().subject.CN);
    }), true);
  });
  assert.strictEqual(String(await drain(connect(old, identity))), 'localhost');
  const server = await serve(t, {});
  const socket = connect(server);
  await once(socket, 'secureConnect');
  const error = await new Promise((resolve) => {
    assert.strictEqual(socket.renegotiate({}, resolve), false);
  });
  assert.strictEqual(error.code, 'ERR_SSL_WRONG_SSL_VERSION');
  socket.destroy();
});

test('garbage, truncation and silence end in an error of their own', async (t) => {
  const server = await serve(t, { handshakeTimeout: 60 });
  const attempts = [
    [Buffer.from('GET / HTTP/1.1\r\n\r\n'), false, 'ERR_SSL_HTTP_REQUEST'],
    [Buffer.alloc(512, 42), false, 'ERR_SSL_WRONG_VERSION_NUMBER'],
    [Buffer.from('16030100f8010000f40303', 'hex'), true, 'ECONNRESET'],
    [Buffer.alloc(0), false, 'ERR_TLS_HANDSHAKE_TIMEOUT'],
    [Buffer.from('160301000a', 'hex'), false, 'ERR_TLS_HANDSHAKE_TIMEOUT'],
  ];
  for (const [bytes, ends, code] of attempts) {
    const failed = once(server, 'tlsClientError');
    const raw = net.connect(server.address().port, '127.0.0.1');
    raw.on('error', () => {});
    raw.write(bytes);
    if (ends) raw.end();
    raw.resume();
    const [error, socket] = await failed;
    assert.strictEqual(error.code, code);
    assert.ok(socket instanceof tls.TLSSocket);
    if (!raw.closed) await once(raw, 'close');
  }
});

test('a client destroyed at any moment of its handshake leaves nothing behind', async (t) => {
  const server = await serve(t, {}, (socket) => socket.on('error', () => {}).resume());
  let left = 0;
  server.on('connection', (socket) => {
    left++;
    socket.once('close', () => { left--; });
  });
  const moments = [
    (socket) => socket.destroy(),
    (socket) => socket.once('connect', () => socket.destroy()),
    (socket) => socket.once('connect', () => setImmediate(() => socket.destroy())),
    (socket) => socket.once('keylog', () => socket.destroy()),
    (socket) => socket.once('secure', () => socket.destroy()),
    (socket) => socket.once('secureConnect', () => socket.destroy()),
    (socket) => socket.once('session', () => socket.destroy()),
  ];
  for (const moment of moments) {
    const socket = connect(server);
    moment(socket);
    await once(socket, 'close');
    assert.strictEqual(socket.ssl, null);
  }
  while (left > 0) await new Promise((resolve) => { setTimeout(resolve, 5); });
});

test('any Duplex carries TLS, and TLS carries TLS', async (t) => {
  const { 0: near, 1: far } = duplexPair();
  const server = await serve(t, {}, (socket) => socket.pipe(socket));
  server.emit('connection', far);
  const outer = tls.connect({ socket: near, ca, servername: 'localhost' });
  await once(outer, 'secureConnect');
  outer.write('x');
  assert.strictEqual(String((await once(outer, 'data'))[0]), 'x');
  const within = await serve(t, {}, (socket) => {
    const inner = new tls.TLSSocket(socket, { ...identity, isServer: true });
    inner.pipe(inner);
  });
  const carrier = connect(within);
  await once(carrier, 'secureConnect');
  const inner = tls.connect({ socket: carrier, ca, servername: 'localhost' });
  const sent = Buffer.alloc(300_000, 'within');
  inner.end(sent);
  const received = [];
  for await (const chunk of inner) received.push(chunk);
  assert.ok(Buffer.concat(received).equals(sent));
});

test('each side ends by itself when it may', async (t) => {
  const server = await serve(t, { allowHalfOpen: true }, async (socket) => {
    const received = [];
    for await (const chunk of socket) received.push(chunk);
    socket.end(`late ${Buffer.concat(received)}`);
  });
  const socket = connect(server, { allowHalfOpen: true });
  socket.end('question');
  assert.strictEqual(String(await drain(socket)), 'late question');
});

test('records are as small as the sender wants them, and each is a chunk', async (t) => {
  const server = await serve(t, {}, (socket) => {
    assert.deepStrictEqual([100, 20_000, 512].map((size) => socket.setMaxSendFragment(size)), [false, false, true]);
    socket.end(Buffer.alloc(1100));
  });
  const socket = connect(server);
  const sizes = [];
  socket.on('data', (chunk) => sizes.push(chunk.length));
  await once(socket, 'close');
  assert.deepStrictEqual(sizes, [512, 512, 76]);
});

test('a program\'s own read buffer gets what is decrypted', async (t) => {
  const message = Buffer.from('0123456789'.repeat(50));
  const server = await serve(t, {}, (socket) => socket.end(message));
  const received = [];
  let pauses = 1;
  const socket = connect(server, {
    onread: {
      buffer: Buffer.alloc(64),
      callback(count, buffer) {
        received.push(Buffer.from(buffer.subarray(0, count)));
        if (pauses-- <= 0) return true;
        setImmediate(() => socket.resume());
        return false;
      },
    },
  });
  await once(socket, 'end');
  assert.ok(Buffer.concat(received).equals(message));
});
