// Errors of nghttp2's own, and the names of the protocol's error codes.
// https://nodejs.org/api/errors.html#err_http2_error
'use strict';

const native = binding('http2');
const { codes } = require('internal/errors');
const { errorNames } = require('internal/http2/constants');

/** What nghttp2 reports of a session that can't go on. */
class NghttpError extends Error {
  /** @param {number} number a negative error number of nghttp2's */
  constructor(number) {
    super(native.describeError(number));
    this.code = 'ERR_HTTP2_ERROR';
    this.errno = number;
    // The stack tells the code, the name does not.
    Object.defineProperty(this, 'name', {
      __proto__: null, configurable: true, enumerable: false, value: 'Error [ERR_HTTP2_ERROR]', writable: true,
    });
    void this.stack;
    delete this.name;
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}

// As in enum Failure, src/http2/event.h.
const kTooManyInvalidFrames = 1;

/**
 * @param {number} number of a failed session, as the event has it
 * @returns {Error}
 */
function sessionFailure(number) {
  if (number < 0) return new NghttpError(number);
  if (number === kTooManyInvalidFrames) return new codes.ERR_HTTP2_TOO_MANY_INVALID_FRAMES();
  return new NghttpError(-902);
}

/**
 * @param {number} code an error code of the protocol
 * @returns {Error} what a stream that ended with it reports
 */
function streamError(code) {
  return new codes.ERR_HTTP2_STREAM_ERROR(errorNames[code] ?? code);
}

module.exports = { NghttpError, sessionFailure, streamError };
