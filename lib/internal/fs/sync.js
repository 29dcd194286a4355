// The synchronous forms of node:fs: they block, and throw what the others give to the callback.
// https://nodejs.org/api/fs.html#synchronous-api
'use strict';

const native = binding('fs');
const { codes } = require('internal/errors');
const { validateBoolean, validateEncoding, validateInteger, validateObject } = require('internal/validators');
const operations = require('internal/fs/operations');
const {
  encodeText, getBytes, getFd, getOptions, getPath, getPathOrFd, getReadPosition, getRmOptions, getWritePosition,
  validateReadRange, validateView, validateViews, validateWriteRange,
} = require('internal/fs/arguments');
const { isArrayBufferView } = require('internal/fs/views');

const readFileOptions = { __proto__: null, flag: 'r' };
const writeFileOptions = { __proto__: null, encoding: 'utf8', flag: 'w' };
const appendFileOptions = { __proto__: null, encoding: 'utf8', flag: 'a' };

let warned = false;

function warnOfKind() {
  if (warned) return;
  warned = true;
  require('process').emitWarning(
    'Passing invalid argument types to fs.existsSync is deprecated', 'DeprecationWarning', 'DEP0187');
}

/** Never throws: what is no path is not there. */
function existsSync(path) {
  try {
    path = getPath(path);
  } catch (error) {
    if (error.code === 'ERR_INVALID_ARG_TYPE') warnOfKind();
    return false;
  }
  return native.exists(path);
}

/** readSync(fd, buffer, offset, length[, position]) or readSync(fd, buffer[, options]) */
function readSync(fd, buffer, offsetOrOptions, length, position) {
  validateView(buffer);
  let offset = offsetOrOptions;
  // null stands for no options.
  if (arguments.length <= 3 || typeof offset === 'object') {
    if (offset !== undefined) validateObject(offset, 'options', { nullable: true });
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset ?? { __proto__: null });
  }
  if (offset === undefined || offset === null) {
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0);
  }
  length |= 0;
  const at = getReadPosition(position, length);
  if (length === 0) return 0;
  if (buffer.byteLength === 0) throw new codes.ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  validateReadRange(offset, length, buffer.byteLength);
  fd = getFd(fd);
  return operations.read(undefined, fd, buffer, offset, length, at);
}

function readvSync(fd, buffers, position) {
  validateViews(buffers);
  fd = getFd(fd);
  return operations.readv(undefined, fd, buffers, getWritePosition(position));
}

/** writeSync(fd, buffer, offset[, length[, position]]), writeSync(fd, buffer[, options]), writeSync(fd, string[, position[, encoding]]) */
function writeSync(fd, data, offsetOrOptions, length, position) {
  let offset = offsetOrOptions;
  if (isArrayBufferView(data)) {
    if (position === undefined) position = null;
    if (typeof offset === 'object' && offset !== null) {
      ({ offset = 0, length = data.byteLength - offset, position = null } = offset);
    }
    if (offset === undefined || offset === null) {
      offset = 0;
    } else {
      validateInteger(offset, 'offset', 0);
    }
    if (typeof length !== 'number') length = data.byteLength - offset;
    validateWriteRange(offset, length, data.byteLength);
    fd = getFd(fd);
    return operations.write(undefined, fd, data, offset, length, getWritePosition(position), undefined);
  }
  if (typeof data !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  validateEncoding(data, length);
  fd = getFd(fd);
  const bytes = encodeText(data, length);
  return operations.write(undefined, fd, bytes, 0, bytes.byteLength, getWritePosition(offset), undefined);
}

function writevSync(fd, buffers, position) {
  validateViews(buffers);
  fd = getFd(fd);
  if (buffers.length === 0) return 0;
  return operations.writev(undefined, fd, buffers, getWritePosition(position));
}

function readFileSync(path, options) {
  options = getOptions(options, readFileOptions);
  if (options.buffer !== undefined) {
    const { readInto, validateBufferOption } = require('internal/fs/read_into');
    validateBufferOption(options.buffer);
    return require('internal/fs/steps').runSync(readInto(path, options));
  }
  return operations.readFile(undefined, path, options);
}

function writeWhole(path, data, options) {
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const bytes = getBytes(data, options.encoding);
  if (!flush) {
    operations.writeFile(undefined, path, bytes, options);
    return;
  }
  // By the public function: programs watch that it is called, and some put their own in its place.
  path = getPathOrFd(path);
  const opened = typeof path === 'number' ? undefined : operations.open(undefined, path, options.flag || 'w', options.mode);
  const fd = opened ?? path;
  try {
    operations.writeFile(undefined, fd, bytes, { ...options, flush: false });
    require('fs').fsyncSync(fd);
  } finally {
    if (opened !== undefined) operations.close(undefined, opened);
  }
}

function writeFileSync(path, data, options) {
  writeWhole(path, data, getOptions(options, writeFileOptions));
}

function appendFileSync(path, data, options) {
  options = getOptions(options, appendFileOptions);
  writeWhole(path, data, { ...options, flag: options.flag || 'a' });
}

function truncateSync(path, len) {
  if (len === undefined) len = 0;
  operations.truncateSync(path, len);
}

function realpathSync(path, options) {
  return operations.realpath(undefined, path, options);
}
realpathSync.native = function(path, options) {
  return operations.realpathNative(undefined, path, options);
};

/** @returns {{ path: string, remove: () => void }} a directory that is removed when the object is disposed of */
function mkdtempDisposableSync(prefix, options) {
  const path = operations.mkdtemp(undefined, prefix, options);
  const full = require('path').resolve(typeof path === 'string' ? path : path.toString());
  const remove = () => operations.rm(undefined, full, getRmOptions({ recursive: true, force: true }));
  return {
    path,
    remove,
    [Symbol.dispose]() {
      remove();
    },
  };
}

module.exports = {
  accessSync: (path, mode) => operations.access(undefined, path, mode),
  appendFileSync,
  chmodSync: (path, mode) => operations.chmod(undefined, path, mode),
  chownSync: (path, uid, gid) => operations.chown(undefined, path, uid, gid),
  closeSync: (fd) => operations.close(undefined, fd),
  copyFileSync: (src, dest, mode) => operations.copyFile(undefined, src, dest, mode),
  existsSync,
  fchmodSync: (fd, mode) => operations.fchmod(undefined, fd, mode),
  fchownSync: (fd, uid, gid) => operations.fchown(undefined, fd, uid, gid),
  fdatasyncSync: (fd) => operations.fdatasync(undefined, fd),
  fstatSync: (fd, options) => operations.fstat(undefined, fd, options),
  fsyncSync: (fd) => operations.fsync(undefined, fd),
  ftruncateSync: (fd, len) => operations.ftruncate(undefined, fd, len),
  futimesSync: (fd, atime, mtime) => operations.futimes(undefined, fd, atime, mtime),
  lchownSync: (path, uid, gid) => operations.lchown(undefined, path, uid, gid),
  linkSync: (existingPath, newPath) => operations.link(undefined, existingPath, newPath),
  lstatSync: (path, options) => operations.lstat(undefined, path, options),
  lutimesSync: (path, atime, mtime) => operations.lutimes(undefined, path, atime, mtime),
  mkdirSync: (path, options) => operations.mkdir(undefined, path, options),
  mkdtempDisposableSync,
  mkdtempSync: (prefix, options) => operations.mkdtemp(undefined, prefix, options),
  openSync: (path, flags, mode) => operations.open(undefined, path, flags, mode),
  opendirSync: (path, options) => require('internal/fs/dir').opendir(undefined, path, options),
  readFileSync,
  readSync,
  readdirSync: (path, options) => require('internal/fs/readdir').readdirSync(path, options),
  readlinkSync: (path, options) => operations.readlink(undefined, path, options),
  readvSync,
  realpathSync,
  renameSync: (oldPath, newPath) => operations.rename(undefined, oldPath, newPath),
  rmSync: (path, options) => operations.rm(undefined, path, getRmOptions(options)),
  rmdirSync: (path, options) => operations.rmdir(undefined, path, options),
  statSync: (path, options) => operations.stat(undefined, path, options),
  statfsSync: (path, options) => operations.statfs(undefined, path, options),
  symlinkSync: (target, path, type) => operations.symlink(undefined, target, path, type),
  truncateSync,
  unlinkSync: (path) => operations.unlink(undefined, path),
  utimesSync: (path, atime, mtime) => operations.utimes(undefined, path, atime, mtime),
  writeFileSync,
  writeSync,
  writevSync,
};
