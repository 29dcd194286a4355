// A server's connection over any Duplex: reads requests from it, lets responses answer in order.
// What `server.emit('connection', duplex)` and connections that somebody looks at as sockets go through.
'use strict';

const { Buffer } = require('buffer');
const hooks = require('internal/async/hooks');
const { nextTick } = require('internal/ticks');
const { hasTooManyFields, tooManyFields } = require('internal/http/errors');
const { StreamParser, headFlags, kStop } = require('internal/http/stream_parser');
const { abortIncoming, kTrailerSource } = require('internal/http/incoming');
const { maxHeaderSize } = require('internal/http/limits');
const { drained, emitClose } = require('internal/http/outgoing');
const { codes: { ERR_HTTP_SOCKET_ENCODING } } = require('internal/errors');

const kIncoming = Symbol('http.IncomingMessage');
const kResponse = Symbol('http.ServerResponse');
const kConnection = Symbol('http.connection');

const noop = () => {};

const refusals = {
  HPE_HEADER_OVERFLOW: 'HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\n\r\n',
  ERR_HTTP_REQUEST_TIMEOUT: 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n',
};
const badRequest = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n';

/**
 * @param {Error & { code?: string }} error
 * @returns {string} the response that a client gets that has sent what caused it
 */
function refusalOf(error) {
  return refusals[error.code] ?? badRequest;
}

/** What async_hooks know of a connection's requests. */
class IncomingResource {}

class SocketConnection {
  /**
   * @param {import('http').Server} server
   * @param {import('stream').Duplex} socket
   * @param {object} [parser] a native parser that goes on where it is
   * @param {object} [resource] what async_hooks know of the connection already
   */
  constructor(server, socket, parser, resource) {
    this.server = server;
    this.socket = socket;
    this.parser = new StreamParser(0, server.leniency, server.maxHeaderSize || maxHeaderSize(), this, parser);
    if (hooks.state.tracking) this.beResource(resource ?? new IncomingResource());
    /** Requests whose responses are not finished, oldest first. */
    this.incoming = [];
    /** Responses that wait for those before them. */
    this.outgoing = [];
    this.outgoingSize = 0;
    this.requests = 0;
    this.keepAliveTimeoutSet = false;
    /** When the message in progress began; 0 between messages. */
    this.since = Date.now();
    this.headComplete = false;
    this.closed = false;
    /** The socket is another protocol's; what has been asked before is still answered. */
    this.upgraded = false;
    /** A response was ended in this tick, when the connection was not here yet. */
    this.finishing = false;
    this.upgradeRequest = null;

    const onData = (chunk) => this.read(chunk);
    this.onData = onData;
    const onEnd = () => this.end();
    this.onEnd = onEnd;
    const onClose = () => this.close();
    this.onClose = onClose;
    const onError = (error) => this.fail(error);
    this.onError = onError;
    const onDrain = () => this.drain();
    this.onDrain = onDrain;
    const onTimeout = () => this.timeout();
    this.onTimeout = onTimeout;
    const updateOutgoing = (delta) => this.outgoingChanged(delta);
    this.updateOutgoing = updateOutgoing;

    socket[kConnection] = this;
    socket.server = server;
    socket.parser = this.parser;
    socket._httpMessage = null;
    if (server.timeout && typeof socket.setTimeout === 'function') socket.setTimeout(server.timeout);
    socket.on('timeout', this.onTimeout);
    socket.on('error', this.onError);
    socket.on('close', this.onClose);
    socket.on('end', this.onEnd);
    socket.on('data', this.onData);
    socket.on('drain', this.onDrain);
    socket.setEncoding = socketSetEncoding;
    server.connections.add(this);
  }

  /**
   * What is read here runs as a resource. Only while ids are asked for.
   * @param {object} resource may be initialized already
   */
  beResource(resource) {
    if (hooks.idOf(resource) === 0) {
      hooks.initialize(resource, 'HTTPINCOMINGMESSAGE', hooks.idOf(this.socket._handle) || undefined);
    }
    this.parser.runAs(resource);
  }

  /** Gives the socket back as it was. */
  detach() {
    const { socket } = this;
    this.closed = true;
    this.server.connections.delete(this);
    this.parser.stop();
    this.parser.endResource();
    socket.removeListener('timeout', this.onTimeout);
    socket.removeListener('error', this.onError);
    socket.removeListener('close', this.onClose);
    socket.removeListener('end', this.onEnd);
    socket.removeListener('data', this.onData);
    socket.removeListener('drain', this.onDrain);
    socket.parser = null;
    delete socket.setEncoding;
    socket[kConnection] = undefined;
  }

  get idle() {
    return this.incoming.length === 0 && !this.finishing && !this.parser.inMessage;
  }

  read(chunk) {
    if (this.closed) return;
    if (this.keepAliveTimeoutSet) this.resetKeepAlive();
    if (this.since === 0) {
      this.since = Date.now();
      this.headComplete = false;
    }
    const error = this.parser.execute(chunk);
    if (error !== undefined) this.fail(error);
  }

  onHead(parser, packed, text) {
    const { server, socket } = this;
    if (hasTooManyFields(server, parser.fieldCount)) {
      this.fail(tooManyFields(Buffer.from(text, 'latin1')));
      return kStop;
    }
    const req = new server[kIncoming](socket);
    parser.fill(req, text, true);
    if (server.joinDuplicateHeaders) req.joinDuplicateHeaders = true;
    this.headComplete = true;
    this.requests++;

    if ((packed & headFlags.kUpgrade) !== 0) {
      const connect = req.method === 'CONNECT';
      req.upgrade = connect || !!server.shouldUpgradeCallback(req);
      if (req.upgrade) {
        parser.native.takeUpgrade();
        this.upgradeRequest = req;
        return req;
      }
    }

    if (!socket._paused && this.clogged) {
      socket._paused = true;
      socket.pause();
    }
    const keepAlive = (packed & headFlags.kKeepAlive) !== 0;
    this.incoming.push(req);
    const res = new server[kResponse](req, {
      highWaterMark: socket.writableHighWaterMark,
      rejectNonStandardBodyWrites: server.rejectNonStandardBodyWrites,
    });
    res._keepAliveTimeout = server.keepAliveTimeout;
    res.shouldKeepAlive = keepAlive;
    this.carry(req, res);
    if ((packed & headFlags.kNoBody) !== 0 && server.optimizeEmptyRequests &&
        (packed & (headFlags.kHasContentLength | headFlags.kTransferEncoding)) === 0) {
      req._dumpAndCloseReadable();
    }
    server.dispatch(req, res, packed & headFlags.kExpect, packed & headFlags.kHasHost, this.requests);
    return this.closed ? kStop : req;
  }

  /** Lets `res` answer when its turn comes. */
  carry(req, res) {
    const { socket } = this;
    res._onPendingData = this.updateOutgoing;
    if (socket._httpMessage) this.outgoing.push(res);
    else res.assignSocket(socket);
    res.on('finish', () => this.responseFinished(req, res));
  }

  /**
   * Goes on with a request that was begun in C++.
   * @param {import('http').IncomingMessage} req
   * @param {import('http').ServerResponse | null} res null when it is finished
   * @param {boolean} whole whether the request's end has come
   */
  takeOver(req, res, whole) {
    this.requests++;
    this.headComplete = true;
    if (whole) {
      this.since = 0;
    } else {
      this.parser.message = req;
    }
    if (res === null) {
      this.awaitFinish();
      return;
    }
    this.incoming.push(req);
    this.carry(req, res);
  }

  /** A response was ended in this tick, in C++: until it is finished the connection is not idle. */
  awaitFinish() {
    this.finishing = true;
    nextTick(finished, this);
  }

  // Records of the turn in which the connection became a socket.

  onBodyRecord(chunk) {
    if (this.parser.message !== null) this.onBody(this.parser.message, chunk);
  }

  onBodyEnd(trailers) {
    const { message } = this.parser;
    if (message === null) return;
    if (trailers !== null) message[kTrailerSource] = trailers;
    this.parser.message = null;
    this.onComplete(message);
  }

  onBody(req, chunk) {
    if (req._dumped || req.upgrade) return;
    // IncomingMessage._read lets it go on.
    if (!req.push(chunk)) this.socket.pause();
  }

  onComplete(req) {
    this.since = 0;
    if (req === null) return;
    req.complete = true;
    if (!req.destroyed && !req._readableState.ended) req.push(null);
  }

  onUpgrade(rest) {
    const { server, socket, upgradeRequest: req } = this;
    const event = req.method === 'CONNECT' ? 'connect' : 'upgrade';
    this.upgraded = true;
    this.detach();
    if (server.listenerCount(event) === 0) {
      socket.destroy();
      return;
    }
    // The program reads on from the socket itself.
    socket.readableFlowing = null;
    if (socket._readableState) socket._readableState.flowing = null;
    server.emit(event, req, socket, rest);
  }

  responseFinished(req, res) {
    const { socket, server } = this;
    if (this.incoming[0] === req) this.incoming.shift();
    else this.incoming = this.incoming.filter((each) => each !== req);
    // A request that nobody reads must not hold up the next.
    if (!req._consuming) req._dump();
    if (res.socket === socket) res.detachSocket(socket);
    nextTick(emitClose, res);
    if (this.closed && !this.upgraded) return;
    if (res._last) {
      if (typeof socket.destroySoon === 'function') socket.destroySoon();
      else socket.end();
    } else if (this.outgoing.length === 0) {
      if (!this.closed && server.keepAliveTimeout > 0 && typeof socket.setTimeout === 'function') {
        socket.setTimeout(server.keepAliveTimeout + server.keepAliveTimeoutBuffer);
        this.keepAliveTimeoutSet = true;
      }
    } else {
      const next = this.outgoing.shift();
      next.assignSocket(socket);
      // It was given up before its turn: nothing can follow it.
      if (next.destroyed) socket.destroy();
    }
  }

  resetKeepAlive() {
    this.keepAliveTimeoutSet = false;
    this.socket.setTimeout(this.server.timeout || 0);
  }

  /** Whether the client takes so little of what it is sent that no more requests are to be read. */
  get clogged() {
    return this.socket.writableNeedDrain || this.outgoingSize >= (this.socket.writableHighWaterMark ?? 65536);
  }

  /** How much the responses hold that wait for their turn. */
  outgoingChanged(delta) {
    this.outgoingSize += delta;
    this.resumeReading();
  }

  resumeReading() {
    if (!this.socket._paused || this.clogged) return;
    this.socket._paused = false;
    this.socket.resume();
  }

  end() {
    const error = this.parser.finish();
    if (error !== undefined) {
      this.fail(error);
      return;
    }
    const { server, socket } = this;
    if (!server.httpAllowHalfOpen) {
      socket.end();
    } else if (this.outgoing.length > 0) {
      this.outgoing[this.outgoing.length - 1]._last = true;
    } else if (socket._httpMessage) {
      socket._httpMessage._last = true;
    } else {
      socket.end();
    }
  }

  fail(error) {
    const { server, socket } = this;
    this.parser.stop();
    socket.removeListener('error', this.onError);
    if (socket.listenerCount('error', noop) === 0) socket.on('error', noop);
    if (server.emit('clientError', error, socket)) return;
    // Nothing of a response may have gone out: what would follow could not be told from its body.
    const response = socket._httpMessage;
    if (socket.writable && (!response || !response._headerSent)) socket.write(refusalOf(error), 'latin1');
    if (!socket.writable) {
      socket.destroy(error);
      return;
    }
    // The answer goes out before.
    socket.end();
    if (socket.writableFinished) socket.destroy(error);
    else socket.once('finish', () => socket.destroy(error));
  }

  close() {
    this.closed = true;
    this.server.connections.delete(this);
    this.parser.stop();
    const list = this.incoming;
    this.incoming = [];
    for (let i = 0; i < list.length; i++) abortIncoming(list[i]);
    const waiting = this.outgoing;
    this.outgoing = [];
    for (let i = 0; i < waiting.length; i++) {
      waiting[i].destroyed = true;
      emitClose(waiting[i]);
    }
  }

  drain() {
    const response = this.socket._httpMessage;
    if (response) drained(response);
    this.resumeReading();
  }

  timeout() {
    const { server, socket } = this;
    const req = this.parser.message;
    const reqHandled = req && !req.complete && req.emit('timeout', socket);
    const res = socket._httpMessage;
    const resHandled = res && res.emit('timeout', socket);
    const serverHandled = server.emit('timeout', socket);
    if (!reqHandled && !resHandled && !serverHandled) socket.destroy();
  }

  /** Whether headersTimeout or requestTimeout has passed at `now`. */
  isLate(now) {
    const { headersTimeout, requestTimeout } = this.server;
    if (this.since === 0) return false;
    const age = now - this.since;
    return !this.headComplete && headersTimeout > 0 && age >= headersTimeout || requestTimeout > 0 && age >= requestTimeout;
  }
}

function finished(connection) {
  connection.finishing = false;
}

function socketSetEncoding() {
  throw new ERR_HTTP_SOCKET_ENCODING();
}

module.exports = { SocketConnection, kConnection, kIncoming, kResponse, refusalOf };
