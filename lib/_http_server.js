// node:_http_server. https://nodejs.org/api/http.html#class-httpserver
'use strict';

const { Server, connectionListener, kChecking } = require('internal/http/server');
const { ServerResponse } = require('internal/http/response');
const { STATUS_CODES } = require('internal/http/tables');

module.exports = {
  STATUS_CODES, Server, ServerResponse, _connectionListener: connectionListener, kConnectionsCheckingInterval: kChecking,
};
