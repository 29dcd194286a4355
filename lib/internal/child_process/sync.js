// The forms that wait for the child's end. https://nodejs.org/api/child_process.html#synchronous-process-creation
'use strict';

const native = binding('child_process');
const { codes, syscallException, genericNodeError } = require('internal/errors');
const { parseStdio } = require('internal/child_process/stdio');
const {
  normalizeSpawnArguments, normalizeExecArguments, normalizeExecFileArguments, validateTimeout, validateMaxBuffer,
  toSignalNumber,
  toStrings,
} = require('internal/child_process/arguments');
const { Buffer } = require('buffer');

const kDefaultMaxBuffer = 1024 * 1024;

function toInput(input) {
  if (!input) return undefined;
  if (ArrayBuffer.isView(input)) return input;
  if (typeof input === 'string') return Buffer.from(input);
  throw new codes.ERR_INVALID_ARG_TYPE('options.stdio[0]', ['Buffer', 'TypedArray', 'DataView', 'string'], input);
}

/** What native spawnSync takes for each descriptor: null, the parent's descriptor, or what the child reads from a pipe. */
function toNative(slots, input) {
  const parts = [];
  for (let i = 0; i < slots.length; i++) {
    const { type, fd, bytes } = slots[i];
    switch (type) {
      case 'fd': parts.push(fd); break;
      case 'ignore': parts.push(null); break;
      case 'bytes': parts.push(bytes); break;
      default: parts.push(i === 0 && input !== undefined ? input : true);
    }
  }
  return parts;
}

function failure(code, file, args) {
  const error = syscallException(code, `spawnSync ${file}`);
  error.path = file;
  error.spawnargs = args.slice(1);
  return error;
}

/**
 * https://nodejs.org/api/child_process.html#child_processspawnsynccommand-args-options
 * @returns {{ pid: number, output: any[], stdout: any, stderr: any, status: number | null, signal: string | null,
 *   error?: Error }}
 */
function spawnSync(file, args, options) {
  options = { __proto__: null, maxBuffer: kDefaultMaxBuffer, ...normalizeSpawnArguments(file, args, options) };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  const killSignal = toSignalNumber(options.killSignal) ?? 15;
  const input = toInput(options.input);
  const slots = parseStdio(options.stdio, true);
  if (input !== undefined && slots[0].type !== 'pipe') slots[0] = { type: 'pipe' };
  const outcome = native.spawnSync(
    options.file, toStrings(options.args), options.envPairs, options.cwd, options.uid ?? undefined, options.gid ?? undefined,
    toNative(slots, input), options.timeout ?? 0, killSignal, options.maxBuffer ?? Infinity);
  if (typeof outcome === 'number') {
    return {
      error: failure(outcome, options.file, options.args),
      status: null, signal: null, output: null, pid: 0, stdout: undefined, stderr: undefined,
    };
  }
  const encoding = options.encoding && options.encoding !== 'buffer' ? options.encoding : null;
  const output = [];
  for (let i = 0; i < outcome.outputs.length; i++) {
    const bytes = outcome.outputs[i];
    if (bytes === null || i === 0) {
      output.push(null);
    } else {
      const buffer = Buffer.from(bytes);
      output.push(encoding === null ? buffer : buffer.toString(encoding));
    }
  }
  const result = {
    status: outcome.signal !== 0 ? null : outcome.code,
    signal: outcome.signal !== 0 ? require('internal/process/signal_names').names[outcome.signal] : null,
    output,
    pid: outcome.pid,
    stdout: output[1],
    stderr: output[2],
  };
  if (outcome.error !== 0) result.error = failure(outcome.error, options.file, options.args);
  return result;
}

/** Throws for a result that is a failure. */
function check(result, command) {
  if (result.error) {
    Object.assign(result.error, result);
    throw result.error;
  }
  if (result.status === 0) return;
  let message = `Command failed: ${command}`;
  if (result.stderr && result.stderr.length > 0) message += `\n${result.stderr.toString()}`;
  throw genericNodeError(message, result);
}

function finish(result, inheritsStderr, command) {
  // Without a word on stdio, the child's errors are shown as they would be at a terminal.
  if (inheritsStderr && result.stderr?.length > 0) require('process').stderr.write(result.stderr);
  check(result, command);
  return result.stdout;
}

/** https://nodejs.org/api/child_process.html#child_processexecfilesyncfile-args-options */
function execFileSync(file, args, options) {
  ({ file, args, options } = normalizeExecFileArguments(file, args, options));
  const result = spawnSync(file, args, options);
  return finish(result, !options.stdio, [options.argv0 ?? file, ...args].join(' '));
}

/** https://nodejs.org/api/child_process.html#child_processexecsynccommand-options */
function execSync(command, options) {
  const normal = normalizeExecArguments(command, options, null);
  const result = spawnSync(normal.file, normal.options);
  return finish(result, !normal.options.stdio, command);
}

module.exports = { spawnSync, execFileSync, execSync };
