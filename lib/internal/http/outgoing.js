// http.OutgoingMessage. https://nodejs.org/api/http.html#class-httpoutgoingmessage
//
// Where its bytes go: to the socket that it is assigned, to `outputData` until then, or, for a response of the server's
// native path, to an exchange (internal/http/native_connection.js).
'use strict';

const { Stream, getDefaultHighWaterMark } = require('stream');
const { Buffer } = require('buffer');
const { nextTick } = require('internal/ticks');
const {
  codes: {
    ERR_HTTP_BODY_NOT_ALLOWED, ERR_HTTP_CONTENT_LENGTH_MISMATCH, ERR_HTTP_HEADERS_SENT, ERR_HTTP_TRAILER_INVALID,
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_HTTP_TOKEN, ERR_METHOD_NOT_IMPLEMENTED, ERR_STREAM_ALREADY_FINISHED,
    ERR_STREAM_CANNOT_PIPE, ERR_STREAM_DESTROYED, ERR_STREAM_NULL_VALUES, ERR_STREAM_WRITE_AFTER_END,
  },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { begin, fieldsSeen, headText, kExpect, kTrailer, kUniqueHeaders, lines, settle } = require('internal/http/head');
const { hasInvalidCharacter, isToken, validateHeaderName, validateHeaderValue } = require('internal/http/tokens');

const kFields = Symbol('http.fields');
const kExchange = Symbol('http.exchange');
const kSocket = Symbol('http.outgoingSocket');
const kCorked = Symbol('http.corked');
const kChunks = Symbol('http.corkedChunks');
const kChunksLength = Symbol('http.corkedLength');
const kNeedDrain = Symbol('http.needDrain');
const kBytesWritten = Symbol('http.bodyBytes');
const kErrored = Symbol('http.errored');
const kEndCallbacks = Symbol('http.endCallbacks');
const kFlushError = Symbol('http.flushError');
const kHighWaterMark = Symbol('http.highWaterMark');
const kRejectNonStandardBodyWrites = Symbol('http.rejectNonStandardBodyWrites');
const kFinishEmitted = Symbol('http.finishEmitted');
const kRelaxed = Symbol('http.relaxedValues');

/** Fields that the program has set: by lower-case name, [name as given, value]. */
function Fields() {}
Fields.prototype = Object.create(null);

const noop = () => {};

/**
 * @constructor
 * @param {{ highWaterMark?: number, rejectNonStandardBodyWrites?: boolean }} [options]
 */
function OutgoingMessage(options) {
  Stream.call(this);
  this.outputData = [];
  this.outputSize = 0;
  if (options?.highWaterMark !== undefined) this[kHighWaterMark] = options.highWaterMark;
  if (options?.rejectNonStandardBodyWrites) this[kRejectNonStandardBodyWrites] = true;
}
Object.setPrototypeOf(OutgoingMessage.prototype, Stream.prototype);
Object.setPrototypeOf(OutgoingMessage, Stream);

const prototype = OutgoingMessage.prototype;

// Defaults live on the prototype: a message owns what differs.
Object.assign(prototype, {
  outputData: null,
  outputSize: 0,
  writable: true,
  destroyed: false,
  _last: false,
  chunkedEncoding: false,
  shouldKeepAlive: true,
  maxRequestsOnConnectionReached: false,
  _defaultKeepAlive: true,
  useChunkedEncodingByDefault: true,
  sendDate: false,
  _removedConnection: false,
  _removedContLen: false,
  _removedTE: false,
  strictContentLength: false,
  _contentLength: null,
  _hasBody: true,
  _trailer: '',
  finished: false,
  _headerSent: false,
  _closed: false,
  _header: null,
  _keepAliveTimeout: 0,
  _maxRequestsPerSocket: 0,
  _onPendingData: noop,
  [kFields]: null,
  [kExchange]: null,
  [kSocket]: null,
  [kCorked]: 0,
  [kChunks]: null,
  [kChunksLength]: 0,
  [kNeedDrain]: false,
  [kBytesWritten]: 0,
  [kErrored]: undefined,
  [kEndCallbacks]: null,
  [kFlushError]: null,
  [kHighWaterMark]: undefined,
  [kRejectNonStandardBodyWrites]: false,
  [kFinishEmitted]: false,
  [kRelaxed]: false,
  [kUniqueHeaders]: null,
});
prototype.constructor = OutgoingMessage;

function getter(name, get, set) {
  Object.defineProperty(prototype, name, { __proto__: null, configurable: true, enumerable: true, get, set });
}

getter('errored', function() { return this[kErrored]; });
getter('closed', function() { return this._closed; });
getter('writableEnded', function() { return this.finished; });
getter('writableFinished', function() {
  // What was ended when its socket was gone never gets there.
  if (this[kExchange] !== null || this.destroyed || this[kFlushError] !== null) return this[kFinishEmitted];
  return this.finished && this.outputSize === 0 && (!this.socket || this.socket.writableLength === 0);
});
getter('writableObjectMode', function() { return false; });
getter('writableLength', function() {
  const below = this[kExchange] !== null ? this[kExchange].queued() : this.socket ? this.socket.writableLength : 0;
  return this.outputSize + this[kChunksLength] + below;
});
getter('writableHighWaterMark', function() {
  if (this[kHighWaterMark] !== undefined) return this[kHighWaterMark];
  return this[kExchange] === null && this.socket ? this.socket.writableHighWaterMark : getDefaultHighWaterMark();
});
getter('writableCorked', function() { return this[kCorked]; });
getter('writableNeedDrain', function() { return !this.destroyed && !this.finished && this[kNeedDrain]; });
getter('headersSent', function() { return this._header !== null && this._header !== undefined; });
getter('socket', function() {
  const socket = this[kSocket];
  // What is finished has let go of its socket.
  if (socket !== null || this[kExchange] === null || this[kFinishEmitted]) return socket;
  return this[kExchange].socket;
}, function(socket) {
  this[kSocket] = socket;
});
getter('connection', function() { return this.socket; }, function(socket) { this.socket = socket; });
getter('_headers', function() { return this.getHeaders(); }, function(headers) {
  this[kFields] = null;
  if (headers === null || typeof headers !== 'object') return;
  for (const name of Object.keys(headers)) setField(this, name, headers[name]);
});

prototype._isLenientHeaderValidation = function _isLenientHeaderValidation() {
  return this[kRelaxed];
};

/** The fields set so far, with names as they were given. */
prototype._renderHeaders = function _renderHeaders() {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('render');
  const headers = {};
  const fields = this[kFields];
  for (const lower in fields) headers[fields[lower][0]] = fields[lower][1];
  return headers;
};

/** Holds back what is written, until uncork. */
prototype.cork = function cork() {
  this[kCorked]++;
  if (this[kExchange] === null && this.socket) this.socket.cork();
};

prototype.uncork = function uncork() {
  if (this[kCorked] > 0) this[kCorked]--;
  if (this[kExchange] === null && this.socket) this.socket.uncork();
  if (this[kCorked] > 0 || this[kChunks] === null) return;
  const chunks = this[kChunks];
  const length = this[kChunksLength];
  this[kChunks] = null;
  this[kChunksLength] = 0;
  if (length === 0) return;
  // All that was written while corked is one chunk.
  let more;
  if (this[kExchange] !== null) {
    const data = Buffer.concat(chunks.map((c) => typeof c.data === 'string' ? Buffer.from(c.data, c.encoding) : c.data));
    more = this[kExchange].write(this, data, undefined, callAll(chunks));
  } else {
    this._send(`${length.toString(16)}\r\n`, 'latin1', null);
    for (let i = 0; i < chunks.length; i++) this._send(chunks[i].data, chunks[i].encoding, null);
    more = this._send('\r\n', 'latin1', callAll(chunks));
  }
  // Nothing below is full, so nothing below will tell.
  if (more) drained(this);
};

function callAll(chunks) {
  return (error) => {
    for (let i = 0; i < chunks.length; i++) chunks[i].callback?.(error);
  };
}

/**
 * @param {number} msecs
 * @param {() => void} [callback]
 * @returns {this}
 */
prototype.setTimeout = function setTimeout(msecs, callback) {
  if (callback) this.on('timeout', callback);
  if (!this.socket) this.once('socket', (socket) => socket.setTimeout(msecs));
  else this.socket.setTimeout(msecs);
  return this;
};

/**
 * @param {Error} [error]
 * @returns {this}
 */
prototype.destroy = function destroy(error) {
  if (this.destroyed) return this;
  this.destroyed = true;
  this[kErrored] = error;
  if (this[kExchange] !== null) this[kExchange].destroy(error);
  else if (this.socket) this.socket.destroy(error);
  else nextTick(emitClose, this);
  return this;
};

/**
 * Nothing more happens to a message.
 * @param {OutgoingMessage} message
 */
function emitClose(message) {
  if (message._closed) return;
  message.destroyed = true;
  message._closed = true;
  message.emit('close');
}

/**
 * Sends `data` behind the head, which goes first if it has not gone.
 * @param {string | Uint8Array} data
 * @param {string | undefined} encoding
 * @param {((error?: Error) => void) | null} callback
 * @returns {boolean} whether more may be written without waiting for 'drain'
 */
prototype._send = function _send(data, encoding, callback) {
  const header = this._header;
  if (!this._headerSent && header !== null) {
    if (typeof data === 'string' && (encoding === 'utf8' || encoding === 'latin1' || !encoding) && !notAscii(header)) {
      data = header + data;
    } else {
      this.outputData.unshift({ data: header, encoding: 'latin1', callback: null });
      this.outputSize += header.length;
      this._onPendingData(header.length);
    }
    this._headerSent = true;
  }
  return this._writeRaw(data, encoding, callback);
};

// A head with latin1 characters can't travel as UTF-8 with the body.
function notAscii(header) {
  return /[\x80-\xff]/.test(header);
}

prototype._writeRaw = function _writeRaw(data, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  const socket = this.socket;
  if (socket && socket.destroyed) {
    // The socket's owner is told by its 'close'.
    if (callback) nextTick(callback, new ERR_STREAM_DESTROYED('write'));
    return false;
  }
  if (socket && socket._httpMessage === this && socket.writable) {
    if (this.outputData.length > 0) this._flushOutput(socket);
    return socket.write(data, encoding, callback);
  }
  this.outputData.push({ data, encoding, callback });
  this.outputSize += data.length;
  this._onPendingData(data.length);
  return this.outputSize < this.writableHighWaterMark;
};

/**
 * Makes the head's text out of the start line and the fields.
 * @param {string} startLine
 * @param {object | Array | null} headers an object, an array of pairs or of names and values, or the fields set so far
 */
prototype._storeHeader = function _storeHeader(startLine, headers) {
  const fieldLines = this._composeFields(headers);
  const sawTrailer = (fieldsSeen() & kTrailer) !== 0;
  const sawExpect = (fieldsSeen() & kExpect) !== 0;
  const bits = settle(this);
  if (!this.chunkedEncoding && sawTrailer) throw new ERR_HTTP_TRAILER_INVALID();
  this._header = headText(this, startLine, fieldLines, bits);
  this._headerSent = false;
  // The body waits for 100 Continue: the head must not wait for the body.
  if (sawExpect) this._send('', 'latin1', null);
};

/**
 * @param {object | Array | null} headers
 * @returns {string} the lines of all fields
 */
prototype._composeFields = function _composeFields(headers) {
  begin();
  let text = '';
  if (headers === null || headers === undefined) return text;
  if (headers === this[kFields]) {
    for (const lower in headers) text += lines(this, headers[lower][0], headers[lower][1], false);
  } else if (Array.isArray(headers)) {
    if (headers.length > 0 && Array.isArray(headers[0])) {
      for (let i = 0; i < headers.length; i++) text += lines(this, headers[i][0], headers[i][1], true);
    } else {
      if (headers.length % 2 !== 0) throw new ERR_INVALID_ARG_VALUE('headers', headers);
      for (let i = 0; i < headers.length; i += 2) text += lines(this, headers[i], headers[i + 1], true);
    }
  } else {
    for (const name in headers) {
      if (Object.hasOwn(headers, name)) text += lines(this, name, headers[name], true);
    }
  }
  return text;
};

function setField(message, name, value) {
  const fields = message[kFields] ??= new Fields();
  fields[name.toLowerCase()] = [name, value];
}

/**
 * @param {string} name
 * @param {number | string | readonly string[]} value
 * @returns {this}
 */
prototype.setHeader = function setHeader(name, value) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  validateHeaderName(name);
  validateHeaderValue(name, value, this._isLenientHeaderValidation());
  setField(this, name, value);
  return this;
};

/**
 * @param {Headers | Map<string, number | string | readonly string[]>} headers
 * @returns {this}
 */
prototype.setHeaders = function setHeaders(headers) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('set');
  if (!headers || Array.isArray(headers) || typeof headers.keys !== 'function' || typeof headers.get !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('headers', ['Headers', 'Map'], headers);
  }
  // Headers gives each cookie by itself; a list of them is one field with several lines.
  const cookies = [];
  for (const [name, value] of headers) {
    if (name === 'set-cookie') {
      if (Array.isArray(value)) cookies.push(...value);
      else cookies.push(value);
    } else {
      this.setHeader(name, value);
    }
  }
  if (cookies.length > 0) this.setHeader('set-cookie', cookies);
  return this;
};

/**
 * @param {string} name
 * @param {string | readonly string[]} value
 * @returns {this}
 */
prototype.appendHeader = function appendHeader(name, value) {
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('append');
  validateHeaderName(name);
  validateHeaderValue(name, value, this._isLenientHeaderValidation());
  const existing = this[kFields]?.[name.toLowerCase()];
  if (existing === undefined) {
    setField(this, name, value);
  } else {
    const before = Array.isArray(existing[1]) ? existing[1] : [existing[1]];
    existing[1] = before.concat(value);
  }
  return this;
};

/**
 * @param {string} name
 * @returns {number | string | string[] | undefined}
 */
prototype.getHeader = function getHeader(name) {
  validateString(name, 'name');
  return this[kFields]?.[name.toLowerCase()]?.[1];
};

/** @returns {string[]} in lower case */
prototype.getHeaderNames = function getHeaderNames() {
  return this[kFields] === null ? [] : Object.keys(this[kFields]);
};

/** @returns {string[]} as they were set */
prototype.getRawHeaderNames = function getRawHeaderNames() {
  return this[kFields] === null ? [] : Object.values(this[kFields]).map((field) => field[0]);
};

/** @returns {Record<string, number | string | string[]>} a copy without a prototype */
prototype.getHeaders = function getHeaders() {
  const headers = { __proto__: null };
  const fields = this[kFields];
  for (const lower in fields) headers[lower] = fields[lower][1];
  return headers;
};

/** @param {string} name */
prototype.hasHeader = function hasHeader(name) {
  validateString(name, 'name');
  return this[kFields] !== null && this[kFields][name.toLowerCase()] !== undefined;
};

/** @param {string} name */
prototype.removeHeader = function removeHeader(name) {
  validateString(name, 'name');
  if (this._header) throw new ERR_HTTP_HEADERS_SENT('remove');
  const lower = name.toLowerCase();
  switch (lower) {
    case 'connection': this._removedConnection = true; break;
    case 'content-length': this._removedContLen = true; break;
    case 'transfer-encoding': this._removedTE = true; break;
    case 'date': this.sendDate = false; break;
  }
  if (this[kFields] !== null) delete this[kFields][lower];
};

prototype._implicitHeader = function _implicitHeader() {
  throw new ERR_METHOD_NOT_IMPLEMENTED('_implicitHeader()');
};

/** Sends the head now. */
prototype.flushHeaders = function flushHeaders() {
  if (!this._header) this._implicitHeader();
  if (this[kExchange] !== null) this[kExchange].sendHead(this);
  else this._send('', 'latin1', null);
};

function strictlySized(message) {
  return message.strictContentLength && message._contentLength !== null && message._contentLength !== undefined &&
    message._hasBody && !message._removedContLen && !message.chunkedEncoding;
}

function reportWriteError(message, error, callback) {
  if (callback) callback(error);
  if (!message.destroyed) message.emit('error', error);
}

/**
 * @param {OutgoingMessage} message
 * @param {string | Uint8Array} chunk
 * @param {string} [encoding]
 * @param {((error?: Error) => void) | null} callback
 * @param {boolean} fromEnd it is the last one
 * @returns {boolean}
 */
function writeBody(message, chunk, encoding, callback, fromEnd) {
  let length;
  if (chunk === null) throw new ERR_STREAM_NULL_VALUES();
  if (typeof chunk === 'string') length = Buffer.byteLength(chunk, encoding);
  else if (chunk instanceof Uint8Array) length = chunk.length;
  else throw new ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'Uint8Array'], chunk);

  if (message.finished || message.destroyed) {
    const error = message.finished ? new ERR_STREAM_WRITE_AFTER_END() : new ERR_STREAM_DESTROYED('write');
    if (!message.destroyed) nextTick(reportWriteError, message, error, callback);
    else if (callback) nextTick(callback, error);
    return false;
  }
  if (message.strictContentLength) {
    const total = message[kBytesWritten] + length;
    if (strictlySized(message) && (total > message._contentLength || fromEnd && total !== message._contentLength)) {
      throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(total, message._contentLength);
    }
    message[kBytesWritten] = total;
  }
  if (!message._header) {
    if (fromEnd) message._contentLength ??= length;
    message._implicitHeader();
  }
  if (!message._hasBody) {
    if (message[kRejectNonStandardBodyWrites]) throw new ERR_HTTP_BODY_NOT_ALLOWED();
    if (callback) nextTick(callback);
    return true;
  }

  let more;
  if (message[kCorked] > 0 && message._headerSent && message.chunkedEncoding && length !== 0 && !fromEnd) {
    const chunks = message[kChunks] ??= [];
    chunks.push({ data: chunk, encoding, callback });
    message[kChunksLength] += length;
    more = message[kChunksLength] < message.writableHighWaterMark;
  } else if (message[kExchange] !== null) {
    more = message[kExchange].write(message, chunk, encoding, callback);
  } else {
    const socket = message.socket;
    if (!fromEnd && socket && !socket.writableCorked) {
      // Head, size and data of this turn's writes leave together.
      socket.cork();
      nextTick(uncorkSocket, socket);
    }
    if (message.chunkedEncoding && length !== 0) {
      message._send(`${length.toString(16)}\r\n`, 'latin1', null);
      message._send(chunk, encoding, null);
      more = message._send('\r\n', 'latin1', callback);
    } else {
      more = message._send(chunk, encoding, callback);
    }
  }
  if (!more) message[kNeedDrain] = true;
  return more;
}

function uncorkSocket(socket) {
  socket.uncork();
}

/**
 * @param {string | Uint8Array} chunk
 * @param {string | ((error?: Error) => void)} [encoding]
 * @param {(error?: Error) => void} [callback]
 * @returns {boolean}
 */
prototype.write = function write(chunk, encoding, callback) {
  if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  return writeBody(this, chunk, encoding, callback, false);
};

/** @param {object | Array} headers */
prototype.addTrailers = function addTrailers(headers) {
  this._trailer = '';
  const pairs = Array.isArray(headers) && Array.isArray(headers[0]);
  const list = Array.isArray(headers) && !pairs;
  const count = list ? headers.length / 2 : pairs ? headers.length : Object.keys(headers).length;
  const keys = pairs || list ? null : Object.keys(headers);
  for (let i = 0; i < count; i++) {
    const name = pairs ? headers[i][0] : list ? headers[2 * i] : keys[i];
    const value = pairs ? headers[i][1] : list ? headers[2 * i + 1] : headers[keys[i]];
    if (typeof name !== 'string' || !name || !isToken(name)) throw new ERR_INVALID_HTTP_TOKEN('Trailer name', name);
    const values = Array.isArray(value) ? value : [value];
    for (let j = 0; j < values.length; j++) {
      if (hasInvalidCharacter(values[j], this._isLenientHeaderValidation())) {
        const { codes: { ERR_INVALID_CHAR } } = require('internal/errors');
        throw new ERR_INVALID_CHAR('trailer content', name);
      }
    }
    if (values.length > 1 && this[kUniqueHeaders]?.has(name.toLowerCase())) {
      this._trailer += `${name}: ${values.join('; ')}\r\n`;
    } else {
      for (let j = 0; j < values.length; j++) this._trailer += `${name}: ${values[j]}\r\n`;
    }
  }
};

/**
 * @param {string | Uint8Array | (() => void)} [chunk]
 * @param {string | (() => void)} [encoding]
 * @param {() => void} [callback]
 * @returns {this}
 */
prototype.end = function end(chunk, encoding, callback) {
  if (typeof chunk === 'function') {
    callback = chunk;
    chunk = null;
    encoding = null;
  } else if (typeof encoding === 'function') {
    callback = encoding;
    encoding = null;
  }
  const exchange = this[kExchange];
  const socket = exchange === null ? this.socket : null;

  if (chunk) {
    if (this.finished) {
      nextTick(reportWriteError, this, new ERR_STREAM_WRITE_AFTER_END(), callback);
      return this;
    }
    if (this[kCorked] > 0 && this[kChunks] !== null) this.uncork();
    socket?.cork();
    writeBody(this, chunk, encoding, null, true);
  } else if (this.finished) {
    if (typeof callback === 'function') {
      if (this[kFlushError] !== null) nextTick(callback, this[kFlushError]);
      else if (this[kFinishEmitted]) callback(new ERR_STREAM_ALREADY_FINISHED('end'));
      else (this[kEndCallbacks] ??= []).push(callback);
    }
    return this;
  } else if (!this._header) {
    socket?.cork();
    this._contentLength = 0;
    this._implicitHeader();
  }
  if (typeof callback === 'function') (this[kEndCallbacks] ??= []).push(callback);
  if (strictlySized(this) && this[kBytesWritten] !== this._contentLength) {
    throw new ERR_HTTP_CONTENT_LENGTH_MISMATCH(this[kBytesWritten], this._contentLength);
  }

  while (this[kCorked] > 0) this.uncork();
  if (exchange !== null) {
    this.finished = true;
    exchange.end(this);
    return this;
  }
  const finish = (error) => onFinish(this, error);
  if (this._hasBody && this.chunkedEncoding) {
    this._send(`0\r\n${this._trailer}\r\n`, 'latin1', finish);
  } else if (!this._headerSent || this.writableLength > 0 || chunk) {
    this._send('', 'latin1', finish);
  } else {
    // What was written may have failed since.
    nextTick(finish, socket?.errored);
  }
  if (socket) {
    // Undo the cork above and those of writes of this turn.
    if (socket._writableState) socket._writableState.corked = 1;
    socket.uncork();
  }
  this[kCorked] = 0;
  this.finished = true;
  // There is nothing left to send when all is with the socket.
  if (this.outputData.length === 0 && this.socket && this.socket._httpMessage === this) this._finish();
  return this;
};

/**
 * All has been sent, or can't be: end's callbacks, then 'finish'.
 * @param {OutgoingMessage} message
 * @param {Error} [error]
 */
function onFinish(message, error) {
  if (message[kFinishEmitted] || message[kFlushError] !== null) return;
  if (error) message[kFlushError] = error;
  else message[kFinishEmitted] = true;
  const callbacks = message[kEndCallbacks];
  if (callbacks !== null) {
    message[kEndCallbacks] = null;
    for (let i = 0; i < callbacks.length; i++) callbacks[i](error ?? null);
  }
  if (!error) message.emit('finish');
}

/** All that the message has to say is with the socket. */
prototype._finish = function _finish() {
  this.emit('prefinish');
};

/** Sends what was written before there was a socket. */
prototype._flush = function _flush() {
  const socket = this.socket;
  if (!socket?.writable) return;
  const more = this._flushOutput(socket);
  if (this.finished) {
    this._finish();
  } else if (more && this[kNeedDrain]) {
    this[kNeedDrain] = false;
    this.emit('drain');
  }
};

/**
 * What the message is written to takes more again.
 * @param {OutgoingMessage} message
 */
function drained(message) {
  if (!message[kNeedDrain] || message.finished) return;
  message[kNeedDrain] = false;
  message.emit('drain');
}

prototype._flushOutput = function _flushOutput(socket) {
  const data = this.outputData;
  if (data === null || data.length === 0) return true;
  const size = this.outputSize;
  this.outputData = [];
  this.outputSize = 0;
  let more = true;
  socket.cork();
  for (let i = 0; i < data.length; i++) more = socket.write(data[i].data, data[i].encoding, data[i].callback);
  socket.uncork();
  this._onPendingData(-size);
  return more;
};

prototype.pipe = function pipe() {
  // Nothing can be read from it.
  this.emit('error', new ERR_STREAM_CANNOT_PIPE());
};

prototype[Symbol.for('nodejs.rejection')] = function(error) {
  this.destroy(error);
};

module.exports = {
  OutgoingMessage, drained, emitClose, onFinish, kFields, kExchange, kSocket, kNeedDrain, kHighWaterMark, kRejectNonStandardBodyWrites,
  kFinishEmitted, kErrored, kRelaxed, kCorked, kChunks,
};
