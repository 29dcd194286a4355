// What a REPL's code runs in: a context of its own or the global one, with the builtin modules as variables.
// https://nodejs.org/api/repl.html#global-and-local-scope
'use strict';

/** @returns {string[]} the builtin modules that programs may require by their plain names */
function moduleNames() {
  const { publicNames } = require('internal/modules/builtin_ids');
  return publicNames().filter((name) => name[0] !== '_' && !name.includes(':'));
}

let accessors;

/** Notes which accessors the global object has before anything that was entered has run. */
function noteAccessors() {
  if (accessors !== undefined) return;
  accessors = new Set(['_', '_error', ...moduleNames()]);
  const names = Object.getOwnPropertyNames(globalThis);
  for (let i = 0; i < names.length; i++) {
    if (Object.getOwnPropertyDescriptor(globalThis, names[i]).get !== undefined) accessors.add(names[i]);
  }
}

/**
 * @param {string} name of a property of the context
 * @returns {boolean} whether an accessor of that name is the runtime's: a module, or a global that loads late
 */
function isOwnAccessor(name) {
  return accessors.has(name);
}

/**
 * Makes the builtin modules variables, each loaded when it is first read.
 * @param {object} target
 */
function defineModules(target) {
  const Module = require('internal/modules/module');
  const names = moduleNames();
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    // These two are globals in any case, and not always the modules'.
    if (name === 'console' || name === 'process' || name.includes('/')) continue;
    const define = (enumerable) => (value) => Object.defineProperty(target, name, {
      __proto__: null, value, writable: true, configurable: true, enumerable,
    });
    const take = define(false);
    const replace = define(true);
    Object.defineProperty(target, name, {
      __proto__: null,
      configurable: true,
      enumerable: false,
      get() {
        const value = Module._load(name, undefined, false);
        take(value);
        return value;
      },
      set: replace,
    });
  }
}

/** A context with the globals of this realm that the language itself does not bring. */
function makeContext(server) {
  const vm = require('vm');
  const context = vm.createContext();
  const own = new Set(vm.runInContext('Object.getOwnPropertyNames(globalThis)', context));
  const names = Object.getOwnPropertyNames(globalThis);
  for (let i = 0; i < names.length; i++) {
    if (own.has(names[i])) continue;
    Object.defineProperty(context, names[i], {
      __proto__: null, ...Object.getOwnPropertyDescriptor(globalThis, names[i]),
    });
  }
  const { Console } = require('console');
  const define = (name, value) => Object.defineProperty(context, name, {
    __proto__: null, configurable: true, writable: true, enumerable: name === 'global', value,
  });
  define('global', context);
  define('console', new Console(server.output));
  return context;
}

/**
 * @param {REPLServer} server
 * @returns {object} the global object, or a context, with `module`, `require` and the builtin modules
 */
function createContext(server) {
  noteAccessors();
  const context = server.useGlobal ? globalThis : makeContext(server);
  const Module = require('internal/modules/module');
  const { makeRequire } = require('internal/modules/require_function');
  const module = new Module('<repl>');
  const process = require('process');
  try {
    // From the working directory, and then as any other module there.
    module.paths = Module._nodeModulePaths(process.cwd());
  } catch {
    module.paths = [];
  }
  const localRequire = makeRequire(Module, module);
  const define = (name, value) => Object.defineProperty(context, name, {
    __proto__: null, configurable: true, writable: true, enumerable: false, value,
  });
  defineModules(context);
  define('module', module);
  define('require', localRequire);
  return context;
}

module.exports = { createContext, isOwnAccessor, moduleNames };
