// fs.Utf8Stream: text gathered and written to a file in large pieces, for logs. https://nodejs.org/api/fs.html#class-fsutf8stream
'use strict';

const EventEmitter = require('events');
const { codes } = require('internal/errors');
const {
  parseFileMode, validateBoolean, validateFunction, validateObject, validateOneOf, validateUint32,
} = require('internal/validators');
const { clearInterval, setInterval, setTimeout } = require('timers');
const { nextTick } = require('internal/ticks');

const defaultMaxWrite = 16 * 1024;
const busyWait = 100;  // milliseconds until a busy file is tried again

function isBusy(error) {
  return error.code === 'EAGAIN' || error.code === 'EBUSY';
}

/** Waits without giving the thread away: what a synchronous write to a busy file has to do. */
function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** What is left of text of which `count` bytes are written: a character that was cut in two is written again. */
function rest(data, count) {
  if (typeof data !== 'string') return data.subarray(count);
  const bytes = require('buffer').Buffer.from(data);
  if (count >= bytes.length) return '';
  while (count > 0 && (bytes[count] & 0xc0) === 0x80) count--;
  return data.slice(bytes.toString('utf8', 0, count).length);
}

class Utf8Stream extends EventEmitter {
  #fs;
  #fd = -1;
  #file = null;
  #mode;
  #append;
  #sync;
  #fsync;
  #mkdir;
  #contentMode;
  #minLength;
  #maxLength;
  #maxWrite;
  #highWaterMark;
  #periodicFlush;
  #retry;
  #timer = undefined;

  #queue = [];
  #current;
  // Of the queue and what is being written.
  #length = 0;
  #writing = false;
  #opening = false;
  #reopening = false;
  #ending = false;
  #destroyed = false;
  #drainDue = false;

  /** @param {object} [options] as the documentation lists them */
  constructor(options = {}) {
    super();
    validateObject(options, 'options');
    const {
      fd, dest, minLength = 0, maxLength = 0, maxWrite = defaultMaxWrite, periodicFlush = 0, sync = false, append = true,
      mkdir = false, retryEAGAIN = () => true, fsync = false, contentMode = 'utf8', mode, fs = {},
    } = options;
    const target = fd ?? dest;
    validateUint32(minLength, 'options.minLength');
    validateUint32(maxLength, 'options.maxLength');
    validateUint32(maxWrite, 'options.maxWrite');
    validateUint32(periodicFlush, 'options.periodicFlush');
    validateBoolean(sync, 'options.sync');
    validateBoolean(append, 'options.append');
    validateBoolean(mkdir, 'options.mkdir');
    validateBoolean(fsync, 'options.fsync');
    validateFunction(retryEAGAIN, 'options.retryEAGAIN');
    validateOneOf(contentMode, 'options.contentMode', ['buffer', 'utf8']);
    validateObject(fs, 'options.fs');
    if (typeof target !== 'number' && typeof target !== 'string') {
      throw new codes.ERR_INVALID_ARG_TYPE('fd', ['number', 'string'], target);
    }
    this.#fs = { ...require('fs'), ...fs };
    this.#maxWrite = maxWrite || defaultMaxWrite;
    if (minLength >= this.#maxWrite) {
      throw new codes.ERR_INVALID_ARG_VALUE('minLength', minLength, `should be smaller than maxWrite (${this.#maxWrite})`);
    }
    this.#minLength = minLength;
    this.#maxLength = maxLength;
    this.#highWaterMark = Math.max(minLength, defaultMaxWrite);
    this.#periodicFlush = periodicFlush;
    this.#sync = sync;
    this.#append = append;
    this.#mkdir = mkdir;
    this.#fsync = fsync;
    this.#retry = retryEAGAIN;
    this.#contentMode = contentMode;
    this.#mode = mode === undefined ? undefined : parseFileMode(mode, 'options.mode');
    this.#current = this.#nothing();
    if (typeof target === 'number') {
      this.#fd = target;
      nextTick(() => this.emit('ready'));
    } else {
      this.#open(target);
    }
    if (periodicFlush > 0) {
      this.#timer = setInterval(() => this.flush(() => {}), periodicFlush);
      this.#timer.unref();
    }
  }

  get append() { return this.#append; }
  get contentMode() { return this.#contentMode; }
  get fd() { return this.#fd; }
  get file() { return this.#file; }
  get fsync() { return this.#fsync; }
  get maxLength() { return this.#maxLength; }
  get minLength() { return this.#minLength; }
  get mkdir() { return this.#mkdir; }
  get mode() { return this.#mode; }
  get periodicFlush() { return this.#periodicFlush; }
  get sync() { return this.#sync; }
  get writing() { return this.#writing; }

  #nothing() {
    return this.#contentMode === 'utf8' ? '' : require('buffer').Buffer.alloc(0);
  }

  #refuseWhenDestroyed() {
    if (this.#destroyed) throw new codes.ERR_INVALID_STATE('Utf8Stream is destroyed');
  }

  // --- The file -----------------------------------------------------------------------------------------------------------

  #open(file) {
    this.#opening = true;
    this.#writing = true;
    const flags = this.#append ? 'a' : 'w';
    const fs = this.#fs;
    const { dirname } = require('path');
    if (this.#sync) {
      let fd;
      try {
        if (this.#mkdir) fs.mkdirSync(dirname(file), { recursive: true });
        fd = fs.openSync(file, flags, this.#mode);
      } catch (error) {
        this.#opened(error);
        throw error;
      }
      this.#opened(null, fd, file);
      return;
    }
    const open = () => fs.open(file, flags, this.#mode, (error, fd) => this.#opened(error, fd, file));
    if (this.#mkdir) {
      fs.mkdir(dirname(file), { recursive: true }, (error) => (error ? this.#opened(error) : open()));
    } else {
      open();
    }
  }

  #opened(error, fd, file) {
    const again = this.#fd !== -1;
    this.#opening = false;
    this.#reopening = false;
    this.#writing = false;
    if (error) {
      if (this.#sync) {
        nextTick(() => {
          if (this.listenerCount('error') > 0) this.emit('error', error);
        });
      } else {
        this.emit('error', error);
      }
      return;
    }
    this.#fd = fd;
    this.#file = file;
    if (this.#sync) {
      nextTick(() => this.emit('ready'));
    } else {
      this.emit('ready');
    }
    if (this.#destroyed || this.#writing || this.#opening) return;
    if (this.#length > this.#minLength) {
      this.#next();
    } else if (again) {
      this.#drain();
    }
  }

  /**
   * Opens the file again (or another one instead), after the write in progress: for logs that were moved away.
   * @param {string | Buffer | URL} [file]
   */
  reopen(file) {
    this.#refuseWhenDestroyed();
    if (this.#opening) {
      this.once('ready', () => this.reopen(file));
      return;
    }
    if (this.#ending) return;
    if (!this.#file && !file) throw new codes.ERR_OPERATION_FAILED('Unable to reopen a file descriptor, you must pass a file to Utf8Stream');
    if (file) this.#file = file;
    this.#reopening = true;
    if (this.#writing) return;
    const old = this.#fd;
    this.once('ready', () => {
      if (old === this.#fd) return;
      this.#fs.close(old, (error) => {
        if (error) this.emit('error', error);
      });
    });
    this.#open(this.#file);
  }

  // --- Writing ------------------------------------------------------------------------------------------------------------

  /**
   * @param {string | Buffer} data as contentMode says
   * @returns {boolean} false asks to wait for 'drain'
   */
  write(data) {
    this.#refuseWhenDestroyed();
    if (this.#contentMode === 'utf8') {
      if (typeof data !== 'string') throw new codes.ERR_INVALID_ARG_TYPE('data', 'string', data);
    } else if (!require('buffer').Buffer.isBuffer(data)) {
      throw new codes.ERR_INVALID_ARG_TYPE('data', 'Buffer', data);
    }
    if (this.#maxLength !== 0 && this.#length + data.length > this.#maxLength) {
      this.emit('drop', data);
      return this.#length < this.#highWaterMark;
    }
    const last = this.#queue.length - 1;
    if (last < 0 || this.#queue[last].length + data.length > this.#maxWrite) {
      this.#queue.push(data);
    } else if (typeof data === 'string') {
      this.#queue[last] += data;
    } else {
      this.#queue[last] = require('buffer').Buffer.concat([this.#queue[last], data]);
    }
    this.#length += data.length;
    if (!this.#writing && this.#length >= this.#minLength) this.#next();
    return this.#length < this.#highWaterMark;
  }

  /** Writes what is first in the queue, or again what could not be written. */
  #next() {
    this.#writing = true;
    if (this.#current.length === 0) this.#current = this.#queue.shift() ?? this.#nothing();
    if (this.#sync) {
      let count;
      try {
        count = this.#writeSync(this.#current);
      } catch (error) {
        this.#written(error);
        return;
      }
      this.#written(null, count);
      return;
    }
    const done = (error, count) => this.#written(error, count);
    if (typeof this.#current === 'string') this.#fs.write(this.#fd, this.#current, 'utf8', done);
    else this.#fs.write(this.#fd, this.#current, done);
  }

  #writeSync(data) {
    const count = typeof data === 'string' ? this.#fs.writeSync(this.#fd, data, 'utf8') : this.#fs.writeSync(this.#fd, data);
    return count === undefined ? Infinity : count;
  }

  #written(error, count = Infinity) {
    if (error) {
      if (isBusy(error) && this.#retry(error, this.#current.length, this.#length - this.#current.length)) {
        if (this.#sync) {
          sleep(busyWait);
          this.#next();
        } else {
          setTimeout(() => this.#next(), busyWait);
        }
        return;
      }
      this.#writing = false;
      this.emit('error', error);
      return;
    }
    this.emit('write', count);
    const left = rest(this.#current, count);
    this.#length -= this.#current.length - left.length;
    this.#current = left;
    if (left.length > 0) {
      this.#next();
      return;
    }
    if (this.#fsync) this.#fs.fsyncSync(this.#fd);
    if (this.#reopening) {
      this.#writing = false;
      this.#reopening = false;
      this.reopen();
    } else if (this.#length > this.#minLength || (this.#ending && this.#queue.length > 0)) {
      this.#next();
    } else if (this.#ending) {
      this.#writing = false;
      this.#close();
    } else {
      this.#writing = false;
      this.#drain();
    }
  }

  #drain() {
    if (!this.#sync) {
      this.emit('drain');
      return;
    }
    if (this.#drainDue) return;
    this.#drainDue = true;
    nextTick(() => {
      this.#drainDue = false;
      this.emit('drain');
    });
  }

  /**
   * Writes what has been gathered, even if it is less than minLength.
   * @param {(error: Error | null) => void} [callback]
   */
  flush(callback) {
    if (callback !== undefined && callback !== null) validateFunction(callback, 'callback');
    if (this.#destroyed) {
      const error = new codes.ERR_INVALID_STATE('Utf8Stream is destroyed');
      if (!callback) throw error;
      nextTick(callback, error);
      return;
    }
    if (this.#minLength <= 0) {
      if (callback) nextTick(callback, null);
      return;
    }
    if (callback) {
      const onDrain = () => {
        this.removeListener('error', onError);
        if (this.#fsync || this.#destroyed) callback(null);
        else this.#fs.fsync(this.#fd, callback);
      };
      const onError = (error) => {
        this.removeListener('drain', onDrain);
        callback(error);
      };
      this.once('drain', onDrain);
      this.once('error', onError);
    }
    if (this.#writing) return;
    if (this.#length === 0) {
      nextTick(() => this.emit('drain'));
    } else {
      this.#next();
    }
  }

  /** Writes all that has been gathered before it returns. */
  flushSync() {
    this.#refuseWhenDestroyed();
    if (this.#fd < 0) throw new codes.ERR_INVALID_STATE('Utf8Stream is not ready');
    if (!this.#writing && this.#current.length > 0) {
      this.#queue.unshift(this.#current);
      this.#current = this.#nothing();
    }
    while (this.#queue.length > 0) {
      const data = this.#queue[0];
      let count;
      try {
        count = this.#writeSync(data);
      } catch (error) {
        if (!isBusy(error) || !this.#retry(error, data.length, this.#length - data.length)) throw error;
        sleep(busyWait);
        continue;
      }
      const left = rest(data, count);
      this.#length -= data.length - left.length;
      if (left.length === 0) this.#queue.shift();
      else this.#queue[0] = left;
    }
    if (this.#fsync) this.#fs.fsyncSync(this.#fd);
  }

  // --- The end ------------------------------------------------------------------------------------------------------------

  /** Writes what is left and closes. */
  end() {
    this.#refuseWhenDestroyed();
    if (this.#opening) {
      this.once('ready', () => this.end());
      return;
    }
    if (this.#ending) return;
    this.#ending = true;
    if (this.#writing) return;
    if (this.#length > 0 && this.#fd >= 0) {
      this.#next();
    } else {
      this.#close();
    }
  }

  /** Closes at once: what has been gathered is lost. */
  destroy() {
    if (this.#destroyed) return;
    this.#close();
  }

  [Symbol.dispose]() {
    this.destroy();
  }

  #close() {
    if (this.#fd === -1) {
      if (this.#opening) this.once('ready', () => this.#close());
      return;
    }
    clearInterval(this.#timer);
    this.#destroyed = true;
    this.#queue = [];
    const done = (error) => {
      if (error) {
        this.emit('error', error);
        return;
      }
      if (this.#ending && !this.#writing) this.emit('finish');
      this.emit('close');
    };
    // The standard streams stay open.
    const close = () => {
      if (this.#fd === 1 || this.#fd === 2) nextTick(done);
      else this.#fs.close(this.#fd, done);
    };
    // What has no disk below (a pipe, a terminal) refuses, which is as well.
    if (this.#fsync) close();
    else this.#fs.fsync(this.#fd, close);
  }
}

module.exports = { Utf8Stream };
