// Properties that the parts of node:http2 keep on each other's objects.
'use strict';

module.exports = {
  /** A session's inner half: SessionCore. */
  kCore: Symbol('http2.core'),
  /** A stream's inner half: StreamState. */
  kState: Symbol('http2.state'),
  /** A server's options, with the settings that sessions begin with. */
  kOptions: Symbol('options'),
  /** A server's open sessions. */
  kSessions: Symbol('sessions'),
  /** On a socket: the session that it carries. */
  kSession: Symbol('http2.session'),
  /** On streams: what the session tells them. */
  kOnData: Symbol('http2.onData'),
  kOnEnd: Symbol('http2.onEnd'),
  kOnClosed: Symbol('http2.onClosed'),
  kOnWritten: Symbol('http2.onWritten'),
  kOnWantTrailers: Symbol('http2.onWantTrailers'),
  kOnFrameError: Symbol('http2.onFrameError'),
  kOnId: Symbol('http2.onId'),
  /** Whether what a stream has written is all that it will write: its last frame ends it. */
  kEndsNow: Symbol('http2.endsNow'),
  /** The compatibility API's request and response of a stream. */
  kRequest: Symbol('http2.request'),
  kResponse: Symbol('http2.response'),
};
