// Native sockets and servers: what they report goes to the JavaScript object in their `owner`.
// A handle's owner has methods of the names below; a server's has onNativeConnection and onNativeError.
'use strict';

const hooks = require('internal/async/hooks');

const tcp = binding('tcp');
const pipe = binding('pipe');

const { state } = hooks;

/** Method of what holds a descriptor that a Server or Socket may take over: returns it. */
const kAdopt = Symbol('net.adopt');

/** What async_hooks call a handle, and what it has under way, by its kind. */
const typesOf = {
  tcp: { socket: 'TCPWRAP', server: 'TCPSERVERWRAP', connect: 'TCPCONNECTWRAP' },
  pipe: { socket: 'PIPEWRAP', server: 'PIPESERVERWRAP', connect: 'PIPECONNECTWRAP' },
  tty: { socket: 'TTYWRAP', server: 'TTYWRAP', connect: 'TTYWRAP' },
};

/** The operations under way that async_hooks know as resources of their own, each while there is one. */
const kConnect = Symbol('net.connectRequest');
const kWrite = Symbol('net.writeRequest');
const kShutdown = Symbol('net.shutdownRequest');

class ConnectRequest {}
class WriteRequest {}
class ShutdownRequest {}

/** A connect has begun on a handle. Only while `state.tracking`, as the two that follow. */
function noteConnect(handle) {
  const request = handle[kConnect] = new ConnectRequest();
  hooks.initialize(request, typesOf[handle.kind]?.connect ?? 'TCPCONNECTWRAP', hooks.idOf(handle));
}

/** A write waits for the kernel. */
function noteWrite(handle) {
  const request = handle[kWrite] = new WriteRequest();
  hooks.initialize(request, 'WRITEWRAP', hooks.idOf(handle));
}

/** The sending side is being shut down. */
function noteShutdown(handle) {
  const request = handle[kShutdown] = new ShutdownRequest();
  hooks.initialize(request, 'SHUTDOWNWRAP', hooks.idOf(handle));
}

/** Enters what the handle has under way, or the handle itself; for the last time. */
function enterRequest(handle, key) {
  const request = handle[key];
  if (request === undefined) {
    hooks.enter(handle);
    return;
  }
  handle[key] = undefined;
  hooks.enter(request);
  hooks.gone(request);
}

/** On a socket that another one is made over: it is the outer one that programs know. */
const kInner = Symbol('net.inner');

/** Method of a socket that wants to know that it has connected before anybody else does (TLS). */
const kConnected = Symbol('net.connected');

let ready = false;

/** Tells native code whom to call; once per realm, with the first handle. */
function prepare() {
  if (ready) return;
  ready = true;
  binding('stream').setReceivers([
    function onConnect(status) {
      const { owner } = this;
      if (owner === null) return;
      const { tracking } = state;
      if (tracking) enterRequest(this, kConnect);
      owner.onNativeConnect(this, status);
      if (tracking) hooks.leave();
    },
    function onData(data) {
      const { owner } = this;
      if (owner === null) return;
      const { tracking } = state;
      if (tracking) hooks.enter(this);
      owner.onNativeData(data);
      if (tracking) hooks.leave();
    },
    function onEnd() {
      const { owner } = this;
      if (owner === null) return;
      const { tracking } = state;
      if (tracking) hooks.enter(this);
      owner.onNativeEnd();
      if (tracking) hooks.leave();
    },
    function onError(status, isOfSending) {
      const { owner } = this;
      if (owner === null) return;
      const { tracking } = state;
      if (tracking) hooks.enter(this);
      owner.onNativeError(status, isOfSending);
      if (tracking) hooks.leave();
    },
    function onWriteDone(status) {
      const { owner } = this;
      if (owner === null) return;
      const { tracking } = state;
      if (tracking) enterRequest(this, kWrite);
      owner.onNativeWriteDone(status);
      if (tracking) hooks.leave();
    },
    function onShutdown(status) {
      const { owner } = this;
      if (owner === null) return;
      const { tracking } = state;
      if (tracking) enterRequest(this, kShutdown);
      owner.onNativeShutdown(status);
      if (tracking) hooks.leave();
    },
    function onClose() {
      const { whenClosed } = this;
      const { tracking } = state;
      this.owner = null;
      this.whenClosed = null;
      if (tracking) hooks.enter(this);
      if (whenClosed) whenClosed();
      if (tracking) {
        hooks.leave();
        hooks.gone(this);
      }
    },
    function onConnection() {
      const { owner } = this;
      if (owner === null) return;
      const { tracking } = state;
      if (tracking) hooks.enter(this);
      owner.onNativeConnection(this);
      if (tracking) hooks.leave();
    },
  ]);
}

function make(Class, kind, owner, role = 'socket') {
  return adopt(new Class(), kind, owner, role);
}

/** Makes a native handle that another module has made one of these. */
function adopt(handle, kind, owner, role = 'socket') {
  prepare();
  handle.owner = owner;
  handle.whenClosed = null;
  handle.kind = kind;
  if (state.tracking && hooks.idOf(handle) === 0) hooks.initialize(handle, typesOf[kind][role]);
  return handle;
}

/** A TCP socket without a descriptor. */
function makeTcpSocket(owner) {
  return make(tcp.Socket, 'tcp', owner);
}

/** A Unix-domain socket, or any stream of bytes, without a descriptor. */
function makePipeSocket(owner) {
  return make(pipe.Socket, 'pipe', owner);
}

function makeTcpServer(owner) {
  return make(tcp.Server, 'tcp', owner, 'server');
}

function makePipeServer(owner) {
  return make(pipe.Server, 'pipe', owner, 'server');
}

/**
 * Closes a handle; `whenClosed` is called in the close phase.
 * @param {object} handle
 * @param {() => void} [whenClosed]
 */
function closeHandle(handle, whenClosed = null) {
  handle.whenClosed = whenClosed;
  if (Object.hasOwn(handle, 'close')) closePatched(handle, whenClosed);
  else if (typeof handle.close === 'function') handle.close();
  // A handle of the program's own.
  else if (whenClosed !== null) require('internal/ticks').nextTick(whenClosed);
}

// A program has put its own `close` over the handle's: it may call back by itself, as well as close the handle.
function closePatched(handle, whenClosed) {
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    if (whenClosed !== null) whenClosed();
  };
  handle.whenClosed = tell;
  handle.close(tell);
}

/** @returns {'FILE' | 'TTY' | 'PIPE' | 'TCP' | 'UDP' | 'UNKNOWN'} */
function kindOfDescriptor(fd) {
  return pipe.kindOfDescriptor(fd);
}

/**
 * What a native handle tells of an address, as programs get it.
 * @param {[string, number, string] | any} parts address, port and family; anything else when there is none
 * @returns {{ address?: string, family?: string, port?: number }}
 */
function describe(parts) {
  if (!Array.isArray(parts)) return {};
  return { address: parts[0], family: parts[2], port: parts[1] };
}

/** @returns {boolean} whether it is a native socket or server */
function isHandle(value) {
  return value instanceof tcp.Socket || value instanceof pipe.Socket || value instanceof tcp.Server ||
    value instanceof pipe.Server;
}

/** @returns {boolean} whether it is a socket that accepts connections */
function isListening(fd) {
  return pipe.isListening(fd);
}

/** @returns {number} another descriptor for the same, or a negative errno */
function duplicateDescriptor(fd) {
  return pipe.duplicateDescriptor(fd);
}

/** For descriptors that no handle owns. */
function closeDescriptor(fd) {
  pipe.closeDescriptor(fd);
}

module.exports = {
  kAdopt, kConnected, kInner, adopt,
  makeTcpSocket, makePipeSocket, makeTcpServer, makePipeServer, closeHandle, kindOfDescriptor, noteConnect,
  noteShutdown, noteWrite, describe, isHandle,
  isListening, duplicateDescriptor, closeDescriptor,
};
