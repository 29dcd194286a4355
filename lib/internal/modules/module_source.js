// What a file is as a module, by its name and its package, and its text.
// https://nodejs.org/api/packages.html#determining-module-system
'use strict';

const native = binding('modules');

/**
 * @param {string} filename
 * @returns {'commonjs' | 'module' | 'none'} "type" of the package that holds the file
 */
function packageType(filename) {
  const type = native.packageType(filename);
  if (typeof type === 'string') return type;
  throw require('internal/modules/failures').toError(type);
}

/**
 * The format that a file's name and its package declare.
 * @param {string} filename
 * @returns {'commonjs' | 'module' | 'typescript' | 'commonjs-typescript' | 'module-typescript' | undefined} undefined
 *   when the source decides
 */
function formatOf(filename) {
  const dot = filename.lastIndexOf('.');
  switch (dot < 0 ? '' : filename.slice(dot)) {
    case '.cjs': return 'commonjs';
    case '.mjs': return 'module';
    case '.cts': return 'commonjs-typescript';
    case '.mts': return 'module-typescript';
    case '.js': {
      const type = packageType(filename);
      return type === 'none' ? undefined : type;
    }
    case '.ts': {
      const type = packageType(filename);
      return type === 'none' ? 'typescript' : `${type}-typescript`;
    }
    default: return undefined;
  }
}

// Who is told of each file that is read; for --watch.
let onRead;

/** @param {(filename: string) => void} callback */
function setOnRead(callback) {
  onRead = callback;
}

/**
 * @param {string} filename
 * @returns {string} the file's text, without a byte-order mark
 * @throws {Error} ENOENT, EACCES, EISDIR, ...
 */
function readText(filename) {
  const text = native.readText(filename);
  if (onRead !== undefined) onRead(filename);
  if (typeof text === 'string') return text;
  const { errnoException } = require('internal/errors');
  // A folder can be opened, not read.
  if (text === -21) throw errnoException(text, 'read');
  throw errnoException(text, 'open', filename);
}

module.exports = { packageType, formatOf, readText, setOnRead };
