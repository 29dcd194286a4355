// The modules are public only with a flag: the tests run in a child that has it.
'use strict';
const assert = require('assert');
const { spawnSync } = require('child_process');
const path = require('path');
const { test } = require('../harness');

test('without the flag there is no stream/iter', () => {
  const { stderr, status } = spawnSync(process.execPath, ['-e', 'require("node:stream/iter")'], { encoding: 'utf8' });
  assert.match(stderr, /No such built-in module: node:stream\/iter/);
  assert.notStrictEqual(status, 0);
  const { Readable } = require('stream');
  assert.throws(() => new Readable()[Symbol.for('Stream.toAsyncStreamable')](), { code: 'ERR_STREAM_ITER_MISSING_FLAG' });
});

for (const file of ['pipelines', 'push', 'shared', 'classic']) {
  test(`with the flag: ${file}`, () => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath, ['--experimental-stream-iter', '--no-warnings', path.join(__dirname, 'with_flag', `${file}.js`)],
      { encoding: 'utf8' });
    assert.strictEqual(status, 0, stdout + stderr);
  });
}
