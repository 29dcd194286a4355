'use strict';
const assert = require('assert');
const { bytes, duplex, ondrain, push, text } = require('stream/iter');
const { test } = require('../../harness');

const full = () => new Uint8Array(16384);

test('what is written is read, all that is buffered at once', async () => {
  const { writer, readable } = push();
  writer.writeSync('a');
  writer.writevSync(['b', 'c']);
  const iterator = readable[Symbol.asyncIterator]();
  assert.strictEqual((await iterator.next()).value.length, 3);
  const end = writer.end();
  assert.strictEqual((await iterator.next()).done, true);
  assert.strictEqual(await end, 3);
});

test('strict: one write may wait, a second one is refused', async () => {
  const { writer, readable } = push({ budget: 16384 });
  assert.strictEqual(writer.writeSync(full()), true);
  assert.strictEqual(writer.writeSync('x'), false);
  assert.strictEqual(writer.canWrite, false);
  const waiting = writer.write('y');
  await assert.rejects(writer.write('z'), { name: 'RangeError', code: 'ERR_INVALID_STATE' });
  const iterator = readable[Symbol.asyncIterator]();
  await iterator.next();
  await waiting;
  assert.strictEqual((await iterator.next()).value[0].length, 1);
});

test('the dropping policies never wait', async () => {
  const oldest = push({ backpressure: 'drop-oldest' });
  oldest.writer.writeSync(full());
  assert.strictEqual(oldest.writer.writeSync('new'), true);
  oldest.writer.endSync();
  assert.strictEqual(await text(oldest.readable), 'new');
  const newest = push({ backpressure: 'drop-newest' });
  newest.writer.writeSync(full());
  assert.strictEqual(newest.writer.writeSync('new'), true);
  newest.writer.endSync();
  assert.strictEqual((await bytes(newest.readable)).length, 16384);
});

test('ondrain tells when there is room, or that there will be none', async () => {
  const { writer, readable } = push();
  assert.strictEqual(await ondrain(writer), true);
  writer.writeSync(full());
  const drained = ondrain(writer);
  const iterator = readable[Symbol.asyncIterator]();
  await iterator.next();
  assert.strictEqual(await drained, true);
  writer.writeSync(full());
  const other = ondrain(writer);
  await iterator.return();
  assert.strictEqual(await other, false);
  assert.strictEqual(ondrain(writer), null);
  assert.strictEqual(ondrain({}), null);
});

test('failing, leaving and aborting', async () => {
  const failed = push();
  failed.writer.writeSync('a');
  failed.writer.fail(new Error('boom'));
  const iterator = failed.readable[Symbol.asyncIterator]();
  assert.strictEqual((await iterator.next()).value.length, 1);
  await assert.rejects(iterator.next(), { message: 'boom' });
  await assert.rejects(failed.writer.end(), { message: 'boom' });

  const left = push();
  await left.readable[Symbol.asyncIterator]().return();
  assert.strictEqual(left.writer.canWrite, null);
  await assert.rejects(left.writer.write('x'), { code: 'ERR_INVALID_STATE' });

  const controller = new AbortController();
  const aborted = push({ signal: controller.signal });
  const read = aborted.readable[Symbol.asyncIterator]().next();
  const reason = new Error('stop');
  controller.abort(reason);
  await assert.rejects(read, reason);
});

test('one write may be given up', async () => {
  const { writer } = push();
  writer.writeSync(full());
  const controller = new AbortController();
  const write = writer.write('x', { signal: controller.signal });
  controller.abort(new Error('changed my mind'));
  await assert.rejects(write, { message: 'changed my mind' });
});

test('wrong arguments', () => {
  assert.throws(() => push({ budget: 1 }), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => push({ backpressure: 'x' }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => push(5), { code: 'ERR_INVALID_ARG_TYPE' });
  const { writer } = push();
  assert.throws(() => writer.write(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => writer.writev('x'), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('a duplex pair goes both ways', async () => {
  const [a, b] = duplex();
  a.writer.writeSync('to b');
  b.writer.writeSync('to a');
  await a.close();
  await b.close();
  assert.deepStrictEqual(await Promise.all([text(a.readable), text(b.readable)]), ['to a', 'to b']);
});
