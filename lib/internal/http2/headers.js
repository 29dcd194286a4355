// Header fields: as programs write them, as the native session takes them, and back.
// https://nodejs.org/api/http2.html#headers-object
'use strict';

const { codes } = require('internal/errors');
const { isToken } = require('internal/http/tokens');

/** On a headers object: names that HPACK must not index. https://nodejs.org/api/http2.html#http2sensitiveheaders */
const kSensitive = Symbol('sensitiveHeaders');

/** Fields of which there is only one. https://nodejs.org/api/http2.html#headers-object */
const singles = new Set([
  ':status', ':method', ':authority', ':scheme', ':path', ':protocol', 'access-control-allow-credentials',
  'access-control-max-age', 'access-control-request-method', 'age', 'authorization', 'content-encoding',
  'content-language', 'content-length', 'content-location', 'content-md5', 'content-range', 'content-type', 'date',
  'dnt', 'etag', 'expires', 'from', 'host', 'if-match', 'if-modified-since', 'if-none-match', 'if-range',
  'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'range', 'referer',
  'retry-after', 'tk', 'upgrade-insecure-requests', 'user-agent', 'x-content-type-options',
]);

/** Fields that belong to an HTTP/1 connection. RFC 9113 8.2.2. */
const connectionFields = new Set([
  'connection', 'upgrade', 'http2-settings', 'keep-alive', 'proxy-connection', 'transfer-encoding',
]);

const requestPseudo = new Set([':status', ':method', ':authority', ':scheme', ':path', ':protocol']);
const responsePseudo = new Set([':status']);
const noPseudo = new Set();

/** What a byte can't hold, and what separates fields on their way to the native session. */
const notLatin1 = /[\0\u0100-\uffff]/;

/** A character as its low byte, which the peer refuses where no field may hold it; never the separator. */
function lowBytes(text) {
  let bytes = '';
  for (let i = 0; i < text.length; i++) bytes += String.fromCharCode((text.charCodeAt(i) & 0xff) || 1);
  return bytes;
}

/** Gathers fields into the text that the native session takes: pseudo-header fields first. */
class FieldWriter {
  #pseudo = '';
  #regular = '';
  #allowed;
  #isStrict;
  #sensitive;
  #seen = new Set();

  /**
   * @param {Set<string>} allowed pseudo-header fields
   * @param {boolean} isStrict whether a single field may be there once only
   * @param {string[] | undefined} sensitive
   */
  constructor(allowed, isStrict, sensitive) {
    this.#allowed = allowed;
    this.#isStrict = isStrict;
    if (sensitive !== undefined) {
      if (!Array.isArray(sensitive)) {
        throw new codes.ERR_INVALID_ARG_VALUE('headers[http2.neverIndex]', sensitive);
      }
      this.#sensitive = new Set();
      for (let i = 0; i < sensitive.length; i++) this.#sensitive.add(String(sensitive[i]).toLowerCase());
    }
  }

  /**
   * @param {string} name of any case
   * @param {unknown} value one value, or an array of them
   */
  add(name, value) {
    if (value === undefined || value === null || name === '') return;
    const key = name.toLowerCase();
    const isSingle = this.#isStrict && singles.has(key);
    if (Array.isArray(value)) {
      if (value.length === 0) return;
      if (value.length === 1) {
        value = value[0];
        if (value === undefined || value === null) return;
      } else if (isSingle) {
        throw new codes.ERR_HTTP2_HEADER_SINGLE_VALUE(key);
      }
    }
    if (isSingle) {
      if (this.#seen.has(key)) throw new codes.ERR_HTTP2_HEADER_SINGLE_VALUE(key);
      this.#seen.add(key);
    }
    if (key.charCodeAt(0) === 58) {
      if (!this.#allowed.has(key)) throw new codes.ERR_HTTP2_INVALID_PSEUDOHEADER(key);
      this.#pseudo += this.#line(key, String(value));
      return;
    }
    if (!isToken(key)) throw new codes.ERR_INVALID_HTTP_TOKEN('Header name', key);
    if (connectionFields.has(key) || (key === 'te' && value !== 'trailers')) {
      throw new codes.ERR_HTTP2_INVALID_CONNECTION_HEADERS(key);
    }
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) this.#regular += this.#line(key, String(value[i]));
    } else {
      this.#regular += this.#line(key, String(value));
    }
  }

  #line(name, value) {
    if (notLatin1.test(value)) value = lowBytes(value);
    const isSensitive = this.#sensitive !== undefined && this.#sensitive.has(name);
    return `${isSensitive ? '1' : '0'}${name}\0${value}\0`;
  }

  /** @returns {string} */
  finish() {
    return this.#pseudo + this.#regular;
  }
}

/**
 * @param {object | string[]} headers
 * @param {Set<string>} allowed
 * @param {boolean} [isStrict]
 * @returns {string} as Http2SessionBinding takes fields
 * @throws {TypeError} for what HTTP/2 doesn't allow
 */
function toFields(headers, allowed, isStrict = true) {
  const writer = new FieldWriter(allowed, isStrict, headers[kSensitive]);
  if (Array.isArray(headers)) {
    for (let i = 0; i < headers.length; i += 2) writer.add(String(headers[i]), headers[i + 1]);
  } else {
    const names = Object.keys(headers);
    for (let i = 0; i < names.length; i++) writer.add(names[i], headers[names[i]]);
  }
  return writer.finish();
}

function addField(headers, name, value) {
  const known = headers[name];
  if (name === ':status') value = Number(value);
  if (known === undefined) {
    headers[name] = name === 'set-cookie' ? [value] : value;
    return;
  }
  if (singles.has(name)) return;
  if (name === 'cookie') headers[name] = `${known}; ${value}`;
  else if (name === 'set-cookie') known.push(value);
  else headers[name] = `${known}, ${value}`;
}

/**
 * @param {string[]} pairs names and values in turn, as received
 * @param {string[]} [sensitive] names
 * @returns {object} without a prototype
 */
function fromPairs(pairs, sensitive = []) {
  const headers = Object.create(null);
  for (let i = 0; i < pairs.length; i += 2) addField(headers, pairs[i], pairs[i + 1]);
  headers[kSensitive] = sensitive;
  return headers;
}

/**
 * What was sent, of headers that were given as a raw array.
 * @param {string[]} pairs
 * @returns {object} without a prototype; names as they were written
 */
function fromRaw(pairs) {
  const headers = Object.create(null);
  for (let i = 0; i < pairs.length; i += 2) {
    const name = pairs[i];
    const known = headers[name];
    if (known === undefined) headers[name] = pairs[i + 1];
    else if (Array.isArray(known)) known.push(pairs[i + 1]);
    else headers[name] = [known, pairs[i + 1]];
  }
  if (pairs[kSensitive] !== undefined) headers[kSensitive] = pairs[kSensitive];
  return headers;
}

/**
 * @param {string[]} pairs
 * @param {string} name in lower case
 * @returns {string | undefined} the first value of that name, of any case
 */
function findRaw(pairs, name) {
  for (let i = 0; i < pairs.length; i += 2) {
    if (typeof pairs[i] === 'string' && pairs[i].length === name.length && pairs[i].toLowerCase() === name) {
      return pairs[i + 1];
    }
  }
  return undefined;
}

/** A copy without a prototype, its own properties and the list of sensitive names only. */
function copyHeaders(headers) {
  return Object.assign(Object.create(null), headers);
}

/** @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE */
function requireHeaders(headers, allowsArray) {
  if (headers === undefined) return;
  if (headers === null || typeof headers !== 'object' || (Array.isArray(headers) && !allowsArray)) {
    throw new codes.ERR_INVALID_ARG_TYPE('headers', allowsArray ? ['Array', 'Object'] : 'Object', headers);
  }
  if (Array.isArray(headers) && headers.length % 2 !== 0) {
    throw new codes.ERR_INVALID_ARG_VALUE('headers', headers);
  }
}

module.exports = {
  kSensitive, connectionFields, requestPseudo, responsePseudo, noPseudo, toFields, fromPairs, fromRaw, findRaw, copyHeaders,
  requireHeaders,
};
