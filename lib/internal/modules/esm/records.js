// Module records of each format. https://nodejs.org/api/esm.html#interoperability-with-commonjs
'use strict';

const { Module: Record } = binding('esm');
const Module = require('internal/modules/module');
const { codes } = require('internal/errors');
const sourceMaps = require('internal/source_map/state');
const cache = require('internal/modules/compile_cache_state');
const { builtinId } = require('internal/modules/builtin_ids');

/** Records of builtins by id: their exports can change, see syncBuiltins. */
const builtins = new Map();

function fromSource(url, source) {
  if (sourceMaps.enabled) require('internal/source_map/registry').note(url, source);
  if (!cache.enabled) return new Record(url, source, undefined, undefined, undefined);
  const record = new Record(url, source, undefined, undefined, cache.record(url, source));
  cache.recordMade(url, source, record);
  return record;
}

function setBuiltinExports(record, exports) {
  record.setExport('default', exports);
  const { names } = record;
  for (let i = 0; i < names.length; i++) record.setExport(names[i], readExport(exports, names[i]));
}

/** A getter may throw: the export is undefined then. */
function readExport(exports, name) {
  try {
    return exports[name];
  } catch {
    return undefined;
  }
}

function fromBuiltin(url) {
  const id = builtinId(url);
  if (id === undefined) throw new codes.ERR_UNKNOWN_BUILTIN_MODULE(url);
  const exports = require('internal/modules/builtin_exports').load(id);
  const names = [];
  for (const name of Object.keys(exports)) if (name !== 'default') names.push(name);
  const record = new Record(url, ['default', ...names], () => setBuiltinExports(record, exports), undefined, undefined);
  record.names = names;
  record.exports = exports;
  builtins.set(id, record);
  return record;
}

/** Gives the builtins' ES modules the values that their exports have now. */
function syncBuiltins() {
  for (const record of builtins.values()) if (record.status() === 4) setBuiltinExports(record, record.exports);
}

/** A CommonJS module that is running requires an ES module that imports it. */
function cycleError(url, module) {
  return new codes.ERR_REQUIRE_CYCLE_MODULE(
    `Cannot import CommonJS Module ${module.filename} in a cycle. A cycle involving require(esm) is not allowed to ` +
    'maintain invariants mandated by the ECMAScript specification. Try making at least part of the dependency in the ' +
    'graph lazily loaded.');
}

/** Runs a CommonJS file; one that hooks gave the text of, from that text. */
function loadCommonJs(url, path, source, isMain) {
  if (source === undefined) return Module._load(path, undefined, isMain);
  const filename = path ?? url;
  const module = new Module(filename, undefined);
  Module._cache[filename] = module;
  module.filename = filename;
  module.paths = Module._nodeModulePaths(module.path);
  module._compile(source, filename, 'commonjs');
  module.loaded = true;
  return module.exports;
}

/** A CommonJS file: the names come from its text, the values from running it. */
function fromCommonJs(url, path, source, isMain, given) {
  const names = require('internal/modules/esm/commonjs_names').namesOf(path ?? url, source);
  return new Record(url, ['default', 'module.exports', ...names], (record) => {
    const cached = Module._cache[path ?? url];
    if (cached !== undefined && !cached.loaded) throw cycleError(url, cached);
    const exports = cached === undefined ? loadCommonJs(url, path, given ? source : undefined, isMain) : cached.exports;
    const readable = exports !== null && (typeof exports === 'object' || typeof exports === 'function');
    for (let i = 0; i < names.length; i++) {
      record.setExport(names[i], readable ? readExport(exports, names[i]) : undefined);
    }
    record.setExport('default', exports);
    record.setExport('module.exports', exports);
  }, undefined, undefined);
}

function fromJson(url, path, source) {
  let value;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw require('internal/modules/failures').reword(error, `${path ?? url}: ${error.message}`);
  }
  return new Record(url, ['default'], (record) => {
    // One value for import and require, unless the URL asks for one of its own.
    const shared = path !== undefined && !url.includes('?') && !url.includes('#');
    const cached = shared ? Module._cache[path] : undefined;
    if (cached?.loaded) {
      value = cached.exports;
    } else if (shared) {
      const module = new Module(path);
      module.filename = path;
      module.exports = value;
      module.loaded = true;
      Module._cache[path] = module;
    }
    record.setExport('default', value);
  }, undefined, undefined);
}

/** A module exports a global's value. */
function unwrapGlobal(global) {
  try {
    return global.value;
  } catch {
    // v128 has no value in JavaScript.
    return undefined;
  }
}

function fromWasm(url, path, source) {
  source ??= require('fs').readFileSync(path);
  const compiled = new WebAssembly.Module(source);
  const imports = WebAssembly.Module.imports(compiled);
  const names = [];
  for (const { name } of WebAssembly.Module.exports(compiled)) names.push(name);
  // Imports are modules: a wrapper in source text brings them.
  const specifiers = [...new Set(imports.map((entry) => entry.module))];
  let text = '';
  for (let i = 0; i < specifiers.length; i++) text += `import * as $${i} from ${JSON.stringify(specifiers[i])};\n`;
  text += 'const { exports: $exports } = import.meta.instantiate({ __proto__: null,';
  for (let i = 0; i < specifiers.length; i++) text += `${JSON.stringify(specifiers[i])}: $${i},`;
  text += '});\n';
  for (let i = 0; i < names.length; i++) {
    text += `const $e${i} = import.meta.unwrap($exports[${JSON.stringify(names[i])}]); export { $e${i} as ${JSON.stringify(names[i])} };\n`;
  }
  const record = fromSource(url, text);
  record.instantiateWasm = (given) => new WebAssembly.Instance(compiled, given);
  record.unwrapWasm = (value) => (value instanceof WebAssembly.Global && value !== null ? unwrapGlobal(value) : value);
  return record;
}

/**
 * @param {import('./resolve').Place} place
 * @param {string} format
 * @param {string | Uint8Array | undefined} source
 * @param {boolean} isMain
 * @param {boolean} given whether hooks gave the source, which is run then instead of the file
 * @returns {object} a module record (src/bindings/esm.cc), not linked
 */
function makeRecord({ url, path }, format, source, isMain, given) {
  switch (format) {
    case 'module': return fromSource(url, source);
    case 'commonjs': return fromCommonJs(url, path, source, isMain, given);
    case 'json': return fromJson(url, path, source);
    case 'text': return new Record(url, ['default'], (record) => record.setExport('default', source), undefined, undefined);
    case 'builtin': return fromBuiltin(url);
    case 'wasm': return fromWasm(url, path, source);
    case 'module-typescript':
      return fromSource(url, require('internal/modules/typescript').strip(source, path ?? url));
    case 'commonjs-typescript':
      return fromCommonJs(url, path, require('internal/modules/typescript').strip(source, path ?? url), isMain, true);
    default: throw new codes.ERR_UNKNOWN_MODULE_FORMAT(format, url);
  }
}

module.exports = { makeRecord, fromSource, syncBuiltins };
