// node:_tls_wrap: a part of node:tls under an old name. https://nodejs.org/api/tls.html
'use strict';

const { connect, createServer, Server, TLSSocket } = require('tls');

module.exports = { TLSSocket, Server, createServer, connect };
