'use strict';
const assert = require('node:assert');
const { spawn, execFile, fork } = require('node:child_process');
const fs = require('node:fs');
const { test } = require('../harness');

if (process.argv[2] === 'child') {
  process.on('message', (message) => process.send(message));
} else {
  const descriptors = () => fs.readdirSync('/proc/self/fd').length;
  const zombies = () => fs.readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
  const closed = (child) => new Promise((resolve) => child.on('close', resolve));

  test('children that come and go leave neither descriptors, processes nor memory', async () => {
    const ways = [
      () => spawn('true', { stdio: 'ignore' }),
      () => spawn('true'),
      () => spawn('sh', ['-c', 'exit 3'], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] }),
      () => spawn('/nowhere').on('error', () => {}),
      () => execFile('false', () => {}),
    ];
    const round = async (count) => {
      for (let i = 0; i < count; i++) await closed(ways[i % ways.length]());
    };
    await round(50);
    const before = descriptors();
    await round(300);
    assert.strictEqual(descriptors(), before);
    assert.strictEqual(zombies(), '');
  });

  test('objects of children that have ended are collected', async () => {
    const { execFileSync } = require('node:child_process');
    const script = `
      const { spawn, execFile } = require('child_process');
      const ways = [() => spawn('true', { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }), () => execFile('false', () => {})];
      (async () => {
        const refs = [];
        const round = async () => {
          for (let i = 0; i < 40; i++) {
            const child = ways[i % 2]();
            refs.push(new WeakRef(child));
            await new Promise((resolve) => child.on('close', resolve));
          }
        };
        await round();
        for (let i = 0; i < 5; i++) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          gc();
        }
        console.log(refs.filter((ref) => ref.deref() !== undefined).length < 4);
      })();`;
    assert.strictEqual(execFileSync(process.execPath, ['--expose-gc', '-e', script], { encoding: 'utf8' }), 'true\n');
  });

  test('a child that floods the channel is heard to the end', async () => {
    const child = fork(__filename, ['child']);
    const text = 'x'.repeat(100000);
    let count = 0;
    const all = new Promise((resolve) => {
      child.on('message', (message) => {
        assert.strictEqual(message.length, text.length);
        if (++count === 100) resolve();
      });
    });
    for (let i = 0; i < 100; i++) child.send(text);
    await all;
    child.disconnect();
    await closed(child);
  });
}
