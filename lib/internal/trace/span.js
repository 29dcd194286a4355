// Trace events of what takes its time: one as it begins, one as it ends. https://nodejs.org/api/tracing.html
'use strict';

const trace = require('internal/trace/log');

let lastId = 0;

/**
 * @param {'dns' | 'net'} kind as in internal/trace/log
 * @param {string} name
 * @param {() => object} args made only when somebody traces
 * @returns {number} for end(); 0 while nobody does
 */
function begin(kind, name, args) {
  if (!trace.on[kind]) return 0;
  trace.emit(kind, 'b', name, args(), ++lastId);
  return lastId;
}

/** The end of what begin() has given a number. */
function end(id, kind, name, args) {
  if (id !== 0 && trace.on[kind]) trace.emit(kind, 'e', name, args(), id);
}

module.exports = { begin, end };
