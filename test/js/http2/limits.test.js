// What a server bears from its peers, by frames that are written by hand. RFC 9113 10.5.
'use strict';

const assert = require('node:assert');
const http2 = require('node:http2');
const net = require('node:net');
const { once } = require('node:events');
const { test } = require('../harness');

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

function frame(type, flags, stream, payload = Buffer.alloc(0)) {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

// GET / of http://x.
const get = Buffer.from([0x82, 0x86, 0x84, 0x41, 0x01, 0x78]);
const settings = frame(4, 0, 0);
const reset = Buffer.from([0, 0, 0, 8]);

/** A server, and a socket that has greeted it. */
async function greet(t, options) {
  const server = http2.createServer(options);
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    stream.respond();
    stream.end();
  });
  const failures = [];
  server.on('sessionError', (error) => failures.push(error.code));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect(server.address().port, '127.0.0.1');
  t.after(() => {
    socket.destroy();
    server.close();
  });
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  socket.write(Buffer.concat([preface, settings]));
  return { server, socket, failures };
}

async function floods(t, frames, options) {
  const { server, socket, failures } = await greet(t, options);
  let isClosed = false;
  socket.on('close', () => { isClosed = true; });
  for (let i = 0; i < 2000 && !isClosed; i++) {
    if (!socket.write(frames(i))) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
    else if (i % 50 === 0) await new Promise(setImmediate);
  }
  if (!isClosed) await once(socket, 'close');
  // The server serves others as before.
  const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  const req = client.request();
  const [headers] = await once(req, 'response');
  assert.strictEqual(headers[':status'], 200);
  client.destroy();
  return failures;
}

test('streams that are opened and reset in a hurry end the session', async (t) => {
  await floods(t, (i) => {
    const parts = [];
    for (let k = 0; k < 10; k++) {
      const stream = (i * 10 + k) * 2 + 1;
      parts.push(frame(1, 5, stream, get), frame(3, 0, stream, reset));
    }
    return Buffer.concat(parts);
  });
});

test('a header block without an end ends the session', async (t) => {
  const failures = await floods(t, (i) => (i === 0 ? frame(1, 1, 1, get) : frame(9, 0, 1)));
  assert.deepStrictEqual(failures, ['ERR_HTTP2_ERROR']);
});

test('empty frames of a body end the session', async (t) => {
  const failures = await floods(t, (i) => (i === 0 ? frame(1, 4, 1, get) : frame(0, 0, 1)), { maxSessionInvalidFrames: 20 });
  assert.deepStrictEqual(failures, ['ERR_HTTP2_TOO_MANY_INVALID_FRAMES']);
});

test('what is not HTTP/2 ends the session', async (t) => {
  const { server, socket, failures } = await greet(t);
  socket.destroy();
  const other = net.connect(server.address().port, '127.0.0.1');
  other.resume();
  other.end('GET / HTTP/1.1\r\n\r\n');
  await once(other, 'close');
  assert.strictEqual(failures.at(-1), 'ERR_HTTP2_ERROR');
});

test('random frames harm nobody', async (t) => {
  let seed = 7;
  const next = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 8;
  for (let round = 0; round < 30; round++) {
    const { socket } = await greet(t);
    const parts = [];
    for (let i = 0; i < 20; i++) {
      const payload = Buffer.alloc(next() % 60);
      for (let k = 0; k < payload.length; k++) payload[k] = next();
      parts.push(frame(next() % 12, next() & 0xff, next() % 8, payload));
    }
    socket.end(Buffer.concat(parts));
    await once(socket, 'close');
  }
});

test('a client that sends too many fields is told so', async (t) => {
  const { server } = await greet(t, { maxHeaderListPairs: 6 });
  const client = http2.connect(`http://127.0.0.1:${server.address().port}`);
  t.after(() => client.destroy());
  const req = client.request({ a: '1', b: '2', c: '3' });
  const [error] = await once(req, 'error');
  assert.strictEqual(error.message, 'Stream closed with error code NGHTTP2_ENHANCE_YOUR_CALM');
});
