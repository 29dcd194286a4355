'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const repl = require('node:repl');
const { test } = require('../harness');
const { started } = require('./started');

/** A REPL to which lines are given. */
function begin(options = {}) {
  const { server, during, written } = started({ prompt: '', terminal: false, ...options });
  return {
    server,
    /** What it writes while `lines` are entered. */
    enter: (...lines) => during(() => {
      for (const line of lines) server.write(`${line}\n`);
    }),
    written,
  };
}

/** The same for input that is run asynchronously: until `end` has been written. */
async function enterUntil(session, end, ...lines) {
  session.enter(...lines);
  while (!session.written().includes(end)) await new Promise(setImmediate);
  return session.written();
}

test('what is entered is evaluated, and _ is its value until the program sets it', () => {
  const { server, enter } = begin();
  assert.strictEqual(enter('1 + 1'), '2\n');
  assert.strictEqual(enter('_ * 21'), '42\n');
  assert.strictEqual(enter('_ = 5'), 'Expression assignment to _ now disabled.\n5\n');
  assert.strictEqual(enter('7', '_'), '7\n5\n');
  assert.strictEqual(enter('const a = 1', 'a'), 'undefined\n1\n');
  server.close();
});

test('braces at the beginning are an object where that compiles, and a block where not', () => {
  const { server, enter } = begin();
  assert.strictEqual(enter('{ a: 1 }'), '{ a: 1 }\n');
  assert.strictEqual(enter('{ a: 1 };'), '1\n');
  assert.strictEqual(enter('{ let b = 2; b }'), '2\n');
  assert.strictEqual(enter('{}'), '{}\n');
  server.close();
});

test('input goes on where it can become whole', () => {
  const { server, enter } = begin();
  assert.strictEqual(enter('const o = {', '  a: `one', 'two`', '}', 'o'), "| | | undefined\n{ a: 'one\\ntwo' }\n");
  assert.strictEqual(enter('/* a', '*/ 3'), '| 3\n');
  assert.strictEqual(enter("'a\\", "b'"), "| 'ab'\n");
  assert.match(enter("'abc"), /^'abc\n\^+\n\nUncaught SyntaxError: Invalid or unexpected token\n$/);
  assert.match(enter('foo bar'), /^foo bar\n {4}\^\^\^\n\nUncaught SyntaxError: Unexpected identifier 'bar'\n$/);
  assert.strictEqual(enter('[1,', '.break', '2'), '| 2\n');
  server.close();
});

test('exceptions are told without frames of the REPL, and _error is the last of them', () => {
  const { server, enter } = begin();
  assert.strictEqual(enter("throw new Error('oh')"), 'Uncaught Error: oh\n');
  assert.strictEqual(enter('_error.message'), "'oh'\n");
  assert.match(enter('function f() { throw new Error(1) }', 'f()'), /^undefined\nUncaught Error: 1\n {4}at f \(REPL\d+:1:22\)\n$/);
  assert.strictEqual(enter('throw null'), 'Uncaught null\n');
  assert.strictEqual(enter('throw { a: 1 }'), 'Uncaught { a: 1 }\n');
  assert.strictEqual(enter('_error = 1'), 'Expression assignment to _error now disabled.\n1\n');
  assert.match(enter("process.on('uncaughtException', () => {})"), /TypeError \[ERR_INVALID_REPL_INPUT\]: Listeners for `/);
  server.close();
});

test('exceptions of callbacks are told by the REPL that made them', async () => {
  const session = begin();
  const text = await enterUntil(session, 'late', "setImmediate(() => { throw new Error('late') }); 1");
  assert.match(text, /^1\nUncaught Error: late\n/);
  session.server.close();
});

test('await works outside of functions, and declarations stay', async () => {
  const session = begin();
  assert.strictEqual(await enterUntil(session, '\n', 'await Promise.resolve(3)'), '3\n');
  assert.strictEqual(await enterUntil(session, '\n', 'const { a, b: [c] } = await { a: 1, b: [2] }'), 'undefined\n');
  assert.strictEqual(await enterUntil(session, '\n', '[a, c]'), '[ 1, 2 ]\n');
  await enterUntil(session, '\n', 'await 0; function g() { return 4 } class K {} var v = 5, w; for (var i = 0; i < 3; i++);');
  assert.strictEqual(await enterUntil(session, ']', '[g(), new K(), v, w, i]'), '[ 4, K {}, 5, undefined, 3 ]\n');
  assert.match(await enterUntil(session, '\n', "await Promise.reject(new Error('no'))"), /^Uncaught Error: no\n/);
  assert.strictEqual(await enterUntil(session, '\n', '(await import("node:fs")).readFile.name'), "'readFile'\n");
  assert.match(await enterUntil(session, '\n', 'let a = await 1'), /Uncaught SyntaxError: Identifier 'a' has already been declared\n/);
  session.server.close();
});

test('what is entered while a promise is waited for runs after it', async () => {
  const session = begin();
  const text = await enterUntil(session, '2\n', 'await new Promise((resolve) => setImmediate(resolve, 1))', '2');
  assert.strictEqual(text, '1\n2\n');
  session.server.close();
});

test('an import statement is refused with the expression that does the same', () => {
  const { server, enter } = begin();
  assert.match(enter("import a, { b as c, d } from 'x'"),
               /dynamic import: const \{ default: a, b: c, d \} = await import\("x"\);\n$/);
  server.close();
});

test('the context is its own, with the builtin modules, and .clear makes it anew', () => {
  const { server, enter } = begin();
  assert.strictEqual(enter('({}) instanceof Object, os === require("os") && path.sep'), "'/'\n");
  assert.notStrictEqual(server.context.Object, Object);
  assert.strictEqual(server.context.global, server.context);
  assert.strictEqual(enter('x = 1', '.clear', 'typeof x'), "1\nClearing context...\n'undefined'\n");
  let reset;
  server.on('reset', (context) => reset = context);
  enter('.clear');
  assert.strictEqual(reset, server.context);
  server.close();
});

test('commands can be added; unknown ones are refused', async () => {
  const { server, enter } = begin();
  server.defineCommand('hello', {
    help: 'Greets',
    action(name) {
      this.output.write(`Hello, ${name}!\n`);
      this.displayPrompt();
    },
  });
  assert.strictEqual(enter('.hello you there'), 'Hello, you there!\n');
  assert.match(enter('.help'), /^\.break +Sometimes.*\n[^]*\.hello +Greets\n/);
  assert.strictEqual(enter('.nothing'), 'Invalid REPL keyword\n');
  assert.strictEqual(enter('.5'), '0.5\n');
  assert.throws(() => server.defineCommand('x', {}), { code: 'ERR_INVALID_ARG_TYPE' });
  const exited = once(server, 'exit');
  enter('.exit');
  await exited;
});

test('an evaluation function of the program decides, also whether input goes on', () => {
  const { server, enter } = begin({
    eval(code, context, file, callback) {
      if (!code.endsWith(';\n')) callback(new repl.Recoverable(new SyntaxError('more')));
      else if (code.includes('bad')) callback(new Error('bad'));
      else callback(null, code.toUpperCase());
    },
    writer: (value) => `<${value.trim()}>`,
  });
  assert.strictEqual(enter('a;'), '<A;>\n');
  assert.strictEqual(enter('a', 'b;'), '| <A\nB;>\n');
  server.writer = (value) => `${value.message}`;
  assert.strictEqual(enter('bad;'), 'Uncaught bad\n');
  server.close();
});

test('strict mode is that of the whole input', () => {
  const { server, enter } = begin({ replMode: repl.REPL_MODE_STRICT, ignoreUndefined: true });
  assert.match(enter('undeclared = 1'), /^Uncaught ReferenceError: undeclared is not defined\n$/);
  assert.strictEqual(enter('let q = 1', 'q'), '1\n');
  server.close();
});

test('options that do not go together are refused', () => {
  assert.throws(() => repl.start({ breakEvalOnSigint: true, eval() {} }), { code: 'ERR_INVALID_REPL_EVAL_CONFIG' });
});
