// net.Socket. https://nodejs.org/api/net.html#class-netsocket
//
// A Duplex over one native handle. Reads are started when the stream wants data and stopped when it has enough; writes go to
// the handle as they are, and their callbacks come when the bytes need no more care.
'use strict';

const diagnostics = require('internal/diagnostics/registry');
const stream = require('stream');
const { Buffer } = require('buffer');
const {
  codes, errnoException, syscallException, genericNodeError,
} = require('internal/errors');
const {
  validateInt32, validateNumber, validateFunction, validateAbortSignal, validateObject,
} = require('internal/validators');
const { nextTick } = require('internal/ticks');
const context = require('internal/async/context');
const hooks = require('internal/async/hooks');
const native = require('internal/net/native');
const { normalize, kNormalized } = require('internal/net/arguments');
const { describe } = require('internal/net/native');
const { mayTransfer, transferable } = require('internal/cloneable');

const kTimer = Symbol('net.timer');
const kTimeout = Symbol('net.timeout');
const kReading = Symbol('net.reading');
const kWriteCallback = Symbol('net.writeCallback');
const kWriteFrame = Symbol('net.writeFrame');
const kQueued = Symbol('net.queued');
const kFinalCallback = Symbol('net.finalCallback');
const kOnread = Symbol('net.onread');
const kNoDelay = Symbol('net.noDelay');
const kKeepAlive = Symbol('net.keepAlive');
const kBytesRead = Symbol('net.bytesRead');
const kBytesWritten = Symbol('net.bytesWritten');
/** Its local end was chosen before: a BoundSocket's. */
const kBound = Symbol('net.bound');
const kTypeOfService = Symbol('net.typeOfService');

const kNotConnected = -107;
const kCanceled = -125;
const kBadDescriptor = -9;
const kLongestTimeout = 2 ** 31 - 1;

/** Whole seconds from milliseconds, for keep-alive; 0, the system's own delay, for what isn't a finite number. */
function seconds(msecs) {
  return (Number(msecs) / 1000) | 0;
}

/**
 * @constructor
 * @param {object} [options] https://nodejs.org/api/net.html#new-netsocketoptions
 */
function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  if (options?.objectMode) {
    throw new codes.ERR_INVALID_ARG_VALUE('options.objectMode', options.objectMode, 'is not supported');
  }
  if (options?.readableObjectMode || options?.writableObjectMode) {
    const name = options.readableObjectMode ? 'readableObjectMode' : 'writableObjectMode';
    throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, options[name], 'is not supported');
  }
  if (typeof options === 'number') options = { fd: options };
  else options = { ...options };
  if (options.keepAliveInitialDelay !== undefined) {
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    if (options.keepAliveInitialDelay < 0) options.keepAliveInitialDelay = 0;
  }

  this.connecting = false;
  this._hadError = false;
  this._parent = null;
  this._host = null;
  this[kTimer] = null;
  this[kTimeout] = 0;
  this[kReading] = false;
  this[kWriteCallback] = null;
  this[kWriteFrame] = undefined;
  this[kQueued] = 0;
  this[kFinalCallback] = null;
  this[kOnread] = null;
  this[kTypeOfService] = undefined;
  this[kBound] = false;
  this[kNoDelay] = Boolean(options.noDelay);
  this[kKeepAlive] = options.keepAlive ? { delay: seconds(options.keepAliveInitialDelay), interval: 0, count: 0 } : null;
  this[kBytesRead] = 0;
  this[kBytesWritten] = 0;
  this._handle = null;
  this._pendingData = null;
  this._pendingEncoding = '';
  this._sockname = null;
  this._peername = null;

  const { fd } = options;
  const given = options.handle;
  // 'close' comes when the handle is closed, with an argument of its own.
  options.emitClose = false;
  options.autoDestroy = true;
  options.decodeStrings = false;
  options.allowHalfOpen = Boolean(options.allowHalfOpen);
  const { signal } = options;
  delete options.signal;
  const readable = options.readable ?? true;
  const writable = options.writable ?? true;
  options.readable = readable;
  options.writable = writable;
  stream.Duplex.call(this, options);

  if (typeof given?.[native.kAdopt] === 'function') {
    // Bound and not connected: there is nothing to read yet.
    openDescriptor(this, given[native.kAdopt]());
    options.manualStart = true;
    this[kBound] = true;
  } else if (given) {
    this._handle = given;
    given.owner = this;
    // A connection that was served before it became a socket has a past.
    this[kBytesRead] = given.bytesRead?.() ?? 0;
    this[kBytesWritten] = (given.bytesWritten?.() ?? 0) + (given.queuedBytes?.() ?? 0);
  } else if (fd !== undefined) {
    openDescriptor(this, fd);
  }
  if (options.onread !== null && typeof options.onread === 'object') useOnread(this, options.onread);
  this.on('end', onEnd);
  if (this._handle !== null) {
    applySettings(this);
    if (options.pauseOnCreate) {
      this._readableState.flowing = false;
    } else if (readable && !options.manualStart) {
      this.read(0);
    }
  }
  if (signal) {
    validateAbortSignal(signal, 'options.signal');
    stream.addAbortSignal(signal, this);
  }
  this.server = null;
  this._server = null;
}
Object.setPrototypeOf(Socket.prototype, stream.Duplex.prototype);
Object.setPrototypeOf(Socket, stream.Duplex);

const prototype = Socket.prototype;

function openDescriptor(socket, fd) {
  validateInt32(fd, 'fd', 0);
  const kind = native.kindOfDescriptor(fd);
  let handle;
  if (kind === 'TCP') handle = native.makeTcpSocket(socket);
  else if (kind === 'PIPE' || kind === 'TTY') handle = native.makePipeSocket(socket);
  else throw new codes.ERR_INVALID_FD_TYPE(kind);
  const status = handle.open(fd, false);
  if (status !== 0) throw syscallException(status, 'open');
  socket._handle = handle;
}

/** The program's own read buffer: data goes there, and to its callback, instead of 'data'. */
function useOnread(socket, onread) {
  const { buffer, callback } = onread;
  if (typeof callback !== 'function') return;
  const isMaker = typeof buffer === 'function';
  if (!isMaker && !ArrayBuffer.isView(buffer)) return;
  socket[kOnread] = { buffer: isMaker ? buffer() : buffer, make: isMaker ? buffer : null, callback };
  socket._handle?.setReadBuffer(socket[kOnread].buffer);
}

/** @returns {Uint8Array | null} the program's own read buffer */
prototype._readBuffer = function() {
  return this[kOnread] === null ? null : this[kOnread].buffer;
};

function applySettings(socket) {
  const handle = socket._handle;
  if (socket[kOnread] !== null) handle.setReadBuffer(socket[kOnread].buffer);
  if (handle.kind !== 'tcp') return;
  if (socket[kNoDelay]) handle.setNoDelay(true);
  const keepAlive = socket[kKeepAlive];
  if (keepAlive !== null) handle.setKeepAlive(true, keepAlive.delay, keepAlive.interval, keepAlive.count);
  if (socket[kTypeOfService] !== undefined) handle.setTypeOfService(socket[kTypeOfService]);
}

/** The peer has sent its end: on a socket that is not half-open, ours follows, and what is written then is lost. */
function onEnd() {
  if (!this.allowHalfOpen) this.write = writeAfterEnd;
}

function writeAfterEnd(chunk, encoding, callback) {
  if (!this.writableEnded) return stream.Duplex.prototype.write.call(this, chunk, encoding, callback);
  if (typeof encoding === 'function') callback = encoding;
  const error = genericNodeError('This socket has been ended by the other party', { code: 'EPIPE' });
  if (typeof callback === 'function') nextTick(callback, error);
  this.destroy(error);
  return false;
}

// What the native handle reports.

prototype.onNativeData = function(data) {
  this._unrefTimer();
  const onread = this[kOnread];
  if (onread !== null) {
    this[kBytesRead] += data;
    const keepOn = onread.callback.call(this, data, onread.buffer);
    if (onread.make !== null) {
      onread.buffer = onread.make();
      this._handle?.setReadBuffer(onread.buffer);
    }
    if (keepOn === false) stopReading(this);
    return;
  }
  this[kBytesRead] += data.byteLength;
  if (!this.push(Buffer.from(data))) stopReading(this);
};

/** The same for bytes that are a Buffer already, without a read buffer of the program's. */
prototype.onNativeBuffer = function(bytes) {
  this._unrefTimer();
  this[kBytesRead] += bytes.byteLength;
  if (!this.push(bytes)) stopReading(this);
};

prototype.onNativeEnd = function() {
  this[kReading] = false;
  if (this[kOnread] !== null && this.readableFlowing !== false) this.resume();
  this.push(null);
  this.read(0);
};

prototype.onNativeError = function(status, isOfSending) {
  this[kReading] = false;
  this.destroy(syscallException(status, isOfSending ? 'write' : 'read'));
};

prototype.onNativeWriteDone = function(status) {
  const callback = this[kWriteCallback];
  this[kWriteCallback] = null;
  if (callback === null) return;
  this._unrefTimer();
  const frame = this[kWriteFrame];
  this[kWriteFrame] = undefined;
  context.run(frame, callback, undefined, status < 0 ? syscallException(status, 'write') : null);
};

prototype.onNativeShutdown = function(status) {
  const callback = this[kFinalCallback];
  this[kFinalCallback] = null;
  if (callback === null) return;
  // A peer that is gone already has no end to be told of.
  callback(status < 0 && status !== -107 && status !== -32 && status !== -104 ?
    syscallException(status, 'shutdown') : null);
};

prototype.onNativeConnect = function(handle, status) {
  require('internal/net/connect').onConnect(this, handle, status);
};

function startReading(socket) {
  if (socket[kReading] || socket._handle === null) return;
  socket[kReading] = true;
  const status = socket._handle.readStart();
  // ENOTCONN: its end has been read already.
  if (status < 0 && status !== kNotConnected) socket.destroy(syscallException(status, 'read'));
}

function stopReading(socket) {
  if (!socket[kReading] || socket._handle === null) return;
  socket[kReading] = false;
  socket._handle.readStop();
}

/** Another process gets the connection: this socket is left without, and tells nothing of it. */
prototype._giveUpHandle = function() {
  stopReading(this);
  clearTimer(this);
  this._handle.owner = null;
  this._handle = null;
};

prototype[mayTransfer] = function() {
  require('internal/net/transfer').checkSocket(this, this[kReading]);
};
prototype[transferable] = function() {
  return require('internal/net/transfer').moveSocket(this);
};

/** Stops reading until the stream asks again; the handle keeps nothing alive meanwhile. */
prototype._stopReading = function() {
  stopReading(this);
};

prototype._read = function(size) {
  if (this.connecting || this._handle === null) this.once('connect', () => this._read(size));
  else startReading(this);
};

prototype.read = function(size) {
  if (this[kOnread] !== null && !this.connecting && this._handle !== null && !this[kReading]) startReading(this);
  return stream.Duplex.prototype.read.call(this, size);
};

prototype.pause = function() {
  if (this[kOnread] !== null && !this.connecting) stopReading(this);
  return stream.Duplex.prototype.pause.call(this);
};

prototype.resume = function() {
  if (this[kOnread] !== null && !this.connecting && this._handle !== null) startReading(this);
  return stream.Duplex.prototype.resume.call(this);
};

/** Sends one chunk; the result of the handle's write. */
function sendChunk(handle, data, encoding) {
  if (typeof data !== 'string') return handle.write(data);
  switch (encoding) {
    case 'utf8':
    case 'utf-8':
      return handle.writeUtf8(data);
    case 'latin1':
    case 'binary':
    case 'ascii':
      return handle.writeLatin1(data);
    default:
      return handle.write(Buffer.from(data, encoding));
  }
}

function sizeOf(data, encoding) {
  return typeof data === 'string' ? Buffer.byteLength(data, encoding) : data.byteLength;
}

/** Runs `write` now, or when the socket is connected. */
function whenConnected(socket, data, encoding, callback, write) {
  if (!socket.connecting) return write();
  socket._pendingData = data;
  socket._pendingEncoding = encoding;
  const failed = () => callback(new codes.ERR_SOCKET_CLOSED_BEFORE_CONNECTION());
  socket.once('connect', () => {
    socket.removeListener('close', failed);
    socket._pendingData = null;
    socket._pendingEncoding = '';
    write();
  });
  socket.once('close', failed);
}

function settle(socket, status, callback) {
  if (status === 0) {
    callback(null);
  } else if (status === 1) {
    socket[kWriteCallback] = callback;
    socket[kWriteFrame] = context.get();
    if (hooks.state.tracking) native.noteWrite(socket._handle);
  } else {
    // A handle that is closed has no descriptor.
    callback(syscallException(status === kCanceled ? kBadDescriptor : status, 'write'));
  }
}

prototype._write = function(data, encoding, callback) {
  whenConnected(this, data, encoding, callback, () => {
    if (this._handle === null) return callback(new codes.ERR_SOCKET_CLOSED());
    this._unrefTimer();
    this[kBytesWritten] += sizeOf(data, encoding);
    settle(this, sendChunk(this._handle, data, encoding), callback);
  });
};

prototype._writev = function(chunks, callback) {
  whenConnected(this, chunks, '', callback, () => {
    if (this._handle === null) return callback(new codes.ERR_SOCKET_CLOSED());
    this._unrefTimer();
    const list = new Array(chunks.length);
    for (let i = 0; i < chunks.length; i++) {
      const { chunk, encoding } = chunks[i];
      list[i] = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
      this[kBytesWritten] += list[i].byteLength;
    }
    settle(this, this._handle.writeAll(list), callback);
  });
};

prototype._final = function(callback) {
  if (this.connecting) {
    this.once('connect', () => this._final(callback));
    return;
  }
  if (this._handle === null) {
    callback();
    return;
  }
  this[kFinalCallback] = callback;
  if (hooks.state.tracking) native.noteShutdown(this._handle);
  const status = this._handle.shutdown();
  if (status !== 0) this.onNativeShutdown(status);
};

prototype._destroy = function(exception, callback) {
  this.connecting = false;
  clearTimer(this);
  const handle = this._handle;
  const hadError = Boolean(exception);
  // What waits for the kernel never hears of it again.
  const write = this[kWriteCallback];
  const final = this[kFinalCallback];
  this[kWriteCallback] = null;
  this[kFinalCallback] = null;
  if (handle !== null) {
    this[kReading] = false;
    this._handle = null;
    handle.owner = this;
    native.closeHandle(handle, () => this.emit('close', hadError));
    handle.owner = null;
  }
  callback(exception);
  // After 'error', which the callback has put in a tick of its own.
  if (handle === null) nextTick(() => this.emit('close', hadError));
  if (write !== null) write(exception ?? new codes.ERR_STREAM_DESTROYED('write'));
  if (final !== null && exception) final(exception);
  const server = this._server;
  if (server !== null) {
    this._server = null;
    server._connections--;
    server._emitCloseIfDrained();
  }
};

/** @param {...any} args as for writable.end */
prototype.end = function(data, encoding, callback) {
  stream.Duplex.prototype.end.call(this, data, encoding, callback);
  return this;
};

/** Destroys the socket once what was written has gone out. */
prototype.destroySoon = function() {
  if (this.writable) this.end();
  if (this.writableFinished) this.destroy();
  else this.once('finish', this.destroy);
};

/** @returns {this} */
prototype.resetAndDestroy = function() {
  if (this._handle !== null) {
    if (this._handle.kind !== 'tcp') throw new codes.ERR_INVALID_HANDLE_TYPE();
    if (this.connecting) this.once('connect', () => this._reset());
    else this._reset();
  } else {
    this.destroy(new codes.ERR_SOCKET_CLOSED());
  }
  return this;
};

prototype._reset = function() {
  this._handle?.reset();
  return this.destroy();
};

function clearTimer(socket) {
  if (socket[kTimer] === null) return;
  require('timers').clearTimeout(socket[kTimer]);
  socket[kTimer] = null;
}

/** Something has happened: the time begins anew. */
prototype._unrefTimer = function() {
  // A socket inside another (TLS): what happens on the inner one happens to both.
  for (let socket = this; socket !== null && socket !== undefined; socket = socket._parent) socket[kTimer]?.refresh();
};

/**
 * @param {number} msecs without activity; 0 for never
 * @param {() => void} [callback] a 'timeout' listener
 * @returns {this}
 */
prototype.setTimeout = function(msecs, callback) {
  if (this.destroyed) return this;
  validateNumber(msecs, 'msecs');
  if (msecs < 0 || !Number.isFinite(msecs)) {
    throw new codes.ERR_OUT_OF_RANGE('msecs', 'a non-negative finite number', msecs);
  }
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (msecs > kLongestTimeout) {
    require('process').emitWarning(
      `${msecs} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${kLongestTimeout}.`,
      'TimeoutOverflowWarning');
    msecs = kLongestTimeout;
  }
  this.timeout = msecs;
  clearTimer(this);
  if (msecs === 0) {
    if (callback !== undefined) this.removeListener('timeout', callback);
    return this;
  }
  this[kTimer] = require('timers').setTimeout(() => this._onTimeout(), msecs).unref();
  if (callback !== undefined) this.once('timeout', callback);
  return this;
};

prototype._onTimeout = function() {
  if (this[kWriteCallback] !== null && typeof this._handle?.queuedBytes === 'function') {
    // A large write that moves on is activity.
    const left = this._handle.queuedBytes();
    if (left !== this[kQueued]) {
      this[kQueued] = left;
      this._unrefTimer();
      return;
    }
  }
  this.emit('timeout');
};

/** @returns {this} */
prototype.setNoDelay = function(enable) {
  const on = enable === undefined ? true : Boolean(enable);
  if (this._handle === null || this.connecting) this[kNoDelay] = on;
  else if (typeof this._handle.setNoDelay === 'function' && on !== this[kNoDelay]) {
    this[kNoDelay] = on;
    this._handle.setNoDelay(on);
  }
  return this;
};

/**
 * @param {boolean | { enable?: boolean, initialDelay?: number, interval?: number, count?: number }} [enable]
 * @param {number} [initialDelay] milliseconds; 0 keeps the system's
 * @param {number} [interval] milliseconds between probes; 0 keeps the system's
 * @param {number} [count] of probes; 0 keeps the system's
 * @returns {this}
 */
prototype.setKeepAlive = function(enable, initialDelay, interval, count) {
  if (enable !== null && typeof enable === 'object') ({ enable = false, initialDelay, interval, count } = enable);
  const on = Boolean(enable);
  const wanted = { delay: seconds(initialDelay), interval: seconds(interval), count: Math.max(0, Math.trunc(count) || 0) };
  const handle = this._handle;
  if (handle === null || this.connecting) {
    this[kKeepAlive] = on ? wanted : null;
  } else if (typeof handle.setKeepAlive === 'function') {
    const { [kKeepAlive]: now } = this;
    if (on === (now !== null) && (!on || (now.delay === wanted.delay && now.interval === wanted.interval &&
                                          now.count === wanted.count))) {
      return this;
    }
    this[kKeepAlive] = on ? wanted : null;
    handle.setKeepAlive(on, wanted.delay, wanted.interval, wanted.count);
  }
  return this;
};

/** @param {number} tos 0 to 255 */
prototype.setTypeOfService = function(tos) {
  if (Number.isNaN(tos)) throw new codes.ERR_INVALID_ARG_TYPE('tos', 'number', tos);
  validateInt32(tos, 'tos', 0, 255);
  this[kTypeOfService] = tos;
  if (this._handle === null || this.connecting || typeof this._handle.setTypeOfService !== 'function') return this;
  const status = this._handle.setTypeOfService(tos);
  if (status < 0) throw errnoException(status, 'setTypeOfService');
  return this;
};

/** @returns {number} */
prototype.getTypeOfService = function() {
  if (this._handle === null || this.connecting || typeof this._handle.getTypeOfService !== 'function') {
    return this[kTypeOfService] ?? 0;
  }
  const value = this._handle.getTypeOfService();
  if (value < 0) throw errnoException(value, 'getTypeOfService');
  return value;
};

/** @returns {this} */
prototype.ref = function() {
  if (this._handle === null) this.once('connect', this.ref);
  else this._handle.ref();
  return this;
};

/** @returns {this} */
prototype.unref = function() {
  if (this._handle === null) this.once('connect', this.unref);
  else this._handle.unref();
  return this;
};

prototype._getpeername = function() {
  if (this._handle === null || this.connecting || this._handle.peerAddress === undefined) return this._peername ?? {};
  return this._peername ??= describe(this._handle.peerAddress());
};

prototype._getsockname = function() {
  if (this._handle === null || this._handle.localAddress === undefined) return this._sockname ?? {};
  const local = this._handle.localAddress();
  // Of Unix-domain sockets only one that was bound by the program has a name worth telling.
  return this._sockname ??= this[kBound] && typeof local === 'string' ? { address: local } : describe(local);
};

/** @returns {{ address?: string, family?: string, port?: number }} */
prototype.address = function() {
  return this._getsockname();
};

/**
 * https://nodejs.org/api/net.html#socketconnect
 * @param {...any} args
 * @returns {this}
 */
prototype.connect = function(...args) {
  const normalized = Array.isArray(args[0]) && args[0][kNormalized] ? args[0] : normalize(args);
  const { 0: options, 1: callback } = normalized;
  if (diagnostics.subscribed !== 0 && this[native.kInner] !== true && options[native.kInner] !== true) {
    diagnostics.publish('net.client.socket', { socket: this });
  }
  if (options.onread && this[kOnread] === null) {
    validateObject(options.onread, 'options.onread');
    useOnread(this, options.onread);
  }
  if (options.port === undefined && (options.path === undefined || options.path === null)) {
    throw new codes.ERR_MISSING_ARGS(['options', 'port', 'path']);
  }
  if (this.write !== prototype.write) this.write = prototype.write;
  if (this.destroyed) {
    this._handle = null;
    this._peername = null;
    this._sockname = null;
    this[kBytesRead] = 0;
    this[kBytesWritten] = 0;
    this._undestroy();
  }
  if (callback !== null) this.once('connect', callback);
  if (this._handle === null) this._handle = options.path ? native.makePipeSocket(this) : native.makeTcpSocket(this);
  this._unrefTimer();
  if (this[kBound]) {
    for (const name of ['localAddress', 'localPort']) {
      if (options[name] !== undefined) {
        throw new codes.ERR_INVALID_ARG_VALUE(`options.${name}`, options[name], 'cannot be used with a bound socket');
      }
    }
  }
  this.connecting = true;
  require('internal/net/connect').begin(this, options, this[kBound]);
  return this;
};

function accessor(name, get) {
  Object.defineProperty(prototype, name, { __proto__: null, configurable: false, enumerable: true, get });
}

accessor('_connecting', function() { return this.connecting; });
accessor('pending', function() { return this._handle === null || this.connecting; });
accessor('readyState', function() {
  if (this.connecting) return 'opening';
  if (this.readable && this.writable) return 'open';
  if (this.readable) return 'readOnly';
  return this.writable ? 'writeOnly' : 'closed';
});
accessor('bufferSize', function() {
  return this._handle === null ? undefined : this.writableLength;
});
accessor('bytesRead', function() { return this[kBytesRead]; });
accessor('_bytesDispatched', function() { return this[kBytesWritten]; });
accessor('bytesWritten', function() {
  let bytes = this[kBytesWritten];
  const { _pendingData: data, _writableState: state } = this;
  if (state === undefined) return undefined;
  if (Array.isArray(data)) {
    for (const { chunk, encoding } of data) bytes += sizeOf(chunk, encoding);
  } else if (data) {
    bytes += sizeOf(data, this._pendingEncoding);
  }
  const waiting = this.writableBuffer;
  for (let i = 0; i < waiting.length; i++) bytes += sizeOf(waiting[i].chunk, waiting[i].encoding);
  return bytes;
});
accessor('remoteAddress', function() { return this._getpeername().address; });
accessor('remoteFamily', function() { return this._getpeername().family; });
accessor('remotePort', function() { return this._getpeername().port; });
accessor('localAddress', function() { return this._getsockname().address; });
accessor('localPort', function() { return this._getsockname().port; });
accessor('localFamily', function() { return this._getsockname().family; });

module.exports = { Socket, applySettings };
