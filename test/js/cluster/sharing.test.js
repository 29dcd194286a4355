'use strict';
const assert = require('node:assert');
const cluster = require('node:cluster');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

if (cluster.isWorker) {
  const where = JSON.parse(process.env.WHERE);
  const answer = `${cluster.worker.id}`;
  const server = process.env.KIND === 'http' ? http.createServer((req, res) => res.end(answer)) :
    net.createServer((socket) => socket.end(answer));
  server.on('error', (error) => process.send({ code: error.code, syscall: error.syscall }));
  server.listen(where, () => process.send({ address: server.address() }));
} else {
  const { test } = require('../harness');

  const read = (where) => new Promise((resolve, reject) => {
    let text = '';
    net.connect(where).on('error', reject).on('data', (data) => text += data).on('end', () => resolve(text));
  });
  const get = (port) => new Promise((resolve, reject) => {
    http.get({ port, agent: false }, (res) => {
      let text = '';
      res.on('data', (data) => text += data).on('end', () => resolve(text));
    }).on('error', reject);
  });

  async function start(count, kind, where) {
    const workers = [];
    const addresses = [];
    for (let i = 0; i < count; i++) {
      const worker = cluster.fork({ KIND: kind, WHERE: JSON.stringify(where) });
      workers.push(worker);
      const [message] = await once(worker, 'message');
      addresses.push(message.address ?? message);
    }
    return { workers, addresses };
  }
  const stop = () => new Promise((resolve) => cluster.disconnect(resolve));

  for (const kind of ['http', 'net']) {
    test(`${kind} connections go round the workers, which all have the same port`, async () => {
      const { workers, addresses } = await start(3, kind, { port: 0 });
      const { port } = addresses[0];
      assert.ok(port > 0);
      assert.ok(addresses.every((address) => address.port === port));
      const answers = await Promise.all(Array.from({ length: 30 }, () => (kind === 'http' ? get(port) : read({ port }))));
      for (const worker of workers) assert.strictEqual(answers.filter((answer) => answer === `${worker.id}`).length, 10);
      await stop();
      await assert.rejects(read({ port, host: '127.0.0.1' }), { code: 'ECONNREFUSED' });
    });
  }

  test('listening tells where, by address and kind of address', async () => {
    const seen = once(cluster, 'listening');
    const { workers: [worker], addresses: [{ port }] } = await start(1, 'net', { port: 0, host: '127.0.0.1' });
    const [who, address] = await seen;
    assert.strictEqual(who, worker);
    assert.strictEqual(worker.state, 'listening');
    assert.deepStrictEqual(address, { addressType: 4, address: '127.0.0.1', port, fd: undefined });
    await stop();
  });

  test('a socket file is shared too, and goes with the last worker', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-cluster-'));
    const file = path.join(folder, 'socket');
    const { addresses, workers } = await start(2, 'net', { path: file });
    assert.deepStrictEqual(addresses, [file, file]);
    const answers = [await read(file), await read(file)];
    assert.deepStrictEqual(answers.sort(), workers.map((worker) => `${worker.id}`).sort());
    await stop();
    assert.strictEqual(fs.existsSync(file), false);
    fs.rmdirSync(folder);
  });

  test('exclusive servers have a port of their own', async () => {
    const { addresses, workers } = await start(2, 'net', { port: 0, exclusive: true });
    assert.notStrictEqual(addresses[0].port, addresses[1].port);
    // Servers of their own are none of the cluster's business.
    for (const worker of workers) worker.kill();
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
  });

  test('a place that is taken is an error in the worker', async () => {
    const other = net.createServer().listen(0);
    await once(other, 'listening');
    const { addresses } = await start(1, 'net', { port: other.address().port });
    assert.deepStrictEqual(addresses[0], { code: 'EADDRINUSE', syscall: 'bind' });
    other.close();
    await stop();
  });

  test('a worker that is killed leaves its connections to the others', async () => {
    const { workers, addresses: [{ port }] } = await start(2, 'net', { port: 0 });
    workers[0].kill('SIGSTOP');
    const pending = Array.from({ length: 8 }, () => read({ port }));
    pending.push(read({ port }));
    workers[0].kill('SIGKILL');
    assert.deepStrictEqual(await Promise.all(pending), Array(9).fill(`${workers[1].id}`));
    await stop();
  });

  test('with SCHED_NONE the workers accept themselves', async () => {
    const script = `
      const cluster = require('cluster'), net = require('net');
      cluster.schedulingPolicy = cluster.SCHED_NONE;
      if (cluster.isPrimary) {
        let ready = 0;
        cluster.fork(); cluster.fork();
        cluster.on('listening', (worker, { port }) => {
          if (++ready < 2) return;
          net.connect(port).on('data', (data) => { console.log(String(data)); cluster.disconnect(); });
        });
      } else {
        const server = net.createServer((socket) => socket.end('served by ' + (server._handle.fd >= 0)));
        server.listen(0, '127.0.0.1');
      }`;
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-cluster-')), 'main.js');
    fs.writeFileSync(file, script);
    const child = require('node:child_process').spawn(process.execPath, [file],
                                                      { env: { ...process.env, NODE_CLUSTER_SCHED_POLICY: 'none' } });
    let out = '';
    child.stdout.on('data', (data) => out += data);
    assert.strictEqual((await once(child, 'close'))[0], 0);
    assert.strictEqual(out, 'served by true\n');
    fs.rmSync(path.dirname(file), { recursive: true });
  });
}
