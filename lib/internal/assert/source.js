// The source text of the call that failed: "assert.ok(typeof x === 'string')".
// https://nodejs.org/api/assert.html#assertokvalue-message
'use strict';

const receiver = /(?:[\w$]+(?:\([^()]*\))?\s*\??\.\s*)+$/;

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

function callSite(origin) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder = {};
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(holder, origin);
    return Array.isArray(holder.stack) ? holder.stack[0] : undefined;
  } catch {
    // A frozen Error: the message does without the source.
    return undefined;
  } finally {
    try {
      Error.prepareStackTrace = prepareStackTrace;
      Error.stackTraceLimit = stackTraceLimit;
    } catch {
      // As above.
    }
  }
}

/**
 * The text of the call to `origin` that is under way.
 * @param {Function} origin
 * @returns {string | undefined} undefined when the source can't be read
 */
function callText(origin) {
  const site = callSite(origin);
  let file = site?.getFileName?.();
  if (!file || file.startsWith('node:')) return undefined;
  try {
    if (file.startsWith('file:')) file = require('url').fileURLToPath(file);
    const line = require('fs').readFileSync(file, 'utf8').split('\n', site.getLineNumber())[site.getLineNumber() - 1];
    let start = site.getColumnNumber() - 1;
    const before = receiver.exec(line.slice(0, start));
    if (before !== null) start = before.index;
    return line.slice(start, callEnd(line, start));
  } catch {
    return undefined;
  }
}

module.exports = { callText };
