'use strict';
// Out of descriptors: whatever needs one says EMFILE, in its own way; nothing hangs, nothing stays open, and all is well again as
// soon as there are some. The limit is the shell's: the tests run in a process of their own.
const assert = require('node:assert');
const { execFileSync, spawn, spawnSync } = require('node:child_process');
const dns = require('node:dns');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { Worker } = require('node:worker_threads');
const { test } = require('../harness');

const limit = 48;

/** Takes all descriptors there are, runs `act`, gives them back. */
async function without(act) {
  const held = [];
  try {
    for (;;) held.push(fs.openSync('/dev/null'));
  } catch (error) {
    assert.strictEqual(error.code, 'EMFILE');
  }
  try {
    return await act();
  } finally {
    for (const fd of held) fs.closeSync(fd);
  }
}

function failure(emitter) {
  return new Promise((resolve, reject) => {
    emitter.once('error', resolve);
    for (const event of ['listening', 'connect', 'exit', 'open']) emitter.once(event, () => reject(new Error(event)));
  });
}

if (process.argv[2] !== 'limited') {
  test('out of descriptors: EMFILE everywhere, and all is well afterwards', () => {
    const command = `ulimit -n ${limit} && exec "$0" "$1" limited`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, __filename], { encoding: 'utf8' });
    assert.strictEqual(status, 0, stdout + stderr);
  });
} else {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-descriptors-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  process.chdir(folder);
  fs.mkdirSync('dir');
  fs.writeFileSync('dir/x', 'x');
  fs.writeFileSync('file', 'text');

  test('files', async () => {
    await fs.promises.readFile('file');
    const open = fs.readdirSync('/proc/self/fd').length;
    await without(async () => {
      const full = { code: 'EMFILE' };
      for (const [name, ...given] of [
        ['readFile', 'file'], ['writeFile', 'new', ''], ['readdir', '.'], ['opendir', '.'], ['copyFile', 'file', 'new'], ['truncate', 'file', 0],
        ['open', 'file'], ['cp', 'dir', 'copy', { recursive: true }], ['rm', 'dir', { recursive: true }],
      ]) {
        assert.throws(() => fs[`${name}Sync`](...given), full, name);
        await assert.rejects(fs.promises[name](...given), full, name);
      }
      assert.strictEqual((await failure(fs.createReadStream('file'))).code, 'EMFILE');
      assert.strictEqual((await failure(fs.createWriteStream('new'))).code, 'EMFILE');
      assert.throws(() => fs.watch('.'), full);
      // What needs none of its own.
      assert.ok(fs.statSync('file').isFile());
      fs.renameSync('file', 'renamed');
      fs.renameSync('renamed', 'file');
    });
    assert.strictEqual(fs.readdirSync('/proc/self/fd').length, open);
    assert.strictEqual(fs.readFileSync('dir/x', 'utf8'), 'x');
    assert.strictEqual(await fs.promises.readFile('file', 'utf8'), 'text');
  });

  test('processes, workers, sockets, names', async () => {
    await without(async () => {
      assert.strictEqual(spawnSync('true').error.code, 'EMFILE');
      assert.strictEqual((await failure(spawn('true'))).code, 'EMFILE');
      assert.strictEqual((await failure(new Worker('', { eval: true }))).code, 'ERR_WORKER_INIT_FAILED');
      assert.strictEqual((await failure(net.createServer().listen(0, '127.0.0.1'))).code, 'EMFILE');
      assert.strictEqual((await failure(net.connect(1, '127.0.0.1'))).code, 'EMFILE');
      // How the C library words it depends on what it has open already.
      await assert.rejects(dns.promises.lookup('localhost'), { syscall: 'getaddrinfo' });
    });
    assert.strictEqual(execFileSync('echo', ['x'], { encoding: 'utf8' }), 'x\n');
  });

  test('a connection that can not be taken is taken later', async () => {
    const server = net.createServer((socket) => socket.end('served')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const program = `const s = require('net').connect(${server.address().port}, '127.0.0.1', () => console.log('connected'));
      s.on('data', (text) => console.log(String(text)));`;
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => { text += chunk; });
    await without(() => new Promise((resolve) => child.stdout.once('data', resolve)));
    await new Promise((resolve) => child.once('close', resolve));
    assert.strictEqual(text, 'connected\nserved\n');
    server.close();
  });
}
