// Sessions: settings, pings, GOAWAY, timeouts, ends. https://nodejs.org/api/http2.html#class-http2session
'use strict';

const assert = require('node:assert');
const http2 = require('node:http2');
const { AsyncLocalStorage } = require('node:async_hooks');
const { PerformanceObserver } = require('node:perf_hooks');
const { duplexPair } = require('node:stream');
const { once } = require('node:events');
const { test } = require('../harness');
const { listen, read } = require('./pair');

function ok(server) {
  server.on('stream', (stream) => {
    stream.respond();
    stream.end('ok');
  });
}

test('settings take effect when they are acknowledged', async (t) => {
  const client = await listen(t, http2.createServer({ settings: { maxConcurrentStreams: 7 } }), ok);
  const [remote] = await once(client, 'remoteSettings');
  assert.strictEqual(remote.maxConcurrentStreams, 7);
  const set = new Promise((resolve) => {
    client.settings({ initialWindowSize: 1000 }, (error, settings, duration) => resolve([error, settings, typeof duration]));
  });
  assert.strictEqual(client.pendingSettingsAck, true);
  const [error, settings, kind] = await set;
  assert.strictEqual(error, null);
  assert.strictEqual(settings.initialWindowSize, 1000);
  assert.strictEqual(kind, 'number');
  assert.strictEqual(client.localSettings.initialWindowSize, 1000);
});

test('settings are packed and unpacked', () => {
  const packed = http2.getPackedSettings({ enablePush: false, customSettings: { 300: 5 } });
  assert.deepStrictEqual([...packed], [0, 2, 0, 0, 0, 0, 1, 44, 0, 0, 0, 5]);
  assert.deepStrictEqual(http2.getUnpackedSettings(packed), { enablePush: false, customSettings: { 300: 5 } });
  assert.throws(() => http2.getPackedSettings({ maxFrameSize: 1 }), { code: 'ERR_HTTP2_INVALID_SETTING_VALUE', name: 'RangeError' });
});

test('a ping comes back', async (t) => {
  const client = await listen(t, http2.createServer(), ok);
  await once(client, 'connect');
  const payload = Buffer.from('12345678');
  const [error, duration, back] = await new Promise((resolve) => {
    assert.strictEqual(client.ping(payload, (...result) => resolve(result)), true);
  });
  assert.strictEqual(error, null);
  assert.ok(duration >= 0);
  assert.deepStrictEqual(back, payload);
});

test('a session that is closed lets its streams end', async (t) => {
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream) => {
      stream.respond();
      stream.session.close();
      setImmediate(() => stream.end('last'));
    });
  });
  const req = client.request();
  assert.strictEqual(await read(req), 'last');
  const late = client.request();
  const [error] = await once(late, 'error');
  assert.match(error.code, /ERR_HTTP2_(GOAWAY|INVALID)_SESSION/);
  if (!client.destroyed) await once(client, 'close');
});

test('GOAWAY with an error ends the session with it', async (t) => {
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('sessionError', () => {});
    server.on('stream', (stream) => {
      stream.on('error', () => {});
      stream.session.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM, 0, Buffer.from('calm'));
    });
  });
  const req = client.request();
  req.on('error', () => {});
  const told = once(client, 'goaway');
  const [error] = await once(client, 'error');
  assert.strictEqual(error.code, 'ERR_HTTP2_SESSION_ERROR');
  const [code, last, opaque] = await told;
  assert.deepStrictEqual([code, last, opaque.toString()], [11, 1, 'calm']);
});

test('a session over any duplex', async () => {
  const server = http2.createServer();
  ok(server);
  const [near, far] = duplexPair();
  server.emit('connection', far);
  const client = http2.connect('http://localhost', { createConnection: () => near });
  assert.strictEqual(await read(client.request()), 'ok');
  client.destroy();
});

test('a session without activity times out', async (t) => {
  const client = await listen(t, http2.createServer(), (server) => {
    server.setTimeout(20);
    server.on('stream', (stream) => stream.on('error', () => {}));
  });
  const req = client.request();
  req.on('error', () => {});
  await once(req, 'close');
});

test('events of a request run in its async context', async (t) => {
  const client = await listen(t, http2.createServer(), ok);
  const storage = new AsyncLocalStorage();
  await Promise.all([1, 2].map((id) => storage.run(id, async () => {
    const req = client.request();
    const seen = [];
    req.on('response', () => seen.push(storage.getStore()));
    req.on('data', () => seen.push(storage.getStore()));
    await once(req, 'end');
    assert.deepStrictEqual(seen, [id, id]);
  })));
});

test('observers are told of sessions and streams', async (t) => {
  const entries = [];
  const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
  observer.observe({ type: 'http2' });
  const client = await listen(t, http2.createServer(), ok);
  await read(client.request());
  client.close();
  await once(client, 'close');
  while (!entries.some((entry) => entry.name === 'Http2Session' && entry.detail.type === 'client')) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  observer.disconnect();
  const session = entries.find((entry) => entry.detail.type === 'client');
  assert.strictEqual(session.detail.streamCount, 1);
  assert.ok(session.detail.framesReceived >= 4);
  const stream = entries.find((entry) => entry.name === 'Http2Stream');
  assert.strictEqual(stream.detail.id, 1);
});

test('many sessions leave nothing behind', async (t) => {
  const server = http2.createServer();
  ok(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  for (let i = 0; i < 200; i++) {
    const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
    await read(client.request());
    client.close();
    await once(client, 'close');
  }
  const count = await new Promise((resolve, reject) => {
    server.getConnections((error, number) => (error ? reject(error) : resolve(number)));
  });
  assert.ok(count <= 1, `${count} connections are left`);
});
