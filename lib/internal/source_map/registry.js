// The source maps of what has been loaded, and stack traces in terms of the sources.
// https://nodejs.org/api/module.html#source-map-support
'use strict';

const state = require('internal/source_map/state');

/** By path or URL: { text, lineLengths, map }, the map being read when it is first asked for. */
const maps = new Map();

const commentPattern = /\/[*/]#\s+sourceMappingURL=(?<url>[^\s]+)/g;

/** The last comment that names a map; those in the middle of the text are of what is quoted there. */
function mapUrlOf(source) {
  if (!source.includes('sourceMappingURL=')) return undefined;
  let url;
  for (const match of source.matchAll(commentPattern)) url = match.groups.url;
  return url;
}

function lineLengthsOf(source) {
  const lengths = [];
  for (const line of source.split(/\n|\u2028|\u2029/)) lengths.push(line.length);
  return lengths;
}

/**
 * Remembers the map that a module's text names.
 * @param {string} filename a path or a URL
 * @param {string} source as it is compiled
 * @param {boolean} isGenerated whether it is the text of eval or new Function
 */
function note(filename, source, isGenerated = false) {
  if (!state.enabled || (isGenerated && !state.generatedCode)) return;
  if (!state.nodeModules && filename.includes('/node_modules/')) return;
  const url = mapUrlOf(source);
  if (url === undefined) return;
  maps.set(filename, { url, lineLengths: lineLengthsOf(source), map: undefined });
}

/** The map's text, with its sources as absolute URLs. */
function readPayload(filename, url) {
  const { pathToFileURL } = require('internal/url/file');
  const base = filename.startsWith('/') ? pathToFileURL(filename).href : filename;
  let payload;
  try {
    if (url.startsWith('data:')) {
      const comma = url.indexOf(',');
      const body = url.slice(comma + 1);
      const text = url.slice(0, comma).endsWith(';base64') ?
        require('buffer').Buffer.from(body, 'base64').toString('utf8') : decodeURIComponent(body);
      payload = JSON.parse(text);
      absolute(payload, base);
    } else {
      const file = new URL(url, base);
      payload = JSON.parse(require('fs').readFileSync(file, 'utf8'));
      absolute(payload, file.href);
    }
  } catch {
    return undefined;
  }
  return payload;
}

function absolute(payload, base) {
  if (Array.isArray(payload.sections)) {
    for (const { map } of payload.sections) if (map) absolute(map, base);
    return;
  }
  if (!Array.isArray(payload.sources)) return;
  const root = payload.sourceRoot ? (payload.sourceRoot.endsWith('/') ? payload.sourceRoot : `${payload.sourceRoot}/`) : '';
  payload.sources = payload.sources.map((source) => {
    try {
      return new URL(`${root}${source}`, base).href;
    } catch {
      return source;
    }
  });
  delete payload.sourceRoot;
}

/**
 * https://nodejs.org/api/module.html#modulefindsourcemappath
 * @param {string} path a path or a URL of what was loaded
 * @returns {import('internal/source_map/source_map').SourceMap | undefined}
 */
function findSourceMap(path) {
  if (path.startsWith('file:') && !maps.has(path)) path = binding('modules').fileUrlToPath(path) ?? path;
  let known = maps.get(path);
  if (known === undefined && path.startsWith('/')) known = maps.get(binding('modules').pathToFileUrl(path));
  if (known === undefined) return undefined;
  if (known.map === undefined) {
    const payload = readPayload(path, known.url);
    const { SourceMap } = require('internal/source_map/source_map');
    known.map = payload === undefined ? null : new SourceMap(payload, { lineLengths: known.lineLengths });
  }
  return known.map ?? undefined;
}

/** @returns {{ enabled: boolean, nodeModules: boolean, generatedCode: boolean }} */
function getSupport() {
  const { enabled, nodeModules, generatedCode } = state;
  return Object.freeze({ __proto__: null, enabled, nodeModules, generatedCode });
}

/**
 * https://nodejs.org/api/module.html#modulesetsourcemapssupportenabled-options
 * @param {boolean} enabled
 * @param {{ nodeModules?: boolean, generatedCode?: boolean }} [options]
 */
function setSupport(enabled, options = {}) {
  const { validateBoolean, validateObject } = require('internal/validators');
  validateBoolean(enabled, 'enabled');
  validateObject(options, 'options');
  const { nodeModules = false, generatedCode = false } = options;
  validateBoolean(nodeModules, 'options.nodeModules');
  validateBoolean(generatedCode, 'options.generatedCode');
  state.enabled = enabled;
  state.nodeModules = nodeModules;
  state.generatedCode = generatedCode;
}

function shownFile(fileName) {
  return fileName.startsWith('file:') ? binding('modules').fileUrlToPath(fileName) ?? fileName : fileName;
}

/** A frame's line in terms of its source; undefined where there is no map. */
function mapFrame(site, enclosingName) {
  const file = site.getFileName() ?? site.getScriptNameOrSourceURL();
  if (typeof file !== 'string' || file.startsWith('node:')) return undefined;
  const map = findSourceMap(file);
  if (map === undefined) return undefined;
  const { originalSource, originalLine, originalColumn, name } = map.findEntry(site.getLineNumber() - 1, site.getColumnNumber() - 1);
  if (originalSource === undefined || originalLine === undefined || originalColumn === undefined) return undefined;
  const place = `${shownFile(originalSource)}:${originalLine + 1}:${originalColumn + 1}`;
  const own = site.getFunctionName();
  const shown = enclosingName ?? own;
  let prefix = site.isAsync() ? 'async ' : '';
  if (site.isConstructor()) prefix += 'new ';
  const type = site.isToplevel() || site.isConstructor() || site.isAsync() ? '' : `${site.getTypeName() ?? 'Object'}.`;
  const called = shown ? `${type !== '' && !shown.startsWith(type) ? type : ''}${shown}` : type === '' ? '' : `${type}<anonymous>`;
  return { text: called === '' && prefix === '' ? `    at ${place}` : `    at ${prefix}${called || '<anonymous>'} (${place})`, name };
}

/**
 * The stack of an error in terms of its sources.
 * @param {string} head the error's own line
 * @param {object[]} sites V8's call sites
 * @returns {string}
 */
function formatStack(head, sites) {
  let text = head;
  // A function's own name is that which its caller's place has in the map.
  for (let i = 0; i < sites.length; i++) {
    let enclosing;
    if (i + 1 < sites.length) {
      const file = sites[i + 1].getFileName();
      const map = typeof file === 'string' && !file.startsWith('node:') && file === sites[i].getFileName() ? findSourceMap(file) : undefined;
      enclosing = map?.findEntry(sites[i + 1].getLineNumber() - 1, sites[i + 1].getColumnNumber() - 1).name;
    }
    const mapped = mapFrame(sites[i], enclosing);
    text += `\n${mapped === undefined ? `    at ${sites[i]}` : mapped.text}`;
  }
  return text;
}

module.exports = { note, findSourceMap, getSupport, setSupport, formatStack };
