'use strict';
const assert = require('assert');
const http = require('http');
const zlib = require('zlib');
const { once } = require('events');
const { test } = require('../harness');

/** A server on a free port that ends with the test; answers its address. */
async function serve(t, listener) {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

async function echo(request, response) {
  response.setHeader('x-type', request.headers['content-type'] ?? 'none');
  for await (const chunk of request) response.write(chunk);
  response.end();
}

test('a response has status, headers and a body in every form', async (t) => {
  const origin = await serve(t, (request, response) => {
    response.writeHead(201, 'Made', { 'content-type': 'application/json', 'x-a': 'b' });
    response.end('{"url":"' + request.url + '"}');
  });
  const response = await fetch(`${origin}/path?q=1`);
  assert(response instanceof Response);
  assert.deepStrictEqual([response.status, response.statusText, response.ok, response.redirected], [201, 'Made', true, false]);
  assert.strictEqual(response.headers.get('X-A'), 'b');
  const copies = [response.clone(), response.clone(), response.clone()];
  assert.deepStrictEqual(await response.json(), { url: '/path?q=1' });
  assert.strictEqual(response.bodyUsed, true);
  assert.strictEqual(await copies[0].text(), '{"url":"/path?q=1"}');
  assert.strictEqual((await copies[1].blob()).type, 'application/json');
  assert.strictEqual((await copies[2].arrayBuffer()).byteLength, 19);
});

test('a body may be text, bytes, a blob, a form, parameters or a stream', async (t) => {
  const origin = await serve(t, echo);
  const send = async (body) => {
    const response = await fetch(origin, { method: 'POST', body, duplex: 'half' });
    return [response.headers.get('x-type'), await response.text()];
  };
  assert.deepStrictEqual(await send('h\u00e9'), ['text/plain;charset=UTF-8', 'h\u00e9']);
  assert.deepStrictEqual(await send(new Uint8Array([65, 66])), ['none', 'AB']);
  assert.deepStrictEqual(await send(new Blob(['x'], { type: 'a/b' })), ['a/b', 'x']);
  assert.deepStrictEqual(await send(new URLSearchParams({ a: '1 2' })), ['application/x-www-form-urlencoded;charset=UTF-8', 'a=1+2']);
  assert.deepStrictEqual(await send(ReadableStream.from([Buffer.from('a'), Buffer.from('b')])), ['none', 'ab']);
  assert.deepStrictEqual(await send((async function* () { yield 'c'; yield 'd'; })()), ['none', 'cd']);

  const form = new FormData();
  form.append('field', 'value');
  form.append('file', new File(['content'], 'name.txt', { type: 'text/plain' }));
  const response = await fetch(origin, { method: 'POST', body: form });
  const back = await new Response(await response.blob(), { headers: { 'content-type': response.headers.get('x-type') } }).formData();
  assert.strictEqual(back.get('field'), 'value');
  assert.strictEqual(back.get('file').name, 'name.txt');
  assert.strictEqual(await back.get('file').text(), 'content');
});

test('content codings are undone, redirects are followed or not', async (t) => {
  const coders = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync };
  const origin = await serve(t, (request, response) => {
    const coding = request.url.slice(1);
    if (coders[coding] !== undefined) {
      response.setHeader('content-encoding', coding);
      return response.end(coders[coding]('plain text'));
    }
    if (request.url === '/from') {
      response.writeHead(302, { location: '/gzip' });
      return response.end();
    }
    response.end('other');
  });
  for (const coding of Object.keys(coders)) assert.strictEqual(await (await fetch(`${origin}/${coding}`)).text(), 'plain text');
  const response = await fetch(`${origin}/from`);
  assert.deepStrictEqual([response.redirected, response.url, await response.text()], [true, `${origin}/gzip`, 'plain text']);
  assert.strictEqual((await fetch(`${origin}/from`, { redirect: 'manual' })).status, 302);
  await assert.rejects(fetch(`${origin}/from`, { redirect: 'error' }), TypeError);
});

test('a body arrives as it is sent, and reading stops when the reader does', async (t) => {
  let closed;
  const gone = new Promise((resolve) => { closed = resolve; });
  const origin = await serve(t, (request, response) => {
    response.on('close', closed);
    response.write('one');
  });
  const { body } = await fetch(origin);
  for await (const chunk of body) {
    assert.strictEqual(Buffer.from(chunk).toString(), 'one');
    break;
  }
  await gone;
});

test('a signal aborts with its reason', async (t) => {
  const origin = await serve(t, () => {});
  const controller = new AbortController();
  const waiting = fetch(origin, { signal: controller.signal });
  setImmediate(() => controller.abort());
  await assert.rejects(waiting, { name: 'AbortError', code: 20 });
  await assert.rejects(fetch(origin, { signal: AbortSignal.abort(new RangeError('mine')) }), { name: 'RangeError', message: 'mine' });
  await assert.rejects(fetch(origin, { signal: AbortSignal.timeout(5) }), { name: 'TimeoutError' });
});

test('data: and blob: URLs need no network; others fail with a cause', async () => {
  assert.strictEqual(await (await fetch('data:text/plain;base64,aGk=')).text(), 'hi');
  assert.strictEqual(await (await fetch(URL.createObjectURL(new Blob(['bytes'])))).text(), 'bytes');
  await assert.rejects(fetch('no url'), { name: 'TypeError', message: 'Failed to parse URL from no url' });
  await assert.rejects(fetch('file:///etc/hostname'), { name: 'TypeError', message: 'fetch failed' });
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`), (error) => error.message === 'fetch failed' && error.cause.code === 'ECONNREFUSED');
});

test('Headers, Request and FormData keep to the standard', () => {
  const headers = new Headers([['b', '1'], ['a', '2'], ['B', '3'], ['set-cookie', 'x'], ['set-cookie', 'y']]);
  assert.deepStrictEqual([...headers], [['a', '2'], ['b', '1, 3'], ['set-cookie', 'x'], ['set-cookie', 'y']]);
  assert.throws(() => headers.set('bad name', 'x'), TypeError);
  const request = new Request('http://example.com', { method: 'post', body: 'x' });
  assert.deepStrictEqual([request.method, request.url], ['POST', 'http://example.com/']);
  assert.throws(() => new Request('http://example.com', { method: 'GET', body: 'x' }), TypeError);
  const form = new FormData();
  form.append('a', new Blob(['x']));
  assert.strictEqual(form.get('a').name, 'blob');
});

test('undici is told of in process.versions', () => {
  assert.match(process.versions.undici, /^7\.\d+\.\d+$/);
});
