// A server, and fetch asking it: JSON out and back, a body read as it arrives, and a request that is given up.
'use strict';
const http = require('node:http');

const server = http.createServer((request, response) => {
  if (request.url === '/double') {
    let text = '';
    request.on('data', (chunk) => { text += chunk; });
    request.on('end', () => response.end(JSON.stringify({ doubled: JSON.parse(text).number * 2 })));
  } else if (request.url === '/slow') {
    response.write('first ');
    setTimeout(() => response.end('second'), 20);
  }
});

server.listen(process.env.PORT ?? 0, '127.0.0.1', async () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  const response = await fetch(`${origin}/double`, { method: 'POST', body: JSON.stringify({ number: 21 }) });
  console.log(response.status, await response.json());

  let text = '';
  for await (const chunk of (await fetch(`${origin}/slow`)).body.pipeThrough(new TextDecoderStream())) text += chunk;
  console.log(text);

  await fetch(`${origin}/never`, { signal: AbortSignal.timeout(20) }).catch((error) => console.log(error.name));
  server.close();
  server.closeAllConnections();
});
