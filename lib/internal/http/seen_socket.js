// The socket of a connection that C++ serves, for programs that only look at it: where the peer is, whether it is still
// there, and when it closes. The connection stays with C++.
//
// It is a net.Socket that has not been constructed yet. Whatever needs more than that (reading, writing, timeouts, any other
// event) first takes the connection out of C++ and runs the constructor on the same object, which from then on is an ordinary
// Socket: https://nodejs.org/api/http.html#messagesocket.
'use strict';

const EventEmitter = require('events');
const { describe } = require('internal/net/native');
const { Socket } = require('internal/net/socket');
const { syscallException } = require('internal/errors');

const kOwner = Symbol('http.owner');
const kSlot = Symbol('http.slot');
const kGeneration = Symbol('http.generation');

// What HttpServer::Look tells (src/bindings/http/server.h).
const kOpen = 1;
const kPeerEnded = 2;
const kEnding = 4;

const emitter = EventEmitter.prototype;

/**
 * @constructor
 * @param {import('internal/http/native_connection').NativeConnections} owner
 * @param {number} slot
 * @param {number} generation
 */
function SeenSocket(owner, slot, generation) {
  this[kOwner] = owner;
  this[kSlot] = slot;
  this[kGeneration] = generation;
  this._peername = null;
  this._sockname = null;
  this.server = owner.server;
  EventEmitter.call(this);
}

const seen = SeenSocket.prototype = Object.create(Socket.prototype);

/** Makes it an ordinary Socket, with the connection if that is still there. */
function become(socket) {
  const { [kOwner]: owner, [kSlot]: slot, [kGeneration]: generation } = socket;
  if (owner.takeSocket(slot, generation) === null) socket.construct({}).destroy();
  return socket;
}

function look(socket) {
  return socket[kOwner].handle.look(socket[kSlot], socket[kGeneration]);
}

/** Listeners of 'close' and 'error' are told by what C++ reports; for any other event it takes a Socket. */
function aboutListeners(name) {
  const method = emitter[name];
  return function(event, listener) {
    if (event === 'close' || event === 'error') return method.call(this, event, listener);
    return become(this)[name](event, listener);
  };
}

const own = {
  /**
   * Runs net.Socket's constructor.
   * @param {object} options as for net.Socket
   * @returns {Socket} the same object
   */
  construct(options) {
    const { _peername: peer, _sockname: local } = this;
    Object.setPrototypeOf(this, Socket.prototype);
    this[kOwner] = undefined;
    Socket.call(this, options);
    this._peername = peer;
    this._sockname = local;
    return this;
  },

  /**
   * The connection has been closed.
   * @param {number} status a negative errno when it failed, else 0
   */
  reportClosed(status) {
    const failed = status !== 0;
    if (failed && this.listenerCount('error') > 0) emitter.emit.call(this, 'error', syscallException(status, 'read'));
    emitter.emit.call(this, 'close', failed);
  },

  _getpeername() {
    return this._peername ??= describe(this[kOwner].handle.peerAddress(this[kSlot], this[kGeneration]));
  },
  _getsockname() {
    return this._sockname ??= describe(this[kOwner].handle.localAddress(this[kSlot], this[kGeneration]));
  },
  get connecting() { return false; },
  get destroyed() { return (look(this) & kOpen) === 0; },
  get readable() { return (look(this) & (kOpen | kPeerEnded)) === kOpen; },
  get writableEnded() { return (look(this) & kEnding) !== 0; },
  get writable() { return (look(this) & (kOpen | kEnding)) === kOpen; },
  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) { return inspect(become(this), options); },
};
for (const name of ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener', 'off', 'removeListener',
                    'listenerCount', 'listeners', 'rawListeners']) {
  own[name] = aboutListeners(name);
}
for (const name of ['address', 'readyState', 'remoteAddress', 'remoteFamily', 'remotePort', 'localAddress', 'localPort', 'localFamily']) {
  Object.defineProperty(own, name, Object.getOwnPropertyDescriptor(Socket.prototype, name));
}
Object.defineProperties(seen, Object.getOwnPropertyDescriptors(own));

// Everything else that a Socket has, or that its methods ask of it.
const fields = ['_handle', '_readableState', '_writableState', '_httpMessage', '_server', '_parent', '_host', '_hadError',
                '_pendingData', '_pendingEncoding', 'allowHalfOpen', 'parser', 'timeout'];

function trap(name) {
  // What an emitter keeps, it has from the start.
  if (Object.hasOwn(seen, name) || Object.hasOwn(emitter, name) && typeof emitter[name] !== 'function') return;
  Object.defineProperty(seen, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return become(this)[name]; },
    set(value) { become(this)[name] = value; },
  });
}

for (let each = Socket.prototype; each !== Object.prototype; each = Object.getPrototypeOf(each)) {
  for (const name of Reflect.ownKeys(each)) if (name !== 'constructor') trap(name);
}
for (const name of fields) trap(name);
for (const name of Object.getOwnPropertySymbols(new Socket())) trap(name);

module.exports = { SeenSocket };
