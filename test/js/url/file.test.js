'use strict';
const assert = require('node:assert');
const url = require('node:url');
const { test } = require('../harness');

test('fileURLToPath', () => {
  assert.strictEqual(url.fileURLToPath('file:///a%20b/%E2%82%AC'), '/a b/\u20ac');
  assert.strictEqual(url.fileURLToPath(new URL('file://localhost/x')), '/x');
  assert.strictEqual(url.fileURLToPath('file:///C:/a/b', { windows: true }), 'C:\\a\\b');
  assert.strictEqual(url.fileURLToPath('file://host/a', { windows: true }), '\\\\host\\a');
  assert.throws(() => url.fileURLToPath('http://x'), { code: 'ERR_INVALID_URL_SCHEME', message: 'The URL must be of scheme file' });
  assert.throws(() => url.fileURLToPath('file://host/x'), { code: 'ERR_INVALID_FILE_URL_HOST' });
  assert.throws(() => url.fileURLToPath('file:///a%2Fb'), { code: 'ERR_INVALID_FILE_URL_PATH' });
  assert.throws(() => url.fileURLToPath(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.strictEqual(url.fileURLToPathBuffer('file:///a%ffb').toString('latin1'), '/a\xffb');
});

test('pathToFileURL', () => {
  assert.strictEqual(url.pathToFileURL('/a b/%?#\\\n\t\r\u20ac').href, 'file:///a%20b/%25%3F%23%5C%0A%09%0D%E2%82%AC');
  assert.strictEqual(url.pathToFileURL('/a/').href, 'file:///a/');
  assert.strictEqual(url.pathToFileURL('x').href, new URL('x', `file://${process.cwd()}/`).href);
  assert.strictEqual(url.pathToFileURL('C:\\a b', { windows: true }).href, 'file:///C:/a%20b');
  assert.strictEqual(url.pathToFileURL('\\\\srv\\share\\f', { windows: true }).href, 'file://srv/share/f');
  assert.throws(() => url.pathToFileURL('\\\\srv', { windows: true }), { code: 'ERR_INVALID_ARG_VALUE' });
  for (const path of ['/', '/%41', '/~[]^|{}"<>`', '/a;b=c&d']) assert.strictEqual(url.fileURLToPath(url.pathToFileURL(path)), path);
});

test('urlToHttpOptions', () => {
  assert.deepEqual({ ...url.urlToHttpOptions(new URL('http://u:p%20@[::1]:81/a?b#c')) }, {
    protocol: 'http:', hostname: '::1', hash: '#c', search: '?b', pathname: '/a', path: '/a?b',
    href: 'http://u:p%20@[::1]:81/a?b#c', port: 81, auth: 'u:p ',
  });
});

test('domains', () => {
  assert.strictEqual(url.domainToASCII('espa\u00f1ol.com'), 'xn--espaol-zwa.com');
  assert.strictEqual(url.domainToASCII('xn--i\u00f1valid.com'), '');
  assert.strictEqual(url.domainToUnicode('xn--espaol-zwa.com'), 'espa\u00f1ol.com');
});
