// TypeScript: types are erased, the rest runs as it stands. https://nodejs.org/api/typescript.html
'use strict';

const options = require('internal/options');
const cache = require('internal/modules/compile_cache_state');

let warned = false;
let warnedStrip = false;

/**
 * @param {string} source
 * @param {string} filename
 * @returns {string} JavaScript, in which every token stands where it stood
 * @throws {SyntaxError} ERR_INVALID_TYPESCRIPT_SYNTAX, ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX
 */
function strip(source, filename) {
  const { codes } = require('internal/errors');
  if (options.get('--no-strip-types') || options.get('--no-experimental-strip-types')) {
    const dot = filename.lastIndexOf('.');
    throw new codes.ERR_UNKNOWN_FILE_EXTENSION(filename.slice(dot), filename);
  }
  if (filename.includes('/node_modules/')) throw new codes.ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING(filename);
  const mode = options.get('--experimental-transform-types') ? 'transform' : 'strip-only';
  if (mode === 'transform' && !warned) {
    warned = true;
    require('internal/process/warning').emitWarning(
      'Transform Types is an experimental feature and might change at any time', 'ExperimentalWarning');
  }
  const erase = () => transform(source, { mode, filename, sourceMap: mode === 'transform' });
  return cache.enabled ? cache.transpile(source, filename, mode, erase) : erase();
}

/**
 * @param {string} source
 * @param {{ mode: 'strip-only' | 'transform', filename?: string, sourceMap?: boolean }} settings
 * @returns {string}
 */
function transform(source, { mode, filename, sourceMap = false }) {
  const { transformSync } = require('internal/deps/amaro');
  const { codes } = require('internal/errors');
  let result;
  try {
    result = transformSync(source, { mode, sourceMap, filename, module: undefined });
  } catch (error) {
    if (error.code === 'UnsupportedSyntax') throw new codes.ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX(error.message);
    throw new codes.ERR_INVALID_TYPESCRIPT_SYNTAX(error.message ?? String(error));
  }
  if (!sourceMap || !result.map) return result.code;
  const map = require('buffer').Buffer.from(result.map).toString('base64');
  return `${result.code}\n\n//# sourceMappingURL=data:application/json;base64,${map}`;
}

/**
 * @param {string} code
 * @param {{ mode?: 'strip' | 'transform', sourceMap?: boolean, sourceUrl?: string }} options
 * @returns {string}
 */
function stripTypeScriptTypes(code, options) {
  const { validateBoolean, validateObject, validateOneOf, validateString } = require('internal/validators');
  if (!warnedStrip) {
    warnedStrip = true;
    require('internal/process/warning').emitWarning(
      'stripTypeScriptTypes is an experimental feature and might change at any time', 'ExperimentalWarning');
  }
  validateString(code, 'code');
  validateObject(options, 'options');
  const { mode = 'strip', sourceMap = false, sourceUrl = '' } = options;
  validateOneOf(mode, 'options.mode', ['strip', 'transform']);
  validateString(sourceUrl, 'options.sourceUrl');
  if (mode === 'strip') {
    validateOneOf(sourceMap, 'options.sourceMap', [false, undefined]);
  } else {
    validateBoolean(sourceMap, 'options.sourceMap');
  }
  const text = transform(code, {
    mode: mode === 'strip' ? 'strip-only' : 'transform', sourceMap, filename: sourceUrl,
  });
  return sourceUrl === '' || sourceMap ? text : `${text}\n\n//# sourceURL=${sourceUrl}`;
}

module.exports = { stripTypeScriptTypes, strip, transform };
