'use strict';
// --frozen-intrinsics, and TypeScript on the command line.
const assert = require('node:assert');
const { test } = require('../harness');
const { run } = require('./run');

const frozen = (script) => run(['--frozen-intrinsics', '-e', `'use strict'; ${script}`]);

test('built-in objects and console cannot be changed', () => {
  for (const change of ['Object.defineProperty = 1', 'Array.prototype.map = 1', 'Math.max = 1', 'console.log = 1',
                        'globalThis.globalThis = 1', 'Object.getPrototypeOf(function* () {}).x = 1', 'Array = 1']) {
    const { code, err } = frozen(change);
    assert.strictEqual(code, 1, change);
    assert.match(err, /TypeError/, change);
  }
});

test('objects below the frozen prototypes can be given properties of the same names', () => {
  const script = 'const o = {}; o.toString = () => "own"; class A extends Error { constructor() { super("m"); this.name = "A"; } }' +
    'function F() {} F.prototype = Object.create(Array.prototype); F.prototype.constructor = F; F.prototype.map = 1;' +
    'const e = new Error("x"); e.message = "y"; process.stdout.write([o + "", new A().name, e.message, F.prototype.map].join());' +
    'process.stdout.write(String(Object.getOwnPropertyDescriptor(o, "toString").enumerable));';
  assert.strictEqual(frozen(script).out, 'own,A,y,1true');
});

test('builtin modules work all the same', () => {
  const script = 'for (const name of require("module").builtinModules) if (!/^_|^(sys|punycode|test|wasi|inspector)/.test(name)) require(name);' +
    'require("http").createServer((q, s) => s.end("x")).listen(0, function() { fetch(`http://localhost:${this.address().port}`)' +
    '.then((r) => r.text()).then((t) => { console.log(t); this.close(); this.closeAllConnections(); }); });';
  assert.strictEqual(frozen(script).out, 'x\n');
});

test('a text on the command line or stdin may have types', () => {
  assert.strictEqual(run(['-e', 'const a: number = 1; console.log(a)']).out, '1\n');
  assert.strictEqual(run(['-e', 'import fs from "fs"; const a: number = 1; console.log(a, typeof fs.open)']).out, '1 function\n');
  assert.strictEqual(run([], { input: 'let a: string = "x"; console.log(a)' }).out, 'x\n');
  assert.match(run(['--no-strip-types', '-e', 'const a: number = 1']).err, /SyntaxError: Missing initializer/);
  assert.match(run(['-e', 'let x = ;']).err, /SyntaxError: Unexpected token ';'/);
});

test('what a permission model would allow cannot be given without one', () => {
  const { code, err } = run(['--allow-fs-read=*', '-e', '1']);
  assert.strictEqual(code, 1);
  assert.match(err, /--permission is required/);
});
