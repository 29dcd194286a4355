// node:test/reporters. https://nodejs.org/api/test.html#test-reporters
'use strict';
const { SpecReporter } = require('internal/test/reporters/spec');
const { LcovReporter } = require('internal/test/reporters/lcov');

/** The text of a stream, in as few pieces as it comes in: what is ready is taken together. */
async function* pieces(stream) {
  const { once } = require('events');
  const { setImmediate } = require('timers/promises');
  const ended = once(stream, 'end');
  let isOver = false;
  ended.then(() => { isOver = true; });
  while (!isOver) {
    await Promise.race([once(stream, 'readable'), ended]);
    await setImmediate();
    const text = stream.read();
    if (text !== null) yield text;
  }
}

/** A stream to write events to; given a source, as `compose` does with functions, what the stream makes of it. */
function connected(reporter, source) {
  if (source === undefined || source === null || typeof source[Symbol.asyncIterator] !== 'function') return reporter;
  require('stream').Readable.from(source).pipe(reporter);
  return pieces(reporter);
}

/** With or without `new`. */
function spec(source) {
  return connected(new SpecReporter(), source);
}

/** With or without `new`. */
function lcov(source) {
  return connected(new LcovReporter(), source);
}

const reporters = {};
for (const { 0: name, 1: load } of [
  ['dot', () => require('internal/test/reporters/dot').dot],
  ['junit', () => require('internal/test/reporters/junit').junit],
  ['spec', undefined],
  ['tap', () => require('internal/test/reporters/tap').tap],
  ['lcov', undefined],
]) {
  Object.defineProperty(reporters, name, load === undefined ?
    { __proto__: null, configurable: true, enumerable: true, value: name === 'spec' ? spec : lcov } :
    { __proto__: null, configurable: true, enumerable: true, get: load });
}

module.exports = reporters;
