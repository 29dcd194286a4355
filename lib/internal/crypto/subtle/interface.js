// SubtleCrypto. https://w3c.github.io/webcrypto/#subtlecrypto-interface
//
// Each method converts its arguments in order, then normalizes algorithms, then checks keys; all of that, and taking
// copies of what the program passes, happens before it returns. Its promise is settled from the loop.
'use strict';
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { exception } = require('internal/crypto/subtle/errors');
const { CryptoKey, slotsOf } = require('internal/crypto/subtle/key');
const { familyOf, has, normalize } = require('internal/crypto/subtle/registry');
const { fulfil, warnOnce } = require('internal/crypto/subtle/settle');
const { parseWrapped, serializeForWrapping } = require('internal/crypto/subtle/wrapping');
const webidl = require('internal/crypto/subtle/webidl');

const { Promise } = globalThis;
const ordinals = ['1st', '2nd', '3rd', '4th', '5th', '6th', '7th'];

let constructing = false;

/** What converts the arguments of a method. */
class Conversion {
  #prefix;
  #needed;
  /** Where each argument is, for errors. @type {import('./webidl').Where[]} */
  #where;

  /**
   * @param {string} method
   * @param {number} needed how many arguments there must be
   */
  constructor(method, needed) {
    const prefix = `Failed to execute '${method}' on 'SubtleCrypto'`;
    this.#prefix = prefix;
    this.#needed = needed;
    this.#where = ordinals.map((ordinal) => ({ prefix, name: `${ordinal} argument` }));
  }

  /**
   * @param {unknown} self that the method was called on
   * @param {number} given how many arguments there are
   * @throws {TypeError} ERR_INVALID_THIS, ERR_MISSING_ARGS
   */
  begin(self, given) {
    if (!isSubtle(self)) throw new ERR_INVALID_THIS('SubtleCrypto');
    webidl.requireArguments(given, this.#needed, this.#prefix);
  }

  algorithm(value, index) {
    return webidl.algorithmIdentifier(value, this.#where[index]);
  }

  bytes(value, index) {
    return webidl.bufferSource(value, this.#where[index]);
  }

  format(value, index) {
    return webidl.keyFormat(value, this.#where[index]);
  }

  /** @returns {import('./key').Slots} */
  key(value, index) {
    const slots = slotsOf(value);
    if (slots === undefined) {
      throw webidl.conversionError('ERR_INVALID_ARG_TYPE', 'is not of type CryptoKey.', this.#where[index]);
    }
    return slots;
  }

  keyData(format, value, index) {
    return format === 'jwk' ? webidl.jsonWebKey(value, this.#where[index]) : webidl.bufferSource(value, this.#where[index]);
  }

  length(value, index) {
    return value === undefined || value === null ? null : webidl.unsignedLong(value, this.#where[index]);
  }

  usages(value, index) {
    return webidl.usageSequence(value, this.#where[index]);
  }
}

/** What ends an operation: settles its promise. */
function settling(resolve, reject) {
  return (error, value) => {
    if (error !== undefined) reject(error);
    else fulfil(resolve, value);
  };
}

/** @throws {DOMException} InvalidAccessError */
function checkKey(slots, algorithm, usage, problem = `Unable to use this key to ${usage}`) {
  if (slots.algorithm.name !== algorithm.name) throw exception('InvalidAccessError', 'Key algorithm mismatch');
  if (!slots.usages.includes(usage)) throw exception('InvalidAccessError', problem);
}

/** Wrapping is encryption where an algorithm has no wrapping of its own. */
function normalizeWrapping(algorithm, operation) {
  try {
    return normalize(algorithm, operation);
  } catch {
    return normalize(algorithm, operation === 'wrapKey' ? 'encrypt' : 'decrypt');
  }
}

/**
 * @throws {DOMException} NotSupportedError, InvalidAccessError
 * @returns {ArrayBuffer | object}
 */
function exportSlots(format, slots) {
  const { algorithm: { name }, extractable } = slots;
  if (!has(name, 'exportKey')) throw exception('NotSupportedError', `${name} key export is not supported`);
  if (!extractable) throw exception('InvalidAccessError', 'key is not extractable');
  return familyOf(name).exportKey(format, slots);
}

/** @returns {CryptoKey} */
function importData(format, data, algorithm, extractable, usages) {
  return familyOf(algorithm.name).importKey(format, data, algorithm, extractable, usages);
}

/** By method. */
const conversions = {
  __proto__: null,
  encrypt: new Conversion('encrypt', 3),
  decrypt: new Conversion('decrypt', 3),
  sign: new Conversion('sign', 3),
  verify: new Conversion('verify', 4),
  digest: new Conversion('digest', 2),
  generateKey: new Conversion('generateKey', 3),
  deriveKey: new Conversion('deriveKey', 5),
  deriveBits: new Conversion('deriveBits', 2),
  importKey: new Conversion('importKey', 5),
  exportKey: new Conversion('exportKey', 2),
  wrapKey: new Conversion('wrapKey', 4),
  unwrapKey: new Conversion('unwrapKey', 7),
  getPublicKey: new Conversion('getPublicKey', 2),
  encapsulateBits: new Conversion('encapsulateBits', 2),
  encapsulateKey: new Conversion('encapsulateKey', 5),
  decapsulateBits: new Conversion('decapsulateBits', 3),
  decapsulateKey: new Conversion('decapsulateKey', 6),
};

let isSubtle;

class SubtleCrypto {
  #branded = true;

  constructor() {
    if (!constructing) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  static {
    isSubtle = (value) => value !== null && typeof value === 'object' && #branded in value;
  }

  /**
   * @param {string} operation the name of a method
   * @param {string | object} algorithm
   * @param {number | string | object | null} [lengthOrAdditionalAlgorithm]
   * @returns {boolean} whether the method has that algorithm with these parameters
   * @throws {TypeError} ERR_INVALID_THIS, ERR_MISSING_ARGS
   */
  static supports(operation, algorithm, lengthOrAdditionalAlgorithm = undefined) {
    if (this !== SubtleCrypto) throw new ERR_INVALID_THIS('SubtleCrypto constructor');
    const prefix = 'Failed to execute \'supports\' on \'SubtleCrypto\'';
    webidl.requireArguments(arguments.length, 2, prefix);
    const name = webidl.domString(operation, { prefix, name: '1st argument' });
    const identifier = webidl.algorithmIdentifier(algorithm, { prefix, name: '2nd argument' });
    let additional = lengthOrAdditionalAlgorithm;
    if (name === 'deriveBits' && additional !== undefined && additional !== null) {
      additional = webidl.unsignedLong(additional, { prefix, name: '3rd argument' });
    }
    warnOnce('The supports Web Crypto API method');
    return require('internal/crypto/subtle/supports')(name, identifier, additional);
  }

  /**
   * @param {string | object} algorithm
   * @param {CryptoKey} key with the usage 'encrypt'
   * @param {ArrayBuffer | ArrayBufferView} data
   * @returns {Promise<ArrayBuffer>}
   */
  encrypt(algorithm, key, data) {
    return new Promise((resolve, reject) => {
      const args = conversions.encrypt;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(algorithm, 0);
      const slots = args.key(key, 1);
      const bytes = args.bytes(data, 2);
      const normalized = normalize(identifier, 'encrypt');
      checkKey(slots, normalized, 'encrypt');
      familyOf(normalized.name).crypt(true, normalized, slots, bytes, settling(resolve, reject));
    });
  }

  /**
   * @param {string | object} algorithm
   * @param {CryptoKey} key with the usage 'decrypt'
   * @param {ArrayBuffer | ArrayBufferView} data
   * @returns {Promise<ArrayBuffer>}
   */
  decrypt(algorithm, key, data) {
    return new Promise((resolve, reject) => {
      const args = conversions.decrypt;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(algorithm, 0);
      const slots = args.key(key, 1);
      const bytes = args.bytes(data, 2);
      const normalized = normalize(identifier, 'decrypt');
      checkKey(slots, normalized, 'decrypt');
      familyOf(normalized.name).crypt(false, normalized, slots, bytes, settling(resolve, reject));
    });
  }

  /**
   * @param {string | object} algorithm
   * @param {CryptoKey} key with the usage 'sign'
   * @param {ArrayBuffer | ArrayBufferView} data
   * @returns {Promise<ArrayBuffer>}
   */
  sign(algorithm, key, data) {
    return new Promise((resolve, reject) => {
      const args = conversions.sign;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(algorithm, 0);
      const slots = args.key(key, 1);
      const bytes = args.bytes(data, 2);
      const normalized = normalize(identifier, 'sign');
      checkKey(slots, normalized, 'sign');
      familyOf(normalized.name).sign(normalized, slots, bytes, settling(resolve, reject));
    });
  }

  /**
   * @param {string | object} algorithm
   * @param {CryptoKey} key with the usage 'verify'
   * @param {ArrayBuffer | ArrayBufferView} signature
   * @param {ArrayBuffer | ArrayBufferView} data
   * @returns {Promise<boolean>}
   */
  verify(algorithm, key, signature, data) {
    return new Promise((resolve, reject) => {
      const args = conversions.verify;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(algorithm, 0);
      const slots = args.key(key, 1);
      const given = args.bytes(signature, 2);
      const bytes = args.bytes(data, 3);
      const normalized = normalize(identifier, 'verify');
      checkKey(slots, normalized, 'verify');
      familyOf(normalized.name).verify(normalized, slots, given, bytes, settling(resolve, reject));
    });
  }

  /**
   * @param {string | object} algorithm
   * @param {ArrayBuffer | ArrayBufferView} data
   * @returns {Promise<ArrayBuffer>}
   */
  digest(algorithm, data) {
    return new Promise((resolve, reject) => {
      const args = conversions.digest;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(algorithm, 0);
      const bytes = args.bytes(data, 1);
      const normalized = normalize(identifier, 'digest');
      familyOf(normalized.name).digest(normalized, bytes, settling(resolve, reject));
    });
  }

  /**
   * @param {string | object} algorithm
   * @param {boolean} extractable
   * @param {string[]} keyUsages
   * @returns {Promise<CryptoKey | { publicKey: CryptoKey, privateKey: CryptoKey }>}
   */
  generateKey(algorithm, extractable, keyUsages) {
    return new Promise((resolve, reject) => {
      const args = conversions.generateKey;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(algorithm, 0);
      const usages = args.usages(keyUsages, 2);
      const normalized = normalize(identifier, 'generateKey');
      familyOf(normalized.name).generateKey(normalized, Boolean(extractable), usages, settling(resolve, reject));
    });
  }

  /**
   * @param {string | object} algorithm
   * @param {CryptoKey} baseKey with the usage 'deriveKey'
   * @param {string | object} derivedKeyType
   * @param {boolean} extractable
   * @param {string[]} keyUsages
   * @returns {Promise<CryptoKey>}
   */
  deriveKey(algorithm, baseKey, derivedKeyType, extractable, keyUsages) {
    return new Promise((resolve, reject) => {
      const args = conversions.deriveKey;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(algorithm, 0);
      const slots = args.key(baseKey, 1);
      const derived = args.algorithm(derivedKeyType, 2);
      const usages = args.usages(keyUsages, 4);
      const normalized = normalize(identifier, 'deriveBits');
      const importing = normalize(derived, 'importKey');
      const sized = normalize(derived, 'keyLength');
      checkKey(slots, normalized, 'deriveKey', 'baseKey does not have deriveKey usage');
      const length = familyOf(sized.name).keyLength(sized);
      const done = settling(resolve, reject);
      familyOf(normalized.name).deriveBits(normalized, slots, length, (error, bits) => {
        if (error !== undefined) {
          done(error);
          return;
        }
        let key;
        try {
          key = importData('raw-secret', bits, importing, Boolean(extractable), usages);
        } catch (problem) {
          done(problem);
          return;
        }
        done(undefined, key);
      });
    });
  }

  /**
   * @param {string | object} algorithm
   * @param {CryptoKey} baseKey with the usage 'deriveBits'
   * @param {number | null} [length] in bits; null for as many as there are
   * @returns {Promise<ArrayBuffer>}
   */
  deriveBits(algorithm, baseKey, length = null) {
    return new Promise((resolve, reject) => {
      const args = conversions.deriveBits;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(algorithm, 0);
      const slots = args.key(baseKey, 1);
      const bits = args.length(length, 2);
      const normalized = normalize(identifier, 'deriveBits');
      checkKey(slots, normalized, 'deriveBits', 'baseKey does not have deriveBits usage');
      familyOf(normalized.name).deriveBits(normalized, slots, bits, settling(resolve, reject));
    });
  }

  /**
   * @param {string} format
   * @param {ArrayBuffer | ArrayBufferView | object} keyData a JSON Web Key for 'jwk'
   * @param {string | object} algorithm
   * @param {boolean} extractable
   * @param {string[]} keyUsages
   * @returns {Promise<CryptoKey>}
   */
  importKey(format, keyData, algorithm, extractable, keyUsages) {
    return new Promise((resolve) => {
      const args = conversions.importKey;
      args.begin(this, arguments.length);
      const kind = args.format(format, 0);
      const data = args.keyData(kind, keyData, 1);
      const identifier = args.algorithm(algorithm, 2);
      const usages = args.usages(keyUsages, 4);
      const normalized = normalize(identifier, 'importKey');
      fulfil(resolve, importData(kind, data, normalized, Boolean(extractable), usages));
    });
  }

  /**
   * @param {string} format
   * @param {CryptoKey} key that is extractable
   * @returns {Promise<ArrayBuffer | object>}
   */
  exportKey(format, key) {
    return new Promise((resolve) => {
      const args = conversions.exportKey;
      args.begin(this, arguments.length);
      const kind = args.format(format, 0);
      const slots = args.key(key, 1);
      fulfil(resolve, exportSlots(kind, slots));
    });
  }

  /**
   * @param {string} format
   * @param {CryptoKey} key that is extractable
   * @param {CryptoKey} wrappingKey with the usage 'wrapKey'
   * @param {string | object} wrapAlgorithm
   * @returns {Promise<ArrayBuffer>}
   */
  wrapKey(format, key, wrappingKey, wrapAlgorithm) {
    return new Promise((resolve, reject) => {
      const args = conversions.wrapKey;
      args.begin(this, arguments.length);
      const kind = args.format(format, 0);
      const slots = args.key(key, 1);
      const wrapping = args.key(wrappingKey, 2);
      const identifier = args.algorithm(wrapAlgorithm, 3);
      const normalized = normalizeWrapping(identifier, 'wrapKey');
      checkKey(wrapping, normalized, 'wrapKey');
      const exported = exportSlots(kind, slots);
      const bytes = kind === 'jwk' ? serializeForWrapping(exported, normalized.name) : exported;
      familyOf(normalized.name).crypt(true, normalized, wrapping, bytes, settling(resolve, reject));
    });
  }

  /**
   * @param {string} format
   * @param {ArrayBuffer | ArrayBufferView} wrappedKey
   * @param {CryptoKey} unwrappingKey with the usage 'unwrapKey'
   * @param {string | object} unwrapAlgorithm
   * @param {string | object} unwrappedKeyAlgorithm
   * @param {boolean} extractable
   * @param {string[]} keyUsages
   * @returns {Promise<CryptoKey>}
   */
  unwrapKey(format, wrappedKey, unwrappingKey, unwrapAlgorithm, unwrappedKeyAlgorithm, extractable, keyUsages) {
    return new Promise((resolve, reject) => {
      const args = conversions.unwrapKey;
      args.begin(this, arguments.length);
      const kind = args.format(format, 0);
      const bytes = args.bytes(wrappedKey, 1);
      const unwrapping = args.key(unwrappingKey, 2);
      const identifier = args.algorithm(unwrapAlgorithm, 3);
      const keyIdentifier = args.algorithm(unwrappedKeyAlgorithm, 4);
      const usages = args.usages(keyUsages, 6);
      const normalized = normalizeWrapping(identifier, 'unwrapKey');
      const importing = normalize(keyIdentifier, 'importKey');
      checkKey(unwrapping, normalized, 'unwrapKey');
      const done = settling(resolve, reject);
      familyOf(normalized.name).crypt(false, normalized, unwrapping, bytes, (error, unwrapped) => {
        if (error !== undefined) {
          done(error);
          return;
        }
        let key;
        try {
          const data = kind === 'jwk' ? parseWrapped(unwrapped) : unwrapped;
          key = importData(kind, data, importing, Boolean(extractable), usages);
        } catch (problem) {
          done(problem);
          return;
        }
        done(undefined, key);
      });
    });
  }

  /**
   * @param {CryptoKey} key a private one
   * @param {string[]} keyUsages of the public one
   * @returns {Promise<CryptoKey>}
   */
  getPublicKey(key, keyUsages) {
    return new Promise((resolve) => {
      warnOnce('The getPublicKey Web Crypto API method');
      const args = conversions.getPublicKey;
      args.begin(this, arguments.length);
      const slots = args.key(key, 0);
      const usages = args.usages(keyUsages, 1);
      const { type, algorithm: { name } } = slots;
      if (type !== 'private') {
        throw exception(type === 'secret' ? 'NotSupportedError' : 'InvalidAccessError', 'key must be a private key');
      }
      fulfil(resolve, familyOf(name).getPublicKey(slots, usages));
    });
  }

  /**
   * @param {string | object} encapsulationAlgorithm
   * @param {CryptoKey} encapsulationKey
   * @returns {Promise<never>} no algorithm can yet
   */
  encapsulateBits(encapsulationAlgorithm, encapsulationKey) {
    return new Promise(() => {
      warnOnce('The encapsulateBits Web Crypto API method');
      const args = conversions.encapsulateBits;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(encapsulationAlgorithm, 0);
      args.key(encapsulationKey, 1);
      normalize(identifier, 'encapsulate');
    });
  }

  /**
   * @param {string | object} encapsulationAlgorithm
   * @param {CryptoKey} encapsulationKey
   * @param {string | object} sharedKeyAlgorithm
   * @param {boolean} extractable
   * @param {string[]} keyUsages
   * @returns {Promise<never>} no algorithm can yet
   */
  encapsulateKey(encapsulationAlgorithm, encapsulationKey, sharedKeyAlgorithm, extractable, keyUsages) {
    return new Promise(() => {
      warnOnce('The encapsulateKey Web Crypto API method');
      const args = conversions.encapsulateKey;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(encapsulationAlgorithm, 0);
      args.key(encapsulationKey, 1);
      args.algorithm(sharedKeyAlgorithm, 2);
      args.usages(keyUsages, 4);
      normalize(identifier, 'encapsulate');
    });
  }

  /**
   * @param {string | object} decapsulationAlgorithm
   * @param {CryptoKey} decapsulationKey
   * @param {ArrayBuffer | ArrayBufferView} ciphertext
   * @returns {Promise<never>} no algorithm can yet
   */
  decapsulateBits(decapsulationAlgorithm, decapsulationKey, ciphertext) {
    return new Promise(() => {
      warnOnce('The decapsulateBits Web Crypto API method');
      const args = conversions.decapsulateBits;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(decapsulationAlgorithm, 0);
      args.key(decapsulationKey, 1);
      args.bytes(ciphertext, 2);
      normalize(identifier, 'decapsulate');
    });
  }

  /**
   * @param {string | object} decapsulationAlgorithm
   * @param {CryptoKey} decapsulationKey
   * @param {ArrayBuffer | ArrayBufferView} ciphertext
   * @param {string | object} sharedKeyAlgorithm
   * @param {boolean} extractable
   * @param {string[]} keyUsages
   * @returns {Promise<never>} no algorithm can yet
   */
  decapsulateKey(decapsulationAlgorithm, decapsulationKey, ciphertext, sharedKeyAlgorithm, extractable, keyUsages) {
    return new Promise(() => {
      warnOnce('The decapsulateKey Web Crypto API method');
      const args = conversions.decapsulateKey;
      args.begin(this, arguments.length);
      const identifier = args.algorithm(decapsulationAlgorithm, 0);
      args.key(decapsulationKey, 1);
      args.bytes(ciphertext, 2);
      args.algorithm(sharedKeyAlgorithm, 3);
      args.usages(keyUsages, 5);
      normalize(identifier, 'decapsulate');
    });
  }
}

const methods = Object.keys(conversions);
for (let i = 0; i < methods.length; i++) {
  Object.defineProperty(SubtleCrypto.prototype, methods[i], { __proto__: null, enumerable: true });
}
Object.defineProperty(SubtleCrypto, 'supports', { __proto__: null, enumerable: true });
Object.defineProperty(SubtleCrypto.prototype, Symbol.toStringTag, {
  __proto__: null, configurable: true, value: 'SubtleCrypto',
});

/**
 * For KeyObject.toCryptoKey. https://nodejs.org/api/crypto.html#keyobjecttocryptokeyalgorithm-extractable-keyusages
 * @param {object} handle a filled KeyHandle
 * @param {unknown} algorithm
 * @param {unknown} extractable
 * @param {unknown} keyUsages
 * @returns {CryptoKey}
 * @throws {TypeError} from conversions
 * @throws {DOMException} NotSupportedError, SyntaxError, DataError
 */
function toCryptoKey(handle, algorithm, extractable, keyUsages) {
  const normalized = normalize(webidl.algorithmIdentifier(algorithm, {}), 'importKey');
  const usages = webidl.usageSequence(keyUsages, {});
  const isSecret = handle.kind() === 0;
  if (isSecret === has(normalized.name, 'getPublicKey')) {
    throw exception('NotSupportedError', 'Unrecognized algorithm name');
  }
  return importData('handle', handle, normalized, Boolean(extractable), usages);
}

constructing = true;
const subtle = new SubtleCrypto();
constructing = false;

module.exports = { CryptoKey, SubtleCrypto, subtle, toCryptoKey };
