// http.Agent: who gets which connection.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const { once } = require('node:events');
const { test } = require('../harness');
const { listen } = require('./raw');

/** @returns {{ req: http.ClientRequest, answered: Promise<void> }} resolved when the response has been read */
function get(options) {
  const { promise: answered, resolve } = Promise.withResolvers();
  const req = http.get({ host: '127.0.0.1', ...options }, (res) => res.resume().on('end', resolve));
  return { req, answered };
}

test('a connection that is made for a request that waits is offered by the same event as one that is free', async (t) => {
  const port = await listen(t, http.createServer((req, res) => res.end('x')));
  const agent = new http.Agent({ maxSockets: 1 });
  let offered = 0;
  agent.on('free', () => offered++);
  const first = http.get({ host: '127.0.0.1', port, agent }, (res) => {
    res.resume();
    res.on('end', () => first.socket.destroy());
  });
  const second = get({ port, agent });
  await once(second.req, 'close');
  assert.notStrictEqual(first.socket, second.req.socket);
  assert.strictEqual(offered, 3);
});

test("a connection that is used again takes the request's high-water mark", async (t) => {
  const port = await listen(t, http.createServer((req, res) => res.end('x')));
  const agent = new http.Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  const first = get({ port, agent, highWaterMark: 1 << 20 });
  await first.answered;
  await new Promise(setImmediate);
  const second = get({ port, agent, highWaterMark: 10240 });
  await second.answered;
  assert.strictEqual(second.req.reusedSocket, true);
  assert.strictEqual(second.req.socket.writableHighWaterMark, 10240);
});
