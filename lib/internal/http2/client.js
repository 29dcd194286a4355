// http2.connect, and the client's sessions. https://nodejs.org/api/http2.html#http2connectauthority-options-listener
'use strict';

const diagnostics = require('internal/diagnostics/registry');
const net = require('net');
const { AbortError, codes } = require('internal/errors');
const { nextTick } = require('internal/ticks');
const { validateNumber, validateObject, validateUint32 } = require('internal/validators');
const { Http2Session } = require('internal/http2/session');
const { ClientHttp2Stream, checkRequestOptions } = require('internal/http2/streams');
const { copyHeaders, findRaw, fromRaw, kSensitive, requestPseudo, requireHeaders, toFields } =
  require('internal/http2/headers');
const { warnOfPriority } = require('internal/http2/stream');
const { checkOptions } = require('internal/http2/options');
const { kCore, kState } = require('internal/http2/symbols');

const kClient = 1;

/** Requests without a body. */
const bodiless = new Set(['GET', 'HEAD', 'DELETE']);

class ClientHttp2Session extends Http2Session {
  /**
   * @param {object} options
   * @param {import('stream').Duplex} socket
   */
  constructor(options, socket) {
    super(kClient, options, socket);
  }

  /**
   * @param {object | string[]} [headers]
   * @param {object} [options] endStream, waitForTrailers, signal
   * @returns {ClientHttp2Stream}
   */
  request(headers, options) {
    requireHeaders(headers, true);
    if (options !== undefined) validateObject(options, 'options');
    options = checkRequestOptions(options);
    if (options.weight !== undefined) {
      warnOfPriority('Priority signaling has been deprecated as of RFC 9113.');
    }
    const core = this[kCore];
    const { list, sent, method } = this._complete(headers);
    options.endStream ??= bodiless.has(method);
    const fields = toFields(list, requestPseudo, core.options.strictSingleValueFields !== false);
    const stream = new ClientHttp2Stream(this);
    const state = stream[kState];
    state.sentHeaders = sent;
    state.isHead = method === 'HEAD';
    state.wantsTrailers = Boolean(options.waitForTrailers) && !options.endStream;
    if (options.endStream) stream.end();
    if (diagnostics.subscribed !== 0) diagnostics.publish('http2.client.stream.created', { stream, headers: sent });
    const refusal = core.refusal();
    if (refusal !== undefined) {
      nextTick(() => stream.destroy(refusal));
      return stream;
    }
    if (options.signal !== undefined) attachSignal(stream, options.signal);
    if (!stream.destroyed) stream._request(fields, options);
    return stream;
  }

  /** The headers with what every request has: in the order in which it is written, and as `sentHeaders` tells them. */
  _complete(headers = {}) {
    const { authority, protocol } = this[kCore];
    const isRaw = Array.isArray(headers);
    const find = (name) => (isRaw ? findRaw(headers, name) : headers[name]);
    const method = find(':method') ?? 'GET';
    if (method === 'CONNECT' && find(':protocol') === undefined) {
      if (find(':authority') === undefined) throw new codes.ERR_HTTP2_CONNECT_AUTHORITY();
      if (find(':scheme') !== undefined) throw new codes.ERR_HTTP2_CONNECT_SCHEME();
      if (find(':path') !== undefined) throw new codes.ERR_HTTP2_CONNECT_PATH();
      return isRaw ? { list: headers, sent: fromRaw(headers), method } :
        { list: headers, sent: copyHeaders(headers), method };
    }
    const missing = [];
    if (find(':method') === undefined) missing.push(':method', 'GET');
    if (find(':authority') === undefined && find('host') === undefined) missing.push(':authority', authority);
    if (find(':scheme') === undefined) missing.push(':scheme', protocol.slice(0, -1));
    if (find(':path') === undefined) missing.push(':path', '/');
    if (isRaw) {
      const list = [...missing, ...headers];
      if (headers[kSensitive] !== undefined) list[kSensitive] = headers[kSensitive];
      return { list, sent: fromRaw(list), method };
    }
    const list = copyHeaders(headers);
    for (let i = 0; i < missing.length; i += 2) list[missing[i]] = missing[i + 1];
    return { list, sent: list, method };
  }
}

/** The signal destroys the stream. */
function attachSignal(stream, signal) {
  const abort = () => stream.destroy(new AbortError(undefined, { cause: signal.reason }));
  if (signal.aborted) {
    abort();
    return;
  }
  const { addAbortListener } = require('internal/events/abort_listener');
  const listener = addAbortListener(signal, abort);
  stream.once('close', listener[Symbol.dispose]);
}

/**
 * https://nodejs.org/api/http2.html#http2connectauthority-options-listener
 * @param {string | URL} authority
 * @param {object | Function} [options]
 * @param {Function} [listener] of 'connect'
 * @returns {ClientHttp2Session}
 */
function connect(authority, options, listener) {
  if (typeof options === 'function') {
    listener = options;
    options = undefined;
  }
  if (options !== undefined) validateObject(options, 'options');
  options = checkOptions({ ...options });
  if (options.maxOriginSetSize !== undefined) validateNumber(options.maxOriginSetSize, 'options.maxOriginSetSize', 0);
  else options.maxOriginSetSize = 128;
  if (options.maxReservedRemoteStreams !== undefined && options.maxReservedRemoteStreams >= 0) {
    validateUint32(options.maxReservedRemoteStreams, 'options.maxReservedRemoteStreams');
  }
  if (typeof authority === 'string') authority = new URL(authority);
  const protocol = authority.protocol || options.protocol || 'https:';
  const port = String(authority.port !== '' && authority.port !== undefined && authority.port !== null ?
    authority.port : (authority.protocol === 'http:' ? 80 : 443));
  let host = 'localhost';
  if (authority.hostname) {
    host = authority.hostname;
    if (host[0] === '[') host = host.slice(1, -1);
  } else if (authority.host) {
    host = authority.host;
  }
  let socket;
  if (typeof options.createConnection === 'function') {
    socket = options.createConnection(authority, options);
  } else if (protocol === 'http:') {
    socket = net.connect({ port, host, ...options });
  } else if (protocol === 'https:') {
    socket = require('tls').connect(port, host, withTls(options, net.isIP(host) ? undefined : host));
  } else {
    throw new codes.ERR_HTTP2_UNSUPPORTED_PROTOCOL(protocol);
  }
  const session = new ClientHttp2Session(options, socket);
  const core = session[kCore];
  core.authority = `${options.servername || host}:${port}`;
  core.protocol = protocol;
  if (typeof listener === 'function') session.once('connect', listener);
  return session;
}
Object.defineProperty(connect, Symbol.for('nodejs.util.promisify.custom'), {
  __proto__: null,
  value(authority, options) {
    return new Promise((resolve, reject) => {
      const session = connect(authority, options, () => {
        session.removeListener('error', reject);
        resolve(session);
      });
      session.once('error', reject);
    });
  },
});

/** What tls.connect gets: HTTP/2 is what is spoken. */
function withTls(options, servername) {
  options = { ...options };
  options.ALPNProtocols ??= ['h2'];
  if (servername !== undefined && options.servername === undefined) options.servername = servername;
  return options;
}

module.exports = { connect, ClientHttp2Session };
