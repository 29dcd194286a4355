// Worker: the parent's side of a thread. https://nodejs.org/api/worker_threads.html#class-worker
'use strict';

const EventEmitter = require('events');
const { codes } = require('internal/errors');
const { validateArray, validateObject, validateString } = require('internal/validators');
const { adopt, sendFrom, tooFewArguments, transferOf } = require('internal/messaging/port');
const { isURL } = require('internal/url');
const path = require('path');
const hooks = require('internal/async/hooks');

const native = binding('worker');
const messaging = binding('messaging');

const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV');

/** What native code says that it delivers. */
const kMessage = 0;
const kMessageError = 1;

/** What setEnvironmentData has set: a worker starts with a copy of it. */
const environmentData = new Map();

const heapFigures = [
  'total_heap_size', 'total_heap_size_executable', 'total_physical_size', 'total_available_size', 'used_heap_size',
  'heap_size_limit', 'malloced_memory', 'peak_malloced_memory', 'does_zap_garbage', 'number_of_native_contexts',
  'number_of_detached_contexts', 'total_global_handles_size', 'used_global_handles_size', 'external_memory',
];

/** @returns {{ kind: 'file' | 'url' | 'eval', filename: string }} what a worker is to run */
function programOf(filename, options) {
  if (options.eval) {
    if (typeof filename !== 'string') {
      throw new codes.ERR_INVALID_ARG_VALUE('options.eval', options.eval,
                                            'must be false when \'filename\' is not a string');
    }
    return { kind: 'eval', filename };
  }
  if (isURL(filename)) {
    if (filename.protocol === 'data:') return { kind: 'url', filename: filename.href };
    return { kind: 'file', filename: require('internal/url').fileURLToPath(filename) };
  }
  if (typeof filename !== 'string') throw new codes.ERR_INVALID_ARG_TYPE('filename', ['string', 'URL'], filename);
  if (path.isAbsolute(filename) || /^\.\.?[\\/]/.test(filename)) {
    return { kind: 'file', filename: path.resolve(filename) };
  }
  const scheme = /^(?:file:\/\/|data:text\/javascript)/.exec(filename)?.[0].slice(0, 5);
  const shown = scheme === 'file:' ? 'file://' : scheme;
  throw new codes.ERR_WORKER_PATH(filename, shown === undefined ? '' : ` Wrap ${shown} URLs with \`new URL\`.`);
}

/** @returns {string[] | true | undefined} what native code takes: names and values, true to share, undefined to copy */
function environmentOf(env) {
  if (env === SHARE_ENV) return true;
  if (env === undefined || env === null) return undefined;
  if (typeof env !== 'object') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.env', ['object', 'undefined', 'null',
                                                         'worker_threads.SHARE_ENV'], env);
  }
  const pairs = [];
  for (const name of Object.keys(env)) pairs.push(name, `${env[name]}`);
  return pairs;
}

/**
 * The options that the worker's command line would have.
 * @returns {string[]} names and values
 */
function optionsOf(execArgv, env) {
  const process = require('process');
  const given = env === undefined || env === null || env === SHARE_ENV ? undefined : env.NODE_OPTIONS;
  const nodeOptions = given === undefined || given === process.env.NODE_OPTIONS ? undefined : `${given}`;
  if (execArgv === undefined && nodeOptions === undefined) return native.ownOptions();
  if (execArgv !== undefined) validateArray(execArgv, 'options.execArgv');
  const { 0: values, 1: refused, 2: error } = native.parseOptions(execArgv?.map(String) ?? [], nodeOptions);
  if (refused.length > 0) throw new codes.ERR_WORKER_INVALID_EXEC_ARGV(refused);
  if (error !== '') {
    throw new codes.ERR_WORKER_INVALID_EXEC_ARGV([error], nodeOptions === undefined ? undefined :
      'invalid NODE_OPTIONS env variable');
  }
  return execArgv === undefined ? [...native.ownOptions(), ...values] : values;
}

function limitOf(limits, name, fallback) {
  const value = limits?.[name];
  return typeof value === 'number' ? value : fallback;
}

/** @returns {number[]} as native code takes them */
function limitsOf(limits) {
  if (limits !== undefined && limits !== null) validateObject(limits, 'options.resourceLimits');
  return [
    limitOf(limits, 'maxYoungGenerationSizeMb', -1), limitOf(limits, 'maxOldGenerationSizeMb', -1),
    limitOf(limits, 'codeRangeSizeMb', -1), limitOf(limits, 'stackSizeMb', 4),
  ];
}

/** A profile that runs in a worker. */
class ProfileHandle {
  #stop;
  #stopped = undefined;

  /** @param {() => Promise<string>} stop */
  constructor(stop) {
    this.#stop = stop;
  }

  /** @returns {Promise<string>} the profile as JSON */
  stop() {
    return this.#stopped ??= this.#stop();
  }

  async [Symbol.asyncDispose]() {
    await this.stop();
  }
}

/** https://nodejs.org/api/v8.html#class-cpuprofilehandle */
class CPUProfileHandle extends ProfileHandle {}

/** https://nodejs.org/api/v8.html#class-heapprofilehandle */
class HeapProfileHandle extends ProfileHandle {}

class Worker extends EventEmitter {
  #handle;
  /** The end of the channel for the program's messages. */
  #port;
  /** The end of the channel for what the two sides of a worker say to each other. */
  #control;
  #streams = { __proto__: null, stdin: null, stdout: undefined, stderr: undefined };
  /** Whose data does not go to this process's own streams. */
  #captured;
  #threadId = -1;
  #threadName = null;
  #ended = false;
  #online = false;
  /** What terminate() has promised. */
  #terminated = undefined;
  /** Rejects what was asked of the worker. */
  #questions = new Set();

  /**
   * @param {string | URL} filename
   * @param {object} [options] https://nodejs.org/api/worker_threads.html#new-workerfilename-options
   */
  constructor(filename, options = {}) {
    super();
    options ??= {};
    validateObject(options, 'options');
    const process = require('process');
    const { argv, env, execArgv, workerData } = options;
    if (execArgv !== undefined && execArgv !== null) validateArray(execArgv, 'options.execArgv');
    if (argv !== undefined && argv !== null) validateArray(argv, 'options.argv');
    const { kind, filename: program } = programOf(filename, options);
    const environment = environmentOf(env);
    const values = optionsOf(execArgv ?? undefined, env);
    let name = 'WorkerThread';
    if (options.name) {
      validateString(options.name, 'options.name');
      name = options.name.trim();
    }
    const args = [process.argv[0], kind === 'eval' ? '[worker eval]' : program];
    for (let i = 0; i < (argv?.length ?? 0); i++) args.push(String(argv[i]));
    this.#captured = { __proto__: null, stdout: !!options.stdout, stderr: !!options.stderr };

    if (native.isWorker() === false) require('internal/worker/mailbox').openMain();
    const { 0: own, 1: others } = messaging.makeChannel();
    const port = adopt(others);
    const handle = new native.Worker(name, limitsOf(options.resourceLimits), args,
                                     execArgv?.map(String) ?? process.execArgv, values, environment);
    const control = handle.port();
    const mailbox = messaging.joinMailbox(`${handle.id()}`);
    try {
      const list = options.transferList === undefined ? [] : [...transferOf(options.transferList) ?? []];
      sendFrom(control, {
        // Open before the worker runs: other threads may send to it at once.
        mailbox: mailbox.detach(),
        kind, filename: program, port, workerData, environmentData, stdin: !!options.stdin,
      }, [port, ...list]);
    } catch (error) {
      // What was made for a worker that will not be must not keep the process alive.
      handle.discard();
      for (const half of [own, control, mailbox]) half.close();
      throw error;
    }
    this.#handle = handle;
    this.#control = control;
    this.#port = own;
    const onMessage = (what, value) => {
      if (what === kMessage) this.emit('message', value);
      else if (what === kMessageError) this.emit('messageerror', value);
    };
    own.deliver = onMessage;
    own.start();
    const onControl = (what, message) => {
      if (what === kMessage) this.#onControl(message);
    };
    control.deliver = onControl;
    control.start();
    const onEnd = (code, error, detail) => this.#onEnd(code, error, detail);
    handle.onEnd = onEnd;
    if (options.stdin) {
      const { PostingStream } = require('internal/worker/stdio');
      this.#streams.stdin = new PostingStream(this.#line(), 'stdin');
    }
    this.#threadId = handle.id();
    this.#threadName = name;
    this.performance = { eventLoopUtilization: (first, second) => this.#utilization(first, second) };
    if (hooks.state.tracking) hooks.initialize(handle, 'WORKER');
    const status = handle.start();
    if (status !== 0) {
      this.#failed(require('internal/errno').getErrorName(status));
      return;
    }
    require('process').nextTick(() => process.emit('worker', this));
  }

  /** The thread could not be started. */
  #failed(name) {
    require('process').nextTick(() => this.#onEnd(1, 'ERR_WORKER_INIT_FAILED', name));
  }

  /** How the streams reach the worker. They keep nothing alive: the worker does. */
  #line() {
    const control = this.#control;
    return { post(message) { control.send(message); }, hold() {}, release() {} };
  }

  #onControl(message) {
    switch (message[0]) {
      case 'online':
        this.#online = true;
        this.emit('online');
        break;
      case 'error':
        // On another port than what was posted before it.
        this.#port.drain();
        this.emit('error', require('internal/worker/thrown').unpack(message[1]));
        break;
      case 'more': this.#streams.stdin?.goOn(); break;
      case 'write': this.#onWrite(message[1], message[2], message[3]); break;
      case 'end': this.#streams[message[1]]?.push(null); break;
    }
  }

  #onWrite(name, chunks, encodings) {
    const stream = this.#streams[name];
    if (stream !== undefined) {
      stream.receive(chunks, encodings);
      return;
    }
    if (this.#captured[name]) {
      this.#output(name).receive(chunks, encodings);
      return;
    }
    // Nobody has asked for the stream: straight on, without one.
    const own = require('process')[name];
    const { Buffer } = require('buffer');
    const last = chunks.length - 1;
    const goOn = () => this.#control.send(['more', name]);
    for (let i = 0; i <= last; i++) {
      const chunk = typeof chunks[i] === 'string' ? chunks[i] :
        Buffer.from(chunks[i].buffer, chunks[i].byteOffset, chunks[i].byteLength);
      own.write(chunk, typeof chunk === 'string' ? encodings[i] : undefined, i === last ? goOn : undefined);
    }
  }

  #output(name) {
    let stream = this.#streams[name];
    if (stream === undefined) {
      const { PostedStream } = require('internal/worker/stdio');
      stream = this.#streams[name] = new PostedStream(this.#line(), name, false);
      if (this.#ended) stream.push(null);
      if (!this.#captured[name]) {
        const own = require('process')[name];
        // One pipe for each worker is nothing to warn of.
        const { _maxListeners } = own;
        own._maxListeners = Infinity;
        stream.pipe(own, { end: false });
        own._maxListeners = _maxListeners;
      }
    }
    return stream;
  }

  #onEnd(code, error, detail) {
    if (this.#ended) return;
    this.#port.drain();
    this.#control.drain();
    this.#port.close();
    this.#control.close();
    this.#ended = true;
    this.#threadId = -1;
    this.#threadName = null;
    this.#streams.stdout?.push(null);
    this.#streams.stderr?.push(null);
    const { stdin } = this.#streams;
    if (stdin !== null && !stdin.destroyed) stdin.destroy();
    for (const reject of this.#questions) reject(new codes.ERR_WORKER_NOT_RUNNING());
    this.#questions.clear();
    try {
      if (error !== '') this.emit('error', new codes[error](detail));
    } finally {
      this.emit('exit', code);
    }
  }

  /**
   * @param {any} value
   * @param {object[]} [transferList]
   */
  postMessage(...args) {
    if (this.#ended) return;
    if (args.length === 0) throw tooFewArguments();
    sendFrom(this.#port, args[0], transferOf(args[1]));
  }

  /**
   * Stops the thread.
   * @param {Function} [callback] deprecated
   * @returns {Promise<number | undefined>} the exit code; undefined when it had ended before
   */
  terminate(callback) {
    this.ref();
    if (typeof callback === 'function') {
      require('process').emitWarning(
        'Passing a callback to worker.terminate() is deprecated. It returns a Promise instead.',
        'DeprecationWarning', 'DEP0132');
      if (this.#ended) return Promise.resolve();
      this.once('exit', (exitCode) => callback(null, exitCode));
    }
    if (this.#ended) return Promise.resolve();
    this.#handle.terminate();
    return this.#terminated ??= new Promise((resolve) => this.once('exit', resolve));
  }

  async [Symbol.asyncDispose]() {
    await this.terminate();
  }

  ref() {
    if (!this.#ended) this.#handle.ref();
  }

  unref() {
    if (!this.#ended) this.#handle.unref();
  }

  get threadId() { return this.#threadId; }
  get threadName() { return this.#threadName; }
  get stdin() { return this.#streams.stdin; }
  get stdout() { return this.#output('stdout'); }
  get stderr() { return this.#output('stderr'); }

  /** @returns {object} empty once the worker has ended */
  get resourceLimits() {
    if (this.#ended) return {};
    const { 0: young, 1: old, 2: code, 3: stack } = this.#handle.limits();
    return {
      maxYoungGenerationSizeMb: young, maxOldGenerationSizeMb: old, codeRangeSizeMb: code, stackSizeMb: stack,
    };
  }

  #utilization(first, second) {
    if (first !== undefined && second !== undefined) {
      return require('internal/perf/performance').eventLoopUtilization(first, second);
    }
    const none = { idle: 0, active: 0, utilization: 0 };
    if (!this.#online || this.#ended) return none;
    const { 0: start, 1: idle } = this.#handle.loopTimes();
    if (start === 0) return none;
    const active = binding('process').monotonicMs() - start - idle;
    if (first === undefined) return { idle, active, utilization: active / (idle + active) };
    const idleDelta = idle - first.idle;
    const activeDelta = active - first.active;
    return { idle: idleDelta, active: activeDelta, utilization: activeDelta / (idleDelta + activeDelta) };
  }

  /** Asks the worker's thread: `ask` gets the callback for the answer. */
  #question(ask) {
    if (this.#ended) return Promise.reject(new codes.ERR_WORKER_NOT_RUNNING());
    return new Promise((resolve, reject) => {
      this.#questions.add(reject);
      ask((answer) => {
        this.#questions.delete(reject);
        resolve(answer);
      });
    });
  }

  /**
   * @param {{ exposeInternals?: boolean, exposeNumericValues?: boolean }} [options]
   * @returns {Promise<Readable>} of JSON
   */
  getHeapSnapshot(options = undefined) {
    const { snapshotOptions } = require('internal/v8/snapshot_options');
    const { exposeInternals, exposeNumericValues } = snapshotOptions(options);
    return this.#question((done) => this.#handle.heapSnapshot(done, exposeInternals, exposeNumericValues))
      .then((bytes) => {
        const { Readable } = require('stream');
        const { Buffer } = require('buffer');
        return Readable.from([Buffer.from(bytes.buffer)], { objectMode: false });
      });
  }

  /** @returns {Promise<object>} as v8.getHeapStatistics() has it, of the worker */
  getHeapStatistics() {
    return this.#question((done) => this.#handle.heapStatistics(done)).then((figures) => {
      const statistics = {};
      for (let i = 0; i < heapFigures.length; i++) statistics[heapFigures[i]] = figures[i];
      return statistics;
    });
  }

  /** @returns {Promise<CPUProfileHandle>} samples what the worker runs from now on */
  async startCpuProfile() {
    const { 0: id } = await this.#question((done) => this.#handle.startCpuProfile(done));
    if (id < 0) throw new codes.ERR_CPU_PROFILE_TOO_MANY();
    return new CPUProfileHandle(async () => {
      const bytes = await this.#question((done) => this.#handle.stopCpuProfile(done, id));
      return require('buffer').Buffer.from(bytes.buffer).toString();
    });
  }

  /**
   * @returns {Promise<HeapProfileHandle>} samples what the worker allocates from now on
   * @throws {Error} (rejects) ERR_HEAP_PROFILE_HAVE_BEEN_STARTED while another one runs
   */
  async startHeapProfile() {
    const { 0: started } = await this.#question((done) => this.#handle.startHeapProfile(done));
    if (started === 0) throw new codes.ERR_HEAP_PROFILE_HAVE_BEEN_STARTED();
    return new HeapProfileHandle(async () => {
      const bytes = await this.#question((done) => this.#handle.stopHeapProfile(done));
      return require('buffer').Buffer.from(bytes.buffer).toString();
    });
  }

  /**
   * @param {{ user: number, system: number }} [prev] an earlier result, to be subtracted
   * @returns {Promise<{ user: number, system: number }>} microseconds
   */
  cpuUsage(prev = undefined) {
    if (prev) {
      validateObject(prev, 'prev');
      for (const name of ['user', 'system']) {
        require('internal/validators').validateNumber(prev[name], `prev.${name}`, 0, Number.MAX_SAFE_INTEGER);
      }
    }
    return this.#question((done) => this.#handle.cpuUsage(done)).then(({ 0: user, 1: system }) => {
      if (!prev) return { user, system };
      return { user: user - prev.user, system: system - prev.system };
    });
  }
}

module.exports = { Worker, SHARE_ENV, environmentData };
