// node:http. https://nodejs.org/api/http.html
'use strict';

const { validateInteger } = require('internal/validators');
const agents = require('internal/http/agent');
const { ClientRequest } = require('internal/http/client');
const { IncomingMessage } = require('internal/http/incoming');
const { maxHeaderSize } = require('internal/http/limits');
const { OutgoingMessage } = require('internal/http/outgoing');
const { ServerResponse } = require('internal/http/response');
const { Server, connectionListener } = require('internal/http/server');
const { METHODS, STATUS_CODES } = require('internal/http/tables');
const { validateHeaderName, validateHeaderValue } = require('internal/http/tokens');

/**
 * @param {object} [options]
 * @param {(req: IncomingMessage, res: ServerResponse) => void} [requestListener]
 * @returns {Server}
 */
function createServer(options, requestListener) {
  return new Server(options, requestListener);
}

/**
 * @param {string | URL | object} url
 * @param {object} [options]
 * @param {(res: IncomingMessage) => void} [callback]
 * @returns {ClientRequest}
 */
function request(url, options, callback) {
  return new ClientRequest(url, options, callback);
}

/**
 * As request, for requests without a body: it is ended already.
 * @param {string | URL | object} url
 * @param {object} [options]
 * @param {(res: IncomingMessage) => void} [callback]
 * @returns {ClientRequest}
 */
function get(url, options, callback) {
  const req = request(url, options, callback);
  req.end();
  return req;
}

/**
 * Parsers between messages own nothing here, so there is nothing to limit; the argument is checked.
 * @param {number} max
 */
function setMaxIdleHTTPParsers(max) {
  validateInteger(max, 'max', 1);
}

module.exports = {
  _connectionListener: connectionListener,
  METHODS: METHODS.slice(),
  STATUS_CODES,
  Agent: agents.Agent,
  ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  createServer,
  validateHeaderName,
  validateHeaderValue,
  get,
  request,
  setMaxIdleHTTPParsers,
};

Object.defineProperty(module.exports, 'maxHeaderSize', {
  __proto__: null, configurable: true, enumerable: true, get: maxHeaderSize,
});
Object.defineProperty(module.exports, 'globalAgent', {
  __proto__: null, configurable: true, enumerable: true,
  get() { return agents.globalAgent; },
  set(agent) { agents.globalAgent = agent; },
});
for (const name of ['CloseEvent', 'MessageEvent', 'WebSocket']) {
  Object.defineProperty(module.exports, name, {
    __proto__: null, configurable: true, enumerable: true, get() { return globalThis[name]; },
  });
}
