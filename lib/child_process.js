// node:child_process. https://nodejs.org/api/child_process.html
'use strict';

const { ChildProcess } = require('internal/child_process/child');
const {
  normalizeSpawnArguments, normalizeExecArguments, normalizeExecFileArguments, validateTimeout, validateMaxBuffer,
  validateAbortSignal, toSignalNumber, refuseZeroBytes, toPath,
} = require('internal/child_process/arguments');
const { AbortError, codes, genericNodeError } = require('internal/errors');
const { validateArray, validateObject } = require('internal/validators');

const kDefaultMaxBuffer = 1024 * 1024;

/** Ends `child` when the signal is aborted, and tells its 'error' listeners why. */
function watchSignal(child, signal, killSignal) {
  const abort = () => {
    try {
      if (child.kill(killSignal)) child.emit('error', new AbortError(undefined, { cause: signal.reason }));
    } catch (error) {
      child.emit('error', error);
    }
  };
  if (signal.aborted) {
    require('internal/ticks').nextTick(abort);
    return;
  }
  const { addAbortListener } = require('events');
  const listener = addAbortListener(signal, abort);
  child.once('exit', () => listener[Symbol.dispose]());
}

/**
 * https://nodejs.org/api/child_process.html#child_processspawncommand-args-options
 * @param {string} file
 * @param {string[]} [args]
 * @param {object} [options]
 * @returns {ChildProcess}
 */
function spawn(file, args, options) {
  options = normalizeSpawnArguments(file, args, options);
  validateTimeout(options.timeout);
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  const killSignal = toSignalNumber(options.killSignal);
  const child = new ChildProcess();
  child.spawn(options);
  if (options.timeout > 0) {
    let timer = require('timers').setTimeout(() => {
      timer = null;
      try {
        child.kill(killSignal ?? 'SIGTERM');
      } catch (error) {
        child.emit('error', error);
      }
    }, options.timeout);
    child.once('exit', () => {
      if (timer !== null) require('timers').clearTimeout(timer);
    });
  }
  if (options.signal) watchSignal(child, options.signal, killSignal ?? 'SIGTERM');
  return child;
}

const programOptions = new Set(['-e', '--eval', '-p', '--print', '-pe']);

/** The runtime's own arguments without a program among them, which a child would run instead of its module. */
function withoutProgram(execArgv) {
  const kept = [];
  for (let i = 0; i < execArgv.length; i++) {
    const argument = execArgv[i];
    if (argument.startsWith('--eval=') || argument.startsWith('--print=')) continue;
    if (!programOptions.has(argument)) kept.push(argument);
    else if (i + 1 < execArgv.length && !execArgv[i + 1].startsWith('-')) i++;
  }
  return kept;
}

/**
 * https://nodejs.org/api/child_process.html#child_processforkmodulepath-args-options
 * @param {string | URL} modulePath
 * @param {string[]} [args]
 * @param {object} [options]
 * @returns {ChildProcess}
 */
function fork(modulePath, args, options) {
  if (modulePath === undefined || modulePath === null) {
    throw new codes.ERR_INVALID_ARG_TYPE('modulePath', ['string', 'Buffer', 'URL'], modulePath);
  }
  modulePath = toPath(modulePath, 'modulePath');
  if (args === undefined || args === null) {
    args = [];
  } else if (typeof args === 'object' && !Array.isArray(args)) {
    options = args;
    args = [];
  } else {
    validateArray(args, 'args');
  }
  if (options !== undefined && options !== null) validateObject(options, 'options');
  const process = require('process');
  const own = { __proto__: null, ...options, shell: false };
  own.execPath ||= process.execPath;
  refuseZeroBytes(own.execPath, 'options.execPath');
  let execArgv = own.execArgv ?? process.execArgv;
  validateArray(execArgv, 'options.execArgv');
  if (execArgv === process.execArgv) execArgv = withoutProgram(execArgv);
  if (typeof own.stdio === 'string') {
    own.stdio = [...require('internal/child_process/stdio').fromWord(own.stdio), 'ipc'];
  } else if (!own.stdio) {
    const word = own.silent ? 'pipe' : 'inherit';
    own.stdio = [word, word, word, 'ipc'];
  } else if (Array.isArray(own.stdio) && !own.stdio.includes('ipc')) {
    throw new codes.ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
  }
  return spawn(own.execPath, [...execArgv, modulePath, ...args], own);
}

/** Gathers what a stream brings, up to `limit` bytes. */
class Output {
  chunks = [];
  length = 0;
  constructor(stream, encoding, limit, onExceeded) {
    const { Buffer } = require('buffer');
    this.stream = stream;
    if (encoding !== null) stream.setEncoding(encoding);
    stream.on('data', (chunk) => {
      const room = limit - this.length;
      this.length += typeof chunk === 'string' ? Buffer.byteLength(chunk, stream.readableEncoding) : chunk.length;
      if (this.length > limit) {
        this.chunks.push(chunk.slice(0, room));
        onExceeded();
      } else {
        this.chunks.push(chunk);
      }
    });
  }
  value() {
    // The program may have chosen an encoding of its own meanwhile.
    return this.stream.readableEncoding === null ? require('buffer').Buffer.concat(this.chunks) : this.chunks.join('');
  }
}

/**
 * https://nodejs.org/api/child_process.html#child_processexecfilefile-args-options-callback
 * @returns {ChildProcess}
 */
function execFile(file, args, options, callback) {
  ({ file, args, options, callback } = normalizeExecFileArguments(file, args, options, callback));
  options = { __proto__: null, encoding: 'utf8', timeout: 0, maxBuffer: kDefaultMaxBuffer, killSignal: 'SIGTERM', cwd: null,
              env: null, shell: false, ...options };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = toSignalNumber(options.killSignal);
  const child = spawn(file, args, {
    __proto__: null, cwd: options.cwd, env: options.env ?? undefined, gid: options.gid, shell: options.shell, signal: options.signal,
    uid: options.uid, argv0: options.argv0, killSignal: options.killSignal, windowsHide: Boolean(options.windowsHide),
    windowsVerbatimArguments: Boolean(options.windowsVerbatimArguments),
  });
  const { Buffer } = require('buffer');
  const encoding = options.encoding && options.encoding !== 'buffer' && Buffer.isEncoding(options.encoding) ?
    options.encoding : null;
  let failure = null;
  let killed = false;
  let finished = false;
  let timer = null;

  const kill = () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
    killed = true;
    try {
      child.kill(options.killSignal);
    } catch (error) {
      failure ??= error;
      finish();
    }
  };
  const gather = (stream, name) => (stream ? new Output(stream, encoding, options.maxBuffer ?? Infinity, () => {
    failure = new codes.ERR_CHILD_PROCESS_STDIO_MAXBUFFER(name);
    kill();
  }) : null);
  const out = gather(child.stdout, 'stdout');
  const err = gather(child.stderr, 'stderr');

  const empty = encoding === null ? () => Buffer.alloc(0) : () => '';
  const finish = (code, signal) => {
    if (finished) return;
    finished = true;
    if (timer !== null) require('timers').clearTimeout(timer);
    if (callback === undefined) return;
    const stdout = out === null ? empty() : out.value();
    const stderr = err === null ? empty() : err.value();
    if (failure === null && code === 0 && signal === null) {
      callback(null, stdout, stderr);
      return;
    }
    const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
    if (failure === null) {
      failure = genericNodeError(`Command failed: ${command}\n${stderr}`, {
        code: code < 0 ? require('internal/errno').getErrorName(code) : code,
        killed: child.killed || killed,
        signal,
      });
    }
    failure.cmd = command;
    callback(failure, stdout, stderr);
  };
  child.on('close', finish);
  child.on('error', (error) => {
    failure = error;
    child.stdout?.destroy();
    child.stderr?.destroy();
    finish();
  });
  if (options.timeout > 0) {
    timer = require('timers').setTimeout(() => {
      timer = null;
      kill();
    }, options.timeout);
  }
  return child;
}

/**
 * https://nodejs.org/api/child_process.html#child_processexeccommand-options-callback
 * @returns {ChildProcess}
 */
function exec(command, options, callback) {
  const normal = normalizeExecArguments(command, options, callback);
  return execFile(normal.file, normal.options, normal.callback);
}

/** The promise form that util.promisify gives: { stdout, stderr }, and `child` on the promise. */
function promised(original) {
  return (...args) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    promise.child = original(...args, (error, stdout, stderr) => {
      if (error === null) {
        resolve({ stdout, stderr });
      } else {
        error.stdout = stdout;
        error.stderr = stderr;
        reject(error);
      }
    });
    return promise;
  };
}
const kPromisify = Symbol.for('nodejs.util.promisify.custom');
for (const original of [exec, execFile]) {
  Object.defineProperty(original, kPromisify, { __proto__: null, enumerable: false, value: promised(original) });
  Object.defineProperty(original[kPromisify], 'name', { __proto__: null, value: original.name, configurable: true });
}

/** https://nodejs.org/api/child_process.html#child_processspawnsynccommand-args-options */
function spawnSync(file, args, options) {
  return require('internal/child_process/sync').spawnSync(file, args, options);
}

/** https://nodejs.org/api/child_process.html#child_processexecfilesyncfile-args-options */
function execFileSync(file, args, options) {
  return require('internal/child_process/sync').execFileSync(file, args, options);
}

/** https://nodejs.org/api/child_process.html#child_processexecsynccommand-options */
function execSync(command, options) {
  return require('internal/child_process/sync').execSync(command, options);
}

module.exports = { ChildProcess, exec, execFile, execFileSync, execSync, fork, spawn, spawnSync };
