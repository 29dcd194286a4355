'use strict';
const assert = require('assert');
const { Broadcast, Share, SyncShare, broadcast, from, fromSync, share, shareSync, text, textSync } = require('stream/iter');
const { test } = require('../../harness');

test('every reader of a broadcast gets everything, late ones what is held', async () => {
  const { writer, broadcast: channel } = broadcast();
  const first = channel.push();
  writer.writeSync('a');
  const second = channel.push((chunks) => (chunks === null ? null : chunks.map((chunk) => `<${Buffer.from(chunk)}>`)));
  writer.writeSync('b');
  assert.strictEqual(channel.consumerCount, 2);
  const end = writer.end();
  assert.deepStrictEqual(await Promise.all([text(first), text(second)]), ['ab', '<a><b>']);
  assert.strictEqual(await end, 2);
  assert.strictEqual(channel.consumerCount, 0);
});

test('the slowest reader of a broadcast holds its writer back', async () => {
  const { writer, broadcast: channel } = broadcast({ budget: 16384 });
  const fast = channel.push()[Symbol.asyncIterator]();
  const slow = channel.push()[Symbol.asyncIterator]();
  writer.writeSync(new Uint8Array(16384));
  await fast.next();
  assert.strictEqual(writer.canWrite, false);
  await slow.next();
  assert.strictEqual(writer.canWrite, true);
});

test('a cancelled broadcast ends its readers, or fails them with the reason', async () => {
  const ended = broadcast();
  const reader = ended.broadcast.push();
  ended.broadcast.cancel();
  assert.strictEqual(await text(reader), '');
  assert.strictEqual(ended.writer.canWrite, null);
  const failed = broadcast();
  const reading = text(failed.broadcast.push());
  failed.broadcast.cancel(new Error('over'));
  await assert.rejects(reading, { message: 'over' });
});

test('Broadcast.from reads a source for all', async () => {
  const { broadcast: channel } = Broadcast.from(from(['x', 'y']));
  assert.deepStrictEqual(await Promise.all([text(channel.push()), text(channel.push())]), ['xy', 'xy']);
  const failing = Broadcast.from((async function* () { yield 'a'; throw 5; })());
  await assert.rejects(text(failing.broadcast.push()), { code: 'ERR_OPERATION_FAILED' });
});

test('a share reads its source once, when it is asked', async () => {
  let reads = 0;
  const shared = share((async function* () { for (; reads < 3; reads++) yield `${reads}`; })());
  const readers = [shared.pull(), shared.pull()];
  assert.strictEqual(reads, 0);
  assert.deepStrictEqual(await Promise.all(readers.map((reader) => text(reader))), ['012', '012']);
  assert.strictEqual(reads, 3);
  assert.strictEqual(shared.consumerCount, 0);
});

test('a share keeps to its budget', async () => {
  const big = () => new Uint8Array(16384);
  const shared = share(from([[big()], [big()]].values()), { budget: 16384 });
  const fast = shared.pull()[Symbol.asyncIterator]();
  const slow = shared.pull()[Symbol.asyncIterator]();
  await fast.next();
  await assert.rejects(fast.next(), { code: 'ERR_OUT_OF_RANGE' });
  await slow.next();
  assert.strictEqual((await fast.next()).done, false);
});

test('the sync kind', () => {
  const shared = shareSync(fromSync(['a', 'b']));
  const [first, second] = [shared.pull(), shared.pull()];
  assert.deepStrictEqual([textSync(first), textSync(second)], ['ab', 'ab']);
  const cancelled = shareSync(fromSync('x'));
  const reader = cancelled.pull();
  cancelled.cancel(new Error('no'));
  assert.throws(() => textSync(reader), { message: 'no' });
});

test('objects may share by a protocol of their own', async () => {
  const own = share(from('own'));
  assert.strictEqual(Share.from({ [Symbol.for('Stream.shareProtocol')]: () => own }), own);
  assert.throws(() => Share.from({ [Symbol.for('Stream.shareProtocol')]: () => null }), { code: 'ERR_INVALID_RETURN_VALUE' });
  assert.throws(() => SyncShare.fromSync(5), { code: 'ERR_INVALID_ARG_TYPE' });
});
