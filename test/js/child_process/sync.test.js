'use strict';
const assert = require('node:assert');
const { spawnSync, execSync, execFileSync } = require('node:child_process');
const { test } = require('../harness');

test('spawnSync gives outputs, status and signal', () => {
  const result = spawnSync('sh', ['-c', 'cat; echo err >&2; exit 3'], { input: 'given', encoding: 'utf8' });
  assert.deepStrictEqual([result.stdout, result.stderr, result.status, result.signal], ['given', 'err\n', 3, null]);
  assert.strictEqual(spawnSync('sh', ['-c', 'kill -9 $$']).signal, 'SIGKILL');
});

test('a program that is not there is in error', () => {
  const { error, status } = spawnSync('no-such-program');
  assert.strictEqual(error.message, 'spawnSync no-such-program ENOENT');
  assert.strictEqual(status, null);
});

test('time and bytes are limited', () => {
  assert.strictEqual(spawnSync('sleep', ['100'], { timeout: 20 }).error.code, 'ETIMEDOUT');
  const loud = spawnSync('yes', { maxBuffer: 100 });
  assert.strictEqual(loud.error.code, 'ENOBUFS');
  assert.ok(loud.stdout.length >= 100);
});

test('execSync and execFileSync throw for a failure', () => {
  assert.strictEqual(execSync('echo $((1 + 2))', { encoding: 'utf8' }), '3\n');
  assert.strictEqual(execFileSync('echo', ['a b']).toString(), 'a b\n');
  assert.throws(() => execSync('exit 2', { stdio: 'pipe' }), { message: 'Command failed: exit 2', status: 2 });
});

test('input that nobody reads is EPIPE, beside what the child has done', () => {
  const { error, status, stdout } = spawnSync('sh', ['-c', 'exec 0<&-; echo done; exit 4'], { input: Buffer.alloc(1 << 22) });
  assert.deepStrictEqual([error.code, error.syscall, status, stdout.toString()], ['EPIPE', 'spawnSync sh', 4, 'done\n']);
  assert.throws(() => execSync('exec 0<&-', { input: Buffer.alloc(1 << 22) }), { code: 'EPIPE' });
});
