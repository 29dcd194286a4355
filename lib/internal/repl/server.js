// REPLServer: a readline Interface whose lines are run. https://nodejs.org/api/repl.html#class-replserver
'use strict';

const { codes } = require('internal/errors');
const { Interface } = require('readline');
const { Session } = require('internal/repl/session');
const { state } = require('internal/repl/state');
const modes = require('internal/repl/modes');

function showsColors(output) {
  return Boolean(output.isTTY) && (typeof output.hasColors !== 'function' || output.hasColors());
}

/**
 * Options in the form they have today: once they were a list of arguments.
 * @returns {object}
 */
function toOptions(options, stream, evaluate, useGlobal, ignoreUndefined, replMode) {
  const given = options !== null && typeof options === 'object' ? { ...options } : { prompt: options };
  stream ??= given.stream;
  if (stream !== undefined) {
    given.input ??= stream.stdin ?? stream;
    given.output ??= stream.stdout ?? stream;
  }
  given.eval ??= evaluate;
  given.useGlobal ??= useGlobal;
  given.ignoreUndefined ??= ignoreUndefined;
  given.replMode ??= replMode;
  if (given.breakEvalOnSigint && given.eval) throw new codes.ERR_INVALID_REPL_EVAL_CONFIG();
  const process = require('process');
  given.input ??= process.stdin;
  given.output ??= process.stdout;
  given.terminal ??= Boolean(given.output.isTTY);
  given.terminal = Boolean(given.terminal);
  given.useColors ??= given.terminal && showsColors(given.output);
  given.prompt = given.prompt === undefined || given.prompt === null ? '> ' : given.prompt;
  return given;
}

let warned = false;

/** https://nodejs.org/api/deprecations.html#dep0185-instantiating-noderepl-classes-without-new */
function warnOfCall() {
  if (warned) return;
  warned = true;
  require('process').emitWarning("Instantiating REPLServer without the 'new' keyword has been deprecated.",
                                 'DeprecationWarning', 'DEP0185');
}

/**
 * @param {object | string} [options] of repl.start
 * @param {...unknown} rest
 */
function REPLServer(options, ...rest) {
  if (!new.target) {
    warnOfCall();
    return new REPLServer(options, ...rest);
  }
  return Reflect.construct(Server, [toOptions(options, ...rest)], new.target);
}

class Server extends Interface {
  constructor(options) {
    super({
      ...options,
      completer: typeof options.completer === 'function' ? options.completer : completeFor,
    });
    const server = this;
    function completeFor(text, callback) {
      const { complete, onEditor } = require('internal/repl/complete');
      complete(server, text, server.editorMode ? onEditor(callback) : callback);
    }
    this[state] = new Session(this, options);
    this.allowBlockingCompletions = Boolean(options.allowBlockingCompletions);
    this.useColors = Boolean(options.useColors);
    this.useGlobal = Boolean(options.useGlobal);
    this.ignoreUndefined = Boolean(options.ignoreUndefined);
    this.replMode = options.replMode ?? modes.sloppy;
    this.breakEvalOnSigint = Boolean(options.breakEvalOnSigint);
    this.underscoreAssigned = false;
    this.last = undefined;
    this.underscoreErrAssigned = false;
    this.lastError = undefined;
    this.editorMode = false;
    this.lines = [];
    this.commands = { __proto__: null };
    this[state].begin(options);
  }

  /** @returns {object} a context such as the code runs in */
  createContext() {
    return require('internal/repl/context').createContext(this);
  }

  /** Forgets what the code has made: a new context, `_` and `_error` as at first. */
  resetContext() {
    this[state].resetContext();
  }

  /** https://nodejs.org/api/repl.html#replserverclearbufferedcommand */
  clearBufferedCommand() {
    this[state].clearInput();
  }

  /**
   * https://nodejs.org/api/repl.html#replserverdisplaypromptpreservecursor
   * @param {boolean} [preserveCursor]
   */
  displayPrompt(preserveCursor) {
    this[state].ask(preserveCursor);
  }

  /**
   * https://nodejs.org/api/repl.html#replserverdefinecommandkeyword-cmd
   * @param {string} keyword without the dot
   * @param {Function | { help?: string, action: Function }} cmd
   */
  defineCommand(keyword, cmd) {
    if (typeof cmd === 'function') {
      cmd = { action: cmd };
    } else {
      const { validateFunction } = require('internal/validators');
      validateFunction(cmd.action, 'cmd.action');
    }
    this.commands[keyword] = cmd;
  }

  /**
   * https://nodejs.org/api/repl.html#replserversetuphistoryhistoryconfig-callback
   * @param {object | string} [historyConfig] or the file's path
   * @param {(error: Error | null, repl: REPLServer) => void} [callback]
   */
  setupHistory(historyConfig = {}, callback = undefined) {
    require('internal/repl/history_file').setupHistory(this, historyConfig, callback);
  }

  /** As readline's completer: https://nodejs.org/api/readline.html#use-of-the-completer-function */
  complete(...args) {
    return this.completer(...args);
  }

  /** Of a completer's answer what the editor takes: https://nodejs.org/api/repl.html#commands-and-special-keys */
  completeOnEditorMode(callback) {
    return require('internal/repl/complete').onEditor(callback);
  }

  setPrompt(prompt) {
    super.setPrompt(prompt);
  }

  close() {
    this[state]?.leaving();
    super.close();
  }

  // Keys come through here before they edit the line.
  _ttyWrite(text, key) {
    const session = this[state];
    if (session === undefined) super._ttyWrite(text, key);
    else session.key(text, key ?? {}, (given, pressed) => super._ttyWrite(given, pressed));
  }
}

REPLServer.prototype = Server.prototype;
Object.setPrototypeOf(REPLServer, Interface);
Object.defineProperty(Server.prototype, 'constructor', {
  __proto__: null, configurable: true, enumerable: false, writable: true, value: REPLServer,
});

const { deprecate } = require('internal/util/deprecate');
for (const name of ['input', 'output']) {
  const message = 'repl.inputStream and repl.outputStream are deprecated. Use repl.input and repl.output instead';
  Object.defineProperty(Server.prototype, `${name}Stream`, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get: deprecate(function() {
      return this[name];
    }, message, 'DEP0141'),
    set: deprecate(function(stream) {
      this[name] = stream;
    }, message, 'DEP0141'),
  });
}

module.exports = { REPLServer, REPL_MODE_SLOPPY: modes.sloppy, REPL_MODE_STRICT: modes.strict };
