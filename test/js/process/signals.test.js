'use strict';
// Signal listeners of process.
const assert = require('node:assert');
const { test } = require('../harness');
const { run } = require('../cli/run');

function received(event) {
  return new Promise((resolve) => process.once(event, (...args) => resolve(args)));
}

test('a listener hears a signal with its name and its number', async () => {
  const heard = received('SIGUSR2');
  const wait = setInterval(() => {}, 1000);
  process.kill(process.pid, 'SIGUSR2');
  assert.deepStrictEqual(await heard, ['SIGUSR2', 12]);
  clearInterval(wait);
});

test('signals that cannot be caught are refused, other names are ordinary events', () => {
  assert.throws(() => process.on('SIGKILL', () => {}), { code: 'EINVAL', syscall: 'uv_signal_start', errno: -22 });
  process.on('SIGNOSUCH', () => {}).removeAllListeners('SIGNOSUCH');
});

test('a listener does not keep the process alive', () => {
  assert.strictEqual(run(['-e', 'process.on("SIGTERM", () => {})']).code, 0);
});

test('without a listener the default action is in force again', () => {
  const { signal } = run(['-e', 'process.once("SIGTERM", () => process.kill(process.pid, "SIGTERM")); setTimeout(() => {}, 60000); process.kill(process.pid, "SIGTERM")']);
  assert.strictEqual(signal, 'SIGTERM');
});
