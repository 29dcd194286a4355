// A request and its answer over HTTP/2, between our own client and server.
'use strict';

const assert = require('node:assert');
const http2 = require('node:http2');
const { once } = require('node:events');
const { test } = require('../harness');
const { listen, read } = require('./pair');

test('a stream is answered', async (t) => {
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream, headers) => {
      assert.strictEqual(headers[':path'], '/a');
      stream.respond({ ':status': 201, 'x-a': ['1', '2'] });
      stream.end('hello');
    });
  });
  const req = client.request({ ':path': '/a' });
  const [headers, flags, raw] = await once(req, 'response');
  assert.strictEqual(headers[':status'], 201);
  assert.strictEqual(headers['x-a'], '1, 2');
  assert.strictEqual(flags & http2.constants.NGHTTP2_FLAG_END_STREAM, 0);
  assert.deepStrictEqual(raw.slice(0, 6), [':status', '201', 'x-a', '1', 'x-a', '2']);
  assert.strictEqual(await read(req), 'hello');
});

test('a body is echoed', async (t) => {
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream) => stream.pipe(stream));
  });
  const req = client.request({ ':method': 'POST' });
  const body = 'x'.repeat(300_000);
  req.end(body);
  assert.strictEqual(await read(req), body);
});

test('the compatibility API answers', async (t) => {
  const client = await listen(t, http2.createServer((req, res) => {
    res.setHeader('X-Url', req.url);
    res.end(`${req.method} ${req.httpVersion}`);
  }));
  const req = client.request({ ':path': '/b' });
  const [headers] = await once(req, 'response');
  assert.strictEqual(headers['x-url'], '/b');
  assert.strictEqual(await read(req), 'GET 2.0');
});
