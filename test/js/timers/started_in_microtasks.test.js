// Timers that are started by promise continuations of other timers' callbacks.
'use strict';
const assert = require('node:assert');
const { test } = require('../harness');

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test('a timer started after the last one has run keeps the process alive', async () => {
  for (let round = 0; round < 5; round++) {
    // Empty lists of another duration stay behind.
    for (let i = 0; i < 10; i++) clearTimeout(setTimeout(() => {}, 1000));
    await wait(1);
  }
});

test('a shorter timer started by a continuation fires before a longer one that waits', async () => {
  const order = [];
  const long = wait(40).then(() => order.push('long'));
  await wait(2);
  await wait(1);
  order.push('short');
  await long;
  assert.deepStrictEqual(order, ['short', 'long']);
});
