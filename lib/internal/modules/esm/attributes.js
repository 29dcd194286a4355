// Import attributes. https://nodejs.org/api/esm.html#import-attributes
'use strict';

const { codes } = require('internal/errors');

/** What `type` each format must be imported with; the others allow none. */
const typeOfFormat = { __proto__: null, json: 'json', text: 'text' };

/**
 * @param {string[]} [pairs] [key, value, ...]
 * @returns {string} the value of "type"; '' when it is not given
 */
function typeOf(pairs) {
  if (pairs === undefined) return '';
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === 'type') return pairs[i + 1];
  return '';
}

/**
 * @param {string} url
 * @param {string} format
 * @param {string[]} [pairs] [key, value, ...]
 * @throws {TypeError} ERR_IMPORT_ATTRIBUTE_UNSUPPORTED, _MISSING or _TYPE_INCOMPATIBLE
 */
function validate(url, format, pairs) {
  if (pairs !== undefined) {
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] !== 'type') throw new codes.ERR_IMPORT_ATTRIBUTE_UNSUPPORTED(pairs[i], pairs[i + 1], url);
    }
  }
  const given = typeOf(pairs);
  const wanted = typeOfFormat[format];
  if (given === '') {
    if (wanted !== undefined) throw new codes.ERR_IMPORT_ATTRIBUTE_MISSING(url, 'type', wanted);
    return;
  }
  if (given === wanted) return;
  if (given !== 'json') throw new codes.ERR_IMPORT_ATTRIBUTE_UNSUPPORTED('type', given, url);
  throw new codes.ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE(url, given);
}

module.exports = { typeOf, validate };
