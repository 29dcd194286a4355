// node:tty. https://nodejs.org/api/tty.html
'use strict';

const net = require('net');
const native = binding('tty');
const { codes, syscallException } = require('internal/errors');
const { validateFunction, validateInteger } = require('internal/validators');
const { nextTick } = require('internal/ticks');
const { makePipeSocket } = require('internal/net/native');
const { writeSynchronously } = require('internal/tty/sync_write');

/**
 * @param {number} fd
 * @returns {boolean} whether it is a terminal; false for what is no descriptor
 */
function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 && native.isTerminal(fd);
}

function checkDescriptor(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new codes.ERR_INVALID_FD(fd);
  if (!native.isTerminal(fd)) {
    const { ERR_TTY_INIT_FAILED } = codes;
    throw new ERR_TTY_INIT_FAILED({
      errno: -22, code: 'EINVAL', message: 'invalid argument', syscall: 'uv_tty_init',
    });
  }
}

/**
 * @constructor
 * @param {number} fd a terminal
 * @param {object} [options] as for net.Socket
 */
function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  checkDescriptor(fd);
  net.Socket.call(this, { highWaterMark: 0, ...options, fd, manualStart: true });
  this.isRaw = false;
  this.rawMode = false;
  this.isTTY = true;
  this.fd = fd;
}
Object.setPrototypeOf(ReadStream.prototype, net.Socket.prototype);
Object.setPrototypeOf(ReadStream, net.Socket);

// As native code numbers them.
const kModes = { __proto__: null, raw: 1, io: 2 };

/**
 * https://nodejs.org/api/tty.html#readstreamsetrawmodemode
 * @param {boolean | 'raw' | 'io'} mode 'raw' or true: characters come one by one, without echo and without signals; 'io': the
 *   same, and what is written is not processed either
 * @returns {this}
 */
ReadStream.prototype.setRawMode = function(mode) {
  if (typeof mode === 'string' && kModes[mode] === undefined) throw new codes.ERR_INVALID_ARG_VALUE('mode', mode);
  const name = typeof mode === 'string' ? mode : Boolean(mode) && 'raw';
  const status = native.setRawMode(this.fd, name === false ? 0 : kModes[name]);
  if (status < 0) {
    this.emit('error', syscallException(status, 'setRawMode'));
    return this;
  }
  this.isRaw = name !== false;
  this.rawMode = name;
  return this;
};

/**
 * @constructor
 * @param {number} fd a terminal
 */
function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  checkDescriptor(fd);
  net.Socket.call(this, { manualStart: true });
  writeSynchronously(this, fd);
  this.fd = fd;
  const size = native.windowSize(fd);
  if (Array.isArray(size)) {
    this.columns = size[0];
    this.rows = size[1];
  }
}
Object.setPrototypeOf(WriteStream.prototype, net.Socket.prototype);
Object.setPrototypeOf(WriteStream, net.Socket);

const prototype = WriteStream.prototype;
prototype.isTTY = true;

/** A terminal can be read through any descriptor of it; few programs do. */
prototype._read = function(size) {
  if (this._handle === null) {
    const handle = makePipeSocket(this);
    const status = handle.open(this.fd, true);
    if (status !== 0) {
      this.destroy(syscallException(status, 'read'));
      return;
    }
    this._handle = handle;
  }
  net.Socket.prototype._read.call(this, size);
};

/** @returns {1 | 4 | 8 | 24} bits of colour, by the environment */
prototype.getColorDepth = function(env = require('process').env) {
  return require('internal/tty/colors').colorDepth(env);
};

/**
 * @param {number} [count=16]
 * @param {object} [env]
 * @returns {boolean} whether it shows that many colours
 */
prototype.hasColors = function(count, env) {
  if (env === undefined && (count === undefined || typeof count === 'object' && count !== null)) {
    env = count;
    count = 16;
  } else {
    validateInteger(count, 'count', 2);
  }
  return count <= 2 ** this.getColorDepth(env);
};

/** Asks for the size anew; 'resize' when it has changed. For SIGWINCH. */
prototype._refreshSize = function() {
  const { columns, rows } = this;
  const size = native.windowSize(this.fd);
  if (!Array.isArray(size)) {
    this.emit('error', syscallException(size, 'getWindowSize'));
    return;
  }
  if (columns === size[0] && rows === size[1]) return;
  this.columns = size[0];
  this.rows = size[1];
  this.emit('resize');
};

/** @returns {[number, number]} columns and rows */
prototype.getWindowSize = function() {
  return [this.columns, this.rows];
};

function writeSequence(stream, sequence, callback) {
  if (callback !== undefined && callback !== null) validateFunction(callback, 'callback');
  if (sequence === '') {
    if (typeof callback === 'function') nextTick(callback, null);
    return true;
  }
  return stream.write(sequence, callback);
}

/**
 * @param {number} x column, from 0
 * @param {number | Function} [y] row, from 0
 * @param {Function} [callback]
 * @returns {boolean} false: wait for 'drain'
 */
prototype.cursorTo = function(x, y, callback) {
  if (typeof y === 'function') {
    callback = y;
    y = undefined;
  }
  if (callback !== undefined && callback !== null) validateFunction(callback, 'callback');
  if (Number.isNaN(x)) throw new codes.ERR_INVALID_ARG_VALUE('x', x);
  if (Number.isNaN(y)) throw new codes.ERR_INVALID_ARG_VALUE('y', y);
  if (typeof x !== 'number' && typeof y !== 'number') return writeSequence(this, '', callback);
  if (typeof x !== 'number') throw new codes.ERR_INVALID_CURSOR_POS();
  return writeSequence(this, typeof y !== 'number' ? `\u001b[${x + 1}G` : `\u001b[${y + 1};${x + 1}H`, callback);
};

/**
 * @param {number} dx columns to the right
 * @param {number} dy rows down
 * @param {Function} [callback]
 * @returns {boolean}
 */
prototype.moveCursor = function(dx, dy, callback) {
  let sequence = '';
  if (dx < 0) sequence += `\u001b[${-dx}D`;
  else if (dx > 0) sequence += `\u001b[${dx}C`;
  if (dy < 0) sequence += `\u001b[${-dy}A`;
  else if (dy > 0) sequence += `\u001b[${dy}B`;
  return writeSequence(this, sequence, callback);
};

/**
 * @param {-1 | 0 | 1} direction to the left, the whole line, to the right
 * @param {Function} [callback]
 * @returns {boolean}
 */
prototype.clearLine = function(direction, callback) {
  return writeSequence(this, direction < 0 ? '\u001b[1K' : direction > 0 ? '\u001b[0K' : '\u001b[2K', callback);
};

/**
 * @param {Function} [callback]
 * @returns {boolean}
 */
prototype.clearScreenDown = function(callback) {
  return writeSequence(this, '\u001b[0J', callback);
};

module.exports = { isatty, ReadStream, WriteStream };
