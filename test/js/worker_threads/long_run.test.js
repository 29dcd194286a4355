'use strict';
// Workers that come and go.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { test } = require('../harness');

/** Runs a program that collects what it tells by `report`, which counts what a process holds. */
function run(program) {
  const source = `
    const fs = require('fs'), v8 = require('v8');
    const { Worker, MessageChannel, BroadcastChannel } = require('worker_threads');
    const turn = () => new Promise(setImmediate);
    const report = () => ({
      old: v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size / 1024,
      maps: fs.readFileSync('/proc/self/maps', 'latin1').split('\\n').length,
      anonymous: Number(/RssAnon:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'latin1'))[1]),
      threads: fs.readdirSync('/proc/self/task').length,
      descriptors: fs.readdirSync('/proc/self/fd').length,
    });
    (async () => { ${program} })();`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '-e', source], { encoding: 'utf8' });
  assert.strictEqual(status, 0, stderr);
  return JSON.parse(stdout);
}

test('workers leave neither memory, mappings, threads nor descriptors', () => {
  const { before, young, after } = run(`
    const round = async (count) => {
      for (let i = 0; i < count; i++) {
        const worker = new Worker('require("worker_threads").parentPort.postMessage(1)', { eval: true });
        await new Promise((resolve, reject) => worker.on('error', reject).on('exit', resolve));
      }
    };
    await round(60);
    gc();
    const before = report();
    await round(240);
    await turn();
    for (let i = 0; i < 3; i++) gc({ type: 'minor' });
    const young = report();
    gc();
    console.log(JSON.stringify({ before, young, after: report() }));`);
  const shown = JSON.stringify({ before, young, after });
  // In KiB: with 1 KiB for each worker it would be 240 more.
  assert.ok(young.old - before.old < 160, shown);
  assert.ok(after.old - before.old < 60, shown);
  // Sanitizers keep what was freed for a while.
  const { asan, tsan } = process.config.variables;
  if (!asan && !tsan) assert.ok(after.anonymous - before.anonymous < 8192, shown);
  assert.ok(after.maps - before.maps < 40, shown);
  assert.strictEqual(after.threads, before.threads, shown);
  assert.strictEqual(after.descriptors, before.descriptors, shown);
});

test('channels that have ended go with the next young collection', () => {
  const { before, after } = run(`
    const round = async (count) => {
      for (let i = 0; i < count; i++) {
        const { port1, port2 } = new MessageChannel();
        port1.on('message', () => {});
        port2.close();
        new BroadcastChannel('x').close();
        if (i % 50 === 0) await turn();
      }
      for (let i = 0; i < 3; i++) await turn();
    };
    await round(100);
    gc();
    const before = report();
    await round(2000);
    for (let i = 0; i < 3; i++) gc({ type: 'minor' });
    console.log(JSON.stringify({ before, after: report() }));`);
  // It was 1 KiB for each.
  assert.ok(after.old - before.old < 600, JSON.stringify({ before, after }));
});
