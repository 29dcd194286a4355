// The ES module loader: one record per URL (and type), graphs linked and evaluated.
// https://nodejs.org/api/esm.html
//
// Graphs are read and linked synchronously, so that require and import share every record; evaluation is what may wait.
'use strict';

const { resolve, placeOfFile } = require('internal/modules/esm/resolve');
const hooks = require('internal/modules/hooks');
const { conditionsOfImport } = require('internal/modules/lookup');
const { readText } = require('internal/modules/module_source');
const { load } = require('internal/modules/esm/load');
const { typeOf, validate } = require('internal/modules/esm/attributes');
const { makeRecord } = require('internal/modules/esm/records');
const { keepPlace } = require('internal/modules/failures');
const { explainMissingExport, explainScopeError } = require('internal/modules/esm/hints');
const native = binding('modules');

// v8::Module::Status
const kInstantiated = 2;
const kEvaluating = 3;
const kErrored = 5;

/** By URL, with the type of the import attributes where there is one. */
const records = new Map();

function keyOf(url, type) {
  return type === '' ? url : `${url}\0${type}`;
}

/**
 * @param {import('./resolve').Place} place
 * @param {string[]} [attributes] [key, value, ...]
 * @param {boolean} [isMain]
 * @returns {object} the record of a URL: from the cache, or made from its source
 */
function recordOf(place, attributes, isMain = false) {
  const key = keyOf(place.url, typeOf(attributes));
  const known = records.get(key);
  if (known !== undefined) {
    validate(place.url, known.format, attributes);
    return known;
  }
  const hooked = hooks.active();
  const { format, source } = hooked ? loadHooked(place, attributes) : load(place);
  validate(place.url, format, attributes);
  return addRecord(key, place, makeRecord(place, format, source, isMain, hooked), format, isMain);
}

function toObject(attributes) {
  const object = { __proto__: null };
  for (let i = 0; attributes !== undefined && i < attributes.length; i += 2) object[attributes[i]] = attributes[i + 1];
  return object;
}

function placeOfUrl(url) {
  return { url, path: native.fileUrlToPath(url) };
}

/** Resolves, with the program's hooks asked where there are any. */
function find(specifier, parent, attributes) {
  if (!hooks.active()) return resolve(specifier, parent);
  const context = {
    conditions: conditionsOfImport().slice(), importAttributes: toObject(attributes), parentURL: parent.url,
  };
  const found = hooks.resolve(specifier, context, (wanted, { conditions, parentURL }) => {
    const from = parentURL === undefined || parentURL === parent.url ? parent : placeOfUrl(parentURL);
    const place = resolve(wanted, from, conditions);
    return { url: place.url, format: place.url.startsWith('node:') ? 'builtin' : undefined };
  });
  const place = placeOfUrl(found.url);
  place.hint = found.format;
  return place;
}

function loadHooked(place, attributes) {
  const context = {
    conditions: conditionsOfImport().slice(), format: place.hint, importAttributes: toObject(attributes),
  };
  const { format, source } = hooks.load(place.url, context, (wanted, { format: hint }) => {
    const loaded = load(wanted === place.url ? place : placeOfUrl(wanted));
    // A CommonJS file's text is read by require, later; a hook may want it now.
    if (loaded.source !== undefined || loaded.format === 'builtin') return loaded;
    return { format: hint ?? loaded.format, source: readText(native.fileUrlToPath(wanted)) };
  });
  if (format === 'builtin' || source === undefined || source === null) return { format, source: undefined };
  return { format, source: format === 'wasm' ? source : hooks.sourceText(source) };
}

function addRecord(key, place, record, format, isMain) {
  record.url = place.url;
  record.path = place.path;
  record.format = format;
  record.isMain = isMain;
  record.links = undefined;
  records.set(key, record);
  return record;
}

/**
 * The record of a source that is at hand already: of a file that require read, or of --eval.
 * @param {import('./resolve').Place} place
 * @param {string} source
 * @param {boolean} isMain
 * @returns {object}
 */
function recordOfSource(place, source, isMain) {
  const known = records.get(place.url);
  if (known !== undefined) return known;
  return addRecord(place.url, place, makeRecord(place, 'module', source, isMain, false), 'module', isMain);
}

/** Links the record's whole graph; all of it or nothing. */
function link(root) {
  if (root.links !== undefined) return;
  const unlinked = [root];
  let threw = true;
  try {
    linkAll(unlinked);
    threw = false;
  } finally {
    if (threw) for (let i = 0; i < unlinked.length; i++) unlinked[i].links = undefined;
  }
}

/** How many requires of ES modules are under way. */
let requiring = 0;

/** Whether the record is a CommonJS module whose code has begun and not ended. */
function isRunning(record) {
  if (!record.format.startsWith('commonjs')) return false;
  const module = require('internal/modules/module')._cache[record.path];
  return module !== undefined && !module.loaded;
}

function importCycleError(specifier, importer) {
  const { codes } = require('internal/errors');
  return new codes.ERR_REQUIRE_CYCLE_MODULE(`Cannot import CommonJS Module ${specifier} in a cycle. (from ${
    importer.path ?? importer.url}) A cycle involving require(esm) is not allowed to maintain invariants mandated by ` +
    'the ECMAScript specification. Try making at least part of the dependency in the graph lazily loaded.');
}

function linkAll(unlinked) {
  for (let at = 0; at < unlinked.length; at++) {
    const record = unlinked[at];
    if (record.links !== undefined) continue;
    const links = [];
    if (record.format === 'module' || record.format === 'module-typescript' || record.format === 'wasm') {
      const requests = record.requests();
      for (let i = 0; i < requests.length; i += 4) {
        const linked = recordOf(find(requests[i], record, requests[i + 1]), requests[i + 1]);
        links.push(linked);
        if (linked.links === undefined) unlinked.push(linked);
        if (requiring > 0 && isRunning(linked)) throw importCycleError(requests[i], record);
      }
      record.link(links);
      record.specifiers = requests;
    }
    record.links = links;
  }
}

/** Links and instantiates. */
function prepare(record) {
  native.begin();
  try {
    link(record);
  } finally {
    native.end();
  }
  if (record.status() >= kInstantiated) return;
  const failure = record.instantiate();
  if (failure === undefined) return;
  const err = explainMissingExport(failure[0], records.get(failure[1]), failure[2]);
  throw err;
}

/**
 * Evaluates a record with its graph.
 * @param {object} record
 * @returns {Promise<void>}
 */
function evaluate(record) {
  prepare(record);
  if (record.status() === kErrored) return Promise.reject(record.error());
  return record.evaluate().then(undefined, (error) => {
    throw explainScopeError(error, record);
  });
}

/**
 * import(specifier).
 * @param {string} specifier
 * @param {import('./resolve').Place} parent
 * @param {string[]} [attributes] [key, value, ...]
 * @returns {Promise<object>} the namespace
 */
async function importModule(specifier, parent, attributes) {
  // What is running goes on first: a CommonJS module that imports itself is whole then.
  await undefined;
  const record = recordOf(find(specifier, parent, attributes), attributes);
  await evaluate(record);
  return record.namespace();
}

/**
 * Evaluates a record for require: at once.
 * @param {object} record
 * @param {object} module the CommonJS module that stands for it
 * @param {object} [parent] the CommonJS module that requires it
 * @returns {object} the namespace
 * @throws {Error} ERR_REQUIRE_ASYNC_MODULE, ERR_REQUIRE_CYCLE_MODULE
 */
function requireRecord(record, module, parent) {
  const { codes } = require('internal/errors');
  requiring++;
  try {
    prepare(record);
  } finally {
    requiring--;
  }
  switch (record.status()) {
    case kErrored: throw keepPlace(record.error());
    case kEvaluating: throw cycleError(record, parent);
  }
  if (record.isGraphAsync()) {
    const { requireStack, reword } = require('internal/modules/failures');
    const err = new codes.ERR_REQUIRE_ASYNC_MODULE(record.path);
    const stack = requireStack(parent);
    Object.defineProperty(err, 'requireStack', { __proto__: null, value: stack, configurable: true, writable: true });
    throw reword(err, err.message.replace(/- $/, `- ${stack.join('\n- ')}`));
  }
  const promise = record.evaluate();
  if (record.status() === kErrored) {
    // Thrown here: nobody need hear of the promise.
    promise.then(undefined, () => {});
    throw keepPlace(explainScopeError(record.error(), record));
  }
  return record.namespace();
}

function cycleError(record, parent) {
  const { codes } = require('internal/errors');
  const from = parent?.filename;
  return new codes.ERR_REQUIRE_CYCLE_MODULE(`Cannot require() ES Module ${record.path} in a cycle.${
    from ? ` (from ${from})` : ''} A cycle involving require(esm) is not allowed to maintain invariants mandated by ` +
    'the ECMAScript specification. Try making at least part of the dependency in the graph lazily loaded.');
}

/** @returns {object | undefined} the record of a URL, if there is one */
function knownRecord(url) {
  return records.get(url);
}

module.exports = {
  recordOf, recordOfSource, prepare, evaluate, importModule, requireRecord, cycleError, knownRecord, placeOfFile,
};
