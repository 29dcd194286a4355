// Which algorithms there are, what each can do and with which parameters, and the normalization of what a program passes.
// https://w3c.github.io/webcrypto/#algorithm-normalization
'use strict';
const { exception } = require('internal/crypto/subtle/errors');
const params = require('internal/crypto/subtle/params');
const { warnOnce } = require('internal/crypto/subtle/settle');

/** For operations that take no parameters. */
const none = undefined;

const digests = () => require('internal/crypto/subtle/digest');
const aes = () => require('internal/crypto/subtle/aes');
const mac = () => require('internal/crypto/subtle/mac');
const kdf = () => require('internal/crypto/subtle/kdf');
const rsa = () => require('internal/crypto/subtle/rsa');
const ec = () => require('internal/crypto/subtle/ec');
const cfrg = () => require('internal/crypto/subtle/cfrg');

/**
 * What a module of algorithms exports, each with the functions for what its algorithms can. Algorithms are normalized;
 * `done` gets the outcome, from the loop. Whatever is wrong with arguments or keys is thrown.
 * @typedef {object} Family
 * @property {(algorithm: object, data: BufferSource, done: Done) => void} [digest] makes an ArrayBuffer
 * @property {(encrypting: boolean, algorithm: object, key: Slots, data: BufferSource, done: Done) => void} [crypt]
 *   encrypts, decrypts, wraps or unwraps to an ArrayBuffer
 * @property {(algorithm: object, key: Slots, data: BufferSource, done: Done) => void} [sign] makes an ArrayBuffer
 * @property {(algorithm: object, key: Slots, signature: BufferSource, data: BufferSource, done: Done) => void} [verify]
 *   makes a boolean
 * @property {(algorithm: object, key: Slots, length: number | null, done: Done) => void} [deriveBits] makes an ArrayBuffer;
 *   `length` in bits, null for as many as there are
 * @property {(algorithm: object, extractable: boolean, usages: string[], done: Done) => void} [generateKey] makes a
 *   CryptoKey or a pair
 * @property {(format: string, data: any, algorithm: object, extractable: boolean, usages: string[]) => CryptoKey} [importKey]
 *   with the format 'handle' the data is a KeyHandle
 * @property {(format: string, key: Slots) => ArrayBuffer | object} [exportKey]
 * @property {(key: Slots, usages: string[]) => CryptoKey} [getPublicKey]
 * @property {(algorithm: object) => number | null} [keyLength] in bits; null where any will do
 * @property {(algorithm: object) => number} [sharedBits] the most bits that two keys of an algorithm share
 *
 * @typedef {import('./jobs').Done} Done
 * @typedef {import('./key').Slots} Slots
 */

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {() => Family} family the module that has its operations
 * @property {Record<string, Function | undefined>} operations those that it has, and their dictionaries
 * @property {{ name: string }} known what normalization needn't read
 * @property {boolean} warns whether the program is told that it is experimental
 */

/** @type {Map<string, Entry>} by name, and by name in lower case */
const entries = new Map();

/** Those that the standard itself doesn't have yet. */
const experimental = ['SHA3', 'cSHAKE', 'TurboSHAKE', 'KT', 'AES-OCB', 'ChaCha20', 'KMAC', 'Ed448', 'X448'];

function define(names, family, operations) {
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    const entry = {
      name, family, operations: { __proto__: null, ...operations }, known: { name },
      warns: experimental.some((beginning) => name.startsWith(beginning)),
    };
    entries.set(name, entry);
    entries.set(name.toLowerCase(), entry);
  }
}

const inAndOut = { importKey: none, exportKey: none };
const aesKeys = { generateKey: params.aesKeyGenParams, ...inAndOut, keyLength: params.aesDerivedKeyParams };
const rsaKeys = {
  generateKey: params.rsaHashedKeyGenParams, importKey: params.rsaHashedImportParams, exportKey: none, getPublicKey: none,
};
const ecKeys = {
  generateKey: params.ecKeyGenParams, importKey: params.ecKeyImportParams, exportKey: none, getPublicKey: none,
};
const cfrgKeys = { generateKey: none, ...inAndOut, getPublicKey: none };

define(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512'], digests, { digest: none });
define(['cSHAKE128', 'cSHAKE256'], digests, { digest: params.cShakeParams });
define(['TurboSHAKE128', 'TurboSHAKE256'], digests, { digest: params.turboShakeParams });
define(['KT128', 'KT256'], digests, { digest: params.kangarooTwelveParams });
define(['AES-CBC'], aes, { encrypt: params.aesCbcParams, ...aesKeys });
define(['AES-CTR'], aes, { encrypt: params.aesCtrParams, ...aesKeys });
define(['AES-GCM', 'AES-OCB'], aes, { encrypt: params.aeadParams, ...aesKeys });
define(['AES-KW'], aes, { wrapKey: none, ...aesKeys });
define(['ChaCha20-Poly1305'], aes, { encrypt: params.aeadParams, generateKey: none, ...inAndOut, keyLength: none });
define(['HMAC'], mac, {
  sign: none, generateKey: params.hmacKeyGenParams, importKey: params.hmacImportParams, exportKey: none,
  keyLength: params.hmacImportParams,
});
define(['KMAC128', 'KMAC256'], mac, {
  sign: params.kmacParams, generateKey: params.kmacKeyGenParams, importKey: params.kmacImportParams, exportKey: none,
  keyLength: params.kmacImportParams,
});
define(['HKDF'], kdf, { deriveBits: params.hkdfParams, importKey: none, keyLength: none });
define(['PBKDF2'], kdf, { deriveBits: params.pbkdf2Params, importKey: none, keyLength: none });
define(['RSASSA-PKCS1-v1_5'], rsa, { sign: none, ...rsaKeys });
define(['RSA-PSS'], rsa, { sign: params.rsaPssParams, ...rsaKeys });
define(['RSA-OAEP'], rsa, { encrypt: params.rsaOaepParams, ...rsaKeys });
define(['ECDSA'], ec, { sign: params.ecdsaParams, ...ecKeys });
define(['ECDH'], ec, { deriveBits: params.ecdhKeyDeriveParams, ...ecKeys });
define(['Ed25519'], cfrg, { sign: none, ...cfrgKeys });
define(['Ed448'], cfrg, { sign: params.contextParams, ...cfrgKeys });
define(['X25519', 'X448'], cfrg, { deriveBits: params.ecdhKeyDeriveParams, ...cfrgKeys });

/** Operations that are registered as another. */
const sameAs = { __proto__: null, decrypt: 'encrypt', verify: 'sign', unwrapKey: 'wrapKey' };

const normalizing = { prefix: 'Failed to normalize algorithm', name: 'passed algorithm' };

/** Letters of ASCII alone are folded: the others' lower case may be one of ASCII's. */
function fold(name) {
  // Without a RegExp, whose last match programs can see.
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) > 0x7f) return name;
  return name.toLowerCase();
}

/**
 * @param {string | object} algorithm
 * @param {string} operation of SubtleCrypto, or 'keyLength'
 * @returns {{ name: string }} with the parameters of the operation; it has no prototype
 * @throws {TypeError} from conversions
 * @throws {DOMException} NotSupportedError for one that isn't there, OperationError or DataError for bad parameters
 */
function normalize(algorithm, operation) {
  const name = typeof algorithm === 'string' ? algorithm : params.algorithm(algorithm, normalizing).name;
  const entry = entries.get(name) ?? entries.get(fold(name));
  const registered = sameAs[operation] ?? operation;
  if (entry === undefined || !(registered in entry.operations)) {
    throw exception('NotSupportedError', 'Unrecognized algorithm name');
  }
  if (entry.warns) warnOnce(`The ${entry.name} Web Crypto API algorithm`);
  const convert = entry.operations[registered];
  if (convert === undefined) return { __proto__: null, name: entry.name };
  const normalized = convert(typeof algorithm === 'string' ? undefined : algorithm, normalizing, entry.known);
  if (normalized.hash !== undefined) normalized.hash = normalize(normalized.hash, 'digest');
  return normalized;
}

/**
 * Whether an algorithm has an operation.
 * @param {string} name as it is registered
 * @param {string} operation
 * @returns {boolean}
 */
function has(name, operation) {
  return (sameAs[operation] ?? operation) in entries.get(name).operations;
}

/**
 * The module with an algorithm's operations.
 * @param {string} name as it is registered
 * @returns {Family}
 */
function familyOf(name) {
  return entries.get(name).family();
}

module.exports = { familyOf, has, normalize };
