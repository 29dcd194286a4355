// Module._stat as a program has replaced it: files that only that program knows of, in the CommonJS loader.
'use strict';

/** What the file system says of a path: 0 a file, 1 a folder, negative: nothing that is there. */
const { statKind } = binding('modules');

let replaced;

/** @returns {(path: string) => number} what is asked now */
function current() {
  return replaced ?? statKind;
}

/** @param {(path: string) => number} stat */
function replace(stat) {
  require('process').emitWarning('Module._stat is an experimental feature and might change at any time', 'ExperimentalWarning');
  replaced = stat;
}

function withExtension(path, extensions) {
  for (let i = 0; i < extensions.length; i++) if (replaced(path + extensions[i]) === 0) return path + extensions[i];
  return undefined;
}

/**
 * Looks for a file where the native search has found none. Packages are not looked into.
 * @param {string} request
 * @param {string[]} paths
 * @param {string[]} extensions
 * @returns {string | undefined}
 */
function findFile(request, paths, extensions) {
  const { join } = require('path');
  for (let i = 0; i < paths.length; i++) {
    const path = request[0] === '/' ? request : join(paths[i], request);
    const kind = replaced(path);
    const found = kind === 0 && !request.endsWith('/') ? path :
      withExtension(path, extensions) ?? (kind === 1 ? withExtension(join(path, 'index'), extensions) : undefined);
    if (found !== undefined) return require('fs').realpathSync(found);
  }
  return undefined;
}

module.exports = { current, replace, findFile };
