// Source maps, hooks that may wait, and the compile cache. https://nodejs.org/api/module.html
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const { spawnSync } = require('child_process');
const { SourceMap, findSourceMap, getSourceMapsSupport, setSourceMapsSupport, constants } = require('module');
const { test, temporaryFolder } = require('../harness');

const map = {
  version: 3, file: 'out.js', sources: ['in.ts'], names: ['thrower'],
  // Line 1, column 1 is line 2, column 3; line 2, column 3 is line 5, column 1 by the name of thrower.
  mappings: 'AACE;EAGFA',
};

function run(file, flags = [], env = {}) {
  const child = spawnSync(process.execPath, [...flags, file], { encoding: 'utf8', env: { ...process.env, ...env } });
  return { out: child.stdout, err: child.stderr, code: child.status };
}

test('a map finds the origin of a place and of what follows it', () => {
  const sourceMap = new SourceMap(map, { lineLengths: [10, 20] });
  assert.deepStrictEqual(sourceMap.findEntry(0, 5), {
    generatedLine: 0, generatedColumn: 0, originalSource: 'in.ts', originalLine: 1, originalColumn: 2, name: undefined,
  });
  assert.deepStrictEqual(sourceMap.findEntry(1, 2), {
    generatedLine: 1, generatedColumn: 2, originalSource: 'in.ts', originalLine: 4, originalColumn: 0, name: 'thrower',
  });
  assert.strictEqual(sourceMap.findOrigin(2, 3).fileName, 'in.ts');
  assert.deepStrictEqual(sourceMap.lineLengths, [10, 20]);
  assert.deepStrictEqual(sourceMap.payload, map);
  assert.notStrictEqual(sourceMap.payload, sourceMap.payload);
  assert.throws(() => new SourceMap('x'), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('maps are found for what was loaded while they are looked at, and stacks tell of the sources', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'out.js');
  const text = `\n  function f() { throw new Error('mapped'); }; f();\n`;
  const data = Buffer.from(JSON.stringify({ ...map, mappings: ';EAIAA' })).toString('base64');
  fs.writeFileSync(file, `${text}//# sourceMappingURL=data:application/json;base64,${data}`);
  assert.deepStrictEqual({ ...getSourceMapsSupport() }, { enabled: false, nodeModules: false, generatedCode: false });
  setSourceMapsSupport(true);
  try {
    assert.throws(() => require(file), (error) => error.stack.includes(`${path.join(folder, 'in.ts')}:5:1`));
    assert.ok(findSourceMap(file) instanceof SourceMap);
  } finally {
    setSourceMapsSupport(false);
  }
  const { err } = run(file, ['--enable-source-maps']);
  assert.match(err, /in\.ts:5:1/);
});

test('a module\'s asynchronous hooks are asked by import', () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, 'hooks.mjs'), `
    let prefix;
    export async function initialize(data) { prefix = data.prefix; }
    export async function resolve(specifier, context, next) {
      if (!specifier.startsWith(prefix)) return next(specifier);
      return { url: specifier, shortCircuit: true };
    }
    export async function load(url, context, next) {
      if (!url.startsWith(prefix)) return next(url);
      return { format: 'module', source: 'export default ' + JSON.stringify(url), shortCircuit: true };
    }`);
  fs.writeFileSync(path.join(folder, 'main.mjs'), `
    import { register } from 'node:module';
    register('./hooks.mjs', import.meta.url, { data: { prefix: 'made:' } });
    console.log((await import('made:up')).default);`);
  const { out, err } = run(path.join(folder, 'main.mjs'));
  assert.strictEqual(err, '');
  assert.strictEqual(out, 'made:up\n');
});

test('the compile cache is written at the end and taken at the next start', () => {
  const folder = temporaryFolder();
  const cache = path.join(folder, 'cache');
  fs.writeFileSync(path.join(folder, 'a.cjs'), `module.exports = 1;`);
  fs.writeFileSync(path.join(folder, 'main.mjs'), `import './a.cjs';`);
  const env = { NODE_COMPILE_CACHE: cache, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
  assert.match(run(path.join(folder, 'main.mjs'), [], env).err, /writing cache for CommonJS .*a\.cjs.* success/);
  const second = run(path.join(folder, 'main.mjs'), [], env).err;
  assert.match(second, /cache for CommonJS .*a\.cjs was accepted/);
  assert.match(second, /cache for ESM .*main\.mjs was accepted/);
  // Another text is another code.
  fs.writeFileSync(path.join(folder, 'a.cjs'), `module.exports = 2;`);
  assert.match(run(path.join(folder, 'main.mjs'), [], env).err, /a\.cjs\.\.\. code hash mismatch/);
  // A damaged file is passed over.
  for (const name of fs.readdirSync(cache)) {
    for (const file of fs.readdirSync(path.join(cache, name))) fs.writeFileSync(path.join(cache, name, file), 'rubbish');
  }
  assert.strictEqual(run(path.join(folder, 'main.mjs'), [], env).code, 0);
});

test('enabling the cache tells how it went', () => {
  const child = spawnSync(process.execPath, ['-e', `
    const { enableCompileCache, getCompileCacheDir } = require('module');
    const folder = require('fs').mkdtempSync(require('os').tmpdir() + '/eddy-cc-');
    const first = enableCompileCache(folder);
    console.log(first.status, first.directory === getCompileCacheDir(), enableCompileCache().status);
    process.on('exit', () => setImmediate(() => {}));`], { encoding: 'utf8', env: { ...process.env, NODE_COMPILE_CACHE: '' } });
  assert.strictEqual(child.stdout, `${constants.compileCacheStatus.ENABLED} true ${constants.compileCacheStatus.ALREADY_ENABLED}\n`);
});
