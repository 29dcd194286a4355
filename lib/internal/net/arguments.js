// What net.connect and server.listen accept, in one shape. https://nodejs.org/api/net.html
'use strict';

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

module.exports = { normalize, toNumber, kNormalized };
