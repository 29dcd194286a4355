// What takes the place of the program, or of its environment: process.execve, process.loadEnvFile.
// https://nodejs.org/api/process.html#processexecvefile-args-env
'use strict';

const { codes } = require('internal/errors');
const { validateArray, validateObject, validateString } = require('internal/validators');

let warned = false;

function isText(value) {
  return typeof value === 'string' && !value.includes('\u0000');
}

/**
 * Replaces the process by another program; returns never. Where that fails, the process aborts.
 * @param {string} execPath
 * @param {string[]} [args]
 * @param {Record<string, string>} [env]
 */
function execve(execPath, args = [], env = undefined) {
  const process = require('process');
  if (!require('worker_threads').isMainThread) {
    throw new codes.ERR_WORKER_UNSUPPORTED_OPERATION('Calling process.execve');
  }
  validateString(execPath, 'execPath');
  validateArray(args, 'args');
  for (let i = 0; i < args.length; i++) {
    if (!isText(args[i])) throw new codes.ERR_INVALID_ARG_VALUE(`args[${i}]`, args[i], 'must be a string without null bytes');
  }
  env ??= process.env;
  validateObject(env, 'env');
  const pairs = [];
  for (const { 0: name, 1: value } of Object.entries(env)) {
    if (!isText(name) || !isText(value)) {
      throw new codes.ERR_INVALID_ARG_VALUE('env', env, 'must be an object with string keys and values without null bytes');
    }
    pairs.push(`${name}=${value}`);
  }
  if (!warned) {
    warned = true;
    process.emitWarning('process.execve is an experimental feature and might change at any time', 'ExperimentalWarning');
  }
  require('internal/process/uncaught').runLastActions();
  const status = binding('process').execve(execPath, args, pairs);
  const { getErrorName } = require('internal/errno');
  const error = new Error(`process.execve failed with error code ${getErrorName(status)}`);
  process._rawDebug(error.stack);
  process.abort();
}

/**
 * https://nodejs.org/api/process.html#processloadenvfilepath
 * @param {string | URL | Buffer} [path='./.env']
 */
function loadEnvFile(path) {
  path ??= '.env';
  const { env } = require('process');
  const { readFileSync } = require('fs');
  const { Buffer } = require('buffer');
  const isPath = typeof path === 'string' || Buffer.isBuffer(path) || require('internal/url').isURL(path);
  if (!isPath) throw new codes.ERR_INVALID_ARG_TYPE('path', ['string', 'Buffer', 'URL'], path);
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code !== 'EISDIR') throw error;
    const refusal = new TypeError(`Contents of '${path}' should be a valid string.`);
    refusal.code = 'ERR_INVALID_ARG_TYPE';
    throw refusal;
  }
  const variables = require('internal/util/env').parseEnv(text);
  for (const name of Object.keys(variables)) env[name] ??= variables[name];
}

module.exports = { execve, loadEnvFile };
