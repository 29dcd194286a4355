// What a TLSSocket tells of its connection: methods for its prototype. Once the socket is destroyed there is nothing to tell.
// https://nodejs.org/api/tls.html#class-tlstlssocket
'use strict';

const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { validateBuffer, validateString, validateUint32 } = require('internal/validators');
const { toCertificate } = require('internal/tls/certificate');

function sessionOf(socket) {
  return socket.ssl?.session ?? null;
}

function toBuffer(bytes) {
  return bytes === undefined ? undefined : Buffer.from(bytes);
}

const facts = {
  /**
   * @param {boolean} [detailed] with the issuers' certificates
   * @returns {object | null} empty when the peer has shown none
   */
  getPeerCertificate(detailed) {
    const session = sessionOf(this);
    return session === null ? null : toCertificate(session.peerCertificate(Boolean(detailed)));
  },

  /** @returns {object | null} the own one; empty when there is none */
  getCertificate() {
    const session = sessionOf(this);
    return session === null ? null : toCertificate(session.ownCertificate());
  },

  /** @returns {X509Certificate | undefined} the peer's, with the issuers that are known */
  getPeerX509Certificate() {
    const session = sessionOf(this);
    if (session === null) return undefined;
    const { X509Handle, makeCertificate } = require('internal/crypto/x509');
    const chain = [];
    for (let handle = new X509Handle(); session.fillPeerX509(handle, chain.length); handle = new X509Handle()) {
      chain.push(handle);
    }
    let certificate;
    while (chain.length > 0) certificate = makeCertificate(chain.pop(), certificate);
    return certificate;
  },

  /** @returns {X509Certificate | undefined} the own one */
  getX509Certificate() {
    const session = sessionOf(this);
    if (session === null) return undefined;
    const { X509Handle, makeCertificate } = require('internal/crypto/x509');
    const handle = new X509Handle();
    return session.fillOwnX509(handle) ? makeCertificate(handle) : undefined;
  },

  /** @returns {{ name: string, standardName: string, version: string } | null | undefined} undefined before it is chosen */
  getCipher() {
    const session = sessionOf(this);
    if (session === null) return null;
    const parts = session.cipher();
    return parts === undefined ? undefined : { name: parts[0], standardName: parts[1], version: parts[2] };
  },

  /** @returns {string[] | null} 'RSA-PSS+SHA256' and the like; of a server */
  getSharedSigalgs() {
    return sessionOf(this)?.sharedSignatureAlgorithms() ?? null;
  },

  /** @returns {{ type?: string, name?: string, size?: number } | null} null on a server */
  getEphemeralKeyInfo() {
    const session = sessionOf(this);
    if (session === null || this._tlsOptions.isServer) return null;
    const parts = session.ephemeralKeyInfo();
    if (parts === undefined) return {};
    return parts[0] === 'DH' ? { type: 'DH', size: parts[2] } : { type: parts[0], name: parts[1], size: parts[2] };
  },

  /** @returns {string | null} 'TLSv1.3' */
  getProtocol() {
    return sessionOf(this)?.protocol() ?? null;
  },

  /** @returns {Buffer | null | undefined} undefined when there is no session */
  getSession() {
    const session = sessionOf(this);
    return session === null ? null : toBuffer(session.serialized());
  },

  /** @returns {Buffer | null | undefined} of a client with a ticket */
  getTLSTicket() {
    const session = sessionOf(this);
    return session === null ? null : toBuffer(session.ticket());
  },

  /** @returns {boolean | null} */
  isSessionReused() {
    return sessionOf(this)?.isReused() ?? null;
  },

  /** @returns {Buffer | null | undefined} the Finished message sent last */
  getFinished() {
    const session = sessionOf(this);
    return session === null ? null : toBuffer(session.finished(false));
  },

  /** @returns {Buffer | null | undefined} the peer's */
  getPeerFinished() {
    const session = sessionOf(this);
    return session === null ? null : toBuffer(session.finished(true));
  },

  /**
   * https://nodejs.org/api/tls.html#tlssocketexportkeyingmateriallength-label-context
   * @param {number} length bytes
   * @param {string} label
   * @param {Buffer} [context]
   * @returns {Buffer | undefined}
   */
  exportKeyingMaterial(length, label, context) {
    validateUint32(length, 'length', true);
    validateString(label, 'label');
    if (context !== undefined) validateBuffer(context, 'context');
    if (!this._secureEstablished) throw new codes.ERR_TLS_INVALID_STATE();
    return toBuffer(sessionOf(this)?.exportKeyingMaterial(length, label, context));
  },
};

module.exports = { facts };
