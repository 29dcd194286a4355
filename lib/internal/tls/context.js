// tls.createSecureContext. https://nodejs.org/api/tls.html#tlscreatesecurecontextoptions
'use strict';

const native = binding('tls');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { validateArray, validateInteger, validateInt32, validateObject, validateString } = require('internal/validators');

/** Those options that a server keeps, for who asks it. */
const contextOptions = [
  'pfx', 'key', 'passphrase', 'cert', 'clientCertEngine', 'ca', 'minVersion', 'maxVersion', 'secureProtocol', 'crl',
  'sigalgs', 'ciphers', 'ecdhCurve', 'dhparam', 'secureOptions', 'privateKeyIdentifier', 'privateKeyEngine',
  'certificateCompression',
];

const kServerPreference = 0x400000;
const kTls13 = 0x304;

const versions = { '__proto__': null, 'TLSv1': 0x301, 'TLSv1.1': 0x302, 'TLSv1.2': 0x303, 'TLSv1.3': 0x304 };

/** Old names of OpenSSL's methods: [minimum, maximum]; null: the default one. */
const methods = {
  __proto__: null,
  TLS_method: [0, 0x304], TLS_client_method: [0, 0x304], TLS_server_method: [0, 0x304],
  SSLv23_method: [null, 0x303], SSLv23_client_method: [null, 0x303], SSLv23_server_method: [null, 0x303],
  TLSv1_method: [0x301, 0x301], TLSv1_client_method: [0x301, 0x301], TLSv1_server_method: [0x301, 0x301],
  TLSv1_1_method: [0x302, 0x302], TLSv1_1_client_method: [0x302, 0x302], TLSv1_1_server_method: [0x302, 0x302],
  TLSv1_2_method: [0x303, 0x303], TLSv1_2_client_method: [0x303, 0x303], TLSv1_2_server_method: [0x303, 0x303],
};

function versionOf(name, otherwise, kind) {
  const text = name ?? otherwise;
  const version = versions[text];
  if (version === undefined) throw new codes.ERR_TLS_INVALID_PROTOCOL_VERSION(text, kind);
  return version;
}

function methodRange(name) {
  if (/^SSLv[23]_/.test(name)) {
    throw new codes.ERR_TLS_INVALID_PROTOCOL_METHOD(`${name.slice(0, 5)} methods disabled`);
  }
  const range = methods[name];
  if (range === undefined) throw new codes.ERR_TLS_INVALID_PROTOCOL_METHOD(`Unknown method: ${name}`);
  return range;
}

function setVersions(context, options) {
  const { secureProtocol, minVersion, maxVersion } = options;
  if (secureProtocol) {
    if (minVersion !== undefined && minVersion !== null) {
      throw new codes.ERR_TLS_PROTOCOL_VERSION_CONFLICT(minVersion, secureProtocol);
    }
    if (maxVersion !== undefined && maxVersion !== null) {
      throw new codes.ERR_TLS_PROTOCOL_VERSION_CONFLICT(maxVersion, secureProtocol);
    }
    validateString(secureProtocol, 'options.secureProtocol');
    const range = methodRange(secureProtocol);
    context.setVersions(range[0] ?? versionOf(undefined, require('tls').DEFAULT_MIN_VERSION, 'minimum'), range[1]);
    return;
  }
  const { DEFAULT_MIN_VERSION, DEFAULT_MAX_VERSION } = require('tls');
  context.setVersions(versionOf(minVersion, DEFAULT_MIN_VERSION, 'minimum'),
                      versionOf(maxVersion, DEFAULT_MAX_VERSION, 'maximum'));
}

/** PEM or DER as bytes; `name` for the error. */
function toBytes(value, name) {
  if (typeof value === 'string') return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new codes.ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
}

function listOf(value) {
  if (!value) return [];
  return Array.isArray(value) ? value.flat() : [value];
}

/** One of a list in the form { [key]: value, passphrase }, or the value alone. */
function unpack(item, key, passphrase) {
  const isPair = item !== null && typeof item === 'object' && !ArrayBuffer.isView(item) && item[key] !== undefined;
  const phrase = (isPair ? item.passphrase : undefined) ?? passphrase;
  if (phrase !== undefined && phrase !== null) validateString(phrase, 'options.passphrase');
  return { value: isPair ? item[key] : item, phrase: phrase ?? undefined };
}

function setKeys(context, options) {
  const isOne = options.key !== null && typeof options.key === 'object' && options.key.pem !== undefined;
  // The form with a passphrase is one of a list's.
  if (isOne) toBytes(options.key, 'options.key');
  for (const item of listOf(options.key)) {
    const { value, phrase } = unpack(item, 'pem', options.passphrase);
    context.setKey(toBytes(value, 'options.key'), phrase);
  }
}

function setArchives(context, options) {
  for (const item of listOf(options.pfx)) {
    const { value, phrase } = unpack(item, 'buf', options.passphrase);
    if (typeof value !== 'string' && !ArrayBuffer.isView(value)) {
      throw new codes.ERR_CRYPTO_OPERATION_FAILED('Unable to load PFX certificate');
    }
    context.setPkcs12(typeof value === 'string' ? Buffer.from(value, 'latin1') : value, phrase);
  }
}

function setCiphers(context, options) {
  if (options.ciphers !== undefined && options.ciphers !== null) validateString(options.ciphers, 'options.ciphers');
  const list = options.ciphers || require('tls').DEFAULT_CIPHERS;
  // TLS 1.3's suites have a list of their own.
  const suites = [];
  const others = [];
  for (const name of list.split(':')) {
    if (name === '') continue;
    if (name.startsWith('TLS_') || name.startsWith('!TLS_')) suites.push(name);
    else others.push(name);
  }
  if (suites.length === 0 && others.length === 0) throw new codes.ERR_INVALID_ARG_VALUE('options.ciphers', list);
  // Naming none of TLS 1.3's leaves them as they are.
  if (suites.length > 0) context.setCipherSuites(suites.filter((name) => name[0] !== '!').join(':'));
  if (others.length > 0) {
    context.setCiphers(others.join(':'));
  } else if (context.getMinProto() < kTls13 && (context.getMaxProto() === 0 || context.getMaxProto() >= kTls13)) {
    context.setMinProto(kTls13);
  }
}

function setDhParameters(context, dhparam) {
  if (!dhparam) return;
  if (dhparam === 'auto') {
    context.setDhAuto();
    return;
  }
  const bits = context.setDhParameters(toBytes(dhparam, 'options.dhparam'));
  // What is no parameters is no error: there are no DHE ciphers then.
  if (bits === 0) return;
  if (bits < 1024) {
    const error = new TypeError('DH parameter is less than 1024 bits');
    error.code = 'ERR_INVALID_ARG_VALUE';
    throw error;
  }
  if (bits < 2048) require('process').emitWarning('DH parameter is less than 2048 bits', 'SecurityWarning');
}

function checkEngines({ clientCertEngine, privateKeyEngine, privateKeyIdentifier }) {
  const isGiven = (value) => value !== undefined && value !== null;
  if (isGiven(privateKeyIdentifier)) {
    if (!isGiven(privateKeyEngine)) {
      throw new codes.ERR_INVALID_ARG_VALUE('options.privateKeyEngine', privateKeyEngine);
    }
    for (const { 0: name, 1: value } of [['privateKeyEngine', privateKeyEngine],
                                         ['privateKeyIdentifier', privateKeyIdentifier]]) {
      if (typeof value !== 'string') {
        throw new codes.ERR_INVALID_ARG_TYPE(`options.${name}`, ['string', 'null', 'undefined'], value);
      }
    }
    throw new codes.ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED();
  }
  if (!isGiven(clientCertEngine)) return;
  if (typeof clientCertEngine !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.clientCertEngine', ['string', 'null', 'undefined'], clientCertEngine);
  }
  throw new codes.ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED();
}

/** RFC 8879 is an offer, which this OpenSSL can't make: the names are checked, the certificates travel as they are. */
function checkCompression(names) {
  if (names === undefined || names === null) return;
  validateArray(names, 'options.certificateCompression');
  for (let i = 0; i < names.length; i++) {
    if (names[i] !== 'zlib' && names[i] !== 'brotli' && names[i] !== 'zstd') {
      throw new codes.ERR_INVALID_ARG_VALUE(
        `options.certificateCompression[${i}]`, names[i], 'must be \'zlib\', \'brotli\', or \'zstd\'');
    }
  }
}

function configure(context, options) {
  setVersions(context, options);
  setCiphers(context, options);
  const authorities = listOf(options.ca);
  if (options.ca) {
    for (const authority of authorities) context.addAuthority(toBytes(authority, 'options.ca'));
  } else {
    require('internal/tls/trust').prepare();
    context.addDefaultAuthorities();
  }
  if (options.allowPartialTrustChain) context.allowPartialTrustChain();
  // The certificate before the key: OpenSSL checks that they belong together when the key comes.
  for (const certificate of listOf(options.cert)) context.setCertificate(toBytes(certificate, 'options.cert'));
  setKeys(context, options);
  if (options.sigalgs !== undefined && options.sigalgs !== null) {
    validateString(options.sigalgs, 'options.sigalgs');
    if (options.sigalgs === '') throw new codes.ERR_INVALID_ARG_VALUE('options.sigalgs', options.sigalgs);
    context.setSignatureAlgorithms(options.sigalgs);
  }
  checkEngines(options);
  const curve = options.ecdhCurve ?? require('tls').DEFAULT_ECDH_CURVE;
  validateString(curve, 'options.ecdhCurve');
  if (curve !== 'auto' && curve !== '') context.setGroups(curve);
  setDhParameters(context, options.dhparam);
  for (const list of listOf(options.crl)) context.addRevocations(toBytes(list, 'options.crl'));
  if (options.sessionIdContext !== undefined && options.sessionIdContext !== null) {
    validateString(options.sessionIdContext, 'options.sessionIdContext');
    context.setSessionIdContext(options.sessionIdContext);
  }
  setArchives(context, options);
  checkCompression(options.certificateCompression);
  setTickets(context, options);
  let { secureOptions = 0 } = options;
  if (secureOptions) validateInteger(secureOptions, 'secureOptions');
  // The other bits may reach beyond 32: no bitwise operators.
  secureOptions = BigInt(secureOptions || 0);
  if (options.honorCipherOrder) secureOptions |= BigInt(kServerPreference);
  if (secureOptions !== 0n) context.setOptions(Number(secureOptions));
}

function setTickets(context, { sessionTimeout, ticketKeys }) {
  if (ticketKeys !== undefined && ticketKeys !== null) {
    if (!ArrayBuffer.isView(ticketKeys)) {
      throw new codes.ERR_INVALID_ARG_TYPE('options.ticketKeys', ['Buffer', 'TypedArray', 'DataView'], ticketKeys);
    }
    if (ticketKeys.byteLength !== 48) {
      throw new codes.ERR_INVALID_ARG_VALUE('options.ticketKeys', ticketKeys.byteLength, 'must be exactly 48 bytes');
    }
    context.setTicketKeys(ticketKeys);
  }
  if (sessionTimeout !== undefined && sessionTimeout !== null) {
    validateInt32(sessionTimeout, 'options.sessionTimeout', 0);
    context.setSessionTimeout(sessionTimeout);
  }
}

/** A native context, made of options. */
class SecureContext {
  /** @param {object} [options] */
  constructor(options = {}) {
    this.context = new native.SecureContext();
    configure(this.context, options);
  }
}

/**
 * @param {object} [options] https://nodejs.org/api/tls.html#tlscreatesecurecontextoptions
 * @returns {SecureContext}
 */
function createSecureContext(options) {
  if (options !== undefined && options !== null) validateObject(options, 'options');
  return new SecureContext(options ?? {});
}

module.exports = { createSecureContext, SecureContext, contextOptions };
