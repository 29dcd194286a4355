// Runs the main module. https://nodejs.org/api/cli.html#program-entry-point
'use strict';

const native = binding('modules');
const { process } = require('internal/process/object');
const { packageType } = require('internal/modules/module_source');
const asyncHooks = require('internal/modules/async_hooks_chain');

/** Whether the entry point is an ES module by its name and its package alone. */
function isModule(path) {
  if (path.endsWith('.mjs') || path.endsWith('.mts') || path.endsWith('.wasm')) return true;
  if (path.endsWith('.cjs') || path.endsWith('.cts') || path.endsWith('.json') || path.endsWith('.node')) return false;
  return packageType(path) === 'module';
}

/**
 * Runs a file as the main module.
 * @param {string} [main] as the command line has it
 */
function runMain(main = process.argv[1]) {
  const Module = require('internal/modules/module');
  // An absolute path needs no current folder, which may be gone.
  const path = main.startsWith('/') ? native.join('', main) : native.join(process.cwd(), main);
  process.argv[1] = path;
  const found = Module._findPath(main.endsWith('/') ? `${path}/` : path, null, true);
  if (found && asyncHooks.active()) {
    require('internal/modules/esm/entry').runHookedMain(found);
    return;
  }
  if (found && isModule(found)) {
    require('internal/modules/esm/entry').runMain(found);
    return;
  }
  Module._load(path, null, true);
}

module.exports = { runMain };
