// What a REPLServer does with lines, results and exceptions. https://nodejs.org/api/repl.html#design-and-features
'use strict';

const { codes } = require('internal/errors');
const readline = require('internal/readline/interface');
const { typed } = require('internal/readline/keypress');
const { Recoverable } = require('internal/repl/recoverable');

/** What stands before the further lines of an input. */
const continuation = '| ';

/** Names what was run, in stacks. */
let runs = 0;

/** Servers' domains: in them nobody listens for what the server itself prints. */
const domains = new WeakSet();
let isWatching = false;

/** https://nodejs.org/api/repl.html#global-uncaught-exceptions */
function watchListeners() {
  if (isWatching) return;
  isWatching = true;
  const process = require('process');
  process.prependListener('newListener', (event) => {
    if (event === 'uncaughtException' && process.domain && domains.has(process.domain)) {
      throw new codes.ERR_INVALID_REPL_INPUT('Listeners for `uncaughtException` cannot be used in the REPL');
    }
  });
}

class Session {
  #server;
  #standalone;
  /** The lines of an input that is not whole yet, without the last line break. */
  #buffer = '';
  /** In the editor: the lines before the one that is being typed. */
  #edited = [];
  /** An evaluation is under way: what comes in the meantime waits. */
  #isBusy = false;
  #waiting = [];
  #wasInterrupted = false;
  #isClosed = false;
  /** What shows hints, where they are wanted. */
  #preview;
  /** The search in the history; made when it is first begun. */
  #search;
  /** Told when an older line is asked for and there is none. */
  noticeOnUp = undefined;

  constructor(server, options) {
    this.#server = server;
    this.#standalone = options.standalone === true;
  }

  begin(options) {
    const server = this.#server;
    const own = server[readline.state];
    own.continuation = continuation;
    const domain = options.domain ?? require('domain').create();
    server._domain = domain;
    if (!this.#standalone) {
      domains.add(domain);
      watchListeners();
    }
    domain.on('error', (error) => this.#fail(error));
    const { makeEvaluator } = require('internal/repl/evaluate');
    server.eval = domain.bind(options.eval ?? makeEvaluator(server));
    const { writer, coloredWriter } = require('internal/repl/writer');
    server.writer = options.writer ?? writer;
    if (server.writer === writer && server.useColors) server.writer = coloredWriter();
    if (server.terminal && require('process').env.TERM !== 'dumb' && (options.preview ?? options.eval === undefined)) {
      const { Preview } = require('internal/repl/preview');
      this.#preview = new Preview(server);
    }
    require('internal/repl/commands').defineCommands(server);
    server.on('line', (line) => this.#line(line));
    server.on('SIGINT', () => this.#interrupt());
    server.on('SIGCONT', () => {
      if (server.editorMode) {
        server.output.write(`${server.getPrompt()}.editor\n`);
        server.output.write('// Entering editor mode (Ctrl+D to finish, Ctrl+C to cancel)\n');
        server.output.write(`${this.#edited.join('\n')}\n`);
        server.prompt(true);
      } else {
        server.displayPrompt(true);
      }
    });
    server.on('close', () => this.#closed());
    this.resetContext();
    server.displayPrompt();
  }

  // --- The context ------------------------------------------------------------------------------------------------------

  resetContext() {
    const server = this.#server;
    server.context = server.createContext();
    server.underscoreAssigned = false;
    server.underscoreErrAssigned = false;
    server.lines = [];
    this.#defineLast('_', 'last', 'underscoreAssigned');
    this.#defineLast('_error', 'lastError', 'underscoreErrAssigned');
    server.emit('reset', server.context);
  }

  /** `_` and `_error`: what the server says, until the program sets them. */
  #defineLast(name, field, assigned) {
    const server = this.#server;
    Object.defineProperty(server.context, name, {
      __proto__: null,
      configurable: true,
      get: () => server[field],
      set(value) {
        server[field] = value;
        if (server[assigned]) return;
        server[assigned] = true;
        server.output.write(`Expression assignment to ${name} now disabled.\n`);
      },
    });
  }

  // --- Asking -----------------------------------------------------------------------------------------------------------

  ask(preserveCursor) {
    const server = this.#server;
    if (server.closed) return;
    if (this.#buffer === '') {
      server.prompt(preserveCursor);
    } else if (server.terminal) {
      if (server.paused) server.resume();
      server[readline.continueWith](this.#buffer);
    } else {
      if (server.paused) server.resume();
      server._writeToOutput(continuation);
    }
  }

  clearInput() {
    this.#buffer = '';
    this.#edited = [];
    this.#server[readline.state].continued = undefined;
  }

  // --- Lines ------------------------------------------------------------------------------------------------------------

  #line(line) {
    const server = this.#server;
    line = String(line ?? '');
    if (this.#isBusy) {
      this.#waiting.push({ line });
      return;
    }
    this.#wasInterrupted = false;
    if (server.editorMode) {
      this.#edited.push(line);
      this.#indent(line);
      return;
    }
    // A terminal gives the whole input, other streams what is new.
    let fresh = line;
    if (server.terminal && this.#buffer !== '') {
      fresh = line.slice(line.lastIndexOf('\n') + 1);
    } else if (this.#buffer !== '') {
      line = `${this.#buffer}\n${line}`;
    }
    if (this.#command(fresh.trim())) return;
    this.#evaluate(`${line}\n`);
  }

  /** @returns {boolean} whether the line was a command, or tried to be one */
  #command(text) {
    if (text[0] !== '.' || text[1] === '.' || !Number.isNaN(Number.parseFloat(text))) return false;
    const found = /^\.([^\s]+)\s*(.*)$/.exec(text);
    const command = found === null ? undefined : this.#server.commands[found[1]];
    if (command !== undefined) {
      Reflect.apply(command.action, this.#server, [found[2]]);
      return true;
    }
    // In the middle of an input it may go on an expression.
    if (this.#buffer !== '' || found === null) return false;
    this.#server.output.write('Invalid REPL keyword\n');
    this.#server.displayPrompt();
    return true;
  }

  #evaluate(code) {
    const server = this.#server;
    this.#isBusy = true;
    const number = ++runs;
    let isDone = false;
    const finish = (...results) => {
      if (isDone) return;
      isDone = true;
      this.#finish(code, results);
    };
    server.eval(code, server.context, `REPL${number}`, finish);
  }

  #finish(code, results) {
    const server = this.#server;
    const error = results[0];
    const value = results[1];
    this.#isBusy = false;
    const text = code.slice(0, -1);
    if (error instanceof Recoverable && !server.editorMode) {
      this.#buffer = text;
      // What is not whole yet is no command, whatever its last line looks like.
      server.displayPrompt();
      this.#goOn();
      return;
    }
    if (text.trim() !== '') server.lines.push(text);
    if (error && /^\s*npm\s/.test(code) && error.name === 'SyntaxError') {
      // A shell's command, typed where it does not belong.
      server.output.write('npm should be run outside of the Node.js REPL, in your normal shell.\n(Press Ctrl+D to exit.)\n');
      this.clearInput();
      server.displayPrompt();
      this.#goOn();
      return;
    }
    if (error) {
      const { Thrown } = require('internal/repl/evaluate');
      // A program's listeners may take part; one of them is this session's.
      server._domain.emit('error', error instanceof Thrown ? error.value : error.err || error);
      this.#goOn();
      return;
    }
    server[readline.state].lastFailed = false;
    this.clearInput();
    if (results.length > 1 && (!server.ignoreUndefined || value !== undefined)) {
      if (!server.underscoreAssigned) server.last = value;
      server.output.write(`${server.writer(value)}\n`);
    }
    server.displayPrompt();
    this.#goOn();
  }

  /** What came while an evaluation was under way. */
  #goOn() {
    while (this.#waiting.length > 0 && !this.#isBusy) {
      const { line, text, key } = this.#waiting.shift();
      if (line !== undefined) this.#line(line);
      else this.#server._ttyWrite(text, key);
    }
    if (this.#isClosed && !this.#isBusy && this.#waiting.length === 0) this.#end();
  }

  // --- Exceptions -------------------------------------------------------------------------------------------------------

  #fail(error) {
    const server = this.#server;
    const process = require('process');
    if (this.#standalone && process.listenerCount('uncaughtException') > 0) {
      require('internal/ticks').nextTick(() => {
        process.emit('uncaughtException', error);
        this.#recover();
      });
      return;
    }
    if (error !== null && typeof error === 'object') Reflect.deleteProperty(error, 'domainThrown');
    if (!server.underscoreErrAssigned) server.lastError = error;
    const { describe } = require('internal/repl/report');
    server.output.write(describe(error, server.writer));
    this.#recover();
  }

  #recover() {
    const server = this.#server;
    this.#isBusy = false;
    server[readline.state].lastFailed = true;
    this.clearInput();
    server.displayPrompt();
  }

  // --- The editor -------------------------------------------------------------------------------------------------------

  enterEditor() {
    const server = this.#server;
    server.editorMode = true;
    server[readline.state].shownPrompt = '';
    server.output.write('// Entering editor mode (Ctrl+D to finish, Ctrl+C to cancel)\n');
  }

  /** Ends the editor; its text, with the line that is being typed, is run. */
  #leaveEditor() {
    const server = this.#server;
    const text = [...this.#edited, server.line].join('\n');
    this.#dropEditor();
    server.clearLine();
    if (text.trim() === '') server.displayPrompt();
    else this.#evaluateWhole(text);
  }

  #dropEditor() {
    this.#server.editorMode = false;
    this.#server[readline.state].shownPrompt = undefined;
    this.#edited = [];
  }

  /** Runs text that can't go on: what is recoverable elsewhere is an error here. */
  #evaluateWhole(text) {
    const server = this.#server;
    this.#isBusy = true;
    server.eval(`${text}\n`, server.context, `REPL${++runs}`, (...results) => {
      if (results[0] instanceof Recoverable) results = [results[0].err];
      this.#finish(`${text}\n`, results);
    });
  }

  /**
   * Runs a file's text; a terminal shows it as if it had been typed.
   * @param {string} text
   */
  runText(text) {
    const server = this.#server;
    if (!server.terminal) {
      this.#evaluateWhole(text.replace(/\n$/, ''));
      return;
    }
    server.editorMode = true;
    server[readline.state].shownPrompt = '';
    server.write(text.endsWith('\n') ? text : `${text}\n`);
    const edited = this.#edited.join('\n');
    this.#dropEditor();
    this.#evaluateWhole(edited);
  }

  /** The next line begins where the one before it did, if it is typed and not pasted. */
  #indent(line) {
    const server = this.#server;
    if (!server.terminal || !server[typed]) return;
    const space = /^\s+/.exec(line);
    if (space !== null && line.trim() !== '') server[readline.insert](space[0]);
  }

  // --- Keys -------------------------------------------------------------------------------------------------------------

  /**
   * @param {string | undefined} text
   * @param {object} key
   * @param {(text: string | undefined, key: object) => void} edit what the key does to the line
   */
  key(text, key, edit) {
    const server = this.#server;
    if (this.#isBusy && !(key.ctrl && key.name === 'c')) {
      this.#waiting.push({ text, key });
      return;
    }
    if (server.editorMode) {
      if (key.ctrl && !key.shift && key.name === 'd') this.#leaveEditor();
      else if (key.name !== 'up' && key.name !== 'down') edit(text, key);
      return;
    }
    if (this.#searches(text, key)) return;
    if (this.noticeOnUp !== undefined && key.name === 'up' && !key.ctrl && !key.meta && server.history.length === 0) {
      server._writeToOutput(this.noticeOnUp);
      this.noticeOnUp = undefined;
      server.displayPrompt(true);
      return;
    }
    if (this.#preview === undefined) {
      edit(text, key);
      return;
    }
    const rest = this.#preview.accepted(key);
    this.#preview.clear();
    if (rest === '') edit(text, key);
    else server[readline.insert](rest);
    if (!server.closed && !this.#isBusy && !server.editorMode) this.#preview.show();
  }

  /** @returns {boolean} whether the key was the search's */
  #searches(text, key) {
    const server = this.#server;
    if (this.#search?.isActive) return this.#search.key(text, key);
    if (!server.terminal || !key.ctrl || (key.name !== 'r' && key.name !== 's') || require('process').env.TERM === 'dumb') return false;
    if (this.#search === undefined) {
      const { Search } = require('internal/repl/search');
      this.#search = new Search(server);
    }
    if (!this.#search.begins(key)) return false;
    this.#preview?.clear();
    this.#search.begin(key);
    return true;
  }

  #interrupt() {
    const server = this.#server;
    if (this.#isBusy) return;
    const isEmpty = server.line.length === 0;
    const wasTyping = this.#buffer !== '' || (server.editorMode && this.#edited.length > 0);
    server.clearLine();
    this.#dropEditor();
    if (isEmpty && !wasTyping) {
      if (this.#wasInterrupted) {
        server.close();
        return;
      }
      server.output.write('(To exit, press Ctrl+C again or Ctrl+D or type .exit)\n');
      this.#wasInterrupted = true;
    } else {
      this.#wasInterrupted = false;
    }
    this.clearInput();
    server.displayPrompt();
  }

  // --- The end ----------------------------------------------------------------------------------------------------------

  leaving() {
    if (this.#server.editorMode) this.#dropEditor();
  }

  #closed() {
    this.#isClosed = true;
    if (!this.#isBusy && this.#waiting.length === 0) this.#end();
  }

  #end() {
    if (!this.#isClosed) return;
    this.#isClosed = false;
    // Whoever closes it may listen afterwards.
    require('internal/ticks').nextTick(() => this.#server.emit('exit'));
  }
}

module.exports = { Session };
