// repl.builtinModules: a list that programs may change, and completion offers. https://nodejs.org/api/repl.html#replbuiltinmodules
'use strict';

let names;

/** @returns {string[]} the builtin modules, or what a program has made of them */
function listedModules() {
  names ??= require('internal/repl/context').moduleNames();
  return names;
}

/** @param {string[]} list in place of them */
function setListedModules(list) {
  names = list;
}

module.exports = { listedModules, setListedModules };
