// Requests as a server's program sees them, keep-alive, pipelining, limits, and clients that misbehave.
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const { test } = require('../harness');
const { listen, raw } = require('./raw');

const kClose = 'Connection: close\r\n';

function echo(req, res) {
  const body = [];
  req.on('data', (chunk) => body.push(chunk));
  req.on('end', () => {
    res.end(JSON.stringify([req.method, req.url, req.headers, Buffer.concat(body).toString('latin1'), req.trailers, req.complete]));
  });
}

const bodyOf = (response) => JSON.parse(response.slice(response.indexOf('\r\n\r\n') + 4));

test('a request that comes in pieces is one request', async (t) => {
  const port = await listen(t, http.createServer(echo));
  const text = `POST /x?y HTTP/1.1\r\nHost: a\r\n${kClose}Content-Length: 5\r\n\r\nhello`;
  for (const cut of [1, 4, 20, 45, text.length - 5, text.length - 2]) {
    const [method, url, headers, body, , complete] = bodyOf(await raw(port, text.slice(0, cut), 20, text.slice(cut)));
    assert.deepStrictEqual([method, url, headers['content-length'], body, complete], ['POST', '/x?y', '5', 'hello', true]);
  }
});

test('chunks, with extensions and trailers', async (t) => {
  const port = await listen(t, http.createServer(echo));
  const [, , , body, trailers] = bodyOf(await raw(port, `POST / HTTP/1.1\r\nHost: a\r\n${kClose}Transfer-Encoding: chunked\r\n\r\n` +
    '3;a=b\r\nabc\r\n', 20, '2\r\nde\r\n0\r\nX-T: 1\r\n\r\n'));
  assert.strictEqual(body, 'abcde');
  assert.deepStrictEqual(trailers, { 'x-t': '1' });
});

test('duplicate fields are joined, discarded or listed by Node\'s rules', async (t) => {
  const port = await listen(t, http.createServer((req, res) => {
    res.end(JSON.stringify([req.headers, req.rawHeaders.length, req.headersDistinct.x]));
  }));
  const [headers, count, distinct] = bodyOf(await raw(port, `GET / HTTP/1.1\r\nHost: a\r\n${kClose}X: 1\r\nx: 2\r\n` +
    'Cookie: a=1\r\nCookie: b=2\r\nAge: 1\r\nAge: 2\r\nSet-Cookie: c\r\n\r\n'));
  assert.strictEqual(headers.x, '1, 2');
  assert.strictEqual(headers.cookie, 'a=1; b=2');
  assert.strictEqual(headers.age, '1');
  assert.deepStrictEqual(headers['set-cookie'], ['c']);
  assert.strictEqual(count, 18);
  assert.deepStrictEqual(distinct, ['1', '2']);
});

test('pipelined requests are answered in order', async (t) => {
  const port = await listen(t, http.createServer((req, res) => {
    if (req.url === '/slow') setTimeout(() => res.end(req.url), 30);
    else res.end(req.url);
  }));
  const text = await raw(port, 'GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n' +
    `GET /c HTTP/1.1\r\nHost: a\r\n${kClose}\r\n`);
  assert.deepStrictEqual(text.split('\r\n\r\n').slice(1).map((part) => part.split('HTTP/')[0]), ['/slow', '/b', '/c']);
});

test('an idle connection is closed after keepAliveTimeout', async (t) => {
  const port = await listen(t, http.createServer({ keepAliveTimeout: 50, keepAliveTimeoutBuffer: 0 }, (req, res) => res.end('x')));
  assert.ok((await raw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).endsWith('x'));
});

test('bad input gets one refusal and the end of its connection; the server lives on', async (t) => {
  const port = await listen(t, http.createServer({ maxHeaderSize: 1024 }, echo));
  const cases = [
    ['nonsense\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost : a\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nA: b\nC: d\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    ['POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 400],
    [`GET /${'a'.repeat(2000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    [`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(17000)}\r\nx\r\n0\r\n\r\n`, 413],
    ['GET / HTTP/1.1\r\nHost: a\r\nExpect: more\r\nConnection: close\r\n\r\n', 417],
  ];
  for (const [text, status] of cases) {
    const answer = await raw(port, text);
    assert.ok(answer.startsWith(`HTTP/1.1 ${status} `), `${JSON.stringify(text.slice(0, 60))}: ${answer}`);
    assert.strictEqual(answer.split('HTTP/1.1 ').length, 2);
  }
  assert.strictEqual(bodyOf(await raw(port, `GET /ok HTTP/1.1\r\nHost: a\r\n${kClose}\r\n`))[1], '/ok');
});

test('clientError hands over the error and the socket', async (t) => {
  const server = http.createServer(echo);
  const port = await listen(t, server);
  let seen;
  server.on('clientError', (error, socket) => {
    seen = error;
    socket.end('HTTP/1.1 418 Tea\r\n\r\n');
  });
  assert.strictEqual(await raw(port, 'GET / HTTP/9\r\n\r\n'), 'HTTP/1.1 418 Tea\r\n\r\n');
  assert.strictEqual(seen.code, 'HPE_INVALID_VERSION');
  assert.ok(seen.message.startsWith('Parse Error: '));
  assert.strictEqual(seen.rawPacket.toString(), 'GET / HTTP/9\r\n\r\n');
});

test('Expect: 100-continue is answered, or left to checkContinue', async (t) => {
  const server = http.createServer(echo);
  const port = await listen(t, server);
  const head = `POST / HTTP/1.1\r\nHost: a\r\n${kClose}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`;
  const text = await raw(port, head, 20, 'ab');
  assert.ok(text.startsWith('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n'), text);
  server.on('checkContinue', (req, res) => {
    res.writeContinue();
    echo(req, res);
  });
  assert.ok((await raw(port, head, 20, 'ab')).startsWith('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n'));
});

test('upgrade and CONNECT hand over the socket and what came after the head', async (t) => {
  const server = http.createServer(echo);
  const port = await listen(t, server);
  for (const [event, text] of [
    ['upgrade', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nrest'],
    ['connect', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\nrest'],
  ]) {
    server.once(event, (req, socket, head) => {
      assert.ok(socket instanceof net.Socket);
      socket.once('data', (data) => socket.end(`${head}+${data}`));
      socket.write('HTTP/1.1 101 x\r\n\r\n');
    });
    assert.strictEqual(await raw(port, text, 30, 'more'), 'HTTP/1.1 101 x\r\n\r\nrest+more');
  }
});

test('without a listener an upgrade is an ordinary request and CONNECT the end of the connection', async (t) => {
  const port = await listen(t, http.createServer(echo));
  const text = await raw(port, 'GET /u HTTP/1.1\r\nHost: a\r\nConnection: upgrade, close\r\nUpgrade: x\r\n\r\n');
  assert.strictEqual(bodyOf(text)[1], '/u');
  assert.strictEqual(await raw(port, 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n').catch(() => ''), '');
});

test('a client that goes away aborts request and response', async (t) => {
  const server = http.createServer();
  const port = await listen(t, server);
  const socket = net.connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc');
  const [req, res] = await once(server, 'request');
  const list = [];
  req.on('aborted', () => list.push('aborted'));
  req.on('error', (error) => list.push(error.code));
  const closed = Promise.all([once(res, 'close'), once(req, 'close').catch(() => {})]);
  req.resume();
  socket.destroy();
  await closed;
  assert.deepStrictEqual(list, ['aborted', 'ECONNRESET']);
  assert.ok(res.destroyed && !res.writableFinished);
});

test('req.socket is a net.Socket with addresses', async (t) => {
  const port = await listen(t, http.createServer((req, res) => {
    const { socket } = req;
    assert.strictEqual(res.socket, socket);
    assert.ok(socket instanceof net.Socket);
    res.end(JSON.stringify([socket.remoteAddress, typeof socket.remotePort, socket.localPort]));
  }));
  assert.deepStrictEqual(bodyOf(await raw(port, `GET / HTTP/1.1\r\nHost: a\r\n${kClose}\r\n`)), ['127.0.0.1', 'number', port]);
});

test('any Duplex is a connection', async () => {
  const { duplexPair } = require('node:stream');
  const [client, side] = duplexPair();
  const server = http.createServer((req, res) => res.end(`hi ${req.url}`));
  server.emit('connection', side);
  client.setEncoding('latin1');
  let text = '';
  client.on('data', (data) => { text += data; });
  client.write('GET /d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await once(client, 'end');
  assert.ok(text.endsWith('\r\n\r\nhi /d'), text);
});

test('maxRequestsPerSocket says so, then drops', async (t) => {
  const server = http.createServer((req, res) => res.end('x'));
  server.maxRequestsPerSocket = 2;
  const port = await listen(t, server);
  const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
  const text = await raw(port, request, 20, request);
  assert.strictEqual(text.match(/HTTP\/1\.1 200/g).length, 2);
  assert.ok(text.includes('Keep-Alive: timeout=5, max=2\r\n'), text);
});

test('headersTimeout ends a connection whose head does not come', async (t) => {
  const server = http.createServer({ headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 20 }, echo);
  const port = await listen(t, server);
  assert.ok((await raw(port, 'GET / HTTP/1.1\r\n')).startsWith('HTTP/1.1 408 Request Timeout\r\n'));
});

test('close ends idle connections and waits for the others', async (t) => {
  const server = http.createServer({ keepAliveTimeout: 50, keepAliveTimeoutBuffer: 0 }, (req, res) => setTimeout(() => res.end('late'), 50));
  const port = await listen(t, server);
  const busy = raw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(server, 'request');
  await new Promise((resolve) => {
    server.close(resolve);
  });
  assert.ok((await busy).endsWith('late'));
});

test('an exception in one request leaves the others of its turn alone', async (t) => {
  const port = await listen(t, http.createServer((req, res) => {
    res.end(req.url);
    if (req.url === '/throw') throw new Error('from the listener');
  }));
  const errors = [];
  const onError = (error) => errors.push(error.message);
  process.on('uncaughtException', onError);
  t.after(() => process.removeListener('uncaughtException', onError));
  const answers = await Promise.all(['/a', '/throw', '/b'].map((url) => raw(port, `GET ${url} HTTP/1.1\r\nHost: a\r\n${kClose}\r\n`)));
  assert.deepStrictEqual(answers.map((text) => text.split('\r\n\r\n')[1]), ['/a', '/throw', '/b']);
  assert.deepStrictEqual(errors, ['from the listener']);
});

test('a request with more fields than maxHeadersCount is refused', async (t) => {
  const server = http.createServer((req, res) => res.end(String(req.rawHeaders.length / 2)));
  const codes = [];
  const port = await listen(t, server);
  const ask = async (count, path = '/') => {
    const fields = Array.from({ length: count - 2 }, (_, i) => `${i}: v\r\n`).join('');
    const text = await raw(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${fields}\r\n`);
    return [text.slice(9, 12), text.slice(text.indexOf('\r\n\r\n') + 4)];
  };
  assert.deepStrictEqual(await ask(1000), ['200', '1000']);
  assert.deepStrictEqual(await ask(1001), ['431', '']);
  server.maxHeadersCount = 3;
  assert.deepStrictEqual(await ask(3), ['200', '3']);
  assert.deepStrictEqual(await ask(4), ['431', '']);
  server.maxHeadersCount = 0;
  assert.deepStrictEqual(await ask(1500), ['200', '1500']);
  server.maxHeadersCount = 2;
  server.on('clientError', (error, socket) => {
    codes.push(error.code, error.rawPacket.toString('latin1', 0, 5));
    socket.write('HTTP/1.1 400 No\r\n\r\n');
    socket.destroySoon();
  });
  assert.deepStrictEqual(await ask(3), ['400', '']);
  assert.deepStrictEqual(codes, ['HPE_HEADER_OVERFLOW', 'GET /']);
});

test('a request behind one that is not answered yet begins, and is answered in its turn', async (t) => {
  const begun = [];
  const port = await listen(t, http.createServer((req, res) => {
    begun.push(req.url);
    if (req.url === '/2') res.end('two');
    else setTimeout(() => res.end(`one after ${begun}`), 20);
  }));
  const text = await raw(port, 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.match(text, /one after \/1,\/2[^]*two$/);
});

test('options that are changed hold for the next connection', async (t) => {
  const server = http.createServer((req, res) => res.end('x'));
  const port = await listen(t, server);
  await raw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  server.keepAliveTimeout = 50;
  server.keepAliveTimeoutBuffer = 0;
  // Not closed by the client: the server does it, long before the five seconds that it began with.
  assert.match(await raw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), /^HTTP\/1.1 200/);
});

/** Asks for `/` on a socket that reads nothing for `wait` milliseconds; resolves to how many bytes came. */
function slowly(port, wait) {
  return new Promise((resolve, reject) => {
    const client = net.connect(port, '127.0.0.1', () => {
      client.pause();
      client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      setTimeout(() => client.resume(), wait);
    });
    let size = 0;
    client.on('data', (chunk) => { size += chunk.length; });
    client.on('end', () => resolve(size));
    client.on('error', reject);
  });
}

const kLarge = 20 * 1024 * 1024;

for (const [how, touch] of [['in C++', () => {}], ['as a socket', (req) => req.socket.setTimeout(0)]]) {
  test(`a large answer arrives whole although the server is closed right after it, ${how}`, async (t) => {
    const server = http.createServer({ keepAliveTimeout: 50, keepAliveTimeoutBuffer: 0 }, (req, res) => {
      touch(req);
      res.end(Buffer.alloc(kLarge));
      server.close();
    });
    const port = await listen(t, server);
    assert.ok(await slowly(port, 20) > kLarge);
  });

  test(`keepAliveTimeout begins when a slow client has its answer, ${how}`, async (t) => {
    const server = http.createServer({ keepAliveTimeout: 30, keepAliveTimeoutBuffer: 0 }, (req, res) => {
      touch(req);
      res.end(Buffer.alloc(kLarge));
    });
    assert.ok(await slowly(await listen(t, server), 120) > kLarge);
  });
}

test('closeAllConnections aborts the request in progress', async (t) => {
  const seen = [];
  const server = http.createServer((req, res) => {
    req.on('aborted', () => seen.push('aborted'));
    req.on('error', (error) => seen.push(error.code));
    req.on('close', () => seen.push('close'));
    res.on('close', () => seen.push('response'));
    server.closeAllConnections();
  });
  const port = await listen(t, server);
  assert.strictEqual(await raw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), '');
  assert.deepStrictEqual(seen.sort(), ['ECONNRESET', 'aborted', 'close', 'response']);
});

test("a body that nobody reads is passed over, and the request's 'close' is told", async (t) => {
  const closed = [];
  const port = await listen(t, http.createServer((req, res) => {
    req.on('close', () => closed.push(req.complete));
    res.end(req.url);
  }));
  const body = 'b'.repeat(100_000);
  const text = await raw(port, `POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
    'GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.match(text, /\/1HTTP\/1\.1 200[^]*\/2$/);
  assert.deepStrictEqual(closed, [true, true]);
});

test('what is pipelined behind a request that closes the server is still answered', async (t) => {
  const server = http.createServer({ keepAliveTimeout: 900 }, (req, res) => {
    res.end(req.url);
    server.close();
  });
  const port = await listen(t, server);
  const text = await raw(port, 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.match(text, /Keep-Alive: timeout=0\r\n[^]*\/1HTTP[^]*\/2$/);
});
