// Glob patterns, as minimatch reads them. https://nodejs.org/api/path.html#pathmatchesglobpath-pattern
'use strict';

const { validateString } = require('internal/validators');

let minimatch;

/**
 * @param {string} pattern
 * @param {boolean} [windows] whether backslashes separate
 * @returns {{ match(path: string): boolean, set: Array<Array<string | RegExp | symbol>> }} `!` and `#` at the start mean nothing
 *   special
 */
function compile(pattern, windows = false) {
  minimatch ??= require('internal/deps/minimatch');
  return new minimatch.Minimatch(pattern, {
    nocase: windows,
    nocaseMagicOnly: true,
    nocomment: true,
    nonegate: true,
    optimizationLevel: 2,
    platform: windows ? 'win32' : 'linux',
    windowsPathsNoEscape: true,
  });
}

/** What stands for `**` in the parts of a compiled pattern. */
function globstar() {
  minimatch ??= require('internal/deps/minimatch');
  return minimatch.GLOBSTAR;
}

/**
 * @param {string} path
 * @param {string} pattern
 * @param {boolean} windows
 * @returns {boolean}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function matches(path, pattern, windows) {
  validateString(path, 'path');
  validateString(pattern, 'pattern');
  return compile(pattern, windows).match(path);
}

module.exports = { compile, globstar, matches };
