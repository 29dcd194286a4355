// The callback forms of node:fs. https://nodejs.org/api/fs.html#callback-api
'use strict';

const { AbortError, codes } = require('internal/errors');
const {
  parseFileMode, validateBoolean, validateEncoding, validateFunction, validateInteger, validateObject, validateOneOf,
} = require('internal/validators');
const { nextTick } = require('internal/ticks');
const operations = require('internal/fs/operations');
const {
  encodeText, getBytes, getFd, getFlags, getId, getOptions, getPath, getPathOrFd, getReadPosition, getRmOptions,
  getWritePosition, toUnixTimestamp, validateCallback, validateReadRange, validateView, validateViews, validateWriteRange,
} = require('internal/fs/arguments');
const { isArrayBufferView } = require('internal/fs/views');

const readFileOptions = { __proto__: null, flag: 'r' };
const writeFileOptions = { __proto__: null, encoding: 'utf8', flag: 'w' };
const appendFileOptions = { __proto__: null, encoding: 'utf8', flag: 'a' };

function access(path, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = undefined;
  }
  // Before the callback: as Node has it for this one.
  path = getPath(path);
  validateCallback(callback);
  operations.access(callback, path, mode);
}

/** Calls back with a boolean alone; anything that is no path is not there. */
function exists(path, callback) {
  validateCallback(callback);
  let checked;
  try {
    checked = getPath(path);
  } catch {
    callback(false);
    return;
  }
  operations.access((error) => callback(!error), checked);
}

Object.defineProperty(exists, Symbol.for('nodejs.util.promisify.custom'), {
  __proto__: null,
  enumerable: false,
  value: { exists: (path) => new Promise((resolve) => exists(path, resolve)) }.exists,
});

function open(path, flags, mode, callback) {
  path = getPath(path);
  if (arguments.length < 3) {
    callback = flags;
    flags = 'r';
    mode = undefined;
  } else if (typeof mode === 'function') {
    callback = mode;
    mode = undefined;
  }
  const permissions = parseFileMode(mode, 'mode', 0o666);
  flags = getFlags(flags);
  validateCallback(callback);
  operations.open(callback, path, flags, permissions);
}

function ignoreOutcome(error) {
  if (error) throw error;
}

function close(fd, callback = ignoreOutcome) {
  if (callback !== ignoreOutcome) validateCallback(callback);
  operations.close(callback, fd);
}

const nothingGiven = { __proto__: null };

/**
 * read(fd, buffer, offset, length, position, callback), read(fd, buffer[, options], callback), read(fd[, options], callback)
 */
function read(fd, buffer, offsetOrOptions, length, position, callback) {
  fd = getFd(fd);
  let offset = offsetOrOptions;
  let options = null;
  switch (arguments.length) {
    case 0: case 1:
      break;
    case 2:
      callback = buffer;
      buffer = undefined;
      break;
    case 3:
      if (!isArrayBufferView(buffer)) {
        options = buffer;
        if (options !== undefined && options !== null) validateObject(options, 'options', { nullable: true });
        buffer = options?.buffer;
      }
      callback = offsetOrOptions;
      offset = undefined;
      break;
    case 4:
      options = offsetOrOptions;
      if (options !== null) validateObject(options, 'options');
      validateView(buffer);
      callback = length;
      offset = undefined;
      break;
  }
  if (arguments.length <= 4) {
    ({ offset, length, position } = options ?? nothingGiven);
    if (buffer === undefined) buffer = require('buffer').Buffer.alloc(16384);
    validateView(buffer);
    offset ??= 0;
    length ??= buffer.byteLength - offset;
  }
  validateView(buffer);
  validateCallback(callback);
  if (offset === undefined || offset === null) {
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0);
  }
  length |= 0;
  position = getReadPosition(position, length);
  if (length === 0) {
    nextTick(callback, null, 0, buffer);
    return;
  }
  if (buffer.byteLength === 0) throw new codes.ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  validateReadRange(offset, length, buffer.byteLength);
  operations.read(callback, fd, buffer, offset, length, position);
}

function named(names) {
  return { __proto__: null, value: names, enumerable: false };
}

function readv(fd, buffers, position, callback) {
  fd = getFd(fd);
  validateViews(buffers);
  if (typeof position === 'function') {
    callback ||= position;
    position = null;
  }
  validateCallback(callback);
  operations.readv(callback, fd, buffers, getWritePosition(position));
}

/**
 * write(fd, buffer[, offset[, length[, position]]], callback), write(fd, buffer[, options], callback),
 * write(fd, string[, position[, encoding]], callback)
 */
function write(fd, data, offsetOrOptions, length, position, callback) {
  fd = getFd(fd);
  if (isArrayBufferView(data)) {
    callback = callback || position || length || offsetOrOptions;
    validateCallback(callback);
    let offset = offsetOrOptions;
    if (typeof offset === 'object' && offset !== null) {
      ({ offset = 0, length = data.byteLength - offset, position = null } = offset);
    }
    if (offset === undefined || offset === null || typeof offset === 'function') {
      offset = 0;
    } else {
      validateInteger(offset, 'offset', 0);
    }
    if (typeof length !== 'number') length = data.byteLength - offset;
    validateWriteRange(offset, length, data.byteLength);
    operations.write(callback, fd, data, offset, length, getWritePosition(position), data);
    return;
  }
  if (typeof data !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  // (string, position, encoding, callback), each but the first optional.
  let at = offsetOrOptions;
  let encoding = length;
  callback = position;
  if (typeof callback !== 'function') {
    if (typeof at === 'function') {
      callback = at;
      at = null;
    } else {
      callback = encoding;
    }
    encoding = 'utf8';
  }
  if (typeof encoding !== 'string') encoding = 'utf8';
  validateEncoding(data, encoding);
  validateCallback(callback);
  const bytes = encodeText(data, encoding);
  operations.write(callback, fd, bytes, 0, bytes.byteLength, getWritePosition(at), data);
}

function writev(fd, buffers, position, callback) {
  fd = getFd(fd);
  validateViews(buffers);
  if (typeof position === 'function') {
    callback ||= position;
    position = null;
  }
  validateCallback(callback);
  if (buffers.length === 0) {
    nextTick(callback, null, 0, buffers);
    return;
  }
  operations.writev(callback, fd, buffers, getWritePosition(position));
}

const names = { read: ['bytesRead', 'buffer'], readv: ['bytesRead', 'buffers'],
                write: ['bytesWritten', 'buffer'], writev: ['bytesWritten', 'buffers'] };
const { customArguments } = require('internal/util/promisify');
for (const [fn, list] of [[read, names.read], [readv, names.readv], [write, names.write], [writev, names.writev]]) {
  Object.defineProperty(fn, customArguments, named(list));
}

/** Whether the operation that `signal` belongs to must not begin: then `callback` gets the AbortError. */
function alreadyAborted(signal, callback) {
  if (!signal?.aborted) return false;
  nextTick(callback, new AbortError(undefined, { cause: signal.reason }));
  return true;
}

function readFile(path, options, callback) {
  callback ||= options;
  validateCallback(callback);
  options = getOptions(options, readFileOptions);
  if (options.buffer !== undefined) require('internal/fs/read_into').validateBufferOption(options.buffer);
  if (options.signal !== undefined && alreadyAborted(options.signal, callback)) return;
  if (options.buffer === undefined) {
    operations.readFile(callback, path, options);
  } else {
    path = getPathOrFd(path);
    require('internal/fs/steps').runWithCallback(require('internal/fs/read_into').readInto(path, options), callback);
  }
}

function writeWhole(path, data, options, callback) {
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const bytes = getBytes(data, options.encoding);
  if (options.signal !== undefined && alreadyAborted(options.signal, callback)) return;
  const target = path?.fd !== undefined && typeof path === 'object' ? path.fd : path;
  if (flush) {
    writeAndFlush(getPathOrFd(target), bytes, options, callback);
  } else {
    operations.writeFile(callback, target, bytes, options);
  }
}

/** By the public fsync: programs watch that it is called, and some put their own in its place. */
function writeAndFlush(target, bytes, options, callback) {
  if (typeof target !== 'number') {
    operations.open((error, fd) => {
      if (error) {
        callback(error);
        return;
      }
      writeAndFlush(fd, bytes, options, (writeError) => {
        operations.close((closeError) => callback(writeError ?? closeError), fd);
      });
    }, target, options.flag || 'w', options.mode);
    return;
  }
  operations.writeFile((error) => {
    if (error) {
      callback(error);
    } else {
      require('fs').fsync(target, callback);
    }
  }, target, bytes, { ...options, flush: false });
}

function writeFile(path, data, options, callback) {
  callback ||= options;
  validateCallback(callback);
  writeWhole(path, data, getOptions(options, writeFileOptions), callback);
}

function appendFile(path, data, options, callback) {
  callback ||= options;
  validateCallback(callback);
  options = getOptions(options, appendFileOptions);
  writeWhole(path, data, { ...options, flag: options.flag || 'a' }, callback);
}

function fsync(fd, callback) {
  validateCallback(callback);
  operations.fsync(callback, fd);
}

function fdatasync(fd, callback) {
  validateCallback(callback);
  operations.fdatasync(callback, fd);
}

function ftruncate(fd, len = 0, callback = undefined) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  }
  validateInteger(len, 'len');
  validateCallback(callback);
  operations.ftruncate(callback, fd, len);
}

function truncate(path, len, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  } else if (len === undefined) {
    len = 0;
  }
  validateInteger(len, 'len');
  validateCallback(callback);
  operations.open((error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    operations.ftruncate((truncateError) => {
      operations.close((closeError) => callback(truncateError ?? closeError), fd);
    }, fd, Math.max(0, len));
  }, path, 'r+');
}

function fchmod(fd, mode, callback) {
  mode = parseFileMode(mode, 'mode');
  validateCallback(callback);
  operations.fchmod(callback, fd, mode);
}

function fchown(fd, uid, gid, callback) {
  uid = getId(uid, 'uid');
  gid = getId(gid, 'gid');
  validateCallback(callback);
  operations.fchown(callback, fd, uid, gid);
}

function futimes(fd, atime, mtime, callback) {
  // Before the callback is looked at.
  toUnixTimestamp(atime, 'atime');
  toUnixTimestamp(mtime, 'mtime');
  validateCallback(callback);
  operations.futimes(callback, fd, atime, mtime);
}

function withOptions(operation) {
  return function(path, options, callback) {
    if (typeof options === 'function') {
      callback = options;
      options = undefined;
    }
    validateCallback(callback);
    operation(callback, path, options);
  };
}

function stat(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else if (typeof options === 'object') {
    options = getOptions(options);
  }
  validateCallback(callback);
  if (options?.signal !== undefined && alreadyAborted(options.signal, callback)) return;
  operations.stat(callback, path, options);
}

function lstat(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateCallback(callback);
  operations.lstat(callback, path, options);
}

const twoPaths = (operation) => function(from, to, callback) {
  validateCallback(callback);
  operation(callback, from, to);
};

function copyFile(src, dest, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  src = getPath(src, 'src');
  dest = getPath(dest, 'dest');
  validateCallback(callback);
  operations.copyFile(callback, src, dest, mode);
}

function symlink(target, path, type, callback) {
  if (callback === undefined) {
    callback = type;
    type = undefined;
  } else if (type !== undefined && type !== null) {
    validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
  }
  validateCallback(callback);
  operations.symlink(callback, target, path, type);
}

function unlink(path, callback) {
  validateCallback(callback);
  operations.unlink(callback, path);
}

function chmod(path, mode, callback) {
  path = getPath(path);
  mode = parseFileMode(mode, 'mode');
  validateCallback(callback);
  operations.chmod(callback, path, mode);
}

function chown(path, uid, gid, callback) {
  validateCallback(callback);
  operations.chown(callback, path, uid, gid);
}

function lchown(path, uid, gid, callback) {
  validateCallback(callback);
  operations.lchown(callback, path, uid, gid);
}

function utimes(path, atime, mtime, callback) {
  validateCallback(callback);
  operations.utimes(callback, path, atime, mtime);
}

function lutimes(path, atime, mtime, callback) {
  validateCallback(callback);
  operations.lutimes(callback, path, atime, mtime);
}

function rm(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  path = getPath(path);
  options = getRmOptions(options);
  validateCallback(callback);
  operations.rm(callback, path, options);
}

function readdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateCallback(callback);
  require('internal/fs/readdir').readdir(callback, path, options);
}

function opendir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  validateFunction(callback, 'callback');
  require('internal/fs/dir').opendir(callback, path, options);
}

function mkdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else if (typeof options === 'number' || typeof options === 'string') {
    options = parseFileMode(options, 'mode');
  }
  validateCallback(callback);
  operations.mkdir(callback, path, options);
}

const realpath = withOptions(operations.realpath);
realpath.native = withOptions(operations.realpathNative);

module.exports = {
  access,
  appendFile,
  chmod,
  chown,
  close,
  copyFile,
  exists,
  fchmod,
  fchown,
  fdatasync,
  fstat: withOptions(operations.fstat),
  fsync,
  ftruncate,
  futimes,
  lchown,
  link: twoPaths(operations.link),
  lstat,
  lutimes,
  mkdir,
  mkdtemp: withOptions(operations.mkdtemp),
  open,
  opendir,
  read,
  readFile,
  readdir,
  readlink: withOptions(operations.readlink),
  readv,
  realpath,
  rename: twoPaths(operations.rename),
  rm,
  rmdir: withOptions(operations.rmdir),
  stat,
  statfs: withOptions(operations.statfs),
  symlink,
  truncate,
  unlink,
  utimes,
  write,
  writeFile,
  writev,
};
