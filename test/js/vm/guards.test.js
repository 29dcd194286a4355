// Runs that end from outside, promises across contexts, and linking by hand. https://nodejs.org/api/vm.html
// Flags: --experimental-vm-modules
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const vm = require('node:vm');
const { test } = require('../harness');

/** Runs a program with vm's modules; what it prints. */
function run(source) {
  const result = spawnSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', '-e', source], { encoding: 'utf8' });
  return result.stdout + result.stderr;
}

test('a run that takes too long ends, and the next one runs', () => {
  const loop = new vm.Script('for (;;) {}');
  for (let i = 0; i < 3; i++) {
    assert.throws(() => loop.runInThisContext({ timeout: 5 }), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
  }
  assert.strictEqual(vm.runInNewContext('1 + 1', {}, { timeout: 60_000 }), 2);
  assert.throws(() => vm.runInThisContext('throw new RangeError("own")', { timeout: 60_000 }), { name: 'RangeError' });
});

test('the inner of two limits is the one that counts', () => {
  const context = vm.createContext({ vm });
  assert.throws(() => vm.runInContext('vm.runInThisContext("for (;;) {}", { timeout: 5 })', context, { timeout: 60_000 }),
                { message: 'Script execution timed out after 5ms' });
});

test('SIGINT ends a run that asks for it, and listeners hear of the next one only', () => {
  const output = run(`
    const vm = require('vm');
    process.on('SIGINT', () => {
      console.log('heard');
      clearInterval(waiting);
    });
    try {
      vm.runInThisContext('process.kill(process.pid, "SIGINT"); for (;;) {}', { breakOnSigint: true });
    } catch (error) {
      console.log(error.code);
    }
    setImmediate(() => process.kill(process.pid, 'SIGINT'));
    const waiting = setInterval(() => {}, 5);`);
  assert.strictEqual(output, 'ERR_SCRIPT_EXECUTION_INTERRUPTED\nheard\n');
});

test('modules end as well, also in their own microtasks', () => {
  const output = run(`
    const vm = require('vm');
    const context = vm.createContext({}, { microtaskMode: 'afterEvaluate' });
    const module = new vm.SourceTextModule('Promise.resolve().then(() => { for (;;) {} });', { context });
    module.linkRequests([]);
    module.instantiate();
    module.evaluate({ timeout: 5 }).catch((error) => console.log(error.code));`);
  assert.strictEqual(output, 'ERR_SCRIPT_EXECUTION_TIMEOUT\n');
});

test('import() gives a promise of the realm that asks', () => {
  const output = run(`
    const vm = require('vm');
    (async () => {
      const answer = new vm.SourceTextModule('export default 42');
      await answer.link(() => {});
      await answer.evaluate();
      const context = vm.createContext({});
      const script = new vm.Script('const p = import("x"); globalThis.own = p instanceof Promise; p',
                                   { importModuleDynamically: () => answer });
      const { default: value } = await script.runInContext(context);
      console.log(context.own, value);
      const failing = new vm.Script('import("x")', { importModuleDynamically() { throw new Error('refused'); } });
      await failing.runInContext(context).catch((error) => console.log(error.message));
      const bare = vm.createContext({});
      await vm.runInContext('Promise.resolve("import(1)").then(eval)', bare).catch((error) => console.log(error.code));
    })();`);
  assert.strictEqual(output, 'true 42\nrefused\nERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING\n');
});

test('links must fit their requests', () => {
  const output = run(`
    const vm = require('vm');
    const leaf = new vm.SourceTextModule('export default 1');
    const root = new vm.SourceTextModule('import a from "a"; import b from "b"; export default a + b', { identifier: 'root' });
    const code = (fn) => { try { fn(); } catch (error) { console.log(error.code); } };
    code(() => root.linkRequests([leaf]));
    code(() => root.linkRequests([leaf, {}]));
    code(() => root.instantiate());
    leaf.linkRequests([]);
    root.linkRequests([leaf, leaf]);
    root.instantiate();
    root.evaluate().then(() => console.log(root.namespace.default, root.dependencySpecifiers === root.dependencySpecifiers));`);
  assert.strictEqual(output, 'ERR_MODULE_LINK_MISMATCH\nERR_VM_MODULE_NOT_MODULE\nERR_VM_MODULE_LINK_FAILURE\n2 true\n');
});

test('what a sandbox inherits is read through, and is no property of the global object', () => {
  const sandbox = Object.create({ inherited: 1 });
  sandbox.own = 2;
  const context = vm.createContext(sandbox);
  assert.deepStrictEqual(vm.runInContext('[own, inherited, Object.hasOwn(globalThis, "inherited"), "own" in globalThis]', context)
    .join(), '2,1,false,true');
});
