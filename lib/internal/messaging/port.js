// MessagePort and MessageChannel. https://nodejs.org/api/worker_threads.html#class-messageport
'use strict';

const {
  Event, NodeEventTarget, createEvent, defineEventHandler, emitTo, listenerAdded, listenerRemoved,
} = require('internal/event_target');
const { codes } = require('internal/errors');
const { transferable, mayTransfer, unserializable, fail } = require('internal/cloneable');
const { checkedList, isObject } = require('internal/messaging/transfer');
const { received } = require('internal/messaging/event');
const asyncContext = require('internal/async/context');
const hooks = require('internal/async/hooks');

const native = binding('messaging');
const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

/** What native code says that it delivers. */
const kMessage = 0;
const kMessageError = 1;

/** Given to the constructor by whom may call it. */
const internal = Symbol('internal');

function illegal() {
  return new TypeError('Illegal invocation');
}

/** @returns {TypeError} for postMessage without a message */
function tooFewArguments() {
  const error = new TypeError('Not enough arguments to MessagePort.postMessage');
  error.code = 'ERR_MISSING_ARGS';
  return error;
}

/**
 * The items of an iterable argument.
 * @param {any} iterable
 * @param {string} message
 * @returns {any[]}
 */
function itemsOf(iterable, message) {
  const iterator = isObject(iterable) && typeof iterable[Symbol.iterator] === 'function' ?
    iterable[Symbol.iterator]() : undefined;
  if (typeof iterator?.next !== 'function') {
    throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
  }
  const items = [];
  for (let step = iterator.next(); !step.done; step = iterator.next()) items.push(step.value);
  return items;
}

/**
 * @param {Iterable<object> | { transfer?: Iterable<object> }} [options] postMessage's second argument
 * @returns {object[] | undefined} what it lists
 */
function transferOf(options) {
  if (options === undefined || options === null) return undefined;
  if (isObject(options) && typeof options[Symbol.iterator] !== 'function') {
    const { transfer } = options;
    if (transfer === undefined) return undefined;
    return itemsOf(transfer, 'Optional options.transfer argument must be an iterable');
  }
  return itemsOf(options, 'Optional transferList argument must be an iterable');
}

/**
 * Sends a copy of a value.
 * @param {object} half the native half of a port
 * @param {any} value
 * @param {object[] | undefined} list what is moved
 * @returns {boolean} false when the channel has ended
 */
function sendFrom(half, value, list) {
  if (list === undefined) return half.send(value);
  const checked = checkedList(list);
  let lost = false;
  for (let i = 0; i < list.length; i++) {
    if (isMessagePort(list[i]) && half.isPeerOf(nativeOf(list[i]))) lost = true;
  }
  const sent = half.send(value, checked, lost);
  if (lost) {
    require('process').emitWarning(
      'The target port was posted to itself, and the communication channel was lost');
  }
  return sent;
}

class Port extends NodeEventTarget {
  /** @type {object} the native half */
  #native;
  /** Ports that came with the message that is being delivered. */
  #arriving;
  #closeCallbacks = undefined;

  constructor(key, half) {
    if (key !== internal) throw new codes.ERR_CONSTRUCT_CALL_INVALID();
    super();
    this.#native = half;
    half.frame = asyncContext.get();
    // Under a name of its own: V8 makes a function that is assigned to a property among the old objects, where it would
    // hold the port until the next full collection.
    const deliver = (kind, value, transferred) => {
      if (!hooks.state.tracking) {
        this.#deliver(kind, value, transferred);
        return;
      }
      hooks.enter(this);
      this.#deliver(kind, value, transferred);
      hooks.leave(this);
    };
    half.deliver = deliver;
    if (hooks.state.tracking) hooks.initialize(this, 'MESSAGEPORT');
  }

  #deliver(kind, value, transferred) {
    if (kind === kMessage) {
      this.#arriving = transferred?.filter(isMessagePort);
      try {
        emitTo(this, 'message', value);
      } finally {
        this.#arriving = undefined;
      }
    } else if (kind === kMessageError) {
      emitTo(this, 'messageerror', value);
    } else {
      this.dispatchEvent(new Event('close'));
      const callbacks = this.#closeCallbacks;
      this.#closeCallbacks = undefined;
      for (let i = 0; callbacks !== undefined && i < callbacks.length; i++) callbacks[i].call(this);
    }
  }

  [createEvent](type, value) {
    if (type !== 'message' && type !== 'messageerror') return super[createEvent](type, value);
    return received(type, value, this.#arriving);
  }

  [listenerAdded](count, type, listener) {
    super[listenerAdded](count, type, listener);
    if (type !== 'message' || count !== 1) return;
    this.#native.ref();
    this.#native.start();
  }

  [listenerRemoved](count, type, listener) {
    super[listenerRemoved](count, type, listener);
    if (type !== 'message' || count !== 0) return;
    this.#native.unref();
    this.#native.stop();
  }

  /**
   * Sends a copy of a value.
   * @param {any} value
   * @param {Iterable<object> | { transfer?: Iterable<object> }} [transferList] what is moved instead of copied
   * @returns {true | undefined} undefined when the channel has ended
   * @throws {DOMException} DataCloneError
   */
  postMessage() {
    if (!isMessagePort(this)) throw illegal();
    if (arguments.length === 0) throw tooFewArguments();
    const list = transferOf(arguments[1]);
    if (list?.includes(this)) fail('Transfer list contains source port');
    return sendFrom(this.#native, arguments[0], list) ? true : undefined;
  }

  start() {
    if (!isMessagePort(this)) throw illegal();
    this.#native.start();
  }

  /** @param {() => void} [callback] called after 'close' */
  close(callback) {
    if (!isMessagePort(this)) throw illegal();
    if (typeof callback === 'function' && !this.#native.isDetached()) (this.#closeCallbacks ??= []).push(callback);
    this.#native.close();
  }

  ref() {
    if (!isMessagePort(this)) throw illegal();
    this.#native.ref();
  }

  unref() {
    if (!isMessagePort(this)) throw illegal();
    this.#native.unref();
  }

  /** @returns {boolean} */
  hasRef() {
    if (!isMessagePort(this)) throw illegal();
    return this.#native.hasRef();
  }

  [mayTransfer]() {
    if (this.#native.isClosed()) fail('MessagePort in transfer list is already detached');
  }

  [transferable]() {
    return ['MessagePort', this.#native.detach()];
  }

  [inspectCustom](depth, options) {
    if (!isMessagePort(this)) return this;
    if (depth < 0) return 'MessagePort';
    const { inspect } = require('internal/util/inspect');
    const active = !this.#native.isDetached();
    const state = active ? { active, refed: this.#native.hasRef() } : { active };
    return `MessagePort [EventTarget] ${inspect(state, options)}`;
  }

  static isMessagePort(value) {
    return value !== null && typeof value === 'object' && #native in value;
  }

  static nativeOf(port) {
    return port.#native;
  }
}

const { isMessagePort, nativeOf } = Port;

/** Ports are made by `new MessageChannel()` and by being received. */
function MessagePort() {
  throw new codes.ERR_CONSTRUCT_CALL_INVALID();
}
Object.setPrototypeOf(MessagePort, NodeEventTarget);
MessagePort.prototype = Port.prototype;
{
  const { prototype } = MessagePort;
  Object.defineProperty(MessagePort, 'prototype', { __proto__: null, writable: false });
  Object.defineProperty(prototype, 'constructor', { __proto__: null, value: MessagePort });
  Object.defineProperty(prototype, unserializable, { __proto__: null, value: true });
  for (const name of ['postMessage', 'start', 'close', 'ref', 'unref', 'hasRef']) {
    Object.defineProperty(prototype, name, { __proto__: null, enumerable: true });
  }
  defineEventHandler(prototype, 'message');
  defineEventHandler(prototype, 'messageerror');
}

/**
 * @param {object} half as native code made it
 * @returns {MessagePort}
 */
function adopt(half) {
  return new Port(internal, half);
}

/** Two linked ports. https://nodejs.org/api/worker_threads.html#class-messagechannel */
function MessageChannel() {
  if (new.target === undefined) {
    const error = new codes.ERR_CONSTRUCT_CALL_REQUIRED('MessageChannel');
    error.message = 'Cannot call constructor without `new`';
    throw error;
  }
  const { 0: first, 1: second } = native.makeChannel();
  this.port1 = adopt(first);
  this.port2 = adopt(second);
}

module.exports = { MessagePort, MessageChannel, adopt, isMessagePort, nativeOf, sendFrom, tooFewArguments, transferOf };
