// tls.TLSSocket: a stream whose bytes travel encrypted over another one.
// https://nodejs.org/api/tls.html#class-tlstlssocket
//
// The native session works on memory alone. What the transport brings is given to it (receive), it goes on (advance), what
// it has for the peer is written to the transport, and what it has decrypted is pushed to the reader.
'use strict';

const diagnostics = require('internal/diagnostics/registry');
const { kInner } = require('internal/net/native');
const net = require('net');
const native = binding('tls');
const { Buffer } = require('buffer');
const { codes, genericNodeError } = require('internal/errors');
const { validateBuffer, validateString, validateUint32 } = require('internal/validators');
const { nextTick } = require('internal/ticks');
const { createSecureContext } = require('internal/tls/context');
const { encodeProtocols } = require('internal/tls/identity');
const { toCertificate } = require('internal/tls/certificate');

// As in src/bindings/tls/session.h.
const kHandshakeDone = 1;
const kPeerEnded = 2;
const kNeedsContext = 4;
const kNewSession = 8;
const kFailed = 16;

const kSession = Symbol('tls.session');
const kTransport = Symbol('tls.transport');
const kOptions = Symbol('tls.options');
const kWaiting = Symbol('tls.waiting');
const kStarted = Symbol('tls.started');
const kEnded = Symbol('tls.ended');

/**
 * @constructor
 * @param {import('stream').Duplex} [transport] a new net.Socket when there is none
 * @param {object} [options] isServer, secureContext, requestCert, rejectUnauthorized, ALPNProtocols, SNICallback, session
 */
function TLSSocket(transport, options = {}) {
  if (!(this instanceof TLSSocket)) return new TLSSocket(transport, options);
  if (transport === undefined || transport === null) transport = new net.Socket({ allowHalfOpen: true });
  net.Socket.call(this, {
    allowHalfOpen: options.allowHalfOpen ?? transport.allowHalfOpen,
    readableHighWaterMark: options.highWaterMark,
    signal: options.signal,
  });
  this[kOptions] = options;
  this[kTransport] = transport;
  this[kWaiting] = null;
  this[kStarted] = false;
  this[kEnded] = false;
  this._parent = transport;
  this._tlsOptions = options;
  this.authorized = false;
  this.authorizationError = null;
  this.encrypted = true;
  this.secureConnecting = true;
  this.alpnProtocol = null;
  this.servername = null;
  this.ssl = this[kSession] = makeSession(this, options);
  this.server = options.server ?? null;
  this._server = null;
  listen(this, transport);
  if (transport.connecting) {
    this.connecting = true;
    transport.once('connect', () => {
      this.connecting = false;
      this.emit('connect');
      this._start();
    });
  } else if (options.isServer || options.started) {
    nextTick(() => this._start());
  }
}
Object.setPrototypeOf(TLSSocket.prototype, net.Socket.prototype);
Object.setPrototypeOf(TLSSocket, net.Socket);

const prototype = TLSSocket.prototype;

function makeSession(socket, options) {
  const { context } = options.secureContext ?? createSecureContext(options);
  const session = new native.Session(context, Boolean(options.isServer));
  if (options.isServer) {
    if (options.requestCert) session.requestCertificate(options.rejectUnauthorized !== false);
    if (typeof options.SNICallback === 'function') session.askForContext();
  }
  if (options.isServer && typeof options.ALPNCallback === 'function') {
    session.setAlpnChooser((offered) => chooseProtocol(socket, Buffer.from(offered)));
  } else if (options.ALPNProtocols) {
    session.setAlpn(encodeProtocols(options.ALPNProtocols));
  }
  if (options.servername && !options.isServer) session.setServername(options.servername);
  if (options.session) session.setResumed(options.session);
  return session;
}

function listen(socket, transport) {
  transport.on('data', (bytes) => {
    if (socket.destroyed) return;
    socket[kSession].receive(bytes);
    advance(socket);
  });
  transport.on('end', () => onTransportEnd(socket));
  transport.on('error', (error) => socket.destroy(error));
  transport.on('close', () => {
    if (!socket.destroyed) socket.destroy(socket.secureConnecting ? hangUp() : undefined);
  });
  transport.on('timeout', () => socket.emit('timeout'));
  if (typeof transport.pause === 'function' && transport.readableFlowing === null) transport.resume();
}

function hangUp() {
  return genericNodeError('Client network socket disconnected before secure TLS connection was established', {
    code: 'ECONNRESET',
  });
}

function onTransportEnd(socket) {
  if (socket.secureConnecting && !socket.destroyed) {
    const error = hangUp();
    if (socket[kOptions].isServer) socket.emit('_tlsError', error);
    socket.destroy(error);
    return;
  }
  endReading(socket);
}

function endReading(socket) {
  if (socket[kEnded]) return;
  socket[kEnded] = true;
  socket.push(null);
  socket.read(0);
}

/** Begins the handshake; for those who make the socket, once it can be written to. */
prototype._start = function() {
  if (this[kStarted] || this.destroyed) return;
  this[kStarted] = true;
  advance(this);
};

/** Lets the session work and acts on what it tells. */
function advance(socket) {
  const session = socket[kSession];
  const events = session.advance();
  const isDone = (events & kHandshakeDone) !== 0;
  // A client judges the server before it lets the handshake end: a server that is refused never sees it done.
  if (isDone && !socket[kOptions].isServer) secured(socket);
  flush(socket);
  const plain = session.takePlaintext();
  if (isDone && socket[kOptions].isServer) secured(socket);
  if ((events & kNewSession) !== 0) socket.emit('session', Buffer.from(session.takeSession()));
  if (plain !== undefined && !socket.destroyed && !socket.push(Buffer.from(plain))) socket[kTransport].pause?.();
  if ((events & kNeedsContext) !== 0) chooseContext(socket);
  if ((events & kPeerEnded) !== 0) endReading(socket);
  if ((events & kFailed) !== 0) failed(socket, session.takeError());
}

function flush(socket) {
  const bytes = socket[kSession].takeCiphertext();
  const transport = socket[kTransport];
  if (bytes === undefined || transport.destroyed || transport.writableEnded) return true;
  return transport.write(Buffer.from(bytes));
}

function failed(socket, error) {
  if (socket.destroyed) return;
  if (socket.secureConnecting && socket[kOptions].isServer) {
    socket.emit('_tlsError', error);
    // The alert that says why leaves first.
    socket[kTransport].end?.();
  }
  socket.destroy(error);
}

/**
 * The program chooses the protocol; RFC 7301. https://nodejs.org/api/tls.html#tlscreateserveroptions-secureconnectionlistener
 * @returns {string | undefined} undefined ends the handshake
 */
function chooseProtocol(socket, offered) {
  const protocols = [];
  for (let at = 0; at < offered.length; at += 1 + offered[at]) {
    protocols.push(offered.latin1Slice(at + 1, at + 1 + offered[at]));
  }
  let chosen;
  try {
    chosen = socket[kOptions].ALPNCallback.call(socket, { servername: socket[kSession].servername() ?? '', protocols });
  } catch (error) {
    nextTick(() => failed(socket, error));
    return undefined;
  }
  if (chosen === undefined || protocols.includes(chosen)) return chosen;
  const error = new codes.ERR_TLS_ALPN_CALLBACK_INVALID_RESULT(chosen, protocols);
  nextTick(() => failed(socket, error));
  return undefined;
}

/** The server asks by name which certificate it shall show. */
function chooseContext(socket) {
  const session = socket[kSession];
  const name = session.servername();
  socket.servername = name ?? false;
  if (name === undefined) {
    session.useContext(undefined);
    advance(socket);
    return;
  }
  let answered = false;
  socket[kOptions].SNICallback.call(socket, name, (error, context) => {
    if (answered) return;
    answered = true;
    if (socket.destroyed) return;
    if (error) {
      socket.emit('_tlsError', error);
      socket.destroy(error);
      return;
    }
    if (context && context.context === undefined) {
      socket.destroy(new codes.ERR_TLS_INVALID_CONTEXT('context'));
      return;
    }
    session.useContext(context ? context.context : undefined);
    advance(socket);
  });
}

/** The handshake is done. */
function secured(socket) {
  const session = socket[kSession];
  socket.secureConnecting = false;
  socket.alpnProtocol = session.alpn() ?? false;
  socket.servername = session.servername() ?? (socket[kOptions].isServer ? false : socket.servername);
  const waiting = socket[kWaiting];
  socket[kWaiting] = null;
  socket.emit('secure');
  waiting?.();
}

function send(socket, bytes, callback) {
  if (!socket[kSession].write(bytes)) {
    callback(socket[kSession].takeError() ?? new codes.ERR_SOCKET_CLOSED());
    return;
  }
  const cipher = socket[kSession].takeCiphertext();
  if (cipher === undefined) {
    callback();
    return;
  }
  socket[kTransport].write(Buffer.from(cipher), (error) => callback(error ?? undefined));
}

prototype._write = function(data, encoding, callback) {
  const bytes = typeof data === 'string' ? Buffer.from(data, encoding) : data;
  if (this.secureConnecting) this[kWaiting] = () => send(this, bytes, callback);
  else send(this, bytes, callback);
};

prototype._writev = function(chunks, callback) {
  const list = new Array(chunks.length);
  for (let i = 0; i < chunks.length; i++) {
    const { chunk, encoding } = chunks[i];
    list[i] = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
  }
  this._write(Buffer.concat(list), 'buffer', callback);
};

prototype._read = function() {
  this[kTransport].resume?.();
};

prototype._final = function(callback) {
  const finish = () => {
    this[kSession].end();
    flush(this);
    const transport = this[kTransport];
    if (transport.destroyed || transport.writableFinished) return callback();
    transport.end(() => callback());
  };
  if (this.secureConnecting && this[kStarted]) this[kWaiting] = finish;
  else finish();
};

prototype._destroy = function(error, callback) {
  const transport = this[kTransport];
  this.secureConnecting = false;
  if (this.connecting) this.connecting = false;
  if (error) transport.destroy?.();
  else if (!transport.destroyed) transport.destroySoon ? transport.destroySoon() : transport.destroy();
  callback(error);
  const hadError = Boolean(error);
  const closed = () => this.emit('close', hadError);
  if (transport.closed) nextTick(closed);
  else transport.once('close', closed);
};

/** What belongs to the transport. */
for (const name of ['setNoDelay', 'setKeepAlive', 'setTimeout', 'ref', 'unref']) {
  prototype[name] = function(...args) {
    const transport = this[kTransport];
    if (name === 'setTimeout' && typeof args[1] === 'function') {
      if (args[0] === 0) this.removeListener('timeout', args[1]);
      else this.once('timeout', args[1]);
      args.length = 1;
    }
    transport[name]?.(...args);
    return this;
  };
}
prototype.address = function() {
  return this[kTransport].address?.() ?? {};
};
for (const name of ['remoteAddress', 'remoteFamily', 'remotePort', 'localAddress', 'localPort', 'localFamily',
                    'bytesRead', 'bytesWritten']) {
  Object.defineProperty(prototype, name, {
    __proto__: null, configurable: true, enumerable: true, get() { return this[kTransport]?.[name]; },
  });
}
Object.defineProperty(prototype, 'pending', {
  __proto__: null, configurable: true, enumerable: true, get() { return this.connecting; },
});

/** @param {...any} args as for net.Socket: connects the transport */
prototype.connect = function(...args) {
  const transport = this[kTransport];
  this.connecting = true;
  transport.once('connect', () => {
    this.connecting = false;
    this.emit('connect');
    this._start();
  });
  if (diagnostics.subscribed !== 0) diagnostics.publish('net.client.socket', { socket: this });
  transport[kInner] = true;
  transport.connect(...args);
  return this;
};

/** @param {string} name the server's, before the handshake */
prototype.setServername = function(name) {
  validateString(name, 'name');
  if (this[kOptions].isServer) throw new codes.ERR_TLS_SNI_FROM_SERVER();
  this[kSession].setServername(name);
};

/** @param {Buffer | string} session */
prototype.setSession = function(session) {
  this[kSession].setResumed(typeof session === 'string' ? Buffer.from(session, 'latin1') : session);
};

function toBuffer(bytes) {
  return bytes === undefined ? undefined : Buffer.from(bytes);
}

/**
 * @param {boolean} [detailed] with the issuers' certificates
 * @returns {object} empty when the peer has shown none
 */
prototype.getPeerCertificate = function(detailed) {
  return toCertificate(this[kSession].peerCertificate(Boolean(detailed)));
};
prototype.getCertificate = function() {
  return toCertificate(this[kSession].ownCertificate());
};

/** @returns {X509Certificate | undefined} the peer's, with the issuers that are known */
prototype.getPeerX509Certificate = function() {
  const { X509Handle, makeCertificate } = require('internal/crypto/x509');
  const chain = [];
  for (let handle = new X509Handle(); this[kSession].fillPeerX509(handle, chain.length); handle = new X509Handle()) {
    chain.push(handle);
  }
  let certificate;
  while (chain.length > 0) certificate = makeCertificate(chain.pop(), certificate);
  return certificate;
};

/** @returns {X509Certificate | undefined} the own one */
prototype.getX509Certificate = function() {
  const { X509Handle, makeCertificate } = require('internal/crypto/x509');
  const handle = new X509Handle();
  return this[kSession].fillOwnX509(handle) ? makeCertificate(handle) : undefined;
};
prototype.getCipher = function() {
  const parts = this[kSession].cipher();
  return parts === undefined ? undefined : { name: parts[0], standardName: parts[1], version: parts[2] };
};
prototype.getProtocol = function() {
  return this[kSession].protocol() ?? null;
};
prototype.getSession = function() {
  return toBuffer(this[kSession].takeSession());
};
prototype.getTLSTicket = function() {
  return toBuffer(this[kSession].ticket());
};
prototype.isSessionReused = function() {
  return this[kSession].isReused();
};
prototype.getFinished = function() {
  return toBuffer(this[kSession].finished(false));
};
prototype.getPeerFinished = function() {
  return toBuffer(this[kSession].finished(true));
};

/**
 * @param {number} length bytes
 * @param {string} label
 * @param {Buffer} [context]
 * @returns {Buffer}
 */
prototype.exportKeyingMaterial = function(length, label, context) {
  validateUint32(length, 'length', true);
  validateString(label, 'label');
  if (context !== undefined) validateBuffer(context, 'context');
  if (this.secureConnecting) throw new codes.ERR_TLS_INVALID_STATE();
  return Buffer.from(this[kSession].exportKeyingMaterial(length, label, context));
};

/** @returns {Error | null} what is wrong with the peer's certificate */
prototype._verifyError = function() {
  const parts = this[kSession].verifyError();
  if (parts === undefined) return null;
  return genericNodeError(parts[1], { code: parts[0] });
};

module.exports = { TLSSocket };
