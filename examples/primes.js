// Counts the primes below a number on as many threads as there are processors. They share a counter, from which each takes the
// next thousand numbers when it is done with the last.
'use strict';
const os = require('node:os');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

const step = 1000;

function isPrime(n) {
  for (let i = 2; i * i <= n; i++) if (n % i === 0) return false;
  return n > 1;
}

if (isMainThread) {
  const limit = Number(process.argv[2] ?? 200000);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const threads = os.availableParallelism();
  let total = 0;
  let left = threads;
  for (let i = 0; i < threads; i++) {
    const worker = new Worker(__filename, { workerData: { next, limit } });
    worker.on('message', (count) => { total += count; });
    worker.on('exit', () => {
      if (--left === 0) console.log(`${total} primes below ${limit}`);
    });
  }
} else {
  const { next, limit } = workerData;
  let count = 0;
  for (let from = Atomics.add(next, 0, step); from < limit; from = Atomics.add(next, 0, step)) {
    for (let n = from; n < Math.min(from + step, limit); n++) if (isPrime(n)) count++;
  }
  parentPort.postMessage(count);
}
