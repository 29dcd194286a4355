// A URLPatternInit made whole: against its base URL, and for input in the form that URLs have.
// https://urlpattern.spec.whatwg.org/#canon-processing-for-init
'use strict';

const { URL } = require('internal/url/url');
const canonical = require('internal/url/pattern/canonical');
const { escapePattern } = require('internal/url/pattern/parts');

const members = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

/** Which members of an init keep a member of the base URL from being inherited. */
const blockers = {
  __proto__: null,
  protocol: ['protocol'],
  username: ['protocol', 'hostname', 'port', 'username'],
  password: ['protocol', 'hostname', 'port', 'username', 'password'],
  hostname: ['protocol', 'hostname'],
  port: ['protocol', 'hostname', 'port'],
  pathname: ['protocol', 'hostname', 'port', 'pathname'],
  search: ['protocol', 'hostname', 'port', 'pathname', 'search'],
  hash: ['protocol', 'hostname', 'port', 'pathname', 'search', 'hash'],
};

/**
 * A part of a URL, without the characters that set it off.
 * @param {URL} url
 * @param {string} name a member's
 * @returns {string}
 */
function memberOf(url, name) {
  switch (name) {
    case 'protocol': return url.protocol.slice(0, -1);
    case 'search': return url.search.slice(1);
    case 'hash': return url.hash.slice(1);
    case 'pathname': return url.pathname;
    case 'hostname': return url.hostname;
    default: return url[name];
  }
}

/**
 * All parts of a URL by the members' names.
 * @param {URL} url
 * @returns {Record<string, string>}
 */
function membersOf(url) {
  const all = { __proto__: null };
  for (let i = 0; i < members.length; i++) all[members[i]] = memberOf(url, members[i]);
  return all;
}

function isAbsolute(pathname, isPattern) {
  return pathname[0] === '/' || (isPattern && (pathname.startsWith('\\/') || pathname.startsWith('{/')));
}

function isBlocked(init, name) {
  const list = blockers[name];
  for (let i = 0; i < list.length; i++) {
    if (init[list[i]] !== undefined) return true;
  }
  return false;
}

function inherit(init, base, isPattern, result) {
  const inherited = membersOf(base);
  for (let i = 0; i < members.length; i++) {
    const name = members[i];
    // A pattern without a name or password matches any.
    if (isPattern && (name === 'username' || name === 'password')) continue;
    if (!isBlocked(init, name)) result[name] = isPattern ? escapePattern(inherited[name]) : inherited[name];
  }
}

/** A path that is relative to the base URL's, which is one with slashes. */
function resolvePath(pathname, base, isPattern) {
  if (base.pathname[0] !== '/' || isAbsolute(pathname, isPattern)) return pathname;
  const path = isPattern ? escapePattern(base.pathname) : base.pathname;
  return path.slice(0, path.lastIndexOf('/') + 1) + pathname;
}

/**
 * @param {Record<string, string | undefined>} init with `baseURL`
 * @param {boolean} isPattern whether the members are patterns; else they are brought into the form that URLs have
 * @param {Record<string, string>} result what is there already; members are set in it
 * @returns {Record<string, string>} `result`
 * @throws {TypeError}
 */
function processInit(init, isPattern, result) {
  let base = null;
  if (init.baseURL !== undefined) {
    base = URL.parse(init.baseURL);
    if (base === null) throw new TypeError(`Not a URL: ${init.baseURL}`);
    inherit(init, base, isPattern, result);
  }
  const { protocol, username, password, hostname, port, pathname, search, hash } = init;
  if (protocol !== undefined) {
    const name = protocol.endsWith(':') ? protocol.slice(0, -1) : protocol;
    result.protocol = isPattern ? name : canonical.protocol(name);
  }
  if (username !== undefined) result.username = isPattern ? username : canonical.username(username);
  if (password !== undefined) result.password = isPattern ? password : canonical.password(password);
  const scheme = result.protocol ?? '';
  const special = scheme === '' || canonical.isSpecial(scheme);
  if (hostname !== undefined) {
    result.hostname = isPattern ? hostname : canonical.domain(hostname);
  }
  if (port !== undefined) result.port = isPattern ? port : canonical.port(port, scheme);
  if (pathname !== undefined) {
    const path = base === null ? pathname : resolvePath(pathname, base, isPattern);
    result.pathname = isPattern ? path : special ? canonical.pathname(path) : canonical.opaquePathname(path);
  }
  if (search !== undefined) {
    const text = search[0] === '?' ? search.slice(1) : search;
    result.search = isPattern ? text : canonical.search(text);
  }
  if (hash !== undefined) {
    const text = hash[0] === '#' ? hash.slice(1) : hash;
    result.hash = isPattern ? text : canonical.hash(text);
  }
  return result;
}

module.exports = { memberOf, members, membersOf, processInit };
