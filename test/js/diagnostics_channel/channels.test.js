// node:diagnostics_channel. https://nodejs.org/api/diagnostics_channel.html
'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage } = require('node:async_hooks');
const channels = require('node:diagnostics_channel');
const { test } = require('../harness');

test('subscribers receive what is published, until they unsubscribe', () => {
  const channel = channels.channel('test:a');
  assert.strictEqual(channels.channel('test:a'), channel);
  const seen = [];
  const subscriber = (message, name) => seen.push([message, name]);
  channels.subscribe('test:a', subscriber);
  assert.ok(channel.hasSubscribers && channels.hasSubscribers('test:a'));
  channel.publish(1);
  assert.ok(channel.unsubscribe(subscriber));
  assert.ok(!channel.unsubscribe(subscriber));
  channel.publish(2);
  assert.deepStrictEqual(seen, [[1, 'test:a']]);
});

test('a bound store has what the data becomes', () => {
  const channel = channels.channel('test:b');
  const storage = new AsyncLocalStorage();
  channel.bindStore(storage, (data) => ({ data }));
  assert.deepStrictEqual(channel.runStores(5, () => storage.getStore()), { data: 5 });
  assert.ok(channel.unbindStore(storage));
  assert.strictEqual(channel.runStores(5, () => storage.getStore()), undefined);
});

test('a tracing channel follows calls, promises and callbacks', async () => {
  const tracing = channels.tracingChannel('test:t');
  const events = [];
  const handlers = {};
  for (const name of ['start', 'end', 'asyncStart', 'asyncEnd', 'error']) handlers[name] = () => events.push(name);
  tracing.subscribe(handlers);
  assert.strictEqual(tracing.traceSync((a) => a, {}, undefined, 7), 7);
  assert.deepStrictEqual(events.splice(0), ['start', 'end']);
  assert.strictEqual(await tracing.tracePromise(async () => 8, {}), 8);
  assert.deepStrictEqual(events.splice(0), ['start', 'end', 'asyncStart', 'asyncEnd']);
  await new Promise((resolve) => tracing.traceCallback((callback) => setImmediate(callback, null, 1), 0, {}, undefined, resolve));
  assert.deepStrictEqual(events.splice(0).slice(0, 3), ['start', 'end', 'asyncStart']);
  assert.ok(tracing.unsubscribe(handlers));
});

test('the runtime publishes its own channels', async () => {
  const http = require('node:http');
  const seen = [];
  const names = [
    'net.client.socket', 'http.client.request.created', 'http.client.request.start', 'http.client.response.finish',
    'http.server.request.start', 'http.server.response.finish', 'tracing:net.server.listen:asyncStart',
  ];
  const subscribers = names.map((name) => () => seen.push(name));
  names.forEach((name, i) => channels.subscribe(name, subscribers[i]));
  const storage = new AsyncLocalStorage();
  channels.channel('http.server.request.start').subscribe(() => storage.enterWith('request'));
  let inFinish;
  channels.subscribe('http.server.response.finish', () => {
    inFinish = storage.getStore();
  });
  await new Promise((resolve) => {
    const server = http.createServer((request, response) => setImmediate(() => response.end('x'))).listen(0, () => {
      http.get({ port: server.address().port, agent: false }, (response) => {
        response.resume().on('end', () => server.close(resolve));
      });
    });
  });
  names.forEach((name, i) => channels.unsubscribe(name, subscribers[i]));
  assert.deepStrictEqual([...new Set(seen)].sort(), names.sort());
  assert.strictEqual(inFinish, 'request');
});
