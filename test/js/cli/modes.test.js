'use strict';
// The ways to start a program, and what is said when it cannot be started.
const assert = require('node:assert');
const fs = require('node:fs');
const { test } = require('../harness');
const { tree } = require('../module/tree');
const { run } = require('./run');

const at = tree({
  'hello.js': 'console.log("hello", process.argv.slice(2).join());',
  'app/index.js': 'console.log("index");',
  'es.mjs': 'console.log(typeof require, import.meta.main);',
  'detected.js': 'import "fs"; console.log("es");',
  'bad.js': 'let x = ;',
  'before.js': 'globalThis.before = "required"; console.log(module.isPreloading);',
  'before.mjs': 'globalThis.before = "imported";',
  'shows.js': 'console.log(globalThis.before);',
  'waits.mjs': '\nawait new Promise(() => {});',
});

test('a script, a folder and an ES module are programs', () => {
  assert.strictEqual(run([at('hello.js'), 'a', '--b']).out, 'hello a,--b\n');
  assert.strictEqual(run([at('hello')]).out, 'hello \n');
  assert.strictEqual(run([at('app')]).out, 'index\n');
  assert.strictEqual(run([at('es.mjs')]).out, 'undefined true\n');
  assert.strictEqual(run([at('detected.js')]).out, 'es\n');
});

test('-e runs a text as a script with the variables of a module, -p prints its value', () => {
  assert.strictEqual(run(['-e', 'console.log(__filename, typeof require, process.argv[1])', 'x']).out, '[eval] function x\n');
  assert.strictEqual(run(['-p', '[1, 2]']).out, '[ 1, 2 ]\n');
  assert.strictEqual(run(['-pe', '"text"']).out, 'text\n');
  assert.strictEqual(run(['-p', 'typeof os.cpus']).out, 'function\n');
  assert.strictEqual(run(['-e', 'const fs = 5; console.log(fs)']).out, '5\n');
  assert.strictEqual(run(['-e', '']).code, 0);
  assert.strictEqual(run(['-e', 'import fs from "fs"; console.log(typeof fs.open)']).out, 'function\n');
  assert.strictEqual(run(['--input-type=module', '-e', 'console.log(typeof require)']).out, 'undefined\n');
  assert.strictEqual(run(['-p', 'import("./es.mjs").then(() => 1)'], { cwd: at('.') }).code, 0);
});

test('a program comes from stdin, with - or without', () => {
  assert.strictEqual(run([], { input: 'console.log(__filename)' }).out, '[stdin]\n');
  assert.strictEqual(run(['-', 'x'], { input: 'console.log(process.argv.slice(1).join())' }).out, '-,x\n');
});

test('-c compiles and does not run', () => {
  assert.deepStrictEqual({ ...run(['-c', at('hello.js')]), err: '' }, { code: 0, signal: null, out: '', err: '' });
  const bad = run(['-c', at('bad.js')]);
  assert.strictEqual(bad.code, 1);
  assert.ok(bad.err.startsWith(`${at('bad.js')}:1\nlet x = ;\n        ^\n\nSyntaxError: Unexpected token ';'`), bad.err);
});

test('-r and --import run modules before the program', () => {
  assert.strictEqual(run(['-r', at('before.js'), at('shows.js')]).out, 'true\nrequired\n');
  assert.strictEqual(run(['--import', at('before.mjs'), at('shows.js')]).out, 'imported\n');
  assert.strictEqual(run([at('shows.js')], { env: { NODE_OPTIONS: `-r "${at('before.js')}"` } }).out, 'true\nrequired\n');
});

test('a program that is not there or cannot be read is said so, with code 1', () => {
  const missing = run([at('gone.js')]);
  assert.strictEqual(missing.code, 1);
  assert.match(missing.err, /^.*\n {2}throw err;\n {2}\^\n\nError: Cannot find module '.*gone\.js'\n/);
  assert.match(missing.err, /code: 'MODULE_NOT_FOUND',\n {2}requireStack: \[\]\n}\n\nNode\.js v24\.\d+\.\d+\n$/);
  assert.strictEqual(run([at('.')]).code, 1);
  if (process.getuid() !== 0) {
    fs.chmodSync(at('es.mjs'), 0);
    assert.match(run([at('es.mjs')]).err, /EACCES/);
  }
});

test('options that are wrong end with code 9', () => {
  const refused = (args, message, env) => {
    const { code, err } = run(args, { env });
    assert.strictEqual(err.trim(), `${process.execPath}: ${message}`);
    assert.strictEqual(code, 9);
  };
  refused(['--no-such-option'], 'bad option: --no-such-option');
  refused(['-e'], '-e requires an argument');
  refused(['--no-eval'], '--no-eval is an invalid negation because it is not a boolean option');
  refused(['--unhandled-rejections=x'], 'invalid value for --unhandled-rejections');
  refused(['--check', '-e', '1'], 'either --check or --eval can be used, not both');
  refused(['x.js'], '--eval is not allowed in NODE_OPTIONS', { NODE_OPTIONS: '--eval 1' });
  refused(['x.js'], 'invalid value for NODE_OPTIONS (unterminated string)', { NODE_OPTIONS: '"--title' });
});

test('what follows the program or -- is the program\'s', () => {
  assert.strictEqual(run(['-p', 'process.argv.slice(1).join()', '--', '--foo', 'b']).out, '--foo,b\n');
  assert.strictEqual(run(['--title=abc', '-p', 'process.title + process.execArgv.join()']).out,
                     'abc--title=abc,-p,process.title + process.execArgv.join()\n');
  assert.strictEqual(run(['--expose-gc', '-p', 'typeof gc']).out, 'function\n');
  // Many buffers, with which the youngest objects are collected, change nothing about it.
  const later = 'for (let i = 0; i < 1000; i++) Buffer.alloc(60000); setTimeout(() => console.log(vm.runInNewContext("typeof gc")), 10)';
  assert.strictEqual(run(['--expose_gc', '-e', later]).out, 'function\n');
  assert.strictEqual(run(['-e', later]).out, 'undefined\n');
  assert.strictEqual(run(['-e', `v8.setFlagsFromString('--expose-gc'); ${later}`]).out, 'function\n');
  assert.strictEqual(run(['--stack-trace-limit=2', '-p', 'Error.stackTraceLimit']).out, '2\n');
});

test('--env-file sets variables that are not set', () => {
  const file = tree({ '.env': 'A=1\nB="two words"\n' })('.env');
  assert.strictEqual(run(['--env-file', file, '-p', 'process.env.A + process.env.B'], { env: { A: 'own' } }).out, 'owntwo words\n');
  assert.strictEqual(run(['--env-file', `${file}.none`, '-p', '1']).code, 9);
});

test('a top-level await that never settles ends with code 13', () => {
  const { code, err } = run([at('waits.mjs')]);
  assert.strictEqual(code, 13);
  assert.match(err, /^Warning: Detected unsettled top-level await at .*waits\.mjs:2\nawait new Promise\(\(\) => {}\);\n\^\n/);
});

test('the jobs of promises that a main module makes come before its ticks, those of a script after', () => {
  const text = 'Promise.resolve().then(() => console.log("job")); process.nextTick(() => console.log("tick"));';
  const files = tree({ 'order.mjs': text, 'order.cjs': text });
  assert.strictEqual(run([files('order.mjs')]).out, 'job\ntick\n');
  assert.strictEqual(run(['--input-type=module', '-e', text]).out, 'job\ntick\n');
  assert.strictEqual(run([files('order.cjs')]).out, 'tick\njob\n');
});

test('--entry-url runs what a URL names, also one relative to the current folder', () => {
  const data = run(['--entry-url', 'data:text/javascript,console.log(1)']);
  assert.strictEqual(data.out, '1\n');
  assert.match(data.err, /ExperimentalWarning: --entry-url is an experimental feature/);
  assert.strictEqual(run(['--entry-url', './es.mjs?x#y'], { cwd: at('.') }).out.split(' ')[0], 'undefined');
  assert.strictEqual(run(['--entry-url', `file://${at('hello.js')}`]).out, 'hello \n');
});

test('-p runs what comes on stdin, also where that is named', () => {
  assert.strictEqual(run(['-p', '-'], { input: '5' }).out, '5\n');
  assert.strictEqual(run(['-p'], { input: '6' }).out, '6\n');
});

test('an environment file that is a folder is told, with code 9', () => {
  const { err, code } = run([`--env-file=${at('.')}`, at('hello.js')]);
  assert.strictEqual(err, `${process.execPath}: ${at('.')}: invalid format\n`);
  assert.strictEqual(code, 9);
});

test('FORCE_COLOR colours what is printed where there is no terminal', () => {
  const env = { FORCE_COLOR: '1' };
  assert.strictEqual(run(['-e', 'console.log({ a: 1 })'], { env }).out, '{ a: \x1b[33m1\x1b[39m }\n');
  assert.match(run(['-e', 'const e = new Error("x"); e.n = 1; throw e'], { env }).err, /n: \x1b\[33m1\x1b\[39m/);
  assert.strictEqual(run(['-e', 'console.log({ a: 1 })'], { env: { FORCE_COLOR: '0' } }).out, '{ a: 1 }\n');
});
