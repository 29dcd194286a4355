// Bytes, text, URLs and clones: processor time of one call, in nanoseconds, for each of many functions, as JSON: the least of
// several rounds after warming up, as others on the machine only make a round dearer. Runs on any runtime that has Node's API;
// `ONLY=words` in the environment runs the cases whose names hold them.
'use strict';
const { isAscii, isUtf8, transcode } = require('node:buffer');
const { StringDecoder } = require('node:string_decoder');
const legacy = require('node:url');
const zlib = require('node:zlib');

const short = 'hello world';
const ascii = 'x'.repeat(200);
const mixed = 'h\u20acllo w\u00f6rld '.repeat(20);
const accents = 'h\u00e9llo w\u00f6rld '.repeat(20);
const longText = 'lorem ipsum dolor sit amet, '.repeat(2200);
const bytes = {
  short: Buffer.from(short), ascii: Buffer.from(ascii), mixed: Buffer.from(mixed), long: Buffer.alloc(60000, 'y'),
  longMixed: Buffer.from(mixed.repeat(200)), wide: Buffer.from(mixed, 'utf16le'),
};
const twin = Buffer.from(bytes.long);
const base64 = bytes.ascii.toString('base64');
const base64url = bytes.mixed.toString('base64url');
const longBase64 = bytes.long.toString('base64');
const hex = bytes.ascii.toString('hex');
const sixteen = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const parts = Array.from({ length: 100 }, (_, i) => Buffer.alloc(1000, i));
const room = Buffer.alloc(64);
const wideRoom = Buffer.alloc(4096);
const longRoom = Buffer.alloc(80000);
const memory = new ArrayBuffer(1000);
const numbers = new Uint16Array(100);
const json = JSON.stringify(Array.from({ length: 800 }, (_, id) => ({ id, name: `name ${id}`, mail: `user${id}@example.org`, tags: ['x', 'y'] })));
const packed = { gzip: zlib.gzipSync(json), deflate: zlib.deflateSync(json), brotli: zlib.brotliCompressSync(json) };
const smallPacked = zlib.gzipSync(json.slice(0, 1000));
const smallPlain = json.slice(0, 1000);

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const fatal = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');
const utf16 = new TextDecoder('utf-16le');
const strings = new StringDecoder('utf8');
const base64Strings = new StringDecoder('base64');
const target = new Uint8Array(64);
const wideTarget = new Uint8Array(1024);

const url = new URL('https://user:pass@example.com:8080/p/a?x=1#h');
const plainUrl = new URL('http://localhost:3000/items?page=2');
const params = new URLSearchParams('a=1&b=2&c=hello+world&d=%20x');
const pattern = legacy.URLPattern && new legacy.URLPattern({ pathname: '/users/:id' });
const fileUrl = new URL('file:///usr/lib/node_modules/some%20package/index.js');

const record = { id: 17, name: 'a name', tags: ['a', 'b', 'c'], at: new Date(0), inner: { x: 1.5, y: null, list: [1, 2, 3] } };
const table = new Map([['a', { b: 1 }], ['c', new Set([1, 2, 3])]]);
const typed = new Float64Array(1000);
const records = Array.from({ length: 100 }, (_, id) => ({ ...record, id }));
const error = new RangeError('out of range');

const cases = {
  'Buffer.from(11 characters)': () => Buffer.from(short),
  'Buffer.from(200 ASCII)': () => Buffer.from(ascii),
  'Buffer.from(240 mixed)': () => Buffer.from(mixed),
  'Buffer.from(60 kB)': () => Buffer.from(longText),
  'Buffer.from(base64)': () => Buffer.from(base64, 'base64'),
  'Buffer.from(base64, 80 kB)': () => Buffer.from(longBase64, 'base64'),
  'Buffer.from(base64url)': () => Buffer.from(base64url, 'base64url'),
  'Buffer.from(hex)': () => Buffer.from(hex, 'hex'),
  'Buffer.from(latin1)': () => Buffer.from(ascii, 'latin1'),
  'Buffer.from(utf16le)': () => Buffer.from(ascii, 'utf16le'),
  'Buffer.from(array of 16)': () => Buffer.from(sixteen),
  'Buffer.from(buffer of 200)': () => Buffer.from(bytes.ascii),
  'Buffer.from(buffer of 60 kB)': () => Buffer.from(bytes.long),
  'Buffer.from(ArrayBuffer)': () => Buffer.from(memory),
  'Buffer.copyBytesFrom': () => Buffer.copyBytesFrom(numbers),
  'toString(11 bytes)': () => bytes.short.toString(),
  'toString(200 ASCII)': () => bytes.ascii.toString(),
  'toString(280 mixed)': () => bytes.mixed.toString(),
  'toString(60 kB)': () => bytes.long.toString(),
  'toString(60 kB mixed)': () => bytes.longMixed.toString(),
  'toString(part)': () => bytes.ascii.toString('utf8', 10, 30),
  'toString(base64)': () => bytes.ascii.toString('base64'),
  'toString(base64, 60 kB)': () => bytes.long.toString('base64'),
  'toString(base64url)': () => bytes.ascii.toString('base64url'),
  'toString(hex)': () => bytes.ascii.toString('hex'),
  'toString(latin1)': () => bytes.ascii.toString('latin1'),
  'toString(latin1, mixed)': () => bytes.mixed.toString('latin1'),
  'toString(ascii)': () => bytes.ascii.toString('ascii'),
  'toString(utf16le)': () => bytes.wide.toString('utf16le'),
  'byteLength(11 characters)': () => Buffer.byteLength(short),
  'byteLength(200 ASCII)': () => Buffer.byteLength(ascii),
  'byteLength(240 mixed)': () => Buffer.byteLength(mixed),
  'byteLength(240 accents)': () => Buffer.byteLength(accents),
  'byteLength(base64)': () => Buffer.byteLength(base64, 'base64'),
  'alloc(16)': () => Buffer.alloc(16),
  'alloc(4096)': () => Buffer.alloc(4096),
  'alloc(200, text)': () => Buffer.alloc(200, 'abc'),
  'allocUnsafe(100)': () => Buffer.allocUnsafe(100),
  'allocUnsafe(100 kB)': () => Buffer.allocUnsafe(100000),
  'allocUnsafeSlow(1000)': () => Buffer.allocUnsafeSlow(1000),
  'concat of four': () => Buffer.concat([bytes.short, bytes.ascii, bytes.short, bytes.ascii]),
  'concat of 100 kB': () => Buffer.concat(parts),
  'copy': () => bytes.ascii.copy(bytes.long, 10),
  'copy 60 kB': () => bytes.long.copy(longRoom),
  'compare': () => bytes.ascii.compare(bytes.long),
  'compare 60 kB': () => Buffer.compare(bytes.long, twin),
  'equals': () => bytes.ascii.equals(bytes.mixed),
  'equals 60 kB': () => bytes.long.equals(twin),
  'indexOf byte': () => bytes.ascii.indexOf(122),
  'indexOf byte in 60 kB': () => bytes.long.indexOf(122),
  'indexOf text': () => bytes.ascii.indexOf('zz'),
  'indexOf text, latin1': () => bytes.ascii.indexOf('zz', 0, 'latin1'),
  'indexOf bytes in 60 kB': () => bytes.long.indexOf(bytes.short),
  'includes text in 60 kB': () => bytes.long.includes('yz'),
  'lastIndexOf byte in 60 kB': () => bytes.long.lastIndexOf(122),
  'subarray': () => bytes.long.subarray(10, 100),
  'slice': () => bytes.long.slice(10, 100),
  'fill(byte)': () => bytes.ascii.fill(120),
  'fill(text)': () => room.fill('ab'),
  'fill(60 kB)': () => bytes.long.fill('y'),
  'swap16': () => room.swap16(),
  'swap32': () => room.swap32(),
  'swap64': () => room.swap64(),
  'swap16, 4 kB': () => wideRoom.swap16(),
  'swap32, 4 kB': () => wideRoom.swap32(),
  'swap64, 4 kB': () => wideRoom.swap64(),
  'toJSON': () => room.toJSON(),
  'isEncoding': () => Buffer.isEncoding('utf8'),
  'isBuffer': () => Buffer.isBuffer(room),
  'isUtf8(280 mixed)': () => isUtf8(bytes.mixed),
  'isAscii(60 kB)': () => isAscii(bytes.long),
  'transcode': () => transcode(bytes.ascii, 'utf8', 'utf16le'),
  'write(11 characters)': () => room.write(short),
  'write(200 ASCII)': () => wideRoom.write(ascii, 10),
  'write(240 mixed)': () => wideRoom.write(mixed),
  'write(hex)': () => room.write('00ff00ff', 'hex'),
  'write(base64)': () => wideRoom.write(base64, 'base64'),
  'write(utf16le)': () => wideRoom.write(ascii, 'utf16le'),
  'write(latin1)': () => wideRoom.write(ascii, 'latin1'),
  'latin1Write(11 characters)': () => room.latin1Write(short, 0, 11),
  'utf8Write(11 characters)': () => room.utf8Write(short, 0, 11),
  'readUInt8': (i) => room.readUInt8(i & 31),
  'readInt8': (i) => room.readInt8(i & 31),
  'readUInt16LE': (i) => room.readUInt16LE(i & 31),
  'readInt16BE': (i) => room.readInt16BE(i & 31),
  'readUInt32LE': (i) => room.readUInt32LE(i & 31),
  'readInt32BE': (i) => room.readInt32BE(i & 31),
  'readIntLE(6)': (i) => room.readIntLE(i & 31, 6),
  'readUIntBE(3)': (i) => room.readUIntBE(i & 31, 3),
  'readFloatBE': (i) => room.readFloatBE(i & 31),
  'readDoubleLE': (i) => room.readDoubleLE(i & 31),
  'readBigUInt64LE': () => room.readBigUInt64LE(8),
  'readBigInt64BE': () => room.readBigInt64BE(8),
  'writeUInt8': (i) => room.writeUInt8(i & 255, i & 31),
  'writeInt8': (i) => room.writeInt8(i & 127, i & 31),
  'writeUInt16LE': (i) => room.writeUInt16LE(i & 65535, i & 31),
  'writeInt16BE': (i) => room.writeInt16BE(i & 32767, i & 31),
  'writeUInt32LE': (i) => room.writeUInt32LE(i & 65535, i & 31),
  'writeInt32BE': (i) => room.writeInt32BE(i & 65535, i & 31),
  'writeUIntBE(6)': (i) => room.writeUIntBE(i, i & 31, 6),
  'writeIntLE(3)': (i) => room.writeIntLE(i & 65535, i & 31, 3),
  'writeFloatLE': (i) => room.writeFloatLE(i, i & 31),
  'writeDoubleBE': (i) => room.writeDoubleBE(i, i & 31),
  'writeBigInt64LE': () => room.writeBigInt64LE(5n, 8),
  'writeBigUInt64BE': () => room.writeBigUInt64BE(5n, 8),

  'TextEncoder (11 characters)': () => encoder.encode(short),
  'TextEncoder (200 ASCII)': () => encoder.encode(ascii),
  'TextEncoder (240 mixed)': () => encoder.encode(mixed),
  'TextEncoder (60 kB)': () => encoder.encode(longText),
  'encodeInto (11 characters)': () => encoder.encodeInto(short, target),
  'encodeInto (200 ASCII)': () => encoder.encodeInto(ascii, wideTarget),
  'encodeInto (240 mixed)': () => encoder.encodeInto(mixed, wideTarget),
  'TextDecoder (11 bytes)': () => decoder.decode(bytes.short),
  'TextDecoder (200 ASCII)': () => decoder.decode(bytes.ascii),
  'TextDecoder (280 mixed)': () => decoder.decode(bytes.mixed),
  'TextDecoder (60 kB mixed)': () => decoder.decode(bytes.longMixed),
  'TextDecoder (fatal)': () => fatal.decode(bytes.mixed),
  'TextDecoder (latin1, 200)': () => latin1.decode(bytes.ascii),
  'TextDecoder (utf-16le)': () => utf16.decode(bytes.wide),
  'TextDecoder (stream)': () => decoder.decode(bytes.ascii, { stream: true }),
  'new TextDecoder': () => new TextDecoder(),
  'StringDecoder': () => strings.write(bytes.mixed),
  'StringDecoder (base64)': () => base64Strings.write(bytes.ascii),
  'btoa(11 characters)': () => btoa(short),
  'btoa(200 characters)': () => btoa(ascii),
  'atob(16 characters)': () => atob('aGVsbG8gd29ybGQ='),
  'atob(268 characters)': () => atob(base64),

  'new URL(absolute)': (i) => new URL(`http://localhost:3000/item/${i & 65535}?q=1`),
  'new URL(same text)': () => new URL('https://example.com/a/b?c=d#e'),
  'new URL(relative, base)': () => new URL('../a/b?c=d', 'https://user@example.com:8080/x/y/z'),
  'new URL(relative, URL)': () => new URL('/a/b', url),
  'new URL(IPv4)': (i) => new URL(`http://192.168.0.${i & 127}/`),
  'new URL(IPv6)': () => new URL('http://[2001:db8::1]:80/'),
  'new URL(file)': () => new URL('file:///usr/lib/a%20b/index.js'),
  'new URL(mailto)': () => new URL('mailto:someone@example.com'),
  'new URL(to be encoded)': () => new URL('http://example.com/a b/\u00e9?q=\u20ac "x"'),
  'new URL(international host)': () => new URL('http://m\u00fcnchen.example/'),
  'new URL(dots to remove)': () => new URL('http://example.com/a/./b/../c/%2e%2e/d'),
  'three attributes of a URL': () => url.pathname.length + url.host.length + url.search.length,
  'href of a URL': () => url.href.length,
  'origin of a URL': () => url.origin.length,
  'set pathname': (i) => { url.pathname = `/a/${i & 7}`; },
  'set search': (i) => { url.search = `?a=${i & 7}`; },
  'set hash': (i) => { url.hash = `a${i & 7}`; },
  'set port': (i) => { url.port = 8000 + (i & 7); },
  'set searchParams of a URL': (i) => { plainUrl.searchParams.set('page', i & 7); },
  'searchParams of a URL': (i) => new URL(`http://localhost/?a=1&b=${i & 65535}`).searchParams.get('b'),
  'URL.canParse': () => URL.canParse('https://example.com/a'),
  'URL.parse': () => URL.parse('https://example.com/a'),
  'fileURLToPath': () => legacy.fileURLToPath(fileUrl),
  'pathToFileURL': () => legacy.pathToFileURL('/usr/lib/some package/index.js'),
  'urlToHttpOptions': () => legacy.urlToHttpOptions(url),
  'url.format(URL)': () => legacy.format(url, { fragment: false }),
  'url.parse': () => legacy.parse('http://user:pass@example.com:8080/p/a?x=1#h'),
  'url.resolve': () => legacy.resolve('http://example.com/a/b', '../c'),
  'domainToASCII': () => legacy.domainToASCII('m\u00fcnchen.example'),
  'new URLSearchParams(text)': () => new URLSearchParams('a=1&b=2&c=hello+world&d=%20x').get('c'),
  'new URLSearchParams(object)': () => new URLSearchParams({ a: '1', b: '2', c: 'hello world' }),
  'new URLSearchParams(pairs)': () => new URLSearchParams([['a', '1'], ['b', '2']]),
  'URLSearchParams get': () => params.get('c'),
  'URLSearchParams has': () => params.has('d'),
  'URLSearchParams toString': () => params.toString(),
  'URLSearchParams append, delete': () => {
    params.append('e', '5');
    params.delete('e');
  },
  'URLSearchParams iteration': () => {
    let sum = 0;
    for (const { 1: value } of params) sum += value.length;
    return sum;
  },
  'URLSearchParams forEach': () => {
    let sum = 0;
    params.forEach((value) => { sum += value.length; });
    return sum;
  },
  'URLSearchParams sort': () => params.sort(),
  'URLPattern test': () => pattern.test('https://example.com/users/17'),

  'structuredClone(number)': () => structuredClone(5),
  'structuredClone(text)': () => structuredClone(ascii),
  'structuredClone({})': () => structuredClone({}),
  'structuredClone(array)': () => structuredClone(sixteen),
  'structuredClone(Date)': () => structuredClone(record.at),
  'structuredClone(RegExp)': () => structuredClone(/a(b)c/gi),
  'structuredClone(Error)': () => structuredClone(error),
  'structuredClone(record)': () => structuredClone(record),
  'structuredClone(Map)': () => structuredClone(table),
  'structuredClone(8 kB of numbers)': () => structuredClone(typed),
  'structuredClone(Buffer)': () => structuredClone(bytes.ascii),
  'structuredClone(100 records)': () => structuredClone(records),
  'structuredClone(transfer)': () => {
    const buffer = new ArrayBuffer(64);
    return structuredClone(buffer, { transfer: [buffer] });
  },
  'new Blob': () => new Blob([short, bytes.ascii]),
  'Blob slice': (() => {
    const blob = new Blob([bytes.long]);
    return () => blob.slice(10, 1000);
  })(),
  'crypto.randomUUID': () => crypto.randomUUID(),

  'gzipSync(1 kB)': () => zlib.gzipSync(smallPlain),
  'gunzipSync(1 kB)': () => zlib.gunzipSync(smallPacked),
  'gzipSync(60 kB)': () => zlib.gzipSync(json),
  'gunzipSync(60 kB)': () => zlib.gunzipSync(packed.gzip),
  'deflateSync(60 kB)': () => zlib.deflateSync(json),
  'inflateSync(60 kB)': () => zlib.inflateSync(packed.deflate),
  'brotliCompressSync(60 kB, 4)': () => zlib.brotliCompressSync(json, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } }),
  'brotliDecompressSync(60 kB)': () => zlib.brotliDecompressSync(packed.brotli),
  'crc32(60 kB)': () => zlib.crc32(json),
};

function time(run, count) {
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) run(i);
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000 / count;
}

/** Calls it for a while, then takes the least of some rounds of about 10 ms each. */
function measure(run) {
  let count = 1;
  for (let spent = 0; spent < 6e7;) {
    const each = time(run, count);
    spent += each * count;
    count = Math.min(count * 4, Math.max(1, Math.ceil(1e7 / Math.max(each, 1))));
  }
  let least = Infinity;
  for (let round = 0; round < 6; round++) least = Math.min(least, time(run, count));
  return least;
}

const only = process.env.ONLY ?? '';
const result = {};
for (const name of Object.keys(cases)) {
  if (!name.includes(only)) continue;
  try {
    result[name] = measure(cases[name]);
  } catch {
    // A peer that lacks the function has no figure.
    result[name] = null;
  }
}
console.log(JSON.stringify(result));
