// Writing to a standard descriptor: all of it, waiting where the descriptor would block, as Node does on Linux for files,
// pipes and terminals. Nothing is lost when the process ends right after.
'use strict';

const native = binding('process');
const { Buffer } = require('buffer');
const { syscallException } = require('internal/errors');

/**
 * Makes `stream` (a Writable) write to `fd` at once.
 * @param {import('stream').Writable} stream
 * @param {number} fd
 */
function writeSynchronously(stream, fd) {
  stream._write = function(chunk, encoding, callback) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    const status = native.writeBytesSync(fd, bytes);
    callback(status < 0 ? syscallException(status, 'write') : null);
  };
  stream._writev = null;
  stream._final = function(callback) { callback(); };
}

module.exports = { writeSynchronously };
