'use strict';
const assert = require('node:assert');
const { test } = require('../harness');

const bytes = (...values) => new Uint8Array(values);

test('TextEncoder makes UTF-8', () => {
  const encoder = new TextEncoder();
  assert.strictEqual(encoder.encoding, 'utf-8');
  assert.deepStrictEqual(encoder.encode('h\u20ac\ud83d\ude00'), bytes(0x68, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80));
  assert.deepStrictEqual(encoder.encode('\ud800'), bytes(0xef, 0xbf, 0xbd));
  assert.deepStrictEqual([encoder.encode().length, encoder.encode(12).length, encoder.encode('x'.repeat(1000)).length], [0, 2, 1000]);
  assert.strictEqual(encoder.encode('abc').buffer.byteLength, 3);
});

test('encodeInto writes whole characters and tells how far it came', () => {
  const target = new Uint8Array(5);
  assert.deepStrictEqual(new TextEncoder().encodeInto('a\u20ac\u20ac', target), { read: 2, written: 4 });
  assert.deepStrictEqual(target, bytes(0x61, 0xe2, 0x82, 0xac, 0));
  assert.deepStrictEqual(new TextEncoder().encodeInto('\ud83d\ude00', new Uint8Array(3)), { read: 0, written: 0 });
  assert.throws(() => new TextEncoder().encodeInto('a', []), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('UTF-8: marks, malformed bytes, fatal', () => {
  const marked = bytes(0xef, 0xbb, 0xbf, 0x61);
  assert.strictEqual(new TextDecoder().decode(marked), 'a');
  assert.strictEqual(new TextDecoder('utf8', { ignoreBOM: true }).decode(marked), '\ufeffa');
  assert.strictEqual(new TextDecoder().decode(bytes(0x61, 0xff, 0xe2, 0x82)), 'a\ufffd\ufffd');
  assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes(0xff)),
                { code: 'ERR_ENCODING_INVALID_ENCODED_DATA', name: 'TypeError' });
});

test('streams keep what is incomplete, at every split', () => {
  for (const [encoding, text] of [['utf-8', '\ufeffa\u00e9\u20ac\ud83d\ude00z'], ['utf-16le', '\ufeffa\u20ac\ud83d\ude00z']]) {
    const all = Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'utf16le');
    for (let i = 0; i <= all.length; i++) {
      for (let j = i; j <= all.length; j++) {
        const decoder = new TextDecoder(encoding, { fatal: true });
        const got = decoder.decode(all.subarray(0, i), { stream: true }) + decoder.decode(all.subarray(i, j), { stream: true }) +
          decoder.decode(all.subarray(j));
        assert.strictEqual(got, text.slice(1));
      }
    }
  }
  const decoder = new TextDecoder();
  assert.strictEqual(decoder.decode(bytes(0xe2), { stream: true }), '');
  assert.strictEqual(decoder.decode(), '\ufffd');
  assert.strictEqual(decoder.decode(bytes(0x61)), 'a');
});

test('UTF-16 of both orders', () => {
  assert.strictEqual(new TextDecoder('utf-16be').decode(bytes(0xfe, 0xff, 0, 0x61)), 'a');
  assert.strictEqual(new TextDecoder('utf-16').decode(bytes(0x61, 0, 0, 0xd8, 0x62, 0)), 'a\ufffdb');
  assert.strictEqual(new TextDecoder('utf-16le').decode(bytes(0x61, 0, 0x62)), 'a\ufffd');
  assert.throws(() => new TextDecoder('utf-16le', { fatal: true }).decode(bytes(0, 0xdc)), { name: 'TypeError' });
});

test('legacy encodings', () => {
  for (const [encoding, name, input, text] of [
    ['latin1', 'windows-1252', [0x80, 0xe9], '\u20ac\u00e9'], ['sjis', 'shift_jis', [0x82, 0xa0], '\u3042'],
    ['euc-jp', 'euc-jp', [0xa4, 0xa2], '\u3042'], ['GB2312', 'gbk', [0xc4, 0xe3], '\u4f60'], ['big5', 'big5', [0xa7, 0x41], '\u4f60'],
    ['korean', 'euc-kr', [0xb0, 0xa1], '\uac00'], ['cp1251', 'windows-1251', [0xcf], '\u041f'], ['koi8-r', 'koi8-r', [0xc1], '\u0430'],
    ['iso-2022-jp', 'iso-2022-jp', [0x1b, 0x24, 0x42, 0x24, 0x22], '\u3042'],
  ]) {
    const decoder = new TextDecoder(` ${encoding} `);
    assert.strictEqual(decoder.encoding, name);
    assert.strictEqual(decoder.decode(new Uint8Array(input)), text);
    let streamed = '';
    for (const byte of input) streamed += decoder.decode(bytes(byte), { stream: true });
    assert.strictEqual(streamed + decoder.decode(), text);
  }
  assert.throws(() => new TextDecoder('x'), { code: 'ERR_ENCODING_NOT_SUPPORTED', name: 'RangeError' });
});

test('arguments are checked', () => {
  assert.throws(() => new TextDecoder().decode('a'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new TextDecoder('utf-8', 5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => TextDecoder.prototype.decode.call({}), { code: 'ERR_INVALID_THIS' });
  assert.strictEqual(new TextDecoder().decode(new ArrayBuffer(1)), '\0');
  assert.strictEqual(new TextDecoder().decode(new Uint16Array([0x6261])), 'ab');
  assert.strictEqual(new TextDecoder().decode(), '');
});
