// Signed public keys and challenges. https://nodejs.org/api/crypto.html#class-certificate
'use strict';
const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { toBytes } = require('internal/crypto/inputs');
const native = binding('crypto');

const mostBytes = 2147483647;

function input(spkac, encoding) {
  const bytes = toBytes(spkac, 'spkac', encoding);
  if (bytes.byteLength > mostBytes) throw new ERR_OUT_OF_RANGE('spkac', `<= ${mostBytes}`, bytes.byteLength);
  return bytes;
}

function toBuffer(memory) {
  return memory === undefined ? '' : require('buffer').Buffer.from(memory);
}

/**
 * @param {string | ArrayBuffer | ArrayBufferView} spkac
 * @param {string} [encoding] of text
 * @returns {boolean | ''} whether its signature is right
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function verifySpkac(spkac, encoding) {
  const bytes = input(spkac, encoding);
  // As there is nothing to verify there is no answer either.
  return bytes.byteLength === 0 ? '' : native.verifySpkac(bytes);
}

/** See verifySpkac. @returns {Buffer | ''} the public key, PEM */
function exportPublicKey(spkac, encoding) {
  return toBuffer(native.spkacPublicKey(input(spkac, encoding)));
}

/** See verifySpkac. @returns {Buffer | ''} the challenge */
function exportChallenge(spkac, encoding) {
  return toBuffer(native.spkacChallenge(input(spkac, encoding)));
}

/** Its methods are the static ones. */
function Certificate() {
  if (!new.target) return new Certificate();
}

Certificate.prototype.verifySpkac = verifySpkac;
Certificate.prototype.exportPublicKey = exportPublicKey;
Certificate.prototype.exportChallenge = exportChallenge;
Certificate.exportChallenge = exportChallenge;
Certificate.exportPublicKey = exportPublicKey;
Certificate.verifySpkac = verifySpkac;

module.exports = { Certificate };
