// node:module. https://nodejs.org/api/module.html
'use strict';

const Module = require('internal/modules/module');
const { publicNames } = require('internal/modules/builtin_ids');

Module.builtinModules = Object.freeze(publicNames());

module.exports = Module;
