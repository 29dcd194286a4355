// How a Buffer looks in util.inspect. https://nodejs.org/api/buffer.html#bufferinspect_max_bytes
'use strict';

const { min } = Math;
const { getOwnPropertyDescriptor } = Object;

const hexDigits = '0123456789abcdef';
/** Bytes as text, each with the space before it. */
const spaced = Array.from({ length: 256 }, (_, byte) => ` ${hexDigits[byte >> 4]}${hexDigits[byte & 15]}`);

/** What a program has put on it. */
function keysOf(bytes) {
  return require('internal/util/kinds').isOrdinaryTypedArray(bytes) ? [] : binding('util').ownNonIndexKeys(bytes, false);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} limit how many bytes are shown
 * @param {object | undefined} options of util.inspect
 * @returns {string} `<Buffer 01 02 ... 3 more bytes>`
 */
module.exports = function inspectBytes(bytes, limit, options) {
  const shown = min(limit, bytes.length);
  const left = bytes.length - limit;
  let text = '';
  for (let i = 0; i < shown; i++) text += spaced[bytes[i]];
  text = text.slice(1);
  if (left > 0) text += ` ... ${left} more byte${left > 1 ? 's' : ''}`;

  if (options) {
    // Properties that a program has put on it.
    const extras = { __proto__: null };
    let any = false;
    const keys = keysOf(bytes);
    for (let i = 0; i < keys.length; i++) {
      const descriptor = getOwnPropertyDescriptor(bytes, keys[i]);
      if (!descriptor.enumerable && !options.showHidden) continue;
      any = true;
      extras[keys[i]] = bytes[keys[i]];
    }
    if (any) {
      if (bytes.length !== 0) text += ', ';
      // Shown as those of an object without a prototype, whose frame '[Object: null prototype] { ' and ' }' goes.
      text += require('util').inspect(extras, { ...options, breakLength: Infinity, compact: true }).slice(27, -2);
    }
  }
  let name = 'Buffer';
  try {
    const { constructor } = bytes;
    if (typeof constructor === 'function' && constructor.name) ({ name } = constructor);
  } catch {
    // A proxy, or a getter that throws: it still is a Buffer.
  }
  return `<${name} ${text}>`;
};
