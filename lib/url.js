// node:url. https://nodejs.org/api/url.html
'use strict';
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { URL, fileURLToPath, fileURLToPathBuffer, pathToFileURL, urlToHttpOptions } = require('internal/url');
const { Url, urlParse, urlResolve, urlResolveObject } = require('internal/url/legacy');
const { domainToASCII, domainToUnicode } = require('internal/url/domain');
const { defineLazy } = require('internal/lazy');

let parseWarned = false;

/** Whether the caller of a builtin function is a file below node_modules, whose deprecated calls Node passes over. */
function calledFromPackage() {
  return require('internal/buffer/deprecated').calledFromPackage();
}

/**
 * Parses with the older API.
 * @param {string | Url} url
 * @param {boolean} [parseQueryString] whether `query` is an object
 * @param {boolean} [slashesDenoteHost] whether a host follows '//' without a scheme
 * @returns {Url}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_URL
 */
function parse(url, parseQueryString, slashesDenoteHost) {
  if (!parseWarned && !calledFromPackage()) {
    parseWarned = true;
    require('process').emitWarning(
      '`url.parse()` behavior is not standardized and prone to errors that have security implications. Use the ' +
      'WHATWG URL API instead. CVEs are not issued for `url.parse()` vulnerabilities.', 'DeprecationWarning', 'DEP0169');
  }
  return urlParse(url, parseQueryString, slashesDenoteHost);
}

/**
 * Text of a URL, of either API, or of an object with the properties of a legacy one.
 * @param {string | URL | Url | object} urlObject
 * @param {{ auth?: boolean, fragment?: boolean, search?: boolean, unicode?: boolean }} [options] of a URL
 * @returns {string}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function format(urlObject, options) {
  if (typeof urlObject === 'string') {
    urlObject = urlParse(urlObject);
  } else if (typeof urlObject !== 'object' || urlObject === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['Object', 'string'], urlObject);
  } else if (urlObject instanceof URL) {
    return formatURL(urlObject, options);
  }
  return Url.prototype.format.call(urlObject);
}

function formatURL(url, options) {
  if (options) require('internal/validators').validateObject(options, 'options');
  const auth = options?.auth === undefined || Boolean(options.auth);
  const fragment = options?.fragment === undefined || Boolean(options.fragment);
  const search = options?.search === undefined || Boolean(options.search);
  if (auth && fragment && search && !options?.unicode) return url.href;
  const { protocol, username, password, href } = url;
  let text = protocol;
  if (href.startsWith('//', protocol.length)) {
    text += '//';
    if (auth && (username !== '' || password !== '')) text += password === '' ? `${username}@` : `${username}:${password}@`;
    text += options?.unicode ? domainToUnicode(url.hostname) : url.hostname;
    if (url.port !== '') text += `:${url.port}`;
  }
  text += url.pathname;
  if (search) text += url.search;
  if (fragment) text += url.hash;
  return text;
}

module.exports = {
  Url,
  parse,
  resolve: urlResolve,
  resolveObject: urlResolveObject,
  format,
  URL,
  URLPattern: undefined,
  URLSearchParams: undefined,
  domainToASCII,
  domainToUnicode,
  pathToFileURL,
  fileURLToPath,
  fileURLToPathBuffer,
  urlToHttpOptions,
};

defineLazy(module.exports, 'URLPattern', () => require('internal/url').URLPattern, true);
defineLazy(module.exports, 'URLSearchParams', () => require('internal/url').URLSearchParams, true);
