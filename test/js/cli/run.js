'use strict';
// Starts this runtime again, for tests of its command line.
const { spawnSync } = require('node:child_process');

/**
 * @param {string[]} args
 * @param {{ input?: string, env?: object, cwd?: string }} [options]
 * @returns {{ code: number | null, signal: string | null, out: string, err: string }}
 */
function run(args, { input = '', env, cwd } = {}) {
  const own = { ...process.env };
  delete own.NODE_OPTIONS;
  const result = spawnSync(process.execPath, args, { input, cwd, env: { ...own, ...env }, encoding: 'utf8' });
  if (result.error) throw result.error;
  return { code: result.status, signal: result.signal, out: result.stdout, err: result.stderr };
}

module.exports = { run };
