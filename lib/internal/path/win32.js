// path.win32: Windows paths, on any system. https://nodejs.org/api/path.html#windows-vs-posix
//
// A path is a root and a rest. A root is a device (`C:`, `\\server\share`, `\\?` or `\\.`), a separator, or both.
'use strict';
const { validateString } = require('internal/validators');
const {
  collapse, extensionStart, formatParts, lastSegment, nameOf,
} = require('internal/path/segments');

const SLASH = 47;
const BACKSLASH = 92;
const COLON = 58;

/** Names that Windows takes for devices, whatever folder and stream stand around them. */
const reservedName = /^(?:CON|PRN|AUX|NUL|COM[1-9\u00b9\u00b2\u00b3]|LPT[1-9\u00b9\u00b2\u00b3])$/i;

function isReserved(name) {
  return name.length <= 4 && name.length >= 3 && reservedName.test(name);
}

/** Whether what stands before the first colon of a segment is a device's name; only backslashes separate. */
function namesDevice(path) {
  for (let colon = path.indexOf(':'); colon !== -1;) {
    let start = colon;
    while (start > 0 && path.charCodeAt(start - 1) !== BACKSLASH) start--;
    if (isReserved(path.slice(start, colon))) return true;
    const next = path.indexOf('\\', colon);
    colon = next === -1 ? -1 : path.indexOf(':', next + 1);
  }
  return false;
}

function isLetter(code) {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isSep(code) {
  return code === SLASH || code === BACKSLASH;
}

function skipSeparators(path, at) {
  while (at < path.length && isSep(path.charCodeAt(at))) at++;
  return at;
}

function skipName(path, at) {
  while (at < path.length && !isSep(path.charCodeAt(at))) at++;
  return at;
}

/**
 * @param {string} path
 * @returns {{ device: string, end: number, absolute: boolean, share: boolean }} `end`: length of the root
 */
function splitRoot(path) {
  const { length } = path;
  const root = { device: '', end: 0, absolute: false, share: false };
  if (length === 0) return root;
  const first = path.charCodeAt(0);
  if (isSep(first)) {
    root.absolute = true;
    root.end = 1;
    if (length > 1 && isSep(path.charCodeAt(1))) {
      const serverEnd = skipName(path, 2);
      const shareStart = skipSeparators(path, serverEnd);
      if (serverEnd > 2 && serverEnd < length && shareStart > serverEnd && shareStart < length) {
        const server = path.slice(2, serverEnd);
        if (server === '.' || server === '?') {
          root.device = `\\\\${server}`;
          root.end = 4;
        } else {
          const shareEnd = skipName(path, shareStart);
          root.device = `\\\\${server}\\${path.slice(shareStart, shareEnd)}`;
          root.end = shareEnd;
          root.share = true;
        }
      }
    }
  } else if (isLetter(first) && length > 1 && path.charCodeAt(1) === COLON) {
    root.device = path.slice(0, 2);
    root.end = 2;
    if (length > 2 && isSep(path.charCodeAt(2))) {
      root.absolute = true;
      root.end = 3;
    }
  }
  return root;
}

/**
 * @param {...string} args read from the right until both a device and an absolute path are known
 * @returns {string}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function resolve(...args) {
  let device = '';
  let tail = '';
  let absolute = false;
  for (let i = args.length - 1; i >= -1; i--) {
    let path;
    if (i >= 0) {
      path = args[i];
      validateString(path, `paths[${i}]`);
      if (path.length === 0) continue;
    } else if (device.length === 0) {
      path = require('process').cwd();
    } else {
      // Each drive has a working directory of its own; Windows keeps them in variables named `=C:`.
      const process = require('process');
      path = process.env[`=${device}`] || process.cwd();
      if (path === undefined ||
          (path.slice(0, 2).toLowerCase() !== device.toLowerCase() && path.charCodeAt(2) === BACKSLASH)) {
        path = `${device}\\`;
      }
    }
    const root = splitRoot(path);
    if (root.device.length > 0) {
      if (device.length > 0) {
        if (root.device.toLowerCase() !== device.toLowerCase()) continue;
      } else {
        ({ device } = root);
      }
    }
    if (absolute) {
      if (device.length > 0) break;
    } else {
      tail = `${path.slice(root.end)}\\${tail}`;
      absolute = root.absolute;
      if (absolute && device.length > 0) break;
    }
  }
  tail = collapse(tail, 0, !absolute, true);
  if (absolute) return `${device}\\${tail}`;
  return `${device}${tail}` || '.';
}

/**
 * @param {string} path
 * @returns {string} with '.', '..' and doubled separators resolved, and backslashes only
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function normalize(path) {
  validateString(path, 'path');
  const { length } = path;
  if (length === 0) return '.';
  if (length === 1) return isSep(path.charCodeAt(0)) ? '\\' : path;
  const root = splitRoot(path);
  const { absolute } = root;
  let { device, end } = root;
  if (root.share && end === length) return `${device}\\`;

  const colon = path.indexOf(':');
  const reserved = colon > 0 && isReserved(path.slice(0, colon));
  if (reserved) {
    device = path.slice(0, colon + 1);
    end = colon + 1;
  }
  let tail = end < length ? collapse(path, end, !absolute, true) : '';
  if (tail.length === 0 && !absolute) tail = '.';
  if (tail.length > 0 && isSep(path.charCodeAt(length - 1))) tail += '\\';
  if (reserved) return `.\\${device}${tail}`;
  // A device's name and one more character are kept from naming the device too.
  if (colon === -1 && length <= 5 && isReserved(path.slice(0, -1))) return `.\\${tail}`;
  if (!absolute && device.length === 0 && colon !== -1) {
    // What was below a folder must not become a drive once '..' has taken the folder away.
    if (tail.length >= 2 && isLetter(tail.charCodeAt(0)) && tail.charCodeAt(1) === COLON) return `.\\${tail}`;
    for (let at = colon; at !== -1; at = path.indexOf(':', at + 1)) {
      if (at === length - 1 || isSep(path.charCodeAt(at + 1))) return `.\\${tail}`;
    }
  }
  if (device.length === 0) return absolute ? `\\${tail}` : tail;
  return absolute ? `${device}\\${tail}` : `${device}${tail}`;
}

/**
 * @param {string} path
 * @returns {boolean}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function isAbsolute(path) {
  validateString(path, 'path');
  if (path.length === 0) return false;
  const first = path.charCodeAt(0);
  return isSep(first) ||
    (path.length > 2 && isLetter(first) && path.charCodeAt(1) === COLON && isSep(path.charCodeAt(2)));
}

/**
 * @param {...string} args
 * @returns {string} normalized; '.' when nothing is given
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function join(...args) {
  let joined;
  let first = '';
  for (let i = 0; i < args.length; i++) {
    const path = args[i];
    validateString(path, 'path');
    if (path.length === 0) continue;
    if (joined === undefined) {
      joined = first = path;
    } else {
      joined += `\\${path}`;
    }
  }
  if (joined === undefined) return '.';

  // Only a first argument that is itself a UNC path may make one: `join('\\', '\\x')` is no server.
  let keepsRun = false;
  let run = 0;
  if (isSep(first.charCodeAt(0))) {
    run = 1;
    if (first.length > 1 && isSep(first.charCodeAt(1))) {
      run = 2;
      if (first.length > 2) {
        if (isSep(first.charCodeAt(2))) {
          run = 3;
        } else {
          keepsRun = true;
        }
      }
    }
  }
  if (!keepsRun) {
    run = skipSeparators(joined, run);
    if (run >= 2) joined = `\\${joined.slice(run)}`;
  }
  // A device name is left as it stands: what Windows opens doesn't depend on the folders around it.
  return namesDevice(joined) ? joined.replaceAll('/', '\\') : normalize(joined);
}

/**
 * @param {string} from resolved against the working directory
 * @param {string} to resolved against the working directory
 * @returns {string} '' when both are the same, letter case aside; `to` itself when it is on another device
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function relative(from, to) {
  validateString(from, 'from');
  validateString(to, 'to');
  if (from === to) return '';
  const fromPath = resolve(from);
  const toPath = resolve(to);
  if (fromPath === toPath) return '';
  const fromLower = fromPath.toLowerCase();
  const toLower = toPath.toLowerCase();
  if (fromLower === toLower) return '';
  if (fromLower.length !== fromPath.length || toLower.length !== toPath.length) {
    return relativeBySegments(fromPath, toPath);
  }

  const fromStart = skipSlashes(fromLower, 0);
  const toStart = skipSlashes(toLower, 0);
  const fromEnd = trimSlashes(fromLower, fromStart);
  const toEnd = trimSlashes(toLower, toStart);
  const fromLength = fromEnd - fromStart;
  const toLength = toEnd - toStart;
  const shorter = fromLength < toLength ? fromLength : toLength;
  let same = 0;
  let parent = -1;
  for (; same < shorter; same++) {
    const code = fromLower.charCodeAt(fromStart + same);
    if (code !== toLower.charCodeAt(toStart + same)) break;
    if (code === BACKSLASH) parent = same;
  }
  if (same !== shorter) {
    if (parent === -1) return toPath;
  } else {
    if (toLength > shorter) {
      if (toLower.charCodeAt(toStart + same) === BACKSLASH) return toPath.slice(toStart + same + 1);
      if (same === 2) return toPath.slice(toStart + same);
    }
    if (fromLength > shorter) {
      if (fromLower.charCodeAt(fromStart + same) === BACKSLASH) {
        parent = same;
      } else if (same === 2) {
        parent = 3;
      }
    }
    if (parent === -1) parent = 0;
  }
  let up = '';
  for (let i = fromStart + parent + 1; i <= fromEnd; i++) {
    if (i === fromEnd || fromLower.charCodeAt(i) === BACKSLASH) up += up.length === 0 ? '..' : '\\..';
  }
  let rest = toStart + parent;
  if (up.length > 0) return `${up}${toPath.slice(rest, toEnd)}`;
  if (toPath.charCodeAt(rest) === BACKSLASH) rest++;
  return toPath.slice(rest, toEnd);
}

/** Where lower case has another length than the text, indices into one say nothing of the other. */
function relativeBySegments(fromPath, toPath) {
  const from = fromPath.split('\\');
  const to = toPath.split('\\');
  if (from[from.length - 1] === '') from.pop();
  if (to[to.length - 1] === '') to.pop();
  let same = 0;
  while (same < from.length && same < to.length && from[same].toLowerCase() === to[same].toLowerCase()) same++;
  if (same === 0) return toPath;
  const parts = [];
  for (let i = same; i < from.length; i++) parts.push('..');
  return parts.concat(to.slice(same)).join('\\');
}

function skipSlashes(path, at) {
  while (at < path.length && path.charCodeAt(at) === BACKSLASH) at++;
  return at;
}

function trimSlashes(path, start) {
  let end = path.length;
  while (end - 1 > start && path.charCodeAt(end - 1) === BACKSLASH) end--;
  return end;
}

/**
 * @param {unknown} path
 * @returns {unknown} with the prefix `\\?\` where it is a string that names a drive or a share
 */
function toNamespacedPath(path) {
  if (typeof path !== 'string' || path.length === 0) return path;
  const resolved = resolve(path);
  if (resolved.length <= 2) return path;
  if (resolved.charCodeAt(0) === BACKSLASH) {
    if (resolved.charCodeAt(1) === BACKSLASH && resolved[2] !== '?' && resolved[2] !== '.') {
      return `\\\\?\\UNC\\${resolved.slice(2)}`;
    }
  } else if (isLetter(resolved.charCodeAt(0)) && resolved.charCodeAt(1) === COLON &&
             resolved.charCodeAt(2) === BACKSLASH) {
    return `\\\\?\\${resolved}`;
  }
  return resolved;
}

/**
 * How much of a path is root for dirname and parse, its separator included.
 * @param {string} path
 * @returns {number}
 */
function rootLength(path) {
  const { length } = path;
  const first = path.charCodeAt(0);
  if (isSep(first)) {
    if (length > 1 && isSep(path.charCodeAt(1))) {
      const serverEnd = skipName(path, 2);
      const shareStart = skipSeparators(path, serverEnd);
      if (serverEnd > 2 && shareStart > serverEnd && shareStart < length) {
        const shareEnd = skipName(path, shareStart);
        return shareEnd === length ? length : shareEnd + 1;
      }
    }
    return 1;
  }
  if (isLetter(first) && length > 1 && path.charCodeAt(1) === COLON) {
    return length > 2 && isSep(path.charCodeAt(2)) ? 3 : 2;
  }
  return 0;
}

/**
 * @param {string} path
 * @returns {string}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function dirname(path) {
  validateString(path, 'path');
  const { length } = path;
  if (length === 0) return '.';
  if (length === 1) return isSep(path.charCodeAt(0)) ? path : '.';
  const root = rootLength(path);
  let end = length;
  while (end > root && isSep(path.charCodeAt(end - 1))) end--;
  while (end > root && !isSep(path.charCodeAt(end - 1))) end--;
  if (end > root) return path.slice(0, end - 1);
  return root === 0 ? '.' : path.slice(0, root);
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
  return nameOf(path, driveLength(path), suffix, true);
}

function driveLength(path) {
  return path.length > 1 && path.charCodeAt(1) === COLON && isLetter(path.charCodeAt(0)) ? 2 : 0;
}

/**
 * @param {string} path
 * @returns {string} with its dot, or ''
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function extname(path) {
  validateString(path, 'path');
  const { 0: start, 1: end } = lastSegment(path, driveLength(path), true);
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
  const root = rootLength(path);
  const { 0: start, 1: end } = lastSegment(path, root, true);
  const dot = extensionStart(path, start, end);
  parts.root = path.slice(0, root);
  parts.base = path.slice(start, end);
  parts.name = path.slice(start, dot);
  parts.ext = path.slice(dot, end);
  parts.dir = start > root ? path.slice(0, start - 1) : parts.root;
  return parts;
}

/**
 * @param {string} path
 * @param {string} pattern
 * @returns {boolean}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function matchesGlob(path, pattern) {
  return require('internal/path/glob').matches(path, pattern, true);
}

const win32 = {
  resolve,
  normalize,
  isAbsolute,
  join,
  relative,
  toNamespacedPath,
  dirname,
  basename,
  extname,
  format: formatParts.bind(null, '\\'),
  parse,
  matchesGlob,
  sep: '\\',
  delimiter: ';',
  win32: undefined,
  posix: require('path'),
  _makeLong: toNamespacedPath,
};
win32.win32 = win32;

module.exports = win32;
