'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const { once } = require('node:events');
const { test } = require('../harness');

const read = (name) => fs.readFileSync(path.join(__dirname, '../tls/keys', name));
const ca = read('ca-cert.pem');

async function serve(t, listener) {
  const server = https.createServer({ key: read('localhost-key.pem'), cert: read('localhost-cert.pem') }, listener);
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

async function request(options, body) {
  const req = https.request(options);
  req.end(body);
  const [res] = await once(req, 'response');
  let text = '';
  res.setEncoding('utf8');
  for await (const chunk of res) text += chunk;
  return { text, status: res.statusCode, headers: res.headers, reused: req.reusedSocket };
}

test('requests and responses go over TLS, and a connection is used again', async (t) => {
  const server = await serve(t, (req, res) => {
    let body = '';
    req.on('data', (chunk) => { body += chunk; });
    req.on('end', () => res.end(`${req.method} ${req.url} ${body} ${req.socket.encrypted}`));
  });
  const agent = new https.Agent({ keepAlive: true, ca });
  t.after(() => agent.destroy());
  const options = { host: 'localhost', port: server.address().port, family: 4, agent, path: '/a' };
  const first = await request(options);
  assert.deepStrictEqual([first.text, first.status, first.reused], ['GET /a  true', 200, false]);
  const second = await request({ ...options, method: 'POST' }, 'body');
  assert.deepStrictEqual([second.text, second.reused], ['POST /a body true', true]);
});

test('a server that cannot be trusted is not asked', async (t) => {
  let asked = 0;
  const server = await serve(t, (req, res) => {
    asked++;
    res.end();
  });
  const req = https.get({ host: 'localhost', family: 4, port: server.address().port, agent: false });
  const [error] = await once(req, 'error');
  assert.strictEqual(error.code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  assert.strictEqual(asked, 0);
});

test('plain HTTP has no business here', () => {
  assert.throws(() => https.get('http://localhost/'), { code: 'ERR_INVALID_PROTOCOL' });
});
