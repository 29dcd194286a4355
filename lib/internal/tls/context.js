// tls.createSecureContext. https://nodejs.org/api/tls.html#tlscreatesecurecontextoptions
'use strict';

const native = binding('tls');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { validateString, validateInteger, validateInt32, validateOneOf } = require('internal/validators');

const kDefaultCiphers =
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:' +
  'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:' +
  'ECDHE-ECDSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:' +
  'ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA256:' +
  'HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!SRP:!CAMELLIA';

/** What programs may change for all contexts that say nothing of it. */
const defaults = {
  DEFAULT_CIPHERS: kDefaultCiphers,
  DEFAULT_ECDH_CURVE: 'auto',
  DEFAULT_MIN_VERSION: 'TLSv1.2',
  DEFAULT_MAX_VERSION: 'TLSv1.3',
};

const versions = { '__proto__': null, 'TLSv1': 0x301, 'TLSv1.1': 0x302, 'TLSv1.2': 0x303, 'TLSv1.3': 0x304 };

/** Old names of OpenSSL's methods: [minimum, maximum]. */
const methods = {
  __proto__: null,
  TLS_method: [0x301, 0x304], TLS_client_method: [0x301, 0x304], TLS_server_method: [0x301, 0x304],
  SSLv23_method: [0, 0x303], SSLv23_client_method: [0, 0x303], SSLv23_server_method: [0, 0x303],
  TLSv1_method: [0x301, 0x301], TLSv1_client_method: [0x301, 0x301], TLSv1_server_method: [0x301, 0x301],
  TLSv1_1_method: [0x302, 0x302], TLSv1_1_client_method: [0x302, 0x302], TLSv1_1_server_method: [0x302, 0x302],
  TLSv1_2_method: [0x303, 0x303], TLSv1_2_client_method: [0x303, 0x303], TLSv1_2_server_method: [0x303, 0x303],
};

function versionOf(name, otherwise, code) {
  const text = name ?? otherwise;
  const version = versions[text];
  if (version === undefined) throw new codes.ERR_TLS_INVALID_PROTOCOL_VERSION(text, code);
  return version;
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
    const range = methods[secureProtocol];
    if (range === undefined) throw new codes.ERR_TLS_INVALID_PROTOCOL_METHOD(`Unknown method: ${secureProtocol}`);
    context.setVersions(range[0], range[1]);
    return;
  }
  context.setVersions(versionOf(minVersion, defaults.DEFAULT_MIN_VERSION, 'minimum'),
                      versionOf(maxVersion, defaults.DEFAULT_MAX_VERSION, 'maximum'));
}

/** PEM or DER as bytes; `name` for the error. */
function toBytes(value, name) {
  if (typeof value === 'string') return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new codes.ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
}

function listOf(value) {
  if (value === undefined || value === null || value === false) return [];
  return Array.isArray(value) ? value.flat() : [value];
}

function setKeys(context, options) {
  const { passphrase } = options;
  for (const key of listOf(options.key)) {
    const isPair = key !== null && typeof key === 'object' && !ArrayBuffer.isView(key) && key.pem !== undefined;
    const phrase = isPair && key.passphrase !== undefined ? key.passphrase : passphrase;
    if (phrase !== undefined && phrase !== null) validateString(phrase, 'options.passphrase');
    context.setKey(toBytes(isPair ? key.pem : key, 'options.key'), phrase ?? undefined);
  }
}

function setArchives(context, options) {
  for (const archive of listOf(options.pfx)) {
    const isPair = archive !== null && typeof archive === 'object' && !ArrayBuffer.isView(archive) &&
      archive.buf !== undefined;
    const phrase = (isPair ? archive.passphrase : undefined) ?? options.passphrase;
    context.setPkcs12(toBytes(isPair ? archive.buf : archive, 'options.pfx'), phrase ?? undefined);
  }
}

function setCiphers(context, options) {
  const list = options.ciphers ?? defaults.DEFAULT_CIPHERS;
  validateString(list, 'options.ciphers');
  // TLS 1.3's suites have a list of their own.
  const suites = [];
  const others = [];
  for (const name of list.split(':')) {
    if (name === '') continue;
    if (name.startsWith('TLS_')) suites.push(name);
    else others.push(name);
  }
  if (suites.length > 0) context.setCipherSuites(suites.join(':'));
  else if (list !== '' && options.ciphers) context.setCipherSuites('');
  if (others.length > 0) context.setCiphers(others.join(':'));
}

function configure(context, options) {
  setVersions(context, options);
  // The certificate before the key: OpenSSL checks that they belong together when the key comes.
  const authorities = listOf(options.ca);
  if (authorities.length > 0) {
    for (const authority of authorities) context.addAuthority(toBytes(authority, 'options.ca'));
  } else {
    context.addDefaultAuthorities();
    addExtraAuthorities(context);
  }
  for (const certificate of listOf(options.cert)) context.setCertificate(toBytes(certificate, 'options.cert'));
  setKeys(context, options);
  if (options.sigalgs !== undefined && options.sigalgs !== null) {
    validateString(options.sigalgs, 'options.sigalgs');
    if (options.sigalgs === '') throw new codes.ERR_INVALID_ARG_VALUE('options.sigalgs', options.sigalgs);
    context.setSignatureAlgorithms(options.sigalgs);
  }
  setCiphers(context, options);
  const curve = options.ecdhCurve ?? defaults.DEFAULT_ECDH_CURVE;
  validateString(curve, 'options.ecdhCurve');
  if (curve !== 'auto') context.setGroups(curve);
  if (options.dhparam === 'auto') context.setDhAuto();
  for (const list of listOf(options.crl)) context.addRevocations(toBytes(list, 'options.crl'));
  if (options.sessionIdContext !== undefined && options.sessionIdContext !== null) {
    validateString(options.sessionIdContext, 'options.sessionIdContext');
    context.setSessionIdContext(options.sessionIdContext);
  }
  setArchives(context, options);
  if (options.allowPartialTrustChain) context.allowPartialTrustChain();
  if (options.sessionTimeout !== undefined && options.sessionTimeout !== null) {
    validateInt32(options.sessionTimeout, 'options.sessionTimeout', 0);
    context.setSessionTimeout(options.sessionTimeout);
  }
  let { secureOptions = 0 } = options;
  if (secureOptions) validateInteger(secureOptions, 'options.secureOptions');
  // SSL_OP_CIPHER_SERVER_PREFERENCE
  if (options.honorCipherOrder) secureOptions += 0x400000;
  if (secureOptions) context.setOptions(secureOptions);
}

/** NODE_EXTRA_CA_CERTS: a file of further authorities. */
function addExtraAuthorities(context) {
  const path = require('process').env.NODE_EXTRA_CA_CERTS;
  if (!path) return;
  try {
    context.addAuthority(require('fs').readFileSync(path));
  } catch (error) {
    require('process').emitWarning(`Ignoring extra certs from \`${path}\`, load failed: ${error.message}`);
  }
}

/** A native context and the options that it was made of. */
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
  if (options?.clientCertEngine !== undefined || options?.privateKeyEngine !== undefined) {
    throw new codes.ERR_CRYPTO_CUSTOM_ENGINE_NOT_SUPPORTED();
  }
  validateOneOf(typeof (options ?? {}), 'options', ['object']);
  return new SecureContext(options ?? {});
}

module.exports = { createSecureContext, SecureContext, defaults };
