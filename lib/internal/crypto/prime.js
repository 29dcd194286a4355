// Prime numbers. https://nodejs.org/api/crypto.html#cryptogenerateprimesize-options-callback
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateInt32, validateObject } = require('internal/validators');
const { isBytes } = require('internal/crypto/key_formats');
const { runJob } = require('internal/crypto/jobs');
const native = binding('crypto');

const numberTypes = ['ArrayBuffer', 'TypedArray', 'Buffer', 'DataView', 'bigint'];
const INVALID_ADD = 1;
const INVALID_REM = 2;

/** A number as big-endian bytes. */
function toNumberBytes(value, name) {
  if (typeof value === 'bigint') {
    if (value < 0) throw new ERR_OUT_OF_RANGE(name, '>= 0', value);
    const digits = value.toString(16);
    return require('buffer').Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  }
  if (!isBytes(value)) throw new ERR_INVALID_ARG_TYPE(name, numberTypes, value);
  return value;
}

function toBigInt(memory) {
  return BigInt(`0x${require('buffer').Buffer.from(memory).toString('hex')}`);
}

function invalidOption(name) {
  const error = new ERR_OUT_OF_RANGE(name, '', 0);
  error.message = `invalid ${name}`;
  return error;
}

function startGenerate(size, options, callback) {
  validateInt32(size, 'size', 1);
  validateObject(options, 'options');
  const { safe = false, bigint = false } = options;
  let { add, rem } = options;
  validateBoolean(safe, 'options.safe');
  validateBoolean(bigint, 'options.bigint');
  if (add !== undefined) add = toNumberBytes(add, 'options.add');
  if (rem !== undefined) rem = toNumberBytes(rem, 'options.rem');
  return runJob('RANDOMPRIMEREQUEST', callback, (done) => {
    const outcome = native.generatePrime(size, safe, add, rem, done);
    if (outcome === INVALID_ADD) throw invalidOption('options.add');
    if (outcome === INVALID_REM) throw invalidOption('options.rem');
    return outcome;
  }, bigint ? toBigInt : undefined);
}

/**
 * @param {number} size in bits, at least 1
 * @param {{ add?: ArrayBuffer | ArrayBufferView | bigint, rem?: ArrayBuffer | ArrayBufferView | bigint, safe?: boolean,
 *   bigint?: boolean }} [options]
 * @param {(error: Error | null, prime?: ArrayBuffer | bigint) => void} callback
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function generatePrime(size, options, callback) {
  validateInt32(size, 'size', 1);
  if (typeof options === 'function') {
    callback = options;
    options = {};
  }
  validateFunction(callback, 'callback');
  startGenerate(size, options ?? {}, callback);
}

/** generatePrime without a callback. @returns {ArrayBuffer | bigint} */
function generatePrimeSync(size, options = {}) {
  return startGenerate(size, options, undefined);
}

function startCheck(candidate, options, callback) {
  candidate = toNumberBytes(candidate, 'candidate');
  validateObject(options, 'options');
  // OpenSSL 3 decides how many rounds it makes; it is never fewer than a program that knows what it does asks for.
  const { checks = 0 } = options;
  validateInt32(checks, 'options.checks', 0);
  return runJob('CHECKPRIMEREQUEST', callback, (done) => native.checkPrime(candidate, done));
}

/**
 * @param {ArrayBuffer | ArrayBufferView | bigint} candidate bytes are big-endian
 * @param {{ checks?: number }} [options]
 * @param {(error: Error | null, result?: boolean) => void} callback
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_OUT_OF_RANGE
 */
function checkPrime(candidate, options = {}, callback = undefined) {
  if (typeof candidate !== 'bigint' && !isBytes(candidate)) {
    throw new ERR_INVALID_ARG_TYPE('candidate', numberTypes, candidate);
  }
  if (typeof options === 'function') {
    callback = options;
    options = {};
  }
  validateFunction(callback, 'callback');
  startCheck(candidate, options, callback);
}

/** checkPrime without a callback. @returns {boolean} */
function checkPrimeSync(candidate, options = {}) {
  return startCheck(candidate, options, undefined);
}

module.exports = { checkPrime, checkPrimeSync, generatePrime, generatePrimeSync };
