// What is done with pairs of keys: signatures, encryption, agreed secrets, certificates.
// https://nodejs.org/api/crypto.html
'use strict';
const assert = require('node:assert');
const { promisify } = require('node:util');
const crypto = require('node:crypto');
const { test } = require('../harness');

const {
  constants, createDiffieHellman, createECDH, createSign, createVerify, decapsulate, diffieHellman, encapsulate,
  generateKeyPairSync, getDiffieHellman, privateDecrypt, privateEncrypt, publicDecrypt, publicEncrypt, sign, verify,
  Certificate, ECDH, X509Certificate,
} = crypto;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pss = generateKeyPairSync('rsa-pss', { modulusLength: 1024, hashAlgorithm: 'sha256', saltLength: 16 });
const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const ed = generateKeyPairSync('ed25519');
const data = Buffer.from('some data');

test('what is signed at once verifies, with every kind of key', async () => {
  for (const [pair, digest, options] of [
    [rsa, 'sha256'], [rsa, 'sha1', { padding: constants.RSA_PKCS1_PSS_PADDING }],
    [rsa, 'sha512', { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 10 }], [pss, 'sha256'], [dsa, 'sha256'],
    [dsa, 'sha1', { dsaEncoding: 'ieee-p1363' }], [ec, 'sha384'], [ec, 'sha256', { dsaEncoding: 'ieee-p1363' }],
    [ed, null], [generateKeyPairSync('ed448'), undefined], [rsa, null], [ec, undefined],
  ]) {
    const signature = sign(digest, data, { key: pair.privateKey, ...options });
    const key = { key: pair.publicKey, ...options };
    assert.ok(verify(digest, data, key, signature));
    assert.ok(!verify(digest, Buffer.from('other data'), key, signature));
    assert.ok(!verify(digest, data, key, signature.subarray(1)));
    const later = await promisify(sign)(digest, data, { key: pair.privateKey, ...options });
    assert.ok(await promisify(verify)(digest, data, key, later));
  }
});

test('a stream is signed as what was written to it', () => {
  for (const pair of [rsa, pss, dsa, ec]) {
    const signer = createSign('sha256');
    signer.write('some ');
    signer.end('data');
    const signature = signer.sign(pair.privateKey, 'base64');
    assert.ok(createVerify('sha256').update(data).verify(pair.publicKey, signature, 'base64'));
    assert.ok(verify('sha256', data, pair.publicKey, Buffer.from(signature, 'base64')));
    assert.throws(() => signer.sign(pair.privateKey), { code: 'ERR_CRYPTO_INVALID_STATE', message: 'Not initialised' });
  }
  assert.throws(() => createSign('sha256').sign(ed.privateKey), { code: 'ERR_CRYPTO_UNSUPPORTED_OPERATION' });
});

test('a raw signature has the length of the group', () => {
  assert.strictEqual(sign('sha256', data, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }).length, 132);
  assert.strictEqual(sign('sha256', data, { key: dsa.privateKey, dsaEncoding: 'ieee-p1363' }).length, 40);
  assert.ok(!verify('sha256', data, { key: ec.publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.alloc(132)));
});

test('what a key forbids is refused with its reason', () => {
  assert.throws(() => sign('sha1', data, pss.privateKey), { code: 'ERR_OSSL_DIGEST_NOT_ALLOWED' });
  assert.throws(() => sign('sha256', data, { key: pss.privateKey, saltLength: 8 }),
                { code: 'ERR_OSSL_PSS_SALTLEN_TOO_SMALL' });
  assert.throws(() => sign('sha256', data, ed.privateKey), { code: 'ERR_OSSL_INVALID_DIGEST' });
  assert.throws(() => sign('no such digest', data, rsa.privateKey),
                { code: 'ERR_CRYPTO_INVALID_DIGEST', message: 'Invalid digest: no such digest' });
  assert.throws(() => sign(null, data, { key: ed.privateKey, context: Buffer.alloc(3) }),
                { message: 'Context parameter is unsupported' });
});

test('what the public key encrypts the private key decrypts, and the other way round', () => {
  for (const options of [{}, { oaepHash: 'sha256', oaepLabel: 'label' }]) {
    const encrypted = publicEncrypt({ key: rsa.publicKey, ...options }, data);
    assert.deepStrictEqual(privateDecrypt({ key: rsa.privateKey, ...options }, encrypted), data);
    assert.throws(() => privateDecrypt({ key: rsa.privateKey, oaepHash: 'sha512' }, encrypted),
                  { code: 'ERR_OSSL_RSA_OAEP_DECODING_ERROR' });
  }
  assert.deepStrictEqual(publicDecrypt(rsa.publicKey, privateEncrypt(rsa.privateKey, data)), data);
  assert.throws(() => publicEncrypt(rsa.publicKey, Buffer.alloc(1000)),
                { code: 'ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_KEY_SIZE' });
  assert.throws(() => publicEncrypt(ec.publicKey, data),
                { code: 'ERR_OSSL_EVP_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE' });
});

test('two parties agree on a secret: by numbers, by curves, by keys', async () => {
  const alice = getDiffieHellman('modp14');
  const bob = createDiffieHellman(alice.getPrime(), alice.getGenerator());
  const bobKey = bob.generateKeys();
  assert.deepStrictEqual(alice.computeSecret(bobKey, alice.generateKeys()), bob.computeSecret(alice.getPublicKey()));
  assert.strictEqual(bob.verifyError, 0);
  assert.throws(() => bob.computeSecret(Buffer.from([1])), { code: 'ERR_CRYPTO_INVALID_KEYLEN' });
  assert.throws(() => bob.computeSecret(bob.getPrime()), { message: 'Supplied key is too large' });

  const a = createECDH('secp256k1');
  const b = createECDH('secp256k1');
  a.generateKeys();
  const compressed = b.generateKeys('hex', 'compressed');
  assert.deepStrictEqual(a.computeSecret(compressed, 'hex'), b.computeSecret(a.getPublicKey()));
  assert.strictEqual(ECDH.convertKey(compressed, 'secp256k1', 'hex', 'hex'), b.getPublicKey('hex'));
  assert.throws(() => a.computeSecret(Buffer.alloc(65, 4)), { code: 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY' });

  for (const [type, options] of [['x25519'], ['x448'], ['ec', { namedCurve: 'P-256' }], ['dh', { group: 'modp5' }]]) {
    const one = generateKeyPairSync(type, options);
    const other = generateKeyPairSync(type, options);
    const secret = diffieHellman({ privateKey: one.privateKey, publicKey: other.publicKey });
    assert.deepStrictEqual(
      await promisify(diffieHellman)({ privateKey: other.privateKey, publicKey: one.publicKey }), secret);
  }
  assert.throws(() => diffieHellman({ privateKey: ec.privateKey, publicKey: generateKeyPairSync('x448').publicKey }),
                { code: 'ERR_CRYPTO_INCOMPATIBLE_KEY' });
});

test('a secret is encapsulated for an RSA key, and for no other', () => {
  const { sharedKey, ciphertext } = encapsulate(rsa.publicKey);
  assert.deepStrictEqual(decapsulate(rsa.privateKey, ciphertext), sharedKey);
  for (const trivial of [0, 1]) {
    const sent = Buffer.alloc(256);
    sent[255] = trivial;
    assert.throws(() => decapsulate(rsa.privateKey, sent), { code: 'ERR_CRYPTO_OPERATION_FAILED' });
  }
  assert.throws(() => encapsulate(ed.publicKey), { code: 'ERR_CRYPTO_OPERATION_FAILED' });
});

const pem = `-----BEGIN CERTIFICATE-----
MIICmjCCAkCgAwIBAgIUYjW2bsPm6szEdFVSBE9IkfFewHAwCgYIKoZIzj0EAwIw
OzELMAkGA1UEBhMCREUxFjAUBgNVBAoMDUV4YW1wbGUsIEluYy4xFDASBgNVBAMM
C2V4YW1wbGUub3JnMCAXDTI2MTEyMTE4MjgyM1oYDzIxMjYxMDI4MTgyODIzWjA7
MQswCQYDVQQGEwJERTEWMBQGA1UECgwNRXhhbXBsZSwgSW5jLjEUMBIGA1UEAwwL
ZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATjaqTPkJZZ+wlK
SsACMgyO2G7328Z1T42ts9V9wbA/mno0E1sbUCQxF1RCFSMFDebYcWyoD7qrTgcp
zjeK0nYYo4IBHjCCARowaQYDVR0RBGIwYIILZXhhbXBsZS5vcmeCDSouZXhhbXBs
ZS5uZXSHBAoAAAGHECABDbgAAAAAAAAAAAAAAAGBDm1lQGV4YW1wbGUub3JnhhVo
dHRwczovL2V4YW1wbGUub3JnL2GIAyoDBDAdBgNVHSUEFjAUBggrBgEFBQcDAQYI
KwYBBQUHAwIwXgYIKwYBBQUHAQEEUjBQMCQGCCsGAQUFBzABhhhodHRwOi8vb2Nz
cC5leGFtcGxlLm9yZy8wKAYIKwYBBQUHMAKGHGh0dHA6Ly9jYS5leGFtcGxlLm9y
Zy9jYS5jcnQwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUc5CFH9Zk0F+R+IS2
Zpe4bdyIulkwCgYIKoZIzj0EAwIDSAAwRQIgNvGYu2ckY4SpAB9M/PsPEXV5PtiY
PwMyBv9I70umPJwCIQD4XLNHdtTPoRwX5EtLGgVe6OiZuP0XHUg8J/lSoHQucg==
-----END CERTIFICATE-----
`;
const keyPem = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggSK957ipayVmUMC2
Ltx6KPva3vbnt+RJ3SrWUXk5EcmhRANCAATjaqTPkJZZ+wlKSsACMgyO2G7328Z1
T42ts9V9wbA/mno0E1sbUCQxF1RCFSMFDebYcWyoD7qrTgcpzjeK0nYY
-----END PRIVATE KEY-----
`;

test('a certificate tells its fields', () => {
  const certificate = new X509Certificate(pem);
  assert.strictEqual(certificate.subject, 'C=DE\nO=Example\\, Inc.\nCN=example.org');
  assert.strictEqual(certificate.subjectAltName,
                     'DNS:example.org, DNS:*.example.net, IP Address:10.0.0.1, ' +
                     'IP Address:2001:DB8:0:0:0:0:0:1, email:me@example.org, URI:https://example.org/a, ' +
                     'Registered ID:1.2.3.4');
  assert.strictEqual(certificate.infoAccess,
                     'OCSP - URI:http://ocsp.example.org/\nCA Issuers - URI:http://ca.example.org/ca.crt');
  assert.strictEqual(certificate.validFrom, 'Nov 21 18:28:23 2026 GMT');
  assert.deepStrictEqual(certificate.validToDate, new Date('2126-10-28T18:28:23Z'));
  assert.strictEqual(certificate.fingerprint, '6A:BC:FF:42:CC:38:F1:36:5D:63:41:49:6A:61:88:71:2A:44:7F:96');
  assert.deepStrictEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  assert.strictEqual(certificate.serialNumber, '6235B66EC3E6EACCC4745552044F4891F15EC070');
  assert.strictEqual(certificate.signatureAlgorithm, 'ecdsa-with-SHA256');
  assert.strictEqual(certificate.toString(), pem);
  assert.ok(certificate.ca);
  assert.deepStrictEqual(new X509Certificate(certificate.raw).raw, certificate.raw);
  assert.strictEqual(structuredClone(certificate).subject, certificate.subject);
});

test('a certificate knows its names and keys', () => {
  const certificate = new X509Certificate(pem);
  const privateKey = crypto.createPrivateKey(keyPem);
  assert.strictEqual(certificate.checkHost('EXAMPLE.org'), 'example.org');
  assert.strictEqual(certificate.checkHost('a.example.net'), '*.example.net');
  assert.strictEqual(certificate.checkHost('a.example.net', { wildcards: false }), undefined);
  assert.strictEqual(certificate.checkHost('example.com'), undefined);
  assert.strictEqual(certificate.checkEmail('me@example.org'), 'me@example.org');
  assert.strictEqual(certificate.checkIP('2001:db8::1'), '2001:db8::1');
  assert.strictEqual(certificate.checkIP('10.0.0.2'), undefined);
  assert.throws(() => certificate.checkIP('none'), { code: 'ERR_INVALID_ARG_VALUE', message: 'Invalid name' });
  assert.ok(certificate.checkPrivateKey(privateKey));
  assert.ok(!certificate.checkPrivateKey(ed.privateKey));
  assert.ok(certificate.verify(certificate.publicKey));
  assert.ok(certificate.checkIssued(certificate));
  assert.ok(crypto.createPublicKey(pem).equals(certificate.publicKey));
  const legacy = certificate.toLegacyObject();
  assert.strictEqual(legacy.subject.O, 'Example, Inc.');
  assert.deepStrictEqual(legacy.infoAccess['OCSP - URI'], ['http://ocsp.example.org/']);
  assert.strictEqual(legacy.nistCurve, 'P-256');
});

test('a certificate that is none is refused', () => {
  const { raw } = new X509Certificate(pem);
  for (let i = 0; i < raw.length; i += 7) {
    const broken = Buffer.from(raw);
    broken[i] ^= 0xff;
    try {
      const certificate = new X509Certificate(broken);
      certificate.toLegacyObject();
      void certificate.subjectAltName;
      void certificate.infoAccess;
      void certificate.publicKey;
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
  assert.throws(() => new X509Certificate(''), { code: 'ERR_OSSL_PEM_NO_START_LINE' });
});

test('signed keys and challenges that are none are no more than that', () => {
  for (const garbage of ['', 'zz', Buffer.alloc(100, 65)]) {
    assert.ok(!Certificate.verifySpkac(garbage));
    assert.strictEqual(Certificate.exportChallenge(garbage), '');
    assert.strictEqual(Certificate.exportPublicKey(garbage), '');
  }
});
