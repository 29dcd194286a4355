// Checks of arguments, each of which throws the coded error that Node's documentation names.
// https://nodejs.org/api/errors.html#err_invalid_arg_type
'use strict';
const { codes } = require('internal/errors');

const { isArray } = Array;
const { isInteger, MIN_SAFE_INTEGER, MAX_SAFE_INTEGER } = Number;

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless value is a string */
function validateString(value, name) {
  if (typeof value !== 'string') throw new codes.ERR_INVALID_ARG_TYPE(name, 'string', value);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {number} [min] inclusive; without limits NaN passes
 * @param {number} [max] inclusive
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function validateNumber(value, name, min = undefined, max = undefined) {
  if (typeof value !== 'number') throw new codes.ERR_INVALID_ARG_TYPE(name, 'number', value);
  const hasMin = min !== undefined && min !== null;
  const hasMax = max !== undefined && max !== null;
  if ((hasMin && value < min) || (hasMax && value > max) || ((hasMin || hasMax) && value !== value)) {
    const lower = hasMin ? `>= ${min}` : '';
    const upper = hasMax ? `<= ${max}` : '';
    throw new codes.ERR_OUT_OF_RANGE(name, `${lower}${hasMin && hasMax ? ' && ' : ''}${upper}`, value);
  }
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {number} [min] inclusive
 * @param {number} [max] inclusive
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function validateInteger(value, name, min = MIN_SAFE_INTEGER, max = MAX_SAFE_INTEGER) {
  if (typeof value !== 'number') throw new codes.ERR_INVALID_ARG_TYPE(name, 'number', value);
  if (!isInteger(value)) throw new codes.ERR_OUT_OF_RANGE(name, 'an integer', value);
  if (value < min || value > max) throw new codes.ERR_OUT_OF_RANGE(name, `>= ${min} && <= ${max}`, value);
}

/** validateInteger within the limits of a signed 32-bit number, or narrower ones. */
function validateInt32(value, name, min = -2147483648, max = 2147483647) {
  validateInteger(value, name, min, max);
}

/**
 * validateInteger within the limits of an unsigned 32-bit number.
 * @param {unknown} value
 * @param {string} name
 * @param {boolean} [positive] 0 is refused
 */
function validateUint32(value, name, positive = false) {
  validateInteger(value, name, positive ? 1 : 0, 4294967295);
}

/**
 * Tells whether the value is a finite number; undefined and NaN stand for "not given".
 * @returns {boolean}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE for an infinity
 */
function validateFiniteNumber(value, name) {
  if (value === undefined) return false;
  if (typeof value === 'number' && value - value === 0) return true;
  if (value !== value) return false;
  if (typeof value !== 'number') throw new codes.ERR_INVALID_ARG_TYPE(name, 'number', value);
  throw new codes.ERR_OUT_OF_RANGE(name, 'a finite number', value);
}

/**
 * A finite number within limits, or the default when it isn't given.
 * @returns {number}
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function checkRangesOrGetDefault(value, name, lower, upper, fallback) {
  if (!validateFiniteNumber(value, name)) return fallback;
  if (value < lower || value > upper) throw new codes.ERR_OUT_OF_RANGE(name, `>= ${lower} and <= ${upper}`, value);
  return value;
}

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless value is a boolean */
function validateBoolean(value, name) {
  if (typeof value !== 'boolean') throw new codes.ERR_INVALID_ARG_TYPE(name, 'boolean', value);
}

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless value is callable */
function validateFunction(value, name) {
  if (typeof value !== 'function') throw new codes.ERR_INVALID_ARG_TYPE(name, 'Function', value);
}

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless value is a function that isn't async */
function validatePlainFunction(value, name) {
  if (typeof value !== 'function' || require('internal/util/types').isAsyncFunction(value)) {
    throw new codes.ERR_INVALID_ARG_TYPE(name, 'Function', value);
  }
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {{ nullable?: boolean, allowArray?: boolean, allowFunction?: boolean }} [options]
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function validateObject(value, name, options = undefined) {
  if (typeof value === 'object') {
    if (value !== null) {
      if (!isArray(value) || options?.allowArray) return;
    } else if (options?.nullable) {
      return;
    }
  } else if (typeof value === 'function' && options?.allowFunction) {
    return;
  }
  throw new codes.ERR_INVALID_ARG_TYPE(name, 'Object', value);
}

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless value is what Web IDL takes for a dictionary */
function validateDictionary(value, name) {
  if (value !== undefined && value !== null && typeof value !== 'object' && typeof value !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE(name, 'a dictionary', value);
  }
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {number} [minLength]
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
function validateArray(value, name, minLength = 0) {
  if (!isArray(value)) throw new codes.ERR_INVALID_ARG_TYPE(name, 'Array', value);
  if (value.length < minLength) {
    throw new codes.ERR_INVALID_ARG_VALUE(name, value, `must have a length of at least ${minLength}`);
  }
}

/** validateArray, then validateString of every element. */
function validateStringArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) validateString(value[i], `${name}[${i}]`);
}

/** validateArray, then validateBoolean of every element. */
function validateBooleanArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) validateBoolean(value[i], `${name}[${i}]`);
}

/** validateArray, then validateAbortSignal of every element, none of which may be missing. */
function validateAbortSignalArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) {
    if (value[i] === undefined || value[i] === null) {
      throw new codes.ERR_INVALID_ARG_TYPE(`${name}[${i}]`, 'AbortSignal', value[i]);
    }
    validateAbortSignal(value[i], `${name}[${i}]`);
  }
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {unknown[]} oneOf
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
 */
function validateOneOf(value, name, oneOf) {
  let allowed = '';
  for (let i = 0; i < oneOf.length; i++) {
    const item = oneOf[i];
    if (item === value) return;
    allowed += `${i === 0 ? '' : ', '}${typeof item === 'string' ? `'${item}'` : String(item)}`;
  }
  throw new codes.ERR_INVALID_ARG_VALUE(name, value, `must be one of: ${allowed}`);
}

/**
 * @param {unknown} value
 * @param {string} name
 * @param {string[]} union
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function validateUnion(value, name, union) {
  for (let i = 0; i < union.length; i++) {
    if (union[i] === value) return;
  }
  throw new codes.ERR_INVALID_ARG_TYPE(name, `('${union.join('|')}')`, value);
}

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless signal is undefined or looks like an AbortSignal */
function validateAbortSignal(signal, name) {
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw new codes.ERR_INVALID_ARG_TYPE(name, 'AbortSignal', signal);
  }
}

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless value is a view of an ArrayBuffer */
function validateBuffer(value, name = 'buffer') {
  if (!ArrayBuffer.isView(value)) {
    throw new codes.ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], value);
  }
}

/**
 * A port as a number.
 * @param {unknown} port number or numeric text, as `0x10`
 * @param {string} [name]
 * @param {boolean} [allowZero]
 * @returns {number}
 * @throws {RangeError} ERR_SOCKET_BAD_PORT
 */
function validatePort(port, name = 'Port', allowZero = true) {
  if ((typeof port !== 'number' && typeof port !== 'string') ||
      (typeof port === 'string' && port.trim().length === 0) ||
      +port !== (+port >>> 0) || port > 0xffff || (+port === 0 && !allowZero)) {
    throw new codes.ERR_SOCKET_BAD_PORT(name, port, allowZero);
  }
  return +port | 0;
}

/** @throws {TypeError} ERR_INVALID_ARG_VALUE for hexadecimal text of odd length */
function validateEncoding(data, encoding) {
  if (data.length % 2 !== 0 && `${encoding}`.toLowerCase() === 'hex') {
    throw new codes.ERR_INVALID_ARG_VALUE('encoding', encoding, `is invalid for data of length ${data.length}`);
  }
}

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless value is undefined */
function validateUndefined(value, name) {
  if (value !== undefined) throw new codes.ERR_INVALID_ARG_TYPE(name, 'undefined', value);
}

/** @throws {TypeError} ERR_INVALID_THIS unless object has the own property `field` of the class */
function validateInternalField(object, field, className) {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, field)) {
    throw new codes.ERR_INVALID_THIS(className);
  }
}

/**
 * @param {unknown} signal
 * @param {string} [name]
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_SIGNAL
 */
function validateSignalName(signal, name = 'signal') {
  validateString(signal, name);
  const { signals } = binding('constants').os;
  if (Object.hasOwn(signals, signal)) return;
  throw new codes.ERR_UNKNOWN_SIGNAL(Object.hasOwn(signals, signal.toUpperCase()) ?
    `${signal} (signals must use all capital letters)` : signal);
}

const octalPattern = /^[0-7]+$/;

/**
 * A file mode as a number.
 * @param {unknown} value a number, or octal digits
 * @param {string} name
 * @param {number} [fallback] for a value that isn't given
 * @returns {number} 0 to 4294967295
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function parseFileMode(value, name, fallback = undefined) {
  value ??= fallback;
  if (typeof value === 'string') {
    if (!octalPattern.test(value)) {
      throw new codes.ERR_INVALID_ARG_VALUE(name, value, 'must be a 32-bit unsigned integer or an octal string');
    }
    value = Number.parseInt(value, 8);
  }
  validateUint32(value, name);
  return value;
}

const linkPattern = /^(?:<[^>]*>)(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$/;
const linkReason = 'must be an array or string of format "</styles.css>; rel=preload; as=style"';

function validateLinkHeader(value, name) {
  if (typeof value !== 'string' || !linkPattern.test(value)) {
    throw new codes.ERR_INVALID_ARG_VALUE(name, value, linkReason);
  }
}

/**
 * The value of a Link header from one link or a list of them. RFC 8288
 * @param {string | string[]} hints
 * @returns {string}
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
 */
function validateLinkHeaderValue(hints) {
  if (typeof hints === 'string') {
    validateLinkHeader(hints, 'hints');
    return hints;
  }
  if (!isArray(hints)) throw new codes.ERR_INVALID_ARG_VALUE('hints', hints, linkReason);
  for (let i = 0; i < hints.length; i++) validateLinkHeader(hints[i], 'hints');
  return hints.join(', ');
}

module.exports = {
  checkRangesOrGetDefault,
  parseFileMode,
  validateAbortSignal,
  validateAbortSignalArray,
  validateArray,
  validateBoolean,
  validateBooleanArray,
  validateBuffer,
  validateDictionary,
  validateEncoding,
  validateFiniteNumber,
  validateFunction,
  validateInt32,
  validateInteger,
  validateInternalField,
  validateLinkHeaderValue,
  validateNumber,
  validateObject,
  validateOneOf,
  validatePlainFunction,
  validatePort,
  validateSignalName,
  validateString,
  validateStringArray,
  validateUint32,
  validateUndefined,
  validateUnion,
};
