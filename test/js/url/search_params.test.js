'use strict';
const assert = require('node:assert');
const { test } = require('../harness');

test('pairs come from text, sequences, records and other instances', () => {
  for (const init of ['a=1&b=2', '?a=1&b=2', [['a', '1'], ['b', '2']], { a: 1, b: 2 }, new Map([['a', 1], ['b', 2]]),
                      new URLSearchParams('a=1&b=2')]) {
    assert.strictEqual(new URLSearchParams(init).toString(), 'a=1&b=2');
  }
  assert.strictEqual(`${new URLSearchParams()}`, '');
  assert.strictEqual(`${new URLSearchParams('a&&=b&c==')}`, 'a=&=b&c=%3D');
  assert.throws(() => new URLSearchParams([['a']]), { code: 'ERR_INVALID_TUPLE' });
  assert.throws(() => new URLSearchParams({ [Symbol.iterator]: 5 }), { code: 'ERR_ARG_NOT_ITERABLE' });
});

test('text is form-encoded', () => {
  assert.strictEqual(`${new URLSearchParams([["a b!'()*~", '\ud800\u00e9-._']])}`, 'a+b%21%27%28%29*%7E=%EF%BF%BD%C3%A9-._');
  assert.deepStrictEqual([...new URLSearchParams('a+b%20=%zz%e2%82%AC&%ff=1')], [['a b ', '%zz\u20ac'], ['\ufffd', '1']]);
});

test('get, getAll, has, set, append, delete, sort, size', () => {
  const params = new URLSearchParams('b=1&a=2&b=3');
  assert.deepStrictEqual([params.get('b'), params.get('x'), params.getAll('b'), params.size], ['1', null, ['1', '3'], 3]);
  assert.deepStrictEqual([params.has('a'), params.has('a', '1'), params.has('a', undefined)], [true, false, true]);
  params.sort();
  assert.strictEqual(`${params}`, 'a=2&b=1&b=3');
  params.set('b', 4);
  params.append('c', 5);
  assert.strictEqual(`${params}`, 'a=2&b=4&c=5');
  params.delete('b', '1');
  params.delete('a');
  assert.strictEqual(`${params}`, 'b=4&c=5');
  assert.throws(() => params.set('a'), { code: 'ERR_MISSING_ARGS', message: 'The "name" and "value" arguments must be specified' });
  assert.throws(() => params.get.call({}, 'a'), { code: 'ERR_INVALID_THIS' });
});

test('iteration sees changes', () => {
  const params = new URLSearchParams('a=1&b=2');
  const seen = [];
  for (const [name] of params) {
    seen.push(name);
    if (name === 'a') params.append('c', '3');
  }
  assert.deepStrictEqual(seen, ['a', 'b', 'c']);
  assert.deepStrictEqual([...params.keys()].join() + [...params.values()].join(), 'a,b,c1,2,3');
  params.forEach(function(value, name, object) {
    assert.ok(object === params && this === 5n.constructor && params.get(name) === value);
  }, BigInt);
  assert.strictEqual(params.entries, params[Symbol.iterator]);
  assert.strictEqual(Object.prototype.toString.call(params.keys()), '[object URLSearchParams Iterator]');
});

test('what is encoded is decoded, each part by itself', () => {
  const pairs = [...new URLSearchParams('%41%2b+b=%3D=%26&&+=%&%zz%4=%4g%61&\u00e9+%20=%C3%A9+&%ff+x=%E2%82&=&a%00=%7F')];
  assert.deepStrictEqual(pairs, [
    ['A+ b', '==&'], [' ', '%'], ['%zz%4', '%4ga'], ['\u00e9  ', '\u00e9 '], ['\ufffd x', '\ufffd'], ['', ''], ['a\0', '\x7f'],
  ]);
});

test('names and values have no lone surrogates, however short', () => {
  const params = new URLSearchParams([['\ud800', 'a\udc00'], ['\ud83d\ude00', '']]);
  assert.deepStrictEqual([...params], [['\ufffd', 'a\ufffd'], ['\ud83d\ude00', '']]);
  assert.ok(params.has('\udfff') && params.get('\ud83d\ude00') === '');
});
