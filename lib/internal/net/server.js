// net.Server. https://nodejs.org/api/net.html#class-netserver
'use strict';

const diagnostics = require('internal/diagnostics/registry');
const EventEmitter = require('events');
const { codes, exceptionWithHostPort, genericNodeError } = require('internal/errors');
const { validateAbortSignal, validateNumber, validatePort, validateString } = require('internal/validators');
const { nextTick } = require('internal/ticks');
const native = require('internal/net/native');
const { openListener } = require('internal/net/listener');
const { normalize, toNumber } = require('internal/net/arguments');
const { Socket } = require('internal/net/socket');
const { isWorker } = require('internal/cluster/role');
const { mayTransfer, transferable } = require('internal/cloneable');

/** Which listen a look-up belongs to: a later close or listen makes its answer stale. */
const kListening = Symbol('net.listening');

/**
 * @constructor
 * @param {object | ((socket: Socket) => void)} [options]
 * @param {(socket: Socket) => void} [connectionListener]
 */
function Server(options, connectionListener) {
  if (!(this instanceof Server)) return new Server(options, connectionListener);
  EventEmitter.call(this);
  if (typeof options === 'function') {
    connectionListener = options;
    options = {};
  } else if (options === undefined || options === null) {
    options = {};
  } else if (typeof options !== 'object') {
    throw new codes.ERR_INVALID_ARG_TYPE('options', 'object', options);
  } else {
    options = { ...options };
  }
  if (typeof connectionListener === 'function') this.on('connection', connectionListener);
  if (options.keepAliveInitialDelay !== undefined) {
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    if (options.keepAliveInitialDelay < 0) options.keepAliveInitialDelay = 0;
  }
  if (options.highWaterMark !== undefined) validateNumber(options.highWaterMark, 'options.highWaterMark');
  this._connections = 0;
  // Of connections that other processes have been given: see internal/child_process/remote_sockets.
  this._workers = [];
  this._handle = null;
  this._unref = false;
  this[kListening] = 0;
  this.allowHalfOpen = options.allowHalfOpen || false;
  this.pauseOnConnect = Boolean(options.pauseOnConnect);
  this.noDelay = Boolean(options.noDelay);
  this.keepAlive = Boolean(options.keepAlive);
  this.keepAliveInitialDelay = options.keepAliveInitialDelay === undefined ? 0 : options.keepAliveInitialDelay;
  this.highWaterMark = options.highWaterMark ?? require('stream').getDefaultHighWaterMark(false);
  if (options.blockList) {
    const { BlockList } = require('internal/net/block_list');
    if (!BlockList.isBlockList(options.blockList)) {
      throw new codes.ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', options.blockList);
    }
    this.blockList = options.blockList;
  }
}
Object.setPrototypeOf(Server.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Server, EventEmitter);

const prototype = Server.prototype;

/**
 * listen EADDRINUSE: address already in use :::80
 * @param {number} status negative errno
 * @param {string} [address]
 * @param {number} [port]
 * @returns {Error}
 */
function listenException(status, address, port) {
  const { getErrorName, getErrorMessage } = require('internal/errno');
  const code = getErrorName(status);
  let where = '';
  if (port && port > 0) where = ` ${address}:${port}`;
  else if (address) where = ` ${address}`;
  return genericNodeError(`listen ${code}: ${getErrorMessage(status)}${where}`, {
    code, errno: status, syscall: 'listen', address, port,
  });
}

/**
 * Makes the handle that accepts connections, and says so in a tick. http.Server has a way of its own.
 * @param {object} where `path`; or `fd`; or `address` (null: any, of both families if possible) and `port`
 */
prototype._listenOn = function(where) {
  const handle = openListener(this, where);
  if (typeof handle === 'number') {
    this._listenFailed(handle, where);
    return;
  }
  this._handle = handle;
  this._listenSucceeded();
};

/** The same, except that in a worker of a cluster the primary listens, so that all workers share the place. */
prototype._listenAnywhere = function(where, isExclusive) {
  if (isExclusive || !isWorker()) {
    this._listenOn(where);
    return;
  }
  const turn = this[kListening];
  require('internal/cluster/member').listen(this, where, (handle) => {
    if (turn !== this[kListening]) {
      // Closed, or told to listen elsewhere, before the primary has answered.
      if (typeof handle !== 'number') native.closeHandle(handle);
    } else if (typeof handle === 'number') {
      // Whether it was binding or listening that has failed, the primary does not tell.
      const address = where.path ?? where.address ?? null;
      this._listenFailedWith(exceptionWithHostPort(handle, 'bind', address, where.path !== undefined ? -1 : where.port));
    } else {
      this._handle = handle;
      this._listenSucceeded();
    }
  });
};

prototype._listenFailed = function(status, where) {
  const error = where.fd !== undefined ? listenException(status) :
    listenException(status, where.path ?? where.address, where.path !== undefined ? -1 : where.port);
  this._listenFailedWith(error);
};

prototype._listenFailedWith = function(error) {
  this._handle = null;
  if (diagnostics.subscribed !== 0) diagnostics.publish('tracing:net.server.listen:error', { server: this, error });
  nextTick(() => this.emit('error', error));
};

prototype._listenSucceeded = function() {
  if (this._unref) this.unref();
  if (diagnostics.subscribed !== 0) diagnostics.publish('tracing:net.server.listen:asyncEnd', { server: this });
  nextTick(() => {
    if (this._handle !== null) this.emit('listening');
  });
};

/** fe80::/10: an address that means nothing without the interface that it belongs to. */
const linkLocal = /^fe[89ab][0-9a-f]:/i;

/** The first address that can be listened on without naming an interface, or the first of all. */
function listenableAddress(addresses) {
  for (let i = 0; i < addresses.length; i++) {
    if (addresses[i].family !== 6 || !linkLocal.test(addresses[i].address)) return addresses[i].address;
  }
  return addresses[0]?.address ?? '';
}

function listenOnName(server, options, where) {
  const turn = server[kListening];
  require('dns').lookup(options.host, { all: true }, (error, addresses) => {
    if (turn !== server[kListening]) return;
    if (error) {
      server.emit('error', error);
      return;
    }
    server._listenAnywhere({ ...where, address: listenableAddress(addresses) }, options.exclusive || options.reusePort);
  });
}

/**
 * https://nodejs.org/api/net.html#serverlisten
 * @param {...any} args
 * @returns {this}
 */
prototype.listen = function(...args) {
  const { 0: given, 1: callback } = normalize(args);
  let options = given;
  if (this._handle !== null) throw new codes.ERR_SERVER_ALREADY_LISTEN();
  if (diagnostics.subscribed !== 0) {
    diagnostics.publish('tracing:net.server.listen:asyncStart', { server: this, options });
  }
  if (callback !== null) this.once('listening', callback);
  this[kListening]++;
  const backlogArgument = args.length > 1 && toNumber(args[1]) || args.length > 2 && toNumber(args[2]);
  const backlog = Math.max(1, (options.backlog || backlogArgument || 511) | 0);
  options = options._handle ?? options.handle ?? options;
  if (typeof options[native.kAdopt] === 'function') {
    this._listenOn({ fd: options[native.kAdopt](), backlog });
    return this;
  }
  if (native.isHandle(options)) {
    // Another server's handle, which stays its own.
    this._listenOn({ fd: native.duplicateDescriptor(options.fd), backlog });
    return this;
  }
  watchSignal(this, options.signal);
  if (typeof options.fd === 'number' && options.fd >= 0) {
    this._listenAnywhere({ fd: options.fd, backlog }, options.exclusive);
    return this;
  }
  const { ipv6Only, reusePort, readableAll, writableAll } = options;
  if (args.length === 0 || typeof args[0] === 'function' ||
      options.port === undefined && 'port' in options || options.port === null) {
    options.port = 0;
  }
  if (typeof options.port === 'number' || typeof options.port === 'string') {
    validatePort(options.port, 'options.port');
    const where = { address: null, port: options.port | 0, backlog, ipv6Only, reusePort };
    if (!options.host) this._listenAnywhere(where, options.exclusive || reusePort);
    else listenAt(this, options, where);
    return this;
  }
  if (options.path && typeof options.path === 'string' && toNumber(options.path) === false) {
    this._listenAnywhere({ path: options.path, backlog, readableAll, writableAll }, options.exclusive);
    return this;
  }
  if (!('port' in options || 'path' in options)) {
    throw new codes.ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
  }
  throw new codes.ERR_INVALID_ARG_VALUE('options', options);
};

function listenAt(server, options, where) {
  const { host } = options;
  validateString(host, 'options.host');
  if (require('internal/net/address').isIP(host) !== 0) {
    server._listenAnywhere({ ...where, address: host }, options.exclusive || options.reusePort);
  } else {
    listenOnName(server, options, where);
  }
}

function watchSignal(server, signal) {
  if (signal === undefined) return;
  validateAbortSignal(signal, 'options.signal');
  if (signal.aborted) {
    nextTick(() => server.close());
    return;
  }
  const listener = EventEmitter.addAbortListener(signal, () => server.close());
  server.once('close', () => listener[Symbol.dispose]());
}

prototype.onNativeError = function(status) {
  this.emit('error', exceptionWithHostPort(status, 'accept'));
};

function dropped(server, handle) {
  const local = handle.pendingLocalAddress?.();
  const peer = handle.pendingPeerAddress?.();
  if (!Array.isArray(local) || !Array.isArray(peer)) {
    server.emit('drop', {});
    return;
  }
  server.emit('drop', {
    localAddress: local[0], localPort: local[1], localFamily: local[2],
    remoteAddress: peer[0], remotePort: peer[1], remoteFamily: peer[2],
  });
}

prototype.onNativeConnection = function(handle) {
  if (this.maxConnections !== undefined && this.maxConnections !== null && this._connections >= this.maxConnections) {
    dropped(this, handle);
    return;
  }
  if (this.blockList !== undefined) {
    const peer = handle.pendingPeerAddress?.();
    if (Array.isArray(peer) && this.blockList.check(peer[0], peer[2].toLowerCase())) return;
  }
  const accepted = handle.kind === 'tcp' ? native.makeTcpSocket(null) : native.makePipeSocket(null);
  if (handle.accept(accepted) !== 0) return;
  const socket = new Socket({
    handle: accepted,
    allowHalfOpen: this.allowHalfOpen,
    pauseOnCreate: this.pauseOnConnect,
    // Read when the listeners have seen it: they may give it to another process or thread, with all that comes.
    manualStart: true,
    noDelay: this.noDelay,
    keepAlive: this.keepAlive,
    keepAliveInitialDelay: this.keepAliveInitialDelay,
    readableHighWaterMark: this.highWaterMark,
    writableHighWaterMark: this.highWaterMark,
  });
  this._connections++;
  socket.server = this;
  socket._server = this;
  if (diagnostics.subscribed !== 0) diagnostics.publish('net.server.socket', { socket });
  try {
    this.emit('connection', socket);
  } finally {
    if (socket._handle === accepted && !this.pauseOnConnect) socket.read(0);
  }
};

/** @returns {{ address: string, family: string, port: number } | string | null} */
prototype.address = function() {
  const handle = this._handle;
  if (handle === null) return null;
  const parts = handle.localAddress();
  if (typeof parts === 'number') throw exceptionWithHostPort(parts, 'address');
  if (typeof parts === 'string') return parts;
  return { address: parts[0], family: parts[2], port: parts[1] };
};

/** @param {(error: Error | null, count: number) => void} callback */
prototype.getConnections = function(callback) {
  return this._countConnections(this._connections, callback);
};

/** `here` and those in other processes. */
prototype._countConnections = function(here, callback) {
  const elsewhere = this._workers;
  if (elsewhere.length === 0) {
    nextTick(callback, null, here);
    return this;
  }
  let total = here;
  let left = elsewhere.length;
  for (let i = 0; i < elsewhere.length; i++) {
    elsewhere[i].count((count) => {
      total += count;
      if (--left === 0) nextTick(callback, null, total);
    });
  }
  return this;
};

prototype._addElsewhere = function(elsewhere) {
  this._workers.push(elsewhere);
};

/**
 * @param {(error?: Error) => void} [callback]
 * @returns {this}
 */
prototype.close = function(callback) {
  this[kListening]++;
  if (typeof callback === 'function') {
    if (this._handle === null) {
      this.once('close', () => callback(new codes.ERR_SERVER_NOT_RUNNING()));
    } else {
      this.once('close', callback);
    }
  }
  if (this._handle !== null) {
    const handle = this._handle;
    this._handle = null;
    handle.owner = null;
    native.closeHandle(handle);
  }
  if (this._workers.length === 0) {
    this._emitCloseIfDrained();
    return this;
  }
  let left = 1;
  const closed = () => {
    if (--left > 0) return;
    this._workers = [];
    this._emitCloseIfDrained();
  };
  for (const elsewhere of this._workers) {
    left++;
    elsewhere.whenAllClosed(closed);
  }
  closed();
  return this;
};

prototype[Symbol.asyncDispose] = async function() {
  if (this._handle === null) return;
  await new Promise((resolve, reject) => {
    this.close((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
};

/** 'close' comes when the server is closed and its last connection gone. */
prototype._emitCloseIfDrained = function() {
  if (this._handle !== null || this._connections > 0 || this._workers.length > 0) return;
  nextTick(() => this.emit('close'));
};

/** @returns {this} */
prototype.ref = function() {
  this._unref = false;
  this._handle?.ref();
  return this;
};

/** @returns {this} */
prototype.unref = function() {
  this._unref = true;
  this._handle?.unref();
  return this;
};

Object.defineProperty(prototype, 'listening', {
  __proto__: null, configurable: true, enumerable: true, get() { return this._handle !== null; },
});

prototype[mayTransfer] = function() {
  require('internal/net/transfer').checkServer(this);
};
prototype[transferable] = function() {
  return require('internal/net/transfer').moveServer(this);
};

prototype[Symbol.for('nodejs.rejection')] = function(error, event, socket) {
  if (event === 'connection') socket.destroy(error);
  else this.emit('error', error);
};

module.exports = { Server, listenException };
