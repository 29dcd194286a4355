// ERR_SYSTEM_ERROR and its relatives: a failed system call described by an `info` object.
// https://nodejs.org/api/errors.html#class-systemerror
'use strict';
const { systemErrors } = require('internal/errors/messages');
const { isCoded } = require('internal/errors');

class SystemError extends Error {
  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}

function forward(error, info, name) {
  Object.defineProperty(error, name, {
    __proto__: null,
    get() {
      return info[name];
    },
    set(value) {
      info[name] = value;
    },
    enumerable: true,
    configurable: true,
  });
}

function asText(value) {
  return typeof value === 'string' || value === undefined ? value : `${value}`;
}

/**
 * Makes the error of a code for one failed call.
 * @param {string} code
 * @param {{ errno: number, code: string, message: string, syscall: string, path?: string | Uint8Array,
 *   dest?: string | Uint8Array }} info
 * @returns {Error}
 */
function create(code, info) {
  let message = `${systemErrors[code]}: ${info.syscall} returned ${info.code} (${info.message})`;
  if (info.path !== undefined) message += ` ${asText(info.path)}`;
  if (info.dest !== undefined) message += ` => ${asText(info.dest)}`;
  const error = new SystemError(message);
  error.code = code;
  Object.defineProperties(error, {
    name: { __proto__: null, value: 'SystemError', writable: true, configurable: true },
    info: { __proto__: null, value: info, enumerable: true, configurable: true },
    [isCoded]: { __proto__: null, value: true },
  });
  forward(error, info, 'errno');
  forward(error, info, 'syscall');
  if (info.path !== undefined) {
    Object.defineProperty(error, 'path', {
      __proto__: null, get: () => asText(info.path), set(value) { info.path = value; }, enumerable: true, configurable: true,
    });
  }
  if (info.dest !== undefined) {
    Object.defineProperty(error, 'dest', {
      __proto__: null, get: () => asText(info.dest), set(value) { info.dest = value; }, enumerable: true, configurable: true,
    });
  }
  return error;
}

module.exports = { create };
