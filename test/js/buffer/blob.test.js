'use strict';
const assert = require('node:assert');
const { Blob, File, resolveObjectURL } = require('node:buffer');
const { inspect } = require('node:util');
const { test } = require('../harness');

test('a blob joins text, bytes and blobs', async () => {
  const inner = new Blob([new Uint16Array([0x6261]), new ArrayBuffer(1)]);
  const blob = new Blob(['\u20ac', inner, 5, '\ud800'], { type: 'Text/Plain' });
  assert.deepStrictEqual([blob.size, blob.type], [10, 'text/plain']);
  assert.strictEqual(await blob.text(), '\u20acab\x005\ufffd');
  assert.deepStrictEqual(await inner.bytes(), new Uint8Array([97, 98, 0]));
  assert.strictEqual((await blob.arrayBuffer()).byteLength, 10);
  assert.strictEqual(globalThis.Blob, Blob);
});

test('a blob keeps what the bytes were', async () => {
  const bytes = new Uint8Array([97]);
  const blob = new Blob([bytes]);
  bytes[0] = 98;
  assert.strictEqual(await blob.text(), 'a');
  (await blob.bytes())[0] = 99;
  assert.strictEqual(await blob.text(), 'a');
});

test('slice', async () => {
  const blob = new Blob(['abc', 'def', 'ghi']);
  for (const [args, text] of [[[], 'abcdefghi'], [[2, 7], 'cdefg'], [[-4], 'fghi'], [[3, -3], 'def'], [[5, 2], ''], [['1', 99], 'bcdefghi']]) {
    assert.strictEqual(await blob.slice(...args).text(), text);
  }
  assert.strictEqual(blob.slice(1, 2, 'A/b').type, 'a/b');
});

test('arguments are checked', () => {
  assert.throws(() => new Blob('a'), { code: 'ERR_INVALID_ARG_TYPE', message: 'Value cannot be converted to sequence.' });
  assert.throws(() => new Blob([], { endings: 'x' }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => Blob.prototype.slice.call({}), { code: 'ERR_INVALID_THIS' });
  assert.strictEqual(new Blob([], { type: '\u00e9' }).type, '');
  assert.strictEqual(new Blob(['a\r\nb\r'], { endings: 'native' }).size, 4);
});

test('a file has a name and a time', () => {
  const file = new File(['a'], 'n.txt', { lastModified: 5, type: 'a/b' });
  assert.deepStrictEqual([file.name, file.lastModified, file.type, file.size], ['n.txt', 5, 'a/b', 1]);
  assert.ok(file instanceof Blob);
  assert.strictEqual(inspect(file), "File { size: 1, type: 'a/b', name: 'n.txt', lastModified: 5 }");
  assert.throws(() => new File([]), { code: 'ERR_MISSING_ARGS' });
});

test('object URLs', async () => {
  const url = URL.createObjectURL(new Blob(['abc'], { type: 'x/y' }));
  assert.ok(url.startsWith('blob:nodedata:'));
  assert.strictEqual(await resolveObjectURL(url).text(), 'abc');
  assert.strictEqual(resolveObjectURL(url).type, 'x/y');
  URL.revokeObjectURL(url);
  assert.strictEqual(resolveObjectURL(url), undefined);
  assert.strictEqual(resolveObjectURL('http://a/'), undefined);
});

test('a stream of a blob ends for every kind of reader', async () => {
  const blob = new Blob(['abc', new Uint8Array(5), 'de']);
  const chunks = [];
  for await (const chunk of blob.stream()) chunks.push(chunk.length);
  assert.deepStrictEqual(chunks, [3, 5, 2]);
  for await (const chunk of new Blob([]).stream()) assert.fail(`${chunk}`);
  const reader = blob.stream().getReader({ mode: 'byob' });
  const lengths = [];
  // One more is asked for at once: it gets its memory back at the end.
  let reading = reader.read(new Uint8Array(4));
  for (;;) {
    const next = reader.read(new Uint8Array(4));
    const { done, value } = await reading;
    lengths.push(value.length);
    reading = next;
    if (done) break;
  }
  assert.deepStrictEqual(lengths, [3, 4, 1, 2, 0]);
  assert.deepStrictEqual(await reading, { done: true, value: new Uint8Array(0) });
  await reader.closed;
});
