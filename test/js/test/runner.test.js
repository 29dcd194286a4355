// Files of tests, run by --test and by run(). https://nodejs.org/api/test.html#running-tests-from-the-command-line
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const { spawnSync } = require('child_process');
const { test, temporaryFolder } = require('../harness');

// Each project's folder is removed by a listener of its own.
process.setMaxListeners(50);

/** A folder of files, and the runner in it. */
function project(files) {
  const folder = temporaryFolder();
  for (const name of Object.keys(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), files[name]);
  }
  return (...flags) => {
    const child = spawnSync(process.execPath, ['--test', '--test-reporter=tap', ...flags], { cwd: folder, encoding: 'utf8' });
    const lines = child.stdout.split('\n').filter((line) => /^ *(not ok|ok|# )/.test(line) && !line.includes('duration_ms'));
    return { code: child.status, lines, stderr: child.stderr, folder };
  };
}

const passing = `require('node:test')('passes', () => {});`;
const failing = `require('node:test')('fails', () => { throw new Error('no'); });`;

for (const isolation of ['process', 'none']) {
  test(`the files with the usual names run, node_modules apart (isolation ${isolation})`, () => {
    const run = project({
      'a.test.js': passing, 'test/b.js': failing, 'other.js': failing, 'node_modules/c.test.js': failing, 'd-test.mjs': '1;',
    });
    const { code, lines } = run(`--test-isolation=${isolation}`);
    assert.strictEqual(code, 1);
    assert.deepStrictEqual(lines.filter((line) => /^(not )?ok/.test(line)), ['ok 1 - passes', 'ok 2 - d-test.mjs', 'not ok 3 - fails']);
    assert.ok(lines.includes('# pass 2') && lines.includes('# fail 1'));
  });

  test(`names, tags and marks select tests (isolation ${isolation})`, () => {
    const run = project({
      'a.test.js': `
        const { describe, it } = require('node:test');
        describe('suite', () => { it('one'); it('two', { tags: ['db'] }); });
        it('three');`,
    });
    const marked = project({ 'a.test.js': `const { it } = require('node:test'); it('one'); it('three', { only: true });` });
    const names = (...flags) => namesOf(run, ...flags);
    const namesOf = (start, ...flags) => start(`--test-isolation=${isolation}`, ...flags).lines
      .filter((line) => /^ *ok/.test(line)).map((line) => line.replace(/^.* - /, ''));
    assert.deepStrictEqual(names('--test-name-pattern=two'), ['two', 'suite']);
    assert.deepStrictEqual(names('--test-skip-pattern=/ON|thr/i'), ['two', 'suite']);
    assert.deepStrictEqual(names('--experimental-test-tag-filter=DB'), ['two', 'suite']);
    assert.deepStrictEqual(namesOf(marked, '--test-only'), ['three']);
  });
}

test('shards divide the files', () => {
  const run = project({ 'a.test.js': passing, 'b.test.js': passing, 'c.test.js': passing });
  assert.ok(run('--test-shard=1/2').lines.includes('# tests 2'));
  assert.ok(run('--test-shard=2/2').lines.includes('# tests 1'));
});

test('a file that fails without a test is a failing test; what it wrote is a comment', () => {
  const run = project({ 'a.test.js': `console.log('words'); process.exitCode = 3;` });
  const { code, lines } = run();
  assert.strictEqual(code, 1);
  assert.ok(lines.includes('# words') && lines.includes('not ok 1 - a.test.js'));
});

test('a seed draws the same order again', () => {
  const run = project({
    'a.test.js': `const { describe, it } = require('node:test');
      describe('suite', () => { for (const name of 'abcdefgh') it(name, () => {}); });`,
  });
  const order = (seed) => run(`--test-random-seed=${seed}`).lines.filter((line) => line.startsWith('    ok')).join();
  assert.strictEqual(order(7), order(7));
  assert.notStrictEqual(order(7), order(8));
});

test('snapshots are written, then compared', () => {
  const run = project({ 'a.test.js': `require('node:test')('s', (t) => t.assert.snapshot({ a: [1, '\`'] }));` });
  assert.strictEqual(run().code, 1);
  const { code, folder } = run('--test-update-snapshots');
  assert.strictEqual(code, 0);
  assert.match(fs.readFileSync(path.join(folder, 'a.test.js.snapshot'), 'utf8'), /^exports\[`s 1`\] = `\n\{/);
  assert.strictEqual(run().code, 0);
});

test('coverage tells which lines no test has run', () => {
  const run = project({
    'a.test.js': `require('./lib.js').used();`,
    'lib.js': 'exports.used = () => {};\nexports.unused = () => {\n  return 1;\n};\n',
  });
  const { lines, code } = run('--experimental-test-coverage');
  assert.strictEqual(code, 0);
  assert.match(lines.join('\n'), /# lib\.js +\| +75\.00 \| +100\.00 \| +50\.00 \| 3/);
  assert.strictEqual(run('--experimental-test-coverage', '--test-coverage-lines=90').code, 1);
});

test('run() tells of each test as an event, and passes options on', async () => {
  const { run } = require('node:test');
  const folder = temporaryFolder();
  const file = path.join(folder, 'x.test.js');
  fs.writeFileSync(file, `require('node:test')('x', (t) => t.diagnostic(process.argv[2] + process.env.X));`);
  const events = [];
  for await (const { type, data } of run({ files: [file], argv: ['argument'], env: { ...process.env, X: '!' } })) {
    if (type === 'test:pass' || type === 'test:diagnostic') events.push(data.name ?? data.message);
  }
  assert.deepStrictEqual(events.slice(0, 2), ['x', 'argument!']);
  assert.throws(() => run({ shard: { index: 3, total: 2 } }), { code: 'ERR_OUT_OF_RANGE' });
});

test('a mocked module stands in for import and require until it is restored', () => {
  const child = spawnSync(process.execPath, ['--no-warnings', '--experimental-test-module-mocks', '-e', `
    const { mock } = require('node:test');
    const mocked = mock.module('node:readline', { exports: { fn: () => 42 } });
    (async () => {
      console.log(require('readline').fn(), (await import('node:readline')).fn());
      mocked.restore();
      console.log(typeof require('readline').fn);
    })();`], { encoding: 'utf8' });
  assert.strictEqual(child.stderr, '');
  assert.strictEqual(child.stdout, '42 42\nundefined\n');
});

test('mocked timers and Date go by one clock', () => {
  const { mock } = require('node:test');
  const seen = [];
  mock.timers.enable({ now: 1000 });
  setTimeout(() => seen.push(Date.now()), 50);
  setInterval(() => seen.push('tick'), 20);
  mock.timers.tick(50);
  assert.deepStrictEqual(seen, ['tick', 'tick', 1050]);
  mock.timers.setTime(5000);
  assert.strictEqual(new Date().getTime(), 5000);
  mock.timers.reset();
  assert.ok(Date.now() > 5000);
});
