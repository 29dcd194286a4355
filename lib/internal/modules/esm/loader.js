// The ES module loader: one record per URL (and type), graphs linked and evaluated.
// https://nodejs.org/api/esm.html
//
// Graphs are read and linked synchronously, so that require and import share every record; evaluation is what may wait.
'use strict';

const { resolve, placeOfFile } = require('internal/modules/esm/resolve');
const hooks = require('internal/modules/hooks');
const { conditionsOfImport } = require('internal/modules/lookup');
const { formatOf, readText } = require('internal/modules/module_source');
const asyncHooks = require('internal/modules/async_hooks_chain');
const { load, loadText } = require('internal/modules/esm/load');
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
  if (typeOf(attributes) === 'text' && importsText()) {
    validate(place.url, 'text', attributes);
    return addRecord(key, place, makeRecord(place, 'text', loadText(place), isMain, false), 'text', isMain);
  }
  const hooked = hooks.active();
  const { format, source } = hooked ? loadHooked(place, attributes) : load(place);
  validate(place.url, format, attributes);
  return addRecord(key, place, makeRecord(place, format, source, isMain, hooked), format, isMain);
}

function importsText() {
  return require('internal/options').get('--experimental-import-text') === true;
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
  if (asyncHooks.active()) return importWaiting(specifier, parent, attributes, false);
  const record = recordOf(find(specifier, parent, attributes), attributes);
  await evaluate(record);
  return record.namespace();
}

/** Resolves with the asynchronous hooks; what they leave to Node goes to the others and to the files. */
async function findWaiting(specifier, parent, attributes) {
  const context = {
    conditions: conditionsOfImport().slice(), importAttributes: toObject(attributes), parentURL: parent.url,
  };
  const found = await asyncHooks.resolve(specifier, context, (wanted, { parentURL }) => {
    const from = parentURL === undefined || parentURL === parent.url ? parent : placeOfUrl(parentURL);
    const place = find(wanted, from, attributes);
    const format = place.url.startsWith('node:') ? 'builtin' : formatHint(place);
    return { __proto__: null, url: place.url, format };
  });
  const place = placeOfUrl(found.url);
  place.hint = found.format;
  place.attributes = found.importAttributes;
  return place;
}

/** What a file's name and package say of its format. */
function formatHint(place) {
  if (place.hint !== undefined) return place.hint;
  if (place.path === undefined) return undefined;
  if (place.path.endsWith('.json')) return 'json';
  if (place.path.endsWith('.wasm')) return 'wasm';
  return formatOf(place.path);
}

/** Loads with the asynchronous hooks. */
async function loadWaiting(place, attributes) {
  const context = {
    conditions: conditionsOfImport().slice(), format: place.hint, importAttributes: place.attributes ?? toObject(attributes),
  };
  const { format, source } = await asyncHooks.load(place.url, context, (wanted) => {
    const at = wanted === place.url ? place : placeOfUrl(wanted);
    const loaded = hooks.active() ? loadHooked(at, attributes) : load(at);
    if (loaded.format === 'builtin' || loaded.format === 'commonjs') return { __proto__: null, format: loaded.format, source: null };
    const { Buffer } = require('buffer');
    const text = loaded.source ?? (loaded.format === 'wasm' ? require('fs').readFileSync(native.fileUrlToPath(wanted)) : null);
    return { __proto__: null, format: loaded.format, source: typeof text === 'string' ? Buffer.from(text) : text };
  });
  if (format === 'builtin' || source === undefined || source === null) {
    if (format === 'module' || format === 'json') {
      const { codes } = require('internal/errors');
      throw new codes.ERR_INVALID_RETURN_PROPERTY_VALUE('a string, an ArrayBuffer, or a TypedArray', asyncHooks.lastLoader(), 'source', source);
    }
    return { format, source: undefined, isGiven: false };
  }
  return { format, source: format === 'wasm' ? source : hooks.sourceText(source), isGiven: true };
}

/** Records that are being loaded, by key. */
const loading = new Map();

async function recordWaiting(place, attributes, isMain) {
  const key = keyOf(place.url, typeOf(place.attributes === undefined ? attributes : undefined) || (place.attributes?.type ?? ''));
  const known = records.get(key);
  if (known !== undefined) return known;
  const begun = loading.get(key);
  if (begun !== undefined) return begun;
  const promise = (async () => {
    const { format, source, isGiven } = await loadWaiting(place, attributes);
    const made = records.get(key);
    if (made !== undefined) return made;
    validate(place.url, format, attributes);
    return addRecord(key, place, makeRecord(place, format, source, isMain, isGiven), format, isMain);
  })();
  loading.set(key, promise);
  try {
    return await promise;
  } finally {
    loading.delete(key);
  }
}

/** Links a graph, waiting for hooks. */
async function linkWaiting(root) {
  const seen = new Set([root]);
  for (const record of seen) {
    if (record.links !== undefined) continue;
    const links = [];
    if (record.format === 'module' || record.format === 'module-typescript' || record.format === 'wasm') {
      const requests = record.requests();
      for (let i = 0; i < requests.length; i += 4) {
        const place = await findWaiting(requests[i], record, requests[i + 1]);
        links.push(await recordWaiting(place, requests[i + 1], false));
      }
      if (record.links === undefined) {
        record.link(links);
        record.specifiers = requests;
      }
    }
    record.links ??= links;
    for (let i = 0; i < links.length; i++) seen.add(links[i]);
  }
}

async function importWaiting(specifier, parent, attributes, isMain) {
  await asyncHooks.ready();
  const record = await recordWaiting(await findWaiting(specifier, parent, attributes), attributes, isMain);
  await linkWaiting(record);
  await evaluate(record);
  return record.namespace();
}

/** A record whose source is at hand, ready to be evaluated where hooks take part in what it imports. */
async function prepareWaiting(record) {
  await asyncHooks.ready();
  await linkWaiting(record);
}

/**
 * Imports a module that brings hooks, by the hooks that are there before it.
 * @returns {Promise<{ url: string, exported: object }>}
 */
async function importHooks(specifier, parent) {
  const place = find(specifier, parent, undefined);
  const record = recordOf(place, undefined);
  await evaluate(record);
  return { url: place.url, exported: record.namespace() };
}

/**
 * The same at once.
 * @returns {{ url: string, exported: object } | undefined} undefined when it has to wait
 */
function requireHooks(specifier, parent) {
  const place = find(specifier, parent, undefined);
  const record = recordOf(place, undefined);
  prepare(record);
  if (record.status() < kErrored && record.isGraphAsync()) return undefined;
  const promise = record.evaluate();
  if (record.status() === kErrored) {
    promise.then(undefined, () => {});
    throw record.error();
  }
  return { url: place.url, exported: record.namespace() };
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
  importHooks, importWaiting, prepareWaiting, requireHooks, recordOf, recordOfSource, prepare, evaluate, importModule,
  requireRecord, cycleError, knownRecord, placeOfFile,
};
