// node:util but for inspect. https://nodejs.org/api/util.html
'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { test } = require('../harness');

test('format fills in by type and appends the rest', () => {
  assert.strictEqual(util.format('%s %d %i %f %j %o %O %c%% %x', 'a', '42', 42.9, '1.5', { a: 1 }, [1], { b: 2 }, 'css'),
    'a 42 42 1.5 {"a":1} [ 1, [length]: 1 ] { b: 2 } % %x');
  assert.strictEqual(util.format('%s', 'a', 'b', { c: 1 }), 'a b { c: 1 }');
  assert.strictEqual(util.format('%s %s', 1n), '1n %s');
  assert.strictEqual(util.format(1, 'a'), '1 a');
  assert.strictEqual(util.format('%s|%s', class A { toString() { return 'x'; } }, new (class B { toString() { return 'b'; } })()),
    "class A { toString() { return 'x'; } }|b");
  for (const value of [0, -0, 1e21, 0.1, NaN, -Infinity, '', 'plain', '"', '\\', '\n', '\u007f\u2028', '\ud83d\ude00', '\ud800', 'x'.repeat(100), true, null, undefined]) {
    assert.strictEqual(util.format('%j', value), `${JSON.stringify(value)}`);
  }
  assert.strictEqual(util.format('%j', (() => { const o = {}; o.o = o; return o; })()), '[Circular]');
  assert.strictEqual(util.formatWithOptions({ colors: true }, '%O', 1), '\u001b[33m1\u001b[39m');
});

test('promisify and callbackify turn callbacks and promises into each other', async () => {
  const read = (value, callback) => process.nextTick(callback, null, value);
  assert.strictEqual(await util.promisify(read)(5), 5);
  await assert.rejects(util.promisify((callback) => callback(new Error('no')))(), /no/);
  const own = Object.assign(() => {}, { [util.promisify.custom]: () => Promise.resolve('own') });
  assert.strictEqual(await util.promisify(own)(), 'own');
  assert.throws(() => util.promisify(5), { code: 'ERR_INVALID_ARG_TYPE' });
  const callbackified = util.callbackify(async (value) => {
    if (value === undefined) throw null;
    return value;
  });
  assert.deepStrictEqual(await new Promise((resolve) => callbackified(4, (...args) => resolve(args))), [null, 4]);
  const [error] = await new Promise((resolve) => callbackified(undefined, (...args) => resolve(args)));
  assert.strictEqual(error.code, 'ERR_FALSY_VALUE_REJECTION');
  assert.strictEqual(error.reason, null);
});

test('deprecate warns once, and the wrapper stays a constructor', async () => {
  const warnings = [];
  const listener = (warning) => warnings.push(`${warning.name} ${warning.code} ${warning.message}`);
  process.on('warning', listener);
  const Old = util.deprecate(class { value = 1; }, 'Old is old', 'DEPTEST');
  assert.strictEqual(new Old().value, 1);
  assert.ok(new Old() instanceof Old);
  await new Promise(setImmediate);
  process.removeListener('warning', listener);
  assert.deepStrictEqual(warnings, ['DeprecationWarning DEPTEST Old is old']);
});

test('types tell objects apart by what they are, not by what they say', () => {
  const { types } = util;
  assert.ok(types.isProxy(new Proxy({}, {})) && !types.isProxy({}));
  assert.ok(types.isDate(new Date()) && !types.isDate(Object.create(Date.prototype)));
  assert.ok(types.isUint8Array(Buffer.alloc(1)) && !types.isUint8Array(new Uint8ClampedArray(1)));
  assert.ok(types.isBoxedPrimitive(Object(1n)) && types.isGeneratorObject((function* g() {})()));
  assert.ok(types.isModuleNamespaceObject({}) === false && types.isAsyncFunction(async () => {}));
  assert.ok(types.isArgumentsObject((function() { return arguments; })()));
  assert.strictEqual(require('node:util/types'), types);
});

test('parseArgs knows options, positionals and what is wrong', () => {
  const options = { foo: { type: 'string', short: 'f' }, bar: { type: 'boolean', short: 'b' }, all: { type: 'string', multiple: true } };
  const { values, positionals } = util.parseArgs({
    args: ['-bf', '1', '--all=a', '--all', 'b', 'pos', '--', '--x'], options, allowPositionals: true,
  });
  assert.deepStrictEqual({ ...values }, { bar: true, foo: '1', all: ['a', 'b'] });
  assert.deepStrictEqual(positionals, ['pos', '--x']);
  assert.throws(() => util.parseArgs({ args: ['--nope'], options }), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
  assert.throws(() => util.parseArgs({ args: ['--foo'], options }), { code: 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' });
  assert.throws(() => util.parseArgs({ args: ['x'], options }), { code: 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL' });
  assert.strictEqual(util.parseArgs({ args: ['--no-bar'], options, allowNegative: true }).values.bar, false);
});

test('parseEnv reads .env files', () => {
  assert.deepStrictEqual(util.parseEnv('A=1\nB="x\\ny" # c\nexport C=\'d # e\'\n#no\nD = sp ace # c\nE="two\nlines"\n'),
    { A: '1', B: 'x\ny', C: 'd # e', D: 'sp ace', E: 'two\nlines' });
});

test('diff lists what to change', () => {
  assert.deepStrictEqual(util.diff('12345', '12x45'), [[0, '1'], [0, '2'], [1, '3'], [-1, 'x'], [0, '4'], [0, '5']]);
  assert.deepStrictEqual(util.diff('a', 'a'), []);
});

test('MIMEType parses, normalises and serialises', () => {
  const type = new util.MIMEType('TEXT/HTML; Charset="UTF-8"; q="a b"');
  assert.strictEqual(String(type), 'text/html;charset=UTF-8;q="a b"');
  type.params.delete('q');
  type.subtype = 'plain';
  assert.strictEqual(String(type), 'text/plain;charset=UTF-8');
  assert.throws(() => new util.MIMEType('x'), { code: 'ERR_INVALID_MIME_SYNTAX' });
  const messages = {
    ' text ': 'The MIME syntax for a type in " text " is invalid at 4',
    '; x': 'The MIME syntax for a type in "; x" is invalid at 0',
    '  a b/c': 'The MIME syntax for a type in "  a b/c" is invalid at 1',
    'a/ ': 'The MIME syntax for a subtype in "a/ " is invalid',
    'a/b c;': 'The MIME syntax for a subtype in "a/b c;" is invalid at 1',
  };
  for (const input of Object.keys(messages)) {
    assert.throws(() => new util.MIMEType(input), { code: 'ERR_INVALID_MIME_SYNTAX', message: messages[input] });
  }
  assert.strictEqual(`${new util.MIMEType('a/b;x="y" r="k z" ;q=2;q=3;=4;p')}`, 'a/b;x=y;r="k z";q=2');
});

test('styleText nests, strips come off', () => {
  const text = util.styleText(['bold', 'red'], 'x', { validateStream: false });
  assert.strictEqual(text, '\u001b[1m\u001b[31mx\u001b[39m\u001b[22m');
  assert.strictEqual(util.stripVTControlCharacters(text), 'x');
  assert.throws(() => util.styleText('nope', 'x', { validateStream: false }), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('inherits, toUSVString, isDeepStrictEqual, aborted', async () => {
  function A() {}
  function B() {}
  B.prototype.hello = () => 'hi';
  util.inherits(A, B);
  assert.strictEqual(new A().hello(), 'hi');
  assert.strictEqual(A.super_, B);
  assert.strictEqual(util.toUSVString('a\ud800'), 'a\ufffd');
  assert.ok(util.isDeepStrictEqual({ a: [1] }, { a: [1] }) && !util.isDeepStrictEqual([1], ['1']));
  await util.aborted(AbortSignal.abort(), {});
});

test('getCallSites names the caller', () => {
  const [site] = util.getCallSites(1);
  assert.strictEqual(site.scriptName, __filename);
  assert.strictEqual(typeof site.lineNumber, 'number');
  assert.throws(() => util.getCallSites(0), { code: 'ERR_OUT_OF_RANGE' });
});

test('debuglog gives its callback a logger that tells whether it is enabled', () => {
  const { spawnSync } = require('node:child_process');
  const program = `const log = require('util').debuglog('abc', (inner) => console.log(typeof inner.enabled, inner.enabled)); log('x %d', 1);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', env: { ...process.env, NODE_DEBUG: 'a*', NO_COLOR: '1' } });
  assert.strictEqual(stdout, 'boolean true\n');
  assert.match(stderr, /^ABC \d+: x 1\n$/);
});

test('styleText takes hexadecimal colours and says when they are none', () => {
  assert.strictEqual(util.styleText('#fc0', 'a', { validateStream: false }), '\u001b[38;2;255;204;0ma\u001b[39m');
  assert.throws(() => util.styleText('#fc', 'a', { validateStream: false }), { code: 'ERR_INVALID_ARG_VALUE', message: /must be a valid hex color/ });
  assert.throws(() => util.styleText('red', 'a', null), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('stripVTControlCharacters takes operating system commands up to their end', () => {
  for (const end of ['\u0007', '\u001b\\', '\u009c']) {
    assert.strictEqual(util.stripVTControlCharacters(`\u001b]8;;https://example.com/(a${end}label\u001b]8;;${end}`), 'label');
  }
  assert.strictEqual(util.stripVTControlCharacters('\u001b[38:2:255:0:0ma\u001b[0m'), 'a');
});

test('negated options of parseArgs', () => {
  const options = { foo: { type: 'boolean', default: true }, name: { type: 'string' } };
  const { values, tokens } = util.parseArgs({ args: ['--no-foo'], options, allowNegative: true, tokens: true });
  assert.deepStrictEqual({ ...values }, { foo: false });
  assert.strictEqual(tokens[0].name, 'foo');
  assert.strictEqual(tokens[0].rawName, '--no-foo');
  assert.throws(() => util.parseArgs({ args: ['--no-name'], options, allowNegative: true }), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
});

test('stripVTControlCharacters leaves what is no sequence', () => {
  assert.strictEqual(util.stripVTControlCharacters('\u001b[1;31mred\u001b[0m and \u001b[99999m'), 'red and m');
  assert.strictEqual(util.stripVTControlCharacters('a\u001b[31'), 'a');
  assert.strictEqual(util.stripVTControlCharacters('a\u001b'), 'a\u001b');
});

test('getCallSites tells places in the sources when it is asked to', () => {
  const fs = require('node:fs');
  const path = require('node:path');
  const { spawnSync } = require('node:child_process');
  const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'call-sites-'));
  try {
    const file = path.join(folder, 'a.ts');
    fs.writeFileSync(file, `enum A { x }
interface Gone {
  a: string
}
const sites = [{}, { sourceMap: false }].map((o) => require('util').getCallSites(1, o)[0]);
console.log(JSON.stringify(sites));
`);
    const run = (...options) => JSON.parse(spawnSync(process.execPath, ['--no-warnings', '--experimental-transform-types', ...options, file],
      { encoding: 'utf8' }).stdout);
    const [mapped, plain] = run();
    assert.deepStrictEqual(Object.keys(mapped), ['functionName', 'scriptName', 'lineNumber', 'column', 'columnNumber']);
    assert.strictEqual(mapped.lineNumber, 5);
    assert.ok(mapped.scriptName.endsWith('/a.ts'));
    assert.notStrictEqual(plain.lineNumber, 5);
    assert.strictEqual(run('--no-enable-source-maps')[0].lineNumber, plain.lineNumber);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
