'use strict';
const assert = require('node:assert');
const tls = require('node:tls');
const { execFileSync, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { test } = require('../harness');
const { ca, identity, serve, connect, drain } = require('./fixture');

test('who is trusted by default is the program\'s to say', async (t) => {
  const server = await serve(t, {}, (socket) => socket.end());
  const bundled = tls.getCACertificates('bundled');
  assert.strictEqual(bundled, tls.rootCertificates);
  assert.ok(Object.isFrozen(bundled) && bundled.length > 50);
  const before = tls.getCACertificates();
  t.after(() => tls.setDefaultCACertificates(before));
  await assert.rejects(once(connect(server, { ca: undefined }), 'secureConnect'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  tls.setDefaultCACertificates([ca, String(ca)]);
  assert.strictEqual(tls.getCACertificates().length, 1);
  await drain(connect(server, { ca: undefined }));
  assert.throws(() => tls.setDefaultCACertificates(['x']), { code: 'ERR_CRYPTO_OPERATION_FAILED' });
  assert.throws(() => tls.setDefaultCACertificates([1]), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => tls.getCACertificates('x'), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('further authorities come by the environment', () => {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: path.join(__dirname, 'keys/ca-cert.pem') };
  const count = execFileSync(process.execPath, ['-p', 'tls.getCACertificates(`extra`).length'], { env, encoding: 'utf8' });
  assert.strictEqual(count, '1\n');
  env.NODE_EXTRA_CA_CERTS = '/nowhere/at/all';
  const { stderr } = spawnSync(process.execPath, ['-e', 'tls.createSecureContext()'], { env, encoding: 'utf8' });
  assert.match(stderr, /Warning: Ignoring extra certs from `\/nowhere\/at\/all`, load failed: .*No such file or directory/);
});

test('the command line sets versions and ciphers', () => {
  const ask = (...options) => execFileSync(process.execPath, [
    ...options, '-p', '[tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION, tls.DEFAULT_CIPHERS.slice(0, 7)].join()'],
                                           { encoding: 'utf8' }).trim();
  assert.strictEqual(ask(), 'TLSv1.2,TLSv1.3,TLS_AES');
  assert.strictEqual(ask('--tls-min-v1.0', '--tls-min-v1.3', '--tls-max-v1.3'), 'TLSv1,TLSv1.3,TLS_AES');
  assert.strictEqual(ask('--tls-max-v1.2', '--tls-cipher-list=AES128-SHA'), 'TLSv1.2,TLSv1.2,AES128-');
  const { status } = spawnSync(process.execPath, ['--tls-min-v1.3', '--tls-max-v1.2', '-p', '1']);
  assert.strictEqual(status, 9);
});

test('each wrong option of a context has its error', () => {
  const wrong = [
    [{ key: 'x' }, 'ERR_OSSL_UNSUPPORTED'], [{ cert: 'x' }, 'ERR_OSSL_PEM_NO_START_LINE'],
    [{ key: 1 }, 'ERR_INVALID_ARG_TYPE'], [{ ca: true }, 'ERR_INVALID_ARG_TYPE'], [{ crl: 'x' }, 'ERR_CRYPTO_OPERATION_FAILED'],
    [{ ciphers: 'x' }, 'ERR_SSL_NO_CIPHER_MATCH'], [{ ciphers: ':' }, 'ERR_INVALID_ARG_VALUE'],
    [{ ecdhCurve: 'x' }, 'ERR_CRYPTO_OPERATION_FAILED'], [{ sigalgs: '' }, 'ERR_INVALID_ARG_VALUE'],
    [{ dhparam: 1 }, 'ERR_INVALID_ARG_TYPE'], [{ sessionTimeout: -1 }, 'ERR_OUT_OF_RANGE'],
    [{ ticketKeys: Buffer.alloc(3) }, 'ERR_INVALID_ARG_VALUE'], [{ minVersion: 'x' }, 'ERR_TLS_INVALID_PROTOCOL_VERSION'],
    [{ secureProtocol: 'SSLv3_method' }, 'ERR_TLS_INVALID_PROTOCOL_METHOD'],
    [{ secureProtocol: 'TLS_method', minVersion: 'TLSv1.2' }, 'ERR_TLS_PROTOCOL_VERSION_CONFLICT'],
    [{ key: identity.key, cert: ca }, 'ERR_OSSL_X509_KEY_VALUES_MISMATCH'], [{ privateKeyIdentifier: 'x' }, 'ERR_INVALID_ARG_VALUE'],
    [{ certificateCompression: ['x'] }, 'ERR_INVALID_ARG_VALUE'],
  ];
  for (const [options, code] of wrong) assert.throws(() => tls.createSecureContext(options), { code }, JSON.stringify(options));
  for (const options of [{ ca: 'x' }, { dhparam: 'x' }, { dhparam: 'auto' }, { ciphers: '' }, { key: null, cert: false, ca: '' }]) {
    tls.createSecureContext(options);
  }
});

test('ALPN names are told apart from what is none', () => {
  const convert = (protocols) => {
    const out = {};
    tls.convertALPNProtocols(protocols, out);
    return out.ALPNProtocols;
  };
  assert.deepStrictEqual(convert(['h2', 'x']), Buffer.from('\x02h2\x01x'));
  assert.deepStrictEqual(convert(new Uint8Array([1, 65])), Buffer.from('\x01A'));
  for (const wrong of [['h2', ''], Buffer.from([0]), Buffer.from([2, 65])]) {
    assert.throws(() => convert(wrong), { code: 'ERR_INVALID_ARG_VALUE' });
  }
  assert.throws(() => convert(['x'.repeat(256)]), { code: 'ERR_OUT_OF_RANGE' });
});

test('names of hosts are compared as browsers do', () => {
  const wrong = (host, subjectaltname) => tls.checkServerIdentity(host, { subject: {}, subjectaltname })?.reason;
  assert.strictEqual(wrong('a.example.com', 'DNS:*.example.com'), undefined);
  assert.strictEqual(wrong('a\u3002b.example.com', 'DNS:*.example.com'),
                     'Host: a\u3002b.example.com. is not in the cert\'s altnames: DNS:*.example.com');
  assert.strictEqual(wrong('::1', 'IP Address:0:0:0:0:0:0:0:1'), undefined);
  assert.strictEqual(wrong('8.8.8.8', 'IP Address:8.8.8.0/24'), 'IP: 8.8.8.8 is not in the cert\'s list: ');
});
