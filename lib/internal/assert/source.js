// The source text of the call that failed: "assert.ok(typeof x === 'string')".
// https://nodejs.org/api/assert.html#assertokvalue-message
'use strict';

const identifierPart = /[\p{ID_Continue}$\u200c\u200d]/u;
const blank = /\s/;
// Terminals would act on them.
const control = /[\x00-\x08\x0b\x0c\x0e-\x1f]/g;
const literalKey = /^\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\d+)\s*$/;

function escapeControl(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The last place before `at` that is neither blank nor in a comment. */
function skipBlanks(line, at) {
  for (;;) {
    while (at > 0 && blank.test(line[at - 1])) at--;
    if (!line.startsWith('*/', at - 2)) return at;
    const start = line.lastIndexOf('/*', at - 3);
    if (start === -1) return at;
    at = start;
  }
}

function identifierStart(line, end) {
  let start = end;
  while (start > 0 && identifierPart.test(line[start - 1])) start--;
  return start;
}

/** Where `[key]` that ends at `end` begins; -1 when the key is no literal. */
function keyStart(line, end) {
  const start = line.lastIndexOf('[', end - 2);
  return start !== -1 && literalKey.test(line.slice(start + 1, end - 1)) ? start : -1;
}

/**
 * Where the expression begins that names what is called: `a.b['c']`. The engine tells of `b` or of the parenthesis.
 * With calls and computed keys in it, the text begins where the engine says.
 */
function calleeStart(line, at) {
  let start = at;
  for (;;) {
    let end = skipBlanks(line, start);
    if ((line[start] === '(' || line[start] === '[') && !line.startsWith('?.', end - 2)) {
      // Behind a name or a key.
    } else if (line.startsWith('?.', end - 2)) {
      end = skipBlanks(line, end - 2);
    } else if (line[end - 1] === '.') {
      end = skipBlanks(line, end - 1);
    } else {
      return start;
    }
    let before = identifierStart(line, end);
    if (before === end) before = line[end - 1] === ']' ? keyStart(line, end) : -1;
    if (before === -1) return at;
    start = before;
  }
}

/** Where a call that begins at `start` ends: behind its closing parenthesis; the line's end when it isn't on it. */
function callEnd(line, start) {
  let depth = 0;
  for (let i = line.indexOf('(', start); i !== -1 && i < line.length; i++) {
    switch (line[i]) {
      case '(':
      case '[':
      case '{':
        depth++;
        break;
      case ')':
      case ']':
      case '}':
        if (--depth === 0) return i + 1;
        break;
      case '\'':
      case '"':
      case '`': {
        const mark = line[i++];
        while (i < line.length && line[i] !== mark) i += line[i] === '\\' ? 2 : 1;
        break;
      }
      case '/':
        if (line[i + 1] === '/') return line.length;
        if (line[i + 1] === '*') {
          const end = line.indexOf('*/', i + 2);
          if (end === -1) return line.length;
          i = end + 1;
        } else if (/[(,=:[!&|?{};]\s*$/.test(line.slice(0, i))) {
          // A regular expression: what comes before it can't end an operand.
          let inClass = false;
          for (i++; i < line.length && (inClass || line[i] !== '/'); i++) {
            if (line[i] === '\\') {
              i++;
            } else if (line[i] === '[') {
              inClass = true;
            } else if (line[i] === ']') {
              inClass = false;
            }
          }
        }
        break;
      default:
    }
  }
  return line.length;
}

/** The line of the call to `origin`, and where the engine says that the call is. */
function callPlace(origin) {
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 1;
    const error = new Error();
    Error.captureStackTrace(error, origin);
    const { 0: file, 1: line, 2: caret } = binding('realm').sourceFrame(error).split('\n');
    return file === undefined || file.startsWith('node:') || caret === undefined ?
      undefined : { line, at: caret.indexOf('^') };
  } catch {
    // A frozen Error: the message does without the source.
    return undefined;
  } finally {
    try {
      Error.stackTraceLimit = stackTraceLimit;
    } catch {
      // As above.
    }
  }
}

/**
 * The text of the call to `origin` that is under way, as far as it is on the call's line.
 * @param {Function} origin
 * @returns {string | undefined} undefined when there is no source
 */
function callText(origin) {
  const place = callPlace(origin);
  if (place === undefined) return undefined;
  const { line, at } = place;
  const start = calleeStart(line, at);
  return line.slice(start, callEnd(line, start)).replace(control, escapeControl);
}

module.exports = { callText };
