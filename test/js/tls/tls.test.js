'use strict';
const assert = require('node:assert');
const net = require('node:net');
const tls = require('node:tls');
const { once } = require('node:events');
const { test } = require('../harness');
const { ca, identity, example, serve, connect } = require('./fixture');

test('data goes both ways, in any size, over a connection that both ends agree about', async (t) => {
  const server = await serve(t, { ALPNProtocols: ['two', 'one'] }, (socket) => {
    assert.strictEqual(socket.servername, 'localhost');
    assert.strictEqual(socket.alpnProtocol, 'one');
    socket.pipe(socket);
  });
  const socket = connect(server, { ALPNProtocols: ['one'] });
  await once(socket, 'secureConnect');
  assert.deepStrictEqual([socket.authorized, socket.authorizationError, socket.encrypted], [true, null, true]);
  assert.strictEqual(socket.getProtocol(), 'TLSv1.3');
  assert.strictEqual(socket.getPeerCertificate().subject.CN, 'localhost');
  assert.strictEqual(socket.getPeerCertificate(true).issuerCertificate.subject.CN, 'Test authority');
  const sent = Buffer.alloc(1 << 20, 'abcdefg');
  const received = [];
  socket.on('data', (chunk) => received.push(chunk));
  socket.end(sent);
  await once(socket, 'end');
  assert.ok(Buffer.concat(received).equals(sent));
});

test('a certificate of an unknown authority is refused, or told when the program wants it', async (t) => {
  const server = await serve(t, {}, (socket) => socket.on('error', () => {}).end());
  const refused = connect(server, { ca: undefined });
  const [error] = await once(refused, 'error');
  assert.strictEqual(error.code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  const lenient = connect(server, { ca: undefined, rejectUnauthorized: false });
  await once(lenient, 'secureConnect');
  assert.deepStrictEqual([lenient.authorized, lenient.authorizationError], [false, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
  lenient.destroy();
});

test('a certificate for another host is refused', async (t) => {
  const server = await serve(t, {}, (socket) => socket.on('error', () => {}));
  const [error] = await once(connect(server, { servername: 'other.test' }), 'error');
  assert.strictEqual(error.code, 'ERR_TLS_CERT_ALTNAME_INVALID');
});

test('a server shows the certificate of the name that the client asks for', async (t) => {
  const server = await serve(t, {}, (socket) => socket.end());
  server.addContext('*.example.test', example);
  const socket = connect(server, { servername: 'a.example.test' });
  await once(socket, 'secureConnect');
  assert.strictEqual(socket.getPeerCertificate().subject.CN, 'example');
  socket.destroy();
});

test('a client shows its certificate when the server asks for one', async (t) => {
  const names = [];
  const closed = (socket) => new Promise((resolve) => { socket.on('error', () => {}).on('close', resolve).resume(); });
  const server = await serve(t, { requestCert: true, ca }, (socket) => {
    names.push(socket.getPeerCertificate().subject.CN, socket.authorized);
    socket.end();
  });
  const known = connect(server, example);
  await closed(known);
  assert.deepStrictEqual(names, ['example', true]);
  await closed(connect(server, {}));
  assert.deepStrictEqual(names, ['example', true]);
});

test('a client that speaks no TLS is told of, and the server lives on', async (t) => {
  const server = await serve(t, {}, (socket) => socket.end('fine'));
  const plain = net.connect(server.address().port, '127.0.0.1');
  plain.on('error', () => {}).resume();
  plain.write('GET / HTTP/1.1\r\n\r\n');
  const [error] = await once(server, 'tlsClientError');
  assert.strictEqual(error.code, 'ERR_SSL_HTTP_REQUEST');
  const socket = connect(server, {});
  assert.strictEqual(String((await once(socket, 'data'))[0]), 'fine');
  socket.destroy();
});

test('a peer that leaves before the handshake is done is an error', async (t) => {
  const server = net.createServer((socket) => socket.destroy());
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const [error] = await once(connect(server, {}), 'error');
  assert.strictEqual(error.code, 'ECONNRESET');
});

test('wrong options are refused at once', () => {
  assert.throws(() => tls.createSecureContext({ minVersion: 'x' }), { code: 'ERR_TLS_INVALID_PROTOCOL_VERSION' });
  assert.throws(() => tls.createSecureContext({ key: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => tls.createSecureContext({ cert: 'nonsense' }), { name: 'Error' });
  assert.throws(() => tls.createSecureContext({ ...identity, key: example.key }), /key values mismatch/);
});
