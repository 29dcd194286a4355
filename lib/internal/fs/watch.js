// fs.watch and fs.promises.watch, by inotify. https://nodejs.org/api/fs.html#fswatchfilename-options-listener
'use strict';

const native = binding('file_watch');
const hooks = require('internal/async/hooks');
const EventEmitter = require('events');
const { AbortError, codes, errnoException } = require('internal/errors');
const {
  validateAbortSignal, validateBoolean, validateFunction, validateInteger, validateOneOf,
} = require('internal/validators');
const { getPath, validateEncodingName } = require('internal/fs/arguments');
const { decodeName } = require('internal/fs/operations');
const { nextTick } = require('internal/ticks');

const noEntry = -2;

function watchError(code, path) {
  const error = errnoException(code, 'watch', path);
  error.filename = path;
  return error;
}

/** One pattern of the option `ignore` as a function of the name. */
function matcherOf(pattern, name) {
  if (typeof pattern === 'function') return pattern;
  if (typeof pattern === 'string') {
    if (pattern.length === 0) throw new codes.ERR_INVALID_ARG_VALUE(name, pattern, 'must be a non-empty string');
    const { basename, matchesGlob } = require('path');
    // A pattern without a slash is about the last part of the name, wherever that is.
    if (pattern.indexOf('/') === -1) return (file) => matchesGlob(basename(file), pattern);
    return (file) => matchesGlob(file, pattern);
  }
  if (pattern instanceof RegExp) return (file) => pattern.test(file);
  throw new codes.ERR_INVALID_ARG_TYPE(name, ['string', 'RegExp', 'Function'], pattern);
}

/** The option `ignore` as a function that tells whether to leave a name out; undefined when there is nothing to ignore. */
function ignoreMatcher(ignore) {
  if (ignore === undefined || ignore === null) return undefined;
  if (!Array.isArray(ignore)) {
    if (typeof ignore !== 'string' && typeof ignore !== 'function' && !(ignore instanceof RegExp)) {
      throw new codes.ERR_INVALID_ARG_TYPE('options.ignore', ['string', 'RegExp', 'Function', 'Array'], ignore);
    }
    return matcherOf(ignore, 'options.ignore');
  }
  const matchers = [];
  for (let i = 0; i < ignore.length; i++) matchers[i] = matcherOf(ignore[i], `options.ignore[${i}]`);
  return (name) => {
    for (let i = 0; i < matchers.length; i++) {
      if (matchers[i](name)) return true;
    }
    return false;
  };
}

/** A directory with everything below it: a native watch for each directory, since inotify knows no trees. */
class Tree {
  #root;
  #tell;
  #watches = new Map();
  #referenced = true;

  constructor(root, tell) {
    this.#root = root;
    this.#tell = tell;
  }

  start() {
    return this.#add('', false);
  }

  #full(relative) {
    return relative === '' ? this.#root : require('path').join(this.#root, relative);
  }

  // With `tells`, what is inside was made before it could be watched: it is told now.
  #add(relative, tells) {
    if (this.#watches.has(relative)) return 0;
    const watch = new native.FileWatcher((event, name) => this.#onEvent(relative, event, name));
    const code = watch.start(this.#full(relative));
    if (code < 0) return code;
    if (!this.#referenced) watch.unref();
    this.#watches.set(relative, watch);
    let entries;
    try {
      entries = require('fs').readdirSync(this.#full(relative), { withFileTypes: true });
    } catch {
      return 0;  // a file, or gone again: the watch tells
    }
    for (let i = 0; i < entries.length; i++) {
      const inside = relative === '' ? entries[i].name : `${relative}/${entries[i].name}`;
      if (tells) this.#tell('rename', inside);
      if (entries[i].isDirectory()) this.#add(inside, tells);
    }
    return 0;
  }

  #onEvent(relative, event, name) {
    const text = decodeName(name, 'utf8');
    // A directory tells of itself as well; the one above it has told by then.
    const own = relative !== '' && relative.slice(relative.lastIndexOf('/') + 1) === text && !this.#isInside(relative, text);
    if (own) return;
    const path = relative === '' ? text : `${relative}/${text}`;
    this.#tell(event, path);
    if (event !== 'rename') return;
    let stats;
    try {
      stats = require('fs').lstatSync(this.#full(path));
    } catch {
      this.#remove(path);
      return;
    }
    if (stats.isDirectory()) this.#add(path, true);
  }

  #isInside(relative, name) {
    return require('fs').existsSync(`${this.#full(relative)}/${name}`);
  }

  #remove(path) {
    for (const [relative, watch] of this.#watches) {
      if (relative !== path && !relative.startsWith(`${path}/`)) continue;
      watch.close();
      this.#watches.delete(relative);
    }
  }

  close() {
    for (const watch of this.#watches.values()) watch.close();
    this.#watches.clear();
  }

  ref() {
    this.#referenced = true;
    for (const watch of this.#watches.values()) watch.ref();
  }

  unref() {
    this.#referenced = false;
    for (const watch of this.#watches.values()) watch.unref();
  }
}

/** What fs.watch gives. https://nodejs.org/api/fs.html#class-fsfswatcher */
class FSWatcher extends EventEmitter {
  /** What async_hooks know of it. */
  #resource = {};
  #watch = undefined;
  #encoding = 'utf8';
  #ignored = undefined;
  #closed = false;

  /**
   * Begins to watch; for fs.watch.
   * @returns {number} 0 or a negative errno
   */
  static start(watcher, path, options) {
    watcher.#encoding = options.encoding;
    watcher.#ignored = ignoreMatcher(options.ignore);
    let isDirectory = false;
    if (options.recursive) {
      try {
        isDirectory = require('fs').statSync(path).isDirectory();
      } catch {
        // The watch itself tells what is wrong.
      }
    }
    let code;
    if (isDirectory) {
      const tell = hooks.asHandle('FSEVENTWRAP', watcher.#resource, (event, name) => watcher.#change(event, name, name));
      watcher.#watch = new Tree(typeof path === 'string' ? path : decodeName(path, 'utf8'), tell);
      code = watcher.#watch.start();
    } else {
      watcher.#watch = new native.FileWatcher(hooks.asHandle('FSEVENTWRAP', watcher.#resource, (event, bytes) => {
        const name = decodeName(bytes, 'utf8');
        watcher.#change(event, name, watcher.#encoding === 'utf8' ? name : decodeName(bytes, watcher.#encoding));
      }));
      code = watcher.#watch.start(path);
    }
    if (code < 0) {
      watcher.#watch.close();
      watcher.#watch = undefined;
      return code;
    }
    if (!options.persistent) watcher.#watch.unref();
    return 0;
  }

  #change(event, text, name) {
    if (this.#closed || this.#ignored?.(text)) return;
    if (name === text && this.#encoding !== 'utf8') {
      const bytes = require('buffer').Buffer.from(text);
      name = this.#encoding === 'buffer' ? bytes : bytes.toString(this.#encoding);
    }
    this.emit('change', event, name);
  }

  /** Stops watching; 'close' comes later. Idempotent. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#watch?.close();
    hooks.gone(this.#resource);
    nextTick(emitClose, this);
  }

  /** Lets the watcher keep the process running, as it does unless `persistent` is false. */
  ref() {
    this.#watch?.ref();
    return this;
  }

  unref() {
    this.#watch?.unref();
    return this;
  }
}

function emitClose(watcher) {
  watcher.emit('close');
}

function parseOptions(options) {
  if (typeof options === 'string') options = { encoding: options };
  if (options !== undefined && options !== null && typeof options !== 'object') {
    throw new codes.ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  }
  const { persistent = true, recursive = false, encoding, signal, throwIfNoEntry = true, ignore } = options ?? {};
  validateBoolean(persistent, 'options.persistent');
  validateBoolean(recursive, 'options.recursive');
  validateBoolean(throwIfNoEntry, 'options.throwIfNoEntry');
  validateEncodingName(encoding);
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return {
    persistent, recursive, signal, throwIfNoEntry, ignore,
    encoding: encoding === undefined || encoding === null || encoding === 'utf-8' ? 'utf8' : encoding,
  };
}

/**
 * @param {string | Buffer | URL} filename
 * @param {object | string} [options] persistent, recursive, encoding, signal, ignore, throwIfNoEntry
 * @param {(eventType: 'rename' | 'change', filename: string | Buffer) => void} [listener] for 'change'
 * @returns {FSWatcher}
 * @throws {Error} ENOENT, EACCES, ENOSPC (too many watches)
 */
function watch(filename, options, listener) {
  if (typeof options === 'function') {
    listener = options;
    options = undefined;
  }
  const parsed = parseOptions(options);
  const path = getPath(filename);
  if (listener) validateFunction(listener, 'listener');
  const watcher = new FSWatcher();
  const code = FSWatcher.start(watcher, path, parsed);
  if (code < 0) {
    if (code !== noEntry || parsed.throwIfNoEntry) throw watchError(code, path);
  }
  if (listener) watcher.addListener('change', listener);
  const { signal } = parsed;
  if (signal !== undefined) {
    if (signal.aborted) {
      nextTick(() => watcher.close());
    } else {
      const stop = () => watcher.close();
      signal.addEventListener('abort', stop, { once: true });
      watcher.once('close', () => signal.removeEventListener('abort', stop));
    }
  }
  return watcher;
}

/**
 * The same as an async iterator of { eventType, filename }; it throws an AbortError when `signal` is aborted.
 * @param {string | Buffer | URL} filename
 * @param {object | string} [options] besides those of watch: maxQueue, and overflow, 'ignore' or 'throw'
 */
async function* watchAsync(filename, options) {
  const parsed = parseOptions(options);
  const { maxQueue = 2048, overflow = 'ignore' } = options !== null && typeof options === 'object' ? options : {};
  validateInteger(maxQueue, 'options.maxQueue', 0);
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error', 'throw']);
  const path = getPath(filename);
  const { signal } = parsed;
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  const watcher = new FSWatcher();
  let queue = [];
  let wake = null;
  let failure;
  let stop;
  const wakeUp = () => {
    if (wake !== null) wake();
    wake = null;
  };
  watcher.on('change', (eventType, name) => {
    if (queue.length < maxQueue) {
      queue.push({ __proto__: null, eventType, filename: name });
    } else if (overflow === 'ignore') {
      require('process').emitWarning('fs.watch maxQueue exceeded');
    } else {
      failure = new codes.ERR_FS_WATCH_QUEUE_OVERFLOW(maxQueue);
    }
    wakeUp();
  });
  const code = FSWatcher.start(watcher, path, parsed);
  if (code < 0) throw watchError(code, path);
  if (signal !== undefined) {
    stop = () => {
      failure = new AbortError(undefined, { cause: signal.reason });
      wakeUp();
    };
    signal.addEventListener('abort', stop, { once: true });
  }
  try {
    for (;;) {
      const events = queue;
      queue = [];
      for (let i = 0; i < events.length; i++) {
        yield events[i];
        if (failure !== undefined) throw failure;
      }
      if (failure !== undefined) throw failure;
      if (queue.length > 0) continue;
      await new Promise((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    watcher.close();
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}

module.exports = { FSWatcher, watch, watchAsync };
