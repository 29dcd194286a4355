// The lines that were entered before, newest first.
'use strict';

const { codes } = require('internal/errors');
const { validateArray } = require('internal/validators');

/** A line with line breaks is kept with its rows in turn, the last first, as the list itself is ordered. */
function toEntry(line) {
  return line.includes('\n') ? line.split('\n').reverse().join('\r') : line;
}

function fromEntry(entry) {
  return entry.includes('\r') ? entry.split('\r').reverse().join('\n') : entry;
}

class History {
  index = -1;

  /** @param {{ history?: string[], historySize?: number, removeHistoryDuplicates?: boolean }} options */
  constructor({ history, historySize, removeHistoryDuplicates }) {
    if (history === undefined) {
      this.lines = [];
    } else {
      validateArray(history, 'history');
      this.lines = history;
    }
    this.resize(historySize === undefined ? 30 : historySize);
    this.unique = Boolean(removeHistoryDuplicates);
  }

  /** @param {number} size how many lines are kept, from now on */
  resize(size) {
    this.size = size;
    if (typeof size !== 'number') throw new codes.ERR_INVALID_ARG_TYPE('size', 'number', size);
    if (Number.isNaN(size) || size < 0) throw new codes.ERR_OUT_OF_RANGE('size', '>= 0', size);
  }

  /**
   * @param {string} line
   * @param {string} [continued] the line before, of which this is the continuation: its place is taken
   * @returns {boolean} whether the list has changed
   */
  add(line, continued = undefined) {
    this.index = -1;
    if (continued !== undefined && this.lines.length > 0 && this.lines[0] === toEntry(continued)) this.lines.shift();
    line = toEntry(line);
    if (line.length === 0 || this.size === 0 || line.trim().length === 0) return false;
    if (this.lines.length > 0 && this.lines[0] === line) return false;
    if (this.unique) {
      const before = this.lines.indexOf(line);
      if (before !== -1) this.lines.splice(before, 1);
    }
    this.lines.unshift(line);
    if (this.lines.length > this.size) this.lines.pop();
    return true;
  }

  /** The next older line that begins with `prefix` and is not `current`; `prefix` itself past the oldest. */
  older(prefix, current) {
    for (let i = this.index + 1; i < this.lines.length; i++) {
      const line = fromEntry(this.lines[i]);
      if (line.startsWith(prefix) && line !== current) {
        this.index = i;
        return line;
      }
    }
    this.index = this.lines.length;
    return prefix;
  }

  /** Begins at the newest line again, if the search had passed the oldest. */
  leaveEnd() {
    if (this.index === this.lines.length) this.index = -1;
  }

  /** The next newer one; `prefix` itself after the newest. */
  newer(prefix, current) {
    for (let i = this.index - 1; i >= 0; i--) {
      const line = fromEntry(this.lines[i]);
      if (line.startsWith(prefix) && line !== current) {
        this.index = i;
        return line;
      }
    }
    this.index = -1;
    return prefix;
  }
}

module.exports = { History, fromEntry };
