// Crypto: random values and UUIDs, and the way to SubtleCrypto, which is loaded when it is first asked for.
// https://w3c.github.io/webcrypto/#crypto-interface
'use strict';
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { randomFillSync, randomUUID } = require('internal/crypto/random');

const integerArrays = new Set([
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'BigInt64Array', 'BigUint64Array',
]);
const typedArrayName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

let allowed = false;
let isCrypto;

function checkBrand(value) {
  if (!isCrypto(value)) throw new ERR_INVALID_THIS('Crypto');
}

class Crypto {
  #branded = true;

  constructor() {
    if (!allowed) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  static {
    isCrypto = (value) => value !== null && typeof value === 'object' && #branded in value;
  }

  /** @returns {SubtleCrypto} */
  get subtle() {
    checkBrand(this);
    return require('internal/crypto/subtle/interface').subtle;
  }

  /**
   * @param {TypedArray} array of integers, at most 65,536 bytes
   * @returns {TypedArray} array
   * @throws {DOMException} TypeMismatchError, QuotaExceededError
   */
  getRandomValues(array) {
    checkBrand(this);
    if (arguments.length === 0) {
      const { requireArguments } = require('internal/crypto/subtle/webidl');
      requireArguments(0, 1, 'Failed to execute \'getRandomValues\' on \'Crypto\'');
    }
    if (!ArrayBuffer.isView(array) || !integerArrays.has(typedArrayName.call(array))) {
      const { DOMException } = require('internal/domexception');
      throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
    }
    if (array.byteLength > 65536) {
      const { DOMException } = require('internal/domexception');
      throw new DOMException('The requested length exceeds 65,536 bytes', 'QuotaExceededError');
    }
    randomFillSync(array, 0);
    return array;
  }

  /** @returns {string} a random UUID, version 4 */
  randomUUID() {
    checkBrand(this);
    return randomUUID();
  }
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(Crypto.prototype, {
  subtle: enumerable,
  getRandomValues: enumerable,
  randomUUID: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Crypto' },
});

allowed = true;
const crypto = new Crypto();
allowed = false;

module.exports = { Crypto, crypto };
