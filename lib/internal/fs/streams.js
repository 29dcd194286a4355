// fs.ReadStream and fs.WriteStream. https://nodejs.org/api/fs.html#class-fsreadstream
'use strict';

const { Readable, Writable, finished } = require('stream');
const { codes } = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger } = require('internal/validators');
const { getFd, getOptions, getPath, isUrl } = require('internal/fs/arguments');
const { FileHandle, isFileHandle } = require('internal/fs/file_handle');
const { nextTick } = require('internal/ticks');
const { deprecate } = require('internal/util/deprecate');

const busy = Symbol('operation in progress');
const idle = Symbol('operation has ended');
const calls = Symbol('file system calls');
const handle = Symbol('FileHandle');

const noOptions = { __proto__: null };
const again = 'EAGAIN';
const mostRetries = 5;

/** Streams open themselves: these are for programs that used to do it, and warn them. */
const openReadStream = deprecate(function openReadStream() {}, 'ReadStream.prototype.open() is deprecated', 'DEP0135');
const openWriteStream = deprecate(function openWriteStream() {}, 'WriteStream.prototype.open() is deprecated', 'DEP0135');

/** The calls that a stream makes, over a FileHandle. */
function callsOf(fileHandle) {
  return {
    read(fd, buffer, offset, length, position, callback) {
      fileHandle.read(buffer, offset, length, position)
        .then(({ bytesRead }) => nextTick(callback, null, bytesRead, buffer), (error) => nextTick(callback, error));
    },
    write(fd, buffer, offset, length, position, callback) {
      fileHandle.write(buffer, offset, length, position)
        .then(({ bytesWritten }) => nextTick(callback, null, bytesWritten, buffer), (error) => nextTick(callback, error));
    },
    writev(fd, buffers, position, callback) {
      fileHandle.writev(buffers, position)
        .then(({ bytesWritten }) => nextTick(callback, null, bytesWritten, buffers), (error) => nextTick(callback, error));
    },
    fsync(fd, callback) {
      fileHandle.sync().then(() => nextTick(callback, null), (error) => nextTick(callback, error));
    },
    close(fd, callback) {
      fileHandle.close().then(() => nextTick(callback, null), (error) => nextTick(callback, error));
    },
  };
}

/** One of both is enough. */
function validateWriters(own) {
  if (!own.write && !own.writev) throw new codes.ERR_INVALID_ARG_TYPE('options.fs.write', ['Function'], own.write);
  if (own.write) validateFunction(own.write, 'options.fs.write');
  if (own.writev) validateFunction(own.writev, 'options.fs.writev');
}

/** What both kinds share of their constructors. */
function setUp(stream, path, options, needed) {
  if (options.windowsHandle !== undefined && options.windowsHandle !== null) {
    if (options.fd !== undefined && options.fd !== null) {
      throw new codes.ERR_INCOMPATIBLE_OPTION_PAIR('options.fd', 'options.windowsHandle');
    }
    throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM('options.windowsHandle');
  }
  stream.fd = null;
  if (options.fd === undefined || options.fd === null) {
    stream[calls] = options.fs || require('fs');
    if (options.fs) validateFunction(options.fs.open, 'options.fs.open');
    stream.path = isUrl(path) ? require('url').fileURLToPath(path) : path;
    getPath(stream.path);
    if (options.fs) {
      for (let i = 0; i < needed.length; i++) validateFunction(stream[calls][needed[i]], `options.fs.${needed[i]}`);
      if (stream instanceof WriteStream) validateWriters(options.fs);
      if (options.autoDestroy) validateFunction(stream[calls].close, 'options.fs.close');
      if (options.flush !== undefined && options.flush !== null) validateFunction(stream[calls].fsync, 'options.fs.fsync');
    }
  } else {
    stream.path = path;
    if (isFileHandle(options.fd)) {
      if (options.fs) throw new codes.ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
      const fileHandle = options.fd;
      stream[handle] = fileHandle;
      stream[calls] = callsOf(fileHandle);
      stream.fd = getFd(fileHandle.fd);
      FileHandle.ref(fileHandle);
      fileHandle.on('close', stream.close.bind(stream));
    } else if (typeof options.fd === 'number') {
      stream[calls] = options.fs || require('fs');
      stream.fd = getFd(options.fd);
    } else {
      throw new codes.ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], options.fd);
    }
  }
  stream.flags = options.flags;
  stream.mode = options.mode === undefined ? 0o666 : options.mode;
  stream[busy] = false;
}

function construct(callback) {
  if (typeof this.fd === 'number') {
    callback();
    return;
  }
  // Programs have replaced open (graceful-fs does): theirs says by events how it went.
  if (this.open !== openReadStream && this.open !== openWriteStream) {
    const original = this.emit;
    const stream = this;
    this.emit = function(...args) {
      if (args[0] === 'open') {
        stream.emit = original;
        callback();
        Reflect.apply(original, stream, args);
      } else if (args[0] === 'error') {
        stream.emit = original;
        callback(args[1]);
      } else {
        return Reflect.apply(original, stream, args);
      }
      return true;
    };
    this.open();
    return;
  }
  this[calls].open(this.path, this.flags, this.mode, (error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    this.fd = fd;
    callback();
    this.emit('open', this.fd);
    this.emit('ready');
  });
}

function closeDescriptor(stream, error, callback) {
  const { fd } = stream;
  if (stream[handle] !== undefined) {
    const fileHandle = stream[handle];
    stream[handle] = undefined;
    FileHandle.unref(fileHandle);
  }
  stream[calls].close(fd, (closeError) => callback(closeError || error));
  stream.fd = null;
}

function destroyNow(stream, error, callback) {
  if (typeof stream.fd === 'number') {
    closeDescriptor(stream, error, callback);
  } else {
    callback(error);
  }
}

function destroy(error, callback) {
  // A descriptor must not be closed under a call that uses it: its number might mean another file by then.
  if (this[busy]) {
    this.once(idle, (later) => destroyNow(this, error || later, callback));
  } else {
    destroyNow(this, error, callback);
  }
}

function settled(stream, error) {
  stream[busy] = false;
  if (!stream.destroyed) return false;
  stream.emit(idle, error);
  return true;
}

function autoCloseProperty(prototype, state) {
  Object.defineProperty(prototype, 'autoClose', {
    __proto__: null,
    configurable: true,
    get() {
      return this[state].autoDestroy;
    },
    set(value) {
      this[state].autoDestroy = value;
    },
  });
}

/**
 * @param {string | Buffer | URL} path ignored when options.fd is given
 * @param {object | string} [options] flags, encoding, fd, mode, autoClose, emitClose, start, end, highWaterMark, fs, signal
 */
function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);
  options = { ...getOptions(options, noOptions) };
  options.highWaterMark ??= 64 * 1024;
  if (options.flags === undefined) options.flags = 'r';
  if (options.autoDestroy === undefined) options.autoDestroy = options.autoClose ?? true;
  setUp(this, path, options, ['read']);
  this.start = options.start;
  this.end = options.end === undefined ? Infinity : options.end;
  this.pos = undefined;
  this.bytesRead = 0;
  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  if (this.end === Infinity) {
    this.end = Infinity;
  } else {
    validateInteger(this.end, 'end', 0);
    if (this.start !== undefined && this.start > this.end) {
      throw new codes.ERR_OUT_OF_RANGE('start', `<= "end" (here: ${this.end})`, this.start);
    }
  }
  Reflect.apply(Readable, this, [options]);
  if (options.encoding) this.setEncoding(options.encoding);
  return undefined;
}
Object.setPrototypeOf(ReadStream.prototype, Readable.prototype);
Object.setPrototypeOf(ReadStream, Readable);
autoCloseProperty(ReadStream.prototype, '_readableState');

ReadStream.prototype.open = openReadStream;
ReadStream.prototype._construct = construct;
ReadStream.prototype._destroy = destroy;

ReadStream.prototype._read = function(size) {
  const left = this.pos !== undefined ? this.end - this.pos + 1 : this.end - this.bytesRead + 1;
  const wanted = Math.min(left, size);
  if (wanted <= 0) {
    this.push(null);
    return;
  }
  const buffer = require('buffer').Buffer.allocUnsafeSlow(wanted);
  this[busy] = true;
  this[calls].read(this.fd, buffer, 0, wanted, this.pos, (error, count) => {
    if (settled(this, error)) return;
    if (error) {
      require('internal/streams/destroy').errorOrDestroy(this, error);
    } else if (count === 0) {
      this.push(null);
    } else {
      if (this.pos !== undefined) this.pos += count;
      this.bytesRead += count;
      if (count === buffer.length) {
        this.push(buffer);
        return;
      }
      // The rest of the memory must not stay with what is kept of it.
      const part = require('buffer').Buffer.allocUnsafeSlow(count);
      buffer.copy(part, 0, 0, count);
      this.push(part);
    }
  });
};

/** Closes the stream and its file. https://nodejs.org/api/stream.html#readabledestroyerror */
ReadStream.prototype.close = function(callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy(null);
};

Object.defineProperty(ReadStream.prototype, 'pending', {
  __proto__: null,
  configurable: true,
  get() {
    return this.fd === null;
  },
});

/**
 * @param {string | Buffer | URL} path ignored when options.fd is given
 * @param {object | string} [options] flags, encoding, fd, mode, autoClose, emitClose, start, fs, signal, highWaterMark, flush
 */
function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);
  options = { ...getOptions(options, noOptions) };
  // Text counts by its bytes.
  options.decodeStrings = true;
  if (options.flags === undefined) options.flags = 'w';
  if (options.autoDestroy === undefined) options.autoDestroy = options.autoClose ?? true;
  setUp(this, path, options, []);
  this.flush = options.flush;
  if (this.flush === undefined || this.flush === null) {
    this.flush = false;
  } else {
    validateBoolean(this.flush, 'options.flush');
  }
  // Without one of them the other does both.
  if (!this[calls].write) this._write = null;
  if (!this[calls].writev) this._writev = null;
  this.start = options.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  Reflect.apply(Writable, this, [options]);
  if (options.encoding) this.setDefaultEncoding(options.encoding);
  return undefined;
}
Object.setPrototypeOf(WriteStream.prototype, Writable.prototype);
Object.setPrototypeOf(WriteStream, Writable);
autoCloseProperty(WriteStream.prototype, '_writableState');

WriteStream.prototype.open = openWriteStream;
WriteStream.prototype._construct = construct;

WriteStream.prototype._destroy = function(error, callback) {
  if (!this.flush || error || typeof this.fd !== 'number') {
    Reflect.apply(destroy, this, [error, callback]);
    return;
  }
  const sync = (next) => this[calls].fsync(this.fd, (syncError) => Reflect.apply(destroy, this, [syncError, next]));
  if (this[busy]) {
    this.once(idle, () => sync(callback));
  } else {
    sync(callback);
  }
};

/** Writes all of one buffer, however many calls that takes; a descriptor that would block is tried again. */
function writeAll(stream, data, callback, retries = 0) {
  stream[calls].write(stream.fd, data, 0, data.byteLength, stream.pos, (error, count) => {
    if (error?.code === again) {
      error = null;
      count = 0;
    }
    if (stream.destroyed || error) {
      callback(error || new codes.ERR_STREAM_DESTROYED('write'));
      return;
    }
    retries = count > 0 ? 0 : retries + 1;
    if (retries > mostRetries) {
      callback(new codes.ERR_SYSTEM_ERROR({ code: again, message: 'resource temporarily unavailable', syscall: 'write' }));
      return;
    }
    stream.bytesWritten += count;
    if (stream.pos !== undefined) stream.pos += count;
    if (count === data.byteLength) {
      callback();
    } else {
      writeAll(stream, data.subarray(count), callback, retries);
    }
  });
}

WriteStream.prototype._write = function(data, encoding, callback) {
  if (typeof data === 'string') data = require('buffer').Buffer.from(data, encoding);
  this[busy] = true;
  writeAll(this, data, (error) => {
    if (settled(this, error)) {
      callback(error);
      return;
    }
    callback(error);
  });
};

WriteStream.prototype._writev = function(chunks, callback) {
  const { Buffer } = require('buffer');
  const buffers = new Array(chunks.length);
  let size = 0;
  for (let i = 0; i < chunks.length; i++) {
    const { chunk, encoding } = chunks[i];
    buffers[i] = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    size += buffers[i].byteLength;
  }
  this[busy] = true;
  const done = (error) => {
    settled(this, error);
    callback(error);
  };
  this[calls].writev(this.fd, buffers, this.pos ?? null, (error, count) => {
    if (error?.code === again) {
      error = null;
      count = 0;
    }
    if (error) {
      done(error);
      return;
    }
    this.bytesWritten += count;
    if (this.pos !== undefined) this.pos += count;
    if (count === size) {
      done();
    } else {
      writeAll(this, Buffer.concat(buffers).subarray(count), done);
    }
  });
};

/** Ends the stream and closes its file when all is written. */
WriteStream.prototype.close = function(callback) {
  if (callback) {
    if (this.closed) {
      nextTick(callback);
      return;
    }
    this.on('close', callback);
  }
  // Without autoClose, finishing would leave the file open.
  if (!this.autoClose) this.on('finish', this.destroy);
  this.end();
};

WriteStream.prototype.destroySoon = WriteStream.prototype.end;

Object.defineProperty(WriteStream.prototype, 'pending', {
  __proto__: null,
  configurable: true,
  get() {
    return this.fd === null;
  },
});

module.exports = { ReadStream, WriteStream };
