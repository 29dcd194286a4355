// node:https: HTTP over TLS. https://nodejs.org/api/https.html
'use strict';

const http = require('http');
const tls = require('tls');
const { normalizeServer } = require('internal/net/arguments');
const { ClientRequest } = require('internal/http/client');
const { initialize, storeOptions, connectionListener } = require('internal/http/server');

/**
 * @constructor
 * @param {object | Function} [options] those of tls.createServer and of http.createServer
 * @param {Function} [requestListener]
 */
function Server(options, requestListener) {
  if (!(this instanceof Server)) return new Server(options, requestListener);
  ({ 0: options, 1: requestListener } = normalizeServer(options, requestListener));
  storeOptions(this, options);
  // Its own options are its own: those on a prototype are nobody's.
  const own = { __proto__: null, noDelay: true, ...options, allowHalfOpen: true };
  if (!own.ALPNProtocols && !own.ALPNCallback) own.ALPNProtocols = ['http/1.1'];
  tls.Server.call(this, own);
  initialize(this, requestListener);
  this.on('secureConnection', connectionListener);
  this.on('tlsClientError', (error, socket) => {
    if (!this.emit('clientError', error, socket)) socket.destroy(error);
  });
}
Object.setPrototypeOf(Server.prototype, tls.Server.prototype);
Object.setPrototypeOf(Server, tls.Server);

// What an http.Server does beyond accepting, this one does as well.
for (const key of Reflect.ownKeys(http.Server.prototype)) {
  if (key === 'constructor' || key === 'onNativeConnection') continue;
  Object.defineProperty(Server.prototype, key, Object.getOwnPropertyDescriptor(http.Server.prototype, key));
}

/** Options that make two connections different; each is part of a connection's name. */
const kNaming = [
  'ca', 'cert', 'clientCertEngine', 'ciphers', 'key', 'pfx', 'rejectUnauthorized', 'servername', 'minVersion',
  'maxVersion', 'secureProtocol', 'crl', 'honorCipherOrder', 'ecdhCurve', 'dhparam', 'secureOptions',
  'sessionIdContext', 'sigalgs', 'privateKeyIdentifier', 'privateKeyEngine',
];
/** Of these also false is told. */
const kSwitches = new Set(['rejectUnauthorized', 'honorCipherOrder', 'secureOptions']);

/** On a connection that no other request may have. */
const kAlone = Symbol('https.alone');

/** Whether a request judges the server in another way than its agent does. */
function judgesAlone(agent, { checkServerIdentity }) {
  return Boolean(checkServerIdentity) && checkServerIdentity !== agent.options.checkServerIdentity;
}

const numbers = new WeakMap();
let lastNumber = 0;

/** One number for each function. */
function numberOf(check) {
  if (typeof check !== 'function') return '';
  if (!numbers.has(check)) numbers.set(check, ++lastNumber);
  return numbers.get(check);
}

function namePart(key, value, options) {
  if (kSwitches.has(key) ? value === undefined : !value) return '';
  if (key === 'servername' && value === options.host) return '';
  if (key === 'sigalgs') return JSON.stringify(value);
  // Archives in objects, each with its passphrase.
  if (key === 'pfx' && Array.isArray(value)) {
    const parts = [];
    for (let i = 0; i < value.length; i++) parts.push(value[i].buf ?? value[i], value[i].passphrase);
    return parts.map(String).join(':');
  }
  return `${value}`;
}

/**
 * @constructor
 * @param {object} [options] those of http.Agent; maxCachedSessions (100); servername
 */
function Agent(options) {
  if (!(this instanceof Agent)) return new Agent(options);
  const own = { __proto__: null, ...options };
  own.defaultPort ??= 443;
  own.protocol ??= 'https:';
  http.Agent.call(this, own);
  this.maxCachedSessions = own.maxCachedSessions === undefined ? 100 : own.maxCachedSessions;
  /** TLS sessions to resume, by connection name; and the names, the oldest first. */
  this._sessionCache = { map: {}, list: [] };
}
Object.setPrototypeOf(Agent.prototype, http.Agent.prototype);
Object.setPrototypeOf(Agent, http.Agent);

/** (options, cb), (port, options, cb), (port, host, options, cb) as the options of a tls.connect. */
function connectOptions(port, host, options) {
  if (port !== null && typeof port === 'object') options = port;
  else if (host !== null && typeof host === 'object') options = { ...host };
  else if (options === null || typeof options !== 'object') options = {};
  else options = { ...options };
  if (typeof port === 'number') options.port = port;
  if (typeof host === 'string') options.host = host;
  return options;
}

/** @param {...any} args as for tls.connect */
Agent.prototype.createConnection = function createConnection(...args) {
  const options = connectOptions(args[0], args[1], args[2]);
  const name = options._agentKey;
  // Who judges servers in a way of his own shares no sessions, unless the agent judges so.
  const keeps = Boolean(name) && !judgesAlone(this, options);
  if (keeps) {
    const session = this._getSession(name);
    if (session !== undefined) options.session ??= session;
  }
  const socket = tls.connect(options);
  if (judgesAlone(this, options)) socket[kAlone] = true;
  if (keeps) {
    socket.on('session', (session) => this._cacheSession(name, session));
    socket.once('close', (hadError) => {
      if (hadError) this._evictSession(name);
    });
  }
  return socket;
};

Agent.prototype._getSession = function _getSession(name) {
  return this._sessionCache.map[name];
};

/** Keeps the newest session of a name; the oldest name goes when there are too many. */
Agent.prototype._cacheSession = function _cacheSession(name, session) {
  if (this.maxCachedSessions === 0) return;
  const { list, map } = this._sessionCache;
  if (!Object.hasOwn(map, name)) {
    if (list.length >= this.maxCachedSessions) delete map[list.shift()];
    list.push(name);
  }
  map[name] = session;
};

Agent.prototype._evictSession = function _evictSession(name) {
  const { list, map } = this._sessionCache;
  const index = list.indexOf(name);
  if (index === -1) return;
  list.splice(index, 1);
  delete map[name];
};

/**
 * As http.Agent's: a connection that is idle is kept for another request.
 * @param {import('net').Socket} socket
 * @returns {boolean}
 */
Agent.prototype.keepSocketAlive = function keepSocketAlive(socket) {
  return socket[kAlone] !== true && http.Agent.prototype.keepSocketAlive.call(this, socket);
};

/** @param {object} [options] */
Agent.prototype.getName = function getName(options = {}) {
  let name = http.Agent.prototype.getName.call(this, options);
  for (let i = 0; i < kNaming.length; i++) name += `:${namePart(kNaming[i], options[kNaming[i]], options)}`;
  return judgesAlone(this, options) ? `${name}:${numberOf(options.checkServerIdentity)}` : name;
};

const globalAgent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 });

/**
 * https://nodejs.org/api/https.html#httpscreateserveroptions-requestlistener
 * @param {object} [options]
 * @param {Function} [requestListener]
 * @returns {Server}
 */
function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

/**
 * https://nodejs.org/api/https.html#httpsrequestoptions-callback
 * @param {...any} args (url, options, callback), (options, callback)
 * @returns {ClientRequest}
 */
function request(...args) {
  let options = {};
  if (typeof args[0] === 'string' || args[0] instanceof URL) {
    const { urlToHttpOptions } = require('url');
    options = urlToHttpOptions(new URL(args.shift()));
  }
  if (args[0] !== undefined && args[0] !== null && typeof args[0] !== 'function') Object.assign(options, args.shift());
  options._defaultAgent = module.exports.globalAgent;
  return new ClientRequest(options, args[0]);
}

/** As request, for requests without a body: it is ended already. */
function get(...args) {
  const req = request(...args);
  req.end();
  return req;
}

module.exports = { Agent, globalAgent, Server, createServer, get, request };
