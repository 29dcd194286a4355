// RSASSA-PKCS1-v1_5, RSA-PSS and RSA-OAEP. https://w3c.github.io/webcrypto/#rsassa-pkcs1 and following; RFC 8017
// What is exported is described by Family in registry.js.
'use strict';
const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { digestName, digestSize } = require('internal/crypto/subtle/digest');
const { exception, invalidKeyData, operationFailed, unsupportedFormat } = require('internal/crypto/subtle/errors');
const { checkUsages, ending } = require('internal/crypto/subtle/jobs');
const { checkAlg, checkJwk, makeJwk, toBase64Url } = require('internal/crypto/subtle/jwk');
const pair = require('internal/crypto/subtle/pair');
const { byteLengthOf, copyBytes } = require('internal/crypto/subtle/webidl');
const native = binding('crypto');

/** OpenSSL works with no larger modulus; it would look for one for ever, as for a key with an even exponent. */
const mostBits = 16384;

const signing = { public: ['verify'], private: ['sign'] };
const encrypting = { public: ['encrypt', 'wrapKey'], private: ['decrypt', 'unwrapKey'] };
const privateNumbers = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

/** OpenSSL's numbers of the paddings. */
const paddings = { '__proto__': null, 'RSASSA-PKCS1-v1_5': 1, 'RSA-OAEP': 4, 'RSA-PSS': 6 };

/** Operations of native.rsaCipher; see src/bindings/crypto/rsa_cipher.cc. */
const PUBLIC_ENCRYPT = 0;
const PRIVATE_DECRYPT = 1;

const jwkPrefixes = { '__proto__': null, 'RSASSA-PKCS1-v1_5': 'RS', 'RSA-PSS': 'PS', 'RSA-OAEP': 'RSA-OAEP' };

function usagesOf(name) {
  return name === 'RSA-OAEP' ? encrypting : signing;
}

/** As JSON Web Keys name it; none for SHA-3. RFC 7518, 3.1 and 4.1. */
function jwkAlg(name, hash) {
  if (!hash.name.startsWith('SHA-')) return undefined;
  const bits = hash.name.slice(4);
  if (name === 'RSA-OAEP') return bits === '1' ? 'RSA-OAEP' : `RSA-OAEP-${bits}`;
  return `${jwkPrefixes[name]}${bits}`;
}

/** @throws {DOMException} OperationError beyond 32 bits */
function exponentOf(bytes) {
  let value = 0;
  for (let i = 0; i < byteLengthOf(bytes); i++) {
    value = value * 256 + bytes[i];
    if (value > 0xFFFFFFFF) {
      throw exception('OperationError', 'The publicExponent must be equivalent to an unsigned 32-bit value');
    }
  }
  return value;
}

function generateKey({ name, modulusLength, publicExponent, hash }, extractable, usages, done) {
  const exponent = exponentOf(publicExponent);
  const allowed = usagesOf(name);
  if (exponent < 3 || exponent % 2 === 0 || modulusLength > mostBits) {
    checkUsages(usages, allowed.public.concat(allowed.private), name);
    throw operationFailed();
  }
  const algorithm = { name, modulusLength, publicExponent: copyBytes(publicExponent), hash };
  const start = (target) => native.generateRsa(modulusLength, exponent, false, undefined, undefined, undefined, target);
  pair.generatePair(start, allowed, algorithm, extractable, usages, done);
}

/** The big-endian bytes of a number. */
function bytesOf(number) {
  const text = number.toString(16);
  const { Buffer } = require('buffer');
  return new Uint8Array(Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex'));
}

function readJwk(jwk, { name, hash }, extractable, usages) {
  const allowed = usagesOf(name);
  checkJwk(jwk, 'RSA', extractable, usages, name === 'RSA-OAEP' ? 'enc' : 'sig');
  const isPrivate = jwk.d !== undefined;
  checkAlg(jwk, jwkAlg(name, hash));
  checkUsages(usages, isPrivate ? allowed.private : allowed.public, name);
  if (jwk.n === undefined || jwk.e === undefined || (isPrivate && privateNumbers.some((number) => jwk[number] === undefined))) {
    throw invalidKeyData();
  }
  return pair.readJwk(jwk, isPrivate);
}

function importKey(format, data, normalized, extractable, usages) {
  const { name, hash } = normalized;
  const handle = pair.readKey(
    format, data, name, usagesOf(name), usages, () => readJwk(data, normalized, extractable, usages));
  pair.checkType(handle, 'rsa');
  const { modulusLength, publicExponent } = handle.details();
  const algorithm = { name, modulusLength, publicExponent: bytesOf(publicExponent), hash };
  return pair.finishImport(handle, algorithm, extractable, usages);
}

function exportKey(format, slots) {
  const { type, handle, algorithm: { name, hash } } = slots;
  if (format === (type === 'public' ? 'spki' : 'pkcs8')) return pair.exportDer(handle, format);
  if (format !== 'jwk') throw unsupportedFormat('export', `${name} ${type} key`, format);
  const parts = handle.exportJwk();
  const number = (index) => toBase64Url(parts[index]);
  const members = { kty: parts[0], n: number(1), e: number(2) };
  return makeJwk(slots, jwkAlg(name, hash), type === 'public' ? members : {
    ...members, d: number(3), p: number(4), q: number(5), dp: number(6), dq: number(7), qi: number(8),
  });
}

function getPublicKey(slots, usages) {
  return pair.publicKeyOf(slots, usagesOf(slots.algorithm.name), usages);
}

/**
 * The salt of RSA-PSS: no more than the modulus has room for. RFC 8017, 9.1.1.
 * @throws {DOMException} OperationError
 */
function checkSalt({ saltLength }, { algorithm: { modulusLength, hash } }) {
  if (saltLength === undefined) return 0;
  const most = Math.ceil((modulusLength - 1) / 8) - digestSize(hash) - 2;
  if (saltLength > most) {
    throw operationFailed(new ERR_OUT_OF_RANGE('algorithm.saltLength', `>= 0 && <= ${most}`, saltLength));
  }
  return saltLength;
}

function sign(algorithm, slots, data, done) {
  const { handle, algorithm: { name, hash } } = slots;
  native.subtleSign(handle, digestName(hash), paddings[name], checkSalt(algorithm, slots), data,
                    ending('SIGNREQUEST', done));
}

function verify(algorithm, slots, signature, data, done) {
  const { handle, algorithm: { name, hash } } = slots;
  native.subtleVerify(handle, digestName(hash), paddings[name], checkSalt(algorithm, slots), signature, data,
                      ending('SIGNREQUEST', done));
}

function crypt(isEncrypting, { label }, { handle, algorithm: { hash } }, data, done) {
  native.rsaCipher(isEncrypting ? PUBLIC_ENCRYPT : PRIVATE_DECRYPT, handle, data, paddings['RSA-OAEP'], digestName(hash), label,
                   ending('CIPHERREQUEST', done));
}

module.exports = { crypt, exportKey, generateKey, getPublicKey, importKey, sign, verify };
