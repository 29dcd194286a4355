// The first code of a realm: makes `require` and `binding` for builtins, then runs the bootstrap. Part of the snapshot.
'use strict';

const native = binding('realm');

/** Native modules by name, each made once. */
const bindings = { __proto__: null };

/**
 * @param {string} name of a file in src/bindings
 * @returns {object} the native module
 */
function getBinding(name) {
  return bindings[name] ??= binding(name);
}
bindings.realm = native;

/** Builtin modules that have been loaded, by id. */
const modules = { __proto__: null };

/**
 * Loads a builtin module by its id ("fs", "internal/errors"); a cycle sees the exports made so far.
 * @param {string} id
 * @returns {any} its exports
 */
function requireBuiltin(id) {
  const loaded = modules[id];
  if (loaded !== undefined) return loaded.exports;
  const body = native.compileBuiltin(id);
  const module = { id, exports: {} };
  modules[id] = module;
  body(module.exports, requireBuiltin, module, getBinding);
  return module.exports;
}

requireBuiltin('internal/bootstrap/globals');
requireBuiltin('internal/bootstrap/entries').register(requireBuiltin);
// What every program starts with, and what nearly every program uses: more here makes every start a little slower.
requireBuiltin('internal/process/main');
requireBuiltin('internal/modules/hooks');
requireBuiltin('internal/cloneable');
requireBuiltin('internal/bootstrap/option_globals');
requireBuiltin('internal/modules/circular');
requireBuiltin('internal/modules/builtin_exports');
requireBuiltin('fs');
requireBuiltin('buffer');
requireBuiltin('stream');
