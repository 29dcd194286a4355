// fetch and the classes around it, WebSocket and EventSource: undici's, loaded when the first of them is used.
// https://nodejs.org/api/globals.html#fetch
'use strict';

/** undici, once it is loaded. */
let undici;

function load() {
  if (undici === undefined) {
    undici = require('internal/deps/undici');
    // Its events are instances of the global class too.
    const { MessageEvent } = require('internal/messaging/event');
    Object.setPrototypeOf(undici.MessageEvent.prototype, MessageEvent.prototype);
  }
  return undici;
}

/**
 * Requests a resource. https://fetch.spec.whatwg.org/#fetch-method
 * @param {string | URL | Request} input
 * @param {RequestInit & { dispatcher?: object }} [init]
 * @returns {Promise<Response>} rejects with a TypeError when there is no response, with the signal's reason when aborted
 */
function fetch(input, init = undefined) {
  return load().fetch(input, init);
}

module.exports = {
  fetch,
  get FormData() { return load().FormData; },
  get Headers() { return load().Headers; },
  get Request() { return load().Request; },
  get Response() { return load().Response; },
  get CloseEvent() { return load().CloseEvent; },
  get WebSocket() { return load().WebSocket; },
  get EventSource() { return load().EventSource; },
};
