// Workers that end, by themselves or not, while much of what they began is under way.
'use strict';
const assert = require('assert');
const { once } = require('events');
const { Worker } = require('worker_threads');
const { test } = require('../harness');

// Each begins something that does not end by itself, and calls ready() when it is under way.
const pending = {
  'a file without end': `require('fs').readFile('/dev/zero', () => {}); setTimeout(ready, 20);`,
  'a datagram socket': `const socket = require('dgram').createSocket('udp4');
    socket.on('message', ready).bind(0, '127.0.0.1', () => setInterval(() => socket.send('x', socket.address().port, '127.0.0.1'), 1));`,
  'a child with open pipes': `const child = require('child_process').spawn('cat');
    child.stdin.write('x'.repeat(1e5)); child.stdout.once('data', ready);`,
  'a connection that echoes': `const net = require('net');
    const server = net.createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1', () => {
      const client = net.connect(server.address().port, '127.0.0.1');
      client.write('x'.repeat(1e6)); client.once('data', ready);
    });`,
  'a request half answered': `const http = require('http');
    const server = http.createServer((req, res) => res.write('x')).listen(0, '127.0.0.1', () => {
      http.get({ port: server.address().port, host: '127.0.0.1' }, (res) => res.once('data', ready));
    });`,
  'work for the thread pool': `require('zlib').gzip(Buffer.alloc(5e6), () => {}); require('fs').watch('.', () => {});
    for (let i = 0; i < 20; i++) require('crypto').pbkdf2('a', 'b', 20000, 32, 'sha256', () => {}); setImmediate(ready);`,
  'a compilation for V8\'s threads': `const size = (n) => [n & 127 | 128, n >> 7 & 127 | 128, n >> 14];
    const section = (id, bytes) => [id, ...size(bytes.length), ...bytes];
    const body = [0, ...Array(200).fill([0x41, 1, 0x1a]).flat(), 0x0b];
    const count = 300, all = (item) => [...size(count), ...Array(count).fill(item).flat()];
    const code = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...section(1, [1, 0x60, 0, 0]), ...section(3, all(0)),
      ...section(10, all([...size(body.length), ...body]))]);
    if (!WebAssembly.validate(code)) process.exit(9);
    for (let i = 0; i < 20; i++) WebAssembly.compile(code);
    setImmediate(ready);`,
  'a worker of its own': `const { Worker, MessageChannel } = require('worker_threads');
    const inner = new Worker('setInterval(() => require("worker_threads").parentPort.postMessage("x"), 1)', { eval: true });
    const { port1, port2 } = new MessageChannel(); port1.on('message', () => {}); inner.postMessage(port2, [port2]);
    inner.once('message', ready);`,
};

for (const [what, source] of Object.entries(pending)) {
  test(`a worker with ${what} under way ends when it throws`, async () => {
    const worker = new Worker(`function ready() { throw new Error('enough'); }\n${source}`, { eval: true });
    const errors = [];
    worker.on('error', (error) => errors.push(error.message));
    const code = await new Promise((resolve) => worker.once('exit', resolve));
    assert.deepStrictEqual([errors, code], [['enough'], 1]);
  });

  test(`a worker with ${what} under way ends by process.exit`, async () => {
    const worker = new Worker(`function ready() { process.exit(6); }\n${source}`, { eval: true });
    assert.deepStrictEqual(await once(worker, 'exit'), [6]);
  });

  test(`a worker with ${what} under way can be terminated`, async () => {
    const worker = new Worker(`const { parentPort } = require('worker_threads');
      function ready() { parentPort.postMessage('ready'); }\n${source}`, { eval: true });
    await once(worker, 'message');
    assert.strictEqual(await worker.terminate(), 1);
  });
}

test('a worker can be terminated while its CPU profile runs', async () => {
  for (let i = 0; i < 8; i++) {
    const worker = new Worker('for (let i = 0; i < 1e6; i++); setInterval(() => {}, 1);', { eval: true });
    worker.on('error', () => {});
    if (i % 2 === 0) await once(worker, 'online');
    const profile = worker.startCpuProfile().catch(() => {});
    if (i % 4 === 0) await profile;
    await worker.terminate();
  }
});

test('a worker that runs out of heap ends alone, also in code that can not be interrupted', async () => {
  for (let i = 0; i < 6; i++) {
    const worker = new Worker('const list = []; for (;;) list.push(new Array(1000).fill(1.5));', {
      eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 },
    });
    const errors = [];
    worker.on('error', ({ code }) => errors.push(code));
    const code = await new Promise((resolve) => worker.once('exit', resolve));
    assert.deepStrictEqual([errors, code], [['ERR_WORKER_OUT_OF_MEMORY'], 1]);
  }
  // Those that follow are not disturbed.
  const worker = new Worker('require("worker_threads").parentPort.postMessage("well");', { eval: true });
  assert.deepStrictEqual(await once(worker, 'message'), ['well']);
  await once(worker, 'exit');
});
