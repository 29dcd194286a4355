// Blob, File and blob URLs.
'use strict';
const assert = require('node:assert');
const { Blob, File, resolveObjectURL } = require('node:buffer');
const { inspect } = require('node:util');
const { test } = require('../harness');

test('a blob joins strings, buffers, views and blobs', async () => {
  const view = new Uint16Array([0x6261, 0x6463, 0x6665]).subarray(1, 2);
  const blob = new Blob(['h\u00e9', Buffer.from('x'), view, new Uint8Array([49]).buffer, new Blob(['inner']), 5]);
  assert.strictEqual(blob.size, 3 + 1 + 2 + 1 + 5 + 1);
  assert.strictEqual(await blob.text(), 'h\u00e9xcd1inner5');
  assert.deepStrictEqual(await new Blob(['abc']).bytes(), new Uint8Array([97, 98, 99]));
  assert.deepStrictEqual(await new Blob(['abc']).arrayBuffer(), new Uint8Array([97, 98, 99]).buffer);
});

test('its bytes stay when their source changes, and when a copy does', async () => {
  const source = new Uint8Array([97]);
  const blob = new Blob([source]);
  source[0] = 98;
  (await blob.bytes())[0] = 99;
  assert.strictEqual(await blob.text(), 'a');
});

test('slices count from both ends and cross the pieces', async () => {
  const blob = new Blob(['abc', 'def', 'ghi'], { type: 'text/plain' });
  for (const [start, end] of [[0, 9], [1, -1], [-4, -2], [2, 7], [3, 6], [5, 2], [-100, 100], [8, undefined]]) {
    const part = blob.slice(start, end);
    assert.strictEqual(await part.text(), 'abcdefghi'.slice(start, end));
    assert.strictEqual(part.type, '');
  }
  assert.strictEqual(blob.slice(0, 1, 'A/B').type, 'a/b');
});

test('types are printable ASCII in lower case, line ends are made native on request', () => {
  assert.strictEqual(new Blob([], { type: 'Text/HTML' }).type, 'text/html');
  assert.strictEqual(new Blob([], { type: 't\u00e9xt' }).type, '');
  assert.strictEqual(new Blob(['a\r\nb\rc\n'], { endings: 'native' }).size, 6);
});

test('a file is a blob with a name and a time', () => {
  const file = new File(['ab'], 'name', { lastModified: 7, type: 'a/b' });
  assert.ok(file instanceof Blob);
  assert.deepStrictEqual([file.name, file.lastModified, file.size, file.type], ['name', 7, 2, 'a/b']);
  assert.strictEqual(inspect(file), "File { size: 2, type: 'a/b', name: 'name', lastModified: 7 }");
  assert.strictEqual(inspect(new Blob(['a'])), "Blob { size: 1, type: '' }");
  assert.strictEqual(String(file), '[object File]');
});

test('a URL leads to the blob until it is revoked', () => {
  const blob = new Blob(['x']);
  const url = URL.createObjectURL(blob);
  assert.match(url, /^blob:nodedata:[0-9a-f-]{36}$/);
  assert.strictEqual(resolveObjectURL(url).size, 1);
  URL.revokeObjectURL(url);
  assert.strictEqual(resolveObjectURL(url), undefined);
  assert.strictEqual(resolveObjectURL('http://x'), undefined);
});

test('arguments and receivers are checked', async () => {
  for (const bad of [5, 'abc', null]) assert.throws(() => new Blob(bad), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new Blob([], 5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new Blob([], { endings: 'x' }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => new File(['x']), { code: 'ERR_MISSING_ARGS' });
  assert.throws(() => URL.createObjectURL({}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Blob.prototype.size, { code: 'ERR_INVALID_THIS' });
  await assert.rejects(Blob.prototype.text.call({}), { code: 'ERR_INVALID_THIS' });
});

test('a blob of a file is read when it is asked for, and fails once the file has changed', async (t) => {
  const fs = require('fs');
  const directory = fs.mkdtempSync(require('path').join(require('os').tmpdir(), 'blob-'));
  t.after(() => fs.rmSync(directory, { recursive: true }));
  const path = `${directory}/file`;
  fs.writeFileSync(path, 'some text');
  const blob = await fs.openAsBlob(path, { type: 'text/plain' });
  assert.strictEqual(blob.size, 9);
  assert.strictEqual(blob.type, 'text/plain');
  assert.strictEqual(await blob.text(), 'some text');
  assert.strictEqual(await blob.slice(5, 7).text(), 'te');
  assert.strictEqual(await new Blob(['[', blob.slice(-4), ']']).text(), '[text]');
  assert.throws(() => structuredClone(blob), { code: 'ERR_INVALID_STATE' });
  fs.appendFileSync(path, '!');
  await assert.rejects(blob.text(), { name: 'NotReadableError' });
  fs.unlinkSync(path);
  await assert.rejects(blob.bytes(), { name: 'NotReadableError' });
  assert.throws(() => fs.openAsBlob(path), { code: 'ERR_INVALID_ARG_VALUE', message: 'Unable to open file as blob' });
});

test('blobs and files are cloned with their bytes', async () => {
  const blob = structuredClone(new Blob(['abc'], { type: 'a/b' }));
  assert(blob instanceof Blob);
  assert.strictEqual(blob.type, 'a/b');
  assert.strictEqual(await blob.text(), 'abc');
  const { file } = structuredClone({ file: new File(['abc', 'd'], 'name', { lastModified: 5 }) });
  assert(file instanceof File);
  assert.deepStrictEqual([file.name, file.lastModified, await file.text()], ['name', 5, 'abcd']);
});

test('a constructor reads its sequence first, then the options by name', () => {
  const order = [];
  const parts = { [Symbol.iterator]: () => (order.push('parts'), [][Symbol.iterator]()) };
  new Blob(parts, { get type() { order.push('type'); return 'x'; }, get endings() { order.push('endings'); return 'native'; } });
  assert.deepStrictEqual(order, ['parts', 'endings', 'type']);
  assert.strictEqual(new Blob([], { type: null }).type, 'null');
  assert.throws(() => new Blob([Symbol('s')]), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.strictEqual(new Blob(['abcd']).slice(0.5, 2.5).size, 2);
});
