// What request.socket and response.socket show: the session's socket, with what belongs to the stream taken from the stream.
// https://nodejs.org/api/http2.html#requestsocket
'use strict';

const { codes } = require('internal/errors');
const { kState } = require('internal/http2/symbols');

const streamMethods = new Set(['on', 'once', 'end', 'emit', 'destroy']);
const streamProperties = new Set(['readable', 'destroyed', 'writable']);
const forbidden = new Set(['write', 'read', 'pause', 'resume']);

function refuse() {
  throw new codes.ERR_HTTP2_NO_SOCKET_MANIPULATION();
}

/** Where a property lives: the session's socket, or the stream when that is gone. */
function holderOf(stream) {
  const { core } = stream[kState];
  return core.destroyed ? stream : core.socket;
}

const handler = {
  get(stream, name) {
    if (streamMethods.has(name)) return stream[name].bind(stream);
    if (streamProperties.has(name)) return stream[name];
    if (name === 'setTimeout') {
      const { session } = stream;
      return session === undefined ? stream.setTimeout.bind(stream) : session.setTimeout.bind(session);
    }
    if (forbidden.has(name)) refuse();
    if (name === kState) return stream[kState];
    const holder = holderOf(stream);
    const value = holder[name];
    return typeof value === 'function' ? value.bind(holder) : value;
  },
  set(stream, name, value) {
    if (streamMethods.has(name) || streamProperties.has(name)) {
      stream[name] = value;
      return true;
    }
    if (name === 'setTimeout') {
      const { session } = stream;
      if (session === undefined) stream.setTimeout = value;
      else session.setTimeout = value;
      return true;
    }
    if (forbidden.has(name)) refuse();
    holderOf(stream)[name] = value;
    return true;
  },
  has(stream, name) {
    return name in stream[kState].core.socket || name in stream;
  },
  getPrototypeOf(stream) {
    return Reflect.getPrototypeOf(stream[kState].core.socket);
  },
};

/** @returns {Proxy} */
function streamSocket(stream) {
  return new Proxy(stream, handler);
}

module.exports = { streamSocket };
