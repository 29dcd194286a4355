'use strict';
const assert = require('assert');
const url = require('url');
const { test } = require('../harness');

test('a pattern matches what its components match, and names the groups', () => {
  const pattern = new URLPattern('https://:sub.example.com/users/:id(\\d+)/*?');
  assert.strictEqual(pattern.test('https://www.example.com/users/17'), true);
  assert.strictEqual(pattern.test('https://www.example.com/users/me'), false);
  const { hostname, pathname, inputs } = pattern.exec('https://www.example.com/users/17/posts/3');
  assert.deepStrictEqual(hostname, { groups: { sub: 'www' }, input: 'www.example.com' });
  assert.deepStrictEqual(pathname, { groups: { id: '17', 0: 'posts/3' }, input: '/users/17/posts/3' });
  assert.deepStrictEqual(inputs, ['https://www.example.com/users/17/posts/3']);
  assert.strictEqual(pattern.exec('https://example.org'), null);
});

test('components that are not named match anything', () => {
  const pattern = new URLPattern({ pathname: '/:name.:type' });
  assert.strictEqual(pattern.protocol, '*');
  assert.strictEqual(pattern.hostname, '*');
  assert.strictEqual(pattern.pathname, '/:name.:type');
  assert.deepStrictEqual(pattern.exec({ pathname: '/a.html' }).pathname.groups, { name: 'a', type: 'html' });
  assert.strictEqual(new URLPattern().test('about:blank'), true);
  assert.strictEqual(new URLPattern(null).test({}), true);
});

test('patterns and inputs may be relative to a base URL', () => {
  const pattern = new URLPattern('../b/:x', 'https://example.com/a/c');
  assert.strictEqual(pattern.pathname, '/b/:x');
  assert.strictEqual(new URLPattern('/b/:x', 'https://example.com').test('/b/1', 'https://example.com'), true);
  assert.strictEqual(new URLPattern('/b', 'https://example.com:8080').port, '8080');
  assert.strictEqual(new URLPattern('?a', 'https://example.com/x+y').pathname, '/x\\+y');
});

test('modifiers repeat a group with its prefix', () => {
  const any = new URLPattern({ pathname: '/files/:path*' });
  assert.deepStrictEqual(any.exec({ pathname: '/files/a/b/c' }).pathname.groups, { path: 'a/b/c' });
  assert.deepStrictEqual(any.exec({ pathname: '/files' }).pathname.groups, { path: undefined });
  assert.strictEqual(new URLPattern({ pathname: '/files/:path+' }).test({ pathname: '/files' }), false);
  assert.strictEqual(new URLPattern({ pathname: '/colo{u}?r' }).test({ pathname: '/color' }), true);
  assert.strictEqual(new URLPattern({ pathname: '/{a.}*b' }).test({ pathname: '/a.a.b' }), true);
});

test('ignoreCase holds for path, search and hash', () => {
  const pattern = new URLPattern('https://example.com/Foo#Bar', { ignoreCase: true });
  assert.strictEqual(pattern.test('https://example.com/fOO#bAR'), true);
  assert.strictEqual(new URLPattern('https://example.com/Foo').test('https://example.com/foo'), false);
});

test('patterns are kept in their shortest form, hosts and paths in the form of URLs', () => {
  assert.strictEqual(new URLPattern({ pathname: '/:a([^\\/]+?)' }).pathname, '/:a');
  assert.strictEqual(new URLPattern({ pathname: '{/foo}/{bar}' }).pathname, '/foo/bar');
  assert.strictEqual(new URLPattern({ pathname: '/caf\u00e9' }).pathname, '/caf%C3%A9');
  assert.strictEqual(new URLPattern({ hostname: 'm\u00fcller.example' }).hostname, 'xn--mller-kva.example');
  assert.strictEqual(new URLPattern({ protocol: 'http', port: '80' }).port, '');
  assert.strictEqual(new URLPattern('data\\:foobar').pathname, 'foobar');
  assert.strictEqual(new URLPattern({ pathname: '/(a|b)' }).hasRegExpGroups, true);
  assert.strictEqual(new URLPattern({ pathname: '/:a/*' }).hasRegExpGroups, false);
});

test('what is no pattern is refused', () => {
  const invalid = { name: 'TypeError', code: 'ERR_INVALID_URL_PATTERN', message: 'Failed to construct URLPattern' };
  for (const pathname of ['(', '/:a/:a', '{a', '/(?x)', '/((a))', '/(a', '/(\u00e9)', '*)(', '/([)']) {
    assert.throws(() => new URLPattern({ pathname }), invalid, pathname);
  }
  assert.throws(() => new URLPattern('/relative'), invalid);
  assert.throws(() => new URLPattern('/relative', 'no base'), invalid);
  assert.throws(() => new URLPattern({}, 'https://example.com'), invalid);
  assert.throws(() => new URLPattern({ port: 'eighty' }), invalid);
  for (const input of [5, true, Symbol('s')]) assert.throws(() => new URLPattern(input), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new URLPattern({}, 5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new URLPattern('https://a', 'https://a', 5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new URLPattern({ get hash() { throw new RangeError('mine'); } }), { name: 'RangeError', message: 'mine' });
  assert.throws(() => new URLPattern({}, { get ignoreCase() { throw new RangeError('mine'); } }), { message: 'mine' });
});

test('exec and test check what they are given and on what they are called', () => {
  const pattern = new URLPattern();
  assert.throws(() => pattern.exec(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => pattern.test({}, 'https://example.com'), { code: 'ERR_OPERATION_FAILED' });
  assert.strictEqual(pattern.exec('/a', 'no base'), null);
  assert.strictEqual(pattern.exec({ protocol: '^' }), null);
  for (const name of ['exec', 'test']) assert.throws(() => pattern[name].call({}), { message: 'Illegal invocation' });
  assert.throws(() => URLPattern.prototype.hash, { message: 'Illegal invocation' });
  assert.throws(() => structuredClone(pattern), { name: 'DataCloneError' });
  assert.strictEqual(url.URLPattern, URLPattern);
});
