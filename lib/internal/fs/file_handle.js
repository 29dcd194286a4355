// FileHandle: an open file of the promise API. https://nodejs.org/api/fs.html#class-filehandle
'use strict';

const EventEmitter = require('events');
const { AbortError, codes } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateEncoding, validateInteger, validateObject } = require('internal/validators');
const operations = require('internal/fs/operations');
const { promised } = require('internal/fs/requests');
const {
  encodeText, getBytes, getOptions, getReadPosition, getWritePosition, validateReadRange, validateView, validateViews,
  validateWriteRange,
} = require('internal/fs/arguments');
const { isArrayBufferView } = require('internal/fs/views');
const { mayTransfer, transferable, unserializable } = require('internal/cloneable');

const readFileOptions = { __proto__: null, flag: 'r' };
const writeFileOptions = { __proto__: null, encoding: 'utf8' };

// Closes what a program has lost without closing; made with the first handle.
let registry;

function closeLost(fd) {
  try {
    operations.close(undefined, fd);
  } catch {
    // Closed behind our back: nothing is lost then.
  }
  require('process').emitWarning(
    `Closing file descriptor ${fd} on garbage collection`);
  require('process').emitWarning(
    'Closing a FileHandle object on garbage collection is deprecated. Please close FileHandle objects explicitly using ' +
    'FileHandle.prototype.close(). In the future, an error will be thrown if a file descriptor is closed during garbage ' +
    'collection.', 'DeprecationWarning', 'DEP0137');
}

class FileHandle extends EventEmitter {
  #fd;
  // Operations and streams that use the descriptor; close waits for them.
  #users = 1;
  #closing = undefined;
  // Whether a stream/iter end or a web stream has it for itself.
  #locked = false;
  #transferred = false;
  #resolveClose = undefined;
  #rejectClose = undefined;

  /** Not for programs: fs.promises.open makes them. */
  constructor(fd) {
    super();
    this.#fd = fd;
    registry ??= new FinalizationRegistry(closeLost);
    registry.register(this, fd, this);
  }

  /** The descriptor's number; -1 when closed. */
  get fd() {
    return this.#fd;
  }

  static is(value) {
    return value !== null && typeof value === 'object' && #fd in value;
  }

  /** Keeps the descriptor open until unref; for streams over it. */
  static ref(handle) {
    handle.#users++;
  }

  static unref(handle) {
    if (--handle.#users === 0) handle.#closeNow();
  }

  /**
   * Takes the handle for one user, who reads or writes alone.
   * @throws {Error} ERR_INVALID_STATE
   */
  static lock(handle) {
    if (handle.#fd === -1) throw new codes.ERR_INVALID_STATE('The FileHandle is closed');
    if (handle.#closing !== undefined) throw new codes.ERR_INVALID_STATE('The FileHandle is closing');
    if (handle.#locked) throw new codes.ERR_INVALID_STATE('The FileHandle is locked');
    handle.#locked = true;
  }

  static unlock(handle) {
    handle.#locked = false;
  }

  /** Closes at once what nothing else uses; else when the operations in progress have ended. */
  static closeSync(handle) {
    if (handle.#fd === -1 || handle.#closing !== undefined) return;
    if (handle.#users > 1) {
      handle.close().catch(() => {});
      return;
    }
    const fd = handle.#fd;
    handle.#fd = -1;
    registry.unregister(handle);
    operations.close(undefined, fd);
    handle.emit('close');
  }

  /** Options of an operation on an open handle: that it is open is looked at first. */
  static options(handle, name, options, defaults) {
    if (handle.#fd === -1) throw FileHandle.closedError(handle, name);
    return getOptions(options, defaults);
  }

  /** What an operation fails with whose descriptor is gone. */
  static closedError(handle, syscall) {
    const error = new Error(handle.#transferred ? 'The FileHandle has been transferred' : 'file closed');
    error.code = 'EBADF';
    error.syscall = syscall;
    return error;
  }

  /** For postMessage: whether it can be moved. */
  [mayTransfer]() {
    if (this.#fd === -1 || this.#closing !== undefined || this.#locked || this.#users > 1) {
      const { DOMException } = require('internal/domexception');
      throw new DOMException('Cannot transfer FileHandle while in use', 'DataCloneError');
    }
  }

  /** Moves the descriptor into a message, which closes it if nobody receives it; this handle is closed then, without an event. */
  [transferable]() {
    const fd = this.#fd;
    this.#fd = -1;
    this.#transferred = true;
    registry.unregister(this);
    return ['FileHandle', binding('fs').pack(fd), []];
  }

  static async run(handle, syscall, operation) {
    if (handle === null || typeof handle !== 'object' || !(#fd in handle)) {
      throw new codes.ERR_INTERNAL_ASSERTION('handle must be an instance of FileHandle');
    }
    if (handle.#fd === -1) throw FileHandle.closedError(handle, syscall);
    handle.#users++;
    try {
      return await operation(handle.#fd);
    } finally {
      FileHandle.unref(handle);
    }
  }

  #closeNow() {
    const fd = this.#fd;
    this.#fd = -1;
    registry.unregister(this);
    operations.close(promised, fd).then(this.#resolveClose, this.#rejectClose);
  }

  /**
   * Closes after the operations in progress.
   * @returns {Promise<void>}
   */
  close() {
    if (this.#closing !== undefined) return this.#closing;
    if (this.#fd === -1) return Promise.resolve();
    const closing = new Promise((resolve, reject) => {
      this.#resolveClose = resolve;
      this.#rejectClose = reject;
    });
    this.#closing = closing.finally(() => {
      this.#closing = undefined;
    });
    this.emit('close');
    FileHandle.unref(this);
    return this.#closing;
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  async appendFile(data, options) {
    return writeHandleFile(this, data, FileHandle.options(this, 'writeFile', options, writeFileOptions));
  }

  chmod(mode) {
    return FileHandle.run(this, 'fchmod', (fd) => operations.fchmod(promised, fd, mode));
  }

  chown(uid, gid) {
    return FileHandle.run(this, 'fchown', (fd) => operations.fchown(promised, fd, uid, gid));
  }

  datasync() {
    return FileHandle.run(this, 'fdatasync', (fd) => operations.fdatasync(promised, fd));
  }

  sync() {
    return FileHandle.run(this, 'fsync', (fd) => operations.fsync(promised, fd));
  }

  /**
   * read(buffer, offset, length, position), read(buffer[, options]), read([options])
   * @returns {Promise<{ bytesRead: number, buffer: ArrayBufferView }>}
   */
  read(buffer, offset, length, position) {
    return FileHandle.run(this, 'read', (fd) => readInto(fd, buffer, offset, length, position));
  }

  readv(buffers, position) {
    return FileHandle.run(this, 'readv', async (fd) => {
      validateViews(buffers);
      const { count } = await operations.readv(promised, fd, buffers, getWritePosition(position));
      return { __proto__: null, bytesRead: count, buffers };
    });
  }

  async readFile(options) {
    return readHandleFile(this, FileHandle.options(this, 'readFile', options, readFileOptions));
  }

  /** The file's lines, as a readline Interface: `for await (const line of handle.readLines())`. */
  readLines(options = undefined) {
    return require('readline').createInterface({ input: this.createReadStream(options), crlfDelay: Infinity });
  }

  stat(options = undefined) {
    return FileHandle.run(this, 'fstat', (fd) => {
      const signal = options?.signal;
      if (signal !== undefined) {
        validateAbortSignal(signal, 'options.signal');
        if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      }
      return operations.fstat(promised, fd, options);
    });
  }

  truncate(len = 0) {
    return FileHandle.run(this, 'ftruncate', (fd) => operations.ftruncate(promised, fd, len));
  }

  utimes(atime, mtime) {
    return FileHandle.run(this, 'futimes', (fd) => operations.futimes(promised, fd, atime, mtime));
  }

  /**
   * write(buffer, offset[, length[, position]]), write(buffer[, options]), write(string[, position[, encoding]])
   * @returns {Promise<{ bytesWritten: number, buffer: ArrayBufferView | string }>}
   */
  write(data, offset, length, position) {
    return FileHandle.run(this, 'write', (fd) => writeFrom(fd, data, offset, length, position));
  }

  writev(buffers, position) {
    return FileHandle.run(this, 'writev', async (fd) => {
      validateViews(buffers);
      if (buffers.length === 0) return { __proto__: null, bytesWritten: 0, buffers };
      const { count } = await operations.writev(promised, fd, buffers, getWritePosition(position));
      return { __proto__: null, bytesWritten: count, buffers };
    });
  }

  async writeFile(data, options) {
    return writeHandleFile(this, data, FileHandle.options(this, 'writeFile', options, writeFileOptions));
  }

  /** A web stream of the file's bytes; a handle gives one. */
  readableWebStream(options = { __proto__: null }) {
    return require('internal/fs/web_stream').readableWebStream(this, options);
  }

  createReadStream(options = undefined) {
    const { ReadStream } = require('internal/fs/streams');
    return new ReadStream(undefined, { ...options, fd: this });
  }

  createWriteStream(options = undefined) {
    const { WriteStream } = require('internal/fs/streams');
    return new WriteStream(undefined, { ...options, fd: this });
  }
}
Object.defineProperty(FileHandle.prototype, unserializable, { __proto__: null, value: true });

async function readInto(fd, bufferOrOptions, offset, length, position) {
  let buffer = bufferOrOptions;
  if (!isArrayBufferView(buffer)) {
    // read([options])
    if (buffer !== undefined && buffer !== null) validateObject(buffer, 'options', { nullable: true });
    const options = buffer ?? { __proto__: null };
    ({ buffer = require('buffer').Buffer.alloc(16384), offset = 0, length, position = null } = options);
    validateView(buffer);
    length ??= buffer.byteLength - offset;
  } else if (offset !== null && typeof offset === 'object') {
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset);
  }
  if (offset === undefined || offset === null) {
    offset = 0;
  } else {
    validateInteger(offset, 'offset', 0);
  }
  length ??= buffer.byteLength - offset;
  const at = getReadPosition(position, length);
  if (length === 0) return { __proto__: null, bytesRead: 0, buffer };
  if (buffer.byteLength === 0) throw new codes.ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  validateReadRange(offset, length, buffer.byteLength);
  const { count } = await operations.read(promised, fd, buffer, offset, length, at);
  return { __proto__: null, bytesRead: count, buffer };
}

async function writeFrom(fd, data, offset, length, position) {
  if (isArrayBufferView(data)) {
    // null stands for no options.
    if (typeof offset === 'object') {
      ({ offset = 0, length = data.byteLength - offset, position = null } = offset ?? { __proto__: null });
    }
    if (offset === undefined || offset === null) {
      offset = 0;
    } else {
      validateInteger(offset, 'offset', 0);
    }
    if (typeof length !== 'number') length = data.byteLength - offset;
    if (data.byteLength === 0) return { __proto__: null, bytesWritten: 0, buffer: data };
    validateWriteRange(offset, length, data.byteLength);
    const { count } = await operations.write(promised, fd, data, offset, length, getWritePosition(position), data);
    return { __proto__: null, bytesWritten: count, buffer: data };
  }
  if (typeof data !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  validateEncoding(data, length);
  const bytes = encodeText(data, length);
  const { count } = await operations.write(promised, fd, bytes, 0, bytes.byteLength, getWritePosition(offset), data);
  return { __proto__: null, bytesWritten: count, buffer: data };
}

/** Opens a FileHandle. */
async function openHandle(path, flags, mode) {
  return new FileHandle(await operations.open(promised, path, flags, mode));
}

function isFileHandle(value) {
  return FileHandle.is(value);
}

/** Reads from the current position to the end. `options` as getOptions gives them. */
async function readHandleFile(handle, options) {
  if (options.encoding === 'buffer') throw new codes.ERR_UNKNOWN_ENCODING('buffer');
  if (options.signal?.aborted) throw new AbortError(undefined, { cause: options.signal.reason });
  if (handle.fd === -1) throw FileHandle.closedError(handle, 'readFile');
  FileHandle.ref(handle);
  try {
    if (options.buffer !== undefined) {
      const { readInto, validateBufferOption } = require('internal/fs/read_into');
      validateBufferOption(options.buffer);
      return await require('internal/fs/steps').run(readInto(handle.fd, options));
    }
    return await operations.readFile(promised, handle.fd, options);
  } finally {
    FileHandle.unref(handle);
  }
}

/** A piece of what is written may be all that Buffer.from takes. */
function pieceBytes(piece, encoding) {
  return isArrayBufferView(piece) ? piece : require('buffer').Buffer.from(piece, encoding);
}

/** Writes at the current position: a string, a view, or the pieces of a stream or another iterable. */
async function writeHandleFile(handle, data, options) {
  const { encoding, signal } = options;
  const check = () => {
    if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  };
  if (options.flush !== undefined && options.flush !== null) validateBoolean(options.flush, 'options.flush');
  const single = typeof data === 'string' || isArrayBufferView(data) || data === null || typeof data !== 'object' ||
    (data[Symbol.iterator] === undefined && data[Symbol.asyncIterator] === undefined);
  const bytes = single ? getBytes(data, encoding) : undefined;
  check();
  if (handle.fd === -1) throw FileHandle.closedError(handle, 'writeFile');
  FileHandle.ref(handle);
  try {
    if (single) {
      await operations.writeFile(promised, handle.fd, bytes, { signal });
      return;
    }
    for await (const piece of data) {
      check();
      await operations.writeFile(promised, handle.fd, pieceBytes(piece, encoding), { signal });
    }
    check();
  } finally {
    FileHandle.unref(handle);
  }
}

module.exports = { FileHandle, isFileHandle, openHandle, readHandleFile, writeHandleFile };
