// What node:vm's scripts and functions share: import() in them, and errors that show their place.
// https://nodejs.org/api/vm.html#support-of-dynamic-import-in-compilation-apis
'use strict';

const { sourceFrame, setSourceFrame } = binding('realm');

const constants = {
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
};
Object.freeze(constants);

let warned = false;

function warnOnce() {
  if (warned) return;
  warned = true;
  require('internal/process/warning').emitWarning(
    'vm.USE_MAIN_CONTEXT_DEFAULT_LOADER is an experimental feature and might change at any time', 'ExperimentalWarning');
}

/** Compiled into code that was given no way to answer import(). */
const refusing = Symbol('no import() here');

/**
 * Puts the place of an error (file and line, the line, a caret) in front of its stack.
 * @param {any} error
 * @returns {any} the same
 */
function decorate(error) {
  if (!(require('internal/util/types').isNativeError(error))) return error;
  const frame = sourceFrame(error);
  setSourceFrame(error, '');
  const { stack } = error;
  if (frame !== '' && typeof stack === 'string' && !stack.startsWith(frame)) error.stack = `${frame}\n${stack}`;
  return error;
}

function toRecordOrNamespace(value, specifier) {
  const { isModuleNamespaceObject } = require('internal/util/types');
  if (isModuleNamespaceObject(value)) return value;
  if (value !== null && typeof value === 'object' && isModuleNamespaceObject(value.namespace)) return value.namespace;
  const { codes } = require('internal/errors');
  throw new codes.ERR_VM_MODULE_NOT_MODULE(specifier);
}

/**
 * What is compiled into code so that its import() is answered.
 * @param {Function | symbol | undefined} importModuleDynamically the option of that name
 * @param {string} filename
 * @param {() => any} referrer what the option's function is told to be importing
 * @returns {symbol}
 */
function hostDefinedFor(importModuleDynamically, filename, referrer) {
  if (importModuleDynamically === constants.USE_MAIN_CONTEXT_DEFAULT_LOADER) {
    warnOnce();
    return require('internal/modules/esm/dynamic').mainLoader;
  }
  if (importModuleDynamically === undefined) return refusing;
  if (typeof importModuleDynamically === 'symbol' && require('internal/modules/esm/dynamic').importers.has(importModuleDynamically)) {
    return importModuleDynamically;  // the runtime's own code, which answers itself
  }
  if (typeof importModuleDynamically !== 'function') {
    const { codes } = require('internal/errors');
    throw new codes.ERR_INVALID_ARG_TYPE('options.importModuleDynamically', 'function', importModuleDynamically);
  }
  const symbol = Symbol(filename);
  const { importers } = require('internal/modules/esm/dynamic');
  importers.set(symbol, async (specifier, pairs) => {
    const attributes = { __proto__: null };
    for (let i = 0; pairs !== undefined && i < pairs.length; i += 2) attributes[pairs[i]] = pairs[i + 1];
    const { codes } = require('internal/errors');
    if (!require('internal/options').get('--experimental-vm-modules')) {
      throw new codes.ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG();
    }
    return toRecordOrNamespace(
      await Reflect.apply(importModuleDynamically, undefined, [specifier, referrer(), attributes, 'evaluation']), specifier);
  });
  return symbol;
}

/**
 * Throws when a run was ended from outside.
 * @param {number} outcome as RunGuard::Outcome, src/bindings/run_guard.h
 * @param {number} timeout in milliseconds
 * @throws {Error} ERR_SCRIPT_EXECUTION_TIMEOUT, ERR_SCRIPT_EXECUTION_INTERRUPTED
 */
function throwOutcome(outcome, timeout) {
  const { codes } = require('internal/errors');
  if (outcome === 1) throw new codes.ERR_SCRIPT_EXECUTION_TIMEOUT(timeout);
  if (outcome === 2) throw new codes.ERR_SCRIPT_EXECUTION_INTERRUPTED();
}

module.exports = { constants, decorate, hostDefinedFor, throwOutcome };
