// AbortSignals that are sent to other realms and threads. https://nodejs.org/api/util.html#utiltransferableabortcontroller
//
// What arrives is a signal of its own, which follows the one that was sent over a pair of ports. The sender keeps its signal,
// and may send it again.
'use strict';

const { abortSignal, make } = require('internal/abort_controller');
const { transferable } = require('internal/cloneable');
const { resistsStopPropagation } = require('internal/event_target');

/** The method that cloneable.js asks for. */
function send() {
  if (this.aborted) return ['AbortSignal', { reason: this.reason, port: undefined }];
  const { MessageChannel } = require('internal/messaging/port');
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  this.addEventListener('abort', () => {
    try {
      port1.postMessage(this.reason);
    } finally {
      port1.close();
    }
  }, { __proto__: null, once: true, [resistsStopPropagation]: true });
  return ['AbortSignal', { reason: undefined, port: port2 }, [port2]];
}

/**
 * @param {AbortSignal} signal
 * @returns {AbortSignal} the same, which may be on the transfer lists of structuredClone and postMessage from now on
 */
function markTransferable(signal) {
  return Object.defineProperty(signal, transferable, { __proto__: null, value: send, configurable: true });
}

/**
 * @param {{ reason: unknown, port: MessagePort | undefined }} sent the reason of a signal that was aborted, or where that of
 *   another will come from
 * @returns {AbortSignal} transferable itself
 */
function receive({ reason, port }) {
  const signal = make();
  if (port === undefined) {
    abortSignal(signal, reason);
  } else {
    port.onmessage = ({ data }) => {
      abortSignal(signal, data);
      port.close();
    };
    port.unref();
  }
  return markTransferable(signal);
}

module.exports = { markTransferable, receive };
