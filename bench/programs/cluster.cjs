// The hello program in a cluster: `cluster.cjs PORT WORKERS`. SIGUSR2 prints how many requests each worker has answered.
'use strict';
const cluster = require('node:cluster');
const http = require('node:http');

const [port, count] = process.argv.slice(2).map(Number);

if (cluster.isPrimary) {
  for (let i = 0; i < count; i++) cluster.fork();
  process.on('SIGUSR2', () => {
    const answers = [];
    for (const worker of Object.values(cluster.workers)) {
      worker.once('message', (requests) => {
        answers.push(requests);
        if (answers.length === count) console.log(JSON.stringify(answers));
      });
      worker.send('count');
    }
  });
} else {
  let requests = 0;
  http.createServer((req, res) => {
    requests++;
    res.end('Hello');
  }).listen(port, '127.0.0.1');
  process.on('message', () => process.send(requests));
}
