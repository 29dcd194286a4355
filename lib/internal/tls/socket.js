// tls.TLSSocket: a net.Socket whose handle encrypts what it sends (handle.js).
// https://nodejs.org/api/tls.html#class-tlstlssocket
'use strict';

const net = require('net');
const { Buffer } = require('buffer');
const { codes, genericNodeError } = require('internal/errors');
const { validateFunction, validateObject, validateString } = require('internal/validators');
const { nextTick } = require('internal/ticks');
const { isHandle, kConnected } = require('internal/net/native');
const { createSecureContext, SecureContext } = require('internal/tls/context');
const { encodeProtocols } = require('internal/tls/identity');
const { TlsHandle } = require('internal/tls/handle');
const { Answers } = require('internal/tls/answers');
const { facts } = require('internal/tls/facts');

const kOptions = Symbol('tls.options');
const kTls = Symbol('tls.handle');
const kDisabled = Symbol('tls.renegotiationDisabled');
const kLastHandshake = Symbol('tls.lastHandshake');
const kAnswers = Symbol('tls.answers');
/** Of a tls.Server: it tells of what goes wrong before the connection is secure. */
const kManaged = Symbol('tls.managed');

// Hooks of the native session, as in session.h.
const kChooseProtocol = 0;
const kPskServer = 1;
const kPskClient = 2;

const kCanceled = -125;

/** https://nodejs.org/api/tls.html#client-initiated-renegotiation-attack-mitigation */
const limits = { CLIENT_RENEG_LIMIT: 3, CLIENT_RENEG_WINDOW: 600 };

/**
 * @constructor
 * @param {import('stream').Duplex} [transport] none: `connect` makes one
 * @param {object} [options] https://nodejs.org/api/tls.html#new-tlstlssocketsocket-options
 */
function TLSSocket(transport, options) {
  if (!(this instanceof TLSSocket)) return new TLSSocket(transport, options);
  options = options === undefined || options === null ? {} : { ...options };
  transport ??= null;
  if (transport !== null && typeof transport.pause !== 'function') {
    throw new codes.ERR_INVALID_ARG_TYPE('socket', ['net.Socket', 'stream.Duplex'], transport);
  }
  this[kOptions] = options;
  this[kTls] = null;
  this[kDisabled] = false;
  this[kLastHandshake] = 0;
  this[kAnswers] = null;
  this._tlsOptions = options;
  this._secureEstablished = false;
  this._securePending = false;
  this._newSessionPending = false;
  this._controlReleased = false;
  this.secureConnecting = true;
  this._SNICallback = null;
  this.servername = null;
  this.alpnProtocol = null;
  this.authorized = false;
  this.authorizationError = null;
  this.encrypted = true;
  const tls = makeHandle(this, options);
  this[kTls] = tls;
  this.ssl = null;
  const isReady = transport !== null && attach(tls, transport);
  net.Socket.call(this, {
    handle: isReady ? tls : undefined,
    allowHalfOpen: transport !== null ? transport.allowHalfOpen : options.allowHalfOpen,
    pauseOnCreate: options.pauseOnConnect,
    manualStart: true,
    highWaterMark: options.highWaterMark,
    onread: transport === null ? options.onread : undefined,
    signal: options.signal,
  });
  tls.owner = this;
  if (!this.destroyed) this.ssl = tls;
  this.server = options.server ?? null;
  this._requestCert = Boolean(options.requestCert) || !options.isServer;
  this._rejectUnauthorized = options.rejectUnauthorized !== false;
  if (options.enableTrace || traces()) this.enableTrace();
  if (keyLog() !== null) this[kTls].session?.enableKeyLog();
  this.on('newListener', watchKeyLog);
  // The transport's errors and end are the socket's.
  if (transport !== null) {
    this._parent = transport;
    followTransport(this, transport, isReady);
  }
  if (isReady) {
    nextTick(() => {
      this._start();
      if (!this.destroyed) takeBuffered(this, transport);
    });
  }
}
Object.setPrototypeOf(TLSSocket.prototype, net.Socket.prototype);
Object.setPrototypeOf(TLSSocket, net.Socket);

const prototype = TLSSocket.prototype;

/** The session tells of its keys from when somebody listens. */
function watchKeyLog(name) {
  if (name !== 'keylog') return;
  this.removeListener('newListener', watchKeyLog);
  this[kTls].session?.enableKeyLog();
}

let tracesAll;

/** --trace-tls */
function traces() {
  if (tracesAll === undefined) {
    tracesAll = require('internal/options').get('--trace-tls') === true;
    if (tracesAll) {
      require('process').emitWarning('Enabling --trace-tls can expose sensitive data in the resulting log.');
    }
  }
  return tracesAll;
}

let keyLogFile;

/** --tls-keylog: a file that every connection's keys are written to; undefined for none. */
function keyLog() {
  if (keyLogFile === undefined) {
    keyLogFile = require('internal/options').get('--tls-keylog') ?? null;
    if (keyLogFile !== null) {
      require('process').emitWarning('Using --tls-keylog makes TLS connections insecure by writing secret key material to ' +
        `file ${keyLogFile}`);
    }
  }
  return keyLogFile;
}

function makeHandle(socket, options) {
  const secureContext = options.secureContext ?? createSecureContext(options);
  if (!(secureContext instanceof SecureContext)) throw new codes.ERR_TLS_INVALID_CONTEXT('context');
  const isServer = Boolean(options.isServer);
  const tls = new TlsHandle(secureContext.context, isServer);
  const { session } = tls;
  if (isServer) session.setVerify(Boolean(options.requestCert), options.rejectUnauthorized !== false);
  if (isServer && typeof options.ALPNCallback === 'function') {
    session.setHook(kChooseProtocol, (offered) => answers(socket).chooseProtocol(Buffer.from(offered), options.ALPNCallback));
  } else if (options.ALPNProtocols) {
    session.setAlpn(encodeProtocols(options.ALPNProtocols));
  }
  if (isServer) prepareServer(socket, session, options);
  else prepareClient(socket, session, options);
  return tls;
}

function prepareServer(socket, session, options) {
  const { server } = options;
  if (options.SNICallback) {
    validateFunction(options.SNICallback, 'options.SNICallback');
    socket._SNICallback = options.SNICallback;
  }
  if (options.pskCallback) {
    const { pskCallback, pskIdentityHint } = options;
    validateFunction(pskCallback, 'pskCallback');
    session.setHook(kPskServer, (identity, size) => answers(socket).pskOfServer(pskCallback, identity, size));
    if (pskIdentityHint) {
      validateString(pskIdentityHint, 'options.pskIdentityHint');
      if (!session.setPskHint(pskIdentityHint)) {
        nextTick(() => fail(socket, new codes.ERR_TLS_PSK_SET_IDENTITY_HINT_FAILED()));
      }
    }
  }
  if (typeof server?.listenerCount !== 'function') {
    if (socket._SNICallback) session.askForContext();
    return;
  }
  if (socket._SNICallback || server.listenerCount('OCSPRequest') > 0) session.askForContext();
  if (server.listenerCount('resumeSession') > 0 || server.listenerCount('newSession') > 0) {
    session.askForSession();
    session.tellSessions(true);
    socket.holdsForSessions = true;
  }
  if (server.listenerCount('keylog') > 0) session.enableKeyLog();
}

function prepareClient(socket, session, options) {
  session.tellSessions(false);
  if (options.servername) session.setServername(options.servername);
  if (options.session) socket._setSession(session, options.session);
  if (options.requestOCSP) session.requestStatus();
  if (options.pskCallback) {
    validateFunction(options.pskCallback, 'pskCallback');
    session.setHook(kPskClient, (hint, identitySize, keySize) =>
      answers(socket).pskOfClient(options.pskCallback, hint, identitySize, keySize));
  }
}

/** What the socket answers OpenSSL and the server's program; made when the first question comes. */
function answers(socket) {
  return socket[kAnswers] ??= new Answers(socket, socket[kOptions], (error) => fail(socket, error));
}

/** @returns {boolean} whether the transport can be used already */
function attach(tls, transport) {
  if (transport instanceof net.Socket && !(transport instanceof TLSSocket)) {
    if (transport.connecting || transport._handle === null) return false;
    if (isHandle(transport._handle)) {
      tls.attachNative(transport._handle, transport);
      return true;
    }
  } else if (transport.connecting === true) {
    return false;
  }
  tls.attachStream(transport);
  return true;
}

/** What a socket had read before it got this one over it. */
function takeBuffered(socket, transport) {
  if (transport.readableLength > 0 && isHandle(transport._handle)) {
    for (let bytes = transport.read(); bytes !== null; bytes = transport.read()) {
      socket[kTls].receive(typeof bytes === 'string' ? Buffer.from(bytes, transport.readableEncoding) : bytes);
    }
  }
  if (!socket.destroyed && socket._handle !== null) socket.read(0);
}

function followTransport(socket, transport, isReady) {
  if (!isReady) {
    socket.connecting = true;
    transport.once('connect', () => {
      if (socket.destroyed) return;
      socket.connecting = false;
      if (!attach(socket[kTls], transport)) return;
      socket._handle = socket[kTls];
      socket.emit('connect');
      socket._start();
      if (!socket.destroyed) takeBuffered(socket, transport);
    });
  }
  if (socket[kTls].attached && !isHandle(transport._handle)) return;
  transport.on('error', (error) => socket.onTransportError(error));
  transport.on('close', () => socket.onTransportClose());
}

/** net.Socket has connected: the handshake begins. */
prototype[kConnected] = function() {
  const tls = this[kTls];
  const handle = this._handle;
  const buffer = this._readBuffer();
  if (buffer !== null) {
    // It is for what is decrypted.
    handle.setReadBuffer(undefined);
    tls.setReadBuffer(buffer);
  }
  tls.attachNative(handle, null);
  tls.owner = this;
  this._handle = tls;
  tls.start();
};

/** Begins the handshake, once. */
prototype._start = function() {
  if (this.destroyed || this.connecting) return;
  this[kTls].start();
};

// What the transport tells.

prototype.onTransportError = function(error) {
  if (!this.destroyed) fail(this, error);
};

prototype.onTransportClose = function() {
  if (!this.destroyed) {
    if (this.secureConnecting) this.onTransportEnd();
    else this.destroy();
  }
};

/** The peer, or the way to it, is gone before the handshake is done. */
prototype.onTransportEnd = function() {
  if (this.destroyed) return;
  const options = this[kOptions];
  if (options.isServer) {
    fail(this, genericNodeError('socket hang up', { code: 'ECONNRESET' }));
    return;
  }
  const { path, host, port, localAddress } = options;
  fail(this, genericNodeError('Client network socket disconnected before secure TLS connection was established', {
    code: 'ECONNRESET', path, host, port, localAddress,
  }));
};

/** An error: before the connection is secure, a server's is told by '_tlsError', and by 'tlsClientError'. */
function fail(socket, error) {
  if (socket.destroyed && socket._secureEstablished) return;
  const { isServer, server } = socket[kOptions];
  if (socket._secureEstablished || !isServer) {
    if (!socket._secureEstablished) socket.emit('_tlsError', error);
    socket.destroy(error);
    return;
  }
  if (socket[kOptions][kManaged] || !server) socket.destroy();
  else socket.destroy(error);
  socket.emit('_tlsError', error);
}

prototype._emitTLSError = function(error) {
  fail(this, error);
};

// What the handle tells.

prototype.onTlsError = function(error) {
  if (!this.destroyed) fail(this, this[kAnswers]?.takeError() ?? error);
};

prototype.onTlsKeyLog = function(line) {
  const bytes = Buffer.from(`${line}\n`);
  if (keyLog() !== null) require('fs').appendFileSync(keyLog(), bytes, { mode: 0o600 });
  this.emit('keylog', bytes);
};

prototype.onTlsStatusResponse = function(response) {
  this.emit('OCSPResponse', response);
};

prototype.onTlsSessionWanted = function() {
  answers(this).findSession();
};

prototype.onTlsContextWanted = function() {
  answers(this).chooseContext();
};

prototype.onTlsNewSession = function(id, session) {
  if (!this[kOptions].isServer) this.emit('session', session);
  else answers(this).keepSession(id, session);
};

/** A client may begin further handshakes, but not many. */
prototype.onTlsHandshakeStart = function() {
  if (!this[kOptions].isServer) return;
  const tls = this[kTls];
  const now = Date.now();
  const isFirst = this[kLastHandshake] === 0;
  if (now - this[kLastHandshake] >= limits.CLIENT_RENEG_WINDOW * 1000) tls.handshakes = 0;
  this[kLastHandshake] = now;
  if (isFirst) return;
  if (++tls.handshakes > limits.CLIENT_RENEG_LIMIT) {
    this.destroy(new codes.ERR_TLS_SESSION_ATTACK());
  } else if (this[kDisabled]) {
    this.destroy(new codes.ERR_TLS_RENEGOTIATION_DISABLED());
  }
};

prototype.onTlsHandshakeDone = function() {
  if (this._newSessionPending) this._securePending = true;
  else this._finishInit();
};

prototype._finishInit = function() {
  if (this.destroyed) return;
  const { session } = this[kTls];
  this.alpnProtocol = session.alpn() ?? false;
  this.servername = session.servername() ?? (this[kOptions].isServer ? false : this.servername || false);
  this._secureEstablished = true;
  this.secureConnecting = false;
  this.emit('secure');
};

/** What is known of the peer's certificate, once. @returns {Error | null} */
prototype._verifyError = function() {
  return this[kTls].verifyError();
};

/** The socket goes on as the program's: its errors are its own. */
prototype._releaseControl = function() {
  if (this._controlReleased) return false;
  this._controlReleased = true;
  return true;
};

/** The session is over, at once. */
prototype._destroySSL = function() {
  this[kTls].session?.dispose();
  this.ssl = null;
};

/** What became of the handle: net.Socket's tells of it, and lets it go. */
prototype._destroy = function(error, callback) {
  const tls = this[kTls];
  if (this._handle === null && tls.session !== null) {
    // Nothing was connected yet.
    const parent = this._parent;
    tls.close();
    if (parent !== null && !parent.destroyed) parent.destroy();
  } else if (this._handle !== tls && tls.session !== null) {
    tls.close();
  }
  this.ssl = null;
  // What waited for the handshake is not sent any more.
  if (tls.hasWaiting) this.onNativeWriteDone(kCanceled);
  net.Socket.prototype._destroy.call(this, error, callback);
};

prototype._getpeername = function() {
  const parent = this._parent;
  if (parent !== null && typeof parent._getpeername === 'function') return parent._getpeername();
  return net.Socket.prototype._getpeername.call(this);
};

prototype._getsockname = function() {
  const parent = this._parent;
  if (parent !== null && typeof parent._getsockname === 'function') return parent._getsockname();
  return net.Socket.prototype._getsockname.call(this);
};

// What programs ask of it.

/** @param {string} name the server's, before the handshake */
prototype.setServername = function(name) {
  validateString(name, 'name');
  if (this[kOptions].isServer) throw new codes.ERR_TLS_SNI_FROM_SERVER();
  this[kTls].session?.setServername(name);
};

prototype._setSession = function(session, value) {
  if (typeof value === 'string') value = Buffer.from(value, 'latin1');
  session?.setResumed(value);
};

/** @param {Buffer | string} session */
prototype.setSession = function(session) {
  this._setSession(this[kTls].session, session);
};

/**
 * https://nodejs.org/api/tls.html#tlssocketrenegotiateoptions-callback
 * @param {{ rejectUnauthorized?: boolean, requestCert?: boolean }} options
 * @param {(error: Error | null) => void} [callback]
 * @returns {boolean | undefined} whether it has begun; undefined when the socket is destroyed
 */
prototype.renegotiate = function(options, callback) {
  validateObject(options, 'options');
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (this.destroyed) return undefined;
  const { session } = this[kTls];
  let { _requestCert: requestCert, _rejectUnauthorized: rejectUnauthorized } = this;
  if (options.requestCert !== undefined) requestCert = Boolean(options.requestCert);
  if (options.rejectUnauthorized !== undefined) rejectUnauthorized = Boolean(options.rejectUnauthorized);
  if (requestCert !== this._requestCert || rejectUnauthorized !== this._rejectUnauthorized) {
    session.setVerify(requestCert, rejectUnauthorized);
    this._requestCert = requestCert;
    this._rejectUnauthorized = rejectUnauthorized;
  }
  // Attached first: over a transport in the same process all may happen within the call.
  const done = callback === undefined ? null : () => callback(null);
  if (done !== null) this.once('secure', done);
  let reason;
  try {
    if (session.renegotiate()) return true;
  } catch (error) {
    reason = error;
  }
  if (done !== null) {
    this.removeListener('secure', done);
    nextTick(callback, reason ?? new codes.ERR_TLS_RENEGOTIATE());
  }
  return false;
};

prototype.disableRenegotiation = function() {
  this[kDisabled] = true;
};

/** Writes what is sent and received to stderr, from now on. */
prototype.enableTrace = function() {
  this[kTls].session?.enableTrace();
};

/**
 * @param {number} size bytes, 512 to 16384
 * @returns {boolean}
 */
prototype.setMaxSendFragment = function(size) {
  const { session } = this[kTls];
  return session === null ? false : session.setMaxSendFragment(size >>> 0);
};

/** @param {object | SecureContext} context whose certificate and key the socket shows */
prototype.setKeyCert = function(context) {
  if (!(context instanceof SecureContext)) context = createSecureContext(context);
  this[kTls].session?.useIdentity(context.context);
};

/** What a program may stop when it hands the socket on. */
prototype._handleTimeout = function() {
  this._emitTLSError(new codes.ERR_TLS_HANDSHAKE_TIMEOUT());
};

Object.assign(prototype, facts);

module.exports = { TLSSocket, kManaged, limits };
