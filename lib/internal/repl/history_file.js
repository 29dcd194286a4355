// The lines of earlier sessions, in a file. https://nodejs.org/api/repl.html#persistent-history
'use strict';

const readline = require('internal/readline/interface');
const { state } = require('internal/repl/state');

/** In milliseconds, for several lines at once to make one write. */
const writeDelay = 15;
const ownerOnly = 0o600;

const disabledNotice = '\nPersistent history support disabled. Set the NODE_REPL_HISTORY environment\n' +
  'variable to a valid, user-writable path to enable.\n';

/**
 * A session's history file: whole in memory, and written anew when it has changed. It is small, and read and written at once: a
 * process that ends in the middle would leave half of it.
 */
class HistoryFile {
  #server;
  #path;
  #timer;
  /** What the file says, as far as we know. */
  #written = '';

  constructor(server, path) {
    this.#server = server;
    this.#path = path;
  }

  /**
   * Reads what is there; lines that were entered before come before it.
   * @throws {Error} of the system, when the file can't be read and written
   */
  open() {
    const server = this.#server;
    const fs = require('fs');
    // Made where it is missing.
    const fd = fs.openSync(this.#path, 'a+', ownerOnly);
    try {
      this.#written = fs.readFileSync(fd, 'utf8');
    } finally {
      fs.closeSync(fd);
    }
    const { history } = server[readline.state];
    const lines = this.#written.split(/\r?\n+/).filter((line) => line !== '');
    history.lines = [...history.lines, ...lines].slice(0, history.size);
    server.emit('history', history.lines);
    server.on('line', () => this.#later());
    server.prependOnceListener('exit', () => this.flush());
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), writeDelay);
    this.#timer.unref();
  }

  /** Writes what has changed. A history that can't be written is no reason to stop. */
  flush() {
    clearTimeout(this.#timer);
    const text = this.#server[readline.state].history.lines.join('\n');
    if (text === this.#written) return;
    try {
      require('fs').writeFileSync(this.#path, text, { mode: ownerOnly });
      this.#written = text;
    } catch {
      // The session goes on all the same.
    }
    this.#server.emit('flushHistory');
  }
}

/** Tells the person at the prompt why there will be no history; the server goes on. */
function tell(server, message) {
  server._writeToOutput(`\n${message}\n`);
  server.displayPrompt(true);
}

/**
 * https://nodejs.org/api/repl.html#replserversetuphistoryhistoryconfig-callback
 * @param {REPLServer} server
 * @param {string | { filePath?: string, size?: number, removeHistoryDuplicates?: boolean, onHistoryFileLoaded?: Function }} config
 *     a path that is '' turns it off, one that is missing is .node_repl_history in the home directory
 * @param {((error: Error | null, server: REPLServer) => void) | undefined} callback
 */
function setupHistory(server, config, callback) {
  const { validateFunction, validateObject, validateString } = require('internal/validators');
  if (typeof config === 'string') config = { filePath: config };
  else if (config === undefined || config === null) config = {};
  validateObject(config, 'historyConfig');
  callback ??= config.onHistoryFileLoaded ?? (() => {});
  validateFunction(callback, 'onHistoryFileLoaded');
  const { history } = server[readline.state];
  if (config.size !== undefined) history.resize(config.size);
  if (config.removeHistoryDuplicates !== undefined) history.unique = Boolean(config.removeHistoryDuplicates);
  let path = config.filePath;
  if (path !== undefined) validateString(path, 'historyConfig.filePath');
  path = path?.trim();
  const { nextTick } = require('internal/ticks');
  if (path === '') {
    server[state].noticeOnUp = disabledNotice;
    nextTick(callback, null, server);
    return;
  }
  if (path === undefined) {
    try {
      path = require('path').join(require('os').homedir(), '.node_repl_history');
    } catch {
      tell(server, 'Error: Could not get the home directory.\nREPL session history will not be persisted.');
      server[state].noticeOnUp = disabledNotice;
      nextTick(callback, null, server);
      return;
    }
  }
  const file = new HistoryFile(server, path);
  try {
    file.open();
  } catch {
    tell(server, 'Error: Could not open history file.\nREPL session history will not be persisted.');
    server[state].noticeOnUp = disabledNotice;
    nextTick(callback, null, server);
    return;
  }
  nextTick(() => {
    file.flush();
    callback(null, server);
  });
}

module.exports = { setupHistory };
