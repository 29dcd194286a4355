// Whether a certificate is for a host (RFC 6125, RFC 9525), and lists of ALPN protocols.
// https://nodejs.org/api/tls.html#tlscheckserveridentityhostname-cert
'use strict';

const { codes } = require('internal/errors');
const { isIP, toBytes } = require('internal/net/address');
const { Buffer } = require('buffer');

/** `DNS:a.b, IP Address:1.2.3.4` as [kind, value] pairs; values with commas are in JSON's quotes. */
function splitNames(text) {
  const names = [];
  const pattern = /\s*([^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:,|$)/gy;
  for (let match = pattern.exec(text); match !== null && match[0] !== ''; match = pattern.exec(text)) {
    let value = match[2];
    if (value.startsWith('"')) {
      try {
        value = JSON.parse(value);
      } catch {
        throw new codes.ERR_TLS_CERT_ALTNAME_FORMAT();
      }
    }
    names.push([match[1], value]);
  }
  return names;
}

function unqualified(host) {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

function toLower(text) {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A wildcard stands for the whole or a part of the first label, and not under a top-level domain. */
function matches(host, pattern, wildcards) {
  if (!pattern) return false;
  const hostParts = toLower(host).split('.');
  const parts = toLower(unqualified(pattern)).split('.');
  if (hostParts.length !== parts.length || parts.includes('')) return false;
  if (/[^\u0021-\u007f]/.test(pattern)) return false;
  for (let i = hostParts.length - 1; i > 0; i--) {
    if (hostParts[i] !== parts[i]) return false;
  }
  const first = parts[0];
  const star = first.split('*');
  if (star.length === 1 || first.includes('xn--')) return hostParts[0] === first;
  if (!wildcards || star.length > 2 || parts.length <= 2) return false;
  return star[0].length + star[1].length <= hostParts[0].length && hostParts[0].startsWith(star[0]) &&
    hostParts[0].endsWith(star[1]);
}

/** One form for each IP address. */
function canonical(address) {
  return isIP(address) ? toBytes(address).join('.') : '';
}

/**
 * @param {string} hostname
 * @param {object} cert as getPeerCertificate gives it
 * @returns {Error | undefined} ERR_TLS_CERT_ALTNAME_INVALID when it is for another host
 */
function checkServerIdentity(hostname, cert) {
  const { subject, subjectaltname } = cert;
  const host = unqualified(`${hostname}`);
  // What browsers call it: other dots than ASCII's end labels as well.
  const ascii = require('url').domainToASCII(host) || host;
  const names = [];
  const addresses = [];
  const listed = [];
  for (const { 0: kind, 1: value } of subjectaltname ? splitNames(subjectaltname) : []) {
    if (kind === 'DNS') names.push(value);
    if (kind !== 'IP Address' || !isIP(value)) continue;
    addresses.push(canonical(value));
    listed.push(value);
  }
  let reason;
  if (isIP(host)) {
    if (addresses.includes(canonical(host))) return undefined;
    reason = `IP: ${host} is not in the cert's list: ${listed.join(', ')}`;
  } else if (names.length > 0 || subject?.CN) {
    if (names.length > 0) {
      if (names.some((name) => matches(ascii, name, true))) return undefined;
      reason = `Host: ${host}. is not in the cert's altnames: ${subjectaltname}`;
    } else {
      const common = Array.isArray(subject.CN) ? subject.CN : [subject.CN];
      if (common.some((name) => matches(ascii, name, true))) return undefined;
      reason = `Host: ${host}. is not cert's CN: ${subject.CN}`;
    }
  } else {
    reason = 'Cert does not contain a DNS name';
  }
  return new codes.ERR_TLS_CERT_ALTNAME_INVALID(reason, hostname, cert);
}

/** Names with their lengths before them: no empty one, and none cut short. */
function checkEncoded(bytes) {
  for (let at = 0; at < bytes.length; at += 1 + bytes[at]) {
    if (bytes[at] === 0) {
      throw new codes.ERR_INVALID_ARG_VALUE('ALPNProtocols', bytes, 'must not contain zero-length protocol');
    }
    if (at + bytes[at] >= bytes.length) {
      throw new codes.ERR_INVALID_ARG_VALUE('ALPNProtocols', bytes, 'contains truncated protocol');
    }
  }
  return bytes;
}

/**
 * @param {(string | Uint8Array)[] | Uint8Array} protocols
 * @returns {Buffer} each with its length before it
 */
function encodeProtocols(protocols) {
  if (!Array.isArray(protocols)) {
    if (ArrayBuffer.isView(protocols)) {
      return checkEncoded(Buffer.from(protocols.buffer, protocols.byteOffset, protocols.byteLength));
    }
    throw new codes.ERR_INVALID_ARG_TYPE('ALPNProtocols', ['Array', 'Buffer', 'TypedArray', 'DataView'], protocols);
  }
  const parts = [];
  for (let i = 0; i < protocols.length; i++) {
    const protocol = protocols[i];
    if (typeof protocol !== 'string' && !ArrayBuffer.isView(protocol) && !(protocol instanceof String)) {
      throw new codes.ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], protocol);
    }
    const name = Buffer.from(protocol);
    if (name.length === 0) {
      throw new codes.ERR_INVALID_ARG_VALUE(`protocols[${i}]`, protocols[i], 'must be a non-empty string');
    }
    if (name.length > 255) {
      throw new codes.ERR_OUT_OF_RANGE(
        `The byte length of the protocol at index ${i} exceeds the maximum length.`, '<= 255', name.length, true);
    }
    parts.push(Buffer.from([name.length]), name);
  }
  return Buffer.concat(parts);
}

/**
 * https://nodejs.org/api/tls.html: sets out.ALPNProtocols
 * @param {string[] | Uint8Array} protocols
 * @param {object} out
 */
function convertProtocols(protocols, out) {
  if (Array.isArray(protocols)) out.ALPNProtocols = encodeProtocols(protocols);
  // A copy: the program may go on writing to its own.
  else if (ArrayBuffer.isView(protocols)) out.ALPNProtocols = Buffer.from(encodeProtocols(protocols));
}

module.exports = { checkServerIdentity, encodeProtocols, convertProtocols };
