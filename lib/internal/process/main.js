// The main program: puts the process's own state in place and starts what the command line asks for.
'use strict';

const { process, start } = require('internal/process/object');

/** For native code: runs until the program's top level has returned. */
function run() {
  start();
  const script = process.argv[1];
  require('internal/modules/run').runMain(script);
}

module.exports = { run };
