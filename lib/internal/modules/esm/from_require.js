// ES modules that are required. https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
'use strict';

require('internal/modules/esm/dynamic');
const loader = require('internal/modules/esm/loader');
const { process } = require('internal/process/object');
const { parentOf } = require('internal/modules/parents');

/** What require gives for a module with a default export: its namespace, marked for compiled code. */
function markedNamespace(record) {
  const place = { url: `${record.url}\0required`, path: record.path };
  const facade = loader.recordOfSource(
    place, "export * from 'original'; export { default } from 'original'; export const __esModule = true;", false);
  if (facade.links === undefined) {
    facade.link([record]);
    facade.links = [record];
    facade.instantiate();
    facade.evaluate();
  }
  return facade.namespace();
}

function exportsOf(record, namespace) {
  if (Object.hasOwn(namespace, 'module.exports')) return namespace['module.exports'];
  if (!Object.hasOwn(namespace, 'default') || Object.hasOwn(namespace, '__esModule')) return namespace;
  return markedNamespace(record);
}

function trace(module, parent) {
  const { emitWarning } = require('internal/process/warning');
  const from = parent?.filename;
  emitWarning(`${from ? `CommonJS module ${from} is loading ES Module ${module.filename} using require().` :
    `Loading ES Module ${module.filename} using require().`}\nSupport for loading ES Module in require() is an ` +
    'experimental feature and might change at any time', 'ExperimentalWarning');
}

/**
 * Loads a source that is an ES module as the CommonJS module `module`.
 * @param {object} module
 * @param {string} filename
 * @param {string} source
 * @param {WeakMap<object, (module: object) => any>} compiledFrom told how a require in a cycle ends
 */
function loadInto(module, filename, source, compiledFrom) {
  const options = require('internal/options');
  const place = loader.placeOfFile(filename);
  if (module === process.mainModule) {
    // The program itself: it may wait, and is no CommonJS module.
    process.mainModule = undefined;
    delete require('internal/modules/module')._cache[filename];
    if (binding('modules').packageType(filename) === 'none' && filename.endsWith('.js')) {
      require('internal/modules/esm/load').warnTypeless(place.url, filename);
    }
    require('internal/modules/esm/entry').runMainSource(filename, source);
    return;
  }
  const parent = parentOf(module);
  if (options.get('--no-require-module') || options.get('--no-experimental-require-module')) {
    const { codes } = require('internal/errors');
    throw new codes.ERR_REQUIRE_ESM(filename, true, parent?.filename,
                                    filename.endsWith('.mjs') ? null : binding('modules').packageScope(filename));
  }
  const tracing = options.get('--trace-require-module');
  const isPackaged = parent?.filename?.includes('/node_modules/');
  if (tracing !== undefined && !(tracing === 'no-node-modules' && isPackaged)) trace(module, parent);
  const record = loader.recordOfSource(place, source, false);
  compiledFrom.set(module, () => { throw loader.cycleError(record, parent); });
  try {
    module.exports = exportsOf(record, loader.requireRecord(record, module, parent));
  } finally {
    compiledFrom.delete(module);
  }
}

module.exports = { loadInto };
