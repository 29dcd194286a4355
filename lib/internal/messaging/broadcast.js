// BroadcastChannel. https://nodejs.org/api/worker_threads.html#class-broadcastchannel-extends-eventtarget
'use strict';

const { EventTarget, defineEventHandler } = require('internal/event_target');
const { codes } = require('internal/errors');
const { cloneable } = require('internal/cloneable');
const { received } = require('internal/messaging/event');
const asyncContext = require('internal/async/context');

const native = binding('messaging');
const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

/** What native code says that it delivers. */
const kMessage = 0;
const kMessageError = 1;

class BroadcastChannel extends EventTarget {
  #native;
  #name;
  #closed = false;

  /** @param {any} name anything that can be made a string */
  constructor(name) {
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('name');
    super();
    this.#name = `${name}`;
    this.#native = native.joinBroadcast(this.#name);
    this.#native.frame = asyncContext.get();
    const deliver = (kind, value) => {
      if (this.#closed) return;
      if (kind === kMessage) this.dispatchEvent(received('message', value));
      else if (kind === kMessageError) this.dispatchEvent(received('messageerror', value));
    };
    this.#native.deliver = deliver;
    this.#native.ref();
    this.#native.start();
  }

  get name() {
    check(this);
    return this.#name;
  }

  close() {
    check(this);
    if (this.#closed) return;
    this.#closed = true;
    this.#native.close();
  }

  /**
   * Sends a copy of a value to all other channels of the name.
   * @param {any} message
   * @throws {DOMException} InvalidStateError when closed, DataCloneError
   */
  postMessage(message) {
    check(this);
    if (arguments.length === 0) throw new codes.ERR_MISSING_ARGS('message');
    if (this.#closed) {
      const { DOMException } = require('internal/domexception');
      throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
    }
    this.#native.send(message);
  }

  /** @returns {this} */
  ref() {
    check(this);
    this.#native.ref();
    return this;
  }

  /** @returns {this} */
  unref() {
    check(this);
    this.#native.unref();
    return this;
  }

  [inspectCustom](depth, options) {
    check(this);
    if (depth < 0) return 'BroadcastChannel';
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BroadcastChannel ${inspect({ name: this.#name, active: !this.#closed }, inner)}`;
  }

  /** @returns {object | undefined} the native half of an open channel */
  static openHalf(value) {
    return value !== null && typeof value === 'object' && #native in value && !value.#closed ? value.#native :
      undefined;
  }

  static isBroadcastChannel(value) {
    return value !== null && typeof value === 'object' && #native in value;
  }
}

const { openHalf, isBroadcastChannel } = BroadcastChannel;
delete BroadcastChannel.openHalf;
delete BroadcastChannel.isBroadcastChannel;

function check(value) {
  if (!isBroadcastChannel(value)) throw new codes.ERR_INVALID_THIS('BroadcastChannel');
}

const enumerable = { __proto__: null, enumerable: true };
Object.defineProperties(BroadcastChannel.prototype, {
  name: enumerable,
  close: enumerable,
  postMessage: enumerable,
  // Neither copied nor moved.
  [cloneable]: { __proto__: null, value: false },
});
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');

module.exports = { BroadcastChannel, openHalf };
