// File URLs and paths. https://nodejs.org/api/url.html#urlfileurltopathurl-options
'use strict';
const { codes } = require('internal/errors');
const { validateString } = require('internal/validators');
const { URL, isURL } = require('internal/url/url');

/** What pathToFileURL encodes beyond the URL parser: characters that it would take for something else or drop. */
const special = /[ %\\\n\r\t?#[\]^|~]/g;
const encodings = {
  '__proto__': null, ' ': '%20', '%': '%25', '\\': '%5C', '\n': '%0A', '\r': '%0D', '\t': '%09', '?': '%3F', '#': '%23',
  '[': '%5B', ']': '%5D', '^': '%5E', '|': '%7C', '~': '%7E',
};

function toURL(path) {
  if (typeof path === 'string') return new URL(path);
  if (!isURL(path)) throw new codes.ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], path);
  return path;
}

function refusePath(reason, url) {
  const error = new codes.ERR_INVALID_FILE_URL_PATH(reason, url);
  if (error.input === undefined) error.input = url;
  return error;
}

function windowsPath(url, decode) {
  const { hostname, pathname } = url;
  if (/%2f|%5c/i.test(pathname)) throw refusePath('must not include encoded \\ or / characters', url);
  const path = decode(pathname.replaceAll('/', '\\'));
  if (hostname !== '') return `\\\\${require('internal/url/domain').domainToUnicode(hostname)}${path}`;
  if (!/^\\[a-z]:/i.test(path)) throw refusePath('must be absolute', url);
  return path.slice(1);
}

function checkFile(url) {
  if (url.protocol !== 'file:') throw new codes.ERR_INVALID_URL_SCHEME('file');
}

function checkHost(url) {
  if (url.hostname !== '') throw new codes.ERR_INVALID_FILE_URL_HOST(require('process').platform);
}

/**
 * @param {string | URL} path
 * @param {{ windows?: boolean }} [options]
 * @returns {string}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_URL_SCHEME, ERR_INVALID_FILE_URL_HOST,
 *   ERR_INVALID_FILE_URL_PATH
 */
function fileURLToPath(path, options = undefined) {
  const url = toURL(path);
  checkFile(url);
  if (options?.windows) return windowsPath(url, decodeURIComponent);
  checkHost(url);
  const { pathname } = url;
  if (!pathname.includes('%')) return pathname;
  if (/%2f/i.test(pathname)) throw refusePath('must not include encoded / characters', url);
  return decodeURIComponent(pathname);
}

/**
 * The same for paths that are no UTF-8.
 * @param {string | URL} path
 * @param {{ windows?: boolean }} [options]
 * @returns {Buffer}
 */
function fileURLToPathBuffer(path, options = undefined) {
  const url = toURL(path);
  checkFile(url);
  const { unescapeBuffer } = require('querystring');
  if (options?.windows) {
    return unescapeBuffer(windowsPath(url, String));
  }
  checkHost(url);
  return unescapeBuffer(url.pathname);
}

function encodePath(path) {
  return path.replace(special, (character) => encodings[character]);
}

/**
 * @param {string} path resolved against the working directory; a trailing separator stays
 * @param {{ windows?: boolean }} [options]
 * @returns {URL}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
function pathToFileURL(path, options = undefined) {
  validateString(path, 'path');
  const pathModule = require('path');
  const windows = options?.windows;
  if (windows && path.startsWith('\\\\')) {
    // \\server\share\file, or \\?\UNC\server\share\file, or \\?\C:\file.
    let unc = path;
    if (/^\\\\\?\\unc\\/i.test(path)) {
      unc = `\\\\${path.slice(8)}`;
    } else if (/^\\\\\?\\[a-z]:/i.test(path)) {
      return pathToFileURL(path.slice(4), options);
    }
    const hostEnd = unc.indexOf('\\', 2);
    if (hostEnd === -1) throw new codes.ERR_INVALID_ARG_VALUE('path', path, 'Missing UNC resource path');
    if (hostEnd === 2) throw new codes.ERR_INVALID_ARG_VALUE('path', path, 'Empty UNC servername');
    // As the host setter has it, '/', '?' and '#' end a host.
    const host = unc.slice(2, hostEnd).replace(/[/?#].*$/s, '');
    return new URL(`file://${host}${encodePath(unc.slice(hostEnd).replaceAll('\\', '/'))}`);
  }
  let resolved = windows ? pathModule.win32.resolve(path) : pathModule.posix.resolve(path);
  const separator = windows ? '\\' : '/';
  const last = path.charCodeAt(path.length - 1);
  // resolve takes trailing separators off.
  if ((last === 47 || (windows && last === 92)) && !resolved.endsWith(separator)) resolved += separator;
  if (windows) resolved = resolved.replaceAll('\\', '/');
  return new URL(`file://${windows ? '/' : ''}${encodePath(resolved)}`);
}

/**
 * The path of a file URL; any other value as it is.
 * @param {unknown} value
 * @returns {unknown}
 */
function toPathIfFileURL(value) {
  return typeof value === 'object' && value !== null && isURL(value) ? fileURLToPath(value) : value;
}

module.exports = { fileURLToPath, fileURLToPathBuffer, pathToFileURL, toPathIfFileURL };
