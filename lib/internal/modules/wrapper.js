// The function that a CommonJS module's source is the body of. https://nodejs.org/api/modules.html#the-module-wrapper
'use strict';

const native = binding('compile');
const sourceMaps = require('internal/source_map/state');
const cache = require('internal/modules/compile_cache_state');

let wrapper = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];
let wrap = function wrap(script) {
  return wrapper[0] + script + wrapper[1];
};
/** Whether a program may have changed either: then the text is what counts. */
let touched = false;

/**
 * @param {string} content
 * @param {string} filename
 * @param {boolean} detect whether an ES module is told apart
 * @returns {Function | undefined} of (exports, require, module, __filename, __dirname); undefined for an ES module
 */
function compileWrapped(content, filename, detect) {
  if (sourceMaps.enabled) require('internal/source_map/registry').note(filename, content);
  if (!touched && cache.enabled) {
    const compiled = cache.compile(content, filename);
    if (compiled !== undefined) return compiled;
  }
  if (!touched) return native.compileCommonJs(content, filename, detect);
  return native.runScript(wrap(content), filename, undefined);
}

/**
 * Defines Module.wrap and Module.wrapper, which programs may replace.
 * @param {Function} Module
 */
function installWrapper(Module) {
  Object.defineProperty(Module, 'wrap', {
    __proto__: null,
    get() { return wrap; },
    set(value) {
      touched = true;
      wrap = value;
    },
  });
  Object.defineProperty(Module, 'wrapper', {
    __proto__: null,
    get() {
      // Whoever holds the array may change it.
      touched = true;
      return wrapper;
    },
    set(value) {
      touched = true;
      wrapper = value;
    },
  });
}

module.exports = { compileWrapped, installWrapper };
