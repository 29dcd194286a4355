// X.509 certificates. https://nodejs.org/api/crypto.html#class-x509certificate
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS } } = require('internal/errors');
const { validateBoolean, validateObject, validateString } = require('internal/validators');
const { cloneable } = require('internal/cloneable');
const { PRIVATE, PUBLIC } = require('internal/crypto/key_formats');
const { handleOf: handleOfKey, makeKeyObject } = require('internal/crypto/keys');
const native = binding('crypto');

const { isView } = ArrayBuffer;
const { X509Handle } = native;
const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

// Fields of X509Handle.text.
const SUBJECT = 0;
const ISSUER = 1;
const ALTERNATIVE_NAMES = 2;
const INFORMATION_ACCESS = 3;
const VALID_FROM = 4;
const VALID_TO = 5;
const SHA1 = 6;
const SHA256 = 7;
const SHA512 = 8;
const SERIAL = 9;
const ALGORITHM = 10;
const ALGORITHM_ID = 11;

// X509_CHECK_FLAG_*
const ALWAYS_CHECK_SUBJECT = 0x1;
const NO_WILDCARDS = 0x2;
const NO_PARTIAL_WILDCARDS = 0x4;
const MULTI_LABEL_WILDCARDS = 0x8;
const SINGLE_LABEL_SUBDOMAINS = 0x10;
const NEVER_CHECK_SUBJECT = 0x20;

/** Given to the constructor with a handle that is filled already. */
const filled = Symbol('filled');

function invalidName() {
  const error = new ERR_INVALID_ARG_VALUE('name', '');
  error.message = 'Invalid name';
  return error;
}

function subjectFlag(options) {
  const { subject = 'default' } = options;
  validateString(subject, 'options.subject');
  switch (subject) {
    case 'default': return 0;
    case 'always': return ALWAYS_CHECK_SUBJECT;
    case 'never': return NEVER_CHECK_SUBJECT;
    default: throw new ERR_INVALID_ARG_VALUE('options.subject', subject);
  }
}

function flagOf(options, name, otherwise, flag) {
  const value = options[name];
  if (value === undefined) return 0;
  validateBoolean(value, `options.${name}`);
  return value === otherwise ? 0 : flag;
}

/** The native handle of a certificate; undefined for any other value. */
let handleOf;
/** What has been asked for already. */
let remember;

/** A certificate, of which everything is read when it is asked for. */
class X509Certificate {
  #handle;
  /** @type {Map<string, any>} */
  #known = new Map();
  #issuer;

  /** @param {string | ArrayBufferView} buffer PEM or DER */
  constructor(buffer) {
    if (arguments[1] === filled) {
      this.#handle = buffer;
      this.#issuer = arguments[2];
      return;
    }
    if (typeof buffer === 'string') buffer = require('buffer').Buffer.from(buffer);
    if (!isView(buffer)) {
      throw new ERR_INVALID_ARG_TYPE('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], buffer);
    }
    this.#handle = new X509Handle();
    this.#handle.read(buffer);
  }

  static {
    handleOf = (value) => (typeof value === 'object' && value !== null && #handle in value ? value.#handle : undefined);
    remember = (certificate, name, make) => {
      const handle = own(certificate);
      const known = certificate.#known;
      if (!known.has(name)) known.set(name, make(handle));
      return known.get(name);
    };
  }

  /** @returns {string} a line for each part */
  get subject() { return field(this, SUBJECT); }

  /** @returns {string | undefined} */
  get subjectAltName() { return field(this, ALTERNATIVE_NAMES); }

  /** @returns {string} a line for each part */
  get issuer() { return field(this, ISSUER); }

  /** @returns {X509Certificate | undefined} of a certificate that a peer has shown with its chain */
  get issuerCertificate() {
    own(this);
    return this.#issuer;
  }

  /** @returns {string | undefined} */
  get infoAccess() { return field(this, INFORMATION_ACCESS); }

  /** @returns {string} */
  get validFrom() { return field(this, VALID_FROM); }

  /** @returns {string} */
  get validTo() { return field(this, VALID_TO); }

  /** @returns {Date} */
  get validFromDate() { return remember(this, 'validFromDate', (handle) => new Date(handle.validFrom())); }

  /** @returns {Date} */
  get validToDate() { return remember(this, 'validToDate', (handle) => new Date(handle.validTo())); }

  /** @returns {string} SHA-1 */
  get fingerprint() { return field(this, SHA1); }

  /** @returns {string} SHA-256 */
  get fingerprint256() { return field(this, SHA256); }

  /** @returns {string} SHA-512 */
  get fingerprint512() { return field(this, SHA512); }

  /** @returns {string[] | undefined} object ids of the extended usages */
  get keyUsage() { return remember(this, 'keyUsage', (handle) => handle.usages()); }

  /** @returns {string} */
  get serialNumber() { return field(this, SERIAL); }

  /** @returns {string | undefined} */
  get signatureAlgorithm() { return field(this, ALGORITHM); }

  /** @returns {string} */
  get signatureAlgorithmOid() { return field(this, ALGORITHM_ID); }

  /** @returns {Buffer} DER */
  get raw() { return remember(this, 'raw', (handle) => require('buffer').Buffer.from(handle.raw())); }

  /** @returns {PublicKeyObject} @throws {Error} OpenSSL's */
  get publicKey() {
    return remember(this, 'publicKey', (handle) => {
      const key = new native.KeyHandle();
      handle.publicKey(key);
      return makeKeyObject(key);
    });
  }

  /** @returns {string} PEM */
  toString() { return remember(this, 'pem', (handle) => handle.pem()); }

  /** @returns {string} PEM */
  toJSON() { return this.toString(); }

  /** @returns {boolean} whether it may sign other certificates */
  get ca() { return remember(this, 'ca', (handle) => handle.isAuthority()); }

  /**
   * @param {string} name of a host
   * @param {{ subject?: 'default' | 'always' | 'never', wildcards?: boolean, partialWildcards?: boolean,
   *   multiLabelWildcards?: boolean, singleLabelSubdomains?: boolean }} [options]
   * @returns {string | undefined} the certificate's name for the host
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  checkHost(name, options = undefined) {
    const handle = own(this);
    validateString(name, 'name');
    let flags = 0;
    if (options !== undefined) {
      validateObject(options, 'options');
      flags = subjectFlag(options) | flagOf(options, 'wildcards', true, NO_WILDCARDS) |
        flagOf(options, 'partialWildcards', true, NO_PARTIAL_WILDCARDS) |
        flagOf(options, 'multiLabelWildcards', false, MULTI_LABEL_WILDCARDS) |
        flagOf(options, 'singleLabelSubdomains', false, SINGLE_LABEL_SUBDOMAINS);
    }
    const matched = handle.checkHost(name, flags);
    if (matched === false) throw invalidName();
    return matched;
  }

  /**
   * @param {string} email
   * @param {{ subject?: 'default' | 'always' | 'never' }} [options]
   * @returns {string | undefined} email
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  checkEmail(email, options = undefined) {
    const handle = own(this);
    validateString(email, 'email');
    let flags = 0;
    if (options !== undefined) {
      validateObject(options, 'options');
      flags = subjectFlag(options);
    }
    const outcome = handle.checkEmail(email, flags);
    if (outcome < 0) throw invalidName();
    return outcome === 1 ? email : undefined;
  }

  /**
   * @param {string} ip
   * @returns {string | undefined} ip
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  checkIP(ip) {
    const handle = own(this);
    validateString(ip, 'ip');
    const outcome = handle.checkIp(ip);
    if (outcome < 0) throw invalidName();
    return outcome === 1 ? ip : undefined;
  }

  /**
   * @param {X509Certificate} otherCert
   * @returns {boolean} whether it says that it was issued by the other one
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  checkIssued(otherCert) {
    const handle = own(this);
    const other = handleOf(otherCert);
    if (other === undefined) throw new ERR_INVALID_ARG_TYPE('otherCert', 'X509Certificate', otherCert);
    return handle.checkIssued(other);
  }

  /**
   * @param {KeyObject} pkey private
   * @returns {boolean} whether the key belongs to the certificate
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  checkPrivateKey(pkey) {
    return own(this).checkPrivateKey(keyOf(pkey, PRIVATE));
  }

  /**
   * @param {KeyObject} pkey public
   * @returns {boolean} whether the certificate was signed by its private half; nothing else is checked
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  verify(pkey) {
    return own(this).verify(keyOf(pkey, PUBLIC));
  }

  /** @returns {object} https://nodejs.org/api/tls.html#certificate-object */
  toLegacyObject() {
    return require('internal/tls/certificate').toCertificate(own(this).legacy());
  }

  [inspectCustom](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const shown = {};
    for (const name of shownFields) shown[name] = this[name];
    return `X509Certificate ${inspect(shown, { ...options, depth: options.depth === null ? null : options.depth - 1 })}`;
  }
}

const shownFields = [
  'subject', 'subjectAltName', 'issuer', 'infoAccess', 'validFrom', 'validTo', 'validFromDate', 'validToDate',
  'fingerprint', 'fingerprint256', 'fingerprint512', 'keyUsage', 'serialNumber', 'signatureAlgorithm',
  'signatureAlgorithmOid',
];

Object.defineProperty(X509Certificate.prototype, cloneable, {
  __proto__: null,
  value() { return ['X509Certificate', own(this).toParcel()]; },
});

function own(certificate) {
  const handle = handleOf(certificate);
  if (handle === undefined) throw new ERR_INVALID_THIS('X509Certificate');
  return handle;
}

function field(certificate, number) {
  return remember(certificate, number, (handle) => handle.text(number));
}

function keyOf(pkey, kind) {
  const key = handleOfKey(pkey);
  if (key === undefined) throw new ERR_INVALID_ARG_TYPE('pkey', 'KeyObject', pkey);
  if (key.kind() !== kind) throw new ERR_INVALID_ARG_VALUE('pkey', pkey);
  return key;
}

/**
 * @param {object} handle a native X509Handle that is filled
 * @param {X509Certificate} [issuer]
 * @returns {X509Certificate}
 */
function makeCertificate(handle, issuer = undefined) {
  return new X509Certificate(handle, filled, issuer);
}

/** A certificate from a message. */
function revive(parcel) {
  const handle = new X509Handle();
  handle.open(parcel);
  return makeCertificate(handle);
}

module.exports = { X509Certificate, X509Handle, makeCertificate, revive };
