// Native sockets and servers: what they report goes to the JavaScript object in their `owner`.
// A handle's owner has methods of the names below; a server's has onNativeConnection and onNativeError.
'use strict';

const tcp = binding('tcp');
const pipe = binding('pipe');

/** Method of what holds a descriptor that a Server or Socket may take over: returns it. */
const kAdopt = Symbol('net.adopt');

let ready = false;

/** Tells native code whom to call; once per realm, with the first handle. */
function prepare() {
  if (ready) return;
  ready = true;
  binding('stream').setReceivers([
    function onConnect(status) { this.owner?.onNativeConnect(this, status); },
    function onData(data) { this.owner?.onNativeData(data); },
    function onEnd() { this.owner?.onNativeEnd(); },
    function onError(status) { this.owner?.onNativeError(status); },
    function onWriteDone(status) { this.owner?.onNativeWriteDone(status); },
    function onShutdown(status) { this.owner?.onNativeShutdown(status); },
    function onClose() {
      const { whenClosed } = this;
      this.owner = null;
      this.whenClosed = null;
      if (whenClosed) whenClosed();
    },
    function onConnection() { this.owner?.onNativeConnection(this); },
  ]);
}

function make(Class, kind, owner) {
  return adopt(new Class(), kind, owner);
}

/** Makes a native handle that another module has made one of these. */
function adopt(handle, kind, owner) {
  prepare();
  handle.owner = owner;
  handle.whenClosed = null;
  handle.kind = kind;
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
  return make(tcp.Server, 'tcp', owner);
}

function makePipeServer(owner) {
  return make(pipe.Server, 'pipe', owner);
}

/**
 * Closes a handle; `whenClosed` is called in the close phase.
 * @param {object} handle
 * @param {() => void} [whenClosed]
 */
function closeHandle(handle, whenClosed = null) {
  handle.whenClosed = whenClosed;
  if (typeof handle.close === 'function') handle.close();
  // A handle of the program's own.
  else if (whenClosed !== null) require('internal/ticks').nextTick(whenClosed);
}

/** @returns {'FILE' | 'TTY' | 'PIPE' | 'TCP' | 'UDP' | 'UNKNOWN'} */
function kindOfDescriptor(fd) {
  return pipe.kindOfDescriptor(fd);
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
  kAdopt, adopt, makeTcpSocket, makePipeSocket, makeTcpServer, makePipeServer, closeHandle, kindOfDescriptor, isHandle,
  isListening, duplicateDescriptor, closeDescriptor,
};
