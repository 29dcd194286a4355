// node:repl. https://nodejs.org/api/repl.html
'use strict';

const { deprecate } = require('internal/util/deprecate');
const { REPLServer, REPL_MODE_SLOPPY, REPL_MODE_STRICT } = require('internal/repl/server');
const { listedModules, setListedModules } = require('internal/repl/module_list');
const { Recoverable } = require('internal/repl/recoverable');
const { writer } = require('internal/repl/writer');

/**
 * https://nodejs.org/api/repl.html#replstartoptions
 * @param {object | string} [options] or the prompt
 * @param {...unknown} rest input and output in one stream, eval, useGlobal, ignoreUndefined, replMode: an older form
 * @returns {REPLServer} which has begun to ask
 */
function start(options, ...rest) {
  return new REPLServer(options, ...rest);
}

/**
 * @param {string} code
 * @returns {boolean} whether it compiles, as it is or as an object literal
 */
function isValidSyntax(code) {
  const { parse } = require('internal/repl/syntax');
  return parse(code) !== undefined || parse(`_=${code}`) !== undefined;
}

module.exports = { start, writer, REPLServer, REPL_MODE_SLOPPY, REPL_MODE_STRICT, Recoverable, isValidSyntax };

/** @param {string} name @param {string} code of the deprecation */
function defineNames(name, enumerable, code) {
  const message = `repl.${name} is deprecated. Check module.builtinModules instead`;
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    get: deprecate(() => listedModules(), message, code),
    set: deprecate((list) => setListedModules(list), message, code),
  });
}
defineNames('builtinModules', true, 'DEP0191');
defineNames('_builtinLibs', true, 'DEP0142');
