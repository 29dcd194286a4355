// One request and its response on a connection that C++ serves (native_connection.js). Stands in for the socket towards both.
'use strict';

const { Buffer } = require('buffer');
const { nextTick } = require('internal/ticks');
const {
  IncomingMessage, abortIncoming, kSource, kTrailerSource, kVersion, kTransport, kSocket, kState,
} = require('internal/http/incoming');
const { drained, emitClose, kExchange, onFinish } = require('internal/http/outgoing');
const { ServerResponse, wholeHead } = require('internal/http/response');
const { kFinish, kKeepOpen } = require('internal/http/head');
const { finishLater } = require('internal/http/finishing');
const { codes: { ERR_STREAM_DESTROYED } } = require('internal/errors');

/** How much of a body is held for a program that has not begun to read it. */
const kUnreadLimit = 64 * 1024;

/** Makes the message of the fast path; its prototype is IncomingMessage's, its stream state is not there yet. */
function NativeRequest(exchange, method, url, version, source) {
  this.method = method;
  this.url = url;
  this[kTransport] = exchange;
  this[kSource] = source;
  this[kVersion] = version;
}
NativeRequest.prototype = IncomingMessage.prototype;

function NativeResponse(exchange, request, keepAliveTimeout) {
  this.req = request;
  this[kExchange] = exchange;
  this._keepAliveTimeout = keepAliveTimeout;
}
NativeResponse.prototype = ServerResponse.prototype;

class Exchange {
  constructor(owner, slot, generation) {
    this.owner = owner;
    this.slot = slot;
    this.generation = generation;
    this.req = null;
    this.res = null;
    /** The body, when it came along with the head: latin1 characters. */
    this.body = '';
    this.whole = false;
    /** Pieces that came before anybody read. */
    this.unread = null;
    this.unreadSize = 0;
    this.paused = false;
    /** The response is whole, or the connection is gone. */
    this.ended = false;
    /** The connection has ended before the response was whole. */
    this.gone = false;
    this.callbacks = null;
    this.keep = false;
    /** The socket, once somebody has asked for it. */
    this.seen = null;
  }

  get socket() {
    return this.seen ??= this.owner.see(this.slot, this.generation);
  }

  /**
   * The connection has become a socket: request and response go on there.
   * @param {SocketConnection} connection
   */
  moveTo(connection) {
    const { req, res } = this;
    const { socket } = connection;
    this.seen = socket;
    // Touched while the transport is here, so that it gets what has come.
    void req._readableState;
    req[kTransport] = null;
    req[kSocket] = socket;
    if (this.ended) {
      connection.takeOver(req, null, this.whole);
      return;
    }
    if (res._header !== null && !res._headerSent) res._header = wholeHead(res);
    res[kExchange] = null;
    res.outputData = [];
    connection.takeOver(req, res, this.whole);
    const { callbacks } = this;
    if (callbacks !== null) nextTick(callAll, callbacks);
  }

  // Towards the request.

  /**
   * The program touches the stream: it gets what has come. Nobody can be listening yet, so the state is made as pushing
   * would have left it, without telling anybody.
   */
  attachReader(req) {
    const state = req[kState];
    if (this.body !== '') {
      state.buffer = [Buffer.from(this.body, 'latin1')];
      state.length = this.body.length;
      this.body = '';
    }
    if (this.unread !== null) {
      for (let i = 0; i < this.unread.length; i++) req.push(this.unread[i]);
      this.unread = null;
      this.unreadSize = 0;
    }
    if (this.whole) state.ended = true;
  }

  resume() {
    if (!this.paused || this.ended && this.whole) return;
    this.paused = false;
    this.owner.handle.resumeBody(this.slot, this.generation);
  }

  pause() {
    if (this.paused || this.whole) return;
    this.paused = true;
    this.owner.handle.pauseBody(this.slot, this.generation);
  }

  onBodyRecord(chunk) {
    const { req } = this;
    if (req._dumped) return;
    if (req[kState] === undefined) {
      (this.unread ??= []).push(chunk);
      this.unreadSize += chunk.length;
      if (this.unreadSize >= kUnreadLimit) this.pause();
    } else if (!req.push(chunk)) {
      this.pause();
    }
  }

  onBodyEnd(trailers) {
    const { req } = this;
    if (trailers !== null) req[kTrailerSource] = trailers;
    req.complete = true;
    this.whole = true;
    if (req[kState] !== undefined) req.push(null);
    if (this.ended) this.release();
  }

  // Towards the response.

  respond(res, head, bits, chunk) {
    if (this.gone) {
      nextTick(onFinish, res, new ERR_STREAM_DESTROYED('end'));
      return;
    }
    this.keep = (bits & kKeepOpen) !== 0;
    const finish = this.whole || !this.keep || isUnread(this.req);
    if (finish) bits |= kFinish;
    this.owner.handle.respond(this.slot, this.generation, head, bits, chunk, false);
    this.ended = true;
    if (finish) this.leave();
    finishLater(this);
  }

  write(res, chunk, encoding, callback) {
    let latin1 = false;
    if (typeof chunk === 'string' && encoding && encoding !== 'utf8' && encoding !== 'utf-8') {
      if (encoding === 'latin1' || encoding === 'binary') latin1 = true;
      else chunk = Buffer.from(chunk, encoding);
    }
    const limit = res.writableHighWaterMark;
    const queued = this.send(res, chunk, latin1, res.chunkedEncoding && chunk.length !== 0, callback ? 0 : limit);
    if (queued < 0) {
      if (callback) nextTick(callback, new ERR_STREAM_DESTROYED('write'));
      return false;
    }
    if (callback) (this.callbacks ??= []).push(callback);
    return queued < limit;
  }

  send(res, chunk, latin1, chunked, wanted) {
    let head;
    if (!res._headerSent) {
      head = wholeHead(res);
      res._headerSent = true;
    }
    return this.owner.handle.write(this.slot, this.generation, head, chunk, latin1, chunked, wanted);
  }

  sendHead(res) {
    if (!res._headerSent) this.send(res, undefined, false, false, 0x7fffffff);
  }

  writeRaw(text, callback) {
    this.owner.handle.write(this.slot, this.generation, text, undefined, false, false, callback ? 0 : 0x7fffffff);
    if (callback) (this.callbacks ??= []).push(callback);
  }

  end(res) {
    if (this.gone) {
      nextTick(onFinish, res, new ERR_STREAM_DESTROYED('end'));
      return;
    }
    if (res._hasBody && res.chunkedEncoding) {
      const tail = `0\r\n${res._trailer}\r\n`;
      const head = res._headerSent ? '' : wholeHead(res);
      res._headerSent = true;
      this.owner.handle.write(this.slot, this.generation, head + tail, undefined, false, false, 0x7fffffff);
    } else {
      this.sendHead(res);
    }
    this.keep = !res._last;
    this.ended = true;
    if (this.whole || !this.keep || isUnread(this.req)) this.release();
    finishLater(this);
  }

  onDrain() {
    const { callbacks, res } = this;
    if (callbacks !== null) {
      this.callbacks = null;
      for (let i = 0; i < callbacks.length; i++) callbacks[i]();
    }
    drained(res);
  }

  queued() {
    return this.owner.handle.queued(this.slot, this.generation);
  }

  destroy(error) {
    if (this.ended && this.whole) return;
    const { owner } = this;
    if (error && owner.server.listenerCount('clientError') > 0) {
      // As an error of the socket.
      this.socket.destroy(error);
      return;
    }
    this.owner.handle.destroy(this.slot, this.generation);
    nextTick(onGone, this);
  }

  /** Tells C++ that both messages are whole. */
  release() {
    this.owner.handle.finish(this.slot, this.generation, this.keep);
    this.leave();
  }

  leave() {
    const { exchanges } = this.owner;
    if (exchanges[this.slot] === this) exchanges[this.slot] = undefined;
  }
}

/** Whether the rest of a request may be passed over in C++: a program that reads it, or listens for its end, gets it. */
function isUnread(req) {
  return !req._consuming && req._events === undefined;
}

function callAll(callbacks) {
  for (let i = 0; i < callbacks.length; i++) callbacks[i]();
}

/**
 * The connection has gone, or will not answer any more.
 * @param {Exchange} exchange
 */
function onGone(exchange) {
  exchange.leave();
  const { req, res } = exchange;
  if (!exchange.ended || !exchange.whole) {
    exchange.gone = true;
    exchange.ended = true;
    abortIncoming(req);
  }
  emitClose(res);
}

module.exports = { Exchange, NativeRequest, NativeResponse, onGone };
