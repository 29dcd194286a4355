// The primary's listening sockets, one for each place that workers listen at.
// https://nodejs.org/api/cluster.html#how-it-works
'use strict';

const native = require('internal/net/native');
const { openListener } = require('internal/net/listener');
const { setTimeout, clearTimeout } = require('timers');

const SCHED_NONE = 1;
const SCHED_RR = 2;

/** EINVAL */
const kInvalid = -22;

/** How many connections a worker may have been given without having taken them: a worker that is busy gets no more. */
const kWindow = 16;
/** How long, in milliseconds, the others wait for a worker whose turn it is and that has not taken its last ones. */
const kPatience = 20;
/** With this many connections that no worker has room for, accepting rests; more wait in the kernel. */
const kQueueLimit = 256;

/** Accepts connections itself and deals them out in turn. */
class RoundRobin {
  /** What all servers here have in common: the first one's. */
  common;
  #key;
  #handle = null;
  #listeners;
  #status = 0;
  /** Connections that no worker has room for: { fd, refused }, the latter a Set of workers that did not want it, or null. */
  #queue = [];
  #next = 0;
  #lastId = 0;
  #paused = false;
  #timer = null;
  /**
   * { worker, conversation, given, isBehind } in the order in which they came. `given`: a Map of id to connection;
   * `isBehind`: it has let the others wait, and is passed over until it takes something.
   */
  #members = [];

  constructor(listeners, key, where) {
    this.#listeners = listeners;
    this.#key = key;
    const handle = openListener(this, where.fd === undefined ? where :
      { ...where, fd: native.duplicateDescriptor(where.fd) });
    if (typeof handle === 'number') this.#status = handle;
    else this.#handle = handle;
  }

  get size() {
    return this.#members.length;
  }

  has(worker) {
    return this.#members.some((member) => member.worker === worker);
  }

  /** Lets a worker take part, and tells it. */
  join(worker, conversation, ask) {
    if (this.#status !== 0) {
      conversation.tell({ reply: ask, status: this.#status });
      return;
    }
    this.#members.push({ worker, conversation, given: new Map(), isBehind: false });
    conversation.tell({ reply: ask, status: 0, key: this.#key, kind: this.#handle.kind,
                        address: this.#handle.localAddress(), common: this.common });
    this.#deal();
  }

  leave(worker) {
    const index = this.#members.findIndex((member) => member.worker === worker);
    if (index < 0) return;
    const { given } = this.#members[index];
    this.#members.splice(index, 1);
    if (index < this.#next) this.#next--;
    // Whoever left without having taken them cannot serve them.
    for (const connection of given.values()) this.#queue.push(connection);
    if (this.#members.length === 0) this.#close();
    else this.#deal();
  }

  settle(worker, message) {
    const member = this.#members.find((one) => one.worker === worker);
    const connection = member?.given.get(message.id);
    if (connection === undefined) return;
    member.given.delete(message.id);
    member.isBehind = false;
    if (message.op === 'taken') {
      native.closeDescriptor(connection.fd);
    } else {
      (connection.refused ??= new Set()).add(worker);
      // Nobody wants it.
      if (this.#members.every((one) => connection.refused.has(one.worker))) native.closeDescriptor(connection.fd);
      else this.#queue.push(connection);
    }
    this.#deal();
  }

  /** For the native server. */
  onNativeConnection(handle) {
    this.#queue.push({ fd: handle.takePendingFd(), refused: null });
    this.#deal();
  }

  onNativeError() {
    // Nothing can be accepted any more; the workers' servers stay open and hear of no connection, as with a firewall.
  }

  /** Gives queued connections to the workers in turn, skipping those that have fallen behind. */
  #deal() {
    const members = this.#members;
    let skipped = 0;
    while (this.#queue.length > 0 && skipped < members.length) {
      if (this.#next >= members.length) this.#next = 0;
      const member = members[this.#next];
      if (this.#queue[0].refused?.has(member.worker)) {
        this.#next++;
        skipped++;
        continue;
      }
      if (member.given.size >= kWindow || !member.worker.isConnected()) {
        if (!member.isBehind) {
          this.#timer ??= setTimeout(() => this.#pass(), kPatience).unref();
          break;
        }
        this.#next++;
        skipped++;
        continue;
      }
      this.#next++;
      skipped = 0;
      const connection = this.#queue.shift();
      const id = ++this.#lastId;
      member.given.set(id, connection);
      member.conversation.tell({ op: 'connection', key: this.#key, id }, connection.fd);
    }
    const pause = this.#queue.length >= kQueueLimit;
    if (pause === this.#paused || this.#handle === null) return;
    this.#paused = pause;
    if (pause) this.#handle.pause();
    else this.#handle.resume();
  }

  /** Whoever is full now has had its time. */
  #pass() {
    this.#timer = null;
    for (const member of this.#members) member.isBehind = member.given.size >= kWindow;
    this.#deal();
  }

  #close() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const handle = this.#handle;
    this.#handle = null;
    handle.owner = null;
    native.closeHandle(handle);
    for (const { fd } of this.#queue.splice(0)) native.closeDescriptor(fd);
    this.#listeners.remove(this.#key);
  }
}

/** Binds, and leaves accepting to the workers, which all have the same socket. */
class Shared {
  /** What all servers here have in common: the first one's. */
  common;
  #key;
  #fd;
  #path;
  #listeners;
  #workers = new Set();

  constructor(listeners, key, where) {
    this.#listeners = listeners;
    this.#key = key;
    this.#path = where.path;
    this.#fd = bindShared(where);
  }

  get size() {
    return this.#workers.size;
  }

  has(worker) {
    return this.#workers.has(worker);
  }

  join(worker, conversation, ask) {
    if (this.#fd < 0) {
      conversation.tell({ reply: ask, status: this.#fd });
      return;
    }
    this.#workers.add(worker);
    conversation.tell({ reply: ask, status: 0, key: this.#key, shared: true, common: this.common }, this.#fd);
  }

  leave(worker) {
    if (!this.#workers.delete(worker) || this.#workers.size > 0) return;
    native.closeDescriptor(this.#fd);
    this.#fd = -1;
    if (this.#path !== undefined) require('fs').rmSync(this.#path, { force: true });
    this.#listeners.remove(this.#key);
  }

  settle() {}
}

function bindShared(where) {
  if (where.type !== undefined && where.fd === undefined) {
    const { type, address, port, reuseAddr, ipv6Only } = where;
    return binding('udp').bindDescriptor(type === 'udp6', address, port, reuseAddr, false, ipv6Only);
  }
  if (where.fd !== undefined) return native.duplicateDescriptor(where.fd);
  if (where.path !== undefined) {
    const fd = binding('pipe').bindDescriptor(where.path);
    if (fd >= 0 && (where.readableAll || where.writableAll)) openUp(where);
    return fd === -2 ? -13 : fd === -36 ? -22 : fd;
  }
  const bind = (address) => binding('tcp').bindDescriptor(address, where.port, Boolean(where.ipv6Only), false);
  if (where.address !== null) return bind(where.address);
  const fd = bind('::');
  // A machine without IPv6.
  return fd === -97 || fd === -22 || fd === -99 ? bind('0.0.0.0') : fd;
}

/** Lets others connect to a socket file. https://nodejs.org/api/net.html#serverlistenoptions-callback */
function openUp(where) {
  const { statSync, chmodSync } = require('fs');
  const more = (where.readableAll ? 0o444 : 0) | (where.writableAll ? 0o222 : 0);
  chmodSync(where.path, statSync(where.path).mode & 0o7777 | more);
}

const isInteger = (value, least, most) => Number.isInteger(value) && value >= least && value <= most;

/** Whether it is a place to listen at: what comes over the channel may be anything. */
function isPlace(where) {
  if (where === null || typeof where !== 'object') return false;
  if (where.type === undefined && !isInteger(where.backlog, 0, 2 ** 31 - 1)) return false;
  if (where.path !== undefined) return typeof where.path === 'string';
  if (where.fd !== undefined) return isInteger(where.fd, 0, 2 ** 31 - 1);
  return (where.address === null || where.address === undefined || typeof where.address === 'string') &&
    isInteger(where.port, 0, 65535);
}

/** All of them, by key. */
class Listeners {
  #all = new Map();
  #Kind = RoundRobin;

  /** @param {number} policy SCHED_RR or SCHED_NONE; of listeners that are made from now on */
  usePolicy(policy) {
    this.#Kind = policy === SCHED_NONE ? Shared : RoundRobin;
  }

  /** A worker wants to listen; it is told whether it may. */
  listen(worker, conversation, { ask, where, index, common }) {
    if (!isPlace(where)) {
      conversation.tell({ reply: ask, status: kInvalid });
      return;
    }
    // Datagrams need no dealing out: they are sockets that all have.
    const isUdp = where.type !== undefined;
    const key = `${where.address}:${where.port}:${isUdp ? where.type : where.path}:${where.fd}:${index}`;
    let listener = this.#all.get(key);
    if (listener === undefined) {
      listener = isUdp ? new Shared(this, key, where) : new this.#Kind(this, key, where);
      this.#all.set(key, listener);
    }
    listener.common ??= common;
    listener.join(worker, conversation, ask);
    // It could not be made; the next one who asks tries again.
    if (listener.size === 0) this.#all.delete(key);
  }

  leave(worker, key) {
    this.#all.get(key)?.leave(worker);
  }

  leaveAll(worker) {
    for (const listener of [...this.#all.values()]) {
      if (listener.has(worker)) listener.leave(worker);
    }
  }

  settle(worker, message) {
    this.#all.get(message.key)?.settle(worker, message);
  }

  remove(key) {
    this.#all.delete(key);
  }
}

module.exports = { Listeners, SCHED_NONE, SCHED_RR };
