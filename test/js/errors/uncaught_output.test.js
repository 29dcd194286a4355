// What the end of a process by an exception shows, and where colours come from. https://nodejs.org/api/errors.html
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const util = require('node:util');
const { spawnSync } = require('node:child_process');
const { test } = require('../harness');

/** stderr and stdout of a program text, without stack frames. */
function run(source, { env = {}, flags = [] } = {}) {
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', source], {
    encoding: 'utf8', env: { ...process.env, ...env },
  });
  return { stdout, stderr: stderr.replace(/\n +at [^\n]*?( \{)?(?=\n)/g, '$1') };
}

test('an uncaught error is shown as deep as it goes, and not as it would show itself', () => {
  const { stderr } = run(`const e = new Error('x'); e.a = { b: { c: { d: { e: 1 } } } };
    e.own = { [Symbol.for('nodejs.util.inspect.custom')]() { return 'ITSELF'; } }; throw e`);
  assert.match(stderr, /c: \{ d: \{ e: 1 \} \}/);
  assert.doesNotMatch(stderr, /ITSELF,/);
  assert.match(run('throw [1, [2, [3, [4, [5]]]]]').stderr, /\[ 4, \[ 5 \] \]/);
});

test('the place of an unheard error event stands with all its frames below the stack and above the properties', () => {
  const { stderr } = spawnSync(process.execPath, ['-e', `const e = new Error('x'); e.code = 'C';
    new (require('events'))().emit('error', e)`], { encoding: 'utf8' });
  assert.match(stderr, /\n {4}at [^\n]*\nEmitted 'error' event at:\n {4}at [^]*\{\n {2}code: 'C'\n\}/);
  assert.doesNotMatch(stderr, /lines matching original/);
});

test('FORCE_COLOR colours what console prints to a pipe, and uncaught errors', () => {
  const { stdout, stderr } = run('console.log({ a: 1 }, 2); throw new Error("x")', { env: { FORCE_COLOR: '1' } });
  assert.strictEqual(stdout, '{ a: \u001b[33m1\u001b[39m } \u001b[33m2\u001b[39m\n');
  assert.match(stderr, /\u001b\[90m {4}at /);
  assert.strictEqual(run('console.log({ a: 1 })', { env: { FORCE_COLOR: '0' } }).stdout, '{ a: 1 }\n');
});

test('the error of an asynchronous file operation has no frames', async () => {
  const error = await new Promise((resolve) => fs.open('/no/such/file', resolve));
  assert.strictEqual(error.stack, "Error: ENOENT: no such file or directory, open '/no/such/file'");
  assert.match(util.inspect(error), /^\[Error: ENOENT: [^\n]*\] \{\n {2}errno: -2,/);
  assert.throws(() => fs.openSync('/no/such/file'), (thrown) => / {4}at /.test(thrown.stack));
});

test('two errors that an assertion compares are shown without their stacks', () => {
  const [actual, expected] = [new Error('a'), new TypeError('a')];
  actual.extra = 1;
  assert.throws(() => assert.deepStrictEqual(actual, expected), (error) => {
    assert.notStrictEqual(error.actual, actual);
    assert.ok(error.actual instanceof Error && error.expected instanceof TypeError);
    assert.strictEqual(error.actual.stack, undefined);
    assert.deepStrictEqual(Object.getOwnPropertyNames(error.actual), ['extra', 'message']);
    return true;
  });
  assert.throws(() => assert.strictEqual(actual, expected, 'said'), (error) => error.actual === actual);
});

test('a module runs as a microtask: what it queues as one runs before its nextTicks', () => {
  const source = `process.nextTick(() => console.log('tick')); queueMicrotask(() => console.log('microtask'));
    Promise.resolve().then(() => console.log('promise'))`;
  assert.strictEqual(run(source, { flags: ['--input-type=module'] }).stdout, 'microtask\npromise\ntick\n');
  assert.strictEqual(run(source).stdout, 'tick\nmicrotask\npromise\n');
});
