// http.ClientRequest. https://nodejs.org/api/http.html#class-httpclientrequest
'use strict';

const trace = require('internal/trace/log');
const perf = require('internal/perf/observed');
const hooks = require('internal/async/hooks');
const context = require('internal/async/context');
const diagnostics = require('internal/diagnostics/registry');
const net = require('net');
const { finished } = require('stream');
const { Buffer } = require('buffer');
const { nextTick } = require('internal/ticks');
const {
  codes: {
    ERR_HTTP_HEADERS_SENT, ERR_INVALID_ARG_TYPE, ERR_INVALID_HTTP_TOKEN, ERR_INVALID_PROTOCOL, ERR_UNESCAPED_CHARACTERS,
  },
} = require('internal/errors');
const { validateBoolean, validateInteger } = require('internal/validators');
const agents = require('internal/http/agent');
const { IncomingMessage, kLimit } = require('internal/http/incoming');
const { OutgoingMessage, drained, kErrored, kFields, kFinishEmitted, kRelaxed, kSocket } = require('internal/http/outgoing');
const { kUniqueHeaders } = require('internal/http/head');
const { leniencyOf, maxHeaderSize, timeoutOf } = require('internal/http/limits');
const { StreamParser, headFlags, kStop } = require('internal/http/stream_parser');
const { kMostFields, connResetException } = require('internal/http/errors');
const { isToken } = require('internal/http/tokens');

const notInPath = /[^\x21-\xff]/;
const kFrame = Symbol('async context');
const kPath = Symbol('http.path');

/** Methods whose requests have no body unless the program sends one. */
const withoutBody = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT']);

// Of this realm or another: what has the parts that only a URL has.
function isUrl(value) {
  return value !== null && typeof value === 'object' && Boolean(value.href && value.protocol && value.auth === undefined &&
    value.path === undefined);
}

function checkedHost(host, name) {
  if (host !== null && host !== undefined && typeof host !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'undefined', 'null'], host);
  }
  return host;
}

/**
 * @constructor
 * @param {string | URL | object} input
 * @param {object | ((res: IncomingMessage) => void)} [options]
 * @param {(res: IncomingMessage) => void} [callback]
 */
function ClientRequest(input, options, callback) {
  OutgoingMessage.call(this);
  this[kFrame] = context.get();
  if (typeof input === 'string' || isUrl(input)) {
    const { URL, urlToHttpOptions } = require('url');
    input = urlToHttpOptions(typeof input === 'string' ? new URL(input) : input);
  } else {
    callback = options;
    options = input;
    input = null;
  }
  if (typeof options === 'function') {
    callback = options;
    options = input || {};
  } else {
    options = Object.assign(input || {}, options);
  }

  const defaultAgent = options._defaultAgent || agents.globalAgent;
  let agent = options.agent;
  if (agent === false) {
    agent = new defaultAgent.constructor();
  } else if (agent === null || agent === undefined) {
    if (typeof options.createConnection !== 'function') agent = defaultAgent;
  } else if (typeof agent.addRequest !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.agent', ['Agent-like Object', 'undefined', 'false'], agent);
  }
  this.agent = agent;

  const protocol = options.protocol || defaultAgent.protocol;
  const expected = this.agent?.protocol || defaultAgent.protocol;
  this.path = options.path || '/';
  if (protocol !== expected) throw new ERR_INVALID_PROTOCOL(protocol, expected);

  const defaultPort = options.defaultPort || this.agent?.defaultPort;
  const port = options.port = options.port || defaultPort || 80;
  const host = options.host = checkedHost(options.hostname, 'hostname') || checkedHost(options.host, 'host') || 'localhost';
  const setHost = options.setHost !== undefined ? Boolean(options.setHost) : options.setDefaultHeaders !== false;
  if (options.setDefaultHeaders === false) {
    this._removedConnection = true;
    this._removedContLen = true;
    this._removedTE = true;
  }
  this.socketPath = options.socketPath;
  if (options.timeout !== undefined) this.timeout = timeoutOf(options.timeout, 'timeout');

  let method = options.method;
  if (method !== null && method !== undefined && typeof method !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.method', 'string', method);
  }
  if (method) {
    if (!isToken(method)) throw new ERR_INVALID_HTTP_TOKEN('Method', method);
    method = method.toUpperCase();
  } else {
    method = 'GET';
  }
  this.method = method;
  if (options.maxHeaderSize !== undefined) validateInteger(options.maxHeaderSize, 'maxHeaderSize', 0);
  this.maxHeaderSize = options.maxHeaderSize;
  this.insecureHTTPParser = options.insecureHTTPParser;
  this.leniency = leniencyOf(options);
  if (this.leniency !== 0) this[kRelaxed] = true;
  if (options.joinDuplicateHeaders !== undefined) {
    validateBoolean(options.joinDuplicateHeaders, 'options.joinDuplicateHeaders');
  }
  this.joinDuplicateHeaders = options.joinDuplicateHeaders;
  if (callback) this.once('response', callback);
  this.useChunkedEncodingByDefault = !withoutBody.has(method);
  this._ended = false;
  this.res = null;
  this.aborted = false;
  this.timeoutCb = null;
  this.upgradeOrConnect = false;
  this.parser = null;
  this.maxHeadersCount = null;
  this.reusedSocket = false;
  this.host = host;
  this.protocol = protocol;
  if (this.agent) {
    // An agent that keeps nothing and limits nothing has no use for the connection afterwards.
    if (!this.agent.keepAlive && !Number.isFinite(this.agent.maxSockets)) {
      this._last = true;
      this.shouldKeepAlive = false;
    }
  }
  if (Array.isArray(options.uniqueHeaders)) {
    this[kUniqueHeaders] = new Set(options.uniqueHeaders.map((name) => String(name).toLowerCase()));
  }
  takeHeaders(this, options, host, port, defaultPort, setHost);

  // The signal is the request's, not the socket's.
  if (options.signal) {
    require('internal/streams/add_abort_signal').follow(options.signal, this);
    options = { ...options, signal: undefined };
  }

  if (diagnostics.subscribed !== 0) diagnostics.publish('http.client.request.created', { request: this });
  if (this.agent) {
    this.agent.addRequest(this, options);
    return;
  }
  this._last = true;
  this.shouldKeepAlive = false;
  const target = { ...options };
  if (target.path) target.path = undefined;
  if (target.socketPath) target.path = target.socketPath;
  if (typeof target.createConnection === 'function') {
    connectBy(this, target);
  } else {
    this.onSocket(net.createConnection(target));
  }
}
Object.setPrototypeOf(ClientRequest.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ClientRequest, OutgoingMessage);

function connectBy(request, options) {
  let called = false;
  const created = (error, socket) => {
    if (called) return;
    called = true;
    if (error) nextTick(() => reportError(request, error));
    else request.onSocket(socket);
  };
  try {
    const socket = options.createConnection(options, created);
    if (socket) created(null, socket);
  } catch (error) {
    created(error);
  }
}

function takeHeaders(request, options, host, port, defaultPort, setHost) {
  const { headers } = options;
  if (Array.isArray(headers)) {
    // Sent as they stand, with nothing added.
    request._storeHeader(`${request.method} ${request.path} HTTP/1.1\r\n`, headers);
    return;
  }
  if (headers) {
    const names = Object.keys(headers);
    for (let i = 0; i < names.length; i++) request.setHeader(names[i], headers[names[i]]);
  }
  if (host && !request.getHeader('host') && setHost) request.setHeader('Host', hostValue(host, port, defaultPort));
  if (options.auth && !request.getHeader('Authorization')) request.setHeader('Authorization', basicAuth(options.auth));
  if (request.getHeader('expect')) {
    if (request._header) throw new ERR_HTTP_HEADERS_SENT('render');
    request._storeHeader(`${request.method} ${request.path} HTTP/1.1\r\n`, request[kFields]);
  }
}

function hostValue(host, port, defaultPort) {
  // An IPv6 literal is told from a port by brackets.
  const colon = host.indexOf(':');
  const name = colon !== -1 && host.includes(':', colon + 1) && host[0] !== '[' ? `[${host}]` : host;
  return port && +port !== defaultPort ? `${name}:${port}` : name;
}

function basicAuth(auth) {
  return `Basic ${Buffer.from(auth).toString('base64')}`;
}

const prototype = ClientRequest.prototype;

Object.defineProperty(prototype, 'path', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return this[kPath]; },
  set(path) {
    path = String(path);
    if (notInPath.test(path)) throw new ERR_UNESCAPED_CHARACTERS('Request path');
    this[kPath] = path;
  },
});

prototype._finish = function _finish() {
  OutgoingMessage.prototype._finish.call(this);
  if (diagnostics.subscribed !== 0) diagnostics.publish('http.client.request.start', { request: this });
  if (trace.on.http) {
    this[kTraceId] = `client ${++traced}`;
    trace.emit('http', 'b', 'http.client.request', undefined, this[kTraceId]);
  }
  if (perf.observed.http !== 0) this[kPerfStart] = perf.begin('http');
};

prototype._implicitHeader = function _implicitHeader() {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('render');
  this._storeHeader(`${this.method} ${this.path} HTTP/1.1\r\n`, this[kFields]);
};

/** @deprecated use destroy */
prototype.abort = function abort() {
  if (this.aborted) return;
  this.aborted = true;
  nextTick(emitAbort, this);
  this.destroy();
};

function emitAbort(request) {
  request.emit('abort');
}

/**
 * @param {Error} [error]
 * @returns {this}
 */
prototype.destroy = function destroy(error) {
  if (this.destroyed) return this;
  this.destroyed = true;
  // What still comes of a response is nobody's.
  if (this.res) this.res._dump();
  this[kErrored] = error;
  this.socket?.destroy(error);
  return this;
};

function reportError(request, error) {
  if (diagnostics.subscribed !== 0) diagnostics.publish('http.client.request.error', { request, error });
  request.emit('error', error);
}

function failEarly(request, error) {
  if (!request.aborted && !error) error = connResetException('socket hang up');
  if (error) reportError(request, error);
  request._closed = true;
  request.emit('close');
}

/**
 * The agent gives the request its connection.
 * @param {import('stream').Duplex | null} socket
 * @param {Error} [error]
 */
prototype.onSocket = function onSocket(socket, error) {
  nextTick(takeSocket, this, socket, error);
};

function takeSocket(request, socket, error) {
  if (request.destroyed || error) {
    const cause = request[kErrored] || error;
    request.destroyed = true;
    // Nothing was sent on it: another request may have it.
    if (socket && !error && request.agent && !socket.destroyed) {
      socket._httpMessage = request;
      socket.emit('free');
    } else if (socket) {
      // The request fails with what its connection ends with.
      finished(socket.destroy(cause || undefined), (failure) => {
        failEarly(request, failure?.code === 'ERR_STREAM_PREMATURE_CLOSE' ? cause : failure || cause);
      });
      return;
    }
    failEarly(request, cause);
    return;
  }
  attach(request, socket);
  request._flush();
}

/** Joins request and connection: what comes is read as its response. */
function attach(request, socket) {
  const reader = new ResponseReader(request, socket);
  request[kSocket] = socket;
  request.parser = reader.parser;
  socket.parser = reader.parser;
  socket._httpMessage = request;
  reader.listen();
  if (request.timeout !== undefined || request.agent?.options?.timeout) listenForTimeout(request);
  request.emit('socket', socket);
}

/** When the request was sent, while requests are observed by a PerformanceObserver. */
const kPerfStart = Symbol('http.perfStart');

/** By what trace events know the request. */
const kTraceId = Symbol('http.traceId');
let traced = 0;

function reportTiming(request, res) {
  perf.end('http', 'HttpClient', request[kPerfStart], {
    req: {
      method: request.method,
      url: `${request.protocol}//${request.host}:${request.socket?.remotePort ?? ''}${request.path}`,
      headers: request.getHeaders(),
    },
    res: { statusCode: res.statusCode, statusMessage: res.statusMessage, headers: res.headers },
  });
}

/** What async_hooks know of a request and its response. */
class ClientResource {
  constructor(req) {
    this.req = req;
  }
}

class ResponseReader {
  constructor(request, socket) {
    this.request = request;
    this.socket = socket;
    this.parser = new StreamParser(1, request.leniency, request.maxHeaderSize || maxHeaderSize(), this);
    this.done = false;
    if (hooks.state.tracking) {
      const resource = new ClientResource(request);
      hooks.initialize(resource, 'HTTPCLIENTREQUEST');
      this.parser.runAs(resource);
    }
    // A socket of the agent's is older than the request: what it tells is told in the request's async context.
    const frame = request[kFrame];
    const onData = (chunk) => (context.get() === frame ? this.read(chunk) : context.run(frame, this.read, this, chunk));
    this.onData = onData;
    const onEnd = () => context.run(frame, this.end, this);
    this.onEnd = onEnd;
    const onClose = () => context.run(frame, this.close, this);
    this.onClose = onClose;
    const onError = (error) => context.run(frame, this.fail, this, error);
    this.onError = onError;
    const onDrain = () => drained(this.request);
    this.onDrain = onDrain;
  }

  listen() {
    const { socket } = this;
    socket.on('error', this.onError);
    socket.on('data', this.onData);
    socket.on('end', this.onEnd);
    socket.on('close', this.onClose);
    socket.on('drain', this.onDrain);
  }

  unlisten() {
    const { socket } = this;
    socket.removeListener('error', this.onError);
    socket.removeListener('data', this.onData);
    socket.removeListener('end', this.onEnd);
    socket.removeListener('close', this.onClose);
    socket.removeListener('drain', this.onDrain);
    socket.removeListener('timeout', onResponseTimeout);
    this.parser.endResource();
    socket.parser = null;
  }

  read(chunk) {
    const { request, socket } = this;
    const error = this.parser.execute(chunk);
    if (error === undefined) return;
    this.parser.stop();
    socket.removeListener('data', this.onData);
    socket.removeListener('end', this.onEnd);
    socket.destroy();
    socket._hadError = true;
    reportError(request, error);
  }

  onHead(parser, packed, text) {
    const { request, socket } = this;
    if (request.aborted) {
      socket.destroy();
      return kStop;
    }
    if (request.res) {
      // A second response to one request.
      socket.destroy();
      return kStop;
    }
    const res = new IncomingMessage(socket);
    parser.fill(res, text, false);
    res[kLimit] = request.maxHeadersCount ?? kMostFields;
    res.joinDuplicateHeaders = request.joinDuplicateHeaders;
    res.req = request;
    const { statusCode } = res;

    if (request.method === 'CONNECT' || (packed & headFlags.kUpgrade) !== 0) {
      res.upgrade = true;
      request.res = res;
      parser.native.takeUpgrade();
      return res;
    }
    if (statusCode === 100 || statusCode === 102 || statusCode === 103 || statusCode > 103 && statusCode < 200 &&
        statusCode !== 101) {
      parser.native.skipBody();
      if (statusCode === 100) request.emit('continue');
      request.emit('information', {
        statusCode, statusMessage: res.statusMessage, httpVersion: res.httpVersion,
        httpVersionMajor: res.httpVersionMajor, httpVersionMinor: res.httpVersionMinor,
        headers: res.headers, rawHeaders: res.rawHeaders,
      });
      return null;
    }
    if (request.method === 'HEAD') parser.native.skipBody();
    if (request.shouldKeepAlive && (request.method === 'HEAD' ? !parser.native.keepAlive() :
      (packed & headFlags.kKeepAlive) === 0)) {
      request.shouldKeepAlive = false;
    }
    request.res = res;
    socket.on('timeout', onResponseTimeout);
    res.on('end', () => this.responseEnded(res));
    request.on('finish', () => this.requestFinished());
    if (diagnostics.subscribed !== 0) diagnostics.publish('http.client.response.finish', { request, response: res });
    if (request[kPerfStart] >= 0) reportTiming(request, res);
    if (request[kTraceId] !== undefined) {
      trace.emit('http', 'e', 'http.client.request', { path: request.path, statusCode: res.statusCode }, request[kTraceId]);
    }
    if (request.aborted || !request.emit('response', res)) res._dump();
    return res;
  }

  onBody(res, chunk) {
    if (res._dumped && res.destroyed) return;
    if (!res.push(chunk)) this.socket.pause();
  }

  onComplete(res) {
    if (res === null) return;
    res.complete = true;
    if (res.upgrade) return;
    this.done = true;
    if (!res.destroyed) res.push(null);
  }

  onUpgrade(rest) {
    const { request, socket } = this;
    const { res } = request;
    const event = request.method === 'CONNECT' ? 'connect' : 'upgrade';
    this.unlisten();
    if (request.listenerCount(event) === 0) {
      socket.destroy();
      request._closed = true;
      request.emit('close');
      return;
    }
    request.upgradeOrConnect = true;
    // The agent has no more to do with it.
    socket.emit('agentRemove');
    socket._httpMessage = null;
    if (socket._readableState) socket._readableState.flowing = null;
    clearTimeoutListener(request, socket);
    request.emit(event, res, socket, rest);
    request.destroyed = true;
    request._closed = true;
    request.emit('close');
  }

  responseEnded(res) {
    const { request, socket } = this;
    clearTimeoutListener(request, socket);
    request._ended = true;
    if (!request.shouldKeepAlive) {
      if (socket.writable && typeof socket.destroySoon === 'function') socket.destroySoon();
      else if (socket.writable) socket.end();
    } else if (request[kFinishEmitted] && !res.aborted) {
      this.giveBack();
    }
  }

  requestFinished() {
    const { request } = this;
    if (request.shouldKeepAlive && request._ended) this.giveBack();
  }

  /** Request and response are whole: the connection may serve another. */
  giveBack() {
    const { request, socket } = this;
    if (request.destroyed) return;
    request.destroyed = true;
    this.unlisten();
    this.parser.stop();
    nextTick(emitFree, request, socket);
  }

  end() {
    const { request, socket } = this;
    if (!request.res && !socket._hadError) {
      // Nothing was answered.
      socket._hadError = true;
      reportError(request, connResetException('socket hang up'));
    }
    this.parser.finish();
    socket.end();
  }

  fail(error) {
    const { request, socket } = this;
    socket._hadError = true;
    reportError(request, error);
    this.parser.finish();
    socket.removeListener('data', this.onData);
    socket.removeListener('end', this.onEnd);
    socket.destroy();
  }

  close() {
    const { request, socket } = this;
    // A response that lasts until the end of the connection is whole now.
    this.parser.finish();
    this.parser.stop();
    this.parser.endResource();
    const { res } = request;
    request.destroyed = true;
    if (res) {
      if (!res.complete) res.destroy(connResetException('aborted'));
      request._closed = true;
      request.emit('close');
      if (!res.aborted && res.readable) res.push(null);
    } else {
      if (!socket._hadError) {
        socket._hadError = true;
        reportError(request, request.aborted ? connResetException('socket hang up') : request[kErrored] ??
          connResetException('socket hang up'));
      }
      request._closed = true;
      request.emit('close');
    }
    // Nobody will send what is left.
    const output = request.outputData;
    request.outputData = [];
    request.outputSize = 0;
    for (let i = 0; i < output.length; i++) output[i].callback?.(connResetException('socket hang up'));
  }
}

function emitFree(request, socket) {
  request._closed = true;
  request.emit('close');
  socket.emit('free');
}

function onResponseTimeout() {
  this._httpMessage?.res?.emit('timeout');
}

function onSocketTimeout() {
  this._httpMessage?.emit('timeout');
}

function listenForTimeout(request) {
  if (request.timeoutCb) return;
  request.timeoutCb = onSocketTimeout;
  if (request.socket) request.socket.once('timeout', onSocketTimeout);
  else request.on('socket', (socket) => socket.once('timeout', onSocketTimeout));
}

function clearTimeoutListener(request, socket) {
  if (!request.timeoutCb) return;
  socket.removeListener('timeout', request.timeoutCb);
  request.timeoutCb = null;
}

/**
 * @param {number} msecs
 * @param {() => void} [callback]
 * @returns {this}
 */
prototype.setTimeout = function setTimeout(msecs, callback) {
  if (this._ended) return this;
  listenForTimeout(this);
  msecs = timeoutOf(msecs, 'msecs');
  if (callback) this.once('timeout', callback);
  if (this.socket) setSocketTimeout(this.socket, msecs);
  else this.once('socket', (socket) => setSocketTimeout(socket, msecs));
  return this;
};

function setSocketTimeout(socket, msecs) {
  if (socket.connecting) socket.once('connect', function() { this.setTimeout(msecs); });
  else socket.setTimeout(msecs);
}

/** Calls a method of the socket once it is there and connected. */
function whenConnected(request, method, args) {
  const call = (socket) => {
    if (socket.connecting) socket.once('connect', () => socket[method]?.(...args));
    else socket[method]?.(...args);
  };
  if (request.socket) call(request.socket);
  else request.once('socket', call);
}

/** @param {boolean} [noDelay] */
prototype.setNoDelay = function setNoDelay(noDelay) {
  whenConnected(this, 'setNoDelay', [noDelay]);
};

/**
 * @param {boolean} [enable]
 * @param {number} [initialDelay] in milliseconds
 */
prototype.setSocketKeepAlive = function setSocketKeepAlive(enable, initialDelay) {
  whenConnected(this, 'setKeepAlive', [enable, initialDelay]);
};

/** @param {() => void} [callback] */
prototype.clearTimeout = function clearTimeout(callback) {
  this.setTimeout(0, callback);
};

module.exports = { ClientRequest };
