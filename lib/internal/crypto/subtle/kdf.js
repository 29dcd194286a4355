// HKDF and PBKDF2. https://w3c.github.io/webcrypto/#hkdf, https://w3c.github.io/webcrypto/#pbkdf2
// What is exported is described by Family in registry.js.
'use strict';
const { codes: { ERR_CRYPTO_INVALID_KEYLEN } } = require('internal/errors');
const { asResource } = require('internal/async/hooks');
const { exception, operationFailed } = require('internal/crypto/subtle/errors');
const { digestName } = require('internal/crypto/subtle/digest');
const { noUsageOfSecret, requireUsages, tellLater } = require('internal/crypto/subtle/jobs');
const { makeCryptoKey } = require('internal/crypto/subtle/key');
const { readSecret } = require('internal/crypto/subtle/secret');
const { isNativeError } = binding('types');
const native = binding('crypto');

/** Bytes that HKDF makes in less time than a trip to another thread takes. */
const shortOutput = 256;

const mostIterations = 2 ** 31 - 1;

function importKey(format, data, { name }, extractable, usages) {
  const { handle } = readSecret(format, data, { name, raw: true, jwk: false });
  if (extractable) throw exception('SyntaxError', `${name} keys are not extractable`);
  if (usages.some((usage) => usage !== 'deriveKey' && usage !== 'deriveBits')) {
    throw exception('SyntaxError', `Unsupported key usage for a ${name} key`);
  }
  requireUsages(usages, noUsageOfSecret);
  return makeCryptoKey('secret', handle, { name }, false, usages);
}

/** A key of which there may be any number of bits. */
function keyLength() {
  return null;
}

/**
 * @param {number | null} length in bits
 * @throws {DOMException} OperationError
 */
function checkLength(algorithm, length) {
  if (length === null) throw exception('OperationError', 'length cannot be null');
  if (length % 8 !== 0) throw exception('OperationError', 'length must be a multiple of 8');
}

/** @param {import('./jobs').Done} done gets an ArrayBuffer */
function deriveBits(algorithm, { handle }, length, done) {
  checkLength(algorithm, length);
  const { name, hash, salt, info, iterations } = algorithm;
  const size = length / 8;
  if (size === 0) {
    done(undefined, new ArrayBuffer(0));
    return;
  }
  const secret = handle.exportSecret();
  const end = (bits) => {
    new Uint8Array(secret).fill(0);
    if (isNativeError(bits)) done(operationFailed(bits));
    else done(undefined, bits);
  };
  if (name === 'HKDF') {
    const told = asResource('DERIVEBITSREQUEST', end);
    const isShort = size < shortOutput;
    const made = native.hkdf(digestName(hash), secret, salt, info, size, isShort ? undefined : told);
    if (made === true) throw operationFailed(new ERR_CRYPTO_INVALID_KEYLEN());
    if (isShort) tellLater(told, made);
  } else if (iterations > mostIterations) {
    throw operationFailed(new Error('Deriving bits failed'));
  } else {
    native.pbkdf2(digestName(hash), secret, salt, iterations, size, asResource('PBKDF2REQUEST', end));
  }
}

module.exports = { checkLength, deriveBits, importKey, keyLength };
