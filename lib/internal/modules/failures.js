// What native resolution could not do, as Node's errors. https://nodejs.org/api/errors.html
'use strict';

const { codes } = require('internal/errors');

const { sourceFrame, setSourceFrame } = binding('realm');

const { captureStackTrace } = Error;

/** Arguments that native code left empty are absent ones. */
function given(text) {
  return text === '' ? undefined : text;
}

/**
 * @param {string[]} failure [code, ...arguments] as src/engine/module_resolver.h has it
 * @param {string} [request] what was asked for
 * @returns {Error}
 */
function toError(failure, request) {
  const { 0: code, 1: a, 2: b, 3: c, 4: d = '', 5: e } = failure;
  switch (code) {
    case 'MODULE_NOT_FOUND': {
      const isMain = b === 'main';
      const error = new Error(`Cannot find module '${a}'${
        isMain ? '. Please verify that the package.json has a valid "main" entry' : ''}`);
      captureStackTrace(error, toError);
      error.code = code;
      error.path = c;
      if (isMain) error.requestPath = request ?? d;
      return error;
    }
    case 'ERR_MODULE_NOT_FOUND':
      return new codes.ERR_MODULE_NOT_FOUND(a, b, given(d), c);
    case 'ERR_UNSUPPORTED_DIR_IMPORT':
      return new codes.ERR_UNSUPPORTED_DIR_IMPORT(a, b, c);
    case 'ERR_PACKAGE_PATH_NOT_EXPORTED':
      return new codes.ERR_PACKAGE_PATH_NOT_EXPORTED(a, b, given(c));
    case 'ERR_PACKAGE_IMPORT_NOT_DEFINED':
      return new codes.ERR_PACKAGE_IMPORT_NOT_DEFINED(a, given(b), given(c));
    case 'ERR_INVALID_PACKAGE_CONFIG':
      return new codes.ERR_INVALID_PACKAGE_CONFIG(a, given(b), given(c));
    case 'ERR_INVALID_PACKAGE_TARGET':
      return new codes.ERR_INVALID_PACKAGE_TARGET(a, b, JSON.parse(c), d !== '', given(e));
    default:
      return new codes[code](a, b, given(c));
  }
}

/** The modules that led to `parent`, nearest first. */
function requireStack(parent) {
  const stack = [];
  const seen = new Set();
  for (let cursor = parent; cursor && !seen.has(cursor); cursor = require('internal/modules/parents').parentOf(cursor)) {
    seen.add(cursor);
    stack.push(cursor.filename || cursor.id);
  }
  return stack;
}

/**
 * @param {string} request
 * @param {object} [parent] the module that asked
 * @returns {Error} `Cannot find module './x'` with the stack of requires
 */
function notFound(request, parent) {
  const stack = requireStack(parent);
  let message = `Cannot find module '${request}'`;
  if (stack.length > 0) message += `\nRequire stack:\n- ${stack.join('\n- ')}`;
  const error = new Error(message);
  captureStackTrace(error, notFound);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = stack;
  return error;
}

/**
 * Changes the message of an error whose stack may have been made already.
 * @param {Error} error
 * @param {string} message
 * @returns {Error} the same
 */
function reword(error, message) {
  // Reading the stack makes V8 forget the place.
  setSourceFrame(error, sourceFrame(error));
  const { stack, message: before } = error;
  error.message = message;
  if (typeof stack === 'string') {
    error.stack = before === '' ? stack : stack.replace(before, () => message);
  }
  return error;
}

/**
 * Keeps the place where an error was thrown, for an error that is thrown again.
 * @param {any} error
 * @returns {any} the same
 */
function keepPlace(error) {
  if (error instanceof Error) setSourceFrame(error, sourceFrame(error));
  return error;
}

module.exports = { keepPlace, reword, toError, notFound, requireStack };
