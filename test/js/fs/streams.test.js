'use strict';
// ReadStream, WriteStream and FileHandle.
const assert = require('node:assert');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-fs-streams-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name) => path.join(folder, name);

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

test('a file flows from one stream into another, whole', async () => {
  const data = Buffer.alloc(300000, 'abcdefg');
  fs.writeFileSync(at('from'), data);
  const reader = fs.createReadStream(at('from'));
  const writer = fs.createWriteStream(at('to'));
  await pipeline(reader, writer);
  assert.ok(fs.readFileSync(at('to')).equals(data));
  assert.strictEqual(reader.bytesRead, data.length);
  assert.strictEqual(writer.bytesWritten, data.length);
});

test('start, end and encoding choose a part', async () => {
  fs.writeFileSync(at('part'), '0123456789');
  assert.strictEqual(await textOf(fs.createReadStream(at('part'), { start: 2, end: 5, encoding: 'utf8' })), '2345');
  assert.strictEqual(await textOf(fs.createReadStream(at('part'), { highWaterMark: 3 })), '0123456789');
  const writer = fs.createWriteStream(at('part'), { flags: 'r+', start: 8 });
  writer.end('xy');
  await once(writer, 'close');
  assert.strictEqual(fs.readFileSync(at('part'), 'utf8'), '01234567xy');
  assert.throws(() => fs.createReadStream(at('part'), { start: 5, end: 2 }), { code: 'ERR_OUT_OF_RANGE' });
});

test('open, ready and close come in this order, errors by event', async () => {
  const order = [];
  const reader = fs.createReadStream(at('part'));
  for (const name of ['open', 'ready', 'end', 'close']) reader.on(name, () => order.push(name));
  reader.resume();
  await once(reader, 'close');
  assert.deepStrictEqual(order, ['open', 'ready', 'end', 'close']);
  const [error] = await once(fs.createReadStream(at('none')), 'error');
  assert.strictEqual(error.code, 'ENOENT');
  assert.strictEqual(error.syscall, 'open');
});

test('a FileHandle reads, writes, and closes after what it is doing', async () => {
  const handle = await fs.promises.open(at('handle'), 'w+');
  const { bytesWritten } = await handle.write('hello world');
  assert.strictEqual(bytesWritten, 11);
  const { bytesRead, buffer } = await handle.read({ position: 6, length: 5, buffer: Buffer.alloc(5) });
  assert.strictEqual(bytesRead, 5);
  assert.strictEqual(buffer.toString(), 'world');
  await handle.truncate(5);
  assert.strictEqual((await handle.stat()).size, 5);
  const reading = handle.readFile('utf8');
  const closing = handle.close();
  await Promise.all([reading, closing]);
  assert.strictEqual(handle.fd, -1);
  await assert.rejects(handle.stat(), { code: 'EBADF' });
});

test('streams over a FileHandle close it; asynchronous iterables are written', async () => {
  let handle = await fs.promises.open(at('handle'), 'w');
  const writer = handle.createWriteStream();
  writer.write('one ');
  writer.end('two');
  await once(writer, 'close');
  handle = await fs.promises.open(at('handle'));
  assert.strictEqual(await textOf(handle.createReadStream({ encoding: 'utf8' })), 'one two');
  await fs.promises.writeFile(at('pieces'), (async function*() {
    yield 'a';
    yield Buffer.from('b');
  })());
  assert.strictEqual(fs.readFileSync(at('pieces'), 'utf8'), 'ab');
});
