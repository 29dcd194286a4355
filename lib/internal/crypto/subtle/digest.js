// Digests. https://w3c.github.io/webcrypto/#sha, https://wicg.github.io/webcrypto-modern-algos/#cshake
'use strict';
const { BRIEF, INSTANT, LONG, run } = require('internal/crypto/subtle/jobs');
const { byteLengthOf } = require('internal/crypto/subtle/webidl');
const native = binding('crypto');

/** Bytes of a sponge of our own that take less time than a trip to another thread. */
const shortSponge = 2048;

/**
 * How long a digest by OpenSSL takes.
 * @param {number} size of the data, in bytes
 * @returns {0 | 1 | 2}
 */
function digestDuration(size) {
  return size <= 16384 ? INSTANT : size <= 65536 ? BRIEF : LONG;
}

/** The same for functions of the Keccak family. */
function spongeDuration(size, outputLength) {
  return size + outputLength / 8 < shortSponge ? INSTANT : LONG;
}

/** OpenSSL's names. */
const names = {
  '__proto__': null,
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
  'SHA3-256': 'sha3-256',
  'SHA3-384': 'sha3-384',
  'SHA3-512': 'sha3-512',
};

/**
 * @param {{ name: string }} hash normalized
 * @returns {string} as OpenSSL knows it
 */
function digestName(hash) {
  return names[hash.name];
}

/** The bytes of each digest. */
const sizes = {
  '__proto__': null,
  'SHA-1': 20,
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
  'SHA3-256': 32,
  'SHA3-384': 48,
  'SHA3-512': 64,
};

/**
 * @param {{ name: string }} hash normalized
 * @returns {number} in bytes
 */
function digestSize(hash) {
  return sizes[hash.name];
}

/**
 * @param {object} algorithm normalized
 * @param {ArrayBuffer | ArrayBufferView} data
 * @param {import('./jobs').Done} done gets an ArrayBuffer
 */
function digest(algorithm, data, done) {
  const { name, outputLength, customization, functionName, domainSeparation = 0x1F } = algorithm;
  const security = name.endsWith('128') ? 128 : 256;
  const size = byteLengthOf(data);
  switch (name) {
    case 'cSHAKE128':
    case 'cSHAKE256':
      run('HASHREQUEST', spongeDuration(size, outputLength), done, (callback) =>
        native.subtleCShake(security, data, functionName, customization, outputLength, callback));
      break;
    case 'TurboSHAKE128':
    case 'TurboSHAKE256':
      run('HASHREQUEST', spongeDuration(size, outputLength), done, (callback) =>
        native.subtleTurboShake(security, data, domainSeparation, outputLength, callback));
      break;
    case 'KT128':
    case 'KT256':
      run('HASHREQUEST', spongeDuration(size, outputLength), done, (callback) =>
        native.subtleKangarooTwelve(security, data, customization, outputLength, callback));
      break;
    default:
      run('HASHREQUEST', digestDuration(size), done, (callback) => native.subtleDigest(names[name], data, callback));
  }
}

module.exports = { digest, digestDuration, digestName, digestSize, spongeDuration };
