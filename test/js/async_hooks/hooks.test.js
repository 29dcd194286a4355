// Ids, and hooks that follow resources. https://nodejs.org/api/async_hooks.html
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const dns = require('node:dns');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const vm = require('node:vm');
const zlib = require('node:zlib');
const { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId, executionAsyncResource, triggerAsyncId } =
  require('node:async_hooks');
const { test } = require('../harness');

/** Runs `body` with a hook; what it was told, as types by event, and the kinds of ids by resource. */
async function watch(body) {
  const seen = { init: [], before: [], after: [], destroy: [] };
  const types = new Map();
  const triggers = new Map();
  const hook = createHook({
    init(id, type, trigger) {
      types.set(id, type);
      triggers.set(id, trigger);
      seen.init.push(type);
    },
    before: (id) => seen.before.push(types.get(id)),
    after: (id) => seen.after.push(types.get(id)),
    destroy: (id) => seen.destroy.push(types.get(id)),
  }).enable();
  await body(types, triggers);
  hook.disable();
  return seen;
}

function program(source, flags = []) {
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', source], { encoding: 'utf8' });
  return stdout + stderr;
}

test('each kind of operation is a resource of its name, entered and left once', async (t) => {
  const operations = {
    Timeout: (done) => setTimeout(done, 1),
    Immediate: (done) => setImmediate(done),
    TickObject: (done) => process.nextTick(done),
    Microtask: (done) => queueMicrotask(done),
    FSREQCALLBACK: (done) => fs.stat('/', done),
    GETADDRINFOREQWRAP: (done) => dns.lookup('localhost', done),
    RANDOMBYTESREQUEST: (done) => crypto.randomBytes(8, done),
    PBKDF2REQUEST: (done) => crypto.pbkdf2('a', 'b', 1, 8, 'sha1', done),
    SCRYPTREQUEST: (done) => crypto.scrypt('a', 'b', 8, done),
  };
  for (const type of Object.keys(operations)) {
    const seen = await watch(async (types) => {
      await new Promise((resolve) => operations[type](() => {
        assert.strictEqual(types.get(executionAsyncId()), type);
        assert.strictEqual(typeof executionAsyncResource(), 'object');
        resolve();
      }));
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    });
    for (const event of ['init', 'before', 'after', 'destroy']) assert.ok(seen[event].includes(type), `${event} of ${type}`);
  }
});

test('sockets, servers and codecs are told of until they are closed', async () => {
  const seen = await watch(async (types) => {
    const server = net.createServer((socket) => {
      assert.strictEqual(types.get(executionAsyncId()), 'TCPSERVERWRAP');
      socket.on('data', () => socket.end('bye'));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    await new Promise((resolve) => {
      const client = net.connect(server.address().port, '127.0.0.1', () => {
        assert.strictEqual(types.get(executionAsyncId()), 'TCPCONNECTWRAP');
        client.write('hi');
      });
      client.resume().on('close', () => server.close(resolve));
    });
    await new Promise((resolve) => zlib.deflate('x', resolve));
    for (let i = 0; i < 3; i++) await new Promise(setImmediate);
  });
  for (const type of ['TCPSERVERWRAP', 'TCPWRAP', 'TCPCONNECTWRAP', 'SHUTDOWNWRAP', 'ZLIB']) {
    assert.ok(seen.init.includes(type) && seen.destroy.includes(type), type);
  }
  assert.strictEqual(seen.before.length, seen.after.length);
});

test('requests that stay in C++ run as their connection, triggered by its socket', async () => {
  await watch(async (types, triggers) => {
    const ids = [];
    const server = http.createServer((request, response) => {
      const id = executionAsyncId();
      ids.push(id);
      assert.strictEqual(types.get(id), 'HTTPINCOMINGMESSAGE');
      assert.strictEqual(types.get(triggers.get(id)), 'TCPWRAP');
      assert.strictEqual(triggers.get(id), triggerAsyncId());
      response.end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const agent = new http.Agent({ keepAlive: true });
    for (let i = 0; i < 2; i++) {
      await new Promise((resolve) => {
        http.get({ port: server.address().port, host: '127.0.0.1', agent }, (response) => {
          assert.strictEqual(types.get(executionAsyncId()), 'HTTPCLIENTREQUEST');
          response.resume().on('end', () => setImmediate(resolve));
        });
      });
    }
    assert.strictEqual(ids[0], ids[1]);
    agent.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
});

test('promises are resources, those of other contexts as well', async () => {
  const seen = await watch(async () => {
    vm.runInNewContext('Promise.resolve(1).then(() => 2)');
    await null;
  });
  assert.ok(seen.init.filter((type) => type === 'PROMISE').length >= 4);
});

test('ids are right without a hook, and nothing executes between callbacks', () => {
  const output = program(`
    const { executionAsyncId, triggerAsyncId } = require('async_hooks');
    const first = [executionAsyncId(), triggerAsyncId()];
    Promise.resolve().then(() => console.log('then', executionAsyncId(), triggerAsyncId()));
    setTimeout(() => {
      const outer = executionAsyncId();
      setImmediate(() => console.log('immediate', executionAsyncId() > outer, triggerAsyncId() === outer));
    }, 1);
    process.on('exit', () => console.log('exit', executionAsyncId()));
    console.log('main', ...first);`);
  assert.strictEqual(output, 'main 1 0\nthen 0 0\nimmediate true true\nexit 0\n');
});

test('listeners of an uncaught exception run as what threw, which is left afterwards', () => {
  const output = program(`
    const { createHook, executionAsyncId } = require('async_hooks');
    let timeout;
    const log = [];
    createHook({
      init(id, type) { if (type === 'Timeout') timeout ??= id; },
      after(id) { if (id === timeout) log.push('after'); },
    }).enable();
    process.on('uncaughtException', () => log.push(executionAsyncId() === timeout));
    setTimeout(() => { throw new Error('thrown'); }, 1);
    setTimeout(() => console.log(log.join(), executionAsyncId() !== timeout), 5);`);
  assert.strictEqual(output, 'true,after true\n');
});

test('what hooks enable and disable counts once the event has been told', () => {
  const output = program(`
    const { createHook, AsyncResource } = require('async_hooks');
    let inner = 0;
    const nested = createHook({ init: () => { inner++; } });
    createHook({ init() { nested.enable(); } }).enable();
    new AsyncResource('A');
    require('fs').writeSync(1, inner + ' ');
    new AsyncResource('B');
    require('fs').writeSync(1, inner + '\\n');`);
  assert.strictEqual(output, '0 1\n');
});

test('a hook that throws ends the process', () => {
  const { status, stderr } = spawnSync(process.execPath, ['-e', `
    require('async_hooks').createHook({ init() { throw new Error('from a hook'); } }).enable();
    process.on('uncaughtException', () => {});
    setTimeout(() => {}, 1);`], { encoding: 'utf8' });
  assert.strictEqual(status, 1);
  assert.match(stderr, /from a hook/);
});

test('disable takes the store from what was deferred before it', async () => {
  const storage = new AsyncLocalStorage();
  const seen = await new Promise((resolve) => storage.run('s', () => {
    setImmediate(() => resolve(storage.getStore()));
    storage.disable();
  }));
  assert.strictEqual(seen, undefined);
});

test('a resource keeps its id and trigger, whatever runs in it', () => {
  const resource = new AsyncResource('MINE', { triggerAsyncId: 42 });
  assert.strictEqual(resource.triggerAsyncId(), 42);
  resource.runInAsyncScope(() => {
    assert.strictEqual(executionAsyncId(), resource.asyncId());
    assert.strictEqual(triggerAsyncId(), 42);
    assert.strictEqual(executionAsyncResource(), resource);
    assert.throws(() => new AsyncResource('INNER').runInAsyncScope(() => { throw new Error('caught'); }), /caught/);
    assert.strictEqual(executionAsyncId(), resource.asyncId());
  });
  assert.notStrictEqual(executionAsyncId(), resource.asyncId());
});

test('destruction is told while the loop has nothing else to do, from whichever phase it came, and keeps no program alive', async (t) => {
  const server = net.createServer().listen(0);
  await new Promise((resolve) => server.on('listening', resolve));
  t.after(() => server.close());
  const phases = {
    check: (callback) => setImmediate(callback),
    poll: (callback) => fs.stat('/', callback),
    timers: (callback) => setTimeout(callback, 1),
    close: (callback) => net.createServer().listen(0, function() { this.close(callback); }),
  };
  for (const phase of Object.keys(phases)) {
    // Nothing but the hook goes on, so that a loop which sleeps before it has told sleeps for ever.
    const told = await new Promise((resolve) => {
      let wanted;
      const hook = createHook({
        destroy(id) {
          if (id !== wanted) return;
          hook.disable();
          resolve(phase);
        },
      }).enable();
      phases[phase](() => {
        const resource = new AsyncResource('MINE', { requireManualDestroy: true });
        wanted = resource.asyncId();
        resource.emitDestroy();
      });
    });
    assert.strictEqual(told, phase);
  }
  assert.strictEqual(program(`
    const { AsyncResource, createHook } = require('async_hooks');
    createHook({ destroy() {} }).enable();
    setImmediate(() => new AsyncResource('LAST').emitDestroy());
    process.on('exit', () => console.log('ended'));`), 'ended\n');
});
