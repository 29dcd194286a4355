// Moving the cursor of a terminal: ECMA-48 control sequences. https://nodejs.org/api/readline.html#readlinecursortostream-x-y-callback
'use strict';

const { codes } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const { nextTick } = require('internal/ticks');

const escape = '\u001b';

const sequences = {
  lineToStart: `${escape}[1K`,
  lineToEnd: `${escape}[0K`,
  line: `${escape}[2K`,
  screenDown: `${escape}[0J`,
};

function send(stream, text, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (text === '' || stream === null || stream === undefined) {
    if (typeof callback === 'function') nextTick(callback, null);
    return true;
  }
  return stream.write(text, callback);
}

/** @returns {string} what moves to column x, and row y if given */
function cursorSequence(x, y) {
  if (Number.isNaN(x)) throw new codes.ERR_INVALID_ARG_VALUE('x', x);
  if (Number.isNaN(y)) throw new codes.ERR_INVALID_ARG_VALUE('y', y);
  if (typeof x !== 'number') {
    if (typeof y === 'number') throw new codes.ERR_INVALID_CURSOR_POS();
    return '';
  }
  return typeof y !== 'number' ? `${escape}[${x + 1}G` : `${escape}[${y + 1};${x + 1}H`;
}

/** @returns {string} what moves by dx columns and dy rows */
function moveSequence(dx, dy) {
  let text = '';
  if (dx < 0) text += `${escape}[${-dx}D`;
  else if (dx > 0) text += `${escape}[${dx}C`;
  if (dy < 0) text += `${escape}[${-dy}A`;
  else if (dy > 0) text += `${escape}[${dy}B`;
  return text;
}

/** @returns {string} what clears the line to the left (-1), to the right (1) or whole (0) */
function clearSequence(direction) {
  if (direction < 0) return sequences.lineToStart;
  return direction > 0 ? sequences.lineToEnd : sequences.line;
}

/**
 * @param {stream.Writable} stream
 * @param {number} x column, from 0
 * @param {number} [y] row, from 0
 * @param {Function} [callback] when it is written
 * @returns {boolean} false asks to wait for 'drain'
 */
function cursorTo(stream, x, y, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (typeof y === 'function') {
    callback = y;
    y = undefined;
  }
  return send(stream, cursorSequence(x, y), callback);
}

/** Moves relative to where the cursor is. */
function moveCursor(stream, dx, dy, callback) {
  return send(stream, moveSequence(dx, dy), callback);
}

/** Clears the line in a direction: -1 left of the cursor, 1 right of it, 0 all of it. */
function clearLine(stream, direction, callback) {
  return send(stream, clearSequence(direction), callback);
}

/** Clears from the cursor down. */
function clearScreenDown(stream, callback) {
  return send(stream, sequences.screenDown, callback);
}

module.exports = {
  clearLine, clearScreenDown, clearSequence, cursorSequence, cursorTo, moveCursor, moveSequence, screenDown: sequences.screenDown,
};
