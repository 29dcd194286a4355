// Events, targets, contexts, channels, promises, the performance timeline and serialization. Prints nanoseconds of CPU time for
// each operation; see rounds.cjs.
'use strict';
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const diagnostics = require('node:diagnostics_channel');
const { EventEmitter, once } = require('node:events');
const { performance } = require('node:perf_hooks');
const { promisify } = require('node:util');
const timers = require('node:timers/promises');
const v8 = require('node:v8');
const { each, report } = require('./rounds.cjs');

// What is computed goes here, so that nothing is left out as useless.
let _sink = 0;

const listener = () => {};

const emitter = new EventEmitter();
emitter.on('one', (a) => { _sink += a; });
for (let i = 0; i < 4; i++) emitter.on('four', (a) => { _sink += a; });
const capturing = new EventEmitter({ captureRejections: true });
capturing.on('async', async (a) => { _sink += a; });

const target = new EventTarget();
target.addEventListener('x', () => { _sink++; });

const storage = new AsyncLocalStorage();
const others = [new AsyncLocalStorage(), new AsyncLocalStorage(), new AsyncLocalStorage()];
const resource = new AsyncResource('BENCH');
const bound = AsyncResource.bind((a) => { _sink += a; });

const silent = diagnostics.channel('bench.silent');
const channel = diagnostics.channel('bench');
channel.subscribe((message) => { _sink += message; });
const stored = diagnostics.channel('bench.stored');
stored.bindStore(storage, (message) => message);
const tracing = diagnostics.tracingChannel('bench.tracing');
const traced = diagnostics.tracingChannel('bench.traced');
traced.subscribe({ start() { _sink++; }, end() { _sink++; } });

const callback = promisify((value, done) => done(null, value));

const small = { id: 1, name: 'some name', tags: ['a', 'b'], nested: { on: true, at: 1.5 } };
const list = Array.from({ length: 1000 }, (_, i) => ({ id: i, name: `name ${i}`, values: [i, i + 1] }));
const bytes = Buffer.alloc(64 * 1024, 1);

/** Callbacks that each defer the next. */
function chained(defer) {
  return (count) => new Promise((resolve) => {
    let i = 0;
    const step = () => (++i === count ? resolve() : defer(step));
    step();
  });
}

function serialized(value) {
  const data = v8.serialize(value);
  return each(() => v8.deserialize(data));
}

const cases = {
  'emit, one listener': [1e6, each((i) => emitter.emit('one', i))],
  'emit, four listeners': [5e5, each((i) => emitter.emit('four', i, 2, 3))],
  'emit, nobody': [1e6, each((i) => emitter.emit('none', i))],
  'emit, capturing rejections': [1e5, async (count) => {
    for (let i = 0; i < count; i++) {
      capturing.emit('async', i);
      if (i % 100 === 0) await null;
    }
  }],
  'on and off': [5e5, each(() => {
    emitter.on('other', listener);
    emitter.off('other', listener);
  })],
  'once and emit': [3e5, each(() => {
    emitter.once('once', listener);
    emitter.emit('once');
  })],
  'new EventEmitter': [5e5, each(() => new EventEmitter().on('x', listener))],
  'events.once': [3e4, async (count) => {
    for (let i = 0; i < count; i++) {
      const promise = once(emitter, 'awaited');
      emitter.emit('awaited', i);
      await promise;
    }
  }],
  'dispatchEvent': [3e5, each(() => target.dispatchEvent(new Event('x')))],
  'dispatchEvent of a CustomEvent': [2e5, each((i) => target.dispatchEvent(new CustomEvent('x', { detail: i })))],
  'addEventListener and remove': [3e5, each(() => {
    target.addEventListener('y', listener);
    target.removeEventListener('y', listener);
  })],
  'AbortController': [1e5, each(() => new AbortController().abort())],
  'AbortController with a listener': [3e4, each(() => {
    const controller = new AbortController();
    controller.signal.addEventListener('abort', listener);
    controller.abort();
  })],
  'AbortSignal.any': [1e4, each(() => AbortSignal.any([new AbortController().signal, new AbortController().signal]))],
  'AsyncLocalStorage.run': [5e5, each((i) => storage.run(i, () => { _sink += storage.getStore(); }))],
  'AsyncLocalStorage.run, four storages': [1e5, each((i) => others[0].run(i, () => others[1].run(i, () => others[2].run(i, () =>
    storage.run(i, () => { _sink += storage.getStore() + others[0].getStore(); })))))],
  'getStore': [3e6, (count) => storage.run(1, () => {
    for (let i = 0; i < count; i++) _sink += storage.getStore();
  })],
  'await in a context': [3e5, (count) => storage.run(1, async () => {
    for (let i = 0; i < count; i++) await i;
  })],
  'nextTick in a context': [3e5, (count) => storage.run(1, () => chained(process.nextTick)(count))],
  'AsyncLocalStorage.snapshot': [5e5, (count) => storage.run(1, () => {
    for (let i = 0; i < count; i++) AsyncLocalStorage.snapshot()(listener);
  })],
  'new AsyncResource': [3e5, each(() => new AsyncResource('BENCH'))],
  'runInAsyncScope': [1e6, each(() => resource.runInAsyncScope(() => { _sink++; }))],
  'AsyncResource.bind, called': [1e6, each((i) => bound(i))],
  'publish, nobody': [3e6, each((i) => silent.publish(i))],
  'publish': [1e6, each((i) => channel.publish(i))],
  'runStores': [3e5, each((i) => stored.runStores(i, () => { _sink += storage.getStore(); }))],
  'traceSync, nobody': [1e6, each(() => tracing.traceSync(() => { _sink++; }, {}))],
  'traceSync': [3e5, each(() => traced.traceSync(() => { _sink++; }, {}))],
  'queueMicrotask': [3e5, chained(queueMicrotask)],
  'nextTick with arguments': [2e5, (count) => new Promise((resolve) => {
    let left = count;
    const tick = (a, b) => {
      _sink += a + b;
      if (--left === 0) resolve();
    };
    for (let i = 0; i < count; i++) process.nextTick(tick, i, 1);
  })],
  'promise chain': [3e5, (count) => {
    let promise = Promise.resolve(0);
    for (let i = 0; i < count; i++) promise = promise.then((value) => value + 1);
    return promise;
  }],
  'async function': [3e5, async (count) => {
    const work = async (i) => i + 1;
    for (let i = 0; i < count; i++) _sink += await work(i);
  }],
  'promisified call': [1e5, async (count) => {
    for (let i = 0; i < count; i++) await callback(i);
  }],
  'timers/promises setImmediate': [5e4, async (count) => {
    for (let i = 0; i < count; i++) await timers.setImmediate();
  }],
  'setTimeout refresh': [5e5, (count) => {
    const timer = setTimeout(listener, 1000);
    for (let i = 0; i < count; i++) timer.refresh();
    clearTimeout(timer);
  }],
  'setInterval create and clear': [1e5, each(() => clearInterval(setInterval(listener, 1000)))],
  'performance.now': [5e5, each(() => { _sink += performance.now(); })],
  'performance.mark': [2e4, (count) => {
    for (let i = 0; i < count; i++) performance.mark('here');
    performance.clearMarks();
  }],
  'performance.measure': [1e4, (count) => {
    performance.mark('begin');
    for (let i = 0; i < count; i++) performance.measure('since', 'begin');
    performance.clearMeasures();
    performance.clearMarks();
  }],
  'process.hrtime.bigint': [3e5, each(() => { _sink += process.hrtime.bigint() > 0n ? 1 : 0; })],
  'serialize small': [1e5, each(() => { _sink += v8.serialize(small).length; })],
  'serialize list of 1000': [200, each(() => { _sink += v8.serialize(list).length; })],
  'serialize 64 KiB buffer': [1e4, each(() => { _sink += v8.serialize(bytes).length; })],
  'deserialize small': [1e5, serialized(small)],
  'deserialize list of 1000': [100, serialized(list)],
  'deserialize 64 KiB buffer': [1e4, serialized(bytes)],
};

report(cases);
