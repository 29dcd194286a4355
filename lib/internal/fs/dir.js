// fs.Dir: a directory read entry by entry. https://nodejs.org/api/fs.html#class-fsdir
'use strict';

const native = binding('fs');
const { codes, errnoException } = require('internal/errors');
const { validateFunction, validateUint32 } = require('internal/validators');
const { begin, end, promised } = require('internal/fs/requests');
const { constants, getOptions, getPath } = require('internal/fs/arguments');
const { decodeName, wantsBytes } = require('internal/fs/operations');

const { O_DIRECTORY, O_RDONLY, UV_DIRENT_DIR } = constants;
const defaultBufferSize = 32;

function pairs(value) {
  return value;
}

/** The path of what is in a directory; as bytes where one of both is. */
function inside(directory, name) {
  if (typeof directory === 'string' && typeof name === 'string') return require('path').join(directory, name);
  const { Buffer } = require('buffer');
  return Buffer.concat([Buffer.from(directory), Buffer.from('/'), Buffer.from(name)]);
}

function openedDirectory(fd, record, request) {
  return new Dir(new native.DirectoryReader(fd), request.path, request.extraOptions);
}

/** The synchronous form has never named the path. */
function opendirFailure(code, detail, request) {
  return errnoException(code, 'opendir', request.id === undefined ? undefined : request.path);
}

/** Opens a directory below the one that a Dir is for. */
function openBelow(mode, path) {
  const request = begin(mode, 'opendir', path);
  request.convert = openedBelow;
  request.fail = opendirFailure;
  return end(request, native.open(path, O_RDONLY | O_DIRECTORY, 0, request.id));
}

function openedBelow(fd) {
  return new native.DirectoryReader(fd);
}

class Dir {
  // What is read now: the directory itself, or with `recursive` one below it.
  #reader;
  #current;
  #path;
  #encoding;
  #bufferSize;
  #buffered = [];
  #next = 0;
  #closed = false;
  // With `recursive` the directories that are still to be read; else undefined.
  #below;
  // What waits for the read in progress, in order; null when there is none.
  #waiting = null;

  /** Not for programs: fs.opendir makes them. */
  constructor(reader, path, options) {
    if (reader === undefined) throw new codes.ERR_MISSING_ARGS('handle');
    this.#reader = reader;
    this.#path = path;
    this.#current = path;
    this.#encoding = options.encoding;
    this.#bufferSize = options.bufferSize;
    if (options.recursive) this.#below = [];
  }

  /** The path that was given to fs.opendir. */
  get path() {
    return this.#path;
  }

  #take() {
    return this.#next < this.#buffered.length ? this.#buffered[this.#next++] : null;
  }

  /**
   * Takes in what was read of a directory; for subclasses.
   * @param {string | Buffer} path of the directory
   * @param {[Array<string | ArrayBuffer>, number[]]} result names and types
   */
  processReadResult(path, result) {
    const { Dirent } = require('internal/fs/dirent');
    const { 0: names, 1: types } = result;
    // Below the one that was opened paths may be bytes for the sake of names that are no UTF-8.
    const parentPath = typeof this.#path === 'string' && typeof path !== 'string' ? path.toString() : path;
    if (this.#next === this.#buffered.length) {
      this.#buffered = [];
      this.#next = 0;
    }
    for (let i = 0; i < names.length; i++) {
      const raw = names[i];
      const name = typeof raw === 'string' ? raw : decodeName(raw, this.#encoding);
      if (this.#below !== undefined && types[i] === UV_DIRENT_DIR) this.#below.push(inside(path, raw));
      this.#buffered.push(new Dirent(name, types[i], parentPath));
    }
  }

  /**
   * Reads all of a directory below this one at once; its entries come after those that are at hand. For subclasses.
   * @param {Dirent} dirent of the directory
   */
  readSyncRecursive(dirent) {
    const path = inside(dirent.parentPath, dirent.name);
    const reader = openBelow(undefined, path);
    let result;
    do {
      result = reader.read(this.#bufferSize, wantsBytes(this.#encoding), undefined);
      if (typeof result !== 'number') this.processReadResult(path, result);
    } while (typeof result !== 'number' && result[0].length > 0);
    reader.close(undefined);
    if (typeof result === 'number') throw errnoException(result, 'read', path);
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
    this.#readMore((error) => {
      const waiting = this.#waiting;
      this.#waiting = null;
      if (error) {
        callback(error);
      } else {
        callback(null, this.#take());
      }
      for (let i = 0; i < waiting.length; i++) waiting[i]();
    });
  }

  /** Reads on, in directories below, too, until there is an entry or the end. */
  #readMore(callback) {
    const request = begin((error, value) => {
      if (error) {
        callback(error);
        return;
      }
      if (value[0].length > 0) {
        this.processReadResult(this.#current, value);
        callback(null);
      } else if (this.#below === undefined || this.#below.length === 0) {
        callback(null);
      } else {
        this.#descend(callback);
      }
    }, 'read');
    request.convert = pairs;
    end(request, this.#reader.read(this.#bufferSize, wantsBytes(this.#encoding), request.id));
  }

  #descend(callback) {
    const path = this.#below.shift();
    openBelow((error, reader) => {
      if (error) {
        callback(error);
        return;
      }
      this.#replace(reader, path);
      this.#readMore(callback);
    }, path);
  }

  #replace(reader, path) {
    this.#reader.close(undefined);
    this.#reader = reader;
    this.#current = path;
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
    for (;;) {
      const result = this.#reader.read(this.#bufferSize, wantsBytes(this.#encoding), undefined);
      if (typeof result === 'number') throw errnoException(result, 'read', this.#current);
      if (result[0].length > 0) {
        this.processReadResult(this.#current, result);
        return this.#take();
      }
      if (this.#below === undefined || this.#below.length === 0) return null;
      const path = this.#below.shift();
      this.#replace(openBelow(undefined, path), path);
    }
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
  const { encoding, bufferSize = defaultBufferSize, recursive } = getOptions(options, { encoding: 'utf8' });
  validateUint32(bufferSize, 'options.bufferSize', true);
  return { encoding, bufferSize, recursive: Boolean(recursive) };
}

/**
 * @param {undefined | Function | symbol} mode
 * @param {string | Buffer | URL} path
 * @param {object | string} [options] encoding; bufferSize: how many entries are read ahead; recursive
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
