// How error messages word values: "type number (1)", "an instance of Foo", "a, b, or c".
'use strict';

/**
 * Lists items in English, with the Oxford comma.
 * @param {string[]} items
 * @param {'and' | 'or'} conjunction
 * @returns {string}
 */
function formatList(items, conjunction) {
  const count = items.length;
  if (count === 0) return '';
  if (count === 1) return `${items[0]}`;
  if (count === 2) return `${items[0]} ${conjunction} ${items[1]}`;
  let text = '';
  for (let i = 0; i < count - 1; i++) text += `${items[i]}, `;
  return `${text}${conjunction} ${items[count - 1]}`;
}

/**
 * Shows a value as `util.inspect` does.
 * @param {unknown} value
 * @param {boolean} [deep] the default depth of `util.inspect`, not only the outermost object
 * @param {boolean} [plainStrings] strings as they stand, without quotes
 * @returns {string}
 */
function describeValue(value, deep = false, plainStrings = false) {
  if (plainStrings && typeof value === 'string') return value;
  const { inspect } = require('internal/util/inspect');
  try {
    return inspect(value, deep ? undefined : { colors: false });
  } catch {
    // A throwing custom inspector must not replace the error that is being made.
    return inspect(value, { customInspect: false });
  }
}

/**
 * Says of which type a received value is: `undefined`, `type string ('x')`, `an instance of Foo`.
 * @param {unknown} value
 * @returns {string} follows "Received "
 */
function describeReceived(value) {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'function':
      return `function ${value.name}`;
    case 'object': {
      const name = value.constructor?.name;
      if (name !== undefined) return `an instance of ${name}`;
      return require('internal/util/inspect').inspect(value, { depth: -1 });
    }
    case 'string': {
      const shown = value.length > 28 ? `${value.slice(0, 25)}...` : value;
      return `type string (${shown.includes("'") ? JSON.stringify(shown) : `'${shown}'`})`;
    }
    case 'number':
      return `type number (${Object.is(value, -0) ? '-0' : value})`;
    case 'bigint':
      return `type bigint (${value}n)`;
    case 'symbol':
      return `type symbol (${String(value)})`;
    default:
      return `type ${typeof value} (${value})`;
  }
}

module.exports = { describeReceived, describeValue, formatList };
