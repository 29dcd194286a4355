// How long file operations take that the kernel answers from its caches: microseconds each, the median of several rounds. Run with
// any runtime: `eddy bench/programs/fs_operations.cjs [a part of the names]`.
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const rounds = Number(process.env.ROUNDS ?? 3);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-bench-'));
const files = [];
for (let i = 0; i < 64; i++) {
  files.push(path.join(folder, `file-${i}`));
  fs.writeFileSync(files[i], Buffer.alloc(4096, 120));
}

const large = path.join(folder, 'large');
const largeBytes = 64 * 1024 * 1024;
const lines = path.join(folder, 'lines');
const crowd = path.join(folder, 'crowd');
const tree = path.join(folder, 'tree');

/** What only some of the measures need. */
function prepare() {
  fs.writeFileSync(large, Buffer.alloc(largeBytes, 'a line of text\n'));
  fs.writeFileSync(lines, 'a line of text that is neither long nor short\n'.repeat(200000));
  fs.mkdirSync(crowd);
  for (let i = 0; i < 10000; i++) fs.writeFileSync(path.join(crowd, `name-${i}`), '');
  for (let i = 0; i < 20; i++) {
    fs.mkdirSync(path.join(tree, `${i}`), { recursive: true });
    for (let j = 0; j < 20; j++) fs.writeFileSync(path.join(tree, `${i}`, `${j}`), 'x'.repeat(1000));
  }
}

const copied = path.join(folder, 'copied');

async function copyTree(copy) {
  await copy(tree, copied, { recursive: true });
  fs.rmSync(copied, { recursive: true });
}

function readStream(file) {
  return new Promise((resolve, reject) => {
    let size = 0;
    fs.createReadStream(file).on('data', (chunk) => { size += chunk.length; }).on('end', () => resolve(size)).on('error', reject);
  });
}

function writeStream(file, bytes) {
  return new Promise((resolve, reject) => {
    const stream = fs.createWriteStream(file);
    const chunk = Buffer.alloc(65536, 122);
    let left = bytes;
    const go = () => {
      while (left > 0) {
        left -= chunk.length;
        if (!stream.write(chunk)) {
          stream.once('drain', go);
          return;
        }
      }
      stream.end();
    };
    stream.on('finish', resolve).on('error', reject);
    go();
  });
}

async function readLines(file) {
  const handle = await fs.promises.open(file);
  let count = 0;
  for await (const line of handle.readLines()) count += line.length > 0 ? 1 : 0;
  if (count !== 200000) throw new Error('lines are missing');
}

function times(count, run) {
  return [count, async (n) => {
    for (let i = 0; i < n; i++) await run(i);
  }];
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
  'fs.writeFile 4 KiB, 64 at once': [6000, (count) => {
    const data = Buffer.alloc(4096, 121);
    return inFlight(count, (file, done) => fs.writeFile(file, data, done));
  }],
  'fs.writeFileSync 4 KiB': [6000, (count) => {
    const data = Buffer.alloc(4096, 121);
    for (let i = 0; i < count; i++) fs.writeFileSync(files[i % 64], data);
  }],
  'fs.promises.readFile 64 MiB': times(2, () => fs.promises.readFile(large)),
  'fs.readFile 64 MiB, 4 at once': times(1, () => Promise.all([0, 1, 2, 3].map(() => fs.promises.readFile(large)))),
  'fs.promises.writeFile 64 MiB': times(2, () => fs.promises.writeFile(path.join(folder, 'out'), Buffer.alloc(largeBytes))),
  'fs.promises.readdir of 10,000': times(10, () => fs.promises.readdir(crowd)),
  'fs.promises.readdir of 10,000 with types': times(10, () => fs.promises.readdir(crowd, { withFileTypes: true })),
  'fs.readdirSync of 10,000': times(10, () => fs.readdirSync(crowd)),
  'fs.promises.cp of 400 files': times(2, () => copyTree(fs.promises.cp)),
  'fs.cpSync of 400 files': times(2, () => copyTree(fs.cpSync)),
  'read stream 64 MiB': times(2, () => readStream(large)),
  'read stream 4 KiB': times(500, (i) => readStream(files[i % 64])),
  'read stream 4 KiB, 64 at once':
    [1000, (count) => inFlight(count, (file, done) => readStream(file).then(() => done(), done))],
  'write stream 64 MiB': times(2, () => writeStream(path.join(folder, 'out'), largeBytes)),
  'write stream 64 KiB': times(300, (i) => writeStream(files[i % 64], 65536)),
  'readLines of 200,000': times(1, () => readLines(lines)),
};

async function main() {
  const results = {};
  prepare();
  for (const [name, [count, run]] of Object.entries(measures)) {
    if (process.argv[2] !== undefined && !name.includes(process.argv[2])) continue;
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
