// node:readline/promises. https://nodejs.org/api/readline.html#promises-api
'use strict';

const { AbortError, codes } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateInteger } = require('internal/validators');
const base = require('internal/readline/interface');
const { clearSequence, cursorSequence, moveSequence, screenDown } = require('internal/readline/cursor');
const { nextTick } = require('internal/ticks');

/** https://nodejs.org/api/readline.html#class-readlinepromisesinterface */
class Interface extends base.Interface {
  /**
   * @param {string} query
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<string>} the answer; rejected with an AbortError when `signal` is aborted. Closing the interface
   *   leaves it unsettled
   */
  question(query, options = {}) {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      let onAbort;
      if (signal) {
        validateAbortSignal(signal, 'options.signal');
        if (signal.aborted) {
          reject(new AbortError(undefined, { cause: signal.reason }));
          return;
        }
        onAbort = () => {
          this[base.forget]();
          reject(new AbortError(undefined, { cause: signal.reason }));
        };
        signal.addEventListener('abort', onAbort, { once: true });
      }
      this[base.ask](query, (answer) => {
        if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
        resolve(answer);
      }, reject);
    });
  }
}

/** Gathers what is to be done to a terminal's cursor. https://nodejs.org/api/readline.html#class-readlinepromisesreadline */
class Readline {
  #stream;
  #autoCommit = false;
  #pending = [];

  /**
   * @param {stream.Writable} stream
   * @param {{ autoCommit?: boolean }} [options] autoCommit does each at once
   */
  constructor(stream, options = undefined) {
    if (!stream || typeof stream.write !== 'function' || typeof stream.on !== 'function') {
      throw new codes.ERR_INVALID_ARG_TYPE('stream', 'Writable', stream);
    }
    this.#stream = stream;
    if (options?.autoCommit !== undefined) {
      validateBoolean(options.autoCommit, 'options.autoCommit');
      this.#autoCommit = options.autoCommit;
    }
  }

  #add(text) {
    if (this.#autoCommit) nextTick(() => this.#stream.write(text));
    else this.#pending.push(text);
    return this;
  }

  cursorTo(x, y = undefined) {
    validateInteger(x, 'x');
    if (y !== undefined && y !== null) validateInteger(y, 'y');
    return this.#add(cursorSequence(x, y ?? undefined));
  }

  moveCursor(dx, dy) {
    if (dx || dy) {
      validateInteger(dx, 'dx');
      validateInteger(dy, 'dy');
      return this.#add(moveSequence(dx, dy));
    }
    return this;
  }

  clearLine(direction) {
    validateInteger(direction, 'dir', -1, 1);
    return this.#add(clearSequence(direction));
  }

  clearScreenDown() {
    return this.#add(screenDown);
  }

  /** @returns {Promise<void>} when what was gathered is written */
  commit() {
    return new Promise((resolve) => {
      const text = this.#pending.join('');
      this.#pending = [];
      this.#stream.write(text, () => resolve());
    });
  }

  /** Forgets what was gathered. */
  rollback() {
    this.#pending = [];
    return this;
  }
}

/** @returns {Interface} */
function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = { Interface, Readline, createInterface };
