// Streams: files, pushes, trailers, tunnels, ends, backpressure. https://nodejs.org/api/http2.html#class-http2stream
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const http2 = require('node:http2');
const net = require('node:net');
const { once } = require('node:events');
const { test } = require('../harness');
const { listen, read } = require('./pair');

test('a file is the body, or a part of it', async (t) => {
  const whole = fs.readFileSync(__filename, 'utf8');
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream, headers) => {
      const options = headers[':path'] === '/part' ? { offset: 3, length: 10 } : {};
      stream.respondWithFile(__filename, { 'content-type': 'text/plain' }, {
        ...options, statCheck(stat, fields) { fields['x-size'] = stat.size; },
      });
    });
  });
  const req = client.request({ ':path': '/' });
  const [headers] = await once(req, 'response');
  assert.strictEqual(headers['content-length'], String(Buffer.byteLength(whole)));
  assert.strictEqual(headers['x-size'], headers['content-length']);
  assert.strictEqual(await read(req), whole);
  assert.strictEqual(await read(client.request({ ':path': '/part' })), whole.slice(3, 13));
});

test('a file that is not there is an error of the stream', async (t) => {
  const codes = [];
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream, headers) => {
      stream.on('error', (error) => codes.push(error.code));
      const onError = headers[':path'] === '/asked' ? (error) => {
        stream.respond({ ':status': 404 });
        stream.end(error.code);
      } : undefined;
      stream.respondWithFile('/does/not/exist', {}, { onError });
    });
  });
  const req = client.request();
  const [error] = await once(req, 'error');
  assert.strictEqual(error.code, 'ERR_HTTP2_STREAM_ERROR');
  assert.deepStrictEqual(codes, ['ENOENT']);
  assert.strictEqual(await read(client.request({ ':path': '/asked' })), 'ENOENT');
});

test('a push brings what was not asked for', async (t) => {
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream) => {
      stream.pushStream({ ':path': '/pushed' }, (error, pushed) => {
        assert.throws(() => pushed.pushStream({}, () => {}), { code: 'ERR_HTTP2_NESTED_PUSH' });
        pushed.respond({ 'x-p': '1' });
        pushed.end('pushed');
      });
      stream.respond();
      stream.end('asked');
    });
  });
  const told = once(client, 'stream');
  const req = client.request();
  const [pushed, headers] = await told;
  assert.strictEqual(headers[':path'], '/pushed');
  assert.strictEqual(await read(pushed), 'pushed');
  assert.strictEqual(await read(req), 'asked');
});

test('trailers follow the body, both ways', async (t) => {
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream) => {
      stream.respond({}, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-end': 'server' }));
      stream.on('trailers', (trailers) => stream.end(trailers['x-end']));
      stream.resume();
    });
  });
  const req = client.request({ ':method': 'POST' }, { waitForTrailers: true });
  req.on('wantTrailers', () => req.sendTrailers({ 'x-end': 'client' }));
  const trailers = once(req, 'trailers');
  req.end('body');
  assert.strictEqual(await read(req), 'client');
  assert.strictEqual((await trailers)[0]['x-end'], 'server');
});

test('CONNECT is a tunnel', async (t) => {
  const target = net.createServer((socket) => socket.pipe(socket));
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  t.after(() => target.close());
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream, headers) => {
      const { port } = new URL(`tcp://${headers[':authority']}`);
      const socket = net.connect(Number(port), '127.0.0.1', () => {
        stream.respond();
        socket.pipe(stream).pipe(socket);
      });
    });
  });
  const req = client.request({ ':method': 'CONNECT', ':authority': `127.0.0.1:${target.address().port}` });
  req.end('there and back');
  assert.strictEqual(await read(req), 'there and back');
});

test('extended CONNECT needs the server to allow it', async (t) => {
  const client = await listen(t, http2.createServer({ settings: { enableConnectProtocol: true } }), (server) => {
    server.on('stream', (stream, headers) => {
      stream.respond();
      stream.end(headers[':protocol']);
    });
  });
  const [settings] = await once(client, 'remoteSettings');
  assert.strictEqual(settings.enableConnectProtocol, true);
  const req = client.request({ ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/' });
  req.end();
  assert.strictEqual(await read(req), 'websocket');
});

test('a reader that stops holds the sender back', async (t) => {
  let sent = 0;
  let stalled;
  const isStalled = new Promise((resolve) => { stalled = resolve; });
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream) => {
      stream.respond();
      const chunk = Buffer.alloc(16384);
      const more = () => {
        while (sent < 4e6) {
          sent += chunk.length;
          if (!stream.write(chunk)) {
            stream.once('drain', more);
            setTimeout(stalled, 200);
            return;
          }
        }
        stream.end();
      };
      more();
    });
  });
  const req = client.request();
  await once(req, 'response');
  await isStalled;
  assert.ok(sent < 1e6, `${sent} bytes went out`);
  let received = 0;
  for await (const chunk of req) received += chunk.length;
  assert.strictEqual(received, sent);
});

test('a stream that is closed with a code says so at both ends', async (t) => {
  const ends = [];
  let hasEnded;
  const ended = new Promise((resolve) => { hasEnded = resolve; });
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream) => {
      stream.on('aborted', () => ends.push('aborted'));
      stream.on('close', () => {
        ends.push(stream.rstCode);
        hasEnded();
      });
      stream.respond();
      stream.write('x');
    });
  });
  const req = client.request();
  await once(req, 'data');
  req.close(http2.constants.NGHTTP2_CANCEL);
  await once(req, 'close');
  assert.strictEqual(req.rstCode, 8);
  assert.strictEqual(req.destroyed, true);
  await ended;
  assert.deepStrictEqual(ends, ['aborted', 8]);
});

test('what HTTP/2 does not allow is refused before it is sent', async (t) => {
  const client = await listen(t, http2.createServer(), () => {});
  const refusals = [
    [{ connection: 'close' }, 'ERR_HTTP2_INVALID_CONNECTION_HEADERS'],
    [{ 'a b': '1' }, 'ERR_INVALID_HTTP_TOKEN'],
    [{ ':odd': '1' }, 'ERR_HTTP2_INVALID_PSEUDOHEADER'],
    [{ 'content-type': ['a', 'b'] }, 'ERR_HTTP2_HEADER_SINGLE_VALUE'],
    [{ ':method': 'CONNECT' }, 'ERR_HTTP2_CONNECT_AUTHORITY'],
  ];
  for (const [headers, code] of refusals) assert.throws(() => client.request(headers), { code });
});

test('sensitive fields stay sensitive', async (t) => {
  const client = await listen(t, http2.createServer(), (server) => {
    server.on('stream', (stream, headers) => {
      stream.respond({ 'x-secret': 's', [http2.sensitiveHeaders]: ['x-secret'] });
      stream.end(headers[http2.sensitiveHeaders].join());
    });
  });
  const req = client.request({ 'x-own': 'o', [http2.sensitiveHeaders]: ['X-Own'] });
  const [headers] = await once(req, 'response');
  assert.deepStrictEqual(headers[http2.sensitiveHeaders], ['x-secret']);
  assert.strictEqual(await read(req), 'x-own');
});
