'use strict';
process.noDeprecation = true;
const assert = require('node:assert');
const punycode = require('node:punycode');
const { test } = require('../harness');

test('RFC 3492 and domains', () => {
  for (const [text, code] of [['ma\u00f1ana', 'maana-pta'], ['\u2603-\u2318', '--dqo34k'], ['\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587', 'ihqwcrb4cv8a8dqg056pqjye'], ['abc', 'abc-'], ['', '']]) {
    assert.strictEqual(punycode.encode(text), code);
    assert.strictEqual(punycode.decode(code), text);
  }
  assert.strictEqual(punycode.toASCII('a@b\u00fccher\u3002example'), 'a@xn--bcher-kva.example');
  assert.strictEqual(punycode.toUnicode('xn--maana-pta.com'), 'ma\u00f1ana.com');
  assert.deepStrictEqual(punycode.ucs2.decode('a\ud83d\ude00\ud800'), [97, 0x1f600, 0xd800]);
  assert.strictEqual(punycode.ucs2.encode([97, 0x1f600]), 'a\ud83d\ude00');
  assert.throws(() => punycode.decode('\u0080-a'), { name: 'RangeError' });
  assert.throws(() => punycode.decode('zz!'), { name: 'RangeError', message: 'Invalid input' });
});
