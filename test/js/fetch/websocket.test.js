'use strict';
const assert = require('assert');
const http = require('http');
const { createHash } = require('crypto');
const { once } = require('events');
const { execFile } = require('child_process');
const { test } = require('../harness');

/** A server that accepts every WebSocket and sends its text messages back, up to 125 bytes each. */
async function echoServer(t) {
  const server = http.createServer();
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.on('data', (frame) => {
      const length = frame[1] & 127;
      const payload = Buffer.from(frame.subarray(6, 6 + length));
      for (let i = 0; i < length; i++) payload[i] ^= frame[2 + (i & 3)];
      socket.write(Buffer.concat([Buffer.from([frame[0], length]), payload]));
      if ((frame[0] & 15) === 8) socket.end();
    });
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return `ws://127.0.0.1:${server.address().port}`;
}

test('a WebSocket sends, receives and closes', async (t) => {
  const socket = new WebSocket(await echoServer(t));
  assert.strictEqual(socket.readyState, WebSocket.CONNECTING);
  await once(socket, 'open');
  socket.send('hello');
  const [message] = await once(socket, 'message');
  assert(message instanceof MessageEvent);
  assert.strictEqual(message.data, 'hello');
  socket.binaryType = 'arraybuffer';
  socket.send(new Uint8Array([1, 2, 3]));
  assert.deepStrictEqual([...new Uint8Array((await once(socket, 'message'))[0].data)], [1, 2, 3]);
  socket.close(1000, 'done');
  const [close] = await once(socket, 'close');
  assert(close instanceof globalThis.CloseEvent);
  assert.deepStrictEqual([close.code, close.reason, close.wasClean], [1000, 'done', true]);
  assert.strictEqual(socket.readyState, WebSocket.CLOSED);
});

test('what is no WebSocket server is an error and a close', async (t) => {
  const server = http.createServer((request, response) => response.end('no')).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
  const closed = once(socket, 'close');
  const failed = new Promise((resolve) => socket.addEventListener('error', resolve));
  assert.strictEqual((await failed).type, 'error');
  assert.strictEqual((await closed)[0].code, 1006);
  assert.throws(() => new WebSocket('nothing://host'), { name: 'SyntaxError' });
});

function run(t, ...args) {
  return new Promise((resolve) => execFile(process.execPath, args, (error, stdout) => resolve(stdout.trim())));
}

test('options take globals away and add them', async (t) => {
  const show = 'console.log(typeof WebSocket, typeof CloseEvent, typeof navigator, typeof EventSource)';
  assert.strictEqual(await run(t, '-e', show), 'function function object undefined');
  assert.strictEqual(await run(t, '--no-experimental-websocket', '--no-experimental-global-navigator', '--experimental-eventsource',
                               '-e', show), 'undefined undefined undefined function');
});

test('an EventSource reads a stream of events', async (t) => {
  const server = http.createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('id: 7\ndata: first\ndata: second\n\n');
  }).listen(0, '127.0.0.1');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const program = `const source = new EventSource('http://127.0.0.1:${server.address().port}');
    source.onmessage = ({ data, lastEventId }) => { console.log(JSON.stringify([data, lastEventId])); source.close(); };`;
  assert.strictEqual(await run(t, '--experimental-eventsource', '-e', program), '["first\\nsecond","7"]');
});
