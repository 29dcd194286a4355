// class ChildProcess. https://nodejs.org/api/child_process.html#class-childprocess
'use strict';

const diagnostics = require('internal/diagnostics/registry');
const EventEmitter = require('events');
const native = binding('child_process');
const hooks = require('internal/async/hooks');
const { syscallException } = require('internal/errors');
const { validateObject, validateString, validateArray, validateOneOf } = require('internal/validators');
const { parseStdio, stopReading } = require('internal/child_process/stdio');
const { toSignalNumber, toStrings } = require('internal/child_process/arguments');
const { nextTick } = require('internal/ticks');

// Failures that the child's 'error' event tells; all others are thrown.
const reportedLater = new Set(['EACCES', 'EAGAIN', 'EMFILE', 'ENFILE', 'ENOENT']);

/** Our end of one of the child's descriptors, as a stream. */
function makeStream(fd, i) {
  const { Socket } = require('net');
  const stream = new Socket({ fd, readable: i !== 0, writable: i !== 1 && i !== 2, allowHalfOpen: false });
  return stream;
}

class ChildProcess extends EventEmitter {
  /** What async_hooks know of the process. */
  #resource = {};
  #handle = null;
  /** Streams and the exit itself, which must all be over before 'close'. */
  #open = 1;

  constructor() {
    super();
    this.connected = false;
    this.signalCode = null;
    this.exitCode = null;
    this.killed = false;
    this.spawnfile = null;
    this.channel = undefined;
  }

  /**
   * Starts the program; for child_process.spawn, which has brought the options into shape.
   * @param {object} options `file`, `args`, `envPairs`, `stdio`, `cwd`, `uid`, `gid`, `detached`, `serialization`
   * @returns {number} 0, or the negative errno that 'error' will tell of
   */
  spawn(options) {
    if (diagnostics.subscribed === 0) return this.#spawn(options);
    diagnostics.publish('tracing:child_process.spawn:start', { process: this, options });
    const status = this.#spawn(options);
    if (status !== 0) {
      const { errnoException } = require('internal/errors');
      diagnostics.publish('tracing:child_process.spawn:error', {
        process: this, options, error: errnoException(status, 'spawn'),
      });
    } else {
      diagnostics.publish('tracing:child_process.spawn:end', { process: this });
    }
    return status;
  }

  #spawn(options) {
    validateObject(options, 'options');
    validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
    if (options.envPairs !== undefined) validateArray(options.envPairs, 'options.envPairs');
    validateString(options.file, 'options.file');
    if (options.args !== undefined) validateArray(options.args, 'options.args');
    const slots = parseStdio(options.stdio);
    this.spawnfile = options.file;
    this.spawnargs = options.args ?? [];

    const env = options.envPairs === undefined ? undefined : options.envPairs.slice();
    const ours = [];
    const theirs = [];
    let error = this.#openPipes(slots, ours, theirs);
    const channel = slots.findIndex((slot) => slot.type === 'ipc');
    if (channel >= 0) {
      env?.push(`NODE_CHANNEL_FD=${channel}`, `NODE_CHANNEL_SERIALIZATION_MODE=${options.serialization ?? 'json'}`);
    }
    if (error === 0) {
      const ended = hooks.asHandle('PROCESSWRAP', this.#resource, (code, signal) => this.#onExit(code, signal));
      this.#handle = new native.Child(ended);
      this.#handle.owner = this;
      const result = this.#handle.spawn(
        options.file, toStrings(this.spawnargs), env, options.cwd || undefined, options.uid ?? undefined,
        options.gid ?? undefined, Boolean(options.detached), theirs);
      if (result > 0) this.pid = result;
      else error = result;
    }
    for (let i = 0; i < theirs.length; i++) {
      if (ours[i] !== undefined) native.closeDescriptor(theirs[i]);
    }
    if (error !== 0) return this.#failed(error, slots, ours);

    stopReading(slots);
    nextTick(() => this.emit('spawn'));
    this.#makeStreams(slots, ours);
    if (channel >= 0) {
      this.#open++;
      require('internal/child_process/channel').open(this, ours[channel], options.serialization ?? 'json')
        .once('close', () => this.#maybeClose());
    }
    return 0;
  }

  #openPipes(slots, ours, theirs) {
    for (let i = 0; i < slots.length; i++) {
      const { type, fd } = slots[i];
      if (type === 'fd') {
        theirs[i] = fd;
      } else if (type === 'ignore') {
        theirs[i] = -1;
      } else {
        const pair = native.socketPair();
        if (typeof pair === 'number') {
          return pair;
        }
        ours[i] = pair[0];
        theirs[i] = pair[1];
      }
    }
    return 0;
  }

  #failed(error, slots, ours) {
    for (let i = 0; i < ours.length; i++) {
      if (ours[i] !== undefined && slots[i].type === 'ipc') native.closeDescriptor(ours[i]);
    }
    const exception = syscallException(error, 'spawn');
    if (!reportedLater.has(exception.code)) {
      for (let i = 0; i < ours.length; i++) {
        if (ours[i] !== undefined && slots[i].type !== 'ipc') native.closeDescriptor(ours[i]);
      }
      this.#handle = null;
      throw exception;
    }
    this.#makeStreams(slots, ours);
    nextTick(() => this.#onExit(error, 0));
    return error;
  }

  #makeStreams(slots, ours) {
    const stdio = [];
    for (let i = 0; i < slots.length; i++) {
      if (slots[i].type !== 'pipe') {
        stdio.push(null);
        continue;
      }
      const stream = makeStream(ours[i], i);
      if (i > 0) {
        this.#open++;
        stream.on('close', () => this.#maybeClose());
      }
      stdio.push(stream);
    }
    this.stdin = stdio[0];
    this.stdout = stdio[1];
    this.stderr = stdio[2];
    this.stdio = stdio;
  }

  #onExit(code, signal) {
    if (!this.channel) {
      this.#ended(code, signal);
      return;
    }
    // What it has said comes before its end, and so does the end of the channel; both are told in ticks.
    this.channel.readWaiting();
    nextTick(() => this.#ended(code, signal));
  }

  #ended(code, signal) {
    if (signal !== 0) this.signalCode = require('internal/process/signal_names').names[signal];
    else this.exitCode = code;
    this.stdin?.destroy();
    this.#handle = null;
    hooks.gone(this.#resource);
    if (code < 0) {
      const syscall = this.spawnfile ? `spawn ${this.spawnfile}` : 'spawn';
      const error = syscallException(code, syscall);
      if (this.spawnfile) error.path = this.spawnfile;
      error.spawnargs = this.spawnargs.slice(1);
      this.emit('error', error);
    } else {
      this.emit('exit', this.exitCode, this.signalCode);
    }
    // Streams that nobody reads must come to their end all the same. After a tick: 'exit' listeners may begin to read.
    nextTick(() => this.#drainStreams());
    this.#maybeClose();
  }

  #drainStreams() {
    const { stdio } = this;
    if (stdio === undefined) return;
    for (let i = 1; i < stdio.length; i++) {
      const stream = stdio[i];
      if (stream !== null && stream.readable && stream.listenerCount('readable') === 0 &&
          stream.readableFlowing === null) {
        stream.resume();
      }
    }
  }

  #maybeClose() {
    if (--this.#open === 0) this.emit('close', this.exitCode, this.signalCode);
  }

  /**
   * @param {string | number} [signal='SIGTERM']
   * @returns {boolean} whether it was sent
   * @throws {TypeError} ERR_UNKNOWN_SIGNAL
   */
  kill(signal) {
    if (signal !== undefined && typeof signal !== 'string' && typeof signal !== 'number') {
      const { codes } = require('internal/errors');
      throw new codes.ERR_UNKNOWN_SIGNAL(signal);
    }
    const number = signal === 0 ? 0 : toSignalNumber(signal ?? 'SIGTERM');
    if (this.#handle === null) return false;
    const result = this.#handle.kill(number);
    if (result === 0) {
      this.killed = true;
      return true;
    }
    const error = syscallException(result, 'kill');
    if (error.code === 'ESRCH') return false;
    if (error.code === 'EINVAL' || error.code === 'ENOSYS') throw error;
    this.emit('error', error);
    return false;
  }

  /** Lets the child keep the parent alive again. */
  ref() {
    this.#handle?.ref();
  }

  /** The parent may end before the child. */
  unref() {
    this.#handle?.unref();
  }

  [Symbol.dispose]() {
    if (!this.killed) this.kill();
  }
}

module.exports = { ChildProcess };
