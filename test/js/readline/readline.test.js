'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const readline = require('node:readline');
const readlinePromises = require('node:readline/promises');
const { PassThrough, Readable, Writable } = require('node:stream');
const { test } = require('../harness');

/** A terminal of which we see what is written to it. */
function makeTerminal() {
  const input = new PassThrough();
  const written = [];
  const output = new Writable({
    write(chunk, encoding, callback) {
      written.push(String(chunk));
      callback();
    },
  });
  output.columns = 80;
  output.isTTY = true;
  return { input, output, written };
}

test('lines end with any line break, also one that is cut in two', async () => {
  const input = new PassThrough();
  const rl = readline.createInterface({ input, crlfDelay: Infinity });
  const lines = [];
  rl.on('line', (line) => lines.push(line));
  for (const chunk of ['one\r', '\ntwo\nth', 'ree\r\n\u2028', '\u00fc'.repeat(2), '\nlast']) input.write(chunk);
  input.end();
  await once(rl, 'close');
  assert.deepStrictEqual(lines, ['one', 'two', 'three', '', '\u00fc\u00fc', 'last']);
});

test('for await gives every line, with the interface paused while many wait', async () => {
  const text = Array.from({ length: 5000 }, (_, i) => i).join('\n');
  const rl = readline.createInterface({ input: Readable.from([text]) });
  let count = 0;
  for await (const line of rl) assert.strictEqual(line, String(count++));
  assert.strictEqual(count, 5000);
});

test('questions are answered by the next line', async () => {
  const { input, output, written } = makeTerminal();
  const rl = readlinePromises.createInterface({ input, output });
  const answer = rl.question('What? ');
  input.write('this\r');
  assert.strictEqual(await answer, 'this');
  assert.ok(written.includes('What? '));
  const controller = new AbortController();
  const asked = rl.question('Again? ', { signal: controller.signal });
  controller.abort();
  await assert.rejects(asked, { name: 'AbortError' });
  const cancelled = rl.question('And? ');
  input.write('\u0003');
  await assert.rejects(cancelled, { name: 'AbortError', message: 'Aborted with Ctrl+C' });
  assert.throws(() => rl.prompt(), { code: 'ERR_USE_AFTER_CLOSE' });
});

test('keys edit the line: cursor, words, history, undo, yank', async () => {
  const { input, output } = makeTerminal();
  const rl = readline.createInterface({ input, output, history: ['older'] });
  const enter = async (keys) => {
    const line = once(rl, 'line');
    input.write(`${keys}\r`);
    return (await line)[0];
  };
  assert.strictEqual(await enter('hello\u001b[D\u001b[DX\u007f\u007f'), 'helo');
  assert.strictEqual(await enter('\u001b[A'), 'helo');
  assert.strictEqual(await enter('\u001b[A\u001b[A'), 'older');
  assert.strictEqual(await enter('one two three\u0017\u0017'), 'one ');
  assert.strictEqual(await enter('one two\u0001\u000bnew '), 'new ');
  assert.strictEqual(await enter('keep\u0015\u0019\u0019'), 'keepkeep');
  assert.strictEqual(await enter('a\u001fb'), 'b');
  assert.strictEqual(await enter('start\u0001[\u0005]'), '[start]');
  rl.close();
});

test('tab completes as far as the candidates agree, and shows them the second time', async () => {
  const { input, output, written } = makeTerminal();
  const completer = (line) => [['alpha', 'alpine'].filter((word) => word.startsWith(line)), line];
  const rl = readline.createInterface({ input, output, completer });
  const line = once(rl, 'line');
  input.write('a');
  input.write('\t');
  await new Promise((resolve) => setImmediate(resolve));
  assert.strictEqual(rl.line, 'alp');
  input.write('\t');
  input.write('\t');
  await new Promise((resolve) => setImmediate(resolve));
  assert.match(written.join(''), /alpha +alpine/);
  input.write('\r');
  assert.deepStrictEqual(await line, ['alp']);
  rl.close();
});

test('keys are told by name', async () => {
  const input = new PassThrough();
  readline.emitKeypressEvents(input);
  const keys = [];
  input.on('keypress', (text, key) => keys.push(key));
  input.write('aA\u0001\u001b[A\u001b[1;5C\u001bOP\r\n\t \u001bx');
  await new Promise((resolve) => setImmediate(resolve));
  const told = keys.map((key) => [key.ctrl && 'ctrl', key.meta && 'meta', key.shift && 'shift', key.name].filter(Boolean).join('-'));
  assert.deepStrictEqual(told, ['a', 'shift-a', 'ctrl-a', 'up', 'ctrl-right', 'f1', 'return', 'enter', 'tab', 'space', 'meta-x']);
});

test('the cursor is moved by control sequences', () => {
  const { output, written } = makeTerminal();
  readline.cursorTo(output, 3);
  readline.cursorTo(output, 3, 4);
  readline.moveCursor(output, -1, 2);
  readline.clearLine(output, -1);
  readline.clearScreenDown(output);
  assert.strictEqual(written.join(''), '\u001b[4G\u001b[5;4H\u001b[1D\u001b[2B\u001b[1K\u001b[0J');
  assert.throws(() => readline.cursorTo(output, NaN), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => readline.cursorTo(output, 'x', 1), { code: 'ERR_INVALID_CURSOR_POS' });
});

test('keys come through _ttyWrite; what words are deleted by does not go where yank takes from', async () => {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.on('data', (text) => { shown += text; });
  const rl = readline.createInterface({ input, output, terminal: true, prompt: '> ' });
  const keys = [];
  const plain = rl._ttyWrite;
  rl._ttyWrite = (text, key) => {
    keys.push(key.name);
    plain.call(rl, text, key);
  };
  const type = async (text) => {
    shown = '';
    input.write(text);
    await new Promise((resolve) => { setImmediate(resolve); });
    return shown;
  };
  assert.strictEqual(await type('\x1b[A'), '');
  assert.strictEqual(await type('a\tb'), 'a\tb');
  assert.deepStrictEqual(keys, ['up', 'a', 'tab', 'b']);
  assert.strictEqual(await type('\x0b'), '\x1b[1G\x1b[0J> a\tb\x1b[10G');
  await type('\x17\x19');
  assert.strictEqual(rl.line, 'a\t');
  await type('\x15\x19');
  assert.strictEqual(rl.line, 'a\t');
  assert.deepStrictEqual(Object.keys(rl.getCursorPos()), ['cols', 'rows']);
  rl.close();
});
