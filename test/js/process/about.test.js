'use strict';
// What process tells of the runtime and of itself: process.versions, process.exitCode.
const assert = require('node:assert');
const { test } = require('../harness');

test('versions name ICU, Unicode, CLDR and the time zones', () => {
  const { icu, unicode, cldr, tz } = process.versions;
  assert.match(icu, /^\d+\.\d+(\.\d+)*$/);
  assert.match(unicode, /^\d+\.\d+(\.\d+)*$/);
  assert.match(cldr, /^\d+\.\d+(\.\d+)*$/);
  assert.match(tz, /^20\d\d[a-z]$/);
});

test('what is in versions stays, and programs may add to it', () => {
  assert.throws(() => { process.versions.v8 = 'mine'; }, TypeError);
  process.versions.shell = '1.0';
  assert.strictEqual(process.versions.shell, '1.0');
  delete process.versions.shell;
});

test('exitCode is a number of 32 bits, whatever way it was written', () => {
  const seen = [];
  for (const value of ['5', '0x10', ' 7 ', 2 ** 32 + 3, null]) {
    process.exitCode = value;
    seen.push(process.exitCode);
  }
  assert.deepStrictEqual(seen, [5, 16, 7, 3, undefined]);
  for (const value of ['', 'a', true]) assert.throws(() => { process.exitCode = value; }, { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => { process.exitCode = '5.5'; }, { code: 'ERR_OUT_OF_RANGE' });
});
