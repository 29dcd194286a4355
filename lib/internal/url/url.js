// The URL class. https://url.spec.whatwg.org/#url-class, https://nodejs.org/api/url.html#class-url
//
// A URL is its serialization and the places of its parts in it; attributes are slices. Parsing and setting are native.
'use strict';
const { cloneable } = require('internal/cloneable');
const native = binding('url');

const { defineProperties } = Object;

// Positions in what the parser fills in; see url::Parts.
const PROTOCOL_END = 0;
const USERNAME_END = 1;
const HOST_START = 2;
const HOST_END = 3;
const PATH_START = 4;
const SEARCH_START = 5;
const HASH_START = 6;
const FLAGS = 7;
const HAS_HOST = 1;
const HAS_PORT = 4;
const HAS_ORIGIN = 8;

// Attributes that can be set; see url::Attribute.
const PROTOCOL = 0;
const USERNAME = 1;
const PASSWORD = 2;
const HOST = 3;
const HOSTNAME = 4;
const PORT = 5;
const PATHNAME = 6;
const SEARCH = 7;
const HASH = 8;

/** What the parser last filled in. */
let places;

/** To the constructor: what follows is a serialization that was just parsed. */
const parsed = Symbol('parsed');

/** Sets the query of a URL without telling its searchParams, which asks for it. */
let setQuery;

/** `Symbol.for('nodejs.util.inspect.custom')`: how util.inspect shows a URL. */
const customInspect = Symbol.for('nodejs.util.inspect.custom');

/** Without the code in its text, unlike other coded errors: it is what the URL Standard has. */
function refuseUrl(input, base) {
  const error = new TypeError('Invalid URL');
  error.code = 'ERR_INVALID_URL';
  error.input = input;
  if (base !== undefined) error.base = base;
  return error;
}

function requireArgument(count) {
  if (count === 0) throw new (require('internal/errors').codes.ERR_MISSING_ARGS)('url');
}

/** Where the parts of one serialization begin and end. */
class Parts {
  constructor() {
    this.protocolEnd = places[PROTOCOL_END];
    this.usernameEnd = places[USERNAME_END];
    this.hostStart = places[HOST_START];
    this.hostEnd = places[HOST_END];
    this.pathStart = places[PATH_START];
    this.searchStart = places[SEARCH_START];
    this.hashStart = places[HASH_START];
    this.flags = places[FLAGS];
  }

  /** Puts them into `places`. */
  show() {
    places[PROTOCOL_END] = this.protocolEnd;
    places[USERNAME_END] = this.usernameEnd;
    places[HOST_START] = this.hostStart;
    places[HOST_END] = this.hostEnd;
    places[PATH_START] = this.pathStart;
    places[SEARCH_START] = this.searchStart;
    places[HASH_START] = this.hashStart;
    places[FLAGS] = this.flags;
  }
}

/** Parses into `places`; undefined where the input is no URL. */
function parse(input, base) {
  places ??= new Uint32Array(8);
  return native.parse(input, base, places);
}

class URL {
  #href;
  #parts;
  #searchParams = undefined;

  /**
   * @param {string} input
   * @param {string | URL} [base]
   * @throws {TypeError} ERR_INVALID_URL, ERR_MISSING_ARGS
   */
  constructor(input, base = undefined) {
    if (arguments.length === 0) requireArgument(0);
    let href;
    if (input === parsed) {
      href = base;
    } else {
      input = `${input}`;
      if (base !== undefined) base = `${base}`;
      href = parse(input, base);
      if (href === undefined) throw refuseUrl(input, base);
    }
    this.#href = href;
    this.#parts = new Parts();
  }

  static {
    setQuery = (url, text) => URL.#set(url, SEARCH, text);
  }

  /** Sets an attribute; what the standard refuses changes nothing. */
  static #set(url, attribute, value) {
    const text = `${value}`;
    url.#parts.show();
    url.#href = native.set(url.#href, attribute, text, places);
    url.#parts = new Parts();
  }

  #text() {
    return this.#href;
  }

  #search() {
    const { searchStart, hashStart } = this.#parts;
    // A '?' alone is an empty query.
    return hashStart - searchStart <= 1 ? '' : this.#href.slice(searchStart, hashStart);
  }

  /** Of one whose scheme has hosts. */
  #origin() {
    const { protocolEnd, hostStart, pathStart } = this.#parts;
    // Without a user name it is what stands before the path.
    if (hostStart === protocolEnd + 2) return this.#href.slice(0, pathStart);
    return `${this.#href.slice(0, protocolEnd + 2)}${this.#href.slice(hostStart, pathStart)}`;
  }

  #renewSearchParams() {
    if (this.#searchParams !== undefined) {
      require('internal/url/search_params').replacePairs(this.#searchParams, this.search);
    }
  }

  /** @returns {string} the serialization */
  toString() {
    return this.#text();
  }

  get href() {
    return this.#text();
  }

  set href(value) {
    const before = this.#href;
    value = `${value}`;
    const href = parse(value, undefined);
    if (href === undefined) throw refuseUrl(value);
    if (href === before) return;
    this.#href = href;
    this.#parts = new Parts();
    this.#renewSearchParams();
  }

  get origin() {
    if ((this.#parts.flags & HAS_ORIGIN) !== 0) return this.#origin();
    if (this.protocol !== 'blob:') return 'null';
    const inner = URL.parse(this.pathname);
    return inner !== null && (inner.protocol === 'http:' || inner.protocol === 'https:') ? inner.origin : 'null';
  }

  get protocol() {
    return this.#href.slice(0, this.#parts.protocolEnd);
  }

  set protocol(value) {
    URL.#set(this, PROTOCOL, value);
  }

  get username() {
    const { protocolEnd, usernameEnd } = this.#parts;
    return usernameEnd > protocolEnd + 2 ? this.#href.slice(protocolEnd + 2, usernameEnd) : '';
  }

  set username(value) {
    URL.#set(this, USERNAME, value);
  }

  get password() {
    const { usernameEnd, hostStart } = this.#parts;
    return hostStart > usernameEnd + 1 ? this.#href.slice(usernameEnd + 1, hostStart - 1) : '';
  }

  set password(value) {
    URL.#set(this, PASSWORD, value);
  }

  get host() {
    const { flags, hostStart, hostEnd, pathStart } = this.#parts;
    // Without a host, '/.' may stand before the path.
    return (flags & HAS_HOST) === 0 ? '' : this.#href.slice(hostStart, (flags & HAS_PORT) === 0 ? hostEnd : pathStart);
  }

  set host(value) {
    URL.#set(this, HOST, value);
  }

  get hostname() {
    return this.#href.slice(this.#parts.hostStart, this.#parts.hostEnd);
  }

  set hostname(value) {
    URL.#set(this, HOSTNAME, value);
  }

  get port() {
    const { flags, hostEnd, pathStart } = this.#parts;
    return (flags & HAS_PORT) === 0 ? '' : this.#href.slice(hostEnd + 1, pathStart);
  }

  set port(value) {
    URL.#set(this, PORT, value);
  }

  get pathname() {
    return this.#href.slice(this.#parts.pathStart, this.#parts.searchStart);
  }

  set pathname(value) {
    URL.#set(this, PATHNAME, value);
  }

  get search() {
    return this.#search();
  }

  set search(value) {
    URL.#set(this, SEARCH, value);
    this.#renewSearchParams();
  }

  get searchParams() {
    this.#searchParams ??= require('internal/url/search_params').forUrl(this, this.search, setQuery);
    return this.#searchParams;
  }

  get hash() {
    const { hashStart } = this.#parts;
    return this.#href.length - hashStart <= 1 ? '' : this.#href.slice(hashStart);
  }

  set hash(value) {
    URL.#set(this, HASH, value);
  }

  /** @returns {string} the serialization */
  toJSON() {
    return this.#text();
  }

  [customInspect](depth, options, inspect = require('util').inspect) {
    if (typeof depth === 'number' && depth < 0) return this;
    const shown = {};
    shown.href = this.href;
    shown.origin = this.origin;
    shown.protocol = this.protocol;
    shown.username = this.username;
    shown.password = this.password;
    shown.host = this.host;
    shown.hostname = this.hostname;
    shown.port = this.port;
    shown.pathname = this.pathname;
    shown.search = this.search;
    shown.searchParams = this.searchParams;
    shown.hash = this.hash;
    return `${this.constructor?.name ?? 'URL'} ${inspect(shown, options)}`;
  }

  /**
   * @param {string} input
   * @param {string | URL} [base]
   * @returns {URL | null} null where it is no URL
   * @throws {TypeError} ERR_MISSING_ARGS
   */
  static parse(input, base = undefined) {
    if (arguments.length === 0) requireArgument(0);
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    const href = parse(input, base);
    return href === undefined ? null : new URL(parsed, href);
  }

  /**
   * @param {string} input
   * @param {string | URL} [base]
   * @returns {boolean}
   * @throws {TypeError} ERR_MISSING_ARGS
   */
  static canParse(input, base = undefined) {
    if (arguments.length === 0) requireArgument(0);
    return native.canParse(`${input}`, base === undefined ? undefined : `${base}`);
  }

  /**
   * Registers a blob under a URL of this process. https://w3c.github.io/FileAPI/#dfn-createObjectURL
   * @param {Blob} obj
   * @returns {string} `blob:nodedata:...`
   * @throws {TypeError} ERR_INVALID_ARG_TYPE
   */
  static createObjectURL(obj) {
    return require('internal/blob/urls').createObjectURL(obj);
  }

  /**
   * Forgets a URL made by createObjectURL; others are ignored.
   * @param {string} url
   * @throws {TypeError} ERR_MISSING_ARGS
   */
  static revokeObjectURL(url) {
    if (arguments.length === 0) requireArgument(0);
    require('internal/blob/urls').revokeObjectURL(`${url}`);
  }
}

const shown = { __proto__: null, enumerable: true };
defineProperties(URL.prototype, {
  [Symbol.toStringTag]: { __proto__: null, configurable: true, value: 'URL' },
  toString: shown,
  href: shown,
  origin: shown,
  protocol: shown,
  username: shown,
  password: shown,
  host: shown,
  hostname: shown,
  port: shown,
  pathname: shown,
  search: shown,
  searchParams: shown,
  hash: shown,
  toJSON: shown,
  [cloneable]: { __proto__: null, value: false },
});
defineProperties(URL, {
  parse: shown,
  canParse: shown,
  createObjectURL: shown,
  revokeObjectURL: shown,
});

/** @returns {boolean} whether the value is a URL, of this class or one that behaves alike */
function isURL(value) {
  return value instanceof URL ||
    Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

module.exports = { URL, isURL };
