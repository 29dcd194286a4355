// vm.Module and its kinds: ES module records in the program's hands. https://nodejs.org/api/vm.html#class-vmmodule
// Only there with --experimental-vm-modules.
'use strict';

require('internal/modules/esm/dynamic');
const { Module: Record } = binding('esm');
const { isContext } = binding('vm');
const { codes } = require('internal/errors');
const {
  validateBoolean, validateFunction, validateInt32, validateObject, validateString, validateUint32,
} = require('internal/validators');
const { decorate, hostDefinedFor, throwOutcome } = require('internal/vm/support');

// v8::Module::Status
const kInstantiated = 2;
const kEvaluated = 4;
const kErrored = 5;
const statusNames = ['unlinked', 'linking', 'linked', 'evaluating', 'evaluated', 'errored'];

/** How many modules without an identifier each context has; `defaultContext` stands for this realm's. */
const counts = new WeakMap();
const defaultContext = {};

function nextIdentifier(context = defaultContext) {
  const count = counts.get(context) ?? 0;
  counts.set(context, count + 1);
  return `vm:module(${count})`;
}

/** Gives the classes of this file what is private to each other. */
const internals = new WeakMap();

function recordOf(module) {
  const known = internals.get(module);
  if (known === undefined) throw new codes.ERR_INVALID_THIS('Module');
  return known.record;
}

/** https://nodejs.org/api/vm.html#class-vmmodule */
class Module {
  #identifier;
  #context;
  #linking = false;
  #failed;

  constructor(options, makeRecord) {
    if (new.target === Module) throw new TypeError('Module is not a constructor');
    const { context, identifier } = options;
    if (context !== undefined) {
      validateObject(context, 'context');
      if (!isContext(context)) throw new codes.ERR_INVALID_ARG_TYPE('options.context', 'vm.Context', context);
    }
    if (identifier !== undefined) validateString(identifier, 'options.identifier');
    this.#identifier = identifier ?? nextIdentifier(context);
    this.#context = context;
    internals.set(this, { record: undefined, links: undefined, context, linkRequests: (links) => this.#setLinks(links) });
    internals.get(this).record = makeRecord(this, this.#identifier, context ?? null);
  }

  get identifier() {
    recordOf(this);
    return this.#identifier;
  }

  get context() {
    recordOf(this);
    return this.#context;
  }

  /** The exports, once the module is linked. */
  get namespace() {
    const status = recordOf(this).status();
    if (status < kInstantiated) throw new codes.ERR_VM_MODULE_STATUS('must not be unlinked or linking');
    return recordOf(this).namespace();
  }

  get status() {
    recordOf(this);
    if (this.#failed !== undefined) return 'errored';
    const status = recordOf(this).status();
    if (this.#linking && status < kInstantiated) return 'linking';
    return statusNames[status];
  }

  /** What the module threw. */
  get error() {
    recordOf(this);
    if (this.#failed !== undefined) return this.#failed.error;
    if (recordOf(this).status() !== kErrored) throw new codes.ERR_VM_MODULE_STATUS('must be errored');
    return recordOf(this).error();
  }

  #setLinks(links) {
    internals.get(this).links = links;
    const records = [];
    for (let i = 0; i < links.length; i++) records.push(recordOf(links[i]));
    recordOf(this).link(records);
  }

  /**
   * @param {(specifier: string, referencingModule: Module, extra: object) => Module | Promise<Module>} linker
   */
  async link(linker) {
    recordOf(this);
    validateFunction(linker, 'linker');
    if (this instanceof SyntheticModule) return;
    if (this.status === 'linked') throw new codes.ERR_VM_MODULE_ALREADY_LINKED();
    if (this.status !== 'unlinked') throw new codes.ERR_VM_MODULE_STATUS('must be unlinked');
    await this.#linkGraph(linker);
    this.#instantiate();
  }

  async #linkGraph(linker) {
    this.#linking = true;
    try {
      if (!(this instanceof SourceTextModule)) return;
      const requests = this.moduleRequests;
      const links = await Promise.all(requests.map(async ({ specifier, attributes }) => {
        const linked = await linker(specifier, this, { attributes, assert: attributes });
        if (!internals.has(linked)) throw new codes.ERR_VM_MODULE_NOT_MODULE();
        if (linked.context !== this.#context) throw new codes.ERR_VM_MODULE_DIFFERENT_CONTEXT();
        if (linked.status === 'errored') {
          throw new codes.ERR_VM_MODULE_LINK_FAILURE(`request for '${specifier}' resolved to an errored module`,
                                                     linked.error);
        }
        if (linked.status === 'unlinked') await linked.#linkGraph(linker);
        return linked;
      }));
      this.#setLinks(links);
    } catch (error) {
      this.#failed = { error };
      throw error;
    }
  }

  /** Looks for a module of the graph that asks for others and was not linked. */
  #checkLinks(seen = new Set()) {
    if (seen.has(this) || !(this instanceof SourceTextModule)) return;
    seen.add(this);
    const { links } = internals.get(this);
    if (links === undefined) {
      const [first] = this.moduleRequests;
      if (first === undefined) return;
      throw new codes.ERR_VM_MODULE_LINK_FAILURE(
        `request for '${first.specifier}' can not be resolved on module '${this.#identifier}' that is not linked`);
    }
    for (let i = 0; i < links.length; i++) links[i].#checkLinks(seen);
  }

  #instantiate() {
    this.#checkLinks();
    const failure = recordOf(this).instantiate();
    if (failure === undefined) return;
    const error = decorate(failure[0]);
    this.#failed = { error };
    throw error;
  }

  /**
   * Evaluates the module with what it imports.
   * @param {{ timeout?: number, breakOnSigint?: boolean }} [options]
   * @returns {Promise<void>}
   */
  evaluate(options = {}) {
    try {
      recordOf(this);
      validateObject(options, 'options');
      const { timeout, breakOnSigint = false } = options;
      if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
      validateBoolean(breakOnSigint, 'options.breakOnSigint');
      if (this.#failed !== undefined) throw this.#failed.error;
      const status = recordOf(this).status();
      if (status !== kInstantiated && status !== kEvaluated && status !== kErrored &&
          !(this instanceof SyntheticModule && status < kInstantiated)) {
        throw new codes.ERR_VM_MODULE_STATUS('must be one of linked, evaluated, or errored');
      }
      if (status < kInstantiated) this.#instantiate();
      if (status === kErrored) throw recordOf(this).error();
      const result = recordOf(this).evaluateGuarded(timeout ?? 0, breakOnSigint);
      if (typeof result === 'number') throwOutcome(result, timeout);
      return result;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** For SourceTextModule. */
  static instantiate(module) {
    module.#instantiate();
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    recordOf(this);
    if (typeof depth === 'number' && depth < 0) return `[${this.constructor.name}]`;
    const { inspect } = require('internal/util/inspect');
    const shown = Object.create(this.constructor.prototype, {
      status: { __proto__: null, value: this.status, enumerable: true },
      identifier: { __proto__: null, value: this.identifier, enumerable: true },
      context: { __proto__: null, value: this.context, enumerable: true },
    });
    return inspect(shown, { ...options, customInspect: false });
  }
}

const { instantiate } = Module;
delete Module.instantiate;

function toAttributes(pairs) {
  const attributes = { __proto__: null };
  for (let i = 0; pairs !== undefined && i < pairs.length; i += 2) attributes[pairs[i]] = pairs[i + 1];
  return Object.freeze(attributes);
}

/** Whether two requests of a module are for one and the same, in whatever phase. */
function isSameRequest(a, b) {
  if (a.specifier !== b.specifier) return false;
  const names = Object.keys(a.attributes);
  if (names.length !== Object.keys(b.attributes).length) return false;
  return names.every((name) => a.attributes[name] === b.attributes[name]);
}

/** https://nodejs.org/api/vm.html#class-vmsourcetextmodule */
class SourceTextModule extends Module {
  #requests;
  #specifiers;

  /**
   * @param {string} code
   * @param {object} [options]
   */
  constructor(code, options = {}) {
    validateString(code, 'code');
    validateObject(options, 'options');
    const { lineOffset = 0, columnOffset = 0, initializeImportMeta, importModuleDynamically, cachedData } = options;
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (initializeImportMeta !== undefined) validateFunction(initializeImportMeta, 'options.initializeImportMeta');
    if (importModuleDynamically !== undefined && typeof importModuleDynamically !== 'symbol') {
      validateFunction(importModuleDynamically, 'options.importModuleDynamically');
    }
    if (cachedData !== undefined && !ArrayBuffer.isView(cachedData)) {
      throw new codes.ERR_INVALID_ARG_TYPE('options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
    }
    super(options, (self, identifier, context) => {
      const hostDefined = hostDefinedFor(importModuleDynamically, identifier, () => self);
      let record;
      try {
        record = new Record(identifier, code, undefined, hostDefined, [context, lineOffset, columnOffset, cachedData]);
      } catch (error) {
        throw decorate(error);
      }
      record.initializeImportMeta = initializeImportMeta === undefined ?
        () => {} : (meta) => initializeImportMeta(meta, self);
      return record;
    });
    if (cachedData !== undefined && recordOf(this).cachedDataRejected()) {
      throw new codes.ERR_VM_MODULE_CACHED_DATA_REJECTED();
    }
  }

  /** What the module imports, each with `specifier` and `attributes`. */
  get moduleRequests() {
    if (this.#requests === undefined) {
      const flat = recordOf(this).requests();
      const source = recordOf(this).sourcePhases();
      const requests = [];
      for (let i = 0; i < flat.length; i += 4) {
        requests.push(Object.freeze({
          __proto__: null,
          specifier: flat[i],
          attributes: toAttributes(flat[i + 1]),
          phase: source[i / 4] ? 'source' : 'evaluation',
        }));
      }
      this.#requests = Object.freeze(requests);
    }
    return this.#requests;
  }

  get dependencySpecifiers() {
    return this.#specifiers ??= Object.freeze(this.moduleRequests.map(({ specifier }) => specifier));
  }

  /**
   * @param {Module[]} modules one for each of moduleRequests
   */
  linkRequests(modules) {
    const { validateArray } = require('internal/validators');
    if (this.status !== 'unlinked') throw new codes.ERR_VM_MODULE_STATUS('must be unlinked');
    validateArray(modules, 'modules');
    const requests = this.moduleRequests;
    if (modules.length !== requests.length) {
      throw new codes.ERR_MODULE_LINK_MISMATCH(
        `Expected ${requests.length} modules, got ${modules.length}`);
    }
    for (let i = 0; i < modules.length; i++) {
      if (!internals.has(modules[i])) throw new codes.ERR_VM_MODULE_NOT_MODULE();
      if (modules[i].context !== this.context) throw new codes.ERR_VM_MODULE_DIFFERENT_CONTEXT();
    }
    for (let i = 0; i < requests.length; i++) {
      for (let j = 0; j < i; j++) {
        if (modules[i] !== modules[j] && isSameRequest(requests[i], requests[j])) {
          throw new codes.ERR_MODULE_LINK_MISMATCH(
            `Module request '${requests[i].specifier}' at index ${i} must be linked to the same module requested at index ${j}`);
        }
      }
    }
    internals.get(this).linkRequests(modules);
  }

  /** Resolves the imported bindings. */
  instantiate() {
    if (this.status !== 'unlinked') throw new codes.ERR_VM_MODULE_STATUS('must be unlinked');
    instantiate(this);
  }

  hasAsyncGraph() {
    if (recordOf(this).status() < kInstantiated) throw new codes.ERR_VM_MODULE_STATUS('must be instantiated');
    return recordOf(this).isGraphAsync();
  }

  hasTopLevelAwait() {
    return recordOf(this).hasTopLevelAwait();
  }

  createCachedData() {
    const status = recordOf(this).status();
    if (status > kInstantiated) throw new codes.ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA();
    const { Buffer } = require('buffer');
    return Buffer.from(recordOf(this).createCachedData().buffer);
  }
}

/** https://nodejs.org/api/vm.html#class-vmsyntheticmodule */
class SyntheticModule extends Module {
  /**
   * @param {string[]} exportNames
   * @param {() => void} evaluateCallback
   * @param {object} [options]
   */
  constructor(exportNames, evaluateCallback, options = {}) {
    if (!Array.isArray(exportNames) || exportNames.some((name) => typeof name !== 'string')) {
      throw new codes.ERR_INVALID_ARG_TYPE('exportNames', 'Array of unique strings', exportNames);
    }
    for (let i = 0; i < exportNames.length; i++) {
      if (exportNames.includes(exportNames[i], i + 1)) {
        throw new codes.ERR_INVALID_ARG_VALUE(`exportNames.${exportNames[i]}`, exportNames[i], 'is duplicated');
      }
    }
    validateFunction(evaluateCallback, 'evaluateCallback');
    validateObject(options, 'options');
    super(options, (self, identifier, context) => new Record(
      identifier, exportNames, () => { Reflect.apply(evaluateCallback, self, []); }, undefined, [context, 0, 0, undefined]));
    // Nothing to be linked: its exports can be set from the start.
    instantiate(this);
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  setExport(name, value) {
    const record = recordOf(this);
    if (!(this instanceof SyntheticModule)) throw new codes.ERR_VM_MODULE_NOT_MODULE();
    validateString(name, 'name');
    record.setExport(name, value);
  }
}

module.exports = { Module, SourceTextModule, SyntheticModule };
