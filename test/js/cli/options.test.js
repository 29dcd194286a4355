'use strict';
// Options of the command line: which one counts, and what they do to the environment and V8.
const assert = require('node:assert');
const fs = require('node:fs');
const { test } = require('../harness');
const { tree } = require('../module/tree');
const { run } = require('./run');

const at = tree({
  'one.env': 'A=1\nB="two\\nlines" # comment\nexport C=\'3\'',
  'two.env': 'A=2\nNODE_OPTIONS=--no-deprecation',
});

test('the last of two options counts, also of a switch and its negation', () => {
  assert.strictEqual(run(['--eval=console.log(1)', '-e', 'console.log(2)']).out, '2\n');
  assert.strictEqual(run(['--no-warnings', '--warnings', '-e', 'process.emitWarning("x")']).err.includes('Warning: x'), true);
  assert.strictEqual(run(['--warnings', '--no-warnings', '-e', 'process.emitWarning("x")']).err, '');
});

test('--env-file adds to the environment what is not there, the last file first', () => {
  const show = ['-p', '[process.env.A, process.env.B, process.env.C].join()'];
  assert.strictEqual(run([`--env-file=${at('one.env')}`, ...show], { env: {} }).out, '1,two\nlines,3\n');
  assert.strictEqual(run([`--env-file=${at('one.env')}`, '--env-file', at('two.env'), ...show], { env: {} }).out, '2,two\nlines,3\n');
  assert.strictEqual(run([`--env-file=${at('one.env')}`, ...show], { env: { A: 'mine' } }).out, 'mine,two\nlines,3\n');
});

test('NODE_OPTIONS in an --env-file are options', () => {
  assert.strictEqual(run([`--env-file=${at('two.env')}`, '-p', 'process.noDeprecation'], { env: {} }).out, 'true\n');
});

test('an --env-file that is missing ends the program, unless it may be', () => {
  const missing = run([`--env-file=${at('gone')}`, '-e', '1']);
  assert.strictEqual(missing.code, 9);
  assert.strictEqual(missing.err, `${process.execPath}: ${at('gone')}: not found\n`);
  const optional = run([`--env-file-if-exists=${at('gone')}`, '-p', '1']);
  assert.strictEqual(optional.out, '1\n');
  assert.strictEqual(optional.err, `${at('gone')} not found. Continuing without it.\n`);
});

test('V8 lists its options, and takes a part of the memory as a limit', () => {
  assert.match(run(['--v8-options']).out, /--stack-trace-limit/);
  const limit = (args) => Number(run([...args, '-p', 'v8.getHeapStatistics().heap_size_limit']).out);
  assert.ok(limit(['--max-old-space-size-percentage=1']) < limit(['--max-old-space-size-percentage=50']));
  assert.strictEqual(run(['--max-old-space-size-percentage=0', '-e', '1']).code, 9);
});

test('--trace-sync-io tells of blocking calls after the first turn', () => {
  const late = 'setImmediate(() => require("fs").statSync("."))';
  assert.match(run(['--trace-sync-io', '-e', late]).err, /^\(node:\d+\) WARNING: Detected use of sync API\n {4}at .*statSync/);
  assert.strictEqual(run(['--trace-sync-io', '-e', 'require("fs").statSync(".")']).err, '');
  assert.strictEqual(run(['-e', late]).err, '');
});

test('a program starts in a folder that is gone', () => {
  const script = 'const fs = require("fs"); fs.mkdirSync(process.argv[1]); process.chdir(process.argv[1]); fs.rmdirSync(".." + process.argv[1].slice(process.argv[1].lastIndexOf("/")));' +
    'const r = require("child_process").spawnSync(process.execPath, ["-p", "1"]); process.stdout.write(r.stdout);' +
    'try { process.cwd(); } catch (e) { console.log(e.message); }';
  assert.strictEqual(run(['-e', script, at('removed')]).out, '1\nENOENT: process.cwd failed with error no such file or ' +
    'directory, the current working directory was likely removed without changing the working directory, uv_cwd\n');
  assert.strictEqual(fs.existsSync(at('removed')), false);
});

test('a file that grows past its limit is an error, not the end', () => {
  const script = 'try { require("fs").writeFileSync(process.argv[1], Buffer.alloc(1 << 16)); } catch (e) { console.log(e.code); }';
  const { spawnSync } = require('node:child_process');
  const { stdout } = spawnSync('/bin/sh', ['-c', 'ulimit -f 1; exec "$0" -e "$1" "$2"', process.execPath, script, at('large')]);
  assert.strictEqual(stdout.toString(), 'EFBIG\n');
});

test('what is known but not to be had, or has a wrong value, is told with its exit code', () => {
  const told = (...args) => {
    const { err, code } = run([...args, '-p', '1']);
    return [err.replace(process.execPath, '').trim(), code];
  };
  assert.deepStrictEqual(told('--security-revert=CVE-1'), [': Error: Attempt to revert an unknown CVE [CVE-1]', 12]);
  assert.match(told('--enable-fips').join(), /^: --enable-fips requires an active OpenSSL provider named "fips"\..*,1$/);
  assert.deepStrictEqual(told('--inspect-port=80'), [': must be 0 or in range 1024 to 65535.', 9]);
  assert.deepStrictEqual(run(['--stack-trace-limit']).code, 9);
  assert.deepStrictEqual(told('--allow-worker', '--trace-tls'), ['', 0]);
  assert.strictEqual(run(['-p', '1'], { env: { NODE_OPTIONS: '--experimental-test-coverage' } }).code, 9);
});

test('--completion-bash prints a script with every option', () => {
  const { out, code } = run(['--completion-bash']);
  assert.strictEqual(code, 0);
  assert.match(out, /compgen -W '.*--eval -e .*--zero-fill-buffers' -- /);
});
