'use strict';
const assert = require('assert');
const { test } = require('../harness');

/** Random data of every kind that is plain, with repetitions and cycles; from a seed, so that a failure can be repeated. */
function makeData(seed) {
  let state = seed * 2654435761 >>> 0 || 1;
  const random = (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % n;
  };
  const seen = [];
  const keep = (value) => {
    seen.push(value);
    return value;
  };
  const make = (depth) => {
    switch (random(depth > 3 ? 10 : 18)) {
      case 0: return random(1e9) - 5e8;
      case 1: return [NaN, -0, Infinity, 1.5, 2 ** 53][random(5)];
      case 2: return ['', 'text', '\u20ac\ud800', 'x'.repeat(50)][random(4)];
      case 3: return [true, false, null, undefined][random(4)];
      case 4: return BigInt(random(1e9)) ** 3n;
      case 5: return keep(new Date(random(2) ? NaN : random(1e9)));
      case 6: return seen.length > 0 ? seen[random(seen.length)] : 1;
      case 7: return keep(new [Uint8Array, Float64Array, BigInt64Array, Int16Array][random(4)](random(5)));
      case 8: return keep(new Uint16Array(new ArrayBuffer(16), 2 * random(4), random(4)));
      case 9: return keep(random(2) ? new Boolean(true) : /a/gi);
      case 10: case 11: case 12: {
        const object = keep(random(4) ? {} : Object.create(random(2) ? null : { inherited: 1 }));
        for (let i = random(5); i > 0; i--) object[['a', 'b', 5, '__proto__x', '', 'long name'][random(6)]] = make(depth + 1);
        if (random(8) === 0) Object.defineProperty(object, '__proto__', { value: make(depth + 1), enumerable: true });
        if (random(8) === 0) Object.defineProperty(object, 'hidden', { value: 1 });
        if (random(8) === 0) object[Symbol('s')] = 1;
        return object;
      }
      case 13: case 14: {
        const array = keep([]);
        for (let i = random(5); i > 0; i--) array.push(make(depth + 1));
        if (random(8) === 0) array.length += 2;
        if (random(8) === 0) array.extra = make(depth + 1);
        return array;
      }
      case 15: {
        const map = keep(new Map());
        for (let i = random(4); i > 0; i--) map.set(make(depth + 1), make(depth + 1));
        return map;
      }
      case 16: {
        const set = keep(new Set());
        for (let i = random(4); i > 0; i--) set.add(make(depth + 1));
        return set;
      }
      default: return keep(new Error('text'));
    }
  };
  return [make(0), make(0), make(0)];
}

/** How the objects of a value hang together: each by the number of its first appearance. */
function shape(value) {
  const numbers = new Map();
  const describe = (part) => {
    if (typeof part !== 'object' || part === null) return typeof part === 'bigint' ? `${part}n` : Object.is(part, -0) ? '-0' : String(part);
    if (numbers.has(part)) return `#${numbers.get(part)}`;
    numbers.set(part, numbers.size);
    const own = Object.keys(part).filter((key) => !ArrayBuffer.isView(part)).map((key) => `${key}: ${describe(part[key])}`);
    const more = part instanceof Map ? [...part].map(([k, v]) => `${describe(k)} => ${describe(v)}`) :
      part instanceof Set ? [...part].map(describe) :
        ArrayBuffer.isView(part) ? [part.byteOffset, part.length, describe(part.buffer), ...part] :
          part instanceof Date ? [part.getTime()] : [];
    const name = Object.getPrototypeOf(part) === null ? 'null' : Object.getPrototypeOf(part).constructor.name;
    return `${name}(${part.length ?? ''}){${own.concat(more).join(', ')}}`;
  };
  return describe(value);
}

// A list of what to transfer, be it empty, leaves the copy to the serializer.
test('plain data is copied as the serializer copies it', () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const data = makeData(seed);
    const copy = structuredClone(data);
    assert.strictEqual(shape(copy), shape(structuredClone(data, { transfer: [] })), `seed ${seed}`);
  }
});

test('repeated and circular references stay what they are', () => {
  const shared = { a: [1] };
  const data = { first: shared, second: shared, list: [], map: new Map() };
  data.list.push(data, data.list);
  data.map.set(data.map, shared);
  const copy = structuredClone(data);
  assert.notStrictEqual(copy.first, shared);
  assert.strictEqual(copy.first, copy.second);
  assert.strictEqual(copy.list[0], copy);
  assert.strictEqual(copy.list[1], copy.list);
  assert.strictEqual(copy.map.get(copy.map), copy.first);
  const buffer = new ArrayBuffer(8);
  const views = structuredClone([new Uint8Array(buffer), new Uint16Array(buffer, 2)]);
  assert.strictEqual(views[0].buffer, views[1].buffer);
  assert.notStrictEqual(views[0].buffer, buffer);
});

test('what is not plain is refused or copied as before', () => {
  const refused = { name: 'DataCloneError' };
  for (const value of [() => {}, Symbol('s'), new Proxy({}, {}), new WeakMap(), Promise.resolve()]) {
    assert.throws(() => structuredClone(value), refused);
    assert.throws(() => structuredClone({ deep: [{ value }] }), refused);
  }
  // What only looks like an ordinary object.
  const map = Object.setPrototypeOf(new Map([[1, 2]]), Object.prototype);
  assert.strictEqual(structuredClone({ map }).map.get(1), 2);
  const plain = Object.setPrototypeOf({ a: 1 }, Map.prototype);
  assert.deepStrictEqual(structuredClone({ plain }), { plain: { a: 1 } });
  assert.throws(() => structuredClone({ get bad() { throw new RangeError('mine'); } }), { name: 'RangeError', message: 'mine' });
  const shared = new SharedArrayBuffer(4);
  assert.strictEqual(structuredClone(new Uint8Array(shared)).buffer instanceof SharedArrayBuffer, true);
  const resizable = new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }));
  assert.strictEqual(structuredClone(resizable).buffer.maxByteLength, 8);
});

test('patched prototypes change nothing', () => {
  const { push } = Array.prototype;
  const { forEach } = Map.prototype;
  Object.defineProperty(Object.prototype, 'patched', { configurable: true, set() { throw new Error('set'); } });
  Map.prototype.forEach = () => { throw new Error('forEach'); };
  try {
    const copy = structuredClone({ __proto__: null, patched: { x: 1 }, map: new Map([[1, { y: 2 }]]) });
    assert.strictEqual(Object.getOwnPropertyDescriptor(copy, 'patched').value.x, 1);
    assert.strictEqual(copy.map.get(1).y, 2);
  } finally {
    delete Object.prototype.patched;
    Map.prototype.forEach = forEach;
    Array.prototype.push = push;
  }
});

test('errors are copied with their class, message and stack', () => {
  class Mine extends TypeError {}
  const plain = new RangeError('far');
  const renamed = Object.assign(new Error('z'), { name: 'SyntaxError', code: 'A' });
  for (const [error, Class] of [[plain, RangeError], [new Mine('m'), TypeError], [renamed, SyntaxError], [new AggregateError([1], 'q'), Error]]) {
    const { first, second } = structuredClone({ first: error, second: error });
    assert.strictEqual(first, second);
    assert.strictEqual(Object.getPrototypeOf(first), Class.prototype);
    assert.deepStrictEqual(Object.getOwnPropertyNames(first).sort(), ['message', 'stack']);
    assert.deepStrictEqual([first.message, first.stack], [error.message, error.stack]);
    assert.strictEqual(Object.prototype.toString.call(first), '[object Error]');
  }
  assert.ok(Error.stackTraceLimit > 0);
  const { cause } = structuredClone(new Error('c', { cause: plain }));
  assert.deepStrictEqual([cause.message, cause.constructor], ['far', RangeError]);
  plain.stack = 'somewhere';
  assert.strictEqual(structuredClone(plain).stack, 'somewhere');
  assert.throws(() => structuredClone(Object.assign(new Error('n'), { name: Symbol('s') })), TypeError);
});
