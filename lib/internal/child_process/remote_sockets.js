// A server's connections that were handed to other processes: its getConnections counts them, and its 'close' waits for them.
// https://nodejs.org/api/net.html#servergetconnectionscallback
'use strict';

/** By channel: { sent: Map of key to Elsewhere, received: Map of key to Received }. */
const byChannel = new WeakMap();
let lastKey = 0;
const keys = new WeakMap();

function stateOf(channel) {
  let state = byChannel.get(channel);
  if (state === undefined) byChannel.set(channel, state = { sent: new Map(), received: new Map() });
  return state;
}

/** In the process that has the server: its connections at the other end of one channel. */
class Elsewhere {
  #channel;
  #key;
  #counting = [];
  #closing = [];
  #isGone = false;

  constructor(channel, key) {
    this.#channel = channel;
    this.#key = key;
    channel.once('close', () => {
      this.#isGone = true;
      this.onCount(0);
      this.onAllClosed();
    });
  }

  /** @param {(count: number) => void} callback */
  count(callback) {
    if (this.#isGone) {
      callback(0);
      return;
    }
    this.#counting.push(callback);
    this.#channel.sendInternal({ cmd: 'NODE_SOCKET_GET_COUNT', key: this.#key });
  }

  /** @param {() => void} callback */
  whenAllClosed(callback) {
    if (this.#isGone) {
      callback();
      return;
    }
    this.#closing.push(callback);
    this.#channel.sendInternal({ cmd: 'NODE_SOCKET_NOTIFY_CLOSE', key: this.#key });
  }

  onCount(count) {
    for (const callback of this.#counting.splice(0)) callback(count);
  }

  onAllClosed() {
    for (const callback of this.#closing.splice(0)) callback();
  }
}

/** In the process that was given them. */
class Received {
  #sockets = new Set();
  #notify = null;

  add(socket) {
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#tell();
    });
  }

  get size() {
    return this.#sockets.size;
  }

  notify(callback) {
    this.#notify = callback;
    if (this.#sockets.size === 0) this.#tell();
  }

  #tell() {
    const notify = this.#notify;
    this.#notify = null;
    if (notify !== null) notify();
  }
}

/** The key of a server's connections on a channel; the server learns of the other process. */
function keyFor(channel, server) {
  let key = keys.get(server);
  if (key === undefined) keys.set(server, key = `server:${++lastKey}`);
  const { sent } = stateOf(channel);
  if (!sent.has(key)) {
    const elsewhere = new Elsewhere(channel, key);
    sent.set(key, elsewhere);
    server._addElsewhere(elsewhere);
  }
  return key;
}

/** A connection has come from another process. */
function add(channel, key, socket) {
  const { received } = stateOf(channel);
  let list = received.get(key);
  if (list === undefined) received.set(key, list = new Received());
  list.add(socket);
}

/** The messages of both sides. */
function onMessage(channel, { cmd, key, count }) {
  const state = byChannel.get(channel);
  switch (cmd) {
    case 'NODE_SOCKET_GET_COUNT':
      channel.sendInternal({ cmd: 'NODE_SOCKET_COUNT', key, count: state?.received.get(key)?.size ?? 0 });
      break;
    case 'NODE_SOCKET_NOTIFY_CLOSE': {
      const tell = () => channel.sendInternal({ cmd: 'NODE_SOCKET_ALL_CLOSED', key });
      const list = state?.received.get(key);
      if (list === undefined) tell();
      else list.notify(tell);
      break;
    }
    case 'NODE_SOCKET_COUNT':
      state?.sent.get(key)?.onCount(count);
      break;
    case 'NODE_SOCKET_ALL_CLOSED':
      state?.sent.get(key)?.onAllClosed();
      break;
  }
}

module.exports = { keyFor, add, onMessage };
