// HTTP/2 without TLS: several streams on one connection, a pushed answer, trailers, and the same server by the API of http.
'use strict';

const http2 = require('node:http2');
const { once } = require('node:events');

async function text(stream) {
  stream.setEncoding('utf8');
  let all = '';
  for await (const chunk of stream) all += chunk;
  return all;
}

const streams = http2.createServer();
streams.on('stream', (stream, headers) => {
  switch (headers[':path']) {
    case '/slow':
      setTimeout(() => {
        stream.respond({ ':status': 200 });
        stream.end('slow');
      }, 50);
      break;
    case '/page':
      stream.pushStream({ ':path': '/style.css' }, (error, pushed) => {
        if (error) throw error;
        pushed.respond({ 'content-type': 'text/css' });
        pushed.end('b { color: red }');
      });
      stream.respond({ 'content-type': 'text/html' });
      stream.end('<b>page</b>');
      break;
    default:
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-checked': 'yes' }));
      stream.pipe(stream);
  }
});

const requests = http2.createServer((req, res) => {
  res.setHeader('Content-Type', 'text/plain');
  res.end(`${req.method} ${req.url} over HTTP/${req.httpVersion}`);
});

async function ask(client, path, body) {
  const req = client.request({ ':path': path, ':method': body === undefined ? 'GET' : 'POST' });
  req.end(body);
  const trailers = body === undefined ? undefined : once(req, 'trailers');
  const answer = await text(req);
  return trailers === undefined ? answer : `${answer} (checked: ${(await trailers)[0]['x-checked']})`;
}

async function connect(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return http2.connect(`http://127.0.0.1:${server.address().port}`);
}

async function main() {
  const client = await connect(streams);
  const pushed = new Promise((resolve) => {
    client.on('stream', async (stream, headers) => resolve(`pushed ${headers[':path']}: ${await text(stream)}`));
  });
  const order = [];
  await Promise.all([
    ask(client, '/slow').then((answer) => order.push(answer)),
    ask(client, '/page').then((answer) => order.push(answer)),
    ask(client, '/echo', 'echo').then((answer) => order.push(answer)),
  ]);
  console.log(order.sort().join('\n'));
  console.log(await pushed);
  client.close();
  streams.close();

  const other = await connect(requests);
  console.log(await ask(other, '/hello'));
  other.close();
  requests.close();
}

main();
