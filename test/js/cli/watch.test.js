'use strict';
// --watch: the program runs again when what it is made of changes.
const assert = require('node:assert');
const fs = require('node:fs');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { createInterface } = require('node:readline');
const { inspect } = require('node:util');
const { test } = require('../harness');
const { tree } = require('../module/tree');
const { run } = require('./run');

const at = tree({
  'plain.js': 'console.log("runs");',
  'needs.js': 'console.log(require("./needed"));',
  'needed.js': 'module.exports = 1;',
  'needs.mjs': 'import value from "./needed.mjs"; console.log(value);',
  'needed.mjs': 'export default 1;',
  'fails.js': 'process.exit(2);',
  'env.js': 'console.log(process.env.WATCHED);',
  'vars.env': 'WATCHED=before',
  'data/x': '',
});

/** Runs until `count` lines say that the program has ended; after each but the last it calls change. */
async function lines(args, count, change, done = /^(Completed|Failed) running/) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: at('.') });
  const seen = [];
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      seen.push(line);
      if (!done.test(line)) continue;
      if (--count === 0) break;
      change();
    }
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  return seen;
}

function expected(shown, changed, first, second) {
  const ended = `Completed running ${inspect(shown)}. Waiting for file changes before restarting...`;
  return [first, ended, `Change detected in ${inspect(fs.realpathSync(changed))}`, `Restarting ${inspect(shown)}`, second, ended];
}

test('a change of the program, or of what it requires or imports, runs it again', async () => {
  for (const [file, changed] of [['plain.js', 'plain.js'], ['needs.js', 'needed.js'], ['needs.mjs', 'needed.mjs']]) {
    const path = fs.realpathSync(at(file));
    const change = () => fs.writeFileSync(at(changed), fs.readFileSync(at(changed), 'utf8').replace('1', '2').replace('runs', 'reruns'));
    const seen = await lines(['--watch', path, 'x'], 2, change);
    const plain = file === 'plain.js';
    assert.deepStrictEqual(seen, expected(`${path} x`, at(changed), plain ? 'runs' : '1', plain ? 'reruns' : '2'));
  }
});

test('a program that fails is said so, and waits for changes, too', async () => {
  const path = fs.realpathSync(at('fails.js'));
  assert.deepStrictEqual(await lines(['--watch', path], 1), [
    `Failed running ${inspect(path)}. Waiting for file changes before restarting...`,
  ]);
});

test('an --env-file is watched and read again', async () => {
  const path = fs.realpathSync(at('env.js'));
  const env = fs.realpathSync(at('vars.env'));
  const seen = await lines(['--watch', `--env-file=${env}`, path], 2, () => fs.writeFileSync(env, 'WATCHED=after'));
  assert.deepStrictEqual(seen, expected(path, env, 'before', 'after'));
});

test('--watch-path watches a folder instead', async () => {
  const path = fs.realpathSync(at('env.js'));
  const changed = fs.realpathSync(at('data/x'));
  const seen = await lines(['--watch-path', at('data'), path], 2, () => fs.writeFileSync(changed, 'y'));
  assert.deepStrictEqual(seen, expected(path, changed, 'undefined', 'undefined'));
});

test('--watch needs a file, and does not go with --eval or --check', () => {
  for (const args of [['--watch'], ['--watch', '-e', '1'], ['--watch', '-c', at('plain.js')]]) {
    assert.strictEqual(run(args).code, 9);
  }
});
