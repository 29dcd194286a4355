// Events, targets, contexts and serialization: nanoseconds for each operation on one core, one line of JSON. By hand:
// `node bench/programs/hooks.cjs`.
'use strict';
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const diagnostics = require('node:diagnostics_channel');
const { EventEmitter } = require('node:events');
const v8 = require('node:v8');

const rounds = 5;
const figures = {};

/** The best of some rounds of `count` operations, in nanoseconds each. */
function measure(name, count, body) {
  let best = Infinity;
  for (let i = 0; i < rounds; i++) {
    const start = process.hrtime.bigint();
    body(count);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / count);
  }
  figures[name] = Math.round(best * 10) / 10;
}

async function measureAsync(name, count, body) {
  let best = Infinity;
  for (let i = 0; i < rounds; i++) {
    const start = process.hrtime.bigint();
    await body(count);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / count);
  }
  figures[name] = Math.round(best * 10) / 10;
}

// What is computed goes here, so that nothing is left out as useless.
let _sink = 0;

function emitters() {
  const emitter = new EventEmitter();
  emitter.on('one', (a) => { _sink += a; });
  for (let i = 0; i < 4; i++) emitter.on('four', (a) => { _sink += a; });
  measure('emit, one listener', 3e6, (n) => { for (let i = 0; i < n; i++) emitter.emit('one', i); });
  measure('emit, four listeners', 1e6, (n) => { for (let i = 0; i < n; i++) emitter.emit('four', i, 2, 3); });
  const listener = () => {};
  measure('on and off', 1e6, (n) => {
    for (let i = 0; i < n; i++) {
      emitter.on('other', listener);
      emitter.off('other', listener);
    }
  });
  measure('once and emit', 5e5, (n) => {
    for (let i = 0; i < n; i++) {
      emitter.once('once', listener);
      emitter.emit('once');
    }
  });
}

function targets() {
  const target = new EventTarget();
  target.addEventListener('x', () => { _sink++; });
  measure('dispatchEvent', 5e5, (n) => { for (let i = 0; i < n; i++) target.dispatchEvent(new Event('x')); });
  const listener = () => {};
  measure('addEventListener and remove', 5e5, (n) => {
    for (let i = 0; i < n; i++) {
      target.addEventListener('y', listener);
      target.removeEventListener('y', listener);
    }
  });
  measure('AbortController', 3e5, (n) => { for (let i = 0; i < n; i++) new AbortController().abort(); });
}

async function contexts() {
  const storage = new AsyncLocalStorage();
  measure('AsyncLocalStorage.run', 1e6, (n) => { for (let i = 0; i < n; i++) storage.run(i, () => { _sink += storage.getStore(); }); });
  storage.enterWith(1);
  measure('getStore', 1e7, (n) => { for (let i = 0; i < n; i++) _sink += storage.getStore(); });
  await measureAsync('await in a context', 5e5, async (n) => { for (let i = 0; i < n; i++) await i; });
  await measureAsync('nextTick in a context', 5e5, (n) => new Promise((resolve) => {
    let i = 0;
    const step = () => (++i === n ? resolve() : process.nextTick(step));
    step();
  }));
  const resource = new AsyncResource('BENCH');
  measure('runInAsyncScope', 1e6, (n) => { for (let i = 0; i < n; i++) resource.runInAsyncScope(() => { _sink++; }); });
  const channel = diagnostics.channel('bench');
  measure('publish, nobody', 1e7, (n) => { for (let i = 0; i < n; i++) channel.publish(i); });
  channel.subscribe((message) => { _sink += message; });
  measure('publish', 2e6, (n) => { for (let i = 0; i < n; i++) channel.publish(i); });
}

function serialization() {
  const small = { id: 1, name: 'some name', tags: ['a', 'b'], nested: { on: true, at: 1.5 } };
  const list = Array.from({ length: 1000 }, (_, i) => ({ id: i, name: `name ${i}`, values: [i, i + 1] }));
  const bytes = Buffer.alloc(64 * 1024, 1);
  for (const [name, value, count] of [['small', small, 2e5], ['list of 1000', list, 300], ['64 KiB buffer', bytes, 2e4]]) {
    const serialized = v8.serialize(value);
    measure(`serialize ${name}`, count, (n) => { for (let i = 0; i < n; i++) _sink += v8.serialize(value).length; });
    measure(`deserialize ${name}`, count, (n) => { for (let i = 0; i < n; i++) v8.deserialize(serialized); });
  }
}

(async () => {
  emitters();
  targets();
  await contexts();
  serialization();
  console.log(JSON.stringify(figures));
})();
