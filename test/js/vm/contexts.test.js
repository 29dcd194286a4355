'use strict';
// node:vm: scripts, contexts and compiled functions.
const assert = require('node:assert');
const vm = require('node:vm');
const { test } = require('../harness');

test('a contextified object is the global object of the code', () => {
  const sandbox = vm.createContext({ a: 1, add: (x, y) => x + y });
  assert.ok(vm.isContext(sandbox));
  assert.strictEqual(vm.createContext(sandbox), sandbox);
  assert.strictEqual(vm.runInContext('var b = a + 1; c = add(b, 1); function f() {} this.d = 4; globalThis === this', sandbox), true);
  assert.deepStrictEqual([sandbox.b, sandbox.c, typeof sandbox.f, sandbox.d], [2, 3, 'function', 4]);
  assert.strictEqual(vm.runInContext('delete c; typeof c', sandbox), 'undefined');
  assert.ok(!('c' in sandbox));
  vm.runInContext('let hidden = 5', sandbox);
  assert.strictEqual(vm.runInContext('hidden', sandbox), 5);
  assert.ok(!('hidden' in sandbox));
});

test('a context has intrinsics of its own and no more', () => {
  assert.notStrictEqual(vm.runInNewContext('Array'), Array);
  assert.strictEqual(vm.runInNewContext('typeof process + typeof require + typeof setTimeout'), 'undefinedundefinedundefined');
  assert.ok(vm.runInNewContext('new Error("x")') instanceof Error === false);
});

test('strict code cannot make globals by assignment', () => {
  const sandbox = vm.createContext({ known: 1 });
  assert.throws(() => vm.runInContext('"use strict"; unknown = 1', sandbox), { name: 'ReferenceError' });
  vm.runInContext('"use strict"; known = 2', sandbox);
  assert.strictEqual(sandbox.known, 2);
});

test('accessors, frozen properties and symbols of the object count', () => {
  const key = Symbol('key');
  let set;
  const sandbox = vm.createContext({ get x() { return 7; }, set y(value) { set = value; }, [key]: 1 });
  Object.defineProperty(sandbox, 'fixed', { value: 1 });
  assert.strictEqual(vm.runInContext('y = 3; fixed = 2; x', sandbox), 7);
  assert.deepStrictEqual([set, sandbox.fixed], [3, 1]);
  assert.deepStrictEqual(vm.runInContext('Object.getOwnPropertyDescriptor(this, "x").set', sandbox), undefined);
  vm.runInContext('Object.defineProperty(this, "made", { value: 1, enumerable: false })', sandbox);
  assert.strictEqual(Object.getOwnPropertyDescriptor(sandbox, 'made').enumerable, false);
});

test('a script is compiled once and run anywhere; its errors show their place', () => {
  const script = new vm.Script('x ** 2', { filename: 'square.js' });
  assert.strictEqual(script.runInNewContext({ x: 3 }), 9);
  assert.strictEqual(script.runInContext(vm.createContext({ x: 4 })), 16);
  globalThis.x = 5;
  assert.strictEqual(script.runInThisContext(), 25);
  delete globalThis.x;
  assert.throws(() => new vm.Script('a b', { filename: 'bad.js' }), (error) => {
    assert.ok(error.stack.startsWith('bad.js:1\na b\n  ^\n\nSyntaxError: Unexpected identifier'), error.stack);
    return true;
  });
  const cached = new vm.Script('x ** 2', { cachedData: script.createCachedData() });
  assert.strictEqual(cached.cachedDataRejected, false);
});

test('a timeout ends what runs too long', () => {
  assert.throws(() => vm.runInNewContext('for (;;);', {}, { timeout: 20 }), {
    code: 'ERR_SCRIPT_EXECUTION_TIMEOUT', message: 'Script execution timed out after 20ms',
  });
});

test('compileFunction makes a function of a body', () => {
  assert.strictEqual(vm.compileFunction('return a + b', ['a', 'b'])(1, 2), 3);
  const context = vm.createContext({ base: 10 });
  assert.strictEqual(vm.compileFunction('return base + x', ['x'], { parsingContext: context })(1), 11);
  assert.strictEqual(vm.compileFunction('return inner', [], { contextExtensions: [{ inner: 'seen' }] })(), 'seen');
});

test('code can be kept from compiling more code', () => {
  const context = vm.createContext({}, { codeGeneration: { strings: false } });
  assert.throws(() => vm.runInContext('eval("1")', context), { name: 'EvalError' });
});

test('import() needs somebody to answer it', async () => {
  await assert.rejects(vm.runInThisContext('import("fs")'), { code: 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING' });
  const { USE_MAIN_CONTEXT_DEFAULT_LOADER: importModuleDynamically } = vm.constants;
  const { default: fs } = await vm.runInThisContext('import("fs")', { importModuleDynamically });
  assert.strictEqual(fs, require('node:fs'));
});

test('wrong arguments are refused', () => {
  assert.throws(() => vm.createContext(5), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => vm.runInContext('1', {}), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => vm.runInThisContext('1', { timeout: -1 }), { code: 'ERR_OUT_OF_RANGE' });
});

test('compileFunction reads its lists once', () => {
  const changing = (first, list) => {
    let reads = 0;
    return Object.defineProperty(list, 0, {
      enumerable: true,
      get() {
        if (reads++ > 0) throw new Error('read again');
        return first;
      },
    });
  };
  assert.strictEqual(vm.compileFunction('return a', changing('a', ['a']))(5), 5);
  assert.strictEqual(vm.compileFunction('return b', [], { contextExtensions: changing({ b: 6 }, [{}]) })(), 6);
  assert.strictEqual(vm.compileFunction('return a', new Proxy(['a'], {}))(7), 7);
  for (const wrong of [[null], [,]]) {
    assert.throws(() => vm.compileFunction('', [], { contextExtensions: wrong }), { code: 'ERR_INVALID_ARG_TYPE' });
  }
});
