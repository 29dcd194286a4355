// Ed25519, Ed448, X25519 and X448. https://wicg.github.io/webcrypto-secure-curves/; RFC 7748, 8032, 8037
// What is exported is described by Family in registry.js.
'use strict';
const { exception, invalidKeyData, unsupportedFormat } = require('internal/crypto/subtle/errors');
const { BRIEF, LONG, checkUsages, ending, run, tellLater } = require('internal/crypto/subtle/jobs');
const { checkAlg, checkJwk, fromBase64Url, makeJwk, toBase64Url } = require('internal/crypto/subtle/jwk');
const { byteLengthOf, copyBytes } = require('internal/crypto/subtle/webidl');
const pair = require('internal/crypto/subtle/pair');
const native = binding('crypto');

const signing = { public: ['verify'], private: ['sign'] };
const deriving = { public: [], private: ['deriveKey', 'deriveBits'] };

function isSigning(name) {
  return name === 'Ed25519' || name === 'Ed448';
}

function usagesOf(name) {
  return isSigning(name) ? signing : deriving;
}

function generateKey({ name }, extractable, usages, done) {
  const start = (target) => native.generatePlain(name.toLowerCase(), target);
  pair.generatePair(start, usagesOf(name), { name }, extractable, usages, done);
}

/** Whether two lists of bytes are the same. */
function equals(a, b) {
  return a.length === b.length && native.timingSafeEqual(a, b);
}

function readJwk(jwk, name, extractable, usages) {
  const allowed = usagesOf(name);
  checkJwk(jwk, 'OKP', extractable, usages, isSigning(name) ? 'sig' : 'enc');
  const isPrivate = jwk.d !== undefined;
  if (jwk.crv === undefined || jwk.x === undefined) throw invalidKeyData();
  if (jwk.crv !== name) throw exception('DataError', 'JWK "crv" Parameter and algorithm name mismatch');
  if (isSigning(name) && jwk.alg !== 'EdDSA') checkAlg(jwk, name);
  checkUsages(usages, isPrivate ? allowed.private : allowed.public, name);
  const handle = pair.readJwk(jwk, isPrivate);
  // A private key tells its public key: what is said of it must be true.
  if (isPrivate) {
    const publicHandle = new native.KeyHandle();
    publicHandle.readPublicOf(handle);
    if (!equals(new Uint8Array(publicHandle.exportRaw()), fromBase64Url(jwk.x))) throw invalidKeyData();
  }
  return handle;
}

function importKey(format, data, { name }, extractable, usages) {
  const handle = pair.readKey(
    format, data, name, usagesOf(name), usages, () => readJwk(data, name, extractable, usages), { type: name.toLowerCase(), curve: '' });
  pair.checkType(handle, name.toLowerCase());
  return pair.finishImport(handle, { name }, extractable, usages);
}

function exportKey(format, slots) {
  const { type, handle, algorithm: { name } } = slots;
  if (format === (type === 'public' ? 'spki' : 'pkcs8')) return pair.exportDer(handle, format);
  if (type === 'public' && (format === 'raw' || format === 'raw-public')) return handle.exportRaw();
  if (format !== 'jwk') throw unsupportedFormat('export', `${name} ${type} key`, format);
  const { 0: kty, 1: crv, 2: x, 3: d } = handle.exportJwk();
  const alg = isSigning(name) ? name : undefined;
  const rest = { x: toBase64Url(x), kty };
  return makeJwk(slots, alg, type === 'public' ? { crv, ...rest } : { crv, d: toBase64Url(d), ...rest });
}

function getPublicKey(slots, usages) {
  return pair.publicKeyOf(slots, usagesOf(slots.algorithm.name), usages);
}

function duration(name, data) {
  return name === 'Ed25519' && byteLengthOf(data) <= 16384 ? BRIEF : LONG;
}

function sign({ name }, { handle }, data, done) {
  run('SIGNREQUEST', duration(name, data), done, (callback) =>
    native.subtleSign(handle, undefined, 0, 0, data, callback));
}

/**
 * The encodings of points whose order divides the cofactor, but for the sign of x: with such a key or commitment anything
 * would be signed. https://wicg.github.io/webcrypto-secure-curves/#ed25519-operations
 */
const smallOrder = {
  Ed25519: [
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    `ec${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(30)}7f`,
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  ],
  Ed448: [
    '00'.repeat(57),
    `01${'00'.repeat(56)}`,
    `fe${'ff'.repeat(27)}fe${'ff'.repeat(27)}00`,
    `${'ff'.repeat(28)}fe${'ff'.repeat(27)}00`,
    `${'00'.repeat(28)}${'ff'.repeat(28)}00`,
  ],
};

/** @param {Uint8Array} point that nobody else has */
function hasSmallOrder(name, point) {
  point[point.length - 1] &= 0x7F;
  const { Buffer } = require('buffer');
  return smallOrder[name].includes(Buffer.from(point.buffer, point.byteOffset, point.length).toString('hex'));
}

function verify({ name }, { handle }, signature, data, done) {
  const point = new Uint8Array(handle.exportRaw());
  if (byteLengthOf(signature) === 2 * point.length &&
      (hasSmallOrder(name, copyBytes(signature).subarray(0, point.length)) || hasSmallOrder(name, point))) {
    tellLater(ending('SIGNREQUEST', done), false);
    return;
  }
  run('SIGNREQUEST', duration(name, data), done, (callback) =>
    native.subtleVerify(handle, undefined, 0, 0, signature, data, callback));
}

/** The most bits that a shared secret has, for SubtleCrypto.supports. */
function sharedBits({ name }) {
  return name === 'X25519' ? 256 : 448;
}

module.exports = {
  deriveBits: pair.deriveShared, exportKey, generateKey, getPublicKey, importKey, sharedBits, sign, verify,
};
