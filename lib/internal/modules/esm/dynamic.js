// What V8 asks for while modules run: import() and import.meta. https://nodejs.org/api/esm.html#importmeta
'use strict';

const diagnostics = require('internal/diagnostics/registry');
const { process } = require('internal/process/object');
const native = binding('modules');
const { codes } = require('internal/errors');
const loader = require('internal/modules/esm/loader');
const { resolve, hasScheme } = require('internal/modules/esm/resolve');

/** Who answers import() in code of vm: by the symbol that was compiled into it. */
const importers = new Map();

/** Compiled into code of vm whose import() the main program's loader answers. */
const mainLoader = Symbol('main loader');

/** The place of the script or module named `name`: a path, a URL, or a name of code that is no file. */
function placeOf(name) {
  if (typeof name !== 'string' || name === '') return loader.placeOfFile(`${process.cwd()}/`);
  if (name[0] === '/') return loader.placeOfFile(name);
  const known = loader.knownRecord(name);
  if (known !== undefined) return known;
  if (name.startsWith('file:')) return { url: name, path: native.fileUrlToPath(name) };
  if (hasScheme(name)) return { url: name, path: undefined };
  return loader.placeOfFile(`${process.cwd()}/${name}`);
}

/**
 * For native code: import() was called.
 * @param {any} referrer the name of the script or module it stands in
 * @param {string} specifier
 * @param {string[] | undefined} attributes [key, value, ...]
 * @param {symbol | undefined} hostDefined
 * @returns {Promise<object>} the namespace
 */
function importDynamically(referrer, specifier, attributes, hostDefined) {
  if (hostDefined !== undefined && hostDefined !== mainLoader) {
    const importer = importers.get(hostDefined);
    if (importer !== undefined) return importer(specifier, attributes);
    return Promise.reject(new codes.ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING());
  }
  const place = placeOf(referrer);
  if (diagnostics.subscribed === 0) return loader.importModule(specifier, place, attributes);
  return require('diagnostics_channel').tracingChannel('module.import').tracePromise(
    () => loader.importModule(specifier, place, attributes), { __proto__: null, parentURL: place.url, url: specifier });
}

function resolveFrom(record, specifier) {
  try {
    return resolve(`${specifier}`, record).url;
  } catch (error) {
    // What is not there has a URL all the same.
    const { code } = error;
    if ((code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_UNSUPPORTED_DIR_IMPORT') && Object.hasOwn(error, 'url')) {
      return error.url;
    }
    throw error;
  }
}

/**
 * For native code: a module reads its import.meta for the first time.
 * @param {object} record
 * @param {object} meta to be filled
 */
function initializeImportMeta(record, meta) {
  if (record.initializeImportMeta !== undefined) {
    record.initializeImportMeta(meta);
    return;
  }
  const { url, path } = record;
  if (record.instantiateWasm !== undefined) {
    meta.instantiate = record.instantiateWasm;
    meta.unwrap = record.unwrapWasm;
  }
  if (path !== undefined) {
    meta.dirname = path.slice(0, path.lastIndexOf('/')) || '/';
    meta.filename = path;
  }
  meta.main = record.isMain;
  meta.resolve = require('internal/options').get('--experimental-import-meta-resolve') ?
    function resolve(specifier, parent = url) {
      if (typeof parent !== 'string' && !(require('internal/url').isURL?.(parent) ?? typeof parent?.href === 'string')) {
        throw new codes.ERR_INVALID_ARG_TYPE('parentURL', ['string', 'URL'], parent);
      }
      return resolveFrom(`${parent}` === url ? record : placeOf(`${parent}`), specifier);
    } : function resolve(specifier) {
      return resolveFrom(record, specifier);
    };
  meta.url = url;
}

// kImportMeta in enum Entry, src/runtime/realm.h.
binding('realm').setEntry(11, initializeImportMeta);

module.exports = { importDynamically, importers, mainLoader };
