// Mocks of modules: what import and require give for a specifier until the mock is undone.
// https://nodejs.org/api/test.html#mockmodulespecifier-options
'use strict';
const { codes } = require('internal/errors');
const { validateBoolean, validateObject, validateString } = require('internal/validators');
const { callerPlace } = require('internal/test/place');

/** Mocks by the URL that they stand for. */
const mocks = new Map();
let hooks;
let lastVersion = 0;
let warned = false;

const scheme = 'eddy-mock:';

/** The exports of one mock, as options tell them. */
function readExports(options) {
  const { exports: given, namedExports } = options;
  const hasDefault = Object.hasOwn(options, 'defaultExport');
  const hasNamed = Object.hasOwn(options, 'namedExports') && namedExports !== undefined;
  if (given !== undefined) {
    validateObject(given, 'options.exports');
    if (hasDefault) throw new codes.ERR_INVALID_ARG_VALUE('options.defaultExport', options.defaultExport, "cannot be used with 'options.exports'");
    if (hasNamed) throw new codes.ERR_INVALID_ARG_VALUE('options.namedExports', namedExports, "cannot be used with 'options.exports'");
    const named = { __proto__: null };
    for (const name of Object.keys(given)) if (name !== 'default') named[name] = given[name];
    return { hasDefault: Object.hasOwn(given, 'default'), get value() { return given.default; }, named };
  }
  if (hasNamed) validateObject(namedExports, 'options.namedExports');
  return { hasDefault, get value() { return options.defaultExport; }, named: { __proto__: null, ...namedExports } };
}

/** What require gives: the default export, with the named ones on it. */
function makeModuleExports({ hasDefault, value, named }, specifier) {
  const exported = hasDefault ? value : {};
  const names = Object.keys(named);
  if (names.length > 0 && (exported === null || (typeof exported !== 'object' && typeof exported !== 'function'))) {
    const error = new Error('Cannot create mock because named exports cannot be applied to the provided default export.');
    error.code = 'ERR_INVALID_STATE';
    error.specifier = specifier;
    throw error;
  }
  for (const name of names) {
    Object.defineProperty(exported, name, Object.getOwnPropertyDescriptor(named, name));
  }
  return exported;
}

/** Source of an ES module whose exports are the mock's. */
function makeSource(id, { hasDefault, named }) {
  let text = `const mock = globalThis[Symbol.for('eddy.test.mocks')].get(${JSON.stringify(id)});\n`;
  if (hasDefault) text += 'export default mock.value;\n';
  const names = Object.keys(named);
  for (let i = 0; i < names.length; i++) {
    text += `const e${i} = mock.named[${JSON.stringify(names[i])}];\nexport { e${i} as ${JSON.stringify(names[i])} };\n`;
  }
  return text;
}

/** Source of an ES module that stands for what require gives: a mocked CommonJS or builtin module. */
function makeInteropSource(of, { named }) {
  let text = `const required = ${of}.required();\nexport default required;\n`;
  const names = Object.keys(named);
  for (let i = 0; i < names.length; i++) {
    text += `const e${i} = required[${JSON.stringify(names[i])}];\nexport { e${i} as ${JSON.stringify(names[i])} };\n`;
  }
  return text;
}

/** Whether a module that import finds is none of its own kind. */
function isCommonJs(url) {
  if (url.startsWith('node:')) return true;
  const path = binding('modules').fileUrlToPath(url);
  if (path === undefined) return false;
  const { formatOf, readText } = require('internal/modules/module_source');
  const format = formatOf(path);
  if (format !== undefined) return format.startsWith('commonjs');
  return !binding('compile').containsModuleSyntax(readText(path), path);
}

const versions = new Map();

function installHooks() {
  if (hooks !== undefined) return;
  Object.defineProperty(globalThis, Symbol.for('eddy.test.mocks'), { __proto__: null, value: versions, configurable: true });
  hooks = require('module').registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith(scheme)) return { __proto__: null, url: specifier, format: 'module', shortCircuit: true };
      const isRequire = context.conditions?.includes('require');
      if (isRequire && specifier.startsWith('file:')) {
        // A URL is no name that require knows.
        throw Object.assign(new Error(`Cannot find module '${specifier}'`), { code: 'MODULE_NOT_FOUND' });
      }
      const found = next(specifier, context);
      const mock = mocks.get(found.url);
      if (mock === undefined) return found;
      const kind = isRequire ? 'require' : found.url.endsWith('.json') ? 'json' : isCommonJs(found.url) ? 'interop' : 'module';
      return {
        __proto__: null,
        url: `${scheme}${mock.version()}#${kind}`,
        format: isRequire ? 'commonjs' : kind === 'json' ? 'json' : 'module',
        shortCircuit: true,
      };
    },
    load(url, context, next) {
      if (!url.startsWith(scheme)) return next(url, context);
      const hash = url.indexOf('#');
      const id = url.slice(scheme.length, hash);
      const exported = versions.get(id);
      const of = `globalThis[Symbol.for('eddy.test.mocks')].get(${JSON.stringify(id)})`;
      switch (url.slice(hash + 1)) {
        case 'require':
          return { __proto__: null, format: 'commonjs', source: `module.exports = ${of}.required();`, shortCircuit: true };
        case 'json':
          return { __proto__: null, format: 'json', source: JSON.stringify(exported.value) ?? 'null', shortCircuit: true };
        case 'interop':
          return { __proto__: null, format: 'module', source: makeInteropSource(of, exported), shortCircuit: true };
        default:
          return { __proto__: null, format: 'module', source: makeSource(id, exported), shortCircuit: true };
      }
    },
  });
}

class MockModuleContext {
  #urls;
  #exports;
  #isCached;
  #version = undefined;
  #specifier;

  constructor(urls, exported, isCached, specifier) {
    this.#urls = urls;
    this.#exports = exported;
    this.#isCached = isCached;
    this.#specifier = specifier;
  }

  /** @returns {string} of the module that stands in now: each load has its own unless they are cached */
  version() {
    if (this.#isCached && this.#version !== undefined) return this.#version;
    const id = String(++lastVersion);
    let required;
    let isMade = false;
    // Its getters stay getters: a default export is read by each load.
    versions.set(id, Object.defineProperties({
      required: () => {
        if (!isMade) {
          required = makeModuleExports(this.#exports, this.#specifier);
          isMade = true;
        }
        return required;
      },
    }, Object.getOwnPropertyDescriptors(this.#exports)));
    this.#version = id;
    return id;
  }

  /** The module itself is found again. */
  restore() {
    for (let i = 0; i < this.#urls.length; i++) {
      if (mocks.get(this.#urls[i]) === this) mocks.delete(this.#urls[i]);
    }
  }
}

/** The URLs that the caller's import and require of the specifier would find: a package may have two files for them. */
function resolve(specifier) {
  const { pathToFileURL } = require('url');
  const { process } = require('internal/process/object');
  const { builtinId } = require('internal/modules/builtin_ids');
  const id = builtinId(specifier);
  if (id !== undefined) return [`node:${id}`];
  if (URL.canParse(specifier)) return [new URL(specifier).href];
  const file = callerPlace()?.file ?? `${process.cwd()}/[eval]`;
  const urls = new Set();
  let failure;
  const tries = [
    () => require('internal/modules/esm/resolve').resolve(specifier, { url: pathToFileURL(file).href, path: file }).url,
    () => pathToFileURL(require('module').createRequire(file).resolve(specifier)).href,
  ];
  for (let i = 0; i < tries.length; i++) {
    try {
      urls.add(tries[i]());
    } catch (error) {
      failure = error;
    }
  }
  if (urls.size === 0) throw failure;
  return Array.from(urls);
}

/**
 * @param {string | URL} specifier as the caller would import it
 * @param {object} options
 * @returns {MockModuleContext}
 */
function mockModule(specifier, options) {
  if (!warned) {
    warned = true;
    require('process').emitWarning(
      'Module mocking is an experimental feature and might change at any time', 'ExperimentalWarning');
  }
  if (specifier instanceof URL) specifier = specifier.href;
  else validateString(specifier, 'specifier');
  validateObject(options, 'options');
  const { cache = false } = options;
  validateBoolean(cache, 'options.cache');
  const exported = readExports(options);
  const urls = resolve(specifier);
  if (urls.some((url) => mocks.has(url))) throw new codes.ERR_INVALID_STATE(`Cannot mock '${specifier}'. The module is already mocked.`);
  installHooks();
  const mock = new MockModuleContext(urls, exported, cache, specifier);
  for (let i = 0; i < urls.length; i++) mocks.set(urls[i], mock);
  return mock;
}

module.exports = { MockModuleContext, mockModule };
