// A hanging request, answered later: GET /wait hangs until somebody POSTs a message, then everybody who waits gets it.
//   curl http://127.0.0.1:8082/wait &   curl -d hello http://127.0.0.1:8082/send
const http = require('node:http');

const waiting = new Set();

const server = http.createServer((req, res) => {
  if (req.method === 'GET' && req.url === '/wait') {
    waiting.add(res);
    res.on('close', () => waiting.delete(res));
    console.log(`waiting: ${waiting.size}`);
  } else if (req.method === 'POST' && req.url === '/send') {
    let message = '';
    req.setEncoding('utf8');
    req.on('data', (text) => {
      message += text;
    });
    req.on('end', () => {
      const count = waiting.size;
      for (const other of waiting) other.end(`${message}\n`);
      res.end(`told ${count}\n`);
    });
  } else {
    res.writeHead(404).end();
  }
});

server.listen(process.env.PORT ?? 8082, '127.0.0.1', () => {
  console.log(`Server running at http://127.0.0.1:${server.address().port}/`);
});
