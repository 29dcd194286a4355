'use strict';
const assert = require('node:assert');
const { spawn, spawnSync, exec, execFile } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const { test } = require('../harness');

async function collect(child) {
  let out = '';
  let err = '';
  child.stdout?.on('data', (data) => { out += data; });
  child.stderr?.on('data', (data) => { err += data; });
  const [code, signal] = await once(child, 'close');
  return { out, err, code, signal };
}

test('a child reads its stdin, writes both outputs, and tells its exit code', async () => {
  const child = spawn('sh', ['-c', 'cat; echo oops >&2; exit 4']);
  child.stdin.end('input');
  assert.deepStrictEqual(await collect(child), { out: 'input', err: 'oops\n', code: 4, signal: null });
  assert.strictEqual(child.exitCode, 4);
  assert.deepStrictEqual(child.spawnargs, ['sh', '-c', 'cat; echo oops >&2; exit 4']);
});

test('kill sends a signal, and what has ended cannot be killed', async () => {
  const child = spawn('sleep', ['100']);
  assert.strictEqual(child.kill('SIGTERM'), true);
  const [code, signal] = await once(child, 'exit');
  assert.deepStrictEqual([code, signal, child.signalCode, child.killed], [null, 'SIGTERM', 'SIGTERM', true]);
  assert.strictEqual(child.kill(), false);
  assert.throws(() => child.kill('SIGNOT'), { code: 'ERR_UNKNOWN_SIGNAL' });
});

test('a program that is not there is an error, then a close', async () => {
  const child = spawn('no-such-program', ['a']);
  const [error] = await once(child, 'error');
  assert.strictEqual(error.message, 'spawn no-such-program ENOENT');
  assert.deepStrictEqual([error.code, error.syscall, error.path, error.spawnargs],
                         ['ENOENT', 'spawn no-such-program', 'no-such-program', ['a']]);
  const [code] = await once(child, 'close');
  assert.ok(code < 0);
  assert.strictEqual(child.pid, undefined);
});

test('cwd, env, argv0 and shell', async () => {
  const child = spawn('pwd; echo $NAME', { shell: true, cwd: '/', env: { NAME: 'value', PATH: process.env.PATH } });
  assert.strictEqual((await collect(child)).out, '/\nvalue\n');
});

test('stdio may be ignored, inherited, or more than three', async () => {
  const child = spawn('sh', ['-c', 'echo three >&3; echo lost'], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  assert.strictEqual(child.stdout, null);
  let three = '';
  child.stdio[3].on('data', (data) => { three += data; });
  await once(child, 'close');
  assert.strictEqual(three, 'three\n');
});

test('what a child reads of another one\'s output, the parent leaves to it until it resumes', async () => {
  const first = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
  const second = spawn('head', ['-n1'], { stdio: [first.stdout, 'pipe', 'inherit'] });
  first.stdin.write('hello\n');
  assert.strictEqual((await collect(second)).out, 'hello\n');
  first.stdin.end('world\n');
  const rest = collect(first);
  first.stdout.resume();
  assert.strictEqual((await rest).out, 'world\n');
});

test('an aborted signal ends the child with an AbortError', async () => {
  const controller = new AbortController();
  const child = spawn('sleep', ['100'], { signal: controller.signal });
  const failed = once(child, 'error');
  const exited = new Promise((resolve) => { child.on('exit', (code, signal) => resolve(signal)); });
  controller.abort();
  assert.strictEqual((await failed)[0].name, 'AbortError');
  assert.strictEqual(await exited, 'SIGTERM');
});

test('a timeout ends the child', async () => {
  const child = spawn('sleep', ['100'], { timeout: 20, killSignal: 'SIGKILL' });
  const [, signal] = await once(child, 'exit');
  assert.strictEqual(signal, 'SIGKILL');
});

test('exec gives what was written, or an error that tells the code', async () => {
  assert.deepStrictEqual(await promisify(exec)('echo out; echo err >&2'), { stdout: 'out\n', stderr: 'err\n' });
  await assert.rejects(promisify(exec)('echo partial; exit 3'), {
    message: 'Command failed: echo partial; exit 3\n', code: 3, killed: false, signal: null, stdout: 'partial\n',
  });
});

test('maxBuffer ends a child that writes too much', async () => {
  await new Promise((resolve, reject) => {
    execFile('yes', { maxBuffer: 100 }, (error, stdout) => {
      try {
        assert.strictEqual(error.code, 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER');
        assert.strictEqual(stdout.length, 100);
        resolve();
      } catch (failure) {
        reject(failure);
      }
    });
  });
});

test('wrong arguments are refused at once', () => {
  assert.throws(() => spawn(''), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => spawn(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => spawn('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => spawn('true', 'x'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => spawn('true', [], { cwd: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => spawn('true', [], { stdio: 'nonsense' }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => spawn('true', [], { stdio: ['ipc', 'ipc', 'ipc'] }), { code: 'ERR_IPC_ONE_PIPE' });
});

test('kill refuses what names no signal; arguments are shown as they were given', async () => {
  const child = spawn('true', [1, null]);
  for (const signal of [null, {}, true, '', 'SIGNOPE', -1, 1.5]) {
    assert.throws(() => child.kill(signal), { code: 'ERR_UNKNOWN_SIGNAL' });
  }
  assert.deepStrictEqual(child.spawnargs, ['true', 1, null]);
  await once(child, 'close');
  assert.throws(() => spawnSync('true', { killSignal: 0 }), { code: 'ERR_UNKNOWN_SIGNAL' });
});

test("what a child has written before its end comes before 'exit'", async () => {
  for (let i = 0; i < 20; i++) {
    const child = spawn('echo', ['text']);
    const order = [];
    child.stdout.on('data', () => order.push('data'));
    child.on('exit', () => order.push('exit'));
    await once(child, 'close');
    assert.deepStrictEqual(order, ['data', 'exit']);
  }
});

test('files are found and run as exec(3) does', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-spawn-'));
  try {
    const run = (file, options) => {
      const { error, status, stdout } = spawnSync(file, ['one', 'two'], { encoding: 'utf8', ...options });
      return error?.code ?? `${status} ${stdout}`.trim();
    };
    // A script without a first line that says who reads it.
    const script = path.join(folder, 'script');
    fs.writeFileSync(script, 'echo "$0 $*"; exit 3', { mode: 0o755 });
    assert.strictEqual(run(script), `3 ${script} one two`);
    assert.strictEqual(run('script', { env: { PATH: `/nowhere:${folder}` } }), `3 ${script} one two`);
    // An empty PATH, or an empty part of it, is the current folder.
    assert.strictEqual(run('script', { cwd: folder, env: { PATH: '' } }), '3 script one two');
    assert.strictEqual(run('script', { cwd: folder, env: { PATH: ':/nowhere' } }), '3 script one two');
    assert.strictEqual(run('true', { env: { PATH: '' } }), 'ENOENT');
    assert.strictEqual(run('true', { env: {} }), '0');
    // What may not be run is remembered, and the search goes on.
    fs.writeFileSync(path.join(folder, 'true'), '', { mode: 0o644 });
    assert.strictEqual(run('true', { env: { PATH: `${folder}:/bin:/usr/bin` } }), '0');
    assert.strictEqual(run('true', { env: { PATH: `${folder}:/nowhere` } }), 'EACCES');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('uid and gid are the child\'s, without the parent\'s other groups', { skip: (process.getuid() !== 0 || process.getgid() !== 0) && 'needs root' }, async () => {
  const groups = process.getgroups();
  process.setgroups([1, 2, 3]);
  try {
    const ids = async (options) => {
      const args = ['-c', 'id -u; id -g; id -G'];
      const sync = spawnSync('sh', args, { encoding: 'utf8', ...options });
      const child = spawn('sh', args, options);
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
      await once(child, 'close');
      assert.strictEqual(sync.stdout, text);
      return text.trim().split('\n').join();
    };
    assert.strictEqual(await ids({}), '0,0,0 1 2 3');
    assert.strictEqual(await ids({ uid: 65534 }), '65534,0,0');
    assert.strictEqual(await ids({ gid: 65534 }), '0,65534,65534');
    assert.strictEqual(await ids({ uid: 65534, gid: 65533 }), '65534,65533,65533');
    for (const value of [1.5, 2 ** 31, 'nobody', '65534', NaN, true, {}]) {
      for (const name of ['uid', 'gid']) {
        assert.throws(() => spawn('true', { [name]: value }), { code: 'ERR_INVALID_ARG_TYPE' });
        assert.throws(() => spawnSync('true', { [name]: value }), { code: 'ERR_INVALID_ARG_TYPE' });
      }
    }
    const program = `
      process.setgid(65534); process.setuid(65534);
      const { spawn, spawnSync } = require('child_process');
      try { spawn('true', { uid: 0 }); } catch ({ message, syscall }) { console.log(message, syscall); }
      console.log(spawnSync('true', { gid: 0 }).error.message, spawnSync('true').status);`;
    assert.strictEqual(spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' }).stdout,
                       'spawn EPERM spawn\nspawnSync true EPERM 0\n');
  } finally {
    process.setgroups(groups);
  }
});
