// stream.Readable. https://nodejs.org/api/stream.html#readable-streams
'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');
const { test } = require('../harness');

const ended = (stream) => new Promise((resolve, reject) => stream.on('close', resolve).on('error', reject));

test('read takes as many bytes as are asked for, over the borders of chunks', async () => {
  const readable = new Readable({ read() {} });
  readable.push('abc');
  readable.push('defg');
  readable.push(null);
  const seen = [];
  readable.once('readable', () => {
    seen.push(String(readable.read(2)), String(readable.read(3)), readable.read(5)?.toString(), readable.read());
  });
  await ended(readable);
  assert.deepStrictEqual(seen, ['ab', 'cde', 'fg', null]);
});

test('the source is asked until the high-water mark is held, and again when it is not', async () => {
  let asked = 0;
  const readable = new Readable({ highWaterMark: 4, read() { this.push(asked++ < 6 ? 'ab' : null); } });
  readable.read(0);
  await new Promise(setImmediate);
  assert.deepStrictEqual([asked, readable.readableLength], [2, 4]);
  let text = '';
  for await (const chunk of readable) text += chunk;
  assert.strictEqual(text, 'ab'.repeat(6));
});

test('pause holds data back, resume gives it', async () => {
  const readable = new Readable({ read() {} });
  const seen = [];
  readable.on('data', (chunk) => {
    seen.push(String(chunk));
    readable.pause();
  });
  readable.push('a');
  readable.push('b');
  readable.push(null);
  await new Promise(setImmediate);
  assert.deepStrictEqual([seen.length, readable.isPaused(), readable.readableFlowing], [1, true, false]);
  const end = ended(readable);
  readable.resume();
  await new Promise(setImmediate);
  readable.resume();
  await end;
  assert.deepStrictEqual(seen, ['a', 'b']);
});

test('setEncoding joins characters that lie across chunks', async () => {
  const readable = new Readable({ read() {} });
  readable.setEncoding('utf8');
  readable.push(Buffer.from([0xe2, 0x82]));
  readable.push(Buffer.from([0xac]));
  readable.push(null);
  assert.deepStrictEqual(await readable.toArray(), ['\u20ac']);
});

test('unshift puts back what was read', async () => {
  const readable = Readable.from([Buffer.from('header\nbody')], { objectMode: false });
  let head;
  readable.on('readable', () => {
    if (head !== undefined) return;
    const chunk = readable.read();
    if (chunk === null) return;
    head = String(chunk.subarray(0, 7));
    readable.unshift(chunk.subarray(7));
  });
  await new Promise(setImmediate);
  readable.removeAllListeners('readable');
  assert.strictEqual(head, 'header\n');
  assert.strictEqual(Buffer.concat(await readable.toArray()).toString(), 'body');
});

test('leaving a loop destroys the stream, an error ends the loop', async () => {
  const readable = Readable.from([1, 2, 3]);
  for await (const value of readable) {
    assert.strictEqual(value, 1);
    break;
  }
  assert.strictEqual(readable.destroyed, true);
  const failing = new Readable({ read() { this.destroy(new Error('boom')); } });
  await assert.rejects(async () => { for await (const value of failing) assert.ok(value); }, { message: 'boom' });
  const kept = Readable.from([1, 2]);
  for await (const value of kept.iterator({ destroyOnReturn: false })) if (value) break;
  assert.strictEqual(kept.destroyed, false);
});

test('from takes iterables and lets them clean up', async () => {
  let left = false;
  function* generate() {
    try {
      yield* [1, Promise.resolve(2), 3];
    } finally {
      left = true;
    }
  }
  assert.deepStrictEqual(await Readable.from(generate()).toArray(), [1, 2, 3]);
  left = false;
  for await (const value of Readable.from(generate())) if (value) break;
  assert.strictEqual(left, true);
  assert.deepStrictEqual(await Readable.from('text').toArray(), ['text']);
  assert.throws(() => Readable.from(5), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('mistakes of a source become errors of the stream', async () => {
  const codes = [];
  const note = (error) => codes.push(error.code);
  new Readable({ read() {} }).on('error', note).push(5);
  const after = new Readable({ read() {} }).on('error', note);
  after.push(null);
  after.push('more');
  new Readable().on('error', note).read();
  await new Promise(setImmediate);
  assert.deepStrictEqual(codes, ['ERR_INVALID_ARG_TYPE', 'ERR_STREAM_PUSH_AFTER_EOF', 'ERR_METHOD_NOT_IMPLEMENTED']);
  assert.throws(() => new Readable({ highWaterMark: -1 }), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('the iterator helpers work on many values at once and keep their order', async () => {
  let most = 0;
  let running = 0;
  const doubled = Readable.from([5, 1, 3]).map(async (value) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, value));
    running--;
    return value * 2;
  }, { concurrency: 3 });
  assert.deepStrictEqual(await doubled.toArray(), [10, 2, 6]);
  assert.strictEqual(most, 3);
  const numbers = () => Readable.from([1, 2, 3, 4]);
  assert.deepStrictEqual(await numbers().filter((value) => value % 2 === 0).toArray(), [2, 4]);
  assert.deepStrictEqual(await numbers().drop(1).take(2).toArray(), [2, 3]);
  assert.deepStrictEqual(await numbers().flatMap((value) => [value, value]).take(3).toArray(), [1, 1, 2]);
  assert.strictEqual(await numbers().reduce((a, b) => a + b), 10);
  assert.deepStrictEqual([await numbers().some((value) => value > 3), await numbers().every((value) => value > 3),
                          await numbers().find((value) => value > 2)], [true, false, 3]);
  await assert.rejects(numbers().map(() => { throw new Error('boom'); }).toArray(), { message: 'boom' });
});
