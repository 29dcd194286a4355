// The part of Web Crypto that there is: random values and UUIDs. https://w3c.github.io/webcrypto/#crypto-interface
'use strict';
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { randomFillSync, randomUUID } = require('internal/crypto/random');

const integerArrays = new Set([
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'BigInt64Array', 'BigUint64Array',
]);
const typedArrayName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

let allowed = false;

class Crypto {
  #branded = true;

  constructor() {
    if (!allowed) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  /**
   * @param {TypedArray} array of integers, at most 65,536 bytes
   * @returns {TypedArray} array
   * @throws {DOMException} TypeMismatchError, QuotaExceededError
   */
  getRandomValues(array) {
    if (!(#branded in this)) throw new ERR_INVALID_THIS('Crypto');
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('array');
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
    if (!(#branded in this)) throw new ERR_INVALID_THIS('Crypto');
    return randomUUID();
  }
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(Crypto.prototype, {
  getRandomValues: enumerable,
  randomUUID: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'Crypto' },
});

allowed = true;
const crypto = new Crypto();
allowed = false;

module.exports = { Crypto, crypto };
