// fs.watchFile: a file looked at again and again. https://nodejs.org/api/fs.html#fswatchfilefilename-options-listener
'use strict';

const hooks = require('internal/async/hooks');
const EventEmitter = require('events');
const { validateFunction, validateUint32 } = require('internal/validators');
const { getPath } = require('internal/fs/arguments');
const operations = require('internal/fs/operations');
const { emptyStats } = require('internal/fs/stats');
const { clearTimeout, setTimeout } = require('timers');
const { nextTick } = require('internal/ticks');

const defaultInterval = 5007;

// By absolute path: all listeners of a file share one watcher.
const watchers = new Map();

const compared = ['ctimeMs', 'mtimeMs', 'birthtimeMs', 'size', 'mode', 'uid', 'gid', 'ino', 'dev'];

function same(a, b) {
  for (let i = 0; i < compared.length; i++) {
    if (a[compared[i]] !== b[compared[i]]) return false;
  }
  return true;
}

/** What fs.watchFile gives: 'change' (current, previous), 'stop'. */
class StatWatcher extends EventEmitter {
  #path;
  #bigint;
  #interval;
  #timer = undefined;
  #referenced = true;
  #last = undefined;
  #missing = false;
  #stopped = false;

  /** Not for programs. */
  constructor(path, bigint, interval, persistent) {
    super();
    this.#path = path;
    this.#bigint = bigint;
    this.#interval = interval;
    this.#referenced = persistent;
    if (hooks.state.tracking) hooks.initialize(this, 'STATWATCHER');
  }

  static start(watcher) {
    watcher.#look();
  }

  #look() {
    // Between two looks the timer keeps the process running; during one the request does, for a moment.
    operations.stat((error, stats) => this.#seen(error, stats), this.#path, { bigint: this.#bigint });
  }

  #seen(error, stats) {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.#look(), this.#interval);
    if (!this.#referenced) this.#timer.unref();
    const missing = error !== null && error !== undefined;
    const current = missing ? emptyStats(this.#bigint) : stats;
    const previous = this.#last;
    const wasMissing = this.#missing;
    this.#missing = missing;
    this.#last = current;
    if (previous === undefined) {
      // The first look says only that there is nothing.
      if (missing) this.emit('change', current, emptyStats(this.#bigint));
    } else if (missing ? !wasMissing : !same(previous, current)) {
      this.emit('change', current, previous);
    }
  }

  /** Stops looking; 'stop' comes later. */
  stop() {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    hooks.gone(this);
    nextTick(() => this.emit('stop'));
  }

  /** Lets the watcher keep the process running. */
  ref() {
    if (!this.#referenced) {
      this.#referenced = true;
      this.#timer?.ref();
    }
    return this;
  }

  unref() {
    if (this.#referenced) {
      this.#referenced = false;
      this.#timer?.unref();
    }
    return this;
  }
}

function keyOf(filename) {
  const path = getPath(filename, 'filename');
  return require('path').resolve(typeof path === 'string' ? path : require('buffer').Buffer.from(path).toString());
}

/**
 * @param {string | Buffer | URL} filename
 * @param {{ bigint?: boolean, persistent?: boolean, interval?: number }} [options] interval in milliseconds
 * @param {(current: fs.Stats, previous: fs.Stats) => void} listener
 * @returns {StatWatcher}
 */
function watchFile(filename, options, listener) {
  const path = keyOf(filename);
  if (options === null || typeof options !== 'object') {
    listener = options;
    options = undefined;
  }
  const { bigint = false, persistent = true, interval = defaultInterval } = options ?? {};
  validateFunction(listener, 'listener');
  validateUint32(interval, 'interval');
  let watcher = watchers.get(path);
  if (watcher === undefined) {
    watcher = new StatWatcher(path, Boolean(bigint), interval, Boolean(persistent));
    watchers.set(path, watcher);
    StatWatcher.start(watcher);
  }
  watcher.addListener('change', listener);
  return watcher;
}

/**
 * @param {string | Buffer | URL} filename
 * @param {Function} [listener] all of them when left out
 */
function unwatchFile(filename, listener) {
  const path = keyOf(filename);
  const watcher = watchers.get(path);
  if (watcher === undefined) return;
  if (typeof listener === 'function') {
    watcher.removeListener('change', listener);
  } else {
    watcher.removeAllListeners('change');
  }
  if (watcher.listenerCount('change') > 0) return;
  watchers.delete(path);
  watcher.stop();
}

module.exports = { StatWatcher, unwatchFile, watchFile };
