// TLS without a certificate: both ends know a key. They agree on a protocol and derive the same secret from the connection; the
// session that the client brings along the next time is enough. A stranger is refused.
'use strict';

const tls = require('node:tls');
const { once } = require('node:events');

const key = Buffer.from('a key that both ends were given');
const ciphers = 'PSK+HIGH:TLS_AES_128_GCM_SHA256';

const server = tls.createServer({
  ciphers,
  ALPNProtocols: ['greeting/1'],
  pskCallback: (socket, identity) => (identity === 'friend' ? key : null),
});
server.on('secureConnection', (socket) => {
  const secret = socket.exportKeyingMaterial(16, 'EXPORTER-example').toString('hex');
  socket.end(`${socket.alpnProtocol} over ${socket.getProtocol()}: ${secret}`);
});
server.on('tlsClientError', () => console.log('refused'));

async function visit(identity, session) {
  const socket = tls.connect({
    port: server.address().port,
    ciphers,
    session,
    ALPNProtocols: ['greeting/1'],
    pskCallback: () => ({ identity, psk: key }),
    checkServerIdentity: () => {},  // there is no certificate to check
  });
  let kept;
  socket.on('session', (made) => { kept = made; });
  await once(socket, 'secureConnect');
  const secret = socket.exportKeyingMaterial(16, 'EXPORTER-example').toString('hex');
  socket.setEncoding('utf8');
  let text = '';
  for await (const chunk of socket) text += chunk;
  console.log(socket.authorized, text.replace(secret, '(the same secret)'));
  return kept;
}

server.listen(0, async () => {
  const session = await visit('friend');
  await visit('friend', session);
  try {
    await visit('stranger');
  } catch (error) {
    console.log('a stranger:', error.library);
  }
  server.close();
});
