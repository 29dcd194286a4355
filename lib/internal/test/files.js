// Which files are tests. https://nodejs.org/api/test.html#running-tests-from-the-command-line
'use strict';

const stems = ['**/test', '**/*.test', '**/*-test', '**/*_test', '**/test-*', '**/test/**/*'];

/** @returns {string[]} the patterns that are tried when none is given */
function defaultPatterns() {
  const { process } = require('internal/process/object');
  const options = require('internal/options');
  const hasTypes = !options.get('--no-strip-types') && !options.get('--no-experimental-strip-types') && Boolean(process.features.typescript);
  const extensions = hasTypes ? '{cjs,mjs,js,cts,mts,ts}' : '{cjs,mjs,js}';
  return stems.map((stem) => `${stem}.${extensions}`);
}

/**
 * @param {string[]} patterns of the user; none for the default ones
 * @param {string} cwd
 * @returns {string[]} paths, absolute where the pattern is, in order
 */
function findFiles(patterns, cwd) {
  const fs = require('fs');
  const hasPatterns = patterns.length > 0;
  const found = new Set();
  const exclude = hasPatterns ? undefined : (name) => name === 'node_modules';
  const list = hasPatterns ? patterns : defaultPatterns();
  for (let i = 0; i < list.length; i++) {
    const matched = fs.globSync(list[i], { cwd, exclude });
    for (let j = 0; j < matched.length; j++) found.add(matched[j]);
  }
  return Array.from(found).sort();
}

module.exports = { defaultPatterns, findFiles };
