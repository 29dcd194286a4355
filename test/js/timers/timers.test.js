// Timers and immediates. https://nodejs.org/api/timers.html
'use strict';
const assert = require('node:assert');
const timers = require('node:timers');
const promises = require('node:timers/promises');
const { AsyncLocalStorage } = require('node:async_hooks');
const { test } = require('../harness');

test('timers of one duration fire in the order of their starts, with their arguments', async () => {
  const seen = [];
  await new Promise((resolve) => {
    setTimeout((...args) => seen.push(args), 1, 'a', 1);
    setTimeout(function() { seen.push(this.constructor.name); }, 1);
    setTimeout(resolve, 1);
  });
  assert.deepStrictEqual(seen, [['a', 1], 'Timeout']);
});

test('ticks and microtasks run between two timers and between two immediates', async () => {
  for (const start of [(fn) => setTimeout(fn, 1), setImmediate]) {
    const seen = [];
    await new Promise((resolve) => {
      start(() => {
        seen.push('one');
        Promise.resolve().then(() => seen.push('microtask'));
        process.nextTick(() => seen.push('tick'));
      });
      start(() => {
        seen.push('two');
        resolve();
      });
    });
    assert.deepStrictEqual(seen, ['one', 'tick', 'microtask', 'two']);
  }
});

test('immediates are cleared from any place: before their turn, within it, behind one that throws', async () => {
  const seen = [];
  const many = [];
  const at = (i) => setImmediate(() => {
    seen.push(i);
    if (i === 1) for (const other of [2, 3, 8]) clearImmediate(many[other]);
    if (i === 4) process.nextTick(() => [5, 6].forEach((other) => clearImmediate(many[other])));
    if (i === 7) {
      setImmediate(() => seen.push('next'));
      process.once('uncaughtException', () => seen.push('thrown'));
      throw new Error('expected');
    }
    clearImmediate(many[i]);
  });
  for (let i = 0; i < 11; i++) many.push(at(i));
  clearImmediate(many[0]);
  clearImmediate(many[10]);
  many.push(at(11));
  await promises.setTimeout(20);
  assert.deepStrictEqual(seen, [1, 4, 7, 'thrown', 9, 11, 'next']);
});

test('a cleared timer does not fire, cleared by object, number or text', async () => {
  const fail = () => assert.fail('fired');
  clearTimeout(setTimeout(fail, 1));
  clearInterval(setTimeout(fail, 1));
  clearTimeout(+setTimeout(fail, 1));
  clearTimeout(`${+setInterval(fail, 1)}`);
  setTimeout(fail, 1).close();
  setTimeout(fail, 1)[Symbol.dispose]();
  clearImmediate(setImmediate(fail));
  for (const nothing of [undefined, null, 0, {}, 'x', Symbol]) {
    clearTimeout(nothing);
    clearImmediate(nothing);
  }
  await promises.setTimeout(10);
});

test('one timer can clear another that is due at the same time', async () => {
  let other;
  await new Promise((resolve) => {
    setTimeout(() => process.nextTick(() => clearTimeout(other)), 1);
    other = setTimeout(() => assert.fail('fired'), 1);
    setTimeout(resolve, 2);
  });
});

test('an interval repeats until it is cleared, refresh starts anew', async () => {
  let count = 0;
  await new Promise((resolve) => {
    const interval = setInterval(() => {
      if (++count === 3) {
        clearInterval(interval);
        resolve();
      }
    }, 1);
  });
  assert.strictEqual(count, 3);
  let fired = 0;
  const timer = setTimeout(() => fired++, 1);
  await promises.setTimeout(5);
  assert.strictEqual(timer.refresh(), timer);
  await promises.setTimeout(5);
  assert.strictEqual(fired, 2);
});

test('ref and unref are seen by hasRef', () => {
  const timer = setTimeout(() => {}, 1000);
  assert.deepStrictEqual([timer.hasRef(), timer.unref().hasRef(), timer.ref().hasRef()], [true, false, true]);
  clearTimeout(timer);
  const immediate = setImmediate(() => {});
  assert.deepStrictEqual([immediate.hasRef(), immediate.unref().hasRef(), immediate.ref().hasRef()], [true, false, true]);
  clearImmediate(immediate);
});

test('an immediate made by an immediate waits for the next turn', async () => {
  const seen = [];
  await new Promise((resolve) => {
    setImmediate(() => {
      setImmediate(() => {
        seen.push('inner');
        resolve();
      });
    });
    setImmediate(() => seen.push('outer'));
  });
  assert.deepStrictEqual(seen, ['outer', 'inner']);
});

test('the async context of the start is there in the callback', async () => {
  const storage = new AsyncLocalStorage();
  const seen = await Promise.all([
    new Promise((resolve) => storage.run('timer', () => setTimeout(() => resolve(storage.getStore()), 1))),
    new Promise((resolve) => storage.run('immediate', () => setImmediate(() => resolve(storage.getStore())))),
    new Promise((resolve) => setTimeout(() => resolve(storage.getStore()), 1)),
  ]);
  assert.deepStrictEqual(seen, ['timer', 'immediate', undefined]);
});

test('delays out of range count as 1 and are warned of', async () => {
  const names = [];
  const note = (warning) => names.push(warning.name);
  process.on('warning', note);
  await Promise.all([2 ** 31, NaN, -1].map((delay) => new Promise((resolve) => setTimeout(resolve, delay))));
  process.off('warning', note);
  assert.deepStrictEqual(names.sort(), ['TimeoutNaNWarning', 'TimeoutNegativeWarning', 'TimeoutOverflowWarning']);
  assert.throws(() => setTimeout('code'), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('an exception in one timer leaves the others', async () => {
  const error = new Error('thrown by a timer');
  const caught = new Promise((resolve) => process.once('uncaughtException', resolve));
  const rest = new Promise((resolve) => {
    setTimeout(() => { throw error; }, 1);
    setTimeout(resolve, 1);
  });
  assert.strictEqual(await caught, error);
  await rest;
});

test('the promise forms give their value and can be aborted', async () => {
  assert.strictEqual(timers.promises, promises);
  assert.strictEqual(await promises.setTimeout(1, 'value'), 'value');
  assert.strictEqual(await promises.setImmediate('value'), 'value');
  const controller = new AbortController();
  const waiting = promises.setTimeout(60000, null, { signal: controller.signal });
  controller.abort('why');
  await assert.rejects(waiting, { name: 'AbortError', cause: 'why' });
  await assert.rejects(promises.setTimeout('1'), { code: 'ERR_INVALID_ARG_TYPE' });
  let count = 0;
  for await (const value of promises.setInterval(1, 'again')) {
    assert.strictEqual(value, 'again');
    if (++count === 3) break;
  }
  assert.strictEqual(await promises.scheduler.wait(1), undefined);
});
