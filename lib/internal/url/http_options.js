// URLs as the options that http.request takes. https://nodejs.org/api/url.html#urlurltohttpoptionsurl
'use strict';
const { validateObject } = require('internal/validators');

/**
 * @param {URL} url
 * @returns {object} without a prototype; own enumerable properties of the URL come along
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function urlToHttpOptions(url) {
  validateObject(url, 'url', { allowArray: true, allowFunction: true });
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    // Libraries put properties of their own on a URL.
    ...url,
    protocol: url.protocol,
    hostname: hostname && hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

module.exports = { urlToHttpOptions };
