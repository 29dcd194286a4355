// An HTTP server in two processes that share one port, with a restart that drops no connection: each worker is replaced by a new
// one before it closes its servers and leaves. `kill -HUP <pid>` restarts, Ctrl+C ends.
'use strict';
const cluster = require('node:cluster');
const http = require('node:http');

if (cluster.isPrimary) {
  const port = process.env.PORT ?? '8000';
  const start = () => cluster.fork({ PORT: port });
  start();
  start();

  cluster.once('listening', (worker, address) => console.log(`Server running at http://127.0.0.1:${address.port}/`));
  cluster.on('listening', (worker) => console.log(`worker ${worker.id} is ready`));

  cluster.on('exit', (worker, code, signal) => {
    if (worker.exitedAfterDisconnect) {
      console.log(`worker ${worker.id} has left`);
    } else {
      console.log(`worker ${worker.id} died (${signal ?? code}): another takes its place`);
      start();
    }
  });

  process.on('SIGHUP', () => {
    for (const worker of Object.values(cluster.workers)) {
      start().once('listening', () => worker.disconnect());
    }
  });
} else {
  http.createServer((req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/plain' });
    res.end(`worker ${cluster.worker.id}`);
  }).listen(Number(process.env.PORT), '127.0.0.1');
}
