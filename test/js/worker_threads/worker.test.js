'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const { Worker, SHARE_ENV } = require('node:worker_threads');
const { test } = require('../harness');

/** Runs a text in a worker; what it posted, what it threw, how it ended. */
async function run(source, options) {
  const worker = new Worker(source, { eval: true, ...options });
  const messages = [];
  const errors = [];
  worker.on('message', (message) => messages.push(message));
  worker.on('error', (error) => errors.push(error));
  const code = await new Promise((resolve) => worker.on('exit', resolve));
  return { worker, messages, errors, code };
}

const post = (text) => `require('worker_threads').parentPort.postMessage(${text});`;

test('a worker has a realm of its own', async () => {
  globalThis.mark = 1;
  const { messages, code } = await run(post(`[typeof mark, require('worker_threads').isMainThread, process.pid]`));
  delete globalThis.mark;
  assert.deepStrictEqual(messages, [['undefined', false, process.pid]]);
  assert.strictEqual(code, 0);
});

test('it gets its data, arguments, options and environment', async () => {
  const { messages } = await run(
    post(`[require('worker_threads').workerData, process.argv.slice(2), process.execArgv, process.env.A, Object.keys(process.env).length]`),
    { workerData: { n: 1n }, argv: [1, 'two'], execArgv: ['--no-warnings'], env: { A: 5 } });
  assert.deepStrictEqual(messages[0], [{ n: 1n }, ['1', 'two'], ['--no-warnings'], '5', 1]);
});

test('its environment is a copy, unless it is shared', async () => {
  await run('process.env.SET_IN_WORKER = "1"');
  assert.strictEqual(process.env.SET_IN_WORKER, undefined);
  await run('process.env.SET_IN_WORKER = "2"', { env: SHARE_ENV });
  assert.strictEqual(process.env.SET_IN_WORKER, '2');
  delete process.env.SET_IN_WORKER;
});

test('process.exit ends the worker only, at once', async () => {
  const { code, messages } = await run(`
    const { parentPort } = require('worker_threads');
    process.on('exit', (code) => parentPort.postMessage(['exit', code]));
    process.exit(7);
    parentPort.postMessage('not reached');`);
  assert.deepStrictEqual(messages, [['exit', 7]]);
  assert.strictEqual(code, 7);
});

test('an exception that nobody takes reaches the parent with its class, stack and properties', async () => {
  const { errors, code } = await run(`throw Object.assign(new RangeError('far'), { extra: [1] });`);
  assert.ok(errors[0] instanceof RangeError);
  assert.strictEqual(errors[0].message, 'far');
  assert.deepStrictEqual(errors[0].extra, [1]);
  assert.match(errors[0].stack, /\[worker eval\]:1/);
  assert.strictEqual(code, 1);
  assert.strictEqual((await run('Promise.reject(new Error("later"))')).errors[0].message, 'later');
  assert.strictEqual((await run('throw 5')).errors[0], 5);
});

test('of what cannot be sent the parent gets the text that shows it, of a symbol the registered one', async () => {
  assert.deepStrictEqual((await run('throw () => 1')).errors, ['[Function (anonymous)]']);
  assert.deepStrictEqual((await run('throw { f() {} }')).errors, ['{ f: [Function: f] }']);
  assert.deepStrictEqual((await run('throw Symbol("mine")')).errors, [Symbol.for('mine')]);
});

test("what 'exit' listeners post comes before the error; what they throw does not change the code", async () => {
  const worker = new Worker(`process.on('exit', (code) => { ${post('code')} }); throw new Error('first');`, { eval: true });
  const seen = [];
  worker.on('message', (code) => seen.push(code)).on('error', (error) => seen.push(error.message));
  await new Promise((resolve) => worker.on('exit', resolve));
  assert.deepStrictEqual(seen, [1, 'first']);
  const { errors, code } = await run(`process.on('exit', () => { throw new Error('late'); }); process.exitCode = 4;`);
  assert.deepStrictEqual([errors[0].message, code], ['late', 4]);
  assert.strictEqual((await run(`process.on('exit', () => { throw new Error('late'); });`)).code, 0);
});

test('process.allowedNodeEnvironmentFlags are those of the process', async () => {
  const { messages } = await run(post('process.allowedNodeEnvironmentFlags.size'));
  assert.deepStrictEqual(messages, [process.allowedNodeEnvironmentFlags.size]);
});

test('a worker that is terminated before its program has begun ends with 0', async () => {
  assert.strictEqual(await new Worker('for (;;);', { eval: true }).terminate(), 0);
});

test('terminate stops a loop without end, and says how it ended', async () => {
  const worker = new Worker('for (;;);', { eval: true });
  await once(worker, 'online');
  assert.strictEqual(await worker.terminate(), 1);
  assert.strictEqual(worker.threadId, -1);
  assert.deepStrictEqual(worker.resourceLimits, {});
  assert.strictEqual(await worker.terminate(), undefined);
});

test('a heap that is full ends the worker, not the process', async () => {
  const { errors, code } = await run('const a = []; setInterval(() => { for (let i = 0; i < 1000; i++) a.push(new Array(1000).fill({})); });',
                                     { resourceLimits: { maxOldGenerationSizeMb: 20 } });
  assert.strictEqual(errors[0].code, 'ERR_WORKER_OUT_OF_MEMORY');
  assert.strictEqual(code, 1);
});

test('what it prints can be had, and it can be given input', async () => {
  const worker = new Worker(`
    process.stdin.setEncoding('utf8').on('data', (text) => process.stdout.write(text.toUpperCase()));
    console.error('to stderr');`, { eval: true, stdin: true, stdout: true, stderr: true });
  worker.stdin.end('abc');
  const read = async (stream) => {
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += chunk;
    return text;
  };
  assert.deepStrictEqual(await Promise.all([read(worker.stdout), read(worker.stderr)]), ['ABC', 'to stderr\n']);
});

test('workers can have workers', async () => {
  const { messages } = await run(`
    const { Worker, parentPort } = require('worker_threads');
    new Worker('require("worker_threads").parentPort.postMessage("inner")', { eval: true })
      .on('message', (message) => parentPort.postMessage(message));`);
  assert.deepStrictEqual(messages, ['inner']);
});

test('a worker that ends stops its own workers', async () => {
  const { code } = await run(`
    const { Worker } = require('worker_threads');
    new Worker('setInterval(() => {}, 1000)', { eval: true }).on('online', () => process.exit(3));`);
  assert.strictEqual(code, 3);
});

test('some things of the process are not for workers', async () => {
  const { messages } = await run(`
    const tried = (call) => { try { call(); } catch (error) { return error.code; } };
    ${post(`[tried(() => process.chdir('/')), tried(() => process.abort()), tried(() => process.umask(0)), tried(() => process.setuid(0))]`)}`);
  assert.deepStrictEqual(messages[0], new Array(4).fill('ERR_WORKER_UNSUPPORTED_OPERATION'));
});

test('programs, options and limits are checked', () => {
  assert.throws(() => new Worker('plain'), { code: 'ERR_WORKER_PATH' });
  assert.throws(() => new Worker(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new Worker(new URL('data:,'), { eval: true }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => new Worker('', { eval: true, execArgv: ['--expose-gc'] }), { code: 'ERR_WORKER_INVALID_EXEC_ARGV' });
  assert.throws(() => new Worker('', { eval: true, env: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new Worker('', { eval: true, workerData: () => {} }), { name: 'DataCloneError' });
});

test('any thread can send to any other, and hears what became of it', async () => {
  const { postMessageToThread, threadId } = require('node:worker_threads');
  const worker = new Worker(`
    const { parentPort, postMessageToThread } = require('worker_threads');
    process.on('workerMessage', (value, source) => {
      if (value === 'throw') throw new Error();
      postMessageToThread(source, [value, source]);
    });
    parentPort.once('message', () => process.removeAllListeners('workerMessage') && parentPort.close());
    parentPort.ref();`, { eval: true });
  const answer = new Promise((resolve) => process.once('workerMessage', resolve));
  await postMessageToThread(worker.threadId, 'hello');
  assert.deepStrictEqual(await answer, ['hello', 0]);
  await assert.rejects(postMessageToThread(worker.threadId, 'throw'), { code: 'ERR_WORKER_MESSAGING_ERRORED' });
  await assert.rejects(postMessageToThread(threadId, 1), { code: 'ERR_WORKER_MESSAGING_SAME_THREAD' });
  await assert.rejects(postMessageToThread(12345, 1), { code: 'ERR_WORKER_MESSAGING_FAILED' });
  await worker.terminate();
});

test('figures of a worker can be asked for', async () => {
  const worker = new Worker(`require('worker_threads').parentPort.on('message', () => {})`, { eval: true });
  await once(worker, 'online');
  assert.ok((await worker.getHeapStatistics()).used_heap_size > 0);
  assert.ok((await worker.cpuUsage()).user >= 0);
  let json = '';
  for await (const chunk of await worker.getHeapSnapshot()) json += chunk;
  assert.ok(JSON.parse(json).snapshot);
  const profile = await worker.startCpuProfile();
  assert.ok(Array.isArray(JSON.parse(await profile.stop()).nodes));
  assert.ok(worker.performance.eventLoopUtilization().active > 0);
  await worker.terminate();
  await assert.rejects(worker.getHeapStatistics(), { code: 'ERR_WORKER_NOT_RUNNING' });
});

test('a worker that could not be given its data keeps nothing alive', () => {
  const program = `
    const { Worker } = require('node:worker_threads');
    for (let i = 0; i < 3; i++) {
      try { new Worker('', { eval: true, workerData() {} }); } catch (error) { console.log(error.name); }
      try { new Worker('', { eval: true, transferList: [1] }); } catch (error) { console.log(error.name); }
    }
    const moved = new ArrayBuffer(8);
    try { new Worker('', { eval: true, workerData: [moved, Symbol()], transferList: [moved] }); } catch {}
    console.log(moved.byteLength);`;
  const child = require('node:child_process').spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', timeout: 300_000 });
  assert.strictEqual(child.signal, null);
  assert.strictEqual(child.stdout, 'DataCloneError\n'.repeat(6) + '8\n');
});
