// A small JSON body, read by 'data' and 'end', and answered.
'use strict';
const http = require('node:http');

http.createServer((req, res) => {
  let text = '';
  req.on('data', (chunk) => {
    text += chunk;
  });
  req.on('end', () => {
    const { name, items } = JSON.parse(text);
    const body = JSON.stringify({ name, count: items.length });
    res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    res.end(body);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
