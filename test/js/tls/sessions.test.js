'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const { once } = require('node:events');
const { test } = require('../harness');
const { ca, example, serve, connect, drain } = require('./fixture');

const { SSL_OP_NO_TICKET } = crypto.constants;

/** Connects once; the session that came of it, and whether it was an old one. */
async function visit(server, options) {
  const socket = connect(server, options);
  let session;
  socket.on('session', (made) => { session = made; });
  await once(socket, 'secureConnect');
  const reused = socket.isSessionReused();
  await drain(socket);
  return { session: session ?? options?.session, reused };
}

test('a session is resumed by its ticket, as long as its keys are there', async (t) => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    const ticketKeys = crypto.randomBytes(48);
    const first = await serve(t, { maxVersion, ticketKeys }, (socket) => socket.end('x'));
    const second = await serve(t, { maxVersion }, (socket) => socket.end('x'));
    assert.deepStrictEqual(first.getTicketKeys(), ticketKeys);
    const { session, reused } = await visit(first);
    assert.strictEqual(reused, false);
    assert.strictEqual((await visit(first, { session })).reused, true);
    assert.strictEqual((await visit(second, { session })).reused, false);
    second.setTicketKeys(ticketKeys);
    assert.strictEqual((await visit(second, { session })).reused, true);
    assert.throws(() => second.setTicketKeys('x'), { code: 'ERR_INVALID_ARG_TYPE' });
  }
});

test('a session without a ticket is the program\'s to keep and to find', async (t) => {
  const kept = new Map();
  const server = await serve(t, { maxVersion: 'TLSv1.2', secureOptions: SSL_OP_NO_TICKET }, (socket) => socket.end('x'));
  let waits = 0;
  server.on('newSession', (id, data, done) => {
    kept.set(id.toString('hex'), data);
    // Nothing is sent before the program has it.
    waits++;
    setTimeout(done, 5);
  });
  server.on('resumeSession', (id, found) => setImmediate(found, null, kept.get(id.toString('hex')) ?? null));
  const { session } = await visit(server, { maxVersion: 'TLSv1.2' });
  assert.strictEqual(waits, 1);
  assert.strictEqual((await visit(server, { maxVersion: 'TLSv1.2', session })).reused, true);
  kept.clear();
  assert.strictEqual((await visit(server, { maxVersion: 'TLSv1.2', session })).reused, false);
});

test('tickets and the end wait until the program has kept the sessions of TLS 1.3', async (t) => {
  const server = await serve(t, {}, (socket) => socket.end());
  server.on('newSession', (id, data, done) => setTimeout(done, 5));
  const { session } = await visit(server);
  assert.ok(Buffer.isBuffer(session));
});

test('who is asked for a session and fails ends that connection', async (t) => {
  const server = await serve(t, {});
  server.on('resumeSession', (id, found) => found(new Error('lost')));
  const failed = once(server, 'tlsClientError');
  await assert.rejects(once(connect(server), 'secureConnect'), { code: 'ECONNRESET' });
  assert.strictEqual((await failed)[0].message, 'lost');
});

test('a resumed client is trusted as far as it was at first', async (t) => {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    for (const [client, expected] of [[example, [true, null]], [{}, [false, 'UNABLE_TO_GET_ISSUER_CERT']]]) {
      const seen = [];
      const server = await serve(t, { ca, maxVersion, requestCert: true, rejectUnauthorized: false }, (socket) => {
        seen.push(socket.isSessionReused(), socket.authorized, socket.authorizationError);
        socket.end('x');
      });
      const { session } = await visit(server, client);
      await visit(server, { ...client, session });
      assert.deepStrictEqual(seen, [false, ...expected, true, ...expected]);
    }
  }
});
