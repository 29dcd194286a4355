// The server's native path: requests come from C++ as records, one call per turn of the loop, and a response that is given
// whole goes back by one call (src/bindings/http/). What a program does not touch is not made: no socket, no stream state.
'use strict';

const native = binding('http');
const hooks = require('internal/async/hooks');
const { Buffer } = require('buffer');
const { drain, reportUncaught } = require('internal/ticks');
const context = require('internal/async/context');
const diagnostics = require('internal/diagnostics/registry');
const { FieldSource, kSocket, kState, kTransport } = require('internal/http/incoming');
const { beOld } = require('internal/http/response');
const { Exchange, NativeRequest, NativeResponse, onGone } = require('internal/http/exchange');
const { listenerBegins, listenerReturned, unfinished } = require('internal/http/finishing');
const { hasTooManyFields, parseError, tooManyFields } = require('internal/http/errors');
const { maxHeaderSize } = require('internal/http/limits');
const { SocketConnection, refusalOf } = require('internal/http/socket_connection');
const { Socket } = require('internal/net/socket');
const { adopt } = require('internal/net/native');
const { methodsByNumber } = require('internal/http/tables');
const { codes: { ERR_HTTP_REQUEST_TIMEOUT } } = require('internal/errors');

// As in src/bindings/http/turn.h.
const kWords = 16;
const kMostRecords = 256;
const kRequest = 0;
const kBody = 1;
const kBodyEnd = 2;
const kDrain = 3;
const kClosed = 4;
const kError = 5;
const kTimeout = 6;
const kEmpty = 7;
const kGone = 8;
const kAhead = 9;
const kWhole = 1;
const kPersistent = 2;

// As in HttpServer::Look, src/bindings/http/server.h.
const kEnding = 4;

// Bits of a head's flags, as in src/http/head.h, where the record has them: from bit 8 on.
const kUpgradeFlag = 2 << 8;
const kHasBodyFlags = (8 | 16) << 8;
const kExpectFlag = 32 << 8;
const kHasHostFlag = 64 << 8;

let words;
/** Native servers by number. */
const servers = [];

/** Its end is reported as that of any shutdown. */
function shutdownUnderWay() {
  return 0;
}

function readKept(owner, generation, connection, kept, ended) {
  owner.moved.delete(generation);
  if (kept.length > 0) connection.read(kept);
  if (ended) connection.socket.push(null);
  if (!connection.closed) connection.socket.read(0);
}

/** What async_hooks know of a connection in C++: the socket that it would be, and the requests on it. */
class ConnectionResource {
  constructor(generation) {
    this.generation = generation;
    this.socket = {};
  }
}

/** One http.Server's connections in C++. */
class NativeConnections {
  constructor(server) {
    this.server = server;
    this.id = servers.length;
    this.exchanges = [];
    /** Sockets that somebody has asked for, of connections that are still in C++; by slot. */
    this.seen = [];
    /** What async_hooks know of the connections, by slot, from the time that a program asks for ids. */
    this.resources = [];
    /** The socket that 'connection' is emitted for at the moment. */
    this.announced = null;
    /** Connections that have become sockets in this turn, by generation. */
    this.moved = new Map();
    servers.push(this);
    if (words === undefined) {
      words = new Uint32Array(kWords * kMostRecords);
      native.setTurnReceiver(onTurn, words);
    }
    this.handle = new native.Server(this.id);
    /** What was handed over. */
    this.settings = [];
  }

  /** What a record tells runs as the connection's resource. Only while ids are asked for. */
  enter(slot, generation) {
    let resource = this.resources[slot];
    if (resource === undefined || resource.generation !== generation) {
      this.endResource(slot);
      resource = this.resources[slot] = new ConnectionResource(generation);
      hooks.initialize(resource.socket, 'TCPWRAP', hooks.idOf(this.server._handle));
      hooks.initialize(resource, 'HTTPINCOMINGMESSAGE', hooks.idOf(resource.socket));
      // Its end is told.
      this.handle.watch(slot, generation);
    }
    hooks.enter(resource);
  }

  /** The connection of a slot is gone, or has become a socket that answers for its resources from here on. */
  endResource(slot) {
    const resource = this.resources[slot];
    if (resource === undefined) return;
    this.resources[slot] = undefined;
    hooks.gone(resource);
    hooks.gone(resource.socket);
  }

  /** Hands over those of the server's options that have changed, in the order of HttpServer::Setting. */
  configure() {
    const { server } = this;
    this.set(0, server.maxHeaderSize || maxHeaderSize());
    this.set(1, server.leniency);
    this.set(2, server.keepAliveTimeout);
    this.set(3, server.headersTimeout);
    this.set(4, server.requestTimeout);
    this.set(5, server.connectionsCheckingInterval);
    this.set(6, server.noDelay ? 1 : 0);
    this.set(7, server.keepAlive ? 1 : 0);
    this.set(8, server.keepAliveInitialDelay || 0);
    this.set(9, server.httpAllowHalfOpen ? 1 : 0);
  }

  set(setting, value) {
    if (this.settings[setting] === value) return;
    this.settings[setting] = value;
    this.handle.set(setting, value);
  }

  /**
   * The connection as a socket: from here on it is served as any other (socket_connection.js).
   * @param {number} slot
   * @param {number} generation
   * @returns {import('net').Socket | null} null when it is gone
   */
  takeSocket(slot, generation) {
    const taken = this.release(slot, generation);
    if (taken === null) return null;
    const { socket, parser, kept, ended, ending } = taken;
    const connection = new SocketConnection(this.server, socket, parser, taken.resource);
    const exchange = this.exchanges[slot];
    if (exchange !== undefined && exchange.generation === generation) {
      this.exchanges[slot] = undefined;
      exchange.moveTo(connection);
    } else if (unfinished().some((each) => each.owner === this && each.generation === generation)) {
      connection.awaitFinish();
    }
    this.moved.set(generation, connection);
    // What was gathered in this turn is told before what follows it is read.
    setImmediate(readKept, this, generation, connection, kept, ended);
    if (ending) socket.destroySoon();
    return socket;
  }

  /** Takes a connection out of C++: its socket, its parser, and what was read and not parsed. */
  release(slot, generation) {
    const { server } = this;
    const ending = (this.handle.look(slot, generation) & kEnding) !== 0;
    const parser = new native.Parser(0, server.leniency, server.maxHeaderSize || maxHeaderSize());
    let handle;
    try {
      handle = new native.Socket(this.handle, slot, generation, parser);
    } catch {
      return null;
    }
    const resource = this.resources[slot];
    if (resource !== undefined && resource.generation === generation) {
      this.resources[slot] = undefined;
      handle[hooks.kAsyncId] = resource.socket[hooks.kAsyncId];
      handle[hooks.kTriggerId] = resource.socket[hooks.kTriggerId];
    }
    handle.start();
    if (ending) handle.shutdown = shutdownUnderWay;
    const kept = Buffer.from(handle.takeKept());
    const options = {
      handle: adopt(handle, 'tcp', null), allowHalfOpen: true, highWaterMark: server.highWaterMark, manualStart: true,
    };
    const seen = this.seen[slot];
    this.seen[slot] = undefined;
    const socket = seen === undefined ? new Socket(options) : seen.construct(options);
    socket.server = server;
    socket._server = server;
    server._connections++;
    return { socket, parser, kept, ended: handle.hasEnded(), ending, resource };
  }

  /**
   * Serves a connection.
   * @param {number} fd
   * @param {boolean} announce whether somebody listens to 'connection'
   */
  accept(fd, announce) {
    // A program may change them at any time.
    this.configure();
    const slot = this.handle.accept(fd);
    if (!announce || slot < 0) return;
    const socket = this.announced = this.see(slot, this.handle.generationOf(slot));
    try {
      if (diagnostics.subscribed !== 0) diagnostics.publish('net.server.socket', { socket });
      this.server.emit('connection', socket);
    } finally {
      this.announced = null;
    }
  }

  /** Ends the connections that are between requests. One whose response has not told its 'finish' yet is not. */
  closeIdle() {
    for (const { owner, slot, generation } of unfinished()) {
      if (owner === this) this.handle.spare(slot, generation);
    }
    this.handle.closeIdle();
  }

  /**
   * The connection's socket, for somebody who may only look at it; of one that is gone a socket that is destroyed.
   * @param {number} slot
   * @param {number} generation
   * @returns {import('net').Socket}
   */
  see(slot, generation) {
    const { seen } = this;
    if (!this.handle.watch(slot, generation)) {
      const socket = new Socket();
      socket.destroy();
      return socket;
    }
    return seen[slot] ??= new (require('internal/http/seen_socket').SeenSocket)(this, slot, generation);
  }

  /**
   * What a client has sent makes no sense, or takes too long.
   * @param {number} slot
   * @param {number} generation
   * @param {Exchange | undefined} exchange what is in progress
   * @param {Error} error
   */
  refuse(slot, generation, exchange, error) {
    const { server } = this;
    // Who listens to errors of the socket is told as of any other.
    if (server.listenerCount('clientError') > 0 || this.seen[slot]?.listenerCount('error') > 0) {
      const socket = this.takeSocket(slot, generation);
      if (socket !== null) {
        this.moved.get(generation).fail(error);
        return;
      }
    }
    if (exchange !== undefined && exchange.res._headerSent && !exchange.ended) this.handle.destroy(slot, generation);
    else this.handle.refuse(slot, generation, refusalOf(error));
    if (exchange !== undefined) onGone(exchange);
  }

  /** The connection goes over to another protocol. */
  upgrade(exchange, event) {
    const { server } = this;
    const { req, slot, generation } = exchange;
    this.exchanges[slot] = undefined;
    if (server.listenerCount(event) === 0) {
      this.handle.destroy(slot, generation);
      return;
    }
    const taken = this.release(slot, generation);
    if (taken === null) return;
    exchange.seen = taken.socket;
    exchange.whole = true;
    void req._readableState;
    req[kTransport] = null;
    req[kSocket] = taken.socket;
    req.upgrade = true;
    req.complete = true;
    server.emit(event, req, taken.socket, taken.kept);
    if (taken.ended) taken.socket.push(null);
    taken.socket.read(0);
  }

  request(text, at) {
    const { server } = this;
    const slot = words[at + 2];
    if (hasTooManyFields(server, words[at + 9])) {
      const packet = Buffer.from(text.slice(words[at + 6], words[at + 6] + words[at + 7]), 'latin1');
      this.refuse(slot, words[at + 3], undefined, tooManyFields(packet));
      return;
    }
    const exchange = new Exchange(this, slot, words[at + 3]);
    const packed = words[at + 4];
    const flags = words[at + 5];
    const head = words[at + 6];
    const target = head + words[at + 10];
    const method = methodsByNumber[packed & 255];
    const version = (packed >>> 24 & 15) << 4 | packed >>> 28;
    const source = new FieldSource(text, head, words[at + 8], words[at + 9]);
    const req = exchange.req = new NativeRequest(
      exchange, method, text.slice(target, target + words[at + 11]), version, source);
    const res = exchange.res = new NativeResponse(exchange, req, server.keepAliveTimeout);
    let isEmpty = false;
    if ((flags & kWhole) !== 0) {
      exchange.whole = true;
      const size = words[at + 13];
      isEmpty = size === 0;
      if (size !== 0) exchange.body = text.slice(words[at + 12], words[at + 12] + size);
    }
    if (server.joinDuplicateHeaders) req.joinDuplicateHeaders = true;
    if (method === 'HEAD') res._hasBody = false;
    if (version < 0x11) beOld(res, req);
    const persistent = (flags & kPersistent) !== 0;
    if (res.shouldKeepAlive !== persistent) res.shouldKeepAlive = persistent;
    this.exchanges[slot] = exchange;
    if ((packed & kUpgradeFlag) !== 0) {
      if (method === 'CONNECT' || server.shouldUpgradeCallback(req)) {
        this.upgrade(exchange, method === 'CONNECT' ? 'connect' : 'upgrade');
        return;
      }
      if (!exchange.whole) this.handle.proceed(slot, exchange.generation);
    }
    if (server.optimizeEmptyRequests && (packed & kHasBodyFlags) === 0) {
      req._dumpAndCloseReadable();
    }
    try {
      server.dispatch(req, res, packed & kExpectFlag, packed & kHasHostFlag, words[at + 14]);
    } finally {
      // As with bytes from a socket: a listener runs when the head is there, before the end is.
      if (exchange.whole && (isEmpty || req[kState]?.destroyed !== true)) req.complete = true;
    }
  }
}

/**
 * One turn's records. An exception is reported as if its listener had been called from the loop; the rest goes on.
 * @param {number} count
 * @param {string} text
 * @param {ArrayBuffer[] | undefined} buffers
 */
function onTurn(count, text, buffers) {
  for (let i = 0; i < count; i++) {
    const at = i * kWords;
    const tracked = hooks.state.tracking && words[at] !== kEmpty && words[at] !== kGone;
    try {
      const owner = servers[words[at + 1]];
      if (tracked) owner.enter(words[at + 2], words[at + 3]);
      if (words[at] === kRequest) {
        listenerBegins();
        owner.request(text, at);
      } else {
        other(owner, at, text, buffers);
      }
      if (tracked) hooks.leave();
    } catch (error) {
      reportUncaught(error);
    }
    listenerReturned();
    drain();
    context.set(undefined);
  }
}

function other(owner, at, text, buffers) {
  const slot = words[at + 2];
  const generation = words[at + 3];
  const found = owner.exchanges[slot];
  const exchange = found !== undefined && found.generation === generation ? found : undefined;
  const moved = exchange === undefined ? owner.moved.get(generation) : undefined;
  const target = moved ?? exchange;
  switch (words[at]) {
    case kBody:
      target?.onBodyRecord(Buffer.from(buffers[words[at + 4]]));
      break;
    case kBodyEnd: {
      const count = words[at + 9];
      target?.onBodyEnd(count === 0 ? null : new FieldSource(text, words[at + 6], words[at + 8], count));
      break;
    }
    case kDrain:
      exchange?.onDrain();
      break;
    case kClosed:
      if (exchange !== undefined && !exchange.ended) {
        owner.handle.destroy(slot, generation);
        onGone(exchange);
      }
      break;
    case kError: {
      const start = words[at + 6];
      const packet = Buffer.from(text.slice(start, start + words[at + 7]), 'latin1');
      const error = parseError(words[at + 4], words[at + 5], packet);
      if (moved !== undefined) moved.fail(error);
      else owner.refuse(slot, generation, exchange, error);
      break;
    }
    case kTimeout:
      owner.refuse(slot, generation, exchange, new ERR_HTTP_REQUEST_TIMEOUT());
      break;
    case kGone: {
      owner.endResource(slot);
      const socket = owner.seen[slot];
      owner.seen[slot] = undefined;
      if (socket !== undefined) socket.reportClosed(words[at + 4] | 0);
      break;
    }
    case kAhead:
      // Nobody has answered yet, and the client has gone on: its next requests begin before this one has ended.
      if (exchange !== undefined && !exchange.ended) owner.takeSocket(slot, generation);
      break;
    case kEmpty:
      for (let i = 0; i < owner.resources.length; i++) owner.endResource(i);
      owner.server._emitCloseIfDrained();
      break;
  }
}

module.exports = { NativeConnections };
