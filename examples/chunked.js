// Chunked requests and responses, both ways: the server answers each piece as it comes, holding nothing back. The client
// sends three pieces, each after the answer to the one before, and a trailer comes last.
const http = require('node:http');

const server = http.createServer((req, res) => {
  console.log(`server: ${req.method} ${req.headers['transfer-encoding']}`);
  res.writeHead(200, { 'Content-Type': 'text/plain', 'Trailer': 'X-Pieces' });
  let pieces = 0;
  req.on('data', (chunk) => {
    pieces++;
    res.write(chunk.toString().toUpperCase());
  });
  req.on('end', () => {
    res.addTrailers({ 'X-Pieces': String(pieces) });
    res.end();
  });
});

server.listen(0, '127.0.0.1', () => {
  const words = ['one', 'two', 'three'];
  const req = http.request({ port: server.address().port, host: '127.0.0.1', method: 'POST' }, (res) => {
    console.log(`client: ${res.statusCode} ${res.headers['transfer-encoding']}`);
    res.setEncoding('utf8');
    res.on('data', (text) => {
      console.log(`client: ${text}`);
      const next = words.shift();
      if (next === undefined) req.end();
      else req.write(next);
    });
    res.on('end', () => {
      console.log(`client: trailers ${JSON.stringify(res.trailers)}`);
      server.close(() => console.log('server: closed'));
    });
  });
  req.write(words.shift());
});
