// Bytes, text and URLs: processor time of one call, in nanoseconds, for each of many functions. Runs on any runtime that has Node's
// API; compare two runs on one idle core: `taskset -c 1 <runtime> bench/programs/text.js`.
'use strict';

const { isUtf8, transcode } = require('node:buffer');
const { StringDecoder } = require('node:string_decoder');
const legacy = require('node:url');

const rounds = 5;

/** Prints what one call of `run` costs: the cheapest of five rounds, as others on the machine only make it dearer. */
function measure(name, count, run) {
  const part = Math.ceil(count / rounds);
  for (let i = 0; i < part; i++) run(i);
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < part; i++) run(i);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) * 1000 / part);
  }
  console.log(`${name.padEnd(32)} ${least.toFixed(1)}`);
}

const short = 'hello world';
const ascii = 'x'.repeat(200);
const mixed = 'h\u20acllo w\u00f6rld '.repeat(20);
const bytes = { short: Buffer.from(short), ascii: Buffer.from(ascii), mixed: Buffer.from(mixed), long: Buffer.alloc(60000, 'y') };
const base64 = bytes.ascii.toString('base64');
const hex = bytes.ascii.toString('hex');

measure('Buffer.from(11 characters)', 1e6, () => Buffer.from(short));
measure('Buffer.from(200 ASCII)', 1e6, () => Buffer.from(ascii));
measure('Buffer.from(240 mixed)', 3e5, () => Buffer.from(mixed));
measure('Buffer.from(base64)', 5e5, () => Buffer.from(base64, 'base64'));
measure('Buffer.from(hex)', 5e5, () => Buffer.from(hex, 'hex'));
measure('toString(11 bytes)', 1e6, () => bytes.short.toString());
measure('toString(200 ASCII)', 1e6, () => bytes.ascii.toString());
measure('toString(280 mixed)', 3e5, () => bytes.mixed.toString());
measure('toString(base64)', 1e6, () => bytes.ascii.toString('base64'));
measure('toString(base64, 60 kB)', 1e4, () => bytes.long.toString('base64'));
measure('toString(hex)', 1e6, () => bytes.ascii.toString('hex'));
measure('Buffer.from(array of 16)', 1e6, () => Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));
measure('Buffer.from(buffer of 200)', 1e6, () => Buffer.from(bytes.ascii));
measure('Buffer.from(latin1)', 1e6, () => Buffer.from(ascii, 'latin1'));
measure('Buffer.from(utf16le)', 5e5, () => Buffer.from(ascii, 'utf16le'));
measure('toString(latin1)', 1e6, () => bytes.ascii.toString('latin1'));
measure('toString(ascii)', 1e6, () => bytes.ascii.toString('ascii'));
measure('toString(utf16le)', 1e6, () => bytes.ascii.toString('utf16le'));
measure('toString(base64url)', 1e6, () => bytes.ascii.toString('base64url'));
measure('toString(60 kB)', 2e4, () => bytes.long.toString());
measure('byteLength(11 characters)', 2e6, () => Buffer.byteLength(short));
measure('byteLength(240 mixed)', 1e6, () => Buffer.byteLength(mixed));
measure('alloc(16)', 1e6, () => Buffer.alloc(16));
measure('allocUnsafe(100)', 1e6, () => Buffer.allocUnsafe(100));
measure('concat of four', 5e5, () => Buffer.concat([bytes.short, bytes.ascii, bytes.short, bytes.ascii]));
measure('copy', 1e6, () => bytes.ascii.copy(bytes.long, 10));
measure('compare', 1e6, () => bytes.ascii.compare(bytes.long));
measure('indexOf byte in 60 kB', 1e5, () => bytes.long.indexOf(122));
measure('equals', 2e6, () => bytes.ascii.equals(bytes.mixed));
measure('includes text in 60 kB', 1e5, () => bytes.long.includes('yz'));
measure('lastIndexOf byte in 60 kB', 2e4, () => bytes.long.lastIndexOf(122));
measure('indexOf text', 5e5, () => bytes.ascii.indexOf('zz'));
measure('subarray', 1e6, () => bytes.long.subarray(10, 100));

const room = Buffer.alloc(64);
measure('write(11 latin1)', 1e6, () => room.latin1Write(short, 0, 11));
measure('write(hex)', 1e6, () => room.write('00ff00ff', 'hex'));
measure('readUInt8', 5e6, (i) => room.readUInt8(i & 31));
measure('readInt16BE', 5e6, (i) => room.readInt16BE(i & 31));
measure('readIntLE(6)', 2e6, (i) => room.readIntLE(i & 31, 6));
measure('readFloatBE', 5e6, (i) => room.readFloatBE(i & 31));
measure('writeUInt8', 5e6, (i) => room.writeUInt8(i & 255, i & 31));
measure('writeUInt16LE', 5e6, (i) => room.writeUInt16LE(i & 65535, i & 31));
measure('writeUIntBE(6)', 2e6, (i) => room.writeUIntBE(i, i & 31, 6));
measure('writeDoubleBE', 5e6, (i) => room.writeDoubleBE(i, i & 31));
measure('writeBigInt64LE', 2e6, () => room.writeBigInt64LE(5n, 8));
measure('swap32', 1e6, () => room.swap32());
measure('toJSON', 2e5, () => room.toJSON());
measure('fill(byte)', 1e6, () => bytes.ascii.fill(120));
measure('write(11 characters)', 1e6, () => room.write(short));
measure('readUInt32LE', 5e6, (i) => room.readUInt32LE(i & 31));
measure('writeInt32BE', 5e6, (i) => room.writeInt32BE(i & 65535, i & 31));
measure('readDoubleLE', 5e6, (i) => room.readDoubleLE(i & 31));
measure('readBigUInt64LE', 2e6, () => room.readBigUInt64LE(8));
measure('fill(text)', 5e5, () => room.fill('ab'));

const encoder = new TextEncoder();
const decoder = new TextDecoder();
measure('TextEncoder (11 characters)', 1e6, () => encoder.encode(short));
measure('TextEncoder (240 mixed)', 3e5, () => encoder.encode(mixed));
measure('TextDecoder (200 ASCII)', 1e6, () => decoder.decode(bytes.ascii));
measure('TextDecoder (280 mixed)', 3e5, () => decoder.decode(bytes.mixed));

const url = new URL('https://user:pass@example.com:8080/p/a?x=1#h');
measure('new URL(absolute)', 5e5, (i) => new URL(`http://localhost:3000/item/${i}?q=1`));
measure('new URL(relative, base)', 3e5, () => new URL('../a/b?c=d', 'https://user@example.com:8080/x/y/z'));
measure('three attributes of a URL', 1e6, () => url.pathname.length + url.host.length + url.search.length);
measure('set pathname', 3e5, (i) => { url.pathname = `/a/${i & 7}`; });
measure('URL.canParse', 1e6, () => URL.canParse('https://example.com/a'));
measure('new URLSearchParams(text)', 3e5, () => new URLSearchParams('a=1&b=2&c=hello+world&d=%20x').get('c'));
const pattern = new legacy.URLPattern({ pathname: '/users/:id' });
const latin1 = new TextDecoder('latin1');
const strings = new StringDecoder('utf8');
const params = new URLSearchParams('a=1&b=2&c=hello+world&d=%20x');
measure('new URLSearchParams(object)', 3e5, () => new URLSearchParams({ a: '1', b: '2', c: 'hello world' }));
measure('URLSearchParams get', 1e6, () => params.get('c'));
measure('URLSearchParams toString', 3e5, () => params.toString());
measure('URLSearchParams append, delete', 3e5, () => {
  params.append('e', '5');
  params.delete('e');
});
measure('searchParams of a URL', 2e5, (i) => new URL(`http://localhost/?a=1&b=${i}`).searchParams.get('b'));
measure('url.parse', 2e5, () => legacy.parse('http://user:pass@example.com:8080/p/a?x=1#h'));
measure('URLPattern test', 1e5, () => pattern.test('https://example.com/users/17'));

const target = new Uint8Array(64);
measure('encodeInto(11 characters)', 1e6, () => encoder.encodeInto(short, target));
measure('TextDecoder (11 bytes)', 1e6, () => decoder.decode(bytes.short));
measure('TextDecoder (latin1, 200)', 5e5, () => latin1.decode(bytes.ascii));
measure('TextDecoder (stream)', 5e5, () => decoder.decode(bytes.ascii, { stream: true }));
measure('StringDecoder', 5e5, () => strings.write(bytes.mixed));
measure('btoa(11 characters)', 1e6, () => btoa(short));
measure('btoa(200 characters)', 1e6, () => btoa(ascii));
measure('atob(268 characters)', 1e6, () => atob(base64));
measure('isUtf8(280 mixed)', 1e6, () => isUtf8(bytes.mixed));
measure('transcode', 2e5, () => transcode(bytes.ascii, 'utf8', 'utf16le'));

const record = { id: 17, name: 'a name', tags: ['a', 'b', 'c'], at: new Date(0), inner: { x: 1.5, y: null, list: [1, 2, 3] } };
const table = new Map([['a', { b: 1 }], ['c', new Set([1, 2, 3])]]);
const typed = new Float64Array(1000);
const records = Array.from({ length: 100 }, (_, id) => ({ ...record, id }));
measure('structuredClone(number)', 1e6, () => structuredClone(5));
measure('structuredClone(text)', 1e6, () => structuredClone(ascii));
measure('structuredClone({})', 5e5, () => structuredClone({}));
measure('structuredClone(record)', 1e5, () => structuredClone(record));
measure('structuredClone(Map)', 1e5, () => structuredClone(table));
measure('structuredClone(8 kB of numbers)', 1e5, () => structuredClone(typed));
measure('structuredClone(100 records)', 2e3, () => structuredClone(records));
measure('crypto.randomUUID', 5e5, () => crypto.randomUUID());
