// Http2Session: what ServerHttp2Session and ClientHttp2Session have in common.
// https://nodejs.org/api/http2.html#class-http2session
'use strict';

const EventEmitter = require('events');
const hooks = require('internal/async/hooks');
const perf = require('internal/perf/observed');
const { codes } = require('internal/errors');
const { validateFunction, validateInt32, validateNumber } = require('internal/validators');
const { SessionCore } = require('internal/http2/session_core');
const { kCore, kSession } = require('internal/http2/symbols');
const { requireObject, validateSettings } = require('internal/http2/settings');
const { sessionSocket } = require('internal/http2/session_socket');
const { isSending, setTimer } = require('internal/http2/activity_timer');

const kServer = 0;
const kNoError = 0;
const kInternalError = 2;

function requireLive(session) {
  if (session.destroyed) throw new codes.ERR_HTTP2_INVALID_SESSION();
}

class Http2Session extends EventEmitter {
  /**
   * @param {0 | 1} type server or client
   * @param {object} options
   * @param {import('stream').Duplex} socket
   */
  constructor(type, options, socket) {
    super();
    if (socket[kSession] !== undefined) throw new codes.ERR_HTTP2_SOCKET_BOUND();
    Object.defineProperty(this, kCore, {
      __proto__: null, configurable: true, value: new SessionCore(this, type, options, socket),
    });
    socket[kSession] = this;
    if (hooks.state.tracking) hooks.initialize(this, 'HTTP2SESSION');
    this[kCore].start = perf.begin('http2');
    this[kCore].attach();
  }

  get encrypted() {
    const { connection, socket } = this[kCore];
    return connection === undefined && !this.destroyed ? undefined : this.destroyed ? false : Boolean(socket.encrypted);
  }

  get alpnProtocol() {
    const core = this[kCore];
    if (core.connection === undefined) return undefined;
    return core.socket.encrypted ? core.socket.alpnProtocol : 'h2c';
  }

  get originSet() {
    const core = this[kCore];
    if (this.destroyed || !core.socket.encrypted || core.connection === undefined) return undefined;
    return Array.from(core.originSet());
  }

  get connecting() {
    return this[kCore].connecting;
  }

  get closed() {
    return this[kCore].closed;
  }

  get destroyed() {
    return this[kCore].destroyed;
  }

  get type() {
    return this[kCore].type;
  }

  get goawayCode() {
    return this[kCore].goawayCode ?? kNoError;
  }

  get goawayLastStreamID() {
    return this[kCore].goawayLastStream;
  }

  get pendingSettingsAck() {
    return this[kCore].settingsSent.length > 0;
  }

  get state() {
    return this[kCore].state();
  }

  get localSettings() {
    return this[kCore].localSettings();
  }

  get remoteSettings() {
    return this[kCore].remoteSettings();
  }

  get socket() {
    if (this.destroyed) return undefined;
    return this[kCore].proxy ??= sessionSocket(this);
  }

  /**
   * @param {number} id of the next stream that this end opens
   * @throws {RangeError} ERR_OUT_OF_RANGE
   */
  setNextStreamID(id) {
    requireLive(this);
    validateNumber(id, 'id');
    if (id <= 0 || id > 2147483647) throw new codes.ERR_OUT_OF_RANGE('id', '> 0 and <= 2147483647', id);
    this[kCore].native?.setNextStreamId(id);
  }

  /** @param {number} windowSize bytes that the peer may send before it must wait; of the connection as a whole */
  setLocalWindowSize(windowSize) {
    requireLive(this);
    validateInt32(windowSize, 'windowSize', 0);
    const core = this[kCore];
    core.whenReady(() => {
      if (core.native.setLocalWindowSize(windowSize) !== 0) this.destroy(new codes.ERR_HTTP2_NO_MEM());
      else core.connection.schedule();
    });
  }

  /**
   * @param {Buffer | TypedArray | DataView} [payload] 8 bytes
   * @param {(error: Error | null, duration: number, payload: Buffer) => void} callback
   * @returns {boolean} whether the PING was sent
   */
  ping(payload, callback) {
    requireLive(this);
    if (typeof payload === 'function') {
      callback = payload;
      payload = undefined;
    }
    if (payload !== undefined) {
      if (!ArrayBuffer.isView(payload)) {
        throw new codes.ERR_INVALID_ARG_TYPE('payload', ['Buffer', 'TypedArray', 'DataView'], payload);
      }
      if (payload.byteLength !== 8) throw new codes.ERR_HTTP2_PING_LENGTH();
    }
    validateFunction(callback, 'callback');
    return this[kCore].ping(payload, callback);
  }

  /**
   * @param {object} [settings]
   * @param {(error: Error | null, settings: object, duration: number) => void} [callback]
   */
  settings(settings, callback) {
    requireLive(this);
    requireObject(settings);
    validateSettings(settings);
    if (callback !== undefined) validateFunction(callback, 'callback');
    const core = this[kCore];
    core.whenReady(() => core.submitSettings({ ...settings }, callback));
  }

  /**
   * @param {number} [code]
   * @param {number} [lastStreamID] 0: the last that was processed
   * @param {Buffer | TypedArray | DataView} [opaqueData]
   */
  goaway(code = kNoError, lastStreamID = 0, opaqueData) {
    requireLive(this);
    if (opaqueData !== undefined && !ArrayBuffer.isView(opaqueData)) {
      throw new codes.ERR_INVALID_ARG_TYPE('opaqueData', ['Buffer', 'TypedArray', 'DataView'], opaqueData);
    }
    validateNumber(code, 'code');
    validateNumber(lastStreamID, 'lastStreamID');
    const core = this[kCore];
    core.whenReady(() => core.goaway(code >>> 0, lastStreamID | 0, opaqueData));
  }

  /**
   * Ends the session at once, and its streams with it.
   * @param {Error | number} [error] or the code
   * @param {number} [code] of the protocol, told to the peer
   */
  destroy(error = kNoError, code) {
    if (this.destroyed) return;
    if (typeof error === 'number') {
      code = error;
      error = code !== kNoError ? new codes.ERR_HTTP2_SESSION_ERROR(code) : undefined;
    }
    if (code === undefined && error !== undefined && error !== null) code = kInternalError;
    this[kCore].destroy(error ?? undefined, code ?? kNoError);
  }

  /**
   * Opens no more streams, and ends when those that are open have.
   * @param {() => void} [callback] a 'close' listener
   */
  close(callback) {
    if (this.closed || this.destroyed) return;
    if (typeof callback === 'function') this.once('close', callback);
    this[kCore].close();
  }

  /**
   * @param {number} msecs without activity; 0: never
   * @param {() => void} [callback] a 'timeout' listener
   * @returns {this}
   */
  setTimeout(msecs, callback) {
    if (this.destroyed) return this;
    setTimer(this, msecs, callback);
    return this;
  }

  /** What has gone out, while bodies are under way. */
  _sendProgress() {
    const { connection, streams } = this[kCore];
    for (const stream of streams.values()) if (stream.writableLength > 0) return connection.bytesWritten;
    return 0;
  }

  _onTimeout() {
    if (!this.destroyed && !isSending(this)) this.emit('timeout');
  }

  ref() {
    const { socket } = this[kCore];
    if (!this.destroyed) socket.ref?.();
  }

  unref() {
    const { socket } = this[kCore];
    if (!this.destroyed) socket.unref?.();
  }

  /** What an async listener has thrown. https://nodejs.org/api/events.html#capture-rejections-of-promises */
  [Symbol.for('nodejs.rejection')](error, event, ...args) {
    if (event === 'stream') args[0].destroy(error);
    else this.destroy(error);
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    if (typeof depth === 'number' && depth < 0) return this;
    const shown = {
      type: this[kCore].native === undefined ? undefined : this.type,
      closed: this.closed,
      destroyed: this.destroyed,
      state: this[kCore].native === undefined ? undefined : this.state,
      localSettings: this[kCore].native === undefined ? undefined : { ...this.localSettings },
      remoteSettings: this[kCore].native === undefined ? undefined : { ...this.remoteSettings },
    };
    const inner = options.depth === null || options.depth === undefined ? options : { ...options, depth: options.depth - 1 };
    return `Http2Session ${(inspect ?? require('util').inspect)(shown, inner)}`;
  }
}

function originOf(value) {
  if (typeof value === 'string') return new URL(value).origin;
  if (value !== null && typeof value === 'object') return value.origin;
  return undefined;
}

class ServerHttp2Session extends Http2Session {
  /**
   * @param {object} options
   * @param {import('stream').Duplex} socket
   * @param {object} [server]
   */
  constructor(options, socket, server) {
    super(kServer, options, socket);
    this[kCore].server = server;
  }

  get server() {
    return this[kCore].server;
  }

  /**
   * Tells the client where else its resources are. RFC 7838.
   * @param {string} alt
   * @param {number | string | URL | { origin: string }} originOrStream
   */
  altsvc(alt, originOrStream) {
    requireLive(this);
    let stream = 0;
    let origin;
    if (typeof originOrStream === 'string') {
      origin = new URL(originOrStream).origin;
      if (origin === 'null') throw new codes.ERR_HTTP2_ALTSVC_INVALID_ORIGIN();
    } else if (typeof originOrStream === 'number') {
      if (originOrStream >>> 0 !== originOrStream || originOrStream === 0) {
        throw new codes.ERR_OUT_OF_RANGE('originOrStream', `> 0 && < ${2 ** 32}`, originOrStream);
      }
      stream = originOrStream;
    } else if (originOrStream !== undefined) {
      if (originOrStream !== null && typeof originOrStream === 'object') origin = originOrStream.origin;
      if (typeof origin !== 'string') {
        throw new codes.ERR_INVALID_ARG_TYPE('originOrStream', ['string', 'number', 'URL', 'object'], originOrStream);
      }
      if (origin === 'null' || origin.length === 0) throw new codes.ERR_HTTP2_ALTSVC_INVALID_ORIGIN();
    }
    if (typeof alt !== 'string') throw new codes.ERR_INVALID_ARG_TYPE('alt', 'string', alt);
    if (/[^\x20-\x7e]/.test(alt)) throw new codes.ERR_INVALID_CHAR('alt');
    // What a frame of the smallest allowed size holds, but for the length of the origin.
    if (alt.length + (origin?.length ?? 0) > 16382) throw new codes.ERR_HTTP2_ALTSVC_LENGTH();
    const { native, connection } = this[kCore];
    if (stream <= 0x7fffffff) native.altsvc(stream, origin ?? '', alt);
    connection.schedule();
  }

  /**
   * Tells the client for which origins it may be used. RFC 8336.
   * @param {...(string | URL | { origin: string })} origins
   */
  origin(...origins) {
    requireLive(this);
    if (origins.length === 0) return;
    let size = 0;
    const list = [];
    for (let i = 0; i < origins.length; i++) {
      const origin = originOf(origins[i]);
      if (typeof origin !== 'string') throw new codes.ERR_INVALID_ARG_TYPE('origin', ['string', 'URL', 'object'], origins[i]);
      if (origin === 'null') throw new codes.ERR_HTTP2_INVALID_ORIGIN();
      list.push(origin);
      size += origin.length + 2;
    }
    if (size > 16382) throw new codes.ERR_HTTP2_ORIGIN_LENGTH();
    const { native, connection } = this[kCore];
    native.origins(list);
    connection.schedule();
  }
}

module.exports = { Http2Session, ServerHttp2Session };
