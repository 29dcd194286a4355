'use strict';
// A FileHandle as a web stream, as an end of stream/iter, and as something to send to another thread.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { MessageChannel } = require('node:worker_threads');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-handle-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name) => path.join(folder, name);
const open = (name, flags) => fs.promises.open(at(name), flags);

fs.writeFileSync(at('text'), 'hello world');

test('readableWebStream gives the bytes, once', async () => {
  const handle = await open('text');
  const chunks = [];
  for await (const chunk of handle.readableWebStream()) chunks.push(chunk);
  assert.strictEqual(Buffer.concat(chunks).toString(), 'hello world');
  assert.throws(() => handle.readableWebStream(), { code: 'ERR_INVALID_STATE', message: /locked/ });
  await handle.close();
  assert.throws(() => handle.readableWebStream(), { code: 'ERR_INVALID_STATE', message: /closed/ });
});

test('readableWebStream reads into the reader\'s memory, and ends with the handle', async () => {
  const handle = await open('text');
  const reader = handle.readableWebStream().getReader({ mode: 'byob' });
  const { value } = await reader.read(new Uint8Array(5));
  assert.strictEqual(Buffer.from(value).toString(), 'hello');
  await handle.close();
  assert.strictEqual((await reader.read(new Uint8Array(5))).done, true);
  await reader.closed;
});

test('readableWebStream closes the handle where it is told to', async () => {
  for (const finish of [(stream) => stream.cancel(), async (stream) => { for await (const chunk of stream) chunk.at(0); }]) {
    const handle = await open('text');
    const closed = new Promise((resolve) => handle.on('close', resolve));
    await finish(handle.readableWebStream({ autoClose: true }));
    await closed;
    await assert.rejects(handle.stat(), { code: 'EBADF' });
  }
});

const inIter = `
const assert = require('assert');
const fs = require('fs');
const { text, textSync, pipeTo, pipeToSync } = require('stream/iter');
const { compressGzip, decompressGzip } = require('zlib/iter');
const [source, target] = process.argv.slice(1);
const upper = (batch) => batch && batch.map((chunk) => Buffer.from(chunk.toString().toUpperCase()));
async function main() {
  let handle = await fs.promises.open(source);
  const pulled = handle.pull();
  assert.throws(() => handle.pull(), { code: 'ERR_INVALID_STATE', message: /locked/ });
  assert.throws(() => handle.writer(), { code: 'ERR_INVALID_STATE', message: /locked/ });
  assert.strictEqual(await text(pulled), 'hello world');
  assert.strictEqual(await text(handle.pull({ start: 6 })), 'world');
  assert.strictEqual(await text(handle.pull(upper, { start: 0, limit: 5, chunkSize: 2 })), 'HELLO');
  assert.strictEqual(textSync(handle.pullSync({ start: 1, limit: 3 })), 'ell');
  for await (const batch of handle.pull({ start: 0, chunkSize: 4 })) {
    assert.strictEqual(batch[0].length, 4);
    break;
  }
  await assert.rejects(text(handle.pull({ signal: AbortSignal.abort() })), { name: 'AbortError' });
  for (const options of [{ start: 'x' }, { limit: 0 }, { chunkSize: 1.5 }, { autoClose: 1 }]) {
    assert.throws(() => handle.pull(options), { code: /^ERR_(INVALID_ARG_TYPE|OUT_OF_RANGE)$/ });
  }
  assert.strictEqual(textSync(handle.pullSync({ start: 0, autoClose: true })), 'hello world');
  await assert.rejects(handle.stat(), { code: 'EBADF' });

  handle = await fs.promises.open(target, 'w');
  const writer = handle.writer({ limit: 20 });
  assert.strictEqual(writer.writeSync('ab'), true);
  const pending = writer.write('cd');
  assert.strictEqual(writer.writeSync('no'), false);
  assert.strictEqual(writer.endSync(), -1);
  await pending;
  await writer.writev(['e', Buffer.from('f')]);
  await assert.rejects(writer.write('x'.repeat(15)), { code: 'ERR_OUT_OF_RANGE' });
  await assert.rejects(writer.write('x', { signal: AbortSignal.abort() }), { name: 'AbortError' });
  assert.strictEqual(await writer.end(), 6);
  assert.strictEqual(await writer.end(), 6);
  await assert.rejects(writer.write('x'), { name: 'TypeError', code: 'ERR_INVALID_STATE' });
  assert.strictEqual(fs.readFileSync(target, 'utf8'), 'abcdef');
  {
    await using placed = handle.writer({ start: 2 });
    await placed.write('XY');
  }
  assert.strictEqual(fs.readFileSync(target, 'utf8'), 'abXYef');
  const failing = handle.writer({ autoClose: true });
  failing.fail(new Error('mine'));
  await assert.rejects(failing.end(), { message: 'mine' });
  await assert.rejects(handle.stat(), { code: 'EBADF' });

  const from = await fs.promises.open(source);
  const to = await fs.promises.open(target, 'w');
  await pipeTo(from.pull({ autoClose: true }), compressGzip(), to.writer({ autoClose: true }));
  const back = await fs.promises.open(target);
  assert.strictEqual(await text(back.pull(decompressGzip(), { autoClose: true })), 'hello world');
  console.log('passed');
}
main();
`;

test('pull, pullSync and writer join a file to stream/iter', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', '--experimental-stream-iter', '-e', inIter, at('text'), at('out')],
                                       { encoding: 'utf8' });
  assert.strictEqual(stdout, 'passed\n', stderr);
});

test('without its option stream/iter has no methods on a handle', async () => {
  const handle = await open('text');
  if (!process.execArgv.includes('--experimental-stream-iter')) assert.strictEqual('pull' in handle, false);
  await handle.close();
});

test('a FileHandle is moved in a message, unless it is in use', async () => {
  const handle = await open('text');
  const { port1, port2 } = new MessageChannel();
  const arrived = new Promise((resolve) => port2.once('message', resolve));
  const reading = handle.read(Buffer.alloc(5));
  assert.throws(() => port1.postMessage(handle, [handle]), { name: 'DataCloneError', message: /in use/ });
  await reading;
  port1.postMessage(handle, [handle]);
  assert.strictEqual(handle.fd, -1);
  await assert.rejects(handle.read(), { code: 'EBADF', syscall: 'read', message: 'The FileHandle has been transferred' });
  const moved = await arrived;
  assert.strictEqual((await moved.readFile('utf8')), ' world');
  await moved.close();
  port1.close();
});

test('a message that nobody receives closes the descriptor in it', async () => {
  const descriptors = () => fs.readdirSync('/proc/self/fd').length;
  const before = descriptors();
  for (let i = 0; i < 5; i++) {
    const { port1, port2 } = new MessageChannel();
    const closed = new Promise((resolve) => port2.once('close', resolve));
    const sent = await open('text');
    port1.postMessage(sent, [sent]);
    port2.close();
    await closed;
    // A message that can't be made takes no descriptor along either.
    const kept = await open('text');
    assert.throws(() => port1.postMessage([kept, () => {}], [kept]), { name: 'DataCloneError' });
    if (kept.fd !== -1) await kept.close();
  }
  assert.strictEqual(descriptors(), before);
});

test('a web stream that has failed is left alone when its handle is closed', async () => {
  const handle = await fs.promises.open(folder);
  await assert.rejects(handle.readableWebStream().getReader().read(), { code: 'EISDIR' });
  await handle.close();
});
