// ES modules: resolution, formats, import(), import.meta, and CommonJS beside them.
import assert from 'node:assert';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as fsNamespace from 'node:fs';
import fs, { readFileSync } from 'fs';

const require = createRequire(import.meta.url);
const { test } = require('../harness.js');
const { tree } = require('./tree.js');

const at = tree({
  'a.mjs': 'import { b } from "./b.mjs"; export const a = b + 1; export default "a";',
  'b.mjs': 'export let b = 1; export function bump() { b++; }',
  'cycle-1.mjs': 'import { two } from "./cycle-2.mjs"; export function one() { return 1; } export const sum = one() + two();',
  'cycle-2.mjs': 'import { one } from "./cycle-1.mjs"; export function two() { return 2; } export const late = () => one();',
  'waits.mjs': 'const value = await Promise.resolve(5); export { value };',
  'throws.mjs': 'throw new TypeError("thrown");',
  'meta.mjs': 'export default { ...import.meta, resolved: import.meta.resolve("./b.mjs"), same: import.meta };',
  'named.cjs': 'exports.a = 1; module.exports.b = 2; exports["c" + 1] = 3; Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 4;',
  'reexports.cjs': 'module.exports = require("./named.cjs");',
  'fn.cjs': 'module.exports = () => "called";',
  'uses-import.cjs': 'module.exports = import("./b.mjs");',
  'data.json': '{"x": 1}',
  'bad.json': '{',
  'syntax.mjs': 'let a = ;',
  'missing-name.mjs': 'import { nope } from "./b.mjs";',
  'missing-cjs-name.mjs': 'import { nope } from "./named.cjs";',
  'scope.mjs': 'require("fs");',
  'types.mts': 'interface A { x: number }\nexport const a: A = { x: 1 };\nexport const place: number = 2;',
  'enum.mts': 'export enum A { x }',
  'node_modules/dual/package.json': '{"name": "dual", "exports": {"import": "./i.mjs", "require": "./r.cjs"}}',
  'node_modules/dual/i.mjs': 'export default "import";',
  'node_modules/dual/r.cjs': 'module.exports = "require";',
  'node_modules/legacy/package.json': '{"main": "lib/main.js"}',
  'node_modules/legacy/lib/main.js': 'exports.legacy = true;',
  'folder/index.js': '',
  'odd name%#?.mjs': 'export default import.meta.url;',
});
const load = (name, options) => import(pathToFileURL(at(name)).href, options);

async function fails(promise, expected) {
  await assert.rejects(promise, (error) => {
    for (const [key, value] of Object.entries(expected)) {
      if (value instanceof RegExp) assert.match(error[key], value);
      else assert.strictEqual(error[key], value, `${key}: ${error.stack}`);
    }
    return true;
  });
}

test('exports are live bindings, and one URL is one module', async () => {
  const { a, default: name } = await load('a.mjs');
  assert.strictEqual(a, 2);
  assert.strictEqual(name, 'a');
  const b = await load('b.mjs');
  b.bump();
  assert.strictEqual(b.b, 2);
  assert.strictEqual(await load('b.mjs'), b);
  const other = await import(`${pathToFileURL(at('b.mjs')).href}?other`);
  assert.strictEqual(other.b, 1);
});

test('cycles link, and top-level await holds importers back', async () => {
  const two = await load('cycle-2.mjs');
  assert.strictEqual(two.late(), 1);
  assert.strictEqual((await load('waits.mjs')).value, 5);
});

test('an evaluation that threw throws the same error each time', async () => {
  let first;
  await load('throws.mjs').catch((error) => { first = error; });
  assert.ok(first instanceof TypeError);
  await assert.rejects(load('throws.mjs'), (error) => error === first);
});

test('import.meta knows its place', async () => {
  const { default: meta } = await load('meta.mjs');
  assert.strictEqual(meta.url, pathToFileURL(at('meta.mjs')).href);
  assert.strictEqual(meta.filename, at('meta.mjs'));
  assert.strictEqual(`${meta.dirname}/meta.mjs`, at('meta.mjs'));
  assert.strictEqual(meta.resolved, pathToFileURL(at('b.mjs')).href);
  assert.strictEqual(meta.main, false);
  assert.strictEqual(Object.getPrototypeOf(meta.same), null);
  assert.strictEqual(import.meta.main, true);
  assert.strictEqual(import.meta.resolve('fs'), 'node:fs');
  assert.match(import.meta.resolve('./not-there.mjs'), /^file:.*not-there\.mjs$/);
  assert.throws(() => import.meta.resolve('not-installed'), { code: 'ERR_MODULE_NOT_FOUND' });
  assert.strictEqual((await load('odd name%#?.mjs')).default, pathToFileURL(at('odd name%#?.mjs')).href);
});

test('CommonJS modules give their exports as default, and by name where the text shows them', async () => {
  const named = await load('named.cjs');
  assert.deepStrictEqual(Object.keys(named), ['__esModule', 'a', 'b', 'default', 'module.exports']);
  assert.strictEqual(named.a, 1);
  assert.strictEqual(named.default.c1, 3);
  assert.strictEqual((await load('reexports.cjs')).b, 2);
  assert.strictEqual((await load('fn.cjs')).default(), 'called');
  assert.strictEqual(require(at('named.cjs')), named.default);
  assert.strictEqual(await require(at('uses-import.cjs')), await load('b.mjs'));
});

test('builtins have default and named exports', async () => {
  assert.strictEqual(fsNamespace.default, fs);
  assert.strictEqual(readFileSync, fs.readFileSync);
  assert.strictEqual((await import('node:fs')).default, fs);
  await fails(import('node:nothing'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
});

test('packages are resolved under the conditions of import', async () => {
  const from = createRequire(at('x.js'));
  const asks = pathToFileURL(at('asks.mjs')).href;
  fs.writeFileSync(at('asks.mjs'), 'export { default } from "dual"; export { legacy } from "legacy";');
  const { default: dual, legacy } = await import(asks);
  assert.strictEqual(dual, 'import');
  assert.strictEqual(legacy, true);
  assert.strictEqual(from('dual'), 'require');
});

test('JSON needs its type, and is shared with require', async () => {
  const { default: data } = await load('data.json', { with: { type: 'json' } });
  assert.deepStrictEqual(data, { x: 1 });
  await fails(load('data.json'), { code: 'ERR_IMPORT_ATTRIBUTE_MISSING' });
  await fails(load('b.mjs', { with: { type: 'json' } }), { code: 'ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE' });
  await fails(load('b.mjs', { with: { type: 'css' } }), { code: 'ERR_IMPORT_ATTRIBUTE_UNSUPPORTED' });
  await fails(load('bad.json', { with: { type: 'json' } }), { name: 'SyntaxError', message: /bad\.json: / });
});

test('data: URLs are modules, other schemes are not', async () => {
  assert.strictEqual((await import('data:text/javascript,export default 1%2B1')).default, 2);
  const { default: base64 } = await import('data:application/json;base64,eyJhIjoxfQ==', { with: { type: 'json' } });
  assert.deepStrictEqual(base64, { a: 1 });
  await fails(import('data:text/css,a'), { code: 'ERR_UNKNOWN_MODULE_FORMAT' });
  await fails(import('http://localhost/x.mjs'), { code: 'ERR_UNSUPPORTED_ESM_URL_SCHEME', message: /Received protocol 'http:'/ });
});

test('what cannot be found or linked is said as Node says it', async () => {
  await fails(load('gone.mjs'), {
    code: 'ERR_MODULE_NOT_FOUND', message: /^Cannot find module '.*gone\.mjs' imported from /, url: pathToFileURL(at('gone.mjs')).href,
  });
  await fails(load('folder'), { code: 'ERR_UNSUPPORTED_DIR_IMPORT' });
  await fails(import('not-installed'), { code: 'ERR_MODULE_NOT_FOUND', message: /^Cannot find package 'not-installed' imported from / });
  await fails(import('#none'), { code: 'ERR_PACKAGE_IMPORT_NOT_DEFINED' });
  await fails(load('syntax.mjs'), { name: 'SyntaxError' });
  await fails(load('missing-name.mjs'), {
    name: 'SyntaxError', message: "The requested module './b.mjs' does not provide an export named 'nope'",
  });
  await fails(load('missing-cjs-name.mjs'), { name: 'SyntaxError', message: /CommonJS module.*import pkg from '\.\/named\.cjs';/s });
  await fails(load('scope.mjs'), { message: /^require is not defined in ES module scope, you can use import instead/ });
});

test('TypeScript files run with their types stripped', async () => {
  const { a, place } = await load('types.mts');
  assert.deepStrictEqual([a, place], [{ x: 1 }, 2]);
  await fails(load('enum.mts'), { code: 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' });
});
