// The promise forms of node:fs. https://nodejs.org/api/fs.html#promises-api
//
// Errors of arguments reject, too: every function returns a promise whatever it is given. The two most used ones do so without
// an async function around, which would cost more than the cached operation itself.
'use strict';

const { AbortError, codes } = require('internal/errors');
const { validateBoolean } = require('internal/validators');
const operations = require('internal/fs/operations');
const { promised } = require('internal/fs/requests');
const { constants, getBytes, getOptions, getPath, getRmOptions } = require('internal/fs/arguments');
const { isArrayBufferView } = require('internal/fs/views');
const { FileHandle, isFileHandle, openHandle, readHandleFile, writeHandleFile } = require('internal/fs/file_handle');

const readFileOptions = { __proto__: null, flag: 'r' };
const writeFileOptions = { __proto__: null, encoding: 'utf8', flag: 'w' };
const appendFileOptions = { __proto__: null, encoding: 'utf8', flag: 'a' };

function checkSignal(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

function stat(path, options) {
  try {
    return operations.stat(promised, path, options);
  } catch (error) {
    return Promise.reject(error);
  }
}

function readFile(path, options) {
  try {
    options = getOptions(options, readFileOptions);
    if (options.signal !== undefined) checkSignal(options.signal);
    if (isFileHandle(path)) return readHandleFile(path, options);
    if (options.buffer !== undefined) {
      const { readInto, validateBufferOption } = require('internal/fs/read_into');
      validateBufferOption(options.buffer);
      return require('internal/fs/steps').run(readInto(getPath(path), options));
    }
    return operations.readFile(promised, getPath(path), options);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Whether data is to be taken piece by piece: a stream or another (async) iterable, but no string and no view. */
function isPieces(data) {
  return data !== null && typeof data === 'object' && !isArrayBufferView(data) &&
    (typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function');
}

async function writeFile(path, data, options) {
  options = getOptions(options, writeFileOptions);
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  if (isFileHandle(path)) {
    checkSignal(options.signal);
    await writeHandleFile(path, data, options);
    return;
  }
  if (isPieces(data)) {
    checkSignal(options.signal);
    const handle = await openHandle(path, options.flag || 'w', options.mode);
    try {
      checkSignal(options.signal);
      await writeHandleFile(handle, data, options);
      if (flush) await handle.sync();
    } finally {
      await handle.close();
    }
    return;
  }
  const bytes = getBytes(data, options.encoding || 'utf8');
  checkSignal(options.signal);
  await operations.writeFile(promised, getPath(path), bytes, options);
}

async function appendFile(path, data, options) {
  options = getOptions(options, appendFileOptions);
  return writeFile(path, data, { ...options, flag: options.flag || 'a' });
}

async function truncate(path, len = 0) {
  const handle = await openHandle(path, 'r+');
  try {
    await handle.truncate(len);
  } finally {
    await handle.close();
  }
}

/** lchmod(2) is not to be had on Linux. */
async function lchmod() {
  throw new codes.ERR_METHOD_NOT_IMPLEMENTED('lchmod()');
}

async function mkdtempDisposable(prefix, options) {
  const path = await operations.mkdtemp(promised, prefix, options);
  const full = require('path').resolve(typeof path === 'string' ? path : path.toString());
  const remove = async () => {
    await operations.rm(promised, full, getRmOptions({ recursive: true, force: true }));
  };
  return {
    __proto__: null,
    path,
    remove,
    async [Symbol.asyncDispose]() {
      await remove();
    },
  };
}

module.exports = {
  exports: {
    access: async (path, mode) => operations.access(promised, path, mode),
    appendFile,
    chmod: async (path, mode) => operations.chmod(promised, path, mode),
    chown: async (path, uid, gid) => operations.chown(promised, path, uid, gid),
    constants,
    copyFile: async (src, dest, mode) => operations.copyFile(promised, src, dest, mode),
    cp: async (src, dest, options) => require('internal/fs/cp').cp(src, dest, options),
    glob: (pattern, options) => require('internal/fs/glob').glob(pattern, options),
    lchmod,
    lchown: async (path, uid, gid) => operations.lchown(promised, path, uid, gid),
    link: async (existingPath, newPath) => operations.link(promised, existingPath, newPath),
    lstat: async (path, options) => operations.lstat(promised, path, options),
    lutimes: async (path, atime, mtime) => operations.lutimes(promised, path, atime, mtime),
    mkdir: async (path, options) => operations.mkdir(promised, path, options),
    mkdtemp: async (prefix, options) => operations.mkdtemp(promised, prefix, options),
    mkdtempDisposable,
    open: async (path, flags, mode) => openHandle(path, flags, mode),
    opendir: async (path, options) => require('internal/fs/dir').opendir(promised, path, options),
    readFile,
    readdir: async (path, options) => require('internal/fs/readdir').readdir(promised, path, options),
    readlink: async (path, options) => operations.readlink(promised, path, options),
    realpath: async (path, options) => operations.realpathNative(promised, path, options),
    rename: async (oldPath, newPath) => operations.rename(promised, oldPath, newPath),
    rm: async (path, options) => operations.rm(promised, getPath(path), getRmOptions(options)),
    rmdir: async (path, options) => operations.rmdir(promised, path, options),
    stat,
    statfs: async (path, options) => operations.statfs(promised, path, options),
    symlink: async (target, path, type) => operations.symlink(promised, target, path, type),
    truncate,
    unlink: async (path) => operations.unlink(promised, path),
    utimes: async (path, atime, mtime) => operations.utimes(promised, path, atime, mtime),
    watch: (filename, options) => require('internal/fs/watch').watchAsync(filename, options),
    writeFile,
  },
  FileHandle,
};
