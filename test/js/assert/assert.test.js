// node:assert. https://nodejs.org/api/assert.html
'use strict';
const assert = require('node:assert');
const { test } = require('../harness');

function messageOf(fn) {
  try {
    fn();
  } catch (error) {
    return error.message;
  }
  return undefined;
}

function fails(expected, fn) {
  const message = messageOf(fn);
  if (message !== expected) throw new Error(`expected ${JSON.stringify(expected)}\n     got ${JSON.stringify(message)}`);
}

test('short values are named, longer ones compared line by line', () => {
  fails('Expected values to be strictly equal:\n\n1 !== 2\n', () => assert.strictEqual(1, 2));
  fails("Expected values to be strictly equal:\n+ actual - expected\n\n+ 'aaaaaaaaaa'\n- 'aaaaaaaaaab'\n             ^\n",
    () => assert.strictEqual('aaaaaaaaaa', 'aaaaaaaaaab'));
  fails('Expected values to be strictly deep-equal:\n+ actual - expected\n\n  {\n    a: 1,\n    b: [\n+     2\n-     3\n    ]\n  }\n',
    () => assert.deepStrictEqual({ a: 1, b: [2] }, { a: 1, b: [3] }));
  fails('Values have same structure but are not reference-equal:\n\n{\n  a: 1\n}\n', () => assert.strictEqual({ a: 1 }, { a: 1 }));
  fails('1 == 2', () => assert.equal(1, 2));
  fails('Expected "actual" to be strictly unequal to: 1', () => assert.notStrictEqual(1, 1));
  fails('own\n\n1 !== 2\n', () => assert.strictEqual(1, 2, 'own'));
});

test('long equal stretches are left out', () => {
  const list = Array.from({ length: 20 }, (_, i) => i);
  const other = list.map((i) => (i === 15 ? 'x' : i));
  const message = messageOf(() => assert.deepStrictEqual(list, other));
  assert.ok(message.includes('... Skipped lines'));
  assert.ok(message.includes("    3,\n...\n    14,\n+   15,\n-   'x',\n    16,"));
});

test('ok quotes the call', () => {
  fails('The expression evaluated to a falsy value:\n\n  assert.ok(typeof 5 === \'string\')\n', () => assert.ok(typeof 5 === 'string'));
  fails('The expression evaluated to a falsy value:\n\n  assert(/\\)/.test(\'(\'))\n', () => assert(/\)/.test('(')));
  fails('No value argument passed to `assert.ok()`', () => assert.ok());
});

test('an AssertionError tells what was compared', () => {
  const error = new assert.AssertionError({ actual: 1, expected: 2, operator: 'strictEqual' });
  assert.strictEqual(error.code, 'ERR_ASSERTION');
  assert.strictEqual(error.generatedMessage, true);
  assert.deepStrictEqual(Object.keys(error), ['generatedMessage', 'code', 'actual', 'expected', 'operator', 'diff']);
  assert.match(error.stack, /^AssertionError \[ERR_ASSERTION\]: Expected values/);
});

test('deep equality: strict, loose and partial', () => {
  const same = (a, b) => [assert.deepStrictEqual, assert.deepEqual, assert.partialDeepStrictEqual]
    .map((compare) => messageOf(() => compare(a, b)) === undefined);
  assert.strictEqual(String(same({ a: 1 }, { a: '1' })), 'false,true,false');
  assert.strictEqual(String(same({ a: 1, b: 2 }, { a: 1 })), 'false,false,true');
  assert.strictEqual(String(same(new Set([{ a: 1 }]), new Set([{ a: 1 }]))), 'true,true,true');
  assert.strictEqual(String(same(new Map([[{}, 1]]), new Map([[{}, 2]]))), 'false,false,false');
  assert.strictEqual(String(same([1, 2, 3], [1, 3])), 'false,false,true');
  assert.strictEqual(String(same([0], [-0])), 'false,true,false');
  assert.strictEqual(String(same(NaN, NaN)), 'true,true,true');
  assert.strictEqual(String(same(new Date(0), new Date(1))), 'false,false,false');
  assert.strictEqual(String(same(new Error('a', { cause: 1 }), new Error('a', { cause: 2 }))), 'false,false,false');
  const a = {};
  a.self = a;
  const b = {};
  b.self = b;
  assert.strictEqual(String(same(a, b)), 'true,true,true');
});

test('throws compares classes, expressions, functions and properties', () => {
  const boom = () => {
    throw Object.assign(new TypeError('boom'), { code: 'X' });
  };
  assert.throws(boom, TypeError);
  assert.throws(boom, /boom/);
  assert.throws(boom, { message: /^bo/, code: 'X' });
  assert.throws(boom, (error) => error.code === 'X');
  fails('Missing expected exception (TypeError): why', () => assert.throws(() => {}, TypeError, 'why'));
  fails('The input did not match the regular expression /x/. Input:\n\n\'TypeError: boom\'\n', () => assert.throws(boom, /x/));
  fails('The error is expected to be an instance of "RangeError". Received "TypeError"\n\nError message:\n\nboom',
    () => assert.throws(boom, RangeError));
  fails('Got unwanted exception.\nActual message: "boom"', () => assert.doesNotThrow(boom));
});

test('rejects and doesNotReject do so for promises', async () => {
  await assert.rejects(Promise.reject(new Error('no')), /no/);
  await assert.doesNotReject(async () => 1);
  await assert.rejects(assert.rejects(Promise.resolve(1)), { message: 'Missing expected rejection.' });
  await assert.rejects(assert.rejects(() => 5), { code: 'ERR_INVALID_RETURN_VALUE' });
});

test('match, ifError, fail', () => {
  assert.match('abc', /b/);
  fails("The input did not match the regular expression /x/. Input:\n\n'abc'\n", () => assert.match('abc', /x/));
  assert.ifError(null);
  fails('ifError got unwanted exception: orig', () => assert.ifError(new Error('orig')));
  fails('Failed', () => assert.fail());
});

test('strict mode and Assert instances', () => {
  assert.strictEqual(assert.strict.equal, assert.strictEqual);
  assert.strictEqual(require('node:assert/strict'), assert.strict);
  const loose = new assert.Assert({ strict: false });
  loose.equal(1, '1');
  assert.throws(() => new assert.Assert().equal(1, '1'), { code: 'ERR_ASSERTION' });
  new assert.Assert({ skipPrototype: true }).deepStrictEqual(Object.assign(Object.create(null), { a: 1 }), { a: 1 });
});

test('objects that contain themselves are equal only to those that do so at the same place', () => {
  const a = {};
  a.a = a;
  const b = { a: { a } };
  const c = {};
  c.a = c;
  assert.deepStrictEqual(a, c);
  assert.throws(() => assert.deepStrictEqual(a, b), { code: 'ERR_ASSERTION' });
  assert.throws(() => assert.deepEqual(b, a), { code: 'ERR_ASSERTION' });
});

test('holes of what is expected ask for nothing in a partial comparison', () => {
  assert.partialDeepStrictEqual([, , true], [, true, ,]);
  assert.throws(() => assert.partialDeepStrictEqual([1, 2], [1, 2, , ,]), { code: 'ERR_ASSERTION' });
});

test('the message has the call as it is written, whatever names the function', () => {
  const own = { 'a b': { assert } };
  const says = (fn, text) => assert.throws(fn, { message: `The expression evaluated to a falsy value:\n\n  ${text}\n` });
  says(() => own['a b'].assert(0), "own['a b'].assert(0)");
  says(() => assert['ok'](0), "assert['ok'](0)");
  says(() => assert?.ok?.(0), 'assert?.ok?.(0)');
  says(() => eval('assert.ok(1 > 2)'), 'assert.ok(1 > 2)');
});

test('a value that is no error, thrown where an object is expected, is shown whole', () => {
  assert.throws(() => assert.throws(() => { throw 'text'; }, { message: 'text' }, 'told'),
    { message: /^told\n\+ actual - expected\n\n\+ 'text'\n- \{/, operator: 'throws' });
});

test('properties by integers of collections and dates count', () => {
  const indexed = (object) => Object.assign(object, { 3: 1 });
  for (const make of [() => new Set([1]), () => new Map([[1, 2]]), () => new Date(0)]) {
    assert.deepStrictEqual(indexed(make()), indexed(make()));
    assert.throws(() => assert.deepStrictEqual(indexed(make()), make()), { code: 'ERR_ASSERTION' });
    assert.throws(() => assert.deepStrictEqual(make(), Object.assign(make(), { [Symbol('s')]: 1 })), { code: 'ERR_ASSERTION' });
  }
  assert.throws(() => assert.deepStrictEqual([1], Object.assign([1], { a: 1 })), { code: 'ERR_ASSERTION' });
  assert.throws(() => assert.deepStrictEqual(new Uint8Array(1), Object.assign(new Uint8Array(1), { a: 1 })), { code: 'ERR_ASSERTION' });
});

test('objects of one hidden class may differ all the same', () => {
  const table = (...names) => {
    const object = { a: 1, b: 2, gone: 3 };
    delete object.a;
    delete object.gone;
    for (const name of names) object[name] = 0;
    return object;
  };
  assert.deepStrictEqual(table('x'), table('x'));
  assert.notDeepStrictEqual(table('x'), table('y'));
  const symbol = Symbol('s');
  assert.notDeepStrictEqual({ a: 1, [symbol]: 1 }, { a: 1, [symbol]: 2 });
  assert.deepStrictEqual({ a: 1, [symbol]: 2 }, { a: 1, [symbol]: 2 });
  assert.notDeepStrictEqual(new Proxy([], {}), new Proxy({}, {}));
  assert.notDeepStrictEqual(new Proxy(new Map(), {}), new Proxy({}, {}));
  class A {}
  assert.notDeepStrictEqual(new Proxy(new A(), {}), new Proxy({}, {}));
  assert.notDeepStrictEqual({ a: 1, 0: 1 }, { a: 1, 1: 1 });
  assert.notDeepStrictEqual(new Set([{ a: 1 }]), new Set([{ a: 2 }]));
});

test('holes ask for nothing when a part is compared, however many they are', () => {
  const at = (index, value) => {
    const array = [];
    array[index] = value;
    return array;
  };
  assert.partialDeepStrictEqual(at(4e9, { a: 1, b: 2 }), at(3e9, { a: 1 }));
  assert.partialDeepStrictEqual(at(4e9, 1), [1]);
  assert.partialDeepStrictEqual([0, 1, , 2], [0, , 2]);
  assert.partialDeepStrictEqual([undefined, 3], at(1, 3));
  assert.throws(() => assert.partialDeepStrictEqual(at(1, 3), [undefined]), { code: 'ERR_ASSERTION' });
  assert.throws(() => assert.partialDeepStrictEqual([2, , 1], [1, , 2]), { code: 'ERR_ASSERTION' });
});
