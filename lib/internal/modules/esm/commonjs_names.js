// The names that a CommonJS module exports, read off its text without running it.
// https://nodejs.org/api/esm.html#commonjs-namespaces
'use strict';

const Module = require('internal/modules/module');
const { readText, formatOf } = require('internal/modules/module_source');
const { dirname } = require('internal/modules/lookup');

/** Names by path; a cycle of re-exports sees those found so far. */
const found = new Map();

function resolveFrom(specifier, path) {
  try {
    const from = new Module(path);
    from.filename = path;
    from.paths = Module._nodeModulePaths(dirname(path));
    return Module._resolveFilename(specifier, from, false);
  } catch {
    return undefined;
  }
}

function isReadable(path) {
  if (path === undefined || path[0] !== '/' || path.endsWith('.json') || path.endsWith('.node')) return false;
  const format = formatOf(path);
  return format === undefined || format === 'commonjs';
}

function collect(path, source) {
  const known = found.get(path);
  if (known !== undefined) return known;
  const names = new Set();
  found.set(path, names);
  let parsed;
  try {
    parsed = require('internal/deps/cjs-module-lexer').parse(source ?? readText(path));
  } catch {
    return names;
  }
  for (const name of parsed.exports) names.add(name);
  for (const specifier of parsed.reexports) {
    const target = resolveFrom(specifier, path);
    if (!isReadable(target)) continue;
    for (const name of collect(target, undefined)) names.add(name);
  }
  return names;
}

/**
 * @param {string} path
 * @param {string} [source] of the file, when it is at hand
 * @returns {string[]} without 'default' and 'module.exports'
 */
function namesOf(path, source) {
  const names = [];
  for (const name of collect(path, source)) if (name !== 'default' && name !== 'module.exports') names.push(name);
  return names;
}

module.exports = { namesOf };
