// The prompt of `eddy` on a terminal, and of `eddy -i`. https://nodejs.org/api/repl.html#the-nodejs-repl
'use strict';

/**
 * @param {string} [source] run before the first input: --eval
 */
function start(source) {
  const process = require('process');
  const { env } = process;
  const external = env.NODE_REPL_EXTERNAL_MODULE;
  if (external) {
    require('internal/modules/module')._load(external, undefined, true);
    return;
  }
  process.stdout.write(`Welcome to Eddy ${process.version}.\nType ".help" for more information.\n`);
  const repl = require('repl');
  const options = {
    ignoreUndefined: false,
    useGlobal: true,
    breakEvalOnSigint: true,
    standalone: true,
  };
  options.replMode = modeOf(env.NODE_REPL_MODE, repl);
  if (env.NODE_NO_READLINE && Number(env.NODE_NO_READLINE) !== 0) options.terminal = false;
  const size = Number(env.NODE_REPL_HISTORY_SIZE);
  options.historySize = size > 0 ? size : 1000;
  const server = repl.start(options);
  require('internal/repl/writer').defineReplDefaults();
  repl.repl = server;
  server.on('exit', () => {
    process.exit();
  });
  // While code runs the terminal makes a signal of Ctrl+C, which may come when the code has ended.
  if (server.terminal) process.on('SIGINT', () => server.emit('SIGINT'));
  // Lines that come from elsewhere are nobody's to be called back.
  if (server.terminal) server.setupHistory({ filePath: env.NODE_REPL_HISTORY });
  if (source !== undefined) require('vm').runInThisContext(source, { filename: '[eval]' });
}

function modeOf(name, repl) {
  switch (name?.toLowerCase().trim()) {
    case 'strict': return repl.REPL_MODE_STRICT;
    case 'sloppy': return repl.REPL_MODE_SLOPPY;
    default: return undefined;
  }
}

module.exports = { start };
