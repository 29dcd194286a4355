// Keep-alive: three requests one after the other travel over one connection.
const http = require('node:http');

let connections = 0;
const server = http.createServer((req, res) => {
  res.end(`answer to ${req.url}`);
});
server.on('connection', () => connections++);

function get(port, agent, path) {
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port, agent, path }, (res) => {
      let body = '';
      res.setEncoding('utf8');
      res.on('data', (text) => {
        body += text;
      });
      res.on('end', () => resolve(`${body} (connection: ${res.headers.connection})`));
    }).on('error', reject);
  });
}

server.listen(0, '127.0.0.1', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const { port } = server.address();
  for (const path of ['/1', '/2', '/3']) console.log(await get(port, agent, path));
  console.log(`connections: ${connections}`);
  agent.destroy();
  server.close(() => console.log('closed'));
});
