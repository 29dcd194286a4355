// console.createTask: functions that run in a named task.
'use strict';

const assert = require('node:assert');
const { test } = require('../harness');

test('a task runs functions, and refuses everything else', () => {
  const task = console.createTask('name');
  assert.strictEqual(task.run(() => 5), 5);
  assert.throws(() => task.run(() => { throw new RangeError('inside'); }), RangeError);
  assert.throws(() => task.run(5), { message: 'First argument must be a function.' });
  assert.throws(() => task.run.call({}, () => {}), { message: "'run' called with illegal receiver." });
  assert.throws(() => console.createTask(''), { message: 'First argument must be a non-empty string.' });
});
