// node:test/reporters. https://nodejs.org/api/test.html#test-reporters
'use strict';
const { SpecReporter } = require('internal/test/reporters/spec');
const { LcovReporter } = require('internal/test/reporters/lcov');

/** With or without `new`. */
function spec() {
  return new SpecReporter();
}

function lcov() {
  return new LcovReporter();
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
