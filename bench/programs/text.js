// Bytes, text and URLs: processor time of one call, in nanoseconds, for each of many functions. Runs on any runtime that has Node's
// API; compare two runs on one idle core: `taskset -c 1 <runtime> bench/programs/text.js`.
'use strict';

/** Prints what one call of `run` costs; the first tenth is for the compiler. */
function measure(name, count, run) {
  for (let i = 0; i < count / 10; i++) run(i);
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) run(i);
  const { user, system } = process.cpuUsage(before);
  console.log(`${name.padEnd(32)} ${((user + system) * 1000 / count).toFixed(1)}`);
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
measure('byteLength(240 mixed)', 1e6, () => Buffer.byteLength(mixed));
measure('alloc(16)', 1e6, () => Buffer.alloc(16));
measure('allocUnsafe(100)', 1e6, () => Buffer.allocUnsafe(100));
measure('concat of four', 5e5, () => Buffer.concat([bytes.short, bytes.ascii, bytes.short, bytes.ascii]));
measure('copy', 1e6, () => bytes.ascii.copy(bytes.long, 10));
measure('compare', 1e6, () => bytes.ascii.compare(bytes.long));
measure('indexOf byte in 60 kB', 1e5, () => bytes.long.indexOf(122));
measure('indexOf text', 5e5, () => bytes.ascii.indexOf('zz'));
measure('subarray', 1e6, () => bytes.long.subarray(10, 100));

const room = Buffer.alloc(64);
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
