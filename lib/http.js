// node:http. https://nodejs.org/api/http.html
'use strict';

const { Server } = require('internal/http/server');
const { IncomingMessage } = require('internal/http/incoming');
const { OutgoingMessage } = require('internal/http/outgoing');
const { ServerResponse } = require('internal/http/response');
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

module.exports = {
  METHODS, STATUS_CODES, IncomingMessage, OutgoingMessage, Server, ServerResponse, createServer, validateHeaderName,
  validateHeaderValue,
};
