// node:util. https://nodejs.org/api/util.html
'use strict';
const { codes, exceptionWithHostPort, genericNodeError } = require('internal/errors');
const {
  validateAbortSignal, validateBoolean, validateNumber, validateObject, validateOneOf, validateString,
} = require('internal/validators');
const { format, formatWithOptions } = require('internal/util/format');
const { inspect } = require('internal/util/inspect');
const types = require('internal/util/types');
const { callbackify, promisify } = require('internal/util/promisify');
const { debuglog } = require('internal/util/debuglog');
const { deprecate } = require('internal/util/deprecate');
const { keepFast } = require('internal/fast_properties');
const { stripControlSequences } = require('internal/util/text_width');

const { defineProperty } = Object;

/**
 * Lets the instances of one constructor inherit from another.
 * @param {Function} constructor
 * @param {Function} superConstructor
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function inherits(constructor, superConstructor) {
  if (constructor === undefined || constructor === null) {
    throw new codes.ERR_INVALID_ARG_TYPE('ctor', 'Function', constructor);
  }
  if (superConstructor === undefined || superConstructor === null) {
    throw new codes.ERR_INVALID_ARG_TYPE('superCtor', 'Function', superConstructor);
  }
  if (superConstructor.prototype === undefined) {
    throw new codes.ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', superConstructor.prototype);
  }
  defineProperty(constructor, 'super_', {
    __proto__: null, value: superConstructor, writable: true, configurable: true,
  });
  Object.setPrototypeOf(constructor.prototype, superConstructor.prototype);
}

function validateErrno(err) {
  validateNumber(err, 'err');
  if (err >= 0 || !Number.isSafeInteger(err)) throw new codes.ERR_OUT_OF_RANGE('err', 'a negative integer', err);
}

/**
 * @param {number} err negative
 * @returns {string} `ENOENT`
 */
function getSystemErrorName(err) {
  validateErrno(err);
  return require('internal/errno').getErrorName(err);
}

/**
 * @param {number} err negative
 * @returns {string} `no such file or directory`
 */
function getSystemErrorMessage(err) {
  validateErrno(err);
  return require('internal/errno').getErrorMessage(err);
}

/** @returns {Map<number, [name: string, message: string]>} */
function getSystemErrorMap() {
  return require('internal/errno').getErrorMap();
}

function _errnoException(err, syscall, original) {
  validateErrno(err);
  const code = require('internal/errno').getErrorName(err);
  return genericNodeError(`${syscall} ${code}${original ? ` ${original}` : ''}`, { errno: err, code, syscall });
}

/**
 * @param {string} str
 * @returns {string} without ANSI escape codes
 */
function stripVTControlCharacters(str) {
  validateString(str, 'str');
  return stripControlSequences(str);
}

/**
 * @param {string} string
 * @returns {string} with lone surrogates replaced by U+FFFD
 */
function toUSVString(string) {
  return `${string}`.toWellFormed();
}

/** @deprecated Object.assign does the same. */
function _extend(target, source) {
  if (source === null || typeof source !== 'object') return target;
  const keys = Object.keys(source);
  for (let i = keys.length - 1; i >= 0; i--) target[keys[i]] = source[keys[i]];
  return target;
}

let comparisons;

/**
 * Structural equality, as assert.deepStrictEqual has it.
 * @param {unknown} val1
 * @param {unknown} val2
 * @param {{ skipPrototype?: boolean } | boolean} [options]
 * @returns {boolean}
 */
function isDeepStrictEqual(val1, val2, options) {
  comparisons ??= require('internal/util/comparisons');
  const skip = typeof options === 'boolean' ? options : options?.skipPrototype === true;
  return skip ? comparisons.isDeepEqual(val1, val2, 'structural') : comparisons.isDeepStrictEqual(val1, val2);
}

/**
 * The exit code that a shell gives a process which the signal ended.
 * @param {string} signalCode `SIGTERM`
 * @returns {number} 128 and the signal's number
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
 */
function convertProcessSignalToExitCode(signalCode) {
  const { signals } = binding('constants').os;
  validateOneOf(signalCode, 'signalCode', Object.keys(signals));
  return 128 + signals[signalCode];
}

/**
 * Waits until a signal aborts; doesn't keep `resource`, and ends waiting for nobody when that is collected.
 * @param {AbortSignal} signal
 * @param {object} resource
 * @returns {Promise<void>}
 */
function aborted(signal, resource) {
  try {
    if (signal === undefined) throw new codes.ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
    validateAbortSignal(signal, 'signal');
    validateObject(resource, 'resource', { nullable: false, allowFunction: true, allowArray: true });
  } catch (error) {
    return Promise.reject(error);
  }
  return signal.aborted ? Promise.resolve() : abortOf(signal, new WeakRef(resource));
}

let forgotten;

/** Nothing here refers to the resource itself: what waits for the signal must not keep it. */
function abortOf(signal, held) {
  const { promise, resolve } = Promise.withResolvers();
  const listener = () => {
    if (held.deref() !== undefined) resolve();
  };
  signal.addEventListener('abort', listener, { once: true });
  forgotten ??= new FinalizationRegistry(({ from, fn }) => from.deref()?.removeEventListener('abort', fn));
  forgotten.register(held.deref(), { from: new WeakRef(signal), fn: listener });
  return promise;
}

/** @returns {AbortController} whose signal can be sent to another thread */
function transferableAbortController() {
  const controller = new AbortController();
  require('internal/abort_transfer').markTransferable(controller.signal);
  return controller;
}

/**
 * @param {AbortSignal} signal
 * @returns {AbortSignal} the same, which can be sent to another thread
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function transferableAbortSignal(signal) {
  if (!(signal instanceof AbortSignal)) throw new codes.ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  return require('internal/abort_transfer').markTransferable(signal);
}

/**
 * Prints the stack on SIGINT, before the process ends; on the main thread only.
 * @param {boolean} enable
 * @throws {Error} ERR_WORKER_UNSUPPORTED_OPERATION in another thread
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function setTraceSigInt(enable) {
  if (!require('worker_threads').isMainThread) {
    throw new codes.ERR_WORKER_UNSUPPORTED_OPERATION('Calling util.setTraceSigInt');
  }
  validateBoolean(enable, 'enable');
  binding('util').setTraceSigint(enable);
}

// Those that are undefined here are defined below; this is the order in which they show.
module.exports = {
  _errnoException,
  _exceptionWithHostPort: exceptionWithHostPort,
  _extend: deprecate(_extend, 'The `util._extend` API is deprecated. Please use Object.assign() instead.', 'DEP0060'),
  callbackify,
  convertProcessSignalToExitCode,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  styleText: undefined,
  formatWithOptions,
  getCallSites: undefined,
  getSystemErrorMap,
  getSystemErrorName,
  getSystemErrorMessage,
  inherits,
  inspect,
  isArray: deprecate(Array.isArray, 'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.',
    'DEP0044'),
  isDeepStrictEqual,
  promisify,
  stripVTControlCharacters,
  toUSVString,
  transferableAbortSignal,
  transferableAbortController,
  aborted,
  types,
  parseEnv: undefined,
  setTraceSigInt,
};

/** What few programs touch is loaded when it is first read. */
function lazy(name, id) {
  defineProperty(module.exports, name, {
    __proto__: null,
    get() {
      const value = require(id)[name];
      defineProperty(module.exports, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      keepFast(module.exports);
      return value;
    },
    set(value) {
      defineProperty(module.exports, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    },
    enumerable: true,
    configurable: true,
  });
}
lazy('styleText', 'internal/util/style_text');
lazy('getCallSites', 'internal/util/call_sites');
lazy('parseEnv', 'internal/util/env');
lazy('parseArgs', 'internal/util/parse_args');
lazy('TextDecoder', 'internal/encoding');
lazy('TextEncoder', 'internal/encoding');
lazy('MIMEType', 'internal/mime');
lazy('MIMEParams', 'internal/mime');
lazy('diff', 'internal/util/diff');
keepFast(module.exports);
