// CryptoKey: a native key, and what it may be used for. https://w3c.github.io/webcrypto/#cryptokey-interface
//
// What it holds is in a private field that no program can reach; `algorithm` and `usages` give copies, which a program
// may change without effect.
'use strict';
const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { cloneable, unserializable } = require('internal/cloneable');
const brands = require('internal/crypto/brands');
const { setCryptoKeys } = require('internal/crypto/keys');
const { keyUsages } = require('internal/crypto/subtle/webidl');
const native = binding('crypto');

const { hasOwn } = Object;

/**
 * @typedef {object} Slots
 * @property {'secret' | 'public' | 'private'} type
 * @property {boolean} extractable
 * @property {object} algorithm whose own properties alone count; never changed
 * @property {string[]} usages in the order of keyUsages
 * @property {object} handle the native KeyHandle
 */

/** What the next constructor takes; undefined when a program calls it. */
let given;
/** @type {(value: unknown) => Slots | undefined} */
let slotsOf;

function invalidThis() {
  const error = new TypeError('Value of "this" must be of type CryptoKey');
  error.code = 'ERR_INVALID_THIS';
  return error;
}

function ownSlots(value) {
  const slots = slotsOf(value);
  if (slots === undefined) throw invalidThis();
  return slots;
}

/** An algorithm as a program sees it; spreading makes own properties, whatever is on Object.prototype. */
function copyAlgorithm(algorithm) {
  const copy = { ...algorithm };
  if (hasOwn(copy, 'hash')) copy.hash = { ...copy.hash };
  if (hasOwn(copy, 'publicExponent')) copy.publicExponent = new Uint8Array(copy.publicExponent);
  return copy;
}

class CryptoKey {
  #slots;
  #algorithm;
  #usages;

  constructor() {
    if (given === undefined) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#slots = given;
    given = undefined;
  }

  static {
    slotsOf = (value) => (value !== null && typeof value === 'object' && #slots in value ? value.#slots : undefined);
  }

  /** @returns {'secret' | 'public' | 'private'} */
  get type() {
    return ownSlots(this).type;
  }

  /** @returns {boolean} whether exportKey and wrapKey give it away */
  get extractable() {
    return ownSlots(this).extractable;
  }

  /** @returns {object} its name and parameters; the same object each time */
  get algorithm() {
    const { algorithm } = ownSlots(this);
    return this.#algorithm ??= copyAlgorithm(algorithm);
  }

  /** @returns {string[]} the same array each time */
  get usages() {
    const { usages } = ownSlots(this);
    return this.#usages ??= usages.slice();
  }
}

function inspect(depth, options) {
  const { type, extractable, algorithm, usages } = ownSlots(this);
  if (depth < 0) return this;
  const { inspect: show } = require('internal/util/inspect');
  const shown = { type, extractable, algorithm: copyAlgorithm(algorithm), usages: usages.slice() };
  const deeper = { ...options, depth: options.depth === null ? null : options.depth - 1 };
  return `CryptoKey ${show(shown, deeper)}`;
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(CryptoKey.prototype, {
  type: enumerable,
  extractable: enumerable,
  algorithm: enumerable,
  usages: enumerable,
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'CryptoKey' },
  [Symbol.for('nodejs.util.inspect.custom')]: {
    __proto__: null, configurable: true, enumerable: false, writable: true, value: inspect,
  },
  [unserializable]: { __proto__: null, value: true },
  [cloneable]: {
    __proto__: null,
    value() {
      const slots = slotsOf(this);
      if (slots === undefined) return undefined;
      const { type, extractable, algorithm, usages, handle } = slots;
      return ['CryptoKey', { parcel: handle.toParcel(), type, extractable, algorithm: copyAlgorithm(algorithm), usages }];
    },
  },
});

/**
 * Each usage once, in the standard's order.
 * @param {string[]} usages
 * @returns {string[]}
 */
function normalizeUsages(usages) {
  if (usages.length < 2) return usages.slice();
  return keyUsages.filter((usage) => usages.includes(usage));
}

/**
 * @param {'secret' | 'public' | 'private'} type
 * @param {object} handle a filled KeyHandle
 * @param {object} algorithm that nobody else changes
 * @param {boolean} extractable
 * @param {string[]} usages
 * @returns {CryptoKey}
 */
function makeCryptoKey(type, handle, algorithm, extractable, usages) {
  given = {
    type,
    extractable,
    algorithm,
    usages: normalizeUsages(usages),
    handle,
  };
  return new CryptoKey();
}

/** A key of a message. */
function revive({ parcel, type, extractable, algorithm, usages }) {
  const handle = new native.KeyHandle();
  handle.open(parcel);
  return makeCryptoKey(type, handle, algorithm, extractable, usages);
}

/** Whether two algorithms have the same parameters. */
function sameAlgorithm(a, b) {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    if (name === 'hash') return a.hash.name === b.hash?.name;
    if (name === 'publicExponent') return `${a.publicExponent}` === `${b.publicExponent}`;
    return a[name] === b[name];
  });
}

/** @returns {boolean} */
function isCryptoKey(value) {
  return slotsOf(value) !== undefined;
}

brands.isCryptoKey = isCryptoKey;
brands.equalCryptoKeys = (a, b) => {
  const { 0: one, 1: other } = [slotsOf(a), slotsOf(b)];
  return one.type === other.type && one.extractable === other.extractable &&
    sameAlgorithm(one.algorithm, other.algorithm) && `${one.usages}` === `${other.usages}` &&
    one.handle.equals(other.handle);
};

setCryptoKeys({
  isCryptoKey,
  handleOf: (key) => slotsOf(key).handle,
  isExtractable: (key) => slotsOf(key).extractable,
  toCryptoKey: (...args) => require('internal/crypto/subtle/interface').toCryptoKey(...args),
});

module.exports = { CryptoKey, isCryptoKey, makeCryptoKey, revive, slotsOf };
