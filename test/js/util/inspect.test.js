// util.inspect. https://nodejs.org/api/util.html#utilinspectobject-options
'use strict';
const assert = require('node:assert');
const { inspect } = require('node:util');
const { test } = require('../harness');

function shows(value, expected, options) {
  assert.strictEqual(inspect(value, options), expected);
}

test('primitives', () => {
  shows('it\'s', '"it\'s"');
  shows('a\'"b', '`a\'"b`');
  shows('a\'"`b', '\'a\\\'"`b\'');
  shows('\u0000\u001b\u007f\ud800', "'\\x00\\x1B\\x7F\\ud800'");
  shows(-0, '-0');
  shows(12n, '12n');
  shows(Symbol('a'), 'Symbol(a)');
  shows(undefined, 'undefined');
  shows(1234567.1234567, '1_234_567.123_456_7', { numericSeparator: true });
  shows('abcdef', "'abc'... 3 more characters", { maxStringLength: 3 });
});

test('objects, with keys quoted where they must be', () => {
  shows({ 'a': 1, 'b-c': 2, '': 3, [Symbol('s')]: 4 }, "{ a: 1, 'b-c': 2, '': 3, Symbol(s): 4 }");
  shows({ a: { b: { c: { d: 1 } } } }, '{ a: { b: { c: [Object] } } }');
  shows({ a: { b: { c: { d: 1 } } } }, '{\n  a: { b: { c: { d: 1 } } }\n}', { depth: 5 });
  shows({ a: { b: { c: {} } } }, '{ a: { b: { c: {} } } }');
  shows(Object.create(null), '[Object: null prototype] {}');
  shows(Object.create({}, { a: { value: 1 } }), '{ [a]: 1 }', { showHidden: true });
});

test('classes, tags and prototypes', () => {
  class Foo {}
  class Bar extends Foo {}
  shows(new Foo(), 'Foo {}');
  shows([Foo, Bar, class {}], '[ [class Foo], [class Bar extends Foo], [class (anonymous)] ]');
  shows(Bar.prototype, 'Foo {}');
  shows(Object.defineProperty(new Foo(), Symbol.toStringTag, { value: 'tag' }), 'Foo [tag] {}');
  shows(Object.setPrototypeOf([1], null), '[Array(1): null prototype] [ 1 ]');
  shows(new (class Numbers extends Array {})(3), 'Numbers(3) [ <3 empty items> ]');
  shows([async () => {}, function* gen() {}, async function* agen() {}],
    '[\n  [AsyncFunction (anonymous)],\n  [GeneratorFunction: gen],\n  [AsyncGeneratorFunction: agen]\n]');
});

test('collections, buffers, promises and proxies', () => {
  shows(new Map([['a', { b: 1 }]]), "Map(1) { 'a' => { b: 1 } }");
  shows(new Set([1, [2]]), 'Set(2) { 1, [ 2 ] }');
  shows(new Map([[1, 2]]).entries(), '[Map Entries] { [ 1, 2 ] }');
  shows(new Set([1]).values(), '[Set Iterator] { 1 }');
  shows(new WeakMap(), 'WeakMap { <items unknown> }');
  shows(new WeakSet([[1]]), 'WeakSet { [ 1, [length]: 1 ] }', { showHidden: true });
  shows(new Uint8Array([1, 2]), 'Uint8Array(2) [ 1, 2 ]');
  shows(new ArrayBuffer(2), 'ArrayBuffer { [Uint8Contents]: <00 00>, [byteLength]: 2 }');
  shows(Promise.resolve({ a: 1 }), 'Promise { { a: 1 } }');
  shows(new Promise(() => {}), 'Promise { <pending> }');
  shows(new Proxy({ a: 1 }, {}), '{ a: 1 }');
  shows(new Proxy({ a: 1 }, {}), 'Proxy [ { a: 1 }, {} ]', { showProxy: true });
  shows((function() { return arguments; })(1), "[Arguments] { '0': 1 }");
  shows([new Number(-0), new String('a'), Object(Symbol('b'))], "[ [Number: -0], [String: 'a'], [Symbol: Symbol(b)] ]");
});

test('arrays: holes, further keys, limits and columns', () => {
  shows([, 1, , 2], '[ <1 empty item>, 1, <1 empty item>, 2 ]');
  shows(Object.assign([1], { a: 2, '-1': 3 }), "[ 1, a: 2, '-1': 3 ]");
  shows([1, 2, 3], '[ 1, ... 2 more items ]', { maxArrayLength: 1 });
  const lines = inspect(Array.from({ length: 101 }, (_, i) => i)).split('\n');
  assert.strictEqual(lines[1], '   0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11,');
  assert.strictEqual(lines.at(-2), '  ... 1 more item');
});

test('circular references are numbered', () => {
  const object = { inner: {} };
  object.inner.outer = object;
  object.inner.self = object.inner;
  shows(object, '<ref *1> {\n  inner: <ref *2> { outer: [Circular *1], self: [Circular *2] }\n}');
});

test('accessors, when they are asked for', () => {
  const object = { get a() { return 1; }, set b(value) {}, get c() { return { d: 2 }; }, set c(value) {} };
  shows(object, '{ a: [Getter], b: [Setter], c: [Getter/Setter] }');
  shows(object, '{ a: [Getter: 1], b: [Setter], c: [Getter/Setter] { d: 2 } }', { getters: true });
  shows(object, '{ a: [Getter: 1], b: [Setter], c: [Getter/Setter] }', { getters: 'get' });
});

test('custom inspection functions get depth and options', () => {
  const custom = { [inspect.custom](depth, options, own) {
    return `${depth} ${options.compact} ${own === inspect} ${typeof options.stylize}`;
  } };
  shows({ custom }, '{ custom: 1 3 true function }');
  shows({ custom }, '{\n  custom: {\n    Symbol(nodejs.util.inspect.custom): [Function: [nodejs.util.inspect.custom]]\n  }\n}',
    { customInspect: false });
  shows([{ [inspect.custom]: () => 'two\nlines' }], '[\n  two\n  lines\n]');
});

test('errors: class, properties, cause, and stacks shared with the cause', () => {
  const make = (message, stack, options) => Object.defineProperty(new Error(message, options), 'stack', { value: stack });
  shows(make('m', 'Error: m'), '[Error: m]');
  shows(Object.assign(make('m', 'Error: m\n    at a (b:1:1)'), { code: 5 }), 'Error: m\n    at a (b:1:1) {\n  code: 5\n}');
  class FooError extends Error {}
  shows(Object.defineProperty(new FooError('m'), 'stack', { value: 'Error: m\n    at a (b:1:1)' }),
    'FooError: m\n    at a (b:1:1)');
  const shared = '\n    at a (f:1:1)\n    at b (f:2:1)\n    at c (f:3:1)\n    at d (f:4:1)';
  shows(make('outer', `Error: outer${shared}`, { cause: make('inner', `Error: inner${shared}`) }),
    'Error: outer\n    at a (f:1:1)\n    ... 2 lines matching cause stack trace ...\n    at d (f:4:1) {\n' +
    '  [cause]: Error: inner\n      at a (f:1:1)\n      at b (f:2:1)\n      at c (f:3:1)\n      at d (f:4:1)\n}');
});

test('compact, sorted, breakLength and colours', () => {
  shows({ b: 1, a: [1] }, '{\n  a: [\n    1\n  ],\n  b: 1\n}', { compact: false, sorted: true });
  shows({ a: 1, b: 2 }, '{ a: 1,\n  b: 2 }', { compact: true, breakLength: 8 });
  shows({ a: 1, b: 's' }, "{ a: \u001b[33m1\u001b[39m, b: \u001b[32m's'\u001b[39m }", { colors: true });
});

test('a program that changes Array.prototype and Object.prototype does not break it', () => {
  const { push } = Array.prototype;
  Object.defineProperty(Object.prototype, 'get', { value: () => 1, configurable: true });
  try {
    shows({ a: [1] }, '{ a: [ 1 ] }');
  } finally {
    delete Object.prototype.get;
    Array.prototype.push = push;
    Object.defineProperty(Array.prototype, 'push', { enumerable: false });
  }
});

test('an object that was given another prototype is shown by what it still has', () => {
  shows(Object.setPrototypeOf([1, 2], Date.prototype), "Date { '0': 1, '1': 2 }");
  shows(Object.setPrototypeOf(new Date(0), Object.prototype), '{}');
  shows(Object.setPrototypeOf(new Map([[1, 2]]), null), '[Map(1): null prototype] { 1 => 2 }');
  shows(Object.setPrototypeOf((function() { return arguments; })(1), null), "[Arguments: null prototype] { '0': 1 }");
  shows(Object.assign(Object.setPrototypeOf(new String('ab'), Object.prototype), { c: 1 }), "{ '0': 'a', '1': 'b', c: 1 }");
  shows(Object.assign(new String('ab'), { 5: 1 }), "[String: 'ab'] { '5': 1 }");
});

test('hidden keys are quoted as others are', () => {
  shows(Object.defineProperties({}, { 'a-b': { value: 1 }, 'c': { value: 2 } }), "{ ['a-b']: 1, [c]: 2 }", { showHidden: true });
  shows({ [Symbol("it's")]: 1 }, "{ Symbol(it\\'s): 1 }");
  shows(Object.defineProperty({}, 'a', { get: undefined, enumerable: true }), '{ a: undefined }');
});

test('a tag that is a word of the class name is left out', () => {
  class OwnMap extends Map {}
  class Mapped extends Map {}
  shows(new OwnMap(), 'OwnMap(0) {}');
  shows(new Mapped(), 'Mapped(0) [Map] {}');
});

test('frames that repeat are collapsed, from eleven frames on', () => {
  const error = new Error('deep');
  const stack = (...frames) => `Error: deep\n${frames.map((frame) => `    at ${frame}`).join('\n')}`;
  const shown = (...frames) => {
    error.stack = stack(...frames);
    return inspect(error).split('\n').slice(1).map((line) => line.trim());
  };
  const few = Array(10).fill('f (x.js:1:1)');
  assert.deepStrictEqual(shown(...few).length, 10);
  assert.deepStrictEqual(shown(...few, 'f (x.js:1:1)', 'g (x.js:2:2)'),
    ['at f (x.js:1:1)', '... collapsed 10 duplicate lines matching above 1 lines 10 times...', 'at g (x.js:2:2)']);
  const six = ['a', 'b', 'c', 'd', 'e', 'f'];
  assert.deepStrictEqual(shown(...six, ...six), [...six.map((name) => `at ${name}`), '... collapsed 6 duplicate lines matching above lines ...']);
});

test('errors whose name or message cannot be read', () => {
  const error = new TypeError('m');
  Object.defineProperty(error, 'name', { get() { throw new Error('no'); }, enumerable: true });
  shows(error, '[object Error] { name: [Getter] }');
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  shows(Object.assign(new TypeError('m'), { name: 0 }), '[0 [TypeError]: m]');
  shows(Object.assign(new Error('m'), { stack: { a: 1 } }), '[Error: m\n    {\n      a: 1\n    }]');
  Error.stackTraceLimit = stackTraceLimit;
});

test('default options keep their names', () => {
  assert.throws(() => { inspect.defaultOptions = { unknown: 1 }; }, TypeError);
});

test('accessors and holes among the elements of an array', () => {
  let called = 0;
  const array = [1, 'b', undefined];
  Object.defineProperty(array, 3, { get() { called++; return 1; }, enumerable: true });
  array[5] = 6;
  shows(array, "[ 1, 'b', undefined, [Getter], <1 empty item>, 6 ]");
  assert.strictEqual(called, 0);
  const shrinking = [{ [inspect.custom]() { shrinking.length = 1; return 'first'; } }, 2];
  assert.doesNotThrow(() => inspect(shrinking));
});

test('dates are shown in the form of ISO 8601, whatever their year', () => {
  for (const time of [0, -1, 951782400000, 1709164800000, 253402300799999, 253402300800000, -62135596800001, 8.64e15]) {
    const date = new Date(time);
    shows(date, date.toISOString());
  }
  shows(new Date(NaN), 'Invalid Date');
});

test('what refers to itself over and over is shown within bounds of time and memory', () => {
  let last = {};
  const object = last;
  for (let i = 0; i < 600; i++) {
    last.next = { circular: object, last, inner: { a: 1, b: 2 } };
    last = last.next;
    object[i] = last;
  }
  assert.ok(inspect(object, { depth: Infinity }).length > 2 ** 26);
});

test('a URL is its text where its own inspection is not asked for', () => {
  const url = new URL('http://a/b');
  assert.strictEqual(inspect(url, { customInspect: false }), 'http://a/b');
  url.more = 1;
  assert.strictEqual(inspect([url], { customInspect: false }), '[ http://a/b { more: 1 } ]');
});

test('a URL deeper than the depth is only named', () => {
  assert.strictEqual(inspect({ a: new URL('file:///a') }, { depth: 0 }), '{ a: URL {} }');
  assert.strictEqual(inspect(new URL('file:///a'), { customInspect: false }), 'file:///a');
});
