// Hints while one types: how the word would go on, and what the input would give. https://nodejs.org/api/repl.html#design-and-features
'use strict';

const { clearSequence, cursorSequence, moveSequence } = require('internal/readline/cursor');
const readline = require('internal/readline/interface');
const { position } = require('internal/readline/position');

/** The longest hint, in columns. */
const widest = 250;

/** How a value is shown in one line: nothing of the program's runs for it. */
const shape = {
  __proto__: null, colors: false, depth: 1, compact: true, breakLength: Infinity, customInspect: false, showProxy: true,
};

class Preview {
  #server;
  /** What is shown behind the cursor, and takes no part in the line. */
  #suffix = '';
  /** How many rows below the cursor's the hint stands; 0 when there is none. */
  #below = 0;

  constructor(server) {
    this.#server = server;
  }

  /** Takes the hints away, before a key changes what they stand beside. */
  clear() {
    const server = this.#server;
    if (this.#below > 0) {
      server._writeToOutput(moveSequence(0, this.#below));
      server._writeToOutput(clearSequence(0));
      server._writeToOutput(moveSequence(0, -this.#below));
      this.#below = 0;
    }
    if (this.#suffix !== '') {
      server._writeToOutput(clearSequence(1));
      this.#suffix = '';
    }
  }

  /**
   * @param {object} key
   * @returns {string} what the key adds to the line: the rest of the word, if it accepts that
   */
  accepted(key) {
    const server = this.#server;
    if (this.#suffix === '' || server.cursor !== server.line.length || key.meta || key.shift) return '';
    const accepts = key.ctrl ? key.name === 'e' || key.name === 'f' : key.name === 'right' || key.name === 'end';
    return accepts ? this.#suffix : '';
  }

  /** Shows what there is to be shown for the line as it is now. */
  show() {
    const server = this.#server;
    const { line } = server;
    if (line.trim() === '' || !server.isCompletionEnabled) return;
    if (server.cursor === line.length) this.#showSuffix(line);
    this.#showResult(line + this.#suffix, line);
  }

  #showSuffix(line) {
    const server = this.#server;
    const found = require('internal/repl/complete').rest(server, line);
    if (found === '') return;
    const { cols, rows } = this.#end(line + found);
    const cursor = server.getCursorPos();
    // What would not fit into the row would move everything.
    if (rows !== cursor.rows || (cols === 0 && server.columns !== Infinity)) return;
    this.#suffix = found;
    server._writeToOutput(server.useColors ? `\u001b[90m${found}\u001b[39m` : ` // ${found}`);
    server._writeToOutput(cursorSequence(cursor.cols));
  }

  #end(line) {
    const server = this.#server;
    return position(readline.shown(server[readline.state], line), server.columns, server.tabSize);
  }

  #showResult(code, line) {
    const server = this.#server;
    const text = this.#describe(code);
    if (text === undefined || text === line.trim()) return;
    const most = Math.min(server.columns, widest);
    let hint = text.split('\n', 1)[0];
    if (hint.length > most) hint = `${hint.slice(0, most - 3).trimEnd()}...`;
    if (hint === '') return;
    const cursor = server.getCursorPos();
    const down = this.#end(line).rows - cursor.rows;
    if (down > 0) server._writeToOutput(moveSequence(0, down));
    server._writeToOutput(server.useColors ? `\n\u001b[90m${hint}\u001b[39m` : `\n// ${hint}`);
    server._writeToOutput(cursorSequence(cursor.cols));
    this.#below = down + 1;
    server._writeToOutput(moveSequence(0, -this.#below));
  }

  /** @returns {string | undefined} what the code gives; undefined where that is nothing, or not known */
  #describe(code) {
    const server = this.#server;
    const { asLiteral, isStrict } = require('internal/repl/evaluate');
    const { evaluate } = require('internal/repl/safely');
    const { inspect } = require('internal/util/inspect');
    const strict = isStrict(server);
    const literal = asLiteral(code);
    const prologue = strict ? "'use strict'; void 0; " : '';
    const answer = (literal === undefined ? undefined : evaluate(server, prologue + literal)) ?? evaluate(server, prologue + code);
    if (answer === undefined || (!answer.threw && answer.value === undefined && server.ignoreUndefined)) return undefined;
    if (answer.threw && isReferenceError(answer.value) && !strict) return undefined;
    return inspect(answer.value, shape);
  }
}

/** A name that is not known yet may be half of one that is. */
function isReferenceError(error) {
  return require('internal/util/types').isNativeError(error) && error.name === 'ReferenceError';
}

module.exports = { Preview };
