// Errors that builtin modules throw: codes, classes, messages, stacks. https://nodejs.org/api/errors.html
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const util = require('node:util');
const { test } = require('../harness');

function thrownBy(fn) {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a coded error has its class, code and message, and shows the code where errors are printed', () => {
  const error = thrownBy(() => path.join(3));
  assert.ok(error instanceof TypeError);
  assert.strictEqual(error.name, 'TypeError');
  assert.strictEqual(error.code, 'ERR_INVALID_ARG_TYPE');
  assert.deepStrictEqual(Object.keys(error), ['code']);
  assert.strictEqual(error.message, 'The "path" argument must be of type string. Received type number (3)');
  assert.strictEqual(String(error), `TypeError [ERR_INVALID_ARG_TYPE]: ${error.message}`);
  assert.strictEqual(error.stack.split('\n')[0], String(error));
  assert.match(error.stack.split('\n')[1], /at Object\.join \(node:path/);
  assert.strictEqual(Object.prototype.hasOwnProperty.call(error, 'name'), false);
});

test('what was received is described by its type, class or value', () => {
  class Foo {}
  const cases = [
    [undefined, 'undefined'], [null, 'null'], [() => {}, 'function '], [function named() {}, 'function named'],
    [{}, 'an instance of Object'], [[], 'an instance of Array'], [new Foo(), 'an instance of Foo'],
    [Object.create(null), '[Object: null prototype] {}'], [-0, 'type number (-0)'], [10n, 'type bigint (10n)'],
    [true, 'type boolean (true)'], [Symbol('x'), 'type symbol (Symbol(x))'],
  ];
  for (const [value, text] of cases) {
    assert.strictEqual(thrownBy(() => path.join(value)).message,
      `The "path" argument must be of type string. Received ${text}`);
  }
  const long = thrownBy(() => Buffer.alloc('a'.repeat(40))).message;
  assert.strictEqual(long, 'The "size" argument must be of type number. Received type string (\'aaaaaaaaaaaaaaaaaaaaaaaaa...\')');
});

test('creating errors survives a patched Error', () => {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 0;
    assert.match(thrownBy(() => path.join(3)).stack, /^TypeError \[ERR_INVALID_ARG_TYPE\]: [^\n]*$/);
    Error.stackTraceLimit = 5;
    Error.prepareStackTrace = (error, sites) => [error.message, sites.length > 0];
    const error = thrownBy(() => path.join(3));
    assert.deepStrictEqual(error.stack, [error.message, true]);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
});

test('Error.prepareStackTrace decides what a stack is, and may throw', () => {
  const before = Error.prepareStackTrace;
  try {
    Error.prepareStackTrace = (error, sites) => `${error.message} in ${sites[0].getFileName() === __filename}`;
    assert.strictEqual(new Error('q').stack, 'q in true');
    Error.prepareStackTrace = () => {
      throw new RangeError('from the hook');
    };
    assert.throws(() => new Error('q').stack, { name: 'RangeError', message: 'from the hook' });
  } finally {
    Error.prepareStackTrace = before;
  }
});

test('system errors are known by number and name', () => {
  assert.strictEqual(util.getSystemErrorName(-2), 'ENOENT');
  assert.strictEqual(util.getSystemErrorMessage(-2), 'no such file or directory');
  assert.deepStrictEqual(util.getSystemErrorMap().get(-111), ['ECONNREFUSED', 'connection refused']);
  assert.strictEqual(util.getSystemErrorName(-99999), 'Unknown system error -99999');
  assert.throws(() => util.getSystemErrorName(2), { code: 'ERR_OUT_OF_RANGE' });
});

test('an aborted operation reports AbortError with the cause', async () => {
  const { setTimeout: wait } = require('node:timers/promises');
  const controller = new AbortController();
  const waiting = wait(100000, undefined, { signal: controller.signal });
  controller.abort(new Error('why'));
  await assert.rejects(waiting, (error) => {
    assert.strictEqual(error.name, 'AbortError');
    assert.strictEqual(error.code, 'ABORT_ERR');
    assert.strictEqual(error.cause.message, 'why');
    return true;
  });
});

test('values that a message names are shown as by format\'s %s', () => {
  const deep = { a: { b: { c: 1 } } };
  assert.throws(() => process.kill(process.pid, deep), { code: 'ERR_UNKNOWN_SIGNAL', message: 'Unknown signal: { a: [Object] }' });
  assert.throws(() => process.kill(process.pid, 'SIGNONE'), { message: 'Unknown signal: SIGNONE' });
  assert.throws(() => require('node:http').request({ protocol: deep }),
                { message: 'Protocol "{ a: [Object] }" not supported. Expected "http:"' });
});
