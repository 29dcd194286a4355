// tls.Server. https://nodejs.org/api/tls.html#class-tlsserver
'use strict';

const net = require('net');
const { Buffer } = require('buffer');
const { codes, genericNodeError } = require('internal/errors');
const { validateBuffer, validateFunction, validateNumber, validateObject, validateString } =
  require('internal/validators');
const { normalizeServer } = require('internal/net/arguments');
const { createSecureContext, SecureContext, contextOptions } = require('internal/tls/context');
const { convertProtocols } = require('internal/tls/identity');
const { TLSSocket, kManaged } = require('internal/tls/socket');

const kTimeout = Symbol('tls.handshakeTimeout');
const kOptions = Symbol('tls.serverOptions');

/**
 * @constructor
 * @param {object | Function} [options] https://nodejs.org/api/tls.html#tlscreateserveroptions-secureconnectionlistener
 * @param {(socket: TLSSocket) => void} [listener] of 'secureConnection'
 */
function Server(options, listener) {
  if (!(this instanceof Server)) return new Server(options, listener);
  ({ 0: options, 1: listener } = normalizeServer(options, listener));
  const { ALPNCallback, handshakeTimeout = 120_000, pskCallback, pskIdentityHint, SNICallback } = options;
  this._contexts = [];
  this.requestCert = options.requestCert === true;
  this.rejectUnauthorized = options.rejectUnauthorized !== false;
  this.ALPNCallback = ALPNCallback;
  if (options.ALPNProtocols) {
    if (ALPNCallback) throw new codes.ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS();
    convertProtocols(options.ALPNProtocols, this);
  }
  this.setSecureContext(options);
  this[kTimeout] = handshakeTimeout;
  this[kOptions] = { ...options };
  validateNumber(handshakeTimeout, 'options.handshakeTimeout');
  if (SNICallback !== undefined && SNICallback !== null) validateFunction(SNICallback, 'options.SNICallback');
  if (pskCallback !== undefined && pskCallback !== null) validateFunction(pskCallback, 'options.pskCallback');
  if (pskIdentityHint !== undefined && pskIdentityHint !== null) validateString(pskIdentityHint, 'options.pskIdentityHint');
  net.Server.call(this, options, accept);
  if (listener) this.on('secureConnection', listener);
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype);
Object.setPrototypeOf(Server, net.Server);

const prototype = Server.prototype;

/** A connection has come: the handshake, and 'secureConnection'. */
function accept(transport) {
  const options = this[kOptions];
  const socket = new TLSSocket(transport, {
    secureContext: this._sharedCreds,
    isServer: true,
    server: this,
    requestCert: this.requestCert,
    rejectUnauthorized: this.rejectUnauthorized,
    ALPNProtocols: this.ALPNProtocols,
    ALPNCallback: this.ALPNCallback,
    SNICallback: options.SNICallback ?? (this._contexts.length > 0 ? contextByName : undefined),
    enableTrace: options.enableTrace,
    pauseOnConnect: this.pauseOnConnect,
    pskCallback: options.pskCallback,
    pskIdentityHint: options.pskIdentityHint,
    highWaterMark: this.highWaterMark,
    [kManaged]: true,
  });
  let isTold = false;
  const tell = (error) => {
    if (isTold || socket._controlReleased) return;
    isTold = true;
    this.emit('tlsClientError', error, socket);
  };
  const timers = require('timers');
  const timer = this[kTimeout] > 0 ? timers.setTimeout(() => {
    tell(new codes.ERR_TLS_HANDSHAKE_TIMEOUT());
    socket.destroy();
  }, this[kTimeout]).unref() : undefined;
  if (this.listenerCount('keylog') > 0) socket.on('keylog', (line) => this.emit('keylog', line, socket));
  socket.on('_tlsError', tell);
  // Until the socket is the program's.
  socket.on('error', tell);
  socket.once('close', () => {
    timers.clearTimeout(timer);
    // Closed before it was the program's, and nothing has told why.
    tell(genericNodeError('socket hang up', { code: 'ECONNRESET' }));
  });
  socket.on('secure', () => {
    timers.clearTimeout(timer);
    if (onSecure(this, socket) && socket._releaseControl()) {
      socket.removeListener('error', tell);
      this.emit('secureConnection', socket);
    }
  });
}

/** The server judges the client's certificate, when it wants one. @returns {boolean} whether the connection stands */
function onSecure(server, socket) {
  if (server.requestCert) {
    const error = clientError(server, socket);
    socket.authorized = error === null;
    if (error !== null) {
      socket.authorizationError = error.code;
      if (server.rejectUnauthorized) {
        socket.destroy();
        return false;
      }
    }
  }
  return !socket.destroyed;
}

function clientError(server, socket) {
  const error = socket._verifyError();
  if (error !== null || !socket.isSessionReused() || server[kOptions].pskCallback) return error;
  // A resumed session of TLS 1.3 reports success although there was no certificate to verify.
  if (Object.keys(socket.getPeerCertificate()).length > 0) return null;
  return genericNodeError('unable to get issuer certificate', { code: 'UNABLE_TO_GET_ISSUER_CERT' });
}

/** What a server with contexts by name does for SNICallback; for a TLSSocket. */
function contextByName(name, callback) {
  const contexts = this.server._contexts;
  for (let i = contexts.length - 1; i >= 0; i--) {
    if (contexts[i][0].test(name)) {
      callback(null, contexts[i][1]);
      return;
    }
  }
  callback(null, undefined);
}

/**
 * https://nodejs.org/api/tls.html#serveraddcontexthostname-context
 * @param {string} hostname may hold `*`
 * @param {object | SecureContext} context
 */
prototype.addContext = function(hostname, context) {
  if (!hostname) throw new codes.ERR_TLS_REQUIRED_SERVER_NAME();
  const text = hostname.replace(/([.^$+?\-\\[\]{}])/g, '\\$1').replaceAll('*', '[^.]*');
  const secureContext = context instanceof SecureContext ? context : createSecureContext(context);
  this._contexts.push([new RegExp(`^${text}$`, 'i'), secureContext]);
};

/**
 * For connections to come.
 * @param {object} options as for createSecureContext
 */
prototype.setSecureContext = function(options) {
  validateObject(options, 'options');
  for (let i = 0; i < contextOptions.length; i++) this[contextOptions[i]] = options[contextOptions[i]];
  this.honorCipherOrder = options.honorCipherOrder !== undefined ? Boolean(options.honorCipherOrder) : true;
  this.sessionTimeout = options.sessionTimeout;
  this.ticketKeys = options.ticketKeys;
  this.sessionIdContext = options.sessionIdContext || ownSessionIdContext();
  this._sharedCreds = createSecureContext({
    ...options, honorCipherOrder: this.honorCipherOrder, sessionIdContext: this.sessionIdContext,
  });
};

/** Programs that are called alike share their sessions. */
function ownSessionIdContext() {
  const { createHash } = require('crypto');
  return createHash('sha1').update(require('process').argv.join(' ')).digest('hex').slice(0, 32);
}

/** @returns {Buffer} 48 bytes */
prototype.getTicketKeys = function() {
  return Buffer.from(this._sharedCreds.context.getTicketKeys());
};

/**
 * For connections to come.
 * @param {Buffer | TypedArray | DataView} keys 48 bytes
 */
prototype.setTicketKeys = function(keys) {
  validateBuffer(keys);
  if (keys.byteLength !== 48) {
    throw new codes.ERR_INTERNAL_ASSERTION('Session ticket keys must be a 48-byte buffer');
  }
  this._sharedCreds.context.setTicketKeys(keys);
};

/** What the workers of a cluster have in common. */
prototype._getServerData = function() {
  return { ticketKeys: this.getTicketKeys().toString('hex') };
};

prototype._setServerData = function({ ticketKeys }) {
  this.setTicketKeys(Buffer.from(ticketKeys, 'hex'));
};

prototype[Symbol.for('nodejs.rejection')] = function(error, event, socket) {
  if (event === 'secureConnection') socket.destroy(error);
  else net.Server.prototype[Symbol.for('nodejs.rejection')].call(this, error, event, socket);
};

module.exports = { Server };
