'use strict';
// What process tells of the runtime: process.versions, process.config.
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
