// Ways into the runtime that programs of older days know: process.binding, _linkedBinding, dlopen.
// https://nodejs.org/api/deprecations.html#DEP0111
'use strict';

const { codes, genericNodeError } = require('internal/errors');

function makeErrnoBinding() {
  const { getErrorMap, getErrorName } = require('internal/errno');
  const uv = { errname: (errno) => getErrorName(errno), getErrorMap };
  for (const { 0: errno, 1: { 0: name } } of getErrorMap()) uv[`UV_${name}`] = errno;
  return uv;
}

/** What is left of the bindings of old, made of public parts. */
const makers = {
  __proto__: null,
  constants() {
    const { os, fs } = binding('constants');
    const { constants: crypto } = require('crypto');
    const { constants: zlib } = require('zlib');
    return { os, fs, crypto, zlib, trace: {}, internal: {} };
  },
  natives: () => ({ __proto__: null }),
  util() {
    const {
      isArrayBuffer, isAsyncFunction, isDate, isExternal, isMap, isMapIterator, isNativeError, isPromise, isRegExp, isSet,
      isSetIterator, isAnyArrayBuffer, isArrayBufferView, isDataView, isTypedArray, isUint8Array,
    } = require('util').types;
    return {
      isArrayBuffer, isAsyncFunction, isDate, isExternal, isMap, isMapIterator, isNativeError, isPromise, isRegExp, isSet,
      isSetIterator, isAnyArrayBuffer, isArrayBufferView, isDataView, isTypedArray, isUint8Array,
    };
  },
  uv: makeErrnoBinding,
};
const made = { __proto__: null };

/**
 * @param {string} module
 * @returns {object}
 */
function processBinding(module) {
  const name = String(module);
  if (require('internal/options').get('--pending-deprecation')) {
    require('process').emitWarning(`Access to process.binding('${name}') is deprecated.`, 'DeprecationWarning', 'DEP0111');
  }
  if (makers[name] === undefined) throw new Error(`No such module: ${name}`);
  return made[name] ??= makers[name]();
}
Object.defineProperty(processBinding, 'name', { __proto__: null, value: 'binding' });

/** Embedders link bindings of their own; here there are none. */
function _linkedBinding(module) {
  throw genericNodeError(`No such binding was linked: ${String(module)}`, { code: 'ERR_INVALID_MODULE' });
}

/**
 * https://nodejs.org/api/process.html#processdlopenmodule-filename-flags
 * Native add-ons need an ABI that this runtime does not have: it says so.
 */
function dlopen(module, filename) {
  if (filename === undefined) {
    const error = new TypeError('process.dlopen needs at least 2 arguments');
    error.code = 'ERR_MISSING_ARGS';
    throw error;
  }
  if (require('internal/options').get('--no-addons')) throw new codes.ERR_DLOPEN_DISABLED();
  const path = String(filename);
  if (!require('fs').existsSync(path)) {
    throw new codes.ERR_DLOPEN_FAILED(`${path}: cannot open shared object file: No such file or directory`);
  }
  throw new codes.ERR_DLOPEN_FAILED(`${path}: native add-ons are not supported by Eddy`);
}

module.exports = { processBinding, _linkedBinding, dlopen };
