'use strict';
// Exceptions that nothing catches: what is printed, which listeners run, which code the process ends with.
const assert = require('node:assert');
const { test } = require('../harness');
const { run } = require('../cli/run');
const { tree } = require('../module/tree');

let count = 0;
function program(source) {
  const name = `program-${++count}.js`;
  const at = tree({ [name]: source });
  return { ...run([at(name)]), path: at(name) };
}

test('an error is printed with its place, its stack and its properties', () => {
  const { code, err, path } = program('const e = new Error("boo");\ne.code = "E";\n  throw e;');
  assert.ok(err.startsWith(`${path}:3\n  throw e;\n  ^\n\nError: boo\n    at Object.<anonymous> (${path}:1:11)\n`), err);
  assert.match(err, /\n {2}code: 'E'\n}\n\nNode\.js v24\.\d+\.\d+\n$/);
  assert.strictEqual(code, 1);
});

test('other values are printed as they are', () => {
  const { err, path } = program('throw { a: 1 };');
  assert.ok(err.startsWith(`\n${path}:1\nthrow { a: 1 };\n^\n{ a: 1 }\n\nNode.js`), err);
  assert.match(program('throw 5').err, /\n5\n\(Use `.* --trace-uncaught \.\.\.` to show where the exception was thrown\)/);
});

test('the place is that of the throw, in timers, ticks and promises too', () => {
  for (const start of ['setTimeout(f, 1)', 'setImmediate(f)', 'process.nextTick(f)', 'f()']) {
    const { err, path, code } = program(`const e = new Error("x");\nfunction f() {\n  throw e; }\n${start};`);
    assert.ok(err.startsWith(`${path}:3\n  throw e; }\n  ^\n\nError: x\n`), `${start}: ${err}`);
    assert.strictEqual(code, 1);
  }
  const { err, path } = program('async function f() {\n  throw new TypeError("x"); }\nf();');
  assert.ok(err.startsWith(`${path}:2\n  throw new TypeError("x"); }\n        ^\n\nTypeError: x\n`), err);
});

test("an 'error' event without listeners tells where it was emitted", () => {
  const { err } = program('const E = require("events"); class F extends E {}\nconst e = new Error("x");\nsetImmediate(() => new F().emit("error", e));');
  assert.match(err, /\nEmitted 'error' event on F instance at:\n {4}at Immediate\.<anonymous> /);
});

test("listeners of 'uncaughtException' take it, the monitor only looks", () => {
  const taken = program('process.on("uncaughtException", (e, origin) => console.log(e.message, origin)); setTimeout(() => console.log("on"), 5); throw new Error("x");');
  assert.deepStrictEqual([taken.out, taken.code], ['x uncaughtException\non\n', 0]);
  const monitored = program('process.on("uncaughtExceptionMonitor", (e, origin) => console.log(e.message, origin)); Promise.reject(new Error("x"));');
  assert.deepStrictEqual([monitored.out, monitored.code], ['x unhandledRejection\n', 1]);
  assert.strictEqual(program('process.on("uncaughtException", () => { throw new Error("y"); }); throw new Error("x");').code, 7);
  assert.strictEqual(program('process.setUncaughtExceptionCaptureCallback((e) => console.log(e)); throw 5;').out, '5\n');
});

test("the exit code is 1 unless an 'exit' listener sets another", () => {
  assert.strictEqual(program('process.exitCode = 5; throw new Error("x");').code, 1);
  const { out, code } = program('process.on("exit", (c) => { console.log(c); process.exitCode = 9; }); throw new Error("x");');
  assert.deepStrictEqual([out, code], ['1\n', 9]);
});

test('--trace-uncaught shows where a value was thrown', () => {
  const at = tree({ 'throws.js': 'function f() { throw { a: 1 }; }\nf();' });
  const { err } = run(['--trace-uncaught', at('throws.js')]);
  assert.match(err, /\n{ a: 1 }\nThrown at:\n {4}at f \(.*throws\.js:1:16\)\n {4}at .*throws\.js:2:1\n/);
});

test('a full stack is a RangeError, and the program lives on', () => {
  const { out, code } = program('function f() { f(); } try { f(); } catch (e) { console.log(e instanceof RangeError); }');
  assert.deepStrictEqual([out, code], ['true\n', 0]);
});

test('a full heap ends with a message', () => {
  const at = tree({ 'fills.js': 'const a = []; for (;;) a.push(new Array(1000).fill({}));' });
  const { err, signal, code } = run(['--max-old-space-size=20', at('fills.js')]);
  assert.match(err, /FATAL ERROR: .*JavaScript heap out of memory/);
  assert.ok(signal === 'SIGABRT' || signal === 'SIGTRAP' || code === 134, `${signal} ${code}`);
});

test('the properties of an error are printed to any depth, and not as the program would have them shown', () => {
  const { err } = program('const e = new Error("x"); e.a = { b: { c: { d: { e: 1 } } } };' +
    'e.shown = { [Symbol.for("nodejs.util.inspect.custom")]: () => "gone" }; throw e;');
  assert.match(err, /d: \{ e: 1 \}/);
  assert.doesNotMatch(err, /shown: gone/);
});

test('without a function in process._fatalException an exception ends the process with code 6, unheard', () => {
  const { err, out, code } = program('process.on("exit", () => console.log("exit"));' +
    'process.on("uncaughtException", () => console.log("taken")); process._fatalException = undefined; throw new Error("x");');
  assert.deepStrictEqual([code, out], [6, '']);
  assert.match(err, /Error: x\n/);
});
