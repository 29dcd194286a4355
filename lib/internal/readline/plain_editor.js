// Editing of a line at a terminal that knows no escape sequences (TERM=dumb): what is typed is added and shown, no more.
'use strict';

class PlainEditor {
  #iface;
  #own;
  #afterReturn = 0;

  /**
   * @param {Interface} iface whose `line` grows
   * @param {object} own its state: history
   */
  constructor(iface, own) {
    this.#iface = iface;
    this.#own = own;
  }

  refresh() {}
  refreshNow() {}

  /** Goes on with text that was entered before. */
  continueWith(text) {
    const iface = this.#iface;
    iface.line = `${text}\n`;
    iface.cursor = iface.line.length;
    iface._writeToOutput(this.#own.continuation);
  }

  insertText(text) {
    this.#add(text);
  }

  clearLine() {
    this.#iface._writeToOutput('\r\n');
    this.#iface.line = '';
    this.#iface.cursor = 0;
  }

  /**
   * @param {string | Buffer | null | undefined} text
   * @param {{ name?: string, ctrl?: boolean, meta?: boolean }} [key]
   */
  key(text, key) {
    key = key ?? {};
    if (key.name !== 'enter') this.#afterReturn = 0;
    if (key.name === 'escape') return;
    if (key.ctrl) {
      this.#control(key.name);
      return;
    }
    switch (key.name) {
      case 'return':
        this.#afterReturn = Date.now();
        this.#enter();
        break;
      case 'enter':
        // "\r\n" is one key.
        if (this.#afterReturn === 0 || Date.now() - this.#afterReturn > this.#iface.crlfDelay) this.#enter();
        this.#afterReturn = 0;
        break;
      case 'backspace':
      case 'delete':
      case 'tab':
        break;
      default:
        if (text !== undefined && text !== null && text !== '') this.#add(String(text));
    }
  }

  #control(name) {
    const iface = this.#iface;
    if (name === 'c') {
      if (iface.listenerCount('SIGINT') > 0) iface.emit('SIGINT');
      else this.#cancel('Aborted with Ctrl+C');
    } else if (name === 'd' && iface.line.length === 0) {
      this.#cancel('Aborted with Ctrl+D');
    }
  }

  #cancel(message) {
    const { AbortError } = require('internal/errors');
    this.#own.onCancel?.(new AbortError(message));
    this.#iface.close();
  }

  #add(text) {
    const iface = this.#iface;
    iface.line += text;
    iface.cursor = iface.line.length;
    iface._writeToOutput(text);
  }

  #enter() {
    const iface = this.#iface;
    const { line } = iface;
    this.clearLine();
    if (this.#own.history.add(line, this.#own.continued)) iface.emit('history', this.#own.history.lines);
    this.#own.continued = undefined;
    const { take } = require('internal/readline/interface');
    iface[take](line);
  }
}

module.exports = { PlainEditor };
