// Editing a line on a terminal: what each key does. https://nodejs.org/api/readline.html#tty-keybindings
'use strict';

const { cursorSequence, moveSequence, screenDown } = require('internal/readline/cursor');
const { position } = require('internal/readline/position');
const { getStringWidth } = require('internal/util/text_width');

const mostUndo = 2048;
const mostKilled = 32;
const lineBreak = /\r\n|[\n\r\u2028\u2029]/;

/** The length of the character that ends at `index`: two for one outside the basic plane. */
function lengthBefore(text, index) {
  if (index <= 0) return 0;
  const code = text.charCodeAt(index - 1);
  return index > 1 && (code & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 2) & 0xfc00) === 0xd800 ? 2 : 1;
}

function lengthAt(text, index) {
  if (index >= text.length) return 0;
  return text.codePointAt(index) >= 0x10000 ? 2 : 1;
}

class Editor {
  #iface;
  #own;
  // Rows above the cursor that the prompt and the line take.
  #previousRows = 0;
  #undo = [];
  #redo = [];
  #killed = [];
  #yanking = -1;
  // What stood in the line when the search in the history began.
  #searched = null;
  // In which column of its row the cursor wants to be while it moves up and down.
  #column = -1;
  #previousKey = undefined;
  #afterReturn = 0;

  /**
   * @param {Interface} iface whose `line` and `cursor` are edited
   * @param {object} own its state: prompt, history
   */
  constructor(iface, own) {
    this.#iface = iface;
    this.#own = own;
  }

  // --- Showing ----------------------------------------------------------------------------------------------------------

  refresh() {
    this.#iface._refreshLine();
  }

  /** Draws prompt and line anew and puts the cursor where it belongs. */
  refreshNow() {
    const iface = this.#iface;
    const { shown } = require('internal/readline/interface');
    const text = shown(this.#own, iface.line);
    const whole = position(text, iface.columns, iface.tabSize);
    const cursor = iface.getCursorPos();
    if (this.#previousRows > 0) iface._writeToOutput(moveSequence(0, -this.#previousRows));
    iface._writeToOutput(cursorSequence(0));
    iface._writeToOutput(screenDown);
    iface._writeToOutput(text);
    // A terminal goes to the next row only when something is to be shown there.
    if (whole.cols === 0) iface._writeToOutput(' ');
    iface._writeToOutput(cursorSequence(cursor.cols));
    const below = whole.rows - cursor.rows;
    if (below > 0) iface._writeToOutput(moveSequence(0, -below));
    this.#previousRows = cursor.rows;
  }

  /** Moves the cursor by characters, on the screen without drawing the line anew. */
  #move(by) {
    if (by === 0) return;
    const iface = this.#iface;
    const before = iface.getCursorPos();
    iface.cursor = Math.min(Math.max(iface.cursor + by, 0), iface.line.length);
    const after = iface.getCursorPos();
    if (before.rows === after.rows) {
      const distance = after.cols - before.cols;
      if (distance !== 0) iface._writeToOutput(moveSequence(distance, 0));
    } else {
      this.refresh();
    }
  }

  /** Goes on with text that was entered before: the cursor stands in a new row below it, where the terminal's is. */
  continueWith(text) {
    const iface = this.#iface;
    iface.line = `${text}\n`;
    iface.cursor = iface.line.length;
    iface._writeToOutput(this.#own.continuation);
    this.#previousRows = iface.getCursorPos().rows;
  }

  /** Draws the line where the cursor is: in the row where the prompt begins. */
  redrawHere() {
    this.#previousRows = 0;
    this.refresh();
  }

  insertText(text) {
    this.#insert(text);
  }

  clearLine() {
    this.#move(this.#iface.line.length);
    this.#iface._writeToOutput('\r\n');
    this.#iface.line = '';
    this.#iface.cursor = 0;
    this.#previousRows = 0;
  }

  // --- Changing ---------------------------------------------------------------------------------------------------------

  #remember() {
    this.#undo.push({ line: this.#iface.line, cursor: this.#iface.cursor });
    if (this.#undo.length > mostUndo) this.#undo.shift();
    this.#redo.length = 0;
  }

  #restore(from, to) {
    const entry = from.pop();
    if (entry === undefined) return;
    to.push({ line: this.#iface.line, cursor: this.#iface.cursor });
    this.#iface.line = entry.line;
    this.#iface.cursor = entry.cursor;
    this.refresh();
  }

  #insert(text) {
    const iface = this.#iface;
    this.#remember();
    if (iface.cursor < iface.line.length) {
      iface.line = iface.line.slice(0, iface.cursor) + text + iface.line.slice(iface.cursor);
      iface.cursor += text.length;
      this.refresh();
      return;
    }
    const before = iface.getCursorPos();
    iface.line += text;
    iface.cursor += text.length;
    const after = iface.getCursorPos();
    // At the end of the line the text itself is all there is to show, unless the row is full.
    if (before.rows < after.rows) {
      this.refresh();
    } else {
      iface._writeToOutput(text);
    }
  }

  /** Takes out what lies between the cursor and an end of the line, to where yank finds it. */
  #kill(from, to) {
    const text = this.#iface.line.slice(from, to);
    if (text === '') {
      this.refresh();
      return;
    }
    if (this.#killed[0] !== text) this.#killed.unshift(text);
    if (this.#killed.length > mostKilled) this.#killed.pop();
    this.#cut(from, to);
  }

  /** Takes out what lies between two places. */
  #cut(from, to) {
    const iface = this.#iface;
    if (from >= to) return;
    this.#remember();
    iface.line = iface.line.slice(0, from) + iface.line.slice(to);
    iface.cursor = from;
    this.refresh();
  }

  #wordStart() {
    const { line, cursor } = this.#iface;
    const reversed = [...line.slice(0, cursor)].reverse().join('');
    return cursor - /^\s*(?:[^\w\s]+|\w+)?/.exec(reversed)[0].length;
  }

  #wordEnd() {
    const { line, cursor } = this.#iface;
    return cursor + /^(?:\s+|[^\w\s]+|\w+)\s*/.exec(line.slice(cursor))?.[0].length || cursor;
  }

  #yank(next) {
    const iface = this.#iface;
    if (this.#killed.length === 0) return;
    if (next) {
      if (this.#yanking === -1) return;
      const previous = this.#killed[this.#yanking];
      this.#yanking = (this.#yanking + 1) % this.#killed.length;
      const start = iface.cursor - previous.length;
      iface.line = iface.line.slice(0, start) + this.#killed[this.#yanking] + iface.line.slice(iface.cursor);
      iface.cursor = start + this.#killed[this.#yanking].length;
      this.refresh();
      return;
    }
    this.#yanking = 0;
    this.#insert(this.#killed[0]);
  }

  #upOrDown(up) {
    const iface = this.#iface;
    if (iface.line.includes('\n') && this.#changeRow(up ? -1 : 1)) return;
    this.#searched ??= iface.line.slice(0, iface.cursor);
    this.#recall(up);
  }

  /** @returns {boolean} whether there was a row to go to in the line itself */
  #changeRow(by) {
    const iface = this.#iface;
    const rows = iface.line.split('\n');
    let row = 0;
    let start = 0;
    while (start + rows[row].length < iface.cursor) start += rows[row++].length + 1;
    const target = row + by;
    if (target < 0 || target >= rows.length) return false;
    if (this.#column === -1) this.#column = iface.cursor - start;
    start += by < 0 ? -(rows[target].length + 1) : rows[row].length + 1;
    iface.cursor = start + Math.min(this.#column, rows[target].length);
    this.refresh();
    return true;
  }

  #recall(older) {
    const { history } = this.#own;
    const iface = this.#iface;
    const prefix = this.#searched ?? '';
    if (!older && history.index < 0) return;
    if (older && (history.lines.length === 0 || history.index === history.lines.length)) return;
    this.#remember();
    iface.line = older ? history.older(prefix, iface.line) : history.newer(prefix, iface.line);
    iface.cursor = iface.line.length;
    this.#own.continued = undefined;
    this.refresh();
  }

  #enter() {
    const iface = this.#iface;
    const { line } = iface;
    const own = this.#own;
    // What could not be run and was called back to be mended makes room for what it has become.
    if (own.lastFailed && own.history.index === 0 && line.includes('\n')) own.history.lines.shift();
    if (own.history.add(line, own.continued)) iface.emit('history', own.history.lines);
    own.history.index = -1;
    own.continued = undefined;
    this.#searched = null;
    this.#undo.length = 0;
    this.#redo.length = 0;
    this.clearLine();
    const { take } = require('internal/readline/interface');
    iface[take](line);
  }

  // --- Completion -------------------------------------------------------------------------------------------------------

  #complete(isSecond) {
    const iface = this.#iface;
    iface.pause();
    const typed = iface.line.slice(0, iface.cursor);
    iface.completer(typed, (error, answer) => {
      if (iface.closed) return;
      iface.resume();
      if (error) {
        iface._writeToOutput(`tab completion error: ${require('util').inspect(error)}`);
        return;
      }
      if (!answer) return;
      const [candidates, completed] = answer;
      if (!candidates || candidates.length === 0) return;
      const common = commonPrefix(candidates.filter((candidate) => candidate !== ''));
      if (common.startsWith(completed) && common.length > completed.length) {
        this.#insert(common.slice(completed.length));
        return;
      }
      if (!completed.startsWith(common)) {
        iface.line = iface.line.slice(0, iface.cursor - completed.length) + common + iface.line.slice(iface.cursor);
        iface.cursor += common.length - completed.length;
        this.refresh();
        return;
      }
      // What fits is shown when it is asked for twice.
      if (!isSecond) return;
      this.#showCandidates(candidates);
      this.refresh();
    });
  }

  #showCandidates(candidates) {
    const iface = this.#iface;
    const widths = candidates.map((candidate) => getStringWidth(candidate));
    const width = Math.max(...widths) + 2;
    const columns = Number.isFinite(iface.columns) ? Math.floor(iface.columns / width) || 1 : 1;
    let text = '\r\n';
    let column = 0;
    for (let i = 0; i < candidates.length; i++) {
      // An empty one parts groups.
      if (candidates[i] === '') {
        text += column > 0 ? '\r\n\r\n' : '\r\n';
        column = 0;
        continue;
      }
      text += candidates[i];
      if (++column === columns) {
        text += '\r\n';
        column = 0;
      } else {
        text += ' '.repeat(width - widths[i]);
      }
    }
    this.#previousRows = 0;
    iface._writeToOutput(column > 0 ? `${text.trimEnd()}\r\n\r\n` : `${text}\r\n`);
  }

  // --- Keys -------------------------------------------------------------------------------------------------------------

  /**
   * @param {string | Buffer | null | undefined} text
   * @param {{ name?: string, ctrl?: boolean, meta?: boolean, shift?: boolean }} [key]
   */
  key(text, key) {
    key = key ?? {};
    const previous = this.#previousKey;
    this.#previousKey = key;
    if (key.name !== 'enter') this.#afterReturn = 0;
    if (!(key.meta && key.name === 'y')) {
      if (!(key.ctrl && key.name === 'y')) this.#yanking = -1;
    }
    // Up and down look for lines that begin as this one did before the first of them was pressed.
    if (!((key.name === 'up' || key.name === 'down') && !key.ctrl && !key.meta && !key.shift)) {
      this.#column = -1;
      if (this.#searched !== null) {
        this.#searched = null;
        this.#own.history.leaveEnd();
      }
    }
    if (key.name === 'paste-start' || key.name === 'paste-end' || key.name === 'escape') return;
    const code = typeof key.sequence === 'string' && key.sequence.length === 1 ? key.sequence.codePointAt(0) : 0;
    // ctrl-_ undoes, ctrl-^ redoes: neither has a name.
    if (code === 0x1f) this.#restore(this.#undo, this.#redo);
    else if (code === 0x1e) this.#restore(this.#redo, this.#undo);
    else if (key.ctrl && key.shift) this.#controlShift(key);
    else if (key.ctrl) this.#control(key);
    else if (key.meta) this.#meta(key);
    else this.#plain(text, key, previous);
  }

  #controlShift(key) {
    const iface = this.#iface;
    if (key.name === 'backspace') this.#kill(0, iface.cursor);
    else if (key.name === 'delete') this.#kill(iface.cursor, iface.line.length);
  }

  #control(key) {
    const iface = this.#iface;
    const { line, cursor } = iface;
    switch (key.name) {
      case 'c':
        if (iface.listenerCount('SIGINT') > 0) iface.emit('SIGINT');
        else this.#cancel('Aborted with Ctrl+C');
        break;
      case 'h': this.#cut(cursor - lengthBefore(line, cursor), cursor); break;
      case 'd':
        if (cursor === 0 && line.length === 0) this.#cancel('Aborted with Ctrl+D');
        else this.#cut(cursor, cursor + lengthAt(line, cursor));
        break;
      case 'u': this.#kill(0, cursor); break;
      case 'k': this.#kill(cursor, line.length); break;
      case 'a': this.#move(-Infinity); break;
      case 'e': this.#move(Infinity); break;
      case 'b': this.#move(-lengthBefore(line, cursor)); break;
      case 'f': this.#move(lengthAt(line, cursor)); break;
      case 'l':
        iface._writeToOutput(cursorSequence(0, 0));
        iface._writeToOutput(screenDown);
        this.#previousRows = 0;
        this.refresh();
        break;
      case 'n': this.#recall(false); break;
      case 'p': this.#recall(true); break;
      case 'y': this.#yank(false); break;
      case 'z': this.#suspend(); break;
      case 'w':
      case 'backspace': this.#cut(this.#wordStart(), cursor); break;
      case 'delete': this.#cut(cursor, this.#wordEnd()); break;
      case 'left': this.#move(this.#wordStart() - cursor); break;
      case 'right': this.#move(this.#wordEnd() - cursor); break;
    }
  }

  #cancel(message) {
    const { AbortError } = require('internal/errors');
    this.#own.onCancel?.(new AbortError(message));
    this.#iface.close();
  }

  #meta(key) {
    const { cursor } = this.#iface;
    switch (key.name) {
      case 'b': this.#move(this.#wordStart() - cursor); break;
      case 'f': this.#move(this.#wordEnd() - cursor); break;
      case 'd':
      case 'delete': this.#cut(cursor, this.#wordEnd()); break;
      case 'backspace': this.#cut(this.#wordStart(), cursor); break;
      case 'y': this.#yank(true); break;
    }
  }

  #plain(text, key, previous) {
    const iface = this.#iface;
    const { line, cursor } = iface;
    switch (key.name) {
      case 'return':
        this.#afterReturn = Date.now();
        this.#enter();
        break;
      case 'enter':
        // "\r\n" is one key.
        if (this.#afterReturn === 0 || Date.now() - this.#afterReturn > iface.crlfDelay) this.#enter();
        this.#afterReturn = 0;
        break;
      case 'backspace': this.#cut(cursor - lengthBefore(line, cursor), cursor); break;
      case 'delete': this.#cut(cursor, cursor + lengthAt(line, cursor)); break;
      case 'left': this.#move(-lengthBefore(line, cursor)); break;
      case 'right': this.#move(lengthAt(line, cursor)); break;
      case 'home': this.#move(-Infinity); break;
      case 'end': this.#move(Infinity); break;
      case 'up': this.#upOrDown(true); break;
      case 'down': this.#upOrDown(false); break;
      case 'tab':
        if (typeof iface.completer === 'function' && iface.isCompletionEnabled) {
          this.#complete(previous?.name === 'tab');
          break;
        }
        this.#text(text);
        break;
      default:
        this.#text(text);
    }
  }

  /** Text that was typed, pasted or written, with line breaks perhaps. */
  #text(text) {
    if (text === null || text === undefined) return;
    text = `${text}`;
    if (text === '') return;
    let begin = 0;
    for (;;) {
      const rest = text.slice(begin);
      const found = lineBreak.exec(rest);
      if (found === null) {
        if (rest !== '') this.#insert(rest);
        return;
      }
      if (found.index > 0) this.#insert(rest.slice(0, found.index));
      begin += found.index + found[0].length;
      this.#enter();
    }
  }

  /** ctrl-z: the process stops, and draws its line again when it is continued. */
  #suspend() {
    const iface = this.#iface;
    if (iface.listenerCount('SIGTSTP') > 0) {
      iface.emit('SIGTSTP');
      return;
    }
    const process = require('process');
    process.once('SIGCONT', () => {
      // Paused meanwhile: the program does not read now.
      if (!this.#own.paused) {
        iface.pause();
        iface.emit('SIGCONT');
      }
      iface._setRawMode(true);
      this.refresh();
    });
    iface._setRawMode(false);
    process.kill(process.pid, 'SIGTSTP');
  }
}

/** What all texts begin with. */
function commonPrefix(texts) {
  if (texts.length === 0) return '';
  let prefix = texts[0];
  for (let i = 1; i < texts.length; i++) {
    while (!texts[i].startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix;
}

module.exports = { Editor };
