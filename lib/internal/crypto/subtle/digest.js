// Digests. https://w3c.github.io/webcrypto/#sha, https://wicg.github.io/webcrypto-modern-algos/#cshake
'use strict';
const { ending } = require('internal/crypto/subtle/jobs');
const native = binding('crypto');

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
  const end = ending('HASHREQUEST', done);
  const security = name.endsWith('128') ? 128 : 256;
  switch (name) {
    case 'cSHAKE128':
    case 'cSHAKE256':
      native.subtleCShake(security, data, functionName, customization, outputLength, end);
      break;
    case 'TurboSHAKE128':
    case 'TurboSHAKE256':
      native.subtleTurboShake(security, data, domainSeparation, outputLength, end);
      break;
    case 'KT128':
    case 'KT256':
      native.subtleKangarooTwelve(security, data, customization, outputLength, end);
      break;
    default:
      native.subtleDigest(names[name], data, end);
  }
}

module.exports = { digest, digestName, digestSize };
