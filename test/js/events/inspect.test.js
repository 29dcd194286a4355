// How an emitter's listeners are shown.
'use strict';

const assert = require('node:assert');
const EventEmitter = require('node:events');
const { inspect } = require('node:util');
const { test } = require('../harness');

test("an emitter's listeners are shown as a table without a prototype", () => {
  const emitter = new EventEmitter();
  emitter.on('name', () => {});
  assert.match(inspect(emitter), /_events: \[Object: null prototype\] \{ name: \[Function \(anonymous\)\] \}/);
  assert.strictEqual(inspect(new EventEmitter()._events), '[Object: null prototype] {}');
});
