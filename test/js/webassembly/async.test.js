'use strict';
const assert = require('node:assert');
const { test } = require('../harness');

// (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
const bytes = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0,
  32, 0, 32, 1, 106, 11,
]);

test('a compilation in progress keeps the process alive until its promise settles', async () => {
  const { instance } = await WebAssembly.instantiate(bytes);
  assert.strictEqual(instance.exports.add(2, 3), 5);
  const module = await WebAssembly.compile(bytes);
  assert.ok(module instanceof WebAssembly.Module);
});

test('bad bytes reject with a CompileError', async () => {
  await assert.rejects(WebAssembly.compile(new Uint8Array([1, 2, 3])), { name: 'CompileError' });
});
