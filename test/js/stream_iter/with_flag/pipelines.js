'use strict';
const assert = require('assert');
const {
  array, bytes, from, fromSync, merge, pipeTo, pipeToSync, pull, pullSync, tap, text, textSync, toStreamable,
} = require('stream/iter');
const { compressGzip, compressGzipSync, decompressGzip, decompressGzipSync } = require('zlib/iter');
const { gunzipSync } = require('zlib');
const { test } = require('../../harness');

const upper = (chunks) => (chunks === null ? null : chunks.map((chunk) => Buffer.from(String(Buffer.from(chunk)).toUpperCase())));
async function collect(iterable) {
  const batches = [];
  for await (const batch of iterable) batches.push(batch.map((chunk) => Buffer.from(chunk).toString()));
  return batches;
}

test('all kinds of data become batches of bytes', async () => {
  assert.deepStrictEqual(await collect(from('ab')), [['ab']]);
  assert.deepStrictEqual(await collect(from(new Uint8Array([97]).buffer)), [['a']]);
  assert.deepStrictEqual(await collect(from(['a', ['b', ['c']]])), [['a'], ['b', 'c']]);
  assert.deepStrictEqual(await collect(from((function* () { yield Promise.resolve('x'); })())), [['x']]);
  assert.deepStrictEqual(await collect(from({ [toStreamable]: () => 'own' })), [['own']]);
  const many = Array.from({ length: 300 }, () => new Uint8Array(1));
  assert.deepStrictEqual((await collect(from(many))).map((batch) => batch.length), [128, 128, 44]);
  for (const wrong of [5, true, {}, null, undefined]) assert.throws(() => from(wrong), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => fromSync(Promise.resolve('x')), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('transforms run in order, are flushed at the end, and see the abort', async () => {
  const trailer = (chunks) => (chunks === null ? 'END' : chunks);
  assert.strictEqual(await text(pull(from('ab'), upper, trailer)), 'ABEND');
  assert.strictEqual(textSync(pullSync('ab', upper, trailer)), 'ABEND');
  let signal;
  const seen = { async* transform(source, options) { ({ signal } = options); yield* source; } };
  for await (const batch of pull((async function* () { for (;;) yield 'x'; })(), seen)) {
    assert.strictEqual(batch.length, 1);
    break;
  }
  assert.strictEqual(signal.aborted, true);
});

test('a signal breaks off a source that never answers', async () => {
  const controller = new AbortController();
  const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
  const reading = bytes(pull(silent, { signal: controller.signal }));
  const reason = new Error('enough');
  controller.abort(reason);
  await assert.rejects(reading, reason);
});

test('pipeTo takes the way that does not wait where there is one', async () => {
  const calls = [];
  const writer = {
    write(chunk) { calls.push(`write ${chunk.length}`); },
    writeSync(chunk) { calls.push(`writeSync ${chunk.length}`); return chunk.length < 2; },
    endSync() { calls.push('endSync'); return 1; },
  };
  assert.strictEqual(await pipeTo(from([new Uint8Array(1), new Uint8Array(2)]), writer), 3);
  assert.deepStrictEqual(calls, ['writeSync 1', 'writeSync 2', 'write 2', 'endSync']);
  const chunks = [];
  assert.strictEqual(pipeToSync(fromSync('abc'), upper, { writeSync(chunk) { chunks.push(String(chunk)); return true; } }), 3);
  assert.deepStrictEqual(chunks, ['ABC']);
});

test('a failure reaches the writer, unless it is told not to', async () => {
  const failing = () => (async function* () { yield 'a'; throw new Error('boom'); })();
  let reason;
  await assert.rejects(pipeTo(failing(), { write() {}, fail(error) { reason = error; } }), { message: 'boom' });
  assert.strictEqual(reason.message, 'boom');
  await assert.rejects(pipeTo(failing(), { write() {}, fail: assert.fail }, { preventFail: true }), { message: 'boom' });
});

test('consumers keep to their limit', async () => {
  assert.strictEqual((await array(from(['a', 'b']))).length, 2);
  await assert.rejects(bytes(from('abcdef'), { limit: 3 }), { code: 'ERR_OUT_OF_RANGE' });
  await assert.rejects(text(from(new Uint8Array([0xff]))), { code: 'ERR_ENCODING_INVALID_ENCODED_DATA' });
  await assert.rejects(text(from('x'), { encoding: 'none' }), { name: 'RangeError', code: 'ERR_INVALID_ARG_VALUE' });
});

test('merge gives what comes first, and leaves its sources', async () => {
  assert.strictEqual([...await text(merge(from('a'), from('b')))].sort().join(''), 'ab');
  let left = 0;
  async function* endless() { try { for (;;) yield 'x'; } finally { left++; } }
  for await (const batch of merge(endless(), endless())) { assert.ok(batch); break; }
  assert.strictEqual(left, 2);
});

test('tap sees what passes', async () => {
  const sizes = [];
  await text(pull(from('abc'), tap((chunks) => { sizes.push(chunks?.length); })));
  assert.deepStrictEqual(sizes, [1, undefined]);
});

test('what is compressed comes back', async () => {
  const data = 'iterable '.repeat(50000);
  assert.strictEqual(await text(pull(data, compressGzip(), decompressGzip())), data);
  assert.strictEqual(textSync(pullSync(data, compressGzipSync(), decompressGzipSync())), data);
  assert.strictEqual(gunzipSync(await bytes(pull(data, compressGzip()))).toString(), data);
  await assert.rejects(bytes(pull('garbage', decompressGzip())), { code: 'Z_DATA_ERROR' });
  await assert.rejects(bytes(pull('x', compressGzip({ level: 100 }))), { code: 'ERR_OUT_OF_RANGE' });
});
