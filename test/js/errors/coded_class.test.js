'use strict';
const assert = require('assert');
const { test } = require('../harness');

test('the constructor of a coded error is the class of the language', () => {
  const cases = [
    [TypeError, () => Buffer.from(5)],
    [RangeError, () => Buffer.alloc(1).readInt8(3)],
    [RangeError, () => new TextDecoder('no such label')],
    [TypeError, () => new URL('no base')],
  ];
  for (const [Class, run] of cases) {
    assert.throws(run, (error) => {
      assert.strictEqual(error.constructor, Class);
      assert(error instanceof Class);
      assert(error.code.startsWith('ERR_'));
      return true;
    });
  }
});
