// Searching in the history: Ctrl+R backwards, Ctrl+S forwards. https://nodejs.org/api/repl.html#reverse-i-search
'use strict';

const { cursorSequence, moveSequence, screenDown } = require('internal/readline/cursor');
const { fromEntry } = require('internal/readline/history');
const readline = require('internal/readline/interface');
const { position } = require('internal/readline/position');

const backwards = 'r';
const forwards = 's';

class Search {
  #server;
  isActive = false;
  #direction = backwards;
  #input = '';
  /** Which line of the history was found, and where in it. */
  #index = -1;
  #cursor = -1;
  /** Lines that were found already are not found again. */
  #seen = new Set();
  /** What was there before the search. */
  #line = '';
  #lineCursor = 0;
  /** In which row, from the prompt's, the cursor stands now. */
  #row = 0;

  constructor(server) {
    this.#server = server;
  }

  /** @returns {boolean} whether the key is one that begins a search */
  begins(key) {
    return key.ctrl === true && !key.meta && !key.shift && (key.name === backwards || key.name === forwards);
  }

  begin(key) {
    const server = this.#server;
    this.isActive = true;
    this.#direction = key.name;
    this.#input = '';
    this.#line = server.line;
    this.#lineCursor = server.cursor;
    this.#row = server.getCursorPos().rows;
    this.#restart();
    this.#draw(server.line, server.cursor, '', false);
  }

  #restart() {
    this.#index = -1;
    this.#cursor = -1;
    this.#seen.clear();
  }

  /**
   * @param {string | undefined} text
   * @param {object} key
   * @returns {boolean} whether the key was the search's; if not, the search is over, and the key acts on the line it has left
   */
  key(text, key) {
    if (this.begins(key)) {
      if (this.#direction === key.name) {
        if (this.#input !== '') this.#next();
      } else {
        this.#direction = key.name;
        this.#seen.clear();
        if (this.#input !== '') this.#next();
      }
      this.#show();
      return true;
    }
    if (key.name === 'backspace' || (key.ctrl && (key.name === 'h' || key.name === 'w'))) {
      this.#input = this.#input.slice(0, -1);
      this.#restart();
      if (this.#input !== '') this.#next();
      this.#show();
      return true;
    }
    if (key.name === 'escape' || (key.ctrl && key.name === 'c')) {
      this.#leave(this.#line, this.#lineCursor);
      return true;
    }
    const isText = typeof text === 'string' && text !== '' && !key.ctrl && !key.meta && text >= ' ' && text !== '\u007f';
    if (isText) {
      this.#input += text;
      this.#refine();
      this.#show();
      return true;
    }
    const found = this.#found();
    if (found === undefined) {
      this.#leave(this.#line, this.#lineCursor);
    } else {
      this.#server[readline.state].history.index = this.#index;
      this.#leave(found, this.#cursor);
    }
    return false;
  }

  /** @returns {string | undefined} the line that was found */
  #found() {
    const { lines } = this.#server[readline.state].history;
    return this.#cursor === -1 || this.#index < 0 || this.#index >= lines.length ? undefined : fromEntry(lines[this.#index]);
  }

  /** More has been typed: what was found may still be right, perhaps elsewhere in its line. */
  #refine() {
    const found = this.#found();
    if (found !== undefined) {
      const at = this.#direction === backwards ? found.lastIndexOf(this.#input, this.#cursor) : found.indexOf(this.#input, this.#cursor);
      if (at !== -1) {
        this.#cursor = at;
        return;
      }
    }
    this.#next();
  }

  /** Goes on from what was found. */
  #next() {
    const { lines } = this.#server[readline.state].history;
    const back = this.#direction === backwards;
    const found = this.#found();
    if (found !== undefined) {
      let at = -1;
      if (!back) at = found.indexOf(this.#input, this.#cursor + 1);
      else if (this.#cursor > 0) at = found.lastIndexOf(this.#input, this.#cursor - 1);
      if (at !== -1) {
        this.#cursor = at;
        return;
      }
    }
    const step = back ? 1 : -1;
    for (let i = this.#index + step; i >= 0 && i < lines.length; i += step) {
      if (this.#seen.has(lines[i])) continue;
      const line = fromEntry(lines[i]);
      const at = back ? line.lastIndexOf(this.#input) : line.indexOf(this.#input);
      if (at === -1) continue;
      this.#seen.add(lines[i]);
      this.#index = i;
      this.#cursor = at;
      return;
    }
    this.#index = back ? lines.length : -1;
    this.#cursor = -1;
  }

  #show() {
    const found = this.#input === '' ? undefined : this.#found();
    if (found === undefined) this.#draw(this.#line, this.#lineCursor, '', this.#input !== '');
    else this.#draw(found, this.#cursor, this.#input, false);
  }

  /** Where the text of a line ends, or would up to a place in it. */
  #place(line) {
    const server = this.#server;
    return position(readline.shown(server[readline.state], line), server.columns, server.tabSize);
  }

  #clear() {
    const server = this.#server;
    server._writeToOutput(moveSequence(0, -this.#row) + cursorSequence(this.#place('').cols));
    server._writeToOutput(screenDown);
  }

  #write(line) {
    const { continuation } = this.#server[readline.state];
    this.#server._writeToOutput(line.replaceAll('\n', () => `\n${continuation}`));
  }

  /** The line with what matches underlined, and below it what is looked for. */
  #draw(line, cursor, match, failed) {
    const server = this.#server;
    this.#clear();
    this.#write(match === '' ? line : `${line.slice(0, cursor)}\u001b[4m${match}\u001b[24m${line.slice(cursor + match.length)}`);
    const label = `${failed ? 'failed-' : ''}${this.#direction === backwards ? 'bck' : 'fwd'}-i-search: ${this.#input}_`;
    server._writeToOutput(`\n${label}`);
    const end = this.#place(line);
    const place = this.#place(line.slice(0, cursor));
    const below = position(label, server.columns, server.tabSize).rows;
    server._writeToOutput(moveSequence(0, -(end.rows + 1 + below - place.rows)));
    server._writeToOutput(cursorSequence(place.cols));
    this.#row = place.rows;
  }

  #leave(line, cursor) {
    const server = this.#server;
    this.isActive = false;
    this.#clear();
    server.line = line;
    server.cursor = cursor;
    server[readline.state].editor.redrawHere();
  }
}

module.exports = { Search };
