// Keys: KeyObject, its formats, its copies, and new keys. https://nodejs.org/api/crypto.html#class-keyobject
'use strict';
const assert = require('node:assert');
const { types: { isKeyObject }, inspect, promisify } = require('node:util');
const { Worker } = require('node:worker_threads');
const {
  KeyObject, createCipheriv, createDecipheriv, createHmac, createPrivateKey, createPublicKey, createSecretKey,
  generateKey, generateKeyPair, generateKeyPairSync, generateKeySync, hkdfSync, checkPrimeSync, generatePrimeSync,
} = require('node:crypto');
const { test } = require('../harness');

const types = ['rsa', 'rsa-pss', 'dsa', 'ec', 'ed25519', 'ed448', 'x25519', 'x448', 'dh'];
const options = {
  'rsa': { modulusLength: 1024 },
  'rsa-pss': { modulusLength: 1024, hashAlgorithm: 'sha256', saltLength: 20 },
  'dsa': { modulusLength: 1024, divisorLength: 160 },
  'ec': { namedCurve: 'P-256' },
  'dh': { group: 'modp14' },
};
const pairs = new Map(types.map((type) => [type, generateKeyPairSync(type, options[type])]));

test('a pair of every type knows what it is', () => {
  for (const [type, { publicKey, privateKey }] of pairs) {
    assert.strictEqual(publicKey.type, 'public');
    assert.strictEqual(privateKey.type, 'private');
    assert.strictEqual(publicKey.asymmetricKeyType, type);
    assert.strictEqual(privateKey.asymmetricKeyType, type);
    assert.ok(createPublicKey(privateKey).equals(publicKey));
    assert.deepStrictEqual(publicKey.asymmetricKeyDetails, privateKey.asymmetricKeyDetails);
  }
  assert.deepStrictEqual(pairs.get('rsa').publicKey.asymmetricKeyDetails,
                         { modulusLength: 1024, publicExponent: 65537n });
  assert.deepStrictEqual(pairs.get('rsa-pss').publicKey.asymmetricKeyDetails, {
    modulusLength: 1024, publicExponent: 65537n, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 20,
  });
  assert.deepStrictEqual(pairs.get('dsa').publicKey.asymmetricKeyDetails, { modulusLength: 1024, divisorLength: 160 });
  assert.deepStrictEqual(pairs.get('ec').publicKey.asymmetricKeyDetails, { namedCurve: 'prime256v1' });
});

test('a key of every type survives every format that it has', () => {
  for (const [type, { publicKey, privateKey }] of pairs) {
    const publicFormats = [{ format: 'pem', type: 'spki' }, { format: 'der', type: 'spki' }];
    const privateFormats = [
      { format: 'pem', type: 'pkcs8' }, { format: 'der', type: 'pkcs8' },
      { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' },
      { format: 'der', type: 'pkcs8', cipher: 'aes-128-cbc', passphrase: Buffer.from('secret') },
    ];
    if (type === 'rsa') {
      publicFormats.push({ format: 'pem', type: 'pkcs1' }, { format: 'der', type: 'pkcs1' });
      privateFormats.push({ format: 'pem', type: 'pkcs1' }, { format: 'der', type: 'pkcs1' },
                          { format: 'pem', type: 'pkcs1', cipher: 'aes-128-cbc', passphrase: 'secret' });
    }
    if (type === 'ec') {
      privateFormats.push({ format: 'pem', type: 'sec1' }, { format: 'der', type: 'sec1' },
                          { format: 'pem', type: 'sec1', cipher: 'aes-128-cbc', passphrase: 'secret' });
    }
    if (!['rsa-pss', 'dsa', 'dh'].includes(type)) {
      publicFormats.push({ format: 'jwk' });
      privateFormats.push({ format: 'jwk' });
    }
    if (/^(ec|ed|x)/.test(type)) {
      publicFormats.push({ format: 'raw-public' });
      privateFormats.push({ format: 'raw-private' });
    }
    if (type === 'ec') publicFormats.push({ format: 'raw-public', type: 'compressed' });
    const more = { asymmetricKeyType: type, namedCurve: 'P-256' };
    for (const format of publicFormats) {
      const key = publicKey.export(format);
      assert.ok(createPublicKey({ ...format, ...more, key, type: derType(format) }).equals(publicKey));
    }
    for (const format of privateFormats) {
      const key = privateKey.export(format);
      assert.ok(createPrivateKey({ ...format, ...more, key, type: derType(format) }).equals(privateKey));
      assert.ok(createPublicKey({ ...format, ...more, key, type: derType(format) }).equals(publicKey));
    }
  }
});

function derType(format) {
  return format.format.startsWith('raw') ? undefined : format.type;
}

test('an encrypted key opens with its passphrase only', () => {
  const pem = pairs.get('ec').privateKey.export(
    { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'right' });
  assert.throws(() => createPrivateKey({ key: pem, passphrase: 'wrong' }), { code: 'ERR_OSSL_BAD_DECRYPT' });
  assert.throws(() => createPrivateKey(pem), { code: 'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED' });
  assert.strictEqual(createPrivateKey({ key: pem, passphrase: 'right' }).asymmetricKeyType, 'ec');
});

test('a public key gives nothing of the private one that it was made of', () => {
  const key = createPublicKey(pairs.get('rsa').privateKey);
  assert.throws(() => key.export({ format: 'pem', type: 'pkcs8' }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.deepStrictEqual(Object.keys(key.export({ format: 'jwk' })), ['kty', 'n', 'e']);
  assert.throws(() => createPrivateKey(key), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('secret keys serve HMAC, ciphers and key derivation', () => {
  const bytes = Buffer.alloc(16, 7);
  const key = createSecretKey(bytes);
  assert.strictEqual(key.symmetricKeySize, 16);
  assert.deepStrictEqual(key.export(), bytes);
  assert.deepStrictEqual(key.export({ format: 'jwk' }), { kty: 'oct', k: bytes.toString('base64url') });
  assert.strictEqual(createHmac('sha256', key).update('a').digest('hex'),
                     createHmac('sha256', bytes).update('a').digest('hex'));
  const cipher = createCipheriv('aes-128-ecb', key, null);
  const decipher = createDecipheriv('aes-128-ecb', bytes, null);
  assert.strictEqual(decipher.update(cipher.update('text')) + decipher.update(cipher.final()) + decipher.final(), 'text');
  assert.deepStrictEqual(hkdfSync('sha256', key, 'salt', 'info', 20), hkdfSync('sha256', bytes, 'salt', 'info', 20));
  assert.throws(() => createHmac('sha256', pairs.get('rsa').publicKey), {
    code: 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE', message: 'Invalid key object type public, expected secret.',
  });
});

test('a KeyObject is known by what it is, not by what it looks like', () => {
  const key = createSecretKey('abc');
  assert.ok(isKeyObject(key));
  assert.ok(!isKeyObject(Object.create(KeyObject.prototype)));
  assert.ok(!isKeyObject({}));
  assert.throws(() => Object.create(KeyObject.prototype).type, { code: 'ERR_INVALID_THIS' });
  assert.deepStrictEqual(Reflect.ownKeys(key), []);
  assert.strictEqual(`${key}`, '[object KeyObject]');
  assert.strictEqual(inspect(key), 'SecretKeyObject {}');
});

test('equality of keys is that of their values', () => {
  assert.deepStrictEqual(createSecretKey('a'), createSecretKey('a'));
  assert.notDeepStrictEqual(createSecretKey('a'), createSecretKey('b'));
  assert.ok(!pairs.get('ed25519').publicKey.equals(pairs.get('ed448').publicKey));
  assert.ok(!pairs.get('ed25519').publicKey.equals(pairs.get('ed25519').privateKey));
});

test('keys travel to other threads as copies', async () => {
  const { publicKey, privateKey } = pairs.get('ec');
  for (const key of [publicKey, privateKey, createSecretKey('abc')]) {
    const copy = structuredClone(key);
    assert.notStrictEqual(copy, key);
    assert.ok(copy.equals(key));
  }
  const worker = new Worker(`
    const { parentPort } = require('node:worker_threads');
    parentPort.once('message', (key) => parentPort.postMessage([key, key.type, key.asymmetricKeyType]));
  `, { eval: true });
  worker.postMessage(privateKey);
  const [[key, type, keyType]] = await require('node:events').once(worker, 'message');
  assert.ok(key.equals(privateKey));
  assert.deepStrictEqual([type, keyType], ['private', 'ec']);
});

test('new keys come by callback and by promise, encoded if it is asked for', async () => {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', {
    namedCurve: 'P-384',
    publicKeyEncoding: { format: 'jwk' },
    privateKeyEncoding: { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' },
  });
  assert.strictEqual(publicKey.crv, 'P-384');
  assert.match(privateKey, /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
  const key = createPrivateKey({ key: privateKey, passphrase: 'x' });
  assert.deepStrictEqual(createPublicKey(key).export({ format: 'jwk' }), publicKey);
  assert.strictEqual((await promisify(generateKey)('hmac', { length: 123 })).symmetricKeySize, 15);
  assert.strictEqual(generateKeySync('aes', { length: 192 }).symmetricKeySize, 24);
});

test('key types that this OpenSSL lacks are refused by name', () => {
  for (const type of ['ml-dsa-44', 'ml-kem-768', 'slh-dsa-sha2-128f']) {
    assert.throws(() => generateKeyPairSync(type), { code: 'ERR_INVALID_ARG_VALUE' });
    assert.throws(() => createPublicKey({ key: Buffer.alloc(32), format: 'raw-public', asymmetricKeyType: type }),
                  { code: 'ERR_INVALID_ARG_VALUE', message: `Invalid asymmetricKeyType: ${type}` });
  }
});

test('garbage is refused with an error, whatever it is said to be', () => {
  const { publicKey, privateKey } = pairs.get('rsa');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  for (let i = 0; i < 300; i++) {
    for (const der of [spki, pkcs8]) {
      const broken = Buffer.from(der);
      broken[(i * 31) % 64] ^= 1 << (i % 8);
      for (const type of ['spki', 'pkcs8', 'pkcs1', 'sec1']) {
        try {
          createPublicKey({ key: broken.subarray(0, broken.length - (i % 7)), format: 'der', type }).export(
            { format: 'der', type: 'spki' });
        } catch (error) {
          assert.ok(error instanceof Error);
        }
      }
    }
  }
  for (const jwk of [{}, { kty: 'RSA' }, { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }, { kty: 'OKP', crv: 'X25519', x: '' }]) {
    assert.throws(() => createPublicKey({ key: jwk, format: 'jwk' }), { code: 'ERR_CRYPTO_INVALID_JWK' });
  }
});

test('primes are primes, and meet the conditions', () => {
  const prime = generatePrimeSync(64, { bigint: true, add: 12n, rem: 11n });
  assert.strictEqual(prime % 12n, 11n);
  assert.ok(checkPrimeSync(prime));
  assert.ok(!checkPrimeSync(prime * 3n));
  assert.throws(() => generatePrimeSync(64, { add: 7n, rem: 7n }),
                { code: 'ERR_OUT_OF_RANGE', message: 'invalid options.rem' });
});
