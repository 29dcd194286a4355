// Certificates as the plain objects that tls shows. https://nodejs.org/api/tls.html#certificate-object
'use strict';

/** `CA Issuers - URI:...` a line each, values with what could be misread as JSON, as { 'CA Issuers - URI': [...] }. */
function parseAccess(text) {
  const access = { __proto__: null };
  for (const line of text.split('\n')) {
    const { 1: key, 2: value } = /^([^:]*):(.*)$/.exec(line) ?? [];
    if (key !== undefined) (access[key] ??= []).push(value.startsWith('"') ? JSON.parse(value) : value);
  }
  return access;
}

/**
 * @param {object | undefined} native what DescribeCertificate (src/bindings/tls/certificate.h) has made
 * @param {Map<object, object>} [seen] a certificate may be its own issuer's
 * @returns {object} empty without a certificate
 */
function toCertificate(native, seen = new Map()) {
  if (native === undefined) return {};
  if (seen.has(native)) return seen.get(native);
  const { Buffer } = require('buffer');
  const { infoAccessText, issuerCertificate, pubkey, raw } = native;
  // Whatever kind of key it has, the same properties.
  const certificate = {
    subject: native.subject,
    issuer: native.issuer,
    subjectaltname: native.subjectaltname,
    infoAccess: infoAccessText === undefined ? undefined : parseAccess(infoAccessText),
    ca: native.ca,
    modulus: native.modulus,
    exponent: native.exponent,
    pubkey: pubkey === undefined ? undefined : Buffer.from(pubkey),
    bits: native.bits,
    valid_from: native.valid_from,
    valid_to: native.valid_to,
    fingerprint: native.fingerprint,
    fingerprint256: native.fingerprint256,
    fingerprint512: native.fingerprint512,
    ext_key_usage: native.ext_key_usage,
    serialNumber: native.serialNumber,
    raw: Buffer.from(raw),
    asn1Curve: native.asn1Curve,
    nistCurve: native.nistCurve,
  };
  seen.set(native, certificate);
  if (issuerCertificate !== undefined) certificate.issuerCertificate = toCertificate(issuerCertificate, seen);
  return certificate;
}

/**
 * For who has a certificate of the old kind, with infoAccess as text.
 * @param {any} certificate changed in place
 * @returns {any} the same; null for nothing
 */
function translatePeerCertificate(certificate) {
  if (!certificate) return null;
  const { infoAccess, issuerCertificate } = certificate;
  if (issuerCertificate !== undefined && issuerCertificate !== certificate) {
    certificate.issuerCertificate = translatePeerCertificate(issuerCertificate);
  }
  if (infoAccess !== undefined && infoAccess !== null) certificate.infoAccess = parseAccess(infoAccess);
  return certificate;
}

module.exports = { toCertificate, translatePeerCertificate };
