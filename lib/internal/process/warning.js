// Warnings: process.emitWarning and what is printed of them.
// https://nodejs.org/api/process.html#processemitwarningwarning-options
'use strict';

const { process } = require('internal/process/object');
const options = require('internal/options');

let hinted = false;
let silenced;

function makeWarning(message, type, code, detail, ctor) {
  // The stack begins where the warning was made.
  const limit = Error.stackTraceLimit;
  if (type === 'DeprecationWarning' && process.noDeprecation) Error.stackTraceLimit = 0;
  const warning = new Error(message);
  Error.stackTraceLimit = limit;
  warning.name = String(type || 'Warning');
  if (code !== undefined) warning.code = code;
  if (detail !== undefined) warning.detail = detail;
  Error.captureStackTrace(warning, ctor);
  return warning;
}

function emit(warning) {
  process.emit('warning', warning);
}

/**
 * @param {string | Error} warning
 * @param {string | { type?: string, code?: string, ctor?: Function, detail?: string }} [type] or options
 * @param {string} [code]
 * @param {Function} [ctor] leaves the frames above it out of the stack
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function emitWarning(warning, type, code, ctor) {
  const { codes } = require('internal/errors');
  const { validateString } = require('internal/validators');
  // Silent before anything is checked or made.
  if (type === 'DeprecationWarning' && process.noDeprecation) return;
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    ctor = type.ctor;
    code = type.code;
    if (typeof type.detail === 'string') detail = type.detail;
    type = type.type || 'Warning';
  } else if (typeof type === 'function') {
    ctor = type;
    code = undefined;
    type = 'Warning';
  }
  if (type !== undefined) validateString(type, 'type');
  if (typeof code === 'function') {
    ctor = code;
    code = undefined;
  } else if (code !== undefined) {
    validateString(code, 'code');
  }
  if (typeof warning === 'string') {
    warning = makeWarning(warning, type, code, detail, ctor ?? process.emitWarning);
  } else if (!(warning instanceof Error)) {
    throw new codes.ERR_INVALID_ARG_TYPE('warning', ['Error', 'string'], warning);
  }
  if (warning.name === 'DeprecationWarning') {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) {
      // Past whoever would catch it here.
      process.nextTick(() => { throw warning; });
      return;
    }
  }
  process.nextTick(emit, warning);
}

function isSilenced(warning) {
  if (silenced === undefined) {
    const given = options.get('--disable-warning');
    silenced = given === undefined ? [] : Array.isArray(given) ? given : [given];
  }
  return silenced.includes(warning.code) || silenced.includes(warning.name);
}

function write(text) {
  const file = options.get('--redirect-warnings') ?? process.env.NODE_REDIRECT_WARNINGS;
  if (file) {
    try {
      require('fs').appendFileSync(file, `${text}\n`);
      return;
    } catch {
      // To stderr, then.
    }
  }
  // A program that has the stream may have replaced its write.
  if (require('internal/process/standard_streams').made.stderr) {
    process.stderr.write(`${text}\n`);
  } else {
    process._rawDebug(text);
  }
}

/**
 * The first listener of 'warning': prints to stderr.
 * @param {Error} warning
 */
function onWarning(warning) {
  if (!(warning instanceof Error) || isSilenced(warning)) return;
  const isDeprecation = warning.name === 'DeprecationWarning';
  if (isDeprecation && process.noDeprecation) return;
  const trace = process.traceProcessWarnings || (isDeprecation && process.traceDeprecation);
  let text = `(node:${process.pid}) `;
  if (warning.code) text += `[${warning.code}] `;
  if (trace && warning.stack) {
    text += warning.stack;
  } else {
    text += typeof warning.toString === 'function' ? `${warning.toString()}` : Error.prototype.toString.call(warning);
  }
  if (typeof warning.detail === 'string') text += `\n${warning.detail}`;
  if (!trace && !hinted) {
    hinted = true;
    const program = process.argv0.slice(process.argv0.lastIndexOf('/') + 1) || 'node';
    const flag = isDeprecation ? '--trace-deprecation' : '--trace-warnings';
    text += `\n(Use \`${program} ${flag} ...\` to show where the warning was created)`;
  }
  write(text);
}

module.exports = { emitWarning, onWarning };
