// node:_http_outgoing. https://nodejs.org/api/http.html#class-httpoutgoingmessage
'use strict';

const { OutgoingMessage } = require('internal/http/outgoing');
const { validateHeaderName, validateHeaderValue } = require('internal/http/tokens');

module.exports = { OutgoingMessage, validateHeaderName, validateHeaderValue };
