// EventTarget, Event, AbortController. https://dom.spec.whatwg.org/
'use strict';
const assert = require('node:assert');
const { test } = require('../harness');

test('a target calls functions and objects once per registration', () => {
  const target = new EventTarget();
  const seen = [];
  const object = { handleEvent(event) { seen.push([this === object, event.type]); } };
  const listener = function(event) { seen.push([this === target, event.target === target]); };
  target.addEventListener('x', listener);
  target.addEventListener('x', listener);
  target.addEventListener('x', listener, true);
  target.addEventListener('x', object, { once: true });
  assert.strictEqual(target.dispatchEvent(new Event('x')), true);
  assert.strictEqual(target.dispatchEvent(new Event('x')), true);
  assert.deepStrictEqual(seen, [[true, true], [true, true], [true, 'x'], [true, true], [true, true]]);
});

test('preventDefault counts for cancelable events, not in passive listeners', () => {
  const target = new EventTarget();
  target.addEventListener('x', (event) => event.preventDefault());
  assert.strictEqual(target.dispatchEvent(new Event('x')), true);
  assert.strictEqual(target.dispatchEvent(new Event('x', { cancelable: true })), false);
  const passive = new EventTarget();
  passive.addEventListener('x', (event) => event.preventDefault(), { passive: true });
  assert.strictEqual(passive.dispatchEvent(new Event('x', { cancelable: true })), true);
});

test('stopImmediatePropagation ends the dispatch; an event is not dispatched twice at a time', () => {
  const target = new EventTarget();
  let calls = 0;
  target.addEventListener('x', (event) => {
    calls++;
    assert.throws(() => target.dispatchEvent(event), { code: 'ERR_EVENT_RECURSION' });
    event.stopImmediatePropagation();
  });
  target.addEventListener('x', () => calls++);
  target.dispatchEvent(new Event('x'));
  assert.strictEqual(calls, 1);
});

test('a signal takes the listener off', () => {
  const target = new EventTarget();
  const controller = new AbortController();
  let calls = 0;
  target.addEventListener('x', () => calls++, { signal: controller.signal });
  target.dispatchEvent(new Event('x'));
  controller.abort();
  target.dispatchEvent(new Event('x'));
  assert.strictEqual(calls, 1);
});

test('CustomEvent carries its detail', () => {
  assert.strictEqual(new CustomEvent('x', { detail: 5 }).detail, 5);
  assert.strictEqual(new CustomEvent('x').detail, null);
});

test('abort sets the reason once and tells once', () => {
  const controller = new AbortController();
  const seen = [];
  controller.signal.onabort = (event) => seen.push(event.isTrusted);
  controller.abort('why');
  controller.abort('again');
  assert.deepStrictEqual([controller.signal.aborted, controller.signal.reason, seen], [true, 'why', [true]]);
  assert.throws(() => controller.signal.throwIfAborted(), (reason) => reason === 'why');
  const { reason } = AbortSignal.abort();
  assert.deepStrictEqual([reason.name, reason.code, reason instanceof DOMException], ['AbortError', 20, true]);
});

test('any aborts with the first of its signals', () => {
  const a = new AbortController();
  const b = new AbortController();
  const both = AbortSignal.any([a.signal, AbortSignal.any([b.signal])]);
  let told = 0;
  both.addEventListener('abort', () => told++);
  b.abort('b');
  a.abort('a');
  assert.deepStrictEqual([both.aborted, both.reason, told], [true, 'b', 1]);
  assert.throws(() => AbortSignal.any([1]), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('timeout aborts with a TimeoutError', async () => {
  const signal = AbortSignal.timeout(1);
  const wait = setTimeout(() => {}, 60000);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  clearTimeout(wait);
  assert.strictEqual(signal.reason.name, 'TimeoutError');
});

test('a receiver of another kind is refused', () => {
  assert.throws(() => EventTarget.prototype.addEventListener.call({}, 'x', () => {}), { code: 'ERR_INVALID_THIS' });
  assert.throws(() => new AbortSignal(), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
  assert.throws(() => new Event(), { code: 'ERR_MISSING_ARGS' });
});

test('timeStamp counts on the clock of performance.now', () => {
  const before = performance.now();
  const { timeStamp } = new Event('x');
  assert.ok(before <= timeStamp && timeStamp <= performance.now(), `${before} ${timeStamp}`);
});

test('a signal has its reason, the same for all, whoever asks when', () => {
  const controller = new AbortController();
  const combined = AbortSignal.any([controller.signal]);
  controller.abort();
  assert.strictEqual(combined.reason, controller.signal.reason);
  const late = new AbortController();
  late.abort();
  const { reason } = late.signal;
  assert.ok(reason instanceof DOMException && reason.name === 'AbortError' && reason.stack.startsWith('AbortError: '));
  assert.strictEqual(late.signal.reason, reason);
  assert.throws(() => late.signal.throwIfAborted(), reason);
  assert.strictEqual(AbortSignal.any([late.signal]).reason, reason);
  const heard = new AbortController();
  heard.signal.onabort = () => {};
  (function abortsIt() { heard.abort(); })();
  assert.match(heard.signal.reason.stack, /abortsIt/);
});

test('the stack of a reason begins with abort and its caller', () => {
  const controller = new AbortController();
  controller.signal.addEventListener('abort', () => {});
  (function abortsIt() { controller.abort(); })();
  const lines = controller.signal.reason.stack.split('\n');
  assert.match(lines[1], /^ {4}at AbortController\.abort/);
  assert.match(lines[2], /^ {4}at abortsIt/);
});

test('types are known as long as they have listeners, whatever comes and goes', () => {
  const { port1, port2 } = new MessageChannel();
  const listener = () => {};
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 20; i++) port1.on(`type ${i}`, listener);
    assert.strictEqual(port1.eventNames().length, 20);
    for (let i = 0; i < 20; i += 2) port1.off(`type ${i}`, listener);
    assert.deepStrictEqual(port1.eventNames().slice(0, 2), ['type 1', 'type 3']);
    assert.strictEqual(port1.listenerCount('type 2'), 0);
    port1.removeAllListeners('type 2');
    port1.on('type 2', listener);
    assert.strictEqual(port1.listenerCount('type 2'), 1);
    assert.strictEqual(port1.eventNames().length, 11);
    port1.removeAllListeners(round === 1 ? undefined : 'type 2');
    for (let i = 1; i < 20; i += 2) port1.off(`type ${i}`, listener);
    assert.deepStrictEqual(port1.eventNames(), []);
  }
  port1.close();
  port2.close();
});

test('a listener may remove all others, also one that would have been called once', () => {
  const { port1, port2 } = new MessageChannel();
  let calls = 0;
  port1.on('x', () => port1.removeAllListeners('x'));
  port1.once('x', () => calls++);
  port1.emit('x', 1);
  assert.strictEqual(port1.listenerCount('x'), 0);
  port1.emit('x', 1);
  assert.ok(calls <= 1);
  port1.close();
  port2.close();
});
