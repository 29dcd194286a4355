// http.request and Agent against our own server.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const { test } = require('../harness');
const { listen } = require('./raw');

async function ask(options, body) {
  const req = http.request({ host: '127.0.0.1', ...options });
  req.end(body);
  const [res] = await once(req, 'response');
  res.setEncoding('utf8');
  let text = '';
  for await (const chunk of res) text += chunk;
  return { res, text, req };
}

function echo(req, res) {
  let body = '';
  req.setEncoding('utf8');
  req.on('data', (chunk) => { body += chunk; });
  req.on('end', () => {
    res.setHeader('X-Body', String(body.length));
    res.end(JSON.stringify([req.method, req.url, req.headers, body]));
  });
}

test('a request and its response', async (t) => {
  const port = await listen(t, http.createServer(echo));
  const { res, text } = await ask({ port, method: 'POST', path: '/a?b', headers: { 'X-Y': 'z' }, agent: false }, 'hello');
  assert.strictEqual(res.statusCode, 200);
  assert.strictEqual(res.headers['x-body'], '5');
  const [method, url, headers, body] = JSON.parse(text);
  assert.deepStrictEqual([method, url, body], ['POST', '/a?b', 'hello']);
  assert.strictEqual(headers['x-y'], 'z');
  assert.strictEqual(headers.host, `127.0.0.1:${port}`);
  assert.strictEqual(headers['content-length'], '5');
});

test('a body that is written in pieces is sent in chunks', async (t) => {
  const port = await listen(t, http.createServer(echo));
  const req = http.request({ host: '127.0.0.1', port, method: 'PUT', agent: false });
  req.write('one ');
  setTimeout(() => req.end('two'), 10);
  const [res] = await once(req, 'response');
  let text = '';
  for await (const chunk of res.setEncoding('utf8')) text += chunk;
  const [, , headers, body] = JSON.parse(text);
  assert.strictEqual(headers['transfer-encoding'], 'chunked');
  assert.strictEqual(body, 'one two');
});

test('http.get takes a string or a URL', async (t) => {
  const port = await listen(t, http.createServer((req, res) => res.end(req.url)));
  for (const url of [`http://127.0.0.1:${port}/s?t`, new URL(`http://127.0.0.1:${port}/s?t`)]) {
    const [res] = await once(http.get(url, { agent: false }), 'response');
    let text = '';
    for await (const chunk of res) text += chunk;
    assert.strictEqual(text, '/s?t');
  }
});

test('an agent with keepAlive uses a connection again', async (t) => {
  let connections = 0;
  const server = http.createServer((req, res) => res.end(String(req.socket.remotePort)));
  server.on('connection', () => connections++);
  const port = await listen(t, server);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const answers = [];
  for (let i = 0; i < 3; i++) answers.push(await ask({ port, agent }));
  assert.strictEqual(connections, 1);
  assert.strictEqual(new Set(answers.map(({ text }) => text)).size, 1);
  assert.deepStrictEqual(answers.map(({ req }) => req.reusedSocket), [false, true, true]);
});

test('an agent\'s name tells apart what may not share a connection', () => {
  const agent = new http.Agent();
  assert.strictEqual(agent.getName({ host: 'a', port: 1, localAddress: 'b', family: 6 }), 'a:1:b:6');
  assert.strictEqual(agent.getName({ socketPath: '/x' }), 'localhost:::/x');
  assert.strictEqual(agent.getName(), 'localhost::');
});

test('a refused connection is an error of the request', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  const req = http.get({ host: '127.0.0.1', port, agent: false });
  const [error] = await once(req, 'error');
  assert.strictEqual(error.code, 'ECONNREFUSED');
  assert.strictEqual(error.syscall, 'connect');
});

test('a server that hangs up without an answer is ECONNRESET', async (t) => {
  const server = net.createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const [error] = await once(http.get({ host: '127.0.0.1', port: server.address().port, agent: false }), 'error');
  assert.strictEqual(error.code, 'ECONNRESET');
});

test('a response cut short is aborted', async (t) => {
  const server = net.createServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'));
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const [res] = await once(http.get({ host: '127.0.0.1', port: server.address().port, agent: false }), 'response');
  res.resume();
  const [error] = await once(res, 'error');
  assert.strictEqual(error.code, 'ECONNRESET');
  assert.strictEqual(res.complete, false);
  assert.strictEqual(res.aborted, true);
});

test('nonsense instead of a response is a parse error', async (t) => {
  const server = net.createServer((socket) => socket.once('data', () => socket.end('nonsense'))).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const [error] = await once(http.get({ host: '127.0.0.1', port: server.address().port, agent: false }), 'error');
  assert.strictEqual(error.code, 'HPE_INVALID_CONSTANT');
  assert.strictEqual(error.message, 'Parse Error: Expected HTTP/, RTSP/ or ICE/');
});

test('destroy before there is a connection: socket hang up', async () => {
  const req = http.get({ host: '127.0.0.1', port: 1, agent: false });
  req.destroy();
  const [error] = await once(req, 'error');
  assert.strictEqual(error.code, 'ECONNRESET');
  assert.strictEqual(error.message, 'socket hang up');
});

test('an AbortSignal destroys the request', async (t) => {
  const port = await listen(t, http.createServer(() => {}));
  const controller = new AbortController();
  const req = http.get({ host: '127.0.0.1', port, agent: false, signal: controller.signal });
  req.on('socket', () => controller.abort());
  const [error] = await once(req, 'error');
  assert.strictEqual(error.name, 'AbortError');
});

test('timeout tells, and leaves the rest to the program', async (t) => {
  const port = await listen(t, http.createServer(() => {}));
  const req = http.get({ host: '127.0.0.1', port, agent: false, timeout: 30 });
  await once(req, 'timeout');
  req.destroy();
  await once(req, 'error');
});

test('continue, information and upgrade', async (t) => {
  const server = http.createServer((req, res) => {
    res.writeEarlyHints({ link: '</a>; rel=preload' });
    req.resume().on('end', () => res.end('done'));
  });
  server.on('upgrade', (req, socket) => socket.end('HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nhello'));
  const port = await listen(t, server);
  const req = http.request({ host: '127.0.0.1', port, method: 'POST', agent: false, headers: { Expect: '100-continue' } });
  const seen = [];
  req.on('continue', () => { seen.push(100); req.end('x'); });
  req.on('information', ({ statusCode }) => seen.push(statusCode));
  const [res] = await once(req, 'response');
  res.resume();
  assert.deepStrictEqual(seen, [100, 100, 103]);

  const up = http.get({ host: '127.0.0.1', port, agent: false, headers: { Connection: 'upgrade', Upgrade: 'x' } });
  const [answer, socket, head] = await once(up, 'upgrade');
  assert.strictEqual(answer.statusCode, 101);
  assert.strictEqual(head.toString(), 'hello');
  socket.destroy();
});

test('wrong options throw Node\'s errors', () => {
  const cases = [
    [{ path: '/a b' }, 'ERR_UNESCAPED_CHARACTERS'],
    [{ protocol: 'x:' }, 'ERR_INVALID_PROTOCOL'],
    [{ method: 'a b' }, 'ERR_INVALID_HTTP_TOKEN'],
    [{ method: 5 }, 'ERR_INVALID_ARG_TYPE'],
    [{ host: 5 }, 'ERR_INVALID_ARG_TYPE'],
    [{ agent: {} }, 'ERR_INVALID_ARG_TYPE'],
    [{ timeout: -1 }, 'ERR_OUT_OF_RANGE'],
    [{ headers: { 'a b': 'c' } }, 'ERR_INVALID_HTTP_TOKEN'],
  ];
  for (const [options, code] of cases) assert.throws(() => http.request(options), { code }, JSON.stringify(options));
});

test('a request that is aborted before it has its connection fails with what ends the connection', async () => {
  const req = http.get({
    createConnection() {
      const socket = new net.Socket();
      process.nextTick(() => socket.destroy(new Error('Oops')));
      return socket;
    },
  });
  req.abort();
  const [error] = await once(req, 'error');
  assert.strictEqual(error.message, 'Oops');
});

test("a handle's close that a program has put its own over is called with a callback", async (t) => {
  const port = await listen(t, http.createServer((req, res) => res.end('x')));
  const req = http.get({ host: '127.0.0.1', port, agent: false });
  const [res] = await once(req, 'response');
  const handle = res.socket._handle;
  const { close } = handle;
  let called = 0;
  handle.close = function(callback) {
    close.call(this);
    called++;
    callback();
  };
  res.resume();
  await once(req, 'close');
  assert.strictEqual(called, 1);
});
