// Questions to a name server of another process, 1 and 64 at a time, and look-ups of localhost. Prints microseconds of processor time
// each, of the process that asks: the best of five rounds.
'use strict';
const { fork } = require('node:child_process');
const dgram = require('node:dgram');
const dns = require('node:dns');

if (process.argv[2] === 'server') {
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]);
  const server = dgram.createSocket('udp4', (query, from) => {
    query.writeUInt16BE(0x8180, 2);
    query.writeUInt16BE(1, 6);
    server.send(Buffer.concat([query, record]), from.port, from.address);
  });
  server.bind(0, '127.0.0.1', () => process.send(server.address().port));
  process.on('disconnect', () => process.exit());
} else {
  const server = fork(__filename, ['server']);
  server.once('message', async (port) => {
    const resolver = new dns.Resolver();
    resolver.setServers([`127.0.0.1:${port}`]);
    let next = 0; // every name is another: nobody answers from a cache
    const ask = (done) => resolver.resolve4(`n${next++}.test`, done);
    await measure('resolve4, one at a time', 1, ask);
    await measure('resolve4, 64 at a time', 64, ask);
    await measure('lookup of localhost, 64 at a time', 64, (done) => dns.lookup('localhost', done));
    server.disconnect();
  });
}

async function measure(name, atOnce, operation) {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const count = 4000;
    const before = process.cpuUsage();
    await new Promise((resolve, reject) => {
      let begun = 0;
      let left = count;
      const done = (error) => {
        if (error) reject(error);
        if (--left === 0) resolve();
        begin();
      };
      const begin = () => {
        if (begun++ < count) operation(done);
      };
      for (let i = 0; i < atOnce; i++) begin();
    });
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / count);
  }
  console.log(`${name}: ${best.toFixed(1)}`);
}
