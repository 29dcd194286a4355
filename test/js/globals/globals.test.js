'use strict';
const assert = require('assert');
const { spawnSync } = require('child_process');
const { test } = require('../harness');

const describe = (name) => Object.getOwnPropertyDescriptor(globalThis, name);

test('globals that are made when first read are data properties to every eye', () => {
  for (const name of ['URL', 'TextDecoder', 'DOMException', 'AbortController', 'Event', 'Blob']) {
    const { value, writable, enumerable, configurable } = describe(name);
    assert.deepStrictEqual([typeof value, writable, enumerable, configurable], ['function', true, false, true], name);
  }
  for (const name of ['atob', 'btoa', 'structuredClone', 'fetch']) {
    const { value, writable, enumerable, configurable } = describe(name);
    assert.deepStrictEqual([typeof value, value.name, writable, enumerable, configurable], ['function', name, true, true, true]);
  }
});

test('a global can be replaced and removed before its first use', () => {
  globalThis.CustomEvent = 1;
  assert.strictEqual(CustomEvent, 1);
  assert.strictEqual(delete globalThis.TextEncoder, true);
  assert.strictEqual(typeof TextEncoder, 'undefined');
});

test('navigator and crypto have only a getter, performance can be replaced', () => {
  for (const name of ['navigator', 'crypto']) {
    const { get, set, enumerable, configurable } = describe(name);
    assert.deepStrictEqual([get.name, set, enumerable, configurable], [`get ${name}`, undefined, true, true]);
    assert.throws(() => { globalThis[name] = 1; }, TypeError);
  }
  const before = performance;
  globalThis.performance = 'mine';
  assert.strictEqual(performance, 'mine');
  globalThis.performance = before;
});

test('navigator tells of processors, languages and platform', () => {
  assert.strictEqual(Object.prototype.toString.call(navigator), '[object Object]');
  assert(navigator instanceof Navigator);
  assert(Number.isInteger(navigator.hardwareConcurrency) && navigator.hardwareConcurrency > 0);
  assert.strictEqual(navigator.hardwareConcurrency, require('os').availableParallelism());
  assert.strictEqual(navigator.language, navigator.languages[0]);
  assert.strictEqual(Intl.getCanonicalLocales(navigator.language)[0], navigator.language);
  assert(Object.isFrozen(navigator.languages));
  assert.strictEqual(navigator.userAgent, `Node.js/${process.versions.node.split('.')[0]}`);
  assert.strictEqual(navigator.platform, `Linux ${require('os').machine()}`);
  assert.throws(() => new Navigator(), { code: 'ERR_ILLEGAL_CONSTRUCTOR', name: 'TypeError' });
  assert.throws(() => Navigator.prototype.language, TypeError);
});

test('what the runtime matches for itself is not seen in RegExp', () => {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e',
    'import "node:assert"; import "node:crypto"; console.log(JSON.stringify([RegExp.$_, RegExp.lastMatch]))'], { encoding: 'utf8' });
  assert.strictEqual(stdout, '["",""]\n');
});
