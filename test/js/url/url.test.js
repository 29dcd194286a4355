'use strict';
const assert = require('node:assert');
const { inspect } = require('node:util');
const { test } = require('../harness');

const attributes = ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];

test('a URL has its parts', () => {
  const url = new URL('https://user:pa%20ss@sub.example.com:8080/p/a/t/h?query=string#hash');
  assert.deepStrictEqual(attributes.map((name) => url[name]), [
    'https://user:pa%20ss@sub.example.com:8080/p/a/t/h?query=string#hash', 'https://sub.example.com:8080', 'https:', 'user',
    'pa%20ss', 'sub.example.com:8080', 'sub.example.com', '8080', '/p/a/t/h', '?query=string', '#hash',
  ]);
  assert.strictEqual(`${url}`, url.href);
  assert.strictEqual(JSON.stringify({ url }), `{"url":"${url.href}"}`);
});

test('parsing normalizes', () => {
  for (const [input, base, href] of [
    ['HTTP://EXAMPLE.com:80/a/../b/./c?d#e', undefined, 'http://example.com/b/c?d#e'],
    ['//x/y', 'https://a/b', 'https://x/y'], ['../c', 'http://a/b/d/e', 'http://a/b/c'], ['?q', 'http://a/b?c#d', 'http://a/b?q'],
    ['#f', 'mailto:a', 'mailto:a#f'], ['http:\\\\a\\b', undefined, 'http://a/b'], ['http://0x7f.1/', undefined, 'http://127.0.0.1/'],
    ['http://[1:0:0:2:0:0:0:3]/', undefined, 'http://[1:0:0:2::3]/'], ['file:///C|/a/../..', undefined, 'file:///C:/'],
    [' \tht\ntp://a/ \n', undefined, 'http://a/'], ['http://\u00e4.example/', undefined, 'http://xn--4ca.example/'],
    ['data:text/plain,a b', undefined, 'data:text/plain,a b'], ['web+x:/.//p', undefined, 'web+x:/.//p'],
    ['http://a/\u20ac?\u20ac\'#\u20ac`', undefined, 'http://a/%E2%82%AC?%E2%82%AC%27#%E2%82%AC%60'],
  ]) {
    assert.strictEqual(new URL(input, base).href, href);
    assert.strictEqual(URL.parse(input, base).href, href);
    assert.ok(URL.canParse(input, base));
  }
});

test('what is no URL is refused', () => {
  for (const input of ['', 'x', 'http://', 'http://a:99999', 'http://a b', 'http://[::1', 'http://256.1.1.1', '//a', 'http://a%00b']) {
    assert.throws(() => new URL(input), { code: 'ERR_INVALID_URL', name: 'TypeError', message: 'Invalid URL', input });
    assert.strictEqual(URL.parse(input), null);
    assert.strictEqual(URL.canParse(input), false);
  }
  assert.throws(() => new URL('x', 'y'), { input: 'x', base: 'y' });
  assert.throws(() => new URL(), { code: 'ERR_MISSING_ARGS' });
});

test('attributes can be set; what does not fit is ignored', () => {
  const url = new URL('http://a/b');
  url.protocol = 'https';
  url.username = 'u@';
  url.password = 'p:';
  url.host = 'c:81';
  url.pathname = 'x y?#';
  url.search = 'q=1#';
  url.hash = 'h';
  assert.strictEqual(url.href, 'https://u%40:p%3A@c:81/x%20y%3F%23?q=1%23#h');
  url.protocol = 'data';
  url.port = '99999';
  url.hostname = 'a:5';
  assert.strictEqual(url.href, 'https://u%40:p%3A@c:81/x%20y%3F%23?q=1%23#h');
  url.port = '443';
  url.search = url.hash = url.username = url.password = '';
  assert.strictEqual(url.href, 'https://c/x%20y%3F%23');
  assert.throws(() => { url.href = 'x'; }, { code: 'ERR_INVALID_URL' });
});

test('searchParams and search change together', () => {
  const url = new URL('http://a/?x=1&y=%20');
  const { searchParams } = url;
  assert.strictEqual(searchParams, url.searchParams);
  searchParams.append('z', '\u20ac &');
  assert.strictEqual(url.search, '?x=1&y=+&z=%E2%82%AC+%26');
  url.search = 'k=v';
  assert.deepStrictEqual([...searchParams], [['k', 'v']]);
  searchParams.delete('k');
  assert.strictEqual(url.href, 'http://a/');
  url.href = 'http://b/?n';
  assert.strictEqual(searchParams.get('n'), '');
});

test('util.inspect shows the attributes', () => {
  assert.strictEqual(inspect(new URL('http://u@a/b')), `URL {
  href: 'http://u@a/b',
  origin: 'http://a',
  protocol: 'http:',
  username: 'u',
  password: '',
  host: 'a',
  hostname: 'a',
  port: '',
  pathname: '/b',
  search: '',
  searchParams: URLSearchParams {},
  hash: ''
}`);
  assert.strictEqual(inspect(new URLSearchParams('a=b&a=c').entries()), "URLSearchParams Iterator { [ 'a', 'b' ], [ 'a', 'c' ] }");
});

test('URL and URLSearchParams are not cloned', () => {
  for (const value of [new URL('https://example.com'), new URLSearchParams('a=b')]) {
    assert.throws(() => structuredClone(value), { name: 'DataCloneError' });
  }
});

test('one leading mark is taken off before white space is', () => {
  const url = new URL('http://example.com');
  url.hash = '\t##a';
  assert.strictEqual(url.hash, '###a');
  url.hash = '##a';
  assert.strictEqual(url.hash, '##a');
  url.search = '\n??a';
  assert.strictEqual(url.search, '???a');
});
