// A worker's servers: where they listen, the primary does. https://nodejs.org/api/cluster.html#how-it-works
'use strict';

const native = require('internal/net/native');
const { openListener } = require('internal/net/listener');
const { setInterval, clearInterval } = require('timers');

const kLongest = 2 ** 31 - 1;

/** Handles by the primary's key. */
const handles = new Map();
/** Which of several servers at one place a server is: { place: Set of numbers }. */
const places = new Map();

function takeIndex(place) {
  let taken = places.get(place);
  if (taken === undefined) places.set(place, taken = new Set());
  let index = 0;
  while (taken.has(index)) index++;
  taken.add(index);
  return index;
}

function releaseIndex(place, index) {
  const taken = places.get(place);
  taken?.delete(index);
  if (taken?.size === 0) places.delete(place);
}

/** In the place of a listening socket: connections come over the channel. As net.Server wants a handle. */
class ForwardedHandle {
  #conversation;
  #key;
  #address;
  #release;
  #pending = -1;
  #alive = setInterval(() => {}, kLongest);
  owner;
  whenClosed = null;

  constructor(conversation, reply, address, owner, release) {
    this.#conversation = conversation;
    this.#key = reply.key;
    this.#address = address;
    this.#release = release;
    this.kind = reply.kind;
    this.owner = owner;
  }

  /** A connection from the primary. */
  offer(fd) {
    this.#pending = fd;
    this.owner.onNativeConnection(this);
    if (this.#pending < 0) return;
    // Nobody took it.
    native.closeDescriptor(this.#pending);
    this.#pending = -1;
  }

  /** Gives the connection of the moment to a socket. */
  accept(socket) {
    return socket.open(this.takePendingFd(), false);
  }

  takePendingFd() {
    const fd = this.#pending;
    this.#pending = -1;
    return fd;
  }

  pendingLocalAddress() {
    return binding('tcp').descriptorAddress(this.#pending);
  }

  pendingPeerAddress() {
    return binding('tcp').descriptorPeerAddress(this.#pending);
  }

  localAddress() {
    return this.#address;
  }

  get fd() {
    return -1;
  }

  // In the place of a native handle that would keep the loop alive.
  ref() {
    this.#alive.ref();
  }
  unref() {
    this.#alive.unref();
  }
  hasRef() {
    return this.#alive.hasRef();
  }

  close() {
    if (handles.get(this.#key) !== this) return;
    handles.delete(this.#key);
    clearInterval(this.#alive);
    this.#release();
    this.#conversation.tell({ op: 'close', key: this.#key });
    const { whenClosed } = this;
    this.owner = null;
    this.whenClosed = null;
    if (whenClosed !== null) require('internal/ticks').nextTick(whenClosed);
  }
}

/** The primary is told when the worker's own copy of a shared socket is closed. */
function watchClose(handle, close) {
  const { close: original } = handle;
  handle.close = function() {
    delete handle.close;
    close();
    return original.call(handle);
  };
}

/**
 * Listens by way of the primary.
 * @param {object} cluster
 * @param {object} conversation
 * @param {import('net').Server} server
 * @param {object} where `path`; or `fd`; or `address` (null: any) and `port`; with `backlog`, `ipv6Only`, `readableAll`,
 *   `writableAll`
 * @param {(handle: object | number) => void} done with the handle, or the negative errno
 */
function listen(cluster, conversation, server, where, done) {
  // The primary may be in another folder.
  const { path } = where;
  if (path !== undefined && !path.startsWith('\0')) where = { ...where, path: require('path').resolve(path) };
  const place = `${where.address}:${where.port}:${where.path}:${where.fd}`;
  const index = takeIndex(place);
  const release = () => releaseIndex(place, index);
  // What servers at one place have in common, whichever worker's they are: the first one's.
  const common = server._getServerData?.();
  conversation.ask({ op: 'listen', where, index, common }, (reply, fd) => {
    if (reply.status !== 0) {
      release();
      done(reply.status);
      return;
    }
    if (common !== undefined && reply.common !== undefined) server._setServerData(reply.common);
    let handle;
    if (reply.shared) {
      handle = openListener(server, { fd, backlog: where.backlog });
      const close = () => {
        handles.delete(reply.key);
        release();
        conversation.tell({ op: 'close', key: reply.key });
      };
      if (typeof handle === 'number') close();
      else watchClose(handle, close);
    } else {
      handle = new ForwardedHandle(conversation, reply, path ?? reply.address, server, release);
    }
    if (typeof handle !== 'number') {
      handles.set(reply.key, handle);
      server.once('listening', () => announce(cluster, conversation, server, where));
    }
    done(handle);
  });
}

/**
 * Receives datagrams at an address by way of the primary, whose socket all workers share.
 * @param {object} cluster
 * @param {object} conversation
 * @param {import('dgram').Socket} socket
 * @param {object} where `type`; and `fd`, or `address` and `port`; with `reuseAddr`, `ipv6Only`
 * @param {(fd: number, leave: () => void) => undefined | ((closed: () => void) => void)} done with the descriptor, or a
 *   negative errno; returns what closes the descriptor when the worker leaves the cluster
 */
function share(cluster, conversation, socket, where, done) {
  const place = `${where.type}:${where.address}:${where.port}:${where.fd}`;
  const index = takeIndex(place);
  conversation.ask({ op: 'listen', where, index }, (reply, fd) => {
    const leave = () => {
      releaseIndex(place, index);
      handles.delete(reply.key);
      if (reply.status === 0) conversation.tell({ op: 'close', key: reply.key });
    };
    if (reply.status !== 0) {
      leave();
      done(reply.status, leave);
      return;
    }
    socket.once('listening', () => announce(cluster, conversation, socket, where));
    const close = done(fd, leave);
    if (close !== undefined) handles.set(reply.key, { owner: { close } });
  });
}

/** Tells the primary's 'listening' listeners. */
function announce(cluster, conversation, server, where) {
  const address = server.address();
  // A listener before this one has closed it again.
  if (address === null) return;
  cluster.worker.state = 'listening';
  conversation.tell({
    op: 'listening',
    addressType: where.type ?? (where.path !== undefined ? -1 : where.address !== null && where.address?.includes(':') ? 6 : 4),
    address: where.path ?? where.address,
    port: address?.port ?? where.port ?? -1,
    fd: where.fd,
  });
}

/** https://nodejs.org/api/net.html#servermaxconnections */
function isFull(server) {
  const { maxConnections } = server;
  return maxConnections !== undefined && maxConnections !== null && server._connections >= maxConnections &&
    !server.dropMaxConnection;
}

/** A connection for one of the servers here. */
function receive(conversation, message, fd) {
  const handle = handles.get(message.key);
  if (handle === undefined || fd < 0 || isFull(handle.owner)) {
    // Closed meanwhile, or as many as the program wants: another worker may have it.
    if (fd >= 0) native.closeDescriptor(fd);
    conversation.tell({ op: 'refused', key: message.key, id: message.id });
    return;
  }
  conversation.tell({ op: 'taken', key: message.key, id: message.id });
  handle.offer(fd);
}

/** Closes every server; `done` is called when all are. */
function closeAll(done) {
  let left = 1;
  const closed = () => {
    if (--left === 0) done();
  };
  for (const handle of [...handles.values()]) {
    left++;
    if (handle.owner !== null) handle.owner.close(closed);
    else closed();
  }
  closed();
}

module.exports = { listen, share, receive, closeAll };
