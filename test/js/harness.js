// The test harness of test/js and test/system: named tests, run one after another, reported as TAP lines.
//
//   const { test } = require('../harness');
//   test('a paused request holds the sender back', async (t) => { t.after(() => server.close()); ... });
//
// A test fails by throwing or rejecting. The program exits with 1 when one failed, when the loop ran dry while one was waiting,
// and when none was registered. TEST_ONLY=<words> in the environment runs only the tests whose names hold them. It asks little of
// the runtime (console, process, promises, setTimeout), so that it works while much else is broken, and runs on Node too.
'use strict';

const filter = process.env.TEST_ONLY ?? '';
const queue = [];
let current = null;
let started = false;
let count = 0;
let failures = 0;

/**
 * Registers a test; it runs after the tests registered before it.
 * @param {string} name what holds, as a sentence
 * @param {{ timeout?: number, skip?: string|false }} [options] `timeout`: milliseconds after which the test counts as hung
 *   (default 300000; a guard, not a measure). `skip`: why it does not apply here
 * @param {(t: { after(cleanup: () => unknown): void, name: string }) => unknown} body may return a promise. `t.after` registers
 *   a clean-up that runs when the test has ended either way, the last one first
 */
function test(name, options, body) {
  if (typeof options === 'function') {
    body = options;
    options = {};
  }
  if (!name.includes(filter)) return;
  queue.push({ name, body, skip: options.skip, timeout: options.timeout ?? 300_000 });
  if (started) return;
  started = true;
  Promise.resolve().then(runAll);
}

/** Registers a test that does not apply; see `test`. */
test.skip = (name, body) => test(name, { skip: 'skipped' }, body);

async function runAll() {
  while (queue.length > 0) {
    current = queue.shift();
    count++;
    if (current.skip) {
      console.log(`ok ${count} - ${current.name} # SKIP ${current.skip}`);
    } else {
      await runOne(current);
    }
  }
  current = null;
  started = false;
}

async function runOne({ name, body, timeout }) {
  const cleanups = [];
  let timer;
  const hung = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`still waiting after ${timeout} ms`)), timeout);
    timer.unref();
  });
  const errors = [];
  try {
    await Promise.race([hung, (async () => body({ name, after: (cleanup) => cleanups.push(cleanup) }))()]);
  } catch (error) {
    errors.push(error);
  }
  while (cleanups.length > 0) {
    try {
      await cleanups.pop()();
    } catch (error) {
      errors.push(error);
    }
  }
  clearTimeout(timer);
  report(name, errors);
}

function report(name, errors) {
  if (errors.length === 0) {
    console.log(`ok ${count} - ${name}`);
    return;
  }
  failures++;
  process.exitCode = 1;
  console.log(`not ok ${count} - ${name}`);
  for (const error of errors) {
    const text = String((error && error.stack) || error);
    console.log(text.split('\n').map((line) => `  # ${line}`).join('\n'));
  }
}

process.on('exit', () => {
  if (current !== null) report(current.name, [new Error('the loop ran dry while the test was waiting')]);
  if (count === 0) {
    process.exitCode = 1;
    console.log('# no test ran');
  }
  console.log(`1..${count}`);
  if (failures > 0) console.log(`# ${failures} of ${count} failed`);
});

/**
 * A folder of the test's own, removed with all that is in it when the program ends.
 * @returns {string} its absolute path
 */
function temporaryFolder() {
  const fs = require('fs');
  const folder = fs.mkdtempSync(require('path').join(require('os').tmpdir(), 'eddy-test-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Wraps a listener that must be called an exact number of times; what falls short or exceeds is reported at exit.
 * @template {Function} F
 * @param {F} [fn]
 * @param {number} [times]
 * @returns {F}
 */
function mustCall(fn, times = 1) {
  const where = new Error(`mustCall: expected ${times} calls`);
  let calls = 0;
  process.on('exit', () => {
    if (calls === times) return;
    process.exitCode = 1;
    console.log(`not ok - called ${calls} times instead of ${times}\n  # ${where.stack.split('\n').slice(1).join('\n  # ')}`);
  });
  return function (...args) {
    calls++;
    return fn?.apply(this, args);
  };
}

module.exports = { test, temporaryFolder, mustCall };
