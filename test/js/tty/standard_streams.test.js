// process.stdin, stdout and stderr, and node:tty. https://nodejs.org/api/tty.html
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const tty = require('node:tty');
const { spawn, spawnSync } = require('node:child_process');
const { test } = require('../harness');

const run = (code, options) => spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', ...options });

test('what is written is out when the process ends, in order', () => {
  const { stdout, stderr } = run(`
    process.stdout.write('a'); console.log('b'); process.stdout.write('c');
    process.stderr.write('e'); process.exit(0);`);
  assert.deepStrictEqual([stdout, stderr], ['ab\nc', 'e']);
});

test('a megabyte goes through a pipe whole', () => {
  const { stdout } = run("process.stdout.write('x'.repeat(1 << 20))", { maxBuffer: 2 << 20 });
  assert.strictEqual(stdout.length, 1 << 20);
});

test('standard output can be a file', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-tty-'));
  const file = path.join(folder, 'out');
  const fd = fs.openSync(file, 'w');
  spawnSync(process.execPath, ['-e', "process.stdout.write('one\\n'); console.log('two')"], { stdio: ['ignore', fd, fd] });
  fs.closeSync(fd);
  assert.strictEqual(fs.readFileSync(file, 'utf8'), 'one\ntwo\n');
  fs.rmSync(folder, { recursive: true });
});

test('standard input is read from a pipe and ends', () => {
  const code = "let s = ''; process.stdin.setEncoding('utf8').on('data', (d) => s += d).on('end', () => console.log(s.length))";
  assert.strictEqual(run(code, { input: 'x'.repeat(200000) }).stdout, '200000\n');
  assert.strictEqual(run(code, { input: '' }).stdout, '0\n');
});

test('standard input is read from a file', () => {
  const fd = fs.openSync(__filename);
  const { stdout } = run("process.stdin.on('data', () => {}).on('end', () => console.log('end'))", { stdio: [fd, 'pipe', 'inherit'] });
  fs.closeSync(fd);
  assert.strictEqual(stdout, 'end\n');
});

test('a process that does not read its input ends by itself', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin; console.log(1)'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const code = await new Promise((resolve) => child.on('exit', resolve));
  assert.strictEqual(code, 0);
  child.stdin.destroy();
});

test('a pipe is no terminal', () => {
  assert.deepStrictEqual([tty.isatty(-1), tty.isatty('x'), tty.isatty(9999)], [false, false, false]);
  assert.strictEqual(run('console.log(process.stdout.isTTY, process.stdin.isTTY)', { input: '' }).stdout,
                     'undefined undefined\n');
  assert.throws(() => new tty.WriteStream(-1), { code: 'ERR_INVALID_FD' });
});

test('how many colours there are is read from the environment', () => {
  const depth = (env) => tty.WriteStream.prototype.getColorDepth.call({}, env);
  assert.deepStrictEqual([depth({ TERM: 'dumb' }), depth({ TERM: 'xterm-256color' }), depth({ COLORTERM: 'truecolor', TERM: 'x' }),
                          depth({ NO_COLOR: '1' }), depth({ FORCE_COLOR: '3' })], [1, 8, 24, 1, 24]);
});
