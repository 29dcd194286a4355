// node:module. https://nodejs.org/api/module.html
'use strict';

const Module = require('internal/modules/module');
const { publicNames } = require('internal/modules/builtin_ids');

Module.builtinModules = Object.freeze(publicNames());

/** Gives the ES modules of builtins the values that their exports have now. */
Module.syncBuiltinESMExports = function syncBuiltinESMExports() {
  require('internal/modules/esm/records').syncBuiltins();
};

/** https://nodejs.org/api/module.html#moduleregisterspecifier-parenturl-options */
Module.register = function register(specifier, parentURL = undefined, options = undefined) {
  require('internal/modules/async_hooks_chain').register(specifier, parentURL, options);
};

Module.registerHooks = require('internal/modules/hooks').registerHooks;

Module.findPackageJSON = function findPackageJSON(specifier, base) {
  return require('internal/modules/package_search').findPackageJSON(specifier, base);
};

/**
 * https://nodejs.org/api/module.html#modulestriptypescripttypescode-options
 * @param {string} code
 * @param {{ mode?: 'strip' | 'transform', sourceMap?: boolean, sourceUrl?: string }} [options]
 * @returns {string} JavaScript
 */
Module.stripTypeScriptTypes = function stripTypeScriptTypes(code, options = {}) {
  return require('internal/modules/typescript').stripTypeScriptTypes(code, options);
};

/** https://nodejs.org/api/module.html#class-modulesourcemap */
Object.defineProperty(Module, 'SourceMap', {
  __proto__: null, configurable: true, enumerable: true, get: () => require('internal/source_map/source_map').SourceMap,
});

/** https://nodejs.org/api/module.html#modulefindsourcemappath */
Module.findSourceMap = function findSourceMap(path) {
  return require('internal/source_map/registry').findSourceMap(path);
};

/** https://nodejs.org/api/module.html#modulegetsourcemapssupport */
Module.getSourceMapsSupport = function getSourceMapsSupport() {
  return require('internal/source_map/registry').getSupport();
};

/** https://nodejs.org/api/module.html#modulesetsourcemapssupportenabled-options */
Module.setSourceMapsSupport = function setSourceMapsSupport(enabled, options = undefined) {
  require('internal/source_map/registry').setSupport(enabled, options);
};

Module.constants = Object.freeze({
  __proto__: null,
  compileCacheStatus: require('internal/modules/compile_cache_state').statuses,
});

/**
 * https://nodejs.org/api/module.html#moduleenablecompilecacheoptions
 * @param {string | { directory?: string, portable?: boolean }} [options]
 * @returns {{ status: number, message?: string, directory?: string }}
 */
Module.enableCompileCache = function enableCompileCache(options = undefined) {
  return require('internal/modules/compile_cache').enable(options);
};

/** @returns {string | undefined} */
Module.getCompileCacheDir = function getCompileCacheDir() {
  return require('internal/modules/compile_cache').currentDirectory();
};

Module.flushCompileCache = function flushCompileCache() {
  require('internal/modules/compile_cache').flushNow();
};

module.exports = Module;
