'use strict';
// require, module and the resolution behind them.
const assert = require('node:assert');
const fs = require('node:fs');
const Module = require('node:module');
const { test } = require('../harness');
const { tree } = require('./tree');

const at = tree({
  'a.js': 'exports.b = require("./b"); exports.name = __filename; exports.folder = __dirname;',
  'b/index.js': 'module.exports = { parent: module.parent.filename, id: module.id, loaded: module.loaded };',
  'data.json': '\uFEFF{"x": [1]}',
  'bad.json': '{"x": }',
  'cycle-1.js': 'exports.first = 1; const two = require("./cycle-2"); exports.seen = two.seen;',
  'cycle-2.js': 'const one = require("./cycle-1"); exports.seen = { first: one.first, none: one.none };',
  'throws.js': 'globalThis.thrown = (globalThis.thrown ?? 0) + 1; throw new Error("no");',
  'this.js': 'module.exports = [this === exports, typeof require, arguments.length];',
  '#!x.js': '',
  'hashbang.js': '#!/usr/bin/env eddy\nmodule.exports = 7;',
  'main/package.json': '{"main": "lib"}',
  'main/lib.js': 'module.exports = "main";',
  'no-main/package.json': '{"main": "gone.js"}',
  'deep/inner/asks.js': 'module.exports = require("pkg");',
  'node_modules/pkg/package.json': '{"name": "pkg", "main": "start"}',
  'node_modules/pkg/start.js': 'module.exports = "pkg";',
  'node_modules/exp/package.json': JSON.stringify({
    name: 'exp',
    exports: {
      '.': { import: './esm.mjs', require: './main.js' },
      './sub': './sub.js',
      './files/*.js': './files/*.js',
      './files/private/*': null,
      './list': ['bad', './sub.js'],
      './up': '../up.js',
      './gone': './gone.js',
    },
    imports: { '#own': './sub.js', '#other': 'pkg', '#only-import': { import: './sub.js' } },
  }),
  'node_modules/exp/main.js': 'module.exports = ["exp", require("#own"), require("exp/sub"), require("#other")];',
  'node_modules/exp/sub.js': 'module.exports = "sub";',
  'node_modules/exp/files/x.js': 'module.exports = "x";',
  'node_modules/exp/files/private/y.js': '',
  'node_modules/broken/package.json': '{',
  'type/package.json': '{"type": "module"}',
  'type/es.js': 'export const es = 1; export default 2;',
  'type/common.cjs': 'module.exports = typeof exports;',
  'detected.js': 'import "node:fs"; export const found = true;',
  'whole.mjs': 'const value = { whole: true }; export { value as "module.exports" };',
  'waits.mjs': 'await 0; export default 1;',
  'as-link.js': '',
});
const req = Module.createRequire(at('main.js'));

function fails(request, code, pattern) {
  assert.throws(() => req(request), (error) => {
    assert.strictEqual(error.code, code, error.message);
    if (pattern !== undefined) assert.match(error.message, pattern);
    return true;
  });
}

test('a module sees its own path, its folder and what it requires', () => {
  const a = req('./a');
  assert.strictEqual(a.name, at('a.js'));
  assert.strictEqual(a.folder, at('.').replace(/\/\.?$/, ''));
  assert.deepStrictEqual(a.b, { parent: at('a.js'), id: at('b/index.js'), loaded: false });
  assert.strictEqual(req('./a.js'), a);
  assert.deepStrictEqual(req('./this'), [true, 'function', 5]);
  assert.strictEqual(req('./hashbang'), 7);
});

test('modules are cached by file, and loaded anew when the cache entry is gone', () => {
  const before = req('./b');
  assert.strictEqual(req.cache[at('b/index.js')].exports, before);
  delete req.cache[at('b/index.js')];
  req.cache[at('a.js')] = undefined;
  delete req.cache[at('a.js')];
  assert.notStrictEqual(req('./a').b, before);
});

test('JSON is parsed, and its errors name the file', () => {
  assert.deepStrictEqual(req('./data.json'), { x: [1] });
  assert.throws(() => req('./bad.json'), (error) => error instanceof SyntaxError && error.message.startsWith(`${at('bad.json')}: `));
});

test('a cycle sees the exports made so far', () => {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  const warnings = [];
  process.on('warning', (warning) => warnings.push(warning.message));
  assert.deepStrictEqual(req('./cycle-1'), { first: 1, seen: { first: 1, none: undefined } });
  return new Promise((resolve) => setImmediate(resolve)).then(() => {
    assert.deepStrictEqual(warnings, [
      "Accessing non-existent property 'none' of module exports inside circular dependency",
    ]);
    process.removeAllListeners('warning');
    for (const listener of listeners) process.on('warning', listener);
  });
});

test('a module that throws is loaded again by the next require', () => {
  assert.throws(() => req('./throws'), /no/);
  assert.throws(() => req('./throws'), /no/);
  assert.strictEqual(globalThis.thrown, 2);
  assert.strictEqual(req.cache[at('throws.js')], undefined);
});

test('what is not there is said with the stack of requires', () => {
  assert.throws(() => req('./gone'), {
    code: 'MODULE_NOT_FOUND',
    message: `Cannot find module './gone'\nRequire stack:\n- ${at('main.js')}`,
    requireStack: [at('main.js')],
  });
  fails('not-installed', 'MODULE_NOT_FOUND');
  fails('./a.js/', 'MODULE_NOT_FOUND');
  fails('./no-main', 'MODULE_NOT_FOUND', /Please verify that the package\.json has a valid "main" entry/);
  fails('node:no-such', 'ERR_UNKNOWN_BUILTIN_MODULE', /No such built-in module: node:no-such/);
  fails('internal/errors', 'MODULE_NOT_FOUND');
  fails('', 'ERR_INVALID_ARG_VALUE');
  fails(5, 'ERR_INVALID_ARG_TYPE');
});

test('folders are found by "main" or index, packages in node_modules upwards', () => {
  assert.strictEqual(req('./main'), 'main');
  assert.strictEqual(req('./deep/inner/asks'), 'pkg');
  assert.strictEqual(req.resolve('pkg'), at('node_modules/pkg/start.js'));
  assert.strictEqual(req.resolve('pkg', { paths: [at('deep')] }), at('node_modules/pkg/start.js'));
  assert.deepStrictEqual(req.resolve.paths('x').slice(0, 1), [at('node_modules')]);
  assert.deepStrictEqual(req.resolve.paths('./x'), [at('.').replace(/\/\.?$/, '')]);
  assert.strictEqual(req.resolve.paths('fs'), null);
});

test('"exports" and "imports" decide what of a package can be reached', () => {
  assert.deepStrictEqual(req('exp'), ['exp', 'sub', 'sub', 'pkg']);
  assert.strictEqual(req('exp/sub'), 'sub');
  assert.strictEqual(req('exp/list'), 'sub');
  assert.strictEqual(req('exp/files/x.js'), 'x');
  fails('exp/main.js', 'ERR_PACKAGE_PATH_NOT_EXPORTED', /Package subpath '\.\/main\.js' is not defined by "exports"/);
  fails('exp/files/private/y.js', 'ERR_PACKAGE_PATH_NOT_EXPORTED');
  fails('exp/up', 'ERR_INVALID_PACKAGE_TARGET', /targets must start with "\.\/"/);
  fails('exp/files/../../x.js', 'ERR_INVALID_MODULE_SPECIFIER');
  fails('exp/gone', 'MODULE_NOT_FOUND');
  fails('broken', 'ERR_INVALID_PACKAGE_CONFIG');
});

test('ES modules can be required when nothing in them waits', () => {
  const es = req('./type/es.js');
  assert.strictEqual(es.es, 1);
  assert.strictEqual(es.default, 2);
  assert.strictEqual(es.__esModule, true);
  assert.strictEqual(req('./type/common.cjs'), 'object');
  assert.strictEqual(req('./detected').found, true);
  assert.deepStrictEqual(req('./whole.mjs'), { whole: true });
  fails('./waits.mjs', 'ERR_REQUIRE_ASYNC_MODULE', /top-level await/);
});

test('hooks that programs put into Module are asked', () => {
  const { _load, _resolveFilename } = Module;
  try {
    Module._load = function(request, ...rest) {
      return request === 'virtual' ? { virtual: true } : Reflect.apply(_load, this, [request, ...rest]);
    };
    assert.deepStrictEqual(req('virtual'), { virtual: true });
    Module._resolveFilename = function(request, ...rest) {
      return Reflect.apply(_resolveFilename, this, [request.replace('alias:', './'), ...rest]);
    };
    assert.strictEqual(req('alias:hashbang'), 7);
    Module._extensions['.up'] = (module, filename) => {
      module._compile(fs.readFileSync(filename, 'utf8').replace('UP', '"up"'), filename);
    };
    fs.writeFileSync(at('x.up'), 'exports.up = UP;');
    assert.strictEqual(req('./x').up, 'up');
  } finally {
    Module._load = _load;
    Module._resolveFilename = _resolveFilename;
    delete Module._extensions['.up'];
  }
});

test('symbolic links are resolved, so that one file is one module', () => {
  fs.symlinkSync(at('b'), at('link'));
  assert.strictEqual(req.resolve('./link'), at('b/index.js'));
});

test('the builtins are listed, and told from other names', () => {
  assert.ok(Module.builtinModules.includes('fs'));
  assert.ok(!Module.builtinModules.some((name) => name.startsWith('internal/')));
  assert.ok(Module.isBuiltin('node:fs') && Module.isBuiltin('fs') && !Module.isBuiltin('wss'));
  assert.strictEqual(req('node:fs'), fs);
  assert.strictEqual(Module.wrap('x'), '(function (exports, require, module, __filename, __dirname) { x\n});');
});

test('a program that replaces Module._stat is asked about the file system', () => {
  const { run } = require('../cli/run');
  const at = tree({ 'main.cjs': `
    const Module = require('module');
    const fs = require('fs');
    const { readFileSync, realpathSync } = fs;
    const stat = Module._stat;
    Module._stat = (path) => (path === '/not there/x.js' ? 0 : stat(path));
    fs.readFileSync = (path, ...rest) => (path === '/not there/x.js' ? 'module.exports = 5' : readFileSync(path, ...rest));
    fs.realpathSync = (path) => path;
    console.log(require('/not there/x'));` });
  const { out, err } = run([at('main.cjs')]);
  assert.strictEqual(out, '5\n');
  assert.match(err, /ExperimentalWarning: Module\._stat is an experimental feature/);
});
