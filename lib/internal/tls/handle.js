// What a TLSSocket has for a handle: a native session (src/bindings/tls/session.h) before a transport, which is a native
// stream's handle or any Duplex. Towards its owner it is as a native stream's handle is (internal/net/native.js).
//
// With a native stream the bytes never reach JavaScript encrypted: the session stands before the stream in C++. With a
// Duplex they go through receive and takeCiphertext.
'use strict';

const native = binding('tls');
const { Buffer } = require('buffer');
const { nextTick } = require('internal/ticks');
const { closeHandle } = require('internal/net/native');

// As in src/bindings/tls/session.h.
const kHandshakeStarted = 1;
const kHandshakeDone = 2;
const kPeerEnded = 4;
const kNeedsContext = 8;
const kNeedsSession = 16;
const kNewSessions = 32;
const kKeyLog = 64;
const kStatusResponse = 128;
const kFailed = 512;

const kAgain = -11;
const kProtocolError = -71;
const kNotConnected = -107;
const kCanceled = -125;

let ready = false;

/** Tells native code whom to call; once per realm. */
function prepare() {
  if (ready) return;
  ready = true;
  native.setReceiver(function onProgress(events, data, sizes) {
    this.handle?.progress(events, data, sizes);
  });
}

class TlsHandle {
  /** The TLSSocket. Beside a native handle's calls it gets onTls...: see progress. */
  owner = null;
  whenClosed = null;
  kind = 'tls';
  /** Handshakes that the peer has begun, of late: the owner counts. */
  handshakes = 0;
  #session;
  #native = null;
  #parent = null;
  #stream = null;
  #isDone = false;
  #hasEnded = false;
  #wroteAfterEnd = false;
  #closed = false;
  #shutdownWaits = false;
  /** What the owner has written and the session does not take yet. */
  #waiting = null;
  #readBuffer = null;
  /** Decrypted, and not wanted yet by an owner with a read buffer of its own. */
  #unread = null;
  #reads = false;
  /** The handle of a TLSSocket over this one's: it gets what is decrypted. */
  #reader = null;

  /**
   * @param {object} context native
   * @param {boolean} isServer
   */
  constructor(context, isServer) {
    prepare();
    this.#session = new native.Session(context, isServer);
    this.#session.handle = this;
    // For the questions that the context answers.
    this.#session.context = context;
  }

  /** @returns {object | null} the native session; null when the connection is over */
  get session() { return this.#session; }
  get fd() { return this.#native?.fd ?? this.#stream?._handle?.fd ?? -1; }
  get attached() { return this.#native !== null || this.#stream !== null; }

  /**
   * Stands before a native stream.
   * @param {object} handle
   * @param {import('net').Socket | null} parent the socket whose handle it stays; null when it is the session's alone
   */
  attachNative(handle, parent) {
    this.#native = handle;
    this.#parent = parent;
    handle.owner = this;
    handle.setFilter(this.#session.filter(), this.#session);
  }

  /**
   * Stands before any stream.
   * @param {import('stream').Duplex} stream
   */
  attachStream(stream) {
    this.#stream = stream;
    if (stream._handle instanceof TlsHandle) {
      // TLS within TLS: what the outer one decrypts is not for its program.
      stream._handle.#reader = this;
    } else {
      stream.on('data', (bytes) => {
        if (typeof bytes === 'string') bytes = Buffer.from(bytes, stream.readableEncoding ?? undefined);
        this.#session?.receive(bytes);
      });
    }
    stream.on('end', () => this.onNativeEnd());
    stream.on('error', (error) => this.owner?.onTransportError(error));
    stream.on('close', () => this.owner?.onTransportClose());
  }

  /** @returns {boolean} whether something that was written waits for the handshake */
  get hasWaiting() { return this.#waiting !== null; }

  /** Bytes of the peer's that the transport had read already. */
  receive(bytes) {
    this.#session?.receive(bytes);
  }

  /** Begins the handshake. */
  start() {
    this.#session?.advance();
  }

  /** What the session tells; of native code. */
  progress(events, data, sizes) {
    const { owner } = this;
    if (owner === null || this.#session === null) return;
    if (events !== 0) this.#beforeData(owner, events);
    // Any of these may close the connection.
    if (data !== undefined && this.owner !== null) this.#deliver(data, sizes);
    if (events !== 0 && this.owner !== null) this.#afterData(owner, events);
    if (this.#stream !== null && this.#session !== null) this.#drain(null);
    if (this.#waiting !== null && this.#isDone) this.#writeAgain();
  }

  #beforeData(owner, events) {
    if ((events & kKeyLog) !== 0) {
      const lines = this.#session.takeKeyLog();
      for (let i = 0; i < lines.length; i++) owner.onTlsKeyLog(lines[i]);
    }
    if ((events & kHandshakeStarted) !== 0) owner.onTlsHandshakeStart();
    if ((events & kStatusResponse) !== 0 && this.#session !== null) {
      const response = this.#session.statusResponse();
      owner.onTlsStatusResponse(response === undefined ? null : Buffer.from(response));
    }
    if ((events & kNeedsSession) !== 0) owner.onTlsSessionWanted();
    if ((events & kNeedsContext) !== 0) owner.onTlsContextWanted();
    const tellsFirst = (events & kNewSessions) !== 0 && owner.holdsForSessions === true &&
      this.#session !== null && this.#session.protocol() !== 'TLSv1.3';
    if (tellsFirst) this.#tellSessions(owner);
    if ((events & kHandshakeDone) !== 0 && this.#session !== null) {
      this.#isDone = true;
      owner.onTlsHandshakeDone();
    }
    if ((events & kNewSessions) !== 0 && !tellsFirst) this.#tellSessions(owner);
  }

  #tellSessions(owner) {
    for (let made = this.#session?.takeSession(); made !== undefined; made = this.#session?.takeSession()) {
      owner.onTlsNewSession(toBuffer(made[0]), toBuffer(made[1]));
    }
  }

  #afterData(owner, events) {
    this.#endIfDue();
    if ((events & kPeerEnded) !== 0) this.#end();
    if ((events & kFailed) !== 0 && this.#session !== null) {
      const error = this.#session.takeError();
      // The alert that says why leaves first.
      if (this.#stream !== null) this.#drain(null);
      owner.onTlsError(error);
    }
  }

  /** Hands decrypted bytes over, a record at a time. */
  #deliver(data, sizes) {
    const { owner } = this;
    if (this.#reader !== null) {
      this.#reader.receive(Buffer.from(data, 0, total(sizes)));
      return;
    }
    if (this.#readBuffer !== null) {
      const bytes = Buffer.from(data, 0, total(sizes));
      this.#unread = this.#unread === null ? bytes : Buffer.concat([this.#unread, bytes]);
      if (this.#reads) this.#deliverUnread();
      return;
    }
    if (sizes === undefined) {
      owner.onNativeData(data);
      return;
    }
    let at = 0;
    for (let i = 0; i < sizes.length && this.owner !== null; i++) {
      const record = Buffer.from(data, at, sizes[i]);
      at += sizes[i];
      // It may have got a socket over it by now.
      if (this.#reader !== null) this.#reader.receive(record);
      else owner.onNativeBuffer(record);
    }
  }

  #deliverUnread() {
    while (this.#unread !== null && this.#reads && this.owner !== null) {
      const buffer = this.#readBuffer;
      const rest = this.#unread;
      const count = Math.min(rest.byteLength, buffer.byteLength);
      const target = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
      target.set(rest.subarray(0, count));
      this.#unread = count === rest.byteLength ? null : rest.subarray(count);
      this.owner.onNativeData(count);
    }
    if (this.#unread === null && this.#hasEnded && this.#reads) this.owner?.onNativeEnd();
  }

  #end() {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#unread === null) this.owner?.onNativeEnd();
  }

  // The transport: as a native stream's owner.

  onNativeEnd() {
    if (this.owner === null) return;
    if (!this.#isDone) this.owner.onTransportEnd();
    else this.#end();
  }
  onNativeError(status, isOfSending) {
    // A peer that has ended and is gone need not hear of our end, or get its tickets.
    if (isOfSending && this.#hasEnded && !this.#wroteAfterEnd) this.owner?.destroy();
    else this.owner?.onNativeError(status, isOfSending);
  }
  onNativeWriteDone(status) {
    this.owner?.onNativeWriteDone(status);
  }
  onNativeShutdown(status) {
    this.owner?.onNativeShutdown(status);
  }

  // The owner: as towards a native stream's handle.

  readStart() {
    this.#reads = true;
    if (this.#unread !== null) nextTick(() => this.#deliverUnread());
    if (this.#native !== null) return this.#native.readStart();
    const within = this.#stream?._handle;
    if (within instanceof TlsHandle && within.#reader === this) return within.readStart();
    this.#stream?.resume();
    return 0;
  }
  readStop() {
    this.#reads = false;
    if (this.#native !== null) {
      this.#native.readStop();
      return;
    }
    const within = this.#stream?._handle;
    if (within instanceof TlsHandle && within.#reader === this) within.readStop();
    else this.#stream?.pause();
  }
  setReadBuffer(buffer) {
    this.#readBuffer = buffer ?? null;
  }

  write(bytes) {
    return this.#settle(this.#session === null ? kCanceled : this.#session.write(bytes), bytes);
  }
  writeUtf8(text) {
    return this.#settle(this.#session === null ? kCanceled : this.#session.writeUtf8(text), text);
  }
  writeLatin1(text) {
    return this.#settle(this.#session === null ? kCanceled : this.#session.writeLatin1(text), text, 'latin1');
  }
  writeAll(list) {
    return this.write(list.length === 1 ? list[0] : Buffer.concat(list));
  }

  #settle(status, data, encoding) {
    if (this.#hasEnded) this.#wroteAfterEnd = true;
    if (status === kAgain) {
      this.#waiting = typeof data === 'string' ? Buffer.from(data, encoding) : data;
      return 1;
    }
    if (status === kProtocolError) {
      this.#failSoon();
      return 1;
    }
    if (this.#stream === null || status < 0) return status;
    return this.#drain((error) => {
      if (error) this.owner?.onTransportError(error);
      else this.owner?.onNativeWriteDone(0);
    });
  }

  #failSoon() {
    nextTick(() => {
      const error = this.#session?.takeError();
      if (error !== undefined) this.owner?.onTlsError(error);
    });
  }

  #writeAgain() {
    const bytes = this.#waiting;
    this.#waiting = null;
    const status = this.write(bytes);
    if (status !== 1) this.owner?.onNativeWriteDone(status);
    this.#endIfDue();
  }

  /** Sends what waited until the program had the new sessions. */
  continueOutput() {
    this.#session?.continueOutput();
    if (this.#session === null) return;
    if (this.#stream !== null) this.#drain(null);
    if (this.#waiting !== null && this.#isDone) this.#writeAgain();
    this.#endIfDue();
  }

  #endIfDue() {
    if (this.#shutdownWaits && this.#isDone && this.#waiting === null && this.#session !== null &&
        !this.#session.holdsOutput()) {
      this.#endSending();
    }
  }

  /**
   * Gives the Duplex what the session has for the peer.
   * @param {((error?: Error) => void) | null} callback when it is written; there is none with 0
   * @returns {number} 1 when there was something, else 0
   */
  #drain(callback) {
    const bytes = this.#session?.takeCiphertext();
    const stream = this.#stream;
    if (bytes === undefined) return 0;
    if (stream.destroyed || stream.writableEnded) {
      if (callback !== null) nextTick(callback, null);
      return 1;
    }
    stream.write(Buffer.from(bytes), callback === null ? undefined : (error) => callback(error));
    return 1;
  }

  shutdown() {
    if (this.#session === null) return kNotConnected;
    // Whoever ends before the handshake is done still wants to be connected.
    if (!this.#isDone || this.#waiting !== null || this.#session.holdsOutput()) this.#shutdownWaits = true;
    else return this.#endSending();
    return 0;
  }

  #endSending() {
    this.#shutdownWaits = false;
    this.#session.end();
    if (this.#native !== null) {
      const status = this.#native.shutdown();
      if (status !== 0) nextTick(() => this.owner?.onNativeShutdown(status));
      return 0;
    }
    this.#drain(null);
    if (this.#stream.writableFinished || this.#stream.destroyed) nextTick(() => this.owner?.onNativeShutdown(0));
    else this.#stream.end(() => this.owner?.onNativeShutdown(0));
    return 0;
  }

  /** Closes the transport as well; whenClosed is called when that has happened. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    const { whenClosed } = this;
    this.#session.dispose();
    this.#session = null;
    this.#waiting = null;
    this.owner = null;
    const transport = this.#parent ?? this.#stream;
    if (transport === null) {
      if (this.#native !== null) closeHandle(this.#native, whenClosed);
      else if (whenClosed !== null) nextTick(whenClosed);
      return;
    }
    if (transport.closed) {
      if (whenClosed !== null) nextTick(whenClosed);
      return;
    }
    if (whenClosed !== null) transport.once('close', whenClosed);
    // A stream of the program's sends what it has been given first.
    if (this.#stream !== null && typeof transport.destroySoon === 'function') transport.destroySoon();
    else transport.destroy();
  }

  /** @returns {Error | null} what is wrong with the peer's certificate */
  verifyError() {
    const parts = this.#session?.verifyError();
    if (parts === undefined) return null;
    const error = new Error(parts[1]);
    error.code = parts[0];
    return error;
  }

  ref() {
    if (this.#native !== null) this.#native.ref();
    else this.#stream?.ref?.();
  }
  unref() {
    if (this.#native !== null) this.#native.unref();
    else this.#stream?.unref?.();
  }
  hasRef() {
    return this.#native?.hasRef() ?? true;
  }
  queuedBytes() {
    return this.#native?.queuedBytes?.() ?? 0;
  }
  setNoDelay(on) {
    return this.#native?.setNoDelay?.(on) ?? 0;
  }
  setKeepAlive(on, delay, interval, count) {
    return this.#native?.setKeepAlive?.(on, delay, interval, count) ?? 0;
  }
  localAddress() {
    return this.#native?.localAddress?.();
  }
  peerAddress() {
    return this.#native?.peerAddress?.();
  }
}

/** What the records are together; undefined for all that there is. */
function total(sizes) {
  if (sizes === undefined) return undefined;
  let sum = 0;
  for (let i = 0; i < sizes.length; i++) sum += sizes[i];
  return sum;
}

function toBuffer(bytes) {
  return bytes === undefined ? Buffer.alloc(0) : Buffer.from(bytes);
}

module.exports = { TlsHandle };
