// What net.connect and server.listen accept, in one shape. https://nodejs.org/api/net.html
'use strict';

const { validateObject } = require('internal/validators');

/** A port is a number, or text that is one. */
function toNumber(text) {
  const number = Number(text);
  return number >= 0 ? number : false;
}

/** Marks what normalize has made: it may be given to it again. */
const kNormalized = Symbol('net.normalized');

/**
 * (options, cb), (path, cb), (port, host, cb) as [options, cb].
 * @param {any[]} args
 * @returns {[object, Function | null]}
 */
function normalize(args) {
  let result;
  if (args.length === 0) {
    result = [{}, null];
    result[kNormalized] = true;
    return result;
  }
  const first = args[0];
  let options = {};
  if (typeof first === 'object' && first !== null) {
    options = first;
  } else if (typeof first === 'string' && toNumber(first) === false) {
    options.path = first;
  } else {
    options.port = first;
    if (args.length > 1 && typeof args[1] === 'string') options.host = args[1];
  }
  const last = args[args.length - 1];
  result = [options, typeof last === 'function' ? last : null];
  result[kNormalized] = true;
  return result;
}

/**
 * What a server's constructor is given: options or not, then a listener.
 * @param {object | Function | null} [options]
 * @param {Function} [listener]
 * @returns {[object, Function | undefined]}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function normalizeServer(options, listener) {
  if (typeof options === 'function') return [{}, options];
  if (options === undefined || options === null) return [{}, listener];
  validateObject(options, 'options');
  return [options, listener];
}

module.exports = { normalize, normalizeServer, toNumber, kNormalized };
