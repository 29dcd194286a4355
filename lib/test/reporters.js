// node:test/reporters. https://nodejs.org/api/test.html#test-reporters
'use strict';
const { SpecReporter } = require('internal/test/reporters/spec');
const { LcovReporter } = require('internal/test/reporters/lcov');

/** A stream to write events to; one that reads them itself when it is given a source, as `compose` does with functions. */
function connected(reporter, source) {
  if (source !== undefined && source !== null && typeof source[Symbol.asyncIterator] === 'function') {
    require('stream').Readable.from(source).pipe(reporter);
  }
  return reporter;
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
