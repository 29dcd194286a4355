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

  return collapseFromEnd(path, start, keepsParents, windows);
}

/** From the last segment to the first, so that nothing that a '..' takes back is ever put into the result. */
function collapseFromEnd(path, start, keepsParents, windows) {
  const separator = windows ? '\\' : '/';
  let result = '';
  let parents = 0;
  // Segments that lie side by side in the path are taken as one.
  let runStart = -1;
  let runEnd = -1;
  for (let end = path.length; end >= start;) {
    let first = end;
    while (first > start && !isSeparator(path.charCodeAt(first - 1), windows)) first--;
    const length = end - first;
    const dots = length > 0 && length <= 2 && path.charCodeAt(first) === DOT &&
      (length === 1 || path.charCodeAt(first + 1) === DOT);
    if (dots) {
      parents += length - 1;
    } else if (length > 0 && parents > 0) {
      parents--;
    } else if (length > 0) {
      if (runStart === end + 1 && (!windows || path.charCodeAt(end) === BACKSLASH)) {
        runStart = first;
      } else {
        if (runStart !== -1) result = prepend(path.slice(runStart, runEnd), separator, result);
        runStart = first;
        runEnd = end;
      }
    }
    end = first - 1;
  }
  if (runStart !== -1) result = prepend(path.slice(runStart, runEnd), separator, result);
  if (keepsParents) {
    for (; parents > 0; parents--) result = prepend('..', separator, result);
  }
  return result;
}

function prepend(segment, separator, rest) {
  return rest.length === 0 ? segment : segment + separator + rest;
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
  let end = path.length;
  while (end > root && isSeparator(path.charCodeAt(end - 1), windows)) end--;
  let start = end;
  while (start > root && !isSeparator(path.charCodeAt(start - 1), windows)) start--;
  if (suffix === undefined) return path.slice(start, end);
  const { length } = suffix;
  const rest = end - length;
  if (rest > start) {
    let same = 0;
    while (same < length && path.charCodeAt(rest + same) === suffix.charCodeAt(same)) same++;
    return path.slice(start, same === length ? rest : end);
  }
  const name = path.slice(start, end);
  if (length === 0 || length > path.length) return name;
  if (suffix === path) return '';
  // As Node has it: where the suffix ends with the whole name, trailing separators come back.
  return name.length < length && suffix.endsWith(name) ? path.slice(start) : name;
}

module.exports = { collapse, extensionStart, formatParts, isSeparator, lastSegment, nameOf };
