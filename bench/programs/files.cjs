// Cached files of 4 KiB: readFile, 64 at once, and promises.stat, one after the other. Prints microseconds per operation.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-bench-'));
const files = Array.from({ length: 64 }, (_, i) => path.join(folder, `f${i}`));
for (const file of files) fs.writeFileSync(file, Buffer.alloc(4096, 'x'));

function readAll(count) {
  return new Promise((resolve, reject) => {
    let started = 0;
    let left = count;
    function next(err, data) {
      if (err) return reject(err);
      if (data.length !== 4096) return reject(new Error('short file'));
      if (--left === 0) return resolve();
      if (started < count) fs.readFile(files[started++ & 63], next);
    }
    while (started < 64) fs.readFile(files[started++ & 63], next);
  });
}

async function statAll(count) {
  for (let i = 0; i < count; i++) {
    const stats = await fs.promises.stat(files[i & 63]);
    if (stats.size !== 4096) throw new Error('wrong size');
  }
}

async function measure(work, count) {
  await work(count);
  const wall = [];
  const cpu = [];
  for (let round = 0; round < 5; round++) {
    const startCpu = process.cpuUsage();
    const start = process.hrtime.bigint();
    await work(count);
    wall.push(Number(process.hrtime.bigint() - start) / 1000 / count);
    const used = process.cpuUsage(startCpu);
    cpu.push((used.user + used.system) / count);
  }
  const middle = (list) => list.sort((a, b) => a - b)[2];
  return { wall: middle(wall), cpu: middle(cpu) };
}

(async () => {
  const result = { readFile: await measure(readAll, 10000), stat: await measure(statAll, 10000) };
  fs.rmSync(folder, { recursive: true });
  console.log(JSON.stringify(result));
})();
