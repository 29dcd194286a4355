// A message port that lives in a context of node:vm. Runs once in each such context: all that is made here is of that
// context. https://nodejs.org/api/worker_threads.html#worker_threadsmovemessageporttocontextport-contextifiedsandbox
'use strict';

const { codes } = require('internal/errors');
const { transferable, mayTransfer } = require('internal/cloneable');
const { checkedList } = require('internal/messaging/transfer');
const { DOMException } = require('internal/domexception');

/** What native code says that it delivers. */
const kMessage = 0;
const kMessageError = 1;

/** An error of the runtime as one of this context. */
function ownError(error) {
  if (error?.name !== 'DataCloneError') return error;
  return new DOMException(error.message, error.name);
}

const revivers = {
  __proto__: null,
  MessagePort: (half) => new MessagePort(half),
  DOMException: ({ message, name }) => new DOMException(message, name),
};

class MessagePort {
  #half;

  constructor(half) {
    this.#half = half;
    this.onmessage = undefined;
    const deliver = (kind, value, transferred) => {
      if (kind !== kMessage && kind !== kMessageError) return;
      const handler = kind === kMessage ? this.onmessage : this.onmessageerror;
      if (typeof handler !== 'function') return;
      const ports = [];
      for (let i = 0; transferred !== undefined && i < transferred.length; i++) {
        if (transferred[i] instanceof MessagePort) ports.push(transferred[i]);
      }
      handler.call(this, { data: value, ports, target: this, type: kind === kMessage ? 'message' : 'messageerror' });
    };
    half.deliver = deliver;
    const revive = (name, data) => {
      const reviver = revivers[name];
      if (reviver === undefined) throw new codes.ERR_MESSAGE_TARGET_CONTEXT_UNAVAILABLE();
      return reviver(data);
    };
    half.revive = revive;
  }

  /**
   * @param {any} value
   * @param {object[] | { transfer?: object[] }} [transferList]
   */
  postMessage(value, transferList = undefined) {
    try {
      const list = transferList?.transfer ?? transferList ?? [];
      this.#half.send(value, checkedList([...list]));
    } catch (error) {
      throw ownError(error);
    }
  }

  start() {
    this.#half.ref();
    this.#half.start();
  }

  close() { this.#half.close(); }
  ref() { this.#half.ref(); }
  unref() { this.#half.unref(); }
  hasRef() { return this.#half.hasRef(); }

  [mayTransfer]() {
    if (this.#half.isClosed()) throw new DOMException('MessagePort in transfer list is already detached', 'DataCloneError');
  }

  [transferable]() {
    return ['MessagePort', this.#half.detach()];
  }
}

exports.adopt = (half) => new MessagePort(half);
