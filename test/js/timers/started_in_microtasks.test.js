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
  // It would come after the harness has lost its patience.
  const long = setTimeout(() => assert.fail('the longer one fired first'), 600_000);
  await wait(2);
  await wait(1);
  clearTimeout(long);
});
