// How long file operations take that the kernel answers from its caches: microseconds each, the median of several rounds. Run with
// any runtime: `eddy bench/programs/fs_operations.cjs`.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const rounds = Number(process.env.ROUNDS ?? 7);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-bench-'));
const files = [];
for (let i = 0; i < 64; i++) {
  files.push(path.join(folder, `file-${i}`));
  fs.writeFileSync(files[i], Buffer.alloc(4096, 120));
}

/** 64 operations at once, again and again: each callback starts the next. */
function inFlight(count, start) {
  return new Promise((resolve, reject) => {
    let begun = 0;
    let done = 0;
    const next = () => {
      if (begun < count) start(files[begun++ % files.length], finished);
    };
    const finished = (error) => {
      if (error) return reject(error);
      if (++done === count) return resolve();
      next();
    };
    for (let i = 0; i < 64; i++) next();
  });
}

const measures = {
  'fs.readFile 4 KiB, 64 at once': [20000, (count) => inFlight(count, (file, done) => fs.readFile(file, done))],
  'fs.readFile 4 KiB utf8, 64 at once':
    [20000, (count) => inFlight(count, (file, done) => fs.readFile(file, 'utf8', done))],
  'fs.promises.readFile 4 KiB, one by one': [10000, async (count) => {
    for (let i = 0; i < count; i++) await fs.promises.readFile(files[i % 64]);
  }],
  'fs.promises.stat, one by one': [20000, async (count) => {
    for (let i = 0; i < count; i++) await fs.promises.stat(files[i % 64]);
  }],
  'fs.stat, 64 at once': [40000, (count) => inFlight(count, (file, done) => fs.stat(file, done))],
  'fs.promises.access, one by one': [20000, async (count) => {
    for (let i = 0; i < count; i++) await fs.promises.access(files[i % 64]);
  }],
  'fs.statSync': [50000, (count) => {
    for (let i = 0; i < count; i++) fs.statSync(files[i % 64]);
  }],
  'fs.readFileSync 4 KiB': [30000, (count) => {
    for (let i = 0; i < count; i++) fs.readFileSync(files[i % 64]);
  }],
  'fs.existsSync': [50000, (count) => {
    for (let i = 0; i < count; i++) fs.existsSync(files[i % 64]);
  }],
  'fs.promises.writeFile 4 KiB, one by one': [3000, async (count) => {
    const data = Buffer.alloc(4096, 121);
    for (let i = 0; i < count; i++) await fs.promises.writeFile(files[i % 64], data);
  }],
};

async function main() {
  const results = {};
  for (const [name, [count, run]] of Object.entries(measures)) {
    const times = [];
    await run(count >> 2);
    for (let round = 0; round < rounds; round++) {
      const start = process.hrtime.bigint();
      await run(count);
      times.push(Number(process.hrtime.bigint() - start) / 1000 / count);
    }
    times.sort((a, b) => a - b);
    results[name] = Number(times[times.length >> 1].toFixed(2));
  }
  fs.rmSync(folder, { recursive: true });
  console.log(JSON.stringify(results, null, 1));
}
main();
