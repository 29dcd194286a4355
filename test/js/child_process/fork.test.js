'use strict';
const assert = require('node:assert');
const { fork } = require('node:child_process');
const { once } = require('node:events');

if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    process.send({ got: message });
    if (message === 'bye') process.disconnect();
  });
} else if (process.argv[2] === 'silent') {
  process.send('once');
} else if (process.argv[2] === 'gone') {
  process.exit(3);
} else {
  const { test } = require('../harness');
  const { readFileSync, readdirSync } = require('node:fs');

  /** Holds this process up until the child is a zombie, and all its threads are gone. */
  const untilDead = ({ pid }) => {
    while (!/ Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')) || readdirSync(`/proc/${pid}/task`).length > 1) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  };

  test('messages go both ways, in order, and disconnecting lets the child end', async () => {
    const child = fork(__filename, ['child']);
    const seen = [];
    child.on('message', (message) => seen.push(message.got));
    child.send('one');
    child.send({ deep: [1, 'caf\u00e9', null] });
    child.send('bye');
    const [code] = await once(child, 'exit');
    assert.strictEqual(code, 0);
    assert.deepStrictEqual(seen, ['one', { deep: [1, 'caf\u00e9', null] }, 'bye']);
    assert.strictEqual(child.connected, false);
    assert.strictEqual(child.send('late', (error) => assert.strictEqual(error.code, 'ERR_IPC_CHANNEL_CLOSED')), false);
  });

  test('a channel that nobody listens to keeps no child alive', async () => {
    const child = fork(__filename, ['silent']);
    const [message] = await once(child, 'message');
    assert.strictEqual(message, 'once');
    assert.strictEqual((await once(child, 'exit'))[0], 0);
  });

  test('a program in the arguments of the parent is not run by the child again', () => {
    const script = `
      const child = require('child_process').fork(${JSON.stringify(__filename)}, ['silent']);
      child.on('message', (message) => console.log(message));`;
    const { stdout } = require('node:child_process').spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 300_000 });
    assert.strictEqual(stdout, 'once\n');
  });

  test('what a dead child cannot get is an error only when the kernel refuses it at once', async () => {
    const child = fork(__filename, ['gone']);
    const queued = [];
    // More than the socket takes, so that a part of it stays on this side.
    for (let i = 0; i < 3; i++) child.send('x'.repeat(1 << 20), (error) => queued.push(error));
    untilDead(child);
    await once(child, 'close');
    while (queued.length < 3) await new Promise(setImmediate);
    assert.deepStrictEqual(queued, [null, null, null]);

    const second = fork(__filename, ['gone']);
    const refused = [];
    untilDead(second);
    assert.strictEqual(second.send('one', (error) => refused.push(error.message)), true);
    second.on('error', (error) => refused.push(error.code));
    assert.strictEqual(second.send('two'), true);
    await new Promise((resolve) => second.on('close', resolve));
    assert.deepStrictEqual(refused, ['write EPIPE', 'EPIPE']);
  });

  test('what cannot be sent is refused at once', async () => {
    const child = fork(__filename, ['child']);
    assert.throws(() => child.send(), { code: 'ERR_MISSING_ARGS' });
    assert.throws(() => child.send(() => {}), { code: 'ERR_INVALID_ARG_TYPE' });
    child.disconnect();
    await once(child, 'exit');
  });
}
