// Writing to a standard descriptor: all of it, waiting where the descriptor would block, as Node does on Linux for files,
// pipes and terminals. Nothing is lost when the process ends right after.
'use strict';

const native = binding('process');
const { Buffer } = require('buffer');
const { errnoException, syscallException } = require('internal/errors');

/**
 * Makes `stream` (a Writable) write to `fd` at once.
 * @param {import('stream').Writable} stream
 * @param {number} fd
 * @param {boolean} [isFile] whether failures are worded as those of node:fs
 */
function writeSynchronously(stream, fd, isFile = false) {
  stream._write = function(chunk, encoding, callback) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    const status = native.writeBytesSync(fd, bytes);
    if (status >= 0) callback(null);
    else callback(isFile ? errnoException(status, 'write') : syscallException(status, 'write'));
  };
  stream._writev = null;
  stream._final = function(callback) { callback(); };
}

module.exports = { writeSynchronously };
