// Runs the main module.
'use strict';

const native = binding('modules');

/** @param {string} script */
function runMain(script) {
  const filename = native.realpath(script);
  const source = native.readText(filename);
  const body = native.compileFunction(source, filename, ['exports', 'require', 'module', '__filename', '__dirname'], undefined);
  const module = { exports: {} };
  Reflect.apply(body, module.exports, [module.exports, require, module, filename, filename.slice(0, filename.lastIndexOf('/'))]);
}

module.exports = { runMain };
