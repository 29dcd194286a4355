// http2.Http2ServerResponse. https://nodejs.org/api/http2.html#class-http2http2serverresponse
'use strict';

const { Stream } = require('stream');
const { codes } = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { validateFunction, validateLinkHeaderValue, validateObject, validateString } = require('internal/validators');
const { isToken } = require('internal/http/tokens');
const { streamSocket } = require('internal/http2/compat_socket');
const { connectionFields, kSensitive } = require('internal/http2/headers');
const { kResponse, kState } = require('internal/http2/symbols');

const kInner = Symbol('http2.serverResponse');
const kContinue = 100;
const kEarlyHints = 103;

let isMessageWarned = false;
const warnedNames = new Set();

function warnOfMessage() {
  if (isMessageWarned) return;
  isMessageWarned = true;
  require('process').emitWarning('Status message is not supported by HTTP/2 (RFC7540 8.1.2.4)', 'UnsupportedWarning');
}

/** Whether a field belongs to HTTP/1's connections: it is left out, with a warning. */
function isConnectionField(name, value) {
  if (!connectionFields.has(name) && (name !== 'te' || value === 'trailers')) return false;
  if (!warnedNames.has(name)) {
    warnedNames.add(name);
    require('process').emitWarning(
      'The provided connection header is not valid, the value will be dropped from the header and will never be in use.',
      'UnsupportedWarning');
  }
  return true;
}

function validateValue(name, value) {
  if (value === undefined || value === null) throw new codes.ERR_HTTP2_INVALID_HEADER_VALUE(value, name);
}

function validateName(name) {
  if (name.charCodeAt(0) === 58) throw new codes.ERR_HTTP2_PSEUDOHEADER_NOT_ALLOWED();
  if (!isToken(name)) throw new codes.ERR_INVALID_HTTP_TOKEN('Header name', name);
}

function keyOf(name) {
  validateString(name, 'name');
  return name.trim().toLowerCase();
}

function onClose() {
  const response = this[kResponse];
  const inner = response[kInner];
  if (inner.closed) return;
  inner.closed = true;
  this.removeListener('wantTrailers', onWantTrailers);
  inner.wasSent = inner.stream.headersSent;
  response.emit('finish');
  response.emit('close');
}

function onWantTrailers() {
  this.sendTrailers(this[kResponse][kInner].trailers);
}

function onDrain() {
  this[kResponse].emit('drain');
}

function onTimeout() {
  this[kResponse].emit('timeout');
}

class Http2ServerResponse extends Stream {
  writable = true;
  req = undefined;

  /**
   * @param {import('internal/http2/streams').ServerHttp2Stream} stream
   * @param {object} [options]
   */
  constructor(stream, options) {
    super(options);
    Object.defineProperty(this, kInner, {
      __proto__: null,
      value: {
        stream, headers: Object.create(null), trailers: Object.create(null), status: 200, ended: false, closed: false,
        sendDate: true, wasSent: false, socket: undefined, isImplicit: false,
      },
    });
    Object.defineProperty(stream, kResponse, { __proto__: null, configurable: true, value: this, writable: true });
    stream.on('drain', onDrain);
    stream.on('close', onClose);
    stream.on('wantTrailers', onWantTrailers);
    stream.on('timeout', onTimeout);
  }

  /** Whether the head has been written: frameworks made for http.ServerResponse look at it. */
  get _header() {
    return this.headersSent;
  }
  get writableEnded() {
    return this[kInner].ended;
  }
  get finished() {
    return this[kInner].ended;
  }
  get socket() {
    const inner = this[kInner];
    // Gone with the stream.
    if (inner.closed) return undefined;
    return inner.socket ??= this.req?.socket ?? streamSocket(inner.stream);
  }
  get connection() {
    return this.socket;
  }
  get stream() {
    return this[kInner].stream;
  }
  get headersSent() {
    return this[kInner].stream.headersSent;
  }
  get sendDate() {
    return this[kInner].sendDate;
  }
  set sendDate(sends) {
    this[kInner].sendDate = Boolean(sends);
  }
  get statusCode() {
    return this[kInner].status;
  }
  set statusCode(code) {
    code |= 0;
    if (code >= 100 && code < 200) throw new codes.ERR_HTTP2_INFO_STATUS_NOT_ALLOWED();
    if (code < 100 || code > 599) throw new codes.ERR_HTTP2_STATUS_INVALID(code);
    this[kInner].status = code;
  }
  get statusMessage() {
    warnOfMessage();
    return '';
  }
  set statusMessage(message) {
    warnOfMessage();
  }
  get writableCorked() {
    return this[kInner].stream.writableCorked;
  }
  get writableHighWaterMark() {
    return this[kInner].stream.writableHighWaterMark;
  }
  get writableObjectMode() {
    return this[kInner].stream.writableObjectMode;
  }
  get writableFinished() {
    return this[kInner].stream.writableFinished;
  }
  get writableLength() {
    return this[kInner].stream.writableLength;
  }
  get writableNeedDrain() {
    return this[kInner].stream.writableNeedDrain;
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  setTrailer(name, value) {
    const key = keyOf(name);
    validateValue(key, value);
    validateName(key);
    this[kInner].trailers[key] = value;
  }

  /** @param {object} headers */
  addTrailers(headers) {
    const names = Object.keys(headers);
    for (let i = 0; i < names.length; i++) this.setTrailer(names[i], headers[names[i]]);
  }

  /** @returns {string | string[] | undefined} */
  getHeader(name) {
    return this[kInner].headers[keyOf(name)];
  }

  /** @returns {string[]} */
  getHeaderNames() {
    return Object.keys(this[kInner].headers);
  }

  /** @returns {object} a copy without a prototype */
  getHeaders() {
    return Object.assign(Object.create(null), this[kInner].headers);
  }

  /** @returns {boolean} */
  hasHeader(name) {
    return Object.hasOwn(this[kInner].headers, keyOf(name));
  }

  /** @param {string} name */
  removeHeader(name) {
    const key = keyOf(name);
    const inner = this[kInner];
    if (inner.closed || inner.stream.headersSent) throw new codes.ERR_HTTP2_HEADERS_SENT();
    if (key === 'date') inner.sendDate = false;
    delete inner.headers[key];
  }

  /**
   * @param {string} name
   * @param {string | string[]} value
   */
  setHeader(name, value) {
    const key = keyOf(name);
    const inner = this[kInner];
    if (inner.closed) return;
    if (inner.stream.headersSent) throw new codes.ERR_HTTP2_HEADERS_SENT();
    this._set(key, value);
  }

  _set(key, value) {
    validateValue(key, value);
    validateName(key);
    if (isConnectionField(key, value)) return;
    if (key === 'date') this[kInner].sendDate = true;
    this[kInner].headers[key] = value;
  }

  /**
   * @param {string} name
   * @param {string | string[]} value
   */
  appendHeader(name, value) {
    const key = keyOf(name);
    const inner = this[kInner];
    if (inner.closed) return;
    if (inner.stream.headersSent) throw new codes.ERR_HTTP2_HEADERS_SENT();
    this._append(key, value);
  }

  _append(key, value) {
    validateValue(key, value);
    validateName(key);
    if (isConnectionField(key, value)) return;
    const { headers } = this[kInner];
    const known = headers[key];
    headers[key] = known === undefined ? value : [].concat(known, value);
  }

  flushHeaders() {
    const { closed, stream } = this[kInner];
    if (!closed && !stream.headersSent) this.writeHead(this[kInner].status);
  }

  /**
   * @param {number} statusCode
   * @param {string | object | string[]} [statusMessage] has no effect
   * @param {object | string[]} [headers]
   * @returns {this}
   */
  writeHead(statusCode, statusMessage, headers) {
    const inner = this[kInner];
    const { stream } = inner;
    if (inner.closed || stream.destroyed || stream.closed) return this;
    if (stream.headersSent) throw new codes.ERR_HTTP2_HEADERS_SENT();
    if (typeof statusMessage === 'string') warnOfMessage();
    if (headers === undefined && typeof statusMessage === 'object') headers = statusMessage;
    if (Array.isArray(headers)) this._mergeList(headers);
    else if (headers !== null && typeof headers === 'object') this._mergeObject(headers);
    this.statusCode = statusCode;
    this._beginSend();
    return this;
  }

  _mergeObject(headers) {
    const names = Object.keys(headers);
    for (let i = 0; i < names.length; i++) this.setHeader(names[i], headers[names[i]]);
    if (headers[kSensitive] !== undefined) this[kInner].headers[kSensitive] = headers[kSensitive];
  }

  /** [name, value, ...] or [[name, value], ...]; a name that recurs has several values. */
  _mergeList(list) {
    const pairs = list.length > 0 && Array.isArray(list[0]) ? list.flat() : list;
    if (pairs.length % 2 !== 0) throw new codes.ERR_INVALID_ARG_VALUE('headers', list);
    const { headers } = this[kInner];
    for (let i = 0; i < pairs.length; i += 2) delete headers[keyOf(pairs[i])];
    for (let i = 0; i < pairs.length; i += 2) this.appendHeader(pairs[i], pairs[i + 1]);
    if (list[kSensitive] !== undefined) headers[kSensitive] = list[kSensitive];
  }

  cork() {
    this[kInner].stream.cork();
  }

  uncork() {
    this[kInner].stream.uncork();
  }

  /**
   * @param {string | Buffer | Uint8Array} chunk
   * @param {string} [encoding]
   * @param {(error?: Error) => void} [callback]
   * @returns {boolean}
   */
  write(chunk, encoding, callback) {
    const inner = this[kInner];
    const { stream } = inner;
    if (typeof encoding === 'function') {
      callback = encoding;
      encoding = 'utf8';
    }
    let error;
    if (inner.ended) error = new codes.ERR_STREAM_WRITE_AFTER_END();
    else if (inner.closed) error = new codes.ERR_HTTP2_INVALID_STREAM();
    else if (stream.destroyed || stream.closed) return false;
    if (error !== undefined) {
      if (typeof callback === 'function') nextTick(callback, error);
      this.destroy(error);
      return false;
    }
    if (typeof chunk !== 'string' && !ArrayBuffer.isView(chunk)) {
      throw new codes.ERR_INVALID_ARG_TYPE('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
    }
    if (!stream.headersSent) this.writeHead(inner.status);
    return stream.write(chunk, encoding, callback);
  }

  /**
   * @param {string | Buffer | Uint8Array} [chunk]
   * @param {string} [encoding]
   * @param {() => void} [callback]
   * @returns {this}
   */
  end(chunk, encoding, callback) {
    const inner = this[kInner];
    const { stream } = inner;
    if (typeof chunk === 'function') {
      callback = chunk;
      chunk = null;
    } else if (typeof encoding === 'function') {
      callback = encoding;
      encoding = 'utf8';
    }
    if (inner.closed || inner.ended) {
      if (typeof callback === 'function') {
        if (inner.closed) nextTick(callback);
        else this.once('finish', callback);
      }
      return this;
    }
    if (chunk !== null && chunk !== undefined) this.write(chunk, encoding);
    inner.ended = true;
    if (typeof callback === 'function') {
      if (stream.writableEnded || stream.destroyed) this.once('finish', callback);
      else stream.once('finish', callback);
    }
    if (!stream.headersSent) this.writeHead(inner.status);
    if (inner.closed || stream.destroyed) onClose.call(stream);
    else stream.end();
    return this;
  }

  /** @param {Error} [error] */
  destroy(error) {
    const inner = this[kInner];
    if (inner.destroyed) return;
    inner.destroyed = true;
    inner.stream.destroy(error);
  }

  /**
   * @param {number} msecs
   * @param {() => void} [callback]
   * @returns {this}
   */
  setTimeout(msecs, callback) {
    const { closed, stream } = this[kInner];
    if (!closed) stream.setTimeout(msecs, callback);
    return this;
  }

  /**
   * @param {object} headers of the request that is answered
   * @param {(error: Error | null, response?: Http2ServerResponse) => void} callback
   */
  createPushResponse(headers, callback) {
    validateFunction(callback, 'callback');
    const { closed, stream } = this[kInner];
    if (closed || stream.destroyed) {
      nextTick(callback, new codes.ERR_HTTP2_INVALID_STREAM());
      return;
    }
    stream.pushStream(headers, {}, (error, pushed, sent, options) => {
      if (error) callback(error);
      else callback(null, new Http2ServerResponse(pushed, options));
    });
  }

  _beginSend() {
    const inner = this[kInner];
    const { headers, stream } = inner;
    headers[':status'] = inner.status;
    stream[kState].sendDate = inner.sendDate;
    const options = { endStream: inner.ended, waitForTrailers: true };
    try {
      stream.respond(headers, options);
    } finally {
      delete headers[':status'];
    }
  }

  /**
   * @param {number} status 100 to 199, but 101
   * @param {object} [headers]
   * @returns {boolean} whether it was sent
   */
  writeInformation(status, headers) {
    if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 199 || status === 101) {
      throw new codes.ERR_HTTP2_STATUS_INVALID(status);
    }
    if (headers !== undefined) validateObject(headers, 'headers');
    const { closed, stream } = this[kInner];
    if (closed || stream.headersSent || stream.destroyed || stream.closed) return false;
    stream.additionalHeaders({ ...headers, ':status': status });
    return true;
  }

  /** @returns {boolean} */
  writeContinue() {
    return this.writeInformation(kContinue);
  }

  /**
   * @param {object} hints
   * @returns {boolean}
   */
  writeEarlyHints(hints) {
    validateObject(hints, 'hints');
    const headers = Object.create(null);
    const link = validateLinkHeaderValue(hints.link);
    const names = Object.keys(hints);
    for (let i = 0; i < names.length; i++) if (names[i] !== 'link') headers[names[i]] = hints[names[i]];
    if (link.length === 0) return false;
    headers.link = link;
    return this.writeInformation(kEarlyHints, headers);
  }
}

module.exports = { Http2ServerResponse };
