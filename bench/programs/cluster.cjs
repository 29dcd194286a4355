// The hello program in a cluster: `cluster.cjs PORT WORKERS [SHARING] [WORK]`. SHARING: `rr` (round robin), `shared` (one handle for
// all), `reuseport` (a socket for each). WORK: microseconds of work in each answer, so that the client's share of the processors is
// small. SIGUSR2 prints [requests, microseconds of processor time] of each worker since the last time.
'use strict';
const cluster = require('node:cluster');
const http = require('node:http');

const [port, count] = process.argv.slice(2, 4).map(Number);
const sharing = process.argv[4] ?? 'rr';
const work = Number(process.argv[5] ?? 0);

/** Works as long on a slow machine as on a fast one. */
function busy() {
  const end = process.hrtime.bigint() + BigInt(work * 1000);
  while (process.hrtime.bigint() < end);
}

if (cluster.isPrimary) {
  cluster.schedulingPolicy = sharing === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;
  for (let i = 0; i < count; i++) cluster.fork();
  process.on('SIGUSR2', () => {
    const answers = [];
    for (const worker of Object.values(cluster.workers)) {
      worker.once('message', (answer) => {
        answers.push(answer);
        if (answers.length === count) console.log(JSON.stringify(answers));
      });
      worker.send('count');
    }
  });
} else {
  let requests = 0;
  let before = process.cpuUsage();
  http.createServer((req, res) => {
    requests++;
    if (work > 0) busy();
    res.end('Hello');
  }).listen({ port, host: '127.0.0.1', reusePort: sharing === 'reuseport' });
  process.on('message', () => {
    const { user, system } = process.cpuUsage(before);
    process.send([requests, user + system]);
    requests = 0;
    before = process.cpuUsage();
  });
}
