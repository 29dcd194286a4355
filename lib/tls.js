// node:tls. https://nodejs.org/api/tls.html
'use strict';

const native = binding('tls');
const options = require('internal/options');
const { createSecureContext, SecureContext } = require('internal/tls/context');
const { defaultCipherList } = require('internal/tls/ciphers');
const { connect } = require('internal/tls/connect');
const { checkServerIdentity, convertProtocols } = require('internal/tls/identity');
const { Server } = require('internal/tls/server');
const { TLSSocket, limits } = require('internal/tls/socket');
const { getCACertificates, setDefaultCACertificates } = require('internal/tls/trust');

/**
 * @param {object} [options]
 * @param {(socket: TLSSocket) => void} [listener]
 * @returns {Server}
 */
function createServer(options, listener) {
  return new Server(options, listener);
}

let ciphers;

/** @returns {string[]} names of ciphers, in lower case */
function getCiphers() {
  ciphers ??= [...new Set(native.ciphers().map((name) => name.toLowerCase()))].sort();
  return ciphers.slice();
}

/**
 * https://nodejs.org/api/tls.html#tlsgetcertificatecompressionalgorithms
 * @returns {string[]} none: OpenSSL has RFC 8879 from 3.2 on
 */
function getCertificateCompressionAlgorithms() {
  return [];
}

/** The lowest that the command line names. */
function minimumVersion() {
  if (options.get('--tls-min-v1.0')) return 'TLSv1';
  if (options.get('--tls-min-v1.1')) return 'TLSv1.1';
  if (options.get('--tls-min-v1.2')) return 'TLSv1.2';
  return options.get('--tls-min-v1.3') ? 'TLSv1.3' : 'TLSv1.2';
}

/** The highest that the command line names. */
function maximumVersion() {
  return options.get('--tls-max-v1.2') && !options.get('--tls-max-v1.3') ? 'TLSv1.2' : 'TLSv1.3';
}

module.exports = {
  get CLIENT_RENEG_LIMIT() { return limits.CLIENT_RENEG_LIMIT; },
  set CLIENT_RENEG_LIMIT(value) { limits.CLIENT_RENEG_LIMIT = value; },
  get CLIENT_RENEG_WINDOW() { return limits.CLIENT_RENEG_WINDOW; },
  set CLIENT_RENEG_WINDOW(value) { limits.CLIENT_RENEG_WINDOW = value; },
  DEFAULT_CIPHERS: defaultCipherList(),
  DEFAULT_ECDH_CURVE: 'auto',
  DEFAULT_MIN_VERSION: minimumVersion(),
  DEFAULT_MAX_VERSION: maximumVersion(),
  getCiphers,
  getCertificateCompressionAlgorithms,
  get rootCertificates() { return getCACertificates('bundled'); },
  getCACertificates,
  setDefaultCACertificates,
  convertALPNProtocols: convertProtocols,
  checkServerIdentity,
  createSecureContext,
  SecureContext,
  TLSSocket,
  Server,
  createServer,
  connect,
};
