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
  if (builtin[name]) {
    const reporter = require('test/reporters')[name];
    return name === 'spec' || name === 'lcov' ? reporter() : reporter;
  }
  const { importFrom } = require('internal/modules/esm/entry');
  const module = await importFrom(name);
  const reporter = module.default ?? module;
  // A class of transform streams.
  if (typeof reporter?.prototype === 'object' && Object.hasOwn(reporter.prototype, 'constructor')) return new reporter();
  if (!reporter) throw new codes.ERR_INVALID_ARG_VALUE('Reporter', name, 'is not a valid reporter');
  return reporter;
}

/**
 * Connects events to the reporters that the command line names.
 * @param {object} settings
 * @param {import('internal/test/stream').TestsStream} stream
 * @returns {Promise<Promise<void>[]>} when they are connected: promises of their ends
 */
async function connect(settings, stream) {
  const names = settings.reporters.slice();
  const destinations = settings.destinations.slice();
  if (names.length === 0 && destinations.length === 0) names.push(settings.isChild ? 'tap' : 'spec');
  if (names.length === 1 && destinations.length === 0) destinations.push('stdout');
  if (names.length !== destinations.length) {
    throw new codes.ERR_INVALID_ARG_VALUE(
      '--test-reporter', names, 'must match the number of specified \'--test-reporter-destination\'');
  }
  const { compose } = require('stream');
  const ends = [];
  for (let i = 0; i < names.length; i++) {
    const reporter = await load(names[i]);
    const destination = destinationOf(destinations[i]);
    const report = compose(stream, reporter);
    ends.push(new Promise((resolve) => {
      report.on('end', resolve);
      report.on('close', resolve);
    }).then(() => (destinations[i] === 'stdout' || destinations[i] === 'stderr' ? undefined :
      new Promise((resolve) => { destination.on('close', resolve); }))));
    report.pipe(destination, { end: destinations[i] !== 'stdout' && destinations[i] !== 'stderr' });
  }
  return ends;
}

/**
 * Connects a session of this process's own tests.
 * @param {object} session
 */
async function attach(session) {
  const { settings, stream } = session;
  if (settings.context === 'child-v8') {
    require('internal/test/wire').attach(stream);
  } else {
    session.reporterEnds = await connect(settings, stream);
  }
  if (settings.rerunFile !== undefined) {
    session.rerun = require('internal/test/rerun').open(settings.rerunFile, process.cwd());
    if (settings.isChild) session.rerun.save = () => {};
  }
  if (settings.globalSetup !== undefined && !settings.isChild) {
    const teardown = await require('internal/test/global_setup').begin(settings.globalSetup);
    if (teardown !== undefined) session.teardown = teardown;
  }
}

module.exports = { attach, connect };
