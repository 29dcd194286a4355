// util.parseEnv: the contents of a .env file. https://nodejs.org/api/util.html#utilparseenvcontent
'use strict';
const { validateString } = require('internal/validators');

function lineEnd(text, from) {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/**
 * @param {string} content
 * @returns {Record<string, string>}
 * @throws {TypeError} ERR_INVALID_ARG_TYPE
 */
function parseEnv(content) {
  validateString(content, 'content');
  const text = content.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const values = {};
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const equals = line.indexOf('=');
    const trimmed = line.trimStart();
    if (trimmed === '' || trimmed[0] === '#' || equals === -1) {
      at = end + 1;
      continue;
    }
    let key = line.slice(0, equals).trim();
    if (key.startsWith('export ')) key = key.slice(7).trim();
    let start = at + equals + 1;
    while (start < end && (text[start] === ' ' || text[start] === '\t')) start++;
    at = end + 1;
    if (key === '') continue;

    const quote = text[start];
    if (start < end && (quote === '"' || quote === "'" || quote === '`')) {
      const closing = text.indexOf(quote, start + 1);
      if (closing !== -1) {
        let value = text.slice(start + 1, closing);
        // Only double quotes know an escape, and only this one.
        if (quote === '"') value = value.replaceAll('\\n', '\n');
        values[key] = value;
        // What follows on the line of the closing quote is a comment.
        at = lineEnd(text, closing + 1) + 1;
        continue;
      }
    }
    const raw = text.slice(start, end);
    const comment = raw.indexOf('#');
    values[key] = (comment === -1 ? raw : raw.slice(0, comment)).trim();
  }
  return values;
}

module.exports = { parseEnv };
