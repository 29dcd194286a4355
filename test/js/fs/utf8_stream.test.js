'use strict';
// fs.Utf8Stream: gathering, flushing, reopening.
const assert = require('node:assert');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-utf8-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name) => path.join(folder, name);

for (const sync of [false, true]) {
  test(`text is gathered up to minLength, and flushed on demand (sync: ${sync})`, async () => {
    const dest = at(`gathered-${sync}`);
    const stream = new fs.Utf8Stream({ dest, sync, minLength: 4096 });
    await once(stream, 'ready');
    stream.write('one ');
    stream.write('two');
    assert.strictEqual(fs.readFileSync(dest, 'utf8'), '');
    stream.flushSync();
    assert.strictEqual(fs.readFileSync(dest, 'utf8'), 'one two');
    stream.write(' three');
    await new Promise((resolve, reject) => stream.flush((error) => (error ? reject(error) : resolve())));
    assert.strictEqual(fs.readFileSync(dest, 'utf8'), 'one two three');
    stream.write(' \u{1f332}');
    stream.end();
    await once(stream, 'finish');
    assert.strictEqual(fs.readFileSync(dest, 'utf8'), 'one two three \u{1f332}');
    assert.throws(() => stream.write('x'), Error);
  });

  test(`a file that was moved away is opened again (sync: ${sync})`, async () => {
    const dest = at(`log-${sync}`);
    const stream = new fs.Utf8Stream({ dest, sync });
    stream.write('before\n');
    await once(stream, 'drain');
    fs.renameSync(dest, `${dest}.1`);
    stream.reopen();
    await once(stream, 'ready');
    stream.write('after\n');
    stream.end();
    await once(stream, 'close');
    assert.strictEqual(fs.readFileSync(`${dest}.1`, 'utf8'), 'before\n');
    assert.strictEqual(fs.readFileSync(dest, 'utf8'), 'after\n');
  });
}

test('what exceeds maxLength is dropped and told', async () => {
  const stream = new fs.Utf8Stream({ dest: at('dropped'), minLength: 50, maxLength: 60 });
  const dropped = [];
  stream.on('drop', (data) => dropped.push(data));
  await once(stream, 'ready');
  stream.write('a'.repeat(40));
  stream.write('b'.repeat(40));
  stream.end();
  await once(stream, 'close');
  assert.deepStrictEqual(dropped, ['b'.repeat(40)]);
  assert.strictEqual(fs.readFileSync(at('dropped'), 'utf8'), 'a'.repeat(40));
});

test('options are checked', () => {
  assert.throws(() => new fs.Utf8Stream({}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new fs.Utf8Stream({ dest: at('x'), minLength: 1 << 20 }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => new fs.Utf8Stream({ dest: at('x'), contentMode: 'other' }), { code: 'ERR_INVALID_ARG_VALUE' });
});
