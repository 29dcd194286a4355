'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const { test } = require('../harness');

test('digests have their known answers', () => {
  for (const [name, hex] of [
    ['md5', '900150983cd24fb0d6963f7d28e17f72'], ['sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['SHA256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['RSA-SHA1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['shake128', '5881092dd818bf5cf8a3ddb793fbcba7'],
  ]) {
    assert.strictEqual(crypto.createHash(name).update('abc').digest('hex'), hex);
    assert.strictEqual(crypto.createHash(name).update('a').update(Buffer.from('bc')).digest('hex'), hex);
    assert.strictEqual(crypto.hash(name, 'abc'), hex);
    assert.strictEqual(crypto.hash(name, Buffer.from('abc'), 'buffer').toString('hex'), hex);
  }
  assert.strictEqual(crypto.createHash('sha1').update('\u20ac').digest('base64'), crypto.createHash('sha1').update('e282ac', 'hex').digest('base64'));
});

test('every digest that is listed can be made', () => {
  const names = crypto.getHashes();
  assert.ok(names.includes('sha256') && names.includes('RSA-SHA256'));
  for (const name of names) crypto.createHash(name).update('x').digest();
});

test('a digest ends once; a copy goes on', () => {
  const hash = crypto.createHash('sha256').update('a');
  const copy = hash.copy();
  assert.strictEqual(hash.digest('hex'), copy.digest('hex'));
  assert.throws(() => hash.update('b'), { code: 'ERR_CRYPTO_HASH_FINALIZED', message: 'Digest already called' });
  assert.throws(() => hash.digest(), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
  assert.throws(() => hash.copy(), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
});

test('the output of an extendable digest has the length asked for', () => {
  assert.strictEqual(crypto.createHash('shake256', { outputLength: 200 }).update('a').digest().length, 200);
  assert.strictEqual(crypto.createHash('shake256', { outputLength: 0 }).digest('hex'), '');
  assert.throws(() => crypto.createHash('sha256', { outputLength: 5 }), { code: 'ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH' });
  assert.throws(() => crypto.createHash('shake128', { outputLength: -1 }), { code: 'ERR_OUT_OF_RANGE' });
});

test('hashes and HMACs are streams', async () => {
  for (const make of [() => crypto.createHash('sha1'), () => crypto.createHmac('sha1', 'key')]) {
    const stream = make();
    stream.setEncoding('hex');
    stream.write('a');
    stream.end('bc');
    let text = '';
    for await (const chunk of stream) text += chunk;
    assert.strictEqual(text, make().update('abc').digest('hex'));
  }
  const hash = crypto.createHash('md5');
  const done = new Promise((resolve) => hash.on('finish', resolve));
  hash.end('x');
  await done;
  assert.strictEqual(hash.read().toString('hex'), crypto.hash('md5', 'x'));
});

test('HMAC', () => {
  assert.strictEqual(crypto.createHmac('sha256', 'key').update('The quick brown fox jumps over the lazy dog').digest('hex'),
                     'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8');
  assert.strictEqual(crypto.createHmac('sha1', '').update('').digest('hex'), 'fbdb1d1b18aa6c08324b7d64b71fb76370690e1d');
  const hmac = crypto.createHmac('sha1', new Uint8Array([1]));
  hmac.digest();
  assert.strictEqual(hmac.digest('hex'), '');
  assert.throws(() => crypto.createHmac('nope', 'k'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
  assert.throws(() => crypto.createHmac('sha1', null), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('arguments are checked', () => {
  assert.throws(() => crypto.createHash(), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => crypto.createHash('nope'), { message: 'Digest method not supported' });
  assert.throws(() => crypto.createHash('sha1').update(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => crypto.createHash('sha1').update('a', 'hex'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => crypto.hash('nope', 'a'), { message: 'Digest method nope is not supported' });
  assert.throws(() => crypto.hash('sha1', 'a', 'nope'), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('a code is that of RFC 2104, for keys of every length and digests by every name', () => {
  // RFC 4231, test cases 2 and 6.
  assert.strictEqual(crypto.createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest('hex'),
                     '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  assert.strictEqual(crypto.createHmac('sha512', Buffer.alloc(131, 0xaa))
    .update('Test Using Larger Than Block-Size Key - Hash Key First').digest('hex'),
                     '80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352' +
                     '6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598');
  assert.strictEqual(crypto.createHmac('RSA-SHA256', 'k').update('a').digest('hex'),
                     crypto.createHmac('sha256', 'k').update('a').digest('hex'));
  for (const name of ['md5', 'sha1', 'sha3-224', 'sha3-512', 'blake2b512', 'sm3']) {
    const long = crypto.randomBytes(300);
    const short = crypto.createHash(name).update(long).digest();
    assert.deepStrictEqual(crypto.createHmac(name, long).update('a').digest(),
                           crypto.createHmac(name, short).update('a').digest());
    assert.deepStrictEqual(crypto.createHmac(name, '').update('a').digest(),
                           crypto.createHmac(name, Buffer.alloc(10)).update('a').digest());
  }
  assert.throws(() => crypto.createHmac('shake128', 'k'), { message: 'HMAC failed' });
});
