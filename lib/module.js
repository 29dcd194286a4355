// node:module. https://nodejs.org/api/module.html
'use strict';

const Module = require('internal/modules/module');
const { publicNames } = require('internal/modules/builtin_ids');

Module.builtinModules = Object.freeze(publicNames());

/** Gives the ES modules of builtins the values that their exports have now. */
Module.syncBuiltinESMExports = function syncBuiltinESMExports() {
  require('internal/modules/esm/records').syncBuiltins();
};

module.exports = Module;
