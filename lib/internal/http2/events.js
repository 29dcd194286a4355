// What a native session tells, event by event: which stream or session it is for, and what that does.
'use strict';

const context = require('internal/async/context');
const diagnostics = require('internal/diagnostics/registry');
const hooks = require('internal/async/hooks');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { sessionFailure } = require('internal/http2/errors');
const { fromPairs } = require('internal/http2/headers');
const {
  kOnClosed, kOnData, kOnEnd, kOnFrameError, kOnWantTrailers, kOnWritten, kState,
} = require('internal/http2/symbols');

// As in enum EventKind, src/http2/event.h.
const kHeaders = 0;
const kData = 1;
const kEndStream = 2;
const kStreamClosed = 3;
const kSettings = 4;
const kSettingsAck = 5;
const kPing = 6;
const kPingAck = 7;
const kGoaway = 8;
const kAltsvc = 9;
const kOrigin = 10;
const kFrameError = 11;
const kWritten = 12;
const kWantTrailers = 13;
const kFailed = 14;
const kPriority = 15;

// As in enum HeaderCategory.
const kRequestHeaders = 0;
const kPushResponse = 2;
const kLater = 3;
const kPromise = 4;

const kNoError = 0;
const kRefusedStream = 7;
const kEndStreamFlag = 1;

/** Emits as the stream: in its async context. */
function emitOn(stream, event, values) {
  const { frame } = stream[kState];
  if (hooks.state.tracking) hooks.enter(stream);
  context.run(frame, stream.emit, stream, event, ...values);
  if (hooks.state.tracking) hooks.leave();
}

/** A stream that the peer has opened: a request, or a push. */
function openStream(core, id, pairs, flags, extra, parent) {
  const { session } = core;
  const headers = fromPairs(pairs, extra);
  const { ClientHttp2Stream, ServerHttp2Stream } = require('internal/http2/streams');
  const isServer = core.type === 0;
  if (core.destroyed) {
    core.native?.reset(id, kRefusedStream);
    return;
  }
  const stream = isServer ? new ServerHttp2Stream(session, id, headers) : new ClientHttp2Stream(session, id);
  if (diagnostics.subscribed !== 0) {
    const side = isServer ? 'server' : 'client';
    diagnostics.publish(`http2.${side}.stream.created`, { stream, headers });
    diagnostics.publish(`http2.${side}.stream.start`, { stream, headers });
  }
  stream[kState].headerTime();
  const isEnded = (flags & kEndStreamFlag) !== 0;
  if (isServer) {
    stream[kState].endAfterHeaders = isEnded;
    if (headers[':method'] === 'HEAD') {
      // The answer has no body.
      stream[kState].isHead = true;
      stream.end();
    }
  } else {
    stream[kState].parent = parent;
    stream.end();
  }
  if (isEnded) {
    stream[kState].hasEnded = true;
    stream.push(null);
  }
  const isHeard = context.run(core.frame, session.emit, session, 'stream', stream, headers, flags, pairs);
  if (!isHeard && !stream.destroyed) {
    // Nobody wants it, so nobody hears of its end.
    stream.on('error', () => {});
    stream.close(kRefusedStream);
  }
}

function onHeaders(core, id, category, flags, parent, pairs, extra) {
  const stream = core.streams.get(id);
  if (category === kRequestHeaders || category === kPromise) {
    openStream(core, id, pairs, flags, extra, parent);
    return;
  }
  if (stream === undefined || stream.destroyed) return;
  const headers = fromPairs(pairs, extra);
  stream[kState].headerTime();
  stream[kState].touch();
  const isEnded = (flags & kEndStreamFlag) !== 0;
  let event = 'response';
  if (category === kPushResponse) {
    event = 'push';
  } else if (category === kLater) {
    // Informational headers come before the answer, trailers after it.
    const status = headers[':status'];
    event = stream[kState].hasResponse || core.type === 0 ? 'trailers' : 'headers';
    if (event === 'headers' && (status === undefined || status >= 200)) event = 'response';
  } else if (headers[':status'] < 200 && headers[':status'] !== 101) {
    event = 'headers';
  }
  if (event === 'response' || event === 'push') {
    stream[kState].hasResponse = true;
    stream[kState].endAfterHeaders = isEnded;
    if (diagnostics.subscribed !== 0) {
      diagnostics.publish('http2.client.stream.finish', { stream, headers, flags });
    }
  }
  if (event === 'headers' && headers[':status'] === 100) emitOn(stream, 'continue', []);
  emitOn(stream, event, [headers, flags, pairs]);
}

function onGoaway(core, code, lastStream, opaque) {
  if (core.destroyed) return;
  const { session } = core;
  core.goawayCode = code;
  core.goawayLastStream = lastStream;
  session.emit('goaway', code, lastStream, opaque === undefined ? undefined : Buffer.from(opaque));
  // Streams that are open may end in peace, or not at all.
  if (code === kNoError) session.close();
  else session.destroy(new codes.ERR_HTTP2_SESSION_ERROR(code), kNoError);
}

function onOrigins(core, list) {
  const { session } = core;
  if (core.destroyed || !core.socket.encrypted) return;
  const known = core.originSet();
  const most = core.options.maxOriginSetSize;
  for (let i = 0; i < list.length; i++) {
    known.add(list[i]);
    if (most !== undefined && known.size > most) {
      session.destroy(new codes.ERR_HTTP2_TOO_MANY_ORIGINS(most));
      return;
    }
  }
  session.emit('origin', list);
}

/** A stream's own event, in its context. */
function toStream(core, id, method, a, b) {
  const stream = core.streams.get(id);
  if (stream === undefined) return;
  if (!hooks.state.tracking) {
    context.run(stream[kState].frame, stream[method], stream, a, b);
    return;
  }
  hooks.enter(stream);
  context.run(stream[kState].frame, stream[method], stream, a, b);
  hooks.leave();
}

/** An event of the session's, in its context. */
function toSession(core, method, a, b, c) {
  const { session } = core;
  if (!hooks.state.tracking) {
    context.run(core.frame, method, undefined, core, a, b, c);
    return;
  }
  hooks.enter(session);
  context.run(core.frame, method, undefined, core, a, b, c);
  hooks.leave();
}

const sessionEvents = {
  settings: (core, payload) => core.onSettings(new Uint32Array(payload)),
  settingsAck: (core, payload) => core.onSettingsAck(new Uint32Array(payload)),
  ping: (core, payload) => core.session.emit('ping', Buffer.from(payload)),
  pingAck: (core, payload) => core.onPingAck(payload),
  altsvc: (core, text, size, id) => core.session.emit('altsvc', text.slice(size), text.slice(0, size), id),
  frameError: (core, type, code) => {
    core.session.emit('frameError', type, code, 0);
    core.session.destroy();
  },
  failed: (core, number) => core.session.destroy(sessionFailure(number)),
  priority: (core, id, list) => core.session.emit('priority', id, list[0], list[1], list[2]),
};

/**
 * @param {import('internal/http2/session_core').SessionCore} core
 * @param {number} kind
 * @param {number} id of the stream
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {any} payload
 * @param {string[] | undefined} extra names of sensitive fields
 * @param {Buffer | undefined} chunk what the event was read from
 */
function onSessionEvent(core, kind, id, a, b, c, payload, extra, chunk) {
  core.touch();
  switch (kind) {
    case kHeaders:
      onHeaders(core, id, a, b, c, payload, extra);
      break;
    case kData: {
      const bytes = a < 0 ? Buffer.from(payload) : chunk.subarray(a, a + b);
      toStream(core, id, kOnData, bytes);
      break;
    }
    case kEndStream:
      toStream(core, id, kOnEnd);
      break;
    case kStreamClosed:
      toStream(core, id, kOnClosed, a);
      break;
    case kWritten:
      toStream(core, id, kOnWritten, a, b);
      break;
    case kWantTrailers:
      toStream(core, id, kOnWantTrailers);
      break;
    case kFrameError:
      if (id !== 0 && core.streams.has(id)) toStream(core, id, kOnFrameError, a, b);
      else if (!core.destroyed) toSession(core, sessionEvents.frameError, a, b);
      break;
    case kFailed:
      if (!core.destroyed) toSession(core, sessionEvents.failed, a);
      break;
    default:
      if (!core.destroyed) otherSessionEvent(core, kind, id, a, b, c, payload);
  }
}

function otherSessionEvent(core, kind, id, a, b, c, payload) {
  switch (kind) {
    case kSettings:
      toSession(core, sessionEvents.settings, payload);
      break;
    case kSettingsAck:
      toSession(core, sessionEvents.settingsAck, payload);
      break;
    case kPing:
      toSession(core, sessionEvents.ping, payload);
      break;
    case kPingAck:
      toSession(core, sessionEvents.pingAck, payload);
      break;
    case kGoaway:
      toSession(core, onGoaway, a, b, payload);
      break;
    case kAltsvc:
      toSession(core, sessionEvents.altsvc, payload, a, id);
      break;
    case kOrigin:
      toSession(core, onOrigins, payload);
      break;
    case kPriority:
      toSession(core, sessionEvents.priority, id, [a, b, c !== 0]);
      break;
  }
}

module.exports = { onSessionEvent };
