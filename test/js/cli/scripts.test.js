'use strict';
// --run: scripts of package.json.
const assert = require('node:assert');
const fs = require('node:fs');
const { test } = require('../harness');
const { tree } = require('../module/tree');
const { run } = require('./run');

const at = tree({
  'package.json': JSON.stringify({
    scripts: {
      hello: 'echo hello',
      fails: 'exit 3',
      words: 'printf "%s|"',
      where: 'pwd; echo $NODE_RUN_SCRIPT_NAME $NODE_RUN_PACKAGE_JSON_PATH',
      tool: 'tool',
      number: 1,
    },
  }),
  'node_modules/.bin/tool': '#!/bin/sh\necho outer tool',
  'below/node_modules/.bin/tool': '#!/bin/sh\necho inner tool',
  'bad/package.json': '{',
  'none/package.json': '{}',
});
fs.chmodSync(at('node_modules/.bin/tool'), 0o755);
fs.chmodSync(at('below/node_modules/.bin/tool'), 0o755);
const here = { cwd: at('.') };
const below = { cwd: at('below') };

test('a script runs in a shell, in the folder of its package.json, and its code is the program\'s', () => {
  assert.strictEqual(run(['--run', 'hello'], here).out, 'hello\n');
  assert.strictEqual(run(['--run', 'fails'], here).code, 3);
  const root = fs.realpathSync(at('.'));
  assert.strictEqual(run(['--run', 'where'], below).out, `${root}\nwhere ${root}/package.json\n`);
});

test('what follows -- is appended, whatever a shell would make of it', () => {
  assert.strictEqual(run(['--run', 'words', '--', 'a b', '$HOME', 'it\'s', '--x'], here).out, 'a b|$HOME|it\'s|--x|');
});

test('tools of the packages above are found, the nearest first', () => {
  assert.strictEqual(run(['--run', 'tool'], here).out, 'outer tool\n');
  assert.strictEqual(run(['--run', 'tool'], below).out, 'inner tool\n');
});

test('what is wrong with a script or its package.json is said, with code 1', () => {
  const refused = (name, options, message) => {
    const { code, err, out } = run(['--run', name], options);
    assert.match(err, message);
    assert.strictEqual(out, '');
    assert.strictEqual(code, 1);
  };
  refused('missing', here, /^Missing script: "missing" for .*package\.json\n\nAvailable scripts are:\n {2}hello: echo hello\n/);
  refused('number', here, /^Script "number" is unexpectedly not a string/);
  refused('x', { cwd: at('bad') }, /^Can't parse .*bad\/package\.json/);
  refused('x', { cwd: at('none') }, /^Can't find "scripts" field in /);
  refused('x', { cwd: '/proc' }, /^Can't find package\.json for directory \/proc/);
  assert.strictEqual(run(['--run'], here).code, 9);
});
