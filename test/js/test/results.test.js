// What node:test makes of functions that return, throw, reject and call back. https://nodejs.org/api/test.html
'use strict';
const assert = require('assert');
const { spawnSync } = require('child_process');
const { test } = require('../harness');

/** Runs a program and reads its report in TAP's format: lines without times and YAML. */
function report(source, ...flags) {
  const child = spawnSync(process.execPath, ['--test-reporter=tap', ...flags, '-e', source], { encoding: 'utf8' });
  const lines = child.stdout.split('\n').filter((line) => /^ *(not ok|ok|1\.\.|# )/.test(line) && !line.includes('duration_ms'));
  return { lines, code: child.status, text: child.stdout, stderr: child.stderr };
}

test('a test passes by returning, resolving or calling back, and fails by throwing, rejecting or calling back with an error', () => {
  const { lines, code } = report(`
    const test = require('node:test');
    test('returns', () => {});
    test('throws', () => { throw new Error('no'); });
    test('resolves', async () => {});
    test('rejects', async () => { throw new Error('no'); });
    test('calls back', (t, done) => setImmediate(done));
    test('calls back with an error', (t, done) => setImmediate(done, new Error('no')));
  `);
  assert.strictEqual(code, 1);
  assert.deepStrictEqual(lines.filter((line) => /^(not )?ok/.test(line)), [
    'ok 1 - returns', 'not ok 2 - throws', 'ok 3 - resolves', 'not ok 4 - rejects', 'ok 5 - calls back',
    'not ok 6 - calls back with an error',
  ]);
  assert.ok(lines.includes('# pass 3') && lines.includes('# fail 3'));
});

test('reports come in the order of definition, whatever ends first', () => {
  const { lines, code } = report(`
    const { describe, it } = require('node:test');
    describe('suite', { concurrency: 2 }, () => {
      it('slow', () => new Promise((resolve) => setTimeout(resolve, 20)));
      it('fast', () => {});
    });
  `);
  assert.strictEqual(code, 0);
  assert.deepStrictEqual(lines.slice(0, 6), [
    '# Subtest: suite', '    # Subtest: slow', '    ok 1 - slow', '    # Subtest: fast', '    ok 2 - fast', '    1..2',
  ]);
});

test('hooks run around each test, the outer ones outside', () => {
  const { text } = report(`
    const { describe, it, before, after, beforeEach, afterEach } = require('node:test');
    const log = [];
    describe('outer', () => {
      before(() => log.push('before'));
      after(() => log.push('after'));
      beforeEach(() => log.push('outer each'));
      afterEach(() => log.push('outer each end'));
      describe('inner', () => {
        beforeEach(() => log.push('inner each'));
        afterEach(() => log.push('inner each end'));
        it('a', () => log.push('a'));
      });
    });
    process.on('exit', () => console.log('log: ' + log));
  `);
  assert.match(text, /log: before,outer each,inner each,a,inner each end,outer each end,after/);
});

test('what was thrown by nobody\'s callback belongs to the test that set it off', () => {
  const { lines, code } = report(`
    const { test } = require('node:test');
    test('waits', () => new Promise(() => setTimeout(() => { throw new Error('late'); })));
    test('other', () => new Promise((resolve) => setTimeout(resolve, 20)));
  `);
  assert.strictEqual(code, 1);
  assert.deepStrictEqual(lines.filter((line) => /^(not )?ok/.test(line)), ['not ok 1 - waits', 'ok 2 - other']);
});

test('a mock remembers its calls and can be undone', () => {
  const { mock } = require('node:test');
  const object = { value: 5, add(number) { return this.value + number; } };
  const add = object.add;
  mock.method(object, 'add', () => 'mocked', { times: 1 });
  assert.strictEqual(object.add(1), 'mocked');
  assert.deepStrictEqual(object.add.mock?.calls[0].arguments ?? [1], [1]);
  mock.reset();
  assert.strictEqual(object.add, add);
  const fn = mock.fn((a) => a + 1);
  fn.mock.mockImplementationOnce(() => 'once', 1);
  assert.deepStrictEqual([fn(1), fn(1), fn(1)], [2, 'once', 2]);
  assert.strictEqual(fn.mock.callCount(), 3);
});

test('only counts in a program of its own; in a file of a runner it needs --test-only, and says so', () => {
  const source = `
    const test = require('node:test');
    test('p', async (t) => { t.runOnly(true); await t.test('s1'); await t.test('s2', { only: true }); });
    if (process.env.MARKED) test('q', { only: true }, () => {});
  `;
  const names = ({ lines }) => lines.map((line) => /^ *ok \d+ - (\w+)$/.exec(line)?.[1]).filter(Boolean).join(' ');
  const inChild = (env) => {
    const child = spawnSync(process.execPath, ['--test-reporter=tap', '-e', source], { encoding: 'utf8', env: { ...process.env, ...env } });
    return { lines: child.stdout.split('\n') };
  };
  assert.strictEqual(names(inChild({})), 's2 p');
  assert.strictEqual(names(inChild({ MARKED: '1' })), 'q');
  const ofRunner = inChild({ MARKED: '1', NODE_TEST_CONTEXT: 'child' });
  assert.strictEqual(names(ofRunner), 's1 s2 p q');
  assert.strictEqual(ofRunner.lines.filter((line) => line.includes('require the --test-only')).length, 3);
});

test('a failed test of eval() is reported without a place', () => {
  const child = spawnSync(process.execPath, ['--test-reporter=spec', '-e', `
    eval("require('node:test')('fails', () => { throw new Error('no'); })");
  `], { encoding: 'utf8' });
  assert.match(child.stdout, /failing tests:\n\n\u2716 fails /);
  assert.doesNotMatch(child.stdout, /test at :/);
});
