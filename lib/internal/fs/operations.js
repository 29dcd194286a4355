// The operations of node:fs, each once for all three forms (see internal/fs/requests): arguments are checked here, in the order
// in which Node checks them, so that errors are the same whatever the form. `mode` is undefined for the synchronous form, a
// callback, or `promised`.
'use strict';

const native = binding('fs');
const { codes, errnoException } = require('internal/errors');
const validators = require('internal/validators');
const { validateBoolean, validateInteger, validateOneOf } = validators;
const { begin, end, promised, shared, watchSignal } = require('internal/fs/requests');
const {
  constants, getFd, getFlags, getId, getOptions, getPath, getPathOrFd, getRmdirOptions, getThreeBits, isUrl,
  toUnixTimestamp,
} = require('internal/fs/arguments');
const { toBigIntStats, toStatFs, toStats } = require('internal/fs/stats');

const { O_RDONLY } = constants;
const { isArray } = Array;

const tooLarge = -27;
const notDirectory = -20;

let Buffer;

/** A mode as native code takes it: -0 is a mode, too. */
function parseFileMode(value, name, fallback) {
  return validators.parseFileMode(value, name, fallback) >>> 0;
}

function asIs(value) {
  return value;
}

function statsOf(value, record) {
  return toStats(shared.numbers, record);
}

function bigIntStatsOf(value, record) {
  return toBigIntStats(shared.bigints, record);
}

function statFsOf(value, record) {
  return toStatFs(shared.numbers, record);
}

function bigIntStatFsOf(value, record) {
  return toStatFs(shared.bigints, record);
}

/** Native code gives bytes as an ArrayBuffer. */
function bytesOf(value) {
  Buffer ??= require('buffer').Buffer;
  return Buffer.from(value);
}

/** Whether a name is wanted as bytes: natively there are UTF-8 text and bytes, other encodings are made of bytes. */
function wantsBytes(encoding) {
  return Boolean(encoding) && encoding !== 'utf8' && encoding !== 'utf-8';
}

/** The converter of a name that came as bytes. */
function decodeName(value, encoding) {
  const bytes = bytesOf(value);
  return encoding === 'buffer' ? bytes : bytes.toString(encoding);
}

function nameOf(value, record, request) {
  return typeof value === 'string' ? value : decodeName(value, request.encoding);
}

function beginName(mode, syscall, path, encoding) {
  const request = begin(mode, syscall, path);
  request.encoding = encoding;
  request.convert = nameOf;
  return request;
}

// --- Descriptors ------------------------------------------------------------------------------------------------------------

function open(mode, path, flags, permissions) {
  path = getPath(path);
  const nativeFlags = getFlags(flags);
  permissions = parseFileMode(permissions, 'mode', 0o666);
  const request = begin(mode, 'open', path);
  request.convert = asIs;
  return end(request, native.open(path, nativeFlags, permissions, request.id));
}

function close(mode, fd) {
  fd = getFd(fd);
  const request = begin(mode, 'close');
  return end(request, native.close(fd, request.id));
}

/** Arguments are checked already; the callback gets `buffer`, too. */
function read(mode, fd, buffer, offset, length, position) {
  const request = begin(mode, 'read');
  request.convert = mode === promised ? countAndBuffer : asIs;
  request.extra = buffer;
  return end(request, native.read(fd, buffer, offset, length, position, request.id));
}

function countAndBuffer(value, record, request) {
  return { __proto__: null, count: value, buffer: request.extra };
}

/** Arguments are checked already; `data` is what the program gave, which the callback gets back. */
function write(mode, fd, bytes, offset, length, position, data) {
  const request = begin(mode, 'write');
  request.convert = mode === promised ? countAndBuffer : asIs;
  request.extra = data;
  return end(request, native.write(fd, bytes, offset, length, position, request.id));
}

function readv(mode, fd, buffers, position) {
  const request = begin(mode, 'read');
  request.convert = mode === promised ? countAndBuffer : asIs;
  request.extra = buffers;
  return end(request, native.readv(fd, buffers, position, request.id));
}

function writev(mode, fd, buffers, position) {
  const request = begin(mode, 'write');
  request.convert = mode === promised ? countAndBuffer : asIs;
  request.extra = buffers;
  return end(request, native.writev(fd, buffers, position, request.id));
}

function fsync(mode, fd) {
  fd = getFd(fd);
  const request = begin(mode, 'fsync');
  return end(request, native.fsync(fd, request.id));
}

function fdatasync(mode, fd) {
  fd = getFd(fd);
  const request = begin(mode, 'fdatasync');
  return end(request, native.fdatasync(fd, request.id));
}

function ftruncate(mode, fd, length = 0) {
  validateInteger(length, 'len');
  fd = getFd(fd);
  const request = begin(mode, 'ftruncate');
  return end(request, native.ftruncate(fd, Math.max(0, length), request.id));
}

function fchmod(mode, fd, permissions) {
  permissions = parseFileMode(permissions, 'mode');
  fd = getFd(fd);
  const request = begin(mode, 'fchmod');
  return end(request, native.fchmod(fd, permissions, request.id));
}

function fchown(mode, fd, uid, gid) {
  uid = getId(uid, 'uid');
  gid = getId(gid, 'gid');
  fd = getFd(fd);
  const request = begin(mode, 'fchown');
  return end(request, native.fchown(fd, uid, gid, request.id));
}

function futimes(mode, fd, atime, mtime) {
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  fd = getFd(fd);
  const request = begin(mode, 'futime');
  return end(request, native.futimes(fd, atime, mtime, request.id));
}

// --- Status -----------------------------------------------------------------------------------------------------------------

function statLike(mode, syscall, path, follow, options) {
  path = getPath(path);
  const request = begin(mode, syscall, path);
  let bigint = false;
  if (options !== undefined) {
    bigint = options.bigint === true;
    // Of lstat the option is the synchronous form's alone.
    request.forgivesMissing = options.throwIfNoEntry === false && (follow || mode === undefined);
  }
  request.convert = bigint ? bigIntStatsOf : statsOf;
  const result = native.stat(path, follow, bigint, request.id);
  if (follow && options !== undefined && mode !== undefined && mode !== promised) watchSignal(request, options.signal);
  return end(request, result);
}

function stat(mode, path, options) {
  return statLike(mode, 'stat', path, true, options);
}

function lstat(mode, path, options) {
  return statLike(mode, 'lstat', path, false, options);
}

function fstat(mode, fd, options) {
  const bigint = options !== undefined && options.bigint === true;
  fd = getFd(fd);
  const request = begin(mode, 'fstat');
  request.convert = bigint ? bigIntStatsOf : statsOf;
  const result = native.fstat(fd, bigint, request.id);
  if (mode === promised && options !== undefined) watchSignal(request, options.signal);
  return end(request, result);
}

function statfs(mode, path, options) {
  const bigint = options !== undefined && options.bigint === true;
  path = getPath(path);
  const request = begin(mode, 'statfs', path);
  request.convert = bigint ? bigIntStatFsOf : statFsOf;
  return end(request, native.statfs(path, bigint, request.id));
}

function access(mode, path, wanted) {
  path = getPath(path);
  wanted = getThreeBits(wanted);
  const request = begin(mode, 'access', path);
  return end(request, native.access(path, wanted, request.id));
}

// --- Names ------------------------------------------------------------------------------------------------------------------

function firstMade(value) {
  return value === '' ? undefined : value;
}

/** The synchronous form names the whole path and what was found out last; the others the directory that couldn't be made. */
function mkdirsFailure(code, detail, request) {
  if (request.id === undefined || detail === undefined) return errnoException(code, 'mkdir', request.path);
  return errnoException(detail[0] === 'stat' ? notDirectory : code, 'mkdir', detail[1]);
}

function mkdir(mode, path, options) {
  if (mode === promised) path = getPath(path);
  let permissions = 0o777;
  let recursive = false;
  if (typeof options === 'number' || typeof options === 'string') {
    permissions = parseFileMode(options, 'mode');
  } else if (options) {
    if (options.recursive !== undefined) {
      recursive = options.recursive;
      validateBoolean(recursive, 'options.recursive');
    }
    if (options.mode !== undefined && options.mode !== null) {
      permissions = parseFileMode(options.mode, mode === promised ? 'mode' : 'options.mode');
    }
  }
  path = getPath(path);
  const request = begin(mode, 'mkdir', path);
  if (!recursive) return end(request, native.mkdir(path, permissions, request.id));
  request.convert = firstMade;
  request.fail = mkdirsFailure;
  return end(request, native.mkdirs(path, permissions, request.id));
}

let warnedOfX = false;

function mkdtemp(mode, prefix, options) {
  const { encoding } = getOptions(options);
  prefix = getPath(prefix, 'prefix');
  if (!warnedOfX && (typeof prefix === 'string' ? prefix.endsWith('X') : prefix[prefix.length - 1] === 88)) {
    warnedOfX = true;
    require('process').emitWarning(
      'mkdtemp() templates ending with X are not portable. For details see: https://nodejs.org/api/fs.html');
  }
  const shown = `${typeof prefix === 'string' ? prefix : decodeName(prefix)}XXXXXX`;
  const request = beginName(mode, 'mkdtemp', shown, encoding);
  return end(request, native.mkdtemp(prefix, wantsBytes(encoding), request.id));
}

let warned = false;

function warnOfRecursive() {
  if (warned) return;
  warned = true;
  require('process').emitWarning(
    'In future versions of Node.js, fs.rmdir(path, { recursive: true }) will be removed. ' +
    'Use fs.rm(path, { recursive: true }) instead', 'DeprecationWarning', 'DEP0147');
}

function rmdirFailure(code, detail, request) {
  return detail === undefined ? errnoException(code, 'rmdir', request.path) : errnoException(code, detail[0], detail[1]);
}

/** The promise form looks where a link leads, and removes the link. */
async function rmdirTree(path, options) {
  const stats = await stat(promised, path);
  warnOfRecursive();
  if (!stats.isDirectory()) throw errnoException(notDirectory, 'rmdir', path);
  await rm(promised, path, { recursive: true, force: false, maxRetries: options.maxRetries, retryDelay: options.retryDelay });
}

/** `options.recursive` removes what is inside, too; deprecated. */
function rmdir(mode, path, options) {
  path = getPath(path);
  if (options !== undefined) options = getRmdirOptions(options);
  if (options?.recursive && mode === promised) return rmdirTree(path, options);
  const request = begin(mode, 'rmdir', path);
  if (!options?.recursive) return end(request, native.rmdir(path, request.id));
  warnOfRecursive();
  request.fail = rmdirFailure;
  return end(request, native.removeDirectories(path, options.maxRetries, options.retryDelay, request.id));
}

function unlink(mode, path) {
  path = getPath(path);
  const request = begin(mode, 'unlink', path);
  return end(request, native.unlink(path, request.id));
}

function treeFailure(code, detail, request) {
  if (detail === undefined) return errnoException(code, request.syscall, request.path);
  if (detail[0] === 'rm') {
    return new codes.ERR_FS_EISDIR({
      code: 'EISDIR', message: 'is a directory', path: request.path, syscall: 'rm', errno: 21,
    });
  }
  return errnoException(code, detail[0], detail[1]);
}

/** `options` as getRmOptions gives them. */
function rm(mode, path, options) {
  path = getPath(path);
  const request = begin(mode, 'rm', path);
  request.fail = treeFailure;
  const result = native.rm(path, options.recursive, options.force, options.maxRetries, options.retryDelay, request.id);
  // The synchronous form takes a path through a file for one that isn't there.
  if (mode === undefined && options.recursive && options.force && isArray(result) && result[0] === notDirectory && result[1][0] === 'lstat') {
    return undefined;
  }
  return end(request, result);
}

function rename(mode, oldPath, newPath) {
  oldPath = getPath(oldPath, 'oldPath');
  newPath = getPath(newPath, 'newPath');
  const request = begin(mode, 'rename', oldPath, newPath);
  return end(request, native.rename(oldPath, newPath, request.id));
}

function link(mode, existingPath, newPath) {
  existingPath = getPath(existingPath, 'existingPath');
  newPath = getPath(newPath, 'newPath');
  const request = begin(mode, 'link', existingPath, newPath);
  return end(request, native.link(existingPath, newPath, request.id));
}

function symlink(mode, target, path, type) {
  if (type !== undefined && type !== null) validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
  target = getPath(target, 'target');
  path = getPath(path);
  const request = begin(mode, 'symlink', target, path);
  return end(request, native.symlink(target, path, request.id));
}

function readlink(mode, path, options) {
  const { encoding } = getOptions(options);
  path = getPath(path, mode === promised ? 'oldPath' : 'path');
  const request = beginName(mode, 'readlink', path, encoding);
  return end(request, native.readlink(path, wantsBytes(encoding), request.id));
}

/** By the C library's realpath(3). */
function realpathNative(mode, path, options) {
  const { encoding } = getOptions(options);
  path = getPath(path);
  const request = beginName(mode, 'realpath', path, encoding);
  return end(request, native.realpath(path, wantsBytes(encoding), request.id));
}

/** Component by component; failures name the component. Any object is taken for its text. */
function realpath(mode, path, options) {
  const { encoding } = getOptions(options);
  if (typeof path !== 'string') path = isUrl(path) ? path : `${path}`;
  // By their names: "link/.." is where the link is.
  path = require('path').resolve(getPath(path));
  const request = beginName(mode, 'lstat', path, encoding);
  request.fail = treeFailure;
  return end(request, native.resolveLinks(path, wantsBytes(encoding), request.id));
}

function copyFile(mode, src, dest, flags, syscall = 'copyfile') {
  src = getPath(src, 'src');
  dest = getPath(dest, 'dest');
  flags = getThreeBits(flags);
  const request = begin(mode, syscall, src, dest);
  return end(request, native.copyFile(src, dest, flags, request.id));
}

/**
 * Copies files of one directory to another until one fails.
 * @param {undefined | Function | symbol} mode
 * @param {string} src
 * @param {string} dest
 * @param {string[]} names
 * @param {number} flags
 * @returns {number} how many are copied
 */
function copyFiles(mode, src, dest, names, flags) {
  const request = begin(mode, 'copyfile', src, dest);
  request.convert = asIs;
  return end(request, native.copyFiles(src, dest, `${names.join('\0')}\0`, flags, request.id));
}

function directoryCopy([entries, copied, hasMode], record, request) {
  return { entries: direntsOf(entries, record, request), copied, hasMode };
}

/**
 * Makes a directory and copies the first plain files of another one to it.
 * @param {undefined | Function | symbol} mode
 * @param {string} src
 * @param {string} dest what is not there yet
 * @param {number} permissions of `dest`, in the end
 * @param {number} flags COPYFILE_*
 * @returns {{ entries: Dirent[], copied: number, hasMode: boolean }} what is in `src`; how many files are copied; whether
 *   `dest` has its permissions already
 * @throws {Error} with nothing done
 */
function copyDirectory(mode, src, dest, permissions, flags) {
  const request = begin(mode, 'copyfile', src, dest);
  request.convert = directoryCopy;
  return end(request, native.copyDirectory(src, dest, permissions, flags, request.id));
}

function chmod(mode, path, permissions) {
  path = getPath(path);
  permissions = parseFileMode(permissions, 'mode');
  const request = begin(mode, 'chmod', path);
  return end(request, native.chmod(path, permissions, request.id));
}

function chown(mode, path, uid, gid) {
  path = getPath(path);
  uid = getId(uid, 'uid');
  gid = getId(gid, 'gid');
  const request = begin(mode, 'chown', path);
  return end(request, native.chown(path, uid, gid, request.id));
}

function lchown(mode, path, uid, gid) {
  path = getPath(path);
  uid = getId(uid, 'uid');
  gid = getId(gid, 'gid');
  const request = begin(mode, 'lchown', path);
  return end(request, native.lchown(path, uid, gid, request.id));
}

function utimes(mode, path, atime, mtime) {
  path = getPath(path);
  atime = toUnixTimestamp(atime);
  mtime = toUnixTimestamp(mtime);
  const request = begin(mode, 'utime', path);
  return end(request, native.utimes(path, atime, mtime, request.id));
}

function lutimes(mode, path, atime, mtime) {
  path = getPath(path);
  atime = toUnixTimestamp(atime);
  mtime = toUnixTimestamp(mtime);
  const request = begin(mode, 'lutime', path);
  return end(request, native.lutimes(path, atime, mtime, request.id));
}

// --- Directories and whole files ----------------------------------------------------------------------------------------------

function namesOf(value, record, request) {
  const { encoding } = request;
  if (wantsBytes(encoding)) {
    for (let i = 0; i < value.length; i++) value[i] = decodeName(value[i], encoding);
  }
  return value;
}

function direntsOf(value, record, request) {
  const { encoding, path } = request;
  const { Dirent } = require('internal/fs/dirent');
  const names = value[0];
  const types = value[1];
  for (let i = 0; i < names.length; i++) {
    const name = typeof names[i] === 'string' ? names[i] : decodeName(names[i], encoding);
    names[i] = new Dirent(name, types[i], path);
  }
  return names;
}

/** One directory. `path` is checked already; `syscall` is what errors call it. */
function scan(mode, path, encoding, withFileTypes, syscall = 'scandir') {
  const request = begin(mode, syscall, path);
  request.encoding = encoding;
  request.convert = withFileTypes ? direntsOf : namesOf;
  return end(request, native.readdir(path, withFileTypes, wantsBytes(encoding), request.id));
}

// By the native FileStage.
const fileSyscalls = ['open', 'read', 'write', 'fsync', 'fstat'];

function fileFailure(code, detail, request) {
  // A promise finds out that "buffer" is no encoding before it reads, the others after that.
  if (detail !== undefined && detail !== 0 && request.promise !== undefined && request.encoding === 'buffer') {
    return new codes.ERR_UNKNOWN_ENCODING('buffer');
  }
  // What went wrong after the file was opened is not about its path.
  if (detail !== undefined && detail !== 0) {
    if (code === tooLarge && detail >= 2 ** 31) return new codes.ERR_FS_FILE_TOO_LARGE(detail);
    return errnoException(code, fileSyscalls[detail]);
  }
  return errnoException(code, 'open', request.path);
}

function fileContents(value, record, request) {
  if (typeof value === 'string') return value;
  const bytes = bytesOf(value);
  const { encoding } = request;
  // There is no encoding "buffer" here: this throws.
  return encoding ? bytes.toString(encoding) : bytes;
}

/**
 * @param {undefined | Function | symbol} mode
 * @param {string | Uint8Array | URL | number} source a path or a descriptor
 * @param {{ encoding?: string, flag?: string | number, signal?: AbortSignal }} options as getOptions gives them
 */
function readFile(mode, source, options) {
  const { encoding, signal } = options;
  source = getPathOrFd(source);
  let flags = O_RDONLY;
  const { flag } = options;
  // A descriptor is open already, with whatever flags.
  if (flag !== undefined && flag !== 'r' && typeof source !== 'number') {
    // Numbers go by the option's name in the callback form alone.
    const byOption = typeof flag === 'number' && typeof mode === 'function';
    flags = mode === promised ? getFlags(flag || 'r') : getFlags(flag, byOption ? 'options.flag' : 'flags');
  }
  const request = begin(mode, 'open', source);
  request.encoding = encoding;
  request.convert = fileContents;
  request.fail = fileFailure;
  const asText = encoding === 'utf8' || encoding === 'utf-8';
  const result = native.readFile(source, flags, asText, request.id);
  if (signal !== undefined) watchSignal(request, signal);
  return end(request, result);
}

/**
 * @param {undefined | Function | symbol} mode
 * @param {string | Uint8Array | URL | number} target a path or a descriptor
 * @param {ArrayBufferView} bytes
 * @param {{ flag?: string | number, mode?: number | string, flush?: boolean, signal?: AbortSignal }} options
 */
function writeFile(mode, target, bytes, options) {
  target = getPathOrFd(target);
  let flags = 0;
  let permissions = 0;
  if (typeof target !== 'number') {
    permissions = parseFileMode(options.mode, 'mode', 0o666);
    flags = getFlags(options.flag || 'w');
  } else if (mode === undefined && bytes.byteLength === 0) {
    return undefined;  // nothing is written, not even into what can't be
  }
  const request = begin(mode, 'open', target);
  request.fail = fileFailure;
  const result = native.writeFile(target, bytes, flags, permissions, options.flush === true, request.id);
  if (options.signal !== undefined) watchSignal(request, options.signal);
  return end(request, result);
}

/** truncate by path: opened for it, as truncate(2) would. */
function truncateSync(path, length) {
  const fd = open(undefined, path, 'r+');
  try {
    ftruncate(undefined, fd, length);
  } finally {
    close(undefined, fd);
  }
}

module.exports = {
  access,
  bytesOf,
  chmod,
  chown,
  close,
  copyDirectory,
  copyFile,
  copyFiles,
  decodeName,
  fchmod,
  fchown,
  fdatasync,
  fstat,
  fsync,
  ftruncate,
  futimes,
  lchown,
  link,
  lstat,
  lutimes,
  mkdir,
  mkdtemp,
  open,
  read,
  readFile,
  readlink,
  readv,
  realpath,
  realpathNative,
  rename,
  rm,
  rmdir,
  scan,
  stat,
  statfs,
  symlink,
  truncateSync,
  unlink,
  utimes,
  wantsBytes,
  write,
  writeFile,
  writev,
};
