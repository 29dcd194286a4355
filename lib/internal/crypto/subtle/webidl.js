// Conversions of Web IDL, as far as Web Crypto needs them. https://webidl.spec.whatwg.org/#js-type-mapping
//
// A converter is a function of (value, where): `where` tells an error's message of what could not be converted: its
// prefix ("Failed to execute 'digest' on 'SubtleCrypto'") and the name of the value ('2nd argument').
'use strict';
const { isAnyArrayBuffer, isSharedArrayBuffer } = binding('types');

/** @typedef {{ prefix?: string, name?: string }} Where */

const { isView } = ArrayBuffer;
const { iterator } = Symbol;
const getterOf = (prototype, name) => Function.prototype.call.bind(Object.getOwnPropertyDescriptor(prototype, name).get);
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const typedArrayName = getterOf(typedArrayPrototype, Symbol.toStringTag);
const typedArrayBuffer = getterOf(typedArrayPrototype, 'buffer');
const typedArrayLength = getterOf(typedArrayPrototype, 'byteLength');
const viewBuffer = getterOf(DataView.prototype, 'buffer');
const viewLength = getterOf(DataView.prototype, 'byteLength');
const bufferLength = getterOf(ArrayBuffer.prototype, 'byteLength');
const { set } = typedArrayPrototype;

/**
 * A TypeError with a code, as Node's Web IDL errors are.
 * @param {string} code
 * @param {string} problem
 * @param {Where} where
 * @returns {TypeError}
 */
function conversionError(code, problem, where) {
  const { prefix, name } = where;
  const text = `${name ?? 'Value'} ${problem}`;
  const error = new TypeError(prefix === undefined ? text : `${prefix}: ${text}`);
  error.code = code;
  return error;
}

/**
 * @param {number} given
 * @param {number} needed
 * @param {string} prefix
 * @throws {TypeError} ERR_MISSING_ARGS
 */
function requireArguments(given, needed, prefix) {
  if (given >= needed) return;
  const error = new TypeError(
    `${prefix}: ${needed} argument${needed === 1 ? '' : 's'} required, but only ${given} present.`);
  error.code = 'ERR_MISSING_ARGS';
  throw error;
}

/**
 * How long a BufferSource is, whatever a program has put on the prototypes.
 * @param {ArrayBuffer | ArrayBufferView} source
 * @returns {number} in bytes; 0 for a detached one
 */
function byteLengthOf(source) {
  if (!isView(source)) return bufferLength(source);
  if (typedArrayName(source) !== undefined) return typedArrayLength(source);
  try {
    return viewLength(source);
  } catch {
    // Its memory is gone.
    return 0;
  }
}

/**
 * @param {ArrayBuffer | ArrayBufferView} source
 * @returns {Uint8Array} with memory of its own; empty for a detached source
 */
function copyBytes(source) {
  const length = byteLengthOf(source);
  const copy = new Uint8Array(length);
  if (length === 0) return copy;
  let bytes = source;
  if (!isView(source)) {
    bytes = new Uint8Array(source);
  } else if (typedArrayName(source) !== 'Uint8Array') {
    const { buffer, byteOffset } = source;
    bytes = new Uint8Array(buffer, byteOffset, length);
  }
  Reflect.apply(set, copy, [bytes]);
  return copy;
}

function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Where a member of a dictionary is. Only errors have the name read. */
class Part {
  #outer;
  #key;

  constructor(outer, key) {
    this.prefix = outer.prefix;
    this.#outer = outer;
    this.#key = key;
  }

  get name() {
    const { name } = this.#outer;
    return name === undefined ? this.#key : `${this.#key} in ${name}`;
  }
}

/** Where an item of a sequence is. */
class Item {
  #outer;
  #index;

  constructor(outer, index) {
    this.prefix = outer.prefix;
    this.#outer = outer;
    this.#index = index;
  }

  get name() {
    return `${this.#outer.name ?? 'Value'}[${this.#index}]`;
  }
}

function boolean(value) {
  return Boolean(value);
}

function domString(value, where) {
  if (typeof value === 'string') return value;
  if (typeof value === 'symbol') {
    throw conversionError('ERR_INVALID_ARG_TYPE', 'is a Symbol and cannot be converted to a string.', where);
  }
  return `${value}`;
}

/** An integer from 0 to `most`; [EnforceRange]. */
function unsigned(most) {
  return (value, where) => {
    if (typeof value === 'symbol' || typeof value === 'bigint') {
      const type = typeof value === 'symbol' ? 'Symbol' : 'BigInt';
      throw conversionError('ERR_INVALID_ARG_TYPE', `is a ${type} and cannot be converted to a number.`, where);
    }
    const number = Number(value);
    if (!Number.isFinite(number)) throw conversionError('ERR_INVALID_ARG_TYPE', 'is not a finite number.', where);
    const integer = Math.trunc(number);
    if (integer < 0 || integer > most) {
      throw conversionError('ERR_OUT_OF_RANGE', `is outside the expected range of 0 to ${most}.`, where);
    }
    return integer + 0;
  };
}

const octet = unsigned(0xFF);
const unsignedShort = unsigned(0xFFFF);
const unsignedLong = unsigned(0xFFFFFFFF);

function refuseShared(buffer, where) {
  try {
    // Throws for a SharedArrayBuffer.
    bufferLength(buffer);
  } catch {
    throw conversionError('ERR_INVALID_ARG_TYPE', 'is a view on a SharedArrayBuffer, which is not allowed.', where);
  }
}

function bufferSource(value, where) {
  if (isView(value)) {
    refuseShared(typedArrayName(value) !== undefined ? typedArrayBuffer(value) : viewBuffer(value), where);
    return value;
  }
  if (isAnyArrayBuffer(value) && !isSharedArrayBuffer(value)) return value;
  throw conversionError('ERR_INVALID_ARG_TYPE',
                        'is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.', where);
}

function uint8Array(value, where) {
  if (!isView(value) || typedArrayName(value) !== 'Uint8Array') {
    throw conversionError('ERR_INVALID_ARG_TYPE', 'is not an Uint8Array object.', where);
  }
  refuseShared(typedArrayBuffer(value), where);
  return value;
}

/** One of the strings. */
function enumeration(type, values) {
  return (value, where) => {
    const text = domString(value, where);
    if (values.includes(text)) return text;
    throw conversionError('ERR_INVALID_ARG_VALUE', `'${text}' is not a valid enum value of type ${type}.`, where);
  };
}

function sequence(convert) {
  return (value, where) => {
    const method = isObject(value) ? value[iterator] : undefined;
    if (typeof method !== 'function') {
      throw conversionError('ERR_INVALID_ARG_TYPE', 'cannot be converted to sequence.', where);
    }
    const items = Reflect.apply(method, value, []);
    if (!isObject(items)) throw conversionError('ERR_INVALID_ARG_TYPE', 'cannot be converted to sequence.', where);
    const { next } = items;
    const list = [];
    for (;;) {
      const result = Reflect.apply(next, items, []);
      if (!isObject(result)) throw conversionError('ERR_INVALID_ARG_TYPE', 'cannot be converted to sequence.', where);
      if (result.done) return list;
      list[list.length] = convert(result.value, new Item(where, list.length));
    }
  };
}

/**
 * @typedef {object} Member of a dictionary
 * @property {string} key
 * @property {(value: unknown, where: Where) => any} convert
 * @property {boolean} [required]
 * @property {(value: any, dictionary: object) => void} [check] throws for values that aren't allowed
 */

/**
 * A converter to a dictionary. Members are read in the order in which they are given: that of the type it inherits from
 * first, each type's in the order of their names.
 * @param {string} type
 * @param {Member[]} members
 * @returns {(value: unknown, where: Where, known?: object) => object} whose results have no prototype; members of
 *   `known` are converted already, and aren't read
 */
function dictionary(type, members) {
  return (value, where, known = undefined) => {
    if (value !== undefined && value !== null && !isObject(value)) {
      throw conversionError('ERR_INVALID_ARG_TYPE', 'cannot be converted to a dictionary', where);
    }
    const result = Object.create(null);
    for (let i = 0; i < members.length; i++) {
      const { key, convert, required, check } = members[i];
      if (known !== undefined && Object.hasOwn(known, key)) {
        result[key] = known[key];
        continue;
      }
      const member = value === undefined || value === null ? undefined : value[key];
      if (member !== undefined) {
        result[key] = convert(member, new Part(where, key));
        if (check !== undefined) check(result[key], result);
      } else if (required) {
        throw conversionError('ERR_MISSING_OPTION',
                              `cannot be converted to '${type}' because '${key}' is required in '${type}'.`, where);
      }
    }
    return result;
  };
}

/** Object or DOMString: an AlgorithmIdentifier or HashAlgorithmIdentifier. */
function algorithmIdentifier(value, where) {
  return isObject(value) && typeof value !== 'function' ? value : domString(value, where);
}

/** In the order in which a key's usages are listed. */
const keyUsages = [
  'encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey',
  'encapsulateKey', 'encapsulateBits', 'decapsulateKey', 'decapsulateBits',
];

const keyFormat = enumeration('KeyFormat', [
  'raw', 'raw-public', 'raw-private', 'raw-seed', 'raw-secret', 'spki', 'pkcs8', 'jwk',
]);

const usageSequence = sequence(enumeration('KeyUsage', keyUsages));

const optional = (key, convert) => ({ key, convert });

/** RFC 7517, 7518. */
const jsonWebKey = dictionary('JsonWebKey', [
  optional('alg', domString),
  optional('crv', domString),
  optional('d', domString),
  optional('dp', domString),
  optional('dq', domString),
  optional('e', domString),
  optional('ext', boolean),
  optional('k', domString),
  optional('key_ops', sequence(domString)),
  optional('kty', domString),
  optional('n', domString),
  optional('oth', sequence(dictionary('RsaOtherPrimesInfo', [
    optional('d', domString),
    optional('r', domString),
    optional('t', domString),
  ]))),
  optional('p', domString),
  optional('priv', domString),
  optional('pub', domString),
  optional('q', domString),
  optional('qi', domString),
  optional('use', domString),
  optional('x', domString),
  optional('y', domString),
]);

module.exports = {
  algorithmIdentifier, boolean, bufferSource, byteLengthOf, conversionError, copyBytes, dictionary, domString, isObject, jsonWebKey,
  keyFormat, keyUsages, octet, requireArguments, uint8Array, unsignedLong, unsignedShort, usageSequence,
};
