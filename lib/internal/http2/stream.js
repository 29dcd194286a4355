// Http2Stream: what streams of servers and clients have in common. https://nodejs.org/api/http2.html#class-http2stream
//
// A stream ends in two steps. It is closed when its end is known: by RST_STREAM of either side, or because nghttp2 has
// forgotten it after both sides had ended. It is destroyed when, besides, nobody will read what is left of it.
'use strict';

const diagnostics = require('internal/diagnostics/registry');
const hooks = require('internal/async/hooks');
const { Buffer } = require('buffer');
const { Duplex } = require('stream');
const { AbortError, codes } = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { setImmediate } = require('timers');
const { validateFunction, validateNumber } = require('internal/validators');
const { streamError } = require('internal/http2/errors');
const { noPseudo, requireHeaders, toFields, copyHeaders } = require('internal/http2/headers');
const { clearTimer, isSending, setTimer } = require('internal/http2/activity_timer');
const { StreamState } = require('internal/http2/stream_state');
const {
  kEndsNow, kOnClosed, kOnData, kOnEnd, kOnFrameError, kOnId, kOnWantTrailers, kOnWritten, kState,
} = require('internal/http2/symbols');

const kNoError = 0;
const kInternalError = 2;
const kCancel = 8;
const kLargestCode = 2 ** 32 - 1;

let isPriorityWarned = false;

/** Priority signals are gone with RFC 9113. */
function warnOfPriority(text) {
  if (isPriorityWarned) return;
  isPriorityWarned = true;
  require('process').emitWarning(text, 'DeprecationWarning', 'DEP0194');
}

/** Whether nobody has shown interest in what comes in. */
function isUnread(stream) {
  return stream.readableFlowing === null && !stream.readableDidRead && stream.listenerCount('readable') === 0;
}

class Http2Stream extends Duplex {
  /**
   * @param {import('internal/http2/session').Http2Session} session
   * @param {object} [options] of the Duplex
   */
  constructor(session, options) {
    super({ ...options, allowHalfOpen: true, autoDestroy: false, decodeStrings: false });
    Object.defineProperty(this, kState, { __proto__: null, configurable: true, value: new StreamState(this, session) });
    if (hooks.state.tracking) hooks.initialize(this, 'HTTP2STREAM', hooks.idOf(session));
    // Until there is a stream, writes are gathered.
    this.cork();
    this.on('end', onReadEnd);
  }

  get bufferSize() {
    return this.writableLength;
  }
  get endAfterHeaders() {
    return this[kState].endAfterHeaders;
  }
  get sentHeaders() {
    return this[kState].sentHeaders;
  }
  get sentTrailers() {
    return this[kState].sentTrailers;
  }
  get sentInfoHeaders() {
    return this[kState].sentInfoHeaders;
  }
  get pending() {
    return this[kState].id === undefined;
  }
  get id() {
    return this[kState].id;
  }
  get session() {
    return this.destroyed && this[kState].isReleased ? undefined : this[kState].session;
  }
  get headersSent() {
    return this[kState].headersSent;
  }
  get aborted() {
    return this[kState].aborted;
  }
  get headRequest() {
    return this[kState].isHead;
  }
  get rstCode() {
    return this[kState].rstCode;
  }
  get closed() {
    return this[kState].closed;
  }

  get state() {
    const { id, core } = this[kState];
    if (id === undefined || core.native === undefined || core.destroyed) return {};
    const values = core.native.streamState(id);
    return {
      state: values[0],
      weight: 16,
      sumDependencyWeight: 0,
      localClose: values[1],
      remoteClose: values[2],
      localWindowSize: values[3],
    };
  }

  /** The stream has a number, and is open. */
  [kOnId](id) {
    const state = this[kState];
    state.id = id;
    state.core.addStream(id, this);
    this.uncork();
    this.emit('ready');
  }

  // What comes in.

  _read() {
    const state = this[kState];
    if (this.destroyed) {
      this.push(null);
      return;
    }
    state.isAsked = true;
    if (state.isFlowing || state.isGone || state.hasEnded || state.id === undefined) return;
    state.isFlowing = true;
    state.core.native.setFlowing(state.id, true);
    state.core.connection.schedule();
  }

  [kOnData](bytes) {
    const state = this[kState];
    if (this.destroyed) return;
    state.touch();
    state.noteRead(bytes.length);
    // It may be asked for more while it takes these.
    state.isAsked = false;
    if (!this.push(bytes) && !state.isAsked && state.isFlowing && !state.isGone) {
      state.isFlowing = false;
      state.core.native?.setFlowing(state.id, false);
    }
  }

  /** The peer will send no more. */
  [kOnEnd]() {
    this[kState].hasEnded = true;
    if (this.destroyed || this.readableEnded) return;
    this.push(null);
    if (this.readableLength === 0 && !isUnread(this)) this.read(0);
  }

  // What goes out.

  _write(data, encoding, callback) {
    const state = this[kState];
    if (this.pending) {
      this.once('ready', () => this._write(data, encoding, callback));
      return;
    }
    if (!state.headersSent) this._proceed();
    if (diagnostics.subscribed !== 0 && state.core.type === 1) {
      diagnostics.publish('http2.client.stream.bodyChunkSent', { stream: this, writev: false, data, encoding });
    }
    this._sendBody(callback, () => sendChunk(state.core.native, state.id, data, encoding));
  }

  _writev(chunks, callback) {
    const state = this[kState];
    if (this.pending) {
      this.once('ready', () => this._writev(chunks, callback));
      return;
    }
    if (!state.headersSent) this._proceed();
    if (diagnostics.subscribed !== 0 && state.core.type === 1) {
      const data = chunks.every(({ chunk }) => typeof chunk !== 'string') ? chunks.map(({ chunk }) => chunk) : chunks;
      diagnostics.publish('http2.client.stream.bodyChunkSent', { stream: this, writev: true, data, encoding: '' });
    }
    const list = new Array(chunks.length);
    for (let i = 0; i < chunks.length; i++) {
      const { chunk, encoding } = chunks[i];
      list[i] = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    }
    const bytes = list.length === 1 ? list[0] : Buffer.concat(list);
    this._sendBody(callback, () => state.core.native.write(state.id, bytes));
  }

  /** Gives a part of the body to the native session; `callback` waits until it has become frames. */
  _sendBody(callback, send) {
    const state = this[kState];
    if (this.destroyed || state.isGone || state.core.native === undefined || !send()) {
      callback(this.destroyed ? new codes.ERR_HTTP2_INVALID_STREAM() : undefined);
      return;
    }
    state.touch();
    state.writeCallback = callback;
    state.core.connection.noteWritten(this);
  }

  /** What was written last is all: then its frame ends the stream, and no empty one follows. */
  [kEndsNow]() {
    const state = this[kState];
    const writable = this._writableState;
    if (state.shutdownTold || state.writeCallback === null || this.destroyed) return;
    if (!writable.ending || writable.length !== writable.writelen) return;
    state.shutdownTold = true;
    state.core.native.end(state.id);
  }

  [kOnWritten](count, bytes) {
    const state = this[kState];
    state.touch();
    state.noteSent(bytes);
    if (count === 0 || state.writeCallback === null) return;
    const callback = state.writeCallback;
    state.writeCallback = null;
    callback();
  }

  _final(callback) {
    const state = this[kState];
    if (this.pending) {
      this.once('ready', () => this._final(callback));
      return;
    }
    if (diagnostics.subscribed !== 0 && state.core.type === 1) {
      diagnostics.publish('http2.client.stream.bodySent', { stream: this });
    }
    if (!state.shutdownTold && !state.isFile && !state.isGone && state.core.native !== undefined) {
      state.shutdownTold = true;
      state.core.native.end(state.id);
      state.core.connection.schedule();
    }
    callback();
    nextTick(() => this._settle());
  }

  // Trailers.

  [kOnWantTrailers]() {
    const state = this[kState];
    if (this.destroyed) return;
    state.trailersReady = true;
    if (!this.emit('wantTrailers')) this.sendTrailers({});
  }

  /**
   * @param {object} headers
   * @throws {Error} ERR_HTTP2_TRAILERS_NOT_READY, ERR_HTTP2_TRAILERS_ALREADY_SENT, ERR_HTTP2_INVALID_STREAM
   */
  sendTrailers(headers) {
    const state = this[kState];
    if (this.destroyed || state.closed) throw new codes.ERR_HTTP2_INVALID_STREAM();
    if (state.trailersSent) throw new codes.ERR_HTTP2_TRAILERS_ALREADY_SENT();
    if (!state.trailersReady) throw new codes.ERR_HTTP2_TRAILERS_NOT_READY();
    requireHeaders(headers, false);
    headers = copyHeaders(headers);
    const fields = toFields(headers, noPseudo, state.core.options.strictSingleValueFields !== false);
    state.trailersSent = true;
    state.sentTrailers = headers;
    const status = state.core.native.trailers(state.id, fields);
    if (status < 0) this.destroy(streamError(kInternalError));
    else state.core.connection.schedule();
    nextTick(() => this._settle());
  }

  [kOnFrameError](type, code) {
    const { id, session } = this[kState];
    if (!this.destroyed) this.emit('frameError', type, code, id);
    // Its headers were compressed against a state that the peer has not seen.
    session.close();
  }

  // The end.

  /**
   * @param {number} [code]
   * @param {() => void} [callback] a 'close' listener
   */
  close(code = kNoError, callback) {
    validateNumber(code, 'code');
    if (!Number.isInteger(code)) throw new codes.ERR_OUT_OF_RANGE('code', 'an integer', code);
    if (code < 0 || code > kLargestCode) {
      throw new codes.ERR_OUT_OF_RANGE('code', `>= 0 && <= ${kLargestCode}`, code);
    }
    if (callback !== undefined) validateFunction(callback, 'callback');
    if (this.closed) return;
    if (callback !== undefined) this.once('close', callback);
    this._close(code, true);
  }

  /** The end is known: `code` tells which; `tells`: whether the peer has to be told. */
  _close(code, tells) {
    const state = this[kState];
    state.closed = true;
    state.rstCode = code;
    if (diagnostics.subscribed !== 0) {
      const side = state.core.type === 0 ? 'server' : 'client';
      diagnostics.publish(`http2.${side}.stream.close`, { stream: this });
    }
    clearTimer(this);
    this.timeout = 0;
    const wasEnding = this._writableState.ending;
    if (!wasEnding) {
      // Cut off in the middle.
      if (!state.aborted) {
        state.aborted = true;
        this.emit('aborted');
      }
      this.end();
    }
    if (!tells) return;
    const reset = () => this._reset(code);
    // An end without error waits for what is still to be sent.
    if (!wasEnding || this.writableFinished || code !== kNoError || this.destroyed) reset();
    else this.once('finish', reset);
  }

  _reset(code) {
    const state = this[kState];
    if (state.id === undefined) {
      this.once('ready', () => this._reset(code));
      return;
    }
    if (state.isGone || state.core.native === undefined || state.core.destroyed) return;
    state.core.native.reset(state.id, code);
    state.core.connection.schedule();
  }

  /** nghttp2 has closed the stream. */
  [kOnClosed](code) {
    const state = this[kState];
    const wasClosed = state.closed;
    state.isGone = true;
    state.core.streams.delete(state.id);
    if (this.destroyed) {
      state.core.endIfIdle();
      return;
    }
    if (!wasClosed) this._close(code, false);
    // What was written last can't go anywhere any more.
    const callback = state.writeCallback;
    if (callback !== null) {
      state.writeCallback = null;
        callback();
    }
    if (this._readableState.errored) {
      // After an error no 'end' will come.
      this.destroy();
      return;
    }
    // Cut off by the peer: what a client has not read yet it may still read.
    if (code !== kNoError && (state.core.type === 0 || (!wasClosed && this.readableLength === 0))) {
      this.destroy();
      return;
    }
    if (!this.readableEnded) this.push(null);
    // A server that hasn't looked at the request's body needs not do so now.
    if (state.core.type === 0 && isUnread(this)) this.resume();
    else this.read(0);
    this._settle();
  }

  /** Destroys the stream when there is nothing more to it. */
  _settle() {
    const state = this[kState];
    if (this.destroyed) return;
    if (state.isGone && this._readableState.endEmitted) {
      this.destroy();
      return;
    }
    // A server may answer without having read the request: then the rest of the request isn't wanted.
    if (state.core.type === 0 && this.writableFinished && state.headersSent && !state.closed && isUnread(this) &&
        (!state.wantsTrailers || state.trailersSent) && !state.isFile) {
      setImmediate(() => {
        if (!this.destroyed && !state.closed && isUnread(this)) this.close();
      });
    }
  }

  _destroy(error, callback) {
    const state = this[kState];
    const { core } = state;
    const sessionCode = core.goawayCode || core.destroyCode;
    let code = state.closed ? state.rstCode : sessionCode;
    if (error !== null && error !== undefined) {
      if (sessionCode) code = sessionCode;
      else code = error instanceof AbortError ? kCancel : kInternalError;
    }
    if (!state.closed) this._close(code, true);
    else if (!state.isGone && (code !== kNoError || !this.writableFinished)) this._reset(code);
    this.push(null);
    const write = state.writeCallback;
    state.writeCallback = null;
    if (state.start >= 0 || state.id !== undefined) state.finish();
    if ((error === null || error === undefined) && code !== kNoError && code !== kCancel) {
      error = core.destroyed && sessionCode ? new codes.ERR_HTTP2_SESSION_ERROR(sessionCode) : streamError(code);
    }
    state.isReleased = true;
    if (diagnostics.subscribed !== 0 && error) {
      const side = core.type === 0 ? 'server' : 'client';
      diagnostics.publish(`http2.${side}.stream.error`, { stream: this, error });
    }
    core.removeStream(state.id, this);
    if (hooks.state.tracking) hooks.gone(this);
    callback(error);
    if (write !== null) write(error ?? new codes.ERR_HTTP2_INVALID_STREAM());
  }

  /** Does nothing any more: RFC 9113 5.3.2. */
  priority() {
    warnOfPriority('http2Stream.priority is longer supported after priority signalling was deprecated in RFC 9113');
  }

  /**
   * @param {number} msecs
   * @param {() => void} [callback]
   * @returns {this}
   */
  setTimeout(msecs, callback) {
    if (this.destroyed || this.closed) return this;
    setTimer(this, msecs, callback);
    return this;
  }

  /** What has gone out of a body that is still under way. */
  _sendProgress() {
    return this.writableLength > 0 ? this[kState].bytesWritten : 0;
  }

  _onTimeout() {
    if (!this.destroyed && !isSending(this)) this.emit('timeout');
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    if (typeof depth === 'number' && depth < 0) return this;
    const shown = {
      id: this.id || '<pending>',
      closed: this.closed,
      destroyed: this.destroyed,
      state: this.state,
      readableState: this._readableState,
      writableState: this._writableState,
    };
    const inner = options.depth === null || options.depth === undefined ? options : { ...options, depth: options.depth - 1 };
    return `Http2Stream ${(inspect ?? require('util').inspect)(shown, inner)}`;
  }
}

function onReadEnd() {
  this._settle();
}

function sendChunk(native, id, data, encoding) {
  if (typeof data !== 'string') return native.write(id, data);
  switch (encoding) {
    case 'utf8':
    case 'utf-8':
      return native.writeUtf8(id, data);
    case 'latin1':
    case 'binary':
    case 'ascii':
      return native.writeLatin1(id, data);
    default:
      return native.write(id, Buffer.from(data, encoding));
  }
}

module.exports = { Http2Stream, warnOfPriority };
