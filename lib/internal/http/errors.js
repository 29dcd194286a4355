// Errors that several of the HTTP files make.
'use strict';

const native = binding('http');

/**
 * How many fields a message may have that nobody has set a limit for. Node's documentation says 2000 of them, but Node counts
 * names and values.
 */
const kMostFields = 1000;

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

/**
 * Whether a request has more fields than its server wants: `maxHeadersCount`, 0 for any number.
 * @param {import('http').Server} server
 * @param {number} count
 * @returns {boolean}
 */
function hasTooManyFields(server, count) {
  const most = server.maxHeadersCount ?? kMostFields;
  return most !== 0 && count > most;
}

/**
 * The error of a request that has too many fields.
 * @param {Buffer} rawPacket
 * @returns {Error & { code: string, reason: string, bytesParsed: number }}
 */
function tooManyFields(rawPacket) {
  return parseError(native.headerOverflow, rawPacket.length, rawPacket);
}

module.exports = { kMostFields, connResetException, hasTooManyFields, parseError, tooManyFields };
