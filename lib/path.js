// node:path. https://nodejs.org/api/path.html
'use strict';
const { keepFast } = require('internal/fast_properties');
const { validateString } = require('internal/validators');
const { collapse, extensionStart, formatParts, lastSegment, nameOf } = require('internal/path/segments');

const SLASH = 47;

/**
 * @param {...string} args read from the right until a path is absolute; the working directory comes last
 * @returns {string} an absolute path without a trailing separator
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function resolve(...args) {
  let resolved = '';
  let absolute = false;
  for (let i = args.length - 1; i >= 0 && !absolute; i--) {
    const path = args[i];
    validateString(path, `paths[${i}]`);
    if (path.length === 0) continue;
    resolved = resolved.length === 0 ? path : `${path}/${resolved}`;
    absolute = path.charCodeAt(0) === SLASH;
  }
  if (!absolute) {
    const cwd = require('process').cwd();
    resolved = resolved.length === 0 ? cwd : `${cwd}/${resolved}`;
    absolute = cwd.charCodeAt(0) === SLASH;
  }
  const tail = collapse(resolved, 0, !absolute, false);
  if (absolute) return `/${tail}`;
  return tail.length > 0 ? tail : '.';
}

/**
 * @param {string} path
 * @returns {string} with '.', '..' and doubled separators resolved; a trailing separator stays
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function normalize(path) {
  validateString(path, 'path');
  const { length } = path;
  if (length === 0) return '.';
  const absolute = path.charCodeAt(0) === SLASH;
  const trailing = path.charCodeAt(length - 1) === SLASH;
  const tail = collapse(path, absolute ? 1 : 0, !absolute, false);
  if (tail.length === 0) return absolute ? '/' : trailing ? './' : '.';
  if (absolute) return trailing ? `/${tail}/` : `/${tail}`;
  return trailing ? `${tail}/` : tail;
}

/**
 * @param {string} path
 * @returns {boolean}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function isAbsolute(path) {
  validateString(path, 'path');
  return path.length > 0 && path.charCodeAt(0) === SLASH;
}

/**
 * @param {...string} args
 * @returns {string} normalized; '.' when nothing is given
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function join(...args) {
  let joined = '';
  for (let i = 0; i < args.length; i++) {
    const path = args[i];
    validateString(path, 'path');
    if (path.length > 0) joined = joined.length === 0 ? path : `${joined}/${path}`;
  }
  return joined.length === 0 ? '.' : normalize(joined);
}

/**
 * @param {string} from resolved against the working directory
 * @param {string} to resolved against the working directory
 * @returns {string} '' when both are the same
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function relative(from, to) {
  validateString(from, 'from');
  validateString(to, 'to');
  if (from === to) return '';
  from = resolve(from);
  to = resolve(to);
  if (from === to) return '';
  const fromLength = from.length;
  const shorter = fromLength < to.length ? fromLength : to.length;
  let same = 0;
  let parent = 0;  // index of the last separator before which both agree
  while (same < shorter) {
    const code = from.charCodeAt(same);
    if (code !== to.charCodeAt(same)) break;
    if (code === SLASH) parent = same;
    same++;
  }
  if (same === shorter) {
    if (to.length > same && (to.charCodeAt(same) === SLASH || same === 1)) {
      // `from` is an ancestor of `to`.
      return to.slice(same === 1 ? 1 : same + 1);
    }
    if (fromLength > same && (from.charCodeAt(same) === SLASH || same === 1)) parent = same === 1 ? 0 : same;
  }
  let up = '';
  for (let i = parent + 1; i <= fromLength; i++) {
    if (i === fromLength ? fromLength > 1 : from.charCodeAt(i) === SLASH) up = up.length === 0 ? '..' : `${up}/..`;
  }
  const rest = to.slice(parent);
  if (up.length === 0) return rest.charCodeAt(0) === SLASH ? rest.slice(1) : rest;
  return rest.length > 1 || rest.charCodeAt(0) !== SLASH ? `${up}${rest}` : up;
}

/**
 * The path itself: only Windows has namespaced paths.
 * @param {unknown} path
 * @returns {unknown}
 */
function toNamespacedPath(path) {
  return path;
}

/**
 * @param {string} path
 * @returns {string} '.' when the path has one segment, '/' for the root
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function dirname(path) {
  validateString(path, 'path');
  let end = path.length - 1;
  // Separators at the end name nothing, nor do those before the last segment.
  while (end > 0 && path.charCodeAt(end) === SLASH) end--;
  while (end >= 0 && path.charCodeAt(end) !== SLASH) end--;
  if (end > 1) return path.slice(0, end);
  if (end === -1) return '.';
  // One separator goes; a run of them keeps the rest, as it stands in the path.
  if (end === 1) return path.charCodeAt(0) === SLASH ? '//' : path.slice(0, 1);
  return '/';
}

/**
 * @param {string} path
 * @param {string} [suffix]
 * @returns {string}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function basename(path, suffix) {
  if (suffix !== undefined) validateString(suffix, 'suffix');
  validateString(path, 'path');
  return nameOf(path, 0, suffix, false);
}

/**
 * @param {string} path
 * @returns {string} with its dot, or ''
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function extname(path) {
  validateString(path, 'path');
  const { 0: start, 1: end } = lastSegment(path, 0, false);
  return path.slice(extensionStart(path, start, end), end);
}

/**
 * @param {string} path
 * @returns {{ root: string, dir: string, base: string, ext: string, name: string }}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function parse(path) {
  validateString(path, 'path');
  const parts = { root: '', dir: '', base: '', ext: '', name: '' };
  if (path.length === 0) return parts;
  const absolute = path.charCodeAt(0) === SLASH;
  const root = absolute ? 1 : 0;
  const { 0: start, 1: end } = lastSegment(path, root, false);
  // '/..' has the extension '.', as in Node; anywhere else '..' has none.
  const dot = absolute && start === 1 && end === 3 && path.startsWith('/..') ? 2 : extensionStart(path, start, end);
  if (absolute) parts.root = '/';
  parts.base = path.slice(start, end);
  parts.name = path.slice(start, dot);
  parts.ext = path.slice(dot, end);
  if (start > root) {
    parts.dir = path.slice(0, start - 1);
  } else if (absolute) {
    parts.dir = '/';
  }
  return parts;
}

/**
 * @param {string} path
 * @param {string} pattern
 * @returns {boolean}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function matchesGlob(path, pattern) {
  return require('internal/path/glob').matches(path, pattern, false);
}

const posix = {
  resolve,
  normalize,
  isAbsolute,
  join,
  relative,
  toNamespacedPath,
  dirname,
  basename,
  extname,
  format: formatParts.bind(null, '/'),
  parse,
  matchesGlob,
  sep: '/',
  delimiter: ':',
  win32: undefined,
  posix: undefined,
  _makeLong: toNamespacedPath,
};
posix.posix = posix;

// Few programs look at Windows paths here; it is made when one does, and is a plain property from then on.
Object.defineProperty(posix, 'win32', {
  __proto__: null,
  get() {
    const win32 = require('internal/path/win32');
    posix.win32 = win32;
    return win32;
  },
  set(value) {
    Object.defineProperty(posix, 'win32', {
      __proto__: null, value, writable: true, enumerable: true, configurable: true,
    });
    keepFast(posix);
  },
  enumerable: true,
  configurable: true,
});
keepFast(posix);

module.exports = posix;
