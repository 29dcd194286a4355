// http2.Http2ServerRequest. https://nodejs.org/api/http2.html#class-http2http2serverrequest
'use strict';

const { Readable } = require('stream');
const { codes } = require('internal/errors');
const { validateString } = require('internal/validators');
const { streamSocket } = require('internal/http2/compat_socket');
const { kRequest } = require('internal/http2/symbols');

const kInner = Symbol('http2.serverRequest');

function onTrailers(trailers, flags, rawTrailers) {
  const inner = this[kRequest][kInner];
  Object.assign(inner.trailers, trailers);
  for (let i = 0; i < rawTrailers.length; i++) inner.rawTrailers.push(rawTrailers[i]);
}

function onEnd() {
  const request = this[kRequest];
  request.push(null);
}

function onData(chunk) {
  const request = this[kRequest];
  if (!request.push(chunk)) this.pause();
}

function onAborted() {
  const request = this[kRequest];
  const inner = request[kInner];
  if (inner.closed) return;
  inner.aborted = true;
  request.emit('aborted');
}

/** A stream's errors are not passed on: 'aborted' and 'close' tell of them. */
function onError() {}

function onTimeout() {
  this[kRequest].emit('timeout');
}

function onClose() {
  const request = this[kRequest];
  const inner = request[kInner];
  inner.closed = true;
  // What was not read is not going to be.
  request.push(null);
  if (request.readableLength === 0) request.read(0);
  request.emit('close');
}

class Http2ServerRequest extends Readable {
  /**
   * @param {import('internal/http2/streams').ServerHttp2Stream} stream
   * @param {object} headers
   * @param {object} [options] of the Readable
   * @param {string[]} rawHeaders
   */
  constructor(stream, headers, options, rawHeaders) {
    super({ autoDestroy: false, ...options, emitClose: false });
    Object.defineProperty(this, kInner, {
      __proto__: null,
      value: {
        stream, headers, rawHeaders, trailers: {}, rawTrailers: [], aborted: false, closed: false, didRead: false,
        url: undefined, socket: undefined,
      },
    });
    Object.defineProperty(stream, kRequest, { __proto__: null, configurable: true, value: this, writable: true });
    // Whether the body is wanted is seen when it is read.
    stream.on('trailers', onTrailers);
    stream.on('end', onEnd);
    stream.on('aborted', onAborted);
    stream.on('close', onClose);
    stream.on('timeout', onTimeout);
    stream.on('error', onError);
    this.on('pause', () => {
      // What the program does not take, the client does not send.
      if (!this[kInner].closed) stream.pause();
    });
    this.on('resume', () => {
      if (!this[kInner].closed) stream.resume();
    });
  }

  get aborted() {
    return this[kInner].aborted;
  }
  get complete() {
    const { closed, stream, aborted } = this[kInner];
    return aborted || this.readableEnded || closed || stream.destroyed;
  }
  get stream() {
    return this[kInner].stream;
  }
  get headers() {
    return this[kInner].headers;
  }
  get rawHeaders() {
    return this[kInner].rawHeaders;
  }
  get trailers() {
    return this[kInner].trailers;
  }
  get rawTrailers() {
    return this[kInner].rawTrailers;
  }
  get httpVersionMajor() {
    return 2;
  }
  get httpVersionMinor() {
    return 0;
  }
  get httpVersion() {
    return '2.0';
  }
  get socket() {
    const inner = this[kInner];
    return inner.socket ??= streamSocket(inner.stream);
  }
  get connection() {
    return this.socket;
  }

  _read() {
    const inner = this[kInner];
    const { stream } = inner;
    if (inner.closed) return;
    if (!inner.didRead) {
      inner.didRead = true;
      stream.on('data', onData);
    } else {
      stream.resume();
    }
  }

  _destroy(error, callback) {
    callback(null);
    const { stream } = this[kInner];
    if (!stream.destroyed) stream.destroy(error ?? undefined);
  }

  get method() {
    return this[kInner].headers[':method'];
  }
  set method(method) {
    validateString(method, 'method');
    if (method.trim() === '') throw new codes.ERR_INVALID_ARG_VALUE('method', method);
    this[kInner].headers[':method'] = method;
  }
  get authority() {
    const { headers } = this[kInner];
    return headers[':authority'] ?? headers.host ?? '';
  }
  get scheme() {
    return this[kInner].headers[':scheme'];
  }
  get url() {
    return this[kInner].headers[':path'];
  }
  set url(url) {
    this[kInner].headers[':path'] = url;
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
}

module.exports = { Http2ServerRequest };
