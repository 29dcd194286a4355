// readFile with the option `buffer`: the contents go into memory that the program gives.
// https://nodejs.org/api/fs.html#fsreadfilepath-options-callback
'use strict';

const { AbortError, codes } = require('internal/errors');
const operations = require('internal/fs/operations');
const { constants, getFlags, getPathOrFd } = require('internal/fs/arguments');
const { isArrayBufferView } = require('internal/fs/views');

const { S_IFMT, S_IFREG } = constants;

/** @throws {TypeError} ERR_INVALID_ARG_TYPE unless `buffer` is a view or a function */
function validateBufferOption(buffer) {
  if (typeof buffer === 'function' || isArrayBufferView(buffer)) return;
  throw new codes.ERR_INVALID_ARG_TYPE('options.buffer', ['Function', 'Buffer', 'TypedArray', 'DataView'], buffer);
}

/** The view to read into, which has room for `size` bytes (0: not known). */
function getView(option, size) {
  const name = typeof option === 'function' ? 'options.buffer()' : 'options.buffer';
  const view = typeof option === 'function' ? option(size) : option;
  if (!isArrayBufferView(view)) throw new codes.ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], view);
  if (view.byteLength < size) {
    throw new codes.ERR_INVALID_ARG_VALUE(
      `${name}.byteLength`, view.byteLength, `is smaller than the file size of ${size} bytes`);
  }
  return { view, name };
}

function countOf(result) {
  return typeof result === 'number' ? result : result.count;
}

function checkSignal(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

// One call reads at most this: an abort signal is looked at in between.
const portion = 512 * 1024;

function* readOpened(fd, options) {
  const stats = yield [operations.fstat, fd];
  const size = (stats.mode & S_IFMT) === S_IFREG ? stats.size : 0;
  const { view, name } = getView(options.buffer, size);
  const room = size > 0 ? size : view.byteLength;
  let filled = 0;
  while (filled < room) {
    checkSignal(options.signal);
    const count = countOf(yield [operations.read, fd, view, filled, Math.min(room - filled, portion), -1]);
    if (count === 0) break;
    filled += count;
  }
  const { Buffer } = require('buffer');
  if (size === 0 && filled === room && countOf(yield [operations.read, fd, Buffer.allocUnsafe(1), 0, 1, -1]) > 0) {
    throw new codes.ERR_INVALID_ARG_VALUE(
      `${name}.byteLength`, view.byteLength, 'is too small to contain the entire file');
  }
  const { encoding } = options;
  const contents = Buffer.from(view.buffer, view.byteOffset, filled);
  return encoding && encoding !== 'buffer' ? contents.toString(encoding) : contents;
}

/**
 * The steps (see internal/fs/steps) of reading a file, or a descriptor from its position on, into `options.buffer`.
 * @param {string | Uint8Array | URL | number} source
 * @param {object} options as getOptions gives them: buffer, encoding, flag, signal
 * @returns {Generator} which returns a Buffer over the program's memory, or text
 */
function* readInto(source, options) {
  source = getPathOrFd(source);
  if (typeof source === 'number') return yield* readOpened(source, options);
  const fd = yield [operations.open, source, getFlags(options.flag)];
  try {
    return yield* readOpened(fd, options);
  } finally {
    yield [operations.close, fd];
  }
}

module.exports = { readInto, validateBufferOption };
