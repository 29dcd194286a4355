// node:dgram. https://nodejs.org/api/dgram.html
'use strict';

const EventEmitter = require('events');
const { Buffer } = require('buffer');
const { nextTick } = require('internal/ticks');
const diagnostics = require('internal/diagnostics/registry');
const { codes, exceptionWithHostPort, syscallException } = require('internal/errors');
const {
  validateAbortSignal, validateFunction, validateNumber, validateObject, validatePort, validateString,
} = require('internal/validators');

const kState = Symbol('dgram.state');
const kTypes = ['string', 'Buffer', 'TypedArray', 'DataView'];

/** What a socket has come to: with regard to its own address, and to its peer's. */
const kNot = 0;
const kGoing = 1;
const kDone = 2;

const natives = {
  onMessage(buffer, address, port, family) {
    const { owner } = this;
    const state = owner[kState];
    if (state.receiveBlockList?.check(address, family.toLowerCase())) return;
    const message = Buffer.from(buffer);
    owner.emit('message', message, { address, family, port, size: message.length });
  },
  onError(status) {
    this.owner.emit('error', syscallException(status, 'recvmsg'));
  },
  onSent(status) {
    const { callback, address, port, size } = this.waiting.shift();
    if (callback) callback(status < 0 ? exceptionWithHostPort(status, 'send', address, port) : null, size);
    else if (status < 0 && status !== -125) this.owner.emit('error', exceptionWithHostPort(status, 'send', address, port));
  },
};

function makeHandle(owner, type) {
  const { UdpSocket } = binding('udp');
  const handle = new UdpSocket(type === 'udp6', natives.onMessage, natives.onError, natives.onSent);
  handle.owner = owner;
  handle.kind = 'udp';
  /** The sends that the kernel had no room for. */
  handle.waiting = [];
  return handle;
}

function blockList(options, name) {
  const list = options[name];
  if (list && !require('net').BlockList.isBlockList(list)) {
    throw new codes.ERR_INVALID_ARG_TYPE(`options.${name}`, 'net.BlockList', list);
  }
  return list;
}

/**
 * Made by createSocket.
 * @constructor
 * @param {string | object} type
 * @param {(message: Buffer, info: object) => void} [listener]
 */
function Socket(type, listener) {
  EventEmitter.call(this);
  let options = {};
  if (type !== null && typeof type === 'object') {
    options = type;
    ({ type } = options);
  }
  if (type !== 'udp4' && type !== 'udp6') throw new codes.ERR_SOCKET_BAD_TYPE();
  const { lookup, recvBufferSize, sendBufferSize, signal } = options;
  if (lookup !== undefined) validateFunction(lookup, 'lookup');
  if (recvBufferSize) validateNumber(recvBufferSize, 'options.recvBufferSize');
  if (sendBufferSize) validateNumber(sendBufferSize, 'options.sendBufferSize');
  this.type = type;
  this[kState] = {
    handle: makeHandle(this, type),
    lookup,
    receiving: false,
    bound: kNot,
    connected: kNot,
    /** What waits for the socket to be bound. */
    queue: undefined,
    reuseAddr: Boolean(options.reuseAddr),
    reusePort: Boolean(options.reusePort),
    ipv6Only: Boolean(options.ipv6Only),
    recvBufferSize,
    sendBufferSize,
    receiveBlockList: blockList(options, 'receiveBlockList'),
    sendBlockList: blockList(options, 'sendBlockList'),
    /** In a worker of a cluster: tells the primary that the shared socket is closed here. */
    leave: null,
  };
  if (typeof listener === 'function') this.on('message', listener);
  if (signal !== undefined) {
    validateAbortSignal(signal, 'options.signal');
    followSignal(this, signal);
  }
  if (diagnostics.subscribed !== 0) diagnostics.publish('udp.socket', { socket: this });
}
Object.setPrototypeOf(Socket.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Socket, EventEmitter);

function followSignal(socket, signal) {
  const close = () => {
    if (socket[kState].handle !== null) socket.close();
  };
  if (signal.aborted) {
    nextTick(close);
    return;
  }
  const stop = require('events').addAbortListener(signal, close);
  socket.once('close', () => stop[Symbol.dispose]());
}

const prototype = Socket.prototype;

function stateOf(socket) {
  const state = socket[kState];
  if (state.handle === null) throw new codes.ERR_SOCKET_DGRAM_NOT_RUNNING();
  return state;
}

/** An address that needs no look-up resolves to itself, in a tick as any other. */
function resolve(socket, address, callback) {
  const { lookup } = socket[kState];
  const family = socket.type === 'udp6' ? 6 : 4;
  if (lookup === undefined && require('net').isIP(address) === family) {
    nextTick(callback, null, address);
    return;
  }
  const done = (error, ip) => callback(error, ip);
  if (lookup === undefined) require('dns').lookup(address || localhost(socket), family, done);
  else lookup(address || localhost(socket), family, done);
}

const localhost = (socket) => (socket.type === 'udp6' ? '::1' : '127.0.0.1');
const anyAddress = (socket) => (socket.type === 'udp6' ? '::' : '0.0.0.0');

/** Runs `work` when the socket is bound; not at all when it can't be. */
function whenBound(socket, work) {
  const state = socket[kState];
  if (state.queue !== undefined) {
    state.queue.push(work);
    return;
  }
  state.queue = [work];
  const forget = () => {
    socket.removeListener('listening', run);
    socket.removeListener(EventEmitter.errorMonitor, forget);
    state.queue = undefined;
  };
  const run = () => {
    const { queue } = state;
    forget();
    for (const each of queue) each();
  };
  socket.once(EventEmitter.errorMonitor, forget);
  socket.once('listening', run);
}

/** The socket has its address: it receives from now on. */
function startReceiving(socket) {
  const state = socket[kState];
  const { handle } = state;
  handle.startReceiving();
  state.receiving = true;
  state.bound = kDone;
  if (state.recvBufferSize) bufferSize(socket, state.recvBufferSize, true);
  if (state.sendBufferSize) bufferSize(socket, state.sendBufferSize, false);
}

/** Binds in this process. Returns 0 or a negative errno. */
function bindHere(socket, address, port) {
  const { handle, reuseAddr, reusePort, ipv6Only } = socket[kState];
  return handle.bind(address, port, reuseAddr, reusePort, ipv6Only);
}

function bindTo(socket, ip, port, exclusive) {
  const state = socket[kState];
  if (state.handle === null) return;
  const finish = (status) => {
    if (status < 0) {
      state.bound = kNot;
      socket.emit('error', exceptionWithHostPort(status, 'bind', ip, port));
      return;
    }
    startReceiving(socket);
    socket.emit('listening');
  };
  if (exclusive || state.reusePort || !require('internal/cluster/role').isWorker()) finish(bindHere(socket, ip, port));
  else shareWithCluster(socket, { type: socket.type, address: ip, port }, finish);
}

/** The primary has the socket, and all workers that bind the same address share it. */
function shareWithCluster(socket, where, finish) {
  const state = socket[kState];
  const { reuseAddr, ipv6Only } = state;
  require('internal/cluster/member').share(socket, { ...where, reuseAddr, ipv6Only }, (fd, leave) => {
    const { handle } = state;
    if (fd < 0) {
      finish(fd);
      return undefined;
    }
    if (handle === null) {
      require('internal/net/native').closeDescriptor(fd);
      leave();
      return undefined;
    }
    state.leave = leave;
    finish(handle.open(fd));
    // The socket object stays as it is: what it still sends is lost.
    return (closed) => handle.close(closed);
  });
}

function listenOnce(socket, callback) {
  const forget = () => {
    socket.removeListener(EventEmitter.errorMonitor, forget);
    socket.removeListener('listening', call);
  };
  const call = function() {
    forget();
    callback.call(this);
  };
  socket.on(EventEmitter.errorMonitor, forget);
  socket.on('listening', call);
}

/**
 * https://nodejs.org/api/dgram.html#socketbindport-address-callback
 * @param {number | object} [port] or `{ port, address, exclusive, fd }`
 * @param {string} [address]
 * @param {() => void} [callback]
 * @returns {this}
 * @throws {Error} ERR_SOCKET_ALREADY_BOUND, ERR_INVALID_FD_TYPE
 */
prototype.bind = function bind(port, address) {
  const state = stateOf(this);
  if (state.bound !== kNot) throw new codes.ERR_SOCKET_ALREADY_BOUND();
  state.bound = kGoing;
  const callback = arguments[arguments.length - 1];
  if (typeof callback === 'function') listenOnce(this, callback);

  let exclusive = false;
  if (port !== null && typeof port === 'object') {
    const options = port;
    if (options.fd >>> 0 === options.fd && options.fd > 0) {
      bindDescriptor(this, options.fd, options.exclusive);
      return this;
    }
    exclusive = Boolean(options.exclusive);
    address = options.address || '';
    port = options.port;
  } else if (typeof address === 'function') {
    address = '';
  }
  port = (port | 0) & 0xffff;
  resolve(this, address || anyAddress(this), (error, ip) => {
    if (this[kState].handle === null) return;
    if (error) {
      state.bound = kNot;
      this.emit('error', error);
      return;
    }
    bindTo(this, ip, port, exclusive);
  });
  return this;
};

function bindDescriptor(socket, fd, exclusive) {
  const { kindOfDescriptor } = require('internal/net/native');
  const begin = () => {
    startReceiving(socket);
    socket.emit('listening');
  };
  if (!exclusive && require('internal/cluster/role').isWorker()) {
    shareWithCluster(socket, { type: socket.type, fd }, (status) => {
      if (status === 0) begin();
      else socket.emit('error', exceptionWithHostPort(status, 'bind', null, fd));
    });
    return;
  }
  const kind = kindOfDescriptor(fd);
  if (kind !== 'UDP') throw new codes.ERR_INVALID_FD_TYPE(kind);
  const status = socket[kState].handle.open(fd);
  if (status < 0) throw syscallException(status, 'open');
  begin();
}

function checkNumeric(address, name, method) {
  validateString(address, name);
  if (require('net').isIP(address) === 0) {
    throw new codes.ERR_INVALID_ARG_VALUE(
      name, address, `must be a numeric IP address; ${method} does not perform DNS resolution`);
  }
}

/**
 * https://nodejs.org/api/dgram.html#socketbindsyncoptions
 * @param {{ port?: number, address?: string }} [options]
 * @returns {{ address: string, family: string, port: number }}
 */
prototype.bindSync = function bindSync(options = {}) {
  const state = stateOf(this);
  validateObject(options, 'options');
  const { port = 0, address = anyAddress(this) } = options;
  validatePort(port, 'options.port');
  checkNumeric(address, 'options.address', 'bindSync');
  if (state.bound !== kNot) throw new codes.ERR_SOCKET_ALREADY_BOUND();
  const status = bindHere(this, address, Number(port));
  if (status < 0) throw exceptionWithHostPort(status, 'bind', address, Number(port));
  startReceiving(this);
  nextTick(emitUnlessClosed, this, 'listening');
  return this.address();
};

function emitUnlessClosed(socket, event) {
  if (socket[kState].handle !== null) socket.emit(event);
}

function bindAnywhere(socket) {
  if (socket[kState].bound === kNot) socket.bind({ port: 0, exclusive: true }, null);
}

/**
 * https://nodejs.org/api/dgram.html#socketconnectport-address-callback
 * @param {number} port 1 to 65535
 * @param {string} [address]
 * @param {(error?: Error) => void} [callback]
 */
prototype.connect = function connect(port, address, callback) {
  port = validatePort(port, 'Port', false);
  if (typeof address === 'function') {
    callback = address;
    address = '';
  } else if (address === undefined) {
    address = '';
  }
  validateString(address, 'address');
  const state = stateOf(this);
  if (state.connected !== kNot) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
  state.connected = kGoing;
  bindAnywhere(this);
  const go = () => resolve(this, address || localhost(this), (error, ip) => {
    if (state.handle === null) return;
    const failed = error ?? blocked(state, this.type, ip) ?? connectTo(state, ip, port, address);
    if (failed !== null) {
      state.connected = kNot;
      nextTick(() => (callback ? callback(failed) : this.emit('error', failed)));
      return;
    }
    state.connected = kDone;
    if (callback) this.once('connect', callback);
    nextTick(() => this.emit('connect'));
  });
  if (state.bound === kDone) go();
  else whenBound(this, go);
};

/** The error of an address that may not be sent to, or null. */
function blocked(state, type, ip) {
  return state.sendBlockList?.check(ip, type === 'udp6' ? 'ipv6' : 'ipv4') ? new codes.ERR_IP_BLOCKED(ip) : null;
}

function connectTo(state, ip, port, address) {
  const status = state.handle.connect(ip, port);
  return status < 0 ? exceptionWithHostPort(status, 'connect', address || ip, port) : null;
}

/**
 * https://nodejs.org/api/dgram.html#socketconnectsyncport-address
 * @param {number} port 1 to 65535
 * @param {string} [address] numeric
 */
prototype.connectSync = function connectSync(port, address = localhost(this)) {
  port = validatePort(port, 'Port', false);
  checkNumeric(address, 'address', 'connectSync');
  const state = stateOf(this);
  if (state.connected !== kNot) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
  if (state.bound === kGoing) throw new codes.ERR_SOCKET_ALREADY_BOUND();
  const refused = blocked(state, this.type, address);
  if (refused !== null) throw refused;
  if (state.bound === kNot) this.bindSync();
  const failed = connectTo(state, address, port);
  if (failed !== null) throw failed;
  state.connected = kDone;
  nextTick(emitUnlessClosed, this, 'connect');
};

/** @throws {Error} ERR_SOCKET_DGRAM_NOT_CONNECTED */
prototype.disconnect = function disconnect() {
  const state = this[kState];
  if (state.connected !== kDone) throw new codes.ERR_SOCKET_DGRAM_NOT_CONNECTED();
  const status = state.handle.disconnect();
  if (status < 0) throw syscallException(status, 'connect');
  state.connected = kNot;
};

/** As send, with all of the arguments; for old programs. */
prototype.sendto = function sendto(buffer, offset, length, port, address, callback) {
  validateNumber(offset, 'offset');
  validateNumber(length, 'length');
  validateNumber(port, 'port');
  validateString(address, 'address');
  this.send(buffer, offset, length, port, address, callback);
};

function slice(buffer, offset, length) {
  if (typeof buffer === 'string') buffer = Buffer.from(buffer);
  else if (!ArrayBuffer.isView(buffer)) throw new codes.ERR_INVALID_ARG_TYPE('buffer', kTypes, buffer);
  offset >>>= 0;
  length >>>= 0;
  if (offset > buffer.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (offset + length > buffer.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('length');
  return Buffer.from(buffer.buffer, buffer.byteOffset + offset, length);
}

/** The pieces of a message. */
function piecesOf(message) {
  if (!Array.isArray(message)) {
    if (typeof message === 'string') return [Buffer.from(message)];
    if (!ArrayBuffer.isView(message)) throw new codes.ERR_INVALID_ARG_TYPE('buffer', kTypes, message);
    return [message];
  }
  return message.map((piece) => {
    if (typeof piece === 'string') return Buffer.from(piece);
    if (!ArrayBuffer.isView(piece)) throw new codes.ERR_INVALID_ARG_TYPE('buffer list arguments', kTypes, message);
    return piece;
  });
}

/**
 * https://nodejs.org/api/dgram.html#socketsendmsg-offset-length-port-address-callback
 * @param {string | ArrayBufferView | (string | ArrayBufferView)[]} buffer
 * @param {number} [offset]
 * @param {number} [length]
 * @param {number} [port] 1 to 65535; none of a connected socket
 * @param {string} [address]
 * @param {(error: Error | null, bytes: number) => void} [callback]
 */
prototype.send = function send(buffer, offset, length, port, address, callback) {
  const connected = this[kState].connected === kDone;
  if (connected) {
    if (typeof length === 'number') {
      buffer = slice(buffer, offset, length);
      if (typeof port === 'function') {
        callback = port;
        port = null;
      }
    } else {
      callback = offset;
    }
    if (port || address) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
  } else if (address || (port && typeof port !== 'function')) {
    buffer = slice(buffer, offset, length);
  } else {
    callback = port;
    port = offset;
    address = length;
  }
  const pieces = piecesOf(buffer);
  if (!connected) port = validatePort(port, 'Port', false);
  if (typeof callback !== 'function') callback = undefined;
  if (typeof address === 'function') {
    callback = address;
    address = undefined;
  } else if (address !== undefined && address !== null) {
    validateString(address, 'address');
  }
  const state = stateOf(this);
  bindAnywhere(this);
  const go = () => {
    if (connected) transmit(this, pieces, null, undefined, port, callback);
    else resolve(this, address || localhost(this), (error, ip) => transmit(this, pieces, error, ip, port, callback, address));
  };
  if (state.bound === kDone) go();
  else whenBound(this, go);
};

function transmit(socket, pieces, error, ip, port, callback, address) {
  const state = socket[kState];
  const { handle } = state;
  // Closed meanwhile.
  if (handle === null) return;
  error ??= ip === undefined ? null : blocked(state, socket.type, ip);
  if (error) {
    if (callback) nextTick(callback, error);
    else nextTick(() => socket.emit('error', error));
    return;
  }
  let size = 0;
  for (let i = 0; i < pieces.length; i++) size += pieces[i].byteLength;
  const status = handle.send(pieces, ip, port ?? 0);
  if (status === 1) {
    if (callback) nextTick(callback, null, size);
  } else if (status === 0) {
    handle.waiting.push({ callback, address: address || ip, port, size });
  } else if (callback) {
    // As it fails, so it is told: not before send has returned.
    nextTick(callback, exceptionWithHostPort(status, 'send', address || ip, port), size);
  }
}

/**
 * https://nodejs.org/api/dgram.html#socketclosecallback
 * @param {() => void} [callback] a listener of 'close'
 * @returns {this}
 */
prototype.close = function close(callback) {
  const state = this[kState];
  if (typeof callback === 'function') this.on('close', callback);
  if (state.queue !== undefined) {
    state.queue.push(() => this.close());
    return this;
  }
  const { handle, leave } = stateOf(this);
  handle.stopReceiving();
  state.receiving = false;
  state.handle = null;
  // The address is free when this is told.
  handle.close(() => this.emit('close'));
  leave?.();
  return this;
};

prototype[Symbol.asyncDispose] = async function() {
  if (this[kState].handle === null) return;
  await new Promise((resolve) => {
    this.close(resolve);
  });
};

/** @returns {{ address: string, family: string, port: number }} */
function described(parts, syscall) {
  if (typeof parts === 'number') throw syscallException(parts, syscall);
  return require('internal/net/native').describe(parts);
}

/** For node:child_process, which sends it to another process. @returns {number} -1 when there is none */
prototype._descriptor = function() {
  return this[kState].handle?.fd ?? -1;
};

/** https://nodejs.org/api/dgram.html#socketaddress */
prototype.address = function address() {
  return described(stateOf(this).handle.localAddress(), 'getsockname');
};

/** https://nodejs.org/api/dgram.html#socketremoteaddress */
prototype.remoteAddress = function remoteAddress() {
  const state = stateOf(this);
  if (state.connected !== kDone) throw new codes.ERR_SOCKET_DGRAM_NOT_CONNECTED();
  return described(state.handle.peerAddress(), 'getpeername');
};

function check(status, syscall) {
  if (status < 0) throw syscallException(status, syscall);
}

/** @param {boolean} flag */
prototype.setBroadcast = function setBroadcast(flag) {
  check(stateOf(this).handle.setBroadcast(Boolean(flag)), 'setBroadcast');
};

/** @param {number} ttl 1 to 255 */
prototype.setTTL = function setTTL(ttl) {
  validateNumber(ttl, 'ttl');
  check(stateOf(this).handle.setTTL(ttl | 0), 'setTTL');
  return ttl;
};

/** @param {number} ttl 0 to 255 */
prototype.setMulticastTTL = function setMulticastTTL(ttl) {
  validateNumber(ttl, 'ttl');
  check(stateOf(this).handle.setMulticastTTL(ttl | 0), 'setMulticastTTL');
  return ttl;
};

/** @param {boolean} flag */
prototype.setMulticastLoopback = function setMulticastLoopback(flag) {
  check(stateOf(this).handle.setMulticastLoopback(Boolean(flag)), 'setMulticastLoopback');
  return flag;
};

/** @param {string} interfaceAddress */
prototype.setMulticastInterface = function setMulticastInterface(interfaceAddress) {
  const { handle } = stateOf(this);
  validateString(interfaceAddress, 'interfaceAddress');
  check(handle.setMulticastInterface(interfaceAddress), 'setMulticastInterface');
};

/** Groups are joined by a socket that has an address: one that has none gets any. */
function ensureAddress(socket) {
  const { handle } = socket[kState];
  if (handle.fd < 0) handle.bind(anyAddress(socket), 0, true, false, false);
}

for (const [name, join] of [['addMembership', true], ['dropMembership', false]]) {
  /**
   * @param {string} multicastAddress
   * @param {string} [interfaceAddress]
   */
  prototype[name] = { [name](multicastAddress, interfaceAddress) {
    const { handle } = stateOf(this);
    if (!multicastAddress) throw new codes.ERR_MISSING_ARGS('multicastAddress');
    ensureAddress(this);
    check(handle.membership(`${multicastAddress}`, interfaceAddress ?? undefined, join), name);
  } }[name];
}

for (const [name, join] of [['addSourceSpecificMembership', true], ['dropSourceSpecificMembership', false]]) {
  /**
   * @param {string} sourceAddress
   * @param {string} groupAddress
   * @param {string} [interfaceAddress]
   */
  prototype[name] = { [name](sourceAddress, groupAddress, interfaceAddress) {
    const { handle } = stateOf(this);
    validateString(sourceAddress, 'sourceAddress');
    validateString(groupAddress, 'groupAddress');
    ensureAddress(this);
    check(handle.sourceMembership(sourceAddress, groupAddress, interfaceAddress ?? undefined, join), name);
  } }[name];
}

/** @returns {this} */
prototype.ref = function ref() {
  this[kState].handle?.ref();
  return this;
};

/** @returns {this} */
prototype.unref = function unref() {
  this[kState].handle?.unref();
  return this;
};

function bufferSize(socket, size, receiving) {
  if (size >>> 0 !== size) throw new codes.ERR_SOCKET_BAD_BUFFER_SIZE();
  const result = stateOf(socket).handle.bufferSize(Math.min(size, 0x7fffffff), receiving);
  if (result >= 0) return result;
  const { getErrorName, getErrorMessage } = require('internal/errno');
  throw new codes.ERR_SOCKET_BUFFER_SIZE({
    errno: result, code: getErrorName(result), message: getErrorMessage(result),
    syscall: receiving ? 'uv_recv_buffer_size' : 'uv_send_buffer_size',
  });
}

/** @param {number} size in bytes */
prototype.setRecvBufferSize = function setRecvBufferSize(size) {
  bufferSize(this, size, true);
};

/** @param {number} size in bytes */
prototype.setSendBufferSize = function setSendBufferSize(size) {
  bufferSize(this, size, false);
};

/** @returns {number} in bytes */
prototype.getRecvBufferSize = function getRecvBufferSize() {
  return bufferSize(this, 0, true);
};

/** @returns {number} in bytes */
prototype.getSendBufferSize = function getSendBufferSize() {
  return bufferSize(this, 0, false);
};

/** @returns {number} bytes that the kernel had no room for yet */
prototype.getSendQueueSize = function getSendQueueSize() {
  return stateOf(this).handle.queuedBytes();
};

/** @returns {number} messages that the kernel had no room for yet */
prototype.getSendQueueCount = function getSendQueueCount() {
  return stateOf(this).handle.queuedMessages();
};

const { deprecate } = require('internal/util/deprecate');

// What programs once looked at. https://nodejs.org/api/deprecations.html#DEP0112
for (const [name, field] of [['_handle', 'handle'], ['_receiving', 'receiving'], ['_bindState', 'bound'], ['_queue', 'queue'],
                             ['_reuseAddr', 'reuseAddr']]) {
  const text = `Socket.prototype.${name} is deprecated`;
  Object.defineProperty(prototype, name, {
    __proto__: null,
    configurable: false,
    enumerable: false,
    get: deprecate(function() { return this[kState][field]; }, text, 'DEP0112'),
    set: deprecate(function(value) { this[kState][field] = value; }, text, 'DEP0112'),
  });
}
for (const [name, run] of [['_healthCheck', stateOf], ['_stopReceiving', stopReceiving]]) {
  prototype[name] = deprecate(function() { run(this); }, `Socket.prototype.${name}() is deprecated`, 'DEP0112');
}

function stopReceiving(socket) {
  const state = socket[kState];
  if (!state.receiving) return;
  state.handle.stopReceiving();
  state.receiving = false;
}

/**
 * https://nodejs.org/api/dgram.html#dgramcreatesocketoptions-callback
 * @param {'udp4' | 'udp6' | object} type
 * @param {(message: Buffer, info: object) => void} [listener] of 'message'
 * @returns {Socket}
 */
function createSocket(type, listener) {
  return new Socket(type, listener);
}

module.exports = { createSocket, Socket };
