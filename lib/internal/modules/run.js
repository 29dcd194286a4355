// Runs the main module. https://nodejs.org/api/cli.html#program-entry-point
'use strict';

const { process } = require('internal/process/object');
const Module = require('internal/modules/module');

/** @param {string} main as the command line has it */
function runMain(main) {
  const path = binding('modules').join(process.cwd(), main);
  process.argv[1] = path;
  Module._load(path, null, true);
}

module.exports = { runMain };
