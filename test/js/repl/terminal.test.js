'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('../harness');
const { started } = require('./started');

/** A REPL at which keys are pressed. */
function begin(options = {}) {
  const { server, during, written } = started({ prompt: '> ', terminal: true, useColors: false, preview: false, ...options });
  return {
    server,
    type: (typed) => during(() => server.write(typed)),
    press: (name, modifiers = {}) => during(() => server.write(undefined, { name, ...modifiers })),
    written,
  };
}

const ctrl = { ctrl: true };

test('an input of several rows can be walked through while it is typed, and is one line of the history', () => {
  const { server, type, press } = begin();
  assert.strictEqual(type('const s = `one\n'), 'const s = `one\r\n| ');
  type('a longer row');
  press('up');
  assert.strictEqual(server.cursor, 'const s = `one'.length - 2);
  press('down');
  assert.strictEqual(server.cursor, server.line.length);
  type('`\n');
  assert.strictEqual(server.history[0], 'a longer row`\rconst s = `one');
  press('up');
  assert.strictEqual(server.line, 'const s = `one\na longer row`');
  server.close();
});

test('a command works in the middle of an input', () => {
  const { server, type } = begin();
  type('const a = {\n.break\n');
  assert.match(type('1 + 1\n'), /\n2\n/);
  server.close();
});

test('Ctrl+C drops what is typed, and ends the REPL when it is pressed twice on nothing', () => {
  const { server, type, press, written } = begin();
  let exited = false;
  server.on('close', () => exited = true);
  type('function f() {\n');
  press('c', ctrl);
  assert.strictEqual(server.line, '');
  assert.match(press('c', ctrl), /\(To exit, press Ctrl\+C again or Ctrl\+D or type \.exit\)\n/);
  assert.strictEqual(exited, false);
  press('c', ctrl);
  assert.strictEqual(exited, true, written());
});

test('the editor takes text as a whole', () => {
  const { server, type, press } = begin();
  assert.match(type('.editor\n'), /\/\/ Entering editor mode \(Ctrl\+D to finish, Ctrl\+C to cancel\)\n$/);
  type('let i = 1\nfunction next() {\n  return ++i\n}\nnext()');
  assert.match(press('d', ctrl), /\n2\n/);
  type('.editor\nthrow 1');
  assert.doesNotMatch(press('c', ctrl), /Uncaught/);
  assert.match(type('i\n'), /\n2\n/);
  server.close();
});

test('a file is loaded as one input, and what was entered is saved', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-repl-'));
  try {
    const { server, type } = begin();
    const file = path.join(folder, 'a.js');
    fs.writeFileSync(file, 'const fromFile = () =>\n  42;\nfromFile()');
    assert.match(type(`.load ${file}\n`), /fromFile\(\)\r\n42\n/);
    assert.match(type(`.load ${folder}\n`), /Failed to load: .* is not a valid file\n/);
    assert.match(type(`.load ${folder}/none\n`), /Failed to load: .*none\n/);
    type('const b = [\n1]\n');
    assert.match(type(`.save ${folder}/saved.js\n`), /Session saved to: /);
    assert.strictEqual(fs.readFileSync(`${folder}/saved.js`, 'utf8'),
                       'const fromFile = () =>\n  42;\nfromFile()\nconst b = [\n1]');
    assert.match(type(`.save ${folder}/none/saved.js\n`), /Failed to save: /);
    assert.match(type('.save\n'), /The "file" argument must be specified\n/);
    server.close();
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

function completions(server, text) {
  let answer;
  server.complete(text, (error, found) => answer = found);
  return answer;
}

test('completion finds properties, variables, keywords and commands', () => {
  const { server, type } = begin();
  type('var thing = { one: 1, Only: [{ deep: true }], get g() { throw new Error("read") } }; let lexical = thing;\n');
  assert.deepStrictEqual(completions(server, 'thing.on'), [['thing.Only', 'thing.one'], 'thing.on']);
  assert.deepStrictEqual(completions(server, 'x = !thing["Only"][0].d'), [['thing["Only"][0].deep'], 'thing["Only"][0].d']);
  assert.deepStrictEqual(completions(server, 'call(lexical?.Onl'), [['lexical?.Only'], 'lexical?.Onl']);
  assert.deepStrictEqual(completions(server, 'thing.g.'), [[], 'thing.g.']);
  assert.deepStrictEqual(completions(server, 'lexi'), [['lexical'], 'lexi']);
  assert.deepStrictEqual(completions(server, 'whi'), [['while'], 'whi']);
  assert.deepStrictEqual(completions(server, '.lo'), [['load'], 'lo']);
  assert.deepStrictEqual(completions(server, 'path.dirn'), [['path.dirname'], 'path.dirn']);
  assert.deepStrictEqual(completions(server, '"".toUp'), [['"".toUpperCase'], '"".toUp']);
  assert.deepStrictEqual(completions(server, '"thing.o')[0], []);
  assert.deepStrictEqual(completions(server, 'let thin')[0], []);
  server.close();
});

test('completion runs nothing', () => {
  const { server, type } = begin();
  type('var runs = 0; function f() { runs++; return {} }; var proxy = new Proxy({}, { get() { runs++ }, ownKeys() { runs++ } });\n');
  for (const text of ['f().', '(runs = 1).', '[f()].len', 'proxy.a', 'proxy.a.b', 'thing[f()].x']) completions(server, text);
  assert.strictEqual(server.context.runs, 0);
  server.close();
});

test('completion finds modules and files', () => {
  const { server } = begin({ allowBlockingCompletions: true });
  assert.deepStrictEqual(completions(server, "require('node:zl"), [['node:zlib'], 'node:zl']);
  assert.ok(completions(server, 'import("worker_')[0].includes('worker_threads'));
  assert.deepStrictEqual(completions(server, "require('fs'"), [[], undefined]);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-repl-'));
  try {
    fs.writeFileSync(`${folder}/file-a.js`, '');
    fs.mkdirSync(`${folder}/file-b`);
    assert.deepStrictEqual(completions(server, `fs.readFileSync('${folder}/file`), [['file-a.js', 'file-b'], 'file']);
    assert.deepStrictEqual(completions(server, `require('${folder}/file`), [[`${folder}/file-a`, `${folder}/file-b/`], `${folder}/file`]);
  } finally {
    fs.rmSync(folder, { recursive: true });
    server.close();
  }
});

test('previews show what an input gives and how a word goes on, and run nothing', () => {
  const { server, type, press } = begin({ preview: true });
  assert.strictEqual(type('1 + 1'), '1 + 1\n// 2\u001b[8G\u001b[1A');
  assert.match(type('\n'), /^\u001b\[1B\u001b\[2K\u001b\[1A\r\n2\n/);
  type('var runs = 0; function run() { return ++runs }\n');
  assert.strictEqual(type('run()'), 'run()');
  press('c', ctrl);
  assert.strictEqual(server.context.runs, 0);
  assert.match(type('JSON.stringi'), /^JSON\.stringi \/\/ fy\u001b\[15G\n\/\/ \[Function: stringify\]/);
  press('right');
  assert.strictEqual(server.line, 'JSON.stringify');
  press('c', ctrl);
  assert.strictEqual(type('for (;;) {}'), 'for (;;) {}');
  press('c', ctrl);
  server.close();
});

test('the history is searched in both directions', () => {
  const { server, type, press } = begin();
  type('var alpha = 1\nvar beta = 2\nalpha + beta\n');
  type('typed');
  assert.match(press('r', ctrl), /bck-i-search: _/);
  assert.match(type('alp'), /\u001b\[4malp\u001b\[24mha \+ beta\nbck-i-search: alp_/);
  assert.match(press('r', ctrl), /var \u001b\[4malp\u001b\[24mha = 1\n/);
  assert.match(press('r', ctrl), /typed\nfailed-bck-i-search: alp_/);
  assert.match(press('s', ctrl), /fwd-i-search: alp_/);
  press('escape');
  assert.strictEqual(server.line, 'typed');
  press('r', ctrl);
  type('bet');
  press('left');
  assert.strictEqual(server.line, 'alpha + beta');
  assert.strictEqual(server.cursor, 'alpha + '.length - 1);
  server.close();
});

test('the history is kept in a file that is only its owner\'s', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eddy-repl-'));
  const file = path.join(folder, 'history');
  const open = (session) => new Promise((resolve, reject) => {
    session.server.setupHistory(file, (error) => (error ? reject(error) : resolve(session)));
  });
  const close = ({ server }) => new Promise((resolve) => {
    server.on('exit', resolve);
    server.close();
  });
  try {
    const first = await open(begin());
    first.type('1\n[\n2]\n');
    await close(first);
    assert.strictEqual(fs.readFileSync(file, 'utf8'), '2]\r[\n1');
    assert.strictEqual(fs.statSync(file).mode & 0o777, 0o600);
    const second = await open(begin());
    second.press('up');
    assert.strictEqual(second.server.line, '[\n2]');
    await close(second);
    const none = begin();
    await new Promise((resolve) => none.server.setupHistory({ filePath: '', size: 5 }, resolve));
    assert.match(none.press('up'), /Persistent history support disabled/);
    await close(none);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
