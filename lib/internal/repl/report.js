// What a REPL prints of an exception. https://nodejs.org/api/repl.html#global-uncaught-exceptions
'use strict';

const { isNativeError } = require('internal/util/types');
const { setSitesFilter } = require('internal/errors/stack');

const widest = 80;

/** Whether a frame is in entered text, and outside of functions that have a name. */
function isEntered(site) {
  const file = site.getFileName();
  return typeof file === 'string' && /^REPL\d+$/.test(file) && site.getFunctionName() === null;
}

/** Frames from the entered text outwards are the REPL's own work. */
function withoutOwnFrames(sites) {
  for (let i = sites.length - 1; i > 0; i--) {
    if (sites[i].getFileName() === 'node:vm' && isEntered(sites[i - 1])) return sites.slice(0, i - 1);
  }
  // There may be no room for more than the entered text itself.
  const last = sites.length - 1;
  return last > 0 && sites.length === Error.stackTraceLimit && isEntered(sites[last]) ? sites.slice(0, last) : sites;
}

/** A SyntaxError shows the line that it is about, and neither the file, which is none, nor where it was compiled. */
function tidySyntaxError(error) {
  const { stack } = error;
  if (typeof stack === 'string') error.stack = stack.replace(/^REPL\d+:\d+\r?\n/, '').replace(/^\s+at .*\n?/gm, '').trimEnd();
}

/** Has the stack of `error` computed without frames of the REPL; one that was read before stays as it is. */
function tidyStack(error) {
  if (error === null || typeof error !== 'object') return;
  setSitesFilter(error, withoutOwnFrames);
  try {
    if (isNativeError(error) && error.name === 'SyntaxError') tidySyntaxError(error);
    else void error.stack;
  } catch {
    // A getter of the program's; showing the error will meet it again.
  } finally {
    setSitesFilter(undefined, undefined);
  }
}

/**
 * @param {any} error
 * @param {(value: unknown) => string} writer
 * @returns {string} with a line break at its end
 */
function describe(error, writer) {
  tidyStack(error);
  let text = writer(error);
  if (typeof text !== 'string') text = `${text}`;
  const isError = isNativeError(error) || (error !== null && typeof error === 'object' && error instanceof Error);
  if (isError && text[0] === '[' && text.endsWith(']')) {
    // inspect's brackets stand for a stack without frames.
    text = text.slice(1, -1);
  }
  const lines = text.split(/(?<=\n)/);
  const end = text.endsWith('\n') ? '' : '\n';
  let at = 0;
  if (isError) {
    // A syntax error begins with the line it is about.
    const found = lines.findIndex((line) => /^\[?([A-Z][a-z0-9_]*)*Error/.test(line));
    if (found !== -1) at = found;
  }
  const prefix = lines[at].replace(/\n$/, '').length > widest ? 'Uncaught:\n' : 'Uncaught ';
  lines[at] = prefix + lines[at];
  return lines.join('') + end;
}

module.exports = { describe, tidyStack };
