// http.Agent: keeps connections for later requests and makes requests wait for connections.
// https://nodejs.org/api/http.html#class-httpagent
'use strict';

const EventEmitter = require('events');
const net = require('net');
const context = require('internal/async/context');
const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateNumber, validateOneOf, validateString } = require('internal/validators');

const kOnKeylog = Symbol('http.onKeylog');
const kRequestOptions = Symbol('http.requestOptions');
const kRequestFrame = Symbol('http.requestFrame');

/**
 * @constructor
 * @param {object} [options]
 */
function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  EventEmitter.call(this);
  this.options = { __proto__: null, ...options };
  if (this.options.noDelay === undefined) this.options.noDelay = true;
  // Names of sockets must not depend on it.
  this.options.path = null;
  this.defaultPort = this.options.defaultPort || 80;
  this.protocol = this.options.protocol || 'http:';
  this.requests = { __proto__: null };
  this.sockets = { __proto__: null };
  this.freeSockets = { __proto__: null };
  this.keepAliveMsecs = this.options.keepAliveMsecs || 1000;
  this.keepAlive = this.options.keepAlive || false;
  this.maxSockets = this.options.maxSockets || Agent.defaultMaxSockets;
  this.maxFreeSockets = this.options.maxFreeSockets || 256;
  this.scheduling = this.options.scheduling || 'lifo';
  this.maxTotalSockets = this.options.maxTotalSockets;
  this.totalSocketCount = 0;
  this.agentKeepAliveTimeoutBuffer =
    typeof this.options.agentKeepAliveTimeoutBuffer === 'number' && this.options.agentKeepAliveTimeoutBuffer >= 0 &&
    Number.isFinite(this.options.agentKeepAliveTimeoutBuffer) ? this.options.agentKeepAliveTimeoutBuffer : 1000;
  validateOneOf(this.scheduling, 'scheduling', ['fifo', 'lifo']);
  if (this.maxTotalSockets !== undefined) {
    validateNumber(this.maxTotalSockets, 'maxTotalSockets', 1);
    if (Number.isNaN(this.maxTotalSockets)) throw new ERR_OUT_OF_RANGE('maxTotalSockets', '> 0', this.maxTotalSockets);
  } else {
    this.maxTotalSockets = Infinity;
  }
  this.on('free', onFree);
  this.on('newListener', maybeEnableKeylog);
}
Object.setPrototypeOf(Agent.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Agent, EventEmitter);

Agent.defaultMaxSockets = Infinity;

// TLS key material of all sockets, once somebody asks for it.
function maybeEnableKeylog(event) {
  if (event !== 'keylog') return;
  this.removeListener('newListener', maybeEnableKeylog);
  const agent = this;
  this[kOnKeylog] = function onKeylog(line) {
    agent.emit('keylog', line, this);
  };
  const lists = Object.values(this.sockets).concat(Object.values(this.freeSockets));
  for (let i = 0; i < lists.length; i++) {
    for (let j = 0; j < lists[i].length; j++) lists[i][j].on('keylog', this[kOnKeylog]);
  }
}

// A connection has answered its request: the next one waiting takes it, or it is kept.
function onFree(socket, options) {
  const name = this.getName(options);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const waiting = this.requests[name];
  if (waiting?.length > 0) {
    const req = waiting.shift();
    giveSocket(this, req, socket);
    if (waiting.length === 0) delete this.requests[name];
    return;
  }
  const req = socket._httpMessage;
  if (!req?.shouldKeepAlive || !this.keepAlive) {
    socket.destroy();
    return;
  }
  const free = this.freeSockets[name] || [];
  const count = free.length + (this.sockets[name]?.length ?? 0);
  if (this.totalSocketCount > this.maxTotalSockets || count > this.maxSockets || free.length >= this.maxFreeSockets ||
      !this.keepSocketAlive(socket)) {
    socket.destroy();
    return;
  }
  this.freeSockets[name] = free;
  socket._httpMessage = null;
  this.removeSocket(socket, options);
  socket.once('error', onFreeSocketError);
  // What a server sends unasked must not be taken for the answer to the next request.
  if (socket.onNativeData !== undefined) socket.onNativeData = destroyUnasked;
  free.push(socket);
}

function destroyUnasked() {
  this.destroy();
}

function onFreeSocketError() {
  this.destroy();
}

/** Makes the connection of a request; `options` and `callback` as net.createConnection has them. */
Agent.prototype.createConnection = function createConnection(...args) {
  return net.createConnection(...args);
};

/**
 * @param {object} [options]
 * @returns {string} what requests have in common that may share a connection
 */
Agent.prototype.getName = function getName(options = {}) {
  let name = options.host || 'localhost';
  name += ':';
  if (options.port) name += options.port;
  name += ':';
  if (options.localAddress) name += options.localAddress;
  if (options.family === 4 || options.family === 6) name += `:${options.family}`;
  if (options.socketPath) name += `:${options.socketPath}`;
  return name;
};

/**
 * A request asks for a connection.
 * @param {import('http').ClientRequest} req
 * @param {object | string} options
 * @param {number} [port] legacy
 * @param {string} [localAddress] legacy
 */
Agent.prototype.addRequest = function addRequest(req, options, port, localAddress) {
  if (typeof options === 'string') options = { __proto__: null, host: options, port, localAddress };
  options = { __proto__: null, ...options, ...this.options };
  if (options.socketPath) options.path = options.socketPath;
  normalizeServerName(options, req);
  const name = this.getName(options);
  this.sockets[name] ??= [];
  const free = this.freeSockets[name];
  let socket;
  if (free) {
    while (free.length > 0 && free[0].destroyed) free.shift();
    socket = this.scheduling === 'fifo' ? free.shift() : free.pop();
    if (free.length === 0) delete this.freeSockets[name];
  }
  const count = (free?.length ?? 0) + this.sockets[name].length;
  if (socket) {
    this.reuseSocket(socket, req);
    // As a connection that was made for this request would have it.
    if (typeof options.highWaterMark === 'number' && socket._writableState) {
      socket._writableState.highWaterMark = options.highWaterMark;
    }
    giveSocket(this, req, socket);
    this.sockets[name].push(socket);
  } else if (count < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
    this.createSocket(req, options, (error, created) => {
      if (error) req.onSocket(created, error);
      else giveSocket(this, req, created);
    });
  } else {
    this.requests[name] ??= [];
    req[kRequestOptions] = options;
    req[kRequestFrame] = context.get();
    this.requests[name].push(req);
  }
};

function normalizeServerName(options, req) {
  if (options.servername || options.servername === '') return;
  let name = options.host;
  if (req) {
    const host = req.getHeader('host');
    if (host) {
      validateString(host, 'options.headers.host');
      // Without the port; an IPv6 literal without its brackets.
      if (host[0] === '[') {
        const end = host.indexOf(']');
        name = end === -1 ? host : host.slice(1, end);
      } else {
        name = host.split(':', 1)[0];
      }
    }
  }
  // TLS has no server names that are addresses.
  options.servername = net.isIP(name) ? '' : name;
}

/**
 * @param {import('http').ClientRequest} req
 * @param {object} options
 * @param {(error: Error | null, socket?: import('stream').Duplex) => void} callback
 */
Agent.prototype.createSocket = function createSocket(req, options, callback) {
  options = { __proto__: null, ...options, ...this.options };
  if (options.socketPath) options.path = options.socketPath;
  normalizeServerName(options, req);
  const name = this.getName(options);
  options._agentKey = name;
  options.encoding = null;
  if (this.keepAlive) {
    options.keepAlive = this.keepAlive;
    options.keepAliveInitialDelay = this.keepAliveMsecs;
  }
  let called = false;
  const created = (error, socket) => {
    if (called) return;
    called = true;
    if (error) {
      callback(error);
      return;
    }
    this.sockets[name] ??= [];
    this.sockets[name].push(socket);
    this.totalSocketCount++;
    installListeners(this, socket, options);
    callback(null, socket);
  };
  const socket = this.createConnection(options, created);
  if (socket) created(null, socket);
};

function installListeners(agent, socket, options) {
  function onSocketFree() {
    agent.emit('free', socket, options);
  }
  socket.on('free', onSocketFree);
  function onSocketClose() {
    // This is the only place where sockets get removed from the agent.
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
  }
  socket.on('close', onSocketClose);
  function onSocketTimeout() {
    // A connection in use is its request's business.
    const { freeSockets } = agent;
    const names = Object.keys(freeSockets);
    for (let i = 0; i < names.length; i++) {
      if (freeSockets[names[i]].includes(socket)) {
        socket.destroy();
        return;
      }
    }
  }
  socket.on('timeout', onSocketTimeout);
  function onRemove() {
    // The connection now belongs to another protocol.
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
    socket.removeListener('close', onSocketClose);
    socket.removeListener('free', onSocketFree);
    socket.removeListener('timeout', onSocketTimeout);
    socket.removeListener('agentRemove', onRemove);
  }
  socket.on('agentRemove', onRemove);
  if (agent[kOnKeylog]) socket.on('keylog', agent[kOnKeylog]);
}

function removeFrom(table, name, entry) {
  const list = table[name];
  const index = list === undefined ? -1 : list.indexOf(entry);
  if (index === -1) return;
  list.splice(index, 1);
  if (list.length === 0) delete table[name];
}

/**
 * @param {import('stream').Duplex} socket
 * @param {object} options
 */
Agent.prototype.removeSocket = function removeSocket(socket, options) {
  const name = this.getName(options);
  removeFrom(this.sockets, name, socket);
  // A kept one that has ended.
  if (!socket.writable) removeFrom(this.freeSockets, name, socket);
  let req = this.requests[name]?.[0];
  if (req === undefined) {
    // A limit over all names: one of another may go on now.
    const names = Object.keys(this.requests);
    for (let i = 0; i < names.length; i++) {
      if (this.sockets[names[i]]?.length > 0) continue;
      req = this.requests[names[i]][0];
      options = req[kRequestOptions];
      break;
    }
  }
  if (req !== undefined && options) {
    const waitingName = this.getName(options);
    this.createSocket(req, options, (error, created) => {
      if (error) {
        removeFrom(this.requests, waitingName, req);
        req.onSocket(null, error);
      } else {
        // Whoever waits longest takes it.
        created.emit('free');
      }
    });
  }
};

/**
 * Decides whether to keep a connection.
 * @param {import('net').Socket} socket
 * @returns {boolean}
 */
Agent.prototype.keepSocketAlive = function keepSocketAlive(socket) {
  socket.setKeepAlive(true, this.keepAliveMsecs);
  socket.unref();
  let timeout = this.options.timeout || 0;
  // A server that says how long it keeps the connection is believed, less some room for the way.
  const hint = socket._httpMessage?.res?.headers['keep-alive'];
  if (hint) {
    const seconds = /^timeout=(\d+)/.exec(hint)?.[1];
    if (seconds) {
      const until = Number(seconds) * 1000 - this.agentKeepAliveTimeoutBuffer;
      if (until <= 0) return false;
      if (timeout === 0 || until < timeout) timeout = until;
    }
  }
  if (socket.timeout !== timeout) socket.setTimeout(timeout);
  return true;
};

/**
 * @param {import('net').Socket} socket
 * @param {import('http').ClientRequest} req
 */
Agent.prototype.reuseSocket = function reuseSocket(socket, req) {
  socket.removeListener('error', onFreeSocketError);
  if (Object.hasOwn(socket, 'onNativeData')) delete socket.onNativeData;
  req.reusedSocket = true;
  socket.ref();
};

/** Destroys all connections in use or kept. */
Agent.prototype.destroy = function destroy() {
  const tables = [this.freeSockets, this.sockets];
  for (let i = 0; i < tables.length; i++) {
    const lists = Object.values(tables[i]);
    for (let j = 0; j < lists.length; j++) {
      const list = lists[j].slice();
      for (let k = 0; k < list.length; k++) list[k].destroy();
    }
  }
};

function giveSocket(agent, req, socket) {
  const frame = req[kRequestFrame];
  if (frame === undefined) {
    req.onSocket(socket);
  } else {
    // What comes of the request belongs to the one who made it, not to the one whose connection it takes.
    req[kRequestFrame] = undefined;
    context.run(frame, req.onSocket, req, socket);
  }
  const timeout = req.timeout || agent.options.timeout || 0;
  if (socket.timeout !== timeout && typeof socket.setTimeout === 'function') socket.setTimeout(timeout);
}

module.exports = { Agent, globalAgent: new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 }) };
