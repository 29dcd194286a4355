// The `require` that each CommonJS module gets. https://nodejs.org/api/modules.html#requireid
'use strict';

const { process } = require('internal/process/object');
const { defineProperty } = Object;

const { validateString } = require('internal/validators');

function own(object, name, value) {
  defineProperty(object, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/**
 * @param {Function} Module
 * @param {object} module for which it requires
 * @returns {Function}
 */
function makeRequire(Module, module) {
  function require(path) {
    return module.require(path);
  }

  /**
   * https://nodejs.org/api/modules.html#requireresolverequest-options
   * @param {string} request
   * @param {{ paths?: string[] }} [options]
   * @returns {string} the file that require would load, or the builtin's name
   */
  function resolve(request, options) {
    validateString(request, 'request');
    return Module._resolveFilename(request, module, false, options);
  }

  /**
   * https://nodejs.org/api/modules.html#requireresolvepathsrequest
   * @param {string} request
   * @returns {string[] | null} the folders looked in; null for builtins
   */
  function paths(request) {
    validateString(request, 'request');
    return Module._resolveLookupPaths(request, module);
  }

  // Not by assignment, which a setter on Object.prototype would see.
  own(require, 'resolve', resolve);
  own(resolve, 'paths', paths);
  own(require, 'main', process.mainModule);
  own(require, 'extensions', Module._extensions);
  own(require, 'cache', Module._cache);
  return require;
}

module.exports = { makeRequire };
