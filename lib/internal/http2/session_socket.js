// What http2session.socket shows: the session's socket, without what would disturb the session.
// https://nodejs.org/api/http2.html#http2sessionsocket
'use strict';

const { codes } = require('internal/errors');
const { kCore } = require('internal/http2/symbols');

/** They would read or write behind the session's back. */
const forbidden = new Set(['emit', 'end', 'pause', 'read', 'resume', 'write', 'setEncoding', 'setKeepAlive', 'setNoDelay']);
/** They act on the session. */
const sessionMethods = new Set(['setTimeout', 'ref', 'unref', 'destroy']);

function refuse() {
  throw new codes.ERR_HTTP2_NO_SOCKET_MANIPULATION();
}

function socketOf(session) {
  const { socket } = session[kCore];
  if (socket === undefined || session.destroyed) throw new codes.ERR_HTTP2_SOCKET_UNBOUND();
  return socket;
}

const handler = {
  get(session, name) {
    if (sessionMethods.has(name)) return session[name].bind(session);
    if (forbidden.has(name)) refuse();
    if (name === kCore) return session[kCore];
    const socket = socketOf(session);
    const value = socket[name];
    return typeof value === 'function' ? value.bind(socket) : value;
  },
  set(session, name, value) {
    if (sessionMethods.has(name)) {
      session[name] = value;
      return true;
    }
    if (forbidden.has(name)) refuse();
    socketOf(session)[name] = value;
    return true;
  },
  has(session, name) {
    return name in socketOf(session);
  },
  getPrototypeOf(session) {
    return Reflect.getPrototypeOf(socketOf(session));
  },
};

/** @returns {Proxy} */
function sessionSocket(session) {
  return new Proxy(session, handler);
}

module.exports = { sessionSocket, forbidden, refuse };
