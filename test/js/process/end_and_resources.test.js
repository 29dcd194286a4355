'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { test } = require('../harness');

const run = (source, options = {}) => {
  const child = spawnSync(process.execPath, ['--no-warnings', ...(options.flags ?? []), '-e', source],
                          { encoding: 'utf8', ...options });
  return { out: child.stdout, err: child.stderr, status: child.status, signal: child.signal };
};

test('execve replaces the process, with arguments and environment, and closes what is not standard', () => {
  const { out, status } = run(`
    require('fs').openSync('/dev/null');
    process.on('exit', () => console.log('never'));
    process.execve('/bin/sh', ['sh', '-c', 'echo $0 $GREETING; ls /proc/$$/fd | wc -l'], { GREETING: 'hi' });`);
  assert.strictEqual(status, 0);
  assert.match(out, /^sh hi\n[34]\n$/);
});

test('execve that fails aborts, and checks what it is given', () => {
  const { err, signal } = run('process.execve("/nowhere", [])');
  assert.match(err, /process\.execve failed with error code ENOENT/);
  assert.strictEqual(signal, 'SIGABRT');
  assert.throws(() => process.execve(), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => process.execve('/bin/true', ['a\0']), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => process.execve('/bin/true', [], { a: 1 }), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('finalization calls back for what is still there', () => {
  const { out } = run(`
    globalThis.kept = { name: 'kept' };
    process.finalization.register(kept, (object, event) => console.log(object.name, event));
    process.finalization.registerBeforeExit(kept, (object, event) => console.log(object.name, event));
    const gone = globalThis.other = {};
    process.finalization.register(gone, () => console.log('never'));
    process.finalization.unregister(gone);`);
  assert.strictEqual(out, 'kept beforeExit\nkept exit\n');
  assert.throws(() => process.finalization.register(1, () => {}), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('active resources are told by their kinds, and unreferenced ones are not', async () => {
  const count = (kind) => process.getActiveResourcesInfo().filter((one) => one === kind).length;
  const before = count('Timeout');
  const timer = setTimeout(() => {}, 100000);
  assert.strictEqual(count('Timeout'), before + 1);
  timer.unref();
  assert.strictEqual(count('Timeout'), before);
  clearTimeout(timer);
  const immediate = setImmediate(() => {});
  assert.strictEqual(count('Immediate'), 1);
  clearImmediate(immediate);
  const server = net.createServer().listen(0);
  assert.strictEqual(count('TCPServerWrap'), 1);
  server.unref();
  assert.strictEqual(count('TCPServerWrap'), 0);
  server.close();
  await fs.promises.stat('.');
  fs.open(__filename, (error, fd) => fs.closeSync(fd));
  assert.strictEqual(count('FSReqCallback'), 1);
});

test('active handles are the sockets, servers and children themselves', async () => {
  const server = net.createServer().listen(0);
  const child = require('node:child_process').spawn('sleep', ['10'], { stdio: 'ignore' });
  const handles = process._getActiveHandles();
  assert.ok(handles.includes(server));
  assert.ok(handles.includes(child));
  server.unref();
  assert.ok(!process._getActiveHandles().includes(server));
  server.close();
  child.kill();
  await new Promise((resolve) => child.on('exit', resolve));
  fs.open(__filename, (error, fd) => fs.closeSync(fd));
  assert.strictEqual(process._getActiveRequests().length, 1);
});

test('ref and unref speak the protocol, and fall back on methods of that name', () => {
  const seen = [];
  const old = { ref: () => seen.push('ref'), unref: () => seen.push('unref') };
  const modern = { [Symbol.for('nodejs.ref')]: () => seen.push('ref2'), [Symbol.for('nodejs.unref')]: () => seen.push('unref2') };
  for (const object of [old, modern, {}, undefined]) {
    process.ref(object);
    process.unref(object);
  }
  assert.deepStrictEqual(seen, ['ref', 'unref', 'ref2', 'unref2']);
});

test('flags of NODE_OPTIONS are known however they are written', () => {
  const flags = process.allowedNodeEnvironmentFlags;
  for (const flag of ['--require', 'require', '-r', 'r', '--stack-trace-limit=100', '--stack_trace_limit', '--no-warnings']) {
    assert.ok(flags.has(flag), flag);
  }
  for (const flag of ['--eval', '-p', 'nothing', 7]) assert.ok(!flags.has(flag), String(flag));
  assert.ok(flags instanceof Set);
  const { size } = flags;
  flags.add('x');
  flags.delete('-r');
  flags.clear();
  assert.strictEqual(flags.size, size);
  assert.strictEqual([...flags].length, size);
});

test('loadEnvFile leaves what is set', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-env-'));
  fs.writeFileSync(path.join(folder, '.env'), 'EDDY_NEW=1\nEDDY_OLD=2\n');
  const { out } = run('process.loadEnvFile(); console.log(process.env.EDDY_NEW, process.env.EDDY_OLD)',
                      { cwd: folder, env: { ...process.env, EDDY_OLD: 'kept' } });
  assert.strictEqual(out, '1 kept\n');
  fs.rmSync(folder, { recursive: true });
  assert.throws(() => process.loadEnvFile('/nowhere'), { code: 'ENOENT' });
});

test('a report tells of the process, and is written when it is asked for', () => {
  const report = process.report.getReport(new TypeError('why'));
  assert.strictEqual(report.header.processId, process.pid);
  assert.strictEqual(report.javascriptStack.message, 'TypeError: why');
  assert.ok(report.javascriptHeap.usedMemory > 0);
  assert.ok(report.userLimits.open_files.soft > 0);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-report-'));
  const { err, status } = run('throw new Error("bad")',
                              { flags: ['--report-uncaught-exception', `--report-directory=${folder}`, '--report-filename=r.json'] });
  assert.strictEqual(status, 1);
  assert.match(err, /Writing Node\.js report to file: r\.json/);
  assert.strictEqual(JSON.parse(fs.readFileSync(path.join(folder, 'r.json'))).javascriptStack.message, 'Error: bad');
  fs.rmSync(folder, { recursive: true });
});

test('native add-ons are refused in words', () => {
  assert.throws(() => process.dlopen({ exports: {} }, __filename), { code: 'ERR_DLOPEN_FAILED', message: /not supported/ });
  assert.throws(() => process.dlopen({}), { code: 'ERR_MISSING_ARGS' });
});

test('an uncaught exception that is captured does not abort', () => {
  const { status, out } = run('process.setUncaughtExceptionCaptureCallback((e) => console.log(e.message)); throw new Error("taken")',
                              { flags: ['--abort-on-uncaught-exception'] });
  assert.strictEqual(out, 'taken\n');
  assert.strictEqual(status, 0);
});

test('the environment can be cloned, and has no symbols to be seen', () => {
  const copy = structuredClone(process.env);
  assert.deepStrictEqual({ ...copy }, { ...process.env });
  assert.deepStrictEqual(Object.getOwnPropertySymbols(process.env), []);
});
