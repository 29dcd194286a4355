// Random calls of node:fs in all forms, the same for the same seed on any runtime: prints a line per call and the tree at the
// end of each sequence, for comparison with another runtime's lines. Works in the current folder, as nobody if started by root.
//
//   file_system.cjs <area> <seed> <count> [first]   makes the sequences from `first` to below `count`
//
// Areas: paths, trees, descriptors, handles, streams.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const util = require('node:util');
const { byDescriptor, byPath, descriptors, draw, handles, nodeFails, ofHandle, STALE, trees, wouldBlock } = require('./fs/calls.cjs');
const { Ref } = require('./fs/random.cjs');
const { below, chance, pick, reseed } = require('./random.cjs');
const { digest, failure, neutral, show, sorted } = require('./fs/show.cjs');
const streams = require('./fs/streams.cjs');

const [area, seedText, countText, firstText] = process.argv.slice(2);
const TABLES = { paths: byPath, trees, descriptors: byDescriptor, handles: byPath, streams: byPath };

const lines = [];

function say(line) {
  lines.push(neutral(line).replaceAll('\n', '\\n'));
  if (lines.length > 500) flush();
}

function flush() {
  fs.writeSync(1, lines.join('\n') + (lines.length > 0 ? '\n' : ''));
  lines.length = 0;
}

// ---- The folder of a sequence ----

/** Files of every kind. */
function plant() {
  fs.writeFileSync('a', 'contents of a\n');
  fs.writeFileSync('b', Buffer.from([0xff, 0xfe, 0x00, 0x41, 0xc3]));
  fs.writeFileSync('c.txt', '\u65e5\u672c\n'.repeat(100));
  fs.writeFileSync('empty', '');
  fs.writeFileSync('large', Buffer.alloc(70000, 'large file\n'));
  fs.mkdirSync('dir/sub', { recursive: true });
  fs.writeFileSync('dir/x', 'x');
  fs.writeFileSync('dir/y.js', 'y');
  fs.writeFileSync('dir/sub/z', 'z');
  fs.mkdirSync('full');
  for (let i = 0; i < 5; i++) fs.writeFileSync(`full/${i}`, String(i));
  fs.writeFileSync('\u65e5\u672c', 'nihon');
  fs.writeFileSync(Buffer.from([0x66, 0xff, 0xfe]), 'no UTF-8');
  fs.writeFileSync(Buffer.from([0x64, 0x69, 0x72, 0x2f, 0xff]), 'no UTF-8, either');
  fs.symlinkSync('a', 'link');
  fs.symlinkSync('dir', 'dirlink');
  fs.symlinkSync('nowhere', 'dangling');
  fs.symlinkSync('loop', 'loop');
  fs.linkSync('../pipe', 'pipe');
  fs.linkSync('../socket', 'socket');
  fs.mkdirSync('locked');
  fs.writeFileSync('locked/in', 'in');
  fs.chmodSync('locked', pick([0o000, 0o500, 0o300, 0o755]));
  fs.writeFileSync('secret', 'secret', { mode: pick([0o000, 0o200, 0o400]) });
}

/** Every name below `folder` with what it is, as lines. */
function harvest(folder, found = []) {
  for (const entry of fs.readdirSync(folder, { encoding: 'buffer' })) {
    const full = Buffer.concat([folder, Buffer.from('/'), entry]);
    const is = fs.lstatSync(full);
    let what = '';
    if (is.isSymbolicLink()) {
      what = `-> ${fs.readlinkSync(full)}`;
    } else if (is.isDirectory()) {
      fs.chmodSync(full, 0o700);
      harvest(full, found);
    } else if (is.isFile()) {
      if ((is.mode & 0o400) === 0) fs.chmodSync(full, 0o600);
      what = `${is.size} ${is.nlink} ${digest(fs.readFileSync(full))}`;
    }
    found.push(`${full.toString('latin1')} ${is.mode.toString(8)} ${what}`);
  }
  return found;
}

function isLink(file) {
  try {
    return fs.lstatSync(file).isSymbolicLink();
  } catch {
    return true;
  }
}

/** The names below a folder, as far as it can be read. */
function everyName(folder, found = new Set()) {
  let entries = [];
  try {
    entries = fs.readdirSync(Buffer.from(folder, 'latin1'), { encoding: 'latin1' });
  } catch {
    return found;
  }
  for (const entry of entries) {
    const full = `${folder}/${entry}`;
    found.add(full);
    if (!isLink(Buffer.from(full, 'latin1'))) everyName(full, found);
  }
  return found;
}

function removeAll(folder) {
  execFileSync('rm', ['-rf', folder]);
}

// ---- Calls ----

/** References as what they stand for. */
function resolve(call, list) {
  return list.map((value, at) => {
    if (value instanceof Ref) return descriptors[value.index] ?? STALE;
    // Other small numbers are descriptors of the runtime.
    return at === 0 && call !== undefined && Number.isInteger(value) && value >= 0 && value < 1000 ? STALE : value;
  });
}

/** Waits for `promise`, but not for ever. */
async function settled(promise) {
  let timer;
  const late = new Promise((resolveLate) => {
    timer = setTimeout(resolveLate, 30000, 'hangs');
  });
  const result = await Promise.race([promise.then((value) => ({ value }), (error) => ({ error })), late]);
  clearTimeout(timer);
  return result;
}

const unordered = new Set(['readdir', 'glob']);

/** What a call came to, as text; what it opened is kept. */
async function outcome(call, value, list) {
  if (call === 'open' && typeof value === 'number') {
    descriptors.push(value);
    return `descriptor #${descriptors.length - 1}`;
  }
  if (call === 'open' && value?.constructor?.name === 'FileHandle') {
    handles.push(value);
    return `handle #${handles.length - 1}`;
  }
  if (call === 'mkdtemp' && value !== undefined) return `${typeof value} of ${value.length}`;
  if (call === 'opendir' && value?.constructor?.name === 'Dir') {
    const entries = [];
    try {
      if (below(2)) {
        for await (const entry of value) entries.push(entry);
      } else {
        for (let entry; (entry = value.readSync()) !== null;) entries.push(entry);
        value.closeSync();
      }
    } catch (error) {
      entries.push(failure(error));
      await value.close().catch(() => {});
    }
    return `Dir ${show(value.path)} ${sorted(entries)}`;
  }
  if (call === 'glob' && typeof value?.[Symbol.asyncIterator] === 'function') {
    const found = [];
    try {
      for await (const entry of value) found.push(entry);
    } catch (error) {
      found.push(failure(error));
    }
    return sorted(found);
  }
  if (call === 'readLines' && typeof value?.[Symbol.asyncIterator] === 'function') {
    const found = [];
    try {
      for await (const line of value) found.push(line);
    } catch (error) {
      found.push(failure(error));
    }
    return `${found.length} lines ${digest(found.join('\n'))}`;
  }
  return unordered.has(call) ? sorted(value) : show(value);
}

function find(object, call) {
  return call.split('.').reduce((from, key) => from?.[key], object);
}

/** The call in one form: how it returned, and what came. */
async function run(form, call, list) {
  const fn = form === 'sync' ? (call.includes('.') ? find(fs, call.replace('.', 'Sync.')) : fs[`${call}Sync`]) :
    form === 'callback' ? find(fs, call) : find(fs.promises, call);
  if (typeof fn !== 'function') return 'there is none';
  let value;
  try {
    if (form === 'callback') {
      let calls = 0;
      value = new Promise((resolveIt, reject) => {
        const returned = fn.call(fs, ...list, (...given) => {
          if (++calls > 1) say(`${call}: called back twice`);
          if (call === 'exists') resolveIt(given[0]);
          else if (given[0]) reject(given[0]);
          else resolveIt(given.length > 2 ? given.slice(1) : given[1]);
          if (given[0] === undefined) say(`${call}: undefined for no error`);
        });
        if (returned !== undefined) say(`${call}: returned ${show(returned)}`);
      });
      // What is thrown at once must be told apart from what is called back.
      let state = 'called back';
      value.catch(() => {});
      await Promise.race([value.then(() => {}, (error) => { if (calls === 0) state = 'threw'; }), undefined]);
      const came = await settled(value);
      if (came === 'hangs') return 'hangs';
      return 'error' in came ? `${state} ${failure(came.error)}` : outcome(call, came.value, list);
    }
    value = fn.call(form === 'sync' ? fs : fs.promises, ...list);
  } catch (error) {
    return `threw ${failure(error)}`;
  }
  if (form === 'sync') {
    return typeof value?.then === 'function' ? `a promise: ${show(await value)}` : outcome(call, value?.next && call === 'glob' ? drain(value) : value, list);
  }
  if (typeof value?.then !== 'function') return outcome(call, value, list);
  const came = await settled(value);
  if (came === 'hangs') return 'hangs';
  return 'error' in came ? `rejected ${failure(came.error)}` : outcome(call, came.value, list);
}

function drain(iterator) {
  return Array.from(iterator);
}

/**
 * Where Node words an error by its C++ library ("EPERM, Operation not permitted: a 'a'"), only that there was one is compared.
 */
function withoutWording(form, call, came) {
  return form === 'sync' && call === 'rm' && /^threw (?:System)?Error \[/.test(came) && !came.includes('[ENOENT]') ? 'threw' : came;
}

function describe(list) {
  return list.map((value) => (value instanceof Ref ? `#${value.index}` : show(value, 2))).join(', ');
}

async function step(label) {
  const useHandle = area === 'handles' && chance(80);
  if (useHandle && handles.length > 0) {
    const index = below(handles.length);
    const { call, list } = draw(ofHandle);
    const told = `${label} handle #${index}.${call}(${describe(list)})`;
    let value;
    try {
      value = handles[index][call](...resolve(undefined, list));
    } catch (error) {
      say(`${told}: threw ${failure(error)}`);
      return;
    }
    const came = typeof value?.then === 'function' ? await settled(value) : { value };
    say(`${told}: ${came === 'hangs' ? came : 'error' in came ? `rejected ${failure(came.error)}` : await outcome(call, came.value, list)}`);
    return;
  }
  const form = area === 'handles' ? 'promise' : pick(['sync', 'callback', 'promise']);
  const { call, list } = draw(area === 'handles' && chance(60) ? { open: byPath.open } : TABLES[area]);
  // A function might be taken for the callback: then nothing tells that the call has ended.
  if (form === 'callback') list.forEach((value, at) => { if (typeof value === 'function') list[at] = 'function'; });
  const given = resolve(call, list);
  const told = `${label} ${form} ${call}(${describe(list)})`;
  if (wouldBlock(call, given) || nodeFails(call, form, given)) {
    say(`${told}: left out`);
    return;
  }
  const there = call === 'mkdtemp' ? everyName('.') : undefined;
  const came = withoutWording(form, call, await run(form, call, given));
  // Numbers of descriptors are the runtime's own.
  say(`${told}: ${list.some((value) => value instanceof Ref) ? came.replace(/Received type number \(\d+\)/, 'Received a descriptor') : came}`);
  // What has got a random name must not stay.
  if (there !== undefined) for (const made of everyName('.')) if (!there.has(made)) fs.rmdirSync(Buffer.from(made, 'latin1'));
  if (call === 'close' && list[0] instanceof Ref) descriptors[list[0].index] = undefined;
}

function openCount() {
  return fs.readdirSync('/proc/self/fd').length;
}

async function sequence(index) {
  reseed(Math.imul(Number(seedText) + index * 7919, 0x9e3779b1));
  fs.mkdirSync('s');
  process.chdir('s');
  const folder = process.cwd();
  plant();
  const before = openCount();
  const steps = 3 + below(25);
  if (area === 'descriptors') {
    for (const flags of ['r', 'r+', 'w+', 'a+', 'w', 'r']) {
      descriptors.push(fs.openSync(pick(['a', 'b', 'large', 'empty', 'c.txt']), flags === 'r' ? 'a+' : flags));
    }
    descriptors.push(fs.openSync('a', 'r'), fs.openSync('dir', 'r'), fs.openSync('/dev/null', 'r+'), fs.openSync('/dev/full', 'r+'),
      fs.openSync('pipe', fs.constants.O_RDWR | fs.constants.O_NONBLOCK));
  }
  for (let i = 0; i < steps; i++) {
    if (area === 'streams') await streams.step(`${index}.${i}`, say);
    else await step(`${index}.${i}`);
  }
  for (const fd of descriptors) {
    if (fd === undefined) continue;
    try {
      fs.closeSync(fd);
    } catch (error) {
      say(`${index} closing: ${failure(error)}`);
    }
  }
  descriptors.length = 0;
  for (const handle of handles) {
    try {
      await handle.close();
    } catch {
      // Told where it mattered: a stream that couldn't be made may still listen for this.
    }
  }
  handles.length = 0;
  const after = openCount();
  if (after > before) say(`${index} left ${after - before} descriptors open`);
  fs.chmodSync(folder, 0o700);
  for (const line of harvest(Buffer.from('.')).sort()) say(`${index} ${line}`);
  process.chdir('..');
  removeAll('s');
}

async function main() {
  process.umask(0o022);
  if (process.getuid() === 0) {
    fs.chownSync('.', 65534, 65534);
    process.setgroups([]);
    process.setgid(65534);
    process.setuid(65534);
  }
  // A limit on the size of files is told by an error alone.
  process.on('SIGXFSZ', () => {});
  process.on('warning', () => {});
  process.on('uncaughtException', (error) => say(`uncaught ${failure(error)}`));
  execFileSync('mkfifo', ['pipe']);
  const server = net.createServer().listen('socket');
  await new Promise((resolveIt) => server.once('listening', resolveIt));
  // What is opened on first use is open before anything is counted.
  await fs.promises.readFile('/proc/self/status');
  await fs.promises.stat('.');
  for (let i = Number(firstText ?? 0); i < Number(countText); i++) await sequence(i);
  server.close();
  flush();
}

main().catch((error) => {
  flush();
  console.log(util.inspect(error));
  process.exit(1);
});
