'use strict';
const assert = require('node:assert');
const dns = require('node:dns');
const fs = require('node:fs');
const { test } = require('../harness');

test('addresses pass through, without asking anybody', async () => {
  assert.deepStrictEqual(await dns.promises.lookup('127.0.0.1'), { address: '127.0.0.1', family: 4 });
  await new Promise((resolve) => {
    let called = false;
    dns.lookup('127.0.0.1', { all: true }, (error, addresses) => {
      called = true;
      assert.strictEqual(error, null);
      assert.deepStrictEqual(addresses, [{ address: '127.0.0.1', family: 4 }]);
      resolve();
    });
    assert.strictEqual(called, false);
  });
});

test('localhost is found, and names that are none give ENOTFOUND', async () => {
  const { address, family } = await dns.promises.lookup('localhost', { family: 4 });
  assert.deepStrictEqual({ address, family }, { address: '127.0.0.1', family: 4 });
  await assert.rejects(dns.promises.lookup('nothing.invalid'), (error) => {
    assert.match(error.code, /^(ENOTFOUND|EAI_AGAIN)$/);
    assert.strictEqual(error.syscall, 'getaddrinfo');
    assert.strictEqual(error.hostname, 'nothing.invalid');
    return true;
  });
});

test('addresses and ports have names', async () => {
  const { hostname, service } = await dns.promises.lookupService('127.0.0.1', 22);
  assert.strictEqual(typeof hostname, 'string');
  // Where the system has no list of services, the port stands for itself.
  assert.strictEqual(service, fs.existsSync('/etc/services') ? 'ssh' : '22');
});

test('look-ups under way are seen', async () => {
  const both = Promise.all([dns.promises.lookup('localhost'), dns.promises.lookupService('127.0.0.1', 22)]);
  const seen = () => process.getActiveResourcesInfo().filter((kind) => kind.endsWith('ReqWrap'));
  assert.deepStrictEqual(seen(), ['GetAddrInfoReqWrap', 'GetNameInfoReqWrap']);
  await both;
  assert.deepStrictEqual(seen(), []);
});

test('names that are too long, or hold a zero byte, are refused', async () => {
  await assert.rejects(dns.promises.lookup('x'.repeat(256)), { code: 'EINVAL', syscall: 'getaddrinfo' });
  assert.throws(() => dns.lookup('a\0b', () => {}), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('arguments are checked', () => {
  assert.throws(() => dns.lookup('x'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => dns.lookup(5, () => {}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => dns.lookup('x', { family: 5 }, () => {}), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => dns.lookup('x', { hints: 100 }, () => {}), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => dns.lookupService('x', 1, () => {}), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => dns.lookupService(Buffer.from('127.0.0.1'), 1, () => {}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => dns.lookupService('127.0.0.1', 65536, () => {}), { code: 'ERR_SOCKET_BAD_PORT' });
  assert.throws(() => dns.setDefaultResultOrder('none'), { code: 'ERR_INVALID_ARG_VALUE' });
  dns.setDefaultResultOrder('ipv4first');
  assert.strictEqual(dns.getDefaultResultOrder(), 'ipv4first');
});
