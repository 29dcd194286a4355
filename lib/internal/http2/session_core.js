// SessionCore: the inner half of an Http2Session: its native session, its socket, its streams, and what waits for the peer.
'use strict';

const context = require('internal/async/context');
const hooks = require('internal/async/hooks');
const perf = require('internal/perf/observed');
const { now } = require('internal/perf/clock');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { setImmediate } = require('timers');
const { Connection } = require('internal/http2/connection');
const { clearTimer, touch } = require('internal/http2/activity_timer');
const { sessionFailure } = require('internal/http2/errors');
const { onSessionEvent } = require('internal/http2/events');
const { toLimits } = require('internal/http2/options');
const { fromValues, toPairs } = require('internal/http2/settings');
const { kSession } = require('internal/http2/symbols');

const kServer = 0;
const kNoError = 0;
const kCancel = 8;
const kMostOutstanding = 10;

class Http2Ping {}
class Http2Settings {}

class SessionCore {
  native;
  connection;
  server;
  proxy;
  connecting = true;
  closed = false;
  destroyed = false;
  goawayCode = null;
  goawayLastStream = 0;
  destroyCode = kNoError;
  authority;
  protocol;
  start = -1;
  /** Open streams by id. */
  streams = new Map();
  /** Requests that have no stream yet. */
  pending = new Set();
  /** What waits for the connection; undefined when it is there. */
  waiting = [];
  pings = [];
  settingsSent = [];
  customSettings;
  #origins;
  #localSettings;
  #remoteSettings;
  #isEnding = false;
  #onError;
  #onClose;
  #onEnd;
  stats = { streamCount: 0, maxConcurrent: 0, totalDuration: 0, pingRTT: undefined };

  constructor(session, type, options, socket) {
    this.session = session;
    this.type = type;
    this.options = options;
    this.socket = socket;
    this.frame = context.get();
  }

  /** Begins now, or when the socket is connected. */
  attach() {
    const { socket } = this;
    const onError = (error) => this.onSocketError(error);
    this.#onError = onError;
    const onClose = () => this.onSocketClose();
    this.#onClose = onClose;
    // What the peer can't say any more it can't hear: a session has no half.
    const onEnd = () => {
      if (socket.allowHalfOpen !== false) socket.destroy();
    };
    this.#onEnd = onEnd;
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
    socket.on('end', this.#onEnd);
    if (!socket.connecting && !socket.secureConnecting) {
      this.setUp();
      return;
    }
    const { TLSSocket } = require('tls');
    const event = this.type !== kServer && socket instanceof TLSSocket ? 'secureConnect' : 'connect';
    socket.once(event, () => {
      try {
        this.setUp();
      } catch (error) {
        socket.destroy(error);
      }
    });
  }

  setUp() {
    if (this.destroyed) return;
    const { options, socket } = this;
    socket.setNoDelay?.(true);
    this.connecting = false;
    this.native = new (binding('http2').Session)(this.type, toLimits(this.type, options));
    this.connection = new Connection(
      this.native, socket,
      (kind, id, a, b, c, payload, extra, chunk) => onSessionEvent(this, kind, id, a, b, c, payload, extra, chunk),
      () => this.onOver());
    this.submitSettings({ ...options.settings });
    this.connection.schedule();
    nextTick(() => {
      if (this.destroyed) return;
      if (this.waiting.length === 0) this.waiting = undefined;
      this.session.emit('connect', this.session, socket);
      this.#runWaiting();
    });
  }

  /** Calls now, or once the session is connected. */
  whenReady(callback) {
    if (this.waiting === undefined) {
      callback();
      return;
    }
    // Among the listeners of 'connect' it has the place where it began to wait.
    if (this.waiting.length === 0) this.session.once('connect', () => this.#runWaiting());
    this.waiting.push(callback);
  }

  #runWaiting() {
    const { waiting } = this;
    if (waiting === undefined) return;
    this.waiting = undefined;
    for (let i = 0; i < waiting.length; i++) waiting[i]();
  }

  /** Whether no new stream may be opened: why not. */
  refusal() {
    if (this.destroyed) return new codes.ERR_HTTP2_INVALID_SESSION();
    if (this.closed || this.goawayCode !== null) return new codes.ERR_HTTP2_GOAWAY_SESSION();
    return undefined;
  }

  /** Something has happened. */
  touch() {
    touch(this.session);
  }

  // What is asked of the peer.

  submitSettings(settings, callback) {
    const most = this.options.maxOutstandingSettings ?? kMostOutstanding;
    if (this.settingsSent.length >= most) {
      nextTick(() => this.session.destroy(new codes.ERR_HTTP2_MAX_PENDING_SETTINGS_ACK()));
      return;
    }
    const entry = new Http2Settings();
    Object.assign(entry, { settings, callback, start: now(), frame: context.get() });
    if (hooks.state.tracking) hooks.initialize(entry, 'HTTP2SETTINGS');
    this.settingsSent.push(entry);
    const { customSettings } = settings;
    if (customSettings !== undefined && customSettings !== null) {
      this.customSettings = { ...this.customSettings, ...customSettings };
    }
    const status = this.native.settings(toPairs(settings));
    if (status !== 0) {
      nextTick(() => this.session.destroy(sessionFailure(status)));
      return;
    }
    this.connection.schedule();
  }

  /** @param {Uint32Array} values that hold from here on */
  onSettingsAck(values) {
    const entry = this.settingsSent.shift();
    if (entry === undefined) return;
    this.#localSettings = fromValues(values, this.customSettings);
    this.settle(entry, [null, this.localSettings(), now() - entry.start]);
    this.session.emit('localSettings', this.localSettings());
  }

  ping(payload, callback) {
    const most = this.options.maxOutstandingPings ?? kMostOutstanding;
    const entry = new Http2Ping();
    if (hooks.state.tracking) hooks.initialize(entry, 'HTTP2PING');
    Object.assign(entry, { callback, start: now(), frame: context.get() });
    if (this.connecting || this.pings.length >= most) {
      nextTick(() => this.settle(entry, [new codes.ERR_HTTP2_PING_CANCEL()]));
      return false;
    }
    if (payload === undefined) {
      payload = Buffer.alloc(8);
      payload.writeBigUInt64LE(require('process').hrtime.bigint());
    }
    this.pings.push(entry);
    this.native.ping(new Uint8Array(payload.buffer, payload.byteOffset, 8));
    this.connection.schedule();
    return true;
  }

  onPingAck(payload) {
    const entry = this.pings.shift();
    if (entry === undefined) {
      // Nobody has asked.
      this.session.destroy(sessionFailure(-505));
      return;
    }
    const duration = now() - entry.start;
    this.stats.pingRTT = duration;
    this.settle(entry, [null, duration, Buffer.from(payload)]);
  }

  /** Tells whoever waits for an acknowledgement. */
  settle(entry, results) {
    const { callback } = entry;
    if (hooks.state.tracking) {
      hooks.enter(entry);
      hooks.gone(entry);
    }
    if (callback !== undefined) context.run(entry.frame, callback, this.session, ...results);
    if (hooks.state.tracking) hooks.leave();
  }

  goaway(code, lastStream, opaque) {
    if (this.native === undefined || this.destroyed) return;
    const bytes = opaque === undefined ? undefined : new Uint8Array(opaque.buffer, opaque.byteOffset, opaque.byteLength);
    this.native.goaway(code, lastStream, bytes);
    // At once: a stream that came before it is sent would be refused by it.
    this.connection.flush();
  }

  // Streams.

  addStream(id, stream) {
    this.streams.set(id, stream);
    this.stats.streamCount++;
    if (this.streams.size > this.stats.maxConcurrent) this.stats.maxConcurrent = this.streams.size;
  }

  removeStream(id, stream) {
    if (id === undefined) this.pending.delete(stream);
    else this.streams.delete(id);
    this.endIfIdle();
  }

  // What can be read of it.

  localSettings() {
    if (this.#localSettings !== undefined) return this.#localSettings;
    if (this.native === undefined || this.destroyed) return {};
    return this.#localSettings = fromValues(this.native.localSettings(), this.customSettings);
  }

  remoteSettings() {
    if (this.#remoteSettings !== undefined) return this.#remoteSettings;
    if (this.native === undefined || this.destroyed) return {};
    return this.#remoteSettings = fromValues(this.native.remoteSettings(), this.remoteCustomSettings());
  }

  remoteCustomSettings() {
    const pairs = this.native.remoteCustomSettings();
    let custom;
    for (let i = 0; i < pairs.length; i += 2) (custom ??= {})[pairs[i]] = pairs[i + 1];
    return custom;
  }

  /** @param {Uint32Array} values the peer's */
  onSettings(values) {
    this.#remoteSettings = fromValues(values, this.remoteCustomSettings());
    this.session.emit('remoteSettings', this.remoteSettings());
  }

  state() {
    if (this.native === undefined || this.destroyed) return {};
    const values = this.native.state();
    return {
      effectiveLocalWindowSize: values[0],
      effectiveRecvDataLength: values[1],
      nextStreamID: values[2],
      localWindowSize: values[3],
      lastProcStreamID: values[4],
      remoteWindowSize: values[5],
      outboundQueueSize: values[6],
      deflateDynamicTableSize: values[7],
      inflateDynamicTableSize: values[8],
    };
  }

  /** Origins that the server may speak for. RFC 8336 2.3. */
  originSet() {
    if (this.#origins !== undefined) return this.#origins;
    const { socket } = this;
    let name = socket.servername;
    if (name === null || name === undefined || name === false) name = socket._host ?? socket.remoteAddress;
    let origin = `https://${name}`;
    if (socket.remotePort !== undefined) origin += `:${socket.remotePort}`;
    return this.#origins = new Set([new URL(origin).origin]);
  }

  // The end.

  close() {
    this.closed = true;
    this.whenReady(() => this.goaway(kNoError, 0));
    this.endIfIdle();
  }

  /** A session that was closed ends with its last stream. */
  endIfIdle() {
    if (!this.closed || this.destroyed || this.#isEnding) return;
    if (this.streams.size > 0 || this.pending.size > 0) return;
    this.#isEnding = true;
    // What has just been written goes out first, and callbacks that are under way end.
    setImmediate(() => {
      this.#isEnding = false;
      if (!this.destroyed && this.streams.size === 0 && this.pending.size === 0) this.session.destroy();
    });
  }

  /** Neither end has anything more to say: nghttp2 has ended the session. */
  onOver() {
    if (this.destroyed) return;
    this.session.destroy();
  }

  destroy(error, code) {
    const { session, socket } = this;
    this.destroyed = true;
    this.destroyCode = code;
    clearTimer(session);
    session.timeout = 0;
    const cancel = new codes.ERR_HTTP2_STREAM_CANCEL(error);
    for (const stream of [...this.pending]) stream.destroy(cancel);
    for (const stream of [...this.streams.values()]) stream.destroy(error);
    for (const entry of this.pings.splice(0)) {
      this.settle(entry, [new codes.ERR_HTTP2_PING_CANCEL(), now() - entry.start, undefined]);
    }
    for (const entry of this.settingsSent.splice(0)) {
      if (entry.callback !== undefined) this.settle(entry, [new codes.ERR_HTTP2_SETTINGS_CANCEL()]);
      else if (hooks.state.tracking) hooks.gone(entry);
    }
    this.waiting = undefined;
    const wasGraceful = error === undefined && code === kNoError;
    this.endPerformance();
    if (this.native !== undefined) {
      if (!socket.destroyed) this.native.terminate(code);
      this.connection.close();
    }
    this.server?.forgetSession?.(session);
    const finish = () => {
      if (error !== undefined) session.emit('error', error);
      session.emit('close');
      if (hooks.state.tracking) hooks.gone(session);
    };
    // From here on the socket, if it lives on, knows nothing of the session.
    socket[kSession] = undefined;
    socket.removeListener('error', this.#onError);
    socket.removeListener('close', this.#onClose);
    socket.removeListener('end', this.#onEnd);
    socket.on('error', ignore);
    if (socket.destroyed) {
      nextTick(finish);
    } else {
      socket.once('close', finish);
      if (wasGraceful || socket.writableLength > 0) endSocket(socket, error);
      else setImmediate(() => socket.destroy(error));
    }
  }

  onSocketError(error) {
    // After the last GOAWAY the peer may cut the connection.
    if (this.destroyed) return;
    const isCut = error?.code === 'ECONNRESET' || error?.code === 'EPIPE';
    if (isCut && this.goawayCode !== null) this.onSocketClose();
    else this.session.destroy(error);
  }

  onSocketClose() {
    const { session } = this;
    if (this.destroyed) return;
    for (const stream of [...this.streams.values()]) stream.close(kCancel);
    if (!this.destroyed) session.destroy();
  }

  endPerformance() {
    const { stats, connection } = this;
    if (this.start < 0 || connection === undefined) return;
    const counts = this.native.counts();
    perf.end('http2', 'Http2Session', this.start, {
      bytesRead: connection.bytesRead,
      bytesWritten: connection.bytesWritten,
      framesReceived: counts[0],
      framesSent: counts[1],
      maxConcurrentStreams: stats.maxConcurrent,
      pingRTT: stats.pingRTT,
      streamAverageDuration: stats.streamCount === 0 ? 0 : stats.totalDuration / stats.streamCount,
      streamCount: stats.streamCount,
      type: this.type === kServer ? 'server' : 'client',
    });
  }
}

/** What happens to a socket whose session has ended needs nobody's care. */
function ignore() {}

/** Lets what was written go out, then closes. */
function endSocket(socket, error) {
  if (typeof socket.destroySoon === 'function') {
    socket.destroySoon();
    return;
  }
  socket.end(() => socket.destroy(error));
}

module.exports = { SessionCore };
