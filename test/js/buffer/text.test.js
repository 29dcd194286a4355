'use strict';
const assert = require('node:assert');
const buffer = require('node:buffer');
const { test } = require('../harness');

const { Buffer } = buffer;

test('every encoding writes what it reads', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  for (const encoding of ['latin1', 'binary', 'hex', 'base64', 'base64url', 'ucs2', 'utf16le']) {
    for (const length of [0, 2, 30, 62, 64, 66, 256]) {
      const part = bytes.subarray(0, length);
      const text = part.toString(encoding);
      assert.ok(Buffer.from(text, encoding).equals(part), `${encoding} ${length}`);
    }
  }
  const text = 'plain, \u00e9t\u00e9, \u20ac, \ud83d\ude00 '.repeat(50);
  for (const encoding of ['utf8', 'utf-8', 'ucs-2', 'UTF-16LE']) {
    assert.strictEqual(Buffer.from(text, encoding).toString(encoding), text);
  }
  assert.strictEqual(Buffer.from([0xe1, 0x62]).toString('ascii'), 'ab');
});

test('UTF-16 at odd addresses', () => {
  const bytes = Buffer.alloc(9);
  assert.strictEqual(bytes.write('ab\u20acd', 1, 'utf16le'), 8);
  assert.strictEqual(bytes.toString('utf16le', 1), 'ab\u20acd');
});

test('malformed UTF-8 becomes U+FFFD, a lone surrogate too', () => {
  assert.strictEqual(Buffer.from([0x61, 0xff, 0xe2, 0x82, 0x62]).toString(), 'a\ufffd\ufffdb');
  assert.strictEqual(Buffer.from('\ud800x').toString('hex'), 'efbfbd78');
  assert.strictEqual(Buffer.byteLength('\ud800x'), 4);
});

test('base64 is decoded leniently', () => {
  for (const [text, hex] of [['YW Jj\n', '616263'], ['YWJj=x', '616263'], ['a-b_', '6be6ff'], ['a+b/', '6be6ff'],
                             ['a', ''], ['ab', '69'], ['=abcd', ''], ['ab*cd', '69b71d']]) {
    assert.strictEqual(Buffer.from(text, 'base64').toString('hex'), hex, text);
    assert.strictEqual(Buffer.from(text, 'base64url').toString('hex'), hex, text);
  }
});

test('hex stops at the first character that is no digit', () => {
  assert.strictEqual(Buffer.from('abxx12', 'hex').toString('hex'), 'ab');
  assert.strictEqual(Buffer.from('ABc', 'hex').toString('hex'), 'ab');
});

test('write writes whole characters only, and says how much', () => {
  const bytes = Buffer.alloc(4, 0x2e);
  assert.strictEqual(bytes.write('a\u20ac\u20ac'), 4);
  assert.strictEqual(bytes.write('\u20ac', 2), 0);
  assert.strictEqual(bytes.write('ab', 1, 1), 1);
  assert.strictEqual(bytes.write('6364', 2, 'hex'), 2);
  assert.strictEqual(bytes.toString(), 'aacd');
  assert.throws(() => bytes.write('a', 5), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => bytes.write(5), { message: 'argument must be a string' });
  assert.throws(() => bytes.write('a', 0, 1, 'x'), { code: 'ERR_UNKNOWN_ENCODING' });
});

test('byteLength', () => {
  assert.deepStrictEqual(['utf8', 'ucs2', 'latin1', 'hex', 'base64', 'unknown']
    .map((encoding) => Buffer.byteLength('\u20acbcd', encoding)), [6, 8, 4, 2, 3, 6]);
  assert.strictEqual(Buffer.byteLength(new DataView(new ArrayBuffer(3))), 3);
  assert.throws(() => Buffer.byteLength(5), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('toString clamps its positions', () => {
  const bytes = Buffer.from('abcdef');
  assert.strictEqual(bytes.toString('utf8', -3, 1e12), 'abcdef');
  assert.strictEqual(bytes.toString('latin1', 2, 4), 'cd');
  assert.strictEqual(bytes.toString(undefined, 4, 2), '');
  assert.throws(() => bytes.toString('x'), { code: 'ERR_UNKNOWN_ENCODING' });
  assert.strictEqual(bytes.utf8Slice(1, 3), 'bc');
  assert.throws(() => bytes.hexSlice(0, 99), { code: 'ERR_OUT_OF_RANGE', message: 'Index out of range' });
});

test('isEncoding knows names in any case', () => {
  for (const name of ['utf8', 'UTF-8', 'ucs2', 'UCS-2', 'utf16le', 'latin1', 'binary', 'ascii', 'base64', 'base64url', 'hex']) {
    assert.ok(Buffer.isEncoding(name));
  }
  for (const name of ['', 'utf-16', 'buffer', 5, undefined]) assert.ok(!Buffer.isEncoding(name));
});

test('isUtf8 and isAscii', () => {
  assert.ok(buffer.isUtf8(Buffer.from('\u20ac')) && !buffer.isUtf8(Buffer.from([0xc0, 0x80])));
  assert.ok(buffer.isAscii(new Uint16Array(2)) && !buffer.isAscii(new Uint8Array([128]).buffer));
  assert.throws(() => buffer.isUtf8('a'), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('transcode replaces what the target lacks', () => {
  const source = Buffer.from('a\u20ac\ud83d\ude00\u00e9');
  assert.strictEqual(buffer.transcode(source, 'utf8', 'latin1').toString('latin1'), 'a??\u00e9');
  assert.strictEqual(buffer.transcode(source, 'utf8', 'ascii').toString(), 'a???');
  assert.strictEqual(buffer.transcode(source, 'utf8', 'ucs2').toString('ucs2'), source.toString());
  assert.throws(() => buffer.transcode(source, 'utf8', 'hex'),
                { code: 'U_ILLEGAL_ARGUMENT_ERROR', errno: 1, message: 'Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]' });
  assert.throws(() => buffer.transcode(Buffer.from([0xff]), 'utf8', 'ucs2'), { code: 'U_INVALID_CHAR_FOUND' });
});

test('atob and btoa', () => {
  assert.strictEqual(btoa('h\u00e9'), 'aOk=');
  assert.strictEqual(atob(' aO k\n'), 'h\u00e9');
  assert.throws(() => btoa('\u0100'), { name: 'InvalidCharacterError', code: 5 });
  assert.throws(() => atob('a*'), { name: 'InvalidCharacterError' });
  assert.throws(() => atob('a'), { message: 'The string to be decoded is not correctly encoded.' });
  assert.strictEqual(buffer.atob, atob);
});

test('text too long for a string is refused', () => {
  const bytes = Buffer.allocUnsafe(buffer.kStringMaxLength / 2 + 1);
  assert.throws(() => bytes.toString('hex'), { code: 'ERR_STRING_TOO_LONG' });
});

test('writing leaves alone what lies behind the bytes written', () => {
  for (const encoding of ['utf8', 'latin1', 'utf16le', 'base64', 'base64url', 'hex']) {
    for (let size = 0; size < 100; size++) {
      const text = `${Buffer.alloc(size, 0x41).toString(encoding)}${size % 3 === 0 ? '' : '=\u20ac'}`;
      const target = Buffer.alloc(400, 9);
      const written = target.write(text, encoding);
      assert.ok(target.subarray(written).equals(Buffer.alloc(400 - written, 9)), `${encoding}, ${size}`);
    }
  }
});
