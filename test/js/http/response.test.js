// What a server's response looks like on the wire, and what ServerResponse refuses.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const { Duplex } = require('node:stream');
const { test } = require('../harness');
const { listen, raw } = require('./raw');

const kAdded = 'Date: X\r\nConnection: close\r\n';

/** The response of `handler` to one request of a client that closes afterwards. */
async function answer(t, handler, request = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', options = {}) {
  const port = await listen(t, http.createServer(options, handler));
  return raw(port, request);
}

test('end with a body sends its length', async (t) => {
  assert.strictEqual(await answer(t, (req, res) => res.end('h\u00e9')),
                     `HTTP/1.1 200 OK\r\n${kAdded}Content-Length: 3\r\n\r\nh\xc3\xa9`);
});

test('writeHead before the length is known makes chunks', async (t) => {
  assert.strictEqual(await answer(t, (req, res) => res.writeHead(201, { 'X-A': 'b' }).end('hello')),
                     `HTTP/1.1 201 Created\r\nX-A: b\r\n${kAdded}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`);
});

test('several writes are several chunks, with trailers behind them', async (t) => {
  const text = await answer(t, (req, res) => {
    res.setHeader('Trailer', 'X-T');
    res.write('one');
    res.write(Buffer.from('two'));
    res.addTrailers({ 'X-T': 'v' });
    res.end();
  });
  assert.ok(text.endsWith('\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\nX-T: v\r\n\r\n'), text);
});

test('204, 304 and the answer to HEAD have no body', async (t) => {
  for (const status of [204, 304]) {
    assert.strictEqual(await answer(t, (req, res) => { res.statusCode = status; res.end('x'); }),
                       `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\n${kAdded}\r\n`);
  }
  assert.strictEqual(await answer(t, (req, res) => res.end('x'), 'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
                     `HTTP/1.1 200 OK\r\n${kAdded}\r\n`);
});

test('an HTTP/1.0 client gets no chunks, and a connection only when it asks', async (t) => {
  assert.strictEqual(await answer(t, (req, res) => { res.write('a'); res.end('b'); }, 'GET / HTTP/1.0\r\n\r\n'),
                     `HTTP/1.1 200 OK\r\n${kAdded}\r\nab`);
});

test('fields: arrays, appending, replacing, removing', async (t) => {
  const text = await answer(t, (req, res) => {
    res.setHeader('X', ['1', '2']);
    res.appendHeader('X', '3');
    res.setHeader('Y', 'old');
    res.setHeader('Z', 'gone');
    res.removeHeader('z');
    assert.deepStrictEqual(res.getHeaderNames(), ['x', 'y']);
    assert.deepStrictEqual(res.getHeader('x'), ['1', '2', '3']);
    assert.ok(res.hasHeader('Y'));
    res.setHeaders(new Map([['set-cookie', ['a', 'b']]]));
    res.writeHead(200, 'Fine', { Y: 'new', 'Content-Length': 0 });
    assert.ok(res.headersSent);
    res.end();
  });
  assert.strictEqual(text, 'HTTP/1.1 200 Fine\r\nX: 1\r\nX: 2\r\nX: 3\r\nY: new\r\nset-cookie: a\r\nset-cookie: b\r\n' +
    `Content-Length: 0\r\n${kAdded}\r\n`);
});

test('interim responses come before the response', async (t) => {
  const text = await answer(t, (req, res) => {
    res.writeProcessing();
    res.writeEarlyHints({ link: '</a.css>; rel=preload; as=style' });
    res.end('x');
  });
  assert.ok(text.startsWith('HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n' +
    'Link: </a.css>; rel=preload; as=style\r\n\r\nHTTP/1.1 200 OK\r\n'), text);
});

test('wrong use throws Node\'s errors', async (t) => {
  const codes = [];
  const expectCode = (code, body) => {
    try {
      body();
      codes.push(`${code}: nothing thrown`);
    } catch (error) {
      if (error.code !== code) codes.push(`${code}: ${error.code}`);
    }
  };
  await answer(t, (req, res) => {
    expectCode('ERR_INVALID_HTTP_TOKEN', () => res.setHeader('a b', 'c'));
    expectCode('ERR_INVALID_CHAR', () => res.setHeader('a', 'b\nc'));
    expectCode('ERR_HTTP_INVALID_HEADER_VALUE', () => res.setHeader('a', undefined));
    expectCode('ERR_HTTP_INVALID_STATUS_CODE', () => res.writeHead(99));
    expectCode('ERR_INVALID_ARG_TYPE', () => res.write(5));
    expectCode('ERR_STREAM_NULL_VALUES', () => res.write(null));
    res.end('x');
    expectCode('ERR_HTTP_HEADERS_SENT', () => res.setHeader('a', 'b'));
    expectCode('ERR_HTTP_HEADERS_SENT', () => res.writeHead(200));
  });
  assert.deepStrictEqual(codes, []);
});

test('a write after the end is reported to its callback and as an error', async (t) => {
  let seen;
  const done = new Promise((resolve) => { seen = resolve; });
  await answer(t, (req, res) => {
    const list = [];
    res.on('error', (error) => { list.push(error.code); seen(list); });
    res.end('x');
    res.write('y', (error) => list.push(error.code));
  });
  assert.deepStrictEqual(await done, ['ERR_STREAM_WRITE_AFTER_END', 'ERR_STREAM_WRITE_AFTER_END']);
});

test('strictContentLength holds a body to its length', async (t) => {
  let code;
  await answer(t, (req, res) => {
    res.strictContentLength = true;
    res.writeHead(200, { 'Content-Length': 3 });
    try {
      res.write('four');
    } catch (error) {
      code = error.code;
      res.destroy();
    }
  }).catch(() => {});
  assert.strictEqual(code, 'ERR_HTTP_CONTENT_LENGTH_MISMATCH');
});

test('finish comes before close, and once', async (t) => {
  const list = [];
  let closed;
  const done = new Promise((resolve) => { closed = resolve; });
  await answer(t, (req, res) => {
    res.on('finish', () => list.push('finish'));
    res.on('close', () => { list.push('close'); closed(); });
    res.end('x', () => list.push('callback'));
  });
  await done;
  assert.deepStrictEqual(list.sort(), ['callback', 'close', 'finish']);
});

test('finish takes its turn among ticks: after those asked for before end, before those after it', async (t) => {
  async function order(first) {
    const list = [];
    let closed;
    const done = new Promise((resolve) => { closed = resolve; });
    await answer(t, (req, res) => {
      if (first) process.nextTick(() => list.push('first'));
      res.end('x');
      list.push(res.writableFinished);
      res.on('finish', () => list.push('finish'));
      res.on('close', () => { list.push('close'); closed(); });
      process.nextTick(() => list.push('tick'));
      Promise.resolve().then(() => list.push('microtask', res.writableFinished));
    });
    await done;
    return list;
  }
  assert.deepStrictEqual(await order(false), [false, 'finish', 'tick', 'close', 'microtask', true]);
  assert.deepStrictEqual(await order(true), [false, 'first', 'finish', 'tick', 'close', 'microtask', true]);
});

test('a message without a socket that is destroyed is closed in a tick', async () => {
  for (const message of [new http.OutgoingMessage(), new http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 })]) {
    const error = new Error('given up');
    const closed = new Promise((resolve) => { message.on('close', resolve); });
    assert.strictEqual(message.destroy(error), message);
    assert.deepStrictEqual([message.destroyed, message.closed, message.errored], [true, false, error]);
    await closed;
    assert.strictEqual(message.closed, true);
  }
});

test('a write that has failed makes end fail, with the same error', async () => {
  const failure = new Error('no');
  const socket = new Duplex({ read() {}, write(chunk, encoding, callback) { callback(failure); } });
  const seen = [];
  const ended = new Promise((resolve) => {
    const server = http.createServer((req, res) => {
      res.on('finish', () => seen.push('finish'));
      res.setHeader('Content-Length', '5');
      res.write('hello', (error) => seen.push(error));
      setImmediate(() => res.end((error) => {
        seen.push(error, res.writableFinished);
        resolve();
      }));
    });
    server.emit('connection', socket);
    socket.push('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  });
  await ended;
  assert.deepStrictEqual(seen, [failure, failure, false]);
});

test("uncork tells 'drain' when what was held back has gone through", async (t) => {
  const server = http.createServer((req, res) => {
    res.write('1');
    res.cork();
    while (res.write('2'.repeat(1000)));
    res.once('drain', () => res.end());
    res.uncork();
  });
  server.on('connection', (socket) => { socket._writableState.highWaterMark = 1000; });
  const port = await listen(t, server);
  const text = await raw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.match(text, /2\r\n0\r\n\r\n$/);
});

test('what was asked before an upgrade is answered in its turn, after it', async (t) => {
  let first;
  const server = http.createServer((req, res) => {
    if (first === undefined) first = res;
    else res.setHeader('Connection', 'close').end(req.url);
  });
  server.on('upgrade', () => first.end('/1'));
  const port = await listen(t, server);
  const text = await raw(port, 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n' +
    'GET /3 HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
  assert.match(text, /\/1HTTP[^]*\/2$/);
});
