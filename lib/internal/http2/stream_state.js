// StreamState: the inner half of an Http2Stream.
'use strict';

const context = require('internal/async/context');
const perf = require('internal/perf/observed');
const { now } = require('internal/perf/clock');
const { kCore } = require('internal/http2/symbols');
const { touch } = require('internal/http2/activity_timer');

class StreamState {
  id;
  closed = false;
  /** nghttp2 has forgotten the stream. */
  isGone = false;
  rstCode = 0;
  aborted = false;
  endAfterHeaders = false;
  /** Nothing more comes in. */
  hasEnded = false;
  isHead = false;
  isFile = false;
  hasResponse = false;
  headersSent = false;
  /** Whether the peer may send more, and whether the reader has asked since the last bytes. */
  isFlowing = false;
  isAsked = false;
  wantsTrailers = false;
  trailersReady = false;
  trailersSent = false;
  shutdownTold = false;
  sentHeaders;
  sentInfoHeaders;
  sentTrailers;
  parent;
  /** Of the write that is under way. */
  writeCallback = null;
  /** The stream has let go of its session. */
  isReleased = false;
  start = -1;
  begun = 0;
  firstHeader = 0;
  firstByte = 0;
  firstByteSent = 0;
  bytesRead = 0;
  bytesWritten = 0;
  stats;

  constructor(stream, session) {
    this.stream = stream;
    this.session = session;
    this.frame = context.get();
    this.start = perf.begin('http2');
    this.begun = now();
  }

  get core() {
    return this.session[kCore];
  }

  /** Something has happened on the stream, and so on its session. */
  touch() {
    touch(this.stream);
    touch(this.session);
  }

  headerTime() {
    if (this.start >= 0 && this.firstHeader === 0) this.firstHeader = now() - this.start;
  }

  noteRead(size) {
    this.bytesRead += size;
    if (this.start >= 0 && this.firstByte === 0) this.firstByte = now() - this.start;
  }

  noteSent(size) {
    this.bytesWritten += size;
    if (this.start >= 0 && this.firstByteSent === 0 && size > 0) this.firstByteSent = now() - this.start;
  }

  /** The stream is no more: the session's statistics, and the observers, are told. */
  finish() {
    this.core.stats.totalDuration += now() - this.begun;
    if (this.start < 0) return;
    perf.end('http2', 'Http2Stream', this.start, {
      bytesRead: this.bytesRead,
      bytesWritten: this.bytesWritten,
      id: this.id,
      timeToFirstByte: this.firstByte,
      timeToFirstByteSent: this.firstByteSent,
      timeToFirstHeader: this.firstHeader,
    });
  }
}

module.exports = { StreamState };
