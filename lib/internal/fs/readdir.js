// fs.readdir with its options: names or Dirents, encodings, the whole tree. https://nodejs.org/api/fs.html#fsreaddirpath-options-callback
'use strict';

const native = binding('fs');
const { promised } = require('internal/fs/requests');
const { getOptions, getPath } = require('internal/fs/arguments');
const { scan } = require('internal/fs/operations');
const { validateBoolean } = require('internal/validators');

const directoryKind = 1;  // of native.kindOf

function parse(options, mode) {
  const { encoding, withFileTypes, recursive } = getOptions(options);
  if (mode !== promised && recursive !== undefined && recursive !== null) validateBoolean(recursive, 'options.recursive');
  return { encoding, withFileTypes: Boolean(withFileTypes), recursive: Boolean(recursive) };
}

function toText(path) {
  return typeof path === 'string' ? path : require('buffer').Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString();
}

/**
 * Collects a tree breadth first: what the names of one directory add, and which directories are still to be read. Names are
 * relative to the root. Links to directories are followed (as far as the kernel follows them), except where a promise is for
 * Dirents: as in Node.
 */
class Walk {
  results = [];
  // Directories to read, relative to the root.
  pending = [''];

  constructor(root, { encoding, withFileTypes }, mode) {
    this.root = toText(root);
    this.encoding = encoding;
    this.withFileTypes = withFileTypes;
    this.follows = mode !== promised || !withFileTypes;
  }

  pathOf(directory) {
    return directory === '' ? this.root : require('path').join(this.root, directory);
  }

  add(directory, entries) {
    const { join } = require('path');
    const { decodeName } = require('internal/fs/operations');
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i];
      const name = directory === '' ? entry.name : join(directory, entry.name);
      if (entry.isDirectory() || (this.follows && entry.isSymbolicLink() && native.kindOf(this.pathOf(name)) === directoryKind)) {
        this.pending.push(name);
      }
      if (this.withFileTypes) {
        if (this.encoding === 'buffer') entry.name = require('buffer').Buffer.from(entry.name);
        this.results.push(entry);
      } else if (this.encoding === undefined || this.encoding === null || this.encoding.startsWith('utf')) {
        this.results.push(name);
      } else {
        this.results.push(decodeName(new TextEncoder().encode(name).buffer, this.encoding));
      }
    }
  }
}

/** @returns {Array<string | Buffer | Dirent>} */
function readdirSync(path, options) {
  const parsed = parse(options);
  path = getPath(path);
  if (!parsed.recursive) return scan(undefined, path, parsed.encoding, parsed.withFileTypes);
  const walk = new Walk(path, parsed, undefined);
  for (let i = 0; i < walk.pending.length; i++) {
    const directory = walk.pending[i];
    walk.add(directory, scan(undefined, walk.pathOf(directory), undefined, true));
  }
  return walk.results;
}

async function readTree(mode, path, parsed) {
  const walk = new Walk(path, parsed, mode);
  for (let i = 0; i < walk.pending.length; i++) {
    const directory = walk.pending[i];
    walk.add(directory, await scan(promised, walk.pathOf(directory), undefined, true));
  }
  return walk.results;
}

/**
 * @param {Function | symbol} mode a callback or `promised`
 * @returns {Promise | undefined}
 */
function readdir(mode, path, options) {
  const parsed = parse(options, mode);
  path = getPath(path);
  if (!parsed.recursive) return scan(mode, path, parsed.encoding, parsed.withFileTypes);
  const done = readTree(mode, path, parsed);
  if (mode === promised) return done;
  const { nextTick } = require('internal/ticks');
  done.then((entries) => nextTick(mode, null, entries), (error) => nextTick(mode, error));
  return undefined;
}

module.exports = { readdir, readdirSync };
