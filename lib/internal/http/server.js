// http.Server. https://nodejs.org/api/http.html#class-httpserver
//
// Two ways in: connections that nobody wants to see as sockets stay in C++ (native_connection.js); any other Duplex is served
// by a SocketConnection (socket_connection.js). Both end in `dispatch`.
'use strict';

const trace = require('internal/trace/log');
const perf = require('internal/perf/observed');
const diagnostics = require('internal/diagnostics/registry');
const net = require('net');
const { normalizeServer } = require('internal/net/arguments');
const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger } = require('internal/validators');
const { IncomingMessage } = require('internal/http/incoming');
const { leniencyOf } = require('internal/http/limits');
const { ServerResponse } = require('internal/http/response');
const { STATUS_CODES } = require('internal/http/tables');
const { kUniqueHeaders } = require('internal/http/head');
const { kRejectNonStandardBodyWrites, kRelaxed } = require('internal/http/outgoing');
const { SocketConnection, kIncoming, kResponse } = require('internal/http/socket_connection');

const kChecking = Symbol('http.connectionsChecking');
const kNative = Symbol('http.nativeConnections');

const continues = /(?:^|\W)100-continue(?:$|\W)/i;

function timeOption(value, name, otherwise) {
  if (value === undefined) return otherwise;
  validateInteger(value, name, 0);
  return value;
}

/**
 * @constructor
 * @param {object | ((req: IncomingMessage, res: ServerResponse) => void)} [options]
 * @param {(req: IncomingMessage, res: ServerResponse) => void} [requestListener]
 */
function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  ({ 0: options, 1: requestListener } = normalizeServer(options, requestListener));
  storeOptions(this, options);
  net.Server.call(this, {
    allowHalfOpen: true,
    noDelay: options.noDelay ?? true,
    keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay,
    highWaterMark: options.highWaterMark,
  });
  initialize(this, requestListener);
  this.on('connection', connectionListener);
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype);
Object.setPrototypeOf(Server, net.Server);

/** The state that http.Server and https.Server have in common. */
function initialize(server, requestListener) {
  if (requestListener) server.on('request', requestListener);
  server.httpAllowHalfOpen = false;
  server.timeout = 0;
  server.maxHeadersCount = null;
  server.maxRequestsPerSocket = 0;
  server[kChecking] = null;
  server[kNative] = null;
  // Those that are sockets; the others are counted in C++.
  Object.defineProperty(server, 'connections', { __proto__: null, value: new Set(), enumerable: false, writable: true });
  server.on('listening', startChecking);
}

/** The options that http.Server and https.Server have in common, checked. */
function storeOptions(server, options) {
  server[kIncoming] = options.IncomingMessage || IncomingMessage;
  server[kResponse] = options.ServerResponse || ServerResponse;
  const { maxHeaderSize } = options;
  if (maxHeaderSize !== undefined) validateInteger(maxHeaderSize, 'maxHeaderSize', 0);
  server.maxHeaderSize = maxHeaderSize;
  server.insecureHTTPParser = options.insecureHTTPParser;
  server.httpValidation = options.httpValidation;
  server.leniency = leniencyOf(options);

  server.requestTimeout = timeOption(options.requestTimeout, 'requestTimeout', 300_000);
  server.headersTimeout = options.headersTimeout !== undefined ?
    timeOption(options.headersTimeout, 'headersTimeout') :
    Math.min(60_000, server.requestTimeout || 60_000);
  if (server.requestTimeout > 0 && server.headersTimeout > 0 && server.headersTimeout > server.requestTimeout) {
    throw new ERR_OUT_OF_RANGE('headersTimeout', '<= requestTimeout', options.headersTimeout);
  }
  server.keepAliveTimeout = timeOption(options.keepAliveTimeout, 'keepAliveTimeout', 5_000);
  server.keepAliveTimeoutBuffer = timeOption(options.keepAliveTimeoutBuffer, 'keepAliveTimeoutBuffer', 1_000);
  server.connectionsCheckingInterval =
    timeOption(options.connectionsCheckingInterval, 'connectionsCheckingInterval', 30_000);

  const { requireHostHeader, joinDuplicateHeaders, rejectNonStandardBodyWrites, optimizeEmptyRequests,
    shouldUpgradeCallback, uniqueHeaders } = options;
  if (requireHostHeader !== undefined) validateBoolean(requireHostHeader, 'options.requireHostHeader');
  server.requireHostHeader = requireHostHeader ?? true;
  if (joinDuplicateHeaders !== undefined) validateBoolean(joinDuplicateHeaders, 'options.joinDuplicateHeaders');
  server.joinDuplicateHeaders = joinDuplicateHeaders;
  if (rejectNonStandardBodyWrites !== undefined) {
    validateBoolean(rejectNonStandardBodyWrites, 'options.rejectNonStandardBodyWrites');
  }
  server.rejectNonStandardBodyWrites = rejectNonStandardBodyWrites ?? false;
  if (optimizeEmptyRequests !== undefined) validateBoolean(optimizeEmptyRequests, 'options.optimizeEmptyRequests');
  server.optimizeEmptyRequests = optimizeEmptyRequests ?? false;
  if (shouldUpgradeCallback !== undefined) validateFunction(shouldUpgradeCallback, 'options.shouldUpgradeCallback');
  server.shouldUpgradeCallback = shouldUpgradeCallback ?? defaultShouldUpgrade;
  server[kUniqueHeaders] = uniqueHeaderSet(uniqueHeaders);
}

function defaultShouldUpgrade() {
  return this.listenerCount('upgrade') > 0;
}

/**
 * @param {string[] | string[][]} [list]
 * @returns {Set<string> | null} in lower case
 */
function uniqueHeaderSet(list) {
  if (!Array.isArray(list)) return null;
  const set = new Set();
  for (let i = 0; i < list.length; i++) set.add(String(list[i]).toLowerCase());
  return set;
}

const prototype = Server.prototype;

/**
 * Serves a connection. `this` is the server.
 * @param {import('stream').Duplex} socket
 */
function connectionListener(socket) {
  // One that C++ serves: the others get to know of it.
  if (this[kNative] !== null && this[kNative].announced === socket) return;
  // Made now: a program may give the same socket to several servers, one after the other.
  new SocketConnection(this, socket);
}

// headersTimeout and requestTimeout of connections that are sockets: one pass over all each connectionsCheckingInterval.
function startChecking() {
  if (this.connectionsCheckingInterval === 0) return;
  clearInterval(this[kChecking]);
  this[kChecking] = setInterval(checkConnections, this.connectionsCheckingInterval, this);
  this[kChecking].unref();
}

function checkConnections(server) {
  if (server.headersTimeout === 0 && server.requestTimeout === 0) return;
  const now = Date.now();
  const { codes: { ERR_HTTP_REQUEST_TIMEOUT } } = require('internal/errors');
  for (const connection of server.connections) {
    if (connection.isLate(now)) connection.fail(new ERR_HTTP_REQUEST_TIMEOUT());
  }
}

/** @returns {Function | undefined} the first listener of 'connection' */
function firstListener(server) {
  const listeners = server._events.connection;
  return typeof listeners === 'function' ? listeners : listeners?.[0];
}

/**
 * A connection has come: to C++, unless the program serves connections itself or wants what only sockets have.
 * @param {object} handle that accepts
 */
prototype.onNativeConnection = function onNativeConnection(handle) {
  if (handle.kind !== 'tcp' || firstListener(this) !== connectionListener || this.timeout !== 0 ||
      this.maxConnections !== undefined || this.blockList !== undefined || this.pauseOnConnect ||
      this[kIncoming] !== IncomingMessage || this[kResponse] !== ServerResponse) {
    net.Server.prototype.onNativeConnection.call(this, handle);
    return;
  }
  if (this[kNative] === null) {
    const { NativeConnections } = require('internal/http/native_connection');
    this[kNative] = new NativeConnections(this);
  }
  this[kNative].accept(handle.takePendingFd(), this._events.connection !== connectionListener || diagnostics.subscribed !== 0);
};

/** @param {(error: Error | null, count: number) => void} callback */
prototype.getConnections = function getConnections(callback) {
  return this._countConnections(this._connections + nativeCount(this), callback);
};

function nativeCount(server) {
  return server[kNative] === null ? 0 : server[kNative].handle.connections();
}

prototype._emitCloseIfDrained = function() {
  if (nativeCount(this) === 0) net.Server.prototype._emitCloseIfDrained.call(this);
};

/** Ends all connections at once. */
prototype.closeAllConnections = function closeAllConnections() {
  for (const connection of this.connections) connection.socket.destroy();
  this[kNative]?.handle.closeAll();
};

/** Ends the connections that are between requests. */
prototype.closeIdleConnections = function closeIdleConnections() {
  for (const connection of this.connections) {
    if (connection.idle) connection.socket.destroy();
  }
  this[kNative]?.closeIdle();
};

/**
 * @param {(error?: Error) => void} [callback]
 * @returns {this}
 */
prototype.close = function close(callback) {
  clearInterval(this[kChecking]);
  this[kNative]?.handle.reportEmpty();
  net.Server.prototype.close.call(this, callback);
  this.closeIdleConnections();
  return this;
};

/** Publishes what node:diagnostics_channel has of a request and its response. */
function traceRequest(server, request, response) {
  const { socket } = request;
  diagnostics.publish('http.server.response.created', { request, response });
  diagnostics.publish('http.server.request.start', { request, response, socket, server });
  // A subscriber may have entered a context, in which the response is to end.
  const context = require('internal/async/context');
  const frame = context.get();
  response.once('finish', () => {
    context.run(frame, diagnostics.publish, undefined, 'http.server.response.finish', { request, response, socket, server });
  });
}

let traced = 0;

/** A request as trace events. */
function traceEvents(req, res) {
  const id = ++traced;
  trace.emit('http', 'b', 'http.server.request', undefined, `server ${id}`);
  res.once('finish', () => {
    trace.emit('http', 'e', 'http.server.request', {
      url: req.url, method: req.method, statusCode: res.statusCode,
    }, `server ${id}`);
  });
}

/** Has a PerformanceObserver told of a request when its response is finished. */
function timeRequest(req, res) {
  const start = perf.begin('http');
  res.once('finish', () => perf.end('http', 'HttpRequest', start, {
    req: { method: req.method, url: req.url, headers: req.headers },
    res: { statusCode: res.statusCode, statusMessage: res.statusMessage, headers: res.getHeaders() },
  }));
}

/**
 * A request has come: checks it, and tells whoever listens.
 * @param {IncomingMessage} req
 * @param {ServerResponse} res
 * @param {number} expects whether there is an Expect field
 * @param {number} hasHost
 * @param {number} count the how manieth request of its connection
 */
prototype.dispatch = function dispatch(req, res, expects, hasHost, count) {
  if (diagnostics.subscribed !== 0) traceRequest(this, req, res);
  if (perf.observed.http !== 0) timeRequest(req, res);
  if (trace.on.http) traceEvents(req, res);
  if (this[kUniqueHeaders] !== null) res[kUniqueHeaders] = this[kUniqueHeaders];
  if (this.rejectNonStandardBodyWrites) res[kRejectNonStandardBodyWrites] = true;
  if (this.leniency !== 0) res[kRelaxed] = true;
  if (this.requireHostHeader && hasHost === 0 && req.httpVersionMajor === 1 && req.httpVersionMinor === 1) {
    // RFC 9112 3.2.
    res.writeHead(400, ['Connection', 'close']);
    res.end();
    return;
  }
  if (this.maxRequestsPerSocket > 0) {
    res._maxRequestsPerSocket = this.maxRequestsPerSocket;
    if (count > this.maxRequestsPerSocket) {
      this.emit('dropRequest', req, req.socket);
      res.writeHead(503);
      res.end();
      return;
    }
    res.maxRequestsOnConnectionReached = count === this.maxRequestsPerSocket;
  }
  if (expects !== 0 && req.headers.expect !== undefined) {
    if (continues.test(req.headers.expect)) {
      res._expect_continue = true;
      if (this.listenerCount('checkContinue') > 0) {
        this.emit('checkContinue', req, res);
      } else {
        res.writeContinue();
        this.emit('request', req, res);
      }
    } else if (this.listenerCount('checkExpectation') > 0) {
      this.emit('checkExpectation', req, res);
    } else {
      res.writeHead(417);
      res.end();
    }
    return;
  }
  this.emit('request', req, res);
};

/**
 * @param {number} [msecs]
 * @param {(socket: import('net').Socket) => void} [callback]
 * @returns {this}
 */
prototype.setTimeout = function setTimeout(msecs, callback) {
  this.timeout = msecs;
  if (callback) this.on('timeout', callback);
  return this;
};

prototype[Symbol.asyncDispose] = async function() {
  await new Promise((resolve, reject) => {
    this.close((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
};

prototype[Symbol.for('nodejs.rejection')] = function(error, event, ...args) {
  switch (event) {
    case 'request': {
      const res = args[1];
      if (!res.headersSent && !res.writableEnded) {
        // Nothing has gone out: the client gets an answer after all.
        const names = res.getHeaderNames();
        for (let i = 0; i < names.length; i++) res.removeHeader(names[i]);
        res.statusCode = 500;
        res.end(STATUS_CODES[500]);
      } else {
        res.destroy();
      }
      break;
    }
    default:
      net.Server.prototype[Symbol.for('nodejs.rejection')]?.call(this, error, event, ...args);
  }
};

module.exports = { Server, initialize, storeOptions, connectionListener, kChecking };
