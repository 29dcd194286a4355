// http2.createServer and createSecureServer. https://nodejs.org/api/http2.html#class-http2server
'use strict';

const net = require('net');
const tls = require('tls');
const { codes } = require('internal/errors');
const { validateBoolean, validateFunction, validateObject } = require('internal/validators');
const { ServerHttp2Session } = require('internal/http2/session');
const { checkOptions } = require('internal/http2/options');
const { validateSettings } = require('internal/http2/settings');
const { kOptions, kSessions } = require('internal/http2/symbols');

function serverOptions(options) {
  const checked = checkOptions(options);
  if (checked.strictSingleValueFields !== undefined) {
    validateBoolean(checked.strictSingleValueFields, 'options.strictSingleValueFields');
  }
  const { Http2ServerRequest } = require('internal/http2/compat_request');
  const { Http2ServerResponse } = require('internal/http2/compat_response');
  checked.Http2ServerRequest ||= Http2ServerRequest;
  checked.Http2ServerResponse ||= Http2ServerResponse;
  return checked;
}

/** The options of the HTTP/1 server that is behind a secure one. */
function http1Options(options) {
  const { http1Options: own } = options;
  if (own !== undefined) validateObject(own, 'options.http1Options');
  return {
    ...options,
    IncomingMessage: options.Http1IncomingMessage,
    ServerResponse: options.Http1ServerResponse,
    ...own,
  };
}

/** A session's events that are the server's as well. */
function onStream(stream, headers, flags, rawHeaders) {
  const { server } = this;
  if (server !== undefined) server.emit('stream', stream, headers, flags, rawHeaders);
}

function onSessionError(error) {
  this.server?.emit('sessionError', error, this);
}

function onSessionTimeout() {
  const { server } = this;
  if (this.destroyed) return;
  if (server === undefined || !server.emit('timeout', this)) this.destroy();
}

/** A client that hasn't said that it speaks HTTP/2. */
function refuseProtocol(server, socket) {
  const options = server[kOptions];
  if (server.emit('unknownProtocol', socket)) {
    if (socket.destroyed || options.unknownProtocolTimeout === 0) return;
    const { clearTimeout, setTimeout } = require('timers');
    const timer = setTimeout(() => socket.destroy(), options.unknownProtocolTimeout).unref();
    socket.once('close', () => clearTimeout(timer));
    return;
  }
  // In words that a client of HTTP/1 understands.
  socket.end('HTTP/1.0 403 Forbidden\r\n' +
    'Content-Type: text/plain\r\n\r\n' +
    'Missing ALPN Protocol, expected `h2` to be available.\n' +
    'If this is a HTTP request: The server was not configured with the `allowHTTP1` option or a listener for the ' +
    '`unknownProtocol` event.\n');
}

/** A connection has come: 'connection' of a plain server, 'secureConnection' of a secure one. */
function onConnection(socket) {
  const options = this[kOptions];
  if (socket.alpnProtocol === false || socket.alpnProtocol === 'http/1.1') {
    if (options.allowHTTP1 === true) {
      require('internal/http/server').connectionListener.call(this, socket);
      return;
    }
    refuseProtocol(this, socket);
    return;
  }
  if (socket.alpnProtocol !== undefined && socket.alpnProtocol !== null && socket.alpnProtocol !== 'h2' &&
      socket.encrypted) {
    return;
  }
  const session = new ServerHttp2Session(options, socket, this);
  session.on('stream', onStream);
  session.on('error', onSessionError);
  this[kSessions].add(session);
  if (this.timeout) {
    session.setTimeout(Number(this.timeout));
    session.on('timeout', onSessionTimeout);
  }
  const { origins } = options;
  if (Array.isArray(origins) && origins.length > 0 && socket.encrypted) session.origin(...origins);
  this.emit('session', session);
}

/** What both kinds of servers do on top of their class. */
const shared = {
  /**
   * @param {number} [msecs]
   * @param {Function} [callback] a 'timeout' listener
   * @returns {this}
   */
  setTimeout(msecs, callback) {
    this.timeout = msecs;
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.on('timeout', callback);
    }
    return this;
  },

  /** @param {object} settings for sessions to come */
  updateSettings(settings) {
    if (settings === null || typeof settings !== 'object' || Array.isArray(settings)) {
      throw new codes.ERR_INVALID_ARG_TYPE('settings', 'object', settings);
    }
    validateSettings(settings);
    this[kOptions].settings = { ...this[kOptions].settings, ...settings };
  },

  /** A session has ended. */
  forgetSession(session) {
    this[kSessions].delete(session);
  },

  /** Async listeners that fail. https://nodejs.org/api/events.html#capture-rejections-of-promises */
  [Symbol.for('nodejs.rejection')](error, event, ...args) {
    switch (event) {
      case 'stream': {
        const { 0: stream } = args;
        if (stream.headersSent) {
          stream.destroy(error);
        } else {
          stream.respond({ ':status': 500 });
          stream.end();
        }
        break;
      }
      case 'request': {
        const { 1: response } = args;
        if (response.headersSent || response.stream === undefined) {
          response.stream?.destroy(error);
        } else {
          const names = response.getHeaderNames();
          for (let i = 0; i < names.length; i++) response.removeHeader(names[i]);
          response.statusCode = 500;
          response.end();
        }
        break;
      }
      default:
        // An EventEmitter's own way.
        this.emit('error', error);
    }
  },
};

/** What serves a connection of HTTP/1 asks the server for what http.Server has. */
function beHttp1(server) {
  const { prototype } = require('http').Server;
  const keys = Reflect.ownKeys(prototype);
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] in server) continue;
    Object.defineProperty(server, keys[i], Object.getOwnPropertyDescriptor(prototype, keys[i]));
  }
}

function setUp(server, listener) {
  server[kSessions] = new Set();
  server.timeout = 0;
  // The compatibility API serves once somebody wants requests.
  server.on('newListener', function onNewListener(event) {
    if (event !== 'request') return;
    this.removeListener('newListener', onNewListener);
    const { serve } = require('internal/http2/compat');
    const options = this[kOptions];
    this.on('stream', (stream, headers, flags, rawHeaders) =>
      serve(this, options, stream, headers, flags, rawHeaders));
  });
  if (typeof listener === 'function') server.on('request', listener);
}

function closeSessions(server) {
  for (const session of [...server[kSessions]]) session.close();
}

class Http2Server extends net.Server {
  constructor(options, requestListener) {
    options = serverOptions(options);
    super(options, onConnection);
    this[kOptions] = options;
    setUp(this, requestListener);
  }

  setTimeout(msecs, callback) {
    return shared.setTimeout.call(this, msecs, callback);
  }

  updateSettings(settings) {
    shared.updateSettings.call(this, settings);
  }

  close(callback) {
    super.close(callback);
    closeSessions(this);
    return this;
  }
}

class Http2SecureServer extends tls.Server {
  constructor(options, requestListener) {
    options = serverOptions(options);
    if (options.ALPNCallback !== undefined) {
      validateFunction(options.ALPNCallback, 'options.ALPNCallback');
      if (options.ALPNProtocols !== undefined) throw new codes.ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
    } else {
      options.ALPNProtocols = options.allowHTTP1 === true ? ['h2', 'http/1.1'] : ['h2'];
    }
    super(options, onConnection);
    this[kOptions] = options;
    if (options.allowHTTP1 === true) {
      const { storeOptions, initialize } = require('internal/http/server');
      storeOptions(this, http1Options(options));
      initialize(this);
      beHttp1(this);
    }
    setUp(this, requestListener);
    this.on('tlsClientError', (error, socket) => {
      if (!this.emit('clientError', error, socket)) socket.destroy(error);
    });
  }

  setTimeout(msecs, callback) {
    return shared.setTimeout.call(this, msecs, callback);
  }

  updateSettings(settings) {
    shared.updateSettings.call(this, settings);
  }

  /** Connections of HTTP/1 that wait for another request. */
  closeIdleConnections() {
    if (this[kOptions].allowHTTP1 !== true) return;
    require('http').Server.prototype.closeIdleConnections.call(this);
  }

  close(callback) {
    super.close(callback);
    if (this[kOptions].allowHTTP1 === true) this.closeIdleConnections();
    closeSessions(this);
    return this;
  }
}

for (const Class of [Http2Server, Http2SecureServer]) {
  for (const name of ['forgetSession', Symbol.for('nodejs.rejection')]) {
    Object.defineProperty(Class.prototype, name, {
      __proto__: null, configurable: true, enumerable: false, value: shared[name], writable: true,
    });
  }
}

/**
 * https://nodejs.org/api/http2.html#http2createserveroptions-onrequesthandler
 * @param {object | Function} [options]
 * @param {Function} [handler] of 'request'
 * @returns {Http2Server}
 */
function createServer(options, handler) {
  if (typeof options === 'function') {
    handler = options;
    options = {};
  }
  return new Http2Server(options === undefined ? {} : options, handler);
}

/**
 * https://nodejs.org/api/http2.html#http2createsecureserveroptions-onrequesthandler
 * @param {object} options
 * @param {Function} [handler] of 'request'
 * @returns {Http2SecureServer}
 */
function createSecureServer(options = {}, handler = undefined) {
  return new Http2SecureServer(options, handler);
}

/**
 * A session on a socket that no server has accepted. https://nodejs.org/api/http2.html#http2performserverhandshakesocket-options
 * @param {import('stream').Duplex} socket
 * @param {object} [options]
 * @returns {ServerHttp2Session}
 */
function performServerHandshake(socket, options = {}) {
  return new ServerHttp2Session(checkOptions(options), socket, undefined);
}

module.exports = { createServer, createSecureServer, performServerHandshake };
