// What domains catch, and where they are active. https://nodejs.org/api/domain.html
'use strict';
const assert = require('assert');
const domain = require('domain');
const EventEmitter = require('events');
const fs = require('fs');
const { spawnSync } = require('child_process');
const { test } = require('../harness');

/** The error that a domain is told of when `start` runs in it. */
function caught(start) {
  return new Promise((resolve) => {
    const d = domain.create();
    d.on('error', (error) => resolve({ d, error }));
    d.run(start);
  });
}

test('what a deferred callback throws goes to the domain in which it was deferred', async () => {
  for (const defer of [
    (fn) => setTimeout(fn, 1), setImmediate, process.nextTick, (fn) => fs.stat('/', fn), (fn) => Promise.resolve().then(fn),
  ]) {
    const { d, error } = await caught(() => { defer(() => { throw new Error('late'); }); });
    assert.strictEqual(error.message, 'late');
    if (error.domainThrown !== undefined) assert.strictEqual(error.domain, d);
  }
});

test('an error event that nobody listens to goes to the emitter\'s domain, and says so', async () => {
  const { d, error } = await caught(() => { new EventEmitter().emit('error', new Error('emitted')); });
  assert.strictEqual(error.message, 'emitted');
  assert.strictEqual(error.domain, d);
  assert.strictEqual(error.domainThrown, false);
  assert.ok(error.domainEmitter instanceof EventEmitter);
});

test('domains nest, and leaving one leaves those inside it', () => {
  const outer = domain.create();
  const inner = domain.create();
  outer.run(() => {
    inner.run(() => {
      assert.strictEqual(process.domain, inner);
      assert.strictEqual(domain.active, inner);
      assert.deepStrictEqual(domain._stack.length, 2);
      outer.exit();
      assert.strictEqual(process.domain, undefined);
    });
  });
  assert.strictEqual(process.domain, undefined);
});

test('the handler of an emitter\'s error runs outside of its domain', () => {
  const d = domain.create();
  let seen = d;
  d.on('error', () => { seen = process.domain; });
  d.run(() => { new EventEmitter().emit('error', new Error('emitted')); });
  assert.strictEqual(seen, null);
});

test('promises of other contexts are not marked', () => {
  domain.create().run(() => {
    assert.notStrictEqual(Promise.resolve().domain, undefined);
    assert.strictEqual(require('vm').runInNewContext('Promise.resolve().domain'), undefined);
  });
});

test('an emitter that is added belongs to one domain at a time', () => {
  const first = domain.create();
  const second = domain.create();
  const emitter = new EventEmitter();
  first.add(emitter);
  second.add(emitter);
  assert.deepStrictEqual([first.members.length, second.members.length, emitter.domain === second], [0, 1, true]);
  second.remove(emitter);
  assert.strictEqual(emitter.domain, null);
});

test('intercept takes an error away from the callback; bind runs it in the domain', () => {
  const d = domain.create();
  const seen = [];
  d.on('error', (error) => seen.push(error.message));
  const intercepted = d.intercept((value) => seen.push(value));
  intercepted(null, 'value');
  intercepted(new Error('bad'), 'value');
  d.bind(() => assert.strictEqual(process.domain, d))();
  assert.deepStrictEqual(seen, ['value', 'bad']);
});

test('an unhandled rejection is an error of the domain', async () => {
  const { error } = await caught(() => { Promise.reject(new Error('rejected')); });
  assert.strictEqual(error.message, 'rejected');
});

test('a handler that throws ends the process with 7; without a handler the process ends as usual', () => {
  const run = (source) => spawnSync(process.execPath, ['-e', source], { encoding: 'utf8' });
  const throwing = run(`
    const d = require('domain').create();
    d.on('error', () => { throw new Error('from the handler'); });
    d.run(() => setTimeout(() => { throw new Error('first'); }));`);
  assert.strictEqual(throwing.status, 7);
  assert.match(throwing.stderr, /from the handler/);
  const without = run(`require('domain').create().run(() => { throw new Error('nobody'); });`);
  assert.strictEqual(without.status, 1);
  assert.match(without.stderr, /nobody/);
});

test('a capture callback and domains exclude each other', () => {
  assert.throws(() => process.setUncaughtExceptionCaptureCallback(() => {}), {
    code: 'ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE',
  });
});

test('without an active domain there is null at first and after an error, undefined when all were left', () => {
  const source = `
    const domain = require('domain');
    const seen = [];
    const see = () => seen.push([process.domain, domain.active].map((d) => d === null ? 'null' : typeof d).join());
    see();
    const d = domain.create();
    d.on('error', see);
    d.run(() => {});
    see();
    setTimeout(() => d.run(() => { throw new Error('x'); }));
    setTimeout(() => { see(); console.log(seen.join(' ')); });`;
  const { stdout } = spawnSync(process.execPath, ['-e', source], { encoding: 'utf8' });
  assert.strictEqual(stdout, 'null,null undefined,undefined undefined,undefined null,null\n');
});

test('whoever enters an object that is no domain is told, and the program goes on', () => {
  for (const [text, message] of [
    ['{}', 'domain.listenerCount is not a function'], ['null', "Cannot read properties of null (reading 'listenerCount')"],
    ['new Proxy({}, { get() { throw new TypeError("hostile"); } })', 'hostile'],
  ]) {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', `
      const { Domain } = require('domain');
      const object = ${text};
      try {
        Domain.prototype.enter.call(object);
      } catch (error) {
        console.log(error.name, error.message);
      }
      process.nextTick(() => console.log('tick'));
      setTimeout(() => {
        console.log('timer');
        setImmediate(() => { throw new Error('not taken'); });
      }, 1);
      process.on('exit', (code) => console.log('exit', code));
    `], { encoding: 'utf8' });
    assert.strictEqual(stdout, `TypeError ${message}\ntick\ntimer\nexit 1\n`);
    assert.match(stderr, /Error: not taken/);
    assert.strictEqual(status, 1);
  }
});
