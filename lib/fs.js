// node:fs. https://nodejs.org/api/fs.html
'use strict';

const callbacks = require('internal/fs/callbacks');
const sync = require('internal/fs/sync');
const { constants, toUnixTimestamp, validateCallback } = require('internal/fs/arguments');
const { deprecate } = require('internal/util/deprecate');
const { Stats } = require('internal/fs/stats');
const { Dirent } = require('internal/fs/dirent');

let promises;


/**
 * @param {string | Buffer | URL} path
 * @param {object | string} [options] see ReadStream
 * @returns {ReadStream}
 */
function createReadStream(path, options) {
  return new fs.ReadStream(path, options);
}

/**
 * @param {string | Buffer | URL} path
 * @param {object | string} [options] see WriteStream
 * @returns {WriteStream}
 */
function createWriteStream(path, options) {
  return new fs.WriteStream(path, options);
}

function cp(src, dest, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateCallback(callback);
  const { nextTick } = require('internal/ticks');
  const { checkOptions, cp: copy } = require('internal/fs/cp');
  const { getPath } = require('internal/fs/arguments');
  options = checkOptions(options);
  src = getPath(src, 'src');
  dest = getPath(dest, 'dest');
  copy(src, dest, options).then(() => nextTick(callback, null), (error) => nextTick(callback, error));
}

/**
 * Blocks until `src` has been copied to `dest`, with what is in it.
 * @param {string | URL} src
 * @param {string | URL} dest
 * @param {object} [options] recursive, force, errorOnExist, filter, dereference, preserveTimestamps, mode, verbatimSymlinks
 */
function cpSync(src, dest, options) {
  require('internal/fs/cp').cpSync(src, dest, options);
}

/**
 * A Blob of the file's contents. They are read when the blob is; a file that has changed by then makes reading fail.
 * @param {string | Buffer | URL} path
 * @param {{ type?: string }} [options]
 * @returns {Promise<Blob>}
 * @throws {TypeError} at once, when the arguments are wrong or there is no such file
 */
function openAsBlob(path, options = {}) {
  const { validateObject, validateString } = require('internal/validators');
  validateObject(options, 'options');
  const { type = '' } = options;
  validateString(type, 'options.type');
  return Promise.resolve(require('internal/blob/file_part').openAsBlob(path, type));
}

function glob(pattern, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateCallback(callback);
  const { nextTick } = require('internal/ticks');
  require('internal/fs/glob').collect(pattern, options)
    .then((found) => nextTick(callback, null, found), (error) => nextTick(callback, error));
}

/**
 * @param {string | string[]} pattern
 * @param {object} [options] cwd, exclude, followSymlinks, withFileTypes
 * @returns {Array<string | Dirent>}
 */
function globSync(pattern, options) {
  return require('internal/fs/glob').globSync(pattern, options);
}

const fs = {
  appendFile: callbacks.appendFile,
  appendFileSync: sync.appendFileSync,
  access: callbacks.access,
  accessSync: sync.accessSync,
  chown: callbacks.chown,
  chownSync: sync.chownSync,
  chmod: callbacks.chmod,
  chmodSync: sync.chmodSync,
  close: callbacks.close,
  closeSync: sync.closeSync,
  copyFile: callbacks.copyFile,
  copyFileSync: sync.copyFileSync,
  cp,
  cpSync,
  createReadStream,
  createWriteStream,
  exists: callbacks.exists,
  existsSync: sync.existsSync,
  fchown: callbacks.fchown,
  fchownSync: sync.fchownSync,
  fchmod: callbacks.fchmod,
  fchmodSync: sync.fchmodSync,
  fdatasync: callbacks.fdatasync,
  fdatasyncSync: sync.fdatasyncSync,
  fstat: callbacks.fstat,
  fstatSync: sync.fstatSync,
  fsync: callbacks.fsync,
  fsyncSync: sync.fsyncSync,
  ftruncate: callbacks.ftruncate,
  ftruncateSync: sync.ftruncateSync,
  futimes: callbacks.futimes,
  futimesSync: sync.futimesSync,
  glob,
  globSync,
  lchown: callbacks.lchown,
  lchownSync: sync.lchownSync,
  // lchmod(2) exists on macOS only.
  lchmod: undefined,
  lchmodSync: undefined,
  link: callbacks.link,
  linkSync: sync.linkSync,
  lstat: callbacks.lstat,
  lstatSync: sync.lstatSync,
  lutimes: callbacks.lutimes,
  lutimesSync: sync.lutimesSync,
  mkdir: callbacks.mkdir,
  mkdirSync: sync.mkdirSync,
  mkdtemp: callbacks.mkdtemp,
  mkdtempSync: sync.mkdtempSync,
  mkdtempDisposableSync: sync.mkdtempDisposableSync,
  open: callbacks.open,
  openSync: sync.openSync,
  openAsBlob,
  readdir: callbacks.readdir,
  readdirSync: sync.readdirSync,
  read: callbacks.read,
  readSync: sync.readSync,
  readv: callbacks.readv,
  readvSync: sync.readvSync,
  readFile: callbacks.readFile,
  readFileSync: sync.readFileSync,
  readlink: callbacks.readlink,
  readlinkSync: sync.readlinkSync,
  realpath: callbacks.realpath,
  realpathSync: sync.realpathSync,
  rename: callbacks.rename,
  renameSync: sync.renameSync,
  rm: callbacks.rm,
  rmSync: sync.rmSync,
  rmdir: callbacks.rmdir,
  rmdirSync: sync.rmdirSync,
  stat: callbacks.stat,
  statfs: callbacks.statfs,
  statSync: sync.statSync,
  statfsSync: sync.statfsSync,
  symlink: callbacks.symlink,
  symlinkSync: sync.symlinkSync,
  truncate: callbacks.truncate,
  truncateSync: sync.truncateSync,
  unwatchFile: (filename, listener) => require('internal/fs/watch_file').unwatchFile(filename, listener),
  unlink: callbacks.unlink,
  unlinkSync: sync.unlinkSync,
  utimes: callbacks.utimes,
  utimesSync: sync.utimesSync,
  watch: (filename, options, listener) => require('internal/fs/watch').watch(filename, options, listener),
  watchFile: (filename, options, listener) => require('internal/fs/watch_file').watchFile(filename, options, listener),
  writeFile: callbacks.writeFile,
  writeFileSync: sync.writeFileSync,
  write: callbacks.write,
  writeSync: sync.writeSync,
  writev: callbacks.writev,
  writevSync: sync.writevSync,
  Dirent,
  Stats: deprecate(Stats, 'fs.Stats constructor is deprecated.', 'DEP0180'),
  _toUnixTimestamp: toUnixTimestamp,
  opendir: callbacks.opendir,
  opendirSync: sync.opendirSync,
};

for (const name of Object.keys(sync)) {
  // Functions are known by their public names, also those that are thin wrappers.
  if (fs[name]?.name !== name && fs[name] !== undefined) {
    Object.defineProperty(fs[name], 'name', { __proto__: null, value: name, configurable: true });
  }
}
for (const name of Object.keys(callbacks)) {
  if (fs[name] !== undefined && fs[name].name !== name) {
    Object.defineProperty(fs[name], 'name', { __proto__: null, value: name, configurable: true });
  }
}

/** A property that is made when it is first asked for, and can be replaced. */
function define(name, get, enumerable = true) {
  Object.defineProperty(fs, name, {
    __proto__: null,
    configurable: true,
    enumerable,
    get,
    set(value) {
      Object.defineProperty(fs, name, { __proto__: null, configurable: true, enumerable, writable: true, value });
    },
  });
}

function streamClass(name, from) {
  define(name, () => require('internal/fs/streams')[from]);
}
streamClass('ReadStream', 'ReadStream');
streamClass('WriteStream', 'WriteStream');
streamClass('FileReadStream', 'ReadStream');
streamClass('FileWriteStream', 'WriteStream');
define('Utf8Stream', () => require('internal/fs/utf8_stream').Utf8Stream);
define('Dir', () => require('internal/fs/dir').Dir);
Object.defineProperty(fs, 'constants', { __proto__: null, configurable: false, enumerable: true, writable: false, value: constants });
Object.defineProperty(fs, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    promises ??= require('internal/fs/promises').exports;
    return promises;
  },
});
for (const name of ['F_OK', 'R_OK', 'W_OK', 'X_OK']) {
  Object.defineProperty(fs, name, {
    __proto__: null,
    enumerable: false,
    configurable: true,
    get: deprecate(() => constants[name], `fs.${name} is deprecated, use fs.constants.${name} instead`, 'DEP0176'),
  });
}

module.exports = fs;
