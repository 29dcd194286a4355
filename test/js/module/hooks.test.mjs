// module.registerHooks, findPackageJSON, stripTypeScriptTypes.
import assert from 'node:assert';
import { createRequire, findPackageJSON, registerHooks, stripTypeScriptTypes } from 'node:module';

const require = createRequire(import.meta.url);
const { test } = require('../harness.js');
const { tree } = require('./tree.js');

const at = tree({
  'package.json': '{"name": "root"}',
  'a.cjs': 'exports.a = 1;',
  'b.mjs': 'export const b = 1;',
  'node_modules/dep/package.json': '{"name": "dep", "exports": {".": "./lib/x.js"}}',
  'node_modules/dep/lib/x.js': '',
});
const req = createRequire(at('x.js'));

test('hooks make modules of other names, for import and require', async () => {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'virtual:x') return { url: 'virtual:x', format: 'module', shortCircuit: true };
      return next(specifier, context);
    },
    load(url, context, next) {
      if (url === 'virtual:x') return { source: 'export const x = 42;', format: 'module', shortCircuit: true };
      return next(url, context);
    },
  });
  assert.strictEqual((await import('virtual:x')).x, 42);
  assert.strictEqual(req('virtual:x').x, 42);
  hooks.deregister();
  await assert.rejects(import('virtual:y'), { code: 'ERR_UNSUPPORTED_ESM_URL_SCHEME' });
});

test('a load hook may change the text of a file', async () => {
  const hooks = registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith('.cjs') && !url.endsWith('b.mjs')) return loaded;
      return { ...loaded, source: String(loaded.source).replace('= 1', '= 2') };
    },
  });
  assert.strictEqual(req('./a.cjs').a, 2);
  assert.strictEqual((await import(at('b.mjs'))).b, 2);
  hooks.deregister();
});

test('the last hook registered is asked first, and must say when it answers alone', () => {
  const asked = [];
  const first = registerHooks({ resolve(s, c, next) { asked.push(1); return next(s, c); } });
  const second = registerHooks({ resolve(s, c, next) { asked.push(2); return next(s, c); } });
  req('fs');
  assert.deepStrictEqual(asked, [2, 1]);
  second.deregister();
  const silent = registerHooks({ resolve: () => ({ url: 'node:fs' }) });
  assert.throws(() => req('fs'), { code: 'ERR_INVALID_RETURN_PROPERTY_VALUE' });
  silent.deregister();
  first.deregister();
});

test("findPackageJSON finds a module's or a package's", () => {
  assert.strictEqual(findPackageJSON('dep', at('x.js')), at('node_modules/dep/package.json'));
  assert.strictEqual(findPackageJSON('./a.cjs', at('x.js')), at('package.json'));
  assert.throws(() => findPackageJSON('not-installed', at('x.js')), { code: 'ERR_MODULE_NOT_FOUND' });
});

test('stripTypeScriptTypes leaves everything else in its place', () => {
  process.removeAllListeners('warning');
  assert.strictEqual(stripTypeScriptTypes('const a: number = 1;'), 'const a         = 1;');
  assert.throws(() => stripTypeScriptTypes('enum A { x }'), { code: 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' });
  assert.match(stripTypeScriptTypes('enum A { x }', { mode: 'transform' }), /^var A = /);
});
