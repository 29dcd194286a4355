// From a specifier to a URL. https://nodejs.org/api/esm.html#resolution-algorithm
'use strict';

const native = binding('modules');
const { process } = require('internal/process/object');
const { codes } = require('internal/errors');
const { builtinId } = require('internal/modules/builtin_ids');
const { conditionsOfImport } = require('internal/modules/lookup');
const { toError } = require('internal/modules/failures');

/**
 * @typedef {object} Place where an import stands, or what it led to
 * @property {string} url
 * @property {string} [path] of a file: URL
 */

const schemePattern = /^[a-zA-Z][a-zA-Z0-9+.-]*:/;

/** @returns {boolean} whether the text begins with a URL's scheme */
function hasScheme(text) {
  return schemePattern.test(text);
}

let preserve;

function preservesSymlinks() {
  return preserve ??= require('internal/options').get('--preserve-symlinks') === true ||
    process.env.NODE_PRESERVE_SYMLINKS === '1';
}

function hierarchical(specifier, parent) {
  if (specifier.startsWith('data:')) return specifier;
  const { URL } = require('internal/url');
  try {
    return new URL(specifier, parent.url).href;
  } catch (cause) {
    const error = new codes.ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, parent.url);
    error.cause = cause;
    throw error;
  }
}

/** A specifier in a module that is no file: only what needs no folder can be found. */
function resolveWithoutFolder(specifier, parent) {
  const isRelative = specifier[0] === '/' || specifier.startsWith('./') || specifier.startsWith('../');
  if (isRelative) return resolve(hierarchical(specifier, parent), parent);
  const id = builtinId(specifier);
  if (id !== undefined) return { url: `node:${id}`, path: undefined };
  if (specifier[0] === '#') throw new codes.ERR_PACKAGE_IMPORT_NOT_DEFINED(specifier, undefined, parent.url);
  const error = new codes.ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, parent.url);
  throw error;
}

/**
 * @param {string} specifier
 * @param {Place} parent
 * @param {string[]} [conditions]
 * @returns {Place}
 * @throws {Error} ERR_MODULE_NOT_FOUND, ERR_UNSUPPORTED_DIR_IMPORT, ERR_PACKAGE_PATH_NOT_EXPORTED, ...
 */
function resolve(specifier, parent, conditions = conditionsOfImport()) {
  if (specifier.startsWith('node:')) return { url: specifier, path: undefined };
  if (parent.path === undefined && !specifier.startsWith('file:')) {
    if (hasScheme(specifier)) return { url: hierarchical(specifier, parent), path: undefined };
    return resolveWithoutFolder(specifier, parent);
  }
  const schemeless = builtinId(specifier);
  if (schemeless !== undefined) return { url: `node:${schemeless}`, path: undefined };
  const from = parent.path ?? '';
  const found = native.resolveImport(specifier, from, conditions, parent.path ?? parent.url, !preservesSymlinks());
  if (found === undefined) return { url: hierarchical(specifier, parent), path: undefined };
  if (typeof found === 'string') return { url: found, path: undefined };
  if (found[0][0] === '/') return { url: found[1], path: found[0] };
  const err = toError(found, specifier);
  throw err;
}

/**
 * @param {string} path absolute
 * @returns {Place}
 */
function placeOfFile(path) {
  return { url: native.pathToFileUrl(path), path };
}

module.exports = { resolve, placeOfFile, hasScheme };
