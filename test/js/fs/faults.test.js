'use strict';
// What files do when they are no ordinary files, or when there is not enough of something.
const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('../harness');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-faults-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name) => path.join(folder, name);

function openDescriptors() {
  return fs.readdirSync('/proc/self/fd').length;
}

test('a FIFO without a writer holds up neither the loop nor other files', async () => {
  execFileSync('mkfifo', [at('fifo')]);
  fs.writeFileSync(at('ordinary'), 'x');
  let text;
  const reading = fs.promises.readFile(at('fifo'), 'utf8').then((value) => { text = value; });
  for (let i = 0; i < 20; i++) {
    assert.strictEqual(await fs.promises.readFile(at('ordinary'), 'utf8'), 'x');
    await fs.promises.stat(at('fifo'));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.strictEqual(text, undefined);
  await fs.promises.writeFile(at('fifo'), 'through the pipe', { flag: 'w' });
  await reading;
  assert.strictEqual(text, 'through the pipe');
});

test('out of descriptors: EMFILE, and all is well afterwards', async () => {
  const open = [];
  let error;
  for (let i = 0; i < 100000; i++) {
    try {
      open.push(fs.openSync(folder, 'r'));
    } catch (thrown) {
      error = thrown;
      break;
    }
    // Where the limit is too high to be reached, it is not reached.
    if (i === 20000) break;
  }
  if (error !== undefined) {
    assert.strictEqual(error.code, 'EMFILE');
    fs.closeSync(open.pop());
    fs.writeSync(1, '');
    open.push(fs.openSync(folder, 'r'));
    await assert.rejects(fs.promises.readFile(at('ordinary')), { code: 'EMFILE' });
    // What needs no descriptor of its own still works.
    assert.ok((await fs.promises.stat(folder)).isDirectory());
    assert.ok(fs.existsSync(folder));
  }
  for (const fd of open) fs.closeSync(fd);
  assert.strictEqual(await fs.promises.readFile(at('ordinary'), 'utf8'), 'x');
});

test('nothing leaks descriptors, whether it succeeds or fails', async () => {
  await fs.promises.readFile(at('ordinary'));
  const before = openDescriptors();
  for (let i = 0; i < 50; i++) {
    await assert.rejects(fs.promises.readFile(folder), { code: 'EISDIR' });
    await assert.rejects(fs.promises.readFile(at('none')), { code: 'ENOENT' });
    await fs.promises.readFile(at('ordinary'));
    await fs.promises.access(at('ordinary'));
    const controller = new AbortController();
    const aborted = fs.promises.readFile('/dev/zero', { signal: controller.signal });
    setImmediate(() => controller.abort());
    await assert.rejects(aborted, { name: 'AbortError' });
    for await (const entry of await fs.promises.opendir(folder)) {
      if (entry.name) break;
    }
    await new Promise((resolve) => fs.createReadStream(at('ordinary')).on('close', resolve).destroy());
  }
  assert.strictEqual(openDescriptors(), before);
});

test('links that lead in a circle are ELOOP everywhere', async () => {
  fs.symlinkSync(at('b'), at('a'));
  fs.symlinkSync(at('a'), at('b'));
  for (let i = 0; i < 2; i++) {
    assert.throws(() => fs.statSync(at('a')), { code: 'ELOOP' });
    await assert.rejects(fs.promises.stat(at('a')), { code: 'ELOOP' });
    await assert.rejects(fs.promises.readFile(at('a')), { code: 'ELOOP', syscall: 'open' });
    assert.throws(() => fs.realpathSync(at('a')), { code: 'ELOOP' });
  }
  assert.ok((await fs.promises.lstat(at('a'))).isSymbolicLink());
});

test('unreadable files are EACCES', { skip: process.getuid() === 0 && 'root may read everything' }, async () => {
  fs.writeFileSync(at('secret'), 'x', { mode: 0 });
  await assert.rejects(fs.promises.readFile(at('secret')), { code: 'EACCES' });
  await assert.rejects(fs.promises.access(at('secret'), fs.constants.R_OK), { code: 'EACCES' });
});

test('writing to a full device is ENOSPC', async () => {
  await assert.rejects(fs.promises.writeFile('/dev/full', 'x'), { code: 'ENOSPC', syscall: 'write' });
  assert.throws(() => fs.writeFileSync('/dev/full', 'x'), { code: 'ENOSPC' });
});

test('files change while they are read: what is there is what is given', async () => {
  fs.writeFileSync(at('growing'), 'a'.repeat(1000));
  const handle = await fs.promises.open(at('growing'));
  const reads = [];
  for (let i = 0; i < 20; i++) {
    fs.appendFileSync(at('growing'), 'b');
    reads.push(fs.promises.readFile(at('growing')));
  }
  for (const contents of await Promise.all(reads)) assert.ok(contents.length >= 1001 && contents.length <= 1020);
  fs.truncateSync(at('growing'), 10);
  assert.strictEqual((await handle.readFile('utf8')), 'a'.repeat(10));
  await handle.close();
  await assert.rejects(handle.readFile(), { code: 'EBADF' });
  await handle.close();
});

test('names that are not UTF-8 are kept as bytes', async () => {
  const directory = at('bytes');
  fs.mkdirSync(directory);
  const name = Buffer.from([0x61, 0xff, 0x62]);
  const full = Buffer.concat([Buffer.from(`${directory}/`), name]);
  fs.writeFileSync(full, 'x');
  assert.deepStrictEqual(fs.readdirSync(directory, 'buffer'), [name]);
  assert.deepStrictEqual(await fs.promises.readdir(directory, { encoding: 'buffer' }), [name]);
  assert.deepStrictEqual(fs.readdirSync(directory), ['a\ufffdb']);
  assert.deepStrictEqual(fs.readdirSync(directory, 'latin1'), ['a\u00ffb']);
  const [entry] = fs.readdirSync(directory, { encoding: 'buffer', withFileTypes: true });
  assert.deepStrictEqual(entry.name, name);
  assert.strictEqual(fs.statSync(full).size, 1);
  fs.symlinkSync(name, Buffer.concat([full, Buffer.from('l')]));
  assert.deepStrictEqual(fs.readlinkSync(Buffer.concat([full, Buffer.from('l')]), 'buffer'), name);
  const dir = await fs.promises.opendir(directory, { encoding: 'buffer' });
  for await (const { name: each } of dir) assert.ok(Buffer.isBuffer(each));
  fs.rmSync(directory, { recursive: true });
  assert.strictEqual(fs.existsSync(directory), false);
});

test('an endless file is read as far as is asked for, and reading it whole can be stopped', async () => {
  let size = 0;
  for await (const chunk of fs.createReadStream('/dev/zero', { end: 199999 })) size += chunk.length;
  assert.strictEqual(size, 200000);
  const controller = new AbortController();
  const whole = fs.promises.readFile('/dev/zero', { signal: controller.signal });
  setTimeout(() => controller.abort(), 5);
  await assert.rejects(whole, { name: 'AbortError' });
});

test('a file that is cut while it is streamed ends there', async () => {
  fs.writeFileSync(at('cut'), Buffer.alloc(1 << 20, 'x'));
  const stream = fs.createReadStream(at('cut'), { highWaterMark: 65536 });
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size === 65536) fs.truncateSync(at('cut'), 100000);
  }
  assert.ok(size >= 65536 && size < 1 << 20, `${size}`);
});

test('a disk that is full is ENOSPC, and what was written is kept', { skip: process.getuid() !== 0 && 'needs to mount' }, () => {
  const script = `mount -t tmpfs -o size=256k none "$1" 2>/dev/null || { echo skipped; exit; }; exec "$0" -e "$2" "$1"`;
  const program = `
    const fs = require('fs'), path = require('path');
    const at = (name) => path.join(process.argv[1], name);
    const codes = [];
    const attempt = async (f) => { try { await f(); codes.push('none'); } catch (error) { codes.push(error.code + ' ' + error.syscall); } };
    (async () => {
      const open = fs.readdirSync('/proc/self/fd').length;
      fs.writeFileSync(at('kept'), 'kept');
      const large = Buffer.alloc(1 << 20);
      await attempt(() => fs.writeFileSync(at('a'), large));
      fs.rmSync(at('a'));
      await attempt(() => fs.promises.writeFile(at('b'), large));
      fs.rmSync(at('b'));
      fs.writeFileSync('/tmp/eddy-large-' + process.pid, large);
      await attempt(() => fs.copyFileSync('/tmp/eddy-large-' + process.pid, at('c')));
      codes.push(fs.existsSync(at('c')));
      // What was there is gone with the copy: its beginning alone would be taken for a whole.
      fs.writeFileSync(at('c'), 'before');
      await attempt(() => fs.promises.copyFile('/tmp/eddy-large-' + process.pid, at('c')));
      codes.push(fs.existsSync(at('c')));
      fs.unlinkSync('/tmp/eddy-large-' + process.pid);
      await attempt(() => new Promise((resolve, reject) => {
        const stream = fs.createWriteStream(at('d')).on('error', reject).on('finish', resolve);
        stream.end(large);
      }));
      fs.rmSync(at('d'));
      codes.push(fs.readFileSync(at('kept'), 'utf8'), fs.readdirSync('/proc/self/fd').length - open);
      console.log(codes.join());
    })();`;
  const mount = at('small');
  fs.mkdirSync(mount);
  const { stdout } = spawnSync('unshare', ['-m', '/bin/sh', '-c', script, process.execPath, mount, program], { encoding: 'utf8' });
  if (stdout === '' || stdout === 'skipped\n') return;  // this machine does not let us
  assert.strictEqual(stdout, 'ENOSPC write,ENOSPC write,ENOSPC copyfile,false,ENOSPC copyfile,false,ENOSPC write,kept,0\n');
});

test('nothing acts with the rights that the process had before setuid', { skip: process.getuid() !== 0 && 'needs root' }, () => {
  fs.chmodSync(folder, 0o755);
  fs.writeFileSync(at('secret'), 'x', { mode: 0o600 });
  fs.mkdirSync(at('private'), { mode: 0o700 });
  fs.writeFileSync(at('private/inside'), 'x');
  const program = `
    const fs = require('fs');
    const [secret, inside] = process.argv.slice(1);
    const codes = [];
    const attempt = async (f) => { try { await f(); codes.push('done'); } catch (error) { codes.push(error.code); } };
    (async () => {
      // The pool's threads are running, the files are in the caches, before the rights go.
      await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => fs.promises.readdir('/')));
      await attempt(() => fs.promises.readFile(secret));
      process.setgroups([]);
      process.setgid(65534);
      process.setuid(65534);
      await attempt(() => fs.promises.readFile(secret));
      await attempt(() => fs.promises.open(secret));
      await attempt(() => fs.promises.stat(inside));
      await attempt(() => fs.promises.access(secret, fs.constants.R_OK));
      await attempt(() => fs.promises.writeFile(secret, 'y'));
      await attempt(() => fs.promises.rm(inside));
      await attempt(() => fs.promises.copyFile(secret, secret + '2'));
      await attempt(() => fs.readFileSync(secret));
      for (let i = 0; i < 8; i++) await attempt(() => fs.promises.readdir(require('path').dirname(inside)));
      console.log(codes.join());
    })();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program, at('secret'), at('private/inside')], { encoding: 'utf8' });
  assert.strictEqual(stdout, `done,${Array(16).fill('EACCES').join()}\n`, stderr);
});
