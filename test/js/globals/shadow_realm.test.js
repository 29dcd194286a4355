'use strict';
const assert = require('assert');
const { execFile } = require('child_process');
const { test } = require('../harness');

const run = (program, ...options) => new Promise((resolve) => {
  execFile(process.execPath, [...options, '-p', program], (error, stdout) => resolve(error === null ? stdout.trim() : 'failed'));
});

test('a ShadowRealm has the language and nothing else, where the command line asks for it', async () => {
  assert.strictEqual(await run('typeof ShadowRealm'), 'undefined');
  const option = '--experimental-shadow-realm';
  assert.strictEqual(await run('new ShadowRealm().evaluate("typeof process + typeof Array")', option), 'undefinedfunction');
  assert.strictEqual(await run('globalThis.x = 1; new ShadowRealm().evaluate("globalThis.x === undefined")', option), 'true');
  assert.strictEqual(await run('new ShadowRealm().evaluate("(f) => f(20) + 1")((n) => n * 2)', option), '41');
});
