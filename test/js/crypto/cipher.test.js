'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const { test } = require('../harness');

const key = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const iv = Buffer.alloc(16, 7);

test('what is encrypted is decrypted, by every common mode', () => {
  for (const [name, keyLength, ivLength, options] of [
    ['aes-128-cbc', 16, 16], ['aes-192-ctr', 24, 16], ['aes-256-cfb', 32, 16], ['aes-128-ecb', 16, 0], ['aes256', 32, 16],
    ['aes-256-gcm', 32, 12], ['aes-128-gcm', 16, 7], ['aes-128-ccm', 16, 12, { authTagLength: 8 }],
    ['aes-128-ocb', 16, 12, { authTagLength: 16 }], ['chacha20-poly1305', 32, 12, { authTagLength: 16 }],
  ]) {
    const secret = crypto.randomBytes(keyLength);
    const vector = ivLength === 0 ? null : crypto.randomBytes(ivLength);
    const text = Buffer.from('some text that is longer than a block');
    const cipher = crypto.createCipheriv(name, secret, vector, options);
    const encrypted = Buffer.concat([cipher.update(text), cipher.final()]);
    assert.ok(!encrypted.equals(text));
    const decipher = crypto.createDecipheriv(name, secret, vector, options);
    if (/gcm|ccm|ocb|poly/.test(name)) decipher.setAuthTag(cipher.getAuthTag());
    assert.strictEqual(Buffer.concat([decipher.update(encrypted), decipher.final()]).toString(), text.toString(), name);
  }
});

test('known answers', () => {
  const cipher = crypto.createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  assert.strictEqual(cipher.update('00112233445566778899aabbccddeeff', 'hex', 'hex') + cipher.final('hex'), '69c4e0d86a7b0430d8cdb78070b4c55a');
  const gcm = crypto.createCipheriv('aes-128-gcm', Buffer.alloc(16), Buffer.alloc(12));
  assert.strictEqual(gcm.update(Buffer.alloc(16)).toString('hex') + gcm.final('hex'), '0388dace60b6a392f328c2b971b2fe78');
  assert.strictEqual(gcm.getAuthTag().toString('hex'), 'ab6e47d42cec13bdf53a67b21257bddf');
});

test('text that was changed is refused', () => {
  const cipher = crypto.createCipheriv('aes-128-gcm', key, iv).setAAD('header');
  const encrypted = Buffer.concat([cipher.update('secret'), cipher.final()]);
  for (const change of ['text', 'tag', 'aad', 'none']) {
    const decipher = crypto.createDecipheriv('aes-128-gcm', key, iv).setAAD(change === 'aad' ? 'Header' : 'header');
    const tag = Buffer.from(cipher.getAuthTag());
    const input = Buffer.from(encrypted);
    if (change === 'tag') tag[0] ^= 1;
    if (change === 'text') input[0] ^= 1;
    decipher.setAuthTag(tag);
    decipher.update(input);
    if (change === 'none') decipher.final();
    else assert.throws(() => decipher.final(), { message: 'Unsupported state or unable to authenticate data' });
  }
});

test('ciphers are streams', async () => {
  const cipher = crypto.createCipheriv('aes-128-cbc', key, iv);
  const decipher = crypto.createDecipheriv('aes-128-cbc', key, iv);
  decipher.setEncoding('utf8');
  cipher.pipe(decipher);
  cipher.write('h\u20acllo ');
  cipher.end('world'.repeat(1000));
  let text = '';
  for await (const chunk of decipher) text += chunk;
  assert.strictEqual(text, `h\u20acllo ${'world'.repeat(1000)}`);
});

test('wrong use is refused with its code', () => {
  assert.throws(() => crypto.createCipheriv('nope', key, iv), { code: 'ERR_CRYPTO_UNKNOWN_CIPHER' });
  assert.throws(() => crypto.createCipheriv('aes-128-cbc', key.subarray(1), iv), { code: 'ERR_CRYPTO_INVALID_KEYLEN', name: 'RangeError' });
  assert.throws(() => crypto.createCipheriv('aes-128-cbc', key, iv.subarray(1)), { code: 'ERR_CRYPTO_INVALID_IV' });
  assert.throws(() => crypto.createCipheriv('aes-128-cbc', key, null), { code: 'ERR_CRYPTO_INVALID_IV' });
  assert.throws(() => crypto.createCipheriv('aes-128-ccm', key, iv.subarray(4)), { code: 'ERR_CRYPTO_INVALID_AUTH_TAG' });
  assert.throws(() => crypto.createCipheriv('aes-128-gcm', key, iv, { authTagLength: 5 }), { message: 'Invalid authentication tag length: 5' });
  assert.throws(() => crypto.createCipheriv('aes-128-cbc', key, iv).getAuthTag(), { code: 'ERR_CRYPTO_INVALID_STATE' });
  const cipher = crypto.createCipheriv('aes-128-cbc', key, iv);
  cipher.final();
  assert.throws(() => cipher.final(), { code: 'ERR_CRYPTO_INVALID_STATE' });
  assert.throws(() => cipher.update('a'), { message: 'Trying to add data in unsupported state' });
  const decipher = crypto.createDecipheriv('aes-128-cbc', key, iv);
  decipher.update(Buffer.alloc(16));
  assert.throws(() => decipher.final(), { code: 'ERR_OSSL_BAD_DECRYPT', reason: 'bad decrypt', library: 'Provider routines' });
});

test('getCiphers and getCipherInfo', () => {
  assert.ok(crypto.getCiphers().includes('aes-256-gcm'));
  assert.deepStrictEqual(crypto.getCipherInfo('aes-128-cbc'),
                         { mode: 'cbc', name: 'aes-128-cbc', nid: 419, blockSize: 16, ivLength: 16, keyLength: 16 });
  assert.strictEqual(crypto.getCipherInfo(419).name, 'aes-128-cbc');
  assert.strictEqual(crypto.getCipherInfo('aes-128-cbc', { keyLength: 5 }), undefined);
  assert.strictEqual(crypto.getCipherInfo('nope'), undefined);
});
