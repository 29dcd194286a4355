// node:http as everybody writes it; the same file runs on every runtime.
'use strict';
const http = require('node:http');

const server = http.createServer((req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/plain' });
  res.end('Hello World!');
});
// Idle connections are to stay open while they are counted.
server.keepAliveTimeout = 600000;
server.listen(Number(process.env.PORT), '127.0.0.1');
