'use strict';
const assert = require('assert');
const { Readable, Writable } = require('stream');
const {
  from, fromReadable, fromSync, fromWritable, pipeTo, push, text, toReadable, toReadableSync, toWritable,
} = require('stream/iter');
const { test } = require('../../harness');

test('a Readable is a source', async () => {
  const make = () => new Readable({ read() { this.push('ab'); this.push('cd'); this.push(null); } });
  assert.strictEqual(await text(from(make())), 'abcd');
  const readable = make();
  assert.strictEqual(fromReadable(readable), fromReadable(readable));
  assert.strictEqual(await text(fromReadable(readable)), 'abcd');
  const failing = new Readable({ read() { this.destroy(new Error('boom')); } });
  await assert.rejects(text(fromReadable(failing)), { message: 'boom' });
  const endless = new Readable({ read() { this.push('x'); } });
  for await (const batch of fromReadable(endless)) { assert.ok(batch); break; }
  assert.strictEqual(endless.destroyed, true);
});

test('a source is a Readable', async () => {
  const readable = toReadable(from(['a', 'b']));
  assert.strictEqual(Buffer.concat(await readable.toArray()).toString(), 'ab');
  assert.strictEqual(String(toReadableSync(fromSync('now')).read()), 'now');
  assert.throws(() => toReadable('text'), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('a Writable is a destination, with the policies that it can have', async () => {
  const chunks = [];
  const writable = new Writable({ write(chunk, encoding, callback) { chunks.push(String(chunk)); setImmediate(callback); } });
  assert.strictEqual(await pipeTo(from(['a', 'b']), fromWritable(writable, { backpressure: 'unbounded' })), 2);
  assert.deepStrictEqual(chunks, ['a', 'b']);
  const stuck = fromWritable(new Writable({ highWaterMark: 1, write() {} }));
  await stuck.write('x');
  await assert.rejects(stuck.write('y'), { code: 'ERR_INVALID_STATE' });
  assert.throws(() => fromWritable(new Writable(), { backpressure: 'drop-oldest' }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => fromWritable(new Writable({ objectMode: true })), { code: 'ERR_INVALID_STATE' });
});

test('a writer is a Writable', async () => {
  const { writer, readable } = push({ backpressure: 'unbounded' });
  const writable = toWritable(writer);
  writable.write('a');
  writable.end('b');
  assert.strictEqual(await text(readable), 'ab');
  assert.throws(() => toWritable({}), { code: 'ERR_INVALID_ARG_TYPE' });
});
