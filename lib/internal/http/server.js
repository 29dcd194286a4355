// http.Server. https://nodejs.org/api/http.html#class-httpserver
//
// Two ways in: connections that nobody wants to see as sockets stay in C++ (native_connection.js); any other Duplex is served
// by a SocketConnection (socket_connection.js). Both end in `dispatch`.
'use strict';

const net = require('net');
const { nextTick } = require('internal/ticks');
const {
  codes: { ERR_HTTP_REQUEST_TIMEOUT, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const {
  validateBoolean, validateFunction, validateInteger, validateObject, validateNumber, validateStringArray,
} = require('internal/validators');
const { IncomingMessage } = require('internal/http/incoming');
const { leniencyOf } = require('internal/http/limits');
const { ServerResponse } = require('internal/http/response');
const { kUniqueHeaders } = require('internal/http/head');
const { kRejectNonStandardBodyWrites, kRelaxed } = require('internal/http/outgoing');

const kConnections = Symbol('http.connections');
const kNative = Symbol('http.nativeConnections');
const kChecking = Symbol('http.connectionsChecking');
const kIncoming = Symbol('http.IncomingMessage');
const kResponse = Symbol('http.ServerResponse');

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
  if (typeof options === 'function') {
    requestListener = options;
    options = {};
  } else if (options === undefined || options === null) {
    options = {};
  } else {
    validateObject(options, 'options');
  }
  storeOptions(this, options);
  net.Server.call(this, {
    allowHalfOpen: true,
    noDelay: options.noDelay ?? true,
    keepAlive: options.keepAlive,
    keepAliveInitialDelay: options.keepAliveInitialDelay,
    highWaterMark: options.highWaterMark,
  });
  if (requestListener) this.on('request', requestListener);
  this.httpAllowHalfOpen = false;
  this.timeout = 0;
  this.maxHeadersCount = null;
  this.maxRequestsPerSocket = 0;
  this[kConnections] = new Set();
  this[kNative] = null;
  this[kChecking] = null;
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype);
Object.setPrototypeOf(Server, net.Server);

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
  if (options.highWaterMark !== undefined) validateNumber(options.highWaterMark, 'options.highWaterMark', 0);
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
 * A request has come: checks it, and tells whoever listens.
 * @param {IncomingMessage} req
 * @param {ServerResponse} res
 * @param {number} expects whether there is an Expect field
 * @param {number} hasHost
 * @param {number} count the how manieth request of its connection
 */
prototype.dispatch = function dispatch(req, res, expects, hasHost, count) {
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

prototype.refuse = function(owner, slot, gen, ex, e) { console.error(e, String(e.rawPacket)); };
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
        res.end();
      } else {
        res.destroy();
      }
      break;
    }
    default:
      net.Server.prototype[Symbol.for('nodejs.rejection')]?.call(this, error, event, ...args);
  }
};

module.exports = {
  Server, storeOptions, uniqueHeaderSet, kConnections, kIncoming, kNative, kResponse, kChecking,
  ERR_HTTP_REQUEST_TIMEOUT, ERR_INVALID_ARG_TYPE, nextTick, validateStringArray,
};
