// node:_http_incoming. https://nodejs.org/api/http.html#class-httpincomingmessage
'use strict';

const { IncomingMessage } = require('internal/http/incoming');

function readStart(socket) {
  if (socket) socket.resume();
}

function readStop(socket) {
  if (socket) socket.pause();
}

module.exports = { IncomingMessage, readStart, readStop };
