// ServerHttp2Stream and ClientHttp2Stream. https://nodejs.org/api/http2.html#class-serverhttp2stream
'use strict';

const diagnostics = require('internal/diagnostics/registry');
const { codes } = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { validateAbortSignal, validateBoolean, validateFunction, validateNumber, validateObject } =
  require('internal/validators');
const {
  copyHeaders, findRaw, fromRaw, kSensitive, requestPseudo, requireHeaders, responsePseudo, toFields,
} = require('internal/http2/headers');
const { sessionFailure, streamError } = require('internal/http2/errors');
const { Http2Stream } = require('internal/http2/stream');
const { kOnId, kState } = require('internal/http2/symbols');

const kInternalError = 2;
// Of nghttp2.
const kNoStreamId = -509;

/** Answers without a body. RFC 9110 15. */
const bodiless = new Set([204, 205, 304]);

function isStrict(stream) {
  return stream[kState].core.options.strictSingleValueFields !== false;
}

/** @throws {Error} when nothing can be answered any more */
function requireUnanswered(stream) {
  const state = stream[kState];
  if (stream.destroyed || state.closed) throw new codes.ERR_HTTP2_INVALID_STREAM();
  if (state.headersSent) throw new codes.ERR_HTTP2_HEADERS_SENT();
}

function statusOf(headers) {
  const status = headers[':status'];
  return status === undefined || status === null ? 200 : status | 0;
}

function requireStatus(status) {
  if (status < 200 || status > 599) throw new codes.ERR_HTTP2_STATUS_INVALID(status);
}

class ServerHttp2Stream extends Http2Stream {
  /**
   * @param {import('internal/http2/session').Http2Session} session
   * @param {number} id
   * @param {object} headers of the request
   */
  constructor(session, id, headers) {
    super(session);
    this[kOnId](id);
    const state = this[kState];
    state.authority = headers[':authority'];
    state.scheme = headers[':scheme'];
  }

  get pushAllowed() {
    const { core, closed } = this[kState];
    return !this.destroyed && !closed && !core.closed && !core.destroyed && core.remoteSettings().enablePush === true;
  }

  /** What is written without an answer is answered with 200. */
  _proceed() {
    this.respond();
  }

  /**
   * Promises a stream that the client hasn't asked for.
   * @param {object} headers of the request that it answers
   * @param {object} [options]
   * @param {(error: Error | null, stream?: ServerHttp2Stream, headers?: object) => void} callback
   */
  pushStream(headers, options, callback) {
    const state = this[kState];
    if (!this.pushAllowed) throw new codes.ERR_HTTP2_PUSH_DISABLED();
    if (state.id % 2 === 0) throw new codes.ERR_HTTP2_NESTED_PUSH();
    if (typeof options === 'function') {
      callback = options;
      options = undefined;
    }
    validateFunction(callback, 'callback');
    requireHeaders(options, false);
    requireHeaders(headers, false);
    headers = copyHeaders(headers);
    headers[':method'] ??= 'GET';
    headers[':authority'] ??= state.authority;
    headers[':scheme'] ??= state.scheme;
    headers[':path'] ??= '/';
    const isHead = headers[':method'] === 'HEAD';
    const fields = toFields(headers, requestPseudo, isStrict(this));
    const { core } = state;
    const id = core.native.pushPromise(state.id, fields);
    if (id <= 0) {
      const error = id === kNoStreamId ? new codes.ERR_HTTP2_OUT_OF_STREAMS() :
        id === -510 ? new codes.ERR_HTTP2_INVALID_STREAM() : sessionFailure(id);
      nextTick(callback, error);
      return;
    }
    const stream = new ServerHttp2Stream(state.session, id, headers);
    stream[kState].sentHeaders = headers;
    // Nothing comes in on it.
    stream.push(null);
    if (isHead || options?.endStream) {
      stream[kState].isHead = isHead;
      stream.end();
    }
    if (diagnostics.subscribed !== 0) {
      diagnostics.publish('http2.server.stream.created', { stream, headers });
      diagnostics.publish('http2.server.stream.start', { stream, headers });
    }
    core.connection.schedule();
    nextTick(callback, null, stream, headers, 0);
  }

  /**
   * @param {object | string[]} [headers]
   * @param {{ endStream?: boolean, waitForTrailers?: boolean }} [options]
   */
  respond(headers, options) {
    requireUnanswered(this);
    requireHeaders(headers, true);
    if (options !== undefined) validateObject(options, 'options');
    const { fields, status } = this._answer(headers);
    let endStream = Boolean(options?.endStream);
    const state = this[kState];
    if (bodiless.has(status) || state.isHead) endStream = true;
    state.wantsTrailers = !endStream && Boolean(options?.waitForTrailers);
    this._submit(fields, endStream);
    if (endStream && !this._writableState.ending) this.end();
  }

  /** Checks and notes the fields of an answer: as text, and its status. */
  _answer(headers) {
    const state = this[kState];
    const { sendDate } = state;
    let list;
    let sent;
    if (Array.isArray(headers)) {
      list = headers.slice();
      if (headers[kSensitive] !== undefined) list[kSensitive] = headers[kSensitive];
      if (findRaw(headers, ':status') === undefined) list.unshift(':status', 200);
      if (findRaw(headers, 'date') === undefined && sendDate !== false) list.push('date', utcDate());
      sent = fromRaw(list);
    } else {
      sent = list = copyHeaders(headers);
      list[':status'] ??= 200;
      if (sendDate !== false && list.date === undefined && !hasDate(list)) list.date = utcDate();
    }
    const status = statusOf(sent);
    requireStatus(status);
    const fields = toFields(list, responsePseudo, isStrict(this));
    state.sentHeaders = sent;
    return { fields, status };
  }

  _submit(fields, endStream) {
    const state = this[kState];
    const { core } = state;
    state.headersSent = true;
    if (endStream) state.shutdownTold = true;
    const status = core.native.respond(state.id, fields, endStream, state.wantsTrailers);
    if (status < 0) {
      this.destroy(streamError(kInternalError));
      return;
    }
    if (diagnostics.subscribed !== 0) {
      diagnostics.publish('http2.server.stream.finish',
                          { stream: this, headers: state.sentHeaders, flags: endStream ? 1 : 0 });
    }
    core.connection.schedule();
  }

  /**
   * @param {number | import('fs/promises').FileHandle} fd
   * @param {object} [headers]
   * @param {object} [options] statCheck, waitForTrailers, offset, length
   */
  respondWithFD(fd, headers, options) {
    requireUnanswered(this);
    require('internal/http2/file_answer').answerWithDescriptor(this, fd, headers, options);
  }

  /**
   * @param {string | Buffer | URL} path
   * @param {object} [headers]
   * @param {object} [options] statCheck, onError, waitForTrailers, offset, length
   */
  respondWithFile(path, headers, options) {
    requireUnanswered(this);
    require('internal/http2/file_answer').answerWithFile(this, path, headers, options);
  }

  /**
   * Informational headers, before the answer.
   * @param {object} headers
   */
  additionalHeaders(headers) {
    const state = this[kState];
    if (this.destroyed || state.closed) throw new codes.ERR_HTTP2_INVALID_STREAM();
    if (state.headersSent) throw new codes.ERR_HTTP2_HEADERS_AFTER_RESPOND();
    requireHeaders(headers, false);
    headers = copyHeaders(headers);
    if (headers[':status'] !== undefined && headers[':status'] !== null) {
      const status = headers[':status'] |= 0;
      if (status === 101) throw new codes.ERR_HTTP2_STATUS_101();
      if (status < 100 || status >= 200) throw new codes.ERR_HTTP2_INVALID_INFO_STATUS(status);
    }
    const fields = toFields(headers, responsePseudo, isStrict(this));
    (state.sentInfoHeaders ??= []).push(headers);
    const status = state.core.native.inform(state.id, fields);
    if (status < 0) this.destroy(streamError(kInternalError));
    else state.core.connection.schedule();
  }

  /** What an async listener of 'stream' has thrown. https://nodejs.org/api/events.html#capture-rejections-of-promises */
  [Symbol.for('nodejs.rejection')](error) {
    this.destroy(error);
  }
}

function hasDate(headers) {
  const names = Object.keys(headers);
  for (let i = 0; i < names.length; i++) if (names[i].length === 4 && names[i].toLowerCase() === 'date') return true;
  return false;
}

function utcDate() {
  return require('internal/http/date').utcDate();
}

class ClientHttp2Stream extends Http2Stream {
  /**
   * @param {import('internal/http2/session').Http2Session} session
   * @param {number} [id] of a pushed stream
   */
  constructor(session, id) {
    super(session);
    this[kState].headersSent = true;
    if (id !== undefined) this[kOnId](id);
  }

  _proceed() {}

  /** Sends the request, as soon as the session can; `fields` is what toFields gave. */
  _request(fields, options) {
    const state = this[kState];
    const { core } = state;
    core.pending.add(this);
    core.whenReady(() => {
      if (this.destroyed) return;
      const refusal = core.refusal();
      if (refusal !== undefined) {
        this.destroy(refusal);
        return;
      }
      const id = core.native.request(fields, options.endStream, state.wantsTrailers);
      core.pending.delete(this);
      if (id < 0) {
        this.destroy(id === kNoStreamId ? new codes.ERR_HTTP2_OUT_OF_STREAMS() : sessionFailure(id));
        return;
      }
      if (options.endStream) state.shutdownTold = true;
      this[kOnId](id);
      if (diagnostics.subscribed !== 0) {
        diagnostics.publish('http2.client.stream.start', { stream: this, headers: state.sentHeaders });
      }
      core.connection.schedule();
    });
  }
}

/**
 * @param {object} options of clienthttp2session.request
 * @returns {object} a copy, checked
 */
function checkRequestOptions(options) {
  options = { ...options };
  if (options.endStream !== undefined) validateBoolean(options.endStream, 'options.endStream');
  if (options.exclusive !== undefined) validateBoolean(options.exclusive, 'options.exclusive');
  if (options.parent !== undefined) validateNumber(options.parent, 'options.parent');
  if (options.silent !== undefined) validateBoolean(options.silent, 'options.silent');
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  return options;
}

module.exports = { ServerHttp2Stream, ClientHttp2Stream, checkRequestOptions, bodiless };
