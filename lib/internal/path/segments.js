// What POSIX and Windows paths have in common: collapsing segments, and composing from named parts.
// https://nodejs.org/api/path.html#pathnormalizepath
'use strict';
const { validateObject } = require('internal/validators');

const SLASH = 47;
const BACKSLASH = 92;
const DOT = 46;

/**
 * The part of `path` from `start` on with '.' and '..' segments resolved and runs of separators made one.
 * The result has neither leading nor trailing separators.
 * @param {string} path
 * @param {number} start index of the first character after the root
 * @param {boolean} keepsParents whether leading '..' stay: there is no root that they stop at
 * @param {boolean} windows whether a backslash separates too; the result then uses backslashes only
 * @returns {string}
 */
function collapse(path, start, keepsParents, windows) {
  // Most paths are in order already: then the result is a slice.
  const end = path.length;
  let segmentStart = start;
  let ordered = true;
  for (let i = start; i <= end; i++) {
    const code = i < end ? path.charCodeAt(i) : SLASH;
    if (code === SLASH || (windows && code === BACKSLASH)) {
      const length = i - segmentStart;
      if ((length === 0 && i < end) || (windows && code === SLASH && i < end) ||
          (length <= 2 && length > 0 && path.charCodeAt(segmentStart) === DOT &&
           (length === 1 || path.charCodeAt(segmentStart + 1) === DOT))) {
        ordered = false;
        break;
      }
      segmentStart = i + 1;
    }
  }
  if (ordered) {
    const last = end > start ? path.charCodeAt(end - 1) : 0;
    return path.slice(start, last === SLASH || (windows && last === BACKSLASH) ? end - 1 : end);
  }

  const separator = windows ? '\\' : '/';
  const ends = [];  // how long the result was before each segment that a '..' can take back
  let result = '';
  segmentStart = start;
  for (let i = start; i <= end; i++) {
    const code = i < end ? path.charCodeAt(i) : SLASH;
    if (code !== SLASH && !(windows && code === BACKSLASH)) continue;
    const length = i - segmentStart;
    const dots = length > 0 && length <= 2 && path.charCodeAt(segmentStart) === DOT &&
      (length === 1 || path.charCodeAt(segmentStart + 1) === DOT);
    if (length !== 0 && !(dots && length === 1)) {
      if (!dots) {
        ends.push(result.length);
        const segment = path.slice(segmentStart, i);
        result = result.length === 0 ? segment : result + separator + segment;
      } else if (ends.length !== 0) {
        result = result.slice(0, ends.pop());
      } else if (keepsParents) {
        result = result.length === 0 ? '..' : `${result}${separator}..`;
      }
    }
    segmentStart = i + 1;
  }
  return result;
}

/**
 * path.format for a separator: `dir` goes before `root`, `base` before `name` and `ext`.
 * @param {string} separator
 * @param {{ dir?: string, root?: string, base?: string, name?: string, ext?: string }} pathObject
 * @returns {string}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function formatParts(separator, pathObject) {
  validateObject(pathObject, 'pathObject');
  const { ext } = pathObject;
  const dir = pathObject.dir || pathObject.root;
  const base = pathObject.base ||
    `${pathObject.name || ''}${ext ? (ext[0] === '.' ? ext : `.${ext}`) : ''}`;
  if (!dir) return base;
  return dir === pathObject.root ? `${dir}${base}` : `${dir}${separator}${base}`;
}

/**
 * Where the last segment of `path` lies, trailing separators aside: [first, past last], both `root` when there is none.
 * @param {string} path
 * @param {number} root length of the root
 * @param {boolean} windows
 * @returns {[number, number]}
 */
function lastSegment(path, root, windows) {
  let end = path.length;
  while (end > root && isSeparator(path.charCodeAt(end - 1), windows)) end--;
  let start = end;
  while (start > root && !isSeparator(path.charCodeAt(start - 1), windows)) start--;
  return [start, end];
}

/**
 * @param {number} code
 * @param {boolean} windows
 * @returns {boolean}
 */
function isSeparator(code, windows) {
  return code === SLASH || (windows && code === BACKSLASH);
}

/**
 * Where the extension of a file name begins: at its last dot, unless only dots ('..') or nothing stand before it.
 * @param {string} path
 * @param {number} start of the name
 * @param {number} end of the name
 * @returns {number} `end` when there is no extension
 */
function extensionStart(path, start, end) {
  let dot = end - 1;
  while (dot > start && path.charCodeAt(dot) !== DOT) dot--;
  if (dot <= start) return end;
  if (dot === start + 1 && end === dot + 1 && path.charCodeAt(start) === DOT) return end;
  return dot;
}

/**
 * path.basename after its arguments were checked.
 * @param {string} path
 * @param {number} root length of the root
 * @param {string | undefined} suffix taken off unless it is the whole name
 * @param {boolean} windows
 * @returns {string}
 */
function nameOf(path, root, suffix, windows) {
  const { 0: start, 1: end } = lastSegment(path, root, windows);
  const name = path.slice(start, end);
  if (suffix === undefined || suffix.length === 0 || suffix.length > path.length) return name;
  if (suffix === path) return '';
  if (name.length > suffix.length) {
    return name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : name;
  }
  // As Node has it: where the suffix ends with the whole name, trailing separators come back.
  return name.length < suffix.length && suffix.endsWith(name) ? path.slice(start) : name;
}

module.exports = { collapse, extensionStart, formatParts, isSeparator, lastSegment, nameOf };
