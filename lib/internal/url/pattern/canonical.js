// Brings the parts of a URL into the form that URLs have. https://urlpattern.spec.whatwg.org/#canon-encoding-callbacks
'use strict';

const { URL } = require('internal/url/url');

const placeholder = 'placeholder.invalid';

const defaultPorts = { __proto__: null, ftp: '21', http: '80', https: '443', ws: '80', wss: '443', file: '' };

function refuse(what, value) {
  throw new TypeError(`Not a ${what}: ${value}`);
}

/** @returns {boolean} whether the standard treats URLs of the scheme in a way of their own */
function isSpecial(scheme) {
  return defaultPorts[scheme] !== undefined;
}

function protocol(value) {
  if (value === '') return value;
  const scheme = value.endsWith(':') ? value.slice(0, -1) : value;
  const url = URL.parse(`${scheme}://${placeholder}`);
  // What would end the scheme early.
  if (url === null || url.hostname !== placeholder) refuse('protocol', value);
  return url.protocol.slice(0, -1);
}

function username(value) {
  if (value === '') return value;
  const url = new URL(`https://${placeholder}`);
  url.username = value;
  return url.username;
}

function password(value) {
  if (value === '') return value;
  const url = new URL(`https://${placeholder}`);
  url.password = value;
  return url.password;
}

/** Whatever the protocol, as Node has it: with IDNA, and refused where no domain has such characters. */
function domain(value) {
  if (value === '') return value;
  const url = new URL(`https://${placeholder}`);
  url.hostname = value;
  if (url.hostname === placeholder && value !== placeholder) refuse('host', value);
  return url.hostname;
}

function ipv6(value) {
  if (!/^[0-9a-fA-F[\]:]*$/.test(value)) refuse('IPv6 address', value);
  return value.toLowerCase();
}

function port(value, scheme = '') {
  if (value === '') return value;
  const digits = /^[0-9]+/.exec(value.replace(/[\t\n\r]/g, ''));
  if (digits === null || Number(digits[0]) > 65535) refuse('port', value);
  const number = String(Number(digits[0]));
  return defaultPorts[scheme] === number ? '' : number;
}

function pathname(value) {
  if (value === '') return value;
  // Not of a special scheme, as a backslash would become a slash.
  const url = new URL(`opaque://${placeholder}`);
  if (value[0] === '/') {
    url.pathname = value;
    return url.pathname;
  }
  // A leading slash would become part of it; what stands in its place goes again.
  url.pathname = `/-${value}`;
  return url.pathname.slice(2);
}

function opaquePathname(value) {
  if (value === '') return value;
  // Nothing but a path: no white space is taken away at its ends.
  const url = URL.parse(`data:${value}#`);
  if (url === null) refuse('path', value);
  return url.pathname;
}

function search(value) {
  if (value === '') return value;
  const url = new URL(`https://${placeholder}`);
  url.search = `?${value}`;
  return url.search.slice(1);
}

function hash(value) {
  if (value === '') return value;
  const url = new URL(`https://${placeholder}`);
  url.hash = `#${value}`;
  return url.hash.slice(1);
}

module.exports = {
  defaultPorts, isSpecial,
  domain, hash, ipv6, opaquePathname, password, pathname, port, protocol, search, username,
};
