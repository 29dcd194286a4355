// node:vm. https://nodejs.org/api/vm.html
'use strict';

const native = binding('vm');
const trace = require('internal/trace/log');
const { codes } = require('internal/errors');
const {
  validateArray, validateBoolean, validateBuffer, validateInt32, validateObject, validateOneOf, validateString,
  validateStringArray, validateUint32,
} = require('internal/validators');
const { decorate, hostDefinedFor, constants, throwOutcome } = require('internal/vm/support');

function isContext(object) {
  validateObject(object, 'object', { allowFunction: true, allowArray: true });
  return native.isContext(object);
}

function validateContext(contextifiedObject) {
  if (typeof contextifiedObject !== 'object' && typeof contextifiedObject !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('object', 'object', contextifiedObject);
  }
  if (!isContext(contextifiedObject)) {
    throw new codes.ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', contextifiedObject);
  }
}

function validateCache(cachedData, name) {
  if (cachedData === undefined) return;
  if (!ArrayBuffer.isView(cachedData)) {
    throw new codes.ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], cachedData);
  }
}

function toBuffer(bytes) {
  const { Buffer } = require('buffer');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a run may take, from its options. */
function runOptions(options) {
  validateObject(options, 'options');
  const { timeout, displayErrors = true, breakOnSigint = false } = options;
  if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return { timeout: timeout ?? 0, displayErrors, breakOnSigint };
}

/** The part of the options that makes the context. */
function contextOptions(options) {
  return {
    name: options.contextName,
    origin: options.contextOrigin,
    codeGeneration: options.contextCodeGeneration,
    microtaskMode: options.microtaskMode,
    importModuleDynamically: options.importModuleDynamically,
  };
}

/** https://nodejs.org/api/vm.html#class-vmscript */
class Script {
  #native;

  /**
   * @param {string} code
   * @param {object | string} [options] or the file's name
   */
  constructor(code, options = {}) {
    code = `${code}`;
    if (typeof options === 'string') {
      options = { filename: options };
    } else {
      validateObject(options, 'options');
    }
    const {
      filename = 'evalmachine.<anonymous>', lineOffset = 0, columnOffset = 0, cachedData, produceCachedData = false,
      importModuleDynamically,
    } = options;
    validateString(filename, 'options.filename');
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    validateCache(cachedData, 'options.cachedData');
    validateBoolean(produceCachedData, 'options.produceCachedData');
    const hostDefined = hostDefinedFor(importModuleDynamically, filename, () => this);
    if (trace.on.vm) trace.emit('vm', 'B', 'ContextifyScript::New', { filename });
    try {
      this.#native = new native.Script(code, filename, lineOffset, columnOffset, cachedData, hostDefined);
    } catch (error) {
      throw decorate(error);
    } finally {
      if (trace.on.vm) trace.emit('vm', 'E', 'ContextifyScript::New');
    }
    if (cachedData !== undefined) this.cachedDataRejected = this.#native.cachedDataRejected();
    if (produceCachedData) {
      this.cachedData = this.createCachedData();
      this.cachedDataProduced = this.cachedData.length > 0;
    }
    this.sourceURL = this.#native.sourceURL();
    this.sourceMapURL = this.#native.sourceMapURL();
  }

  #run(sandbox, options) {
    const { timeout, displayErrors, breakOnSigint } = runOptions(options);
    let value;
    if (trace.on.vm) trace.emit('vm', 'B', 'RunInContext');
    try {
      value = this.#native.run(sandbox, timeout, breakOnSigint);
    } catch (error) {
      throw displayErrors ? decorate(error) : error;
    } finally {
      if (trace.on.vm) trace.emit('vm', 'E', 'RunInContext');
    }
    if (timeout !== 0 || breakOnSigint) throwOutcome(this.#native.outcome(), timeout);
    return value;
  }

  /**
   * @param {object} [options]
   * @returns {any} the value of the last statement
   */
  runInThisContext(options = {}) {
    return this.#run(null, options);
  }

  /**
   * @param {object} contextifiedObject
   * @param {object} [options]
   * @returns {any} the value of the last statement
   */
  runInContext(contextifiedObject, options = {}) {
    validateContext(contextifiedObject);
    return this.#run(contextifiedObject, options);
  }

  /**
   * @param {object} [contextObject]
   * @param {object} [options]
   * @returns {any} the value of the last statement
   */
  runInNewContext(contextObject, options = {}) {
    validateObject(options, 'options');
    const context = createContext(contextObject, contextOptions(options));
    return this.runInContext(context, options);
  }

  /** @returns {Buffer} code cache for the option `cachedData` */
  createCachedData() {
    return toBuffer(this.#native.createCachedData());
  }
}

let contextCount = 0;
let warnedOfMeasuring = false;

/** --disable-proto in the contexts, too. */
const protoScripts = {
  delete: 'delete Object.prototype.__proto__',
  throw: `{
    const refuse = () => {
      throw Object.assign(new Error('Accessing Object.prototype.__proto__ has been disallowed with --disable-proto=throw'), {
        code: 'ERR_PROTO_ACCESS',
      });
    };
    Object.defineProperty(Object.prototype, '__proto__', { configurable: true, get: refuse, set: refuse });
  }`,
};

/**
 * https://nodejs.org/api/vm.html#vmcreatecontextcontextobject-options
 * @param {object | symbol} [contextObject]
 * @param {object} [options]
 * @returns {object} contextObject, contextified
 */
function createContext(contextObject = {}, options = {}) {
  const plain = contextObject === constants.DONT_CONTEXTIFY;
  if (!plain) {
    validateObject(contextObject, 'object', { allowFunction: true, allowArray: true });
    if (native.isContext(contextObject)) return contextObject;
  }
  validateObject(options, 'options');
  const { name = `VM Context ${++contextCount}`, origin, codeGeneration, microtaskMode } = options;
  validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) validateObject(codeGeneration, 'options.codeGeneration');
  const { strings = true, wasm = true } = codeGeneration ?? {};
  validateBoolean(strings, 'options.codeGeneration.strings');
  validateBoolean(wasm, 'options.codeGeneration.wasm');
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  const hostDefined = hostDefinedFor(options.importModuleDynamically, name, () => made);
  const global = native.makeContext(plain ? null : contextObject, strings, wasm, microtaskMode === 'afterEvaluate',
                                    hostDefined);
  const made = plain ? global : contextObject;
  const proto = require('internal/options').get('--disable-proto');
  if (proto !== undefined) new Script(protoScripts[proto]).runInContext(made);
  return made;
}

function toOptions(options) {
  return typeof options === 'string' ? { filename: options } : options;
}

/**
 * @param {string} code
 * @param {object} contextifiedObject
 * @param {object | string} [options]
 * @returns {any} the value of the last statement
 */
function runInContext(code, contextifiedObject, options) {
  validateContext(contextifiedObject);
  const given = toOptions(options) ?? {};
  return new Script(code, given).runInContext(contextifiedObject, given);
}

/**
 * @param {string} code
 * @param {object} [contextObject]
 * @param {object | string} [options]
 * @returns {any} the value of the last statement
 */
function runInNewContext(code, contextObject, options) {
  const given = toOptions(options) ?? {};
  validateObject(given, 'options');
  const context = createContext(contextObject, contextOptions(given));
  return createScript(code, given).runInNewContext(context, given);
}

/**
 * @param {string} code
 * @param {object | string} [options]
 * @returns {any} the value of the last statement
 */
function runInThisContext(code, options) {
  const given = toOptions(options) ?? {};
  return createScript(code, given).runInThisContext(given);
}

function createScript(code, options) {
  return new Script(code, options);
}

/**
 * https://nodejs.org/api/vm.html#vmcompilefunctioncode-params-options
 * @param {string} code the function's body
 * @param {string[]} [params]
 * @param {object} [options]
 * @returns {Function}
 */
function compileFunction(code, params, options = {}) {
  validateString(code, 'code');
  validateObject(options, 'options');
  // Copies are checked and used: elements may be getters.
  let names = [];
  if (params !== undefined) {
    validateArray(params, 'params');
    names = copyOf(params);
    validateStringArray(names, 'params');
  }
  const {
    filename = '', columnOffset = 0, lineOffset = 0, cachedData, produceCachedData = false, parsingContext,
    contextExtensions = [], importModuleDynamically,
  } = options;
  validateString(filename, 'options.filename');
  validateInt32(columnOffset, 'options.columnOffset');
  validateInt32(lineOffset, 'options.lineOffset');
  if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
  validateBoolean(produceCachedData, 'options.produceCachedData');
  if (parsingContext !== undefined) {
    if (parsingContext === null || typeof parsingContext !== 'object' || !isContext(parsingContext)) {
      throw new codes.ERR_INVALID_ARG_TYPE('options.parsingContext', 'Context', parsingContext);
    }
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  const extensions = copyOf(contextExtensions);
  for (let i = 0; i < extensions.length; i++) validateObject(extensions[i], `options.contextExtensions[${i}]`);
  let made;
  const hostDefined = hostDefinedFor(importModuleDynamically, filename, () => made);
  let compiled;
  try {
    compiled = native.compileFunction(code, filename, lineOffset, columnOffset, cachedData, parsingContext ?? null,
                                      extensions, names, hostDefined);
  } catch (error) {
    throw decorate(error);
  }
  made = compiled[0];
  made.sourceMapURL = compiled[1];
  if (cachedData !== undefined) made.cachedDataRejected = compiled[2];
  if (produceCachedData) {
    made.cachedData = toBuffer(native.functionCache(made));
    made.cachedDataProduced = made.cachedData.length > 0;
  }
  return made;
}

/** @returns {unknown[]} the elements that a list has now, whatever Array.prototype is */
function copyOf(list) {
  return Array.from({ __proto__: null, length: list.length }, (_, i) => list[i]);
}

/**
 * https://nodejs.org/api/vm.html#vmmeasurememoryoptions
 * @param {{ mode?: 'summary' | 'detailed', execution?: 'default' | 'eager' }} [options]
 * @returns {Promise<object>}
 */
function measureMemory(options = {}) {
  validateObject(options, 'options');
  const { mode = 'summary', execution = 'default' } = options;
  validateOneOf(mode, 'options.mode', ['summary', 'detailed']);
  validateOneOf(execution, 'options.execution', ['default', 'eager']);
  if (!warnedOfMeasuring) {
    warnedOfMeasuring = true;
    require('process').emitWarning('vm.measureMemory is an experimental feature and might change at any time',
                                   'ExperimentalWarning');
  }
  return native.measureMemory(mode === 'detailed', execution === 'eager');
}

module.exports = {
  Script, createContext, createScript, runInContext, runInNewContext, runInThisContext, isContext, compileFunction,
  measureMemory, constants,
};

if (require('internal/options').get('--experimental-vm-modules')) {
  Object.assign(module.exports, require('internal/vm/module'));
}
