// The head of an outgoing message: the program's fields as lines, and what the message adds by itself.
// Decided here, for both ways out: as text for a socket, as bits for the server's native path (src/bindings/http/server.cc).
'use strict';

const { validateHeaderName, validateHeaderValue } = require('internal/http/tokens');
const { utcDate } = require('internal/http/date');

// Bits of native respond().
const kSendDate = 1;
const kSayKeepAlive = 2;
const kSayClose = 4;
const kSendLength = 8;
const kOmitBody = 16;
const kKeepOpen = 32;
const kSendChunked = 64;
const kFrameChunked = 128;
const kFinish = 256;
const kTimeoutShift = 10;

// Fields of the program that decide about others.
const kConnection = 1;
const kContentLength = 2;
const kTransferEncoding = 4;
const kDate = 8;
const kExpect = 16;
const kTrailer = 32;

const closes = /(?:^|\W)close(?:$|\W)/i;
const chunks = /(?:^|\W)chunked(?:$|\W)/i;

/** What the lines made since the last call of `begin` contain. */
let seen = 0;

/** Starts the lines of another message. */
function begin() {
  seen = 0;
}

/** @returns {number} the bits kConnection ... kTrailer of the fields so far */
function fieldsSeen() {
  return seen;
}

function note(message, name, value) {
  switch (name.length) {
    case 4:
      if (name.toLowerCase() === 'date') seen |= kDate;
      break;
    case 6:
      if (name.toLowerCase() === 'expect') seen |= kExpect;
      break;
    case 7:
      if (name.toLowerCase() === 'trailer') seen |= kTrailer;
      break;
    case 10: {
      const lower = name.toLowerCase();
      if (lower === 'connection') {
        seen |= kConnection;
        message._removedConnection = false;
        if (closes.test(value)) message._last = true;
        else message.shouldKeepAlive = true;
      } else if (lower === 'keep-alive') {
        message._defaultKeepAlive = false;
      }
      break;
    }
    case 14:
      if (name === 'Content-Length' || name.toLowerCase() === 'content-length') {
        seen |= kContentLength;
        message._contentLength = +value;
        message._removedContLen = false;
      }
      break;
    case 17:
      if (name.toLowerCase() === 'transfer-encoding') {
        seen |= kTransferEncoding;
        message._removedTE = false;
        if (chunks.test(value)) message.chunkedEncoding = true;
      }
      break;
  }
}

/**
 * Makes the line of one value.
 * @param {import('internal/http/outgoing').OutgoingMessage} message
 * @param {string} name
 * @param {string | number} value
 * @param {boolean} validate
 * @returns {string}
 */
function line(message, name, value, validate) {
  if (validate) validateHeaderValue(name, value, message._isLenientHeaderValidation());
  note(message, name, value);
  return `${name}: ${value}\r\n`;
}

/**
 * Makes the lines of one field.
 * @param {import('internal/http/outgoing').OutgoingMessage} message
 * @param {string} name
 * @param {string | number | string[]} value
 * @param {boolean} validate
 * @returns {string}
 */
function lines(message, name, value, validate) {
  if (validate) validateHeaderName(name);
  if (!Array.isArray(value)) return line(message, name, value, validate);
  const unique = message[kUniqueHeaders];
  const isCookie = name.length === 6 && name.toLowerCase() === 'cookie';
  if ((value.length < 2 || !isCookie) && (!unique || !unique.has(name.toLowerCase()))) {
    let out = '';
    for (let i = 0; i < value.length; i++) out += line(message, name, value[i], validate);
    return out;
  }
  return line(message, name, value.join('; '), validate);
}

/**
 * Decides which fields the message adds and whether the connection lasts; sets `_last` and `chunkedEncoding`.
 * @param {import('internal/http/outgoing').OutgoingMessage} message
 * @returns {number} bits for respond()
 */
function settle(message) {
  let bits = 0;
  if (message.sendDate && (seen & kDate) === 0) bits |= kSendDate;
  if (message.chunkedEncoding && (message.statusCode === 204 || message.statusCode === 304)) {
    // No such body exists, so what a program that says so sends would be taken for the next message.
    message.chunkedEncoding = false;
    message.shouldKeepAlive = false;
  }
  if (message._removedConnection) {
    message._last = !message.shouldKeepAlive;
  } else if ((seen & kConnection) === 0) {
    const keep = message.shouldKeepAlive &&
      ((seen & kContentLength) !== 0 || message.useChunkedEncodingByDefault || message.agent);
    if (keep && message.maxRequestsOnConnectionReached) {
      bits |= kSayClose;
      message._last = true;
    } else if (keep) {
      bits |= kSayKeepAlive;
    } else {
      message._last = true;
      bits |= kSayClose;
    }
  }
  if ((seen & (kContentLength | kTransferEncoding)) === 0) {
    if (!message._hasBody) {
      message.chunkedEncoding = false;
    } else if (!message.useChunkedEncodingByDefault) {
      message._last = true;
    } else if ((seen & kTrailer) === 0 && !message._removedContLen && typeof message._contentLength === 'number') {
      bits |= kSendLength;
    } else if (!message._removedTE) {
      bits |= kSendChunked;
      message.chunkedEncoding = true;
    } else {
      // Nothing tells where the body ends but the end of the connection.
      message._last = true;
    }
  }
  return bits;
}

/**
 * @param {import('internal/http/outgoing').OutgoingMessage} message
 * @param {string} startLine with CRLF
 * @param {string} fieldLines
 * @param {number} bits of settle()
 * @returns {string} the whole head
 */
function headText(message, startLine, fieldLines, bits) {
  let text = startLine + fieldLines;
  if ((bits & kSendDate) !== 0) text += `Date: ${utcDate()}\r\n`;
  if ((bits & kSayClose) !== 0) {
    text += 'Connection: close\r\n';
  } else if ((bits & kSayKeepAlive) !== 0) {
    text += 'Connection: keep-alive\r\n';
    if (message._keepAliveTimeout && message._defaultKeepAlive) {
      const max = ~~message._maxRequestsPerSocket > 0 ? `, max=${message._maxRequestsPerSocket}` : '';
      text += `Keep-Alive: timeout=${Math.floor(message._keepAliveTimeout / 1000)}${max}\r\n`;
    }
  }
  if ((bits & kSendLength) !== 0) text += `Content-Length: ${message._contentLength}\r\n`;
  else if ((bits & kSendChunked) !== 0) text += 'Transfer-Encoding: chunked\r\n';
  return `${text}\r\n`;
}

const kUniqueHeaders = Symbol('http.uniqueHeaders');

module.exports = {
  begin, fieldsSeen, lines, settle, headText, kUniqueHeaders,
  kSendDate, kSayKeepAlive, kSayClose, kSendLength, kSendChunked, kFrameChunked, kOmitBody, kKeepOpen, kFinish,
  kTimeoutShift,
  kTrailer, kExpect, kTransferEncoding, kContentLength,
};
