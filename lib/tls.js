// node:tls. https://nodejs.org/api/tls.html
'use strict';

const diagnostics = require('internal/diagnostics/registry');
const { kInner } = require('internal/net/native');
const net = require('net');
const native = binding('tls');
const { codes } = require('internal/errors');
const { validateFunction, validateNumber, validateObject, validateString } = require('internal/validators');
const { createSecureContext, SecureContext, defaults } = require('internal/tls/context');
const { checkServerIdentity, encodeProtocols } = require('internal/tls/identity');
const { TLSSocket } = require('internal/tls/socket');
const { normalizeServer } = require('internal/net/arguments');

const kContexts = Symbol('tls.contexts');

/**
 * @constructor
 * @param {object | Function} [options] https://nodejs.org/api/tls.html#tlscreateserveroptions-secureconnectionlistener
 * @param {(socket: TLSSocket) => void} [listener] of 'secureConnection'
 */
function Server(options, listener) {
  if (!(this instanceof Server)) return new Server(options, listener);
  ({ 0: options, 1: listener } = normalizeServer(options, listener));
  const { ALPNCallback, handshakeTimeout = 120_000, SNICallback } = options;
  validateNumber(handshakeTimeout, 'options.handshakeTimeout');
  if (SNICallback !== undefined) validateFunction(SNICallback, 'options.SNICallback');
  if (ALPNCallback !== undefined) {
    validateFunction(ALPNCallback, 'options.ALPNCallback');
    if (options.ALPNProtocols) throw new codes.ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
  }
  this[kContexts] = [];
  this._tlsOptions = { ...options, handshakeTimeout };
  this.ALPNProtocols = options.ALPNProtocols;
  this.requestCert = options.requestCert === true;
  this.rejectUnauthorized = options.rejectUnauthorized !== false;
  this._sharedCreds = createSecureContext({ honorCipherOrder: true, ...options });
  net.Server.call(this, options, accept);
  if (listener) this.on('secureConnection', listener);
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype);
Object.setPrototypeOf(Server, net.Server);

function contextByName(server, name, callback) {
  for (const { pattern, context } of server[kContexts]) {
    if (pattern.test(name)) return callback(null, context);
  }
  callback(null, undefined);
}

/** A connection has come: the handshake, and 'secureConnection'. */
function accept(transport) {
  const options = this._tlsOptions;
  const ownChoice = options.SNICallback ?? (this[kContexts].length > 0 ?
    (name, callback) => contextByName(this, name, callback) : undefined);
  const socket = new TLSSocket(transport, {
    isServer: true,
    server: this,
    secureContext: this._sharedCreds,
    requestCert: this.requestCert,
    rejectUnauthorized: this.rejectUnauthorized,
    ALPNProtocols: this.ALPNProtocols,
    ALPNCallback: options.ALPNCallback,
    SNICallback: ownChoice,
  });
  let told = false;
  const clientError = (error) => {
    if (told) return;
    told = true;
    this.emit('tlsClientError', error, socket);
  };
  const timer = require('timers').setTimeout(() => {
    const error = new codes.ERR_TLS_HANDSHAKE_TIMEOUT();
    clientError(error);
    socket.destroy();
  }, options.handshakeTimeout);
  const clear = () => require('timers').clearTimeout(timer);
  socket.on('_tlsError', clientError);
  socket.on('error', (error) => {
    if (socket._secured) {
      if (socket.listenerCount('error') === 1) socket.emit('_socketError', error);
    } else {
      clientError(error);
    }
  });
  socket.once('close', clear);
  socket.once('secure', () => {
    clear();
    socket._secured = true;
    if (this.requestCert) {
      const error = socket._verifyError();
      if (error === null) {
        socket.authorized = true;
      } else {
        socket.authorizationError = error.code;
        if (this.rejectUnauthorized) {
          socket.destroy();
          return;
        }
      }
    }
    this.emit('secureConnection', socket);
  });
}

/**
 * @param {string} hostname may hold `*`
 * @param {object | SecureContext} context
 */
Server.prototype.addContext = function(hostname, context) {
  if (!hostname) throw new codes.ERR_TLS_REQUIRED_SERVER_NAME();
  const text = hostname.replace(/([.^$+?\-\\[\]{}])/g, '\\$1').replaceAll('*', '[^.]*');
  this[kContexts].unshift({
    pattern: new RegExp(`^${text}$`, 'i'),
    context: context instanceof SecureContext ? context : createSecureContext(context),
  });
};

/** @param {object} options as for createSecureContext: for connections to come */
Server.prototype.setSecureContext = function(options) {
  validateObject(options, 'options');
  this._sharedCreds = createSecureContext({ honorCipherOrder: true, ...options });
};

/**
 * @param {object} [options]
 * @param {(socket: TLSSocket) => void} [listener]
 * @returns {Server}
 */
function createServer(options, listener) {
  return new Server(options, listener);
}

/** (options, cb), (port, host, options, cb), (path, options, cb) as [options, cb]. */
function normalizeConnect(args) {
  let callback = null;
  if (typeof args[args.length - 1] === 'function') callback = args.pop();
  let options = {};
  if (typeof args[0] === 'object' && args[0] !== null) {
    options = { ...args[0] };
  } else {
    if (typeof args[0] === 'string' && !(Number(args[0]) >= 0)) options.path = args[0];
    else options.port = args[0];
    if (typeof args[1] === 'string') options.host = args[1];
    for (const arg of args) {
      if (typeof arg === 'object' && arg !== null) Object.assign(options, arg);
    }
  }
  return [options, callback];
}

function allowsUnauthorized() {
  return require('process').env.NODE_TLS_REJECT_UNAUTHORIZED === '0';
}

/**
 * https://nodejs.org/api/tls.html#tlsconnectoptions-callback
 * @param {...any} args
 * @returns {TLSSocket}
 */
function connect(...args) {
  const { 0: options, 1: callback } = normalizeConnect(args);
  if (options.checkServerIdentity !== undefined) {
    validateFunction(options.checkServerIdentity, 'options.checkServerIdentity');
  }
  if (options.rejectUnauthorized === undefined) options.rejectUnauthorized = !allowsUnauthorized();
  const host = options.servername || options.host || options.socket?._host || 'localhost';
  const servername = options.servername ?? (net.isIP(host) ? '' : host);
  if (servername && net.isIP(servername)) {
    require('process').emitWarning(
      'Setting the TLS ServerName to an IP address is not permitted by RFC 6066. This will be ignored in a future ' +
      'version.', 'DeprecationWarning', 'DEP0123');
  }
  const transport = options.socket ?? net.connect({
    ...options, allowHalfOpen: true, signal: undefined, timeout: undefined, [kInner]: true,
  });
  const socket = new TLSSocket(transport, {
    ...options,
    // The transport made here is half-open so that both sides' ends can travel; what the program sees follows its options.
    allowHalfOpen: options.socket ? options.socket.allowHalfOpen : Boolean(options.allowHalfOpen),
    isServer: false,
    servername: net.isIP(servername) ? '' : servername,
    secureContext: options.secureContext ?? createSecureContext(options),
    started: true,
  });
  if (diagnostics.subscribed !== 0 && !options.socket) diagnostics.publish('net.client.socket', { socket });
  socket.servername = servername || null;
  socket._host = host;
  if (callback !== null) socket.once('secureConnect', callback);
  if (options.timeout) socket.setTimeout(options.timeout);
  socket.once('secure', () => onSecure(socket, options, host));
  return socket;
}

/** The client judges the server's certificate. */
function onSecure(socket, options, host) {
  let error = socket._verifyError();
  if (error === null && !socket.isSessionReused()) {
    const check = options.checkServerIdentity ?? checkServerIdentity;
    error = check(host, socket.getPeerCertificate(true)) ?? null;
  }
  if (error !== null) {
    socket.authorized = false;
    socket.authorizationError = error.code || error.message;
    if (options.rejectUnauthorized !== false) {
      socket.destroy(error);
      return;
    }
  } else {
    socket.authorized = true;
  }
  socket.emit('secureConnect');
}

/** @returns {string[]} names of ciphers, in lower case */
function getCiphers() {
  return [...new Set(native.ciphers().map((name) => name.toLowerCase()))].sort();
}

/** https://nodejs.org/api/tls.html#tlsconvertalpnprotocolsprotocols-out */
function convertALPNProtocols(protocols, out) {
  validateObject(out, 'out');
  if (protocols !== undefined && typeof protocols !== 'string') out.ALPNProtocols = encodeProtocols(protocols);
  else if (typeof protocols === 'string') validateString(undefined, 'protocols');
}

module.exports = {
  CLIENT_RENEG_LIMIT: 3,
  CLIENT_RENEG_WINDOW: 600,
  getCiphers,
  convertALPNProtocols,
  checkServerIdentity,
  createSecureContext,
  SecureContext,
  TLSSocket,
  Server,
  createServer,
  connect,
};
for (const name of Object.keys(defaults)) {
  Object.defineProperty(module.exports, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return defaults[name]; },
    set(value) { defaults[name] = value; },
  });
}
