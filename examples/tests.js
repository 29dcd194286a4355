// Tests of a small queue, by node:test: suites, hooks, a mock of the clock, and assertions that are counted.
// Run it as a program, or with others by `eddy --test examples/tests.js`.
const { describe, it, beforeEach } = require('node:test');

class Queue {
  #items = [];

  push(item, delay = 0) {
    setTimeout(() => this.#items.push(item), delay);
  }

  get items() {
    return this.#items.slice();
  }
}

describe('a queue', () => {
  let queue;
  beforeEach(() => { queue = new Queue(); });

  it('is empty at first', (t) => {
    t.assert.deepStrictEqual(queue.items, []);
  });

  it('takes items when their time has come', (t) => {
    t.plan(2);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    queue.push('later', 1000);
    queue.push('sooner', 10);
    t.mock.timers.tick(10);
    t.assert.deepStrictEqual(queue.items, ['sooner']);
    t.mock.timers.tick(990);
    t.assert.deepStrictEqual(queue.items, ['sooner', 'later']);
  });

  it('will tell how long it is', { todo: true });
});
