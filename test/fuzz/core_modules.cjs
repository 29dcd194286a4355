// Random input for util.inspect, format, parseArgs, querystring, path and deep equality, the same for the same seed on any
// runtime: prints a line per input, for comparison with another runtime's lines. core_modules.cjs <area> <seed> <count>
'use strict';
const path = require('node:path');
const querystring = require('node:querystring');
const util = require('node:util');
const { below, chance, pick, reseed, seedNow } = require('./random.cjs');

reseed(Number(process.argv[3]));

const pieces = ['a', 'b', 'key', 'Value', ' ', '\n', "'", '"', '`', '\\', '\u0000', '\u001b', '\u007f', '\u00e9', '\u65e5\u672c', '\ud83d\ude00',
  '\ud800', '%', '-', '--', '=', '&', '+', '_', '$', '${', '0', '12', '.', '/', 'long'.repeat(8), 'x y z ', 'e\u0301', '\u200b', '\r\n'];

function text(most = 6) {
  let result = '';
  for (let left = below(most + 1); left > 0; left--) result += pick(pieces);
  return result;
}

function number() {
  return pick([0, -0, 1, -1, 7, 1.5, -2.25, 1e21, 1e-7, NaN, Infinity, -Infinity, 123456789, -9876.54321, 2 ** 53, below(1000), below(1e6) / 7]);
}

function primitive() {
  switch (below(10)) {
    case 0: return undefined;
    case 1: return null;
    case 2: return chance(50);
    case 3: case 4: return number();
    case 5: return BigInt(below(1e9)) * 1000003n * (chance(50) ? 1n : -1n);
    case 6: return chance(50) ? Symbol(text(2)) : pick([Symbol.iterator, Symbol(), Symbol.for('x')]);
    default: return text(chance(10) ? 60 : 6);
  }
}

class Plain {}
class Derived extends Plain {}
class Tagged {
  get [Symbol.toStringTag]() { return 'Tag'; }
}
class OwnList extends Array {}
class OwnMap extends Map {}
class OwnSet extends Set {}
class OwnError extends Error {}
class OwnDate extends Date {}
class Accessors {
  get half() { return 1; }
  set whole(value) {}
}
function OldStyle() {}

let made = [];

function withProperties(object, depth) {
  if (chance(20)) {
    for (let left = below(3); left > 0; left--) property(object, depth);
  }
  return object;
}

/** Names that are no texts make Node itself throw. */
function isNameOf(object, key) {
  return (typeof object === 'function' || object instanceof Error) && (key === 'name' || key === 'stack');
}

function property(object, depth) {
  const key = chance(10) ? Symbol(text(2)) : chance(10) && !Array.isArray(object) ? String(below(5)) : chance(60) ? pick(['a', 'b', 'name', 'value', 'id', '__proto__x']) : text(3);
  if (isNameOf(object, key)) {
    Object.defineProperty(object, key, { value: text(2), enumerable: true, configurable: true });
  } else if (chance(8)) {
    Object.defineProperty(object, key, {
      get: chance(70) ? () => 17 : undefined, set: chance(50) ? (value) => {} : undefined, enumerable: chance(70), configurable: true,
    });
  } else {
    Object.defineProperty(object, key, { value: value(depth - 1), enumerable: chance(90), configurable: true, writable: true });
  }
}

function list(depth, make = (d) => value(d)) {
  const length = chance(15) ? below(130) : below(9);
  const result = [];
  const same = chance(50) ? below(4) : -1;
  for (let i = 0; i < length; i++) {
    if (same === 0) result.push(below(10 ** (1 + below(6))));
    else if (same === 1) result.push(text(3));
    else result.push(length > 12 && chance(95) ? primitive() : make(depth - 1));
  }
  return result;
}

const cause = new Error('cause');
cause.stack = 'Error: cause\n    at g (file.js:3:4)';

function error() {
  const E = pick([Error, TypeError, RangeError, OwnError]);
  const e = new E(text(3), chance(20) ? { cause: chance(50) ? cause : primitive() } : undefined);
  e.stack = `${e.name}: ${e.message}${'\n    at f (file.js:1:2)'.repeat(below(3))}`;
  if (chance(20)) e.code = text(1);
  if (chance(10)) e.name = pick(['Custom', 'CustomError', 'Error']);
  return e;
}

function value(depth) {
  if (depth <= 0 || chance(25)) return primitive();
  if (made.length > 0 && chance(4)) return pick(made);
  const object = makeObject(depth);
  return object;
}

function makeObject(depth) {
  switch (below(30)) {
    case 0: case 1: case 2: case 3: case 4: case 5: {
      const object = {};
      made.push(object);
      for (let left = below(7); left > 0; left--) property(object, depth);
      return object;
    }
    case 6: case 7: case 8: case 9: {
      const array = list(depth);
      made.push(array);
      // Of arrays with holes Node's loose comparison leaves other properties out.
      const dense = process.argv[2] === 'equal' || process.argv[2] === 'assertion';
      if (chance(10) && !dense) delete array[below(array.length || 1)];
      if (chance(5) && !dense) array.length += below(4);
      return withProperties(array, depth);
    }
    case 10: return withProperties(OwnList.from(list(depth)), depth);
    case 11: {
      const map = new (chance(80) ? Map : OwnMap)();
      made.push(map);
      for (let left = below(5); left > 0; left--) map.set(value(depth - 1), value(depth - 1));
      return withProperties(map, depth);
    }
    case 12: {
      const set = new (chance(80) ? Set : OwnSet)();
      made.push(set);
      for (let left = below(5); left > 0; left--) set.add(value(depth - 1));
      return withProperties(set, depth);
    }
    case 13: return withProperties(new (chance(80) ? Date : OwnDate)(pick([0, 1e12, NaN, -1])), depth);
    case 14: return withProperties(pick([/a/g, /[/]\n/u, new RegExp(''), /(?<x>y)/dy]), depth);
    // An assertion compares copies of errors, in which accessors have become values.
    case 15: return process.argv[2] === 'assertion' ? error() : withProperties(error(), depth);
    case 16: return withProperties(new (pick([Uint8Array, Float64Array, Int16Array, Uint8ClampedArray]))(below(12)).fill(below(300)), depth);
    case 17: return withProperties(new Uint8Array(Buffer.from(text())), depth);
    // Node's comparisons of a DataView with something else throw, or find it equal to anything.
    case 18: return chance(50) || process.argv[2] === 'equal' || process.argv[2] === 'assertion' ? new Uint8Array([1, 2, 3]).buffer : new DataView(new ArrayBuffer(below(9)));
    case 19: return chance(80) ? withProperties(pick([() => {}, function named() {}, class {}, async () => {}, function* g() {}]), depth) : pick([OwnError, Plain, Derived]);
    case 20: return withProperties(new (pick([Plain, Derived, Tagged, Accessors, OldStyle]))(), depth);
    case 21: return withProperties(Object.create(pick([null, {}, Plain.prototype, new Derived(), Object.create(null), Array.prototype])), depth);
    case 22: return withProperties(pick([new Number(number()), new String(text()), new Boolean(true), Object(5n), Object(Symbol('s'))]), depth);
    case 23: return pick([Promise.resolve(primitive()), new Promise(() => {}), new WeakSet(), new WeakMap(), (function(...args) { return args; })(1, 'a')]);
    case 24: return pick([new Map([[1, { a: 1 }]]).entries(), new Set([1, 'b']).values(), new Map([[1, 2]]).keys(), [1][Symbol.iterator]()]);
    case 25: return new Proxy(pick([{ a: 1 }, [1, 2], () => {}, new Map([[1, 2]])]), chance(50) ? {} : { get(target, key) { return target[key]; } });
    case 26: return { [util.inspect.custom](level, options) { return pick([`<${level}>`, { level }, 'two\nlines', options.compact]); } };
    case 27: return new Accessors();
    case 28: return withProperties(Object.assign(() => {}, { a: value(depth - 1) }), depth);
    default: return new (pick([Plain, Derived]))();
  }
}

function inspectOptions() {
  const options = {};
  if (chance(30)) options.depth = pick([0, 1, 2, 3, 5, null, Infinity, -1]);
  if (chance(30)) options.compact = pick([true, false, 0, 1, 2, 3, 4, 6]);
  if (chance(30)) options.breakLength = pick([1, 20, 40, 60, 80, 120, Infinity]);
  if (chance(20)) options.showHidden = chance(70);
  if (chance(25)) options.colors = chance(70);
  if (chance(20)) options.showProxy = chance(70);
  if (chance(20)) options.maxArrayLength = pick([0, 1, 3, 10, 100, null, Infinity]);
  if (chance(20)) options.maxStringLength = pick([0, 1, 5, 40, null]);
  if (chance(20)) options.sorted = chance(70);
  if (chance(20)) options.getters = pick([true, false, 'get', 'set']);
  if (chance(20)) options.numericSeparator = chance(70);
  if (chance(10)) options.customInspect = chance(50);
  return options;
}

const flags = ['-a', '-b', '-abc', '-ab=c', '--foo', '--foo=bar', '--foo=', '--bar', '--no-foo', '--no-bar', '--no-', '--', '-', '---', '--=x',
  '-f', '-fvalue', '-f=value', '--list', '--list=1', 'positional', '', '-1', '--__proto__', '--unknown', '-u', '--foo-bar', '--no-unknown=1'];

function argument() {
  return chance(85) ? pick(flags) : text(3);
}

function optionConfig() {
  const options = {};
  for (const name of ['foo', 'bar', 'list', 'abc', 'foo-bar', 'a']) {
    if (chance(50)) continue;
    const option = { type: pick(['string', 'boolean']) };
    if (chance(40)) option.short = pick(['a', 'b', 'c', 'f']);
    if (chance(30)) option.multiple = chance(60);
    if (chance(20)) option.default = option.multiple ? [option.type === 'string' ? 'd' : true] : option.type === 'string' ? 'd' : true;
    if (chance(2)) option.type = 'number';
    if (chance(2)) option.short = 'long';
    if (chance(2)) option.default = 5;
    options[name] = option;
  }
  return options;
}

const segments = ['a', 'b', '.', '..', '', '/', '//', '\\', 'C:', 'c:', 'file.txt', '.hidden', 'a.b.c', 'trailing.', ' ', '\u00e9', '\\\\server\\share',
  'C:\\', '/usr/lib', '..\\..', 'CON', 'x:y', '?', '*'];

function pathText() {
  let result = '';
  for (let left = below(6); left > 0; left--) result += pick(segments) + (chance(50) ? pick(['/', '\\', '']) : '');
  return result;
}

/** A copy with at most one change. */
function changed(original) {
  return chance(50) ? original : value(3);
}

const areas = {
  __proto__: null,
  inspect() {
    const subject = value(4);
    const options = inspectOptions();
    return util.inspect(subject, options);
  },
  format() {
    let template = '';
    for (let left = below(6); left > 0; left--) template += pick(['%s', '%d', '%i', '%f', '%j', '%o', '%O', '%c', '%%', '%', '%x', text(1)]);
    const args = [];
    for (let left = below(5); left > 0; left--) args.push(value(3));
    return chance(50) ? util.format(template, ...args) : util.formatWithOptions(inspectOptions(), template, ...args);
  },
  parseArgs() {
    const config = { args: [], options: optionConfig() };
    for (let left = below(6); left > 0; left--) config.args.push(argument());
    if (chance(60)) config.strict = chance(40);
    if (chance(60)) config.allowPositionals = chance(70);
    if (chance(40)) config.allowNegative = chance(70);
    if (chance(50)) config.tokens = chance(70);
    return util.inspect(util.parseArgs(config), { depth: 9 });
  },
  querystring() {
    switch (below(5)) {
      case 0: return util.inspect(querystring.parse(text(12).toWellFormed(), pick(['&', ';', undefined]), pick(['=', ':', undefined]),
        chance(30) ? { maxKeys: below(4) } : undefined));
      case 1: {
        const source = {};
        for (let left = below(5); left > 0; left--) source[text(2)] = chance(30) ? [primitive(), text(2)] : primitive();
        return querystring.stringify(source);
      }
      case 2: return querystring.escape(text(8));
      case 3: return querystring.unescape(pick(['%', '%2', '%zz', '%e2%82%ac', '%E9', '+', '%00', '']) + text(4) + pick(['%', '%4', '%41', '%F0%9F']));
      default: return util.inspect(querystring.parse(`${text(3)}=${text(3)}&${text(2)}&=${text(1)}&a=1&a=2&%61=3&b=%E9`));
    }
  },
  path() {
    const flavour = chance(50) ? path.posix : path.win32;
    const a = pathText();
    switch (below(8)) {
      case 0: return flavour.join(a, pathText(), pathText());
      case 1: return flavour.resolve('/base', a, pathText()).replace(process.cwd(), '');
      case 2: return flavour.normalize(a);
      case 3: return flavour.basename(a, chance(50) ? pick(['.txt', 'txt', 'a', 'file.txt', '']) : undefined);
      case 4: return `${flavour.dirname(a)}|${flavour.extname(a)}|${flavour.isAbsolute(a)}`;
      case 5: return util.inspect(flavour.parse(a));
      case 6: return flavour.relative(`/x/${a}`, `/x/${pathText()}`);
      default: return flavour.format(flavour.parse(a));
    }
  },
  equal() {
    const seed = seedNow();
    made = [];
    const first = value(3);
    reseed(seed);
    made = [];
    const second = changed(value(3));
    const assert = require('node:assert');
    return `${util.isDeepStrictEqual(first, second)} ${verdict(() => assert.deepEqual(first, second))} ${
      verdict(() => assert.partialDeepStrictEqual(first, second))}`;
  },
  assertion() {
    const assert = require('node:assert');
    const seed = seedNow();
    made = [];
    const first = value(3);
    reseed(seed);
    made = [];
    const second = changed(value(3));
    const name = pick(['deepStrictEqual', 'strictEqual', 'deepEqual', 'notDeepStrictEqual', 'notStrictEqual', 'equal', 'partialDeepStrictEqual']);
    try {
      assert[name](first, second);
    } catch (error) {
      return `${name} ${error.message}`;
    }
    return `${name} passes`;
  },
};

function verdict(check) {
  try {
    check();
    return true;
  } catch (error) {
    return error.code === 'ERR_ASSERTION' ? false : error.message;
  }
}

const area = areas[process.argv[2]];
const base = seedNow();
for (let i = 0; i < Number(process.argv[4]); i++) {
  reseed(base + Math.imul(i, 7919));
  made = [];
  let result;
  try {
    result = area();
  } catch (error) {
    result = `${error.name} ${error.code} ${error.message}`;
  }
  process.stdout.write(`${i} ${JSON.stringify(result)}\n`);
}
