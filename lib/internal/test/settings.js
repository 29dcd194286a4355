// What the command line says of tests. https://nodejs.org/api/cli.html#--test
'use strict';
const options = require('internal/options');
const { validateInteger } = require('internal/validators');

const highestSeed = 0xffff_ffff;

/** @returns {string[]} */
function listOf(name) {
  const value = options.get(name);
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function lastOf(name) {
  const list = listOf(name);
  return list.length === 0 ? undefined : list[list.length - 1];
}

function numberOf(name) {
  const text = lastOf(name);
  return text === undefined ? undefined : Number(text);
}

function percentOf(name) {
  const value = numberOf(name) ?? 0;
  validateInteger(value, name, 0, 100);
  return value;
}

/**
 * A pattern as the command line has it: words, or a regular expression literal with flags.
 * @param {string | RegExp} pattern
 * @param {string} name of the option, for the error
 * @returns {RegExp}
 * @throws {TypeError} ERR_INVALID_ARG_VALUE
 */
function toRegExp(pattern, name) {
  if (typeof pattern !== 'string') return pattern;
  const literal = /^\/(.*)\/([a-z]*)$/.exec(pattern);
  try {
    return literal === null ? new RegExp(pattern) : new RegExp(literal[1], literal[2]);
  } catch (error) {
    const { codes } = require('internal/errors');
    throw new codes.ERR_INVALID_ARG_VALUE(name, pattern, `is an invalid regular expression.${error?.stack ?? ''}`);
  }
}

function patternsOf(name) {
  const list = listOf(name);
  return list.length === 0 ? undefined : list.map((pattern) => toRegExp(pattern, name));
}

let current;

/** @returns {object} the settings of this process's run; read once */
function settings() {
  if (current !== undefined) return current;
  const { process } = require('internal/process/object');
  const context = process.env.NODE_TEST_CONTEXT;
  const isRunner = options.get('--test') === true;
  const filters = listOf('--experimental-test-tag-filter');
  const randomSeed = numberOf('--test-random-seed');
  if (randomSeed !== undefined) validateInteger(randomSeed, '--test-random-seed', 0, highestSeed);
  return current = {
    isRunner,
    /** Whether a runner started this process for one file and reads its events. */
    isChild: context === 'child-v8' || context === 'child',
    context,
    isolation: lastOf('--test-isolation') ?? lastOf('--experimental-test-isolation') ?? 'process',
    concurrency: numberOf('--test-concurrency'),
    timeout: numberOf('--test-timeout') ?? Infinity,
    only: options.get('--test-only') === true,
    forceExit: options.get('--test-force-exit') === true,
    updateSnapshots: options.get('--test-update-snapshots') === true,
    coverage: options.get('--experimental-test-coverage') === true,
    coverageInclude: listOf('--test-coverage-include'),
    coverageExclude: listOf('--test-coverage-exclude'),
    lineCoverage: percentOf('--test-coverage-lines'),
    branchCoverage: percentOf('--test-coverage-branches'),
    functionCoverage: percentOf('--test-coverage-functions'),
    namePatterns: patternsOf('--test-name-pattern'),
    skipPatterns: patternsOf('--test-skip-pattern'),
    tagFilters: filters.length === 0 ? undefined : require('internal/test/tags').toFilters(filters, '--experimental-test-tag-filter'),
    reporters: listOf('--test-reporter'),
    destinations: listOf('--test-reporter-destination'),
    shard: lastOf('--test-shard'),
    globalSetup: lastOf('--test-global-setup'),
    rerunFile: lastOf('--test-rerun-failures'),
    watch: options.get('--watch') === true,
    randomSeed,
    randomize: options.get('--test-randomize') === true || randomSeed !== undefined,
    sourceMaps: options.get('--enable-source-maps') === true,
  };
}

module.exports = { settings, toRegExp, listOf };
