'use strict';
const assert = require('node:assert');
const querystring = require('node:querystring');
const { test } = require('../harness');

/** The expected pairs, without a prototype. */
const pairs = (object) => Object.assign(Object.create(null), object);

test('parse collects keys that come more than once', () => {
  assert.deepEqual(querystring.parse('foo=bar&abc=xyz&abc=123'), pairs({ foo: 'bar', abc: ['xyz', '123'] }));
  assert.deepEqual(querystring.parse('a&=b&=&&c=d=e'), pairs({ 'a': '', '': ['b', ''], 'c': 'd=e' }));
  assert.strictEqual(Object.getPrototypeOf(querystring.parse('a')), null);
  assert.deepEqual(querystring.parse(5), pairs({}));
});

test('parse decodes UTF-8 and plus signs, and keeps what is malformed', () => {
  assert.deepEqual(querystring.parse('a+b=%E2%82%AC+%zz&c=%ff'), pairs({ 'a b': '\u20ac %zz', 'c': '\ufffd' }));
  assert.deepEqual(querystring.parse('toString=1&__proto__=2'), JSON.parse('{"toString":"1","__proto__":"2"}'));
});

test('parse decodes what has encoded bytes and keeps all else', () => {
  assert.deepEqual(querystring.parse('%=%4&%%41=%41%&a%3Db=%2'), pairs({ '%': '%4', '%A': 'A%', 'a=b': '%2' }));
  assert.deepEqual(querystring.parse('\u20ac%=\u20ac%zz&+=++'), pairs({ '\u20ac%': '\u20ac%zz', ' ': '  ' }));
  // Separators that are otherwise marks of encoding.
  assert.deepEqual(querystring.parse('a%b=+%c', '%'), pairs({ a: '', b: ' ', c: '' }));
  assert.deepEqual(querystring.parse('a+b+c&d%3d+', '&', '+'), pairs({ 'a': 'b c', 'd=': '' }));
  const asked = [];
  querystring.parse('a=b&c+d', null, null, { decodeURIComponent: (text) => asked.push(text) });
  assert.deepStrictEqual(asked, ['a', 'b', 'c%20d']);
});

test('parse takes other separators, a limit and a decoder', () => {
  assert.deepEqual(querystring.parse('a:b;c:d', ';', ':'), pairs({ a: 'b', c: 'd' }));
  assert.deepEqual(querystring.parse('a->b&&c->d', '&&', '->'), pairs({ a: 'b', c: 'd' }));
  assert.deepEqual(querystring.parse('a=1&b=1&c=1', null, null, { maxKeys: 2 }), pairs({ a: '1', b: '1' }));
  assert.strictEqual(Object.keys(querystring.parse('a&'.repeat(3) + Array.from({ length: 2000 }, (_, i) => i).join('&')))
    .length, 998);
  assert.deepEqual(querystring.parse('a=%20+', null, null, { decodeURIComponent: (text) => `<${text}>` }),
                   pairs({ '<a>': '<%20%20>' }));
  assert.deepEqual(querystring.parse('a=b', null, null, { decodeURIComponent() { throw new Error('no'); } }),
                   pairs({ a: 'b' }));
});

test('stringify', () => {
  assert.strictEqual(querystring.stringify({ foo: 'bar', baz: ['qux', 'quux'], corge: '' }), 'foo=bar&baz=qux&baz=quux&corge=');
  assert.strictEqual(querystring.stringify({ foo: 'bar', baz: 'qux' }, ';', ':'), 'foo:bar;baz:qux');
  assert.strictEqual(querystring.stringify({ a: 1, b: 1e21, c: NaN, d: true, e: 5n, f: null, g: {}, h: [] }),
                     'a=1&b=1e%2B21&c=&d=true&e=5&f=&g=');
  assert.strictEqual(querystring.stringify({ '\u20ac': 'a b' }), '%E2%82%AC=a%20b');
  assert.strictEqual(querystring.stringify('text'), '');
  assert.throws(() => querystring.stringify({ a: '\ud800' }), { code: 'ERR_INVALID_URI', name: 'URIError' });
});

test('escape and unescape', () => {
  assert.strictEqual(querystring.escape("aZ09-_.!~*'()/ "), "aZ09-_.!~*'()%2F%20");
  assert.strictEqual(querystring.escape({}), '%5Bobject%20Object%5D');
  assert.strictEqual(querystring.escape(5), '5');
  assert.strictEqual(querystring.unescape('a%20b%'), 'a b%');
  assert.strictEqual(querystring.unescapeBuffer('a+%41%4', true).toString(), 'a A%4');
});

test('a replaced escape and unescape are used', () => {
  const { escape, unescape } = querystring;
  try {
    querystring.escape = (text) => `(${text})`;
    querystring.unescape = (text) => text.toUpperCase();
    assert.strictEqual(querystring.stringify({ a: 'b' }), '(a)=(b)');
    assert.deepEqual(querystring.parse('a=b'), pairs({ A: 'B' }));
  } finally {
    Object.assign(querystring, { escape, unescape });
  }
});
