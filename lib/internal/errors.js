// The errors that builtin modules throw: coded errors, system errors, AbortError. https://nodejs.org/api/errors.html
//
// `codes.ERR_X` is a constructor made when first touched. Its class and message come from the table in
// internal/errors/messages, which is loaded when the first coded error is created.
'use strict';
const { getErrorMessage, getErrorName } = require('internal/errno');

const { captureStackTrace } = Error;
const { construct } = Reflect;
const { defineProperty } = Object;

const isCoded = Symbol('coded error');

let tables;
let properties;
let prototypes;

function loadTables() {
  const messages = require('internal/errors/messages');
  ({ properties } = require('internal/errors/built_messages'));
  prototypes = {
    __proto__: null,
    Error: codedPrototype(Error),
    TypeError: codedPrototype(TypeError),
    RangeError: codedPrototype(RangeError),
    SyntaxError: codedPrototype(SyntaxError),
    URIError: codedPrototype(URIError),
  };
  tables = [
    [Error, 'Error', messages.errors],
    [TypeError, 'TypeError', messages.typeErrors],
    [RangeError, 'RangeError', messages.rangeErrors],
    [SyntaxError, 'SyntaxError', messages.syntaxErrors],
    [URIError, 'URIError', messages.uriErrors],
  ];
}

/** Between coded errors and their class, which stays what `constructor` tells. */
function codedPrototype(Base) {
  const prototype = Object.create(Base.prototype);
  defineProperty(prototype, 'constructor', { __proto__: null, value: Base, writable: true, configurable: true });
  defineProperty(prototype, 'toString', {
    __proto__: null,
    value: function toString() {
      return `${this.name} [${this.code}]: ${this.message}`;
    },
    writable: true,
    configurable: true,
  });
  defineProperty(prototype, isCoded, { __proto__: null, value: true });
  return prototype;
}

function lookUp(code) {
  if (tables === undefined) loadTables();
  for (let i = 0; i < tables.length; i++) {
    const message = tables[i][2][code];
    if (message !== undefined) return { Base: tables[i][0], baseName: tables[i][1], message };
  }
  return undefined;
}

const placeholder = /\$([1-5])/g;

function fillIn(template, args) {
  return template.replace(placeholder, (_, digit) => {
    const value = args[digit - 1];
    return typeof value === 'string' ? value : require('internal/util/format').format('%s', value);
  });
}

/**
 * Makes the constructor for a code, of the table's class or of another one.
 * @param {string} code
 * @param {string} [variant] 'Error', 'TypeError' or 'RangeError'; the table's class by default
 * @returns {Function}
 */
function makeConstructor(code, variant = undefined) {
  let entry;
  // A plain function costs less than a class until it is first used, and most are never used. With it as new.target
  // the stack begins at the caller.
  function Coded(...args) {
    if (entry === undefined) {
      entry = lookUp(code);
      if (entry === undefined) throw new Error(`No message for the error code ${code}`);
      if (variant !== undefined) entry = { Base: globalThis[variant], baseName: variant, message: entry.message };
      Coded.prototype = prototypes[entry.baseName];
    }
    const { message } = entry;
    const text = typeof message === 'string' ?
      (args.length === 0 ? message : fillIn(message, args)) : message.apply(undefined, args);
    const error = construct(entry.Base, [text], Coded);
    error.code = code;
    const extend = properties[code];
    if (extend !== undefined) extend(error, ...args);
    return error;
  }
  return Coded;
}

const variants = {
  __proto__: null,
  ERR_HTTP2_INVALID_SETTING_VALUE: ['RangeError'],
  ERR_INVALID_ARG_VALUE: ['RangeError'],
  ERR_INVALID_STATE: ['TypeError', 'RangeError'],
  ERR_METHOD_NOT_IMPLEMENTED: ['TypeError'],
  ERR_MISSING_OPTION: ['TypeError'],
};

/**
 * Constructors by code: `new codes.ERR_INVALID_ARG_TYPE('name', 'string', value)`. Where an API throws a code with
 * another class than the usual one: `new codes.ERR_INVALID_STATE.TypeError(...)`.
 * @type {Record<string, Function>}
 */
const codes = { __proto__: new Proxy({ __proto__: null }, {
  __proto__: null,
  get(target, code, receiver) {
    if (typeof code !== 'string' || code.slice(0, 4) !== 'ERR_') return undefined;
    const constructor = code in systemCodes ? makeSystemConstructor(code) : makeConstructor(code);
    const others = variants[code];
    if (others !== undefined) {
      for (let i = 0; i < others.length; i++) constructor[others[i]] = makeConstructor(code, others[i]);
    }
    defineProperty(receiver, code, {
      __proto__: null, value: constructor, enumerable: true, configurable: true, writable: true,
    });
    return constructor;
  },
}) };

const systemCodes = {
  __proto__: null,
  ERR_FS_CP_DIR_TO_NON_DIR: true,
  ERR_FS_CP_EEXIST: true,
  ERR_FS_CP_EINVAL: true,
  ERR_FS_CP_FIFO_PIPE: true,
  ERR_FS_CP_NON_DIR_TO_DIR: true,
  ERR_FS_CP_SOCKET: true,
  ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY: true,
  ERR_FS_CP_UNKNOWN: true,
  ERR_FS_EISDIR: true,
  ERR_SOCKET_BUFFER_SIZE: true,
  ERR_SYSTEM_ERROR: true,
  ERR_TTY_INIT_FAILED: true,
};

function makeSystemConstructor(code) {
  return function SystemError(info) {
    const error = require('internal/errors/system_error').create(code, info);
    captureStackTrace(error, SystemError);
    return error;
  };
}

/** A path as the system has it, shown as text: bytes by UTF-8, a lone surrogate as what stands for it there. */
function pathText(path) {
  if (typeof path === 'string') return path.toWellFormed();
  if (!ArrayBuffer.isView(path)) return `${path}`;
  return require('buffer').Buffer.from(path.buffer, path.byteOffset, path.byteLength).toString();
}

/**
 * A failed system call, with the properties errno, code, syscall and, where given, path and dest.
 * @param {number} errno negative
 * @param {string} syscall
 * @param {string | Uint8Array} [path]
 * @param {string | Uint8Array} [dest]
 * @returns {Error} `ENOENT: no such file or directory, open 'x'`
 */
function errnoException(errno, syscall, path = undefined, dest = undefined) {
  const code = getErrorName(errno);
  let message = `${code}: ${getErrorMessage(errno)}, ${syscall}`;
  if (path !== undefined) {
    path = pathText(path);
    if (dest !== undefined) dest = pathText(dest);
    message += ` '${path}'`;
    if (dest !== undefined) message += ` -> '${dest}'`;
  }
  const error = plainError(message, errnoException);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  if (path !== undefined) {
    error.path = path;
    if (dest !== undefined) error.dest = dest;
  }
  return error;
}

/**
 * The error of a failed system call that has no path: `kill ESRCH`.
 * @param {number} errno negative
 * @param {string} syscall
 * @returns {Error} with errno, code, syscall
 */
function syscallException(errno, syscall) {
  const code = getErrorName(errno);
  const error = plainError(`${syscall} ${code}`, syscallException);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  return error;
}

/**
 * A failed network call, with the properties errno, code, syscall, address and, where given, port.
 * @param {number} errno negative
 * @param {string} syscall
 * @param {string} [address] IP address or path
 * @param {number} [port]
 * @param {string} [additional] local address, shown as `- Local (additional)`
 * @returns {Error} `connect ECONNREFUSED 127.0.0.1:80`
 */
function exceptionWithHostPort(errno, syscall, address, port = undefined, additional = undefined) {
  const code = getErrorName(errno);
  let where = '';
  if (port && port > 0) {
    where = ` ${address}:${port}`;
  } else if (address) {
    where = ` ${address}`;
  }
  if (additional) where += ` - Local (${additional})`;
  const error = plainError(`${syscall} ${code}${where}`, exceptionWithHostPort);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  error.address = address;
  if (port) error.port = port;
  return error;
}

/**
 * A failed name lookup, with the properties errno, code, syscall and, where given, hostname.
 * @param {number | string} code negative EAI_* number, or a c-ares code such as 'ENOTFOUND'
 * @param {string} syscall
 * @param {string} [hostname]
 * @returns {Error} `getaddrinfo ENOTFOUND example.invalid`
 */
function dnsException(code, syscall, hostname = undefined) {
  let errno;
  let name = code;
  if (typeof code === 'number') {
    errno = code;
    // A name that doesn't exist and one without addresses are told apart by getaddrinfo, not by programs.
    name = code === -3008 || code === -3007 ? 'ENOTFOUND' : getErrorName(code);
  }
  const error = plainError(`${syscall} ${name}${hostname ? ` ${hostname}` : ''}`, dnsException);
  error.errno = errno;
  error.code = name;
  error.syscall = syscall;
  if (hostname) error.hostname = hostname;
  return error;
}

/**
 * A plain Error with further properties.
 * @param {string} message
 * @param {object} props copied onto the error
 * @returns {Error}
 */
function genericNodeError(message, props) {
  return Object.assign(plainError(message, genericNodeError), props);
}

/** An Error whose stack begins at the caller of `origin`. */
function plainError(message, origin) {
  const error = new Error(message);
  captureStackTrace(error, origin);
  return error;
}

/**
 * Joins an error that happened while another one was handled to that one.
 * @param {Error | undefined} inner the later one
 * @param {Error | undefined} outer the first one; its message and code stay in front
 * @returns {Error | undefined} the one that is given, or an AggregateError of both
 */
function aggregateTwoErrors(inner, outer) {
  if (!inner || !outer || inner === outer) return inner || outer;
  if (Array.isArray(outer.errors)) {
    outer.errors.push(inner);
    return outer;
  }
  const error = new AggregateError([outer, inner], outer.message);
  captureStackTrace(error, aggregateTwoErrors);
  error.code = outer.code;
  return error;
}

/**
 * Lets the stack of what `fn` throws begin at its caller.
 * @template {Function} T
 * @param {T} fn
 * @returns {T}
 */
function hideStackFrames(fn) {
  function hidden(...args) {
    try {
      return fn.apply(this, args);
    } catch (error) {
      if (error instanceof Error) captureStackTrace(error, hidden);
      throw error;
    }
  }
  defineProperty(hidden, 'name', { __proto__: null, value: fn.name, configurable: true });
  defineProperty(hidden, 'length', { __proto__: null, value: fn.length, configurable: true });
  return hidden;
}

/** What an operation that an AbortSignal stopped reports. https://nodejs.org/api/globals.html#class-abortcontroller */
class AbortError extends Error {
  /**
   * @param {string} [message]
   * @param {{ cause?: unknown }} [options]
   * @throws {TypeError} ERR_INVALID_ARG_TYPE when options isn't an object
   */
  constructor(message = 'The operation was aborted', options = undefined) {
    if (options !== undefined && typeof options !== 'object') {
      throw new codes.ERR_INVALID_ARG_TYPE('options', 'object', options);
    }
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}

module.exports = {
  AbortError,
  aggregateTwoErrors,
  codes,
  dnsException,
  errnoException,
  exceptionWithHostPort,
  genericNodeError,
  hideStackFrames,
  isCoded,
  syscallException,
};
