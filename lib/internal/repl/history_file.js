// The lines of earlier sessions, in a file. https://nodejs.org/api/repl.html#persistent-history
'use strict';

const readline = require('internal/readline/interface');
const { state } = require('internal/repl/state');

/** In milliseconds, for several lines at once to make one write. */
const writeDelay = 15;
const ownerOnly = 0o600;

const disabledNotice = '\nPersistent history support disabled. Set the NODE_REPL_HISTORY environment\n' +
  'variable to a valid, user-writable path to enable.\n';

/** A session's history file: whole in memory, and written anew when it has changed. */
class HistoryFile {
  #server;
  #path;
  #timer;
  #isWriting = false;
  #wantsWrite = false;
  /** What the file says, as far as we know. */
  #written = '';

  constructor(server, path) {
    this.#server = server;
    this.#path = path;
  }

  /** Reads what is there; lines that were entered in the meantime come before it. */
  async open() {
    const server = this.#server;
    const fs = require('fs/promises');
    // Made where it is missing, and found out whether it can be written.
    const file = await fs.open(this.#path, 'a+', ownerOnly);
    let text;
    try {
      text = await file.readFile('utf8');
    } finally {
      await file.close();
    }
    this.#written = text;
    const { history } = server[readline.state];
    const seen = history.lines;
    const lines = text === '' ? [] : text.split(/\r?\n+/);
    history.lines = [...seen, ...lines.filter((line) => line !== '')].slice(0, history.size);
    server.emit('history', history.lines);
    if (seen.length > 0) await this.#write();
    server.on('line', () => this.#later());
    server.once('exit', () => this.flush());
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#write().then(() => this.#server.emit('flushHistory'), () => {});
    }, writeDelay);
    this.#timer.unref();
  }

  #text() {
    return this.#server[readline.state].history.lines.join('\n');
  }

  async #write() {
    if (this.#isWriting) {
      this.#wantsWrite = true;
      return;
    }
    this.#isWriting = true;
    try {
      do {
        this.#wantsWrite = false;
        const text = this.#text();
        await require('fs/promises').writeFile(this.#path, text, { mode: ownerOnly });
        this.#written = text;
      } while (this.#wantsWrite);
    } finally {
      this.#isWriting = false;
    }
  }

  /** Writes at once what has not been written. A history that can't be written is no reason not to end. */
  flush() {
    if (this.#text() === this.#written) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      require('fs').writeFileSync(this.#path, this.#text(), { mode: ownerOnly });
    } catch {
      // The session ends all the same.
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
  file.open().then(() => null, () => {
    if (server.closed) return;
    tell(server, 'Error: Could not open history file.\nREPL session history will not be persisted.');
    server[state].noticeOnUp = disabledNotice;
  }).then(() => nextTick(callback, null, server));
}

module.exports = { setupHistory };
