// EventEmitter. https://nodejs.org/api/events.html
'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');
const util = require('node:util');
const { test } = require('../harness');

test('listeners are called in the order of their registration, with the emitter as this', () => {
  const emitter = new EventEmitter();
  const seen = [];
  emitter.on('x', function(a, b) { seen.push([this === emitter, a, b]); });
  emitter.addListener('x', (...args) => seen.push(args.length));
  emitter.prependListener('x', () => seen.push('first'));
  assert.strictEqual(emitter.emit('x', 1, 2), true);
  assert.strictEqual(emitter.emit('y'), false);
  assert.deepStrictEqual(seen, ['first', [true, 1, 2], 2]);
});

test('an emit calls the listeners that were there when it began', () => {
  const emitter = new EventEmitter();
  const seen = [];
  const second = () => seen.push('second');
  emitter.on('x', () => {
    seen.push('first');
    emitter.off('x', second);
    emitter.on('x', () => seen.push('third'));
  });
  emitter.on('x', second);
  emitter.emit('x');
  assert.deepStrictEqual(seen, ['first', 'second']);
  assert.strictEqual(emitter.listenerCount('x'), 2);
});

test('a listener of once is removed before it is called', () => {
  const emitter = new EventEmitter();
  let count = 0;
  emitter.once('x', () => {
    count++;
    assert.strictEqual(emitter.listenerCount('x'), 0);
    emitter.emit('x');
  });
  emitter.emit('x');
  emitter.emit('x');
  assert.strictEqual(count, 1);
});

test('rawListeners shows the wrapper of once, listeners what was given', () => {
  const emitter = new EventEmitter();
  const listener = () => {};
  emitter.once('x', listener);
  assert.deepStrictEqual(emitter.listeners('x'), [listener]);
  assert.strictEqual(emitter.rawListeners('x')[0].listener, listener);
  emitter.off('x', listener);
  assert.strictEqual(emitter.listenerCount('x'), 0);
});

test('newListener comes before the listener is added, removeListener after it is gone', () => {
  const emitter = new EventEmitter();
  const seen = [];
  emitter.on('newListener', (name) => seen.push(`+${name}:${emitter.listenerCount('x')}`));
  emitter.on('removeListener', (name) => seen.push(`-${name}:${emitter.listenerCount('x')}`));
  const listener = () => {};
  emitter.on('x', listener);
  emitter.off('x', listener);
  assert.deepStrictEqual(seen, ['+removeListener:0', '+x:0', '-x:0']);
});

test("an 'error' without listeners is thrown; what is no Error is wrapped", () => {
  const emitter = new EventEmitter();
  const error = new Error('boom');
  assert.throws(() => emitter.emit('error', error), error);
  assert.throws(() => emitter.emit('error', { a: 1 }), {
    code: 'ERR_UNHANDLED_ERROR', message: 'Unhandled error. ({ a: 1 })', context: { a: 1 },
  });
  const monitored = [];
  emitter.on(EventEmitter.errorMonitor, (e) => monitored.push(e));
  assert.throws(() => emitter.emit('error', error), error);
  emitter.on('error', () => {});
  assert.strictEqual(emitter.emit('error', error), true);
  assert.deepStrictEqual(monitored, [error, error]);
});

test('constructors of the old kind inherit from it', () => {
  function Old() { EventEmitter.call(this); }
  util.inherits(Old, EventEmitter);
  const old = new Old();
  let called = false;
  old.on('x', () => { called = true; });
  old.emit('x');
  assert.ok(called);
  const bare = Object.create(EventEmitter.prototype);
  bare.on('x', () => {});
  assert.deepStrictEqual(bare.eventNames(), ['x']);
});

test('eventNames has strings and symbols; removeAllListeners takes one or all', () => {
  const emitter = new EventEmitter();
  const symbol = Symbol('s');
  emitter.on('a', () => {});
  emitter.on(symbol, () => {});
  assert.deepStrictEqual(emitter.eventNames(), ['a', symbol]);
  emitter.removeAllListeners('a');
  assert.deepStrictEqual(emitter.eventNames(), [symbol]);
  emitter.removeAllListeners();
  assert.deepStrictEqual(emitter.eventNames(), []);
});

test('more listeners than the limit are warned of, once', async () => {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(1);
  const warning = new Promise((resolve) => process.once('warning', resolve));
  for (let i = 0; i < 3; i++) emitter.on('x', () => {});
  const { name, message, count, type, emitter: of } = await warning;
  assert.strictEqual(name, 'MaxListenersExceededWarning');
  assert.match(message, /2 x listeners added to \[EventEmitter\]\. MaxListeners is 1\./);
  assert.deepStrictEqual([count, type, of === emitter], [2, 'x', true]);
});

test('rejections of listeners go to the handler, or to error', async () => {
  const emitter = new EventEmitter({ captureRejections: true });
  const failure = new Error('late');
  emitter.on('x', async () => { throw failure; });
  const error = new Promise((resolve) => emitter.once('error', resolve));
  emitter.emit('x');
  assert.strictEqual(await error, failure);
  const handled = new Promise((resolve) => {
    emitter[EventEmitter.captureRejectionSymbol] = (e, name, ...args) => resolve([e, name, args]);
  });
  emitter.emit('x', 1);
  assert.deepStrictEqual(await handled, [failure, 'x', [1]]);
});

test('wrong arguments throw with their codes', () => {
  const emitter = new EventEmitter();
  assert.throws(() => emitter.on('x', null), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => emitter.setMaxListeners(-1), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => { EventEmitter.defaultMaxListeners = 'x'; }, { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new EventEmitter({ captureRejections: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('names keep the order of their first listeners, whatever comes and goes', () => {
  const emitter = new EventEmitter();
  const listener = () => {};
  for (const name of ['a', 'b', 'c']) emitter.on(name, listener);
  emitter.off('a', listener);
  emitter.off('c', listener);
  emitter.on('c', listener);
  assert.deepStrictEqual(emitter.eventNames(), ['b', 'c']);
  emitter.on('a', listener);
  assert.deepStrictEqual(emitter.eventNames(), ['b', 'c', 'a']);
  emitter.off('c', listener);
  assert.ok(util.inspect(emitter).includes('{\n    b: [Function: listener],\n    a: [Function: listener]\n  }'), util.inspect(emitter));
  for (let i = 0; i < 100; i++) {
    emitter.on(`n${i}`, listener);
    emitter.off(`n${i}`, listener);
  }
  assert.deepStrictEqual(emitter.eventNames(), ['b', 'a']);
  assert.ok(Reflect.ownKeys(emitter._events).length < 20);
  emitter._events = { x: listener, y: listener };
  emitter._eventsCount = 2;
  emitter.off('x', listener);
  assert.deepStrictEqual(Object.keys(emitter._events), ['y']);
});
