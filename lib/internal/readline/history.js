// The lines that were entered before, newest first.
'use strict';

const { codes } = require('internal/errors');
const { validateArray } = require('internal/validators');

class History {
  index = -1;

  /** @param {{ history?: string[], historySize?: number, removeHistoryDuplicates?: boolean }} options */
  constructor({ history, historySize, removeHistoryDuplicates }) {
    this.size = historySize === undefined ? 30 : historySize;
    if (history === undefined) {
      this.lines = [];
    } else {
      validateArray(history, 'history');
      this.lines = history;
    }
    if (typeof this.size !== 'number' || Number.isNaN(this.size) || this.size < 0) {
      if (typeof this.size !== 'number') throw new codes.ERR_INVALID_ARG_TYPE('size', 'number', this.size);
      throw new codes.ERR_OUT_OF_RANGE('size', '>= 0', this.size);
    }
    this.unique = Boolean(removeHistoryDuplicates);
  }

  /** @returns {boolean} whether the list has changed */
  add(line) {
    this.index = -1;
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
      if (this.lines[i].startsWith(prefix) && this.lines[i] !== current) {
        this.index = i;
        return this.lines[i];
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
      if (this.lines[i].startsWith(prefix) && this.lines[i] !== current) {
        this.index = i;
        return this.lines[i];
      }
    }
    this.index = -1;
    return prefix;
  }
}

module.exports = { History };
