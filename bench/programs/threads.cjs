// What worker threads cost: one start and end, a message there and back, a structured clone. Prints microseconds as JSON.
'use strict';
const { Worker, MessageChannel } = require('node:worker_threads');

const now = () => Number(process.hrtime.bigint()) / 1e3;
const figures = {};

async function measure(name, rounds, once) {
  const times = [];
  for (let batch = 0; batch < 5; batch++) {
    const start = now();
    for (let i = 0; i < rounds; i++) await once();
    times.push((now() - start) / rounds);
  }
  times.sort((a, b) => a - b);
  figures[name] = times[2];
}

function startAndEnd() {
  return new Promise((resolve) => new Worker('', { eval: true }).on('exit', resolve));
}

async function roundTrips(name, rounds, message) {
  const worker = new Worker(`
    const { parentPort } = require('node:worker_threads');
    parentPort.on('message', (message) => parentPort.postMessage(message));`, { eval: true });
  await new Promise((resolve) => worker.once('online', resolve));
  let answered;
  worker.on('message', () => answered());
  await measure(name, rounds, () => new Promise((resolve) => {
    answered = resolve;
    worker.postMessage(message);
  }));
  await worker.terminate();
}

async function channel(name, rounds) {
  const { port1, port2 } = new MessageChannel();
  let answered;
  port2.on('message', (message) => port2.postMessage(message));
  port1.on('message', () => answered());
  await measure(name, rounds, () => new Promise((resolve) => {
    answered = resolve;
    port1.postMessage(1);
  }));
  port1.close();
}

const record = { id: 1, name: 'name', list: [1, 2, 3, { a: 'b' }], when: new Date(0), map: new Map([['k', { v: 1n }]]) };

(async () => {
  await startAndEnd();
  await measure('worker, start to end', 10, startAndEnd);
  await roundTrips('round trip of 1 KiB', 2000, 'x'.repeat(1024));
  await roundTrips('round trip of 1 MiB', 50, new Uint8Array(1 << 20));
  await channel('round trip within a thread', 2000);
  await measure('structuredClone', 20000, () => { structuredClone(record); });
  console.log(JSON.stringify(figures));
})();
