// node:console. https://nodejs.org/api/console.html
'use strict';
const assert = require('node:assert');
const { Console } = require('node:console');
const { Writable } = require('node:stream');
const { test } = require('../harness');

function capture(options) {
  const texts = { out: '', err: '' };
  const sink = (name) => new Writable({
    write(chunk, _, callback) {
      texts[name] += chunk;
      callback();
    },
  });
  const own = new Console({ stdout: sink('out'), stderr: sink('err'), ...options });
  return { own, texts };
}

test('log, error and their relatives write lines to their streams', () => {
  const { own, texts } = capture();
  own.log('%s is %d', 'a', 5, { b: 1 });
  own.info('i');
  own.warn('w');
  own.error();
  own.assert(1, 'no');
  own.assert(0, 'yes %s', 'x');
  assert.strictEqual(texts.out, 'a is 5 { b: 1 }\ni\n');
  assert.strictEqual(texts.err, 'w\n\nAssertion failed: yes x\n');
});

test('groups indent every line', () => {
  const { own, texts } = capture({ groupIndentation: 3 });
  own.group('g');
  own.log('a\nb');
  own.groupEnd();
  own.groupEnd();
  own.log('c');
  assert.strictEqual(texts.out, 'g\n   a\n   b\nc\n');
});

test('tables', () => {
  const { own, texts } = capture();
  own.table([{ a: 1, b: 'x' }, { a: 2 }]);
  assert.strictEqual(texts.out, [
    '┌─────────┬───┬─────┐', '│ (index) │ a │ b   │', '├─────────┼───┼─────┤', "│ 0       │ 1 │ 'x' │",
    '│ 1       │ 2 │     │', '└─────────┴───┴─────┘', ''].join('\n'));
  texts.out = '';
  own.table(new Map([['k', 1]]));
  assert.match(texts.out, /iteration index.*Key.*Values/);
  texts.out = '';
  own.table(5);
  assert.strictEqual(texts.out, '5\n');
  assert.throws(() => own.table([1], 'x'), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('count, time, dir and trace', () => {
  const { own, texts } = capture();
  own.count();
  own.count();
  own.countReset();
  own.count();
  own.time('t');
  own.timeLog('t', 'more');
  own.timeEnd('t');
  own.dir({ a: { b: 1 } }, { depth: 0 });
  own.trace('here');
  assert.match(texts.out, /^default: 1\ndefault: 2\ndefault: 1\nt: [\d.]+ms more\nt: [\d.]+ms\n\{ a: \[Object\] \}\n$/);
  assert.match(texts.err, /^Trace: here\n {4}at /);
});

test('colours by mode', () => {
  const { own, texts } = capture({ colorMode: true });
  own.log({ a: 1 });
  assert.strictEqual(texts.out, '{ a: \u001b[33m1\u001b[39m }\n');
});

test('methods are bound, and a failing stream is nobody\'s business', () => {
  const { own, texts } = capture();
  const { log } = own;
  log('bound');
  assert.strictEqual(texts.out, 'bound\n');
  const broken = new Writable({
    write(chunk, _, callback) {
      callback(new Error('broken'));
    },
  });
  new Console(broken).log('lost');
  assert.throws(() => new Console(), { code: 'ERR_CONSOLE_WRITABLE_STREAM' });
  assert.ok(console instanceof Console && own instanceof Console);
});
