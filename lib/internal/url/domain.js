// Domains in ASCII and in Unicode. https://nodejs.org/api/url.html#urldomaintoasciidomain
'use strict';
const { codes } = require('internal/errors');
const native = binding('url');

/**
 * @param {string} domain
 * @returns {string} '' where it is no domain
 * @throws {TypeError} ERR_MISSING_ARGS
 */
function domainToASCII(domain) {
  if (arguments.length < 1) throw new codes.ERR_MISSING_ARGS('domain');
  return native.domainToASCII(`${domain}`);
}

/**
 * @param {string} domain
 * @returns {string} '' where it is no domain
 * @throws {TypeError} ERR_MISSING_ARGS
 */
function domainToUnicode(domain) {
  if (arguments.length < 1) throw new codes.ERR_MISSING_ARGS('domain');
  return native.domainToUnicode(`${domain}`);
}

module.exports = { domainToASCII, domainToUnicode };
