// The functions of node:fs with what may be passed to them. A shape makes the arguments of one call, without the callback.
'use strict';

const fs = require('node:fs');
const { Readable } = require('node:stream');
const {
  Ref, bool, encoding, flags, id, mode, name, number, odd, options, position, signal, text, time, view,
} = require('./random.cjs');
const { below, chance, pick } = require('../random.cjs');

/** Open descriptors: numbers, or undefined when closed; the same for FileHandles. */
const descriptors = [];
const handles = [];

// No runtime opens that many.
const STALE = 987654;


function descriptor() {
  // Functions that Node wrote in C++ word what they refuse in ways of their own.
  if (chance(5)) return pick([undefined, null, 'x', '3', {}, [], NaN, -1, 1.5, 2 ** 31, true, Infinity]);
  return descriptors.length === 0 || chance(4) ? STALE : new Ref(below(descriptors.length));
}

function target() {
  return chance(15) ? descriptor() : name();
}

function content() {
  return chance(4) ? odd() : chance(50) ? text() : view();
}

function pieces() {
  const parts = Array.from({ length: below(4) }, () => (chance(92) ? content() : odd()));
  switch (below(4)) {
    case 0: return parts;
    case 1: return (async function*() { yield* parts; })();
    case 2: return new Set(parts);
    default: return Readable.from(parts.filter((part) => part !== null && part !== undefined));
  }
}

function views() {
  return chance(5) ? odd() : Array.from({ length: pick([0, 1, 2, 3, 20]) }, () => (chance(97) ? view() : odd()));
}

function threeBits() {
  return pick([undefined, 0, 1, 2, 4, 5, 6, 7, 3, 8, -1, 1.5, null]);
}

/** Arguments of read: what follows the descriptor. */
function readShape() {
  const buffer = () => (chance(4) ? odd() : chance(80) ? Buffer.alloc(pick([0, 1, 5, 100, 5000, 20000])) : view());
  switch (below(4)) {
    case 0: return [buffer(), number(), number(), position()];
    case 1: return [buffer(), options({ offset: number, length: number, position })];
    case 2: return [buffer(), 0, pick([1, 3, 5, 100]), position()];
    default: return [options({ buffer, offset: number, length: number, position })];
  }
}

function writeShape() {
  switch (below(4)) {
    case 0: return [view(), number(), number(), position()];
    case 1: return [view(), options({ offset: number, length: number, position })];
    case 2: return [text(), position(), encoding()];
    default: return [content()];
  }
}

const wholeRead = () => (chance(30) ? encoding() : options({ encoding, flag: flags, signal }, 20));
const wholeWrite = () => (chance(30) ? encoding() : options({ encoding, flag: flags, mode, flush: bool, signal }, 20));
const named = () => (chance(30) ? encoding() : options({ encoding }));
const statOptions = () => options({ bigint: bool, throwIfNoEntry: bool }, 30);

/** Of what cp asks about, nothing, or what is not called so. */
const filters = [() => true, () => false, (from) => !from.includes('x'), (from, to) => to.length < 12, () => 0, () => 'yes', async () => true];

/** What cp takes: no bytes. */
function pathText() {
  const path = name();
  // Of errors at both ends it is chance which comes first.
  return isText(path) && !/loop\/|\.\.$/.test(String(path)) ? path : 'dir';
}

/** What mkdtemp is given: not in a folder that can't be looked at later. */
function prefix() {
  const path = name();
  return String(path).includes('locked') ? 'dir/x' : path;
}

const byPath = {
  access: () => [name(), threeBits()],
  appendFile: () => [target(), content(), wholeWrite()],
  chmod: () => [name(), mode()],
  chown: () => [name(), id(), id()],
  copyFile: () => [name(), name(), threeBits()],
  exists: () => [name()],
  lchown: () => [name(), id(), id()],
  link: () => [name(), name()],
  lstat: () => [name(), statOptions()],
  lutimes: () => [name(), time(), time()],
  mkdir: () => [name(), chance(30) ? mode() : options({ recursive: bool, mode }, 60)],
  mkdtemp: () => [prefix(), named()],
  open: () => [name(), flags(), mode()],
  readFile: () => [target(), wholeRead()],
  readlink: () => [name(), named()],
  realpath: () => [name(), named()],
  'realpath.native': () => [name(), named()],
  rename: () => [name(), name()],
  rmdir: () => [name(), options({ recursive: bool, maxRetries: number, retryDelay: () => pick([0, 1]) }, 15)],
  stat: () => [name(), statOptions()],
  statfs: () => [name(), options({ bigint: bool })],
  symlink: () => [name(), name(), pick([undefined, undefined, 'file', 'dir', 'junction', null, 'x'])],
  truncate: () => [name(), number()],
  unlink: () => [name()],
  utimes: () => [name(), time(), time()],
  writeFile: () => [target(), chance(10) ? pieces() : content(), wholeWrite()],
};

const trees = {
  cp: () => [pathText(), pathText(), options({
    dereference: bool, errorOnExist: bool, filter: () => pick(filters), force: bool, mode: () => pick([0, 1, 2, 3]), preserveTimestamps: bool, recursive: () => chance(85),
    verbatimSymlinks: bool,
  }, 35)],
  glob: () => [chance(70) ? pick(PATTERNS) : [pick(PATTERNS), pick(PATTERNS)],
    options({ withFileTypes: bool, exclude: () => pick([() => false, ['dir/**'], ['**/x'], 'x']), cwd: () => pick(['.', 'dir', 'missing', 'a', new URL('file:///x')]) }, 25)],
  mkdir: () => [name(), options({ recursive: () => true, mode }, 80)],
  opendir: () => [name(), options({ encoding, bufferSize: () => pick([1, 2, 3, 32, 1000]), recursive: bool }, 35)],
  readdir: () => [name(), chance(25) ? encoding() : options({ encoding, withFileTypes: bool, recursive: bool }, 50)],
  rename: byPath.rename,
  rm: () => [name(), options({ force: bool, maxRetries: () => pick([0, 1, 2]), recursive: bool, retryDelay: () => pick([0, 1]) }, 50)],
  rmdir: byPath.rmdir,
  symlink: byPath.symlink,
};

const PATTERNS = ['*', '**', '**/*', 'dir/*', '*/x', '**/x', '{a,b}', 'dir/{x,y.js}', '?', '[a-c]', '!(a)', '*.js', '**/*.js', 'dir/', '*/', '**/', 'link', 'loop/*', 'dirlink/**', '', '.', '..', '/',
  'missing/*', 'dir/**/z', '@(a|b)', '+(a)', '*(x)', '[!a]', '[^a]', '\\*', 'DIR/x', '\u65e5*', 'locked/*', '**/sub/**', 'a/**', 'full/?', '.*', '[', '{a', 'dir/./x', 'dir//x'];

const byDescriptor = {
  close: () => [descriptor()],
  fchmod: () => [descriptor(), mode()],
  fchown: () => [descriptor(), id(), id()],
  fdatasync: () => [descriptor()],
  fstat: () => [descriptor(), statOptions()],
  fsync: () => [descriptor()],
  ftruncate: () => [descriptor(), number()],
  futimes: () => [descriptor(), time(), time()],
  read: () => [descriptor(), ...readShape()],
  readv: () => [descriptor(), views(), position()],
  write: () => [descriptor(), ...writeShape()],
  writev: () => [descriptor(), views(), position()],
  open: byPath.open,
  readFile: () => [descriptor(), wholeRead()],
  writeFile: () => [descriptor(), content(), wholeWrite()],
  appendFile: () => [descriptor(), content(), wholeWrite()],
};

/** Methods of FileHandle. */
const ofHandle = {
  appendFile: () => [content(), wholeWrite()],
  chmod: () => [mode()],
  chown: () => [id(), id()],
  close: () => [],
  datasync: () => [],
  read: readShape,
  readFile: () => [wholeRead()],
  readLines: () => [options({ encoding, start: number, end: number, highWaterMark: number, autoClose: bool }, 25)],
  readv: () => [views(), position()],
  stat: () => [statOptions()],
  sync: () => [],
  truncate: () => [number()],
  utimes: () => [time(), time()],
  write: writeShape,
  writeFile: () => [chance(20) ? pieces() : content(), wholeWrite()],
  writev: () => [views(), position()],
};

// What opens files, which must not be FIFOs: without a writer they block for ever.
const OPENERS = new Set(['appendFile', 'copyFile', 'open', 'readFile', 'truncate', 'writeFile', 'createReadStream', 'createWriteStream', 'openAsBlob']);

function isPipe(file) {
  try {
    return fs.statSync(file).isFIFO();
  } catch {
    return false;
  }
}

function isDirectory(file) {
  try {
    return fs.statSync(file).isDirectory();
  } catch {
    return false;
  }
}

/** Whether the call would wait for the other end of a FIFO. */
function wouldBlock(call, list) {
  return OPENERS.has(call) && (isPipe(list[0]) || (call === 'copyFile' && isPipe(list[1])));
}

/** Whether Node itself has no sound answer: it fails internally, or ends. */
function nodeFails(call, form, list) {
  switch (call) {
    // A callback for a bad descriptor gets an error about a list of its own; of a good one the error of the last read is lost.
    case 'readFile': return typeof list[0] === 'number' && (form === 'callback' || list[1] === 'buffer' || list[1]?.encoding === 'buffer') || typeof list[0] === 'bigint';
    case 'appendFile': case 'writeFile': return typeof list[0] === 'bigint' || typeof list[0] === 'symbol';
    // Names that are bytes, or encoded, are joined as if they were text.
    case 'readdir': return Boolean(list[1]?.recursive) && (!isText(list[0]) || !/^utf-?8$/.test(list[1].encoding ?? 'utf8'));
    case 'rmdir': case 'rm': return Boolean(list[1]?.recursive) && /(?:\/|\/\.|47|47,46)$/.test(isText(list[0]) || ArrayBuffer.isView(list[0]) ? String(list[0]) : '');
    // Options are looked at after the directory was opened, and thrown where nobody waits.
    // A directory is no source: what was opened for that is empty then, and its name gone.
    case 'copyFile': return isDirectory(list[0]);
    case 'opendir': return form === 'promise' && list.length === 0 || Boolean(list[1]?.recursive) && !(isText(list[0]) && /^utf-?8$/.test(list[1].encoding ?? 'utf8')) || list[1]?.bufferSize !== undefined && !(Number.isInteger(list[1].bufferSize) && list[1].bufferSize > 0);
    // The synchronous form takes dereferencing for its opposite, and ends the program where links go round.
    case 'cp': return !isText(list[0]) || !isText(list[1]) || form === 'sync' && (Boolean(list[2]?.dereference) || `${list[0]}${list[1]}`.includes('loop'));
    // Modes beyond 2 ** 31 end it.
    case 'chmod': case 'fchmod': return list.some((value) => Number(value) >= 2 ** 31);
    // In directories where nothing can be made, whoever asks, it tries for ever.
    case 'mkdir': return isText(list[0]) && /^\/proc/.test(list[0]);
    // It joins paths before it looks at them; what begins with "." goes through links that others don't.
    case 'glob': return form === 'sync' && Boolean(list[1]?.withFileTypes) || !isText(list[1]?.cwd ?? '') || (Array.isArray(list[0]) ? list[0] : [list[0]]).some((part) => typeof part === 'string' && part.includes('./'));
    default: return false;
  }
}

function isText(value) {
  return typeof value === 'string' || value instanceof URL;
}

/**
 * @param {Record<string, () => any[]>} table
 * @returns {{ call: string, list: any[] }} one of its functions with arguments, some left out, some odd
 */
function draw(table) {
  const call = pick(Object.keys(table));
  const list = table[call]();
  if (chance(12)) list.length = below(list.length + 1);
  if (list.length > 0 && chance(10)) list[below(list.length)] = odd();
  return { call, list };
}

module.exports = { byDescriptor, byPath, descriptors, draw, handles, nodeFails, ofHandle, STALE, trees, wouldBlock };
