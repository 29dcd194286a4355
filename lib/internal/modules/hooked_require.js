// require where hooks are registered: what Module._load does, with the hooks asked on the way.
// https://nodejs.org/api/module.html#synchronous-customization-hooks
'use strict';

const native = binding('modules');
const { codes } = require('internal/errors');
const hooks = require('internal/modules/hooks');
const { builtinId } = require('internal/modules/builtin_ids');
const { conditionsOfRequire, dirname } = require('internal/modules/lookup');
const { formatOf, readText } = require('internal/modules/module_source');

/**
 * @param {Function} Module
 * @param {string} request
 * @param {object} [parent]
 * @param {boolean} [isMain]
 * @returns {{ url: string, filename: string, format?: string, importAttributes?: object }}
 */
function resolve(Module, request, parent, isMain) {
  const context = {
    conditions: conditionsOfRequire().slice(),
    importAttributes: { __proto__: null },
    parentURL: parent?.filename ? native.pathToFileUrl(parent.filename) : undefined,
  };
  const found = hooks.resolve(request, context, (specifier) => {
    if (specifier.startsWith('node:')) return { url: specifier, format: 'builtin' };
    const path = specifier.startsWith('file:') ? native.fileUrlToPath(specifier) ?? specifier : specifier;
    const filename = Module._resolveFilename(path, parent, isMain);
    if (builtinId(filename) !== undefined) return { url: `node:${builtinId(filename)}`, format: 'builtin' };
    return { url: native.pathToFileUrl(filename), format: formatOf(filename) };
  });
  return { ...found, filename: native.fileUrlToPath(found.url) ?? found.url };
}

function loadDefault(url) {
  const path = native.fileUrlToPath(url);
  if (path === undefined) {
    throw new codes.ERR_UNSUPPORTED_ESM_URL_SCHEME({ protocol: url.slice(0, url.indexOf(':') + 1) }, ['file', 'data']);
  }
  const format = path.endsWith('.json') ? 'json' : formatOf(path) ?? 'commonjs';
  return { format, source: readText(path) };
}

/**
 * Fills the module with what the hooks load.
 * @param {Function} Module
 * @param {object} module
 * @param {{ url: string, filename: string, format?: string, importAttributes?: object }} resolved
 */
function load(Module, module, { url, filename, format, importAttributes }) {
  module.filename = filename;
  module.paths = Module._nodeModulePaths(dirname(filename));
  const context = {
    conditions: conditionsOfRequire().slice(), format, importAttributes: importAttributes ?? { __proto__: null },
  };
  const extension = filename.slice(filename.lastIndexOf('.'));
  let byDefault = false;
  const loaded = hooks.load(url, context, (wanted) => {
    // A file that no hook changes goes through Module._extensions, where programs may have put their own.
    byDefault = wanted === url && extension in Module._extensions && extension !== '.js' && extension !== '.json';
    return byDefault ? { format, source: undefined } : loadDefault(wanted);
  });
  if (byDefault && loaded.source === undefined) {
    Module._extensions[extension](module, filename);
  } else if (loaded.format === 'json') {
    module.exports = JSON.parse(hooks.sourceText(loaded.source));
  } else if (loaded.format === 'builtin') {
    module.exports = Module._load(`node:${builtinId(url)}`);
  } else {
    const declared = formatOf(filename);
    const known = loaded.format === 'commonjs' && declared === undefined ? undefined : loaded.format;
    module._compile(hooks.sourceText(loaded.source), filename, known);
  }
  module.loaded = true;
}

module.exports = { resolve, load };
