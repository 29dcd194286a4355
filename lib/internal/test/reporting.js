// The reporters that the command line names, and where they write. https://nodejs.org/api/test.html#test-reporters
'use strict';
const { process } = require('internal/process/object');
const { codes } = require('internal/errors');

const builtin = { __proto__: null, dot: true, junit: true, spec: true, tap: true, lcov: true };

function destinationOf(name) {
  if (name === 'stdout') return process.stdout;
  if (name === 'stderr') return process.stderr;
  return require('fs').createWriteStream(name);
}

async function load(name) {
  if (builtin[name]) return require('test/reporters')[name];
  const { importFrom } = require('internal/modules/esm/entry');
  const module = await importFrom(name);
  const reporter = module.default ?? module;
  if (reporter?.prototype && Object.getOwnPropertyDescriptor(reporter.prototype, 'constructor') !== undefined &&
      !isGenerator(reporter)) {
    return new reporter();
  }
  if (!reporter) throw new codes.ERR_INVALID_ARG_VALUE('Reporter', name, 'is not a valid reporter');
  return reporter;
}

function isGenerator(fn) {
  const { name } = Object.getPrototypeOf(fn).constructor;
  return name === 'GeneratorFunction' || name === 'AsyncGeneratorFunction';
}

/**
 * Connects a session's events to its reporters.
 * @param {object} session
 * @returns {Promise<void>}
 */
async function attach(session) {
  const { settings, stream } = session;
  if (settings.isChild && settings.context === 'child-v8') {
    require('internal/test/wire').attach(stream);
    return;
  }
  const names = settings.reporters.length > 0 || settings.isChild ? settings.reporters.slice() : ['spec'];
  const destinations = settings.destinations.slice();
  if (names.length === 0) names.push(settings.isChild ? 'tap' : 'spec');
  if (names.length === 1 && destinations.length === 0) destinations.push('stdout');
  if (names.length !== destinations.length) {
    throw new codes.ERR_INVALID_ARG_VALUE(
      '--test-reporter', names, 'must match the number of specified \'--test-reporter-destination\'');
  }
  for (let i = 0; i < names.length; i++) {
    let reporter = await load(names[i]);
    if (names[i] === 'spec' || names[i] === 'lcov') reporter = new reporter();
    const { compose } = require('stream');
    const destination = destinationOf(destinations[i]);
    const composed = compose(stream, reporter);
    composed.on('error', (error) => { throw error; });
    composed.pipe(destination);
  }
}

module.exports = { attach };
