// --trace-exit: says where the process was ended from. https://nodejs.org/api/cli.html#--trace-exit
'use strict';

const { process } = require('internal/process/object');

/** From here on process.reallyExit prints a stack first. */
function install() {
  const { reallyExit } = process;
  process.reallyExit = function(code) {
    const trace = new Error();
    trace.name = '';
    Error.captureStackTrace(trace, process.reallyExit);
    process._rawDebug(`(node:${process.pid}) WARNING: Exited the environment with code ${code}\n${
      trace.stack.slice(trace.stack.indexOf('\n') + 1)}`);
    Reflect.apply(reallyExit, process, [code]);
  };
}

module.exports = { install };
