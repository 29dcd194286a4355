// Outcomes of calls of node:fs as text that is the same on any runtime, if they are the same: without what differs from run to
// run (times of now, inode numbers, random names, the order of directories).
'use strict';

const { createHash } = require('node:crypto');
const { Dirent } = require('node:fs');
const path = require('node:path');
const { Readable } = require('node:stream');
const util = require('node:util');
const { Ref } = require('./random.cjs');

const DAY = 86400000;

function digest(bytes) {
  return createHash('sha1').update(bytes).digest('hex').slice(0, 10);
}

/** A time in ms; those of now can't be compared. */
function time(ms) {
  if (typeof ms === 'bigint') return `${time(Number(ms))}n`;
  return Math.abs(ms - Date.now()) < DAY ? 'now' : String(ms);
}

function stats(value) {
  const directory = value.isDirectory();
  const kinds = ['isFile', 'isDirectory', 'isSymbolicLink', 'isFIFO', 'isSocket', 'isCharacterDevice', 'isBlockDevice'].filter((kind) => value[kind]());
  return `${value.constructor.name} ${kinds} ${value.mode.toString(8)} ${directory ? '' : value.size} ${value.nlink} ${value.uid} ${value.gid} ${typeof value.ino} ` +
    `${time(value.atimeMs)} ${time(value.mtimeMs)} ${time(value.atime.getTime())} ${value.atimeNs === undefined ? '' : typeof value.atimeNs} ${Object.keys(value)}`;
}

function text(value) {
  return value.length > 60 ? `'${value.slice(0, 20)}'...${value.length} ${digest(Buffer.from(value, 'utf16le'))}` : util.inspect(value);
}

/** @returns {string} the error by class, code, message and own properties */
function failure(error) {
  if (!(error instanceof Error)) return `threw ${util.inspect(error)}`;
  const own = Object.keys(error).sort().map((key) => `${key}=${key === 'errors' ? error.errors.map(failure) : util.inspect(error[key], { depth: 0 })}`);
  const cause = error.cause === undefined ? '' : ` cause ${error.cause instanceof Error ? error.cause.message : util.inspect(error.cause)}`;
  return `${error.name} [${error.code}] ${error.message} {${own.join(' ')}}${cause}`.slice(0, 900);
}

/** @returns {string} */
function show(value, depth = 3) {
  if (typeof value === 'string') return text(value);
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? `function ${value.name}` : util.inspect(value);
  if (value instanceof Ref) return `#${value.index}`;
  if (value instanceof Error) return failure(value);
  if (value instanceof Readable) return 'Readable';
  if (value instanceof AbortSignal) return `signal ${value.aborted}`;
  if (typeof value.isSymbolicLink === 'function' && value.atimeMs !== undefined) return stats(value);
  if (value instanceof Dirent) {
    const kinds = ['isFile', 'isDirectory', 'isSymbolicLink', 'isFIFO', 'isSocket', 'isCharacterDevice'].filter((kind) => value[kind]());
    return `Dirent ${show(value.name)} in ${show(value.parentPath)} ${kinds} ${Object.keys(value)}`;
  }
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return `${value.constructor.name}(${value.byteLength}) ${bytes.length > 24 ? digest(bytes) : bytes.toString('hex')}`;
  }
  if (value.constructor?.name === 'StatFs') return `StatFs ${Object.keys(value)} ${typeof value.bsize}`;
  if (Array.isArray(value)) return `[${value.map((element) => show(element, depth - 1)).join(', ')}]`;
  const prototype = Object.getPrototypeOf(value);
  if ((prototype === Object.prototype || prototype === null) && depth > 0 && !util.types.isProxy(value)) {
    return `${prototype === null ? 'null ' : ''}{${Reflect.ownKeys(value).map((key) => `${String(key)}: ${show(value[key], depth - 1)}`).join(', ')}}`;
  }
  return util.inspect(value, { depth: 0, breakLength: Infinity });
}

/** The same for lists whose order is the file system's. */
function sorted(value) {
  return Array.isArray(value) ? `sorted [${value.map((element) => show(element)).sort().join(', ')}]` : show(value);
}

/** What may differ by the folder or by chance alone is named. */
function neutral(line) {
  if (line.includes('mkdtemp')) line = line.replace(/(mkdtemp '[^']*|path='[^']*)[A-Za-z0-9]{6}'/g, "$1XXXXXX'");
  return line.replaceAll(process.cwd(), '<cwd>').replaceAll(path.dirname(process.cwd()), '<root>');
}

module.exports = { digest, failure, neutral, show, sorted, time };
