// inspect, format, deep equality, querystring, path: small calls made often. Prints nanoseconds of CPU time each; see rounds.cjs.
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const querystring = require('node:querystring');
const util = require('node:util');
const { each, report } = require('./rounds.cjs');

const small = { name: 'eddy', count: 3, ok: true, tags: ['a', 'b'] };
const nested = { user: { id: 17, name: { first: 'Ada', last: 'Lovelace' }, mail: 'ada@example.org' }, list: [1, 2, 3, { a: null }] };
const numbers = Array.from({ length: 100 }, (_, i) => i * 37);
const records = Array.from({ length: 50 }, (_, i) => ({ id: i, name: `name ${i}`, tags: ['x', 'y'], at: new Date(i) }));
const records2 = structuredClone(records);
const map = new Map([['a', 1], ['b', { c: 2 }], ['d', [3]]]);
const numbers2 = numbers.slice();
const buffer = Buffer.alloc(40, 'eddy');
const set = new Set(['a', 1, { b: 2 }]);
const set2 = new Set(['a', 1, { b: 2 }]);
class Point {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
}
const point = new Point(1, 2);
const error = new Error('something went wrong');
const bytes = new Uint8Array(1000);
const bytes2 = new Uint8Array(1000);
const longText = 'lorem ipsum dolor sit amet '.repeat(20);
const circular = { name: 'circular', children: [{ parent: null }] };
circular.children[0].parent = circular;
class Account {
  #secret = 1;
  static count = 0;
  constructor() {
    this.owner = 'eddy';
    this.balance = 12.5;
  }
  get secret() { return this.#secret; }
}
const account = new Account();
const words = Array.from({ length: 60 }, (_, i) => `word ${i * 97 % 53}`);
const mixed = [1, 'two', 3n, null, undefined, true, Symbol('four'), /five/g, new Date(0), () => {}, class Six {}, new Error('seven').message];
const accessors = { get a() { return 1; }, set b(value) {}, c: 2 };
const settled = Promise.resolve(4);
const proxy = new Proxy({ a: 1 }, {});
const deep = { a: { b: { c: { d: { e: 1 } } } } };
const coloured = '\u001b[1m\u001b[31mtext\u001b[39m\u001b[22m and more '.repeat(5);
const map2 = new Map([['a', 1], ['b', { c: 2 }], ['d', [3]]]);
const points = Array.from({ length: 20 }, (_, i) => new Point(i, -i));
const points2 = points.map(({ x, y }) => new Point(x, y));
const error2 = new Error('something went wrong');
const query = { page: '1', sort: 'name', tag: ['a', 'b', 'c d'], text: 'some text & more' };
const queryText = querystring.stringify(query);

const cases = {
  'inspect small object': [2e4, each(() => util.inspect(small))],
  'inspect nested object': [1e4, each(() => util.inspect(nested))],
  'inspect 100 numbers': [3e3, each(() => util.inspect(numbers))],
  'inspect 50 records': [200, each(() => util.inspect(records))],
  'inspect map': [2e4, each(() => util.inspect(map))],
  'inspect set': [2e4, each(() => util.inspect(set))],
  'inspect instance': [3e4, each(() => util.inspect(point))],
  'inspect error': [5e3, each(() => util.inspect(error))],
  'inspect with colours': [1e4, each(() => util.inspect(nested, { colors: true }))],
  'inspect class instance': [2e4, each(() => util.inspect(account))],
  'inspect class': [5e4, each(() => util.inspect(Account))],
  'inspect circular': [1e4, each(() => util.inspect(circular))],
  'inspect 60 words': [1e3, each(() => util.inspect(words))],
  'inspect mixed list': [3e3, each(() => util.inspect(mixed))],
  'inspect accessors': [2e4, each(() => util.inspect(accessors))],
  'inspect promise': [3e4, each(() => util.inspect(settled))],
  'inspect proxy': [3e4, each(() => util.inspect(proxy))],
  'inspect date': [5e4, each(() => util.inspect(records[0].at))],
  'inspect number': [2e5, each(() => util.inspect(42.5))],
  'inspect string': [2e5, each(() => util.inspect('some text'))],
  'inspect function': [5e4, each(() => util.inspect(structuredClone))],
  'inspect Buffer': [1e4, each(() => util.inspect(buffer))],
  'inspect depth': [1e4, each(() => util.inspect(deep, { depth: 6, compact: false, sorted: true }))],
  'inspect showHidden': [5e3, each(() => util.inspect(nested, { showHidden: true }))],
  'inspect long string': [3e4, each(() => util.inspect(longText))],
  'inspect typed array': [2e3, each(() => util.inspect(bytes))],
  'format %s %d': [1e5, each(() => util.format('%s:%d:%i', 'a', 42, 7.5))],
  'format %j': [5e4, each(() => util.format('%j', small))],
  'format %o': [3e3, each(() => util.format('%o', small))],
  'format %O': [1e4, each(() => util.format('%O', nested))],
  'format object': [3e4, each(() => util.format(small))],
  'format %%': [1e5, each(() => util.format('%d%% of %s', 12, 'all'))],
  'format strings': [2e5, each(() => util.format('a', 'b', 'c'))],
  'format mixed': [3e4, each(() => util.format('request %s took %d ms', '/path', 12, small))],
  'deepStrictEqual small': [1e5, each(() => assert.deepStrictEqual(small, { name: 'eddy', count: 3, ok: true, tags: ['a', 'b'] }))],
  'deepStrictEqual records': [2e3, each(() => assert.deepStrictEqual(records, records2))],
  'deepStrictEqual set': [5e4, each(() => assert.deepStrictEqual(set, set2))],
  'deepStrictEqual bytes': [1e4, each(() => assert.deepStrictEqual(bytes, bytes2))],
  'deepStrictEqual map': [5e4, each(() => assert.deepStrictEqual(map, map2))],
  'deepStrictEqual numbers': [2e4, each(() => assert.deepStrictEqual(numbers, numbers2))],
  'deepStrictEqual instances': [1e4, each(() => assert.deepStrictEqual(points, points2))],
  'deepStrictEqual errors': [3e4, each(() => assert.deepStrictEqual(error, error2))],
  'partialDeepStrictEqual': [3e4, each(() => assert.partialDeepStrictEqual(nested, { user: { name: { first: 'Ada' } } }))],
  'deepStrictEqual fails': [200, each(() => {
    try {
      assert.deepStrictEqual(nested, small);
    } catch {
      // As expected.
    }
  })],
  'throws': [2e3, each(() => assert.throws(() => { throw error; }, { message: 'something went wrong' }))],
  'deepEqual records': [2e3, each(() => assert.deepEqual(records, records2))],
  'strictEqual': [3e5, each(() => assert.strictEqual(1, 1))],
  'isDeepStrictEqual different': [1e5, each(() => util.isDeepStrictEqual(small, { name: 'eddy', count: 4, ok: true, tags: ['a', 'b'] }))],
  'querystring.parse': [5e4, each(() => querystring.parse(queryText))],
  'querystring.stringify': [5e4, each(() => querystring.stringify(query))],
  'querystring.escape': [1e5, each(() => querystring.escape('some text & more'))],
  'querystring.unescape': [1e5, each(() => querystring.unescape('some%20text%20%26%20more'))],
  'path.join': [1e5, each(() => path.join('/usr', 'lib', '../share', 'doc'))],
  'path.resolve': [1e5, each(() => path.resolve('/usr/lib', '../share/doc'))],
  'path.normalize': [1e5, each(() => path.normalize('/usr/lib/./../share//doc'))],
  'path.relative': [1e5, each(() => path.relative('/usr/lib/node', '/usr/share/doc'))],
  'path.basename': [2e5, each(() => path.basename('/usr/lib/file.txt', '.txt'))],
  'path.dirname': [2e5, each(() => path.dirname('/usr/lib/file.txt'))],
  'path.extname': [2e5, each(() => path.extname('/usr/lib/file.txt'))],
  'path.parse': [1e5, each(() => path.parse('/usr/lib/file.txt'))],
  'path.win32.join': [5e4, each(() => path.win32.join('C:\\usr', 'lib', '..\\share', 'doc'))],
  'styleText': [5e4, each(() => util.styleText('red', 'text', { validateStream: false }))],
  'styleText of three': [3e4, each(() => util.styleText(['bold', 'red', 'underline'], 'text', { validateStream: false }))],
  'stripVTControlCharacters, none': [2e5, each(() => util.stripVTControlCharacters('some text without any of them'))],
  'stripVTControlCharacters, many': [1e4, each(() => util.stripVTControlCharacters(coloured))],
  'stripVTControlCharacters': [5e4, each(() => util.stripVTControlCharacters('\u001b[31mtext\u001b[39m and more'))],
  'parseArgs': [1e4, each(() => util.parseArgs({ args: ['-v', '--name=x', 'file'],
    options: { verbose: { type: 'boolean', short: 'v' }, name: { type: 'string' } }, allowPositionals: true }))],
  'parseArgs, many': [5e3, each(() => util.parseArgs({ args: ['-abc', '--name=x', '--list', '1', '--list', '2', '--no-color', 'one', '--', '-two'],
    options: { a: { type: 'boolean', short: 'a' }, b: { type: 'boolean', short: 'b' }, c: { type: 'boolean', short: 'c' },
      name: { type: 'string' }, list: { type: 'string', multiple: true }, color: { type: 'boolean', default: true } },
    allowPositionals: true, allowNegative: true, tokens: true }))],
};

report(cases);
