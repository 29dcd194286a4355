// Code coverage: NODE_V8_COVERAGE names a folder, and each process writes there what of its scripts has run.
// https://nodejs.org/api/cli.html#node_v8_coveragedir
'use strict';

/** The inspector session that counts; undefined when nothing does. */
let session;
let directory;
let count = 0;

/**
 * Begins to count.
 * @param {string} folder where the figures go; it is made when it is missing
 */
function start(folder) {
  directory = require('path').resolve(folder);
  const { ProtocolSession } = require('internal/v8/protocol');
  session = new ProtocolSession();
  session.command('Profiler.enable');
  session.command('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  require('internal/process/uncaught').atExit(take);
}

/** Writes what has run since the last time. Failing to is told on stderr, and no more. */
function take() {
  if (session === undefined) return;
  const taken = session.command('Profiler.takePreciseCoverage');
  if (taken === undefined) return;
  const result = [];
  for (let i = 0; i < taken.result.length; i++) {
    const { url } = taken.result[i];
    // Text that was evaluated has no name, and the runtime's own scripts are none of the program's.
    if (url !== '' && !url.startsWith('node:')) result.push(taken.result[i]);
  }
  const text = JSON.stringify({ result, timestamp: taken.timestamp });
  const fs = require('fs');
  const path = require('path');
  const { threadId } = require('worker_threads');
  const name = `coverage-${require('process').pid}-${Date.now()}-${threadId}-${count++}.json`;
  try {
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(path.join(directory, name), text);
  } catch (error) {
    require('process')._rawDebug(`Failed to write coverage to ${directory}: ${error.message}`);
  }
}

/** Ends the counting; nothing is written at exit. */
function stop() {
  if (session === undefined) return;
  session.command('Profiler.stopPreciseCoverage');
  session.command('Profiler.disable');
  session.disconnect();
  session = undefined;
}

module.exports = { start, stop, take };
