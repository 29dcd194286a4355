// Sockets and servers that go with a message to another process.
// https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback
'use strict';

const { codes } = require('internal/errors');
const native = require('internal/net/native');
const remote = require('internal/child_process/remote_sockets');

/** A handle on its way. */
class Sending {
  type;
  /** Of a datagram socket: 'udp4' or 'udp6'. */
  dgramType;
  /** By which a server's connections are counted, wherever they are. */
  key;

  constructor(type) {
    this.type = type;
  }

  /** @returns {number} the descriptor to send, at the moment when the message goes; -1 when there is none any more */
  prepare() {
    return this.descriptor();
  }

  /** @returns {number} the descriptor, for sending it again */
  descriptor() {
    return -1;
  }

  /** The other side has it. */
  delivered() {}

  /** It will never have it. */
  abandon() {}
}

/** A connection: this process lets go of it, unless it wants to keep it open. */
class SocketSending extends Sending {
  #socket;
  #keepOpen;
  #channel;
  #handle = null;

  constructor(channel, socket, keepOpen) {
    super('net.Socket');
    this.#channel = channel;
    this.#socket = socket;
    this.#keepOpen = keepOpen;
  }

  prepare() {
    const socket = this.#socket;
    const handle = socket._handle;
    if (handle === null || handle === undefined || !(handle.fd >= 0)) return -1;
    this.#handle = handle;
    const server = socket.server ?? null;
    if (server !== null) this.key = remote.keyFor(this.#channel, server);
    if (!this.#keepOpen) {
      socket._giveUpHandle();
      if (server !== null && socket._server !== null) {
        socket._server = null;
        server._connections--;
      }
    }
    return handle.fd;
  }

  descriptor() {
    return this.#handle === null ? -1 : this.#handle.fd;
  }

  delivered() {
    this.abandon();
  }

  abandon() {
    if (this.#keepOpen || this.#handle === null) return;
    native.closeHandle(this.#handle);
    this.#handle = null;
  }
}

/** A server, or a native handle: both processes have it then. */
class SharedSending extends Sending {
  #handle;

  constructor(type, handle) {
    super(type);
    this.#handle = handle;
  }

  descriptor() {
    return this.#handle === null || this.#handle === undefined ? -1 : this.#handle.fd;
  }
}

/** A datagram socket: both processes have it then. */
class DatagramSending extends Sending {
  #socket;

  constructor(socket) {
    super('dgram.Socket');
    this.#socket = socket;
    this.dgramType = socket.type;
  }

  descriptor() {
    return this.#socket._descriptor();
  }
}

/**
 * @param {object} channel
 * @param {any} handle
 * @param {{ keepOpen?: boolean }} options
 * @returns {Sending}
 * @throws {TypeError} ERR_INVALID_HANDLE_TYPE
 */
function prepare(channel, handle, options) {
  const { Socket, Server } = require('net');
  if (handle instanceof Socket) return new SocketSending(channel, handle, Boolean(options.keepOpen));
  if (handle instanceof Server) return new SharedSending('net.Server', handle._handle);
  if (native.isHandle(handle)) return new SharedSending('net.Native', handle);
  if (handle instanceof require('dgram').Socket) return new DatagramSending(handle);
  throw new codes.ERR_INVALID_HANDLE_TYPE();
}

/** A socket that listens, out of another process: for server.listen(handle). */
class ReceivedServer {
  #fd;
  constructor(fd) {
    this.#fd = fd;
  }
  /** @returns {number} -1 once a server has it */
  get fd() {
    return this.#fd;
  }
  close() {
    if (this.#fd >= 0) native.closeDescriptor(this.#fd);
    this.#fd = -1;
  }
  [native.kAdopt]() {
    const fd = this.#fd;
    this.#fd = -1;
    return fd;
  }
}

function receiveNative(fd) {
  if (native.isListening(fd)) return new ReceivedServer(fd);
  const handle = native.kindOfDescriptor(fd) === 'TCP' ? native.makeTcpSocket(null) : native.makePipeSocket(null);
  return handle.open(fd, false) === 0 ? handle : null;
}

/** What can be made of a descriptor, by the message's type: functions that tell whether they have taken it. */
const receivers = {
  '__proto__': null,
  'net.Socket'(channel, message, fd, deliver) {
    const { Socket } = require('net');
    const handle = receiveNative(fd);
    if (handle === null) return false;
    const socket = new Socket({ handle, readable: true, writable: true });
    if (typeof message.key === 'string') remote.add(channel, message.key, socket);
    deliver(socket);
    return true;
  },
  'net.Server'(channel, message, fd, deliver) {
    const { Server } = require('net');
    const server = new Server();
    server.listen(new ReceivedServer(fd), () => deliver(server));
    return true;
  },
  'net.Native'(channel, message, fd, deliver) {
    const handle = receiveNative(fd);
    if (handle === null) return false;
    deliver(handle);
    return true;
  },
  'dgram.Socket'(channel, message, fd, deliver) {
    const socket = require('dgram').createSocket(message.dgramType === 'udp6' ? 'udp6' : 'udp4');
    socket.bind({ fd, exclusive: true }, () => deliver(socket));
    return true;
  },
};

/**
 * @param {object} channel
 * @param {{ type: string, key?: string, dgramType?: string }} message
 * @param {number} fd taken over
 * @param {(handle: any) => void} deliver called with the handle when it is ready
 * @returns {boolean} whether it is of a kind that can be received
 */
function receive(channel, message, fd, deliver) {
  const kind = native.kindOfDescriptor(fd);
  const isFitting = message.type === 'dgram.Socket' ? kind === 'UDP' : kind === 'TCP' || kind === 'PIPE';
  if (isFitting && receivers[message.type] !== undefined) return receivers[message.type](channel, message, fd, deliver);
  native.closeDescriptor(fd);
  return false;
}

module.exports = { prepare, receive };
