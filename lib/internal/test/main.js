// --test: runs the files of tests that the command line names. https://nodejs.org/api/test.html#running-tests-from-the-command-line
'use strict';
const { process } = require('internal/process/object');
const { codes } = require('internal/errors');

function readShard(text) {
  if (text === undefined) return undefined;
  const found = /^(\d+)\/(\d+)$/.exec(text);
  if (found === null) throw new codes.ERR_INVALID_ARG_VALUE('--test-shard', text, 'must be in the form of <index>/<total>');
  return { index: Number(found[1]), total: Number(found[2]) };
}

/** The files that the arguments name: paths as they are, patterns as what they match. */
function namedFiles(patterns) {
  const { findFiles } = require('internal/test/files');
  const files = findFiles(patterns, process.cwd());
  if (files.length > 0 || patterns.length === 0) return files;
  process._rawDebug(`Could not find '${patterns.join(', ')}'`);
  process.reallyExit(1);
  return files;
}

/** What --require and --import name, which in this process waits for the global set-up. */
async function preload() {
  const { listOf } = require('internal/test/settings');
  const required = listOf('--require');
  if (required.length > 0) require('internal/modules/module')._preloadModules(required);
  const imports = listOf('--import');
  const { importFrom } = require('internal/modules/esm/entry');
  for (let i = 0; i < imports.length; i++) await importFrom(imports[i]);
}

/** For the main program. */
function runMain() {
  const { settings } = require('internal/test/settings');
  const line = settings();
  const { isolation } = line;
  const { validateOneOf } = require('internal/validators');
  validateOneOf(isolation, '--test-isolation', ['process', 'none']);
  const patterns = process.argv.slice(1);
  const shard = readShard(line.shard);
  const runOptions = {
    concurrency: isolation === 'none' ? 1 : line.concurrency || true,
    isolation,
    only: line.only,
    shard,
    watch: line.watch,
    coverage: line.coverage,
    coverageIncludeGlobs: line.coverageInclude,
    coverageExcludeGlobs: line.coverageExclude,
    lineCoverage: line.lineCoverage,
    branchCoverage: line.branchCoverage,
    functionCoverage: line.functionCoverage,
    files: namedFiles(patterns),
    timeout: line.timeout === Infinity ? undefined : line.timeout,
    preload: isolation === 'none' ? preload : undefined,
  };
  if (line.randomize) {
    runOptions.randomize = true;
    if (line.randomSeed !== undefined) runOptions.randomSeed = line.randomSeed;
  }
  if (line.rerunFile !== undefined) runOptions.rerunFailuresFilePath = line.rerunFile;
  if (line.forceExit) runOptions.forceExit = true;
  runOptions.waitsForLoop = isolation === 'none';
  const { run } = require('internal/test/run');
  const { connect } = require('internal/test/reporting');
  if (isolation === 'none') process.argv.length = 1;
  runOptions.setup = (stream) => connect(line, stream);
  const stream = run(runOptions);
  stream.on('test:summary', (data) => {
    if (!data.success) process.exitCode ??= 1;
  });
  return undefined;
}

module.exports = { runMain };
