// http.IncomingMessage. https://nodejs.org/api/http.html#class-httpincomingmessage
//
// A message that the server's fast path makes has none of the Readable's state: everything but method and url comes into
// being when it is first touched, by the accessors of the prototype.
'use strict';

const { Readable, finished } = require('stream');
const { connResetException } = require('internal/http/errors');
const { FieldSource, addField, distinct, fromRaw } = require('internal/http/fields');
const { nextTick } = require('internal/ticks');

const kSource = Symbol('http.fieldSource');
const kTrailerSource = Symbol('http.trailerSource');
const kLimit = Symbol('http.fieldLimit');
const kHeaders = Symbol('http.headers');
const kDistinct = Symbol('http.headersDistinct');
const kRaw = Symbol('http.rawHeaders');
const kTrailers = Symbol('http.trailers');
const kTrailersDistinct = Symbol('http.trailersDistinct');
const kRawTrailers = Symbol('http.rawTrailers');
const kVersion = Symbol('http.version');
const kState = Symbol('http.readableState');
const kSocket = Symbol('http.socket');
const kTransport = Symbol('http.transport');
const kSignal = Symbol('http.signal');

/**
 * @constructor
 * @param {import('net').Socket | null} [socket]
 */
function IncomingMessage(socket) {
  initialize(this, socket);
  this[kSocket] = socket;
  this.url = '';
  this.method = null;
}
Object.setPrototypeOf(IncomingMessage.prototype, Readable.prototype);
Object.setPrototypeOf(IncomingMessage, Readable);

function initialize(message, socket) {
  const options = typeof socket?.readableHighWaterMark === 'number' ? { highWaterMark: socket.readableHighWaterMark } : undefined;
  Readable.call(message, options);
  // Nothing is read ahead of the program: whether it has begun to read decides what becomes of an unread body.
  message[kState].readingMore = true;
}

const prototype = IncomingMessage.prototype;

/**
 * What the message is read through, when that is not its socket: an object with `resume()`, `pause()`, `destroy(error)` and
 * `socket`.
 */
prototype[kTransport] = null;
prototype[kSource] = null;
prototype[kTrailerSource] = null;
prototype[kLimit] = 0;
prototype[kVersion] = 0;
prototype[kSocket] = undefined;
prototype[kState] = undefined;
prototype[kHeaders] = undefined;
prototype[kDistinct] = undefined;
prototype[kRaw] = undefined;
prototype[kTrailers] = undefined;
prototype[kTrailersDistinct] = undefined;
prototype[kRawTrailers] = undefined;
prototype[kSignal] = undefined;
prototype.statusCode = null;
prototype.statusMessage = null;
prototype.complete = false;
prototype.aborted = false;
prototype.upgrade = null;
prototype.joinDuplicateHeaders = undefined;
prototype._consuming = false;
prototype._dumped = false;

function accessor(name, get, set) {
  Object.defineProperty(prototype, name, { __proto__: null, configurable: true, enumerable: true, get, set });
}

accessor('_readableState', function() {
  const state = this[kState];
  if (state !== undefined || this === prototype) return state;
  // First touch of a message that was made without: the Readable's constructor sets it.
  initialize(this, undefined);
  if (this[kTransport] !== null) this[kTransport].attachReader(this);
  return this[kState];
}, function(state) {
  this[kState] = state;
});

accessor('socket', function() {
  const socket = this[kSocket];
  if (socket !== undefined || this[kTransport] === null) return socket;
  return this[kTransport].socket;
}, function(socket) {
  this[kSocket] = socket;
});

accessor('client', function() {
  return this.socket;
}, function(socket) {
  this.socket = socket;
});

accessor('connection', function() {
  return this.socket;
}, function(socket) {
  this.socket = socket;
});

accessor('httpVersionMajor', function() {
  return this[kVersion] === 0 ? null : this[kVersion] >> 4;
}, function(major) {
  this[kVersion] = major << 4 | this[kVersion] & 15;
});
accessor('httpVersionMinor', function() {
  return this[kVersion] === 0 ? null : this[kVersion] & 15;
}, function(minor) {
  this[kVersion] = this[kVersion] & ~15 | minor;
});
accessor('httpVersion', function() {
  return this[kVersion] === 0 ? null : `${this[kVersion] >> 4}.${this[kVersion] & 15}`;
}, function(version) {
  const [major, minor] = String(version).split('.');
  this[kVersion] = major << 4 | minor;
});

accessor('rawHeaders', function() {
  return this[kRaw] ??= this[kSource] === null ? [] : this[kSource].raw(this[kLimit]);
}, function(raw) {
  this[kRaw] = raw;
});
accessor('headers', function() {
  let headers = this[kHeaders];
  if (headers === undefined) {
    headers = {};
    if (this[kRaw] !== undefined) headers = fromRaw(this[kRaw], this.joinDuplicateHeaders);
    else if (this[kSource] !== null) this[kSource].addTo(headers, this.joinDuplicateHeaders, this[kLimit]);
    this[kHeaders] = headers;
  }
  return headers;
}, function(headers) {
  this[kHeaders] = headers;
});
accessor('headersDistinct', function() {
  return this[kDistinct] ??= distinct(this.rawHeaders);
}, function(headers) {
  this[kDistinct] = headers;
});
accessor('rawTrailers', function() {
  return this[kRawTrailers] ??= this[kTrailerSource] === null ? [] : this[kTrailerSource].raw();
}, function(raw) {
  this[kRawTrailers] = raw;
});
accessor('trailers', function() {
  return this[kTrailers] ??= fromRaw(this.rawTrailers, this.joinDuplicateHeaders);
}, function(trailers) {
  this[kTrailers] = trailers;
});
accessor('trailersDistinct', function() {
  return this[kTrailersDistinct] ??= distinct(this.rawTrailers);
}, function(trailers) {
  this[kTrailersDistinct] = trailers;
});

// An AbortSignal that is aborted when the message's stream ends before its time.
accessor('signal', function() {
  let controller = this[kSignal];
  if (controller === undefined) {
    controller = this[kSignal] = new AbortController();
    if (this.destroyed) controller.abort();
    else this.once('close', () => controller.abort());
  }
  return controller.signal;
}, undefined);

/**
 * @param {number} msecs
 * @param {() => void} [callback]
 * @returns {this}
 */
prototype.setTimeout = function setTimeout(msecs, callback) {
  if (callback) this.on('timeout', callback);
  this.socket?.setTimeout(msecs);
  return this;
};

prototype._read = function _read() {
  if (!this._consuming) {
    this._consuming = true;
    this[kState].readingMore = false;
  }
  if (this[kTransport] !== null) this[kTransport].resume(this);
  else if (this.socket?.readable && !this.socket._paused) this.socket.resume();
};

prototype._destroy = function _destroy(error, callback) {
  if (!this.readableEnded || !this.complete) {
    this.aborted = true;
    this.emit('aborted');
  }
  const transport = this[kTransport];
  // What was received whole leaves the connection as it is.
  if (transport !== null) {
    // A message that was parted from its socket (socket = null) leaves it to the response.
    if (!transport.ended && this.aborted && !this.complete && this[kSocket] !== null) transport.destroy(error);
  } else {
    const socket = this.socket;
    if (socket && !socket.destroyed && this.aborted) {
      socket.destroy(error);
      const stop = finished(socket, (closed) => {
        if (closed?.code === 'ERR_STREAM_PREMATURE_CLOSE') closed = null;
        stop();
        nextTick(reportDestroyed, this, error || closed, callback);
      });
      return;
    }
  }
  nextTick(reportDestroyed, this, error, callback);
};

function reportDestroyed(message, error, callback) {
  // For backward compatibility a message without an 'error' listener does not throw.
  if (message.listenerCount('error') === 0) callback();
  else callback(error);
}

/** Reads what is left and drops it, so that the connection can go on. */
prototype._dump = function _dump() {
  if (this._dumped) return;
  this._dumped = true;
  // If there is buffered data, it may trigger 'data' events; nobody wants them.
  this.removeAllListeners('data');
  this.resume();
};

prototype._dumpAndCloseReadable = function _dumpAndCloseReadable() {
  this._dumped = true;
  this._readableState.ended = true;
  this._readableState.endEmitted = true;
  this._readableState.destroyed = true;
  this._readableState.closed = true;
  this._readableState.closeEmitted = true;
};

/**
 * Adds fields by hand, as programs that make messages themselves do.
 * @param {string[]} headers names and values in turn
 * @param {number} count
 */
prototype._addHeaderLines = function _addHeaderLines(headers, count) {
  if (!headers?.length) return;
  const target = this.complete ? this[kTrailers] : this[kHeaders];
  if (this.complete) this[kRawTrailers] = headers;
  else this[kRaw] = headers;
  // Those that a program has set stay.
  if (target === undefined) return;
  for (let i = 0; i < count; i += 2) this._addHeaderLine(headers[i], headers[i + 1], target);
};

prototype._addHeaderLine = function _addHeaderLine(name, value, target) {
  addField(target, name.toLowerCase(), value, this.joinDuplicateHeaders);
};

/**
 * The connection has gone before the message was whole.
 * @param {IncomingMessage} message
 */
function abortIncoming(message) {
  if (message.destroyed || message.readableEnded && message.complete) return;
  message.destroy(connResetException('aborted'));
}

module.exports = {
  IncomingMessage, FieldSource, abortIncoming,
  kSource, kTrailerSource, kLimit, kVersion, kSocket, kTransport, kState,
};
