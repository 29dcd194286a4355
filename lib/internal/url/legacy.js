// The older URL API: url.parse, format and resolve. https://nodejs.org/api/url.html#legacy-url-api
//
// It predates the URL Standard and stays as it is: programs depend on what it makes of malformed input, too.
'use strict';
const { codes } = require('internal/errors');
const { validateString } = require('internal/validators');

/** Schemes that have a '//' and a host, which may be written without either. */
const slashed = new Set(['http', 'https', 'ftp', 'gopher', 'file', 'ws', 'wss']);

const schemePattern = /^[a-z0-9.+-]+:/i;
const portPattern = /:[0-9]*$/;
const credentialsPattern = /^\/\/[^@/]+@[^@/]+/;
/** A path and perhaps a query, nothing else. */
const plainPathPattern = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/;
const maxHostLength = 255;

// What a character means for where a host ends.
const END = 1;
const AT = 2;
const DROPPED = 3;
const AFTER_HOST = 4;

/** By its code, what an ASCII character means for that; those that must be escaped end a host, too. */
const roles = new Uint8Array(128);
for (const character of ' "%\';<>\\^`{|}') roles[character.charCodeAt(0)] = AFTER_HOST;
for (const character of '\t\n\r') roles[character.charCodeAt(0)] = DROPPED;
for (const character of '/?#') roles[character.charCodeAt(0)] = END;
roles[64] = AT;
const escapes = /[\t\n\r "'<>\\^`{|}]/g;
const needsEscape = /[\t\n\r "'<>\\^`{|}]/;
/** What no host name has. */
const forbiddenInHost = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
const forbiddenInAddress = /[\0\t\n\r #%/<>?@\\^|]/;

let portWarned = false;

function isSlashed(protocol) {
  if (!protocol) return false;
  return slashed.has(protocol.endsWith(':') ? protocol.slice(0, -1) : protocol);
}

/** javascript: is code, and never escaped. */
function isScript(protocol) {
  return protocol === 'javascript' || protocol === 'javascript:';
}

function isSpace(code) {
  return code <= 32 || code === 160 || code === 65279;
}

function Url() {
  this.protocol = null;
  this.slashes = null;
  this.auth = null;
  this.host = null;
  this.port = null;
  this.hostname = null;
  this.hash = null;
  this.search = null;
  this.query = null;
  this.pathname = null;
  this.path = null;
  this.href = null;
}

/** Without surrounding white space and control characters, and with backslashes before the query as slashes. */
function clean(url) {
  let start = 0;
  let end = url.length;
  while (start < end && isSpace(url.charCodeAt(start))) start++;
  while (end > start && isSpace(url.charCodeAt(end - 1))) end--;
  url = url.slice(start, end);
  if (!url.includes('\\')) return url;
  const query = url.search(/[?#]/);
  return query === -1 ? url.replaceAll('\\', '/') : url.slice(0, query).replaceAll('\\', '/') + url.slice(query);
}

function hasAtBeforeQuery(text) {
  const at = text.indexOf('@');
  if (at === -1) return false;
  const query = text.indexOf('?');
  return query === -1 || at < query;
}

/**
 * Parses into this object.
 * @param {string} url
 * @param {boolean} [parseQueryString] whether `query` is an object
 * @param {boolean} [slashesDenoteHost] whether a host follows '//' without a scheme
 * @returns {this}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_URL
 * @throws {URIError} for malformed credentials
 */
Url.prototype.parse = function parse(url, parseQueryString, slashesDenoteHost) {
  validateString(url, 'url');
  let rest = clean(url);

  if (!slashesDenoteHost && !rest.includes('#') && !hasAtBeforeQuery(rest)) {
    const plain = plainPathPattern.exec(rest);
    if (plain !== null) {
      this.path = rest;
      this.href = rest;
      this.pathname = plain[1];
      if (plain[2]) {
        this.search = plain[2];
        this.query = plain[2].slice(1);
        if (parseQueryString) this.query = require('querystring').parse(this.query);
      } else if (parseQueryString) {
        this.search = null;
        this.query = { __proto__: null };
      }
      return this;
    }
  }

  let protocol = schemePattern.exec(rest);
  let hasHost = false;  // although no '//' says so; as Node has it, that depends on the scheme's case
  if (protocol !== null) {
    rest = rest.slice(protocol[0].length);
    hasHost = !isSlashed(protocol[0]);
    protocol = protocol[0].toLowerCase();
    this.protocol = protocol;
  }
  const script = isScript(protocol);
  let slashes = false;
  if (slashesDenoteHost || protocol !== null || credentialsPattern.test(rest)) {
    slashes = rest.startsWith('//');
    if (slashes && !script) {
      rest = rest.slice(2);
      this.slashes = true;
    }
  }
  if (!script && (slashes || hasHost)) rest = takeAuthority(this, rest, url);
  if (!script && needsEscape.test(rest)) rest = rest.replace(escapes, encodeURIComponent).replaceAll("'", '%27');

  const hash = rest.indexOf('#');
  if (hash !== -1) {
    this.hash = rest.slice(hash);
    rest = rest.slice(0, hash);
  }
  const question = rest.indexOf('?');
  if (question !== -1) {
    this.search = rest.slice(question);
    this.query = rest.slice(question + 1);
    if (parseQueryString) this.query = require('querystring').parse(this.query);
    rest = rest.slice(0, question);
  } else if (parseQueryString) {
    this.search = null;
    this.query = { __proto__: null };
  }
  if (rest.length > 0) this.pathname = rest;
  if (isSlashed(protocol) && this.hostname && !this.pathname) this.pathname = '/';
  if (this.pathname || this.search) this.path = `${this.pathname || ''}${this.search || ''}`;
  this.href = this.format();
  return this;
};

/**
 * Takes credentials, host and port off the front.
 * @param {Url} target
 * @param {string} rest what follows the scheme and '//'
 * @param {string} url the whole, for errors
 * @returns {string} the path and what follows it
 */
function takeAuthority(target, rest, url) {
  let at = -1;
  let end = -1;  // of the host
  let i = 0;
  for (; i < rest.length; i++) {
    const code = rest.charCodeAt(i);
    const role = code < 128 ? roles[code] : 0;
    if (role === 0) continue;
    if (role === END) break;
    if (role === AT) {
      at = i;
      end = -1;
    } else if (role === DROPPED) {
      rest = rest.slice(0, i) + rest.slice(i + 1);
      i--;
    } else if (end === -1) {
      end = i;
    }
  }
  if (end === -1) end = i;
  if (at !== -1) {
    const auth = rest.slice(0, at);
    target.auth = auth.includes('%') ? decodeURIComponent(auth) : auth;
  }
  target.host = rest.slice(at + 1, end);
  rest = rest.slice(end);
  target.parseHost();

  let hostname = typeof target.hostname === 'string' ? target.hostname : '';
  const address = hostname.length > 0 && hostname[0] === '[' && hostname[hostname.length - 1] === ']';
  if (!address) {
    const colon = hostname.indexOf(':');
    if (colon !== -1) {
      warnOfPort(url);
      rest = `/${hostname.slice(colon)}${rest}`;
      hostname = hostname.slice(0, colon);
    }
  }
  hostname = hostname.length > maxHostLength ? '' : hostname.toLowerCase();
  if (hostname !== '') {
    if (address) {
      if (forbiddenInAddress.test(hostname)) throw new codes.ERR_INVALID_URL(url);
    } else {
      hostname = toASCII(hostname);
      if (hostname === '' || forbiddenInHost.test(hostname)) throw new codes.ERR_INVALID_URL(url);
    }
  }
  target.hostname = hostname;
  target.host = hostname + (target.port ? `:${target.port}` : '');
  if (address) {
    target.hostname = hostname.slice(1, -1);
    if (rest[0] !== '/') rest = `/${rest}`;
  }
  return rest;
}

function toASCII(hostname) {
  for (let i = 0; i < hostname.length; i++) {
    if (hostname.charCodeAt(i) > 127) return binding('url').toASCII(hostname);
  }
  return hostname;
}

function warnOfPort(url) {
  if (portWarned) return;
  portWarned = true;
  require('process').emitWarning(`The URL ${url} is invalid. Future versions of Node.js will throw an error.`,
                                 'DeprecationWarning', 'DEP0170');
}

/** Splits the port off `host`, into `port` and `hostname`. */
Url.prototype.parseHost = function parseHost() {
  let { host } = this;
  const port = portPattern.exec(host);
  if (port !== null) {
    if (port[0] !== ':') this.port = port[0].slice(1);
    host = host.slice(0, host.length - port[0].length);
  }
  if (host) this.hostname = host;
};

/** Credentials as they stand in a URL: a ':' between name and password stays. */
function encodeAuth(auth) {
  if (/^[A-Za-z0-9:._~-]*$/.test(auth)) return auth;
  return require('querystring').escape(auth).replaceAll('%3A', ':');
}

/** @returns {string} the URL that the properties make */
Url.prototype.format = function format() {
  let protocol = this.protocol || '';
  let pathname = this.pathname || '';
  let hash = this.hash || '';
  let search = this.search;
  const auth = this.auth ? `${encodeAuth(this.auth)}@` : '';
  let host = '';
  if (this.host) {
    host = auth + this.host;
  } else if (this.hostname) {
    const address = this.hostname.includes(':') && !/^\[.*\]$/.test(this.hostname);
    host = auth + (address ? `[${this.hostname}]` : this.hostname) + (this.port ? `:${this.port}` : '');
  }
  const { query } = this;
  const text = query !== null && typeof query === 'object' ? require('querystring').stringify(query) : '';
  if (!search) search = text ? `?${text}` : '';
  if (protocol && !protocol.endsWith(':')) protocol += ':';
  if (pathname.includes('?')) pathname = pathname.replaceAll('?', '%3F');
  if (pathname.includes('#')) pathname = pathname.replaceAll('#', '%23');

  if (this.slashes || isSlashed(protocol)) {
    if (this.slashes || host) {
      if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (protocol.startsWith('file')) {
      host = '//';
    }
  }
  if (search.includes('#')) search = search.replaceAll('#', '%23');
  if (hash && hash[0] !== '#') hash = `#${hash}`;
  if (search && search[0] !== '?') search = `?${search}`;
  return protocol + host + pathname + search + hash;
};

/**
 * @param {string} relative
 * @returns {string} resolved against this URL
 */
Url.prototype.resolve = function resolve(relative) {
  return this.resolveObject(urlParse(relative, false, true)).format();
};

function copyOf(source) {
  const copy = new Url();
  Object.assign(copy, source);
  return copy;
}

function setPath(target) {
  target.path = `${target.pathname || ''}${target.search || ''}`;
}

/**
 * @param {string | Url} relative
 * @returns {Url} resolved against this URL
 */
Url.prototype.resolveObject = function resolveObject(relative) {
  if (typeof relative === 'string') {
    const parsed = new Url();
    parsed.parse(relative, false, true);
    relative = parsed;
  }
  const result = copyOf(this);
  // Even an empty reference drops the fragment.
  result.hash = relative.hash;
  if (relative.href === '') {
    result.href = result.format();
    return result;
  }
  if (relative.slashes && !relative.protocol) {
    // A host without a scheme: all but the scheme is the reference's.
    const { protocol } = result;
    Object.assign(result, relative);
    result.protocol = protocol;
    if (isSlashed(protocol) && result.hostname && !result.pathname) result.path = result.pathname = '/';
    result.href = result.format();
    return result;
  }
  if (relative.protocol && relative.protocol !== result.protocol) {
    if (!isSlashed(relative.protocol)) {
      Object.assign(result, relative);
      result.href = result.format();
      return result;
    }
    return resolveOtherScheme(result, relative);
  }
  return resolvePath(result, relative);
};

/** A reference of another scheme that has a host. One may stand in its path: `http:host/path`. */
function resolveOtherScheme(result, relative) {
  result.protocol = relative.protocol;
  let { host, hostname, pathname } = relative;
  if (!host && !/^file:?$/.test(relative.protocol) && !isScript(relative.protocol)) {
    const found = /^\/*([^/]+)(.*)$/s.exec(pathname || '');
    host = found === null ? '' : found[1];
    hostname ||= '';
    // Of two slashes after such a host one goes.
    pathname = found === null ? '/' : found[2].replace(/^\/(?=\/)/, '') || '/';
  }
  result.pathname = pathname;
  result.search = relative.search;
  result.query = relative.query;
  result.host = host || '';
  result.auth = relative.auth;
  result.hostname = hostname || host;
  result.port = relative.port;
  if (result.pathname || result.search) setPath(result);
  result.slashes ||= relative.slashes;
  result.href = result.format();
  return result;
}

/** Splits `user@host` where a path of a scheme without slashes begins with it. */
function setHostFromPath(result, host) {
  result.host = result.hostname = host;
  const at = host.indexOf('@');
  if (at > 0) {
    result.auth = host.slice(0, at);
    result.host = result.hostname = host.slice(at + 1);
  }
}

/** A reference of the same scheme: its path is merged with the base's. RFC 3986, 5.2. */
function resolvePath(result, relative) {
  // For other schemes the host is the first segment of the path while dots are taken out.
  const hostInPath = Boolean(result.protocol) && !isSlashed(result.protocol);
  const referenceIsAbsolute = Boolean(relative.host) || relative.pathname?.[0] === '/';
  let endsAbsolute = referenceIsAbsolute || result.pathname?.[0] === '/' ||
    Boolean(result.host && relative.pathname);
  const removesDots = endsAbsolute;
  let base = result.pathname ? result.pathname.split('/') : [];
  const reference = relative.pathname ? relative.pathname.split('/') : [];
  let referenceHost = relative.host;

  if (hostInPath) {
    result.hostname = '';
    result.port = null;
    if (result.host) {
      if (base[0] === '') base[0] = result.host;
      else base.unshift(result.host);
    }
    result.host = '';
    if (relative.protocol) {
      result.auth = null;
      if (referenceHost) {
        if (reference[0] === '') reference[0] = referenceHost;
        else reference.unshift(referenceHost);
      }
      referenceHost = null;
    }
    endsAbsolute &&= reference[0] === '' || base[0] === '';
  }

  if (referenceIsAbsolute) {
    if (referenceHost || referenceHost === '') {
      if (result.host !== referenceHost) result.auth = null;
      result.host = referenceHost;
      result.port = relative.port;
    }
    if (relative.hostname || relative.hostname === '') {
      if (result.hostname !== relative.hostname) result.auth = null;
      if (!hostInPath) result.hostname = relative.hostname;
    }
    result.search = relative.search;
    result.query = relative.query;
    base = reference;
  } else if (reference.length > 0) {
    base.pop();
    base = base.concat(reference);
    result.search = relative.search;
    result.query = relative.query;
  } else if (relative.search !== null && relative.search !== undefined) {
    if (hostInPath) {
      setHostFromPath(result, base.shift() ?? '');
    }
    result.search = relative.search;
    result.query = relative.query;
    if (result.pathname !== null || result.search !== null) setPath(result);
    result.href = result.format();
    return result;
  }

  if (base.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    result.href = result.format();
    return result;
  }

  const last = base[base.length - 1];
  const endsInSlash = last === '' ||
    ((result.host || relative.host || base.length > 1) && (last === '.' || last === '..'));
  let segments = withoutDots(base, !endsAbsolute && !removesDots);
  if (endsAbsolute && segments[0] !== '' && (!segments[0] || segments[0][0] !== '/')) segments = ['', ...segments];
  if (endsInSlash && !segments.join('/').endsWith('/')) segments.push('');
  const absolute = segments[0] === '' || segments[0]?.[0] === '/';

  if (hostInPath) {
    setHostFromPath(result, absolute || segments.length === 0 ? '' : segments.shift());
  }
  endsAbsolute ||= Boolean(result.host && segments.length > 0);
  if (endsAbsolute && !absolute) segments.unshift('');
  result.pathname = segments.length === 0 ? null : segments.join('/');
  if (result.pathname !== null || result.search !== null) {
    setPath(result);
  } else {
    result.path = null;
  }
  result.auth = relative.auth || result.auth;
  result.slashes ||= relative.slashes;
  result.href = result.format();
  return result;
}

/** Segments with '.' and '..' resolved; what goes above the top stays where asked for. */
function withoutDots(segments, keepsParents) {
  const kept = [];
  let above = 0;
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    if (segment === '.') continue;
    if (segment !== '..') {
      kept.push(segment);
    } else if (kept.length > 0) {
      kept.pop();
    } else {
      above++;
    }
  }
  if (keepsParents) {
    while (above-- > 0) kept.unshift('..');
  }
  return kept;
}

/**
 * @param {string | Url} url
 * @param {boolean} [parseQueryString]
 * @param {boolean} [slashesDenoteHost]
 * @returns {Url}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_URL
 */
function urlParse(url, parseQueryString, slashesDenoteHost) {
  if (url instanceof Url) return url;
  const parsed = new Url();
  parsed.parse(url, parseQueryString, slashesDenoteHost);
  return parsed;
}

/**
 * @param {string} source
 * @param {string} relative
 * @returns {string}
 */
function urlResolve(source, relative) {
  return urlParse(source, false, true).resolve(relative);
}

/**
 * @param {string | Url} source
 * @param {string | Url} relative
 * @returns {Url | string | object}
 */
function urlResolveObject(source, relative) {
  if (!source) return relative;
  return urlParse(source, false, true).resolveObject(relative);
}

module.exports = { Url, urlParse, urlResolve, urlResolveObject };
