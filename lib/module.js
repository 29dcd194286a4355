// node:module. https://nodejs.org/api/module.html
'use strict';

const Module = require('internal/modules/module');
const { publicNames } = require('internal/modules/builtin_ids');

Module.builtinModules = Object.freeze(publicNames());

/** Gives the ES modules of builtins the values that their exports have now. */
Module.syncBuiltinESMExports = function syncBuiltinESMExports() {
  require('internal/modules/esm/records').syncBuiltins();
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

Module.constants = Object.freeze({
  __proto__: null,
  compileCacheStatus: Object.freeze({ __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 }),
});

/**
 * Compiled code is not kept on disk: starting is as fast without.
 * https://nodejs.org/api/module.html#moduleenablecompilecacheoptions
 * @returns {{ status: number }} always compileCacheStatus.DISABLED
 */
Module.enableCompileCache = function enableCompileCache() {
  return { status: Module.constants.compileCacheStatus.DISABLED };
};
Module.getCompileCacheDir = function getCompileCacheDir() {
  return undefined;
};
Module.flushCompileCache = function flushCompileCache() {};

module.exports = Module;
