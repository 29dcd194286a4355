'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const dns = require('node:dns');
const { Worker } = require('node:worker_threads');
const { test } = require('../harness');
const { startNameServer } = require('./name_server');

const oneAddress = { answers: [{ type: 'A', address: '192.0.2.1' }] };

/** Runs a program whose argument is a server's address; what it has printed and how it has ended. */
function run(program, address) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', program, address], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.on('data', (chunk) => (printed += chunk));
    child.on('close', (code) => resolve({ code, printed }));
  });
}

test('a program runs until its questions are answered, and ends then', async (t) => {
  const server = await startNameServer(() => oneAddress);
  t.after(() => server.close());
  const { code, printed } = await run(`
    const { Resolver } = require('node:dns');
    const resolver = new Resolver();
    resolver.setServers([process.argv[1]]);
    new Resolver();
    resolver.resolve4('a.org', (error, first) => resolver.resolve4('b.org', (error, second) => console.log(first, second)));
  `, server.address);
  assert.deepStrictEqual({ code, printed }, { code: 0, printed: "[ '192.0.2.1' ] [ '192.0.2.1' ]\n" });
});

test('a program may end while it waits', async (t) => {
  let asked;
  const server = await startNameServer(() => void asked());
  t.after(() => server.close());
  const once = new Promise((resolve) => (asked = resolve));
  const ended = run(`
    const { Resolver } = require('node:dns');
    const resolver = new Resolver({ timeout: 600_000 });
    resolver.setServers([process.argv[1]]);
    resolver.resolve4('a.org', () => console.log('no'));
    setTimeout(() => process.exit(7), 50);
  `, server.address);
  await once;
  assert.deepStrictEqual(await ended, { code: 7, printed: '' });
});

test('cancelled questions keep nothing alive', async (t) => {
  const server = await startNameServer(() => undefined);
  t.after(() => server.close());
  const { code, printed } = await run(`
    const { Resolver } = require('node:dns');
    const resolver = new Resolver({ timeout: 600_000 });
    resolver.setServers([process.argv[1]]);
    for (const name of ['a.org', 'b.org']) resolver.resolve4(name, (error) => console.log(error.code));
    setTimeout(() => resolver.cancel(), 20);
  `, server.address);
  assert.deepStrictEqual({ code, printed }, { code: 0, printed: 'ECANCELLED\nECANCELLED\n' });
});

test('each worker has servers of its own, and may be terminated while it waits', async (t) => {
  const silent = await startNameServer(() => undefined);
  const server = await startNameServer(() => oneAddress, { tcp: true });
  t.after(() => Promise.all([silent.close(), server.close()]));
  const before = dns.getServers();
  const program = `
    const { parentPort, workerData } = require('node:worker_threads');
    const dns = require('node:dns');
    dns.setServers([workerData.server]);
    const waiting = new dns.Resolver({ timeout: 600_000 });
    waiting.setServers([workerData.silent]);
    for (let i = 0; i < 20; i++) waiting.resolve4('n' + i + '.org', () => parentPort.postMessage('no'));
    waiting.reverse('192.0.2.1', () => {});
    dns.promises.resolve4('a.org').then((addresses) => parentPort.postMessage(addresses));
  `;
  for (let i = 0; i < 5; i++) {
    const worker = new Worker(program, { eval: true, workerData: { server: server.address, silent: silent.address } });
    const message = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    assert.deepStrictEqual(message, ['192.0.2.1']);
    await worker.terminate();
  }
  assert.deepStrictEqual(dns.getServers(), before);
});

test('sockets are closed when nothing is asked any more', async (t) => {
  const truncated = 0x8380;
  const server = await startNameServer(({ kind }) => (kind === 'udp' ? { flags: truncated } : oneAddress), { tcp: true });
  t.after(() => server.close());
  const descriptors = () => fs.readdirSync('/proc/self/fd').length;
  const resolvers = Array.from({ length: 30 }, () => {
    const resolver = new dns.promises.Resolver({ timeout: 60_000 });
    resolver.setServers([server.address]);
    return resolver;
  });
  await resolvers[0].resolve4('a.org');
  const settled = async () => {
    for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  await settled();
  const before = descriptors();
  await Promise.all(resolvers.map((resolver, i) => resolver.resolve4(`n${i}.org`)));
  // The server's side of a connection goes when it has seen the end.
  for (let i = 0; i < 1000 && descriptors() > before; i++) await settled();
  assert.ok(descriptors() <= before, `${descriptors()} descriptors, ${before} before`);
});

test('resolvers may be forgotten while they ask', async (t) => {
  const server = await startNameServer(() => oneAddress);
  t.after(() => server.close());
  const asked = [];
  for (let i = 0; i < 200; i++) {
    const resolver = new dns.promises.Resolver();
    resolver.setServers([server.address]);
    asked.push(resolver.resolve4(`n${i}.org`));
  }
  globalThis.gc?.();
  assert.ok((await Promise.all(asked)).every(([address]) => address === '192.0.2.1'));
});

test('a failing callback is an uncaught exception; the others are told nevertheless', async (t) => {
  const server = await startNameServer(() => oneAddress);
  t.after(() => server.close());
  const { code, printed } = await run(`
    const { Resolver } = require('node:dns');
    const resolver = new Resolver();
    resolver.setServers([process.argv[1]]);
    process.on('uncaughtException', (error) => console.log(error.message));
    for (const name of ['a b', 'c d', 'e.org']) resolver.resolve4(name, () => { throw new Error(name); });
  `, server.address);
  assert.strictEqual(code, 0);
  assert.deepStrictEqual(printed.trim().split('\n').sort(), ['a b', 'c d', 'e.org']);
});
