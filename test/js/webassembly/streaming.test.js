'use strict';
const assert = require('assert');
const http = require('http');
const { once } = require('events');
const { test } = require('../harness');

// (module (func (export "answer") (result i32) i32.const 42))
const bytes = Buffer.from('0061736d010000000105016000017f03020100070a0106616e7377657200000a06010400412a0b', 'hex');
const headers = { 'content-type': 'application/wasm' };

test('a module is compiled from what a server sends', async (t) => {
  const server = http.createServer((request, response) => {
    response.writeHead(200, headers);
    response.write(bytes.subarray(0, 20));
    setImmediate(() => response.end(bytes.subarray(20)));
  }).listen(0, '127.0.0.1');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const { module, instance } = await WebAssembly.instantiateStreaming(fetch(url));
  assert.strictEqual(instance.exports.answer(), 42);
  assert(module instanceof WebAssembly.Module);
  assert((await WebAssembly.compileStreaming(await fetch(url))) instanceof WebAssembly.Module);
});

test('only a good response with the right type will do', async () => {
  const { compileStreaming } = WebAssembly;
  for (const source of [undefined, 5, {}, bytes]) await assert.rejects(compileStreaming(source), { code: 'ERR_INVALID_ARG_TYPE' });
  const refused = { name: 'TypeError', code: 'ERR_WEBASSEMBLY_RESPONSE' };
  await assert.rejects(compileStreaming(new Response(bytes)), refused);
  await assert.rejects(compileStreaming(new Response(bytes, { headers: { 'content-type': 'application/wasm;x=y' } })), refused);
  await assert.rejects(compileStreaming(new Response(bytes, { headers, status: 404 })), refused);
  const read = new Response(bytes, { headers });
  await read.text();
  await assert.rejects(compileStreaming(read), refused);
  await assert.rejects(compileStreaming(Promise.reject(new RangeError('mine'))), { message: 'mine' });
  for (const body of [null, bytes.subarray(0, 6), 'text']) {
    await assert.rejects(compileStreaming(new Response(body, { headers })), {
      name: 'CompileError', message: /^WebAssembly\.compileStreaming\(\): /,
    });
  }
  await assert.rejects(WebAssembly.instantiateStreaming(new Response(bytes, { headers }), 5), TypeError);
});

test('promise integration is there', () => {
  assert.strictEqual(typeof WebAssembly.Suspending, 'function');
  assert.strictEqual(typeof WebAssembly.promising, 'function');
});
