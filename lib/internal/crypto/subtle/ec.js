// ECDSA and ECDH. https://w3c.github.io/webcrypto/#ecdsa, https://w3c.github.io/webcrypto/#ecdh
// What is exported is described by Family in registry.js.
'use strict';
const { digestName } = require('internal/crypto/subtle/digest');
const { exception, invalidKeyData, unsupportedFormat } = require('internal/crypto/subtle/errors');
const { BRIEF, LONG, checkUsages, run } = require('internal/crypto/subtle/jobs');
const { checkAlg, checkJwk, fromBase64Url, makeJwk, toBase64Url } = require('internal/crypto/subtle/jwk');
const pair = require('internal/crypto/subtle/pair');
const { byteLengthOf } = require('internal/crypto/subtle/webidl');
const native = binding('crypto');

/** The kinds of keys; see src/bindings/crypto/key_handle.h. */
const PUBLIC = 1;
const PRIVATE = 2;

const signing = { public: ['verify'], private: ['sign'] };
const deriving = { public: [], private: ['deriveKey', 'deriveBits'] };

/** OpenSSL's names, the bytes of a coordinate, and the name of the signature (RFC 7518, 3.4). */
const curves = {
  '__proto__': null,
  'P-256': { name: 'prime256v1', size: 32, alg: 'ES256' },
  'P-384': { name: 'secp384r1', size: 48, alg: 'ES384' },
  'P-521': { name: 'secp521r1', size: 66, alg: 'ES512' },
};

function usagesOf(name) {
  return name === 'ECDSA' ? signing : deriving;
}

function generateKey({ name, namedCurve }, extractable, usages, done) {
  const start = (target) => native.generateEc(curves[namedCurve].name, false, target);
  pair.generatePair(start, usagesOf(name), { name, namedCurve }, extractable, usages, done);
}

function readJwk(jwk, { name, namedCurve }, extractable, usages) {
  const allowed = usagesOf(name);
  checkJwk(jwk, 'EC', extractable, usages, name === 'ECDH' ? 'enc' : 'sig');
  const isPrivate = jwk.d !== undefined;
  const { size, alg } = curves[namedCurve];
  if (jwk.crv === undefined || jwk.x === undefined || jwk.y === undefined) throw invalidKeyData();
  if (jwk.crv !== namedCurve) throw exception('DataError', 'JWK "crv" does not match the requested algorithm');
  if (name === 'ECDSA') checkAlg(jwk, alg);
  checkUsages(usages, isPrivate ? allowed.private : allowed.public, name);
  const handle = pair.readJwk(jwk, isPrivate);
  // RFC 7518, 6.2.2.1: as long as the order.
  if (isPrivate && fromBase64Url(jwk.d).length !== size) throw invalidKeyData();
  return handle;
}

/**
 * The same key, whose point is written out whole from now on, also when it was read compressed.
 * @throws {DOMException} DataError for a private key that is no number of the group, or belongs to another public key
 */
function checked(handle, namedCurve) {
  const made = new native.KeyHandle();
  const { name } = curves[namedCurve];
  if (handle.kind() === PUBLIC) return made.readRaw(PUBLIC, false, 'ec', name, handle.exportPoint(false)) ? made : handle;
  const scalar = handle.exportRaw();
  if (scalar === false || !made.readRaw(PRIVATE, true, 'ec', name, scalar) || !made.equals(handle)) {
    throw invalidKeyData();
  }
  return made;
}

function importKey(format, data, algorithm, extractable, usages) {
  const { name, namedCurve } = algorithm;
  let handle = pair.readKey(
    format, data, name, usagesOf(name), usages, () => readJwk(data, algorithm, extractable, usages),
    { type: 'ec', curve: curves[namedCurve].name });
  pair.checkType(handle, 'ec');
  if (handle.details().namedCurve !== curves[namedCurve].name) throw exception('DataError', 'Named curve mismatch');
  if (format !== 'handle') handle = checked(handle, namedCurve);
  return pair.finishImport(handle, { name, namedCurve }, extractable, usages);
}

function exportKey(format, slots) {
  const { type, handle, algorithm: { name } } = slots;
  if (format === (type === 'public' ? 'spki' : 'pkcs8')) return pair.exportDer(handle, format);
  if (type === 'public' && (format === 'raw' || format === 'raw-public')) return handle.exportPoint(false);
  if (format !== 'jwk') throw unsupportedFormat('export', `${name} ${type} key`, format);
  const { 0: kty, 1: crv, 2: x, 3: y, 4: d } = handle.exportJwk();
  const members = { kty, x: toBase64Url(x), y: toBase64Url(y), crv };
  return makeJwk(slots, undefined, type === 'public' ? members : { ...members, d: toBase64Url(d) });
}

function getPublicKey(slots, usages) {
  return pair.publicKeyOf(slots, usagesOf(slots.algorithm.name), usages);
}

/** OpenSSL is quick with P-256 alone. */
function duration(namedCurve, data) {
  return namedCurve === 'P-256' && byteLengthOf(data) <= 16384 ? BRIEF : LONG;
}

function sign({ hash }, { handle, algorithm: { namedCurve } }, data, done) {
  run('SIGNREQUEST', duration(namedCurve, data), done, (callback) =>
    native.subtleSign(handle, digestName(hash), 0, 0, data, callback));
}

function verify({ hash }, { handle, algorithm: { namedCurve } }, signature, data, done) {
  run('SIGNREQUEST', duration(namedCurve, data), done, (callback) =>
    native.subtleVerify(handle, digestName(hash), 0, 0, signature, data, callback));
}

/** The most bits that a shared secret has, for SubtleCrypto.supports. */
function sharedBits({ namedCurve }) {
  return curves[namedCurve].size * 8;
}

module.exports = {
  deriveBits: pair.deriveShared, exportKey, generateKey, getPublicKey, importKey, sharedBits, sign, verify,
};
