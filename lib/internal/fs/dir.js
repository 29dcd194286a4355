// fs.Dir: a directory read entry by entry. https://nodejs.org/api/fs.html#class-fsdir
'use strict';

const native = binding('fs');
const { codes, errnoException } = require('internal/errors');
const { validateFunction, validateUint32 } = require('internal/validators');
const { begin, end, promised } = require('internal/fs/requests');
const { constants, getOptions, getPath } = require('internal/fs/arguments');
const { decodeName, wantsBytes } = require('internal/fs/operations');

const { O_DIRECTORY, O_RDONLY } = constants;
const defaultBufferSize = 32;

function pairs(value) {
  return value;
}

function openedDirectory(fd, record, request) {
  return new Dir(new native.DirectoryReader(fd), request.path, request.extraOptions);
}

class Dir {
  #reader;
  #path;
  #encoding;
  #bufferSize;
  #buffered = [];
  #next = 0;
  #closed = false;
  // What waits for the read in progress, in order; null when there is none.
  #waiting = null;

  /** Not for programs: fs.opendir makes them. */
  constructor(reader, path, options) {
    if (reader === undefined) throw new codes.ERR_MISSING_ARGS('handle');
    this.#reader = reader;
    this.#path = path;
    this.#encoding = options.encoding;
    this.#bufferSize = options.bufferSize;
  }

  /** The path that was given to fs.opendir. */
  get path() {
    return this.#path;
  }

  #take() {
    return this.#next < this.#buffered.length ? this.#buffered[this.#next++] : null;
  }

  #fill([names, types]) {
    const { Dirent } = require('internal/fs/dirent');
    const entries = [];
    for (let i = 0; i < names.length; i++) {
      const name = typeof names[i] === 'string' ? names[i] : decodeName(names[i], this.#encoding);
      entries.push(new Dirent(name, this.#path, types[i]));
    }
    this.#buffered = entries;
    this.#next = 0;
  }

  #start(callback) {
    const { nextTick } = require('internal/ticks');
    if (this.#waiting !== null) {
      this.#waiting.push(() => this.#start(callback));
      return;
    }
    const entry = this.#take();
    if (entry !== null) {
      nextTick(callback, null, entry);
      return;
    }
    this.#waiting = [];
    const request = begin((error, value) => {
      const { length } = this.#waiting;
      const waiting = this.#waiting;
      this.#waiting = null;
      if (error) {
        callback(error);
      } else {
        this.#fill(value);
        callback(null, this.#take());
      }
      for (let i = 0; i < length; i++) waiting[i]();
    }, 'read');
    request.convert = pairs;
    end(request, this.#reader.read(this.#bufferSize, wantsBytes(this.#encoding), request.id));
  }

  /**
   * The next entry; null at the end.
   * @param {(error: Error | null, dirent: Dirent | null) => void} [callback] a promise without one
   * @returns {Promise<Dirent | null> | undefined}
   */
  read(callback) {
    if (callback === undefined) {
      return new Promise((resolve, reject) => {
        if (this.#closed) {
          reject(new codes.ERR_DIR_CLOSED());
          return;
        }
        this.#start((error, entry) => (error ? reject(error) : resolve(entry)));
      });
    }
    validateFunction(callback, 'callback');
    if (this.#closed) throw new codes.ERR_DIR_CLOSED();
    this.#start(callback);
    return undefined;
  }

  /**
   * @returns {Dirent | null}
   * @throws {Error} ERR_DIR_CLOSED; ERR_DIR_CONCURRENT_OPERATION while an asynchronous read is in progress
   */
  readSync() {
    if (this.#closed) throw new codes.ERR_DIR_CLOSED();
    if (this.#waiting !== null) throw new codes.ERR_DIR_CONCURRENT_OPERATION();
    const entry = this.#take();
    if (entry !== null) return entry;
    const result = this.#reader.read(this.#bufferSize, wantsBytes(this.#encoding), undefined);
    if (typeof result === 'number') throw errnoException(result, 'read', this.#path);
    this.#fill(result);
    return this.#take();
  }

  #shut(mode) {
    this.#closed = true;
    const request = begin(mode, 'close');
    // The reader stays until it is closed.
    request.extraOptions = this.#reader;
    return end(request, this.#reader.close(request.id));
  }

  /**
   * Closes the directory, after the reads in progress.
   * @param {(error: Error | null) => void} [callback] a promise without one
   * @returns {Promise<void> | undefined}
   */
  close(callback) {
    if (callback === undefined) {
      if (this.#closed) return Promise.reject(new codes.ERR_DIR_CLOSED());
      return new Promise((resolve, reject) => {
        this.close((error) => (error ? reject(error) : resolve()));
      });
    }
    validateFunction(callback, 'callback');
    if (this.#closed) {
      require('internal/ticks').nextTick(callback, new codes.ERR_DIR_CLOSED());
    } else if (this.#waiting !== null) {
      this.#waiting.push(() => this.close(callback));
    } else {
      this.#shut(callback);
    }
    return undefined;
  }

  /** @throws {Error} ERR_DIR_CLOSED; ERR_DIR_CONCURRENT_OPERATION while an asynchronous read is in progress */
  closeSync() {
    if (this.#closed) throw new codes.ERR_DIR_CLOSED();
    if (this.#waiting !== null) throw new codes.ERR_DIR_CONCURRENT_OPERATION();
    this.#shut(undefined);
  }

  /** Entries until the end; then the directory is closed. */
  async* entries() {
    try {
      for (;;) {
        const entry = await this.read();
        if (entry === null) break;
        yield entry;
      }
    } finally {
      if (!this.#closed) await this.close();
    }
  }

  [Symbol.dispose]() {
    if (!this.#closed) this.closeSync();
  }

  async [Symbol.asyncDispose]() {
    if (!this.#closed) await this.close();
  }
}

Object.defineProperty(Dir.prototype, Symbol.asyncIterator, {
  __proto__: null, configurable: true, enumerable: false, writable: true, value: Dir.prototype.entries,
});

function parse(options) {
  const { encoding, bufferSize = defaultBufferSize } = getOptions(options, { encoding: 'utf8' });
  validateUint32(bufferSize, 'options.bufferSize', true);
  return { encoding, bufferSize };
}

function opendirFailure(code, detail, request) {
  return errnoException(code, 'opendir', request.path);
}

/**
 * @param {undefined | Function | symbol} mode
 * @param {string | Buffer | URL} path
 * @param {object | string} [options] encoding; bufferSize: how many entries are read ahead
 */
function opendir(mode, path, options) {
  path = getPath(path);
  const parsed = parse(options);
  const request = begin(mode, 'opendir', path);
  request.convert = openedDirectory;
  request.fail = opendirFailure;
  request.extraOptions = parsed;
  return end(request, native.open(path, O_RDONLY | O_DIRECTORY, 0, request.id));
}

module.exports = { Dir, opendir, promised };
