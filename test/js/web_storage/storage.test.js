'use strict';
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFile } = require('child_process');
const { test } = require('../harness');

function run(program, ...options) {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--no-warnings', '--experimental-webstorage', ...options, '-p', program],
             (error, stdout, stderr) => resolve(error === null ? stdout.trim() : stderr));
  });
}

test('sessionStorage keeps items as methods and as properties', async () => {
  assert.strictEqual(await run(`
    sessionStorage.a = 1; sessionStorage.setItem('b c', { toString: () => 'x' });
    JSON.stringify([sessionStorage.length, sessionStorage.key(1), sessionStorage.key(2), sessionStorage.getItem('a'),
                    sessionStorage['b c'], sessionStorage.none, sessionStorage.getItem('none'), 'a' in sessionStorage,
                    delete sessionStorage.a, Object.keys(sessionStorage), { ...sessionStorage }])`),
                     '[2,"b c",null,"1","x",null,null,true,true,["b c"],{"b c":"x"}]');
  assert.strictEqual(await run('sessionStorage.x = 1; sessionStorage'), "Storage { x: '1' }");
  assert.strictEqual(await run(`sessionStorage.getItem = 5; sessionStorage.setItem('clear', 'y');
    [typeof sessionStorage.getItem, typeof sessionStorage.clear, sessionStorage.getItem('getItem'), sessionStorage.length].join()`),
                     'function,function,5,2');
});

test('localStorage is in the file that the command line names', async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'storage-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const option = `--localstorage-file=${folder}/file`;
  assert.strictEqual(await run('localStorage === globalThis.localStorage', option), 'true');
  assert.deepStrictEqual(fs.readdirSync(folder), []);
  assert.strictEqual(await run('localStorage.count = 1; localStorage["\\ud800"] = ""; localStorage[""] = "e"; localStorage.length', option), '3');
  assert.strictEqual(await run('localStorage.count++; JSON.stringify([Object.keys(localStorage).sort(), localStorage.count, localStorage.getItem("")])', option),
                     '[["","count","\\ud800"],"2","e"]');
  assert.strictEqual(await run('localStorage.removeItem("count"); const n = localStorage.length; localStorage.clear(); [n, localStorage.length].join()',
                               option), '2,0');
  assert.match(await run('localStorage.a', `--localstorage-file=${folder}`), /ERR_INVALID_/);
  assert.match(await run('localStorage'), /The argument '--localstorage-file' is an invalid localStorage location/);
});

test('there is a quota, and no other way to make a Storage', async () => {
  assert.match(await run('sessionStorage.a = "x".repeat(6e6)'), /QuotaExceededError: Setting the value exceeded the quota/);
  assert.strictEqual(await run('sessionStorage.a = "x".repeat(4e6); sessionStorage.a = "y".repeat(5e6); sessionStorage.a.length'), '5000000');
  assert.match(await run('new Storage()'), /Illegal constructor/);
  assert.match(await run('Storage.prototype.length'), /TypeError/);
  assert.match(await run('sessionStorage.setItem("a")'), /ERR_MISSING_ARGS/);
});
