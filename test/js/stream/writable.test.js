// stream.Writable, Duplex and Transform. https://nodejs.org/api/stream.html#writable-streams
'use strict';
const assert = require('node:assert');
const { Duplex, PassThrough, Transform, Writable, duplexPair } = require('node:stream');
const { test } = require('../harness');

const turn = () => new Promise(setImmediate);

test('write says when to wait, and drain when to go on', async () => {
  const waiting = [];
  const writable = new Writable({ highWaterMark: 4, write(chunk, encoding, callback) { waiting.push(callback); } });
  assert.deepStrictEqual([writable.write('ab'), writable.write('cd'), writable.writableNeedDrain], [true, false, true]);
  let drained = false;
  writable.on('drain', () => { drained = true; });
  waiting.shift()();
  assert.strictEqual(drained, false);
  waiting.shift()();
  await turn();
  assert.deepStrictEqual([drained, writable.writableLength], [true, 0]);
});

test('what waits goes to writev in one call', async () => {
  const calls = [];
  const writable = new Writable({
    writev(chunks, callback) {
      calls.push(chunks.map(({ chunk }) => String(chunk)));
      callback();
    },
  });
  writable.cork();
  writable.write('a');
  writable.write('b');
  writable.uncork();
  writable.end('c');
  await new Promise((resolve) => writable.on('close', resolve));
  assert.deepStrictEqual(calls, [['a', 'b'], ['c']]);
});

test('prefinish, final, finish and close come in this order, callbacks before finish', async () => {
  const seen = [];
  const writable = new Writable({
    write(chunk, encoding, callback) { setImmediate(callback); },
    final(callback) {
      seen.push('final');
      setImmediate(callback);
    },
    destroy(error, callback) {
      seen.push('destroy');
      callback(error);
    },
  });
  for (const name of ['prefinish', 'finish', 'close']) writable.on(name, () => seen.push(name));
  writable.write('a', () => seen.push('written'));
  writable.end(() => seen.push('ended'));
  await new Promise((resolve) => writable.on('close', resolve));
  assert.deepStrictEqual(seen, ['written', 'final', 'prefinish', 'ended', 'finish', 'destroy', 'close']);
});

test('an error fails what waits, and is emitted once', async () => {
  const seen = [];
  const writable = new Writable({ write(chunk, encoding, callback) { setImmediate(callback, new Error('boom')); } });
  writable.on('error', (error) => seen.push(`error ${error.message}`));
  writable.write('a', (error) => seen.push(`first ${error.message}`));
  writable.write('b', (error) => seen.push(`second ${error.message}`));
  await new Promise((resolve) => writable.on('close', resolve));
  assert.deepStrictEqual(seen, ['first boom', 'second boom', 'error boom']);
  assert.strictEqual(writable.errored.message, 'boom');
});

test('misuse has its codes', async () => {
  const errors = [];
  const make = () => new Writable({ write(c, e, callback) { callback(); } }).on('error', (e) => errors.push(e.code));
  const done = make();
  done.end();
  done.write('late');
  const gone = make();
  gone.destroy();
  gone.write('x', (error) => errors.push(`callback ${error.code}`));
  assert.throws(() => make().write(null), { code: 'ERR_STREAM_NULL_VALUES' });
  assert.throws(() => make().write(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => make().write('x', 'no such'), { code: 'ERR_UNKNOWN_ENCODING' });
  await turn();
  assert.deepStrictEqual(errors.sort(), ['ERR_STREAM_WRITE_AFTER_END', 'callback ERR_STREAM_DESTROYED']);
});

test('construct delays the first write', async () => {
  const seen = [];
  const writable = new Writable({
    construct(callback) {
      setImmediate(() => {
        seen.push('constructed');
        callback();
      });
    },
    write(chunk, encoding, callback) {
      seen.push(String(chunk));
      callback();
    },
  });
  writable.end('a');
  await new Promise((resolve) => writable.on('close', resolve));
  assert.deepStrictEqual(seen, ['constructed', 'a']);
});

test('a transform gives what it makes, and what flush adds', async () => {
  const upper = new Transform({
    transform(chunk, encoding, callback) { callback(null, String(chunk).toUpperCase()); },
    flush(callback) { callback(null, '!'); },
  });
  upper.end('abc');
  assert.strictEqual(Buffer.concat(await upper.toArray()).toString(), 'ABC!');
});

test('a transform that nobody reads holds its writer back', async () => {
  const through = new PassThrough({ highWaterMark: 2 });
  let written = 0;
  while (through.write('ab') && written < 100) written++;
  assert.ok(written < 5);
  await turn();
  assert.ok(through.readableLength <= 4);
});

test('a duplex is a Writable; a pair carries both ways and errors across', async () => {
  assert.ok(new Duplex() instanceof Writable);
  assert.ok(!(new Writable() instanceof Duplex));
  const [a, b] = duplexPair();
  a.end('from a');
  b.end('from b');
  assert.deepStrictEqual([String(await b.toArray()), String(await a.toArray())], ['from a', 'from b']);
});
