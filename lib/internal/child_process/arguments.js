// The arguments that the functions of node:child_process share, checked and brought into one shape.
'use strict';

const { codes } = require('internal/errors');
const {
  validateString, validateObject, validateBoolean, validateFunction, validateAbortSignal,
} = require('internal/validators');

let warnedOfShellArguments = false;

/** Throws for text that the kernel would cut at a zero byte. */
function refuseZeroBytes(value, name) {
  if (typeof value === 'string' && value.includes('\u0000')) {
    throw new codes.ERR_INVALID_ARG_VALUE(name, value, 'must be a string without null bytes');
  }
}

function optional(validate, options, name) {
  if (options[name] !== undefined && options[name] !== null) validate(options[name], `options.${name}`);
}

/**
 * @param {string | Buffer | URL | null | undefined} value
 * @param {string} name of the option or argument
 * @returns {string | undefined} undefined when there is none
 */
function toPath(value, name) {
  if (value === undefined || value === null) return undefined;
  const path = require('internal/fs/arguments').getPath(value, name);
  return typeof path === 'string' ? path : require('buffer').Buffer.from(path).toString();
}

/** A user or group id. */
function validateId(options, name) {
  const value = options[name];
  if (value === undefined || value === null || value === (value | 0)) return;
  throw new codes.ERR_INVALID_ARG_TYPE(`options.${name}`, 'int32', value);
}

/** `NAME=value` for each property of `env`, in its order; those that it inherits count. */
function environmentOf(env) {
  const pairs = [];
  for (const name in env) {
    const value = env[name];
    if (value === undefined) continue;
    refuseZeroBytes(name, `options.env['${name}']`);
    refuseZeroBytes(`${value}`, `options.env['${name}']`);
    pairs.push(`${name}=${value}`);
  }
  // Coverage goes on in what the program starts, unless it says otherwise.
  const coverage = require('process').env.NODE_V8_COVERAGE;
  if (coverage !== undefined && env.NODE_V8_COVERAGE === undefined) pairs.push(`NODE_V8_COVERAGE=${coverage}`);
  return pairs;
}

/**
 * @param {string} file
 * @param {string[] | object} [args]
 * @param {object} [options]
 * @returns {object} the options with `file`, `args` (args[0] the program's own name) and `envPairs` in them
 */
function normalizeSpawnArguments(file, args, options) {
  validateString(file, 'file');
  refuseZeroBytes(file, 'file');
  if (file.length === 0) throw new codes.ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');

  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args === undefined || args === null) {
    args = [];
  } else if (typeof args !== 'object') {
    throw new codes.ERR_INVALID_ARG_TYPE('args', 'object', args);
  } else {
    options = args;
    args = [];
  }
  for (let i = 0; i < args.length; i++) refuseZeroBytes(`${args[i]}`, `args[${i}]`);

  if (options !== undefined) validateObject(options, 'options');
  // What a program has put on Object.prototype is no option.
  options = { __proto__: null, ...options };
  const cwd = toPath(options.cwd, 'options.cwd');
  optional(validateBoolean, options, 'detached');
  validateId(options, 'uid');
  validateId(options, 'gid');
  optional(validateString, options, 'argv0');
  optional(validateBoolean, options, 'windowsHide');
  optional(validateBoolean, options, 'windowsVerbatimArguments');
  refuseZeroBytes(options.argv0, 'options.argv0');
  const { shell } = options;
  if (shell !== undefined && shell !== null && typeof shell !== 'boolean' && typeof shell !== 'string') {
    throw new codes.ERR_INVALID_ARG_TYPE('options.shell', ['boolean', 'string'], shell);
  }
  refuseZeroBytes(shell, 'options.shell');
  if (shell) {
    if (args.length > 0 && !warnedOfShellArguments) {
      warnedOfShellArguments = true;
      require('process').emitWarning(
        'Passing args to a child process with shell option true can lead to security vulnerabilities, as the ' +
        'arguments are not escaped, only concatenated.', 'DeprecationWarning', 'DEP0190');
    }
    const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
    file = typeof shell === 'string' ? shell : '/bin/sh';
    args = ['-c', command];
  }
  args.unshift(options.argv0 ?? file);

  return {
    __proto__: null,
    ...options,
    cwd,
    file,
    args,
    detached: Boolean(options.detached),
    envPairs: environmentOf(options.env ?? require('process').env),
  };
}

/**
 * exec(command, options, callback): the command for a shell.
 * @returns {{ file: string, options: object, callback: Function | undefined }}
 */
function normalizeExecArguments(command, options, callback) {
  validateString(command, 'command');
  refuseZeroBytes(command, 'command');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  const own = { __proto__: null, ...options };
  own.shell = typeof own.shell === 'string' ? own.shell : true;
  return { file: command, options: own, callback };
}

/**
 * execFile(file, args, options, callback): every part but the first may be left out.
 * @returns {{ file: string, args: string[], options: object, callback: Function | undefined }}
 */
function normalizeExecFileArguments(file, args, options, callback) {
  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args !== null && typeof args === 'object') {
    callback = options;
    options = args;
    args = null;
  } else if (typeof args === 'function') {
    callback = args;
    options = null;
    args = null;
  }
  args ??= [];
  if (typeof args !== 'object') throw new codes.ERR_INVALID_ARG_TYPE('args', 'object', args);
  if (typeof options === 'function') {
    callback = options;
  } else if (options !== undefined && options !== null) {
    validateObject(options, 'options');
  }
  if (typeof options === 'function') options = null;
  options ??= {};
  if (callback !== undefined && callback !== null) validateFunction(callback, 'callback');
  if (options.argv0 !== undefined && options.argv0 !== null) {
    validateString(options.argv0, 'options.argv0');
    refuseZeroBytes(options.argv0, 'options.argv0');
  }
  return { file, args, options, callback: callback ?? undefined };
}

/** @param {number | undefined} timeout milliseconds */
function validateTimeout(timeout) {
  if (timeout === undefined || timeout === null) return;
  if (!(Number.isInteger(timeout) && timeout >= 0)) {
    throw new codes.ERR_OUT_OF_RANGE('timeout', 'an unsigned integer', timeout);
  }
}

/** @param {number | undefined} maxBuffer bytes */
function validateMaxBuffer(maxBuffer) {
  if (maxBuffer === undefined || maxBuffer === null) return;
  if (!(typeof maxBuffer === 'number' && maxBuffer >= 0)) {
    throw new codes.ERR_OUT_OF_RANGE('options.maxBuffer', 'a positive number', maxBuffer);
  }
}

/**
 * @param {any[]} args as the program gave them, which it sees again in `spawnargs`
 * @returns {string[]} as the child gets them
 */
function toStrings(args) {
  const strings = [];
  for (let i = 0; i < args.length; i++) strings.push(`${args[i]}`);
  return strings;
}

/**
 * @param {string | number | undefined} signal
 * @returns {number | undefined} the signal's number
 * @throws {TypeError} ERR_UNKNOWN_SIGNAL, ERR_INVALID_ARG_TYPE
 */
function toSignalNumber(signal) {
  if (signal === undefined || signal === null) return undefined;
  const { numbers, names } = require('internal/process/signal_names');
  if (typeof signal === 'number') {
    if (names[signal] !== undefined) return signal;
    throw new codes.ERR_UNKNOWN_SIGNAL(signal);
  }
  if (typeof signal !== 'string') throw new codes.ERR_INVALID_ARG_TYPE('options.killSignal', ['string', 'number'], signal);
  const number = numbers[signal.toUpperCase()];
  if (number === undefined) throw new codes.ERR_UNKNOWN_SIGNAL(signal);
  return number;
}

module.exports = {
  normalizeSpawnArguments, normalizeExecArguments, normalizeExecFileArguments, validateTimeout, validateMaxBuffer,
  validateAbortSignal, toSignalNumber, refuseZeroBytes, toPath, toStrings,
};
