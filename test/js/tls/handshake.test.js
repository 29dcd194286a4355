'use strict';
const assert = require('node:assert');
const tls = require('node:tls');
const { once } = require('node:events');
const { test } = require('../harness');
const { ca, example, serve, connect, drain } = require('./fixture');

test('a pre-shared key stands for certificates, and an unknown one ends the handshake', async (t) => {
  const psk = Buffer.from('0123456789abcdef');
  const ciphers = 'PSK+HIGH:TLS_AES_128_GCM_SHA256';
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    const server = await serve(t, {
      key: undefined, cert: undefined, ciphers, maxVersion, pskIdentityHint: 'hint',
      pskCallback(socket, name) {
        assert.strictEqual(socket, this);
        return name === 'me' ? psk : null;
      },
    }, (socket) => socket.end('ok'));
    const options = (name) => ({
      ciphers, maxVersion, checkServerIdentity() {},
      pskCallback(hint) {
        assert.strictEqual(hint, maxVersion === 'TLSv1.2' ? 'hint' : null);
        return { psk, identity: name };
      },
    });
    const known = connect(server, options('me'));
    assert.strictEqual(String(await drain(known)), 'ok');
    assert.strictEqual(known.authorized, true);
    const failed = once(server, 'tlsClientError');
    await assert.rejects(once(connect(server, options('other')), 'secureConnect'));
    assert.match((await failed)[0].code, /^ERR_SSL_/);
  }
});

test('what a callback of the handshake throws is an error of that connection alone', async (t) => {
  const server = await serve(t, { ALPNCallback() { throw new RangeError('no'); } });
  const failed = once(server, 'tlsClientError');
  await assert.rejects(once(connect(server, { ALPNProtocols: ['a'] }), 'secureConnect'),
                       { code: 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL' });
  assert.strictEqual((await failed)[0].message, 'no');
});

test('ALPNCallback chooses by name and protocols, and may show another certificate', async (t) => {
  const server = await serve(t, {
    ALPNCallback({ servername, protocols }) {
      assert.deepStrictEqual([servername, protocols], ['localhost', ['a', 'b']]);
      this.setKeyCert(example);
      return 'b';
    },
  }, (socket) => socket.end());
  const socket = connect(server, { ALPNProtocols: ['a', 'b'], rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  assert.strictEqual(socket.alpnProtocol, 'b');
  assert.deepStrictEqual(socket.getPeerCertificate().raw, Buffer.from(new (require('node:crypto').X509Certificate)(example.cert).raw));
  await drain(socket);
});

test('a client that asks how its server\'s certificate is doing gets the answer before it is connected', async (t) => {
  const server = await serve(t, { ca }, (socket) => socket.end());
  server.on('OCSPRequest', (certificate, issuer, callback) => {
    assert.ok(Buffer.isBuffer(certificate) && Buffer.isBuffer(issuer));
    setImmediate(callback, null, Buffer.from('good'));
  });
  const asking = connect(server, { requestOCSP: true });
  const seen = [];
  asking.on('OCSPResponse', (response) => seen.push(String(response), asking.secureConnecting));
  await once(asking, 'secureConnect');
  assert.deepStrictEqual(seen, ['good', true]);
  await drain(asking);
  const other = connect(server);
  other.on('OCSPResponse', () => assert.fail('it was not asked for'));
  await drain(other);
});

test('both ends tell of their keys, and derive the same from them', async (t) => {
  const server = await serve(t, {});
  const lines = [];
  server.on('keylog', (line, socket) => lines.push([String(line), socket instanceof tls.TLSSocket]));
  const accepted = once(server, 'secureConnection');
  const socket = connect(server);
  const own = [];
  socket.on('keylog', (line) => own.push(String(line)));
  await once(socket, 'secureConnect');
  const [peer] = await accepted;
  // This end is closed before it has read everything.
  peer.on('error', () => {});
  assert.deepStrictEqual(lines.map(([line]) => line).sort(), own.sort());
  assert.ok(own.every((line) => /^[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]+\n$/.test(line)));
  assert.ok(lines.every(([, isSocket]) => isSocket));
  const context = Buffer.from('context');
  assert.deepStrictEqual(socket.exportKeyingMaterial(32, 'label', context), peer.exportKeyingMaterial(32, 'label', context));
  assert.deepStrictEqual(socket.getFinished(), peer.getPeerFinished());
  assert.deepStrictEqual(socket.getEphemeralKeyInfo(), { type: 'ECDH', name: 'X25519', size: 253 });
  assert.strictEqual(peer.getEphemeralKeyInfo(), null);
  assert.ok(peer.getSharedSigalgs().includes('RSA-PSS+SHA256'));
  socket.destroy();
  for (const name of ['getCipher', 'getProtocol', 'getPeerCertificate', 'getCertificate', 'getSession']) {
    assert.strictEqual(socket[name](), null);
  }
});

test('a server tells of the certificate that its client had not', async (t) => {
  for (const [maxVersion, code] of [['TLSv1.2', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'],
                                    ['TLSv1.3', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED']]) {
    const server = await serve(t, { ca, requestCert: true, maxVersion });
    const failed = once(server, 'tlsClientError');
    const socket = connect(server);
    const [error] = await once(socket, 'error');
    assert.match(error.code, new RegExp(code.replace('SSLV3_ALERT', '(SSLV3|SSL/TLS)_ALERT')));
    assert.deepStrictEqual([(await failed)[0].code, (await failed)[0].library, (await failed)[0].reason],
                           ['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE', 'SSL routines', 'peer did not return a certificate']);
  }
});
