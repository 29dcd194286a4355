// http.ServerResponse. https://nodejs.org/api/http.html#class-httpserverresponse
'use strict';

const {
  codes: {
    ERR_HTTP_HEADERS_SENT, ERR_HTTP_INVALID_STATUS_CODE, ERR_HTTP_SOCKET_ASSIGNED, ERR_HTTP_TRAILER_INVALID,
    ERR_INVALID_ARG_VALUE, ERR_INVALID_CHAR,
  },
} = require('internal/errors');
const { Buffer } = require('buffer');
const { validateObject, validateInteger } = require('internal/validators');
const {
  OutgoingMessage, kCorked, kExchange, kFields, kRejectNonStandardBodyWrites, kSocket,
} = require('internal/http/outgoing');
const {
  fieldsSeen, headText, kFrameChunked, kKeepOpen, kOmitBody, kSayKeepAlive, kTimeoutShift, kTrailer, settle,
} = require('internal/http/head');
const { hasInvalidCharacter, validateHeaderName, validateHeaderValue } = require('internal/http/tokens');
const { STATUS_CODES } = require('internal/http/tables');

const kBits = Symbol('http.framing');

const statusLines = [];
for (const code of Object.keys(STATUS_CODES)) statusLines[code] = `HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\n`;

/**
 * @constructor
 * @param {import('http').IncomingMessage} req the request that it answers
 * @param {object} [options]
 */
function ServerResponse(req, options) {
  OutgoingMessage.call(this, options);
  this.req = req;
  if (req.method === 'HEAD') this._hasBody = false;
  if (req.httpVersionMajor < 1 || req.httpVersionMinor < 1) beOld(this, req);
}
Object.setPrototypeOf(ServerResponse.prototype, OutgoingMessage.prototype);
Object.setPrototypeOf(ServerResponse, OutgoingMessage);

// HTTP/1.0 knows neither chunks (unless it says so) nor, unasked, persistent connections.
function beOld(response, request) {
  response.useChunkedEncodingByDefault = /(?:^|\W)chunked(?:$|\W)/i.test(request.headers.te);
  response.shouldKeepAlive = false;
}

const prototype = ServerResponse.prototype;
Object.assign(prototype, {
  statusCode: 200,
  statusMessage: undefined,
  sendDate: true,
  req: null,
  _sent100: false,
  _expect_continue: false,
  [kBits]: 0,
});
prototype.constructor = ServerResponse;

function onSocketClose() {
  // The response may have been detached between the socket's end and this.
  const response = this._httpMessage;
  if (!response) return;
  response.destroyed = true;
  response._closed = true;
  response.emit('close');
}

/** @param {import('stream').Duplex} socket whose turn it is to carry this response */
prototype.assignSocket = function assignSocket(socket) {
  if (socket._httpMessage) throw new ERR_HTTP_SOCKET_ASSIGNED();
  socket._httpMessage = this;
  socket.on('close', onSocketClose);
  this[kSocket] = socket;
  this.emit('socket', socket);
  this._flush();
};

/** @param {import('stream').Duplex} socket */
prototype.detachSocket = function detachSocket(socket) {
  socket.removeListener('close', onSocketClose);
  socket._httpMessage = null;
  this[kSocket] = null;
};

prototype._finish = function _finish() {
  OutgoingMessage.prototype._finish.call(this);
};

function writeInterim(response, text, callback) {
  if (response[kExchange] !== null) response[kExchange].writeRaw(text, callback);
  else response._writeRaw(text, 'latin1', callback);
}

/**
 * Sends `100 Continue`.
 * @param {() => void} [callback]
 */
prototype.writeContinue = function writeContinue(callback) {
  writeInterim(this, 'HTTP/1.1 100 Continue\r\n\r\n', callback);
  this._sent100 = true;
};

/**
 * Sends `102 Processing`.
 * @param {() => void} [callback]
 */
prototype.writeProcessing = function writeProcessing(callback) {
  writeInterim(this, 'HTTP/1.1 102 Processing\r\n\r\n', callback);
};

/**
 * Sends an informational response.
 * @param {number} statusCode 100 to 199, not 101
 * @param {object} [headers]
 * @param {() => void} [callback]
 */
prototype.writeInformation = function writeInformation(statusCode, headers, callback) {
  if (typeof headers === 'function') {
    callback = headers;
    headers = undefined;
  }
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('write');
  validateInteger(statusCode, 'statusCode');
  if (statusCode < 100 || statusCode > 199 || statusCode === 101) throw new ERR_HTTP_INVALID_STATUS_CODE(statusCode);
  let text = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? 'unknown'}\r\n`;
  if (headers !== undefined && headers !== null) text += interimFields(headers);
  writeInterim(this, `${text}\r\n`, callback);
};

function interimFields(headers) {
  let text = '';
  const add = (name, value) => {
    validateHeaderName(name);
    const values = Array.isArray(value) ? value : [value];
    for (let i = 0; i < values.length; i++) {
      validateHeaderValue(name, values[i]);
      text += `${name}: ${values[i]}\r\n`;
    }
  };
  if (Array.isArray(headers)) {
    if (Array.isArray(headers[0])) {
      for (let i = 0; i < headers.length; i++) add(headers[i][0], headers[i][1]);
    } else {
      if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
      for (let i = 0; i < headers.length; i += 2) add(headers[i], headers[i + 1]);
    }
  } else {
    for (const name of Object.keys(headers)) add(name, headers[name]);
  }
  return text;
}

/**
 * Sends `103 Early Hints`.
 * @param {{ link: string | string[] }} hints
 * @param {() => void} [callback]
 */
prototype.writeEarlyHints = function writeEarlyHints(hints, callback) {
  validateObject(hints, 'hints');
  if (hints.link === null || hints.link === undefined) return;
  const link = linkValue(hints.link);
  if (link.length === 0) return;
  let text = `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n`;
  for (const name of Object.keys(hints)) {
    if (name === 'link') continue;
    validateHeaderName(name);
    validateHeaderValue(name, hints[name]);
    text += `${name}: ${hints[name]}\r\n`;
  }
  writeInterim(this, `${text}\r\n`, callback);
};

// RFC 8288 3: <target> and parameters.
const linkPattern = /^(?:<[^>\r\n]*>)(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$/;

function linkValue(link) {
  const list = Array.isArray(link) ? link : [link];
  for (let i = 0; i < list.length; i++) {
    if (typeof list[i] !== 'string' || !linkPattern.test(list[i])) {
      throw new ERR_INVALID_ARG_VALUE('hints', list[i],
                                      'must be an array or string of format "</styles.css>; rel=preload; as=style"');
    }
  }
  return list.join(', ');
}

prototype._implicitHeader = function _implicitHeader() {
  this.writeHead(this.statusCode);
};

/**
 * @param {number} statusCode
 * @param {string | object | Array} [reason]
 * @param {object | Array} [headers]
 * @returns {this}
 */
prototype.writeHead = function writeHead(statusCode, reason, headers) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('write');
  const given = statusCode;
  statusCode |= 0;
  if (statusCode < 100 || statusCode > 999) throw new ERR_HTTP_INVALID_STATUS_CODE(given);
  if (typeof reason === 'string') {
    this.statusMessage = reason;
  } else {
    headers ??= reason;
    this.statusMessage ||= STATUS_CODES[statusCode] || 'unknown';
  }
  this.statusCode = statusCode;

  const fields = this[kFields] === null ? headers : this._mergeFields(headers);
  let startLine;
  if (this.statusMessage === STATUS_CODES[statusCode]) {
    startLine = statusLines[statusCode];
  } else {
    if (hasInvalidCharacter(this.statusMessage)) throw new ERR_INVALID_CHAR('statusMessage');
    startLine = `HTTP/1.1 ${statusCode} ${this.statusMessage}\r\n`;
  }
  if (statusCode === 204 || statusCode === 304 || statusCode < 200) this._hasBody = false;
  // A client that waits for 100 Continue and gets none does not send the body: what follows can't be told from it.
  if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;

  if (this[kExchange] === null) {
    this._storeHeader(startLine, fields);
  } else {
    const text = this._composeFields(fields);
    const sawTrailer = (fieldsSeen() & kTrailer) !== 0;
    this[kBits] = settle(this);
    if (sawTrailer && !this.chunkedEncoding) throw new ERR_HTTP_TRAILER_INVALID();
    this._header = startLine + text;
  }
  return this;
};

prototype.writeHeader = prototype.writeHead;

/** Adds the fields given to writeHead to those that were set, and answers with all. */
prototype._mergeFields = function _mergeFields(headers) {
  if (headers === null || headers === undefined) return this[kFields];
  if (Array.isArray(headers)) {
    if (headers.length > 0 && Array.isArray(headers[0])) {
      for (let i = 0; i < headers.length; i++) replaceOrAppend(this, headers, i, headers[i][0], headers[i][1]);
    } else {
      if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
      // What is given replaces what was set; what is given twice is sent twice.
      for (let i = 0; i < headers.length; i += 2) this.removeHeader(String(headers[i]));
      for (let i = 0; i < headers.length; i += 2) {
        if (headers[i]) this.appendHeader(headers[i], headers[i + 1]);
      }
    }
  } else {
    const keys = Object.keys(headers);
    for (let i = 0; i < keys.length; i++) {
      if (keys[i]) this.setHeader(keys[i], headers[keys[i]]);
    }
  }
  return this[kFields];
};

function replaceOrAppend(message, list, index, name, value) {
  for (let i = 0; i < index; i++) {
    if (String(list[i][0]).toLowerCase() === String(name).toLowerCase()) return message.appendHeader(name, value);
  }
  return message.setHeader(name, value);
}

/**
 * The head of a response on the native path, as text for what does not go the short way.
 * @param {ServerResponse} response
 * @returns {string}
 */
function wholeHead(response) {
  return headText(response, '', response._header, response[kBits]);
}

/**
 * Ends the response. On the native path a response that is given whole goes out by one native call.
 * @param {string | Uint8Array | (() => void)} [chunk]
 * @param {string | (() => void)} [encoding]
 * @param {() => void} [callback]
 * @returns {this}
 */
prototype.end = function end(chunk, encoding, callback) {
  const exchange = this[kExchange];
  if (exchange === null || this.finished || this.destroyed || this._headerSent || this[kCorked] !== 0 ||
      this.strictContentLength || this._trailer !== '' || encoding !== undefined || callback !== undefined ||
      (typeof chunk !== 'string' && chunk !== undefined && !(chunk instanceof Uint8Array))) {
    return OutgoingMessage.prototype.end.call(this, chunk, encoding, callback);
  }
  if (this._header === null) {
    // Only that it is known counts here; native code measures.
    this._contentLength ??= 0;
    this.writeHead(this.statusCode);
  }
  if (!this._hasBody && chunk !== undefined && this[kRejectNonStandardBodyWrites]) {
    return OutgoingMessage.prototype.end.call(this, chunk);
  }
  let bits = this[kBits];
  if (!this._hasBody) bits |= kOmitBody;
  else if (this.chunkedEncoding) bits |= kFrameChunked;
  if (!this._last) bits |= kKeepOpen;
  let text = this._header;
  if ((bits & kSayKeepAlive) !== 0) {
    if (this._maxRequestsPerSocket > 0) {
      this._contentLength = typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk === undefined ? 0 : chunk.length;
      text = wholeHead(this).slice(0, -2);
      bits &= kOmitBody | kFrameChunked | kKeepOpen;
    } else if (this._keepAliveTimeout && this._defaultKeepAlive) {
      bits |= Math.floor(this._keepAliveTimeout / 1000) + 1 << kTimeoutShift;
    }
  }
  this._headerSent = true;
  this.finished = true;
  exchange.respond(this, text, bits, chunk);
  return this;
};

module.exports = { ServerResponse, beOld, wholeHead };
