// tls.connect. https://nodejs.org/api/tls.html#tlsconnectoptions-callback
'use strict';

const net = require('net');
const { codes } = require('internal/errors');
const { validateFunction, validateNumber } = require('internal/validators');
const { createSecureContext } = require('internal/tls/context');
const { TLSSocket } = require('internal/tls/socket');

/** Of errors that an authority which is installed here may cure. */
const kCurable = new Set(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_GET_ISSUER_CERT']);

/** (options, cb), (port, host, options, cb), (path, options, cb) as [options, cb]. */
function normalize(args) {
  let callback = null;
  if (typeof args[args.length - 1] === 'function') callback = args.pop();
  const options = {};
  const first = args[0];
  if (typeof first !== 'object' || first === null) {
    if (typeof first === 'string' && !(Number(first) >= 0)) options.path = first;
    else options.port = first;
    if (typeof args[1] === 'string') options.host = args[1];
  }
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] === 'object' && args[i] !== null) Object.assign(options, args[i]);
  }
  return [options, callback];
}

let warned = false;

function allowsUnauthorized() {
  const process = require('process');
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return false;
  if (!warned) {
    warned = true;
    process.emitWarning(
      'Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to \'0\' makes TLS connections and HTTPS requests ' +
      'insecure by disabling certificate verification.');
  }
  return true;
}

/**
 * @param {...any} args
 * @returns {TLSSocket}
 */
function connect(...args) {
  const { 0: given, 1: callback } = normalize(args);
  const tls = require('tls');
  const options = {
    rejectUnauthorized: !allowsUnauthorized(),
    ciphers: tls.DEFAULT_CIPHERS,
    checkServerIdentity: tls.checkServerIdentity,
    minDHSize: 1024,
    ...given,
  };
  validateFunction(options.checkServerIdentity, 'options.checkServerIdentity');
  validateNumber(options.minDHSize, 'options.minDHSize', 1);
  const { servername } = options;
  if (servername && net.isIP(servername)) {
    require('process').emitWarning(
      'Setting the TLS ServerName to an IP address is not permitted by RFC 6066. This will be ignored in a future ' +
      'version.', 'DeprecationWarning', 'DEP0123');
  }
  const socket = new TLSSocket(options.socket, {
    ...options,
    isServer: false,
    requestCert: true,
    secureContext: options.secureContext ?? createSecureContext(options),
  });
  if (servername) socket.servername = servername;
  if (callback !== null) socket.once('secureConnect', callback);
  socket.on('secure', () => onSecure(socket, options));
  // A signal may have ended it at once.
  if (options.socket || socket.destroyed) return socket;
  if (options.timeout) socket.setTimeout(options.timeout);
  if (options.noDelay) socket.setNoDelay(true);
  if (options.keepAlive) socket.setKeepAlive(true, options.keepAliveInitialDelay);
  return socket.connect(options);
}

/** The client judges the server's certificate. */
function onSecure(socket, options) {
  const key = socket.getEphemeralKeyInfo();
  if (key.type === 'DH' && key.size < options.minDHSize) {
    socket.destroy(new codes.ERR_TLS_DH_PARAM_SIZE(key.size));
    return;
  }
  let error = socket._verifyError();
  if (error !== null && kCurable.has(error.code) && !require('internal/options').get('--use-system-ca')) {
    error.message += '; if the root CA is installed locally, try running Node.js with --use-system-ca';
  }
  if (error === null && !socket.isSessionReused()) {
    const host = options.servername || options.host || options.socket?._host || 'localhost';
    error = options.checkServerIdentity(host, socket.getPeerCertificate(true)) || null;
  }
  if (socket.destroyed) return;
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
  socket.secureConnecting = false;
  socket.emit('secureConnect');
}

module.exports = { connect };
