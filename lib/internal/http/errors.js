// Errors that several of the HTTP files make.
'use strict';

const native = binding('http');

/**
 * @param {string} message
 * @returns {Error & { code: 'ECONNRESET' }}
 */
function connResetException(message) {
  const error = new Error(message);
  error.code = 'ECONNRESET';
  return error;
}

/**
 * The error of a message that the parser refuses.
 * @param {number} number the parser's
 * @param {number} bytesParsed how much of the packet was right
 * @param {Buffer} [rawPacket]
 * @returns {Error & { code: string, reason: string, bytesParsed: number }}
 */
function parseError(number, bytesParsed, rawPacket) {
  const [code, reason] = native.describeError(number);
  const error = new Error(`Parse Error: ${reason}`);
  error.code = code;
  error.reason = reason;
  error.bytesParsed = bytesParsed;
  if (rawPacket !== undefined) error.rawPacket = rawPacket;
  return error;
}

module.exports = { connResetException, parseError };
