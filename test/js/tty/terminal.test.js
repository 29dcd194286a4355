'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { test } = require('../harness');

// util-linux's script(1) gives a program a terminal.
const hasScript = spawnSync('script', ['--version']).status === 0;
const skip = hasScript ? false : 'needs script(1)';

/** What the program writes to a terminal of its own, with `input` typed. */
function atTerminal(source, { input = '', term = 'xterm' } = {}) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const command = `stty cols 90 rows 30; ${quoted(process.execPath)} -e ${quoted(source)}; stty -a`;
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'],
                               { input, encoding: 'utf8', env: { ...process.env, TERM: term, NO_COLOR: '1' } });
  return stdout.replaceAll('\r\n', '\n');
}

test('streams at a terminal know that, and its size', { skip }, () => {
  const out = atTerminal(`
    const { stdin, stdout } = process;
    console.log(stdin.isTTY, stdout.isTTY, stdin.isRaw, stdin.rawMode, stdout.columns, stdout.rows, stdout.getWindowSize());
    stdin.end('through stdin\\n');`);
  assert.match(out, /^true true false false 90 30 \[ 90, 30 \]\nthrough stdin\n/);
});

test('raw mode has two kinds, and is taken back however the program ends', { skip }, () => {
  const out = atTerminal(`
    for (const mode of [true, 'io', 'raw', false]) console.log(process.stdin.setRawMode(mode).rawMode, process.stdin.isRaw);
    try { process.stdin.setRawMode('odd'); } catch (error) { console.log(error.code); }`);
  assert.match(out, /raw true\s+io true\s+raw true\s+false false\s+ERR_INVALID_ARG_VALUE/);
  for (const end of ['', 'process.exit()', 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 10000)', 'throw 1']) {
    assert.match(atTerminal(`process.stdin.setRawMode(true); ${end}`), / echo /, end);
  }
});

test('a change of the size is told', { skip }, () => {
  const out = atTerminal(`
    process.stdout.on('resize', () => { console.log(process.stdout.columns); process.exit(); });
    require('child_process').spawnSync('stty', ['cols', '77'], { stdio: 'inherit' });
    setTimeout(() => {}, 10000);`);
  assert.match(out, /^77\n/);
});

test('readline writes no escape sequences to a dumb terminal', { skip }, () => {
  const out = atTerminal(`
    const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout });
    rl.question('name? ', (name) => { console.log('[' + name + ']'); rl.close(); });
    rl.write('Eddy');
    rl.write(null, { ctrl: true, name: 'u' });
    rl.write(null, { name: 'return' });`, { term: 'dumb' });
  assert.match(out, /^name\? Eddy\r?\n\[Eddy\]\n/);
  assert.ok(!out.includes('\u001b'), JSON.stringify(out));
});
