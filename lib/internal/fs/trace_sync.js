// --trace-sync-io: says where the program blocks once its first turn of the event loop is over.
// https://nodejs.org/api/cli.html#--trace-sync-io
'use strict';

const { process } = require('internal/process/object');
const { setOnSync } = require('internal/fs/requests');

/** The callers' frames, without those of this file and of the machinery below the public function. */
function publicFrames() {
  const holder = {};
  Error.captureStackTrace(holder, publicFrames);
  const lines = holder.stack.split('\n').slice(1);
  let first = 0;
  while (first < lines.length && !lines[first].includes('Sync')) first++;
  return lines.slice(first).join('\n');
}

function warn() {
  process._rawDebug(`(node:${process.pid}) WARNING: Detected use of sync API\n${publicFrames()}`);
}

/** Begins after the first turn. */
function install() {
  setImmediate(() => setOnSync(warn)).unref();
}

module.exports = { install };
