'use strict';
const assert = require('node:assert');
const cluster = require('node:cluster');
const { once } = require('node:events');

if (cluster.isWorker) {
  const { MODE } = process.env;
  if (MODE === 'exit') process.exit(7);
  if (MODE === 'destroy') cluster.worker.kill();
  if (MODE === 'disconnect') cluster.worker.disconnect();
  process.on('message', (message, handle) => process.send({ message, handle, id: cluster.worker.id }));
} else {
  const { test } = require('../harness');

  test('the primary is what no primary has forked', () => {
    assert.strictEqual(cluster.isPrimary, true);
    assert.strictEqual(cluster.isMaster, true);
    assert.strictEqual(cluster.isWorker, false);
    assert.strictEqual(cluster.worker, undefined);
    assert.strictEqual(cluster.schedulingPolicy, cluster.SCHED_RR);
  });

  test('settings have defaults, are kept for later calls, and setup tells of them', async () => {
    assert.deepStrictEqual(cluster.settings, {});
    cluster.setupPrimary({ args: ['one'] });
    const [settings] = await once(cluster, 'setup');
    assert.strictEqual(settings, cluster.settings);
    cluster.setupPrimary({ silent: false });
    assert.deepStrictEqual(cluster.settings, {
      args: ['one'], exec: process.argv[1], execArgv: process.execArgv, silent: false,
    });
  });

  test('a worker is told of from fork to exit', async () => {
    const seen = [];
    const listeners = {};
    for (const event of ['fork', 'online', 'disconnect', 'exit']) {
      cluster.on(event, listeners[event] = (worker) => seen.push(`${event} ${worker.state}`));
    }
    const worker = cluster.fork();
    assert.strictEqual(cluster.workers[worker.id], worker);
    assert.strictEqual(worker.isConnected(), true);
    assert.strictEqual(worker.isDead(), false);
    assert.strictEqual(worker.exitedAfterDisconnect, undefined);
    await once(worker, 'online');
    worker.send('hi');
    const [{ message, id }] = await once(worker, 'message');
    assert.strictEqual(message, 'hi');
    assert.strictEqual(id, worker.id);
    assert.strictEqual(worker.disconnect(), worker);
    const [code, signal] = await once(worker, 'exit');
    assert.strictEqual(code, 0);
    assert.strictEqual(signal, null);
    assert.strictEqual(worker.exitedAfterDisconnect, true);
    assert.strictEqual(worker.isDead(), true);
    assert.strictEqual(cluster.workers[worker.id], undefined);
    assert.deepStrictEqual(seen, ['fork none', 'online online', 'disconnect disconnected', 'exit dead']);
    for (const event of Object.keys(listeners)) cluster.off(event, listeners[event]);
  });

  test('exitedAfterDisconnect tells who left on purpose', async () => {
    for (const [mode, code, onPurpose] of [['exit', 7, false], ['destroy', 0, true], ['disconnect', 0, true]]) {
      const worker = cluster.fork({ MODE: mode });
      const [actual] = await once(worker, 'exit');
      assert.strictEqual(actual, code, mode);
      assert.strictEqual(worker.exitedAfterDisconnect, onPurpose, mode);
    }
    const worker = cluster.fork();
    await once(worker, 'online');
    worker.kill('SIGKILL');
    const [, signal] = await once(worker, 'exit');
    assert.strictEqual(signal, 'SIGKILL');
    assert.strictEqual(worker.exitedAfterDisconnect, false);
  });

  test("a killed worker's channel ends before the worker is told to have", async () => {
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGTERM']) {
      const worker = cluster.fork();
      await once(worker, 'online');
      const order = [];
      worker.on('disconnect', () => order.push('disconnect'));
      worker.on('exit', () => order.push('exit'));
      worker.process.kill(signal);
      await once(worker, 'exit');
      assert.deepStrictEqual(order, ['disconnect', 'exit']);
    }
  });

  test('cluster.disconnect calls back when the workers are disconnected', async () => {
    const workers = [cluster.fork(), cluster.fork()];
    await Promise.all(workers.map((worker) => once(worker, 'online')));
    await new Promise((resolve) => cluster.disconnect(resolve));
    assert.deepStrictEqual(cluster.workers, {});
    assert.ok(workers.every((worker) => !worker.isConnected()));
    await new Promise((resolve) => cluster.disconnect(resolve));
  });
}
