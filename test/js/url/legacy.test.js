'use strict';
const assert = require('node:assert');
const url = require('node:url');
const { test } = require('../harness');

process.noDeprecation = true;
const parts = (text, ...rest) => {
  const { protocol, slashes, auth, host, port, hostname, hash, search, query, pathname, path, href } = url.parse(text, ...rest);
  return [protocol, slashes, auth, host, port, hostname, hash, search, query, pathname, path, href];
};

test('parse', () => {
  assert.deepStrictEqual(parts('HTTP://USER:PASS@Example.COM:80/a?b=c#d'), [
    'http:', true, 'USER:PASS', 'example.com:80', '80', 'example.com', '#d', '?b=c', 'b=c', '/a', '/a?b=c',
    'http://USER:PASS@example.com:80/a?b=c#d']);
  assert.deepStrictEqual(parts('/a?b'), [null, null, null, null, null, null, null, '?b', 'b', '/a', '/a?b', '/a?b']);
  assert.deepStrictEqual(parts('//a/b', false, true).slice(1, 6), [true, null, 'a', null, 'a']);
  assert.deepStrictEqual(parts('mailto:a@b.c').slice(0, 4), ['mailto:', null, 'a', 'b.c']);
  assert.strictEqual(url.parse('http://a b/c d').href, 'http://a/%20b/c%20d');
  assert.strictEqual(url.parse('http://\u00e4.example').host, 'xn--4ca.example');
  assert.strictEqual(url.parse('http://[::1]:5/x').hostname, '::1');
  assert.strictEqual(url.parse('/?a=b&a=c', true).query.a.join(), 'b,c');
  assert.strictEqual(url.parse('javascript:alert("a b")').pathname, 'alert("a b")');
  assert.throws(() => url.parse(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => url.parse('http://[::1/'), { code: 'ERR_INVALID_URL' });
});

test('format', () => {
  assert.strictEqual(url.format({ protocol: 'http', host: 'a', pathname: 'b?c#d', query: { x: [1, 2] }, hash: 'h' }),
                     'http://a/b%3Fc%23d?x=1&x=2#h');
  assert.strictEqual(url.format({ hostname: '::1', port: 5, slashes: true }), '//[::1]:5');
  assert.strictEqual(url.format({ auth: 'a:b c', hostname: 'h', protocol: 'ftp:' }), 'ftp://a:b%20c@h');
  const options = { auth: false, fragment: false, search: false, unicode: true };
  assert.strictEqual(url.format(new URL('http://u:p@xn--4ca.example:5/a?b#c'), options), 'http://\u00e4.example:5/a');
  assert.throws(() => url.format(5), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('resolve', () => {
  for (const [from, to, expected] of [
    ['/one/two/three', 'four', '/one/two/four'], ['http://example.com/', '/one', 'http://example.com/one'],
    ['http://example.com/one', '/two', 'http://example.com/two'], ['http://a/b/c/d;p?q', '../g', 'http://a/b/g'],
    ['http://a/b/c/d;p?q', '?y', 'http://a/b/c/d;p?y'], ['http://a/b/c/d;p?q', '//g', 'http://g/'],
    ['http://a/b/c/d;p?q', '../../../g', 'http://a/g'], ['http://a/b/c/d;p?q', 'g;x=1/../y', 'http://a/b/c/y'],
    ['mailto:local1@domain1', 'local2@domain2', 'mailto:local2@domain2'], ['.', '../a', '../a'], ['a/b', '..', ''],
    ['http://a/b', 'https:c', 'https://c/'], ['http://u:p@a/b', 'c', 'http://u:p@a/c'], ['a', '', 'a'],
  ]) {
    assert.strictEqual(url.resolve(from, to), expected, `${from} ${to}`);
  }
  assert.strictEqual(url.resolveObject('http://a/b', 'c').pathname, '/c');
});
