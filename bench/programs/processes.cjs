// Children: `true` run in three ways; a fork from its start to its end with one message each way; round trips of messages.
// Prints microseconds of the wall clock for each.
'use strict';
const { spawn, execFile, spawnSync, fork } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.on('message', (message) => process.send(message));
  return;
}

const kRounds = 5;

/** The middle of several rounds: the machine has other things to do as well. */
async function measure(work, count) {
  const times = [];
  for (let round = 0; round < kRounds; round++) {
    const start = process.hrtime.bigint();
    await work(count);
    times.push(Number(process.hrtime.bigint() - start) / 1000 / count);
  }
  return times.sort((a, b) => a - b)[kRounds >> 1];
}

const ended = (child) => new Promise((resolve) => child.on('exit', resolve));

async function eachInTurn(count, once) {
  for (let i = 0; i < count; i++) await once();
}

async function forkAndAsk() {
  const child = fork(__filename, ['child']);
  const answered = new Promise((resolve) => child.once('message', resolve));
  child.send('hello');
  await answered;
  child.disconnect();
  await ended(child);
}

/** Round trips of `message` over one channel. */
async function roundTrips(serialization, message) {
  const child = fork(__filename, ['child'], { serialization });
  let left = 0;
  let done = null;
  child.on('message', () => {
    if (--left === 0) done();
    else child.send(message);
  });
  const time = await measure((count) => new Promise((resolve) => {
    left = count;
    done = resolve;
    child.send(message);
  }), 2000);
  child.kill();
  await ended(child);
  return time;
}

(async () => {
  const small = { id: 7, text: 'hello' };
  const kib = { text: 'x'.repeat(1024) };
  console.log(JSON.stringify({
    'spawn of true': await measure((count) => eachInTurn(count, () => ended(spawn('true', { stdio: 'ignore' }))), 50),
    'execFile of true': await measure((count) => eachInTurn(count, () => new Promise((resolve) => execFile('true', resolve))), 50),
    'spawnSync of true': await measure((count) => eachInTurn(count, () => spawnSync('true')), 50),
    'fork, a message each way, exit': await measure((count) => eachInTurn(count, forkAndAsk), 5),
    'round trip of a small message': await roundTrips('json', small),
    'round trip of 1 KiB': await roundTrips('json', kib),
    'round trip of 1 KiB, advanced': await roundTrips('advanced', kib),
  }));
})();
