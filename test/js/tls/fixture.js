// What the tests of tls share: identities of one authority, a server on a free port, a client that trusts it.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const tls = require('node:tls');
const { once } = require('node:events');

const read = (name) => fs.readFileSync(path.join(__dirname, 'keys', name));
const ca = read('ca-cert.pem');
const identity = { key: read('localhost-key.pem'), cert: read('localhost-cert.pem') };
const example = { key: read('example-key.pem'), cert: read('example-cert.pem') };

async function serve(t, options, onConnection) {
  const server = tls.createServer({ ...identity, ...options }, onConnection);
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function connect(server, options) {
  return tls.connect({ port: server.address().port, host: '127.0.0.1', ca, servername: 'localhost', ...options });
}

/** Everything that is read until the connection is closed. */
async function drain(socket) {
  const chunks = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  if (!socket.closed) await once(socket, 'close');
  return Buffer.concat(chunks);
}

module.exports = { ca, identity, example, serve, connect, drain };
