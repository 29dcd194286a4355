// node:string_decoder. https://nodejs.org/api/string_decoder.html
'use strict';
const assert = require('node:assert');
const { StringDecoder } = require('node:string_decoder');
const { test } = require('../harness');

test('text is the same however its bytes are cut', () => {
  const text = 'a\u00e9\u20ac\ud83c\udf89z';
  for (const encoding of ['utf8', 'utf16le', 'base64', 'base64url', 'hex']) {
    const bytes = Buffer.from(text);
    const whole = encoding === 'utf16le' ? Buffer.from(text, encoding) : bytes;
    for (let size = 1; size <= whole.length; size++) {
      const decoder = new StringDecoder(encoding);
      let out = '';
      for (let i = 0; i < whole.length; i += size) out += decoder.write(whole.subarray(i, i + size));
      out += decoder.end();
      assert.strictEqual(out, whole.toString(encoding), `${encoding} in pieces of ${size}`);
    }
  }
});

test('what is incomplete at the end is shown as such', () => {
  const utf8 = new StringDecoder();
  assert.strictEqual(utf8.write(Buffer.from([0xe2, 0x82])), '');
  assert.deepStrictEqual([utf8.lastNeed, utf8.lastTotal], [1, 3]);
  assert.strictEqual(utf8.end(), '\ufffd');
  assert.strictEqual(utf8.end(), '');
  const utf16 = new StringDecoder('utf16le');
  assert.strictEqual(utf16.write(Buffer.from([0x3d, 0xd8])), '');
  assert.strictEqual(utf16.end(), '\ud83d');
});

test('wrong bytes are replaced where they stand', () => {
  const decoder = new StringDecoder('utf8');
  assert.strictEqual(decoder.write(Buffer.from([0x61, 0xff, 0x62])), 'a\ufffdb');
  assert.strictEqual(decoder.write(Buffer.from([0xe2])) + decoder.write(Buffer.from([0x41])), '\ufffdA');
});

test('encodings are checked, and what is no bytes is refused', () => {
  assert.throws(() => new StringDecoder('nope'), { code: 'ERR_UNKNOWN_ENCODING' });
  assert.throws(() => new StringDecoder().write({}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.strictEqual(new StringDecoder('UTF-16LE').encoding, 'utf16le');
  assert.strictEqual(new StringDecoder().write('text'), 'text');
});
