// The compile cache: V8's code of modules, and types stripped from them, kept in a folder between runs.
// https://nodejs.org/api/module.html#module-compile-cache
'use strict';
const { process } = require('internal/process/object');
const state = require('internal/modules/compile_cache_state');
const native = binding('compile');

const { statuses } = state;

const magic = 0x45444343;
const headLength = 20;

/** What was read or compiled: { kind, filename, hash, data, isKept, produce }, by file of the cache. */
const entries = new Map();
let directory;
let isPortable = false;
let talks;

function say(text) {
  talks ??= (process.env.NODE_DEBUG_NATIVE ?? '').split(',').some((word) => word.trim().toUpperCase() === 'COMPILE_CACHE');
  if (talks) process._rawDebug(`[compile cache] ${text}`);
}

function crc(value) {
  return require('zlib').crc32(value);
}

/** Caches of one version of the runtime and one machine's V8 are of no use to others. */
function versionFolder() {
  return `${process.version}-${process.arch}-${process.versions.eddy}-${process.versions.v8}-${process.getuid()}`;
}

/**
 * @param {string | { directory?: string, portable?: boolean }} [options]
 * @returns {{ status: number, message?: string, directory?: string }}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function enable(options) {
  const { validateBoolean, validateString } = require('internal/validators');
  let wanted = options;
  let portable;
  if (options !== undefined && typeof options !== 'string') {
    const { codes } = require('internal/errors');
    if (options === null || typeof options !== 'object') {
      throw new codes.ERR_INVALID_ARG_TYPE('options', ['string', 'object'], options);
    }
    ({ directory: wanted, portable } = options);
    if (wanted !== undefined) validateString(wanted, 'options.directory');
    if (portable !== undefined) validateBoolean(portable, 'options.portable');
  }
  const { env } = process;
  if (wanted === undefined || wanted === '') wanted = env.NODE_COMPILE_CACHE || undefined;
  portable ??= env.NODE_COMPILE_CACHE_PORTABLE === '1';
  if (env.NODE_DISABLE_COMPILE_CACHE !== undefined && env.NODE_DISABLE_COMPILE_CACHE !== '') {
    say('Disabled by NODE_DISABLE_COMPILE_CACHE');
    return { status: statuses.DISABLED };
  }
  if (state.enabled) return { status: statuses.ALREADY_ENABLED, directory };
  const path = require('path');
  const target = path.resolve(wanted ?? path.join(require('os').tmpdir(), 'node-compile-cache'), versionFolder());
  try {
    require('fs').mkdirSync(target, { recursive: true });
  } catch (error) {
    say(`creating cache directory ${target}... ${error.message}`);
    return { status: statuses.FAILED, message: `Cannot create cache directory: ${error.message}` };
  }
  say(`creating cache directory ${target}... success`);
  directory = target;
  isPortable = portable;
  state.enabled = true;
  state.compile = compile;
  state.record = recordSettings;
  state.recordMade = recordMade;
  state.transpile = transpile;
  require('internal/process/uncaught').atExit(flush);
  return { status: statuses.ENABLED, directory };
}

/** @returns {string | undefined} */
function currentDirectory() {
  return directory;
}

/** The file that keeps a module's cache. */
function fileOf(kind, filename) {
  const path = require('path');
  let name = filename.startsWith('file:') ? binding('modules').fileUrlToPath(filename) ?? filename : filename;
  if (isPortable && name[0] === '/') name = path.relative(directory, name);
  // Two sums: a file name that collides would only be read in vain.
  const sum = crc(`${kind}:${name}`).toString(16).padStart(8, '0');
  return `${directory}/${sum}`;
}

/** Looks for what an earlier run has kept. */
function open(kind, filename, source) {
  const file = fileOf(kind.startsWith('CommonJS') || kind === 'ESM' ? 'code' : 'types', filename);
  const hash = crc(source);
  const known = entries.get(file);
  if (known !== undefined && known.hash === hash && known.kind === kind) return known;
  const entry = { kind, filename, hash, length: source.length, data: undefined, isKept: false, produce: undefined, file };
  entries.set(file, entry);
  const intro = `reading cache from ${file} for ${kind} ${filename}...`;
  let bytes;
  try {
    bytes = require('fs').readFileSync(file);
  } catch (error) {
    say(`${intro} ${error.message}`);
    say(`${kind} ${filename} was not initialized, initializing the in-memory entry`);
    return entry;
  }
  const problem = check(bytes, entry);
  if (problem !== undefined) {
    say(`${intro} ${problem}`);
    say(`${kind} ${filename} was not initialized, initializing the in-memory entry`);
    return entry;
  }
  say(`${intro} success, size=${bytes.length}`);
  entry.data = bytes.subarray(headLength);
  entry.isKept = true;
  return entry;
}

/** What makes the bytes of a file useless. */
function check(bytes, { kind, hash, length }) {
  if (bytes.length < headLength || bytes.readUInt32LE(0) !== magic) return 'magic number mismatch';
  if (bytes.readUInt32LE(4) !== hash || bytes.readUInt32LE(8) !== length >>> 0) return 'code hash mismatch';
  if (bytes.readUInt32LE(12) !== crc(kind)) return 'type mismatch';
  if (bytes.readUInt32LE(16) !== crc(bytes.subarray(headLength))) return 'cache hash mismatch';
  return undefined;
}

function accepted(entry, isAccepted) {
  const what = `V8 code cache for ${entry.kind} ${entry.filename} was`;
  if (isAccepted) {
    say(`${what} accepted, keeping the in-memory entry`);
    return;
  }
  if (entry.data !== undefined) say(`${what} rejected, refreshing the in-memory entry`);
  entry.isKept = false;
}

/**
 * Compiles a CommonJS module with the cache.
 * @param {string} source
 * @param {string} filename
 * @returns {Function | undefined} undefined when it is none
 */
function compile(source, filename) {
  const entry = open('CommonJS', filename, source);
  const result = native.compileCommonJsCached(source, filename, entry.data);
  if (result === undefined) {
    entries.delete(entry.file);
    return undefined;
  }
  const { 0: fn, 1: isAccepted } = result;
  accepted(entry, isAccepted);
  entry.produce = () => native.functionCache(fn);
  return fn;
}

/** The settings of an ES module's record: [null, line, column, cache]. */
function recordSettings(url, source) {
  const entry = open('ESM', url, source);
  return entry.data === undefined ? undefined : [null, 0, 0, entry.data];
}

/** An ES module was compiled. */
function recordMade(url, source, record) {
  const entry = open('ESM', url, source);
  accepted(entry, entry.data !== undefined && !record.cachedDataRejected());
  entry.produce = () => record.createCachedData();
}

/**
 * Strips a module's types, or finds it done.
 * @param {string} source
 * @param {string} filename
 * @param {string} mode strip-only or transform
 * @param {() => string} strip
 * @returns {string}
 */
function transpile(source, filename, mode, strip) {
  const kind = mode === 'transform' ? 'TransformedTypeScriptWithSourceMaps' : 'StrippedTypeScript';
  const entry = open(kind, filename, source);
  if (entry.isKept) {
    say(`retrieving transpile cache for ${kind} ${filename}... success`);
    return entry.data.toString('utf8');
  }
  say(`no transpile cache for ${kind} ${filename}`);
  const text = strip();
  say(`saving transpilation cache for ${kind} ${filename}`);
  entry.produce = () => require('buffer').Buffer.from(text);
  return text;
}

/** Writes what is new. Failing to is no failure of the program's. */
function flush() {
  if (!state.enabled) return;
  for (const entry of entries.values()) {
    if (entry.isKept) {
      say(`skip persisting ${entry.kind} ${entry.filename} because cache was the same`);
      continue;
    }
    const data = entry.produce?.();
    if (data === undefined) {
      say(`skip persisting ${entry.kind} ${entry.filename} because the cache was not initialized`);
      continue;
    }
    write(entry, data);
  }
}

function write(entry, data) {
  const fs = require('fs');
  const { Buffer } = require('buffer');
  const head = Buffer.alloc(headLength);
  head.writeUInt32LE(magic, 0);
  head.writeUInt32LE(entry.hash, 4);
  head.writeUInt32LE(entry.length >>> 0, 8);
  head.writeUInt32LE(crc(entry.kind), 12);
  head.writeUInt32LE(crc(data), 16);
  // Whole or not at all: others may read it meanwhile.
  const temporary = `${entry.file}.${process.pid}.tmp`;
  const intro = `writing cache for ${entry.kind} ${entry.filename} in ${entry.file}...`;
  try {
    fs.writeFileSync(temporary, Buffer.concat([head, data]));
    fs.renameSync(temporary, entry.file);
  } catch (error) {
    say(`${intro} ${error.message}`);
    return;
  }
  entry.isKept = true;
  say(`${intro} success`);
}

/** https://nodejs.org/api/module.html#moduleflushcompilecache */
function flushNow() {
  flush();
  if (state.enabled) say('module.flushCompileCache() finished');
}

module.exports = { enable, currentDirectory, flushNow };
