// HTTP/2 over TLS: ALPN, the fallback to HTTP/1, origins. https://nodejs.org/api/http2.html#alpn-negotiation
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http2 = require('node:http2');
const https = require('node:https');
const path = require('node:path');
const tls = require('node:tls');
const { once } = require('node:events');
const { test } = require('../harness');
const { read } = require('./pair');

const keys = path.join(__dirname, '..', 'tls', 'keys');
const own = {
  key: fs.readFileSync(path.join(keys, 'localhost-key.pem')),
  cert: fs.readFileSync(path.join(keys, 'localhost-cert.pem')),
};
const ca = fs.readFileSync(path.join(keys, 'ca-cert.pem'));

async function serve(t, options, listener) {
  const server = http2.createSecureServer({ ...own, ...options }, listener);
  server.listen(0);
  await once(server, 'listening');
  t.after(() => server.close());
  return server;
}

function hello(req, res) {
  res.end(`HTTP/${req.httpVersion}`);
}

test('a secure server speaks HTTP/2 with who can', async (t) => {
  const server = await serve(t, { origins: ['https://a.example', 'https://b.example'] }, hello);
  const client = http2.connect(`https://localhost:${server.address().port}`, { ca });
  t.after(() => client.destroy());
  const origins = once(client, 'origin');
  assert.strictEqual(await read(client.request()), 'HTTP/2.0');
  assert.strictEqual(client.alpnProtocol, 'h2');
  assert.strictEqual(client.encrypted, true);
  assert.deepStrictEqual((await origins)[0], ['https://a.example', 'https://b.example']);
  assert.strictEqual(client.originSet.length, 3);
});

test('HTTP/1 is served where that is allowed', async (t) => {
  const server = await serve(t, { allowHTTP1: true }, hello);
  const { port } = server.address();
  const client = http2.connect(`https://localhost:${port}`, { ca });
  t.after(() => client.destroy());
  assert.strictEqual(await read(client.request()), 'HTTP/2.0');
  const req = https.get({ port, ca, agent: false });
  const [res] = await once(req, 'response');
  assert.strictEqual(await read(res), 'HTTP/1.1');
});

test('a client that speaks something else is told, or handed to the program', async (t) => {
  const server = await serve(t, {}, hello);
  const { port } = server.address();
  const first = tls.connect({ port, ca });
  assert.match(await read(first), /^HTTP\/1.0 403 Forbidden/);
  const unknown = once(server, 'unknownProtocol');
  const second = tls.connect({ port, ca });
  second.on('error', () => {});
  const [socket] = await unknown;
  assert.strictEqual(socket.alpnProtocol, false);
  socket.destroy();
  await once(second, 'close');
});

test('the program may choose the protocol', async (t) => {
  const asked = [];
  const server = tls.createServer({
    ...own,
    ALPNCallback({ servername, protocols }) {
      asked.push([servername, protocols]);
      return protocols[1];
    },
  }, (socket) => socket.end());
  server.listen(0);
  await once(server, 'listening');
  t.after(() => server.close());
  const client = tls.connect({ port: server.address().port, servername: 'localhost', ca, ALPNProtocols: ['one', 'two'] });
  await once(client, 'secureConnect');
  assert.strictEqual(client.alpnProtocol, 'two');
  assert.deepStrictEqual(asked, [['localhost', ['one', 'two']]]);
  client.destroy();
});
