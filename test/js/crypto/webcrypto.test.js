'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const { inspect, types } = require('node:util');
const { test } = require('../harness');

const { Crypto, CryptoKey, SubtleCrypto } = globalThis;
const { subtle } = globalThis.crypto;
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const unhex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const bytes = (length) => Buffer.from(Array.from({ length }, (_, index) => index % 0xFB));
const rsa = { modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };

test('the globals, node:crypto and the instances are the same things', () => {
  assert.strictEqual(globalThis.crypto, crypto.webcrypto);
  assert.strictEqual(crypto.subtle, subtle);
  assert.ok(subtle instanceof SubtleCrypto);
  for (const type of [Crypto, CryptoKey, SubtleCrypto]) {
    assert.throws(() => new type(), { name: 'TypeError', code: 'ERR_ILLEGAL_CONSTRUCTOR' });
  }
});

test('digests, known answers', async () => {
  const abc = Buffer.from('abc');
  assert.strictEqual(hex(await subtle.digest('sha-1', abc)), 'a9993e364706816aba3e25717850c26c9cd0d89d');
  assert.strictEqual(hex(await subtle.digest({ name: 'SHA-256' }, abc)), crypto.hash('sha256', abc));
  assert.strictEqual(hex(await subtle.digest('SHA3-384', abc)), crypto.hash('sha3-384', abc));
  // SHAKE is cSHAKE without a name and a customization.
  assert.strictEqual(hex(await subtle.digest({ name: 'cSHAKE256', outputLength: 256 }, abc)),
                     crypto.createHash('shake256', { outputLength: 32 }).update(abc).digest('hex'));
  // NIST SP 800-185, cSHAKE sample #1.
  assert.strictEqual(hex(await subtle.digest({
    name: 'cSHAKE128', outputLength: 256, customization: Buffer.from('Email Signature'),
  }, unhex('00010203'))), 'c1c36925b6409a04f1b504fcbca9d82b4017277cb5ed2b2065fc1d3814d5aaf5');
});

test('TurboSHAKE and KangarooTwelve, known answers of RFC 9861', async () => {
  const turbo = (name, data, bits, domainSeparation) => subtle.digest({ name, outputLength: bits, domainSeparation }, data);
  assert.strictEqual(hex(await turbo('TurboSHAKE128', Buffer.alloc(0), 256, 0x1F)),
                     '1e415f1c5983aff2169217277d17bb538cd945a397ddec541f1ce41af2c1b74c');
  assert.strictEqual(hex(await turbo('TurboSHAKE256', Buffer.alloc(0), 512)),
                     '367a329dafea871c7802ec67f905ae13c57695dc2c6663c61035f59a18f8e7db' +
                     '11edc0e12e91ea60eb6b32df06dd7f002fbafabb6e13ec1cc20d995547600db0');
  const twelve = async (data, customization) => hex(await subtle.digest({ name: 'KT128', outputLength: 256, customization }, data));
  assert.strictEqual(await twelve(Buffer.alloc(0)), '1ac2d450fc3b4205d19da7bfca1b37513c0803577ac7167f06fe2ce1f0ef39e5');
  assert.strictEqual(await twelve(bytes(17)), '6bf75fa2239198db4772e36478f8e19b0f371205f6a9a93a273f51df37122888');
  // Longer than a chunk: a tree.
  assert.strictEqual(await twelve(bytes(17 ** 4)), '8701045e22205345ff4dda05555cbb5c3af1a771c2b89baef37db43d9998b9fe');
  assert.strictEqual(await twelve(Buffer.alloc(0), bytes(1)), 'fab658db63e94a246188bf7af69a133045f46ee984c56e3c3328caaf1aa1a583');
});

test('KMAC, known answers of NIST SP 800-185', async () => {
  const data = unhex('00010203');
  const key = await subtle.importKey('raw-secret', bytes(96).subarray(64), 'KMAC128', true, ['sign', 'verify']);
  const key40 = await subtle.importKey('raw-secret', Buffer.from(Array.from({ length: 32 }, (_, i) => 0x40 + i)), 'KMAC128', false, ['sign']);
  assert.strictEqual(hex(await subtle.sign({ name: 'KMAC128', outputLength: 256 }, key40, data)),
                     'e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e');
  assert.strictEqual(hex(await subtle.sign({
    name: 'KMAC128', outputLength: 256, customization: Buffer.from('My Tagged Application'),
  }, key40, data)), '3b1fba963cd8b0b59e8c1a6d71888b7143651af8ba0a7070c0979e2811324aa5');
  const code = await subtle.sign({ name: 'KMAC128', outputLength: 9 }, key, data);
  assert.strictEqual(code.byteLength, 2);
  assert.strictEqual(new Uint8Array(code)[1] & 0x7F, 0);
  assert.ok(await subtle.verify({ name: 'KMAC128', outputLength: 9 }, key, code, data));
});

test('what is encrypted is decrypted, and nothing else', async () => {
  const data = Buffer.from('a text that is longer than one block of the cipher');
  for (const [name, params, change] of [
    ['AES-CBC', { iv: bytes(16) }], ['AES-CTR', { counter: bytes(16), length: 32 }],
    ['AES-GCM', { iv: bytes(12), additionalData: bytes(3), tagLength: 96 }, true], ['AES-OCB', { iv: bytes(15) }, true],
    ['ChaCha20-Poly1305', { iv: bytes(12) }, true],
  ]) {
    const key = await subtle.generateKey({ name, length: 256 }, false, ['encrypt', 'decrypt']);
    const algorithm = { name, ...params };
    const encrypted = await subtle.encrypt(algorithm, key, data);
    assert.strictEqual(Buffer.from(await subtle.decrypt(algorithm, key, encrypted)).toString(), data.toString(), name);
    if (!change) continue;
    new Uint8Array(encrypted)[0] ^= 1;
    await assert.rejects(subtle.decrypt(algorithm, key, encrypted), { name: 'OperationError' });
    await assert.rejects(subtle.decrypt(algorithm, key, new Uint8Array(3)), { name: 'OperationError' });
  }
});

test('a short counter of AES-CTR starts anew, and never gets back to where it began', async () => {
  const key = await subtle.importKey('raw', bytes(16), 'AES-CTR', false, ['encrypt']);
  const block = async (counter) => hex(await subtle.encrypt({ name: 'AES-CTR', counter, length: 128 }, key, Buffer.alloc(16)));
  for (const length of [4, 8, 60, 64, 65, 100, 127, 128]) {
    const counter = Buffer.alloc(16, 0xA5);
    // All ones in the counter, so that the second block has all zeros there.
    const anew = Buffer.from(counter);
    for (let bit = 0; bit < length; bit++) {
      counter[15 - (bit >> 3)] |= 1 << bit % 8;
      anew[15 - (bit >> 3)] &= ~(1 << bit % 8);
    }
    const both = await subtle.encrypt({ name: 'AES-CTR', counter, length }, key, Buffer.alloc(40));
    assert.strictEqual(hex(both).slice(0, 64), await block(counter) + await block(anew), `${length} bits`);
  }
  const full = (size) => subtle.encrypt({ name: 'AES-CTR', counter: Buffer.alloc(16), length: 4 }, key, Buffer.alloc(size));
  assert.strictEqual((await full(256)).byteLength, 256);
  await assert.rejects(full(257), { name: 'OperationError' });
});

test('signatures of every kind are verified, and changed ones are not', async () => {
  const data = Buffer.from('signed');
  for (const [generation, algorithm] of [
    [{ name: 'HMAC', hash: 'SHA-512' }, 'HMAC'], [{ name: 'RSASSA-PKCS1-v1_5', ...rsa }, 'RSASSA-PKCS1-v1_5'],
    [{ name: 'RSA-PSS', ...rsa }, { name: 'RSA-PSS', saltLength: 20 }],
    [{ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-384' }],
    [{ name: 'ECDSA', namedCurve: 'P-521' }, { name: 'ECDSA', hash: 'SHA-256' }], ['Ed25519', 'Ed25519'], ['Ed448', 'Ed448'],
  ]) {
    const made = await subtle.generateKey(generation, true, ['sign', 'verify']);
    const { publicKey = made, privateKey = made } = made;
    const signature = new Uint8Array(await subtle.sign(algorithm, privateKey, data));
    assert.strictEqual(await subtle.verify(algorithm, publicKey, signature, data), true);
    assert.strictEqual(await subtle.verify(algorithm, publicKey, signature, Buffer.from('Signed')), false);
    assert.strictEqual(await subtle.verify(algorithm, publicKey, new Uint8Array(0), data), false);
    signature[5] ^= 1;
    assert.strictEqual(await subtle.verify(algorithm, publicKey, signature, data), false);
    if (made.publicKey === undefined) continue;
    await assert.rejects(subtle.sign(algorithm, publicKey, data),
                         { name: 'InvalidAccessError', message: 'Unable to use this key to sign' });
  }
});

test('a key of small order verifies nothing', async () => {
  const one = Buffer.alloc(32);
  one[0] = 1;
  const key = await subtle.importKey('raw', one, 'Ed25519', true, ['verify']);
  assert.strictEqual(await subtle.verify('Ed25519', key, Buffer.concat([one, Buffer.alloc(32)]), bytes(3)), false);
});

test('both sides of a key agreement get the same bits', async () => {
  for (const [generation, bits] of [[{ name: 'ECDH', namedCurve: 'P-384' }, 384], ['X25519', 256], ['X448', 448]]) {
    const [one, other] = await Promise.all([0, 1].map(() => subtle.generateKey(generation, true, ['deriveBits', 'deriveKey'])));
    const name = generation.name ?? generation;
    const secret = hex(await subtle.deriveBits({ name, public: other.publicKey }, one.privateKey));
    assert.strictEqual(secret.length, bits / 4);
    assert.strictEqual(hex(await subtle.deriveBits({ name, public: one.publicKey }, other.privateKey, null)), secret);
    const some = new Uint8Array(await subtle.deriveBits({ name, public: one.publicKey }, other.privateKey, 13));
    assert.strictEqual(hex(some), hex([Buffer.from(secret, 'hex')[0], Buffer.from(secret, 'hex')[1] & 0xF8]));
    await assert.rejects(subtle.deriveBits({ name, public: one.publicKey }, other.privateKey, bits + 1),
                         { name: 'OperationError', message: 'derived bit length is too small' });
    const key = await subtle.deriveKey({ name, public: one.publicKey }, other.privateKey, { name: 'AES-GCM', length: 128 }, true, ['encrypt']);
    assert.strictEqual(hex(await subtle.exportKey('raw', key)), secret.slice(0, 32));
  }
});

test('HKDF and PBKDF2 agree with node:crypto, with nothing for salt and key too', async () => {
  for (const [key, salt] of [['key', 'salt'], ['', ''], ['key', '']]) {
    const hkdf = await subtle.importKey('raw', Buffer.from(key), 'HKDF', false, ['deriveBits']);
    const info = Buffer.from('info');
    assert.strictEqual(hex(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: Buffer.from(salt), info }, hkdf, 200)),
                       hex(crypto.hkdfSync('sha256', key, salt, info, 25)));
    const pbkdf2 = await subtle.importKey('raw', Buffer.from(key), 'PBKDF2', false, ['deriveBits']);
    assert.strictEqual(hex(await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: Buffer.from(salt), iterations: 3 }, pbkdf2, 64)),
                       hex(crypto.pbkdf2Sync(key, salt, 3, 8, 'sha1')));
  }
});

test('keys that are exported can be imported again, and are equal', async () => {
  for (const [algorithm, usages, formats] of [
    [{ name: 'HMAC', hash: 'SHA-384', length: 77 }, ['sign'], ['raw', 'raw-secret', 'jwk']],
    [{ name: 'AES-OCB', length: 192 }, ['encrypt'], ['raw-secret', 'jwk']],
    [{ name: 'RSA-OAEP', ...rsa }, ['decrypt', 'encrypt'], ['spki', 'pkcs8', 'jwk']],
    [{ name: 'ECDSA', namedCurve: 'P-521' }, ['sign', 'verify'], ['raw', 'raw-public', 'spki', 'pkcs8', 'jwk']],
    [{ name: 'Ed25519' }, ['sign', 'verify'], ['raw', 'spki', 'pkcs8', 'jwk']],
    [{ name: 'X448' }, ['deriveBits'], ['raw', 'spki', 'pkcs8', 'jwk']],
  ]) {
    const made = await subtle.generateKey(algorithm, true, usages);
    for (const key of made instanceof CryptoKey ? [made] : [made.publicKey, made.privateKey]) {
      for (const format of formats) {
        if ((format === 'pkcs8') !== (key.type === 'private') && format !== 'jwk' && key.type !== 'secret') continue;
        const data = await subtle.exportKey(format, key);
        const again = await subtle.importKey(format, data, algorithm, true, key.usages);
        assert.deepStrictEqual(again, key, `${algorithm.name} ${format}`);
      }
    }
  }
});

test('a wrapped key is the same once it is unwrapped', async () => {
  const { privateKey } = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const aes = await subtle.generateKey({ name: 'AES-CBC', length: 128 }, true, ['encrypt']);
  for (const [name, params, length] of [['AES-KW', {}, 128], ['AES-GCM', { iv: bytes(12) }, 256]]) {
    const wrapping = await subtle.generateKey({ name, length }, false, ['wrapKey', 'unwrapKey']);
    for (const [format, key] of [['jwk', privateKey], ['jwk', aes], ['raw', aes]]) {
      const wrapped = await subtle.wrapKey(format, key, wrapping, { name, ...params });
      const again = await subtle.unwrapKey(format, wrapped, wrapping, { name, ...params }, key.algorithm, true, key.usages);
      assert.deepStrictEqual(again, key);
    }
    await assert.rejects(subtle.unwrapKey('raw', new Uint8Array(24), wrapping, { name, ...params }, 'AES-CBC', true, ['encrypt']),
                         { name: 'OperationError' });
  }
});

test('a CryptoKey tells nothing but by its getters, and changes to what they give have no effect', async () => {
  const key = await subtle.importKey('raw', bytes(16), { name: 'HMAC', hash: 'SHA-256' }, true, ['verify', 'sign']);
  assert.deepStrictEqual(Reflect.ownKeys(key), []);
  assert.strictEqual(key.algorithm, key.algorithm);
  key.algorithm.hash.name = 'other';
  key.usages.length = 0;
  assert.strictEqual(inspect(key), `CryptoKey {
  type: 'secret',
  extractable: true,
  algorithm: { name: 'HMAC', length: 128, hash: [Object] },
  usages: [ 'sign', 'verify' ]
}`);
  assert.strictEqual((await subtle.exportKey('jwk', key)).alg, 'HS256');
  assert.ok(types.isCryptoKey(key));
  assert.ok(!types.isCryptoKey(Object.create(key)));
  assert.throws(() => Object.create(key).type, { name: 'TypeError', code: 'ERR_INVALID_THIS' });
});

test('a CryptoKey is cloned, and goes through a port', async () => {
  const { publicKey, privateKey } = await subtle.generateKey({ name: 'RSA-PSS', ...rsa }, false, ['sign', 'verify']);
  const { port1, port2 } = new MessageChannel();
  const received = new Promise((resolve) => { port2.onmessage = resolve; });
  port1.postMessage({ publicKey, privateKey });
  const { data } = await received;
  port1.close();
  for (const pair of [{ publicKey: structuredClone(publicKey), privateKey: structuredClone(privateKey) }, data]) {
    assert.deepStrictEqual(pair, { publicKey, privateKey });
    assert.strictEqual(pair.privateKey.extractable, false);
    const algorithm = { name: 'RSA-PSS', saltLength: 0 };
    const signature = await subtle.sign(algorithm, pair.privateKey, bytes(9));
    assert.ok(await subtle.verify(algorithm, publicKey, signature, bytes(9)));
  }
});

test('a KeyObject becomes a CryptoKey and the other way', async () => {
  const secret = crypto.createSecretKey(bytes(32));
  const key = secret.toCryptoKey({ name: 'AES-GCM' }, true, ['encrypt']);
  assert.deepStrictEqual(key.algorithm, { name: 'AES-GCM', length: 256 });
  assert.ok(crypto.KeyObject.from(key).equals(secret));
  const { privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const made = privateKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  assert.strictEqual(made.type, 'private');
  assert.throws(() => privateKey.toCryptoKey('AES-GCM', true, ['encrypt']), { name: 'NotSupportedError' });
  assert.throws(() => privateKey.toCryptoKey('Ed25519', true, ['sign']), { name: 'DataError', message: 'Invalid key type' });
  assert.throws(() => crypto.KeyObject.from({}), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('arguments are converted as Web IDL says, and bad ones are refused in their order', async () => {
  const key = await subtle.generateKey({ name: 'AES-CBC', length: '128' }, 1, new Set(['decrypt', 'encrypt', 'decrypt']));
  assert.deepStrictEqual(key.usages, ['encrypt', 'decrypt']);
  const refused = (promise, name, code, message) => assert.rejects(promise, { name, code, message });
  await refused(subtle.digest('SHA-1'), 'TypeError', 'ERR_MISSING_ARGS',
                'Failed to execute \'digest\' on \'SubtleCrypto\': 2 arguments required, but only 1 present.');
  await refused(subtle.digest.call({}, 'SHA-1', bytes(1)), 'TypeError', 'ERR_INVALID_THIS',
                'Value of "this" must be of type SubtleCrypto');
  await refused(subtle.encrypt('AES-CBC', {}, bytes(1)), 'TypeError', 'ERR_INVALID_ARG_TYPE',
                'Failed to execute \'encrypt\' on \'SubtleCrypto\': 2nd argument is not of type CryptoKey.');
  await refused(subtle.encrypt('AES-CBC', key, bytes(1)), 'TypeError', 'ERR_MISSING_OPTION',
                'Failed to normalize algorithm: passed algorithm cannot be converted to \'AesCbcParams\' because \'iv\' is ' +
                'required in \'AesCbcParams\'.');
  await refused(subtle.generateKey({ name: 'AES-CBC', length: 2 ** 16 }, true, []), 'TypeError', 'ERR_OUT_OF_RANGE',
                'Failed to normalize algorithm: length in passed algorithm is outside the expected range of 0 to 65535.');
  await assert.rejects(subtle.importKey('raw', bytes(15), 'AES-CBC', true, ['encrypt']),
                       { name: 'DataError', message: 'Invalid key length' });
  await assert.rejects(subtle.digest('MD5', bytes(1)), { name: 'NotSupportedError', message: 'Unrecognized algorithm name' });
  await assert.rejects(subtle.digest('SHA-1', new Uint8Array(new SharedArrayBuffer(1))), { code: 'ERR_INVALID_ARG_TYPE' });
  const thrown = new Error('a getter');
  await assert.rejects(subtle.digest({ get name() { throw thrown; } }, bytes(1)), (error) => error === thrown);
});

test('a result comes from the loop, of what was passed when the method was called', async () => {
  const order = [];
  const data = bytes(4);
  const digest = subtle.digest('SHA-256', data).finally(() => order.push('digest'));
  data.fill(0);
  process.nextTick(() => order.push('tick'));
  Promise.resolve().then(() => order.push('microtask'));
  assert.strictEqual(hex(await digest), crypto.hash('sha256', bytes(4)));
  assert.strictEqual(order.length, 3);
  assert.strictEqual(order[2], 'digest');
});

test('a then on a prototype sees no keys', async () => {
  for (const prototype of [CryptoKey.prototype, ArrayBuffer.prototype]) {
    Object.defineProperty(prototype, 'then', { configurable: true, get() { throw new Error('seen'); } });
  }
  try {
    const key = await subtle.generateKey({ name: 'AES-CBC', length: 128 }, true, ['encrypt']);
    assert.strictEqual((await subtle.exportKey('raw', key)).byteLength, 16);
  } finally {
    delete CryptoKey.prototype.then;
    delete ArrayBuffer.prototype.then;
  }
});

test('garbage for keys is refused with the errors of the standard', async () => {
  let state = 20;
  const random = (most) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7FFFFFFF;
    return state % most;
  };
  const seeds = [];
  for (const [generation, usages, privateUsages, publicUsages] of [
    [{ name: 'ECDSA', namedCurve: 'P-384' }, ['sign', 'verify'], ['sign'], ['verify']],
    [{ name: 'X25519' }, ['deriveBits'], ['deriveBits'], []], [{ name: 'Ed448' }, ['sign', 'verify'], ['sign'], ['verify']],
    [{ name: 'RSA-OAEP', ...rsa }, ['encrypt', 'decrypt'], ['decrypt'], ['encrypt']],
  ]) {
    const { publicKey, privateKey } = await subtle.generateKey(generation, true, usages);
    seeds.push(['spki', await subtle.exportKey('spki', publicKey), generation, publicUsages],
               ['pkcs8', await subtle.exportKey('pkcs8', privateKey), generation, privateUsages],
               ['jwk', await subtle.exportKey('jwk', privateKey), generation, privateUsages]);
  }
  const refused = new Set();
  for (let i = 0; i < 2000; i++) {
    const [format, data, algorithm, usages] = seeds[random(seeds.length)];
    let changed;
    if (format === 'jwk') {
      const names = Object.keys(data);
      const name = names[random(names.length)];
      changed = { ...data, [name]: [undefined, '', 'A'.repeat(random(300)), null, data.d, []][random(6)] };
    } else {
      changed = new Uint8Array(data).slice(0, data.byteLength - (random(3) === 0 ? random(data.byteLength) : 0));
      for (let j = random(4); j >= 0 && changed.length > 0; j--) changed[random(changed.length)] = random(256);
    }
    await subtle.importKey(format, changed, algorithm, true, usages).then(
      (key) => subtle.exportKey('jwk', key), (error) => refused.add(error.name));
  }
  for (const name of refused) assert.match(name, /^(?:DataError|SyntaxError|NotSupportedError|TypeError)$/);
  assert.ok(refused.has('DataError'));
});

test('node:crypto takes a CryptoKey, and warns of it once', async () => {
  const warnings = [];
  process.on('warning', (warning) => warnings.push(warning.code));
  const key = await subtle.importKey('raw', bytes(16), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  for (let i = 0; i < 2; i++) {
    assert.strictEqual(crypto.createHmac('sha256', key).update('text').digest('hex'),
                       crypto.createHmac('sha256', bytes(16)).update('text').digest('hex'));
    assert.strictEqual(crypto.KeyObject.from(key).symmetricKeySize, 16);
  }
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.deepStrictEqual(warnings.filter((code) => code !== undefined), ['DEP0203', 'DEP0204']);
});

test('supports tells what there is', () => {
  assert.ok(SubtleCrypto.supports('digest', 'SHA-256'));
  assert.ok(SubtleCrypto.supports('generateKey', { name: 'AES-OCB', length: 128 }));
  assert.ok(!SubtleCrypto.supports('generateKey', { name: 'AES-OCB', length: 25 }));
  assert.ok(!SubtleCrypto.supports('encapsulateBits', 'ML-KEM-768'));
  assert.ok(SubtleCrypto.supports('wrapKey', 'AES-KW', 'HMAC'));
  assert.ok(!SubtleCrypto.supports('wrapKey', 'AES-KW', 'HKDF'));
  assert.ok(!SubtleCrypto.supports('nothing', 'SHA-256'));
});

test('keys that OpenSSL 3.0 does not have are refused', async () => {
  for (const name of ['ML-KEM-768', 'ML-DSA-44', 'Argon2id']) {
    await assert.rejects(subtle.importKey('raw-secret', bytes(32), name, false, ['deriveBits']), { name: 'NotSupportedError' });
  }
});
