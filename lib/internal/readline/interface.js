// readline's Interface: lines from a stream, and from a terminal with editing. https://nodejs.org/api/readline.html
'use strict';

const EventEmitter = require('events');
const { StringDecoder } = require('string_decoder');
const { codes } = require('internal/errors');
const { validateAbortSignal, validateString, validateUint32 } = require('internal/validators');
const { History } = require('internal/readline/history');

const lineBreak = /\r\n|[\n\r\u2028\u2029]/g;
// Any of them but "\n" alone, which most texts know: splitting at a string is several times as fast.
const otherBreak = /[\r\u2028\u2029]/;
const leastCrlfDelay = 100;

const state = Symbol('readline state');
const read = Symbol('read');
const take = Symbol('take');
const ask = Symbol('ask');
const forget = Symbol('forget');
const lines = Symbol('lines');
const continueWith = Symbol('continue with');
const insert = Symbol('insert');

/** What an Interface keeps to itself. */
class State {
  closed = false;
  paused = false;
  prompt = '> ';
  shownPrompt = undefined;  // in place of the prompt, for as long as the REPL's editor is open
  continuation = undefined;  // what stands before the further rows of a line with line breaks, where lines may have such
  continued = undefined;  // the part of the line that was entered before, and was found not to be whole
  lastFailed = false;  // what was entered last could not be run
  questionPrompt = undefined;  // the prompt in whose place a question stands
  onAnswer = undefined;
  onCancel = undefined;  // ctrl-C or ctrl-D instead of an answer
  decoder = undefined;
  partial = '';
  returnAt = 0;
  history = undefined;
  editor = undefined;
  detach = [];
}

/**
 * @param {object} input options, or the input stream, followed by
 * @param {stream.Writable} [output]
 * @param {Function} [completer]
 * @param {boolean} [terminal]
 */
function Interface(input, output, completer, terminal) {
  if (!new.target) return new Interface(input, output, completer, terminal);
  return Reflect.construct(InterfaceBase, [input, output, completer, terminal], new.target);
}

class InterfaceBase extends EventEmitter {
  constructor(input, output, completer, terminal) {
    super();
    const own = this[state] = new State();
    let options = {};
    if (input?.input) {
      options = input;
      ({ output, completer, terminal, input } = options);
    }
    const { signal, crlfDelay, prompt, escapeCodeTimeout, tabSize } = options;
    if (completer !== undefined && typeof completer !== 'function') throw new codes.ERR_INVALID_ARG_VALUE('completer', completer);
    if (signal) validateAbortSignal(signal, 'options.signal');
    this.isCompletionEnabled = true;
    this.escapeCodeTimeout = 500;
    if (escapeCodeTimeout !== undefined) {
      if (!Number.isFinite(escapeCodeTimeout)) {
        throw new codes.ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', this.escapeCodeTimeout);
      }
      this.escapeCodeTimeout = escapeCodeTimeout;
    }
    if (tabSize !== undefined) validateUint32(tabSize, 'tabSize', true);
    this.tabSize = tabSize ?? 8;
    if (prompt !== undefined) own.prompt = `${prompt}`;
    own.history = new History(options);
    if (terminal === undefined && output !== null && output !== undefined) terminal = Boolean(output.isTTY);
    this.line = '';
    this.cursor = 0;
    this.input = input;
    this.output = output;
    this.terminal = Boolean(terminal);
    this.crlfDelay = crlfDelay ? Math.max(leastCrlfDelay, crlfDelay) : leastCrlfDelay;
    this.completer = typeof completer === 'function' && completer.length !== 2 ? asCallback(completer) : completer;
    this.#listen();
    if (signal) {
      const stop = () => this.close();
      if (signal.aborted) {
        require('internal/ticks').nextTick(stop);
      } else {
        signal.addEventListener('abort', stop, { once: true });
        own.detach.push(() => signal.removeEventListener('abort', stop));
      }
    }
    // Only a terminal, or who has asked for it, gets what input was there before.
    input?.resume();
  }

  #listen() {
    const own = this[state];
    const { input } = this;
    const on = (emitter, event, listener) => {
      emitter.on(event, listener);
      own.detach.push(() => emitter.removeListener(event, listener));
    };
    const fail = (error) => this.emit('error', error);
    on(input, 'error', fail);
    if (!this.terminal) {
      own.decoder = new StringDecoder('utf8');
      on(input, 'data', (data) => this[read](typeof data === 'string' ? data : own.decoder.write(data)));
      on(input, 'end', () => this.#ended(own.partial));
      return;
    }
    const { emitKeypressEvents } = require('internal/readline/keypress');
    if (process().env.TERM === 'dumb') {
      const { PlainEditor } = require('internal/readline/plain_editor');
      own.editor = new PlainEditor(this, own);
    } else {
      const { Editor } = require('internal/readline/editor');
      own.editor = new Editor(this, own);
    }
    emitKeypressEvents(input, this);
    on(input, 'keypress', (text, key) => {
      this._ttyWrite(text, key);
      // A line that a program entered by write() is told as one.
      if (key?.sequence) this.emit('keypress', text, key);
    });
    on(input, 'end', () => this.#ended(this.line));
    this._setRawMode(true);
    if (this.output !== null && this.output !== undefined) {
      on(this.output, 'resize', () => own.editor.refresh());
    }
  }

  #ended(rest) {
    const own = this[state];
    if (typeof rest === 'string' && rest.length > 0) {
      own.partial = '';
      this.emit('line', rest);
    }
    this.close();
  }

  /** Text of a stream that is no terminal: complete lines are told, the rest waits. */
  [read](text) {
    const own = this[state];
    if (text === '') return;
    // "\r" may have ended one chunk and "\n" begin the next.
    if (own.returnAt !== 0 && text[0] === '\n' && Date.now() - own.returnAt <= this.crlfDelay) text = text.slice(1);
    own.returnAt = text.endsWith('\r') ? Date.now() : 0;
    const lines = (own.partial + text).split(otherBreak.test(text) ? lineBreak : '\n');
    own.partial = lines.pop();
    for (let i = 0; i < lines.length; i++) this[take](lines[i]);
  }

  /** A whole line: the answer to a question, or 'line'. */
  [take](line) {
    const own = this[state];
    const { onAnswer } = own;
    if (onAnswer === undefined) {
      this.emit('line', line);
      return;
    }
    own.onAnswer = undefined;
    own.onCancel = undefined;
    this.setPrompt(own.questionPrompt);
    own.questionPrompt = undefined;
    onAnswer(line);
  }

  /** Asks; `onAnswer` gets the next line, `onCancel` an AbortError when it is cancelled by a key. */
  [ask](query, onAnswer, onCancel) {
    const own = this[state];
    if (own.closed) throw new codes.ERR_USE_AFTER_CLOSE('readline');
    if (own.onAnswer !== undefined) {
      this.prompt();
      return;
    }
    own.questionPrompt = own.prompt;
    own.onAnswer = onAnswer;
    own.onCancel = onCancel;
    this.setPrompt(query);
    this.prompt();
  }

  /** Takes the question back. */
  [forget]() {
    const own = this[state];
    if (own.onAnswer === undefined) return;
    own.onAnswer = undefined;
    own.onCancel = undefined;
    this.setPrompt(own.questionPrompt);
    own.questionPrompt = undefined;
    this.clearLine();
  }

  get closed() {
    return this[state].closed;
  }

  get paused() {
    return this[state].paused;
  }

  get history() {
    return this[state].history.lines;
  }

  set history(lines) {
    this[state].history.lines = lines;
  }

  get historySize() {
    return this[state].history.size;
  }

  get historyIndex() {
    return this[state].history.index;
  }

  /** How wide the terminal is, in columns. */
  get columns() {
    return this.output?.columns || Infinity;
  }

  /** Goes on with text that was entered and is not whole yet: the line is that text and a new row. */
  [continueWith](text) {
    const own = this[state];
    own.continued = text;
    own.editor?.continueWith(text);
  }

  /** Text that was not typed. */
  [insert](text) {
    this[state].editor?.insertText(text);
  }

  getPrompt() {
    return this[state].prompt;
  }

  setPrompt(prompt) {
    this[state].prompt = prompt;
  }

  /**
   * Writes the prompt, to ask for a line.
   * @param {boolean} [preserveCursor] keeps the cursor where it is in the line
   */
  prompt(preserveCursor) {
    const own = this[state];
    if (own.closed) throw new codes.ERR_USE_AFTER_CLOSE('readline');
    if (own.paused) this.resume();
    if (this.terminal && process().env.TERM !== 'dumb') {
      if (!preserveCursor) this.cursor = 0;
      own.editor.refresh();
    } else {
      this._writeToOutput(own.prompt);
    }
  }

  /** Ends the interface: the input is paused and belongs to others again. Idempotent. */
  close() {
    const own = this[state];
    if (own.closed) return;
    this.pause();
    if (this.terminal) this._setRawMode(false);
    own.closed = true;
    for (let i = 0; i < own.detach.length; i++) own.detach[i]();
    own.detach = [];
    this.emit('close');
  }

  [Symbol.dispose]() {
    this.close();
  }

  pause() {
    const own = this[state];
    if (own.closed) throw new codes.ERR_USE_AFTER_CLOSE('readline');
    if (own.paused) return this;
    this.input.pause();
    own.paused = true;
    this.emit('pause');
    return this;
  }

  resume() {
    const own = this[state];
    if (own.closed) throw new codes.ERR_USE_AFTER_CLOSE('readline');
    if (!own.paused) return this;
    this.input.resume();
    own.paused = false;
    this.emit('resume');
    return this;
  }

  /**
   * Acts as if `data` had been typed, or `key` been pressed.
   * @param {string | Buffer | null} data
   * @param {{ ctrl?: boolean, meta?: boolean, shift?: boolean, name?: string }} [key] in a terminal only
   */
  write(data, key) {
    const own = this[state];
    if (own.closed) throw new codes.ERR_USE_AFTER_CLOSE('readline');
    if (own.paused) this.resume();
    if (this.terminal) {
      this._ttyWrite(data, key);
    } else {
      this[read](typeof data === 'string' ? data : own.decoder.write(data));
    }
  }

  /** Goes to the end of what is shown and drops the line. */
  clearLine() {
    const own = this[state];
    if (own.editor !== undefined) own.editor.clearLine();
    this.line = '';
    this.cursor = 0;
  }

  /** @returns {{ rows: number, cols: number }} where the cursor is, relative to the prompt's start */
  getCursorPos() {
    const { position } = require('internal/readline/position');
    const own = this[state];
    const text = own.editor === undefined ? own.prompt + this.line.slice(0, this.cursor) : shown(own, this.line.slice(0, this.cursor));
    return position(text, this.columns, this.tabSize);
  }

  /** Lines, as an async iterator: `for await (const line of rl)`. Leaving the loop closes the interface. */
  [Symbol.asyncIterator]() {
    this[lines] ??= new Lines(this);
    return this[lines];
  }

  // Programs replace these: to hide what is typed, to see it, to take keys before they edit the line.
  _ttyWrite(text, key) {
    this[state].editor.key(text, key);
  }

  _writeToOutput(text) {
    validateString(text, 'stringToWrite');
    if (this.output !== null && this.output !== undefined) this.output.write(text);
  }

  _refreshLine() {
    this[state].editor?.refreshNow();
  }

  _setRawMode(mode) {
    const wasRaw = this.input.isRaw;
    if (typeof this.input.setRawMode === 'function') this.input.setRawMode(mode);
    return wasRaw;
  }
}

const watermarkData = Symbol.for('nodejs.watermarkData');

/** The lines of an Interface for `for await`. The interface is paused while many wait to be taken. */
class Lines {
  #iface;
  #events;

  constructor(iface) {
    this.#iface = iface;
    // Between the two, because an interface that has been closed refuses to be resumed, while its lines are still to be taken.
    const relay = new EventEmitter();
    relay.pause = () => iface.closed || iface.pause();
    relay.resume = () => iface.closed || iface.resume();
    this.#events = require('internal/events/waiting').on(relay, 'line', { close: ['close'], highWaterMark: 1024 }, true);
    iface.on('line', (line) => relay.emit('line', line));
    iface.on('error', (error) => relay.emit('error', error));
    iface.on('close', () => relay.emit('close'));
    this[watermarkData] = this.#events[watermarkData];
  }

  next() {
    return this.#events.next();
  }

  async return() {
    this.#iface.close();
    await this.#events.return();
    return { value: undefined, done: true };
  }

  throw(error) {
    this.#iface.close();
    return this.#events.throw(error);
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

/** Prompt and line as they stand on the terminal. */
function shown(own, line) {
  const prompt = own.shownPrompt ?? own.prompt;
  if (own.continuation === undefined || !line.includes('\n')) return prompt + line;
  return prompt + line.replaceAll('\n', () => `\n${own.continuation}`);
}

function process() {
  return require('process');
}

/** A completer that returns (a promise of) its answer, as one that calls back. */
function asCallback(completer) {
  return (line, callback) => {
    new Promise((resolve) => resolve(completer(line))).then((answer) => callback(null, answer), callback);
  };
}

Interface.prototype = InterfaceBase.prototype;
Object.setPrototypeOf(Interface, EventEmitter);
Object.defineProperty(InterfaceBase.prototype, 'constructor', {
  __proto__: null, configurable: true, enumerable: false, writable: true, value: Interface,
});

module.exports = { Interface, ask, continueWith, forget, insert, shown, state, take };
