'use strict';
const assert = require('node:assert');
const { promisify } = require('node:util');
const crypto = require('node:crypto');
const { test } = require('../harness');

test('PBKDF2: RFC 6070', async () => {
  assert.strictEqual(crypto.pbkdf2Sync('password', 'salt', 2, 20, 'sha1').toString('hex'), 'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957');
  assert.strictEqual(crypto.pbkdf2Sync('password', 'salt', 1, 20, 'sha1').toString('hex'), '0c60c80f961f0e71f3a9b524af6012062fe037a6');
  assert.strictEqual((await promisify(crypto.pbkdf2)('password', 'salt', 1, 20, 'sha1')).toString('hex'),
                     '0c60c80f961f0e71f3a9b524af6012062fe037a6');
  assert.throws(() => crypto.pbkdf2Sync('p', 's', 1, 20, 'nope'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
  assert.throws(() => crypto.pbkdf2Sync('p', 's', 0, 20, 'sha1'), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => crypto.pbkdf2('p', 's', 1, 20, 'sha1'), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('scrypt: RFC 7914', async () => {
  const expected = '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906';
  assert.strictEqual(crypto.scryptSync('', '', 64, { N: 16, r: 1, p: 1 }).toString('hex'), expected);
  assert.strictEqual((await promisify(crypto.scrypt)('', '', 64, { cost: 16, blockSize: 1, parallelization: 1 })).toString('hex'), expected);
  assert.strictEqual(crypto.scryptSync('p', 's', 0).length, 0);
  assert.throws(() => crypto.scryptSync('p', 's', 20, { N: 3 }), { code: 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS' });
  assert.throws(() => crypto.scryptSync('p', 's', 20, { N: 2 ** 20 }), { message: /memory limit exceeded/ });
  assert.throws(() => crypto.scryptSync('p', 's', 20, { N: 16, cost: 16 }), { code: 'ERR_INCOMPATIBLE_OPTION_PAIR' });
});

test('HKDF: RFC 5869', async () => {
  const key = Buffer.alloc(22, 0x0b);
  const salt = Buffer.from('000102030405060708090a0b0c', 'hex');
  const info = Buffer.from('f0f1f2f3f4f5f6f7f8f9', 'hex');
  const expected = '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865';
  const result = crypto.hkdfSync('sha256', key, salt, info, 42);
  assert.ok(result instanceof ArrayBuffer);
  assert.strictEqual(Buffer.from(result).toString('hex'), expected);
  assert.strictEqual(Buffer.from(await promisify(crypto.hkdf)('sha256', key, salt, info, 42)).toString('hex'), expected);
  assert.throws(() => crypto.hkdfSync('sha1', 'k', 's', 'i', 20 * 255 + 1), { code: 'ERR_CRYPTO_INVALID_KEYLEN' });
});
