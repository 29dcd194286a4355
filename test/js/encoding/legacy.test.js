'use strict';
const assert = require('assert');
const { test } = require('../harness');

const decode = (label, bytes, options) => new TextDecoder(label, options).decode(Uint8Array.from(bytes));

test('single-byte encodings keep to the standard where ICU does not', () => {
  assert.strictEqual(decode('iso-8859-16', [0x41, 0xa1, 0xa4, 0xff]), 'A\u0104\u20ac\u00ff');
  assert.strictEqual(decode('koi8-u', [0xae, 0xbe]), '\u045e\u040e');
  assert.strictEqual(decode('windows-1255', [0xca]), '\u05ba');
  assert.strictEqual(decode('windows-874', [0xa1, 0xdb, 0xfc]), '\u0e01\ufffd\ufffd');
  assert.strictEqual(decode('windows-1253', [0xaa]), '\ufffd');
  assert.throws(() => decode('windows-874', [0xdb], { fatal: true }), { code: 'ERR_ENCODING_INVALID_ENCODED_DATA' });
  assert.strictEqual(decode('latin1', [0x61, 0x80, 0xe9]), 'a\u20ac\u00e9');
  assert.strictEqual(decode('x-user-defined', [0x41, 0x80]), 'A\uf780');
});

test('malformed bytes of other encodings become U+FFFD', () => {
  assert.strictEqual(decode('shift_jis', [0xa0]).charCodeAt(0), 0xfffd);
  assert.strictEqual(decode('shift_jis', [0x82, 0xa0]), '\u3042');
  assert.strictEqual(decode('gbk', [0xc4, 0xe3]), '\u4f60');
  assert.strictEqual(decode('big5', [0xa7, 0x41]), '\u4f60');
  assert.strictEqual(decode('euc-kr', [0xb0, 0xa1]), '\uac00');
});

test('text may come in parts', () => {
  const decoder = new TextDecoder('euc-jp');
  assert.strictEqual(decoder.decode(Uint8Array.of(0xa4), { stream: true }), '');
  assert.strictEqual(decoder.decode(Uint8Array.of(0xa2), { stream: true }), '\u3042');
  assert.strictEqual(decoder.decode(), '');
});

test('memory that was transferred holds no text', () => {
  const bytes = Uint8Array.of(65);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  const decoder = new TextDecoder();
  assert.strictEqual(decoder.decode(bytes), '');
  assert.strictEqual(decoder.decode(bytes.buffer, { stream: true }), '');
});
