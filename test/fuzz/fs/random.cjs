// Random values for calls of node:fs, the same for the same seed on any runtime: names, options, and what nobody should pass.
'use strict';

const { pathToFileURL } = require('node:url');
const { below, chance, pick } = require('../random.cjs');

/** An open descriptor or FileHandle of the sequence, by its place: the runtimes number them as they like. */
class Ref {
  constructor(index) {
    this.index = index;
  }
}

const LONG = 'n'.repeat(256);
const DEEP = 'deep/'.repeat(900);
const NAMES = ['a', 'b', 'c.txt', 'empty', 'large', 'dir', 'dir/x', 'dir/y.js', 'dir/sub', 'dir/sub/z', 'full', 'full/1', 'link', 'dirlink', 'dirlink/x',
  'dangling', 'loop', 'loop/x', 'pipe', 'socket', 'new', 'new/deeper', 'new/deeper/still', 'other', '\u65e5\u672c', 'dir/\u{1f600}', 'locked', 'locked/in', 'secret'];
const ODD_NAMES = ['', '.', './a', 'dir/', 'a/', 'link/', 'dirlink/', 'dangling/', 'dir/../a', 'dir//x', 'a/x', 'missing/x', 'new/', 'a\0b', '\0', LONG, `dir/${LONG}`, DEEP,
  'sub/../..', '\ud800', ' ', '*', '[a]', 'x'.repeat(255), '..\\a', 'dir/.', 'dir/sub/..'];

/** A name inside of the folder of the sequence, mostly one that is there. */
function name() {
  const text = chance(88) ? pick(NAMES) : pick(ODD_NAMES);
  switch (below(24)) {
    case 0: return Buffer.from(text);
    case 1: return Buffer.from([0x66, 0xff, 0xfe, 0x2f].slice(0, 2 + below(3)));
    case 2: return text.includes('\0') ? text : pathToFileURL(text);
    case 3: return new Uint8Array(Buffer.from(text));
    case 4: return require('node:path').resolve(text.replaceAll('\0', '0'));
    default: return text;
  }
}

function text() {
  const piece = pick(['x', 'line\n', '\u00e9', '\u65e5\u672c', '\u{1f600}', '\ud800', '\r\n', 'long '.repeat(20), '']);
  return piece.repeat(pick([1, 1, 2, 5, 17, 400]));
}

/** @returns {Buffer} bytes of a size around what readers and writers cut by */
function bytes() {
  const size = pick([0, 1, 2, 3, 10, 100, 1023, 4096, 16384, 16385, 65536, 65537, 70000]);
  const buffer = Buffer.alloc(size);
  const first = below(256);
  for (let i = 0; i < size; i++) buffer[i] = (first + i * 7 + (i >> 8)) & 255;
  return buffer;
}

function view() {
  const buffer = bytes();
  switch (below(8)) {
    case 0: return new Uint8Array(buffer);
    case 1: return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
    case 2: return new Float64Array(below(20));
    case 3: return new Uint16Array([1, 2, 3, 65535]);
    case 4: return buffer.subarray(below(buffer.length + 1));
    default: return buffer;
  }
}

const ENCODINGS = ['utf8', 'utf-8', 'UTF-8', 'latin1', 'binary', 'hex', 'base64', 'base64url', 'ascii', 'ucs2', 'utf16le', 'buffer'];

function encoding() {
  return chance(94) ? pick(ENCODINGS) : pick(['nope', '', null, undefined, 'Buffer', 5, {}]);
}

class Coded {
  toString() { return 'a'; }
}

/** What nobody should pass; most of it is refused. */
function odd() {
  return pick([undefined, null, NaN, -1, 0, 1, 1.5, 7, 8, 511, 2 ** 31 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 63, -(2 ** 31), -(2 ** 53), Infinity,
    -Infinity, 0n, 1n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), '', 'x', '0', '12', '0644', '0o644', '1e3', 'abc', '-1', ' 7', true, false, Symbol('s'), {}, { x: 1 }, [],
    [1], ['a'], function given() {}, () => {}, class Given {}, new Date(0), new Date(NaN), /x/, new Map(), new Error('x'), Buffer.alloc(0), Buffer.from('a'), new Uint8Array(2),
    new Uint16Array(2), new ArrayBuffer(3), new SharedArrayBuffer(2), new URL('file:///tmp/%00'), new URL('file://host/a'), new URL('http://x/a'), new URL('file:///a%2Fb'),
    { href: 'file:///x', protocol: 'file:' }, new Coded(), { toString() { return 'dir'; } }, new Proxy({}, {}), new String('a'), new Number(3), Promise.resolve(1)]);
}

function bool() {
  return chance(85) ? chance(50) : pick([undefined, null, 0, 1, '', 'true', {}]);
}

function mode() {
  return pick([0o644, 0o600, 0o755, 0o777, 0o400, 0o000, 0o1777, 0o4755, '644', '0755', '0o600', '600', undefined, 0o7777, 0o17777]);
}

function flags() {
  return pick(['r', 'r', 'r', 'rs', 'sr', 'r+', 'r+', 'rs+', 'w', 'wx', 'xw', 'w+', 'wx+', 'a', 'ax', 'a+', 'ax+', 'as', 'as+', 'sa', 0, 1, 2, 64, 65, 66, 577, 578, 1024, 1025, 1090,
    65536, 131072, 2097152, 4259841, undefined, null, 'rw', 'R', '', '+r', 'rs ', -1, 2 ** 31, 1.5, '2']);
}

function position() {
  return pick([null, undefined, 0, 0, 1, 5, 10, 100, 4096, 70000, -1, -1, 0n, 3n, 100n, -1n, 2 ** 32, 2 ** 53 - 1, 2n ** 63n - 1n, -2, -2n, 1.5, NaN, '0', '3', Infinity]);
}

function number() {
  return pick([0, 0, 1, 2, 3, 5, 10, 50, 100, 1000, 4096, 70000, undefined, null, -1, 1.5, NaN, 2 ** 31 - 1, 2 ** 32, '3', 0n, 5n]);
}

function time() {
  return pick([0, 1, 1.5, 1000000000, 1234567890.123, '100', '1.25', new Date(5000), new Date(1e12), new Date(-1000), -1, -1.5, 0.000001, 2 ** 32, 4102444800, 253402300800, 1e15, NaN, Infinity,
    -Infinity, '', 'x', 'NaN', 'Infinity', null, undefined, 5n, {}, new Date(NaN), true]);
}

function id() {
  return pick([0, 1, -1, -1, -1, 65534, 65534, 65534, 2 ** 32 - 1, 2 ** 32, -2, 1.5, NaN, '0', undefined, null, 1n]);
}

function signal() {
  return pick([AbortSignal.abort(), AbortSignal.abort(new Error('own reason')), AbortSignal.abort('text'), new AbortController().signal, undefined, null, {}, 'x', { aborted: true }]);
}

/** An object with some of the given properties: `makers` by name; now and then something else in its place. */
function options(makers, percent = 40) {
  if (chance(4)) return odd();
  const result = chance(3) ? Object.create(null) : {};
  for (const [key, make] of Object.entries(makers)) {
    if (chance(percent)) result[key] = chance(5) ? odd() : make();
  }
  return result;
}

module.exports = {
  Ref, bool, bytes, encoding, flags, id, mode, name, number, odd, options, position, signal, text, time, view,
};
