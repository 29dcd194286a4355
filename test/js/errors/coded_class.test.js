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

test('a DOMException is an error of the language', () => {
  const error = new DOMException('why', 'AbortError');
  assert.strictEqual(Error.isError(error), true);
  assert.strictEqual(require('util').types.isNativeError(error), true);
  assert.strictEqual(Object.getPrototypeOf(DOMException), Function.prototype);
  assert.deepStrictEqual(Object.getOwnPropertyNames(error), ['stack']);
  assert.strictEqual(error.stack.split('\n')[0], 'AbortError: why');
  assert.strictEqual(Object.prototype.toString.call(error), '[object DOMException]');
  class Mine extends DOMException {}
  assert(new Mine('text') instanceof Mine);
  assert.strictEqual(new Mine('text', 'Name').name, 'Name');
  const copy = structuredClone({ error }).error;
  assert(copy instanceof DOMException);
  assert.deepStrictEqual([copy.name, copy.message, copy.code, copy.stack], ['AbortError', 'why', 20, error.stack]);
  assert.throws(() => DOMException.prototype.name, { code: 'ERR_INVALID_THIS' });
  assert.throws(() => Object.setPrototypeOf(new Error(), DOMException.prototype).message, { code: 'ERR_INVALID_THIS' });
});
